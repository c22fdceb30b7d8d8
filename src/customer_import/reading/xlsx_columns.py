"""What the cells of one kind say, a whole column of a block at a time: the same as `Cells.cell` says of each.

Each function answers for all cells or returns None; then each cell is asked by itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from customer_import.model import Flag
from customer_import.reading.xlsx_cells import BLANK, Cell, Cells, number, unescape
from customer_import.reading.xlsx_pattern import DeclinedError
from customer_import.reading.xlsx_styles import Calendar, date

SHORT = 256  # bytes of a shared string that are not worth counting
LONG = 4096  # bytes of a shared string; a block may name thousands
TOGETHER = 1 << 20  # bytes of the strings of a column, if there are long ones
EXACT = 15  # characters of a number that cannot hold more digits than a sheet keeps
SAMPLE = 64  # cells that tell whether the strings of a column repeat themselves
USUAL = 2048  # shared strings that are remembered because they come again and again
NEWEST, MORE = 4096, 512  # shared strings that cells of a block may be the first to name; beyond those asked for
MEMO = 1024  # cells of one kind that are remembered
# Integers and decimals without an idle zero, each on a line of its own.
_NUMBERS = re.compile(r"(?:-?(?:[1-9][0-9]*+|0)(?:\.[0-9]++(?<!0))?(?<!-0)(?:\n|\Z)|\n)*+\Z")

Flags = Flag | Mapping[int, Flag] | None
Shown = tuple[Sequence[str], Flags]
Kind = tuple[str, int]
Route = Callable[[Sequence[str]], Shown | None]


class Columns:
    """Answers whole columns.

    Args:
        cells: Says what each cell says.
    """

    def __init__(self, cells: Cells) -> None:
        self._cells = cells
        self._memos: dict[Kind, _Memo] = {}
        self._shared = _Shared(cells)

    def route(self, kind: Kind) -> Route:
        """Return what answers a whole column of one kind."""
        name, style = kind
        if name == "s":
            return self._shared.column
        if name in ("inlineStr", "str"):
            return _strings
        if name == "n" and self._cells.format(style).kind == "plain":
            return _numbers
        memo = self._memos.get(kind)
        if memo is None:
            memo = self._memos[kind] = _Memo(self._cells, kind)
        return memo.column

    def singly(self, kinds: Sequence[Kind], values: Sequence[str], inline: Sequence[str]) -> Shown:
        """Ask the scalar about each cell."""
        cell = self._cells.cell
        known: dict[tuple[Kind, str, str], tuple[str, Flag | None]] = {}
        texts: list[str] = []
        flags: dict[int, Flag] = {}
        for index, key in enumerate(zip(kinds, values, inline, strict=True)):
            found = known.get(key)
            if found is None:
                (name, style), value, string = key
                found = known[key] = cell(name, style, value or None, string or None)
            texts.append(found[0])
            if found[1]:
                flags[index] = found[1]
        return texts, flags or None


class _Shared:
    """Answers columns of shared strings.

    Writers number strings by first use, so cells ask for old strings that come again and again, and for the newest:
    those are unpacked side by side.
    """

    def __init__(self, cells: Cells) -> None:
        self._cells = cells
        self._strings = cells.strings
        self._usual = {"": ""}  # what comes again and again, by index as written; a cell that is not there has none
        self._newest: list[str] = []  # up to the highest index so far, and some more
        self._first = 0  # where they begin
        self._in_order = True  # as far as seen, strings are numbered by first use

    def column(self, values: Sequence[str]) -> Shown | None:
        """Say what the cells of a column say."""
        try:
            texts = list(map(self._usual.__getitem__, values))
        except KeyError:
            digits = "".join(values)
            if not (digits.isascii() and digits.isdigit()):
                return None
            try:
                texts = self._found(values)
            except (IndexError, ValueError):
                return None
        if self._strings.longest > SHORT:
            self._cells.spend(sum(map(len, texts)))
        return texts, None

    def _found(self, values: Sequence[str]) -> list[str]:
        """Look up what is not usual yet.

        Raises:
            IndexError: The table has no such string.
            ValueError: An index is longer than any number.
            DeclinedError: The strings are so long that rows should leave sooner than after a whole block.
        """
        indices = list(map(int, values if all(values) else filter(None, values)))
        long = self._strings.longest > LONG
        texts = self._few(indices) if long else self._many(indices)
        if len(texts) < len(values):
            each = iter(texts)
            texts = [next(each) if value else "" for value in values]
        some = texts[:SAMPLE]
        old = max(indices) < self._first and self._in_order
        if not long and (old or len(set(some)) * 2 < len(some)):
            if len(self._usual) > USUAL:
                self._usual = {"": ""}
            self._usual.update(zip(values, texts, strict=True))
        return texts

    def _few(self, indices: Sequence[int]) -> list[str]:
        """Look up strings, each by itself: their neighbours may be long."""
        if self._strings.size(indices) > TOGETHER:
            raise DeclinedError
        return self._strings.many(indices)

    def _many(self, indices: Sequence[int]) -> list[str]:
        """Look up strings, the newest ones with their neighbours."""
        high = max(indices)
        if high >= self._first + len(self._newest):
            self._advance(high)
        first, newest = self._first, self._newest
        if high < first:
            return self._strings.many(indices)
        if min(indices) >= first:
            return [newest[index - first] for index in indices]
        older = iter(self._strings.many([index for index in indices if index < first]))
        return [newest[index - first] if index >= first else next(older) for index in indices]

    def _advance(self, index: int) -> None:
        """Unpack strings up to one and some more: the next column asks for those."""
        if index >= len(self._strings):
            raise IndexError
        stop = self._first + len(self._newest)
        start = max(stop, index - NEWEST)
        if start > stop:
            self._newest, self._first, self._in_order = [], start, False
        self._newest += self._strings.stretch(start, index + MORE)
        surplus = max(0, len(self._newest) - NEWEST - MORE)
        del self._newest[:surplus]
        self._first += surplus


def _strings(texts: Sequence[str]) -> Shown:
    if "_x" in "".join(texts):
        texts = [unescape(text) if "_x" in text else text for text in texts]
    return texts, None


def _numbers(values: Sequence[str]) -> Shown | None:
    lines = "\n".join(values)
    digits = "".join(values)
    whole = digits.isdigit() and digits.isascii() and "\n0" not in lines and lines[0] != "0"
    if whole or _NUMBERS.match(lines):
        if max(map(len, values)) <= EXACT:
            return _flagged(values)
        shown = [value if len(value) <= EXACT else format(float(value), ".15g") for value in values]  # as `number`
        joined = "".join(shown)
        if "e" not in joined and "n" not in joined:  # neither an exponent nor "inf"
            return _flagged(shown)
    cells = [number(value) if value else BLANK for value in values]
    if any(flag == "error" for _, flag in cells):
        return None  # white space around it, perhaps
    return [text for text, _ in cells], {index: flag for index, (_, flag) in enumerate(cells) if flag} or None


def _flagged(texts: Sequence[str]) -> Shown:
    """Flag the numbers among blank cells."""
    if all(texts):
        return texts, "numeric"
    return texts, {index: "numeric" for index, text in enumerate(texts) if text} or None


class _Memo(dict[str, str]):
    """Answers columns of one kind from memory: dates, truth values and the like repeat themselves."""

    def __init__(self, cells: Cells, kind: Kind) -> None:
        self._cells = cells
        self._kind = kind
        self._days = kind[0] == "n" and cells.format(kind[1]).kind == "date"
        self._calendar = Calendar(cells.since_1904)
        self._many = False  # there have been too many different ones to remember
        self._usual: Flag | None = None  # the flag of the first cell that was not blank
        self._others: dict[str, Flag | None] = {}  # cells with another one, blank ones left out

    def column(self, values: Sequence[str]) -> Shown:
        """Say what the cells of a column say."""
        if len(self) > MEMO:
            self.clear()
            self._others.clear()
            self._many = True
        direct = self._dates(values) if self._many and self._days else None
        if direct is not None:
            return direct
        shown = list(map(self.__getitem__, values))
        if not self._others and all(values):
            return shown, self._usual
        flags = ((self._others.get(value, self._usual) if value else None) for value in values)
        return shown, {index: flag for index, flag in enumerate(flags) if flag} or None

    def _dates(self, values: Sequence[str]) -> Shown | None:
        """Answer a column of whole days."""
        digits = "".join(values)
        if not (digits.isascii() and digits.isdigit()):
            return None
        try:
            shown = self._calendar.dates(list(map(int, filter(None, values))))
        except ValueError:  # a number of thousands of digits
            return None
        if shown is None or len(shown) == len(values):
            return None if shown is None else (shown, "date")
        each = iter(shown)
        return [next(each) if value else "" for value in values], {at: "date" for at, text in enumerate(values) if text}

    def __missing__(self, value: str) -> str:
        text, flag = self._answer(value) if value else BLANK
        self[value] = text
        if value:
            self._usual = self._usual or flag
            if flag != self._usual:
                self._others[value] = flag
        return text

    def _answer(self, value: str) -> Cell:
        if self._days and value.isdigit() and value.isascii() and len(value) < 8:
            text = date(int(value), self._cells.since_1904)
            if text:
                return text, "date"
        return self._cells.cell(*self._kind, value)
