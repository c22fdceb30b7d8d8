"""What `SQLiteStore` writes without making outcomes: a batch's plain creates and updates, column by column.

The same rows as `sqlite_writing` makes of the outcomes, which is the specification; a batch that cannot be written so,
or in which a row fails, is written there.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from itertools import repeat
from typing import TypeVar

from customer_import.columns import Creates, Operations, Results, Updates
from customer_import.ports import PlanRef
from customer_import.stores.sql import Unwritable, manner
from customer_import.stores.sqlite_tables import column
from customer_import.stores.sqlite_writing import WRITABLE, Writing, after, each_once

T = TypeVar("T")
Written = tuple[Sequence[int], Sequence[int], Sequence[str], Sequence[str]]  # indexes, rows, ids, versions


class ColumnWriting(Writing):
    """One transaction that writes, by the column where it can."""

    def suited(self, operations: Operations) -> Operations:
        """Return operations with those updates as outcomes whose order may matter, or that change what is indexed."""
        free = set(self.fields.names) - set(self.fields.unique) - (self.fields.lists & set(self.fields.findable))
        plain = [part for part in operations.updates if part.values.keys() <= free]
        if len(plain) == len(operations.updates):
            return operations
        columns = {index for part in plain for index in part.indexes} | set(operations.creates.indexes)
        looked_at = {index for index, _ in operations.rest}
        rest = [(index, outcome) for index, outcome in operations if index in looked_at or index not in columns]
        return Operations(operations.indexes, operations.creates, rest, lambda: list(operations), plain)

    def takes(self, operations: Operations) -> bool:
        """Tell whether operations can be written by the column: no numbers to make up, no removes, no new children."""
        if not operations.creates and not operations.updates:
            return False
        created = set(operations.creates.indexes)
        return (
            not self.fields.numbered
            and operations.creates.values.keys() <= set(self.fields.names)
            and not any(map(any, map(manner, operations.rest)))
            and all(index in created for index, outcome in operations.rest if outcome.kind == "create")
        )

    def write_columns(self, plan: PlanRef, operations: Operations) -> Results:
        """Write operations that `takes` takes, all of them, or raise `Unwritable`."""
        creates, rest = operations.creates, operations.rest
        parts: list[Written] = []
        edited = [owner for part in operations.updates for owner in part.ids]
        plain = {index for part in operations.updates for index in part.indexes}
        each_once(edited + [o.target.id for i, o in rest if o.target and o.edits and i not in plain])
        first = 0
        if creates:
            first = self.insert(creates.values, len(creates))
            ids = list(map(str, range(first, first + len(creates))))
            parts.append((creates.indexes, creates.rows, ids, ["1"] * len(creates)))
        for part in operations.updates:
            parts.append((part.indexes, part.rows, part.ids, self._change_columns(part)))
        if rest:
            parts += self._write_rest(plan, operations, first, parts)
        elif creates:
            self._announce(creates, first)
        return _applied(parts)

    def _write_rest(
        self,
        plan: PlanRef,
        operations: Operations,
        first: int,
        parts: Iterable[Written],
    ) -> list[Written]:
        """Write what has to be looked at as an outcome, credits among it; return what became of rows in no columns."""
        creates, rest = operations.creates, operations.rest
        done = {
            index: (owner, version)
            for indexes, _, owners, versions in parts
            for index, owner, version in zip(indexes, owners, versions, strict=True)
        }
        others = [(index, outcome) for index, outcome in rest if index not in done]
        done.update(self._update(others))
        if plan.notify and any(outcome.credits for _, outcome in rest):
            self._credit(plan, operations, done)  # messages in the order of the rows
        else:
            if creates:
                self._announce(creates, first)
            self._credit(plan, rest, done, announce=False)
        found = [done[index] for index, _ in others]
        if not others:
            return []
        numbers = [outcome.row for _, outcome in others]
        return [([index for index, _ in others], numbers, [owner for owner, _ in found], [v for _, v in found])]

    def _change_columns(self, updates: Updates) -> list[str]:
        """Compare and set customers whose edits have the same fields; return their versions afterwards."""
        versions = {version: after(version) if version.isdecimal() else "" for version in set(updates.versions)}
        if not all(versions.values()):
            raise Unwritable
        digits = "".join(updates.ids)
        if not (digits.isascii() and digits.isdecimal() and all(updates.ids)):
            raise Unwritable
        columns = {column(name): self._stored(name, values) for name, values in updates.values.items()}
        columns.update(self._forms(updates.values))
        sets = "".join(f"{name} = ?, " for name in columns)
        changed = self.db.executemany(
            f"UPDATE customers SET {sets}version = version + 1 WHERE id = ? AND {WRITABLE} AND version = ?",
            zip(*columns.values(), map(int, updates.ids), repeat(self.tenant), updates.versions, strict=False),
        )
        if changed.rowcount != len(updates):
            raise Unwritable
        return list(map(versions.__getitem__, updates.versions))

    def _announce(self, creates: Creates, first: int) -> None:
        """Tell of creates whose ids follow one another, in one statement."""
        self.db.execute(
            "INSERT INTO outbox (journal, topic, key, customer_id, row)"
            " SELECT ?, 'created', NULL, ? + key, value FROM json_each(?)",
            (self._journal, first, json.dumps(creates.rows)),
        )


def _applied(parts: Sequence[Written]) -> Results:
    """Return the results of operations that were all written, in the order of their indexes."""
    indexes, rows, ids, versions = parts[0]
    if len(parts) > 1:
        unordered = [index for part in parts for index in part[0]]
        order = sorted(range(len(unordered)), key=unordered.__getitem__)
        indexes = _taken(unordered, order)
        rows = _taken([row for part in parts for row in part[1]], order)
        ids = _taken([owner for part in parts for owner in part[2]], order)
        versions = _taken([version for part in parts for version in part[3]], order)
    count = len(indexes)
    return Results(indexes, rows, ["applied"] * count, ids, versions, [""] * count)


def _taken(column: Sequence[T], order: Iterable[int]) -> list[T]:
    """Return the items of a column in another order."""
    return [column[place] for place in order]
