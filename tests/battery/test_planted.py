"""The batteries find stores that are broken: a battery that finds nothing proves nothing until it has found these."""

from collections.abc import Sequence
from pathlib import Path

import attrs
import pytest

import customer_import as ci
from customer_import.model import Outcome, Result, Target
from customer_import.ports import Batch
from tests.battery.concurrency import Seen, one_round
from tests.battery.crash import Battery
from tests.battery.worlds import OnSQLite


class JournalFirst(ci.SQLiteStore):
    """Moves the journal in a transaction of its own, before the rows are written."""

    def commit(self, batch: Batch) -> Sequence[Result]:
        """Move first, write later."""
        super().commit(attrs.evolve(batch, operations=()))
        with self._transaction() as writing:
            query = "SELECT id FROM journal WHERE plan_id = ?"
            (writing._journal,) = writing.db.execute(query, (batch.plan.id,)).fetchone()
            results = self._write(writing, batch)
            writing.record(results)
        return results


class CreditsLater(ci.SQLiteStore):
    """Writes customers in one transaction and their credits in the next."""

    def commit(self, batch: Batch) -> Sequence[Result]:
        """Commit the rows without credits, then the credits."""
        bare = [(index, attrs.evolve(outcome, credits=())) for index, outcome in batch.operations]
        results = super().commit(attrs.evolve(batch, operations=bare))
        with self._transaction() as writing:
            query = "SELECT id FROM journal WHERE plan_id = ?"
            (writing._journal,) = writing.db.execute(query, (batch.plan.id,)).fetchone()
            for result, (index, outcome) in zip(results, batch.operations, strict=True):
                if result.status == "applied" and outcome.credits:
                    rest = Outcome("update", outcome.row, Target(result.customer_id), credits=outcome.credits)
                    writing.write(batch.plan, [(index, rest)])
        return results


class Blind(ci.SQLiteStore):
    """Takes the version of this moment for the one planned against."""

    def commit(self, batch: Batch) -> Sequence[Result]:
        """Write whatever the plan says."""
        operations = []
        for index, outcome in batch.operations:
            for match in self.find({"@id": [outcome.target.id]} if outcome.target else {}):
                outcome = attrs.evolve(outcome, target=Target(match.id, match.version))
            operations.append((index, outcome))
        return super().commit(attrs.evolve(batch, operations=operations))


@pytest.mark.parametrize("make", [JournalFirst, CreditsLater])
def test_crashes_find_it(make: type[ci.SQLiteStore], tmp_path: Path) -> None:
    """Kills between statements find rows that are lost, and rows without their credits."""
    battery = Battery(OnSQLite(tmp_path, make), tmp_path)
    with pytest.raises(AssertionError, match="differs"):
        battery.at_every_statement(start=3, step=9)


@pytest.mark.parametrize(("make", "found"), [(CreditsLater, "different rows"), (Blind, "edit of the host")])
def test_concurrency_finds_it(make: type[ci.SQLiteStore], found: str, tmp_path: Path) -> None:
    """Snapshots find rows without their credits, and the end finds an edit that was overwritten."""
    world, seen = OnSQLite(tmp_path, make), Seen()

    def rounds() -> None:
        for seed in range(50):
            one_round(world, tmp_path, 4, seed, seen)

    with pytest.raises(AssertionError, match=found):
        rounds()
