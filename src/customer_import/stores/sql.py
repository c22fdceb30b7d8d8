"""What every SQL store does alike: a batch is tried whole; when a row fails, in halves with savepoints, to the row.

The statements are the stores' own. Driver errors are translated in one place, and their causes are dropped: a
database's message quotes the customer's e-mail.
"""

from __future__ import annotations

import functools
import itertools
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from customer_import.errors import BatchMoved, StalePlan, StoreError
from customer_import.model import Outcome, Result
from customer_import.ports import Batch, PlanRef
from customer_import.profile import Profile
from customer_import.stores.fields import StoredFields
from customer_import.stores.refusing import Refusal, State, check_plan, refusal, sets_balance

P = ParamSpec("P")
R = TypeVar("R")
S = TypeVar("S", bound="SQLStore")

Operations = Sequence[tuple[int, Outcome]]
WRITES = ("create", "update", "remove")
SMALL = 8  # rows that are not worth another halving


class Unwritable(Exception):
    """The database is not as some row of the batch was planned against; which row, `refusal` finds out."""


# SQLite's primary result codes, https://sqlite.org/rescode.html
SQLITE_FAILURES = {
    5: ("store.busy", "the database stayed locked by another process; try again"),
    6: ("store.busy", "the database stayed locked by another process; try again"),
    8: ("store.read_only", "the database cannot be written"),
    10: ("store.io", "the disk failed"),
    11: ("store.damaged", "the file is damaged"),
    13: ("store.full", "the disk is full"),
    14: ("store.unreachable", "the file cannot be opened"),
    26: ("store.damaged", "the file is no SQLite database"),
}


class Transaction(State, Protocol):
    """One transaction of a store, between its begin and its commit or rollback."""

    def move(self, batch: Batch) -> tuple[str, int] | None:
        """Move the watermark from `batch.first` to `batch.next`; on failure return (digest, next) as registered."""
        ...

    def savepoint(self) -> AbstractContextManager[object]:
        """Undo what stands inside if an exception passes."""
        ...

    def write(self, plan: PlanRef, operations: Operations) -> list[Result]:
        """Write operations as if one after the other, all of them: either removes or none of them.

        Raises:
            Unwritable: A condition of some operation does not hold; what was written must be rolled back.
        """
        ...

    def record(self, results: Sequence[Result]) -> None:
        """Store results with the journal that was moved."""
        ...


class _Undone(Exception):
    """Carries results past a rollback."""

    def __init__(self, results: Sequence[Result]) -> None:
        super().__init__()
        self.results: Sequence[Result] = results


def translated(method: Callable[Concatenate[S, P], R]) -> Callable[Concatenate[S, P], R]:
    """Let no exception of the driver out of a method; the one raised instead knows nothing of it."""

    @functools.wraps(method)
    def call(self: S, /, *args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return method(self, *args, **kwargs)
        except self._driver_errors as error:
            failure = self._failure(error)
        raise failure  # outside of the handler, so that not even __context__ leads to the driver's message

    return call


class SQLStore(ABC):
    """The part of a store that is the same for every database."""

    _driver_errors: tuple[type[Exception], ...] = ()

    def __init__(self, profile: Profile, tenant: str) -> None:
        self.profile = profile
        self.tenant = tenant
        self._fields = StoredFields(profile)

    @property
    @abstractmethod
    def store_id(self) -> str:
        """This tenant in this database."""

    @abstractmethod
    def _transaction(self) -> AbstractContextManager[Transaction]:
        """Begin a transaction that writes; commit at the end, roll back if an exception passes."""

    @abstractmethod
    def _failure(self, error: Exception) -> StoreError:
        """Say what a driver's error means, without any content."""

    @translated
    def commit(self, batch: Batch) -> Sequence[Result]:
        """Write a batch in one transaction, or nothing of it."""
        check_plan(batch.plan, self.store_id, self.tenant)
        try:
            with self._transaction() as transaction:
                registered = transaction.move(batch)
                if registered is not None:
                    raise _fenced(batch, registered)
                results = self._write(transaction, batch)
                if batch.whole and any(result.status in ("stale", "conflict") for result in results):
                    raise _Undone(results)
                transaction.record(results)
        except _Undone as undone:
            return undone.results
        return results

    def _write(self, transaction: Transaction, batch: Batch) -> Sequence[Result]:
        """Write what can be written of a batch, and say so of each row."""
        writes = [(index, outcome) for index, outcome in batch.operations if outcome.kind in WRITES]
        written: list[Result] = []
        for (_, alone), part in itertools.groupby(writes, key=manner):
            if alone:
                written += [self._write_one(transaction, batch.plan, index, outcome) for index, outcome in part]
            else:
                written += self._write_part(transaction, batch.plan, list(part))
        if len(writes) == len(batch.operations):
            return written
        by_index = {result.index: result for result in written}
        return [by_index.get(index) or Result(index, outcome.row, "done") for index, outcome in batch.operations]

    def _write_part(self, transaction: Transaction, plan: PlanRef, writes: Operations) -> list[Result]:
        """Write rows at once; where one of them stands in the way, in halves, and the smallest of those one by one."""
        try:
            with transaction.savepoint():
                return transaction.write(plan, writes)
        except Unwritable:
            pass
        if len(writes) <= SMALL:
            return [self._write_one(transaction, plan, index, outcome) for index, outcome in writes]
        middle = len(writes) // 2
        first = self._write_part(transaction, plan, writes[:middle])
        return first + self._write_part(transaction, plan, writes[middle:])

    def _write_one(self, transaction: Transaction, plan: PlanRef, index: int, outcome: Outcome) -> Result:
        """Write one row, or leave no trace of it."""
        if sets_balance(outcome) and (moved := refusal(outcome, plan, transaction, self._fields)):
            return Result(index, outcome.row, moved.status, code=moved.code)
        try:
            with transaction.savepoint():
                return transaction.write(plan, [(index, outcome)])[0]
        except Unwritable:
            # A refusal that the port's rules do not explain is one of the database's own: a constraint, a type.
            refused = refusal(outcome, plan, transaction, self._fields) or Refusal("conflict", "store.refused")
            return Result(index, outcome.row, refused.status, code=refused.code)


def manner(write: tuple[int, Outcome]) -> tuple[bool, bool]:
    """Tell which rows are written together: removes apart from others, rows that set a balance one by one.

    What a remove frees, or finds in the ledger, depends on the rows before it; no constraint holds a balance.
    """
    return write[1].kind == "remove", sets_balance(write[1])


def _fenced(batch: Batch, registered: tuple[str, int]) -> Exception:
    """Say why the journal did not move."""
    digest, reached = registered
    if not digest:
        return StoreError("the plan is not registered: call journal() first", code="journal.unknown")
    if digest != batch.plan.digest:
        return StalePlan("another plan is registered under this id", code="plan.id_taken")
    return BatchMoved(next=reached)
