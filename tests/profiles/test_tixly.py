"""Tixly (S3): number 0 creates, another number finds, blanks clear."""

import pytest

import customer_import as ci
from customer_import.policy import VERDICTS
from tests.profiles.support import built_in, cell, codes, fields_of, imported, kinds_of, said, store_of

TIXLY = built_in("tixly")


def test_semicolon_csv_with_header() -> None:
    """S3-02, S3-03: one CSV format with semicolons and the template's labels."""
    assert TIXLY.file.formats == ("csv",)
    assert TIXLY.file.delimiters == (";",)
    assert TIXLY.file.header == "yes"


def test_number_zero_orders_a_customer() -> None:
    """S3-06, S3-13, S3-D: 0 creates, unless e-mail or mobile belong to somebody; the system gives out the number."""
    command = TIXLY.create_command
    assert command is not None
    assert command.field == "customer_id"
    assert command.values == ("0",)
    assert command.secondary == ("email", "mobile")
    assert VERDICTS[TIXLY.field("customer_id").policy]["create"] == "held"


def test_the_number_names_the_card() -> None:
    """S3-07, S3-13, S3-A: the number alone decides which card; an unknown one is rejected, never created."""
    assert TIXLY.key_fields == ("customer_id",)
    assert TIXLY.on_match == "update"
    assert TIXLY.on_no_match == "reject"
    assert TIXLY.field("customer_id").required == "always"
    assert codes(cell(TIXLY, "customer_id", "12a")) == ["identifier.pattern"]


def test_all_other_data_change_freely_and_blanks_clear() -> None:
    """S3-05, S3-14, S3-E: everything but the number is overwritable, and an empty cell clears it."""
    for field in TIXLY.fields:
        if field.name != "customer_id":
            assert field.policy == "overwritable", field.name
            assert field.blank == "clear", field.name


def test_another_persons_data_are_noticed() -> None:
    """S3-B: names, e-mail and mobile tell whether the number was mistyped."""
    assert {field.name for field in TIXLY.fields if field.identity} == {
        "first_name",
        "last_name",
        "name",
        "email",
        "mobile",
    }


def test_blank_clearing_can_be_switched_off() -> None:
    """S3-E: the newer page's option is one word a field."""
    kept = built_in("tixly", **{"fields.email.blank": "ignore"})
    assert kept.field("email").blank == "ignore"


@pytest.mark.parametrize(
    ("text", "value"), [("0", "none"), ("1", "male"), ("2", "female"), ("Kvinna", "female"), ("Mann", "male")]
)
def test_gender_by_number_and_word(text: str, value: str) -> None:
    """S3-12: the numbers of the platform's Norwegian page, and words."""
    assert cell(TIXLY, "gender", text).value == value


@pytest.mark.parametrize(
    "labels",
    [
        ("CustomerID", "FirstName", "LastName", "Email", "Mobile", "Phone", "Address", "Zip", "City", "Country"),
        (
            "Kundnummer",
            "Förnamn",
            "Efternamn",
            "E-postadress",
            "Mobilnummer",
            "Telefon",
            "Adress",
            "Postnr",
            "Ort",
            "Land",
        ),
        (
            "KundeID",
            "Fornavn",
            "Etternavn",
            "E-post",
            "Mobil",
            "Telefonnummer",
            "Adresse",
            "Postnummer",
            "Poststed",
            "Land",
        ),
        ("Kundenr.", "Fornavn", "Efternavn", "E-mail", "Mobilnr.", "Tlf.", "Adresse", "Postnr.", "By", "Land"),
    ],
)
def test_labels_in_four_languages(labels: tuple[str, ...]) -> None:
    """S3-03, S3-12: the columns of a customer card in English, Swedish, Norwegian and Danish."""
    assert fields_of(TIXLY, *labels) == (
        "customer_id", "first_name", "last_name", "email", "mobile", "phone", "address", "zip", "city", "country",
    )  # fmt: skip


def test_the_region_is_the_hosts() -> None:
    """S3-12: national numbers are read in the region that the host names."""
    assert cell(TIXLY, "mobile", "070-123 45 67").value == ""
    assert cell(built_in("tixly", region="SE"), "mobile", "070-123 45 67").value == "+46701234567"


