"""Dates and datetimes: only formats that the field declares, or the order that its column proves; ISO 8601 always.

Nothing here reads a clock, fills in a missing part, or lets a year that is too large overflow.

A `datetime` becomes local time in the field's zone (else the profile's): ``YYYY-MM-DDTHH:MM:SS``, no offset.
A text with an offset is converted; one without is in that zone already, so canonical text is a fixed point.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import cached_property

from customer_import.model import Flag
from customer_import.normalizing.base import Cell, Fault, Normalizer, Settings, bad, remark
from customer_import.normalizing.date_columns import Orders, are_iso, dates, in_order, orders
from customer_import.normalizing.date_formats import (
    ISO_SHAPE,
    LIKELY,
    TEXT,
    Parts,
    Pattern,
    compiled,
    loose,
    plain,
    two_digit_year,
)
from customer_import.normalizing.weekdays import Apart, apart
from customer_import.profile import Field

_LONGEST = 64
_moment = dt.datetime.fromisoformat
_MIDNIGHT = "T00:00:00"


class DateNormalizer(Normalizer):
    """A calendar date as ISO 8601 text."""

    _minded_flags = frozenset({"numeric", "date"})
    # All days of ninety years.
    _memory = 32_768

    def __init__(self, field: Field, settings: Settings) -> None:
        super().__init__(field, settings)
        self._patterns: Sequence[Pattern] = tuple(compiled(text) for text in field.formats if text.upper() != TEXT)
        self._words = not field.formats or any(text.upper() == TEXT for text in field.formats)
        self._fallback = any(text.upper() == TEXT for text in field.formats)
        self._floor = settings.today if field.not_before == "today" else ""

    def _cell(self, text: str, flag: Flag | None) -> Cell:
        if len(text) > _LONGEST:
            return bad("date.format", formats=self._shown())
        if flag == "numeric":
            return bad("date.number")
        found = self._parts(plain(text))
        if isinstance(found, Cell):
            return found
        parts, faults = found
        return self._finished(parts, faults)

    def _parts(self, text: str) -> tuple[Parts, tuple[Fault, ...]] | Cell:
        """Find the date that the text means, or the fault that says why not."""
        found = Apart(text)
        readings = self._readings(text)
        if not readings:
            found = apart(text)
            readings = self._readings(found.date, fallback=self._fallback) if found.days or self._fallback else ()
        if not readings:
            return bad("date.format", formats=self._shown())
        return self._decided(readings, found)

    def _readings(self, text: str, *, fallback: bool = False) -> Sequence[Parts]:
        """Return what the text can mean."""
        readings: Sequence[Parts]
        if match := ISO_SHAPE.match(text):
            return [Parts.of(match)]
        if self._patterns:
            readings = [Parts.of(match) for pattern in self._patterns if (match := pattern.match(text))]
        else:
            readings = loose(text, self.hint)
        if not readings and self._words:
            from customer_import.normalizing.date_words import in_words

            readings = in_words(text, self.settings.locale, fallback=fallback)
        return readings

    def _decided(self, readings: Sequence[Parts], beside: Apart) -> tuple[Parts, tuple[Fault, ...]] | Cell:
        faults: tuple[Fault, ...] = ()
        pivot = self.field.pivot
        if any(parts.short_year for parts in readings):
            if pivot < 0:
                return bad("date.format", formats=self._shown())
            readings = [two_digit_year(parts, pivot) for parts in readings]
            faults = (remark("date.two_digit_year", pivot=pivot),)
        possible = {parts for parts in readings if parts.exists()}
        if not possible:
            return bad("date.impossible")
        agreeing = {parts for parts in possible if beside.agrees(parts)}
        if not agreeing:
            return bad("date.weekday")
        if len({parts.date() for parts in (agreeing if beside.proves else possible)}) > 1:
            return bad("date.ambiguous")
        return max(agreeing), faults

    def _finished(self, parts: Parts, faults: tuple[Fault, ...]) -> Cell:
        if parts.offset is not None and parts.time() != _MIDNIGHT:
            parts = parts.moved(self.settings.zone)
        value = parts.date()
        if self._floor and value < self._floor:
            return bad("date.before_today", today=self._floor)
        if parts.time() != _MIDNIGHT:
            faults = (*faults, remark("date.time_dropped"))
        return _weighed(value, faults)

    def _shown(self) -> str:
        return ", ".join(self.field.formats) or "YYYY-MM-DD"

    def _quick(self, cells: Sequence[str], text: str) -> Sequence[str] | None:
        """Answer cells of one form, ten characters each; the others are looked up in what was read before."""
        if not text.isascii():
            return None
        found = cells if are_iso(cells, text) else dates(text, self._orders)
        return found if found and (not self._floor or min(found) >= self._floor) else None

    def _learn(self, texts: Sequence[str]) -> None:
        found = in_order(texts, self._orders)
        if self._floor:
            found = {text: value for text, value in found.items() if value >= self._floor}
        self._values.update(found)
        super()._learn([text for text in texts if text not in found] if found else texts)

    @cached_property
    def _orders(self) -> Orders:
        return orders(self._readings)


def _weighed(value: str, faults: tuple[Fault, ...]) -> Cell:
    return Cell(value, faults if value[:2] in LIKELY else (*faults, remark("date.unlikely_year")))


class DatetimeNormalizer(DateNormalizer):
    """A date and time of day in the field's zone; a date alone is its midnight."""

    def _finished(self, parts: Parts, faults: tuple[Fault, ...]) -> Cell:
        if parts.offset is not None:
            parts = parts.moved(self.field.zone or self.settings.zone)
        value = parts.date() + parts.time()
        if self._floor and value < self._floor:
            return bad("date.before_today", today=self._floor)
        return _weighed(value, faults)

    def _quick(self, cells: Sequence[str], text: str) -> Sequence[str] | None:
        found = []
        floor = self._floor
        turned = {
            length: in_order(list({cell[: -length - 1] for cell in cells if cell[-length - 1 : -length] == " "}), known)
            for length, known in self._timed_orders.items()
        }
        for cell in cells:
            value = cell
            if len(cell) != 19 or cell[4] != "-":
                date, _, time = cell.partition(" ")
                value = f"{turned[len(time)].get(date, '')} {time}" if len(time) in turned else ""
            try:
                whole = len(value) in (16, 19) and value[10] in "T " and value[11:13] != "24"  # Python 3.14 reads that
                value = _moment(value).isoformat() if whole else ""
            except ValueError:
                value = ""
            # The other ISO forms that 3.11 reads do not come back as they were.
            plain = value and (
                len(cell) != 19 or cell[4] != "-" or (value[:10] == cell[:10] and value[11:] == cell[11:])
            )
            plain = plain and value[:2] in LIKELY and cell.isascii()
            found.append(value if plain and value >= floor else "")
        return found

    def _learn(self, texts: Sequence[str]) -> None:
        Normalizer._learn(self, texts)

    @cached_property
    def _timed_orders(self) -> dict[int, Orders]:
        """Orders by the length of the time behind a date: with seconds, and without."""
        return {len(time): orders(self._readings, f" {time}") for time in ("10:30", "10:30:15")}
