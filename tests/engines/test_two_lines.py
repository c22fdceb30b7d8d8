"""The two programs of docs/scale.md differ in two lines, and plan and apply the same."""

import re
import shutil
from difflib import unified_diff
from pathlib import Path
from typing import Any

import pytest

import customer_import as ci
from tests.engines.sparks import frames
from tests.platforms.test_demo_files import CASES, DEMO

PAGE = Path(__file__).parents[2] / "docs/scale.md"


def programs() -> tuple[str, str]:
    """Return the blocks under the heading."""
    part = PAGE.read_text("utf-8").partition("## Two lines")[2].partition("\n## ")[0]
    alone, spread = re.findall(r"```python no-run\n(.*?)```", part, re.DOTALL)
    return alone, spread


def test_two_lines_change() -> None:
    """One line is another, one comes in addition."""
    alone, spread = (program.splitlines() for program in programs())
    changes = [
        line[0] for line in unified_diff(alone, spread, n=0, lineterm="") if line[:3] not in ("---", "+++", "@@ ")
    ]
    assert sorted(line for line in changes if line in "+-") == ["+", "+", "-"]


def test_both_programs_do_the_same(spark: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run as they stand, with a file of the demo: the same outcomes, and the same customers and ledger afterwards."""
    case = CASES["raleon.csv"]
    found = []
    for name, program in zip(("alone", "spread"), programs(), strict=True):
        place = tmp_path / name
        place.mkdir()
        monkeypatch.chdir(place)
        shutil.copy(DEMO / "files" / "raleon.csv", "points.csv")
        profile = ci.load_profile("raleon")
        store = ci.SQLiteStore("customers.db", profile)
        store.add_all(case.stored)
        held = frames(spark, store, profile)
        given: dict[str, Any] = {"spark": spark, "current": held["current"], "ledger": held["ledger"]}
        exec(compile(program, str(PAGE), "exec"), given)
        posted = [(entry.customer_id, entry.posted.amount, entry.posted.row) for entry in store.ledger()]
        found.append((list(given["plan"]), store.customers(), posted, given["receipt"].counts))
        store.close()
    assert found[0] == found[1]
    assert found[0][3]["updated"] > 0
