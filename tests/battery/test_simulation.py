"""A short simulation, and the proof that it would notice."""

import pytest

import customer_import as ci
from tests.battery.simulation import Simulation
from tests.stores import broken


def test_some_seeds() -> None:
    """Whatever the scheduler does, the books agree after every step."""
    for seed in range(40):
        Simulation(seed).run()


def test_a_seed_is_replayed() -> None:
    """The same seed does the same."""
    assert Simulation(7).run() == Simulation(7).run() != Simulation(8).run()


@pytest.mark.parametrize(
    ("make", "found"),
    [
        (broken.WithoutIdempotencyKey, "credited twice|differ"),
        (broken.SplitRow, "differ"),
        (broken.BlindWrite, "overwritten"),
    ],
)
def test_it_finds_a_broken_store(make: type[ci.MemoryStore], found: str) -> None:
    """Bugs that show between two calls are found within some hundred seeds."""

    def seeds() -> None:
        for seed in range(400):
            Simulation(seed, make).run()

    with pytest.raises(AssertionError, match=found):
        seeds()
