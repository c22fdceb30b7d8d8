"""The contract's tests of the journal: once, whole, by one worker, whatever happens in between."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, Literal

import attrs
import pytest

from customer_import.errors import BatchMoved, CustomerImportError, StalePlan
from customer_import.model import Outcome
from customer_import.ports import Batch, Store
from customer_import.testing.faulty import FaultyStore
from customer_import.testing.hooks import PROFILE, Exploding, Explosion, Hooks, create, credit, drive, plan_of, update

PLAN = [
    create(2, {"email": "ann@example.org", "cards": ("C1",)}, credit(1)),
    create(3, {"email": "bob@example.org"}),
    create(4, {"email": "ann@example.org"}),
    create(5, {"email": "eve@example.org", "phone": "+37061234567"}, credit(2, "0.5")),
    create(6, {"email": "zoe@example.org"}),
]


class Fencing(Hooks):
    """What a store promises of its journal."""

    def test_the_first_call_registers(self) -> None:
        """A new plan stands at 0, and a second call says the same."""
        store = self.make_store(PROFILE)
        plan = plan_of(store, PLAN)
        for journal in (store.journal(plan), store.journal(plan)):
            assert (journal.plan, journal.next, list(journal.results)) == (plan, 0, [])

    def test_the_first_writer_wins(self) -> None:
        """The id of a plan cannot be registered with other content, whoever tries."""
        store = self.make_store(PROFILE)
        plan = plan_of(store, PLAN)
        store.journal(plan)
        other = attrs.evolve(plan, digest="other")
        with pytest.raises(StalePlan):
            store.journal(other)
        with pytest.raises(StalePlan):
            store.commit(Batch(other, 0, 1, [(0, PLAN[0])]))
        assert self.customers(store) == []

    def test_another_store_or_tenant_is_refused(self) -> None:
        """A plan is applied only where it was made."""
        store = self.make_store(PROFILE)
        plan = plan_of(store, PLAN)
        store.journal(plan)
        for wrong in (attrs.evolve(plan, tenant="other"), attrs.evolve(plan, store_id="elsewhere")):
            with pytest.raises(StalePlan):
                store.journal(wrong)
            with pytest.raises(StalePlan):
                store.commit(Batch(wrong, 0, 1, [(0, PLAN[0])]))
        assert self.customers(store) == []

    def test_two_tenants_with_one_plan_id(self) -> None:
        """Journals, ledgers and messages of tenants are apart even where ids and keys are equal."""
        store, other = self.make_store(PROFILE), self.make_store(PROFILE, "other")
        drive(store, plan_of(store, PLAN), PLAN)
        before = self.state(store)
        assert other.journal(plan_of(other, PLAN)).next == 0
        drive(other, plan_of(other, PLAN), PLAN)
        assert self.state(store) == before
        assert len(self.ledger(other)) == 2

    def test_an_unregistered_plan(self) -> None:
        """Nothing is committed for a plan that no journal knows."""
        store = self.make_store(PROFILE)
        with pytest.raises(CustomerImportError):
            store.commit(Batch(plan_of(store, PLAN), 0, 1, [(0, PLAN[0])]))
        assert self.customers(store) == []

    def test_the_fence(self) -> None:
        """A batch that does not start where the journal stands is not written, and the exception says where it is."""
        store = self.make_store(PROFILE)
        plan = plan_of(store, PLAN)
        store.journal(plan)
        store.commit(Batch(plan, 0, 2, list(enumerate(PLAN))[:2]))
        before = self.state(store)
        for first in (0, 1, 3):
            with pytest.raises(BatchMoved) as caught:
                store.commit(Batch(plan, first, first + 1, [(first, PLAN[first])]))
            assert caught.value.next == 2
        assert self.state(store) == before
        assert store.journal(plan).next == 2

    def test_the_journal_remembers(self) -> None:
        """The results of all batches are there for whoever asks later, by index."""
        store = self.make_store(PROFILE)
        plan = plan_of(store, PLAN)
        results = drive(store, plan, PLAN, size=2)
        assert [(r.index, r.row, r.status) for r in results] == [
            (0, 2, "applied"), (1, 3, "applied"), (2, 4, "conflict"), (3, 5, "applied"), (4, 6, "applied")
        ]  # fmt: skip
        assert list(self.make_store(PROFILE).journal(plan).results) == results

    def test_outcomes_without_write_are_covered(self) -> None:
        """A batch covers outcomes that write nothing: the watermark counts them."""
        store = self.make_store(PROFILE)
        plan = plan_of(store, PLAN)
        store.journal(plan)
        assert [result.index for result in store.commit(Batch(plan, 0, 4, [(1, PLAN[1])]))] == [1]
        assert list(store.commit(Batch(plan, 4, 5, []))) == []
        assert store.journal(plan).next == 5

    def test_applied_twice_is_applied_once(self) -> None:
        """Driving a plan again changes nothing."""
        store = self.make_store(PROFILE)
        plan = plan_of(store, PLAN, notify=True)
        results = drive(store, plan, PLAN)
        before = self.state(store)
        assert drive(store, plan, PLAN) == results
        assert self.state(store) == before

    def test_batch_size_changes_nothing(self) -> None:
        """Row by row or all at once: the same customers, ledger and results."""
        store, other = self.make_store(PROFILE), self.make_store(PROFILE, "other")
        results = drive(store, plan_of(store, PLAN), PLAN, size=1)
        others = drive(other, plan_of(other, PLAN), PLAN, size=100)
        assert [(r.index, r.status, r.code) for r in results] == [(r.index, r.status, r.code) for r in others]
        assert [dict(m.values) for m in self.customers(store)] == [dict(m.values) for m in self.customers(other)]

    def test_whole_or_nothing(self) -> None:
        """A whole batch with one refused row writes nothing, moves nothing, and says which row it was."""
        store = self.make_store(PROFILE)
        plan = plan_of(store, PLAN)
        store.journal(plan)
        before = self.state(store)
        results = store.commit(Batch(plan, 0, 5, list(enumerate(PLAN)), whole=True))
        assert [result.row for result in results if result.status != "applied"] == [4]
        assert self.state(store) == before
        assert (store.journal(plan).next, list(store.journal(plan).results)) == (0, [])

    def test_whole_and_all(self) -> None:
        """A whole batch without refused rows is written."""
        store = self.make_store(PROFILE)
        outcomes = PLAN[:2]
        plan = plan_of(store, outcomes)
        store.journal(plan)
        results = store.commit(Batch(plan, 0, 2, list(enumerate(outcomes)), whole=True))
        assert [result.status for result in results] == ["applied"] * 2
        assert store.journal(plan).next == 2

    def test_an_explosion_in_the_middle(self) -> None:
        """An exception in the middle of a batch leaves no row, no credit, no message, and the journal where it was."""
        store = self.make_store(PROFILE)
        plan = plan_of(store, PLAN, notify=True)
        store.journal(plan)
        before = self.state(store)
        broken: Any = [(0, PLAN[0]), (1, PLAN[1]), (2, Exploding())]
        with pytest.raises((Explosion, CustomerImportError)):
            store.commit(Batch(plan, 0, 3, broken))
        assert self.state(store) == before
        assert store.journal(plan).next == 0
        drive(store, plan, PLAN)
        assert len(self.customers(store)) == 4

    @pytest.mark.parametrize("when", ["before", "after"])
    def test_any_call_may_be_lost(self, when: Literal["before", "after"]) -> None:
        """Whichever call fails, before or after it took effect: driving again ends as if nothing had happened."""
        undisturbed = self.make_store(PROFILE, "undisturbed")
        drive(undisturbed, plan_of(undisturbed, PLAN, notify=True), PLAN, size=2)
        wanted = [dict(m.values) for m in self.customers(undisturbed)], len(self.messages(undisturbed))
        at = 0
        while True:
            at += 1
            store = self.make_store(PROFILE, f"t{at}")
            faulty = FaultyStore(store, at=at, when=when)
            plan = plan_of(store, PLAN, notify=True)
            try:
                drive(faulty, plan, PLAN, size=2)
            except CustomerImportError:
                drive(store, plan, PLAN, size=2)
            assert ([dict(m.values) for m in self.customers(store)], len(self.messages(store))) == wanted
            assert len(self.ledger(store)) == 2
            if len(faulty.calls) < at:
                break

    def test_two_workers_with_one_plan(self) -> None:
        """Workers that drive the same plan at the same time write it once."""
        plan = plan_of(self.make_store(PROFILE), PLAN)
        self._race(lambda store, _: drive(store, plan, PLAN, size=1), workers=3)
        store = self.make_store(PROFILE)
        assert (len(self.customers(store)), len(self.ledger(store))) == (4, 2)

    def test_two_plans_for_one_customer(self) -> None:
        """Of several plans that were made against one version only one is applied, however close the race."""
        store = self.make_store(PROFILE)
        ids = [self.add(store, {"email": f"p{i}@example.org", "city": "Oslo"}) for i in range(8)]
        matches = [self.one(store, customer) for customer in ids]

        def work(mine: Store, worker: int) -> int:
            outcomes = [update(row, match, {"city": f"city {worker}"}) for row, match in enumerate(matches, 2)]
            results = drive(mine, plan_of(mine, outcomes, f"plan {worker}"), outcomes, size=1)
            return sum(result.status == "applied" for result in results)

        assert sum(self._race(work, workers=3)) == len(ids)

    def test_two_plans_for_one_credit(self) -> None:
        """Nor is a credit posted twice, or a customer created twice."""

        def work(mine: Store, worker: int) -> int:
            outcomes: list[Outcome] = [create(i, {"email": f"p{i}@example.org"}, credit(i)) for i in range(2, 8)]
            results = drive(mine, plan_of(mine, outcomes, f"plan {worker}"), outcomes, size=1)
            return sum(result.status == "applied" for result in results)

        assert sum(self._race(work, workers=3)) == 6
        store = self.make_store(PROFILE)
        assert (len(self.customers(store)), len(self.ledger(store))) == (6, 6)

    def _race(self, work: Callable[[Store, int], Any], workers: int) -> list[Any]:
        """Let threads work at once, each with a connection of its own; return what they return."""
        stores = [self.make_store(PROFILE) for _ in range(workers)]
        start = threading.Barrier(workers)
        answers: list[Any] = [None] * workers
        errors: list[BaseException] = []

        def run(worker: int) -> None:
            start.wait()
            try:
                answers[worker] = work(stores[worker], worker)
            except BaseException as error:  # noqa: BLE001 - raised again below
                errors.append(error)

        threads = [threading.Thread(target=run, args=(worker,)) for worker in range(workers)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if errors:
            raise errors[0]
        return answers
