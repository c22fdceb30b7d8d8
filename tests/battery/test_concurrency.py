"""Short versions of the concurrency battery."""

from pathlib import Path

from tests.battery.concurrency import one_round
from tests.battery.crash import OnSQLite


def test_many_workers(tmp_path: Path) -> None:
    """Six workers with the same three plans, half of them killed: every credit once, books that balance."""
    world = OnSQLite(tmp_path)
    for seed in range(3):
        one_round(world, tmp_path, 6, seed)
