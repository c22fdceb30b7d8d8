"""Corners where rules meet: what is refused, what is left out, and what is never written."""

from collections.abc import Mapping, Sequence

import attrs
import pytest

import customer_import as ci
from customer_import.model import OutcomeKind
from tests.sample import TODAY

CREATE: OutcomeKind = "create"


def planned(profile: ci.Profile, data: str, store: ci.MemoryStore | None = None, **options: object) -> list[ci.Outcome]:
    """Plan a text for a profile."""
    table = ci.read(data.encode(), profile=profile)
    return list(ci.plan(table, profile, store or ci.MemoryStore(profile), today=TODAY, **options))  # type: ignore[arg-type] # options of plan


def codes(outcome: ci.Outcome) -> list[str]:
    """Name an outcome's problems."""
    return [problem.code for problem in outcome.problems]


NUMBERS = ci.Profile(
    "numbers",
    [ci.Field("number", kind="identifier"), ci.Field("email", kind="email"), ci.Field("card", kind="identifier")],
    keys=["number", "card"],
    create_command=ci.CreateCommand("number", "0", "email"),
    on_no_match="reject",
)


def test_the_order_to_create_is_never_written() -> None:
    """S3-06: number 0 is an order, not a number, whatever the field's policy."""
    (outcome,) = planned(NUMBERS, "number,email\n0,a@example.org\n")
    assert (outcome.kind, outcome.signature) == ("create", "HS")
    assert [edit.field for edit in outcome.edits] == ["email"]


def test_an_ordered_create_is_looked_up_by_the_other_keys_too() -> None:
    """S3-D: an existing customer with the new one's card is a possible duplicate."""
    store = ci.MemoryStore(NUMBERS)
    store.add({"number": "7", "card": "99"})
    (outcome,) = planned(NUMBERS, "number,email,card\n0,a@example.org,99\n", store)
    assert (outcome.kind, codes(outcome)) == ("reject", ["possible.duplicate"])


def test_a_value_that_is_taken_rejects_before_it_skips() -> None:
    """Of two unique values that others own, the one that rejects decides."""
    profile = ci.Profile(
        "p",
        [
            ci.Field("id"),
            ci.Field("email", kind="email", unique=True, on_taken="skip"),
            ci.Field("card", unique=True),
        ],
        keys=["id"],
    )
    store = ci.MemoryStore(profile)
    store.add({"id": "1", "email": "a@example.org", "card": "9"})
    (outcome,) = planned(profile, "id,email,card\n2,a@example.org,9\n", store)
    assert (outcome.kind, codes(outcome)) == ("reject", ["value.taken", "value.taken"])


def test_what_every_row_needs_is_never_dropped() -> None:
    """A bad or unknown cell of a field that is required always costs the row, also where other cells are dropped."""
    profile = ci.Profile(
        "p",
        [
            ci.Field("id"),
            ci.Field("email", kind="email", required="always"),
            ci.Field("level", kind="choice", choices={"gold": ()}, unknown="ignore_cell", required="always"),
        ],
        keys=["id"],
        on_bad_cell="drop_cell",
    )
    bad, unknown = planned(profile, "id,email,level\n1,nonsense,gold\n2,a@example.org,lead\n")
    assert [(o.kind, [p.level for p in o.problems]) for o in (bad, unknown)] == [("reject", ["reject"])] * 2


CREDITED = ci.Profile(
    "credited",
    [
        ci.Field("email", kind="email"),
        ci.Field("points", kind="decimal"),
        ci.Field("until", kind="date", formats="YYYY-MM-DD"),
        ci.Field("receipt"),
    ],
    keys=["email"],
    duplicates="each",
    on_bad_cell="drop_cell",
    credit=ci.CreditRule("email", "points", default_unit="points", expires="until", reference="receipt"),
)


def test_money_is_not_credited_by_halves() -> None:
    """A credit whose expiry is a bad cell is left out, not made to last for ever; the customer part goes on."""
    (outcome,) = planned(CREDITED, "email,points,until\na@example.org,5,soon\n", occasion="x")
    assert (outcome.kind, codes(outcome), outcome.credits) == ("create", ["date.format", "credit.incomplete"], ())


def test_one_reference_is_one_credit() -> None:
    """Two rows that credit a customer with one reference are one credit: the second is refused, naming the first."""
    data = "email,points,receipt\na@example.org,5,A1\na@example.org,6,A1\na@example.org,7,A2\nb@example.org,8,A1\n"
    store = ci.MemoryStore(CREDITED)
    store.add({"email": "a@example.org"})
    store.add({"email": "b@example.org"})
    outcomes = planned(CREDITED, data, store, occasion="x")
    assert [outcome.kind for outcome in outcomes] == ["update", "reject", "update", "update"]
    (problem,) = outcomes[1].problems
    assert (problem.code, dict(problem.params)) == ("credit.duplicate", {"other": 2})


