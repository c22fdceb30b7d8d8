"""Guards: each trips above its limit, keeps quiet at it, names its evidence, and holds the plan until acknowledged."""

import datetime
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import customer_import as ci
from customer_import.planning.guards import _Vote

FIELDS = (
    ci.Field("number", "identifier", labels=("Number",)),
    ci.Field("first", "name", labels=("First",), identity=True),
    ci.Field("last", "name", labels=("Last",), identity=True),
    ci.Field("email", "email", labels=("E-mail",)),
    ci.Field("born", "date", labels=("Born",), formats=("YYYY-MM-DD",)),
    ci.Field("phone", "phone", labels=("Phone",)),
    ci.Field("remark", "text", labels=("Remark",), blank="clear"),
    ci.Field("vip", "boolean", labels=("VIP",)),
)
LIMITS = {"changed_share": 1.0, "same_value_share": 1.0, "unmatched_share": 1.0, "mismatch_share": 1.0}


def profile(on_no_match: Any = "reject", **limits: Any) -> ci.Profile:
    """Make a profile whose guards are off but for the limits that are given; ten rows are enough for a share."""
    guards = ci.Guards(**{**LIMITS, "shifted_share": 1.0, "minimum_rows": 10, **limits})
    return ci.Profile("guarded", FIELDS, ["number"], on_no_match=on_no_match, guards=guards)


def people(count: int, **values: str) -> list[dict[str, str]]:
    """Make stored customers who have nothing in common but what is given."""
    own = {"first": "First {}", "last": "Last {}", "email": "c{}@example.org", **values}
    return [{"number": str(i), **{name: text.format(i) for name, text in own.items()}} for i in range(1, count + 1)]


def planned(declared: ci.Profile, stored: Iterable[dict[str, str]], labels: str, rows: Sequence[str]) -> ci.Plan:
    """Plan rows against stored customers."""
    store = ci.MemoryStore(declared)
    for values in stored:
        store.add(values)
    table = ci.read("\n".join([labels, *rows]).encode(), profile=declared)
    plan = ci.plan(table, declared, store, today=datetime.date(2026, 11, 22), answers={"identity.mismatch": "reject"})
    if plan.guards:
        with pytest.raises(ci.GuardTripped):
            ci.apply(plan, store)
        ci.apply(plan, store, acknowledge={guard.code for guard in plan.guards})
    return plan


def tripped(*arguments: Any) -> list[tuple[str, int, int, str, str]]:
    """Return what the guards of a plan say."""
    return [(guard.code, guard.count, guard.of, guard.field, guard.other) for guard in planned(*arguments).guards]


def test_changed_share() -> None:
    """More than the allowed share of customers gets another e-mail address; blank ones that are filled do not count."""
    limited = profile(changed_share=0.5)
    rows = [f"{i},{'new' if i <= 6 else 'c'}{i}@example.org" for i in range(1, 11)]
    assert tripped(limited, people(10), "Number,E-mail", rows) == [("guard.changed_share", 6, 10, "email", "")]
    rows[5] = "6,c6@example.org"
    assert tripped(limited, people(10), "Number,E-mail", rows) == []
    assert tripped(limited, people(10, email=""), "Number,E-mail", rows) == []


def test_clears() -> None:
    """More cells than allowed are cleared."""
    limited = profile(clears=2)
    rows = [f"{i}," for i in range(1, 4)]
    stored = people(3, remark="r{}")
    assert tripped(limited, stored, "Number,Remark", rows) == [("guard.clears", 3, 3, "", "")]
    assert tripped(limited, stored, "Number,Remark", [*rows[:2], "3,r3"]) == []


def test_same_value() -> None:
    """Nearly all the changes of a field bring one and the same value."""
    limited = profile(same_value_share=0.8)
    rows = [f"{i},{'Smith' if i <= 9 else 'Jones'}" for i in range(1, 11)]
    assert tripped(limited, people(10), "Number,Last", rows) == [("guard.same_value", 9, 10, "last", "")]
    rows[8] = "9,Jones"
    assert tripped(limited, people(10), "Number,Last", rows) == []


