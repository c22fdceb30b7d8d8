"""A CSV file cut into pieces of whole records, which any process can read by itself.

Cutting believes that a line end between quotes, and no other, belongs to a cell. Reading proves it: a piece begins with
a record if the one before it ended with one, and it has then as many rows as it was cut for, and no quote out of order.
Where a piece proves nothing the file is read in one go.
"""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Iterator
from itertools import chain

import attrs

from customer_import.model import Chunk
from customer_import.reading.csv_reader import CsvReader
from customer_import.reading.detection import Detected
from customer_import.reading.dialect import Dialect
from customer_import.reading.habits import Habit
from customer_import.reading.limits import Limits
from customer_import.reading.source import Source
from customer_import.reading.table import CHUNK, Table
from customer_import.reading.text import keeps_ascii

# Problems that belong to one record and say nothing about its neighbours.
_OWN = frozenset(("row.extra_cells", "row.extra_blank", "row.encoding", "row.encoding_other", "row.control", "row.nul"))


class UnprovenPieceError(Exception):
    """A piece does not prove that it was cut where a record ends; read the file in one go."""


@attrs.frozen
class Piece:
    """Some consecutive records of a file.

    Args:
        first: The number of the first one.
        rows: How many rows of the table it must have; None for the last piece, behind which nothing shifts.
        above: How many other records it must have.
        data: Its bytes.
    """

    first: int
    rows: int | None
    above: int
    data: bytes = attrs.field(repr=False)


@attrs.frozen
class Pieces:
    """How the pieces of one file are read; goes to other processes.

    Args:
        dialect: How the file is written.
        labels: Its labels.
        width: How many columns it has.
        habits: What is usual in its columns, as the reader has learned.
        limits: What is refused.
    """

    dialect: Dialect
    labels: tuple[str, ...]
    width: int
    habits: tuple[Habit, ...]
    limits: Limits

    @classmethod
    def of(cls, table: Table) -> Pieces | None:
        """Return how the pieces of a table are read, or None where it cannot be cut."""
        reader, dialect = table.found.reader, table.dialect
        if not isinstance(reader, CsvReader) or dialect.escape or dialect.line_end == "\r":
            return None
        if not keeps_ascii(dialect.encoding) or len(dialect.quote.encode()) > 1:
            return None
        return cls(dialect, table.labels, table.width, reader.habits, reader.limits)

    def cut(self, source: Source, rows: int) -> Iterator[Piece]:
        """Yield the pieces of a file, each of so many rows but the last one."""
        above = max((*self.dialect.header_rows, *self.dialect.preamble_rows), default=0)
        parts = _cut(source.blocks(), self.dialect.quote.encode(), above + rows, rows)
        first, data = next(parts)
        for following, more in chain(parts, [(0, b"")]):
            yield Piece(first, rows if more else None, above if first == 1 else 0, data)
            first, data = following, more

    def table(self, piece: Piece) -> PieceTable:
        """Return the table of a piece.

        Raises:
            UnprovenPieceError: It begins with what may be a byte order mark.
        """
        if piece.first > 1 and piece.data.startswith(BOM_UTF8):  # a cell's own, which reading would take off
            raise UnprovenPieceError
        source = Source(piece.data, self.limits)
        reader = CsvReader(source, self.dialect, self.limits, first=piece.first)
        reader.learn(self.habits, self.dialect.header_rows)
        found = Detected(source, reader, self.dialect, self.labels, self.width, first=piece.first)
        return PieceTable(found, reader, piece)


class PieceTable(Table):
    """The rows of a piece, and the proof that it is one."""

    def __init__(self, found: Detected, reader: CsvReader, piece: Piece) -> None:
        super().__init__(found)
        self._reader = reader
        self._piece = piece

    def chunks(self, size: int = CHUNK) -> Iterator[Chunk]:
        """Yield the rows as chunks.

        Raises:
            UnprovenPieceError: The piece may begin or end inside of a record, or its chunks are of different sizes.
        """
        rows = 0
        for chunk in super().chunks(size):
            if rows % size:
                raise UnprovenPieceError
            rows += len(chunk)
            if any(problem.code not in _OWN for problems in chunk.damaged.values() for problem in problems):
                raise UnprovenPieceError
            yield chunk
        piece, tally = self._piece, self.tally
        shifts = piece.rows is not None and (tally.rows, tally.physical) != (piece.rows, piece.rows + piece.above)
        if shifts or self._reader.effort.damaged:
            raise UnprovenPieceError


def _cut(blocks: Iterator[bytes], quote: bytes, target: int, rows: int) -> Iterator[tuple[int, bytes]]:
    """Yield (number of the first record, bytes); the first piece has `target` records, the others `rows`."""
    held: list[bytes] = []
    number, ended, inside = 1, 0, 0
    for block in blocks:
        rest = block
        while rest:
            parts = rest.split(quote) if quote else [rest]
            count = b"".join(parts[inside::2]).count(b"\n") if quote else rest.count(b"\n")
            if ended + count < target:
                held.append(rest)
                ended += count
                inside ^= (len(parts) - 1) & 1
                break
            place = _place(parts, inside, target - ended, len(quote))
            yield number, b"".join([*held, rest[:place]])
            held, rest = [], rest[place:]
            number, ended, target, inside = target + 1, target, target + rows, 0
    if held:
        yield number, b"".join(held)


def _place(parts: list[bytes], inside: int, wanted: int, quote: int) -> int:
    """Return where the line ends that is the `wanted`-th one outside of quotes."""
    place = 0
    for index, part in enumerate(parts):
        if (index & 1) == inside:
            count = part.count(b"\n")
            if count >= wanted:
                at = -1
                for _ in range(wanted):
                    at = part.index(b"\n", at + 1)
                return place + at + 1
            wanted -= count
        place += len(part) + quote
    raise AssertionError  # the caller counted them
