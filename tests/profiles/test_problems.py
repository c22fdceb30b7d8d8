"""Problem codes and their messages."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customer_import._profile_loading import built_in_names, load
from customer_import.errors import LimitError
from customer_import.model import Problem
from customer_import.problems import CODES, LOCALES, catalogue, message, todo
from customer_import.problems.codes import FAMILY

SOURCE = Path(__file__).parents[2] / "src" / "customer_import"
CODE = re.compile(r"[a-z]+(\.[a-z_]+)+\Z")
PLACE = re.compile(r"\{([a-z_]+)\}")

# Calls whose codes are for programmers (wrong arguments, broken stores and plans) or no problems at all: these say in
# English what they have to say.
OTHERS = {
    "UsageError", "ProfileError", "PlanError", "StoreError", "QuestionsOpen", "BatchMoved", "Finding", "Question",
    "CommandError",
}  # fmt: skip
DECLARED = {key.split(":")[0] for key in CODES}  # a code has words of its own for a level after a colon
FAMILIES = {code.split(".")[0] for code in DECLARED} - {"plan", "source"}
FOR_PEOPLE = {"SourceError", "StalePlan"}  # their codes need messages too


def codes_of(call: ast.Call) -> Iterator[str]:
    """Yield the codes that a call names as its first argument or as `code`."""
    given = [*call.args[:2], *(keyword.value for keyword in call.keywords if keyword.arg == "code")]
    for argument in given:
        parts = [argument.body, argument.orelse] if isinstance(argument, ast.IfExp) else [argument]
        for part in parts:
            if isinstance(part, ast.Constant) and isinstance(part.value, str) and CODE.match(part.value):
                yield part.value


def codes_used() -> dict[str, str]:
    """Find every problem code in the source, with the file that uses it."""
    found: dict[str, str] = {}
    for path in sorted(SOURCE.rglob("*.py")):
        if "testing" in path.parts or "problems" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name in OTHERS or name in ("get", "startswith"):
                continue
            for code in codes_of(node):
                if code.split(".")[0] in FAMILIES or name in FOR_PEOPLE or name == "Problem":
                    found[code] = f"{path.name}:{node.lineno}"
    return found


def test_every_code_in_the_source_has_a_message() -> None:
    """Whatever the library can say about a file has a template."""
    used = codes_used()
    assert len(used) > 40
    assert {
        code: place for code, place in used.items() if code not in DECLARED and code.split(".")[0] not in FAMILY
    } == {}


def test_no_code_is_dead() -> None:
    """Whatever has a template can be said: its code stands in the source, or it speaks for a family."""
    files = [path for path in SOURCE.rglob("*.py") if "problems" not in path.parts]
    source = "\n".join(path.read_text(encoding="utf-8") for path in files)
    assert [code for code in DECLARED if f'"{code}' not in source and code not in FAMILY.values()] == []


@pytest.mark.parametrize("locale", LOCALES)
def test_catalogues_are_complete(locale: str) -> None:
    """Every language has every code, no other, and the same places for parameters."""
    words = catalogue(locale)
    assert list(words) == list(CODES)
    for code, english in CODES.items():
        assert words[code].level == english.level
        assert words[code].text.strip() == words[code].text != ""
        for part, said in zip(english[1:], words[code][1:], strict=True):
            assert set(PLACE.findall(said)) == set(PLACE.findall(part)), code
            assert bool(said) == bool(part), code


@pytest.mark.parametrize("locale", ["sv", "cs"])
def test_catalogues_have_no_code_too_many(locale: str) -> None:
    """A translation of a code that is gone goes with it."""
    keys = re.findall(r'^"([a-z_.:]+)" =', (SOURCE / "problems" / f"{locale}.toml").read_text(encoding="utf-8"), re.M)
    assert sorted(keys) == sorted(CODES)


@pytest.mark.parametrize("name", built_in_names())
def test_messages_of_profiles_are_about_codes_and_fields(name: str) -> None:
    """A platform's wording names a code that exists, and a field that exists after a colon."""
    profile = load(name, {})
    for key in profile.messages:
        code, _, field = key.partition(":")
        assert code in DECLARED
        assert not field or field in {declared.name for declared in profile.fields}


