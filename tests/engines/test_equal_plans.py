"""A plan made by Spark is the plan of one process: byte for byte, whatever the partitions."""

from itertools import cycle
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import customer_import as ci
from customer_import.testing.strategies import Scenario, scenarios
from tests.engines.sparks import both, content
from tests.laws.world import filled, table_of
from tests.platforms.test_demo_files import CASES, DEMO


@settings(
    max_examples=6, deadline=None, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck)
)
@given(scenario=scenarios(wide=True, max_rows=8), partitions=st.sampled_from([1, 2, 7]))
def test_drawn_files_are_planned_as_in_one_process(spark: Any, scenario: Scenario, partitions: int) -> None:
    """For profiles, files, customers and ledgers that Hypothesis draws."""
    table = table_of(scenario)
    alone, made = both(spark, table, scenario.profile, filled(scenario), scenario.options, partitions=partitions)
    with alone, made, made.whole() as whole:
        assert list(whole) == list(alone)
        assert content(whole) == content(alone)
        assert made.counts == alone.counts


@pytest.mark.parametrize(("name", "partitions"), list(zip(CASES, cycle([1, 2, 7]), strict=False)))
def test_files_of_platforms_are_planned_as_in_one_process(spark: Any, name: str, partitions: int) -> None:
    """For the files of the demo."""
    case = CASES[name]
    profile = ci.load_profile(case.profile, **case.changes)
    store = ci.MemoryStore(profile)
    for values, children in case.stored:
        store.add(values, children)
    with ci.read(DEMO / "files" / name, profile=profile) as table:
        alone, made = both(spark, table, profile, store, case.options, partitions=partitions)
        with alone, made, made.whole() as whole:
            assert content(whole) == content(alone)
