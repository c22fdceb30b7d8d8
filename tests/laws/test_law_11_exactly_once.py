"""Exactly once: for any sequence of crashes, retries and repeats of `apply`, every operation takes effect once."""

import contextlib
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

import customer_import as ci
from customer_import.testing import FaultyStore
from customer_import.testing.strategies import Scenario, scenarios
from tests.laws.world import examples, filled, planned, table_of


class Killed(BaseException):
    """The process ended here."""


FAULTS = st.lists(
    st.tuples(
        st.integers(1, 6),  # which call of this attempt fails
        st.sampled_from(["before", "after"]),
        st.sampled_from([ConnectionError, OSError, Killed]),
        st.integers(1, 3),  # operations in a batch
    ),
    max_size=6,
)


def state(store: Any) -> tuple[Any, ...]:
    """Return all that is stored: customers with versions, ledger, outbox."""
    return list(store.customers()), list(store.ledger()), store.outbox()


def attempt(plan: ci.Plan, store: Any, size: int) -> ci.Receipt:
    """Apply with every guard acknowledged."""
    return ci.apply(plan, store, batch_size=size, acknowledge={guard.code for guard in plan.guards})


@examples(120)
@given(scenarios(), FAULTS, st.integers(1, 4))
def test_interrupted_imports_end_as_undisturbed_ones(scenario: Scenario, faults: Any, size: int) -> None:
    """Whatever fails, before or after it took effect: applying again ends where an undisturbed run ends."""
    store, other = filled(scenario), filled(scenario)
    with planned(table_of(scenario), scenario, store, plan_id="once", notify=True) as plan:
        expected = attempt(plan, other, 500)
        for at, when, error, batch in faults:
            with contextlib.suppress(ci.StoreError, Killed):
                attempt(plan, FaultyStore(store, at=at, when=when, error=error), batch)
        receipt = attempt(plan, store, size)
        assert attempt(plan, store, size) == receipt
        assert receipt == expected
        assert state(store) == state(other)


@examples(60)
@given(scenarios(), st.data())
def test_workers_that_overlap_are_one_worker(scenario: Scenario, data: st.DataObject) -> None:
    """Batches of several workers in any order, some of them twice, take effect once: the watermark is the fence."""
    store, other = filled(scenario), filled(scenario)
    with planned(table_of(scenario), scenario, store, plan_id="once") as plan:
        expected = attempt(plan, other, 500)
        workers = [list(ci.batches(plan, store.journal(plan.ref), size=size)) for size in (1, 2)]
        pending = [batch for worker in workers for batch in worker]
        for batch in data.draw(st.permutations(pending)) if pending else []:
            with contextlib.suppress(ci.BatchMoved):
                store.commit(batch)
        assert attempt(plan, store, 1) == expected
        assert state(store) == state(other)
