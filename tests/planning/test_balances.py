"""Balances that are set, for migrations: the difference is posted, once, and never over a balance that moved."""

import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import customer_import as ci

FIELDS = (
    ci.Field("email", "email", labels=("E-mail",)),
    ci.Field("name", "name", labels=("Name",)),
    ci.Field("points", "decimal", labels=("Points",)),
    ci.Field("unit", "currency", labels=("Unit",)),
    ci.Field("account", "identifier", labels=("Account",)),
)
RULE = ci.CreditRule("email", "points", unit="unit", default_unit="EUR", account="account", operation="set")
SETTING = ci.Profile("migration", FIELDS, ["email"], credit=RULE, duplicates="each")
ADDING = ci.Profile("daily", FIELDS, ["email"], credit=ci.CreditRule("email", "points", default_unit="EUR"))
DAY = datetime.date(2026, 11, 22)


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    """Make a store in which Ann has 100 EUR."""
    made: Any = ci.MemoryStore(SETTING)
    if request.param == "sqlite":
        made = ci.SQLiteStore(tmp_path / "customers.db", SETTING)
    made.add({"email": "ann@example.org"})
    imported(made, "E-mail,Points\nann@example.org,100\n", ADDING, occasion="earned")
    return made


def planned(store: Any, data: str, profile: ci.Profile = SETTING, **options: Any) -> ci.Plan:
    """Plan a file."""
    table = ci.read(data.encode(), profile=profile)
    return ci.plan(table, profile, store, **{"today": DAY, "occasion": "migration", **options})


def imported(store: Any, data: str, profile: ci.Profile = SETTING, **options: Any) -> list[ci.Outcome]:
    """Plan and apply a file; return the outcomes."""
    with planned(store, data, profile, **options) as plan:
        receipt = ci.apply(plan, store)
        assert not receipt.stale
        return list(plan)


def codes(outcomes: list[ci.Outcome]) -> list[list[str]]:
    """Return the problems' codes, row by row."""
    return [[problem.code for problem in outcome.problems] for outcome in outcomes]


def test_the_difference_is_posted_once(store: Any) -> None:
    """The plan shows old and new balance; the same file again posts nothing, and says by which plan it was set."""
    data = "E-mail,Points\nann@example.org,120.50\nbob@example.org,7\n"
    first = imported(store, data, plan_id="first")
    assert [(o.kind, c.before, c.amount, c.after) for o in first for c in o.credits] == [
        ("update", "100", "20.5", "120.5"),
        ("create", "0", "7", "7"),
    ]
    again = imported(store, data)
    assert [(o.kind, o.credits) for o in again] == [("unchanged", ()), ("unchanged", ())]
    assert codes(again) == [["credit.already"], ["credit.already"]]
    assert [posted.plan_id for outcome in again for posted in outcome.posted] == ["first", "first"]
    ann, bob = store.customers()
    assert (store.balance(ann.id, "EUR"), store.balance(bob.id, "EUR")) == (Decimal("120.5"), 7)
    assert len(store.ledger()) == 3


def test_what_was_earned_since_is_not_taken_away(store: Any) -> None:
    """The same file after points were earned, and a corrected file, post nothing: another occasion sets again."""
    data = "E-mail,Points\nann@example.org,120\n"
    imported(store, data)
    imported(store, "E-mail,Points\nann@example.org,5\n", ADDING, occasion="birthday")
    for file in (data, data.replace("120", "130")):
        (outcome,) = imported(store, file)
        assert (outcome.kind, codes([outcome])) == ("unchanged", [["balance.moved"]])
    (ann,) = store.customers()
    assert store.balance(ann.id, "EUR") == 125
    (outcome,) = imported(store, data, occasion="second migration")
    assert [(c.before, c.amount) for c in outcome.credits] == [("125", "-5")]
    assert store.balance(ann.id, "EUR") == 120


def test_balances_of_units_and_accounts_are_apart(store: Any) -> None:
    """A balance is that of one unit in one account; a second row for the same one is refused, not guessed."""
    rows = ("ann@example.org,1,SEK,", "ann@example.org,2,EUR,a1", "ann@example.org,3,,", "ANN@example.org,4,EUR,")
    outcomes = imported(store, "\n".join(["E-mail,Points,Unit,Account", *rows]))
    assert codes(outcomes) == [[], [], [], ["credit.duplicate"]]
    assert dict(outcomes[3].problems[0].params) == {"other": 4}
    (ann,) = store.customers()
    places = [("SEK", ""), ("EUR", "a1"), ("EUR", "")]
    assert [store.balance(ann.id, *place) for place in places] == [1, 2, 3]


