"""What cannot be done: exit code 2, one line that says why, a hint, no traceback, nothing written."""

import json
import re
from pathlib import Path

import pytest

from tests.cli.conftest import PLAN, Run

STORE = ("--store", "sqlite:///shop.db")
RALEON = "shopify_id,points_to_add,description\n1,5,Hello\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("plan", "nowhere.csv", *PLAN[2:]), "nowhere.csv: there is no such file"),
        (("plan", "empty.csv", *PLAN[2:]), "empty.csv: the file is empty"),
        ((*PLAN[:2], "--profile", "nobody", *PLAN[4:]), "there is no profile 'nobody'"),
        ((*PLAN[:2], "--profile", "broken.toml", *PLAN[4:]), "broken.toml"),
        ((*PLAN[:2], "--profile", "tixly", *PLAN[4:]), "CustomerID"),
        ((*PLAN, "--set", "on_match=explode"), "on_match"),
        ((*PLAN, "--set", "zone=Mars/Base"), "there is no time zone 'Mars/Base'"),
        ((*PLAN, "--set", "region"), "--set 'region': write NAME=VALUE"),
        ((*PLAN, "--today", "tomorrow"), "--today 'tomorrow' is no day"),
        ((*PLAN, "--map", "Birthday=age"), "'age', which is no field"),
        ((*PLAN, "--map", "Birthdy=birthday"), "the file has no column 'Birthdy'"),
        ((*PLAN, "--reference", "acounts=A1"), "checks no list 'acounts'"),
        ((*PLAN, "--feature", "wholesle"), "requires no feature 'wholesle'"),
        ((*PLAN, "--answer", "header=maybe"), "'header' is not one of yes, no or record numbers"),
        (("verify", "--profile", "incust", "--store", "sqlite:///shp.db"), "there is no such database"),
        (("check-store", "--profile", "incust", "--store", "sqlite:///shp.db"), "there is no such database"),
        (("outbox", "--profile", "incust", "--store", "sqlite:///shp.db"), "there is no such database"),
        ((*PLAN, "--override", "name=overwritable"), "FIELD=POLICY:REASON"),
        ((*PLAN, "--override", "age=overwritable:why not"), "no field 'age'"),
        ((*PLAN, "--reference", "accounts=@nowhere.txt"), "nowhere.txt: No such file"),
        ((*PLAN, "--out", "./customers.csv"), "--out would write over another file"),
        ((*PLAN, "--out", "no/such/folder/plan.jsonl"), "no/such/folder/plan.jsonl: No such file"),
        ((*PLAN[:5], "shop.db", *PLAN[6:]), "write sqlite:///FILE"),
        ((*PLAN[:5], "postgresql://localhost/shop", *PLAN[6:]), "SQLAlchemyStore in Python"),
        (("apply", "nowhere.jsonl", *STORE), "nowhere.jsonl: the plan cannot be opened"),
        (("apply", "customers.csv", *STORE), "customers.csv: this is no plan"),
        (("apply", "plan.jsonl", "--store", "sqlite:///other.db"), "made for another store"),
        (("apply", "plan.jsonl", "--store", "sqlite:///customers.csv"), "no SQLite database"),
        (("apply", "plan.jsonl", *STORE, "--all-or-nothing"), "2 rows are rejected and the import is all or nothing"),
        (("apply", "plan.jsonl", *STORE, "--seal", "0" * 64), "not the plan that was expected"),
        (("apply", "plan.jsonl", *STORE, "--batch-size", "0"), "batch_size must be at least 1"),
        (("explain", "plan.jsonl", "99"), "the plan has no row 99"),
        (("inspect", "workbook.xlsx"), "workbook.xlsx: "),
    ],
    ids=lambda value: " ".join(map(str, value)) if isinstance(value, tuple) else "",
)
def test_it_says_why_in_one_line(saved: Path, run: Run, arguments: tuple[str, ...], said: str) -> None:
    """Every declared error is one line, perhaps with a hint; the store is not touched."""
    (saved / "empty.csv").touch()
    (saved / "broken.toml").write_text("name = \n", encoding="utf-8")
    (saved / "workbook.xlsx").write_bytes(b"PK\x03\x04" + bytes(60))
    before = (saved / "customers.csv").read_bytes()
    answer = run(*arguments)
    assert answer.code == 2
    assert answer.out == ""
    line, *hints = answer.err.splitlines()
    assert line.startswith("customer-import: error: ")
    assert said in line
    assert all(hint.startswith("customer-import: hint: ") for hint in hints)
    assert len(hints) <= 1
    assert not (saved / "shop.db").exists()
    assert (saved / "customers.csv").read_bytes() == before


def test_errors_are_json_where_that_was_asked_for(saved: Path, run: Run) -> None:
    """With --format json the error is a document too, with its code and hint."""
    answer = run("apply", "plan.jsonl", "--store", "sqlite:///other.db", "--format", "json")
    told = json.loads(answer.out)
    assert told["exit"] == answer.code == 2
    assert told["error"]["code"] == "plan.other_store"
    assert told["error"]["hint"]


def test_a_changed_plan_is_refused(saved: Path, run: Run) -> None:
    """A plan in which a byte was changed is not applied."""
    text = (saved / "plan.jsonl").read_text(encoding="utf-8")
    (saved / "plan.jsonl").write_text(text.replace("Jonas", "Jonis"), encoding="utf-8")
    answer = run("apply", "plan.jsonl", *STORE)
    assert answer.code == 2
    assert "seal is broken" in answer.err


def test_a_tripped_guard_is_named_and_can_be_acknowledged(folder: Path, run: Run) -> None:
    """A plan that clears more than the profile allows is refused until somebody acknowledges the guard."""
    head = "CustomerID;Email;City\n"
    (folder / "one.csv").write_text(f"{head}0;a@example.org;Oslo\n0;b@example.org;Oslo\n", encoding="utf-8")
    common = ("--profile", "tixly", *STORE, "--set", "guards.clears=1")
    assert run("plan", "one.csv", *common, "--out", "one.jsonl").code == 0
    assert run("apply", "one.jsonl", *STORE).code == 0
    (folder / "two.csv").write_text(f"{head}1;a@example.org;\n2;b@example.org;\n", encoding="utf-8")
    assert "guard.clears: 2 of 2 (limit 1)" in run("plan", "two.csv", *common, "--out", "two.jsonl").out
    refused = run("apply", "two.jsonl", *STORE)
    assert refused.code == 2
    assert "hint: if that is meant: --acknowledge guard.clears" in refused.err
    assert run("apply", "two.jsonl", *STORE, "--acknowledge", "guard.clears").code == 0


def test_unknown_arguments_end_with_2(run: Run) -> None:
    """Faults in the arguments end with 2 and the usage, without leaving the process."""
    answer = run("plan", "--nonsense")
    assert answer.code == 2
    assert answer.err.startswith("usage: customer-import plan")
    assert run().code == 2
    assert run("--help").code == 0


def test_a_file_cannot_steer_the_terminal(folder: Path, run: Run) -> None:
    """Escape sequences and marks of direction in labels and values never reach the output."""
    hostile = "Phone number;Customer Name;\x1b[31mRed\u202e\n+37061234567;\x1b]0;title\x07Ona;x\n"
    (folder / "customers.csv").write_text(hostile, encoding="utf-8")
    for arguments in (PLAN, ("inspect", "customers.csv", "--profile", "incust"), ("inspect", "\x1b[2Jx.csv")):
        answer = run(*arguments)
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", answer.out + answer.err)
