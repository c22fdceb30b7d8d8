"""Columns whose labels say nothing are guessed from their cells; a guess is shown, and never used."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

import customer_import as ci
from customer_import.mapping import resolve
from tests.mapping.sheet import Sheet

PROFILE = ci.Profile(
    "guessed",
    [
        ci.Field("number", "identifier", ["Customer number"]),
        ci.Field("title"),
        ci.Field("first_name", "name"),
        ci.Field("last_name", "name"),
        ci.Field("full_name", "name"),
        ci.Field("company"),
        ci.Field("gender", "choice", choices={"male": (), "female": ()}, vocabulary="gender"),
        ci.Field("birthday", "date"),
        ci.Field("email", "email"),
        ci.Field("mobile", "phone"),
        ci.Field("street"),
        ci.Field("postcode"),
        ci.Field("city"),
        ci.Field("country", "country"),
        ci.Field("card_number", "identifier"),
    ],
    region="SE",
)


CELLS: dict[str, tuple[str, ...]] = {
    "number": tuple(f"C-{n}" for n in range(4710, 4722)),
    "title": ("Herr", "Frau", "Frau Dr.") * 4,
    "first_name": ("Ann", "Jürgen", "Zoë", "Михаил", "Agnieszka", "José") * 2,
    "last_name": ("Andersson", "Novák", "Rossi", "Alderbirch", "Иванова", "Smith") * 2,
    "full_name": ("Ann Alder", "Birch, Jürgen", "Zoë van Cedar", "Mikko M. Dale") * 3,
    "company": ("Alder GmbH", "Birch & Co. Ltd.", "Cedar s.r.o.", "Dale AB") * 3,
    "gender": ("m", "f", "female") * 4,
    "birthday": ("1961-02-03", "1984-05-06", "1999-12-31", "1972-07-08") * 3,
    "email": ("ann@example.org", "bo@example.org", "cleo@example.org", "dag@example.org") * 3,
    "mobile": ("070-174 06 05", "070-174 06 06", "+46701740607", "0701740608") * 3,
    "street": ("Storgatan 5 B", "Hauptstraße 12", "10 Downing Street", "Calle Mayor 3") * 3,
    "postcode": ("223 50", "118 20", "411 08", "752 36") * 3,
    "city": ("Lund", "Malmö", "Göteborg", "Åmål") * 3,
    "country": ("SE", "DE", "FR") * 4,
    "card_number": tuple(f"94000000{n:05}" for n in range(10, 22)),
}


def guessed(labels: Sequence[str], fields: Sequence[str]) -> ci.LabelMap:
    """Map the columns of some fields under labels."""
    return resolve(Sheet(tuple(labels), tuple(CELLS[field] for field in fields)), PROFILE).label_map


@pytest.mark.parametrize("label", ["Column1", "field_7", "", "Spalte 3", "X", "12", "列1", "Столбец 2"])
@pytest.mark.parametrize("field", CELLS)
def test_column_without_label_is_guessed_and_never_used(field: str, label: str) -> None:
    """What the cells look like is the likely field, whatever the label is called that says nothing; it feeds none."""
    found = guessed([label], [field])
    assert (found.fields, found.likely) == ((None,), (field,))
    assert found.candidates[0][0].evidence == "content"


def test_file_of_placeholders_is_guessed_as_a_whole() -> None:
    """Each field is guessed once: the columns are assigned together."""
    found = guessed([f"Column{n}" for n, _ in enumerate(CELLS, 1)], tuple(CELLS))
    assert found.likely == tuple(CELLS)


def test_file_in_an_unknown_language_is_guessed() -> None:
    """Where most labels are of words that nobody knows, the cells suggest what they mean."""
    fields = ("first_name", "last_name", "city", "email")
    assert guessed(["qfzzwk", "wrbbtx", "jdkkqm", "zzpfgh"], fields).likely == fields


def test_known_words_are_not_guessed_over() -> None:
    """A column that its label says is something else is not offered for what its cells are like."""
    labels = ("First name", "Last name", "Birthplace", "E-mail")
    assert guessed(labels, ("first_name", "last_name", "city", "email")).likely[2] is None


def test_dates_of_one_year_are_no_birthdays() -> None:
    """People are born over decades; what happened within a few years is something else."""
    orders = ("2023-02-03", "2024-05-06", "2022-12-31", "2024-07-08") * 3
    assert resolve(Sheet(("Column1",), (orders,)), PROFILE).label_map.likely == (None,)


def test_file_without_header_is_asked_about_with_the_likeliest_first() -> None:
    """Without any label the questions begin with what the cells look like."""
    fields = ("first_name", "last_name", "email", "city")
    questions = resolve(Sheet((), tuple(CELLS[field] for field in fields)), PROFILE).questions
    assert tuple(question.options[0] for question in questions) == fields


@given(st.lists(st.lists(st.text(max_size=12), min_size=4, max_size=12), min_size=1, max_size=4))
def test_cells_alone_never_decide(columns: list[list[str]]) -> None:
    """No cells, whatever they are, make a column without label feed a field."""
    height = min(map(len, columns))
    sheet = Sheet(tuple(f"Column{n}" for n, _ in enumerate(columns)), tuple(tuple(c[:height]) for c in columns))
    assert not any(resolve(sheet, PROFILE).label_map.fields)
