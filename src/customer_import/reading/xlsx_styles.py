"""Number formats: which cells show a date, a duration, or leading zeros (ECMA-376 part 1, 18.8.30 and 18.8.31)."""

from __future__ import annotations

import datetime
import re
import sys
from collections.abc import Iterable, Sequence
from operator import add
from typing import Literal

import attrs

from customer_import.reading.limits import Limits
from customer_import.reading.xlsx_expat import Guarded

FORMATS = 200_000  # Excel stops at 65,490 cell formats
LAST_SERIAL = 2_958_466  # the day after 9999-12-31
REMEMBERED, AHEAD = 73_051, 730  # days: up to the year 2100; behind those that were asked for
_DAY = 86_400_000
_EPOCH_1900 = datetime.date(1899, 12, 30).toordinal()
_EPOCH_1904 = datetime.date(1904, 1, 1).toordinal()

# Quoted text, escaped, padding and fill characters, and brackets other than elapsed time: none of them is a token.
_LITERAL = re.compile(r'"[^"]*"?|\\.|_.|\*.|\[(?!(?:h+|m+|s+)\])[^\]]*\]|AM/PM|A/P|general', re.I | re.S)
# A word that somebody forgot to quote, or a localised "General": letters that are no token, no token
# twice in a row (``yyyyMMddTHHmm``), and no "date" or "time" (``Short Date``).
_WORD = re.compile(r"(?<![a-z])(?=[a-z]*[^dmyhsegb\W\d_])(?![a-z]*(?:([dmyhs])\1|dat|time))[a-z]{2,}", re.I | re.A)
_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.I)
_ZEROS = re.compile(r'(?:0|\\[^0#?.,%eE]|"[^"]*"|[- ()/:+])+')
_SEMICOLON = re.compile(r'"[^"]*"|\\.|(;)', re.S)


@attrs.frozen
class NumberFormat:
    """What a number format means for reading.

    Args:
        kind: ``plain``, ``date`` (with or without time of day), ``duration``, or ``zeros``.
        picture: For ``zeros``, a ``0`` for each digit that is shown at least, and ``+`` before them if it is shown.
    """

    kind: Literal["plain", "date", "duration", "zeros"] = "plain"
    picture: str = ""


PLAIN = NumberFormat()
DATE = NumberFormat("date")
DURATION = NumberFormat("duration")
# Ids that a file need not define. Those of CJK languages (27-36, 50-58) mean dates there and nothing elsewhere.
BUILT_IN = {**dict.fromkeys((*range(14, 23), 45, 47), DATE), 46: DURATION}


def number_format(code: str) -> NumberFormat:
    """Classify a format code by its first section, which is the one for positive numbers."""
    code = code[:1000]
    for mark in _SEMICOLON.finditer(code):
        if mark[1]:
            code = code[: mark.start()]
            break
    tokens = _LITERAL.sub("", code)
    if _ELAPSED.search(tokens):
        return DURATION
    if re.search("[dmyhs]", _WORD.sub("", tokens), re.I):
        return DATE
    if code.count("0") > 1 and _ZEROS.fullmatch(code):
        shown = re.sub(r"\\(.)|\"([^\"]*)\"", r"\1\2", code, flags=re.S)
        if code.count("0") == shown.count("0") and not re.search("[1-9]", shown):
            return NumberFormat("zeros", "+" * shown.startswith("+") + "0" * shown.count("0"))
    return PLAIN


def zeros(digits: str, picture: str) -> str:
    """Show an integer as a picture does: ``1234`` under ``00000`` is ``01234``. It is the same number."""
    sign, digits = ("-", digits[1:]) if digits.startswith("-") else (picture.rstrip("0"), digits)
    return sign + digits.rjust(picture.count("0"), "0")


def clock(milliseconds: int) -> str:
    """Show milliseconds as ``HH:MM:SS``, with ``.mmm`` behind it if there are some."""
    seconds, rest = divmod(milliseconds, 1000)
    shown = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return f"{shown}.{rest:03}" if rest else shown


