"""The battery of damaged CSV files, short."""

import pytest

from customer_import.reading.csv_records import Effort, RecordReader
from customer_import.reading.records import Records
from tests.battery import mutants


def test_damaged_files_lose_nothing() -> None:
    """Of each, every record is in the tally, chunks agree, and no error is undeclared."""
    tally = mutants.run(100, seed=7)
    assert [why for why, _ in tally.failed] == []
    assert tally.rows > 500


def test_the_battery_finds_lost_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader that loses the last record of blocks that are not cut into columns is noticed."""
    before = RecordReader.records

    def losing(
        self: RecordReader, text: str, number: int, width: int, effort: Effort, *, final: bool
    ) -> tuple[Records, str]:
        records, rest = before(self, text, number, width, effort, final=final)
        return records.part(0, max(1, len(records) - 1)), rest

    monkeypatch.setattr(RecordReader, "records", losing)
    assert mutants.run(20, seed=7).failed
