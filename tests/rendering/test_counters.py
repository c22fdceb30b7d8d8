"""Counters, words for rows and words of success, as the platforms' pages have them."""

import attrs
import pytest
from hypothesis import HealthCheck, given, settings

import customer_import as ci
from customer_import.testing.strategies import Scenario, scenarios
from tests.laws.world import filled, planned, table_of
from tests.rendering.files import planned as plan_of

TIXLY = (
    b"CustomerID;FirstName;Email\n1;Ann;ann@example.org\n2;Bob;new@example.org\n0;Cyd;cyd@example.org\n"
    b"99;Dan;dan@example.org\n3;Eve;eve@example.org\n0012345 (example);Fay;fay@example.org\n"
)


def tixly() -> tuple[ci.Profile, ci.MemoryStore]:
    """Return Tixly with three customers."""
    profile = ci.load_profile("tixly")
    store = ci.MemoryStore(profile)
    for number, name in enumerate(["Ann", "Bob", "Eve"], start=1):
        store.add({"customer_id": str(number), "first_name": name, "email": f"{name.lower()}@example.org"})
    return profile, store


def test_tixlys_boxes() -> None:
    """S3-10, S3-C: blue is all, yellow changes, turquoise does not, green is new; red and grey complete the sum."""
    profile, store = tixly()
    with plan_of(TIXLY, profile, store) as plan:
        found = ci.counters(plan)
    assert [(counter.name, counter.colour, counter.count) for counter in found] == [
        ("uploaded", "blue", 6), ("changing", "yellow", 1), ("unchanged", "turquoise", 2),
        ("new", "green", 1), ("rejected", "red", 1), ("skipped", "grey", 1),
    ]  # fmt: skip
    assert found[1].text == "1 customers change"
    with plan_of(TIXLY, profile, store) as plan:
        assert [counter.text for counter in ci.counters(plan, locale="sv-SE")][3] == "1 nya kunder"


def test_tixly_says_when_all_is_done() -> None:
    """S3-11, S1-11: the platform's own message, or how many customers were imported."""
    profile, store = tixly()
    with plan_of(TIXLY, profile, store) as plan:
        receipt = ci.apply(plan, store)
    count = receipt.counts["created"] + receipt.counts["updated"]
    assert ci.success(count, profile) == "Customer successfully imported!"
    assert ci.success(count, ci.load_profile("epos")) == "Done: 2 customers were imported."
    assert ci.success(count, ci.load_profile("shoptet"), locale="cs") == "Hotovo: počet importovaných zákazníků je 2."


def test_epos_rows_turn_valid() -> None:
    """S1-04, S1-05: a row is Pending until it is decided, then Valid or Invalid."""
    profile = ci.load_profile("epos")
    data = b"full_name,mobile_number,lookup_id\nTan,+6581234567,7\nLim,,8\n"
    assert ci.status(None, profile) == "Pending"
    with plan_of(data, profile, ci.MemoryStore(profile)) as plan:
        assert [ci.status(outcome, profile) for outcome in plan] == ["Valid", "Invalid"]
        assert [ci.status(outcome, ci.load_profile("incust")) for outcome in plan] == ["create", "reject"]
    assert ci.status(None, ci.load_profile("incust")) == "pending"


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(scenarios())
def test_the_parts_sum_to_the_whole(scenario: Scenario) -> None:
    """For any plan: all rows are the sum of the other counters."""
    with planned(table_of(scenario), scenario, filled(scenario)) as plan:
        whole, *parts = ci.counters(plan)
        assert whole.count == len(plan) == sum(counter.count for counter in parts)


def test_an_undo_has_counters_too() -> None:
    """Customers who are removed again are among those that change."""
    profile, store = tixly()
    with plan_of(TIXLY, profile, store) as plan, ci.undo(plan, ci.apply(plan, store), store) as undo:
        counts = {counter.name: counter.count for counter in ci.counters(undo)}
    assert counts["changing"] == 2 == counts["uploaded"] - counts["skipped"] - counts["unchanged"] - counts["rejected"]


def test_counters_that_cannot_sum_are_refused() -> None:
    """A profile counts every kind of outcome once, besides all rows, in words of its own if it has any."""
    profile = ci.load_profile("incust")
    whole = ci.CounterRule("all", "blue", text="{count} uploaded today")
    rest = ci.CounterRule("rest", "grey", ["create", "update", "unchanged", "skip", "reject"])
    own = attrs.evolve(profile, counters=[whole, rest])
    with plan_of(b"Phone number;Name\n+37061234567;Ona\n", own, ci.MemoryStore(own)) as plan:
        assert [counter.text for counter in ci.counters(plan)] == ["1 uploaded today", "rest: 1"]
    for counters in ([rest], [whole], [whole, rest, rest]):
        with pytest.raises(ci.ProfileError, match="counters"):
            attrs.evolve(profile, counters=counters)
    with pytest.raises(ci.ProfileError, match=r"statuses\.created"):
        attrs.evolve(profile, statuses={"created": "Valid"})
