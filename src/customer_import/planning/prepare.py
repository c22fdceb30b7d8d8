"""A chunk made ready for deciding: every mapped column normalized, every cell's problem known, odd rows singled out.

Rows that need more than a look at their key and a comparison are *odd*: the planner decides them one by one.
"""

from __future__ import annotations

from collections.abc import Sequence

from customer_import.model import Chunk, Problem, Value
from customer_import.normalizing import Fault
from customer_import.planning.credits import amount_fault
from customer_import.planning.layout import Column, Layout
from customer_import.planning.wire import said
from customer_import.surveying.columns import UNKNOWN_CODES, Cells, rejected_rows


class Prepared:
    """One chunk under one layout.

    Attributes:
        numbers: Row numbers.
        cells: Per column of the layout, in its order, what the cells say.
        faults: Index → [(column, fault)] in column order.
        misshapen: Indices of rows whose cells may have shifted.
        orders: Indices of rows that order a create.
        repeats: Column name → {index: row number that it repeats}.
        odd: Indices of all rows that are not plainly a create or an unchanged customer.
    """

    def __init__(self, layout: Layout, chunk: Chunk) -> None:
        self.layout = layout
        self.chunk = chunk
        self.numbers = chunk.numbers
        self.cells: list[Cells] = [column.reader.read(chunk, column.index) for column in layout.columns]
        self.place = {column.name: i for i, column in enumerate(layout.columns)}
        self.faults: dict[int, list[tuple[Column, Fault]]] = {}
        self.misshapen = frozenset(rejected_rows(chunk)) if chunk.damaged else frozenset[int]()
        self.odd: set[int] = {*chunk.damaged, *chunk.short}
        self._check_cells()
        self._check_amounts()
        self.orders = self._find_orders()
        self._said = _Said()
        self.repeats = self._find_repeats()
        self.key_forms: dict[str, list[str]] = {}
        for _, column in layout.keys:
            values = self.values(column.name)
            if self.orders and layout.command and column.name == layout.command.field:
                values = ["" if i in self.orders else value for i, value in enumerate(values)]
            self.key_forms[column.name] = [] if column.reader.multi else column.reader.key_forms(values)

    def values(self, name: str) -> Sequence[Value]:
        """Return the canonical values of a field's column."""
        return self.cells[self.place[name]].values

    def value(self, name: str, i: int) -> Value:
        """Return one canonical value, "" where the file has no such column."""
        place = self.place.get(name)
        return "" if place is None else self.cells[place].values[i]

    def text(self, name: str, i: int) -> str:
        """Return one canonical value of a field that is no list."""
        value = self.value(name, i)
        return value if isinstance(value, str) else ""

    def key(self, column: Column, i: int) -> list[str]:
        """Return the key forms of one cell of a key field."""
        if column.reader.multi:
            return column.reader.item_keys(self.value(column.name, i))
        form = self.key_forms[column.name][i]
        return [form] if form else []

    def _check_cells(self) -> None:
        """Gather the faults of all columns, and mark the rows that have any, or that clear something."""
        misshapen = self.misshapen
        for column, cells in zip(self.layout.columns, self.cells, strict=True):
            self.odd.update(cells.clears, cells.faults)
            for i, faults in cells.faults.items():
                self.faults.setdefault(i, []).extend([(column, fault) for fault in faults])
            field = column.field
            if field.required != "always" and field.blank != "reject":
                continue
            for i in [i for i, value in enumerate(cells.values) if not value] if cells.some_blank else ():
                if i in misshapen or i in cells.clears or i in cells.faults:
                    continue
                self._add(i, column, Fault("field.required" if field.required == "always" else "cell.blank"))

    def _add(self, i: int, column: Column, fault: Fault) -> None:
        self.faults.setdefault(i, []).append((column, fault))
        self.odd.add(i)

    def _check_amounts(self) -> None:
        """Find amounts that are numbers but no credits (deciding, section 2)."""
        layout, rule = self.layout, self.layout.rule
        if rule is None:
            return
        column = layout.by_name[rule.amount]
        place = self.place[rule.amount]
        cells = self.cells[place]
        values = list(cells.values)
        for i, amount in enumerate(cells.values):
            if not amount or not isinstance(amount, str):
                continue
            if "-" not in amount and "." not in amount:
                continue
            unit = self.text(rule.unit, i) or rule.default_unit
            code = amount_fault(rule, amount, unit, unit_is_currency=layout.unit_is_currency)
            if code:
                fault = column.reader.fault(code)
                values[i] = ""
                self._add(i, column, fault)
        if values != cells.values:
            self.cells[place] = Cells(values, cells.faults, cells.clears)

    def _find_orders(self) -> frozenset[int]:
        command = self.layout.command
        if command is None:
            return frozenset()
        orders = frozenset(i for i, value in enumerate(self.values(command.field)) if value in command.values)
        self.odd |= orders
        return orders

    def _find_repeats(self) -> dict[str, dict[int, int]]:
        """Look up which of these rows the survey found to repeat another."""
        profile, survey = self.layout.profile, self.layout.survey
        if not len(self.numbers):
            return {}
        first, last = self.numbers[0], self.numbers[-1]
        found: dict[str, dict[int, int]] = {}
        for name, pairs in survey.repeats.items():
            rows = pairs.within(first, last)
            if profile.duplicates == "reject_all" and name != "@credit":
                rows = {**survey.seconds[name].within(first, last), **rows}
            if rows:
                places = {number: i for i, number in enumerate(self.numbers)}
                found[name] = {places[row]: other for row, other in rows.items() if row in places}
                self.odd.update(found[name])
        return found

    def problems(self, i: int) -> list[Problem]:
        """Return the problems of a row's shape and cells, shape first, then in column order."""
        number = self.numbers[i]
        found = list(self.chunk.damaged.get(i, ()))
        if i in self.chunk.short:
            found.append(Problem("row.short", "remark", number, params=(("cells", self.chunk.short[i]),)))
        for column, fault in sorted(self.faults.get(i, ()), key=_by_column):
            text = self.chunk.columns[column.index][i]
            found.append(Problem(fault.code, fault.level, number, column.name, text, fault.params))
        return found

    def refused_by_cells(self, i: int) -> list[tuple[str, str]] | None:
        """Return the problems of a row that its cells alone reject, as entries of the plan; None for any other row.

        The same as `problems`, encoded: most odd rows of a dirty file end so, and cost no object a problem.
        """
        faults = self.faults.get(i)
        if not faults or i in self.chunk.damaged or i in self.chunk.short:
            return None
        if "reject" not in [fault.level for _, fault in faults]:
            return None
        columns, said_of = self.chunk.columns, self._said
        ordered = sorted(faults, key=_by_column) if len(faults) > 1 else faults
        return [(said_of[c.field.name, fault], columns[c.index][i]) for c, fault in ordered]

    def fault_letters(self, i: int) -> dict[int, str]:
        """Return column index → letter for the cells of a row that were dropped or refused."""
        letters: dict[int, str] = {}
        for column, fault in self.faults.get(i, ()):
            if fault.level == "remark" or (fault.code == "field.required"):
                continue
            unknown = fault.level == "drop" and fault.code in UNKNOWN_CODES
            letters[column.index] = "?" if unknown else "!"
        return letters


class _Said(dict[tuple[str, Fault], str]):
    """What is said of the faults of a field's cells."""

    def __missing__(self, of: tuple[str, Fault]) -> str:
        field, fault = of
        self[of] = text = said(fault.code, fault.level, field, fault.params)
        return text


def _by_column(item: tuple[Column, Fault]) -> int:
    return item[0].index
