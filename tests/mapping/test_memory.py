"""What people said is remembered by label and content, for columns and values; it loses to proof."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import customer_import as ci
from customer_import.kinds import OPTIONS
from customer_import.mapping import resolve, with_values
from tests.mapping.sheet import Sheet
from tests.mapping.test_evidence import CITIES, EMAILS, PHONES, PROFILE


def sheet(**columns: Sequence[str]) -> Sheet:
    """Make a table of labels and cells."""
    return Sheet(tuple(columns), tuple(tuple(cells) for cells in columns.values()))


def learned(answers: dict[str, str], **columns: Sequence[str]) -> ci.LabelMemory:
    """Remember what answers made of a table."""
    mapped = resolve(sheet(**columns), PROFILE, answers=answers)
    return ci.LabelMemory().learn(mapped.label_map, by="maria", at="2026-11-22")


ANSWERS = {"column.unmapped.Xyz": "city", "column.unmapped.Qqq": "ignore"}


@given(st.permutations(["email", "Xyz", "Qqq", "Zzz"]), st.integers(2, 4))
def test_columns_are_known_again_wherever_they_stand(order: list[str], count: int) -> None:
    """Neither the order of the columns nor how many there are matters."""
    cells = {"email": EMAILS, "Xyz": CITIES, "Qqq": ("1", "2", "3", "4"), "Zzz": CITIES}
    memory = learned(ANSWERS, **cells)
    kept = order[:count]
    found = ci.map_labels(sheet(email2=EMAILS, **{label: cells[label] for label in kept}), _keyless(), memory=memory)
    fed = dict(zip(found.labels, zip(found.fields, found.evidence, strict=True), strict=True))
    assert fed.get("Xyz", ("city", "remembered")) == ("city", "remembered")
    assert fed.get("Qqq", (None, "remembered")) == (None, "remembered")
    assert fed.get("Zzz", (None, "")) == (None, "")


def _keyless() -> ci.Profile:
    return attrs.evolve(PROFILE, keys=[])


def test_it_says_who_and_when() -> None:
    """A remembered column is a finding with who said it and when."""
    memory = learned(ANSWERS, email=EMAILS, Xyz=CITIES)
    mapped = resolve(sheet(email=EMAILS, Xyz=CITIES), PROFILE, remembered=memory)
    assert [(f.code, f.field, f.note) for f in mapped.findings] == [
        ("column.remembered", "city", "feeds 'city': remembered by maria (2026-11-22)")
    ]


def test_wrong_memory_loses_to_the_cells() -> None:
    """A column remembered as phones that holds addresses is looked at afresh, and the finding says so."""
    memory = learned({"column.unmapped.Kontakt": "phone"}, number=("1", "2", "3", "4"), Kontakt=PHONES)
    mapped = resolve(sheet(number=("1", "2", "3", "4"), Kontakt=PHONES), PROFILE, remembered=memory)
    assert mapped.label_map.fields == ("number", "phone")
    forced = ci.LabelMemory((ci.RememberedColumn("kontakt", "email", "phone"),))
    mapped = resolve(sheet(number=("1", "2", "3", "4"), Kontakt=EMAILS), PROFILE, remembered=forced)
    assert mapped.label_map.fields == ("number", None)
    assert [f.code for f in mapped.findings] == ["column.forgotten", "column.likely"]
    assert mapped.label_map.likely == ("number", "email")


def test_another_content_is_another_column() -> None:
    """The same label over other cells is not what was remembered."""
    memory = learned({"column.unmapped.Xyz": "phone"}, email=EMAILS, Xyz=PHONES)
    mapped = resolve(sheet(email=EMAILS, Xyz=("a b", "c d", "e f")), PROFILE, remembered=memory)
    assert mapped.label_map.fields == ("email", None)


def test_a_confirmed_map_wins_over_memory() -> None:
    """What was said of this very file counts more than what was said of earlier ones."""
    memory = learned(ANSWERS, email=EMAILS, Xyz=CITIES)
    mapped = resolve(sheet(email=EMAILS, Xyz=CITIES), PROFILE, memory={"Xyz": "street"}, remembered=memory)
    assert mapped.label_map.fields == ("email", "street")


def test_fields_that_are_gone_are_passed_over() -> None:
    """A memory of a field that the profile no longer has says nothing."""
    memory = ci.LabelMemory((ci.RememberedColumn("xyz", "text", "gone"),))
    assert resolve(sheet(email=EMAILS, Xyz=CITIES), PROFILE, remembered=memory).label_map.fields == ("email", None)


def test_passwords_are_never_remembered_into_a_field() -> None:
    """S4-08: whatever a memory says, a column of passwords feeds nothing."""
    memory = ci.LabelMemory((ci.RememberedColumn("password", "text", "city"),))
    found = ci.map_labels(sheet(email=EMAILS, password=CITIES), PROFILE, memory=memory)
    assert found.fields == ("email", None)


LEVELS = ci.Profile(
    "club",
    [
        ci.Field("email", "email"),
        ci.Field(
            "level", "choice", choices={"silver": ["S"], "gold": ["G"]}, policy="ratchet", order=["silver", "gold"]
        ),
    ],
    keys=["email"],
)
FILE = b"email,level\nann@example.org,VIP2\nbo@example.org,S\n"


def test_values_are_remembered() -> None:
    """A word that somebody explained is a word of the choice, in the plan and in what the plan writes."""
    memory = ci.LabelMemory().learn_value("level", "VIP2", "gold", by="maria", at="2026-11-22")
    store = ci.MemoryStore(LEVELS)
    with ci.read(FILE, profile=LEVELS) as table:
        assert ci.plan(table, LEVELS, store, today=date(2026, 11, 22)).counts.rejected == 1
        plan = ci.plan(table, LEVELS, store, today=date(2026, 11, 22), memory=memory)
        assert plan.counts.created == 2
        ci.apply(plan, store)
    assert {match.values["level"] for match in store.customers()} == {"gold", "silver"}


def test_profile_wins_over_remembered_values() -> None:
    """A word that the profile knows keeps its meaning; a choice that it does not have is passed over."""
    memory = ci.LabelMemory().learn_value("level", "S", "gold").learn_value("level", "VIP9", "platinum")
    with ci.read(FILE, profile=LEVELS) as table:
        survey = ci.survey(table, LEVELS, memory=memory)
    assert survey.profile == LEVELS
    with pytest.raises(ci.UsageError):
        memory.learn_value("level", " ", "gold")


def test_memory_goes_through_json() -> None:
    """A memory is plain data, and later words replace earlier ones."""
    memory = learned(ANSWERS, email=EMAILS, Xyz=CITIES).learn_value("level", "VIP2", "silver")
    memory = memory.learn_value("level", "vip 2", "gold", by="per")
    assert ci.LabelMemory.from_json(json.loads(json.dumps(memory.to_json()))) == memory
    assert [(one.value, one.by) for one in memory.values] == [("gold", "per")]


KINDS = ci.Profile(
    "kinds",
    [
        ci.Field("email", "email"),
        ci.Field("sex", "choice", vocabulary="gender"),
        ci.Field("vip", "boolean"),
        ci.Field("country", "country"),
        ci.Field("currency", "currency"),
    ],
    keys=["email"],
)
WORDS = {
    "sex": ("chlapík", "male"),
    "vip": ("top", "true"),
    "country": ("Tschechei", "CZ"),
    "currency": ("peníze", "CZK"),
}


def _remembered() -> ci.LabelMemory:
    memory = ci.LabelMemory()
    for field, (text, value) in WORDS.items():
        memory = memory.learn_value(field, text, value, by="maria", at="2026-11-22")
    return memory


def test_words_of_genders_booleans_countries_and_currencies_are_remembered() -> None:
    """Each kind whose values are words takes those that somebody explained, in any case, and the survey says so."""
    assert {field.kind for field in KINDS.fields} - {"email"} == set(OPTIONS["words"])
    cells = [text.upper() for text, _ in WORDS.values()]
    text = f"email,sex,vip,country,currency\nann@example.org,{','.join(cells)}\nbo@example.org,f,no,SE,SEK\n"
    with ci.read(text.encode(), profile=KINDS) as table:
        survey = ci.survey(table, KINDS, memory=_remembered())
        plan = ci.plan(table, KINDS, ci.MemoryStore(KINDS), today=date(2026, 11, 22), survey=survey)
    first, second = plan.outcomes()
    assert {name: first.incoming[name] for name in WORDS} == {name: value for name, (_, value) in WORDS.items()}
    assert [second.incoming[name] for name in WORDS] == ["female", "false", "SE", "SEK"]
    said = [(one.code, one.column, one.field, one.note) for one in survey.findings if one.code == "value.remembered"]
    note = "words known from before: 1, by maria (2026-11-22)"
    assert said == [("value.remembered", i, name, note) for i, name in enumerate(WORDS, start=1)]


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [("vip", "no", "true"), ("country", "SE", "CZ"), ("country", "Schweden", "CZ"), ("currency", "SEK", "CZK"),
     ("sex", "woman", "male"), ("sex", "x", "martian"), ("vip", "top", "maybe"), ("country", "x", "Narnia")],
)  # fmt: skip
def test_wrong_words_lose(field: str, text: str, value: str) -> None:
    """What a vocabulary knows keeps its meaning, and a value that the field does not have is passed over."""
    assert with_values(KINDS, ci.LabelMemory().learn_value(field, text, value).values) == KINDS


def test_column_wins_over_a_remembered_letter() -> None:
    """Where the other words of a column settle what M is, a memory of another column says nothing."""
    memory = ci.LabelMemory().learn_value("sex", "M", "female")
    text = b"email,sex\nann@example.org,M\nbo@example.org,F\n"
    with ci.read(text, profile=KINDS) as table:
        plan = ci.plan(table, KINDS, ci.MemoryStore(KINDS), today=date(2026, 11, 22), memory=memory)
        assert [outcome.incoming["sex"] for outcome in plan.outcomes()] == ["male", "female"]


def test_words_are_declared_too() -> None:
    """A profile may bring words of its own, in TOML, and yes and no are all that a boolean means."""
    fields = {"vip": {"kind": "boolean", "words": {"true": ["top"]}}, "email": {"kind": "email"}}
    profile = ci.load_profile({"name": "own", "keys": ["email"], "fields": fields})
    assert profile.field("vip").words == {"true": ("top",)}
    with pytest.raises(ci.ProfileError, match="words of a boolean mean"):
        ci.Profile("p", [ci.Field("vip", "boolean", words={"perhaps": ["top"]})])
    with pytest.raises(ci.ProfileError, match="words is for kinds"):
        ci.Profile("p", [ci.Field("city", words={"a": ["b"]})])
