"""A short run of the battery."""

from typing import Any

import pytest

from customer_import.engines.spark import frames, rows
from tests.engines.battery import run


def test_drawn_worlds_are_planned_as_in_one_process(spark: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the source, the session and the partitions are."""
    for module in (rows, frames):
        monkeypatch.setattr(module, "PIECE_BLOCKS", 1)
    monkeypatch.setattr(frames, "RUN_ROWS", 1000)
    ends = run(spark, 3, 5, sizes=(1001, 2100), partitions=(1, 3))
    assert ends.total() == 3
