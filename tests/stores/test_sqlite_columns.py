"""Creates that travel as columns: the same as the outcomes that they stand for."""

import contextlib
import tempfile
from functools import partial
from pathlib import Path

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import customer_import as ci
from customer_import.applying import batches
from customer_import.columns import Creates, Operations
from customer_import.model import Match, Target, Value
from customer_import.ports import Journal
from customer_import.stores.ledger import Entry
from customer_import.testing.columns import in_columns
from customer_import.testing.contract import PROFILE, create, credit, plan_of, update
from customer_import.testing.strategies import Scenario, scenarios
from tests.laws.world import examples, filled, planned, table_of

Stored = tuple[list[Match], list[tuple[str, str, str, int]], list[object]]


def store_of(scenario: Scenario, path: Path) -> ci.SQLiteStore:
    """Return the customers and credits of a scenario in SQLite."""
    store = ci.SQLiteStore(path, scenario.profile)
    for match in filled(scenario).customers():
        with contextlib.suppress(ci.UsageError):  # who shares a unique value, which SQLite refuses
            store.add(match.values, match.children)
    return store


def entry_of(entry: Entry) -> tuple[str, str, str, int]:
    """Return what two runs must agree on of a ledger's entry."""
    return entry.customer_id, entry.posted.key, entry.posted.amount, entry.posted.row


def written(plan: ci.Plan, store: ci.SQLiteStore, size: int, *, columns: bool) -> Stored:
    """Apply a plan with or without columns, and return what the store holds then."""
    journal: Journal = store.journal(plan.ref)
    for batch in batches(plan, journal, size=size):
        store.commit(batch if columns else attrs.evolve(batch, operations=list(batch.operations)))
    left: list[object] = [*store.outbox(), *store.journal(plan.ref).results]
    return store.customers(), [entry_of(entry) for entry in store.ledger()], left


@examples(25)
@given(scenarios(), st.sampled_from([1, 2, 3, 500]))
def test_columns_write_what_outcomes_write(scenario: Scenario, size: int) -> None:
    """Customers, ledger, messages and results are the same whether a batch comes as columns or as outcomes."""
    with tempfile.TemporaryDirectory() as folder:
        ends = []
        path = Path(folder) / "customers.db"
        for columns in (True, False):
            path.unlink(missing_ok=True)
            store = store_of(scenario, path)
            with planned(table_of(scenario), scenario, store, plan_id="p") as plan:
                ends.append(written(plan, store, size, columns=columns))
            store.close()
        assert ends[0] == ends[1]


@examples(40)
@given(scenarios(), st.integers(1, 5))
def test_columns_hold_what_outcomes_hold(scenario: Scenario, size: int) -> None:
    """The columns of a batch are its creates and updates, value for value, `rest` is all else; nothing is left out."""
    with planned(table_of(scenario), scenario, filled(scenario)) as plan:
        cut = list(batches(plan, Journal(plan.ref), size=size))
        wanted = list(plan.numbered(kind=("create", "update", "remove")))
    seen = []
    for batch in cut:
        operations = batch.operations
        assert isinstance(operations, Operations)
        seen += list(operations)
        creates = operations.creates
        outcomes = dict(operations)
        for place, (index, row) in enumerate(zip(creates.indexes, creates.rows, strict=True)):
            outcome = outcomes.pop(index)
            own = {name: column[place] for name, column in creates.values.items() if column[place]}
            sets: dict[str, Value] = {edit.field: edit.after for edit in outcome.edits}
            assert (outcome.kind, outcome.row, own) == ("create", row, sets)
            if outcome.credits:
                outcomes[index] = outcome
        for part in operations.updates:
            for place, index in enumerate(part.indexes):
                outcome = outcomes.pop(index)
                edits = [(name, column[place]) for name, column in part.values.items()]
                assert edits == [(edit.field, edit.after) for edit in outcome.edits]
                target = Target(part.ids[place], part.versions[place], outcome.target.key if outcome.target else "")
                assert (outcome.kind, outcome.row, outcome.target) == ("update", part.rows[place], target)
                if outcome.credits:
                    outcomes[index] = outcome
        assert dict(operations.rest) == outcomes
    assert seen == wanted


@pytest.mark.parametrize("notify", [True, False])
def test_creates_with_credits_beside_a_row_that_is_refused(tmp_path: Path, notify: bool) -> None:
    """Credits and messages of creates in columns stand in the order of the rows; a taken key costs its row alone."""
    ends = []
    for taken in (False, True):
        for columns in (True, False):
            store = ci.SQLiteStore(tmp_path / f"{taken}{columns}.db", PROFILE, tenant="t")
            if taken:
                store.add({"email": "b@x.org"})
            outcomes = [
                create(2, {"email": "a@x.org"}, credit(1)),
                create(3, {"email": "b@x.org"}),
                create(5, {"email": "c@x.org"}, credit(2), credit(3)),
            ]
            numbered = list(enumerate(outcomes))
            values: dict[str, list[Value]] = {"email": ["a@x.org", "b@x.org", "c@x.org"]}
            operations = Operations(
                [0, 1, 2], Creates([0, 1, 2], [2, 3, 5], values), numbered[::2], partial(list, numbered)
            )
            plan = attrs.evolve(plan_of(store, outcomes), notify=notify)
            store.journal(plan)
            batch = ci.Batch(plan, 0, 3, operations if columns else numbered)
            results = list(store.commit(batch))
            assert results == list(store.journal(plan).results)
            assert [result.status for result in results] == ["applied", "conflict" if taken else "applied", "applied"]
            ledger = [entry_of(entry) for entry in store.ledger()]
            messages = sorted((m.row, m.topic, m.key, m.customer_id) for m in store.outbox())
            ends.append((results, store.customers(), ledger, messages))
            assert store.verify() == {}
    assert ends[0] == ends[1]
    assert ends[2] == ends[3]


@pytest.mark.parametrize("columns", [True, False])
def test_one_customer_with_a_version_and_without(tmp_path: Path, columns: bool) -> None:
    """A row without a version comes first, so the row after it, planned against a version, is stale."""
    store = ci.SQLiteStore(tmp_path / "customers.db", PROFILE)
    store.add({"email": "a@x.org", "phone": "+37061234567", "city": "Oslo"})
    (match,) = store.customers()
    outcomes = [
        update(2, match, {"phone": "+37061234568"}, versioned=False),
        update(3, match, {"city": "Rome"}),
    ]
    numbered = list(enumerate(outcomes))
    plan = plan_of(store, outcomes)
    store.journal(plan)
    results = store.commit(ci.Batch(plan, 0, 2, in_columns(numbered) if columns else numbered))
    assert [result.status for result in results] == ["applied", "stale"]
