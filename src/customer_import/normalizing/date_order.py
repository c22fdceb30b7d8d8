"""Which of two numbers is the day: found out over a whole column, with the rows that prove it.

A number above twelve in one place is proof, and so is a weekday that only one order gives. Dotted dates are written
day first in every locale of CLDR, which counts where no row says otherwise. Where neither helps, the file's other
columns of dates may; else it is a question, as are proofs of both orders.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from customer_import.model import Finding, Flag, Question
from customer_import.normalizing.base import NO_FLAGS, Inference, Inferred, Settings
from customer_import.normalizing.characters import trim
from customer_import.normalizing.date_formats import Parts, plain
from customer_import.normalizing.weekdays import apart
from customer_import.profile import Field

ORDERS = ("day_first", "month_first")
_NUMBERS = re.compile(r"(\d{1,2})\s*([./-]|\s)\s*(\d{1,2})\s*[./\s-]\s*(\d{4}|\d\d)(?!\d)", re.ASCII)
_KEPT = 5
_LONGEST = 64  # characters of a date


class DateOrder(Inference):
    """Finds out whether a column's dates are written day first or month first."""

    def __init__(self, field: Field, settings: Settings) -> None:
        super().__init__(field, settings)
        self.code = f"date.order.{field.name}"
        self._proofs: dict[str, list[int]] = {order: [] for order in ORDERS}
        self._undotted: set[str] = set()
        self._dotted: list[int] = []
        self._open: list[int] = []

    def feed(self, numbers: Sequence[int], cells: Sequence[str], flags: Mapping[int, Flag] = NO_FLAGS) -> None:
        """Look at one chunk; date cells of a workbook need no order and prove none."""
        seen: dict[str, str] = {}
        for index, cell in enumerate(cells):
            # What starts with a year, or is no date at all, is over after two comparisons.
            if len(cell) < 6 or cell[4] == "-" or index in flags:
                continue
            said = seen.get(cell)
            if said is None:
                said = seen[cell] = _says(cell)
            if said in self._proofs:
                _note(self._proofs[said], numbers[index])
                if "." not in cell:
                    self._undotted.add(said)
            elif said == "dotted":
                _note(self._dotted, numbers[index])
            elif said == "open":
                _note(self._open, numbers[index])

    def merge(self, later: Mapping[str, Any]) -> None:
        """Take in what later rows say."""
        for order, rows in self._proofs.items():
            rows += later["_proofs"][order][: _KEPT - len(rows)]
        self._undotted |= later["_undotted"]
        self._dotted += later["_dotted"][: _KEPT - len(self._dotted)]
        self._open += later["_open"][: _KEPT - len(self._open)]

    @property
    def proven(self) -> str:
        """The order that rows prove, where none proves the other; dotted ones, day first everywhere, prove nothing."""
        day, month = (bool(self._proofs[order]) for order in ORDERS)
        order = "" if day == month else ORDERS[month]
        return order if order in self._undotted else ""

    def finish(self, answer: str = "", sibling: str = "") -> Inferred:
        """Tell the order, or ask for it where cells depend on it and nothing proves it."""
        day, month = (self._proofs[order] for order in ORDERS)
        if answer in ORDERS:
            return Inferred(answer, (self._finding(answer, self._proofs[answer], "a person said so"),))
        if day and month:
            note = "rows prove day first and month first"
            return Inferred(
                "", (self._finding("mixed", [*day[:3], *month[:3]], note),), self._asked([*day[:2], *month[:2]])
            )
        if day or month:
            order = ORDERS[0] if day else ORDERS[1]
            return Inferred(
                order,
                (self._finding(order, self._proofs[order], "a number above 12, or a weekday, tells which is the day"),),
            )
        if self._dotted and not self._open:
            return Inferred(ORDERS[0], (self._finding(ORDERS[0], self._dotted, "dotted dates are written day first"),))
        if self._open and sibling:
            note = "the other dates of the file are written so"
            return Inferred(sibling, (self._finding(sibling, self._open, note),))
        return Inferred("", (), self._asked(self._open) if self._open else ())

    def _finding(self, value: str, rows: Sequence[int], note: str) -> Finding:
        return Finding("date.order", field=self.field.name, value=value, rows=tuple(sorted(rows)[:_KEPT]), note=note)

    def _asked(self, rows: Sequence[int]) -> tuple[Question, ...]:
        shown = ", ".join(map(str, sorted(rows)[:3]))
        text = f"Are the dates of {self.field.shown} written day first or month first? Rows {shown} do not tell."
        return (Question(self.code, text, ORDERS),)


def _says(cell: str) -> str:
    """Return the order that one cell proves, ``dotted`` or ``open`` where it fits both, "" where it says nothing."""
    text = trim(cell)
    if len(text) > _LONGEST:
        return ""
    found = apart(plain(text))
    match = _NUMBERS.match(found.date)
    if match is None:
        return ""
    first, mark, second = int(match[1]), match[2], int(match[3])
    if first == 0 or second == 0 or first > 31 or second > 31 or (first > 12 and second > 12):
        return ""
    if first > 12:
        return ORDERS[0]
    if second > 12:
        return ORDERS[1]
    if first == second:
        return ""
    if found.proves and len(match[4]) == 4:
        turns = {ORDERS[0]: Parts(int(match[4]), second, first), ORDERS[1]: Parts(int(match[4]), first, second)}
        agreeing = [order for order, parts in turns.items() if parts.exists() and found.agrees(parts)]
        if len(agreeing) == 1:
            return agreeing[0]
    return "dotted" if mark == "." else "open"


def _note(rows: list[int], number: int) -> None:
    if len(rows) < _KEPT:
        rows.append(number)
