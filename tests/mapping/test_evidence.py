"""Labels that the profile does not list find their fields by words and cells, or are asked about; never silently."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import customer_import as ci
from customer_import.mapping import Mapped, resolve
from customer_import.mapping.assigning import assign
from tests.mapping.sheet import Sheet

PROFILE = ci.Profile(
    "host",
    fields=[
        ci.Field("number", "identifier", ["Customer number"], policy="immutable"),
        ci.Field("email", "email"),
        ci.Field("phone", "phone"),
        ci.Field("mobile", "phone", ["Mobile phone"]),
        ci.Field("first_name", "name"),
        ci.Field("last_name", "name"),
        ci.Field("street"),
        ci.Field("city"),
        ci.Field("birthday", "date"),
        ci.Field("shoe_colour"),
    ],
    keys=["number", "email"],
    region="SE",
)


EMAILS = ("ann@example.org", "bo@example.org", "cleo@example.org", "dag@example.org")
PHONES = ("070-174 06 05", "070-174 06 06", "+46701740607", "0701740608")
CITIES = ("Umeå", "Malmö", "Lund", "Lund")


def found(profile: ci.Profile = PROFILE, answers: dict[str, str] | None = None, **columns: Sequence[str]) -> Mapped:
    """Map a sheet of labels and cells."""
    sheet = Sheet(
        tuple(label.replace("_", " ") for label in columns), tuple(tuple(cells) for cells in columns.values())
    )
    return resolve(sheet, profile, answers=answers or {})


def test_words_in_another_language_are_sure_and_shown() -> None:
    """A label that means the field in any language is used, with a finding that says why."""
    mapped = found(email=EMAILS, Mobiltelefon=PHONES, Ort=CITIES)
    assert mapped.label_map.fields == ("email", "mobile", "city")
    assert mapped.label_map.evidence == ("name", "words", "words")
    assert [(f.code, f.column, f.field) for f in mapped.findings] == [
        ("column.mapped", 1, "mobile"),
        ("column.mapped", 2, "city"),
    ]
    assert "feeds 'mobile'" in mapped.findings[0].note
    assert "cells look like it" in mapped.findings[0].note


def test_exact_labels_leave_nothing_to_say() -> None:
    """What the profile itself lists is no inference: certain, and without findings."""
    mapped = found(email=EMAILS, city=CITIES)
    assert (mapped.label_map.confidence, mapped.findings, mapped.label_map.candidates) == ((1.0, 1.0), (), ())


def test_what_is_only_similar_is_listed_and_not_used() -> None:
    """A likely column that the profile does not need is not imported; the finding says what it may be."""
    mapped = found(email=EMAILS, Schoe_colours=("red", "blue", "red", "red"))
    assert mapped.label_map.fields == ("email", None)
    assert mapped.label_map.likely == ("email", "shoe_colour")
    (finding,) = mapped.findings
    assert (finding.code, finding.field) == ("column.likely", "shoe_colour")
    assert not mapped.questions


def test_likely_column_that_the_file_needs_is_asked_about() -> None:
    """Where the profile could not go on without, a likely column is a question, and its answer is taken."""
    mapped = found(Contact_us=EMAILS, city=CITIES)
    (question,) = mapped.questions
    assert (question.code, question.options[0]) == ("column.unmapped.Contact us", "email")
    assert found(answers={question.code: "email"}, Contact_us=EMAILS, city=CITIES).label_map.fields == ("email", "city")


def test_profile_that_asks_is_asked_with_the_likeliest_first() -> None:
    """S1-C: under "ask" every label that is not listed is a question, however sure; the likeliest comes first."""
    asking = attrs.evolve(PROFILE, file=ci.FileRules(unmapped="ask"))
    mapped = found(asking, email=EMAILS, Ort=CITIES)
    (question,) = mapped.questions
    assert (question.code, question.options[0]) == ("column.unmapped.Ort", "city")
    assert "looks like 'city'" in question.text
    ignored = found(asking, {question.code: "ignore"}, email=EMAILS, Ort=CITIES)
    assert (ignored.label_map.fields, ignored.questions) == (("email", None), ())


def test_cells_speak_against_a_label() -> None:
    """A label that means a phone number over cells that are none is not used."""
    mapped = found(email=EMAILS, Telefonnummer=("2024-01-01", "2024-01-02", "2024-01-03", "2024-01-04"))
    assert mapped.label_map.fields == ("email", None)


def test_swapped_columns_are_a_question() -> None:
    """Phones under "email" and e-mails under "phone" are asked about; the answer swaps them, or keeps them."""
    (question,) = found(email=PHONES, phone=EMAILS).questions
    assert (question.code, question.options) == ("column.swapped.email", ("swap", "keep"))
    swapped = found(answers={question.code: "swap"}, email=PHONES, phone=EMAILS)
    assert (swapped.label_map.fields, swapped.questions) == (("phone", "email"), ())
    kept = found(answers={question.code: "keep"}, email=PHONES, phone=EMAILS)
    assert (kept.label_map.fields, kept.questions) == (("email", "phone"), ())


def test_cells_of_another_field_are_a_question() -> None:
    """E-mails under "phone" where no column holds e-mails: asked, with the fields that they fit."""
    (question,) = found(number=("1", "2", "3", "4"), phone=EMAILS).questions
    assert (question.code, question.options) == ("column.content.phone", ("keep", "email", "ignore"))
    moved = found(answers={question.code: "email"}, number=("1", "2", "3", "4"), phone=EMAILS)
    assert moved.label_map.fields == ("number", "email")
    with pytest.raises(ci.UsageError):
        found(answers={question.code: "swap"}, number=("1", "2", "3", "4"), phone=EMAILS)


def test_credits_are_never_fed_by_inference() -> None:
    """Points and money are added only where a label is listed, remembered or confirmed."""
    profile = ci.Profile(
        "loyalty",
        [ci.Field("card", "identifier"), ci.Field("amount", "decimal", ["Points to add"])],
        keys=["card"],
        credit=ci.CreditRule("card", "amount", default_unit="points"),
        on_no_match="reject",
    )
    mapped = found(profile, card=("1", "2", "3"), Punkte=("10", "20", "30"))
    assert mapped.label_map.fields == ("card", None)


def test_neighbours_tell_which_name_a_name_is() -> None:
    """A "Name" beside "Vorname" is the last name; on its own it is none of two."""
    assert found(email=EMAILS, Vorname=CITIES, Name=CITIES).label_map.fields == ("email", "first_name", "last_name")
    assert found(email=EMAILS, Name=CITIES).label_map.fields == ("email", None)


def test_somebody_elses_value_is_not_the_customers() -> None:
    """An emergency contact's phone, a verified flag, a delivery city feed no field of the customer."""
    mapped = found(email=EMAILS, Emergency_phone=PHONES, Email_verified=EMAILS, Shipping_city=CITIES, city=CITIES)
    assert mapped.label_map.fields == ("email", None, None, None, "city")


