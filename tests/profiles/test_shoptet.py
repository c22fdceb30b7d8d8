"""Shoptet (S4): guid first, e-mail as guard, delivery addresses and accounts as children."""

import pytest

import customer_import as ci
from customer_import.errors import SourceError
from customer_import.model import Child
from customer_import.policy import VERDICTS
from customer_import.stores import MemoryStore
from tests.profiles.support import built_in, cell, codes, fields_of, imported, kinds_of, said, store_of

SHOPTET = built_in("shoptet")

TAGS = {
    "email": "S4-09", "billingFullName": "S4-10", "guid": "S4-11", "registrationDate": "S4-12",
    "billingCompany": "S4-13", "companyId": "S4-14", "vatId": "S4-15", "identificationNumber": "S4-16",
    "billingStreet": "S4-17", "billingHouseNumber": "S4-18", "billingCity": "S4-19", "billingDistrict": "S4-20",
    "billingCountry": "S4-21", "billingZip": "S4-22", "shippingGuid": "S4-23", "shippingFullName": "S4-24",
    "shippingCompany": "S4-25", "shippingStreet": "S4-26", "shippingHouseNumber": "S4-27", "shippingCity": "S4-28",
    "shippingCountry": "S4-29", "shippingZip": "S4-30", "accountGuid": "S4-31", "phone": "S4-32",
    "customerGroup": "S4-33", "extraDiscountPct": "S4-34", "pricelistName": "S4-35", "remark": "S4-36",
    "emailVerified": "S4-37",
}  # fmt: skip


def test_every_tag_has_a_field() -> None:
    """S4-06, S4-09 … S4-37: the 29 tags of the table feed 29 fields."""
    found = fields_of(SHOPTET, *TAGS)
    assert None not in found
    assert len(set(found)) == 29 == len(SHOPTET.fields)


def test_existing_customers_are_edited_and_new_ones_created() -> None:
    """S4-01, S4-11, S4-B: a guid that is known is edited; who is not found is created."""
    assert SHOPTET.keys[0].field == "guid"
    assert SHOPTET.keys[0].on_match == "update"
    assert SHOPTET.on_no_match == "create"


def test_csv_in_two_encodings() -> None:
    """S4-03: CSV in Windows-1250 or UTF-8, with whatever separator the file shows."""
    assert SHOPTET.file.formats == ("csv",)
    assert set(SHOPTET.file.encodings) == {"utf-8", "cp1250"}
    assert SHOPTET.file.delimiters == ()


@pytest.mark.parametrize("missing", ["email", "billingFullName"])
def test_mandatory_columns(missing: str) -> None:
    """S4-06, S4-09, S4-10, S4-E: without one of the two mandatory columns the file is refused."""
    assert fields_of(SHOPTET, "email", "billingFullName") == ("email", "billing_full_name")
    with pytest.raises(SourceError, match="no column"):
        fields_of(SHOPTET, *({"email", "billingFullName"} - {missing}))


@pytest.mark.parametrize("label", ["password", "Heslo", "passwordHash", "Hash hesla"])
def test_passwords_are_refused_by_name(label: str) -> None:
    """S4-08: no column of passwords is ever imported."""
    assert fields_of(SHOPTET, "email", "billingFullName", label)[2] is None


def test_the_email_is_the_guard() -> None:
    """S4-09, S4-A, S4-B, S4-F: a known e-mail skips the row, unless the guid found its owner; by guid it may change."""
    guard = SHOPTET.keys[1]
    assert (guard.field, guard.on_match) == ("email", "skip")
    email = SHOPTET.field("email")
    assert email.on_taken == "skip"
    assert VERDICTS[email.policy]["differs"] == "set"


@pytest.mark.parametrize("label", ["billingFullname", "billingFullName", "BILLINGFULLNAME"])
def test_labels_in_any_case(label: str) -> None:
    """S4-C: the text's and the table's spelling are one label."""
    assert fields_of(SHOPTET, "email", label)[1] == "billing_full_name"