def test_disabled_fields_fill_nothing_and_ask_nothing() -> None:
    """A field whose feature is off neither sets its default nor demands a value on creates."""
    profile = ci.Profile(
        "p",
        [
            ci.Field("id"),
            ci.Field("list", requires="wholesale", default="standard"),
            ci.Field("vat", requires="wholesale", required="create"),
        ],
        keys=["id"],
    )
    (off,) = planned(profile, "id\n1\n")
    assert (off.kind, [edit.field for edit in off.edits]) == ("create", ["id"])
    (on,) = planned(profile, "id\n1\n", features=["wholesale"])
    assert codes(on) == ["field.required"]


def test_an_uncached_formula_clears_nothing() -> None:
    """A formula that nobody computed shows as an empty cell, but it is an error and clears nothing."""
    profile = ci.Profile("p", [ci.Field("id"), ci.Field("city", blank="clear")], keys=["id"])
    store = ci.MemoryStore(profile)
    store.add({"id": "1", "city": "Oslo"})
    table = ci.read(b"id,city\n1,\n", profile=profile)
    survey = ci.survey(table, profile)
    planner = ci.Planner(survey, today=TODAY, plan_id="p", store_id=store.store_id)
    for chunk in table.chunks():
        flagged = attrs.evolve(chunk, flags={1: {0: "error"}})
        planner.decide(flagged, store.find(planner.keys(flagged)))
    (outcome,) = planner.finish()
    assert (outcome.kind, codes(outcome), outcome.edits) == ("reject", ["cell.error"], ())


def test_an_override_of_no_field_is_refused() -> None:
    """A slip in the name of a field is the caller's mistake, and said so."""
    lifted = ci.Override("nme", "overwritable", "maria", "asked to")
    with pytest.raises(ci.UsageError, match="'nme', which is no field") as caught:
        planned(NUMBERS, "number,email,card\n1,a@example.org,\n", overrides=[lifted])
    assert caught.value.code == "override.unknown_field"


class _Plain:
    """A store that tells what it was given, of customers without versions perhaps."""

    store_id, tenant = "plain", "default"

    def __init__(self, *matches: ci.Match) -> None:
        self.matches = matches

    def find(self, keys: Mapping[str, Sequence[str]]) -> Sequence[ci.Match]:
        return self.matches

    def credits(self, keys: Sequence[str]) -> Sequence[ci.Posted]:
        return ()


CARDS = ci.Profile(
    "cards",
    [
        ci.Field("email", kind="email"),
        ci.Field("cards", kind="list", item="identifier", unique=True, policy="overwritable"),
        ci.Field("level", policy="never", default="basic"),
    ],
    keys=["email"],
)


def test_a_store_without_versions_is_not_asked_for_the_one_of_an_export() -> None:
    """An exported version is compared with a stored one; where there is none, nothing is."""
    data = b"email,level,cards,row_version\na@example.org,,C2,7\n"
    for version, kind in (("", "update"), ("7", "update"), ("8", "reject")):
        store = _Plain(ci.Match("1", version, {"email": "a@example.org", "cards": ("C1",)}))
        with ci.read(data, profile=CARDS) as table:
            (outcome,) = ci.plan(table, CARDS, store, today=TODAY)
        assert outcome.kind == kind


def test_a_card_that_two_customers_share_already_is_no_news() -> None:
    """Only an item that is new to the customer is asked about: what was shared before stays as it was."""
    shared = [ci.Match(str(n), "1", {"email": f"{name}@example.org", "cards": ("C1",)}) for n, name in enumerate("ab")]
    for cards, kind in (("C1|C2", "update"), ("C2", "update"), ("C1|C3", "reject")):
        third = ci.Match("3", "1", {"email": "c@example.org", "cards": ("C3",)})
        with ci.read(f"email,cards\na@example.org,{cards}\n".encode(), profile=CARDS) as table:
            (outcome,) = ci.plan(table, CARDS, _Plain(*shared, third), today=TODAY)
        assert outcome.kind == kind


def test_creates_as_columns_set_what_their_outcomes_set() -> None:
    """A cell that a policy keeps out is not replaced by the field's default, in columns as in outcomes."""
    with ci.read(b"email,level,cards\na@example.org,gold,C1\nb@example.org,,\n", profile=CARDS) as table:
        plan = ci.plan(table, CARDS, ci.MemoryStore(CARDS), today=TODAY)
    part = next(plan.operations([CREATE]))
    columns = [{name: of[i] for name, of in part.creates.values.items() if of[i]} for i in range(2)]
    assert columns == [{edit.field: edit.after for edit in outcome.edits} for outcome in plan.outcomes()]
    assert columns == [{"email": "a@example.org", "cards": ("C1",)}, {"email": "b@example.org", "level": "basic"}]


def test_an_order_to_create_beside_a_number_sets_no_number() -> None:
    """Two creates in one block, one of which brings its number: the order of the other is none, in columns too."""
    profile = attrs.evolve(NUMBERS, on_no_match="create")
    with ci.read(b"number,email,card\n0,a@example.org,\n7,b@example.org,\n", profile=profile) as table:
        plan = ci.plan(table, profile, ci.MemoryStore(profile), today=TODAY)
    part = next(plan.operations([CREATE]))
    assert part.creates.values["number"] == ["", "7"]
