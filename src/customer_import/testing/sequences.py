"""The contract's state machine: any sequence of calls, host edits, faults and reopened connections, in two tenants.

After every step the store holds what the model says. Written for shrinking: a failure is told as a few calls.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from customer_import.errors import BatchMoved, CustomerImportError, StalePlan
from customer_import.model import Credit, Value
from customer_import.ports import Batch, PlanRef, Store
from customer_import.testing._model import Model, Planned
from customer_import.testing.columns import in_columns
from customer_import.testing.faulty import FaultyStore
from customer_import.testing.hooks import PROFILE, Exploding, Hooks, create, credit, plan_of, remove, update

TENANTS = ("one", "two")
WHICH = st.sampled_from(["one", "one", "one", "two"])
EMAILS = st.sampled_from(["a@x.org", "A@x.org", "b@x.org", "c@x.org"])
PHONES = st.sampled_from(["+37061234567", "+37061234568"])
CARDS = st.sets(st.sampled_from(["C1", "C2", "C3"]), min_size=1).map(lambda cards: tuple(sorted(cards)))
CITIES = st.sampled_from(["", "Oslo", "Rome"])
VALUES: dict[str, st.SearchStrategy[Value]] = {"phone": PHONES, "cards": CARDS, "city": CITIES}
CREDITS = st.lists(
    st.builds(credit, st.integers(1, 4), st.sampled_from(["1", "-0.5", "1.00"])), max_size=2, unique_by=lambda c: c.key
)
_numbers = itertools.count(1)


class Machine(RuleBasedStateMachine):
    """What happens to a store. Subclassed by `Sequences`, which says whose."""

    contract: Hooks

    def __init__(self) -> None:
        super().__init__()
        number = next(_numbers)  # tenants of their own: the examples of one test share a database
        self.names = {tenant: f"{tenant}-{number}" for tenant in TENANTS}
        self.stores = {tenant: self._open(tenant) for tenant in TENANTS}
        self.models = {tenant: Model() for tenant in TENANTS}
        self.plans: list[tuple[str, Planned, PlanRef]] = []
        self.last = TENANTS[0]  # whom the last step was about
        self.steps = 0

    def _open(self, tenant: str) -> Store:
        return self.contract.make_store(PROFILE, self.names[tenant])

    def _somebody(self, data: st.DataObject, tenant: str) -> str | None:
        there = list(self.models[tenant].customers)
        return data.draw(st.sampled_from(there)) if there else None

    # The host ------------------------------------------------------------------------------------------------------

    @rule(tenant=WHICH, values=st.fixed_dictionaries({"email": EMAILS}, optional=VALUES))
    def host_adds(self, tenant: str, values: dict[str, Value]) -> None:
        """Register a customer, if their unique values are free."""
        self.last = tenant
        model = self.models[tenant]
        if model.is_free(values):
            model.change(self.contract.add(self.stores[tenant], values), values)

    @rule(data=st.data(), tenant=WHICH, city=CITIES, how=st.sampled_from(["edit", "edit", "edit", "lock", "delete"]))
    def host_changes(self, data: st.DataObject, tenant: str, city: str, how: str) -> None:
        """Change a customer, erase one so that it is still found, or remove one for good."""
        self.last = tenant
        own = self._somebody(data, tenant)
        if own is None:
            return
        model, store = self.models[tenant], self.stores[tenant]
        if how == "delete":
            self.contract.delete(store, own)
            del model.customers[own]
        elif how == "lock" and self.contract.can_lock:
            self.contract.lock(store, own)
            model.customers[own].locked = True
        elif not model.customers[own].locked:
            self.contract.edit(store, own, {"city": city})
            model.change(own, {"city": city})

    # Planning ------------------------------------------------------------------------------------------------------

    @rule(data=st.data(), tenant=WHICH, rows=st.integers(1, 5), notify=st.booleans(), known=st.integers(0, 3))
    def plan(self, data: st.DataObject, tenant: str, rows: int, notify: bool, known: int) -> None:
        """Make a plan against the customers of now, and mostly register it. Each tenant counts its plans from 1."""
        self.last, store = tenant, self.stores[tenant]
        name = f"plan {1 + sum(own == tenant for own, _, _ in self.plans)}"
        planned = Planned(name, [], {}, notify)
        for row in range(2, 2 + rows):
            self._add_outcome(data, tenant, planned, row)
        ref = plan_of(store, planned.outcomes, name, notify=notify)
        self.plans.append((tenant, planned, ref))
        batch = Batch(ref, 0, 1, [(0, planned.outcomes[0])])
        with pytest.raises(StalePlan):
            self.stores[TENANTS[1 - TENANTS.index(tenant)]].commit(batch)
        if known:
            planned.next = store.journal(ref).next
            with pytest.raises(StalePlan):
                store.journal(attrs.evolve(ref, digest="other"))
        else:
            with pytest.raises(CustomerImportError):
                store.commit(batch)

    def _add_outcome(self, data: st.DataObject, tenant: str, planned: Planned, row: int) -> None:
        own = self._somebody(data, tenant)
        posted = data.draw(CREDITS)
        kind = data.draw(st.sampled_from(["create", "update", "update", "remove"]))
        if own is None or kind == "create":
            values = data.draw(st.fixed_dictionaries({"email": EMAILS}, optional=VALUES))
            planned.outcomes.append(create(row, values, *posted))
            return
        match = self.contract.one(self.stores[tenant], own)
        if kind == "remove" and self.contract.can_remove:
            planned.outcomes.append(remove(row, match))
            versioned = True
        else:
            changes = data.draw(st.fixed_dictionaries({}, optional={"email": EMAILS, **VALUES}))
            versioned = data.draw(st.booleans())
            planned.outcomes.append(update(row, match, changes, *posted, versioned=versioned))
        if versioned and match.version:
            planned.writes[len(planned.outcomes) - 1] = self.models[tenant].customers[own].writes

    # Applying ------------------------------------------------------------------------------------------------------

    @precondition(lambda self: self.plans)
    @rule(
        data=st.data(),
        size=st.integers(1, 5),
        off=st.sampled_from([0, 0, 0, 0, 0, -1, 1]),
        whole=st.sampled_from([False, False, False, True]),
        lost=st.sampled_from(["", "", "", "before", "after", "inside"]),
        columns=st.booleans(),
    )
    def commit(self, data: st.DataObject, size: int, off: int, *, whole: bool, lost: Any, columns: bool) -> None:
        """Commit a batch: in its place or not, whole or not, as columns or not; perhaps the process ends meanwhile."""
        tenant, planned, ref = data.draw(st.sampled_from(self._unfinished() or self.plans))
        self.last, store = tenant, self.stores[tenant]
        planned.next = planned.next or store.journal(ref).next
        first = max(0, planned.next + off)
        operations = list(enumerate(planned.outcomes))[first : first + size]
        rows = in_columns(operations) if columns else operations
        batch = Batch(ref, first, first + len(operations), rows, whole)
        if planned.next != first:
            with pytest.raises(BatchMoved) as moved:
                store.commit(batch)
            assert moved.value.next == planned.next
        elif lost:
            self._lose(tenant, planned, batch, lost)
        else:
            self._compare(tenant, planned, batch, store.commit(batch))
        journal = store.journal(ref)
        assert (journal.plan, journal.next) == (ref, planned.next)
        assert {result.index: result.status for result in journal.results} == planned.results

    def _unfinished(self) -> list[tuple[str, Planned, PlanRef]]:
        return [entry for entry in self.plans if (entry[1].next or 0) < len(entry[1].outcomes)]

    def _lose(self, tenant: str, planned: Planned, batch: Batch, when: Any) -> None:
        """Lose a commit before, after, or while it takes effect, and open the store again."""
        store = self.stores[tenant]
        if when == "inside":
            broken: Any = [*batch.operations, (batch.next, Exploding())]
            with pytest.raises(Exception):  # noqa: B017, PT011 - whatever a store makes of an outcome that explodes
                store.commit(attrs.evolve(batch, operations=broken, next=batch.next + 1))
        else:
            with pytest.raises(CustomerImportError):
                FaultyStore(store, at=1, when=when).commit(batch)
        self.stores[tenant] = store = self._open(tenant)
        if when == "after":
            results = [result for result in store.journal(batch.plan).results if result.index >= batch.first]
            self._compare(tenant, planned, batch, results, unheard=True)

    def _compare(
        self, tenant: str, planned: Planned, batch: Batch, results: Sequence[Any], *, unheard: bool = False
    ) -> None:
        """Foretell the results of a batch row by row, and take them over if the batch was written."""
        model = self.models[tenant].copy()
        foretold: dict[int, str] = {}
        told = {result.index: result for result in results}
        for index, outcome in batch.operations:
            foretold[index] = model.refusal(planned, index) or "applied"
            if foretold[index] == "applied":
                there = told[index].customer_id if index in told else ""
                own = outcome.target.id if outcome.target else there or f"new {index}"
                assert own == there or batch.whole
                model.write(planned, index, own)
        undone = batch.whole and set(foretold.values()) != {"applied"}
        if unheard and undone:
            assert not told
            return
        assert {index: result.status for index, result in told.items()} == foretold
        assert [result.index for result in results] == [index for index, _ in batch.operations]
        assert all(bool(result.code) == (result.status != "applied") for result in results)
        if not undone:
            self.models[tenant] = model
            planned.next = batch.next
            planned.results.update(foretold)

    # What holds after every step -----------------------------------------------------------------------------------

    @invariant()
    def all_is_as_foretold(self) -> None:
        """The tenant that the step was about holds what the model says; so does the other, looked at now and then."""
        self.steps += 1
        for tenant in TENANTS if self.steps % 5 == 0 else (self.last,):
            self._check(tenant)

    def _check(self, tenant: str) -> None:
        """Compare customers, ledger and messages, and what planning would be told of them."""
        store, model = self.stores[tenant], self.models[tenant]
        there = {
            match.id: ({name: value for name, value in match.values.items() if value}, match.locked)
            for match in self.contract.customers(store)
        }
        assert there == {own: (customer.values, customer.locked) for own, customer in model.customers.items()}
        entries = self.contract.ledger(store)
        assert len(entries) == len(model.ledger)
        for owner, posted in entries:
            entry = model.ledger[posted.key]
            assert (entry.plan, entry.row) == (posted.plan_id, posted.row)
            assert entry.says(owner, Credit(posted.key, posted.amount, posted.unit))
        if self.contract.has_outbox:
            assert sorted(self.contract.messages(store)) == sorted(model.messages)
        found = [match.id for match in self.contract.found(store, email="a@x.org", cards=["C1", "C2"])]
        assert sorted(found) == sorted(model.owners("email", "a@x.org") | model.owners("cards", ("C1", "C2")))
        keys = [credit(number).key for number in range(1, 6)]
        assert {posted.key for posted in store.credits(keys)} == set(model.ledger)
        credited = getattr(store, "credited", None)
        if credited is not None:
            assert all(credited(f"occasion of {entry.plan}") for entry in model.ledger.values())


class Sequences(Hooks):
    """What a store promises whatever happens in whatever order.

    Attributes:
        sequences: How long the state machine looks: by default a quarter of the examples of the Hypothesis profile.
    """

    sequences = settings(
        max_examples=max(1, settings().max_examples // 4),
        stateful_step_count=25,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )

    def test_any_sequence(self) -> None:
        """After any calls, edits, faults and restarts in two tenants the store holds what the model says."""
        machine = type("Machine", (Machine,), {"contract": self})
        run_state_machine_as_test(machine, settings=self.sequences)
