"""Blocks of records → chunks of equal size, as columns."""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice, zip_longest
from typing import TypeVar

import attrs

from customer_import.model import Chunk, Flag, Problem
from customer_import.reading.csv_columns import Columns
from customer_import.reading.layout import reach
from customer_import.reading.records import Records, SheetColumns

T = TypeVar("T")
CELLS = 1 << 22  # in a chunk: 32 MB on their own
RAGGED = 1 << 18  # in a chunk of rows of different lengths, most of which may be made of nothing


@attrs.frozen
class _Flagged:
    """Flags of one column: of all rows from `first` to before `stop`, or of some of them by index."""

    column: int
    first: int
    stop: int
    flags: Flag | Mapping[int, Flag]

    def before(self, count: int) -> dict[int, Flag]:
        """Return those of the first rows."""
        if isinstance(self.flags, str):
            return _all(self.first, min(self.stop, count), self.flags).copy()
        if self.stop <= count:
            return dict(self.flags)
        return {index: flag for index, flag in self.flags.items() if index < count}

    def after(self, count: int) -> _Flagged:
        """Return those of the other rows, which move up."""
        flags = self.flags
        if not isinstance(flags, str):
            flags = {index - count: flag for index, flag in flags.items() if index >= count}
        return _Flagged(self.column, max(self.first - count, 0), self.stop - count, flags)


