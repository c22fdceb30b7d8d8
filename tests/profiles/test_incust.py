"""inCust (S0): phone as key, three colours of policies, points as credits."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

import customer_import as ci
from customer_import.policy import VERDICTS
from customer_import.problems import message
from tests.profiles.support import (
    built_in,
    cell,
    codes,
    fields_of,
    imported,
    kinds_of,
    protects,
    said,
    store_of,
)

INCUST = built_in("incust")


def test_one_profile_holds_customers_and_credits() -> None:
    """S0-01: one run imports customers and credits points to them."""
    assert INCUST.credit is not None
    assert INCUST.on_no_match == "create"
    assert INCUST.on_match == "update"


def test_files_are_semicolon_csv_or_xlsx() -> None:
    """S0-03: CSV with semicolons, or XLSX."""
    assert INCUST.file.formats == ("csv", "xlsx")
    assert INCUST.file.delimiters == (";",)


def test_the_phone_is_the_key() -> None:
    """S0-05, S0-D: the number finds the customer, every row needs it, and no file changes it."""
    phone = INCUST.field("phone")
    assert INCUST.key_fields == ("phone",)
    assert phone.required == "always"
    assert protects(phone.policy)


@pytest.mark.parametrize("text", ["+37060012345", "37060012345", "370 600 12345"])
def test_lithuanian_numbers_are_read_with_and_without_plus(text: str) -> None:
    """S0-05, S0-A, S0-B: +370… and 370… are one number; asked for, its 11 digits are a remark and cost nothing."""
    assert cell(INCUST, "phone", text) == ("+37060012345", ())
    found = cell(built_in("incust", **{"fields.phone.digits": 12}), "phone", text)
    assert found.value == "+37060012345"
    assert [(fault.code, fault.level) for fault in found.faults] == [("phone.digits", "remark")]


def test_twelve_digits_get_no_remark() -> None:
    """S0-A: a Ukrainian number has the twelve digits that the page speaks of."""
    profile = built_in("incust", **{"fields.phone.digits": 12})
    assert cell(profile, "phone", "+380501239876").faults == ()


def test_national_numbers_need_a_region() -> None:
    """S0-B: no country is guessed; the host names one."""
    assert cell(INCUST, "phone", "0600 12345").value == ""
    assert cell(built_in("incust", region="UA"), "phone", "050 123 4567").value == "+380501234567"


def test_red_fields_are_written_once() -> None:
    """S0-06, S0-16, S0-19: an e-mail is set on creation, never changed or added later, and the profile says why."""
    email = INCUST.field("email")
    assert VERDICTS[email.policy]["create"] == "set"
    assert VERDICTS[email.policy]["stored_blank"] == "held"
    assert VERDICTS[email.policy]["differs"] == "held"
    assert "log in" in email.reason
    assert INCUST.field("phone").reason


def test_the_milder_reading_of_email_is_one_word_away() -> None:
    """S0-E: a host that wants to let e-mail addresses be added says so in one word."""
    milder = built_in("incust", **{"fields.email.policy": "fill_if_empty"})
    assert VERDICTS[milder.field("email").policy]["stored_blank"] == "set"
    assert milder.field("phone") == INCUST.field("phone")


@pytest.mark.parametrize("name", ["consent", "name", "birthday", "gender"])
def test_green_fields_are_only_filled(name: str) -> None:
    """S0-07, S0-08, S0-09, S0-10, S0-17, S0-19, S0-28: a missing value is supplemented, a stored one never replaced."""
    field = INCUST.field(name)
    assert VERDICTS[field.policy]["stored_blank"] == "set"
    assert VERDICTS[field.policy]["differs"] == "held"
    assert field.reason


def test_consent_is_free_text() -> None:
    """S0-07: the recommended form is text like any other."""
    text = "2024-05-01, No. 17/B, Main shop, Gedimino pr. 1"
    assert cell(INCUST, "consent", text).value == text


@pytest.mark.parametrize("name", ["Ona Petraitė", "12345", "ninja_42"])
def test_names_may_be_aliases_and_numbers(name: str) -> None:
    """S0-08: text and numbers are both names."""
    assert cell(INCUST, "name", name).value == name


def test_birthdays_are_iso_dates() -> None:
    """S0-09: YYYY-MM-DD, and nothing that must be guessed."""
    assert cell(INCUST, "birthday", "1990-02-28").value == "1990-02-28"
    assert cell(INCUST, "birthday", "02/03/1990").value == ""


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("male", "male"),
        ("FEMALE", "female"),
        ("Other", "other"),
        ("Vyras", "male"),
        ("жінка", "female"),
        ("мужской", "male"),
    ],
)
def test_gender_in_any_case_and_language(text: str, value: str) -> None:
    """S0-10: male, female and other, in any letter case, in the platform's languages."""
    assert cell(INCUST, "gender", text).value == value


