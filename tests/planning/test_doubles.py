"""Credits that another version of the file may have posted: nobody is credited on a doubt, and a person decides."""

import datetime

import pytest

import customer_import as ci

RALEON = ci.load_profile("raleon")
FIRST = [("1", "5"), ("99", "7"), ("1", "9")]


def planned(store: ci.MemoryStore, rows: list[tuple[str, str]], **answers: str) -> ci.Plan:
    """Plan and apply a file for one occasion."""
    text = "\n".join(["shopify_id,points_to_add,description", *(f"{who},{amount},thanks" for who, amount in rows)])
    with ci.read(text.encode(), profile=RALEON) as table:
        plan = ci.plan(
            table, RALEON, store, today=datetime.date(2026, 11, 22), occasion="o",
            answers={code.replace("__", "."): answer for code, answer in answers.items()},
        )  # fmt: skip
    ci.apply(plan, store)
    return plan


def codes(plan: ci.Plan) -> list[list[str]]:
    """Return the problems' codes, row by row."""
    return [[problem.code for problem in outcome.problems] for outcome in plan]


@pytest.fixture
def store() -> ci.MemoryStore:
    """Make a store whose first customer has two credits out of a file with a mistyped customer between them."""
    made = ci.MemoryStore(RALEON)
    made.add({"shopify_id": "1"})
    assert codes(planned(made, FIRST)) == [[], ["customer.not_found"], []]
    return made


def test_a_row_that_moved_is_not_credited_again(store: ci.MemoryStore) -> None:
    """Corrected in the middle, the file counts the last row one further; it is no new credit."""
    plan = planned(store, [("1", "5"), ("1", "7"), ("1", "9")])
    assert codes(plan) == [["credit.already"], ["credit.conflict"], ["credit.possible_double"]]
    problem = plan.outcome(4).problems[0]
    assert dict(problem.params)["plan"] == store.ledger()[0].posted.plan_id
    assert store.balance("1", "points") == 14


def test_a_person_may_say_that_it_is_another_credit(store: ci.MemoryStore) -> None:
    """The answer holds for one row, or for all."""
    rows = [("1", "5"), ("1", "7"), ("1", "9")]
    assert codes(planned(store, rows, **{"credit.possible_double.3": "accept"}))[2] == ["credit.possible_double"]
    assert codes(planned(store, rows, **{"credit.possible_double.4": "accept"}))[2] == []
    assert store.balance("1", "points") == 14 + 9


@pytest.mark.parametrize("more", ["5", "9", "3"])
def test_equal_rows_that_the_file_explains_are_credits(store: ci.MemoryStore, more: str) -> None:
    """A longer file with the old rows unchanged posts what is new, though its amount may stand there before."""
    plan = planned(store, [("1", "5"), ("1", "9"), ("1", more)])
    assert codes(plan) == [["credit.already"], ["credit.already"], []]
    assert store.balance("1", "points") == 14 + int(more)


def test_replanning_asks_nothing_that_was_asked() -> None:
    """Rows that turned out stale are planned by themselves, without the rows before that explain them."""
    fields = [ci.Field("no", "identifier"), ci.Field("name", "name"), ci.Field("points", "integer")]
    rule = ci.CreditRule("no", "points", default_unit="points")
    profile = ci.Profile("club", fields, ["no"], credit=rule, duplicates="each")
    store = ci.MemoryStore(profile)
    store.add({"no": "1", "name": "Ann"})
    day = datetime.date(2026, 11, 22)
    with ci.read(b"no,name,points\n1,Ann,5\n1,Eve,5\n", profile=profile) as table:
        plan = ci.plan(table, profile, store, today=day, occasion="o")
    store.edit("1", {"name": "Anna"})
    receipt = ci.apply(plan, store)
    assert [result.row for result in receipt.stale] == [3]
    with ci.replan(plan, receipt, store) as second:
        assert codes(second) == [[]]
        ci.apply(second, store)
    assert store.balance("1", "points") == 10
