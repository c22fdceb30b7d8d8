"""Text becomes a profile strictly, with all faults at once, and a profile becomes text again."""

import contextlib
import json
import zoneinfo
from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from customer_import import kinds
from customer_import._profile_loading import built_in_names, load, profile_digest, profile_to_dict
from customer_import.errors import ProfileError
from customer_import.model import Problem, Record
from customer_import.normalizing.folding import fold
from customer_import.profile import CreditRule, Field, Guards, Key, Profile, load_profile, profile_names

SMALL: dict[str, Any] = {
    "name": "small",
    "keys": ["phone"],
    "fields": {"phone": {"kind": "phone", "labels": ["Phone"]}, "points": {"kind": "decimal"}},
    "credit": {"customer": "phone", "amount": "points"},
}


def faults(declaration: Any, **changes: Any) -> tuple[str, ...]:
    """Load what cannot be loaded and return what is said about it."""
    with pytest.raises(ProfileError) as caught:
        load(declaration, changes)
    found: tuple[str, ...] = caught.value.params.get("faults", (str(caught.value),))  # type: ignore[assignment]
    return found


def test_the_built_in_profiles() -> None:
    """Six platforms are built in, and each loads under its own name."""
    assert profile_names() == built_in_names() == ("epos", "incust", "raleon", "shoptet", "tixly", "upgates")
    for name in profile_names():
        assert load_profile(name).name == name


@pytest.mark.parametrize("name", built_in_names())
def test_a_label_means_one_field(name: str) -> None:
    """No label of a built-in profile is claimed by two fields, and none folds to nothing."""
    owners: dict[str, str] = {}
    for field in load(name, {}).fields:
        for label in (*field.labels, field.name):
            assert fold(label), label
            assert owners.setdefault(fold(label), field.name) == field.name, label


@pytest.mark.parametrize("name", built_in_names())
def test_what_is_held_back_has_a_reason(name: str) -> None:
    """Every field that an import may not write over freely says why, for people who see a held cell."""
    for field in load(name, {}).fields:
        assert (field.policy == "overwritable") or field.reason, field.name


def test_a_mapping_makes_a_profile() -> None:
    """Fields stand as a table of tables, keys as names, one label as one text."""
    profile = load(
        {**SMALL, "fields": {"phone": {"kind": "phone", "labels": "Phone"}, "points": {"kind": "decimal"}}}, {}
    )
    assert profile == Profile(
        "small",
        (Field("phone", "phone", ("Phone",)), Field("points", "decimal")),
        (Key("phone"),),
        credit=CreditRule("phone", "points"),
    )


def test_toml_and_json_files(tmp_path: Path) -> None:
    """A file of either kind gives the same profile, byte order mark or not."""
    toml = tmp_path / "mine.toml"
    toml.write_text(
        'name = "small"\nkeys = ["phone"]\n[fields.phone]\nkind = "phone"\nlabels = ["Phone"]\n[fields.points]\n'
        'kind = "decimal"\n[credit]\ncustomer = "phone"\namount = "points"\n',
        encoding="utf-8-sig",
    )
    (tmp_path / "mine.json").write_text(json.dumps(SMALL), encoding="utf-8")
    assert load(toml, {}) == load(str(tmp_path / "mine.json"), {}) == load(SMALL, {})


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.toml", b"name = ", "profile.syntax"),
        ("a.toml", b'name = "\xff"', "profile.unreadable"),
        ("a.json", b'{"name": "a", "name": "b"}', "profile.syntax"),
        ("a.json", b'{"guards": {"changed_share": NaN}}', "profile.syntax"),
        ("a.json", b"[]", "profile.syntax"),
        ("a.json", b"[" * 100_000, "profile.syntax"),
        ("b.toml", None, "profile.unreadable"),
        ("a.yaml", b"name: a", "profile.unknown"),
    ],
)
def test_files_that_are_none(tmp_path: Path, name: str, content: bytes | None, code: str) -> None:
    """A file that cannot be read as a table is a declared error that says so."""
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(ProfileError) as caught:
        load(tmp_path / name, {})
    assert caught.value.code == code


def test_an_unknown_name_lists_the_known_ones() -> None:
    """A name that is no profile says which there are."""
    with pytest.raises(ProfileError, match=r"incust.*tixly"):
        load_profile("tixli")


