"""The contract fails on stores that are broken in the ways in which stores are broken."""

import inspect
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import Phase, settings

from customer_import.profile import Profile
from customer_import.stores import MemoryStore
from customer_import.testing import StoreContract
from tests.stores import broken


def failures(make: type[MemoryStore], only: str = "test_", examples: int = 1) -> Iterator[str]:
    """Run the contract on a store and name the tests that fail."""

    class Contract(StoreContract):
        stores: dict[str, MemoryStore]
        # Neither shrunk nor remembered: that it fails is enough.
        sequences = settings(StoreContract.sequences, max_examples=examples, phases=[Phase.generate], database=None)

        def make_store(self, profile: Profile, tenant: str = "default") -> MemoryStore:
            return self.stores.setdefault(tenant, make(profile, tenant=tenant))

    for name, test in inspect.getmembers(Contract, inspect.isfunction):
        if name.startswith(only):
            for arguments in ({"when": "before"}, {"when": "after"}) if hasattr(test, "pytestmark") else ({},):
                contract: Any = Contract()
                contract.stores = {}
                try:
                    getattr(contract, name)(**arguments)
                except (Exception, pytest.fail.Exception):  # noqa: BLE001 - whatever it is, the test failed
                    yield name


def test_a_good_store_passes() -> None:
    """The harness itself finds nothing wrong with a store that is right."""
    assert list(failures(MemoryStore)) == []


@pytest.mark.parametrize(
    ("make", "test"),
    [
        (broken.WithoutIdempotencyKey, "test_a_credit_key_counts_once"),
        (broken.JournalBeforeData, "test_an_explosion_in_the_middle"),
        (broken.SplitRow, "test_a_row_is_one_atom"),
        (broken.Autocommit, "test_an_explosion_in_the_middle"),
        (broken.BlindWrite, "test_an_edit_in_between_is_noticed"),
        (broken.CheckThenAct, "test_two_plans_for_one_customer"),
        (broken.Forgetful, "test_credited_occasions_are_told"),
    ],
)
def test_a_planted_bug_is_found(make: type[MemoryStore], test: str) -> None:
    """Each bug fails the test that is there for it."""
    assert test in set(failures(make))


@pytest.mark.parametrize(
    "make",
    [
        *(broken.WithoutIdempotencyKey, broken.JournalBeforeData, broken.SplitRow, broken.Autocommit),
        *(broken.BlindWrite, broken.Forgetful),  # CheckThenAct needs two workers at once
    ],
)
def test_the_state_machine_finds_it_alone(make: type[MemoryStore]) -> None:
    """Any sequence of calls leads to the bugs that need no second worker."""
    assert list(failures(make, "test_any_sequence", 500)) == ["test_any_sequence"]