@pytest.mark.parametrize("text", ["2014-03-05 07:08:00", "05.03.2014 07:08", "05.03.2014 07:08:00"])
def test_three_forms_of_registration_dates(text: str) -> None:
    """S4-12, S4-H: three forms, one of them without seconds, in Prague's time."""
    assert cell(SHOPTET, "registration_date", text).value == "2014-03-05T07:08:00"
    assert SHOPTET.field("registration_date").zone == "Europe/Prague"


def test_other_fields_are_overwritten() -> None:
    """S4-10, S4-12 … S4-22, S4-24 … S4-30, S4-32 … S4-37: what is no guid may be edited."""
    guids = {"guid", "shipping_guid", "account_guid"}
    for field in SHOPTET.fields:
        assert (VERDICTS[field.policy]["differs"] == "set") == (field.name not in guids), field.name
        assert field.blank == "ignore", field.name


@pytest.mark.parametrize("field", ["billing_country", "shipping_country"])
def test_unknown_countries_cost_the_cell_only(field: str) -> None:
    """S4-21, S4-29, S4-G: a country that the shop has not defined is ignored, not the row."""
    countries = {"countries": ["Česká republika", "Slovensko"]}
    assert cell(SHOPTET, field, "česká republika", countries).value == "Česká republika"
    assert codes(cell(SHOPTET, field, "Rakousko", countries)) == ["country.unknown"]
    assert SHOPTET.field(field).unknown == "ignore_cell"


def test_children() -> None:
    """S4-23, S4-31, S4-D: delivery addresses and log-in accounts are children with guids of their own."""
    assert {group.name: group.key for group in SHOPTET.children} == {
        "delivery": "shipping_guid",
        "account": "account_guid",
    }
    delivery = {field.name for field in SHOPTET.fields if field.child == "delivery"}
    assert delivery == {field.name for field in SHOPTET.fields if field.name.startswith("shipping_")}
    assert SHOPTET.field("email_verified").child == "account"


def test_discounts_are_bare_numbers() -> None:
    """S4-34: 3 means three per cent."""
    assert cell(SHOPTET, "extra_discount_pct", "3").value == "3"
    assert codes(cell(SHOPTET, "extra_discount_pct", "101")) == ["number.range"]


def test_price_lists_need_the_add_on() -> None:
    """S4-35: without the wholesale add-on the column is ignored; with it, names are those of price lists."""
    field = SHOPTET.field("pricelist_name")
    assert field.requires == "wholesale"
    assert codes(cell(SHOPTET, "pricelist_name", "VIP", {"pricelists": ["Výchozí"]})) == ["reference.unknown"]


@pytest.mark.parametrize("text", ["1", "ano", "TRUE", "yes"])
def test_verified_in_many_words(text: str) -> None:
    """S4-37: the values are not given, so all usual words are read."""
    assert cell(SHOPTET, "email_verified", text).value == "true"


# Whole files

GUID = "d7cc9ff4-9a15-11e3-bb01-ac162d8a2454"
NOVAK = {"guid": GUID, "email": "novak@example.cz", "billing_full_name": "Jan Novák"}
HEAD = "guid;email;billingFullName"


def test_shoptet_edits_by_guid_and_creates_without() -> None:
    """S4-01, S4-04, S4-11, S4-A, S4-F: same guid is an update, even of the e-mail; no guid and a new e-mail creates."""
    store = store_of(SHOPTET, NOVAK)
    file = f"{HEAD};remark\n{GUID};jan@example.cz;Jan Novák;stálý\n;nova@example.cz;Eva Nová;\n"
    plan = imported(SHOPTET, store, file)
    assert kinds_of(plan) == ["update", "create"]
    ci.apply(plan, store)
    assert store.customers()[0].values == {**NOVAK, "email": "jan@example.cz", "remark": "stálý"}


