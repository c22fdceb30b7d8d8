"""Seven stores with one planted bug each, such as hosts write them. The contract must find every one."""

import itertools
import time

import attrs

from customer_import.errors import BatchMoved
from customer_import.model import Outcome, Result, Target
from customer_import.ports import Batch, Journal
from customer_import.stores import MemoryStore
from customer_import.stores.memory import _write
from customer_import.stores.refusing import refusal

_numbers = itertools.count()


def _with(batch: Batch, operations: list[tuple[int, Outcome]]) -> Batch:
    return attrs.evolve(batch, operations=operations)


class WithoutIdempotencyKey(MemoryStore):
    """Gives every credit a key of its own, as an auto-incremented ledger does."""

    def commit(self, batch: Batch) -> list[Result]:
        """Post credits under fresh keys."""
        operations = []
        for index, outcome in batch.operations:
            fresh = tuple(attrs.evolve(credit, key=f"{next(_numbers)}") for credit in outcome.credits)
            operations.append((index, attrs.evolve(outcome, credits=fresh)))
        return super().commit(_with(batch, operations))


class JournalBeforeData(MemoryStore):
    """Moves the journal in a transaction of its own, before the rows are written."""

    def commit(self, batch: Batch) -> list[Result]:
        """Move first, write later."""
        super().commit(attrs.evolve(batch, operations=[], whole=False))
        with self._lock, self._state.transaction():
            results = [_write(self._state, batch.plan, index, outcome) for index, outcome in batch.operations]
            journal = self._state.journals[batch.plan.id]
            journal.results = (*journal.results, *results)
            return results


class SplitRow(MemoryStore):
    """Writes the customer in one transaction and its credits in the next."""

    def commit(self, batch: Batch) -> list[Result]:
        """Commit the rows without credits, then the credits."""
        bare = [(index, attrs.evolve(outcome, credits=())) for index, outcome in batch.operations]
        results = super().commit(_with(batch, bare))
        if any(result.status != "applied" for result in results) and batch.whole:
            return results
        with self._lock:
            for result, (index, outcome) in zip(results, batch.operations, strict=True):
                if outcome.credits and result.status == "applied":
                    rest = attrs.evolve(outcome, kind="update", target=Target(result.customer_id), edits=())
                    _write(self._state, batch.plan, index, rest)
        return results


class Autocommit(MemoryStore):
    """Writes row by row, each for good at once, and the journal at the end."""

    def commit(self, batch: Batch) -> list[Result]:
        """Write without a transaction around it."""
        with self._lock:
            journal = self.journal(batch.plan)
            if journal.next != batch.first:
                raise BatchMoved(next=journal.next)
            results = [_write(self._state, batch.plan, index, outcome) for index, outcome in batch.operations]
            done = Journal(journal.plan, batch.next, (*journal.results, *results))
            self._state.journals[batch.plan.id] = done
            return results


class BlindWrite(MemoryStore):
    """Writes what the plan says without asking whether the customer is still as planned."""

    def commit(self, batch: Batch) -> list[Result]:
        """Take the version of this moment for the one planned against."""
        operations = []
        for index, outcome in batch.operations:
            match = self._state.customers.get(outcome.target.id) if outcome.target else None
            if match is not None and outcome.target is not None:
                edits = tuple(attrs.evolve(edit, before=match.values.get(edit.field, "")) for edit in outcome.edits)
                outcome = attrs.evolve(outcome, target=attrs.evolve(outcome.target, version=match.version), edits=edits)
            operations.append((index, outcome))
        return super().commit(_with(batch, operations))


class CheckThenAct(BlindWrite):
    """Asks whether the customer is as planned, and writes a moment later."""

    def commit(self, batch: Batch) -> list[Result]:
        """Leave a gap between the question and the write."""
        refused = {
            index: found
            for index, outcome in batch.operations
            if (found := refusal(outcome, batch.plan, self._state, self._fields))
        }
        time.sleep(0.001)
        if refused or batch.whole:
            return MemoryStore.commit(self, batch)
        return super().commit(batch)


class Forgetful(MemoryStore):
    """Says that nobody was ever credited for an occasion."""

    def credited(self, occasion: str) -> bool:
        """Deny it."""
        return False