class Assembler:
    """Collects rows as columns and hands them out in chunks.

    Args:
        width: The table's width.
        size: Rows in a chunk; fewer where the table is so wide that they would be more than `CELLS` cells.
        pad_blank: Whether rows that end early are padded with blank cells (XLSX) rather than absent ones (CSV).
    """

    def __init__(self, width: int, size: int, *, pad_blank: bool) -> None:
        self.width = width
        self.size = min(size, max(1, CELLS // max(1, width)))
        self.pad_blank = pad_blank
        self._left = self.size  # rows to the end of the next whole chunk
        self.numbers: list[int] = []
        # As far to the right as any of these rows reaches. A column that is blank in all of them has none.
        self.columns: list[list[str]] = []
        self.flags: list[_Flagged] = []
        self.short: dict[int, int] = {}
        self.damaged: dict[int, tuple[tuple[Problem, ...], tuple[str, ...]]] = {}  # problems, and the row's own cells
        # Blocks of rows of which nothing is noted stay apart, so that each cell is copied but once: into its chunk.
        self._plain: list[tuple[Sequence[int], list[list[str]]]] = []
        self._start = 0  # of the first of them, the rows that were handed out

    def add_columns(self, part: Columns) -> None:
        """Take a block of whole rows."""
        if self.numbers and not (self.flags or self.short or self.damaged):
            self._plain = [(self.numbers, self.columns)]
            self._clear()
        if self.numbers:
            self._extend(range(part.first, part.first + part.count), part.columns)
        else:
            self._plain.append((range(part.first, part.first + part.count), part.columns))

    def _clear(self) -> None:
        self.numbers, self.columns = [], []

    def _extend(self, numbers: Sequence[int], columns: Iterable[Sequence[str]]) -> None:
        """Add rows; columns to the right of all that a block reaches are not in `columns`, blank ones may be empty."""
        before, blank = [""] * len(self.numbers), [""] * len(numbers)
        self.numbers += numbers
        for index, (column, more) in enumerate(zip_longest(self.columns, columns)):
            if column is None:
                self.columns.append([*before, *more] if more else [])
            elif more and not column:
                self.columns[index] = [*before, *more]
            elif column:
                column.extend(more or blank)

    def _whole(self, columns: list[list[str]], count: int) -> list[list[str]]:
        """Add the columns that no row reaches and those that are blank, all of them one list."""
        blank = [""] * count
        return [column or blank for column in columns] + [blank] * (self.width - len(columns))

    def _take_plain(self, count: int) -> None:
        """Move so many rows of the blocks that were kept apart to the others."""
        while count and self._plain:
            numbers, columns = self._plain[0]
            stop = min(self._start + count, len(numbers))
            count -= stop - self._start
            if stop - self._start == len(numbers):
                self._extend(numbers, columns)
            else:
                part = slice(self._start, stop)
                self._extend(numbers[part], [column[part] for column in columns])
            self._start = stop
            if stop == len(numbers):
                del self._plain[0]
                self._start = 0

    def add_ragged(self, part: Records) -> Iterator[Chunk]:
        """Take rows that may be of very different lengths; yield the chunks that are full.

        One wide row makes all rows of its chunk as wide. So where most cells would be made of nothing, there are more
        chunks, with fewer rows; they still end where whole ones would.
        """
        count, start = len(part), 0
        if count * min(self.width, max(map(len, part.rows), default=0)) <= RAGGED:
            self.add_records(part)
            yield from self.full()
            return
        while start < count:
            stop = min(count, start + self._left - len(self.numbers) - self._plain_rows())
            longest = min(self.width, max(map(len, part.rows[start:stop])))
            ragged = (stop - start) * longest > RAGGED
            if ragged:
                yield from self.rest()
                stop = min(stop, start + max(1, RAGGED // longest))
            self.add_records(part.part(start, stop))
            yield from self.rest() if ragged else self.full()
            start = stop

    def add_records(self, part: Records) -> None:
        """Take rows of any length; note what is short, surplus, flagged or damaged."""
        self._take_plain(self._plain_rows())
        base, width, rows = len(self.numbers), self.width, part.rows
        lengths = list(map(len, rows))
        if lengths.count(width) == len(rows):
            self._extend(part.numbers, zip(*rows, strict=True))
        else:
            self._note_lengths(part, lengths, base)
            self._extend(part.numbers, _columns_of(rows, lengths, width))
        flagged: dict[int, dict[int, Flag]] = {}
        for index, flags in part.flags.items():
            for column_index, flag in flags.items():
                if column_index < width:
                    flagged.setdefault(column_index, {})[base + index] = flag
        self.flags.extend(_Flagged(column, base, base + len(rows), found) for column, found in flagged.items())
        found = {base + index: (problems, tuple(rows[index])) for index, problems in part.problems.items()}
        for index in found.keys() & self.damaged.keys():
            problems, cells = found[index]
            found[index] = problems + self.damaged[index][0], cells
        self.damaged.update(found)

    def add_sheet(self, part: SheetColumns) -> None:
        """Take a block of a sheet; one with surplus cells goes row by row."""
        if any(map(any, part.columns[self.width :])):
            self.add_records(part.records())
            return
        self._take_plain(self._plain_rows())
        base, count = len(self.numbers), len(part)
        self._extend(part.numbers, part.columns[: self.width])
        for index, flags in part.flags.items():
            if index < self.width:
                if isinstance(flags, str):
                    self._flag_all(index, base, base + count, flags)
                    continue
                shifted = {base + place: flag for place, flag in flags.items()}
                self.flags.append(_Flagged(index, base, base + count, shifted))

    def _flag_all(self, column: int, first: int, stop: int, flag: Flag) -> None:
        """Flag consecutive rows, those of the block before with them where all have the same flag."""
        for place in range(len(self.flags) - 1, max(-1, len(self.flags) - 1 - 2 * self.width), -1):
            before = self.flags[place]
            if before.column == column:
                if before.flags == flag and before.stop == first:
                    self.flags[place] = _Flagged(column, before.first, stop, flag)
                    return
                break
        self.flags.append(_Flagged(column, first, stop, flag))

    def _note_lengths(self, part: Records, lengths: Sequence[int], base: int) -> None:
        """Note which rows are shorter than the table, and which hold surplus cells."""
        width = self.width
        if not self.pad_blank:
            self.short.update([(index, length) for index, length in enumerate(lengths, base) if length < width])
        for index in [index for index, length in enumerate(lengths) if length > width]:
            cells = part.rows[index]
            if cells[-1].strip() or reach(cells) > width:
                number = part.numbers[index]
                params = (("cells", len(cells)), ("columns", width))
                found = Problem("row.extra_cells", "reject", row=number, params=params)
                self.damaged[base + index] = (found,), tuple(cells)

    def full(self) -> Iterator[Chunk]:
        """Yield whole chunks."""
        held = len(self.numbers)
        if held >= self._left:
            yield from self._taken(self._left, 1)
            yield from self._taken(self.size, len(self.numbers) // self.size)
        while self._plain_rows() >= self._left:
            self._take_plain(self._left)
            chunk = Chunk(self.numbers, self._whole(self.columns, len(self.numbers)))
            self._clear()
            self._left = self.size
            yield chunk

    def _plain_rows(self) -> int:
        return sum(len(numbers) for numbers, _ in self._plain) - self._start

    def rest(self) -> Iterator[Chunk]:
        """Yield what is left."""
        yield from self.full()
        self._take_plain(self._plain_rows())
        if self.numbers:
            yield from self._taken(len(self.numbers), 1)

    def _taken(self, size: int, whole: int) -> Iterator[Chunk]:
        """Hand out so many chunks of one size; what is noted of their rows is dealt out in one go."""
        if not whole:
            return
        self._left = (self._left - size) or self.size
        *short, self.short = _dealt(self.short, size, whole)
        *damaged, self.damaged = _dealt(self.damaged, size, whole)
        for ending, found in zip(short, damaged, strict=True):
            chunk = self._take(size)
            chunk.short = ending
            if found:
                chunk.damaged = {index: problems for index, (problems, _) in found.items()}
                chunk.raw = {index: cells for index, (_, cells) in found.items()}
            yield chunk

    def _take(self, count: int) -> Chunk:
        numbers, columns = self.numbers, self.columns
        self._clear()
        if count < len(numbers):
            self.numbers, self.columns = numbers[count:], [column[count:] for column in columns]
            numbers, columns = numbers[:count], [column[:count] for column in columns]
        columns = self._whole(columns, count)
        chunk = Chunk(numbers, columns)
        for flagged in self.flags:
            mine = flagged.before(count)
            if mine and flagged.column not in chunk.flags:
                chunk.flags[flagged.column] = mine
            elif mine:
                chunk.flags[flagged.column].update(mine)
        self.flags = [flagged.after(count) for flagged in self.flags if flagged.stop > count]
        return chunk


def _columns_of(rows: Sequence[Sequence[str]], lengths: Sequence[int], width: int) -> Iterator[Sequence[str]]:
    """Yield the columns of rows of any length, as far as one of them reaches, blank where others end early."""
    usual = min(width, sorted(lengths)[len(rows) * 9 // 10])
    yield from islice(zip_longest(*rows, fillvalue=""), usual)
    # Few rows reach further: their cells cost something there, not all the others.
    longer = [(index, row) for index, row in enumerate(rows) if lengths[index] > usual]
    for place in range(usual, min(width, max(lengths))):
        column: list[str] = []
        for index, row in longer:
            if len(row) > place and row[place]:
                column = column or [""] * len(rows)
                column[index] = row[place]
        yield column


@lru_cache(maxsize=8)
def _all(first: int, stop: int, flag: Flag) -> dict[int, Flag]:
    """Flag consecutive rows; to be copied, which costs a fifth of making it."""
    return dict.fromkeys(range(first, stop), flag)


def _dealt(found: dict[int, T], size: int, whole: int) -> list[dict[int, T]]:
    """Deal what is noted of rows out to so many chunks of one size, and to what is left behind them."""
    made: list[dict[int, T]] = []
    indices = sorted(found)
    values = list(map(found.__getitem__, indices))
    start = 0
    for place in range(whole):
        stop = bisect.bisect_left(indices, (place + 1) * size, start)
        made.append(
            {index - place * size: value for index, value in zip(indices[start:stop], values[start:stop], strict=True)}
        )
        start = stop
    made.append({index - whole * size: value for index, value in zip(indices[start:], values[start:], strict=True)})
    return made