def date(days: int, since_1904: bool) -> str:
    """Show a whole number as `moment` does; "" for the few at either end that take more thought."""
    if not 61 <= days < LAST_SERIAL - 1462:
        return ""
    return datetime.date.fromordinal((_EPOCH_1904 if since_1904 else _EPOCH_1900) + days).isoformat()


class Calendar:
    """Shows many whole numbers as `date` does. It remembers months and days, a third of what whole dates would take."""

    def __init__(self, since_1904: bool) -> None:
        self._since_1904 = since_1904
        self._months: list[str] = []  # by number, "2026-11-"; "" where nobody asked yet
        self._days: list[str] = []

    def dates(self, numbers: Sequence[int]) -> list[str] | None:
        """Show numbers that are not negative; None if one of them takes more thought."""
        low, high = min(numbers), max(numbers)
        if low < 61 or high >= LAST_SERIAL - 1462:
            return None
        if high >= REMEMBERED:
            return [date(number, self._since_1904) for number in numbers]
        if high >= len(self._months):
            self._months += [""] * (high + AHEAD - len(self._months))
            self._days += [""] * (high + AHEAD - len(self._days))
        months = list(map(self._months.__getitem__, numbers))
        if not all(months):
            self._learn(low, high + AHEAD)
            months = list(map(self._months.__getitem__, numbers))
        return list(map(add, months, map(self._days.__getitem__, numbers)))

    def _learn(self, first: int, stop: int) -> None:
        for number in range(first, min(stop, len(self._months))):
            if not self._months[number]:
                shown = date(number, self._since_1904)
                self._months[number], self._days[number] = sys.intern(shown[:8]), sys.intern(shown[8:])


def moment(serial: float, since_1904: bool) -> str | None:
    """Show a serial number as an ISO date, with the time of day if it has one; below one day only the time of day.

    Returns:
        The text; None where it shows no date: before the first day or after the year 9999.

    In the 1900 system number 60 is 1900-02-29, a day that never was (Lotus 1-2-3 took 1900 for a leap year, Excel
    kept it), or the day before where other programs count; see `doubtful`. Numbers below it are one day off.
    """
    if not 0 <= serial < LAST_SERIAL:
        return None
    days = int(serial)
    part = round((serial - days) * _DAY)
    if part == _DAY and days:
        days, part = days + 1, 0
    part = min(part, _DAY - 1)  # a time of day rounded up is no date
    if days == 0:  # nobody means the first day; programs agree that it is a time of day in both systems
        return clock(part)
    ordinal = _EPOCH_1904 + days if since_1904 else _EPOCH_1900 + days + (days < 60)
    if ordinal > datetime.date.max.toordinal():
        return None
    shown = datetime.date.fromordinal(ordinal).isoformat()
    return f"{shown} {clock(part)}" if part else shown


def doubtful(serial: float, since_1904: bool) -> bool:
    """Tell whether programs disagree about which day a number is."""
    return 60 <= serial < 61 and not since_1904


class _Styles(Guarded):
    """Collects the number format of every cell format (`cellXfs`)."""

    roots = frozenset({"styleSheet"})

    def __init__(self, part: str, limits: Limits) -> None:
        super().__init__(part, limits)
        self.codes: dict[int, NumberFormat] = {}
        self.formats: list[int] = []
        self._inside = False

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        """Take the start of an element."""
        if name == "numFmt" and self.depth == 3:  # deeper ones belong to conditional formats
            key = integer(attributes.get("numFmtId", ""))
            if key is not None and len(self.codes) < FORMATS:
                self.codes[key] = number_format(attributes.get("formatCode", ""))
        elif name == "cellXfs":
            self._inside = True
        elif name == "xf" and self._inside and len(self.formats) < FORMATS:
            self.formats.append(integer(attributes.get("numFmtId", "")) or 0)

    def closed(self, name: str) -> None:
        """Take the end of an element."""
        if name == "cellXfs":
            self._inside = False


def integer(text: str) -> int | None:
    """Read a small decimal integer."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def read_formats(chunks: Iterable[bytes], part: str, limits: Limits) -> list[NumberFormat]:
    """Read the number format of each cell format, by its index."""
    styles = _Styles(part, limits)
    styles.run(chunks)
    return [styles.codes.get(key) or BUILT_IN.get(key, PLAIN) for key in styles.formats]
