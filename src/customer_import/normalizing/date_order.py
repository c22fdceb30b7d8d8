"""Which of three numbers is the day, which the month: found out over a whole column, with the rows that prove it.

Each date fits some orders. An order is proven where all dates fit it, and each other order is contradicted by a number
that is no month or no day there, or by a weekday, and by one date in twenty of those that leave the two open at least:
whoever writes days first has many above twelve, and fewer may be slips. Dotted dates are written day first in nearly
every locale of CLDR, which counts where no row says otherwise. Where neither helps, the file's other columns of dates
may; else it is a question, as are dates that contradict every order.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from customer_import.model import Finding, Flag, Question
from customer_import.normalizing.base import NO_FLAGS, Inference, Inferred, Settings
from customer_import.normalizing.characters import trim
from customer_import.normalizing.date_formats import Parts, plain
from customer_import.normalizing.weekdays import Apart, apart
from customer_import.profile import Field

ORDERS = ("day_first", "month_first", "year_first")  # the last of years with two digits only: others show themselves
_NUMBERS = re.compile(r"(\d{1,2})\s*([./-]|\s)\s*(\d{1,2})\s*[./\s-]\s*(\d{4}|\d\d?)(?!\d)", re.ASCII)
_KEPT = 5
_LONGEST = 64  # characters of a date
_FEWEST = 0.05  # of the dates that leave two orders open, so many must contradict one of them
_MOST_SEEN = 8192

# Where day and month stand.
_TURNS = {"day_first": (0, 1), "month_first": (1, 0)}
# The orders that a date fits, and "." where it has dots, "=" where it is the same date in all of them.
Said = tuple[frozenset[str], str]


class DateOrder(Inference):
    """Finds out in which order a column's dates are written."""

    def __init__(self, field: Field, settings: Settings) -> None:
        super().__init__(field, settings)
        self.code = f"date.order.{field.name}"
        # How many dates say the same, and the first rows of them.
        self._counts: Counter[Said] = Counter()
        self._rows: dict[Said, list[int]] = {}
        self.seen: dict[str, Said | None] = {}

    def feed(self, numbers: Sequence[int], cells: Sequence[str], flags: Mapping[int, Flag] = NO_FLAGS) -> None:
        """Look at one chunk; date cells of a workbook need no order and prove none."""
        seen = self.seen
        if len(seen) > _MOST_SEEN:
            seen.clear()
        found: Counter[Said] = Counter()
        for index, cell in enumerate(cells):
            # What starts with a year, or is no date at all, is over after two comparisons.
            if len(cell) < 6 or cell[4] == "-" or index in flags:
                continue
            # Of a date between digits, what stands before a year of four says it all.
            text = cell[:-4] if cell[-4:].isdecimal() and cell[0].isdecimal() else cell
            try:
                said = seen[text]
            except KeyError:
                said = seen[text] = _fits(cell, short=self.field.pivot >= 0)
            if said:
                found[said] += 1
                if len(rows := self._rows.setdefault(said, [])) < _KEPT:
                    rows.append(numbers[index])
        self._counts += found

    def merge(self, later: Mapping[str, Any]) -> None:
        """Take in what later rows say."""
        self._counts += later["_counts"]
        for said, found in later["_rows"].items():
            rows = self._rows.setdefault(said, [])
            rows += found[: _KEPT - len(rows)]

    @property
    def proven(self) -> str:
        """The order that rows without dots prove: dotted dates, day first everywhere, say nothing of other columns."""
        order = self._proven()
        return order if order and any(not sign for _, sign in self._telling(order)) else ""

    def finish(self, answer: str = "", sibling: str = "") -> Inferred:
        """Tell the order, or ask for it where cells depend on it and nothing proves it."""
        if answer in ORDERS:
            return self._inferred(answer, self._telling(answer), "a person said so")
        if order := self._proven():
            return self._inferred(
                order, self._telling(order), "a number above 12, or a weekday, tells which is the day"
            )
        possible, opened = self._possible(), [said for said in self._counts if len(said[0]) > 1 and said[1] != "="]
        if self._counts and not possible:
            said = [order for order in ORDERS if self._telling(order)]
            rows = [row for order in said for row in self._first(self._telling(order), 3)]
            note = f"rows prove {' and '.join(order.replace('_', ' ') for order in said)}"
            return Inferred("", (self._finding("mixed", rows, note),), self._asked(rows))
        if opened and ORDERS[0] in possible and all(sign for _, sign in opened):
            return self._inferred(ORDERS[0], opened, "dotted dates are written day first")
        if opened and sibling in possible:
            return self._inferred(sibling, opened, "the other dates of the file are written so")
        return Inferred("", (), self._asked(self._first(opened)) if opened else ())

    def _concerned(self) -> list[str]:
        return [order for order in ORDERS if any(order in orders for orders, _ in self._counts)]

    def _possible(self) -> list[str]:
        """Return the orders that all dates fit."""
        return [order for order in self._concerned() if all(order in orders for orders, _ in self._counts)]

    def _telling(self, order: str) -> list[Said]:
        """Return the dates that fit this order, and not all that others fit."""
        everything = set(self._concerned())
        return [said for said in self._counts if order in said[0] and (len(said[0]) == 1 or said[0] != everything)]

    def _proven(self) -> str:
        """Return the only order that all dates fit, where enough of them contradict each of the others; else ""."""
        possible = self._possible()
        if len(possible) != 1:
            return ""
        order = possible[0]
        for other in set(ORDERS) - {order}:
            # Dots speak for day first themselves.
            opened = [
                n
                for (orders, sign), n in self._counts.items()
                if other in orders and (sign != "." or order != ORDERS[0])
            ]
            against = sum(n for (orders, _), n in self._counts.items() if other not in orders)
            if against < _FEWEST * sum(opened):
                return ""
        return order

    def _inferred(self, order: str, rows: Sequence[Said], note: str) -> Inferred:
        return Inferred(order, (self._finding(order, self._first(rows), note),))

    def _finding(self, value: str, rows: Sequence[int], note: str) -> Finding:
        return Finding("date.order", field=self.field.name, value=value, rows=tuple(sorted(rows)[:_KEPT]), note=note)

    def _first(self, said: Sequence[Said], count: int = _KEPT) -> list[int]:
        return sorted(row for one in said for row in self._rows[one])[:count]

    def _asked(self, rows: Sequence[int]) -> tuple[Question, ...]:
        shown, options = ", ".join(map(str, sorted(rows)[:3])), tuple(self._concerned())
        orders = " or ".join(order.replace("_", " ") for order in options)
        text = f"Are the dates of {self.field.shown} written {orders}? Rows {shown} do not tell."
        return (Question(self.code, text, options),)


