"""Purity: planning writes nothing."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given

from customer_import.stores import SQLiteStore
from customer_import.testing.strategies import TENANT, Scenario, scenarios
from tests.laws.world import examples, filled, outcomes_of, sqlite, state, table_of


class ReadOnly:
    """The reading half of a store, and nothing else."""

    def __init__(self, store: Any) -> None:
        self.store_id, self.tenant = store.store_id, store.tenant
        self.find, self.credits, self.balances = store.find, store.credits, store.balances


@examples(60)
@given(scenarios())
def test_planning_leaves_the_store_as_it_was(scenario: Scenario) -> None:
    """Customers, ledger and outbox are the same after planning, and only the three questions are asked."""
    store = filled(scenario)
    before = state(store)
    outcomes_of(table_of(scenario), scenario, ReadOnly(store))
    assert state(store) == before


@examples(10)
@given(scenarios(ambiguous=False))
def test_planning_leaves_the_database_as_it_was(scenario: Scenario) -> None:
    """Not even a byte of the database file changes, and a database that is not there is not made."""
    with TemporaryDirectory() as directory:
        path = Path(directory) / "customers.db"
        sqlite(scenario, path).close()
        before = path.read_bytes() if path.exists() else None
        store = SQLiteStore(path, scenario.profile, tenant=TENANT)
        outcomes_of(table_of(scenario), scenario, store)
        store.close()
        assert (path.read_bytes() if path.exists() else None) == before
