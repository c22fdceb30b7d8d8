"""Undo: apply then undo restores every cell nobody touched since, reports the rest, and balances the ledger."""

from collections import Counter
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

import customer_import as ci
from customer_import.normalizing.folding import fold
from customer_import.testing.strategies import Scenario, scenarios
from tests import sample
from tests.laws import world
from tests.laws.world import examples, filled, planned, table_of


def content(store: Any) -> dict[str, Any]:
    """Return what is stored of each customer, versions aside."""
    return {
        match.id: (
            {name: value for name, value in match.values.items() if value},
            {
                group: sorted((c.key, sorted(c.values.items())) for c in there)
                for group, there in match.children.items()
                if there
            },
        )
        for match in store.customers()
    }


def repeats(kept: dict[str, Any], profile: ci.Profile) -> set[str]:
    """Return the customers who share a unique value with another."""
    texts = [
        (own, name, fold(str(values[name])))
        for own, (values, _) in kept.items()
        for name in profile.unique_fields
        if name in values
    ]
    often = Counter((name, text) for _, name, text in texts)
    return {own for own, name, text in texts if often[name, text] > 1}


def balances(store: Any) -> dict[tuple[str, str, str], Decimal]:
    """Return the balances that are not zero."""
    return {place: amount for place, amount in world.balances(store).items() if amount}


def applied(scenario: Scenario, store: Any) -> tuple[ci.Plan, ci.Receipt]:
    """Plan and apply a scenario."""
    plan = planned(table_of(scenario), scenario, store, plan_id="first")
    return plan, ci.apply(plan, store, acknowledge={guard.code for guard in plan.guards})


@examples(100)
@given(scenarios())
def test_undo_restores_everything_that_nobody_touched(scenario: Scenario) -> None:
    """After apply and undo the store holds what it held before; the ledger keeps its entries and balances.

    Where the host itself had given two customers one unique value, what would give it to both again is reported.
    """
    store = filled(scenario)
    before, owed, entries = content(store), balances(store), len(store.ledger())
    repeated = repeats(before, scenario.profile)
    plan, receipt = applied(scenario, store)
    back = ci.undo(plan, receipt, store)
    done = ci.apply(back, store)
    if repeated:
        assert {result.code for result in done.stale} <= {"value.taken"}
        assert {own for own, kept in content(store).items() if kept != before[own]} <= repeated
        return
    assert not done.stale
    assert content(store) == before
    assert balances(store) == owed
    assert len(store.ledger()) == entries + 2 * receipt.credited


def test_what_the_host_held_twice_is_reported() -> None:
    """A unique value that two customers shared before the import does not go back to one of them; it is reported."""
    fields = (ci.Field("email", "email", ("E-mail",)), ci.Field("number", "text", ("Number",), unique=True))
    store = ci.MemoryStore(ci.Profile("small", fields=fields, keys=("email",)))
    for email in ("a@x.org", "b@x.org"):
        store.add({"email": email, "number": "7"})
    table = ci.read(b"E-mail;Number\nb@x.org;8\n", profile=store.profile)
    plan = ci.plan(table, store.profile, store, today=sample.TODAY)
    back = ci.undo(plan, ci.apply(plan, store), store)
    assert [result.code for result in ci.apply(back, store).stale] == ["value.taken"]
    assert [match.values["number"] for match in store.customers()] == ["7", "8"]


CITIES = st.sampled_from(["", "Oslo", "Rome", "Bern"])


@examples(60)
@given(st.lists(st.tuples(CITIES, CITIES, st.sampled_from(["", "city", "name"])), min_size=1, max_size=6))
def test_what_somebody_touched_stays(people: list[tuple[str, str, str]]) -> None:
    """A cell that was changed after the import is not overwritten by the undo; all others of its customer go back.

    Drawn scenarios hardly ever update a customer, so this one draws (city before, city in the file, field touched).
    """
    store = ci.MemoryStore(sample.PROFILE)
    ids = [store.add({"email": f"p{i}@x.org", "city": before}) for i, (before, _, _) in enumerate(people)]
    rows = [f"p{i}@x.org;Person;{after}" for i, (_, after, _) in enumerate(people)]
    plan = sample.plan(store, "\n".join(["E-mail;Name;City", *rows]).encode())
    receipt = ci.apply(plan, store, acknowledge={guard.code for guard in plan.guards})
    assert receipt.counts["updated"] == len(people)
    for own, (_, _, field) in zip(ids, people, strict=True):
        if field:
            store.edit(own, {field: "somebody else's"})
    back = ci.undo(plan, receipt, store)
    ci.apply(back, store, acknowledge={guard.code for guard in back.guards})
    for match, (before, _, field) in zip(store.customers(), people, strict=True):
        expected = {"city": before, "name": "", field: "somebody else's"}
        assert [match.values.get(name, "") for name in ("city", "name")] == [expected["city"], expected["name"]]


@examples(60)
@given(scenarios())
def test_undo_of_an_undo_writes_again_what_was_taken_back(scenario: Scenario) -> None:
    """Apply, undo, undo the undo: the customers that were updated hold what the import wrote, and are owed it."""
    store = filled(scenario)
    plan, receipt = applied(scenario, store)
    after, owed = content(store), balances(store)
    created = {result.customer_id for result in receipt.results if result.customer_id not in content(filled(scenario))}
    back = ci.undo(plan, receipt, store)
    ci.apply(ci.undo(back, ci.apply(back, store), store), store)
    again = content(store)
    assert {key: again.get(key) for key in after if key not in created} == {
        k: v for k, v in after.items() if k not in created
    }
    kept = {place: amount for place, amount in owed.items() if place[0] not in created}
    assert {place: amount for place, amount in balances(store).items() if place in kept} == kept
