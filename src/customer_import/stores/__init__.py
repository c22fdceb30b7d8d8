"""Stores that come with the library: in memory, in one SQLite file, and on a host's own tables.

A store knows `ports` and `model` and nothing of how a row was decided. Names load on first use, drivers with them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from customer_import.stores.checking import KeyFault, check_keys
    from customer_import.stores.django import DjangoStore
    from customer_import.stores.ledger import Entry, Message
    from customer_import.stores.memory import MemoryStore
    from customer_import.stores.sqlalchemy import SQLAlchemyStore
    from customer_import.stores.sqlite import SQLiteStore
    from customer_import.stores.tables import ChildrenTable, CustomersTable, ItemsTable, LedgerTable

_HOME = {
    "ChildrenTable": "tables",
    "CustomersTable": "tables",
    "DjangoStore": "django",
    "Entry": "ledger",
    "ItemsTable": "tables",
    "KeyFault": "checking",
    "LedgerTable": "tables",
    "MemoryStore": "memory",
    "Message": "ledger",
    "SQLAlchemyStore": "sqlalchemy",
    "SQLiteStore": "sqlite",
    "check_keys": "checking",
}

__all__ = [
    "ChildrenTable",
    "CustomersTable",
    "DjangoStore",
    "Entry",
    "ItemsTable",
    "KeyFault",
    "LedgerTable",
    "MemoryStore",
    "Message",
    "SQLAlchemyStore",
    "SQLiteStore",
    "check_keys",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