@pytest.mark.parametrize("on_no_match", ["reject", "skip"])
def test_unmatched(on_no_match: str) -> None:
    """Most keys find nobody, though the profile expects to update."""
    limited = profile(on_no_match, unmatched_share=0.5)
    rows = [f"{i},x" for i in range(5, 15)]
    assert tripped(limited, people(8), "Number,Remark", rows) == [("guard.unmatched", 6, 10, "", "")]
    assert tripped(limited, people(9), "Number,Remark", rows) == []
    assert tripped(profile("create", unmatched_share=0.5), people(8), "Number,Remark", rows) == []


@pytest.mark.parametrize("on_no_match", ["reject", "create"])
def test_mismatch(on_no_match: str) -> None:
    """Many keys find another person, whether or not the profile creates whom it does not find."""
    limited = profile(on_no_match, mismatch_share=0.1)
    rows = [f"{i},{'Ann' if i <= 2 else f'First {i}'},{'Nova' if i <= 2 else f'Last {i}'}" for i in range(1, 11)]
    assert tripped(limited, people(10), "Number,First,Last", rows) == [("guard.mismatch", 2, 10, "", "")]
    rows[1] = "2,First 2,Last 2"
    assert tripped(limited, people(10), "Number,First,Last", rows) == []


def test_values_of_another_stored_field() -> None:
    """Columns that changed places: many customers are to get in one field what they have in another."""
    declared = ci.Profile(
        "free", tuple(f for f in FIELDS if not f.identity), ["number"], guards=profile(shifted_share=0.2).guards
    )
    rows = [f"{i},{'c' + str(i) + '@example.org' if i <= 3 else 'kept'}" for i in range(1, 11)]
    free = [{"number": str(i), "email": f"c{i}@example.org", "remark": "kept"} for i in range(1, 11)]
    assert tripped(declared, free, "Number,Remark", rows) == [("guard.shifted", 3, 10, "remark", "email")]
    rows[2] = "3,kept"
    assert tripped(declared, free, "Number,Remark", rows) == []


@pytest.mark.parametrize(
    ("text", "other"), [("a{}@example.org", "email"), ("+3706123456{}", "phone"), ("1990-01-0{}", "born")]
)
def test_values_that_look_like_another_field(text: str, other: str) -> None:
    """New customers have nothing stored to compare with: e-mails, phones and dates among names are the evidence."""
    limited = profile("create", shifted_share=0.2)
    rows = [f"{i},{text.format(i) if i <= 3 else f'Name {chr(64 + i)}'}" for i in range(1, 11)]
    found = planned(limited, [], "Number,Remark", rows)
    assert [(g.code, g.count, g.of, g.field, g.other) for g in found.guards] == [
        ("guard.shifted", 3, 10, "remark", other)
    ]
    title = limited.field(other).shown
    problem = found.guards[0].problem(found.profile)
    assert ci.message(problem, profile=found.profile) == f"3 of 10 values of Remark look like {title}."
    rows[2] = "3,Name C"
    assert tripped(limited, [], "Number,Remark", rows) == []


def test_truth_values_are_no_evidence() -> None:
    """Kinds with few values agree by chance, and say nothing of a shift."""
    fields = (FIELDS[0], FIELDS[7], ci.Field("paid", "boolean", labels=("Paid",)))
    declared = ci.Profile("flags", fields, ["number"], guards=profile(shifted_share=0.2).guards)
    stored = [{"number": str(i), "vip": "true", "paid": "false"} for i in range(1, 11)]
    assert tripped(declared, stored, "Number,VIP", [f"{i},no" for i in range(1, 11)]) == []


def test_small_plans_trip_no_share() -> None:
    """Shares of a handful of rows say nothing."""
    limited = profile(changed_share=0.1, same_value_share=0.1, shifted_share=0.1)
    rows = [f"{i},n@example.org" for i in range(1, 10)]
    assert tripped(limited, people(9), "Number,Remark", rows) == []


@given(st.lists(st.integers(0, 120), max_size=400), st.integers(0, 400))
def test_the_most_frequent_value_is_never_counted_too_high(values: list[int], extra: int) -> None:
    """What one value is counted is at most its true number, and at least that less one in fifty-one of all."""
    vote = _Vote()
    stream = [str(value) for value in [*values, *[7] * extra]]
    for value in stream:
        vote.add(value)
    most = max(Counter(stream).values(), default=0)
    assert most - len(stream) // 51 <= vote.at_least <= most
