"""The battery of harmful workbooks, short."""

import pytest

from customer_import.reading.xlsx_cells import Cells
from tests.battery import harmful_makes as makes
from tests.battery import harmful_workbooks as battery


def test_harmful_files_end_as_they_should() -> None:
    """Every fifth ends in its declared error, or is a table of all customers."""
    made = list(makes.harms())
    assert len({harm.name for harm in made}) == len(made) > 250
    assert [(harm.name, found) for harm in made[::5] if (found := battery.ended(harm.data)) != harm.ends] == []


def test_the_battery_finds_lost_cells_and_errors(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader that loses a text, or passes an error for a value, is noticed."""
    before = Cells.cell
    monkeypatch.setattr(Cells, "cell", lambda *given: ("", None) if "Ann 9" in given else before(*given))
    assert battery.ended(makes.PACKED) not in (makes.WHOLE, makes.FLAGGED)
    monkeypatch.setattr(Cells, "cell", lambda *given: (before(*given)[0], None))
    harm = next(harm for harm in makes.harms() if harm.name == "value 'abc'")
    assert battery.ended(harm.data) == makes.WHOLE