def test_one_field_takes_one_label() -> None:
    """Of two labels for one field the better one is used; two equal ones are not guessed between."""
    assert found(email=EMAILS, Stadt=CITIES, Stadtt=CITIES).label_map.fields == ("email", "city", None)
    assert found(email=EMAILS, Stadt=CITIES, Ort=CITIES).label_map.fields == ("email", None, None)


LABELS = ("E-Mail", "Vorname", "Nachname", "Telefon", "Handy", "Stadt", "Geburtstag", "Kundennummer", "Bemerkung")


@given(st.permutations(LABELS))
def test_order_of_columns_does_not_matter(labels: Sequence[str]) -> None:
    """Each label feeds the same field wherever it stands."""
    straight = dict(zip(LABELS, _fields(LABELS), strict=True))
    assert dict(zip(labels, _fields(labels), strict=True)) == straight
    assert (straight["Handy"], straight["Bemerkung"]) == ("mobile", None)


def _fields(labels: Sequence[str]) -> tuple[str | None, ...]:
    return ci.map_labels(Sheet(tuple(labels), tuple(("",) for _ in labels)), PROFILE).fields


def test_evidence_goes_through_json() -> None:
    """A map with candidates is a value that another request can carry."""
    mapped = found(email=EMAILS, Ort=CITIES, Shoe=CITIES)
    assert ci.LabelMap.from_json(mapped.label_map.to_json()) == mapped.label_map


SCORES = st.dictionaries(st.tuples(st.integers(0, 3), st.integers(0, 3)), st.integers(1, 100), max_size=12)


@given(SCORES)
def test_assignment_has_the_greatest_sum(scores: dict[tuple[int, int], int]) -> None:
    """One field, one column, and no other choice of pairs adds up to more: compared with trying all."""
    chosen = assign({pair: score / 100 for pair, score in scores.items()})
    assert len(set(chosen.values())) == len(chosen)
    assert sum(scores[pair] for pair in chosen.items()) == max(_sums(scores), default=0)


def _sums(scores: dict[tuple[int, int], int]) -> Iterator[int]:
    for fields in itertools.product((None, 0, 1, 2, 3), repeat=4):
        used = [(column, field) for column, field in enumerate(fields) if field is not None]
        if len({field for _, field in used}) == len(used) and all(pair in scores for pair in used):
            yield sum(scores[pair] for pair in used)


WORDED = ci.Profile(
    "worded",
    fields=[
        ci.Field("phone", "phone"),
        ci.Field("mobile", "phone", ["Mobile phone"]),
        ci.Field("salutation"),
        ci.Field("city"),
        ci.Field("region"),
        ci.Field("created", "date"),
    ],
    region="SE",
)


