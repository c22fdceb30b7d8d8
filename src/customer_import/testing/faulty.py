"""A store that fails when it is told to: before a call reaches the real store, or after it has taken effect."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Literal

from customer_import.errors import StoreError
from customer_import.model import Balance, Match, Posted, Result
from customer_import.ports import Batch, Journal, PlanRef, Store


def lost_connection() -> BaseException:
    """Make the error of a store whose connection broke: nobody knows whether the call took effect."""
    return StoreError("the connection was lost", code="store.unreachable")


class FaultyStore:
    """Passes every call on to a store, except that one of them fails.

    Args:
        store: The store.
        at: Which call fails, counted from 1; 0 lets all pass.
        when: ``before`` the call reaches the store, or ``after`` it took effect and before anybody hears of it.
        error: Makes the exception that is raised. One that is no `Exception` stands for the end of the process.

    Attributes:
        calls: The names of the methods called so far.
    """

    def __init__(
        self,
        store: Store,
        *,
        at: int = 0,
        when: Literal["before", "after"] = "before",
        error: Callable[[], BaseException] = lost_connection,
    ) -> None:
        self.store = store
        self.at = at
        self.when = when
        self.error = error
        self.calls: list[str] = []

    @property
    def store_id(self) -> str:
        """The store's name for itself."""
        return self.store.store_id

    @property
    def tenant(self) -> str:
        """The name of whose customers these are."""
        return self.store.tenant

    def find(self, keys: Mapping[str, Sequence[str]]) -> Iterable[Match]:
        """Find customers, or fail."""
        return self._pass("find", keys)  # type: ignore[no-any-return]

    def credits(self, keys: Sequence[str]) -> Iterable[Posted]:
        """Return entries of the ledger, or fail."""
        return self._pass("credits", keys)  # type: ignore[no-any-return]

    def balances(self, ids: Sequence[str]) -> Iterable[Balance]:
        """Tell balances, or fail."""
        return self._pass("balances", ids)  # type: ignore[no-any-return]

    def journal(self, plan: PlanRef) -> Journal:
        """Register a plan, or fail."""
        return self._pass("journal", plan)  # type: ignore[no-any-return]

    def commit(self, batch: Batch) -> Sequence[Result]:
        """Write a batch, or fail."""
        return self._pass("commit", batch)  # type: ignore[no-any-return]

    def _pass(self, name: str, argument: object) -> Any:
        self.calls.append(name)
        due = len(self.calls) == self.at
        if due and self.when == "before":
            raise self.error()
        answer = getattr(self.store, name)(argument)
        if due:
            raise self.error()
        return answer