@pytest.mark.parametrize("text", ["100,200", "100|200", "100\n200", "100;200", " 100 , 200 "])
def test_several_cards_in_one_cell(text: str) -> None:
    """S0-11, S0-F: one or more card numbers, between commas, bars or line breaks; a semicolon was quoted."""
    assert cell(INCUST, "cards", text).value == ("100", "200")


def test_cards_are_added_and_unique() -> None:
    """S0-11, S0-C: cards are united with the stored ones, and a card belongs to one customer."""
    cards = INCUST.field("cards")
    assert cards.policy == "union"
    assert cards.unique
    replacing = built_in("incust", **{"fields.cards.policy": "overwritable"})
    assert replacing.field("cards").policy == "overwritable"


def test_points_are_credited_never_written() -> None:
    """S0-12, S0-14, S0-18, S0-C: amount, currency, expiry and account feed the ledger, no field of a customer."""
    rule = INCUST.credit
    assert rule is not None
    assert rule.customer == "phone"
    assert INCUST.credit_fields == {"bonus_amount", "bonus_currency", "bonus_expires", "account"}
    assert cell(INCUST, "bonus_amount", "120.5").value == "120.5"
    assert cell(INCUST, "bonus_expires", "2027-12-31").value == "2027-12-31"


def test_points_need_a_currency_unless_an_account_is_named() -> None:
    """S0-13, S0-21, S0-G: no unit is made up for the bonus account; an account has its own."""
    rule = INCUST.credit
    assert rule is not None
    assert rule.unit == "bonus_currency"
    assert rule.default_unit == ""
    assert not rule.account_needs_unit
    assert cell(INCUST, "bonus_currency", "eur").value == "EUR"
    assert codes(cell(INCUST, "bonus_currency", "points")) == ["currency.unknown"]


def test_an_account_takes_the_points() -> None:
    """S0-15, S0-20: the account column names the account that is credited instead; its ids can be checked."""
    rule = INCUST.credit
    assert rule is not None
    assert rule.account == "account"
    assert fields_of(INCUST, "Phone", "Transaction Amount", "Customer account") == ("phone", "bonus_amount", "account")
    known = {"accounts": ["A-1"]}
    assert cell(INCUST, "account", "A-1", known).value == "A-1"
    assert codes(cell(INCUST, "account", "A-2", known)) == ["reference.unknown"]


def test_announcing_is_possible_but_asked_for_each_time() -> None:
    """S0-22: the profile lets credits be announced; the plan decides."""
    assert INCUST.notify


def test_columns_without_a_name_are_left_out() -> None:
    """S0-24: a column that has no name is not imported."""
    assert fields_of(INCUST, "Phone number", "Favourite colour") == ("phone", None)


def test_files_without_header_are_legal() -> None:
    """S0-25: with or without a header row; without, a person says which column is which."""
    assert INCUST.file.header == "auto"
    assert INCUST.file.positions == ()


def test_bad_cells_cost_the_row_unless_told_otherwise() -> None:
    """S0-H: reject_row by default, drop_cell by one word."""
    assert INCUST.on_bad_cell == "reject_row"
    assert built_in("incust", on_bad_cell="drop_cell").on_bad_cell == "drop_cell"