def test_the_order_of_wordings() -> None:
    """The profile's words for the field, then for the code, then the locale's language, then English."""
    profile = load("epos", {"messages": {"cell.blank:email": "E {field}", "cell.blank": "any"}})
    assert message(Problem("cell.blank", field="email"), "cs", profile) == "E email"
    assert message(Problem("cell.blank", field="notes"), "cs", profile) == "any"
    assert message(Problem("field.required", field="email"), "cs-CZ", profile) == "Pole email je povinné."
    assert message(Problem("field.required", field="email"), "fi", profile) == "email is required."
    assert message(Problem("host.rule")) == "host.rule"
    assert message(Problem("date.two_digit_year", "remark", params=(("pivot", 26),))).endswith(
        "up to 26 it was read as 20xx, above as 19xx."
    )
    assert message(Problem("date.two_digit_year", "reject")) == "The year has two digits only."
    assert todo(Problem("field.required"), "sv_SE") == "Fyll i den."
    assert todo(Problem("row.short")) == ""


def test_errors_about_files_speak_the_language() -> None:
    """An error of the file as a whole has a message too, if need be that of its family."""
    error = LimitError("the file has more than 5 rows", code="limit.rows", limit="rows", value=5)
    assert message(error, "cs") == "Soubor je větší, než se zde přijímá."
    assert todo(error, "sv") == "Dela upp den."


def test_masking_hides_cells() -> None:
    """What comes from a cell or a stored value is hidden on request, and only that."""
    problem = Problem("choice.unknown", field="gender", text="secret", params=(("choices", "male, female"),))
    assert "secret" in message(problem)
    assert "secret" not in message(problem, masked=True)
    assert "gender" in message(problem, masked=True)
    conflict = Problem("credit.conflict", params=(("posted", "99.50"), ("plan", "p1"), ("posted_at", "2026-01-01")))
    assert "99.50" not in message(conflict, masked=True)
    assert "p1" in message(conflict, masked=True)


@pytest.mark.parametrize("locale", ["en", "sv", "cs"])
def test_an_earlier_credit_names_plan_and_date_where_the_store_knows_it(locale: str) -> None:
    """A store that keeps no dates leaves no hole in the sentence."""
    for code in ("credit.already", "credit.conflict"):
        dated = Problem(code, params=(("posted", "5"), ("plan", "p1"), ("posted_at", "2026-01-31")))
        undated = Problem(code, params=(("posted", "5"), ("plan", "p1"), ("posted_at", "")))
        assert "p1 (2026-01-31)" in message(dated, locale)
        assert message(undated, locale) == message(dated, locale).replace(" (2026-01-31)", "")


class Hostile:
    """A parameter that nobody should ask for anything."""

    secret = "leak"

    def __str__(self) -> str:
        """Refuse."""
        raise AssertionError("asked")

    __repr__ = __format__ = __str__  # type: ignore[assignment]


@pytest.mark.parametrize(
    "value", ["{row}", "{0.__class__}", "{text!r:>99}", "%s%n", "${field}", Hostile(), None, {"a": 1}, b"bytes"]
)
def test_parameters_are_inert(value: object) -> None:
    """Nothing inside a parameter is looked up, formatted or expanded."""
    said = message(Problem("column.unmapped", row=77, params=(("label", value),)))
    assert "77" not in said
    assert "leak" not in said
    if isinstance(value, str):
        assert value in said


def test_a_hostile_template_reaches_nothing() -> None:
    """A profile's wording knows names of parameters and nothing else."""
    profile = load("epos", {"messages": {"cell.blank": "{label.__class__} {label[0]} {0} {field!r} {nothing}"}})
    said = message(Problem("cell.blank", field="email", params=(("label", "x"),)), "en", profile)
    assert said == "{label.__class__} {label[0]} {0} {field!r} …"


@given(st.sampled_from(sorted(CODES)), st.text(), st.text(), st.sampled_from(LOCALES))
def test_a_message_is_one_line(code: str, text: str, value: str, locale: str) -> None:
    """Whatever a cell holds, its message is one printable line of bounded length with every place filled."""
    places = {*PLACE.findall(CODES[code].text)} - {"text", "field", "row"}
    problem = Problem(code, text=text, params=tuple((name, value) for name in places))
    for said in (message(problem, locale), todo(problem, locale)):
        assert len(said) < 1000
        assert said.splitlines() in ([said], [])
        assert not re.search("[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]", said)
