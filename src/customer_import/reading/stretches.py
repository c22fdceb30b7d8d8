"""The records of a file cut into stretches of one kind: what is looked at to find what stands below its table."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from typing import Literal

import attrs

from customer_import.reading.csv_columns import Columns
from customer_import.reading.dialect import Evidence
from customer_import.reading.framing import RULES, is_rule
from customer_import.reading.layout import Head, filled, reach
from customer_import.reading.records import Records, SheetColumns, Uncut, counted
from customer_import.reading.text import BOM

Kind = Literal["blank", "thin", "full", "other", "header"]
DIGITS = re.compile(r"\d+")
KEPT = 40  # rows kept of a stretch
MOST_STRETCHES = 2_000  # beyond, those in the middle are drawn together
LAST_STRETCHES = 50  # which stay as they are
MOST_LOOKED = 4_000  # records that are looked at one by one in any case
LEAST_BYTES = 50  # of a file for each record that is looked at one by one; with shorter ones, not all are
MENDED = 3  # records that are looked at while one with problems is read
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
        most: How many records are looked at one by one.

    Attributes:
        kept: The stretches.
        second: The first record of a second table, or 0.
        headers: How many of them are repeated headers.
        notes: What stands above the first header, as `skeleton` shows it.
        looked: How many records were looked at one by one.
        weary: Whether so many have been looked at or searched in vain that only repeated headers, and the end, can
            tell any more.
    """

    def __init__(self, head: Head, search: Callable[[list[Stretch], list[list[str]]], int], most: int) -> None:
        self.kept: list[Stretch] = []
        self.second = self.headers = self.looked = 0
        self._most = most
        self._weary = False
        self._head = head
        self._search = search
        self._searched = 0
        self._folded = False
        self._header: list[str] = []
        self._headers: list[list[str]] = []
        self._labels: frozenset[str] = frozenset()  # first cells that a repeated header may have
        self.notes: set[str] = set()
        self._above = max((*head.header_rows, *head.preamble_rows), default=0)

    @property
    def weary(self) -> bool:
        """Whether little is looked at any more."""
        return self._weary or self.looked > self._most

    @property
    def given_up(self) -> bool:
        """Whether even that would take too long: so many records more had to be read, and are of no use."""
        return self.looked > 2 * self._most

    def evidence(self) -> tuple[Evidence, ...]:
        """Say how far records were looked at one by one, if not to the end of the file."""
        if not self.weary:
            return ()
        rest = "nothing was looked for" if self.given_up else "only repeated headers and the end were looked for"
        why = f"its records are so short, or so seldom in order, that past the first {self.looked:,} or so {rest}"
        return (Evidence("trailing", "", 0.5, why, otherwise="a file of whole rows"),)

    def take(self, part: Records | Columns | SheetColumns | Uncut) -> None:
        """Take in a block of records."""
        kept, above = self.kept, self._above
        if isinstance(part, Uncut):
            part = part.records()
        if isinstance(part, Columns) and self._goes_on(part):
            return
        self.looked += MENDED * len(part.problems) if isinstance(part, Records) else 0
        for number, row, kind, size in _classified(part, self._head.width, self._labels):
            self.looked += size == 1
            if number <= above:
                if number in self._head.header_rows:
                    self._know(row)
                else:
                    self.notes.add(skeleton(row))
                continue
            if self.second:
                kept[-1].last = number + size - 1
                continue
            if row and row[0] in self._labels and plain(row) in self._headers:
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

    def _know(self, row: list[str]) -> None:
        """Take in a row of the header; what repeats it may be written in other letters, or begin a page or a file."""
        if filled(row) > 1:
            self._header = row
            self._headers.append(plain(row))
            spelled = {row[0], row[0].upper(), row[0].lower(), row[0].strip()}
            self._labels |= {sign + label for label in spelled for sign in ("", "\f", BOM)}

    def _goes_on(self, part: Columns) -> bool:
        """Take in a block of plain rows of which there are enough already; tell whether it is one."""
        last = self.kept[-1] if self.kept else None
        if last is None or self.second or last.kind != "full" or len(last.rows) < KEPT or _odd(part, self._labels):
            return False
        last.last = part.first + part.count - 1
        last.ends.extend([column[index] for column in part.columns] for index in range(-min(3, part.count), 0))
        return True

    def _draw_together(self) -> None:
        kept = self.kept
        self._searched += len(kept)
        if self._searched > MOST_SEARCHED:
            self._weary = True
        else:
            self.second = self._search(kept[:-2], sample_of(kept))
        if self.second:
            self.kept = [*before(kept, self.second), attrs.evolve(kept[-1], kind="other", first=self.second)]
        else:
            self.kept = _drawn_together(kept)

    def pass_over(self, part: Records | Columns | SheetColumns | Uncut) -> None:
        """Take in a block far from the end, once this is weary: only repeated headers in it matter."""
        found: list[int] = []
        part = part.records() if isinstance(part, SheetColumns) else part
        if isinstance(part, Uncut):
            last = part.first + part.count - 1
            found = part.places(self._header) if self._header else []
        elif isinstance(part, Columns):
            last = part.first + part.count - 1
            if self._header and self._header[0] in part.columns[0]:
                rows = zip(*part.columns, strict=True)
                found = [number for number, row in enumerate(rows, part.first) if list(row) == self._header]
        else:
            last = part.numbers[-1]
            self.looked += len(part) + MENDED * len(part.problems)
            if self._header and self._header in part.rows:
                found = [n for n, row in zip(part.numbers, part.rows, strict=True) if row == self._header]
        if self.second:  # all that follows belongs to the other table
            self.kept[-1].last = last
            return
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
    part: Records | Columns | SheetColumns, width: int, labels: frozenset[str]
) -> Iterator[tuple[int, list[str], Kind, int]]:
    """Yield number, cells and kind of records; whole blocks of plain rows as a few of them."""
    if isinstance(part, Columns):
        start = part.count if _odd(part, labels) else min(part.count, KEPT)
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


def _odd(part: Columns, labels: frozenset[str]) -> bool:
    """Tell whether a block may hold a row with hardly a cell, or one that repeats the header."""
    return any("" in column for column in part.columns[:3]) or not labels.isdisjoint(part.columns[0])


def plain(row: Sequence[str]) -> list[str]:
    """Return a row of labels without what a repetition of it may lack or add."""
    return [cell.lstrip(BOM).strip().casefold() for cell in row]


def skeleton(row: Sequence[str]) -> str:
    """Return the text of a row without its digits: numbers of pages and dates differ where titles are repeated."""
    return " ".join(DIGITS.sub("", " ".join(row)).split())


def kind_of(row: Sequence[str], width: int) -> Kind:
    """Name what a record looks like in a table of this width."""
    cells = filled(row)
    if not cells:
        return "blank"
    if row[0][:1] in RULES and is_rule(row):
        return "thin"
    if (cells == 1 and width > 2) or (cells == 2 and width > 7):
        return "thin"
    return "full" if len(row) == width or reach(row) == width else "other"


def sample_of(stretches: Sequence[Stretch]) -> list[list[str]]:
    """Return the first rows of the table."""
    return next((stretch.rows for stretch in stretches if stretch.kind == "full"), [])


def before(stretches: Sequence[Stretch], number: int) -> list[Stretch]:
    """Return the stretches that end before a record."""
    return [stretch for stretch in stretches if stretch.last < number]
