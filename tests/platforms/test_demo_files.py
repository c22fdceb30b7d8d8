"""The demo's files, row by row: what becomes of each, and why. S4-09 and the like name requirements."""

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import attrs
import pytest

import customer_import as ci

DEMO = Path(__file__).parents[2] / "docs" / "examples" / "demo"


def loaded(name: str) -> ModuleType:
    """Load a module of the demo, which is no package."""
    spec = importlib.util.spec_from_file_location(f"demo_{name}", DEMO / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


CASES: dict[str, Any] = {case.file: case for case in loaded("cases").CASES}
TODAY = loaded("cases").TODAY

# File → row → how it ends, and the codes of its problems.
ROWS: dict[str, dict[int, tuple[str, ...]]] = {
    "shoptet.csv": {
        2: ("update",),  # S4-11: found by its guid; S4-23: its delivery address is updated by shippingGuid
        3: ("update",),  # S4-D: no shippingGuid, another delivery address is added
        4: ("create",),  # S4-06: name and e-mail suffice
        5: ("skip", "key.exists"),  # S4-09: a known e-mail without guid
        6: ("create", "country.unknown"),  # S4-G: the cell is ignored, not the row
        7: ("skip", "key.exists"),  # S4-A: a guid with the e-mail of somebody else
        8: ("reject", "field.required"),  # S4-10
        9: ("reject", "email.format"),
        10: ("reject", "date.impossible"),  # S4-12
        11: ("reject", "key.duplicate"),  # the e-mail of row 4 in other letters
        12: ("unchanged",),  # S4-02
    },
    "tixly.csv": {
        2: ("update",),  # S3-10: the yellow cell, a new e-mail
        3: ("unchanged",),
        4: ("update",),  # S3-E: a blank cell clears
        5: ("reject", "identity.mismatch"),  # S3-B: a mistyped number
        6: ("create",),  # S3-06: number 0
        7: ("reject", "possible.duplicate"),  # S3-D: number 0 for somebody who is there
        8: ("reject", "customer.not_found"),  # S3-A
        9: ("reject", "create.unchecked"),  # S3-D: nothing to find anybody by, answered with reject
        10: ("reject", "possible.duplicate"),  # the e-mail of row 6
        11: ("reject", "key.duplicate"),
    },
    "raleon.csv": {
        2: ("update",),  # S2-04
        3: ("update",),
        4: ("update",),  # S2-G: a second credit of one customer
        5: ("reject", "customer.not_found"),  # S2-07
        6: ("reject", "cell.digits_lost"),  # S2-D
        7: ("unchanged", "credit.zero"),  # S2-E
        8: ("reject", "credit.negative"),  # S2-E
        9: ("update",),  # S2-11: the column must be there, a text need not
        10: ("reject", "number.scale"),  # S2-E: whole points
        11: ("update",),
    },
    "epos-invalid.csv": {
        2: ("create",),
        3: ("reject", "key.duplicate"),  # S1-13
        4: ("reject", "key.taken"),  # S1-14
        5: ("reject", "date.format"),  # S1-15
        6: ("reject", "date.before_today"),  # S1-16
        7: ("reject", "field.required"),  # S1-10
        8: ("create", "date.two_digit_year"),  # S1-G
        9: ("create",),  # S1-D: a home number may be shared
    },
    "epos.csv": dict.fromkeys((2, 3, 4, 5, 6, 7, 9), ("create",)) | {8: ("create", "date.two_digit_year")},
    "incust.xlsx": {
        2: ("update",),  # S0-28: the name is held, the birthday is added; S0-04: a numeric phone
        3: ("unchanged",),
        4: ("update",),  # S0-C: a card is added
        5: ("create", "phone.test_number"),
        6: ("create", "credit.no_unit"),  # S0-21
        7: ("create",),  # S0-B: a national number under region LT
        8: ("reject", "field.required"),  # S0-05
        9: ("reject", "phone.test_number", "key.duplicate"),
        10: ("reject", "date.format"),  # S0-09
        11: ("create",),  # S0-G: an account needs no currency
        12: ("reject", "value.taken"),  # S0-11
        13: ("reject", "cell.digits_lost"),  # S0-04
    },
    "incust-without-header.csv": {
        1: ("update",),  # S0-25: the first record is a row
        2: ("create",),
        3: ("create",),
        4: ("reject", "date.impossible"),
        5: ("reject", "email.format"),
        6: ("update",),  # S0-06: the e-mail is held; S0-07: the consent is added
        7: ("reject", "key.duplicate"),
        8: ("reject", "currency.unknown"),
    },
}
REMARKS = {"phone.digits", "column.refused"}  # S0-A: 11 digits instead of 12 are worth a remark


@attrs.frozen
class Planned:
    """A case of the demo, planned."""

    case: Any
    store: ci.SQLiteStore
    outcomes: dict[int, ci.Outcome]
    plan: ci.Plan

    def again(self) -> ci.Plan:
        """Plan the same file once more."""
        return planned(self.case, self.store)


def planned(case: Any, store: ci.SQLiteStore) -> ci.Plan:
    """Plan a case against a store."""
    profile = ci.load_profile(case.profile, **case.changes)
    with ci.read(DEMO / "files" / case.file, profile=profile) as table:
        return ci.plan(table, profile, store, today=TODAY, **case.options)


def start(name: str, folder: Path) -> Planned:
    """Plan a file of the demo against its stored customers."""
    case = CASES[name]
    store = ci.SQLiteStore(folder / "demo.db", ci.load_profile(case.profile, **case.changes))
    store.add_all(case.stored)
    plan = planned(case, store)
    return Planned(case, store, {outcome.row: outcome for outcome in plan}, plan)


def test_every_file_of_the_demo_is_here() -> None:
    """No file of the demo is left out of the table above, and every row of each stands in it."""
    assert set(ROWS) == set(CASES) == {path.name for path in (DEMO / "files").iterdir()}


@pytest.mark.parametrize("name", sorted(ROWS))
def test_every_row_ends_as_it_should(name: str, tmp_path: Path) -> None:
    """Each row has the outcome and the problems that the platform's text asks for."""
    outcomes = start(name, tmp_path).outcomes
    told = {
        row: (outcome.kind, *(problem.code for problem in outcome.problems if problem.code not in REMARKS))
        for row, outcome in outcomes.items()
    }
    assert told == ROWS[name]


@pytest.mark.parametrize("name", sorted(ROWS))
def test_the_counts_are_those_worked_out_by_hand(name: str, tmp_path: Path) -> None:
    """Plan, apply, apply again, plan again: the counts are those of the demo, and the second time changes nothing."""
    begun = start(name, tmp_path)
    case, store = begun.case, begun.store
    assert attrs.asdict(begun.plan.counts) == case.first
    assert sum(len(outcome.credits) for outcome in begun.plan) == case.credits
    if case.refused:
        with pytest.raises(ci.UsageError, match="all or nothing"):
            ci.apply(begun.plan, store)
        assert len(store.customers()) == len(case.stored)
    else:
        assert not ci.apply(begun.plan, store).stale
        written = (store.customers(), store.ledger())
        ci.apply(begun.plan, store)
        assert (store.customers(), store.ledger()) == written
    again = begun.again()
    assert attrs.asdict(again.counts) == case.again
    assert sum(len(outcome.posted) for outcome in again) == case.credits
    assert not any(outcome.credits for outcome in again)


def test_shoptet_children_and_words(tmp_path: Path) -> None:
    """A delivery address is updated by its guid, another is added without one; passwords are never read (S4-08)."""
    begun = start("shoptet.csv", tmp_path)
    edits = {(edit.field, edit.after) for edit in begun.outcomes[2].edits}
    assert ("shipping_street", "Růžová 5") in edits
    assert ("extra_discount_pct", "3") in edits
    assert begun.plan.fields[-1] is None
    assert begun.plan.verdicts["pricelist_name"].keys() == {"disabled"}  # S4-35: without the add-on
    ci.apply(begun.plan, begun.store)
    children = {match.id: match.children.get("delivery", ()) for match in begun.store.customers()}
    assert [child.values["shipping_street"] for child in children["1"]] == ["Růžová 5"]
    assert [child.values["shipping_street"] for child in children["2"]] == ["U Řeky 8"]


def test_tixly_cells(tmp_path: Path) -> None:
    """The yellow cell holds the old and the new e-mail; the blank cell clears; the system gives out the number."""
    begun = start("tixly.csv", tmp_path)
    (edit,) = begun.outcomes[2].edits
    assert (edit.field, edit.before, edit.after) == ("email", "anna@example.org", "anna.ny@example.org")
    (edit,) = begun.outcomes[4].edits
    assert (edit.field, edit.after) == ("mobile", "")
    ci.apply(begun.plan, begun.store)
    frida = begun.store.customers()[-1].values
    assert (frida["first_name"], frida["customer_id"]) == ("Frida", "1007")


def test_epos_says_it_in_its_own_words(tmp_path: Path) -> None:
    """The messages are those of the platform, to the letter (S1-09)."""
    begun = start("epos-invalid.csv", tmp_path)
    told = [
        ci.message(problem, profile=begun.plan.profile)
        for outcome in begun.plan.outcomes(kind="reject")
        for problem in outcome.problems
    ]
    assert told == [
        "lookup_id must be unique",
        "Phone number has already been taken",
        "date_of_birth should be in right format : DD/MM/YYYY",
        "membership_expiry_date must be on or after today",
        "Required field, unless added on POS/frontend.",
    ]


def test_incust_credits_and_held_names(tmp_path: Path) -> None:
    """Points become credits with currency, expiry or account; a stored name is held with the reason (S0-17, S0-20)."""
    begun = start("incust.xlsx", tmp_path)
    found = {row: outcome.credits for row, outcome in begun.outcomes.items() if outcome.credits}
    assert {row: [(c.amount, c.unit, c.account, c.expires) for c in made] for row, made in found.items()} == {
        2: [("120", "EUR", "", "2027-06-30")],
        5: [("50", "UAH", "", "")],
        11: [("15", "", "A-17", "")],
    }
    assert begun.outcomes[2].held == {"name": "Ona Onaitė"}
    assert begun.outcomes[6].incoming["phone"] == "+37061200006"


def test_the_demo_runs() -> None:
    """The demo ends well, is short enough to be read, and says so in its last line."""
    done = subprocess.run([sys.executable, str(DEMO / "run.py")], capture_output=True, check=False, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr
    lines = done.stdout.splitlines()
    assert lines[-1] == "Every count is as expected."
    assert len(lines) <= 150
    assert done.stderr == ""


def test_the_demo_notices_a_wrong_count(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Where a count differs from the expected one, the demo ends with 1."""
    monkeypatch.syspath_prepend(str(DEMO))
    run = loaded("run")
    wrong = attrs.evolve(run.CASES[-1], credits=99)
    monkeypatch.setattr(run, "CASES", (run.CASES[0], wrong))
    assert run.main() == 1
    assert "1 files differ" in capsys.readouterr().out


def test_the_files_are_what_the_script_writes(tmp_path: Path) -> None:
    """The files in the repository are those of write_files.py, byte for byte, and small."""
    loaded("write_files").write_all(tmp_path)
    for path in (DEMO / "files").iterdir():
        assert path.read_bytes() == (tmp_path / path.name).read_bytes(), path.name
        assert path.stat().st_size < 20_000
