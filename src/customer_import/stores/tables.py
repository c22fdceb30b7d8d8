"""How a host names its own tables and columns to `SQLAlchemyStore`. Declarations only.

Fields have the column of their own name unless `columns` says otherwise; a field without a column is not stored.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import attrs


@attrs.frozen
class CustomersTable:
    """The host's customers, one row each.

    Args:
        name: The table, with its schema before a dot where it needs one.
        id: The primary key; the database makes it up.
        version: What the host, too, changes at every write: a whole number, a moment, a word; on PostgreSQL ``xmin``
            serves, which every table has. Without one, the store compares values.
        locked: A column that says that the customer is deleted or erased: true, or not null.
        tenant: The column that tells tenants apart, where they share the table.
        columns: Field → column, where the names differ.
        forms: Key field → column that holds its key form. Without one, values are compared in lower case.
        next_version: Makes the next version, where it is no number that counts up and no trigger makes it:
            ``lambda: datetime.now(UTC)``.
    """

    name: str = "customers"
    id: str = "id"
    version: str = ""
    locked: str = ""
    tenant: str = ""
    columns: Mapping[str, str] = attrs.field(factory=dict)
    forms: Mapping[str, str] = attrs.field(factory=dict)
    next_version: Callable[[], object] | None = None


@attrs.frozen
class ItemsTable:
    """The items of a field with several values, such as cards, one row each.

    Args:
        name: The table.
        customer: The column with the owner's id.
        item: The column with the item.
    """

    name: str
    customer: str = "customer_id"
    item: str = "item"


@attrs.frozen
class ChildrenTable:
    """The children of a group, one row each.

    Args:
        name: The table.
        customer: The column with the parent's id.
        id: The primary key; the database makes it up.
        columns: Field → column, where the names differ.
    """

    name: str
    customer: str = "customer_id"
    id: str = "id"
    columns: Mapping[str, str] = attrs.field(factory=dict)


@attrs.frozen
class LedgerTable:
    """The host's ledger, to which credits are appended. An empty name means that it has no such column.

    Args:
        name: The table.
        customer: The column with the owner's id.
        amount: The amount: NUMERIC, text, or a whole number of smallest units.
        scale: Digits after the decimal mark that a whole number stands for.
        unit: The currency or unit.
        account: The named account.
        expires: The last day.
        description: The text that the customer sees.
        key: The credit's key.
        plan: The plan's id.
        tenant: The column that tells tenants apart.
    """

    name: str = "ledger"
    customer: str = "customer_id"
    amount: str = "amount"
    scale: int = 2
    unit: str = ""
    account: str = ""
    expires: str = ""
    description: str = ""
    key: str = ""
    plan: str = ""
    tenant: str = ""
