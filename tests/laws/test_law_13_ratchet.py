"""Ratchet: no file lowers a ratchet."""

from decimal import Decimal
from typing import Any

from hypothesis import given

import customer_import as ci
from customer_import.profile import Field
from customer_import.testing.strategies import Scenario, scenarios
from tests.laws.world import examples, filled, planned, table_of


def height(field: Field, value: Any) -> Any:
    """Return how far a value stands in its field's order."""
    if field.order != ("ascending",):
        return field.order.index(value) if value in field.order else None
    return Decimal(value) if field.kind in ("decimal", "integer") else value


@examples(150)
@given(scenarios())
def test_no_import_lowers_a_ratchet(scenario: Scenario) -> None:
    """After any import a stored value of a ratchet is as it was, or further; values outside the order stay."""
    fields = [f for f in scenario.profile.fields if f.policy == "ratchet" and not f.child]
    store = filled(scenario)
    before = {match.id: match.values for match in store.customers()}
    with planned(table_of(scenario), scenario, store) as plan:
        ci.apply(plan, store, acknowledge={guard.code for guard in plan.guards})
    for match in store.customers():
        for field in fields:
            old, new = before.get(match.id, {}).get(field.name, ""), match.values.get(field.name, "")
            if not old or old == new:
                continue
            assert height(field, old) is not None
            assert height(field, new) > height(field, old)
