"""The shapes that dates have: declared formats compiled to patterns, and the few shapes that need no declaration."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from typing import NamedTuple

from customer_import.normalizing.characters import plain_digits, unprotected, visible

Pattern = re.Pattern[str]

# How years begin that a customer's dates have: 1800 to 2199. Others are of another calendar (Buddhist 2567, Persian
# 1403, Hebrew 5784), typing errors, or stand for "never".
LIKELY = frozenset({"18", "19", "20", "21"})

# Among a field's formats: months in words, in every language of the vocabulary, and what dateutil makes of the rest.
TEXT = "TEXT"

_TIME = r"(?P<H>\d{1,2}):(?P<I>\d{2})(?::(?P<S>\d{2})(?:[.,]\d{1,9})?)?"
_HALF = r"(?:\s*(?P<P>[AaPp])\.?[Mm]\.?)?"
_ZONE = r"(?:\s*(?P<Z>[Zz]|[+-]\d{2}(?::?\d{2})?)|\s+(?P<U>UTC|GMT))?"

# ISO 8601 as every program writes it, and RFC 3339's blank in place of T. ASCII digits: others are translated before.
ISO_SHAPE = re.compile(rf"(?P<Y>\d{{4}})-(?P<M>\d\d)-(?P<D>\d\d)(?:(?:[Tt]|\s+){_TIME}{_ZONE})?\Z", re.ASCII)

_CLOCK = rf"{_TIME}{_HALF}{_ZONE}"

# Without declared formats: year first with other marks, or compact, which no day-first text with a year of this or the
# last century fits.
_YEAR_FIRST = re.compile(
    rf"(?P<Y>\d{{4}})\s*(?:[./-]|[年년])\s*(?P<M>\d{{1,2}})\s*[./月월-]\s*(?P<D>\d{{1,2}})\s*[日일.]?(?:[T\s]\s*{_CLOCK})?\Z",
    re.ASCII,
)
_COMPACT = re.compile(rf"(?P<Y>(?:1[6-9]|2[01])\d\d)(?P<M>\d\d)(?P<D>\d\d)(?:[T\s]?{_TIME}{_ZONE})?\Z", re.ASCII)
_YEAR_LAST = re.compile(
    r"(?P<A>\d{1,2})\s*(?P<X>[./-]|\s)\s*(?P<B>\d{1,2})\s*(?:(?P=X)|(?<=\s))\s*(?P<Y>\d{4}|\d\d)(?:\.|\s*г\.?)?"
    rf"(?:(?:,?\s+|T){_CLOCK})?\Z",
    re.ASCII,
)

_SHORT_YEAR_FIRST = re.compile(
    rf"(?P<Y>\d\d)([./-])\s?(?P<M>\d{{1,2}})\2\s?(?P<D>\d{{1,2}})\.?(?:(?:,?\s+|T){_CLOCK})?\Z", re.ASCII
)

_TOKENS = {
    "YYYY": r"(?P<Y>\d{4}|\d\d)",
    "RRRR": r"(?P<Y>\d{4}|\d\d)",
    "YY": r"(?P<Y>\d\d)",
    "RR": r"(?P<Y>\d\d)",
    "MM": r"(?P<M>\d{1,2})",
    "M": r"(?P<M>\d{1,2})",
    "DD": r"(?P<D>\d{1,2})",
    "D": r"(?P<D>\d{1,2})",
    "HH": r"(?P<H>\d{1,2})",
    "H": r"(?P<H>\d{1,2})",
    "MI": r"(?P<I>\d{2})",
    "SS": r"(?P<S>\d{2})(?:[.,]\d{1,9})?",
}
_TOKEN = re.compile(r"YYYY|RRRR|YY|RR|MI|MM|M|DD|D|HH|H|SS|\s+|.", re.IGNORECASE | re.DOTALL)


def plain(text: str) -> str:
    """Return a text as the patterns know it: no invisible characters, digits and blanks those of ASCII."""
    text = plain_digits(visible(unprotected(text)))
    return text if text.isascii() else " ".join(text.split())


class Parts(NamedTuple):
    """The numbers of a date and time as the text has them; whether they exist is asked later."""

    year: int
    month: int
    day: int
    hour: int = 0
    minute: int = 0
    second: int = 0
    offset: int | None = None
    short_year: bool = False

    @classmethod
    def of(cls, match: re.Match[str], *, month: str = "M", day: str = "D") -> Parts:
        """Take the parts out of a match of one of this module's patterns."""
        groups = match.groupdict()
        hour = int(groups.get("H") or 0)
        if half := (groups.get("P") or "").lower():
            # 12 am is midnight, 12 pm noon; 13 pm is impossible and stays so as hour 25.
            hour = hour % 12 + (12 if half == "p" else 0) if 1 <= hour <= 12 else 25
        return cls(
            int(groups["Y"]),
            int(groups[month]),
            int(groups[day]),
            hour,
            int(groups.get("I") or 0),
            int(groups.get("S") or 0),
            offset_of(groups.get("Z") or groups.get("U") or ""),
            len(groups["Y"]) == 2,
        )

    def exists(self) -> bool:
        """Whether there is such a day, and such a time on it."""
        try:
            dt.datetime(self.year, self.month, self.day, self.hour, self.minute, self.second)  # noqa: DTZ001 - local time
        except ValueError:
            return False
        return self.offset is None or abs(self.offset) < 24 * 60

    def date(self) -> str:
        """Return the ISO date."""
        return f"{self.year:04d}-{self.month:02d}-{self.day:02d}"

    def time(self) -> str:
        """Return the time of day with its leading T."""
        return f"T{self.hour:02d}:{self.minute:02d}:{self.second:02d}"

    def moved(self, zone: str) -> Parts:
        """Convert to local time in an IANA zone; where the calendar ends before that, the clock stays as it is."""
        from zoneinfo import ZoneInfo

        here = dt.timezone(dt.timedelta(minutes=self.offset or 0))
        try:
            moved = dt.datetime(*self[:6], tzinfo=here).astimezone(ZoneInfo(zone))
        except OverflowError:
            return self._replace(offset=None)
        return Parts(moved.year, moved.month, moved.day, moved.hour, moved.minute, moved.second)


