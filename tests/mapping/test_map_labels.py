"""Labels feed fields by alias, by memory, by position or by an answer, and passwords never."""

import attrs
import pytest

import customer_import as ci
from customer_import.mapping import resolve

PROFILE = ci.Profile(
    "p",
    fields=[
        ci.Field("email", kind="email", labels=["E-mail address"], required="always"),
        ci.Field("first_name", kind="name", labels=["Förnamn"]),
        ci.Field("city", title="Stad"),
    ],
    keys=["email"],
)


@attrs.frozen
class Header:
    """A table as mapping sees it."""

    labels: tuple[str, ...]
    width: int = 0


def fields(*labels: str, **options: object) -> tuple[str | None, ...]:
    """Map labels of the sample profile."""
    return ci.map_labels(Header(labels, len(labels)), PROFILE, **options).fields  # type: ignore[arg-type] # options


@pytest.mark.parametrize("label", ["E-mail address", "e-MAIL ADDRESS", " E_mail address ", "E–mail  address"])
def test_alias_is_found_folded(label: str) -> None:
    """Case, accents, punctuation and spacing of a label do not matter."""
    assert fields(label, "FORNAMN") == ("email", "first_name")


def test_names_and_titles_count_as_labels() -> None:
    """A field is found by its own name and by its title, after all aliases."""
    assert fields("email", "stad", "first name") == ("email", "city", "first_name")


def test_unmapped_columns_are_listed() -> None:
    """A column without field is listed, not guessed."""
    found = ci.map_labels(Header(("email", "Shoe size"), 2), PROFILE)
    assert found.unmapped == ("Shoe size",)


def test_memory_wins_over_alias() -> None:
    """A remembered map decides, also to ignore a column that an alias would take."""
    assert fields("email", "stad", memory={"Stad": None}) == ("email", None)
    remembered = ci.LabelMap(("Email", "Ort"), ("email", "city"))
    assert fields("Ort", "email", memory=remembered) == ("city", "email")


def test_memory_of_an_unknown_field_is_refused() -> None:
    """A map that names a field which the profile does not have is the caller's mistake."""
    with pytest.raises(ci.UsageError, match="'shoe'"):
        fields("email", memory={"x": "shoe"})


@pytest.mark.parametrize("label", ["Password", "Heslo", "password_hash", "lösenord"])
def test_password_columns_are_refused_by_name(label: str) -> None:
    """S4-08: a column of passwords is never mapped, whatever an alias or a memory says."""
    profile = attrs.evolve(PROFILE, fields=[*PROFILE.fields, ci.Field("secret", labels=[label])])
    found = resolve(Header(("email", label), 2), profile, memory={label: "secret"})
    assert found.label_map.fields == ("email", None)
    assert [problem.code for problem in found.problems] == ["column.refused"]


def test_missing_column_is_an_error_that_names_it() -> None:
    """S4-E: a column that every row needs refuses the file."""
    with pytest.raises(ci.SourceError, match="E-mail address") as caught:
        fields("first name")
    assert caught.value.code == "column.missing"


def test_a_file_without_any_key_column_is_refused() -> None:
    """Without a column to recognize anybody by, nothing can be planned."""
    profile = ci.Profile("p", [ci.Field("id", kind="identifier"), ci.Field("city")], keys=["id"])
    with pytest.raises(ci.SourceError) as caught:
        ci.map_labels(Header(("city",), 1), profile)
    assert caught.value.code == "column.no_key"


def test_two_columns_for_one_field_are_a_question() -> None:
    """Two labels that mean one field are asked about, and the answer is the column's number."""
    header = Header(("email", "E-mail address"), 2)
    asked = resolve(header, PROFILE)
    assert [(q.code, q.options) for q in asked.questions] == [("column.duplicate.email", ("1", "2"))]
    answered = resolve(header, PROFILE, answers={"column.duplicate.email": "2"})
    assert (answered.label_map.fields, answered.questions) == ((None, "email"), ())
    with pytest.raises(ci.SourceError, match="which one counts"):
        ci.map_labels(header, PROFILE)


def test_unmapped_column_is_asked_about_where_the_profile_wants_it() -> None:
    """S1-C: a column must be remapped or ignored; both answers are taken."""
    profile = attrs.evolve(PROFILE, file=ci.FileRules(unmapped="ask"))
    header = Header(("email", "Ort"), 2)
    (question,) = resolve(header, profile).questions
    assert question.code == "column.unmapped.Ort"
    assert "needs to be remapped, or ignored" in question.text
    assert resolve(header, profile, answers={question.code: "ignore"}).label_map.fields == ("email", None)
    assert resolve(header, profile, answers={question.code: "city"}).label_map.fields == ("email", "city")


def test_header_less_file_is_mapped_by_position() -> None:
    """Without header the profile's positions count, or a map that was given by position."""
    profile = attrs.evolve(PROFILE, file=ci.FileRules(positions=["email", "", "city"]))
    assert ci.map_labels(Header((), 4), profile).fields == ("email", None, "city", None)
    given = ci.LabelMap.by_position(["city", "email"])
    assert ci.map_labels(Header((), 2), PROFILE, memory=given).fields == ("city", "email")


def test_a_file_without_header_and_positions_is_asked_about() -> None:
    """Nothing is guessed where no label and no position says what a column is: every column is a question."""
    asked = resolve(Header((), 2), PROFILE)
    assert [question.code for question in asked.questions] == ["column.unmapped.1", "column.unmapped.2"]
    answers = {"column.unmapped.1": "city", "column.unmapped.2": "email"}
    assert resolve(Header((), 2), PROFILE, answers=answers).label_map.fields == ("city", "email")


def test_a_column_may_be_needed_without_a_value_in_every_row() -> None:
    """S2-03: a column that must be there refuses the file that lacks it, whatever its cells hold."""
    profile = ci.Profile("p", [ci.Field("id"), ci.Field("note", required="column")], keys=["id"])
    assert ci.map_labels(Header(("id", "note"), 2), profile).fields == ("id", "note")
    with pytest.raises(ci.SourceError, match="note"):
        ci.map_labels(Header(("id",), 1), profile)


def test_label_map_goes_through_json() -> None:
    """A label map is a value that another request can carry."""
    found = ci.map_labels(Header(("email", "x"), 2), PROFILE)
    assert ci.LabelMap.from_json(found.to_json()) == found
