"""The tables behind `SQLAlchemyStore`: the host's, reflected, and the store's own; text on one side of each column.

Credits are remembered in a table of the store's own, exactly and under a unique key, whatever the host's ledger is.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

import attrs
import sqlalchemy as sa

from customer_import.errors import UsageError
from customer_import.stores.fields import StoredFields
from customer_import.stores.ledger import scaled, unscaled
from customer_import.stores.sqlalchemy_versions import Version
from customer_import.stores.tables import ChildrenTable, CustomersTable, ItemsTable, LedgerTable


class NotStorable(ValueError):
    """A value that a column cannot hold."""


def encoder(column: sa.Column[Any]) -> Callable[[str], Any]:
    """Return what turns canonical text into what a column holds; blank is NULL, or "" where NULL is forbidden."""
    kind = _python_type(column)
    makers: dict[type, Callable[[str], Any]] = {
        bool: _boolean,
        int: int,
        Decimal: Decimal,
        float: float,
        dt.date: dt.date.fromisoformat,
        dt.datetime: dt.datetime.fromisoformat,
        uuid.UUID: uuid.UUID,
    }
    make = makers.get(kind)
    blank = None if column.nullable or make else ""

    def encode(value: str) -> Any:
        if not value:
            return blank
        try:
            return make(value) if make else value
        except (ValueError, InvalidOperation):
            raise NotStorable from None

    return encode


def decode(value: Any) -> str:
    """Turn what a column holds into canonical text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        text = format(value, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value)


def _python_type(column: sa.Column[Any]) -> type:
    try:
        return column.type.python_type
    except NotImplementedError:  # a type of the database's own, such as citext
        return str


def _boolean(text: str) -> bool:
    return {"true": True, "false": False}[text] if text in ("true", "false") else bool(int(text))


def amount_encoder(column: sa.Column[Any], scale: int) -> Callable[[str], Any]:
    """Return what turns an amount into what a ledger holds, exactly or not at all."""
    kind = _python_type(column)

    def encode(amount: str) -> Any:
        number, digits = scaled(amount)
        if kind is int:
            whole, rest = divmod(abs(number) * 10**scale, 10**digits)
            if rest:
                raise NotStorable
            return -whole if number < 0 else whole
        places = getattr(column.type, "scale", None)
        if kind is Decimal and places is not None and digits > places and number % 10 ** (digits - places):
            raise NotStorable
        return Decimal(amount) if kind is Decimal else amount

    return encode


def amount_decoder(column: sa.Column[Any], scale: int) -> Callable[[Any], Decimal]:
    """Return what turns what a ledger holds into an amount."""
    kind = _python_type(column)
    return lambda value: Decimal(unscaled(value, scale)) if kind is int else Decimal(str(value))


def own_tables(metadata: sa.MetaData, prefix: str) -> dict[str, sa.Table]:
    """Declare the store's own tables."""
    text, number = sa.String(255), sa.BigInteger()
    serial = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

    def needed(name: str, kind: Any = text, **options: Any) -> sa.Column[Any]:
        return sa.Column(name, kind, nullable=False, **options)

    journal = sa.Table(
        f"{prefix}journal", metadata,
        sa.Column("id", serial, primary_key=True),
        needed("tenant"), needed("plan_id"), needed("digest"), needed("store_id", sa.Text()), needed("rows", number),
        needed("notify", sa.Boolean()), needed("profile"), needed("occasion", sa.Text()), needed("next", number),
        needed("started", sa.DateTime(timezone=True)),
        sa.UniqueConstraint("tenant", "plan_id"),
    )  # fmt: skip
    results = sa.Table(
        f"{prefix}results", metadata,
        sa.Column("journal", serial, sa.ForeignKey(journal.c.id, ondelete="CASCADE"), primary_key=True),
        sa.Column("idx", number, primary_key=True, autoincrement=False),
        needed("row", number), needed("status"), needed("customer_id"), needed("version"), needed("code"),
    )  # fmt: skip
    credits_ = sa.Table(
        f"{prefix}credits", metadata,
        sa.Column("id", serial, primary_key=True),
        needed("tenant"), needed("key"), needed("customer_id"), needed("amount"), needed("unit"), needed("account"),
        needed("expires"), needed("description", sa.Text()), needed("plan_id"), needed("row", number),
        needed("posted_at"),
        sa.UniqueConstraint("tenant", "key"),
    )  # fmt: skip
    outbox = sa.Table(
        f"{prefix}outbox", metadata,
        sa.Column("id", serial, primary_key=True),
        sa.Column("journal", serial, sa.ForeignKey(journal.c.id), nullable=False),
        needed("topic"), sa.Column("key", text), needed("customer_id"), needed("row", number),
    )  # fmt: skip
    return {"journal": journal, "results": results, "credits": credits_, "outbox": outbox}


