"""The battery of composed CSV files, short."""

import attrs
import pytest

from customer_import.reading import Dialect, detection, read
from customer_import.reading.respelling import requoted
from tests.battery import grammar

LONGER = b"1,Ann,Lund,x\n" + b"".join(b"%d,Eva,Praha\n" % number for number in range(2, 9))


def test_composed_files_lose_nothing() -> None:
    """Of each, every record is in the tally, chunks agree, and the dialect that was found reads it again."""
    tally = grammar.run(15, seed=7)
    assert [why for why, _ in tally.failed] == []
    assert tally.rows > 300


def test_the_battery_finds_another_width(monkeypatch: pytest.MonkeyPatch) -> None:
    """A dialect that is read back one column too narrow is noticed."""
    monkeypatch.setattr(detection, "as_wide", lambda _, head: attrs.evolve(head, width=head.width or 3))
    with pytest.raises(AssertionError, match="the dialect that was found"):
        grammar.same_again(LONGER)


def test_a_first_row_longer_than_others_stays_whole_when_its_dialect_is_handed_back() -> None:
    """The table is as wide as its first row reaches, found out or told."""
    with read(LONGER) as table, read(LONGER, dialect=table.dialect) as again:
        assert (table.width, again.width) == (4, 4)


def test_apostrophes_in_a_row_of_one_column_are_text() -> None:
    """Where nothing separates columns, nothing stands between quotes of another kind."""
    assert requoted("'Ann''Eva'\n", Dialect(delimiter=""), 0) is None