def test_all_faults_at_once_with_their_places() -> None:
    """Nothing is coerced, nothing passed over, and every fault has its path."""
    found = faults(
        {
            "fields": {
                "phone": {"kind": 3, "policy": "sometimes", "labls": ["x"], "pivot": "3", "unique": 1},
                "gender": {"kind": "choice", "choices": {"male": [1]}},
            },
            "keys": "phone",
            "file": 4,
            "guards": {"clears": True, "changed_share": float("inf")},
            "locale": None,
        }
    )
    places = {fault.split(": ")[0] for fault in found}
    assert places == {
        "name", "fields.phone.kind", "fields.phone.policy", "fields.phone", "fields.phone.pivot", "fields.phone.unique",
        "fields.gender.choices['male'][0]", "keys", "file", "guards.clears", "guards.changed_share", "locale",
    }  # fmt: skip
    assert "fields.phone: there is no option 'labls', did you mean 'labels'?" in found


def test_what_is_well_formed_but_impossible() -> None:
    """Faults of meaning are all told at once as well."""
    found = faults(
        {**SMALL, "keys": ["mail"], "on_match": "update"},
        **{"fields.points.blank": "clear", "fields.points.order": ["1"]},
    )
    assert any(fault.startswith("keys:") for fault in found)
    assert any(fault.startswith("fields.points:") for fault in found)


def test_a_machine_without_time_zones_is_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there are no zones at all (Windows, slim containers), the error says what to install."""

    def none(name: str) -> None:
        raise zoneinfo.ZoneInfoNotFoundError(name)

    monkeypatch.setattr(zoneinfo, "ZoneInfo", none)
    with pytest.raises(ProfileError, match=r"'Europe/Prague'; this machine has no zones: install .*tzdata"):
        Profile("shop", fields=(Field("email"),), keys=("email",), zone="Europe/Prague")


@pytest.mark.parametrize(
    ("entry", "value"),
    [
        ("all_or_nothing", "yes"), ("all_or_nothing", 1), ("version", 1), ("fields", "phone"), ("fields", [["phone"]]),
        ("keys", [3]), ("messages", {"a.b": 1}), ("messages", []), ("credit", []), ("children", "delivery"),
        ("own_kinds", [{"name": "loyalty"}]), ("rules", ["module.rule"]), ("create_command", "0"), ("file", {1: "x"}),
        ("on_bad_cell", None),
    ],
)  # fmt: skip
def test_nothing_is_coerced(entry: str, value: object) -> None:
    """A value of another type than the declaration's is a fault, whatever it could be turned into."""
    assert all(fault.startswith((entry, "profile")) for fault in faults({**SMALL, entry: value}))


def test_a_field_has_one_name() -> None:
    """A table whose name inside differs from the one outside is a slip of copying."""
    (fault,) = faults({"name": "x", "fields": {"phone": {"name": "mail"}}})
    assert fault.startswith("fields.phone: ")


def test_changes_replace_and_merge() -> None:
    """Top-level entries are replaced; file, guards and credit are merged one level; the source is not altered."""
    before = json.dumps(SMALL)
    changed = load(SMALL, {"region": "SE", "credit": {"allow_negative": True}, "guards": {"clears": 5}})
    assert changed.region == "SE"
    assert changed.credit == CreditRule("phone", "points", allow_negative=True)
    assert changed.guards == Guards(clears=5)
    assert load(SMALL, {"credit": None}).credit is None
    assert json.dumps(SMALL) == before


def test_a_dotted_name_reaches_one_entry() -> None:
    """One option of one field changes, whichever shape the fields have; the others stay."""
    for source in (SMALL, profile_to_dict(load(SMALL, {})), {**SMALL, "fields": load(SMALL, {}).fields}):
        changed = load(source, {"fields.phone.policy": "immutable", "file.header": "yes"})
        assert changed.field("phone").policy == "immutable"
        assert changed.field("phone").labels == ("Phone",)
        assert changed.file.header == "yes"
    assert "fields.fone.policy" in faults(SMALL, **{"fields.fone.policy": "immutable"})[0]


def test_python_values_pass_as_they_are() -> None:
    """A mapping may hold values that Python code made."""
    made = load(
        SMALL,
        {"fields": (Field("phone", "phone"), Field("points", "decimal")), "credit": CreditRule("phone", "points")},
    )
    assert made.field("phone") == Field("phone", "phone")


def loud(record: Record) -> list[Problem]:
    """Find nothing wrong."""
    return []