def test_shoptet_skips_known_emails() -> None:
    """S4-05, S4-09, S4-A, S4-B: a known e-mail without its guid skips the row, and the log says by which rule."""
    store = store_of(SHOPTET, NOVAK, {"guid": "g2", "email": "ema@example.cz", "billing_full_name": "Ema"})
    plan = imported(SHOPTET, store, f"{HEAD}\n;novak@example.cz;Jan Jiný\n{GUID};ema@example.cz;Jan Novák\n")
    assert kinds_of(plan) == ["skip", "skip"]
    assert said(plan) == {2: ["key.exists"], 3: ["key.exists"]}
    first = next(plan.outcomes()).problems[0]
    assert first.field == "email"


@pytest.mark.parametrize("encoding", ["cp1250", "utf-8", "utf-8-sig"])
def test_shoptet_encodings(encoding: str) -> None:
    """S4-03: Windows-1250 and UTF-8 give the same customers."""
    expected = ["Žluťoučký Kůň", "Šárka Řeháková", "Jiří Ďas"]
    rows = "".join(f"a{i}@example.cz;{name}\n" for i, name in enumerate(expected))
    plan = imported(SHOPTET, store_of(SHOPTET), f"email;billingFullName\n{rows}".encode(encoding))
    names = [outcome.incoming["billing_full_name"] for outcome in plan.outcomes()]
    assert names == expected


def test_shoptet_absent_columns_and_passwords() -> None:
    """S4-07, S4-08: what has no column stays as it is, and passwords are not read."""
    store = store_of(SHOPTET, {**NOVAK, "phone": "601"})
    plan = imported(SHOPTET, store, f"{HEAD};password\n{GUID};novak@example.cz;Jan Novák;tajné\n")
    assert kinds_of(plan) == ["unchanged"]
    assert [problem.code for problem in plan.problems] == ["column.refused"]
    assert "tajné" not in repr(plan)


def test_shoptet_mandatory_columns() -> None:
    """S4-06, S4-E: a file without one of the two is refused; with both alone, customers are created."""
    with pytest.raises(SourceError):
        imported(SHOPTET, store_of(SHOPTET), "email;remark\na@example.cz;x\n")
    assert kinds_of(imported(SHOPTET, store_of(SHOPTET), "email;billingFullname\na@example.cz;A\n")) == ["create"]


def test_shoptet_countries_and_price_lists() -> None:
    """S4-21, S4-29, S4-33, S4-35, S4-G: unknown countries and groups cost the cell, a missing add-on its column."""
    rows = f"{GUID};novak@example.cz;Jan Novák;Narnie;VIP;Narnie;Nikdo\n"
    file = f"{HEAD};billingCountry;pricelistName;shippingCountry;customerGroup\n{rows}"
    lists = {"countries": ["Česko"], "pricelists": ["VIP"], "customer_groups": ["Stálí"]}
    plan = imported(SHOPTET, store_of(SHOPTET, NOVAK), file, references=lists)
    assert kinds_of(plan) == ["unchanged"]
    for name in ("billing_country", "shipping_country", "customer_group"):
        assert plan.verdicts[name] == {"unknown_ignored": 1}
    assert plan.verdicts["pricelist_name"] == {"disabled": 1}
    plan = imported(SHOPTET, store_of(SHOPTET, NOVAK), file, references=lists, features=["wholesale"])
    assert plan.verdicts["pricelist_name"] == {"set": 1}


