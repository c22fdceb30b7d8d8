"""docs/cli.md lists every question, and an answer that nobody asks for is refused wherever answers are taken."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

import customer_import as ci
from customer_import.kinds import BUILT_IN
from customer_import.normalizing import inference
from customer_import.normalizing.base import Inference, Settings
from customer_import.problems.questions import ANSWERS, QUESTIONS

PAGE = (Path(__file__).parents[2] / "docs" / "cli.md").read_text(encoding="utf-8")
FILE = b"Phone number;Birthday\n+37061234567;1990-01-31\n"
PROFILE = ci.load_profile("incust")


def test_every_question_is_documented() -> None:
    """The table of docs/cli.md holds every code, and no other."""
    listed = re.findall(r"^\| `((?:[a-z_]+\.?)+)(?:LABEL|FIELD|ROW)?` \|", PAGE, re.MULTILINE)
    assert set(QUESTIONS) <= set(listed)


@pytest.mark.parametrize("code", sorted(ANSWERS))
def test_every_answer_that_is_the_same_for_all_files_is_documented(code: str) -> None:
    """The table of docs/cli.md has the answers that are accepted; `header` takes numbers besides."""
    (shown,) = re.findall(rf"^\| `{re.escape(code)}(?:LABEL|FIELD|ROW)?` \|[^|]*\| (.*) \|$", PAGE, re.MULTILINE)
    words = re.findall(r"`([a-z_]+)`", shown)
    assert words == re.findall(r"[a-z_]+", ANSWERS[code])


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


@pytest.mark.parametrize(
    "wrong",
    [
        {"header": "maybe"}, {"header": ""}, {"header": 3}, {"trailing": "row"}, {"create.unchecked": "yes"},
        {"identity.mismatch": "Accept"}, {"identity.mismatch.7": "yes"}, {"date.order.birthday": "day"},
        {"header": "99"}, {"header": "0"},
    ],
)  # fmt: skip
def test_an_answer_that_no_question_takes_is_refused(wrong: dict[str, str]) -> None:
    """A slip in an answer is an error where answers are taken, not the other answer."""
    with pytest.raises(ci.UsageError, match="the answer to") as caught:
        ci.read(FILE, profile=PROFILE, answers=wrong)
    assert caught.value.code == "answer.unknown"


def test_every_question_about_a_column_can_be_answered() -> None:
    """What is inferred from a column asks under a code that answers are accepted for."""
    asking = []
    for kind in sorted(BUILT_IN):
        field = ci.Field("f", kind, vocabulary="gender" if kind == "choice" else "")
        made = inference(field, BUILT_IN[kind], Settings())
        asking += [made.code] if isinstance(made, Inference) and made.code else []
    assert len(asking) == 5
    assert all(code.removesuffix("f") in QUESTIONS for code in asking)


def test_letters_of_two_languages_are_asked_about_and_answered() -> None:
    """The letters "M" and "V" are woman and man in Lithuanian, man and woman in Dutch: the answer decides."""
    fields = [
        ci.Field("email", "email"),
        ci.Field("sex", "choice", choices={"male": (), "female": ()}, vocabulary="gender"),
    ]
    profile = ci.Profile("p", fields, ["email"])
    with ci.read(b"email,sex\na@example.org,M\nb@example.org,V\n", profile=profile) as table:
        (question,) = ci.survey(table, profile).questions
        found = {}
        for option in question.options:
            plan = ci.plan(table, profile, ci.MemoryStore(profile), answers={question.code: option})
            found[option[:2]] = [outcome.incoming["sex"] for outcome in plan.outcomes(kind="create")]
    assert found == {"lt": ["female", "male"], "nl": ["male", "female"]}
