"""The battery of single damages, short."""

import pytest

from customer_import.reading import inspection
from tests.battery import singles


def test_a_damaged_row_is_read_as_meant_or_named() -> None:
    """Whatever happens to one row, it is read right or has a problem, and no other row changes."""
    found = list(singles.faults(2, seed=7))
    assert {kind for kind, _ in found} == set(singles.DAMAGE)
    assert [(kind, why) for kind, why in found if why] == []


def test_the_battery_notices_silent_damage(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader that does not say that cells have shifted is noticed."""
    monkeypatch.setattr(inspection, "shifted", lambda row, habits, delimiter: False)
    assert "a delimiter more" in {kind for kind, why in singles.faults(4, seed=7) if why}
