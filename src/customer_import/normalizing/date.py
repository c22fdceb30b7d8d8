"""Dates and datetimes: only formats that the field declares, or the order that its column proves; ISO 8601 always.

Nothing here reads a clock, fills in a missing part, or lets a year that is too large overflow.

A `datetime` becomes local time in the field's zone (else the profile's): ``YYYY-MM-DDTHH:MM:SS``, no offset.
A text with an offset is converted; one without is in that zone already, so canonical text is a fixed point.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import chain

from customer_import.model import Flag
from customer_import.normalizing.base import Cell, Fault, Normalizer, Settings, bad, remark
from customer_import.normalizing.date_formats import (
    ISO_SHAPE,
    LIKELY,
    TEXT,
    Parts,
    Pattern,
    Turn,
    compiled,
    likely,
    loose,
    only_turn,
    plain,
    two_digit_year,
)
from customer_import.normalizing.weekdays import Apart, apart
from customer_import.profile import Field

_LONGEST = 64
_from_iso = dt.date.fromisoformat
_moment = dt.datetime.fromisoformat
_MIDNIGHT = "T00:00:00"
_EVEN = 10  # characters of 2024-01-05 and of 05.01.2024


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
        self._turned = only_turn(field.formats, self.hint)
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
        """Let `date.fromisoformat` prove what is ISO already, or is after its digits are put in order."""
        # 3.11 reads ISO weeks too (2024-W01-1): not a form of ours.
        if not text.isascii() or "W" in text:
            return None
        if even := self._even(cells, text):
            return even
        # Bad cells seldom have the length of the good ones, which are one form among themselves.
        long = [i for i, cell in enumerate(cells) if len(cell) == _EVEN]
        even = self._even(same := [cells[i] for i in long], "\n".join(same)) if long else ()
        if not even:
            return self._each(cells)
        short = [i for i, cell in enumerate(cells) if len(cell) != _EVEN]
        found = [""] * len(cells)
        for i, value in chain(
            zip(long, even, strict=True), zip(short, self._each([cells[i] for i in short]), strict=True)
        ):
            found[i] = value
        return found

    def _each(self, cells: Sequence[str]) -> list[str]:
        """Answer cells of any forms, one by one."""
        floor = self._floor
        found = []
        for cell in cells:
            value = cell if 8 <= len(cell) <= 10 else ""
            if value and value[4] != "-":
                value = self._turn(value)
            try:
                _from_iso(value)
            except ValueError:
                value = ""
            plain = value[7:8] == "-" == value[4:5] and value[:2] in LIKELY
            found.append(value if plain and value >= floor else "")
        return found

    def _even(self, cells: Sequence[str], text: str) -> Sequence[str]:
        """Answer a column whose cells are all of ten characters and of one form, as most are; () if it is not so."""
        count, step = len(cells), _EVEN + 1
        # As many line feeds as there are between the cells, each where it is behind ten characters.
        if len(text) != step * count - 1 or text[_EVEN::step] != "\n" * (count - 1):
            return ()
        dashes, turned = "-" * count, self._turned
        if text[4::step] != dashes or text[7::step] != dashes:
            marks = turned.mark * count if turned else ""
            if turned is None or text[2::step] != marks or text[5::step] != marks:
                return ()
            text = _year_first(text, count, turned)
            cells = text.split("\n")
        if not likely(text, step):
            return ()
        try:
            list(map(_from_iso, cells))
        except ValueError:
            return ()
        return cells if not self._floor or min(cells) >= self._floor else ()

    def _turn(self, text: str) -> str:
        """Put ``5.1.2024`` in the order of ISO 8601 where the formats allow one reading of it; else ""."""
        turned = self._turned
        parts = text.split(turned.mark) if turned else []
        if turned is None or len(parts) != 3 or len(parts[2]) != 4:
            return ""
        return f"{parts[2]}-{parts[turned.month]:0>2}-{parts[turned.day]:0>2}"


def _year_first(text: str, count: int, turned: Turn) -> str:
    """Put dates of ten characters each in the order of ISO 8601: digit by digit, each of all dates at once."""
    data = text.encode()
    turned_text = bytearray(b"0000-00-00\n" * count)
    places = (6, 7, 8, 9, None, 3 * turned.month, 3 * turned.month + 1, None, 3 * turned.day, 3 * turned.day + 1)
    for place, source in enumerate(places):
        if source is not None:
            turned_text[place :: _EVEN + 1] = data[source :: _EVEN + 1]
    return turned_text[:-1].decode()


def _weighed(value: str, faults: tuple[Fault, ...]) -> Cell:
    return Cell(value, faults if value[:2] in LIKELY else (*faults, remark("date.unlikely_year")))


class DatetimeNormalizer(DateNormalizer):
    """A date and time of day in the field's zone; a date alone is its midnight."""

    def __init__(self, field: Field, settings: Settings) -> None:
        super().__init__(field, settings)
        self._times = {len(time) for text in field.formats if (time := text.partition(" ")[2]) in ("HH:MM", "HH:MM:SS")}

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
        for cell in cells:
            value = cell
            if len(cell) != 19 or cell[4] != "-":
                date, _, time = cell.partition(" ")
                value = f"{self._turn(date)} {time}" if time and len(time) in self._times else ""
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
