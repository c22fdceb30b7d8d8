"""By what a store notices that a customer changed: a number, a moment, a word, or PostgreSQL's own xmin.

A number is raised by one. Everything else is compared as text, as the database writes it, and read back after a write:
whatever raised it, it must have moved.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from customer_import.errors import StoreError
from customer_import.stores.sql import Unwritable


class Version:
    """The version column of a host's customers.

    Args:
        column: The column.
        following: Makes the next version where the database does not.

    Attributes:
        shown: What is read and compared.
        counted: Whether it is a number that a write raises by one.
    """

    def __init__(self, column: sa.Column[Any], following: Callable[[], Any] | None) -> None:
        self._column = column
        self._following = following
        self.counted = following is None and isinstance(column.type, sa.Integer) and not column.system
        self.shown: sa.ColumnElement[Any] = column
        if not self.counted:
            zoned = isinstance(column.type, sa.DateTime) and column.type.timezone
            self.shown = sa.cast(sa.func.timezone("UTC", column) if zoned else column, sa.Text())

    def first(self) -> dict[str, Any]:
        """Return what a new customer gets."""
        return {self._column.name: 1} if self.counted else self._next()

    def raised(self) -> dict[str, Any]:
        """Return what a write sets."""
        return {self._column.name: self._column + 1} if self.counted else self._next()

    def _next(self) -> dict[str, Any]:
        return {self._column.name: self._following()} if self._following else {}

    def planned(self, version: str) -> int | str:
        """Return what `shown` must be for a customer to be as planned."""
        if not self.counted:
            return version
        if not version.isdecimal():
            raise Unwritable
        return int(version)

    def check(self, before: str, after: str) -> str:
        """Return the version after a write.

        Raises:
            StoreError: It is the one from before, so that nobody would notice the write.
        """
        if after == before:
            raise StoreError(
                "a write did not change the customer's version: let a trigger raise it, or say next_version",
                code="store.version_stuck",
            )
        return after
