"""An error file goes out, a script corrects it, and what comes back leaves every counter right."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

import customer_import as ci
from tests.browser.plans import EVERYTHING, EVERYTHING_FILE
from tests.sample import TODAY

OCCASION = "opening balances"
# Which cells a person mends: row of the first file → label → text.
MENDED: Mapping[int, Mapping[str, str]] = {
    7: {"E-mail": "rut@example.org"},
    8: {"E-mail": "tova@example.org", "Points": "2"},
    9: {"Birthday": "1990-02-28"},
    10: {"Card": "C-10"},
    11: {"Level": "gold", "Name": "-Vera"},
    12: {"Phone": "+46701234568", "Name": "=1+1 Tea"},
}


def store_of_friends() -> ci.MemoryStore:
    """Return a store with customers who are in the file, and one who was credited before."""
    store = ci.MemoryStore(EVERYTHING)
    store.add({"email": "anna@example.org", "name": "Annika Ek", "card": "C-1", "city": "Bergen", "level": "silver"})
    store.add({"email": "bo@example.org", "name": "Bo Berg", "city": "Oslo", "level": "silver", "card": "C-2"})
    store.add({"email": "same@example.org"})
    return store


def imported(data: bytes, store: ci.MemoryStore) -> tuple[ci.Plan, bytes]:
    """Plan and apply a file; return the plan and its error file as CSV."""
    errors = io.BytesIO()
    with ci.read(data, profile=EVERYTHING) as table:
        plan = ci.plan(table, EVERYTHING, store, today=TODAY, occasion=OCCASION)
        ci.apply(plan, store, acknowledge=[guard.code for guard in plan.guards])
        ci.error_file(plan, table, errors, format="csv")
    return plan, errors.getvalue()


def mended(errors: bytes) -> bytes:
    """Correct an error file as a script does: read cells, change some, write them again."""
    labels, *rows = csv.reader(io.StringIO(errors.decode("utf-8-sig")), delimiter=";")
    token = labels.index("import_token")
    for cells in rows:
        for label, text in MENDED[int(cells[token].partition("-")[0])].items():
            cells[labels.index(label)] = text
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows([labels, *rows])
    return out.getvalue().encode()


def test_a_corrected_error_file_leaves_every_counter_right() -> None:
    """Only the corrected rows do anything, nothing is credited twice, and afterwards there is nothing left to do."""
    store = store_of_friends()
    first, errors = imported(EVERYTHING_FILE.encode(), store)
    assert str(first.counts) == "created=5 updated=2 unchanged=1 skipped=0 rejected=5"
    second, left = imported(mended(errors), store)
    assert str(second.counts) == "created=5 updated=1 unchanged=0 skipped=0 rejected=0"
    assert left.decode("utf-8-sig").count("\n") == 1  # the labels alone
    assert sum(len(outcome.credits) for outcome in first) == 3
    assert sum(len(outcome.credits) for outcome in second) == 1
    assert len(store.customers()) == 3 + 5 + 5
    names = {match.values["email"]: match.values.get("name") for match in store.customers()}
    assert names["wrong@example.org"] == "-Vera"
    assert names["tel@example.org"] == "=1+1 Tea"
    third, _ = imported(mended(errors), store)
    assert str(third.counts) == "created=0 updated=0 unchanged=6 skipped=0 rejected=0"
    assert not any(outcome.credits for outcome in third)


def test_the_first_file_again_does_nothing_but_reject() -> None:
    """After the correction the first file has no row left that would write, and no credit."""
    store = store_of_friends()
    _, errors = imported(EVERYTHING_FILE.encode(), store)
    imported(mended(errors), store)
    before = store.customers()
    again, _ = imported(EVERYTHING_FILE.encode(), store)
    assert again.counts.created == again.counts.updated == 0
    assert store.customers() == before


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_libreoffice_opens_and_keeps_an_error_workbook(tmp_path: Path) -> None:
    """LibreOffice reads the workbook as it was written: saved anew by it, every row comes to the same outcome."""
    store = store_of_friends()
    path = tmp_path / "errors.xlsx"
    hostile = EVERYTHING_FILE.replace("Rut Rask", "=1+1").replace(";Vera;", ";-Vera;").replace("Tore", "+Tore")
    with ci.read(hostile.encode(), profile=EVERYTHING) as table:
        plan = ci.plan(table, EVERYTHING, store, today=TODAY, occasion=OCCASION)
        ci.error_file(plan, table, path, format="xlsx")
    home = f"-env:UserInstallation=file://{tmp_path}/home"
    command = ["soffice", home, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir"]
    subprocess.run([*command, str(tmp_path / "saved"), str(path)], capture_output=True, check=True, timeout=120)
    told = []
    for file in (path, tmp_path / "saved" / "errors.xlsx"):
        with ci.read(file, profile=EVERYTHING) as table:
            cells = [(row.number, row.cells) for row in table]
            again = ci.plan(table, EVERYTHING, store, today=TODAY, occasion=OCCASION, plan_id="x")
            told.append((table.labels, cells, list(again)))
    assert told[0] == told[1]