@pytest.mark.parametrize(
    "labels",
    [
        ("Phone number", "Customer email address", "Consent", "Customer Name", "Birthday", "Gender",
         "Plastic Card Numbers", "Sum of credited bonus points", "Bonus currency", "Bonus points expiration date",
         "Customer account"),
        ("Telefono numeris", "El. paštas", "Sutikimas", "Vardas", "Gimimo data", "Lytis", "Kortelės numeris",
         "Bonusų suma", "Valiuta", "Galioja iki", "Sąskaita"),
        ("Номер телефону", "Електронна пошта", "Згода", "Ім'я", "Дата народження", "Стать", "Номери пластикових карток",
         "Сума бонусів", "Валюта", "Дійсні до", "Рахунок"),
        ("Номер телефона", "Эл. почта", "Согласие", "ФИО", "Дата рождения", "Пол", "Номер карты",
         "Сумма бонусов", "Валюта", "Срок действия", "Счет клиента"),
    ],
)  # fmt: skip
def test_the_fields_in_four_languages(labels: tuple[str, ...]) -> None:
    """S0-05 … S0-15 are found under their names in English, Lithuanian, Ukrainian and Russian."""
    assert fields_of(INCUST, *labels) == (
        "phone", "email", "consent", "name", "birthday", "gender",
        "cards", "bonus_amount", "bonus_currency", "bonus_expires", "account",
    )  # fmt: skip


# Whole files

ANN = {"phone": "+37060012345", "name": "Ann"}


def test_incust_supplements_and_credits() -> None:
    """S0-01, S0-17, S0-26, S0-28, S0-J: name kept, birthday added, points credited; the counts sum to the rows."""
    store = store_of(INCUST, ANN)
    file = (
        "Phone number;Customer Name;Birthday;Customer email address;Sum of credited bonus points;Bonus currency\n"
        "37060012345;Anna;1990-02-28;ann@example.org;10;EUR\n"
        "+37060012346;Ben;;ben@example.org;;\n"
        "+37060012347;Cid;31 February;;;\n"
    )
    plan = imported(INCUST, store, file, occasion="opening balances")
    assert kinds_of(plan) == ["update", "create", "reject"]
    assert (plan.counts.created, plan.counts.updated, plan.counts.rejected, plan.counts.rows) == (1, 1, 1, 3)
    ci.apply(plan, store)
    ann, ben = store.customers()
    assert ann.values == {**ANN, "birthday": "1990-02-28"}
    assert ben.values == {"phone": "+37060012346", "name": "Ben", "email": "ben@example.org"}
    assert store.balance(ann.id, "EUR") == Decimal(10)


def test_incust_reads_the_selected_file(tmp_path: Path) -> None:
    """S0-03, S0-23, S0-30: a workbook with spoiled phone cells and a CSV file give one plan, which writes nothing."""
    xlsxwriter = pytest.importorskip("xlsxwriter")
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, ["Phone number", "Customer Name"])
        sheet.write_row(1, 0, [37060012345, 12345])
    (tmp_path / "a.csv").write_text("Phone number;Customer Name\n37060012345;12345\n", encoding="utf-8")
    for name in ("a.xlsx", "a.csv"):
        store = store_of(INCUST)
        with ci.read(tmp_path / name, profile=INCUST) as table:
            plan = ci.plan(table, INCUST, store, today=dt.date(2026, 11, 22))
        assert [dict(outcome.incoming) for outcome in plan.outcomes()] == [{"phone": "+37060012345", "name": "12345"}]
        assert store.customers() == []


def test_incust_reports_line_and_data() -> None:
    """S0-27, S0-H, S0-I: the row as a spreadsheet counts it, the column, the text and the reason."""
    plan = imported(INCUST, store_of(INCUST), "Phone number;Birthday\n\n+37060012345;yesterday\n")
    (outcome,) = plan.outcomes()
    (problem,) = [found for found in outcome.problems if found.level == "reject"]
    assert (outcome.row, problem.field, problem.code, problem.text) == (3, "birthday", "date.format", "yesterday")
    assert "YYYY-MM-DD" in message(problem, "en", INCUST)
    dropping = built_in("incust", on_bad_cell="drop_cell")
    plan = imported(dropping, store_of(dropping), "Phone number;Birthday\n\n+37060012345;yesterday\n")
    assert kinds_of(plan) == ["create"]
    assert said(plan) == {3: ["date.format"]}


