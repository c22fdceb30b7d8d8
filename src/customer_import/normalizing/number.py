"""Decimals and integers as plain text: ``1 234,50 €`` → ``1234.5``, exact, never through a float.

Whether ``1,234`` is a thousand or one and a bit is never guessed: the column proves it, the profile's answer says it,
or the cell is a fault.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal, localcontext
from typing import Any, NamedTuple

from customer_import.model import Finding, Flag, Question
from customer_import.normalizing.base import (
    NO_FLAGS,
    Cell,
    Fault,
    Inference,
    Inferred,
    Normalizer,
    Settings,
    bad,
    remark,
)
from customer_import.normalizing.characters import SCIENTIFIC, plain_digits, trim, unprotected, visible
from customer_import.profile import Field

_LONGEST = 40
_MOST_DIGITS = 15

_CANONICAL = re.compile(r"-?(?:0|[1-9]\d{0,14})(?:\.\d*[1-9])?\Z")
# What surrounds a number: sign, unit before, digits with marks, unit after, sign after.
_UNIT = r"([^\d+.,()-]{0,8}?(?:(?<=[^\W\d_])\.\s?)?)"  # it may be abbreviated: kr., Fr.
_SHAPE = re.compile(rf"([+-]?){_UNIT}([+-]?)(\d[\d.,' ]*|[.,]\d+){_UNIT}([+-]?)\Z")
_GROUP_SPACES = re.compile(r"[\s\u2019\u02bc\u00b4`]")
_SYMBOL = re.compile(r"[^\W\d_]{0,3}[$\u20a0-\u20cf\u00a2-\u00a5\u0e3f\ufdfc\uffe0-\uffe6][^\W\d_]{0,3}\Z")
_UNITS = """% ‰ kč kc zł zl kr ft lei лв руб р грн din дин ден kn km fr sfr rs rp rm tl тг сом щ.д euro euros đ 円 元 원
บาท ש״ח ש"ח שח pt pts p b bod body bodů points"""
_UNIT_WORDS = frozenset(_UNITS.split())
# Prices without small change: 5,- and 5.– and 5:- and 5/-, of which the dash is no minus; marks in them part thousands.
_NO_CHANGE = re.compile(r"(?<=\d)[.,:/]\s?[-\u2010-\u2015\u2212]{1,2}(?=[^\d]*\Z)")

_THOUSANDS = re.compile(r"(?<=\d)[.,](?=(?:\d\d[.,])*\d{3}(?!\d))")

_UP_TO_THREE = re.compile(r"^[ \t]*-?[0-9]{1,3}[ \t]*$", re.MULTILINE)
_MORE = re.compile(r"^[ \t]*-?[0-9]{4,}[ \t]*$", re.MULTILINE)

# Three digits after a mark may be thousands; western and Indian groups.
_GROUPED = {
    mark: re.compile(
        rf"\d{{1,3}}(?:{re.escape(mark)}\d{{3}})+\Z|\d{{1,2}}(?:{re.escape(mark)}\d{{2}})+{re.escape(mark)}\d{{3}}\Z"
    )
    for mark in ",.' "
}


class Shape(NamedTuple):
    """The parts of a number's text: sign, digits with their marks, whether a unit was dropped."""

    negative: bool
    digits: str
    unit: bool


def shape(text: str) -> Shape | None:
    """Take off sign, parentheses and unit; None where it is no number."""
    text = unprotected(plain_digits(visible(text))).replace("\u066b", ",").replace("\u066c", "'")
    if (whole := _NO_CHANGE.sub("", text)) != text:
        text = _THOUSANDS.sub("'", whole)
    text = text.replace("\u2212", "-")
    negative = False
    if text.startswith("(") and text.endswith(")"):
        text, negative = trim(text[1:-1]), True
    match = _SHAPE.match(_GROUP_SPACES.sub(lambda gap: " " if gap[0].isspace() else "'", text))
    if match is None:
        return None
    first, before, second, digits, after, last = match.groups()
    signs = first + second + last
    if len(signs) + negative > 1 or not (_is_unit(before) and _is_unit(after)) or (before.strip() and after.strip()):
        return None
    return Shape(negative or signs == "-", digits.strip(" "), bool((before + after).strip()))


def _is_unit(text: str) -> bool:
    word = "".join(text.lower().split()).rstrip(".")  # 12,30 $ US
    if not word or word in _UNIT_WORDS or _SYMBOL.match(word):
        return True
    if len(word) != 3 or not word.isascii():
        return False
    from customer_import.normalizing.vocabularies import load

    return word.upper() in load("currencies")["codes"]


def readings(digits: str) -> dict[str, str]:
    """Return what the digits can mean: decimal mark (``point``, ``comma``) → plain decimal; both where none shows."""
    found = {}
    for hint, mark, group in (("point", ".", ","), ("comma", ",", ".")):
        whole, _, fraction = digits.partition(mark)
        if mark in fraction or (fraction and not fraction.isdigit()) or (not whole and not fraction):
            continue
        groups = {char for char in whole if not char.isdigit()}
        if len(groups) > 1 or not groups <= {group, "'", " "}:
            continue
        if groups and not _GROUPED[groups.pop()].match(whole):
            continue
        whole = re.sub(r"\D", "", whole).lstrip("0") or "0"
        fraction = fraction.rstrip("0")
        found[hint] = f"{whole}.{fraction}" if fraction else whole
    return found


