"""`SQLAlchemyStore` in Django's words (extra ``django``): models and their fields in the place of tables and columns.

It speaks to the database of Django's settings through connections of its own: a batch is a transaction of its own,
whatever `atomic` block the caller stands in.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

import attrs

from customer_import.errors import UsageError
from customer_import.profile import Profile
from customer_import.stores.sqlalchemy import SQLAlchemyStore
from customer_import.stores.tables import ChildrenTable, CustomersTable, ItemsTable, LedgerTable

if TYPE_CHECKING:
    import sqlalchemy as sa

T = TypeVar("T", CustomersTable, ItemsTable, ChildrenTable, LedgerTable)

# What the declarations say besides the names of columns.
_NO_COLUMNS = frozenset({"name", "columns", "forms", "scale", "next_version"})
_DRIVERS = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg"}


class DjangoStore(SQLAlchemyStore):
    """Customers in the tables of a Django project, on PostgreSQL or SQLite.

    Args:
        profile: Which fields there are, and which of them are keys or unique.
        customers: The customers: `name` is a model (``shop.Member``), every column the name of one of its fields.
        ledger: The ledger, named in the same way; None refuses credits.
        items: Field with several values → the model of its items.
        children: Group → the model of its children.
        using: The alias of the database in Django's settings.
        **options: As of `SQLAlchemyStore`.

    Raises:
        UsageError: There is no such model or field, or the database is neither PostgreSQL nor SQLite.
    """

    def __init__(
        self,
        profile: Profile,
        *,
        customers: CustomersTable,
        ledger: LedgerTable | None = None,
        items: Mapping[str, ItemsTable] | None = None,
        children: Mapping[str, ChildrenTable] | None = None,
        using: str = "default",
        **options: Any,
    ) -> None:
        names = tuple(field.name for field in profile.fields)
        super().__init__(
            _engine(using),
            profile,
            customers=_named(customers, names),
            ledger=_named(ledger) if ledger else None,
            items={field: _named(table) for field, table in (items or {}).items()},
            children={group: _named(table, names) for group, table in (children or {}).items()},
            **options,
        )


def _named(declared: T, fields: tuple[str, ...] = ()) -> T:
    """Return a declaration with the table of a model and the columns of its fields."""
    from django.apps import apps

    try:
        model = apps.get_model(declared.name)
    except (LookupError, ValueError):
        model = None
    if model is None:
        raise UsageError(f"there is no model {declared.name!r}: write app_label.Model", code="store.no_table")
    column = functools.partial(_column, model)
    changes: dict[str, Any] = {"name": model._meta.db_table}
    for field in attrs.fields(type(declared)):
        value = getattr(declared, field.name)
        if field.name not in _NO_COLUMNS and value:
            changes[field.name] = column(value)
    if isinstance(declared, (CustomersTable, ChildrenTable)):
        own = {field.name for field in model._meta.concrete_fields}
        said = {name: name for name in fields if name in own} | dict(declared.columns)
        changes["columns"] = {name: column(value) for name, value in said.items()}
    if isinstance(declared, CustomersTable):
        changes["forms"] = {name: column(value) for name, value in declared.forms.items()}
    evolve: Callable[..., T] = attrs.evolve
    return evolve(declared, **changes)


def _column(model: Any, name: str) -> str:
    """Return the column of a model's field; ``xmin`` is every table's on PostgreSQL."""
    from django.core.exceptions import FieldDoesNotExist

    if name == "xmin":
        return name
    try:
        found: str = model._meta.pk.column if name == "pk" else model._meta.get_field(name).column
    except FieldDoesNotExist:
        pass
    else:
        return found
    raise UsageError(f"model {model._meta.label!r} has no field {name!r}", code="store.no_column", column=name)


def _engine(using: str) -> sa.Engine:
    """Return the engine for a database of Django's settings; one for each address, as engines keep connections."""
    from django.db import connections

    connection = connections[using]
    if connection.vendor not in _DRIVERS:
        raise UsageError(f"{connection.vendor} is not supported: PostgreSQL and SQLite are", code="store.database")
    own = connection.settings_dict
    parts = (own.get("USER"), own.get("PASSWORD"), own.get("HOST"), own.get("PORT"))
    return _made(_DRIVERS[connection.vendor], *(str(part or "") for part in parts), str(own["NAME"]))


@functools.cache
def _made(driver: str, *parts: str) -> sa.Engine:
    import sqlalchemy as sa

    user, password, host, port, name = parts
    return sa.create_engine(
        sa.URL.create(driver, user or None, password or None, host or None, int(port) if port else None, name),
        pool_pre_ping=True,
    )
