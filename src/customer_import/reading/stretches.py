"""The records of a file cut into stretches of one kind: what is looked at to find what stands below its table."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from typing import Literal

import attrs

from customer_import.reading.csv_columns import Columns
from customer_import.reading.layout import Head, filled, reach
from customer_import.reading.records import Records, SheetColumns, counted

Kind = Literal["blank", "thin", "full", "other", "header"]
KEPT = 40  # rows kept of a stretch
MOST_STRETCHES = 2_000  # beyond, those in the middle are drawn together
LAST_STRETCHES = 50  # which stay as they are
MOST_SEARCHED = 8_000  # for a second table in the middle: a file with more is full of them, or has none


@attrs.define
class Stretch:
    """Consecutive records of one kind.

    Args:
        kind: ``full`` records have the table's width; ``thin`` ones have one filled cell, or two in a wide table;
            ``header`` ones repeat the header word for word, as printed lists do on every page.
        first: The first record's number.
        last: The last record's number.
        width: Cells in each, for kind ``other``.
        rows: The first of them, and at the end of the file the last ones.
    """

    kind: Kind
    first: int
    last: int
    width: int
    rows: list[list[str]] = attrs.field(repr=counted)
    ends: deque[list[str]] = attrs.field(factory=lambda: deque(maxlen=3), repr=counted)


class Stretches:
    """The records below the header, cut into stretches of one kind, in bounded memory.

    Args:
        head: What stands at the top of the file.
        search: Finds the first record of a second table in stretches behind which others come, given rows of the
            table; 0 where none is.

    Attributes:
        kept: The stretches.
        second: The first record of a second table, or 0.
        headers: How many of them are repeated headers.
        weary: Whether so many have been searched in vain that only repeated headers, and the end, can tell any more.
    """

    def __init__(self, head: Head, search: Callable[[list[Stretch], list[list[str]]], int]) -> None:
        self.kept: list[Stretch] = []
        self.second = self.headers = 0
        self.weary = False
        self._head = head
        self._search = search
        self._searched = 0
        self._folded = False
        self._header: list[str] = []
        self._above = max((*head.header_rows, *head.preamble_rows), default=0)

    def take(self, part: Records | Columns | SheetColumns) -> None:
        """Take in a block of records."""
        kept, above = self.kept, self._above
        for number, row, kind, size in _classified(part, self._head.width, self._header):
            if number <= above:
                if number in self._head.header_rows:
                    self._header = row
                continue
            if self.second:
                kept[-1].last = number + size - 1
                continue
            if kind == "full" and row == self._header:
                kind = "header"
            last = kept[-1] if kept else None
            before = last.last if last else above
            if number > before + 1:
                last = Stretch("blank", before + 1, number - 1, 0, [])
                kept.append(last)
            if last is None or last.kind != kind or (kind == "other" and last.width != len(row)):
                last = Stretch(kind, number, number, len(row), [])
                kept.append(last)
                self.headers += kind == "header"
            last.last = number + size - 1
            if len(last.rows) < KEPT:
                last.rows.append(row)
            last.ends.append(row)
        if not self.second and len(kept) > MOST_STRETCHES + self.headers:
            self._draw_together()

    def _draw_together(self) -> None:
        kept = self.kept
        self._searched += len(kept)
        if self._searched > MOST_SEARCHED:
            self.weary = True
        else:
            self.second = self._search(kept[:-2], sample_of(kept))
        if self.second:
            self.kept = [*before(kept, self.second), attrs.evolve(kept[-1], kind="other", first=self.second)]
        else:
            self.kept = _drawn_together(kept)

    def pass_over(self, part: Records | Columns | SheetColumns) -> None:
        """Take in a block far from the end, once this is weary: only repeated headers in it matter."""
        part = part.records() if isinstance(part, SheetColumns) else part
        found: list[int] = []
        if isinstance(part, Columns):
            last = part.first + part.count - 1
            if self._header and self._header[0] in part.columns[0]:
                rows = zip(*part.columns, strict=True)
                found = [number for number, row in enumerate(rows, part.first) if list(row) == self._header]
        else:
            last = part.numbers[-1]
            if self._header and self._header in part.rows:
                found = [n for n, row in zip(part.numbers, part.rows, strict=True) if row == self._header]
        if not self._folded:
            self.kept, self._folded = _all_drawn_together(self.kept), True
        whole = self.kept.pop()
        self.kept += [Stretch("header", number, number, len(self._header), []) for number in found]
        self.headers += len(found)
        whole.last = last
        self.kept.append(whole)


def _all_drawn_together(kept: list[Stretch]) -> list[Stretch]:
    """Make one stretch of all from the first rows of the table on, repeated headers left out."""
    start = next((index for index, one in enumerate(kept) if one.kind == "full"), 0)
    headers = [one for one in kept[start:] if one.kind == "header"]
    return [*kept[:start], *headers, attrs.evolve(kept[start], last=kept[-1].last, ends=kept[-1].ends)]


def _drawn_together(kept: list[Stretch]) -> list[Stretch]:
    """Make one stretch of those in the middle, repeated headers left out: what they are has been decided.

    Up to the last row of the table they are the table; behind it, rows of another one.
    """
    body = max((index for index, one in enumerate(kept) if one.kind == "full"), default=0)
    start = next((index for index, one in enumerate(kept) if one.kind == "full"), 0)
    if body - start < LAST_STRETCHES:
        start = body + LAST_STRETCHES
        body = len(kept)
    end = max(start + 1, min(body, len(kept) - LAST_STRETCHES))
    middle = kept[start:end]
    headers = [one for one in middle if one.kind == "header"]
    whole = attrs.evolve(middle[0], last=middle[-1].last, ends=middle[-1].ends)
    return [*kept[:start], *headers, whole, *kept[end:]]


def _classified(
    part: Records | Columns | SheetColumns, width: int, header: Sequence[str]
) -> Iterator[tuple[int, list[str], Kind, int]]:
    """Yield number, cells and kind of records; whole blocks of plain rows as a few of them."""
    if isinstance(part, Columns):
        # A row with hardly a cell has a blank among its first three; one that repeats the header starts like it.
        odd = any("" in column for column in part.columns[:3]) or (header and header[0] in part.columns[0])
        start = part.count if odd else min(part.count, KEPT)
        stop = max(part.count - KEPT, start)
        for index in (*range(start), *range(stop, part.count)):
            row = [column[index] for column in part.columns]
            if index == stop and stop > start:
                yield part.first + start, row, "full", stop - start
            yield part.first + index, row, kind_of(row, width), 1
        return
    part = part.records() if isinstance(part, SheetColumns) else part
    for number, row in zip(part.numbers, part.rows, strict=True):
        yield number, row, kind_of(row, width) if row else "blank", 1


def kind_of(row: Sequence[str], width: int) -> Kind:
    """Name what a record looks like in a table of this width."""
    cells = filled(row)
    if not cells:
        return "blank"
    if (cells == 1 and width > 2) or (cells == 2 and width > 7):
        return "thin"
    return "full" if len(row) == width or reach(row) == width else "other"


def sample_of(stretches: Sequence[Stretch]) -> list[list[str]]:
    """Return the first rows of the table."""
    return next((stretch.rows for stretch in stretches if stretch.kind == "full"), [])


def before(stretches: Sequence[Stretch], number: int) -> list[Stretch]:
    """Return the stretches that end before a record."""
    return [stretch for stretch in stretches if stretch.last < number]
