"""The table that `read` returns: labels and rows, iterated as often as needed, every physical record accounted for."""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol, cast

import attrs

from customer_import import _display
from customer_import._bases import Closing
from customer_import.model import Chunk, Problem, Row, Tally
from customer_import.profile import Profile
from customer_import.reading.chunks import Assembler
from customer_import.reading.csv_columns import Columns
from customer_import.reading.detection import Detected, detected
from customer_import.reading.dialect import Dialect
from customer_import.reading.layout import filled
from customer_import.reading.limits import Limits
from customer_import.reading.records import Records, SheetColumns
from customer_import.reading.source import Readable

# Rows in memory: mappings from label to cell, or a data frame, of which no library is needed to say what it is.
Frames = Iterable[Mapping[str, Any]] | Any
# Rows in a chunk. The texts of 1,024 rows of 12 columns stay in a processor's second-level cache while they are used:
# 1.2 passes of `csv.reader`, against 1.3 to 2.1 for 4,096 rows, depending on what else the machine does.
CHUNK = 1024


class Reader(Protocol):
    """What a table needs of a format: all physical records, in order, as often as asked."""

    def blocks(self, *, width: int = 0, slow: int = 0) -> Iterator[Records | Columns | SheetColumns]:
        """Yield the records from the start."""
        ...

    def close(self) -> None:
        """Let go of the source."""
        ...


class Table(Closing):
    """Labels and rows of one source.

    Iterating gives `Row` values; `chunks` gives columns. Both start anew each time. Close the table, or use it as a
    context manager, to let go of the file.

    Attributes:
        labels: One text per column as the file has it, several header rows joined by a space; empty without header.
        width: How many columns the table has.
        dialect: How the file was read, with the evidence.
        digest: The sha256 of the source's bytes as hex.
        problems: What is wrong with the file as a whole.
        found: The source and its reader.
    """

    def __init__(self, found: Detected) -> None:
        self.found = found
        self.dialect: Dialect = found.dialect
        self.labels: tuple[str, ...] = found.labels
        self.width: int = found.width
        self.digest: str = found.source.digest
        self.problems: tuple[Problem, ...] = found.problems
        self._tally: Tally | None = None
        # first and last record numbers of what stands below the table, for a search by number
        self._from = [part.first for part in self.dialect.trailing]
        self._to = [part.last for part in self.dialect.trailing]
        self._above = frozenset((*self.dialect.header_rows, *self.dialect.preamble_rows))

        self._last_above = max(self._above, default=0)

    @property
    def tally(self) -> Tally:
        """Where every physical record went. Known after the first pass; asking earlier makes one."""
        if self._tally is None:
            for _ in self._parts():
                pass
        if self._tally is None:  # pragma: no cover - a pass that ends sets it
            raise AssertionError
        return attrs.evolve(self._tally)

    def __iter__(self) -> Iterator[Row]:
        for part in self._parts():
            if isinstance(part, Columns):
                numbers = range(part.first, part.first + part.count)
                yield from map(Row, numbers, zip(*part.columns, strict=True))
            else:
                part = part.records() if isinstance(part, SheetColumns) else part
                for number, cells in zip(part.numbers, part.rows, strict=True):
                    yield Row(number, tuple(cells))

    def chunks(self, size: int = CHUNK) -> Iterator[Chunk]:
        """Yield all rows in chunks of `size`, as columns of the table's width.

        The last one may be shorter, and all of them are where a chunk would have more than four million cells; so are
        some where wide rows stand among short ones.
        """
        assembler = Assembler(self.width, max(1, size), pad_blank=self.dialect.format != "csv")
        for part in self._parts():
            if isinstance(part, Columns):
                assembler.add_columns(part)
            elif isinstance(part, SheetColumns):
                assembler.add_sheet(part)
            else:
                yield from assembler.add_ragged(part)
            yield from assembler.full()
        yield from assembler.rest()

    def _parts(self) -> Iterator[Records | Columns | SheetColumns]:
        """Yield the rows of the table, block by block, and count where all other records belong."""
        tally = Tally()
        last = self.found.first - 1
        for part in self.found.reader.blocks(width=self.width, slow=self._last_above):
            if isinstance(part, Columns):
                end = part.first + part.count - 1
                if not self._from or end < self._from[0]:
                    tally.rows += part.count
                    last = end
                    yield part
                    continue
                part = Records(
                    list(range(part.first, end + 1)), [list(cells) for cells in zip(*part.columns, strict=True)]
                )
            if isinstance(part, SheetColumns):
                if self._plain(part):
                    tally.rows += len(part)
                    tally.blank += part.numbers[-1] - last - len(part)
                    last = part.numbers[-1]
                    yield part
                    continue
                part = part.records()
            if part.numbers:
                kept = self._rows_of(part, tally, last)
                last = part.numbers[-1]
                if kept.numbers:
                    yield kept
        self.found.source.expect_unchanged()
        self._tally = tally

    def _plain(self, part: SheetColumns) -> bool:
        """Tell whether all records of a block are rows of the table."""
        inside = part.numbers[0] > self._last_above and (not self._from or part.numbers[-1] < self._from[0])
        return inside and not part.blank()

    def _rows_of(self, part: Records, tally: Tally, last: int) -> Records:
        """Keep the rows of the table; count the others, and the gap before each record as blank."""
        numbers, rows = part.numbers, part.rows
        tally.blank += numbers[-1] - last - len(numbers)
        # Only a row whose first cell is blank can be blank as a whole.
        blank = {
            index
            for index in [index for index, cells in enumerate(rows) if not cells or not cells[0].strip()]
            if not (rows[index] and filled(rows[index])) and index not in part.problems and not part.flags.get(index)
        }
        inside = numbers[0] > self._last_above and (not self._from or numbers[-1] < self._from[0])
        if inside and not blank:
            tally.rows += len(numbers)
            return part
        keep: list[int] = []
        if inside:
            keep = [index for index in range(len(numbers)) if index not in blank]
            tally.blank += len(blank)
            numbers = []
        for index, number in enumerate(numbers):
            if number in self._above:
                if number in self.dialect.header_rows:
                    tally.header += 1
                else:
                    tally.preamble += 1
            elif index in blank:
                tally.blank += 1
            elif self._is_trailing(number):
                tally.trailing += 1
            else:
                keep.append(index)
        tally.rows += len(keep)
        noted = part.flags or part.problems
        places = {index: place for place, index in enumerate(keep)} if noted else {}
        return Records(
            [part.numbers[index] for index in keep],
            [part.rows[index] for index in keep],
            {places[index]: flags for index, flags in part.flags.items() if index in places},
            {places[index]: found for index, found in part.problems.items() if index in places},
        )

    def _is_trailing(self, number: int) -> bool:
        place = bisect.bisect_right(self._from, number) - 1
        return place >= 0 and number <= self._to[place]

    def close(self) -> None:
        """Let go of the source; a temporary copy disappears."""
        self.found.reader.close()
        self.found.source.close()

    def __repr__(self) -> str:
        rows = "?" if self._tally is None else self._tally.rows
        return f"Table(format={self.dialect.format!r}, columns={self.width}, rows={rows})"

    def _repr_html_(self) -> str:
        labels = ((number, label) for number, label in enumerate(self.labels, 1))
        return _display.shown(repr(self), self.dialect._repr_html_(), _display.table(("column", "label"), labels))


