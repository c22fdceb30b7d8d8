"""docs/cli.md lists every question, and an answer that nobody asks for is refused wherever answers are taken."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

import customer_import as ci
from customer_import.problems.questions import QUESTIONS

PAGE = (Path(__file__).parents[2] / "docs" / "cli.md").read_text(encoding="utf-8")
FILE = b"Phone number;Birthday\n+37061234567;1990-01-31\n"
PROFILE = ci.load_profile("incust")


def test_every_question_is_documented() -> None:
    """The table of docs/cli.md holds every code, and no other."""
    listed = re.findall(r"^\| `((?:[a-z_]+\.?)+)(?:LABEL|FIELD|ROW)?` \|", PAGE, re.MULTILINE)
    assert set(QUESTIONS) <= set(listed)


def _planned(answers: dict[str, str]) -> object:
    with ci.read(FILE, profile=PROFILE) as table:
        survey = ci.survey(table, PROFILE)
        return ci.Planner(survey, today=date(2026, 11, 22), plan_id="p", answers=answers)


@pytest.mark.parametrize(
    "take",
    [
        lambda answers: ci.read(FILE, profile=PROFILE, answers=answers),
        lambda answers: ci.detect(FILE, answers=answers),
        lambda answers: ci.survey(ci.read(FILE, profile=PROFILE), PROFILE, answers=answers),
        lambda answers: ci.clean(FILE, PROFILE, answers=answers),
        _planned,
    ],
)
def test_an_answer_to_nothing_is_refused(take: Callable[[dict[str, str]], object]) -> None:
    """A slip in a code is named, with the nearest code; an answer that this file does not need is none."""
    with pytest.raises(ci.UsageError, match=r"no question 'colum\.unmapped\.A' .* 'column\.unmapped\.'") as caught:
        take({"colum.unmapped.A": "ignore"})
    assert caught.value.code == "answer.unasked"
    with pytest.raises(ci.UsageError, match=r"no question 'date\.order\.' to answer"):
        take({"date.order.": "day"})
    take({"trailing": "rows", "identity.mismatch.7": "accept", "column.unmapped.Other": "ignore"})
