"""Locality: chunk size, batch size, partitions and blank rows between data rows change no outcome.

Row numbers aside; and the plan equals that of the naive importer in `tests/oracle.py`.
"""

from random import Random

import attrs
from hypothesis import given
from hypothesis import strategies as st

import customer_import as ci
from customer_import.testing.strategies import CsvStyle, Scenario, csv_styles, scenarios
from tests.laws.test_law_10_csv_xlsx import rectangular, typed_workbook
from tests.laws.world import (
    DAY,
    agree,
    essences,
    examples,
    filled,
    foretold,
    outcomes_of,
    parts,
    planned,
    sqlite,
    state,
    surveyed,
    table_of,
)


@examples(300)
@given(scenarios(wide=True), csv_styles())
def test_the_plan_is_that_of_the_naive_importer(scenario: Scenario, style: CsvStyle) -> None:
    """Columns, chunks and indexes come to what a row at a time comes to."""
    table = table_of(scenario, style)
    store = filled(scenario)
    expected = foretold(table, scenario, store)
    agree(outcomes_of(table, scenario, store), expected)


@examples(20)
@given(scenarios(ambiguous=False))
def test_a_database_is_planned_as_the_naive_importer_does(scenario: Scenario) -> None:
    """What SQLite finds by its indexes is what a look at every customer finds."""
    table = table_of(scenario)
    store = sqlite(scenario, ":memory:")
    expected = foretold(table, scenario, store)
    agree(outcomes_of(table, scenario, store), expected)


@examples(60)
@given(scenarios(wide=True), st.integers(1, 4))
def test_chunk_size_changes_no_outcome(scenario: Scenario, size: int) -> None:
    """A planner that is fed chunks of any size makes the same plan, digest and all."""
    table, store = table_of(scenario), filled(scenario)
    names = {"store_id": store.store_id, "tenant": store.tenant, "plan_id": "plan"}
    inputs = {"answers": scenario.answers, "features": scenario.features, "occasion": scenario.options["occasion"]}
    inputs["overrides"] = scenario.overrides
    planner = ci.Planner(surveyed(table, scenario), today=DAY, **names, **inputs)
    for chunk in table.chunks():
        for part in parts(chunk, size):
            matches, posted = store.find(planner.keys(part)), store.credits(planner.credit_keys(part))
            planner.decide(part, matches, posted, store.balances(planner.balance_ids(matches)))
    with planner.finish() as plan, planned(table, scenario, store) as whole:
        assert essences(plan.outcomes()) == essences(whole.outcomes())
        assert plan.digest == whole.digest


@examples(60)
@given(scenarios(), st.lists(st.integers(0, 8), min_size=1, max_size=3, unique=True))
def test_blank_rows_change_no_outcome(scenario: Scenario, blank: list[int]) -> None:
    """Blank rows between data rows move row numbers, and nothing else."""
    scenario = attrs.evolve(scenario, answers={k: v for k, v in scenario.answers.items() if ".mismatch." not in k})
    store = filled(scenario)
    plain = outcomes_of(table_of(scenario), scenario, store)
    spaced = outcomes_of(table_of(scenario, CsvStyle(blank_rows=tuple(blank))), scenario, store)
    assert essences(spaced, row=False) == essences(plain, row=False)


@examples(60)
@given(scenarios(), st.integers(1, 3))
def test_batch_size_changes_no_effect(scenario: Scenario, size: int) -> None:
    """Applied in batches of any size, a plan leaves the same customers, ledger and outbox."""
    states = []
    for rows in (size, 1_000):
        store = filled(scenario)
        with planned(table_of(scenario), scenario, store, notify=True) as plan:
            ci.apply(plan, store, batch_size=rows, acknowledge={guard.code for guard in plan.guards})
        states.append(state(store))
    assert states[0] == states[1]


@examples(40)
@given(scenarios(wide=True), st.randoms(use_true_random=False))
def test_a_workbook_is_planned_as_the_naive_importer_does(scenario: Scenario, chance: Random) -> None:
    """Numbers, dates, truth values and errors that a workbook marks as such come to what a row at a time comes to."""
    sheet = rectangular(scenario.sheet)
    if not sheet.rows:
        return
    store = filled(scenario)
    with ci.read(typed_workbook(sheet, chance), profile=scenario.profile) as table:
        expected = foretold(table, scenario, store)
        agree(outcomes_of(table, scenario, store), expected)
