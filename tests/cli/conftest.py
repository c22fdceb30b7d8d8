"""A way to run commands inside this process, and files for them."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from customer_import.cli import main

CUSTOMERS = """\
Phone number;Customer email address;Customer Name;Birthday;Gender;Bonus;Bonus currency
+37061234567;ona.onaite@example.org;Ona Onaitė;1990-01-31;female;125;EUR
+37061234568;jonas@example.org;Jonas Jonaitis;1985-05-17;male;;
+37061234569;;Rasa Rasaitė;31 January;;;
+37061234567;dvynys@example.org;Dvynys Antrasis;;;;
"""
# What the rows above hold and what no terminal, log or screenshot is to show unasked.
PRIVATE = (
    *("37061234567", "37061234568", "37061234569", "61234567", "ona.onaite", "jonas@", "dvynys@", "example.org"),
    *("Ona Onaitė", "Onaitė", "Jonas", "Jonaitis", "Rasa", "Dvynys", "Antrasis"),
    *("1990-01-31", "1985-05-17", "31 January", "female", " male"),
)


class Said(NamedTuple):
    """What a command answered."""

    code: int
    out: str
    err: str


Run = Callable[..., Said]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function that runs a command line in this process."""

    def run(*arguments: object) -> Said:
        capsys.readouterr()
        code = main([str(argument) for argument in arguments])
        told = capsys.readouterr()
        return Said(code, told.out, told.err)

    return run


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty current folder that holds one file of customers."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "120")
    (tmp_path / "customers.csv").write_text(CUSTOMERS, encoding="utf-8")
    return tmp_path


PLAN = ("plan", "customers.csv", "--profile", "incust", "--store", "sqlite:///shop.db", "--occasion", "opening")


@pytest.fixture
def saved(folder: Path, run: Run) -> Path:
    """Return the current folder, in which the customers are planned as plan.jsonl."""
    assert run(*PLAN, "--today", "2026-11-22", "--out", "plan.jsonl").code == 1
    return folder