def test_zero_and_the_same_are_balances(store: Any) -> None:
    """Zero takes away what there is; a balance that is there already posts nothing."""
    (same,) = imported(store, "E-mail,Points\nann@example.org,100.0\n")
    assert (same.kind, codes([same]), same.posted) == ("unchanged", [["balance.same"]], ())
    (zero,) = imported(store, "E-mail,Points\nann@example.org,0\n")
    assert [(credit.amount, credit.after) for credit in zero.credits] == [("-100", "0")]
    (new,) = imported(store, "E-mail,Points\nbob@example.org,0\n")
    assert (new.kind, new.credits, codes([new])) == ("create", (), [["balance.same"]])


def test_a_balance_that_moved_since_the_plan_is_stale(store: Any) -> None:
    """Nothing is set over what was posted between preview and confirmation; the row can be planned again."""
    with planned(store, "E-mail,Points,Name\nann@example.org,120,Ann\nbob@example.org,7,Bob\n") as plan:
        imported(store, "E-mail,Points\nann@example.org,5\n", ADDING, occasion="birthday")
        receipt = ci.apply(plan, store)
        assert [(r.row, r.status, r.code) for r in receipt.stale] == [(2, "stale", "balance.changed")]
        ann, bob = store.customers()
        assert (ann.values.get("name"), store.balance(ann.id, "EUR")) == (None, 105)
        assert store.balance(bob.id, "EUR") == 7
        with ci.replan(plan, receipt, store) as second:
            assert [(c.before, c.amount) for o in second for c in o.credits] == [("105", "15")]
            ci.apply(second, store)
    assert store.balance(ann.id, "EUR") == 120


def test_undo_goes_back_to_the_balance_before(store: Any) -> None:
    """The counter-entry takes away what was posted, not what was earned since."""
    with planned(store, "E-mail,Points\nann@example.org,120\n") as plan:
        receipt = ci.apply(plan, store)
        imported(store, "E-mail,Points\nann@example.org,5\n", ADDING, occasion="birthday")
        ci.apply(ci.undo(plan, receipt, store), store)
    (ann,) = store.customers()
    assert store.balance(ann.id, "EUR") == 105


def test_a_store_that_cannot_tell_balances_is_refused() -> None:
    """Only where a balance is to be set, and before anything is decided."""

    class Bare:
        """The port's two questions and nothing else."""

        store_id, tenant = "bare", "default"

        def __init__(self) -> None:
            self.inner = ci.MemoryStore(SETTING)
            self.inner.add({"email": "ann@example.org"})

        def find(self, keys: Any) -> Any:
            """Find."""
            return self.inner.find(keys)

        def credits(self, keys: Any) -> Any:
            """Tell credits."""
            return self.inner.credits(keys)

    data = "E-mail,Points\nann@example.org,120\n"
    with pytest.raises(ci.StoreError) as caught:
        planned(Bare(), data)
    assert caught.value.code == "store.no_balances"
    assert planned(Bare(), data, ADDING).counts.updated == 1


def test_a_host_that_drives_the_planner_must_ask() -> None:
    """A balance that nobody asked for is not taken for nothing."""
    store = ci.MemoryStore(SETTING)
    ann = store.add({"email": "ann@example.org"})
    table = ci.read(b"E-mail,Points\nann@example.org,120\n", profile=SETTING)
    planner = ci.Planner(ci.survey(table, SETTING), today=DAY, plan_id="p", occasion="migration")
    (chunk,) = table.chunks()
    matches = store.find(planner.keys(chunk))
    assert planner.balance_ids(matches) == [ann]
    with pytest.raises(ci.UsageError) as caught:
        planner.decide(chunk, matches)
    assert caught.value.code == "credit.no_balances"


def test_a_balance_has_no_reference_and_no_expiry() -> None:
    """A rule that says so is refused."""
    fields = (*FIELDS, ci.Field("ref", "identifier"), ci.Field("ends", "date"))
    with pytest.raises(ci.ProfileError) as caught:
        ci.Profile(
            "p",
            fields,
            ["email"],
            credit=ci.CreditRule("email", "points", reference="ref", expires="ends", operation="set"),
        )
    assert caught.value.params["faults"] == (
        "credit.reference: a balance that is set has none",
        "credit.expires: a balance that is set has none",
    )


def test_previews_show_both_balances(store: Any) -> None:
    """The page shows what there is, what there will be, and the difference."""
    with planned(store, "E-mail,Points\nann@example.org,120\n") as plan:
        page = "".join(ci.render_html(plan))
    assert "<bdi>100</bdi> → <bdi>120</bdi> (<bdi>20 EUR</bdi>)" in page
