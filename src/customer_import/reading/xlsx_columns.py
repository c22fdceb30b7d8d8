"""What the cells of one kind say, a whole column of a block at a time: the same as `Cells.cell` says of each.

Each function answers for all cells or returns None; then each cell is asked by itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from customer_import.model import Flag
from customer_import.reading.xlsx_cells import BLANK, Cell, Cells, number, unescape
from customer_import.reading.xlsx_pattern import DeclinedError
from customer_import.reading.xlsx_styles import date, dates

SHORT = 256  # characters of a shared string that are not worth counting
LONG = 4096  # characters of a shared string; a block may name thousands
EXACT = 15  # characters of a number that cannot hold more digits than a sheet keeps
SAMPLE = 64  # cells that tell whether the strings of a column repeat themselves
KEPT = 4096  # shared strings of a column that are remembered
MEMO = 4096  # cells of one kind that are remembered; looking among more costs more than computing a date
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
        self._usual: dict[str, str] = {}  # shared strings that come again and again, by index as written

    def route(self, kind: Kind) -> Route:
        """Return what answers a whole column of one kind."""
        name, style = kind
        if name == "s":
            return self._shared
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

    def _shared(self, values: Sequence[str]) -> Shown | None:
        strings = self._cells.strings
        if strings.longest > LONG:
            raise DeclinedError  # rows may leave sooner than after a whole block
        try:
            texts = list(map(self._usual.__getitem__, values))
        except KeyError:
            found = self._looked_up(values)
            if found is None:
                return None
            texts = found
        if strings.longest > SHORT:
            self._cells.spend(sum(map(len, texts)))
        return texts, None

    def _looked_up(self, values: Sequence[str]) -> list[str] | None:
        joined = "".join(values)
        if not (joined.isascii() and joined.isdigit()):
            return None if joined else [""] * len(values)
        try:
            sample = values[:SAMPLE]
            if all(values) and len(set(sample)) * 2 > len(sample):
                return self._cells.strings.many(list(map(int, values)))
            distinct = [*filter(None, dict.fromkeys(values))]
            texts = self._cells.strings.many(list(map(int, distinct)))
        except (IndexError, ValueError):
            return None
        known = dict(zip(distinct, texts, strict=True))
        known[""] = ""
        if len(distinct) * 4 <= len(values):
            if len(self._usual) > KEPT:
                self._usual.clear()
            self._usual |= known
        return list(map(known.__getitem__, values))


def _strings(texts: Sequence[str]) -> Shown:
    if "_x" in "".join(texts):
        texts = [unescape(text) if "_x" in text else text for text in texts]
    return texts, None


def _numbers(values: Sequence[str]) -> Shown | None:
    lines = "\n".join(values)
    digits = lines.replace("\n", "")
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
        self._usual: Flag | None = None  # the flag of the first cell that was not blank
        self._others: dict[str, Flag | None] = {}  # cells with another one, blank ones left out

    def column(self, values: Sequence[str]) -> Shown:
        """Say what the cells of a column say."""
        if len(self) > MEMO:
            direct = self._dates(values)
            if direct is not None:
                return direct
            self.clear()
            self._others.clear()
        shown = list(map(self.__getitem__, values))
        if not self._others and all(values):
            return shown, self._usual
        flags = ((self._others.get(value, self._usual) if value else None) for value in values)
        return shown, {index: flag for index, flag in enumerate(flags) if flag} or None

    def _dates(self, values: Sequence[str]) -> Shown | None:
        """Compute whole days without remembering them."""
        digits = "".join(values)
        if not (self._days and digits.isascii() and digits.isdigit() and max(map(len, values)) < 8):
            return None
        shown = dates(list(map(int, filter(None, values))), self._cells.since_1904)
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
