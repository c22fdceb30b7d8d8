"""The rows of one sheet on their way out of its readers, in blocks."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Iterator
from itertools import chain

from customer_import.errors import SourceError
from customer_import.model import Flag
from customer_import.reading.limits import Limits, passed
from customer_import.reading.records import Records, SheetColumns
from customer_import.reading.xlsx_cells import Cell

# Of one block of rows; more at once cost the garbage collector a quarter of the time.
ROWS, CELLS, CHARACTERS = 256, 200_000, 8_000_000
SPARSE, SPREAD = 16, 1 << 20  # blanks for a cell, from which on rows are kept as columns; blanks of such a block
LONGEST_TAG = 1 << 14  # bytes of a row's
_HIDDEN = re.compile(rb"<(?:[\w.-]+:)?row(?=\s)[^<>]*\shidden=[\"'](?:1|true|on|t)[\"']", re.I)


class Sink:
    """Rows on their way out, and what the sheet is like besides.

    Rows leave in ascending order within a block. A row number that comes twice is refused: programs disagree about
    which of the two counts. So the numbers seen are remembered, four bytes each where they leave gaps.

    Attributes:
        cells, characters: What waits to be taken; characters are counted where a few cells can have many.
        last: Number of the row that was added last.
        padding: Blanks that were put before far cells, less those that the cells found allow for.
        hidden_rows, hidden_columns, merged, merges: Facts.
        unordered: Rows came out of order.
    """

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.numbers: list[int] = []
        self.rows: list[dict[int, Cell]] = []  # by column
        self.width = 0  # of the widest of them
        self.last = 0
        self.cells = self.characters = 0
        self.padding = 0
        self.hidden_rows = self.hidden_columns = self.merges = 0
        self.merged: list[str] = []
        self.unordered = False
        self._parts: list[Records | SheetColumns] = []  # blocks that are whole; the rows above come after them
        self._high = 0
        self._seen: list[range | array[int]] = []
        self._count = 0
        self._marked: set[int] = set()

    @property
    def full(self) -> bool:
        """There is enough for a block."""
        return bool(self._parts) or len(self.rows) >= ROWS or self.cells >= CELLS or self.characters >= CHARACTERS

    def add(self, number: int, row: dict[int, Cell]) -> None:
        """Add one row."""
        width = max(row, default=-1) + 1
        if max(width, self.width) * len(self.rows) > SPREAD:
            self._whole()
        self.width = max(width, self.width)
        self.numbers.append(number)
        self.rows.append(row)
        self.last = number
        self.cells += len(row)

    def add_columns(self, columns: SheetColumns) -> None:
        """Add a block of rows."""
        self._whole()
        self._parts.append(columns)
        self.last = columns.numbers[-1]

    def _whole(self) -> None:
        """Make a block of the rows that wait."""
        if self.numbers:
            sparse = self.width * len(self.rows) > SPARSE * self.cells and self.width > SPARSE
            self._parts.append((_columns if sparse else _records)(self.numbers, self.rows))
            self.numbers, self.rows = [], []
            self.width = self.cells = self.characters = 0

    def take(self) -> Iterator[Records | SheetColumns]:
        """Hand out what was added since.

        Raises:
            SourceError: A row came twice.
            LimitError: There are too many.
        """
        self._whole()
        parts, self._parts = self._parts, []
        return map(self._checked, parts)

    def _checked(self, records: Records | SheetColumns) -> Records | SheetColumns:
        numbers = records.numbers
        self._count += len(numbers)
        if self._count > self.limits.rows:
            raise passed("rows", self.limits.rows)
        ascending = numbers[0] > self._high
        ascending = ascending and all(map(int.__lt__, numbers, numbers[1:]))
        if not ascending or self.unordered:
            if not self.unordered:
                self.unordered = True
                self._marked.update(chain.from_iterable(self._seen))
            before = len(self._marked)
            self._marked.update(numbers)
            if len(self._marked) != before + len(numbers):
                message = "the sheet holds a row twice, so programs disagree about its content; save it again"
                raise SourceError(message, code="source.row_twice")
        if not self.unordered:
            self._see(numbers)
        self._high = numbers[-1] if ascending else max(self._high, *numbers)
        if not ascending:
            records = records.records() if isinstance(records, SheetColumns) else records
            _sort(records)
        return records

    def _see(self, numbers: list[int]) -> None:
        """Remember ascending numbers."""
        first, stop = numbers[0], numbers[-1] + 1
        if stop - first > len(numbers):
            self._seen.append(array("I", numbers))
            return
        before = self._seen[-1] if self._seen else None
        if isinstance(before, range) and before.stop == first:
            self._seen[-1] = range(before.start, stop)
        else:
            self._seen.append(range(first, stop))


class HiddenRows:
    """Counts the hidden rows of a sheet in bytes that pass by, which nobody parses; a comment may look like one.

    Attributes:
        count: How many there were so far.
    """

    def __init__(self) -> None:
        self.count = 0

    def among(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """Hand on what comes."""
        rest = b""
        for chunk in chunks:
            yield chunk
            data = rest + chunk
            cut = data.rfind(b"<")
            rest = data[cut:] if cut >= 0 and len(data) - cut < LONGEST_TAG else b""
            if b"hidden" in data:
                self.count += len(_HIDDEN.findall(data, 0, max(cut, 0)))


def _records(numbers: list[int], rows: list[dict[int, Cell]]) -> Records:
    """Write out the blank cells of each row."""
    made = Records(numbers, [])
    for index, found in enumerate(rows):
        row = [""] * (max(found, default=-1) + 1)
        flags: dict[int, Flag] = {}
        for place, (text, flag) in found.items():
            row[place] = text
            if flag is not None:
                flags[place] = flag
        made.rows.append(row)
        if flags:
            made.flags[index] = flags
    return made


def _columns(numbers: list[int], rows: list[dict[int, Cell]]) -> SheetColumns:
    """Write out the blank cells of the columns that have others, so that far cells cost no more than near ones."""
    made = SheetColumns(numbers, [()] * (max(map(max, filter(None, rows))) + 1))
    columns: dict[int, list[str]] = {}
    flagged: dict[int, dict[int, Flag]] = {}
    for index, found in enumerate(rows):
        for place, (text, flag) in found.items():
            if place not in columns:
                made.columns[place] = columns[place] = [""] * len(numbers)
            columns[place][index] = text
            if flag is not None:
                flagged.setdefault(place, {})[index] = flag
    made.flags.update(flagged)
    return made


def _sort(records: Records) -> None:
    """Put rows in order by their numbers."""
    order = sorted(range(len(records.numbers)), key=records.numbers.__getitem__)
    place = {old: new for new, old in enumerate(order)}
    records.numbers[:] = [records.numbers[index] for index in order]
    records.rows[:] = [records.rows[index] for index in order]
    records.flags = {place[index]: flags for index, flags in records.flags.items()}
