"""What the naive importer (`tests/oracle.py`) makes of one cell: its value and faults, and later its verdict."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import attrs
import phonenumbers

from customer_import.model import ChildRef, Edit, Flag, Level, Problem, Value
from customer_import.normalizing import Normalizer, Settings, normalizer
from customer_import.normalizing.characters import trim
from customer_import.normalizing.place import country_code
from customer_import.profile import Field, Profile

if TYPE_CHECKING:
    from customer_import.reading import Table

# set S, unchanged =, held H, blank ., cleared C, invalid !, unknown ignored ?, unmapped -, disabled D, credit $, void x
# Per policy: no customer yet, stored blank, same, forward, differs.
VERDICTS = {
    "immutable": "SH=HH",
    "fill_if_empty": "SS=HH",
    "overwritable": "SS=SS",
    "ratchet": "SS=SH",
    "union": "SS=SS",
    "never": "HH=HH",
}
CREATE, STORED_BLANK, SAME, FORWARD, DIFFERS = range(5)
UNKNOWN = ("choice.unknown", "boolean.unknown", "country.unknown", "reference.unknown")
MINOR_UNITS = {"JPY": 0, "KRW": 0, "ISK": 0, "KWD": 3, "EUR": 2, "SEK": 2, "CZK": 2, "USD": 2, "GBP": 2, "SGD": 2}


@attrs.frozen
class SourceRow:
    """A row as the file has it; `present` is how many cells it really has, `flags` are those of a workbook's cells.

    The last `derived` cells are made of the others: they are there wherever they say something, and in whole rows.
    """

    number: int
    cells: tuple[str, ...]
    present: int
    damaged: tuple[Problem, ...] = ()
    flags: Mapping[int, Flag] = attrs.field(factory=dict)
    derived: int = 0


@attrs.define
class Cell:
    """One cell of a column that feeds a field: its state, its value where it has one, what is wrong with it."""

    column: int
    field: Field
    text: str
    state: str = "blank"  # absent, blank, empty, clear, command, value, invalid, unknown, missing, disabled, void
    value: Value = ""


@attrs.define
class Judged:
    """A row after the first two stations."""

    source: SourceRow
    cells: list[Cell | None]
    problems: list[Problem]
    counts: bool = True  # whether its shape is sound

    @property
    def values(self) -> dict[str, Value]:
        """Return the values of the fields that have one."""
        return {cell.field.name: cell.value for cell in self.cells if cell and cell.state == "value"}

    @property
    def incoming(self) -> dict[str, Value]:
        """Return what the row says: its values, and the order to create."""
        return {cell.field.name: cell.value for cell in self.cells if cell and cell.state in ("value", "command")}

    def cell(self, name: str) -> Cell | None:
        """Return the cell that feeds a field, if a column does."""
        return next((cell for cell in self.cells if cell and cell.field.name == name), None)


def rows_of(table: Table) -> Iterator[SourceRow]:
    """Take a table apart, row by row."""
    for chunk in table.chunks():
        for i, number in enumerate(chunk.numbers):
            cells = tuple(column[i] for column in chunk.columns)
            flags = {column: at[i] for column, at in chunk.flags.items() if i in at}
            damaged = chunk.damaged.get(i, ())
            yield SourceRow(number, chunk.raw.get(i, cells), chunk.short.get(i, len(cells)), damaged, flags)


@attrs.define
class Judge:
    """Judges cells, first by themselves and then against what is stored, by what a profile says of their fields."""

    profile: Profile
    width: int
    label_map: Sequence[str | None]
    features: set[str]
    settings: Settings
    _normalizers: dict[str, Normalizer] = attrs.field(factory=dict, init=False)

    def judge(self, source: SourceRow) -> Judged:
        """Lead a row through the stations *shape* and *cells*."""
        cells = [self._cell(source, i, name) for i, name in enumerate(self.label_map)]
        if any(problem.level == "reject" for problem in source.damaged):
            for cell in cells:
                if cell and cell.state != "disabled":
                    cell.state = "void"
            return Judged(source, cells, list(source.damaged), counts=False)
        row = Judged(source, cells, list(source.damaged))
        row.counts = not any(problem.code == "row.example" for problem in source.damaged)
        if source.present < self.width and not any(problem.code == "row.short" for problem in source.damaged):
            row.problems.append(Problem("row.short", "remark", source.number))
        for cell in filter(None, cells if row.counts else ()):
            if cell.state == "pending":
                self._judge_cell(row, cell)
            if cell.field.blank == "reject" and cell.state in ("absent", "blank", "empty", "unknown"):
                cell.state = "missing"
                row.problems.append(problem_of(row, "cell.blank", "reject", cell.field.name))
        if not row.counts:
            return Judged(source, [c and attrs.evolve(c, state=_void(c)) for c in cells], row.problems, counts=False)
        self._judge_amount(row)
        for field in self.profile.fields:
            own = row.cell(field.name)
            spoken = own is not None and own.state in ("value", "command", "invalid", "missing")
            if field.required == "always" and self.enabled(field) and not spoken:
                row.problems.append(problem_of(row, "field.required", "reject", field.name))
        return row

    def _cell(self, source: SourceRow, column: int, name: str | None) -> Cell | None:
        if name is None:
            return None
        field = self.profile.field(name)
        present = column < min(source.present, len(source.cells))
        if source.derived and column >= self.width:
            present = source.present >= self.width or bool(source.cells[column])
        text = source.cells[column] if present else ""
        if not self.enabled(field):
            return Cell(column, field, text, "disabled")
        return Cell(column, field, text, "pending" if present else "absent")

    def enabled(self, field: Field) -> bool:
        """Whether the host has the feature that a field asks for."""
        return not field.requires or field.requires in self.features

    def _judge_cell(self, row: Judged, cell: Cell) -> None:
        """Give a cell that is present its state, its value and its problems."""
        field, profile, text = cell.field, self.profile, trim(cell.text)
        command = profile.create_command
        faults: list[tuple[str, str]] = []
        flag = row.source.flags.get(cell.column)
        if flag in ("error", "lost digits"):
            faults = [("cell.error" if flag == "error" else "cell.digits_lost", "reject")]
        elif not text or text in profile.null_tokens:
            cell.state = "blank" if cell.text else "empty"
        elif text in profile.clear_tokens:
            cell.state = "clear"
            key = field.name in profile.key_fields
            if field.policy != "overwritable" or key or self.credits(field) or field.required == "always":
                faults = [("cell.clear_refused", "reject")]
        elif command and command.field == field.name and text in command.values:
            cell.state, cell.value = "command", text
        else:
            answer = self.normalizer(field, self._country(row, field)).scalar(self._unguarded(cell.text), flag)
            cell.state, cell.value = ("value" if answer.value else "blank"), answer.value
            faults = [(fault.code, fault.level) for fault in answer.faults]
        self._charge(row, cell, faults)

    def _country(self, row: Judged, field: Field) -> str:
        """Return the country that the row names for its national telephone numbers, "" where it is silent."""
        cell = row.cell(field.country) if field.country else None
        if cell is None or cell.state in ("absent", "disabled", "void"):
            return ""
        text, flag = trim(cell.text), row.source.flags.get(cell.column)
        if flag in ("error", "lost digits") or not text or text in self.profile.null_tokens + self.profile.clear_tokens:
            return ""
        value = self.normalizer(cell.field).scalar(self._unguarded(cell.text), flag).value
        code = country_code(
            str(value or (trim(self._unguarded(cell.text)) if cell.field.unknown == "keep" else "")),
            self.profile.locale,
        )
        return code if code in phonenumbers.SUPPORTED_REGIONS else ""

    def _unguarded(self, text: str) -> str:
        """Take off the apostrophe that keeps a text from being a formula, or one of the profile's tokens."""
        tokens = (*self.profile.null_tokens, *self.profile.clear_tokens)
        guarded = re.match("'+[=+\\-@\t\r\n\x00＝＋－＠]", text) or trim(text).lstrip("'") in tokens
        return text[1:] if text[:1] == "'" and guarded else text

    def _charge(self, row: Judged, cell: Cell, faults: list[tuple[str, str]]) -> None:
        """Turn faults into problems, at the level that the profile gives them."""
        field = cell.field
        needed = field.required == "always"
        drops = (field.on_bad_cell or self.profile.on_bad_cell) == "drop_cell" and not needed
        for code, level in faults:
            if code in UNKNOWN:
                ignored: Level = "reject" if needed else "drop"
                levels: dict[str, Level] = {"reject_row": "reject", "ignore_cell": ignored, "keep": "remark"}
                level = levels[field.unknown]
                text = trim(self._unguarded(cell.text))
                cell.value = ((text,) if self.multi(field) else text) if level == "remark" else ""
                cell.state = {"reject": "invalid", "drop": "unknown", "remark": "value"}[level]
            elif level != "remark":
                level = "drop" if drops else "reject"
                cell.state, cell.value = "invalid", ""
            row.problems.append(problem_of(row, code, level, field.name, cell.text))

    def _judge_amount(self, row: Judged) -> None:
        rule = self.profile.credit
        cell = row.cell(rule.amount) if rule else None
        if rule is None or cell is None or cell.state != "value":
            return
        amount, unit = Decimal(str(cell.value)), str(row.values.get(rule.unit) or rule.default_unit)
        scale = rule.scale if rule.scale >= 0 else MINOR_UNITS.get(unit, 99)
        decimals = -int(amount.normalize().as_tuple().exponent)
        faults = [("credit.negative", "reject")] if amount < 0 and not rule.allow_negative else []
        faults += [("credit.scale", "reject")] if decimals > scale else []
        self._charge(row, cell, faults)

    def verdict(self, cell: Cell, stored: Value | None, child: ChildRef | None) -> tuple[str, Edit | None]:
        """Judge one cell against a stored value ("" where it is blank, None where there is no customer yet)."""
        field, nothing = cell.field, () if self.multi(cell.field) else ""
        clears = cell.state == "clear" or (cell.state == "empty" and field.blank == "clear")
        clears = clears and field.name not in self.profile.key_fields and not self.credits(field)
        if cell.state in ("invalid", "unknown", "disabled", "command"):
            return {"invalid": "!", "unknown": "?", "disabled": "D", "command": "H"}[cell.state], None
        if cell.state != "value":
            return ("C", Edit(field.name, stored, nothing, child)) if clears and stored else (".", None)
        if self.credits(field):
            return "$", None
        before, after = stored or nothing, cell.value
        if isinstance(before, tuple) and field.policy == "union":
            have = self.keys(field.name, before)
            after = before + tuple(item for item in cell.value if not self.keys(field.name, item) & have)
        letter = VERDICTS[field.policy][self.situation(field, stored, cell.value)]
        return letter, Edit(field.name, before, after, child) if letter in "SH" else None

    def situation(self, field: Field, stored: Value | None, incoming: Value) -> int:
        """Name the column of the table: how a value stands to the stored one."""
        if stored is None:
            return CREATE
        if not stored:
            return STORED_BLANK
        if field.name in self.profile.key_fields or self.multi(field):
            new, old = self.keys(field.name, incoming), self.keys(field.name, stored)
            same = new <= old if field.policy == "union" else new == old
        else:
            same = incoming == stored
        if same:
            return SAME
        if field.order == ("ascending",):
            numeric = field.kind in ("decimal", "integer")
            ahead = Decimal(str(stored)) < Decimal(str(incoming)) if numeric else stored < incoming  # type: ignore[operator]
        else:
            order = list(field.order)
            ahead = stored in order and incoming in order and order.index(str(stored)) < order.index(str(incoming))
        return FORWARD if ahead else DIFFERS

    # What every station asks

    def normalizer(self, field: Field, region: str = "") -> Normalizer:
        """Return the field's normalizer, for numbers of a region where a row says one."""
        place = f"{field.name}@{region}"
        if place not in self._normalizers:
            read = attrs.evolve(field, region=region or field.region)
            self._normalizers[place] = normalizer(read, self.profile.kind(field), self.settings)
        return self._normalizers[place]

    def keys(self, name: str, value: Value) -> set[str]:
        """Return the key forms of a value of a field, or of each of its items."""
        items = value if isinstance(value, tuple) else (value,) if value else ()
        return {form for item in items if (form := self.normalizer(self.profile.field(name)).key(item))}

    def only_looks(self, name: str, incoming: Value, stored: Value) -> bool:
        """Whether an incoming item has a stored one's key form, but is spelled as none of those that have it."""
        normal = self.normalizer(self.profile.field(name))
        there = stored if isinstance(stored, tuple) else (stored,)
        for item in incoming if isinstance(incoming, tuple) else (incoming,):
            same = [other for other in there if normal.key(other) == normal.key(item)]
            if same and normal.spelling(item) not in map(normal.spelling, there):
                return True
        return False

    def multi(self, field: Field) -> bool:
        """Whether the field's values are tuples."""
        return self.profile.kind(field).multi

    def credits(self, field: Field) -> bool:
        """Whether the field feeds a credit and is never written."""
        return field.name in self.profile.credit_fields


def _void(cell: Cell) -> str:
    return "disabled" if cell.state == "disabled" else "void"


def problem_of(row: Judged, code: str, level: Any, field: str = "", text: str = "") -> Problem:
    """Make a problem of a row."""
    return Problem(code, level, row.source.number, field, text)