@attrs.define
class Declared:
    """What the host declared."""

    customers: CustomersTable
    ledger: LedgerTable | None
    items: Mapping[str, ItemsTable]
    children: Mapping[str, ChildrenTable]
    prefix: str


class Tables:
    """The host's tables, reflected once, and the store's own.

    Raises:
        UsageError: A table or column that was declared does not exist, or a list has no table of its own.
    """

    def __init__(self, engine: sa.Engine, fields: StoredFields, declared: Declared) -> None:
        self.fields = fields
        self.declared = declared
        self.metadata = sa.MetaData()
        self.own_metadata = sa.MetaData()
        self.own = own_tables(self.own_metadata, declared.prefix)
        self._engine = engine
        table = declared.customers
        self.customers = self._reflect(table.name)
        self.id = self._column(self.customers, table.id)
        self.version = self._version(table) if table.version else None
        self.locked = self._column(self.customers, table.locked) if table.locked else None
        self.tenant = self._column(self.customers, table.tenant) if table.tenant else None
        self.columns = {
            name: self._column(self.customers, table.columns.get(name, name))
            for name in fields.names
            if name not in declared.items and table.columns.get(name, name) in self.customers.c
        }
        self.forms = {n: self._column(self.customers, form) for n, form in table.forms.items() if n in fields.names}
        self.encoders = {name: encoder(column) for name, column in self.columns.items()}
        # What the profile does not speak of is neither read nor written, but goes with a customer who is removed.
        items = {name: self._reflect(items.name) for name, items in declared.items.items()}
        children = {name: self._reflect(children.name) for name, children in declared.children.items()}
        self.owners = [self._column(items[name], table.customer) for name, table in declared.items.items()]
        self.owners += [self._column(children[name], table.customer) for name, table in declared.children.items()]
        self.items = {name: table for name, table in items.items() if name in fields.lists}
        self.children = {name: table for name, table in children.items() if name in fields.groups}
        self.ledger = self._reflect(declared.ledger.name) if declared.ledger else None
        # Values whose key forms ignore case are compared in lower case, unless the host keeps their key forms.
        self.folded = {n for n in fields.findable if n not in self.forms and fields.normalizer(n).key("Aa") != "Aa"}
        self.unguarded = self._unguarded()
        for name in fields.findable:
            if name not in self.columns and name not in self.items:
                raise UsageError(f"field {name!r} is looked up but has no column", code="store.no_column", field=name)
            if name in fields.lists and name not in self.items:
                raise UsageError(f"list {name!r} is looked up and needs items=", code="store.no_items", field=name)

    def _reflect(self, name: str) -> sa.Table:
        schema, _, bare = name.rpartition(".")
        try:
            return sa.Table(bare, self.metadata, schema=schema or None, autoload_with=self._engine, resolve_fks=False)
        except sa.exc.NoSuchTableError:
            pass
        raise UsageError(f"there is no table {name!r}", code="store.no_table", table=name)

    def _column(self, table: sa.Table, name: str) -> sa.Column[Any]:
        if name not in table.c:
            raise UsageError(f"table {table.name!r} has no column {name!r}", code="store.no_column", column=name)
        return table.c[name]

    def _version(self, table: CustomersTable) -> Version:
        if table.version == "xmin" and self._engine.dialect.name == "postgresql":
            self.customers.append_column(sa.Column("xmin", sa.Text(), system=True), replace_existing=True)
        return Version(self._column(self.customers, table.version), table.next_version)

    def child_column(self, group: str, field: str) -> sa.Column[Any]:
        """Return the column of a child's field."""
        return self._column(self.children[group], self.declared.children[group].columns.get(field, field))

    def _unguarded(self) -> frozenset[str]:
        """Return the unique fields whose key forms no unique index of the host's holds to one customer each."""
        inspector = sa.inspect(self._engine)
        guards: dict[str, set[frozenset[str]]] = {}
        for table in {self.customers, *self.items.values()}:
            constraints: list[Any] = [*inspector.get_unique_constraints(table.name, table.schema)]
            constraints += [index for index in inspector.get_indexes(table.name, table.schema) if index["unique"]]
            guards[table.name] = {frozenset(map(str, found["column_names"])) for found in constraints}
        open_fields = set()
        for name in self.fields.unique:
            if name in self.items:
                table, column = self.items[name], self.declared.items[name].item
            else:
                table, column = self.customers, (self.forms[name] if name in self.forms else self.columns[name]).name
            tenant = {self.tenant.name} if self.tenant is not None else set()
            if name in self.folded or not guards[table.name] & {frozenset({column}), frozenset({column, *tenant})}:
                open_fields.add(name)
        return frozenset(open_fields)

    def list_text(self, value: tuple[str, ...]) -> str:
        """Return what a column holds that keeps a whole list."""
        return json.dumps(value, ensure_ascii=False) if value else ""