def _fits(cell: str, *, short: bool) -> Said | None:
    """Return what a date says; None for what is no such date.

    Args:
        cell: The text.
        short: Whether a year of two digits may go first.
    """
    text = trim(cell)
    if len(text) > _LONGEST:
        return None
    found = Apart(text) if text.isascii() and text[:1].isdigit() and text[-1:].isdigit() else apart(plain(text))
    match = _NUMBERS.match(found.date)
    if match is None:
        return None
    mark, numbers = match[2], (int(match[1]), int(match[3]), int(match[4]))
    first, second, third = numbers
    orders = set()
    if len(match[4]) > 1:
        orders |= {
            order for order, (day, month) in _TURNS.items() if 1 <= numbers[day] <= 31 and 1 <= numbers[month] <= 12
        }
    if short and len(match[1]) == 2 >= len(match[4]) and not mark.isspace() and 1 <= second <= 12 and 1 <= third <= 31:
        orders.add("year_first")
    if first == second and len(orders) > 1 and "year_first" not in orders:
        return frozenset(orders), "="
    if found.proves and len(match[4]) == 4 and len(orders) > 1:
        turns = {order: Parts(third, numbers[month], numbers[day]) for order, (day, month) in _TURNS.items()}
        agreeing = {order for order, parts in turns.items() if parts.exists() and found.agrees(parts)}
        orders = agreeing if len(agreeing) == 1 else orders
    return (frozenset(orders), "." if mark == "." else "") if orders else None
