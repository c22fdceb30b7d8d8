"""The battery of workbooks, short."""

import pytest

pytest.importorskip("openpyxl")
pytest.importorskip("python_calamine")

from tests.battery import workbooks


def test_workbooks_of_all_makes_are_read_as_others_read_them() -> None:
    """No cell differs from what the two others agree on; changed parts are read alike in both ways, or refused."""
    tally = workbooks.run(8, 150, seed=7)
    assert tally.different == []
    assert tally.cells > 1_000
    assert tally.tables > 20