def test_incust_holds_the_email() -> None:
    """S0-06, S0-16, S0-19, S0-E: an e-mail is not even added, and the plan can say why."""
    plan = imported(INCUST, store_of(INCUST, ANN), "Phone number;E-mail\n+37060012345;ann@example.org\n")
    assert kinds_of(plan) == ["unchanged"]
    (cell,) = [cell for cell in plan.explain(2).cells if cell.field == "email"]
    assert cell.verdict == "held"


def test_incust_accounts_and_missing_currencies() -> None:
    """S0-13, S0-20, S0-21, S0-G: an account is credited without currency; without both, only the credit is left out."""
    store = store_of(INCUST)
    file = "Phone number;Transaction Amount;Customer account\n+37060012345;5;A-1\n+37060012346;7;\n"
    plan = imported(INCUST, store, file, occasion="opening")
    assert kinds_of(plan) == ["create", "create"]
    assert said(plan) == {3: ["credit.no_unit"]}
    ci.apply(plan, store)
    assert store.balance("1", "", "A-1") == Decimal(5)
    assert [entry.customer_id for entry in store.ledger()] == ["1"]


@pytest.mark.parametrize("notify", [True, False])
def test_incust_announces_credits_once_where_asked(notify: bool) -> None:
    """S0-22: a message for each credit, only where it was asked for, and never twice."""
    store = store_of(INCUST, ANN)
    file = "Phone number;Bonus points;Currency\n+37060012345;5;EUR\n"
    asked = {"notify": True} if notify else {}
    plan = imported(INCUST, store, file, occasion="May", **asked)
    ci.apply(plan, store)
    ci.apply(plan, store)
    ci.apply(imported(INCUST, store, file, occasion="May", **asked), store)
    assert [sent.topic for sent in store.outbox()] == ["credited"] * notify


def test_incust_without_header_and_without_names() -> None:
    """S0-24, S0-25: without a header a person names the columns; one that nobody named is left out."""
    file = "+37060012345;ann@example.org\n+37060012346;ben@example.org\n"
    with pytest.raises(ci.QuestionsOpen, match="which field is column 1"):
        imported(INCUST, store_of(INCUST), file)
    plan = imported(INCUST, store_of(INCUST), file, label_map=ci.LabelMap.by_position(["phone", "email"]))
    assert [outcome.incoming["email"] for outcome in plan.outcomes()] == ["ann@example.org", "ben@example.org"]
    plan = imported(INCUST, store_of(INCUST), "Phone number;Shoe size\n+37060012345;44\n")
    assert [set(outcome.incoming) for outcome in plan.outcomes()] == [{"phone"}]


def test_incust_cards_are_united_and_unique() -> None:
    """S0-11, S0-C: new cards join the stored ones; another customer's card costs the row."""
    store = store_of(INCUST)
    ci.apply(imported(INCUST, store, "Phone number;Cards\n+37060012345;100\n+37060012346;200\n"), store)
    plan = imported(INCUST, store, "Phone number;Cards\n+37060012345;101\n+37060012346;101|200\n+37060012347;200\n")
    assert kinds_of(plan) == ["update", "reject", "reject"]
    assert said(plan)[4] == ["value.duplicate"] or said(plan)[4] == ["value.taken"]
    ci.apply(plan, store)
    assert store.customers()[0].values["cards"] == ("100", "101")


def test_incust_a_new_number_is_a_new_customer() -> None:
    """S0-D: nobody's number changes by a file."""
    store = store_of(INCUST, ANN)
    ci.apply(imported(INCUST, store, "Phone number;Name\n+37060099999;Ann\n"), store)
    assert [customer.values["phone"] for customer in store.customers()] == ["+37060012345", "+37060099999"]
