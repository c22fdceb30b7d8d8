"""What `SQLiteStore` reads: customers by key forms, entries, messages, journals. One statement per question.

Lists of keys travel as one JSON parameter: measured as fast as `IN (?, ?, …)`, without a limit, one prepared statement.
Customers come back as one JSON array a column: half the time of a Python object for every cell.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from customer_import.columns import JsonTexts, Results, json_array
from customer_import.model import Child, Posted, Value
from customer_import.ports import Journal, Matches, PlanRef
from customer_import.stores.fields import StoredFields
from customer_import.stores.ledger import Entry, Message, total, unscaled
from customer_import.stores.sqlite_tables import Tables, column, form_function, missing

AMONG = "(SELECT value FROM json_each(?))"
WANTED = '"@key"'  # no column of a field is called so
ENTRY = "customer_id, description, key, amount, scale, unit, account, expires, plan_id, row, posted_at"

RESULT = "idx, row, status, customer_id, version, code"


class Reading:
    """Questions to one tenant's part of a database.

    Args:
        db: An open connection.
        fields: The fields of the profile.
        tables: How they lie in the tables.
        kept: How the database keeps them (`sqlite_tables.kept`); what is not kept as it should be is searched.
        tenant: The tenant.
    """

    def __init__(self, db: sqlite3.Connection, fields: StoredFields, tables: Tables, kept: str, tenant: str) -> None:
        self.db = db
        self.fields = fields
        self.tables = tables
        self.tenant = tenant
        self.missing = missing(tables, kept)
        columns = list(tables.columns)
        if self.missing:
            there = {f'"{row[1]}"' for row in db.execute("PRAGMA table_info(customers)")}
            columns = [column if column in there else "NULL" for column in columns]
            self._absent = {name for name in fields.names if column(name) not in there}
        else:
            self._absent = set()
        self._columns = [f"ifnull({column}, '')" for column in columns]

    # Customers ----------------------------------------------------------------------------------------------------

    def find(self, keys: Mapping[str, Sequence[str]]) -> Matches:
        """Find customers by key forms."""
        wanted = {field: json_array(list(dict.fromkeys(forms))) for field, forms in keys.items() if forms}
        if not wanted:
            return Matches((), (), {})
        if len(wanted) == 1 and (found_by := self._found_by(*wanted)):
            # One look at the index a key, in the order of the keys, where `IN` would sort them first.
            tables = f"(SELECT value AS {WANTED} FROM json_each(?)) CROSS JOIN customers"
            return self._matches(f"{tables} ON tenant = ? AND {found_by} = {WANTED}", [*wanted.values(), self.tenant])
        parts = [self._part(field) for field in wanted]
        values = [value for array in wanted.values() for value in (self.tenant, array)]
        where = parts[0][1] if len(parts) == 1 else f"id IN ({' UNION '.join(part for part, _ in parts)})"
        return self._matches(f"customers WHERE {where}", values)

    def all(self) -> Matches:
        """Return every customer of the tenant, in the order of their ids."""
        columns = ["id", "version", "locked", *self._columns]
        query = f"SELECT {', '.join(columns)} FROM customers WHERE tenant = ? ORDER BY id"
        rows = self.db.execute(query, [self.tenant]).fetchall()
        if not rows:
            return Matches((), (), {})
        ids, versions, locks, *texts = zip(*rows, strict=True)
        return self._made(list(map(str, ids)), list(map(str, versions)), locks, texts)

    def _part(self, field: str) -> tuple[str, str]:
        """Return how a field is looked up, as a query for ids and as a condition; both take tenant and keys."""
        fields = self.fields
        if field == "@id":
            condition = f"tenant = ? AND id IN {AMONG}"
            return f"SELECT id FROM customers WHERE {condition}", condition
        group = fields.group_of.get(field)
        if group:
            query = self._child_query(field, group)
        elif field in fields.findable and field in fields.lists and field not in self.missing:
            query = f"SELECT customer_id FROM members WHERE tenant = ? AND field = '{field}' AND value IN {AMONG}"
        elif found_by := self._found_by(field):
            condition = f"tenant = ? AND {found_by} IN {AMONG}"
            return f"SELECT id FROM customers WHERE {condition}", condition
        else:
            query = self._search_query(field)
        return query, f"id IN ({query})"

    def _found_by(self, field: str) -> str:
        """Return the column of customers with an index by which a field's key forms are found, or ""."""
        return "" if field in self.missing else self.tables.found_by.get(field, "")

    def _child_query(self, field: str, group: str) -> str:
        """Look children up by their key, or search them by another field."""
        if field == self.fields.groups[group].key and f"@{group}" not in self.missing:
            return f"SELECT customer_id FROM children WHERE tenant = ? AND grp = '{group}' AND form IN {AMONG}"
        value = "key" if field == self.fields.groups[group].key else f"json_extract(data, '$.{field}')"
        return (
            f"SELECT customer_id FROM children WHERE tenant = ? AND grp = '{group}'"
            f" AND {self._form(field)}({value}) IN {AMONG}"
        )

    def _search_query(self, field: str) -> str:
        """Search a field that has no index, or not the right one: as true as an index, only slower."""
        if field in self._absent or field not in self.fields.names:
            return f"SELECT id FROM customers WHERE tenant = ? AND NULL IN {AMONG}"
        if field in self.fields.lists:
            return (
                f"SELECT customers.id FROM customers, json_each({column(field)}) AS item"
                f" WHERE tenant = ? AND {self._form(field)}(item.value) IN {AMONG}"
            )
        return f"SELECT id FROM customers WHERE tenant = ? AND {self._form(field)}({column(field)}) IN {AMONG}"

    def _form(self, field: str) -> str:
        """Give SQL the function that makes a field's key forms, and return its name."""
        name = f"customer_import_form_{field}"
        self.db.create_function(name, 1, form_function(self.fields, field), deterministic=True)
        return name

    def _matches(self, tables: str, values: Sequence[object]) -> Matches:
        """Return the customers of a query as columns, with their children; `tables` is what stands behind FROM."""
        arrays = ", ".join(f"json_group_array({column})" for column in ("id", "version", "locked", *self._columns))
        ids, versions, locks, *texts = self.db.execute(f"SELECT {arrays} FROM {tables}", values).fetchone()
        if ids == "[]":
            return Matches((), (), {})
        numbers = ids[1:-1].split(",")
        columns = [JsonTexts(text, len(numbers)) for text in texts]
        locked = json.loads(locks) if locks.strip("[0,]") else ()
        return self._made(numbers, versions[1:-1].split(","), locked, columns)

    def _made(
        self, ids: Sequence[str], versions: Sequence[str], locks: Sequence[int], columns: Sequence[Sequence[str]]
    ) -> Matches:
        held: dict[str, Sequence[Value]] = {}
        for name, texts in zip(self.fields.names, columns, strict=True):
            if name in self.fields.lists:
                held[name] = [tuple(json.loads(text)) if text else () for text in texts]
            else:
                held[name] = texts
        locked = {place for place, lock in enumerate(locks) if lock} if any(locks) else set()
        children: dict[int, dict[str, list[Child]]] = {}
        if self.fields.groups:
            found = self._children(ids)
            children = {place: found[number] for place, number in enumerate(ids) if number in found}
        return Matches(ids, versions, held, locked, children)

    def _children(self, ids: Sequence[str]) -> dict[str, dict[str, list[Child]]]:
        """Return the children of some customers, in the order in which they were added."""
        found: dict[str, dict[str, list[Child]]] = {}
        query = f"SELECT customer_id, grp, key, data FROM children WHERE customer_id IN {AMONG} ORDER BY id"
        for owner, group, key, data in self.db.execute(query, (f"[{','.join(ids)}]",)):
            if group in self.fields.groups:
                found.setdefault(str(owner), {}).setdefault(group, []).append(Child(key or "", json.loads(data)))
        return found

    # The ledger, the outbox, the journal --------------------------------------------------------------------------

    def entries(self, keys: Sequence[str] | None = None) -> list[Entry]:
        """Return the entries under these keys, or all, in the order in which they were posted."""
        tables, values = "ledger WHERE", [self.tenant]
        if keys is not None:  # one look at the index a key, as in `find`
            tables = f"(SELECT value AS {WANTED} FROM json_each(?)) CROSS JOIN ledger ON key = {WANTED} AND"
            values = [json_array(list(dict.fromkeys(keys))), self.tenant]
        query = f"SELECT {ENTRY} FROM {tables} tenant = ? ORDER BY ledger.id"
        return [
            Entry(str(owner), Posted(key, unscaled(amount, scale), *rest), text)
            for owner, text, key, amount, scale, *rest in self.db.execute(query, values)
        ]

    def balances(self, customer_id: str) -> dict[tuple[str, str], Decimal]:
        """Add up what the ledger holds for a customer, by unit and account."""
        amounts: dict[tuple[str, str], list[tuple[int, int]]] = {}
        query = "SELECT unit, account, amount, scale FROM ledger WHERE tenant = ? AND customer_id = ?"
        for unit, account, amount, scale in self.db.execute(query, (self.tenant, customer_id)):
            amounts.setdefault((unit, account), []).append((amount, scale))
        return {place: total(parts) for place, parts in amounts.items()}

    def messages(self, limit: int) -> list[Message]:
        """Return the oldest messages."""
        query = (
            "SELECT outbox.id, topic, key, customer_id, plan_id, row FROM outbox JOIN journal ON journal.id = journal"
            " WHERE tenant = ? ORDER BY outbox.id LIMIT ?"
        )
        return [
            Message(number, topic, key or f"{plan_id}:{row}", str(owner), plan_id, row)
            for number, topic, key, owner, plan_id, row in self.db.execute(query, (self.tenant, limit))
        ]

    def journal(self, plan_id: str) -> Journal | None:
        """Return how far a plan is, or None where nobody has registered it."""
        query = (
            "SELECT id, digest, store_id, rows, notify, profile, occasion, next FROM journal"
            " WHERE tenant = ? AND plan_id = ?"
        )
        found = self.db.execute(query, (self.tenant, plan_id)).fetchone()
        if found is None:
            return None
        number, digest, store_id, rows, notify, profile, occasion, reached = found
        plan = PlanRef(plan_id, digest, store_id, self.tenant, rows, bool(notify), profile, occasion)
        return Journal(plan, reached, self._results(number))

    def _results(self, journal: int) -> Results:
        """Return the results of a journal, in the order of their indexes."""
        found = self.db.execute(f"SELECT {RESULT} FROM results WHERE journal = ? ORDER BY first", (journal,))
        columns: tuple[list[Any], ...] = ([], [], [], [], [], [])
        for texts in found:
            for own, more in zip(columns, unpacked(texts), strict=True):
                own += more
        return Results(*columns)

    def knows(self, occasion: str) -> bool:
        """Tell whether a plan of this occasion is registered: every entry of the ledger was posted by such a plan."""
        query = "SELECT 1 FROM journal WHERE tenant = ? AND occasion = ? LIMIT 1"
        return self.db.execute(query, (self.tenant, occasion)).fetchone() is not None

    def faults(self) -> dict[str, int]:
        """Count what should not be: entries without a result, results or watermarks too far, a damaged file."""
        found: Counter[str] = Counter()
        applied: dict[str, set[int]] = {}
        journals = self.db.execute("SELECT id, plan_id, next, rows FROM journal WHERE tenant = ?", (self.tenant,))
        for number, plan_id, reached, rows in journals.fetchall():
            results = self._results(number)
            written = zip(results.rows, results.statuses, strict=True)
            applied[plan_id] = {row for row, status in written if status == "applied"}
            found["results.ahead"] += sum(index >= reached for index in results.indexes)
            found["journal.ahead"] += reached > rows
        for plan_id, row in self.db.execute("SELECT plan_id, row FROM ledger WHERE tenant = ?", (self.tenant,)):
            found["ledger.unaccounted"] += row not in applied.get(plan_id, ())
        found["file.damaged"] = sum(row != ("ok",) for row in self.db.execute("PRAGMA integrity_check"))
        found["file.dangling"] = len(self.db.execute("PRAGMA foreign_key_check").fetchall())
        return {code: count for code, count in found.items() if count}


def packed(results: Results) -> list[str]:
    """Return results as the texts of one row: each column as a JSON array, or as the one value that all of them have.

    A row for every result costs seven times as much to write, and as much again to read. The indexes are always an
    array, which says how many there are.
    """
    first, *others = map(list, results.columns)
    shared = (column[0] if column.count(column[0]) == len(column) else column for column in others)
    return [json.dumps(first), *map(json.dumps, shared)]


def unpacked(texts: Sequence[str]) -> Iterator[list[Any]]:
    """Undo `packed`."""
    first, *others = map(json.loads, texts)
    yield first
    for part in others:
        yield part if isinstance(part, list) else [part] * len(first)