# Whole files

SWEDISH = built_in("tixly", region="SE")

CARD = {"customer_id": "17", "first_name": "Eva", "last_name": "Berg", "email": "eva@example.org"}
CARDS = "CustomerID;FirstName;LastName;Email;Mobile\n{}"


def test_tixly_mixes_new_and_existing() -> None:
    """S3-01, S3-06, S3-07, S3-10, S3-C: 0 creates, another number updates; the counters sum to the rows."""
    store = store_of(SWEDISH, CARD)
    rows = "17;Eva;Berg;eva.berg@example.org;\n0;Ola;Ek;ola@example.org;070-123 45 67\n99;Ingen;Alls;x@example.org;\n"
    plan = imported(SWEDISH, store, CARDS.format(rows))
    assert kinds_of(plan) == ["update", "create", "reject"]
    assert plan.counts.rows == 3
    (edit,) = next(plan.outcomes()).edits
    assert (edit.field, edit.before, edit.after) == ("email", "eva@example.org", "eva.berg@example.org")
    ci.apply(plan, store)
    assert len({customer.values["customer_id"] for customer in store.customers()} - {"0"}) == 2


def test_tixly_shows_before_it_writes() -> None:
    """S3-08, S3-09: an overview of the changes; nothing is written until it is confirmed."""
    store = store_of(SWEDISH, CARD)
    plan = imported(SWEDISH, store, CARDS.format("17;Eva;Ek;eva@example.org;\n"))
    assert plan.counts.updated == 1
    assert store.customers()[0].values == CARD


def test_tixly_unknown_and_mistyped_numbers() -> None:
    """S3-A, S3-B: a number that nobody has, or that another person has, writes nothing."""
    plan = imported(SWEDISH, store_of(SWEDISH, CARD), CARDS.format("99;A;B;;\n17;Per;Lund;per@example.org;\n"))
    assert said(plan) == {2: ["customer.not_found"], 3: ["identity.mismatch"]}


def test_tixly_possible_duplicates() -> None:
    """S3-D: a new customer with a known e-mail is no new customer."""
    plan = imported(SWEDISH, store_of(SWEDISH, CARD), CARDS.format("0;Eva;Berg;Eva@Example.org;\n"))
    assert said(plan) == {2: ["possible.duplicate"]}


def test_tixly_blank_cells_clear() -> None:
    """S3-05, S3-14, S3-E: an emptied cell clears the stored value, a missing column does not."""
    store = store_of(SWEDISH, CARD)
    plan = imported(SWEDISH, store, "CustomerID;FirstName;Email\n17;Eva;\n")
    assert plan.verdicts["email"] == {"cleared": 1}
    ci.apply(plan, store)
    assert store.customers()[0].values == {name: value for name, value in CARD.items() if name != "email"}


def test_tixly_asks_before_it_empties_a_column() -> None:
    """S3-E: more than a thousand clears are shown as a guard, which has to be acknowledged."""
    numbers = range(1, 1_002)
    store = store_of(SWEDISH, *({"customer_id": str(n), "city": "Lund", "last_name": f"Ek {n}"} for n in numbers))
    for rows, tripped in ((1_000, []), (1_001, ["guard.clears"])):
        file = "CustomerID;City\n" + "".join(f"{n};\n" for n in numbers[:rows])
        plan = imported(SWEDISH, store, file)
        assert plan.verdicts["city"] == {"cleared": rows}
        assert [guard.code for guard in plan.guards if guard.code == "guard.clears"] == tripped
    with pytest.raises(ci.GuardTripped):
        ci.apply(plan, store, acknowledge={"guard.changed_share", "guard.same_value"})
    assert store.customers()[0].values["city"] == "Lund"


def test_tixly_changes_between_upload_and_confirmation() -> None:
    """S3-F: what somebody changed meanwhile is not overwritten."""
    store = store_of(SWEDISH, CARD)
    plan = imported(SWEDISH, store, CARDS.format("17;Eva;Ek;eva@example.org;\n"))
    store.edit("1", {"last_name": "Alm"})
    assert ci.apply(plan, store).counts["stale"] == 1
    assert store.customers()[0].values["last_name"] == "Alm"
