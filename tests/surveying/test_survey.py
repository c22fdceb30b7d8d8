"""One pass over the file finds what single rows cannot tell."""

import json

import attrs
import pytest

import customer_import as ci
from customer_import.surveying import Survey
from tests.sample import FILE, PROFILE


def surveyed(data: bytes = FILE, profile: ci.Profile = PROFILE, **options: object) -> Survey:
    """Survey a file."""
    return ci.survey(ci.read(data, profile=profile), profile, **options)  # type: ignore[arg-type] # options of survey


def test_duplicates_name_the_first_row() -> None:
    """A row that repeats a key knows the row that had it first."""
    assert surveyed().duplicates == {"email": {5: 2}}


def test_duplicates_are_found_by_key_form() -> None:
    """Two spellings of one address are one customer."""
    assert surveyed(b"E-mail\nAnn@Example.org\nann@example.ORG\n").duplicates == {"email": {3: 2}}


def test_ordinals_count_earlier_rows_with_an_amount() -> None:
    """The second row that credits somebody is number 1, whatever becomes of it; rows without amount do not count."""
    found = surveyed(b"E-mail,Points\na@x.org,1\na@x.org,\na@x.org,bad\na@x.org,4\nb@x.org,1\n")
    assert dict(found.ordinals) == {4: 1, 5: 2}
    assert found.credit_rows == 4


def test_rows_with_shifted_cells_count_for_nothing() -> None:
    """A row with surplus cells has no key: its cells may have shifted."""
    found = surveyed(b"E-mail,City\na@x.org,Oslo,Norway\na@x.org,Rome\n")
    assert found.duplicates == {}


def test_occasion_is_asked_for_where_anything_is_credited() -> None:
    """Credits without a named occasion are a question, and an answer settles it."""
    assert [question.code for question in surveyed().questions] == ["credit.occasion"]
    assert surveyed(b"E-mail,Points\na@x.org,\n").questions == ()
    assert surveyed(answers={"credit.occasion": "spring"}).questions == ()


def test_rows_that_order_a_create_unchecked_are_asked_about() -> None:
    """S3-D: a new customer that nothing could recognize is a question that names the rows."""
    profile = ci.Profile(
        "numbers",
        [ci.Field("id", kind="identifier"), ci.Field("email", kind="email"), ci.Field("city")],
        keys=["id"],
        create_command=ci.CreateCommand("id", "0", "email"),
        on_no_match="reject",
    )
    found = surveyed(b"id,email,city\n0,a@x.org,Oslo\n0,,Rome\n0,,Bonn\n7,,Bern\n", profile)
    (question,) = found.questions
    assert (question.code, question.options) == ("create.unchecked", ("create", "reject"))
    assert "2 rows" in question.text
    assert "3, 4" in question.text
    assert found.duplicates == {}


def test_an_answer_must_be_one_of_the_options() -> None:
    """An answer that is none of the options is the caller's mistake."""
    profile = attrs.evolve(PROFILE, file=ci.FileRules(unmapped="ask"))
    with pytest.raises(ci.UsageError):
        surveyed(profile=profile, answers={"column.unmapped.Shoe size": "nonsense"})


def test_survey_goes_through_json() -> None:
    """A survey is a value that another request can carry."""
    found = surveyed(answers={"credit.occasion": "spring"}, today="2026-11-22")
    assert Survey.from_json(json.loads(json.dumps(found.to_json())), PROFILE) == found


def test_a_survey_belongs_to_its_file_and_its_profile() -> None:
    """Repeats of another file and rules of another profile are refused, not applied to this one."""
    other = attrs.evolve(PROFILE, on_match="skip")
    store = ci.MemoryStore(PROFILE)
    with ci.read(FILE, profile=PROFILE) as table, ci.read(FILE + b"\n", profile=PROFILE) as longer:
        survey = ci.survey(table, PROFILE)
        for wrong, profile, code in ((longer, PROFILE, "other_file"), (table, other, "other_profile")):
            with pytest.raises(ci.UsageError) as caught:
                ci.plan(wrong, profile, store, survey=survey, occasion="x")
            assert caught.value.code == f"survey.{code}"


@pytest.mark.parametrize("wrong", [{"features": "wholesale"}, {"references": {"accounts": "A-17"}}])
def test_a_text_is_no_collection(wrong: dict[str, object]) -> None:
    """One feature or one list written as a text would be taken letter by letter: it is refused."""
    with ci.read(FILE, profile=PROFILE) as table:
        with pytest.raises(ci.UsageError, match="collection of texts") as caught:
            ci.survey(table, PROFILE, **wrong)  # type: ignore[arg-type] # what is not to be passed
        assert caught.value.code == "argument.collection"
        with pytest.raises(ci.UsageError, match="collection of texts"):
            ci.plan(table, PROFILE, ci.MemoryStore(PROFILE), **wrong)  # type: ignore[arg-type] # as above


def test_progress_is_told() -> None:
    """An observer hears of every chunk."""
    heard: list[tuple[str, int]] = []
    surveyed(on_progress=lambda stage, rows: heard.append((stage, rows)))
    assert heard == [("survey", 4)]
