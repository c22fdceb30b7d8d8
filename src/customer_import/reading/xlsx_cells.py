"""What one cell says, as text. This scalar is the specification; the fast path returns the same, a column at a time."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Protocol

from customer_import.model import Flag
from customer_import.reading.limits import Limits, passed
from customer_import.reading.xlsx_expat import XML_SPACE
from customer_import.reading.xlsx_styles import PLAIN, NumberFormat, clock, doubtful, moment, zeros

Cell = tuple[str, Flag | None]
MEMO = 10_000

BLANK: Cell = ("", None)
UNCACHED: Cell = ("", "error")  # a formula that no program has computed: there is nothing to show, yet it is not blank
# What is already as a sheet shows it: at most 15 significant digits (IEEE 754 keeps those), no exponent, no idle zero.
PLAIN_NUMBER = r"(?:0|-?[1-9][0-9]{0,14}|(?=-?[0-9.]{3,16}(?![0-9.]))-?(?:0|[1-9][0-9]*)\.[0-9]*[1-9])"
_SIMPLE = re.compile(PLAIN_NUMBER)
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,6})?")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_ISO = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[T ]([0-9:.]+)Z?)?|T?([0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?)Z?")
_TIME = re.compile(r"(?!24)[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?")
_LOST = 999_999_999_999_999.5  # shows as sixteen digits


class Texts(Protocol):
    """The table of shared strings; `longest` is the length of its longest one."""

    longest: int

    def __len__(self) -> int: ...
    def __getitem__(self, index: int, /) -> str: ...
    def many(self, indices: Sequence[int]) -> list[str]:
        """Return strings wherever they stand; IndexError where there is none."""
        ...

    def size(self, indices: Sequence[int]) -> int:
        """Return how many bytes strings are; IndexError where there is none."""
        ...

    def stretch(self, start: int, stop: int) -> list[str]:
        """Return strings that stand side by side; there may be fewer, but not none."""
        ...


def unescape(text: str) -> str:
    """Decode ``_xHHHH_`` (ECMA-376 part 1, 22.9.2.19); pairs of surrogates become one character, lone ones stay."""
    if "_x" not in text:
        return text
    decoded = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    if not any("\ud800" <= mark <= "\udfff" for mark in decoded):
        return decoded
    try:
        return decoded.encode("utf-16", "surrogatepass").decode("utf-16")
    except UnicodeDecodeError:
        return text


def number(raw: str) -> Cell:
    """Show a stored number as a plain decimal: no exponent, no ``.0``, no binary noise behind 15 digits.

    From 10^15 on the last digits are not what somebody typed: `raw` comes back, flagged ``lost digits``. What is no
    number comes back flagged ``error``.
    """
    if _SIMPLE.fullmatch(raw):
        return raw, "numeric"
    if not _NUMBER.fullmatch(raw):
        return raw, "error"
    value = float(raw)
    if abs(value) >= _LOST:
        return raw, "error" if value in (float("inf"), float("-inf")) else "lost digits"
    if value == 0:
        return "0", "numeric"
    text = format(value, ".15g")
    return (format(Decimal(text), "f") if "e" in text else text), "numeric"


def iso(raw: str) -> Cell:
    """Read a cell of type ``d`` (ISO 8601), which writers of strict files use."""
    match = _ISO.fullmatch(raw)
    if match is None:
        return raw, "error"
    date, time = match[1], match[3] or match[2] or ""
    if time and not _TIME.fullmatch(time):
        return raw, "error"
    try:
        read = datetime.datetime.fromisoformat(f"{date or '2000-01-01'} {time or '00:00'}")
    except ValueError:
        return raw, "error"
    milliseconds = ((read.hour * 60 + read.minute) * 60 + read.second) * 1000 + read.microsecond // 1000
    if date and not milliseconds:
        return date, "date"
    return f"{date or ''} {clock(milliseconds)}".lstrip(), "date"


class Cells:
    """Says what cells say.

    Args:
        strings: The table of shared strings.
        formats: Number format by style index.
        since_1904: The workbook counts days from 1904.
        most: Most characters that shared strings may come to in all cells together. A cell that names one is thirty
            bytes, so a small file could ask for terabytes.
    """

    def __init__(
        self, strings: Texts, formats: Sequence[NumberFormat], since_1904: bool, most: int = Limits().decompressed
    ) -> None:
        self.strings = strings
        self.formats = formats
        self.since_1904 = since_1904
        self._most = most
        self._spent = 0
        self._shown: dict[tuple[str, NumberFormat], Cell] = {}

    def format(self, style: int) -> NumberFormat:
        """Return the number format of a style; cells without one have style 0."""
        return self.formats[style] if style < len(self.formats) else PLAIN

    def cell(self, kind: str, style: int, value: str | None, inline: str | None = None, formula: bool = False) -> Cell:
        """Return the text of a cell and what it was, if not plain text.

        Args:
            kind: The attribute ``t``; "" is a number.
            style: The attribute ``s``.
            value: Text of ``v``, None without one.
            inline: Text of ``is``, None without one.
            formula: There is an ``f``.
        """
        if kind in ("", "n"):
            raw = (value or "").strip(XML_SPACE)
            if raw:
                return self.numeric(raw, self.format(style))
        elif kind in ("str", "inlineStr"):
            if value is not None and (kind == "str" or inline is None):
                return unescape(value), None
        else:
            raw = (value or "").strip(XML_SPACE)
            if raw:
                return self._typed(kind, raw)
            if kind == "e":
                return "#ERROR!", "error"
        if inline is not None:
            return unescape(inline), None
        return UNCACHED if formula else BLANK

    def _typed(self, kind: str, raw: str) -> Cell:
        if kind == "s":
            return self.shared(raw)
        if kind == "b":
            known: dict[str, Cell] = {"1": ("TRUE", "boolean"), "0": ("FALSE", "boolean")}
            known |= {"true": known["1"], "false": known["0"]}
            return known.get(raw.lower(), (raw, "error"))
        if kind == "d":
            return iso(raw)
        return raw, "error"

    def shared(self, raw: str) -> Cell:
        """Look up a shared string; an index that the table does not have is an error in that cell."""
        if raw.isascii() and raw.isdigit() and len(raw) < 1000:
            index = int(raw)
            if index < len(self.strings):
                text = self.strings[index]
                self.spend(len(text))
                return text, None
        return raw, "error"

    def spend(self, characters: int) -> None:
        """Count what shared strings come to.

        Raises:
            LimitError: It is too much.
        """
        self._spent += characters
        if self._spent > self._most:
            raise passed("decompressed", self._most)

    def numeric(self, raw: str, format: NumberFormat) -> Cell:  # noqa: A002 - the standard's word
        """Show a number under its number format."""
        if format.kind == "plain":
            return number(raw)
        key = (raw, format)
        cell = self._shown.get(key)
        if cell is None:
            if len(self._shown) >= MEMO:
                self._shown.clear()
            cell = self._shown[key] = self._formatted(raw, format)
        return cell

    def _formatted(self, raw: str, format: NumberFormat) -> Cell:  # noqa: A002
        text, flag = number(raw)
        if flag != "numeric":
            return text, flag
        if format.kind == "zeros":
            if "." in text:
                return text, flag
            return zeros(text, format.picture), flag
        serial = float(raw)
        if format.kind == "duration":
            sign, milliseconds = "-" * (serial < 0), round(abs(serial) * 86_400_000)
            return (sign + clock(milliseconds), "date") if abs(serial) < 1e8 else (text, "error")
        shown = moment(serial, self.since_1904)
        if shown is None:
            return text, "error"
        return shown, "error" if doubtful(serial, self.since_1904) else "date"
