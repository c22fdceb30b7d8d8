"""A file for each platform in its own language and encoding, typed by hand: good rows, bad ones and odd ones.

What becomes of each row, and what its people read, stands beside it. The messages were read, not generated.
"""

import datetime
from typing import Any

import attrs
import pytest

import customer_import as ci


@attrs.frozen
class Case:
    """One platform's file."""

    profile: str
    locale: str
    encoding: str
    text: str
    rows: dict[int, tuple[str, ...]]
    stored: tuple[dict[str, Any], ...] = ()
    options: dict[str, Any] = attrs.field(factory=dict)


CASES: tuple[Case, ...] = (
    Case(
        "shoptet",
        "cs",
        "cp1250",
        "guid;email;billingFullName;phone;billingCountry;registrationDate;extraDiscountPct\r\n"
        "g-1;zofie@example.org;Žofie Křížová;+420 601 234 567;Česká republika;31.12.2025 08:15;5\r\n"
        ";nova@example.org;Šárka Nová;;Narnie;;\r\n"
        ";zofie@example.org;Žofie Křížová;;;;\r\n"
        ";bez-zavinace;Jiří Říha;;;;\r\n"
        ";jiri@example.org;;;;;\r\n"
        ";petr@example.org;Petr Dvořák;;;31.02.2026 10:00;\r\n"
        ";NOVA@example.org;Nová Šárka;;;;\r\n"
        ";ivana@example.org;Ivana Šťastná;;;;tři\r\n",
        {
            2: ("update",),
            3: ("create", "Narnie není země, která se přijímá."),
            4: ("reject", "email už stojí v řádku 2."),
            5: ("reject", "Toto není e-mailová adresa."),
            6: ("reject", "Pole billingFullName je povinné."),
            7: ("reject", "Takový den neexistuje."),
            8: ("reject", "email už stojí v řádku 3."),
            9: ("reject", "Toto není číslo."),
        },
        ({"guid": "g-1", "email": "zofie@example.org", "billing_full_name": "Žofie Nováková"},),
        options={"references": {"countries": ["Česká republika", "Slovensko"]}},
    ),
    Case(
        "upgates",
        "cs",
        "cp1250",
        "[EMAIL];[FIRSTNAME];[SURNAME];[PHONE];[CUSTOMER_YN];[HESLO]\r\n"
        "jan@example.org;;Příhoda;;1;tajné\r\n"
        "eva@example.org;Eva;Čapková;601234567;0;tajné\r\n"
        "ota@example.org;Ota;Žák;12;1;\r\n"
        ";Nikdo;Nikdo;;1;\r\n"
        "ivo@example.org;Ivo;Hřib;;možná;\r\n",
        {
            2: ("update",),
            3: ("create", "Číslo vypadá vymyšlené; zůstalo, jak je."),
            4: ("reject", "Takové telefonní číslo neexistuje."),
            5: ("reject", "Pole [EMAIL] je povinné."),
            6: ("reject", "možná není ano ani ne."),
        },
        ({"email": "jan@example.org", "firstname": "Jan", "surname": "Novák"},),
    ),
    Case(
        "tixly",
        "sv",
        "cp1252",
        "Kundnummer;Förnamn;Efternamn;E-post\r\n"
        "1;Åsa;Öberg;asa@example.org\r\n"
        "0;Björn;Åkesson;bjorn@example.org\r\n"
        "0;Örjan;Älg;asa@example.org\r\n"
        "2;Någon;Annan;annan@example.org\r\n"
        "77;Märta;Ek;marta@example.org\r\n"
        "x1;Sven;Ek;sven@example.org\r\n",
        {
            2: ("update",),
            3: ("create",),
            4: ("reject", "Raden beställer en ny kund, men en med samma Email finns redan."),
            5: ("reject", "Nyckeln tillhör en person med andra uppgifter (FirstName, LastName, Email)."),
            6: ("reject", "Det finns ingen kund med detta CustomerID."),
            7: ("reject", "CustomerID har inte den väntade formen."),
        },
        (
            {"customer_id": "1", "first_name": "Åsa", "last_name": "Öberg", "email": "gammal@example.org"},
            {"customer_id": "2", "first_name": "Per", "last_name": "Nyman", "email": "per@example.org"},
        ),
    ),
    Case(
        "incust",
        "en",
        "cp1251",
        "Номер телефону;Ім'я клієнта;Стать;День народження;Бонуси;Валюта\r\n"
        "+380671234567;Олена;жіноча;1990-01-31;12,50;UAH\r\n"
        "380671234568;Тарас;чоловіча;31.01.1990;;\r\n"
        "0671234569;Іван;чол;;5;UAH\r\n"
        "+380671234560;Марія;ж;;7;\r\n"
        "+380671234561;Ольга;невідомо що;;;\r\n"
        "+380671234562;Петро;;;-3;UAH\r\n",
        {
            2: ("update",),
            3: ("reject", "This is no date in one of the forms YYYY-MM-DD."),
            4: ("create",),
            5: ("create", "The amount has no currency: it is not credited."),
            6: ("reject", "невідомо що is not one of the values of Gender."),
            7: ("reject", "A credit below zero is not allowed."),
        },
        ({"phone": "+380671234567", "name": "Оленка"},),
        options={"occasion": "відкриття"},
    ),
    Case(
        "epos",
        "en",
        "utf-8",
        "full_name,mobile_number,lookup_id,date_of_birth,membership_expire_date\r\n"
        "Tan Wei Ming,+6581234567,L1,08/10/1992,31/12/26\r\n"
        "Lim Siew,+6581234568,L1,08/10/92,\r\n"
        "Ong Hui,+6581234567,L3,,\r\n"
        "Goh Kai,+6581234569,L4,1992-10-08,\r\n"
        "Lee Jun,+6581234560,L5,,21/11/2026\r\n"
        "Wong Mei,+6591234567,,,\r\n",
        {
            2: ("create", "The year has two digits only: up to 99 it was read as 20xx, above as 19xx."),
            3: (
                "reject",
                "The year has two digits only: up to 26 it was read as 20xx, above as 19xx.",
                "lookup_id must be unique",
            ),
            4: ("reject", "Phone number has already been taken"),
            5: ("create",),
            6: ("reject", "membership_expiry_date must be on or after today"),
            7: ("reject", "Required field, unless added on POS/frontend."),
        },
    ),
    Case(
        "raleon",
        "en",
        "utf-8",
        "shopify_id,points_to_add,description\n"
        "7338441277598,50,Setting up loyalty points for past purchases.\n"
        "7338441277598,50,Setting up loyalty points for past purchases.\n"
        "7.33844E+12,50,Setting up loyalty points for past purchases.\n"
        "7338441277599,50,Setting up loyalty points for past purchases.\n"
        "7338441277598,-5,A correction\n"
        "7338441277598,0,Nothing\n"
        "7338441277598,2.5,A half\n",
        {
            2: ("update",),
            3: ("update",),
            4: ("reject", "The spreadsheet has cut off digits of this number; what is left cannot be trusted."),
            5: ("reject", "There is no customer with this shopify_id."),
            6: ("reject", "A credit below zero is not allowed."),
            7: ("unchanged", "The amount is zero: nothing is credited."),
            8: ("reject", "The number has more than 0 decimals."),
        },
        ({"shopify_id": "7338441277598"},),
        options={"occasion": "past purchases"},
    ),
)


