"""Idempotence: after `apply`, planning the same file gives no create, update or credit (rows with a findable key).

Rows that were refused the first time are not spoken of: what refused them may be gone. Nor are rows of which several
speak of one customer, and contradict each other.
"""

from collections import Counter
from typing import Any

from hypothesis import given

import customer_import as ci
from customer_import.testing.strategies import Scenario, scenarios
from tests.laws.world import examples, filled, is_findable, outcomes_of, planned, sqlite, table_of


def twice(scenario: Scenario, store: Any) -> None:
    """Plan, apply and plan again; nothing that took effect may take effect again."""
    table = table_of(scenario)
    with planned(table, scenario, store, plan_id="first") as plan:
        first = list(plan.outcomes())
        receipt = ci.apply(plan, store, acknowledge={guard.code for guard in plan.guards})
    refused = {result.index for result in receipt.results if result.status not in ("applied", "done")}
    again = outcomes_of(table, scenario, store, plan_id="again")
    spoken = Counter(outcome.target.id for outcome in again if outcome.target)
    for index, (before, after) in enumerate(zip(first, again, strict=True)):
        if index in refused or before.kind in ("reject", "skip") or not is_findable(scenario.profile, before):
            continue
        assert not after.credits or not before.credits
        if after.target and spoken[after.target.id] > 1:
            continue
        assert after.kind in ("unchanged", "skip", "reject"), after.problems


@examples(100)
@given(scenarios())
def test_nothing_takes_effect_twice(scenario: Scenario) -> None:
    """A second plan of the same file leaves what the first one wrote as it is."""
    twice(scenario, filled(scenario))


@examples(15)
@given(scenarios(ambiguous=False))
def test_nothing_takes_effect_twice_in_a_database(scenario: Scenario) -> None:
    """The same with a database, whose unique keys hold values to their key forms."""
    twice(scenario, sqlite(scenario, ":memory:"))
