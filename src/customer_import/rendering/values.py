"""Canonical values → the text that a platform's file has for them: the inverse of `normalizing`, checked by it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from customer_import.model import Value
from customer_import.normalizing import Settings, normalizer
from customer_import.profile import Field, Profile

MEMO = 10_000

_TOKEN = re.compile(r"YYYY|RRRR|YY|RR|MI|MM|M|DD|D|HH|H|SS|TEXT", re.IGNORECASE)


class ValueWriter:
    """Writes the values of one field."""

    def __init__(self, profile: Profile, field: Field) -> None:
        settings = Settings(region=profile.region, locale=profile.locale, zone=profile.zone)
        self._field = field
        self._kind = profile.kind(field).name
        self._read = normalizer(field, profile.kind(field), settings).scalar
        self._memory: dict[Value, str] = {}

    def text(self, value: Value) -> str:
        """Return the platform's text for a value, or the canonical one where the platform's would not be read back."""
        if isinstance(value, str) and self._kind not in ("date", "datetime", "choice", "decimal"):
            return value
        known = self._memory.get(value)
        if known is None:
            if len(self._memory) > MEMO:
                self._memory.clear()
            known = self._memory[value] = self._written(value)
        return known

    def _written(self, value: Value) -> str:
        plain = value if isinstance(value, str) else ",".join(value)
        if not value:
            return plain
        return next((text for text in self._candidates(value) if text and self._read(text).value == value), plain)

    def _candidates(self, value: Value) -> Iterator[str]:
        if not isinstance(value, str):
            yield from (separator.join(value) for separator in self._field.separators or (",",))
        elif self._kind in ("date", "datetime"):
            yield from (in_format(value, form) for form in self._field.formats)
        elif self._kind == "decimal":
            # 1.234 alone in a column would be asked about: a fourth decimal says that the point is the decimal mark.
            yield f"{value}0" if len(value.partition(".")[2]) == 3 else value
        else:
            yield from self._field.choices.get(value, ())


def in_format(value: str, form: str) -> str:
    """Write an ISO date or local time in a declared format; "" where the format leaves the date open.

    >>> in_format("2026-03-05", "DD.MM.YYYY"), in_format("2026-03-05T14:07:00", "YYYY-MM-DD HH:MM:SS")
    ('05.03.2026', '2026-03-05 14:07:00')
    """
    if form.upper() == "TEXT":
        return ""
    day, _, time = value.partition("T")
    hour, minute, second = (time or "00:00:00")[:8].split(":")
    year, month, date = day.split("-")
    parts = {"YYYY": year, "RRRR": year, "YY": year[-2:], "RR": year[-2:], "DD": date, "HH": hour, "SS": second}
    parts |= {"D": date.lstrip("0"), "H": str(int(hour))}
    hours = False

    def written(match: re.Match[str]) -> str:
        nonlocal hours
        part = match[0].upper()
        hours = hours or part in ("HH", "H")
        if part == "MI" or (hours and part in ("MM", "M")):
            return minute
        if part in ("MM", "M"):
            return month if part == "MM" else month.lstrip("0")
        return parts.get(part, match[0])

    return _TOKEN.sub(written, form)
