"""The cells of a row that speak of a customer's children: delivery addresses, log-in accounts (S4-23, S4-31)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from customer_import.model import Child, ChildRef, Edit
from customer_import.planning.layout import Column
from customer_import.planning.matching import ids_of

if TYPE_CHECKING:
    from customer_import.planning.rows import RowInHand


def decide_children(row: RowInHand, group: str, key_field: str) -> None:
    """Decide the cells of one group of children (S4-23, S4-31)."""
    columns = [c for c in row.layout.columns if c.name == key_field or (c.role == "child" and c.field.child == group)]
    if not columns:
        return
    for column in columns:
        if column.index in row.fault_letters:
            row.letters[column.index] = row.fault_letters[column.index]
    key = row.prepared.text(key_field, row.i)
    offered = {c.name: v for c in columns if (v := row.value(c)) and c.name != key_field}
    if not key and not offered:
        return
    if key:
        _refuse_foreign(row, key_field, key)
    if key and row.target is not None:
        _change(row, columns, key_field, _named(row, key_field, key, group), group)
        return
    known = any(all(c.values.get(n, "") == v for n, v in offered.items()) for c in _children_of(row, group))
    reference = ChildRef(group, key, new=True)
    for column in columns:
        if known and column.name in offered:
            row.letters[column.index] = "="
        elif not known and (value := row.value(column)):
            row.apply(column, value, "", "create", reference)


def _refuse_foreign(row: RowInHand, key_field: str, key: str) -> None:
    """A child's key names one child of one customer (S4-23, S4-31)."""
    column = row.layout.by_name[key_field]
    own = row.target.id if row.target else None
    owners = [m for form in column.reader.item_keys(key) for m in row.index.owners(key_field, form)]
    if others := [match for match in owners if match.id != own]:
        row.reject("child.taken", key_field, owner=ids_of(others))


def _named(row: RowInHand, key_field: str, key: str, group: str) -> Child:
    """Return the customer's child that a key names, or reject the row."""
    normalizer = row.layout.by_name[key_field].reader.normalizer
    wanted = normalizer.key(key)
    for child in _children_of(row, group):
        if child.key and normalizer.key(child.key) == wanted:
            return child
    row.reject("child.unknown", key_field)


def _children_of(row: RowInHand, group: str) -> Sequence[Child]:
    return row.target.children.get(group, ()) if row.target else ()


def _change(row: RowInHand, columns: Sequence[Column], key_field: str, child: Child, group: str) -> None:
    """Give the cells their verdicts against one stored child."""
    reference = ChildRef(group, child.key)
    for column in columns:
        value = row.value(column)
        if column.name == key_field:
            row.letters[column.index] = "="
            continue
        stored = child.values.get(column.name, "")
        cells = row.prepared.cells[row.prepared.place[column.name]]
        if value:
            row.apply(column, value, stored, column.situation(value, stored), reference)
        elif row.i in cells.clears and stored:
            row.letters[column.index] = "C"
            row.edits.append(Edit(column.name, stored, "", reference))
