"""Laws of reading CSV: what is written is read back, nothing is lost, and any bytes end as declared."""

from __future__ import annotations

import csv
import io
from typing import Any, BinaryIO, cast

import attrs
from hypothesis import example, given, settings
from hypothesis import strategies as st

from customer_import.errors import SourceError
from customer_import.reading import Dialect, Limits, read

DELIMITERS = (",", ";", "\t", "|")
ENCODINGS = ("utf-8", "utf-16", "cp1250", "cp1252", "iso8859-1", "mac-roman", "utf-32-be")
LETTERS = "abcXYZ äöé0123456789.,;|\t\"'-@/\\"
TEXT = st.text(LETTERS, max_size=12) | st.text(LETTERS.replace(",", "").replace(";", "") + "\n\r", max_size=8)


def table_rows(width: int) -> st.SearchStrategy[list[list[str]]]:
    """Rows of one width; the first cell is never blank, so no row is."""
    cell = TEXT.filter(lambda text: not ("\t" in text or "|" in text) or not ("\n" in text or "\r" in text))
    row = st.tuples(st.text("abc123", min_size=1, max_size=5), *[cell] * (width - 1)).map(list)
    return st.lists(row, min_size=1, max_size=12)


@st.composite
def written(draw: Any) -> tuple[list[list[str]], Dialect, bytes]:
    """A table, the dialect it is written in, and the bytes."""
    rows = draw(st.integers(1, 6).flatmap(table_rows))
    delimiter = draw(st.sampled_from(DELIMITERS))
    quote = draw(st.sampled_from("\"'"))
    end = draw(st.sampled_from(("\n", "\r\n", "\r")))
    escape = draw(st.sampled_from(("", "\\")))
    out = io.StringIO(newline="")
    writer = csv.writer(
        out,
        delimiter=delimiter,
        quotechar=quote,
        quoting=csv.QUOTE_ALL,
        escapechar=escape or None,
        doublequote=not escape,
        lineterminator=end,
    )
    writer.writerows(rows)
    encoding = draw(st.sampled_from(ENCODINGS))
    dialect = Dialect(
        encoding={"utf-16": "utf-16-le", "utf-32-be": "utf-32-be"}.get(encoding, encoding),
        delimiter=delimiter,
        quote=quote,
        escape=escape,
        doubled=not escape,
    )
    return rows, dialect, out.getvalue().encode(encoding)


class Trickle(io.RawIOBase):
    """A stream that cannot seek and gives few bytes at a time."""

    def __init__(self, data: bytes, step: int) -> None:
        self._rest = data
        self._step = step

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Return at most `step` bytes, whatever was asked."""
        block, self._rest = self._rest[: self._step], self._rest[self._step :]
        return block


@given(written())
@settings(max_examples=150)
def test_law_7_what_is_written_is_read_back(case: tuple[list[list[str]], Dialect, bytes]) -> None:
    """What is written in dialect d and encoding e is read back cell for cell."""
    rows, dialect, data = case
    with read(data, dialect=dialect) as table:
        assert [list(row.cells) for row in table] == rows
        assert table.tally.rows == table.tally.physical == len(rows)


@given(written(), st.integers(1, 7))
@settings(max_examples=40)
def test_law_7_short_reads_change_nothing(case: tuple[list[list[str]], Dialect, bytes], step: int) -> None:
    """A stream that gives a few bytes at a time is the same table as its bytes at once."""
    _, dialect, data = case
    stream = cast(BinaryIO, Trickle(data, step))
    with read(stream, dialect=dialect) as slow, read(data, dialect=dialect) as fast:
        assert list(slow) == list(fast)
        assert slow.digest == fast.digest


@given(written(), st.integers(1, 5))
@settings(max_examples=60)
def test_chunks_and_rows_say_the_same(case: tuple[list[list[str]], Dialect, bytes], size: int) -> None:
    """Chunks of any size hold the same cells as the rows, and all but the last are full."""
    _, dialect, data = case
    with read(data, dialect=dialect) as table:
        chunks = list(table.chunks(size))
        assert all(len(chunk) == size for chunk in chunks[:-1])
        cells = [list(row) for chunk in chunks for row in zip(*chunk.columns, strict=True)]
        assert cells == [list(row.cells) for row in table]
        assert [number for chunk in chunks for number in chunk.numbers] == [row.number for row in table]


CLEAN = st.text("abcXYZäö 0123456789.-@", max_size=8)


@given(
    st.integers(2, 5).flatmap(lambda w: st.lists(st.lists(CLEAN, min_size=w, max_size=w), min_size=1, max_size=30)),
    st.sampled_from(("\n", "\r\n", "\r")),
    st.booleans(),
)
def test_the_fast_paths_equal_csv_reader(rows: list[list[str]], end: str, quoted: bool) -> None:
    """A block cut straight into columns holds exactly what `csv.reader` reads, blank rows left out."""
    out = io.StringIO(newline="")
    if quoted:
        csv.writer(out, lineterminator=end, quoting=csv.QUOTE_ALL).writerows(rows)
    else:
        csv.writer(out, lineterminator=end).writerows(rows)
    truth = [row for row in csv.reader(io.StringIO(out.getvalue(), newline="")) if any(cell.strip() for cell in row)]
    with read(out.getvalue().encode() + b"\n", dialect=Dialect()) as table:
        assert [list(row.cells) for row in table] == truth


FRAGMENTS = st.sampled_from(
    [b"a", b"1", b",", b";", b"\t", b'"', b"'", b"\\", b"\n", b"\r", b"\r\n", b"\0", b"\xff", b"\xc3\xa9", b"\xe9",
     b" ", b"name", b"2024-01-02", b"sep=", b"\xef\xbb\xbf", b"Total", b"\x1f", b"\xfe\xff", b"PK\x03\x04"]
)  # fmt: skip


@given(st.lists(FRAGMENTS, max_size=60).map(b"".join) | st.binary(max_size=200))
@settings(max_examples=400)
@example(b'a"b\n"')
@example(b'"\n"a,b"c\n')
def test_law_8_any_bytes_end_as_declared(data: bytes) -> None:
    """Any bytes whatever give a table or a declared SourceError, and every record is accounted for."""
    try:
        table = read(data)
    except SourceError:
        return
    with table:
        rows = sum(1 for _ in table)
        assert rows == table.tally.rows == sum(len(chunk) for chunk in table.chunks(7))
        assert table.labels == () or len(table.labels) == table.width
        again = Dialect.from_json(table.dialect.to_json())
        assert again == table.dialect
        with read(data, dialect=again) as second:
            assert list(second) == list(table)


@given(st.lists(FRAGMENTS, max_size=60).map(b"".join), st.integers(1, 50))
@settings(max_examples=60)
def test_limits_hold_for_any_bytes(data: bytes, limit: int) -> None:
    """No row is wider or longer than the limits say, whatever the bytes."""
    limits = attrs.evolve(Limits(), columns=limit, cell=limit)
    try:
        with read(data, limits=limits) as table:
            assert all(len(row.cells) <= limit and all(len(cell) <= limit for cell in row.cells) for row in table)
    except SourceError:
        pass
