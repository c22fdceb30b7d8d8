"""Telephone numbers in the country of their own row."""

from __future__ import annotations

from typing import Literal

import attrs
import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

import customer_import as ci
from customer_import.kinds import BUILT_IN
from customer_import.normalizing import Settings, by_country, normalizer
from customer_import.profile import Field

PHONE = Field("phone", "phone", country="home")
NUMBERS = ("070-174 06 05", "601 234 567", "+370 612 34567", "", "0701740605", "12", "020 7946 0018", "612 34567")
COUNTRIES = ("", "SE", "CZ", "LT", "GB", "AQ")


@pytest.mark.parametrize("kind", ["phone", "list"])
@given(rows=st.lists(st.tuples(st.sampled_from(NUMBERS), st.sampled_from(COUNTRIES))), many=st.sampled_from([1, 500]))
def test_column_is_read_cell_by_cell(kind: Literal["phone", "list"], rows: list[tuple[str, str]], many: int) -> None:
    """A column is what each of its cells is in the country of its row; a country without telephones says nothing."""
    field = attrs.evolve(PHONE, kind=kind, item="phone" if kind == "list" else "text")
    settings = Settings(region="DE")
    reader = by_country.ByCountry(field, BUILT_IN[kind], settings, normalizer(field, BUILT_IN[kind], settings))
    before, by_country._MANY = by_country._MANY, many
    try:
        column = reader.column([cell for cell, _ in rows], [country for _, country in rows])
    finally:
        by_country._MANY = before
    for i, (cell, country) in enumerate(rows):
        own = attrs.evolve(field, region=country if country in phonenumbers.SUPPORTED_REGIONS else "DE")
        expected = normalizer(own, BUILT_IN[kind], settings).scalar(cell)
        assert (column.values[i], column.faults.get(i, ())) == expected


def _plan(text: str, **changes: str) -> tuple[list[object], list[str], list[str]]:
    profile = ci.Profile(
        "rows",
        [
            ci.Field("email", "email"),
            ci.Field("phone", "phone", country="country", unique=True),
            ci.Field("country", "country", unknown="keep"),
        ],
        keys=["email"],
        **changes,  # type: ignore[arg-type]
    )
    with ci.read(text.encode(), profile=profile) as table:
        survey = ci.survey(table, profile)
        plan = ci.plan(table, profile, ci.MemoryStore(profile), survey=survey)
        outcomes = list(plan.outcomes())
    said = [f.note for f in survey.findings if f.code == "phone.region"]
    return [o.incoming.get("phone", "") for o in outcomes], [p.code for o in outcomes for p in o.problems], said


def test_rows_say_the_country_of_their_numbers() -> None:
    """Each national number is read where its row lives, which a finding says; the profile's region is for the rest."""
    text = (
        "email;phone;country\na@example.org;070-174 06 05;Sweden\nb@example.org;601 246 813;CZ\n"
        "c@example.org;+370 612 46813;SE\nd@example.org;030 24680135;\ne@example.org;030 24680136;Narnia\n"
    )
    values, codes, said = _plan(text, region="DE")
    assert values == ["+46701740605", "+420601246813", "+37061246813", "+493024680135", "+493024680136"]
    assert codes == ["country.unknown"]
    assert said == ["2 numbers without a country code are read in the country of their row"]


def test_one_number_in_two_spellings_is_one_number() -> None:
    """Repeats are found by what the numbers are, not by how their rows write them."""
    text = "email;phone;country\na@example.org;070-174 06 05;SE\nb@example.org;+46 70 174 06 05;\n"
    _, codes, _ = _plan(text)
    assert codes == ["value.duplicate"]


def test_a_number_of_another_country_is_no_guess() -> None:
    """A Swedish number in a Norwegian row is a fault, also where the profile's region would take it."""
    _, codes, _ = _plan("email;phone;country\na@example.org;070-174 06 05;NO\n", region="SE")
    assert codes == ["phone.invalid"]


def test_inference_is_for_rows_without_a_country() -> None:
    """International numbers prove the country of silent rows; rows that name theirs prove nothing for others."""
    silent = "".join(f"i{n}@example.org;+46701740{n};\n" for n in range(100, 104))
    text = f"email;phone;country\n{silent}j@example.org;070-174 06 05;\na@example.org;601 246 813;CZ\n"
    values, codes, said = _plan(text)
    assert (values[-2:], codes, len(said)) == (["+46701740605", "+420601246813"], [], 2)


def test_country_is_a_field_of_countries() -> None:
    """A profile that names no field of countries is refused."""
    with pytest.raises(ci.ProfileError, match=r"fields\.phone\.country: there is no field 'email' of kind 'country'"):
        ci.Profile("p", [ci.Field("email", "email"), ci.Field("phone", "phone", country="email")], keys=["email"])