def outcomes(case: Case) -> dict[int, tuple[str, ...]]:
    """Import a file twice; return what became of each row the first time, with its messages."""
    profile = ci.load_profile(case.profile)
    store = ci.MemoryStore(profile)
    for values in case.stored:
        store.add(values)
    with ci.read(case.text.encode(case.encoding), profile=profile) as table:
        assert table.dialect.encoding in (case.encoding, "utf-8")
        options = {"today": datetime.date(2026, 11, 22), **case.options}
        with ci.plan(table, profile, store, plan_id="1", **options) as plan:
            found = {
                outcome.row: (outcome.kind, *(ci.message(p, case.locale, profile) for p in outcome.problems))
                for outcome in plan
            }
            if not profile.all_or_nothing:
                ci.apply(plan, store)
        with ci.plan(table, profile, store, plan_id="2", **options) as again:
            for outcome in again:
                if found[outcome.row][0] in ("create", "update") and not profile.all_or_nothing:
                    assert outcome.kind in ("unchanged", "skip", "reject")
                    assert not outcome.credits
    return found


@pytest.mark.parametrize("case", CASES, ids=[case.profile for case in CASES])
def test_files_in_the_platforms_own_language(case: Case) -> None:
    """S0-03, S1-09, S2-02, S3-02, S4-03: rows end as the platform's page says, in words that its people read."""
    assert outcomes(case) == case.rows