EVERY_TAG = {
    "guid": GUID, "email": "novak@example.cz", "billingFullName": "Jana Nová", "registrationDate": "20.02.2014 10:11",
    "billingCompany": "Nová s.r.o.", "companyId": "01234567", "vatId": "CZ01234567", "identificationNumber": "0077",
    "billingStreet": "Dlouhá", "billingHouseNumber": "1/2a", "billingCity": "Žďár", "billingDistrict": "Žďár n. S.",
    "billingCountry": "Česko", "billingZip": "058 01", "shippingGuid": "s1", "shippingFullName": "Jan Ďas",
    "shippingCompany": "Sklad", "shippingStreet": "Krátká", "shippingHouseNumber": "07", "shippingCity": "Brno",
    "shippingCountry": "Slovensko", "shippingZip": "00100", "accountGuid": "a1", "phone": "601 / 123-456",
    "customerGroup": "Stálí", "extraDiscountPct": "3", "pricelistName": "VIP", "remark": "volat večer",
    "emailVerified": "1",
}  # fmt: skip
# What is not kept letter for letter.
READ_AS = {"registrationDate": "2014-02-20T10:11:00", "emailVerified": "true"}


def test_shoptet_writes_every_column() -> None:
    """S4-10 … S4-37: each column of the table is written as it stands, and written over."""
    store = MemoryStore(SHOPTET)
    old = dict.fromkeys(("billing_company", "phone", "remark", "billing_zip", "company_id"), "x")
    store.add({**NOVAK, **old}, {"delivery": [Child("s1", {"shipping_city": "x"})], "account": [Child("a1", {})]})
    lists = {"countries": ["Česko", "Slovensko"], "pricelists": ["VIP"], "customer_groups": ["Stálí"]}
    file = f"{';'.join(EVERY_TAG)}\n{';'.join(EVERY_TAG.values())}\n"
    ci.apply(imported(SHOPTET, store, file, references=lists, features=["wholesale"]), store)
    (customer,) = store.customers()
    found = dict(customer.values)
    for group, key in (("delivery", "shipping_guid"), ("account", "account_guid")):
        (child,) = customer.children[group]
        found |= {key: child.key, **child.values}
    names = fields_of(SHOPTET, *EVERY_TAG)
    of_address = {name for name in names if name and name.startswith("shipping_")}
    assert {*customer.children["delivery"][0].values, "shipping_guid"} == of_address
    assert found == {name: READ_AS.get(tag, text) for name, (tag, text) in zip(names, EVERY_TAG.items(), strict=True)}


def test_shoptet_delivery_addresses() -> None:
    """S4-23, S4-D: a known shippingGuid edits that address, none adds another, equal content adds nothing."""
    store = MemoryStore(SHOPTET)
    home = Child("s1", {"shipping_street": "Dlouhá", "shipping_city": "Praha"})
    store.add(NOVAK, {"delivery": [home]})
    head = f"{HEAD};shippingGuid;shippingStreet;shippingCity\n{GUID};novak@example.cz;Jan Novák;"
    assert kinds_of(imported(SHOPTET, store, f"{head};Dlouhá;Praha\n")) == ["unchanged"]
    ci.apply(imported(SHOPTET, store, f"{head}s1;Krátká;Praha\n"), store)
    ci.apply(imported(SHOPTET, store, f"{head};Nová;Brno\n"), store)
    streets = [child.values["shipping_street"] for child in store.customers()[0].children["delivery"]]
    assert streets == ["Krátká", "Nová"]
    assert kinds_of(imported(SHOPTET, store, f"{head};Nová;Brno\n")) == ["unchanged"]
    assert said(imported(SHOPTET, store, f"{head}s9;Nová;Brno\n")) == {2: ["child.unknown"]}


def test_shoptet_accounts() -> None:
    """S4-31, S4-37, S4-D: a known accountGuid edits that account, a blank one adds another."""
    store = MemoryStore(SHOPTET)
    store.add(NOVAK, {"account": [Child("a1", {"email_verified": "false"})]})
    head = f"{HEAD};accountGuid;emailVerified\n{GUID};novak@example.cz;Jan Novák;"
    ci.apply(imported(SHOPTET, store, f"{head}a1;1\n"), store)
    ci.apply(imported(SHOPTET, store, f"{head};0\n"), store)
    verified = [child.values["email_verified"] for child in store.customers()[0].children["account"]]
    assert verified == ["true", "false"]