def _plain(scale: int, hint: str) -> re.Pattern[str]:
    """Return the expression for lines that need nothing but trailing zeros taken off, with the value as its group.

    Under ``comma`` commas were replaced by points before; under neither, a point with three digits after it may not be
    read by integers (`scale` 0), for which it might be a thousands mark.
    """
    most = min(scale if scale >= 0 else 14, 14)
    proven = r"\.0{0,8}" if scale or hint else r"\.0{1,2}"
    parts = [rf"-?[1-9][0-9]{{0,14}}(?=(?:{proven})?$)", rf"0(?=(?:{proven})?$)"]
    if most:
        parts.append(rf"-?(?:[1-9][0-9]{{0,14}}|0)\.[0-9]{{0,{most - 1}}}[1-9](?=0{{0,8}}$)")
    return re.compile(rf"^({'|'.join(parts)})|^.*$", re.MULTILINE)


class DecimalNormalizer(Normalizer):
    """A number as plain decimal text: no exponent, no plus, no leading or trailing zeros, no negative zero."""

    _minded_flags = frozenset({"numeric"})

    def __init__(self, field: Field, settings: Settings) -> None:
        super().__init__(field, settings)
        self._scale = field.scale
        self._minimum = Decimal(field.minimum) if field.minimum else None
        self._maximum = Decimal(field.maximum) if field.maximum else None
        self._plain = _plain(field.scale, self.hint)

    def _cell(self, text: str, flag: Flag | None) -> Cell:
        if len(text) > _LONGEST:
            return bad("number.format")
        if SCIENTIFIC.match(text):
            return bad("cell.digits_lost")
        if _CANONICAL.match(text) and (flag == "numeric" or "." not in text):
            return self._checked("0" if text == "-0" else text)
        found = shape(text)
        values = readings(found.digits) if found else {}
        if found is None or not values:
            return bad("number.format")
        hint = "point" if flag == "numeric" else self.hint
        if hint and hint not in values:
            return bad("number.format", mark=hint)
        value = self._chosen(values, hint, found.digits)
        if not value:
            return bad("number.ambiguous")
        if found.negative and value != "0":
            value = f"-{value}"
        return self._checked(value, *([remark("number.unit_dropped")] if found.unit else []))

    def _quick(self, cells: Sequence[str], text: str) -> Sequence[str] | None:
        """Let one expression find what is canonical but for zeros at its end; bounds are left to `scalar` when near."""
        if self.hint == "comma":
            if "." in text:
                return None
            text = text.replace(",", ".")
        found: list[str] = self._plain.findall(text)
        if self._minimum is None and self._maximum is None:
            return found
        # Rounding keeps order, so what is inside as a float is inside.
        low, high = (
            float("-inf" if self._minimum is None else self._minimum),
            float("inf" if self._maximum is None else self._maximum),
        )
        return [value if value and low < float(value) < high else "" for value in found]

    def _chosen(self, values: Mapping[str, str], hint: str, digits: str) -> str:
        """Choose among readings; "" where two differ and nothing decides."""
        if hint:
            return values[hint]
        if self._scale == 0 and len(whole := _whole(values)) == 1:
            return whole.pop()
        if len(set(values.values())) == 1:
            return next(iter(values.values()))
        # A point with three digits after it is how canonical text itself is written: without a hint, it is one.
        return values["point"] if "," not in digits and self._scale else ""

    def _checked(self, value: str, *faults: Fault) -> Cell:
        whole, _, fraction = value.partition(".")
        if len(whole.lstrip("-")) > _MOST_DIGITS:
            return self._outside()
        if 0 <= self._scale < len(fraction):
            return bad("number.scale", scale=self._scale)
        if self._minimum is not None or self._maximum is not None:
            with localcontext() as context:
                context.prec = _LONGEST
                number = Decimal(value)
                low = self._minimum is not None and number < self._minimum
                if low or (self._maximum is not None and number > self._maximum):
                    return self._outside()
        return Cell(value, faults)

    def _outside(self) -> Cell:
        greatest = "9" * _MOST_DIGITS
        return bad("number.range", minimum=self.field.minimum or f"-{greatest}", maximum=self.field.maximum or greatest)


class IntegerNormalizer(DecimalNormalizer):
    """A whole number; ``12.00`` is one, ``12.5`` is not, ``1.234`` is 1234, ``1.000`` might be 1 and is asked about."""

    def __init__(self, field: Field, settings: Settings) -> None:
        super().__init__(field, settings)
        self._scale = 0
        self._plain = _plain(0, self.hint)


def _whole(values: Mapping[str, str]) -> set[str]:
    """Return the readings that have no decimals."""
    return {value for value in values.values() if "." not in value}


