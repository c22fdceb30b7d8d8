"""What `SQLAlchemyStore` reads from a host's tables. Every answer is canonical text."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from customer_import.model import Child, Match, Posted, Result, Value
from customer_import.ports import Journal, PlanRef
from customer_import.stores import sqlalchemy_bulk as bulk
from customer_import.stores.fields import StoredFields
from customer_import.stores.ledger import Entry, Message
from customer_import.stores.sqlalchemy_tables import NotStorable, Tables, amount_decoder, decode, encoder

PART = 5_000  # keys in one statement: every database takes as many parameters


class Reading:
    """Questions to one tenant's part of a database, within one connection."""

    def __init__(self, db: sa.Connection, fields: StoredFields, tables: Tables, tenant: str) -> None:
        self.db = db
        self.fields = fields
        self.tables = tables
        self.tenant = tenant

    # Customers ----------------------------------------------------------------------------------------------------

    def find(self, keys: Mapping[str, Sequence[str]]) -> list[Match]:
        """Find customers by key forms."""
        rows: dict[Any, tuple[Any, ...]] = {}
        for field, forms in keys.items():
            for first in range(0, len(forms), PART):
                condition = self._condition(field, [form for form in forms[first : first + PART] if form])
                rows.update((row[0], tuple(row)) for row in self.db.execute(self._select().where(condition)))
        return list(self._matches(rows))

    def all(self) -> list[Match]:
        """Return every customer of the tenant, in the order of their ids."""
        rows = self.db.execute(self._select().order_by(self.tables.id))
        return list(self._matches({row[0]: tuple(row) for row in rows}))

    def mine(self, table: sa.Table | None = None, column: str = "") -> sa.ColumnElement[bool]:
        """Return the condition that keeps tenants apart."""
        if table is not None:
            return table.c[column] == self.tenant if column else sa.true()
        return self.tables.tenant == self.tenant if self.tables.tenant is not None else sa.true()

    def _select(self) -> sa.Select[Any]:
        tables = self.tables
        blank = sa.literal(None)
        version = tables.version.shown if tables.version is not None else blank
        locked = tables.locked if tables.locked is not None else blank
        # Labels, because a field may have the column that is the id or the version.
        columns = [column.label(f"f_{name}") for name, column in tables.columns.items()]
        return sa.select(tables.id.label("own_id"), version.label("v"), locked.label("l"), *columns).where(self.mine())

    def _condition(self, field: str, forms: Sequence[str]) -> sa.ColumnElement[bool]:
        """Return the condition that a field has one of these key forms."""
        tables = self.tables
        if field == "@id":
            return self._among(tables.id, forms)
        group = self.fields.group_of.get(field)
        if group:
            if group not in tables.children:
                return sa.false()
            owner = tables.children[group].c[tables.declared.children[group].customer]
            return tables.id.in_(sa.select(owner).where(self._held(field, tables.child_column(group, field), forms)))
        if field in tables.items:
            items, declared = tables.items[field], tables.declared.items[field]
            return tables.id.in_(
                sa.select(items.c[declared.customer]).where(self._held(field, items.c[declared.item], forms))
            )
        if field not in tables.columns:
            return sa.false()
        if field in tables.forms:
            return bulk.among(self.db, tables.forms[field], forms)
        return self._held(field, tables.columns[field], forms)

    def _held(self, field: str, column: sa.Column[Any], forms: Sequence[str]) -> sa.ColumnElement[bool]:
        folded = self.fields.normalizer(field).key("Aa") != "Aa"
        return (
            bulk.among(self.db, sa.func.lower(column, type_=sa.Text()), forms) if folded else self._among(column, forms)
        )

    def _among(self, column: sa.Column[Any], forms: Iterable[str]) -> sa.ColumnElement[bool]:
        """Return the condition that a column holds one of these texts; texts that it cannot hold are nowhere."""
        encode = encoder(column)
        values = []
        for form in forms:
            try:
                values.append(encode(form))
            except NotStorable:
                continue
        return bulk.among(self.db, column, values)

    def _matches(self, rows: Mapping[Any, tuple[Any, ...]]) -> Iterator[Match]:
        ids = list(rows)
        items = {name: self._items(name, ids) for name in self.tables.items}
        children = self._children(ids)
        names = tuple(self.tables.columns)
        for id_, row in rows.items():
            values: dict[str, Value] = {}
            for name, value in zip(names, row[3:], strict=True):
                text = value if isinstance(value, str) else decode(value)
                if name in self.fields.lists:
                    values[name] = tuple(json.loads(text)) if text else ()
                elif text:
                    values[name] = text
            for name, owned in items.items():
                if id_ in owned:
                    values[name] = tuple(owned[id_])
            yield Match(decode(id_), decode(row[1]), values, children.get(id_, {}), bool(row[2]))

    def _items(self, name: str, ids: Sequence[Any]) -> dict[Any, list[str]]:
        """Return the items of one list by owner, in the order of the text."""
        table, declared = self.tables.items[name], self.tables.declared.items[name]
        owner, item = table.c[declared.customer], table.c[declared.item]
        found: dict[Any, list[str]] = {}
        for part in _parts(ids):
            order = list(table.primary_key.columns) or [item]
            query: sa.Select[Any] = sa.select(owner, item).where(bulk.among(self.db, owner, part)).order_by(*order)
            for row in self.db.execute(query):
                found.setdefault(row[0], []).append(decode(row[1]))
        return found

    def _children(self, ids: Sequence[Any]) -> dict[Any, dict[str, list[Child]]]:
        """Return the children by parent and group, in the order in which they were added."""
        found: dict[Any, dict[str, list[Child]]] = {}
        for name in self.tables.children:
            for part in _parts(ids):
                for owner, _, child in self.children_of(name, part):
                    found.setdefault(owner, {}).setdefault(name, []).append(child)
        return found

    def children_of(self, name: str, owners: Sequence[Any]) -> list[tuple[Any, Any, Child]]:
        """Return (owner, id, child) for every child of some customers in a group."""
        table, declared, group = (
            self.tables.children[name],
            self.tables.declared.children[name],
            self.fields.groups[name],
        )
        columns = [self.tables.child_column(name, field) for field in (group.key, *group.fields)]
        query: sa.Select[Any] = sa.select(table.c[declared.customer], table.c[declared.id].label("own_id"), *columns)
        rows = self.db.execute(
            query.where(bulk.among(self.db, table.c[declared.customer], owners)).order_by(table.c[declared.id])
        )
        made = []
        for row in rows:
            texts = [decode(value) for value in tuple(row)[3:]]
            values = {field: text for field, text in zip(group.fields, texts, strict=True) if text}
            made.append((row[0], row[1], Child(decode(row[2]), values)))
        return made

    # The ledger, the outbox, the journal --------------------------------------------------------------------------

    def entries(self, keys: Sequence[str] | None = None) -> list[Entry]:
        """Return the credits of imports under these keys, or all, in the order in which they were posted."""
        credits_ = self.tables.own["credits"]
        query = sa.select(credits_).where(credits_.c.tenant == self.tenant).order_by(credits_.c.id)
        found = []
        for part in [None] if keys is None else _parts(keys):
            for row in self.db.execute(
                query if part is None else query.where(bulk.among(self.db, credits_.c.key, part))
            ):
                content = (row.key, row.amount, row.unit, row.account, row.expires)
                posted = Posted(*content, row.plan_id, row.row, row.posted_at)
                found.append(Entry(row.customer_id, posted, row.description))
        return found

    def balances(self, customer_id: str) -> dict[tuple[str, str], Decimal]:
        """Add up what the host's whole ledger holds for a customer, by unit and account."""
        table, declared = self.tables.ledger, self.tables.declared.ledger
        if table is None or declared is None:
            return {}
        amount = table.c[declared.amount]
        number = amount_decoder(amount, declared.scale)
        unit = table.c[declared.unit] if declared.unit else sa.literal("")
        account = table.c[declared.account] if declared.account else sa.literal("")
        owner = self._among(table.c[declared.customer], [customer_id])
        found: dict[tuple[str, str], Decimal] = {}
        query = sa.select(amount.label("a"), unit.label("u"), account.label("c"))
        for row in self.db.execute(query.where(owner, self.mine(table, declared.tenant))):
            place = (decode(row.u), decode(row.c))
            found[place] = found.get(place, Decimal(0)) + number(row.a)
        return found

    def messages(self, limit: int) -> list[Message]:
        """Return the oldest messages."""
        outbox, journal = self.tables.own["outbox"], self.tables.own["journal"]
        query = sa.select(outbox, journal.c.plan_id).join(journal, journal.c.id == outbox.c.journal)
        query = query.where(journal.c.tenant == self.tenant).order_by(outbox.c.id).limit(limit)
        return [
            Message(row.id, row.topic, row.key or f"{row.plan_id}:{row.row}", row.customer_id, row.plan_id, row.row)
            for row in self.db.execute(query)
        ]

    def faults(self) -> dict[str, int]:
        """Count what should not be: credits without a result or without their entry, results or watermarks too far."""
        own = self.tables.own
        journal, results, credits_ = own["journal"], own["results"], own["credits"]
        result = sa.select(results.c.idx).join(journal, journal.c.id == results.c.journal)
        of_credit = result.where(
            *(journal.c.tenant == credits_.c.tenant, journal.c.plan_id == credits_.c.plan_id),
            *(results.c.row == credits_.c.row, results.c.status == "applied"),
        ).correlate(credits_)
        mine = journal.c.tenant == self.tenant
        queries: dict[str, sa.Select[Any]] = {
            "ledger.unaccounted": sa.select(credits_.c.id).where(credits_.c.tenant == self.tenant, ~of_credit.exists()),
            "results.ahead": result.where(mine, results.c.idx >= journal.c.next),
            "journal.ahead": sa.select(journal.c.id).where(mine, journal.c.next > journal.c.rows),
        }
        ledger, declared = self.tables.ledger, self.tables.declared.ledger
        if ledger is not None and declared is not None and declared.key:
            key = ledger.c[declared.key]
            entry = sa.select(key).where(key == credits_.c.key, self.mine(ledger, declared.tenant))
            lost = sa.select(credits_.c.id).where(credits_.c.tenant == self.tenant, ~entry.correlate(credits_).exists())
            queries["ledger.lost"] = lost
            twice = sa.select(key).where(key != "", self.mine(ledger, declared.tenant)).group_by(key)
            queries["ledger.doubled"] = twice.having(sa.func.count() > 1)
        counted = {
            code: self.db.execute(sa.select(sa.func.count()).select_from(query.subquery())).scalar_one()
            for code, query in queries.items()
        }
        return {code: count for code, count in counted.items() if count}

    def knows(self, occasion: str) -> bool:
        """Tell whether a plan of this occasion is registered: every credit of an import was posted by such a plan."""
        journal = self.tables.own["journal"]
        query = sa.select(journal.c.id).where(journal.c.tenant == self.tenant, journal.c.occasion == occasion).limit(1)
        return self.db.execute(query).first() is not None

    def journal(self, plan_id: str) -> Journal | None:
        """Return how far a plan is, or None where nobody has registered it."""
        journal, results = self.tables.own["journal"], self.tables.own["results"]
        query = sa.select(journal).where(journal.c.tenant == self.tenant, journal.c.plan_id == plan_id)
        found = self.db.execute(query).one_or_none()
        if found is None:
            return None
        rows = self.db.execute(sa.select(results).where(results.c.journal == found.id).order_by(results.c.idx))
        plan = PlanRef(
            *(plan_id, found.digest, found.store_id, self.tenant, found.rows),
            *(found.notify, found.profile, found.occasion),
        )
        return Journal(plan, found.next, [Result(*row[1:]) for row in rows])


def _parts(values: Sequence[Any]) -> Iterator[list[Any]]:
    for first in range(0, len(values), PART):
        yield list(values[first : first + PART])