def test_own_kinds_and_rules_come_from_python() -> None:
    """Objects are given as changes, and only their names and versions are recorded."""
    kind = kinds.Kind("loyalty_no", "2", normalize=str.upper)
    changes = {"own_kinds": [kind], "rules": [loud], "fields.phone.kind": "loyalty_no"}
    profile = load(SMALL, changes)
    recorded = json.loads(json.dumps(profile_to_dict(profile)))
    assert recorded["own_kinds"] == [{"name": "loyalty_no", "version": "2", "multi": False}]
    assert recorded["rules"] == [f"{__name__}.loud"]
    assert load(recorded, {"own_kinds": [kind], "rules": [loud]}) == profile
    with pytest.raises(ProfileError, match="own_kinds"):
        load(recorded, {})


def test_the_digest_covers_everything() -> None:
    """A changed policy, order, own kind's version or rule is another declaration; the same one has the same digest."""
    fields = SMALL["fields"]
    versions = [kinds.Kind("own", version, normalize=str.upper) for version in "12"]
    changes: list[dict[str, Any]] = [
        {}, {"region": "SE"}, {"fields.phone.policy": "immutable"}, {"rules": [loud]},
        {"fields": {name: fields[name] for name in reversed(fields)}},
        *[{"own_kinds": [version]} for version in versions],
    ]  # fmt: skip
    digests = [profile_digest(load(SMALL, change)) for change in changes]
    assert len(set(digests)) == len(digests)
    assert digests == [profile_digest(load(SMALL, change)) for change in changes]
    assert profile_digest(load(SMALL, {"on_match": "update"})) == digests[0]


@pytest.mark.parametrize("name", built_in_names())
def test_round_trip_of_the_built_in_profiles(name: str) -> None:
    """What is recorded of a profile reads back as an equal one, whatever a JSON writer does to the order of names."""
    profile = load(name, {})
    assert load(json.loads(json.dumps(profile_to_dict(profile), sort_keys=True)), {}) == profile


WORDS = st.text("abcåž ,\n\"'{}$", max_size=8)
NAMES = st.text("abc", min_size=1, max_size=4)


@st.composite
def profiles(draw: st.DrawFn) -> Profile:
    """Draw profiles with fields of any names, words and policies."""
    names = draw(st.lists(NAMES, min_size=1, max_size=4, unique=True))
    policies = st.sampled_from(["immutable", "fill_if_empty", "overwritable", "never"])
    fields = tuple(
        Field(
            name,
            "choice",
            draw(st.lists(WORDS, max_size=3)),
            policy=draw(policies),  # type: ignore[arg-type] # drawn from its values
            reason=draw(WORDS),
            unique=draw(st.booleans()),
            choices=draw(st.dictionaries(WORDS, st.lists(WORDS, max_size=2), min_size=1, max_size=3)),
        )
        for name in names
    )
    return Profile(
        draw(WORDS),
        fields,
        tuple(Key(name, draw(st.sampled_from([None, "skip", "update"]))) for name in names[:1]),
        messages=draw(st.dictionaries(WORDS, WORDS, max_size=3)),
        constants={names[-1]: draw(WORDS)},
        guards=Guards(changed_share=draw(st.floats(0, 1)), clears=draw(st.integers(-1, 10))),
        all_or_nothing=draw(st.booleans()),
    )


@given(profiles())
def test_round_trip(profile: Profile) -> None:
    """load(profile_to_dict(p)) == p, through JSON, for every profile without Python objects."""
    recorded = json.loads(json.dumps(profile_to_dict(profile), sort_keys=True))
    back = load(recorded, {})
    assert back == profile
    assert profile_digest(back) == profile_digest(profile)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS,
    lambda below: st.lists(below, max_size=3) | st.dictionaries(WORDS, below, max_size=3),
    max_leaves=8,
)
ENTRIES = st.sampled_from([attribute.name for attribute in attrs.fields(Profile)])


@given(st.dictionaries(ENTRIES | WORDS, JSON, max_size=5))
def test_whatever_is_given_is_a_profile_or_a_profile_error(declaration: dict[str, Any]) -> None:
    """No declaration raises anything but ProfileError."""
    attempt: Callable[[], Profile] = lambda: load({**SMALL, **declaration}, {})  # noqa: E731 - read as one thing
    with contextlib.suppress(ProfileError):
        attempt()
