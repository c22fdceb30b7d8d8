"""Wire: plan → JSON → plan is equal; a changed byte is noticed."""

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

import customer_import as ci
from customer_import.testing.strategies import Scenario, scenarios
from tests.laws.world import examples, filled, planned, table_of


def saved(plan: ci.Plan) -> bytes:
    """Return the bytes of a plan."""
    file = io.BytesIO()
    plan.save(file)
    return file.getvalue()


@examples(80)
@given(scenarios())
def test_a_plan_survives_its_file(scenario: Scenario) -> None:
    """An opened plan has the same outcomes to the last value, the same counts, digest and seal, and the same bytes."""
    with planned(table_of(scenario), scenario, filled(scenario)) as plan:
        content = saved(plan)
        opened = ci.Plan.open(io.BytesIO(content), expect=plan.seal)
        assert list(opened.outcomes()) == list(plan.outcomes())
        assert (opened.counts, opened.digest, opened.id) == (plan.counts, plan.digest, plan.id)
        assert saved(opened) == content
    for line in content.splitlines():
        json.loads(line)


@examples(40)
@given(scenarios())
def test_the_digest_is_that_of_the_content(scenario: Scenario) -> None:
    """The same bytes, profile, stored data and inputs give the same digest under another id, and another seal."""
    store = filled(scenario)
    table = table_of(scenario)
    with planned(table, scenario, store, plan_id="one") as one, planned(table, scenario, store, plan_id="two") as two:
        assert one.digest == two.digest
        assert one.seal != two.seal


@examples(80)
@given(scenarios(), st.data())
def test_a_changed_byte_is_noticed(scenario: Scenario, data: st.DataObject) -> None:
    """A plan with one byte changed, missing or added does not open."""
    with planned(table_of(scenario), scenario, filled(scenario)) as plan:
        content = saved(plan)
    place = data.draw(st.integers(0, len(content) - 1))
    change = data.draw(st.sampled_from(["change", "drop", "add"]))
    byte = data.draw(st.integers(0, 255).filter(lambda byte: byte != content[place]))
    middle = {"change": bytes([byte]), "drop": b"", "add": bytes([byte]) + content[place : place + 1]}[change]
    with pytest.raises(ci.PlanError):
        ci.Plan.open(io.BytesIO(content[:place] + middle + content[place + 1 :]))
