"""A short run of the battery."""

from typing import Any

import pytest

from customer_import.engines.spark import facade
from tests.engines.battery import run


def test_drawn_worlds_are_planned_as_in_one_process(spark: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the source, the session and the partitions are."""
    monkeypatch.setattr(facade, "PIECE_BLOCKS", 1)
    ends = run(spark, 2, 19, sizes=(1001,), partitions=(3,))
    assert [end.partition(":")[0] for end in ends] == ["typed", "csv"]
