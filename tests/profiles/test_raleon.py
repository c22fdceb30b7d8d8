"""Raleon (S2): points for customers who exist, by Shopify id."""

from decimal import Decimal

import pytest

import customer_import as ci
from customer_import.errors import QuestionsOpen, SourceError
from customer_import.mapping import map_labels
from customer_import.policy import VERDICTS
from tests.profiles.support import Header, built_in, cell, codes, fields_of, imported, kinds_of, said, store_of

RALEON = built_in("raleon")


def test_csv_only() -> None:
    """S2-02: no other format."""
    assert RALEON.file.formats == ("csv",)


def test_three_columns_in_any_order() -> None:
    """S2-03, S2-C: by name in any order."""
    assert fields_of(RALEON, "description", "shopify_id", "points_to_add") == (
        "description",
        "shopify_id",
        "points_to_add",
    )
    assert RALEON.file.positions == ("shopify_id", "points_to_add", "description")


def test_without_header_by_position() -> None:
    """S2-C: columns A, B and C where there is no header."""

    class Headless(Header):
        @property
        def width(self) -> int:
            return 3

    assert map_labels(Headless(()), RALEON).fields == ("shopify_id", "points_to_add", "description")


@pytest.mark.parametrize("missing", ["shopify_id", "points_to_add", "description"])
def test_no_column_may_be_missing(missing: str) -> None:
    """S2-03, S2-11: a file without one of the three columns is refused."""
    labels = [label for label in RALEON.file.positions if label != missing]
    with pytest.raises(SourceError) as caught:
        fields_of(RALEON, *labels)
    assert caught.value.params["fields"] == (missing,)


def test_points_are_added_with_their_reason() -> None:
    """S2-04, S2-05, S2-10: a delta for the ledger, with the text that the customer reads."""
    rule = RALEON.credit
    assert rule is not None
    assert (rule.customer, rule.amount, rule.description) == ("shopify_id", "points_to_add", "description")
    assert rule.default_unit
    assert codes(cell(RALEON, "description", "x" * 256)) == ["text.too_long"]


def test_customers_must_exist() -> None:
    """S2-07, S2-A: an unknown id is rejected, the other rows go on; the literal reading is one word away."""
    assert RALEON.on_no_match == "reject"
    assert not RALEON.all_or_nothing
    assert built_in("raleon", all_or_nothing=True).all_or_nothing


def test_the_id_finds_and_is_never_written() -> None:
    """S2-09: numeric, thirteen digits, straight out of Shopify."""
    assert RALEON.key_fields == ("shopify_id",)
    assert set(VERDICTS[RALEON.field("shopify_id").policy].values()) == {"held", "unchanged"}
    assert cell(RALEON, "shopify_id", "7338441277598").value == "7338441277598"
    assert cell(RALEON, "shopify_id", "'7338441277598").value == "7338441277598"
    assert codes(cell(RALEON, "shopify_id", "ann@example.org")) == ["identifier.pattern"]


def test_lost_digits_are_never_guessed() -> None:
    """S2-D: what Excel makes of a long id is refused with that reason."""
    assert codes(cell(RALEON, "shopify_id", "7.33844E+12")) == ["cell.digits_lost"]


def test_whole_points_above_zero() -> None:
    """S2-E, S2-10: integers; debits and zeros need an explicit word."""
    rule = RALEON.credit
    assert rule is not None
    assert not rule.allow_negative
    assert not rule.allow_zero
    assert cell(RALEON, "points_to_add", "250").value == "250"
    assert codes(cell(RALEON, "points_to_add", "2.5")) == ["number.scale"]
    debits = built_in("raleon", credit={"allow_negative": True}).credit
    assert debits is not None
    assert debits.allow_negative
    assert debits.customer == "shopify_id"


def test_two_rows_for_one_customer_are_two_credits() -> None:
    """S2-G: nothing is asked about repeated ids."""
    assert RALEON.duplicates == "each"


# Whole files

SHOPPER = {"shopify_id": "7338441277598"}
POINTS = "shopify_id,points_to_add,description\n{}"


def test_raleon_adds_points_once() -> None:
    """S2-04, S2-05, S2-B: points are added with their description; the same file again credits nothing."""
    store = store_of(RALEON, SHOPPER)
    file = POINTS.format("7338441277598,100,Setting up loyalty points\n")
    for _ in range(2):
        ci.apply(imported(RALEON, store, file, occasion="past purchases"), store)
    assert store.balance("1", "points") == Decimal(100)
    (entry,) = store.ledger()
    assert entry.description == "Setting up loyalty points"
    assert said(imported(RALEON, store, file, occasion="past purchases")) == {2: ["credit.already"]}


def test_raleon_takes_shopifys_export() -> None:
    """S2-01, S2-06: Shopify's own export with two columns added; the preview writes nothing."""
    store = store_of(RALEON, SHOPPER, {"shopify_id": "7338441277599"})
    head = "First Name,Last Name,Email,Customer ID,Total Spent,points_to_add,description\n"
    rows = "".join(f"Ann,Lee,ann{i}@example.org,'733844127759{i},99.50,50,Past purchases\n" for i in (8, 9))
    plan = imported(RALEON, store, head + rows, occasion="past purchases")
    assert store.ledger() == []
    assert ci.apply(plan, store).credited == 2
    assert {customer.values["shopify_id"] for customer in store.customers()} == {"7338441277598", "7338441277599"}


def test_raleon_needs_an_occasion() -> None:
    """S2-B: without the name of a reason nothing is credited."""
    with pytest.raises(QuestionsOpen):
        imported(RALEON, store_of(RALEON, SHOPPER), POINTS.format("7338441277598,100,x\n"))


def test_raleon_two_rows_are_two_credits() -> None:
    """S2-G: one customer in two rows gets both."""
    store = store_of(RALEON, SHOPPER)
    file = POINTS.format("7338441277598,100,May\n7338441277598,100,June\n")
    ci.apply(imported(RALEON, store, file, occasion="spring"), store)
    assert store.balance("1", "points") == Decimal(200)


def test_raleon_rows_that_cannot_be_credited() -> None:
    """S2-07, S2-08, S2-09, S2-A, S2-D, S2-E: unknown, destroyed and negative rows are rejected, zero is not."""
    store = store_of(RALEON, SHOPPER)
    rows = "999,5,x\n7.33844E+12,5,x\n7338441277598,-5,x\n7338441277598,2.5,x\n7338441277598,0,x\n7338441277598,5,x\n"
    plan = imported(RALEON, store, POINTS.format(rows), occasion="spring")
    assert kinds_of(plan) == ["reject", "reject", "reject", "reject", "unchanged", "update"]
    assert [codes[0] for codes in said(plan).values()] == [
        "customer.not_found", "cell.digits_lost", "credit.negative", "number.scale", "credit.zero",
    ]  # fmt: skip