@pytest.mark.parametrize("label", ["Alternate phone", "Phone 2", "Default address phone"])
def test_second_phone_is_no_mobile(label: str) -> None:
    """A column that means one field exactly is not offered for another that is merely like it."""
    sheet = found(WORDED, None, **{"Phone": PHONES, label: PHONES}).label_map
    assert sheet.likely == ("phone", None)


def test_titles_that_all_differ_are_no_salutations() -> None:
    """A dozen different titles in a dozen rows are professions; the few that repeat are what one says to people."""
    professions = [
        f"head of {word}" for word in ("sales", "trade", "trains", "post", "ships", "parks", "zoos", "law", "art", "it")
    ]
    assert found(WORDED, Title=professions).label_map.fields == (None,)
    assert found(WORDED, Title=["Mr", "Mrs"] * 5).label_map.fields == ("salutation",)


def test_address_behind_the_post_code_may_be_the_city() -> None:
    """A second address behind the post code is where the post goes; between city and post code "ST" is a state."""
    swedish = found(WORDED, Adress=CITIES, Postnr=("22350",) * 4, Postadress=CITIES).label_map
    assert (swedish.likely[2], swedish.fields[2]) == ("city", None)
    american = found(WORDED, Street=CITIES, City=CITIES, ST=("CA", "NY", "TX", "CA"), ZIP=("90210",) * 4).label_map
    assert (american.likely[2], american.fields[2]) == ("region", None)


def test_any_date_does_not_prove_a_doubtful_label() -> None:
    """A column of dates under a label that may mean when the customer was created is asked about all the same."""
    issued = found(WORDED, None, **{"Issue date": ("2024-01-02",) * 12}).label_map
    created = found(WORDED, None, **{"Date created": ("2024-01-02",) * 12}).label_map
    assert (issued.fields, issued.likely) == ((None,), ("created",))
    assert created.fields == ("created",)


def test_suburb_is_the_city_where_there_is_no_other() -> None:
    """A part of a town is what people fill in for it, where nothing else says the town; that is asked about."""
    alone, beside = found(WORDED, Suburb=CITIES), found(WORDED, Suburb=CITIES, City=CITIES)
    assert (alone.label_map.likely, alone.label_map.fields) == (("city",), (None,))
    assert beside.label_map.likely == (None, "city")


def test_county_is_the_region_unless_there_is_a_state() -> None:
    """Of two labels for one field, the one that always means it wins."""
    assert found(WORDED, County=CITIES).label_map.fields == ("region",)
    assert found(WORDED, County=CITIES, State=CITIES).label_map.likely == (None, "region")


def test_first_visit_may_be_when_a_customer_was_created() -> None:
    """What merely began at a date is asked about, never taken for the date of the customer."""
    first = found(WORDED, None, **{"First visit": ("2024-01-02",) * 5}).label_map
    assert (first.fields, first.likely) == ((None,), ("created",))


def test_file_of_owners_is_about_the_owners() -> None:
    """Where names and addresses are only somebody else's, that somebody is the customer; their pets are not."""
    owners = {"Owner first name": CITIES, "Owner e-mail": EMAILS, "Pet date of birth": ("2020-01-02",) * 4}
    profile = attrs.evolve(PROFILE, keys=["email"])
    assert found(profile, None, **owners).label_map.likely == ("first_name", "email", None)
    assert found(profile, None, **owners, Email=EMAILS).label_map.likely == (None, None, None, "email")


def test_fields_are_named_in_the_language_of_their_host() -> None:
    """A field "firma" among German names is a company, although other languages mean a signature."""
    profile = ci.Profile("laden", [ci.Field(name) for name in ("vorname", "nachname", "strasse", "firma")])
    assert ci.map_labels(Sheet(("Company", "First name"), ((), ())), profile).fields == ("firma", "vorname")


@pytest.mark.parametrize(
    ("field", "label"),
    [("iban", "Credit limit"), ("last_order", "Last visit"), ("website", "Facebook"), ("job_title", "Department")],
)
def test_what_is_only_of_one_sort_is_asked_about(field: str, label: str) -> None:
    """What the table puts into one drawer with a field, but under other words, never feeds it unasked."""
    profile = ci.Profile("club", [ci.Field("first_name", "name"), ci.Field(field)])
    found = ci.map_labels(Sheet(("First name", label), ((), ())), profile)
    assert found.fields == ("first_name", None)


def test_title_beside_a_salutation_is_a_profession() -> None:
    """What a "Title" is depends on whether another label already says how to address a person."""
    profile = ci.Profile("crm", [ci.Field("honorific"), ci.Field("last_name", "name"), ci.Field("job_title")])
    found = ci.map_labels(Sheet(("Form of address", "Surname", "Title"), ((), (), ())), profile)
    assert found.likely == ("honorific", "last_name", "job_title")