class DecimalMark(Inference):
    """Finds out whether a column writes its decimals with a point or a comma.

    A cell that reads in one way only is proof (``12,5``, ``1.234,50``, ``1 234 567.5``). Cells that read in two
    different ways (``1,234``) need a proof elsewhere in the column, or a person. In a field without decimals a cell
    that is whole in one way only is proof as well, and ``1,000`` is a thousand beside a number below it that has no
    mark: whoever writes three decimals writes them everywhere.
    """

    def __init__(self, field: Field, settings: Settings) -> None:
        super().__init__(field, settings)
        self.code = f"number.mark.{field.name}"
        self._proofs: dict[str, list[int]] = {"point": [], "comma": []}
        self._open: list[int] = []
        self._without_decimals = field.kind == "integer" or field.scale == 0
        self._grouped: dict[str, list[int]] = {"point": [], "comma": []}  # open cells, by the mark if theirs groups
        self._small: list[int] = []  # numbers without a mark, up to three digits and more
        self._large: list[int] = []

    def feed(self, numbers: Sequence[int], cells: Sequence[str], flags: Mapping[int, Flag] = NO_FLAGS) -> None:
        """Look at one chunk; numeric cells prove nothing about text."""
        seen: dict[str, str] = {}
        for index, cell in enumerate(cells):
            if ("," not in cell and "." not in cell and "\u066b" not in cell) or index in flags:
                continue
            said = seen.get(cell)
            if said is None:
                said = seen[cell] = self._says(cell)
            if said == "open":
                _note(self._open, numbers[index])
                _note(self._grouped["point" if "," in cell or "\u066b" in cell else "comma"], numbers[index])
            elif said:
                _note(self._proofs[said], numbers[index])
        if self._without_decimals:
            self._note_plain(numbers, ["" if i in flags else cell for i, cell in enumerate(cells)] if flags else cells)

    def _note_plain(self, numbers: Sequence[int], cells: Sequence[str]) -> None:
        """Note a number of up to three digits without a mark, and one of more: what decimals, or groups, forbid."""
        text = "\n".join(cells)
        for pattern, rows in ((_UP_TO_THREE, self._small), (_MORE, self._large)):
            if not rows and (match := pattern.search(text)):
                rows.append(numbers[min(text.count("\n", 0, match.start()), len(cells) - 1)])

    def merge(self, later: Mapping[str, Any]) -> None:
        """Take in what later rows say."""
        for mark, rows in self._proofs.items():
            rows += later["_proofs"][mark][: 5 - len(rows)]
        for mark, rows in self._grouped.items():
            rows += later["_grouped"][mark][: 5 - len(rows)]
        self._open += later["_open"][: 5 - len(self._open)]
        self._small = self._small or later["_small"]
        self._large = self._large or later["_large"]

    def _says(self, cell: str) -> str:
        text = trim(cell)
        found = shape(text) if text and len(text) <= _LONGEST and not SCIENTIFIC.match(text) else None
        if found is None:
            return ""
        values = readings(found.digits)
        if len(values) == 2:
            whole = [hint for hint, value in values.items() if "." not in value] if self._without_decimals else []
            if len(whole) == 1:
                return whole[0]
            return "open" if len(set(values.values())) == 2 else ""
        return next(iter(values), "")

    def finish(self, answer: str = "", sibling: str = "") -> Inferred:
        """Tell the decimal mark, or ask for it where cells depend on it and nothing proves it."""
        point, comma = self._proofs["point"], self._proofs["comma"]
        if answer in ("point", "comma"):
            return Inferred(answer, (self._finding(answer, self._proofs[answer], "a person said so"),))
        if point and comma:
            return Inferred(
                "", (self._finding("mixed", [*point[:3], *comma[:3]], "both marks are proven"),), self._asked()
            )
        if point or comma:
            hint = "point" if point else "comma"
            return Inferred(hint, (self._finding(hint, self._proofs[hint], "cells that read in one way only"),))
        grouped = [hint for hint, rows in self._grouped.items() if rows]
        if self._without_decimals and len(grouped) == 1 and self._small and not self._large:
            rows = [*self._grouped[grouped[0]][:4], *self._small]
            note = "a number below a thousand beside them has no decimals"
            return Inferred(grouped[0], (self._finding(grouped[0], rows, note),))
        return Inferred("", (), self._asked() if self._open else ())

    def _finding(self, value: str, rows: Sequence[int], note: str) -> Finding:
        return Finding("number.mark", field=self.field.name, value=value, rows=tuple(sorted(rows)[:5]), note=note)

    def _asked(self) -> tuple[Question, ...]:
        if self._open:
            why = f"Both fit {_listed(self._open)}."
        else:
            why = f"It is a point by {_listed(self._proofs['point'])}, a comma by {_listed(self._proofs['comma'])}."
        text = f"Is the decimal mark of {self.field.shown} a point or a comma? {why}"
        return (Question(self.code, text, ("point", "comma")),)


def _listed(rows: Sequence[int]) -> str:
    return f"row{'s' if len(rows) > 1 else ''} {', '.join(map(str, rows[:3]))}"


def _note(rows: list[int], number: int) -> None:
    if len(rows) < 5:
        rows.append(number)
