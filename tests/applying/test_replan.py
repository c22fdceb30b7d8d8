"""Rows that turned out stale are planned again alone."""

import pytest

import customer_import as ci
from tests.sample import FILE, PROFILE, plan


def stale() -> tuple[ci.MemoryStore, str, ci.Plan, ci.Receipt]:
    """Apply a plan whose customer Ann was changed meanwhile."""
    store = ci.MemoryStore(PROFILE)
    ann = store.add({"email": "ann@example.org", "city": "Bergen"})
    made = plan(store, FILE)
    store.edit(ann, {"city": "Tromsø"})
    return store, ann, made, ci.apply(made, store)


def test_only_stale_rows_are_planned_again() -> None:
    """The new plan has the stale row, under its number, against what is stored now; applied, it settles it."""
    store, ann, made, receipt = stale()
    again = ci.replan(made, receipt, store)
    (outcome,) = again
    assert (outcome.row, outcome.kind) == (2, "update")
    edits = {edit.field: (edit.before, edit.after) for edit in outcome.edits}
    assert edits == {"name": ("", "Ann"), "city": ("Tromsø", "Oslo")}
    ci.apply(again, store)
    assert dict(store.customers()[0].values) == {"email": "ann@example.org", "name": "Ann", "city": "Oslo"}
    assert store.balance(ann, "points") == 5


def test_credits_keep_their_keys() -> None:
    """A credit of a row that is planned again has the key that it had, so it can never be posted twice."""
    store, _, made, receipt = stale()
    assert ci.replan(made, receipt, store).outcome(2).credits == made.outcome(2).credits


def test_a_second_credit_of_a_customer_keeps_its_ordinal() -> None:
    """The ordinal counts the rows of the whole file, also where only one of them is planned again."""
    profile = ci.Profile(
        "each",
        [ci.Field("email", kind="email"), ci.Field("points", kind="decimal"), ci.Field("city")],
        keys=["email"],
        duplicates="each",
        credit=ci.CreditRule("email", "points", default_unit="points"),
    )
    store = ci.MemoryStore(profile)
    ann = store.add({"email": "a@example.org"})
    table = ci.read(b"email,points,city\na@example.org,1,\na@example.org,2,Oslo\n", profile=profile)
    made = ci.plan(table, profile, store, occasion="x")
    store.edit(ann, {"city": "Rome"})
    receipt = ci.apply(made, store)
    (outcome,) = ci.replan(made, receipt, store)
    assert outcome.credits == made.outcome(3).credits


def test_nothing_to_plan_again_is_said() -> None:
    """Where every row was applied there is nothing to do."""
    store = ci.MemoryStore(PROFILE)
    made = plan(store)
    with pytest.raises(ci.UsageError, match="nothing to plan again"):
        ci.replan(made, ci.apply(made, store), store)