def read(
    source: Readable | Frames,
    *,
    profile: Profile | None = None,
    dialect: Dialect | None = None,
    sheet: str | None = None,
    answers: Mapping[str, str] | None = None,
    limits: Limits = Limits(),  # noqa: B008 - a frozen value
) -> Table:
    """Open a CSV file or a workbook as a table, or take rows that are in memory already.

    Workbooks are .xlsx; with the extra ``customer-import[calamine]`` .xls, .xlsb and .ods as well.

    Args:
        source: A path, bytes, or a file opened in binary mode (a stream is copied; it may be closed afterwards); or
            mappings from label to cell, a data frame of pandas or polars, or whatever gives an Arrow stream. Cells in
            memory may be numbers and dates; a number never gets back the zeros that a text would have kept.
        profile: Its file rules and labels help to find out how the file is written.
        dialect: How the file is written, as `detect` returned it, perhaps changed; it is taken as it is.
        sheet: The sheet to read.
        answers: Answers to the dialect's questions, by code.
        limits: What is refused.

    Raises:
        SourceError: The file cannot be read; the message says what to do.
        UsageError: The source is of a wrong kind.
    """
    from customer_import.reading.frames import detected_frame, is_frame

    if is_frame(source):
        return Table(detected_frame(source, limits))
    found = detected(
        cast(Readable, source), profile=profile, dialect=dialect, sheet=sheet, answers=answers, limits=limits
    )
    return Table(found)


def detect(
    source: Readable | Frames,
    *,
    profile: Profile | None = None,
    sheet: str | None = None,
    answers: Mapping[str, str] | None = None,
    limits: Limits = Limits(),  # noqa: B008 - a frozen value
) -> Dialect:
    """Find out how a file is written, with the evidence and the questions that it leaves open.

    The arguments and errors are those of `read`.
    """
    with read(source, profile=profile, sheet=sheet, answers=answers, limits=limits) as table:
        return table.dialect
