"""EPOS (S1): create only, all or nothing, the platform's own messages."""

import pytest

import customer_import as ci
from customer_import.errors import CustomerImportError, QuestionsOpen
from customer_import.model import Problem
from customer_import.policy import VERDICTS
from customer_import.problems import message
from tests.profiles.support import built_in, cell, codes, fields_of, imported, kinds_of, store_of

EPOS = built_in("epos")

TEMPLATE = (
    "full_name", "address_street_1", "address_street_2", "address_postal_code", "address_city", "address_state",
    "address_country", "notes", "email", "phone_number", "identifier_value", "identifier_type", "date_of_birth",
    "gender", "prefix", "mobile_number", "fax_number", "lookup_id", "membership_tier", "membership_point",
    "membership_expire_date", "credit_balance", "customer_group_names", "allow_credit_transactions",
    "allow_account_transactions",
)  # fmt: skip


def test_every_column_of_the_template_has_a_field() -> None:
    """S1-02, S1-G: the 25 columns of the template feed 25 fields, whichever way the expiry is spelled."""
    found = fields_of(EPOS, *TEMPLATE)
    assert None not in found
    assert len(set(found)) == len(TEMPLATE) == 25
    other = [label.replace("expire", "expiry") for label in TEMPLATE]
    assert fields_of(EPOS, *other) == found
    assert EPOS.file.formats == ("csv",)


def test_one_invalid_row_refuses_the_plan() -> None:
    """S1-08, S1-A: a file with an Invalid row is to be mended and imported again."""
    assert EPOS.all_or_nothing


def test_whoever_exists_is_an_error() -> None:
    """S1-13, S1-14, S1-B, S1-D: create only; lookup_id and mobile_number must be new, phone_number may be shared."""
    assert EPOS.on_match == "reject"
    assert [(key.field, key.on_match) for key in EPOS.keys] == [("lookup_id", "reject"), ("mobile_number", "reject")]
    assert not EPOS.field("phone_number").unique
    assert EPOS.field("phone_number").required == "no"
    for key in EPOS.key_fields:
        assert EPOS.field(key).required == "always"
        assert VERDICTS[EPOS.field(key).policy]["differs"] == "held"


def test_unknown_columns_block_until_answered() -> None:
    """S1-C: map, ignore once or ignore always, but not silently."""
    assert EPOS.file.unmapped == "ask"


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        (Problem("column.unmapped", params=(("label", "XYZ"),)), "XYZ needs to be remapped, or ignored"),
        (Problem("key.duplicate", field="lookup_id", params=(("other", 2),)), "lookup_id must be unique"),
        (Problem("key.taken", field="lookup_id", params=(("owner", "7"),)), "lookup_id must be unique"),
        (Problem("key.taken", field="mobile_number", params=(("owner", "7"),)), "Phone number has already been taken"),
        (Problem("date.format", field="date_of_birth"), "date_of_birth should be in right format : DD/MM/YYYY"),
        (
            Problem("date.before_today", field="membership_expiry_date"),
            "membership_expiry_date must be on or after today",
        ),
        (Problem("field.required", field="lookup_id"), "Required field, unless added on POS/frontend."),
    ],
)
def test_the_platforms_own_words(problem: Problem, words: str) -> None:
    """S1-09, S1-10: the exact messages of the page, in whatever language the host speaks."""
    assert message(problem, "en", EPOS) == words
    assert message(problem, "sv", EPOS) == words


def test_other_dates_have_the_general_message() -> None:
    """S1-09: the platform's words for date_of_birth are not used for another field."""
    assert "date_of_birth" not in message(Problem("date.format", field="membership_expiry_date"), "en", EPOS)


@pytest.mark.parametrize(
    ("text", "value"),
    [("08/10/1992", "1992-10-08"), ("08/10/92", "1992-10-08"), ("8/10/05", "2005-10-08"), ("31/12/26", "2026-12-31")],
)
def test_birthdays_day_first(text: str, value: str) -> None:
    """S1-15, S1-F, S1-G: the order is the profile's, two-digit years have a stated pivot and a remark."""
    found = cell(EPOS, "date_of_birth", text)
    assert found.value == value
    assert codes(found) == (["date.two_digit_year"] if len(text) < 10 else [])


def test_impossible_birthdays_are_refused() -> None:
    """S1-15: month and day are never swapped to make a date fit."""
    assert cell(EPOS, "date_of_birth", "10/13/1992").value == ""


@pytest.mark.parametrize(
    ("text", "bad"), [("22/11/2026", []), ("21/11/2026", ["date.before_today"]), ("01/01/2027", [])]
)
def test_expiry_on_or_after_today(text: str, bad: list[str]) -> None:
    """S1-16: on or after the day that the plan calls today."""
    assert codes(cell(EPOS, "membership_expiry_date", text)) == bad