def offset_of(text: str) -> int | None:
    """Return the minutes that a zone is ahead of UTC, None where there is none."""
    if not text:
        return None
    if text[0] not in "+-":
        return 0
    digits = text[1:].replace(":", "")
    minutes = int(digits[:2]) * 60 + int(digits[2:] or 0)
    return -minutes if text[0] == "-" else minutes


@lru_cache(maxsize=256)
def compiled(text: str) -> Pattern:
    """Compile a declared format (``DD.MM.YYYY HH:MM:SS``) to a pattern.

    Zeros in front may be missing, blanks around marks are allowed (``5. 3. 2024``); the marks themselves are binding.
    After hours, ``MM`` means minutes.
    """
    pattern, hours = "", False
    for token in _TOKEN.findall(text.strip()):
        name = token.upper()
        if hours and name in ("MM", "M"):
            name = "MI"
        hours = hours or name in ("HH", "H")
        if name in _TOKENS:
            pattern += _TOKENS[name]
        elif token.isspace():
            pattern += r"\s+"
        elif token in {".", "/", "-"}:
            pattern += rf"\s*{re.escape(token)}\s*"
        else:
            pattern += re.escape(token)
    return re.compile(rf"{pattern}\Z", re.ASCII | re.IGNORECASE)


def loose(text: str, hint: str) -> list[Parts]:
    """Return what a text without declared format can mean; with an order (`hint`) given, only in that order.

    Day and month that cannot be told apart give two readings. Year first is never ambiguous.
    """
    if match := _YEAR_FIRST.match(text) or _COMPACT.match(text):
        return [Parts.of(match)]
    short, last = _SHORT_YEAR_FIRST.match(text), _YEAR_LAST.match(text)
    readings = {}
    if last:
        readings = {"day_first": Parts.of(last, day="A", month="B"), "month_first": Parts.of(last, day="B", month="A")}
    if short:
        readings["year_first"] = Parts.of(short)
    if hint in readings:
        return [readings[hint]]
    return list(readings.values()) if last or not hint else []


def two_digit_year(parts: Parts, pivot: int) -> Parts:
    """Put a two-digit year into its century: above the pivot 19xx, else 20xx."""
    if not parts.short_year:
        return parts
    return parts._replace(year=parts.year + (1900 if parts.year > pivot else 2000), short_year=False)