def test_two_digit_expiry_years_lie_ahead() -> None:
    """S1-G: an expiry of 31/12/45 is 2045."""
    assert cell(EPOS, "membership_expiry_date", "31/12/45").value == "2045-12-31"


def test_today_is_in_singapore() -> None:
    """S1-E: today is an input, by default the day in the platform's zone."""
    assert EPOS.zone == "Asia/Singapore"


def test_national_mobile_numbers() -> None:
    """S1-14: numbers without country code are Singapore's."""
    assert cell(EPOS, "mobile_number", "9123 4567").value == "+6591234567"


def test_blank_permissions_are_no() -> None:
    """S1-02: TRUE or FALSE, and blank is FALSE (column list)."""
    for name in ("allow_credit_transactions", "allow_account_transactions"):
        field = EPOS.field(name)
        assert cell(EPOS, name, "TRUE").value == "true"
        assert field.default == cell(EPOS, name, "FALSE").value


def test_opening_balances_are_set_once() -> None:
    """S1-B: points and credit come with a new customer and are never written over."""
    assert EPOS.credit is None
    for name in ("membership_point", "credit_balance"):
        assert VERDICTS[EPOS.field(name).policy]["create"] == "set"
        assert VERDICTS[EPOS.field(name).policy]["differs"] == "held"


# Whole files

PERSON = {"full_name": "Tan", "mobile_number": "+6591234567", "lookup_id": "T1"}
EPOS_FILE = "full_name,mobile_number,lookup_id,date_of_birth\n{}"


def test_epos_checks_before_it_writes() -> None:
    """S1-01, S1-03, S1-06, S1-07, S1-11: planning writes nothing, applying writes it all, and says how many."""
    store = store_of(EPOS)
    plan = imported(EPOS, store, EPOS_FILE.format("Lim,91234568,L1,08/10/1992\n"))
    assert store.customers() == []
    assert ci.apply(plan, store).counts["created"] == 1
    assert store.customers()[0].values["date_of_birth"] == "1992-10-08"


def test_epos_refuses_a_file_with_an_invalid_row() -> None:
    """S1-04, S1-08, S1-A: rows are valid or invalid, and one invalid row refuses the plan as a whole."""
    store = store_of(EPOS)
    plan = imported(EPOS, store, EPOS_FILE.format("Lim,91234568,L1,08/10/1992\nOng,91234569,L2,1992/13/45\n"))
    assert kinds_of(plan) == ["create", "reject"]
    assert [ci.status(outcome, EPOS) for outcome in plan.outcomes()] == ["Valid", "Invalid"]
    with pytest.raises(CustomerImportError):
        ci.apply(plan, store)
    assert store.customers() == []


def test_epos_requires_a_lookup_id() -> None:
    """S1-10: a row without lookup id is invalid, in the platform's words."""
    plan = imported(EPOS, store_of(EPOS), EPOS_FILE.format("Lim,91234568,,\n"))
    (problem,) = next(plan.outcomes()).problems
    assert (problem.code, problem.level) == ("field.required", "reject")
    assert message(problem, "en", EPOS) == "Required field, unless added on POS/frontend."


def test_epos_rejects_whoever_exists() -> None:
    """S1-09, S1-12, S1-13, S1-14, S1-B: an existing id or number is an error with the owner, in its words."""
    store = store_of(EPOS, PERSON)
    plan = imported(
        EPOS, store, EPOS_FILE.format("Tan,91234567,T2,\nLim,91234568,T1,\nOng,91234569,T3,\nGoh,91234570,T3,\n")
    )
    assert kinds_of(plan) == ["reject", "reject", "create", "reject"]
    words = {o.row: [message(problem, "en", EPOS) for problem in o.problems] for o in plan.outcomes() if o.problems}
    taken = ["Phone number has already been taken"]
    assert words == {2: taken, 3: ["lookup_id must be unique"], 5: ["lookup_id must be unique"]}
    assert ("owner", "1") in next(plan.outcomes()).problems[0].params


def test_epos_asks_about_unknown_columns() -> None:
    """S1-09, S1-C: an unknown column blocks, until it is mapped or ignored."""
    file = "full_name,mobile_number,lookup_id,XYZ\nLim,91234568,L1,x\n"
    with pytest.raises(QuestionsOpen) as caught:
        imported(EPOS, store_of(EPOS), file)
    (question,) = caught.value.questions
    assert "needs to be remapped, or ignored" in str(question)
    code = str(getattr(question, "code", ""))
    assert kinds_of(imported(EPOS, store_of(EPOS), file, answers={code: "ignore"})) == ["create"]
    notes = imported(EPOS, store_of(EPOS), file, answers={code: "notes"})
    assert next(notes.outcomes()).incoming["notes"] == "x"
