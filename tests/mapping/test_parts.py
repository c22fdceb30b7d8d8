"""Columns that hold several fields, and fields that stand in several columns."""

from __future__ import annotations

import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

import customer_import as ci
from customer_import.mapping import resolve
from customer_import.mapping.parts import put_together, taken_apart
from tests.mapping.sheet import Sheet

DAY = date(2026, 11, 22)
PROFILE = ci.Profile(
    "parts",
    [
        ci.Field("email", "email", required="always"),
        ci.Field("first_name", "name", ["First name"]),
        ci.Field("last_name", "name", ["Last name"]),
        ci.Field("street"),
        ci.Field("house_number"),
        ci.Field("phone", "phone"),
        ci.Field("phone_2", "phone"),
    ],
    keys=["email"],
    region="SE",
    file=ci.FileRules(
        splits=[
            ci.Split(["Name"], ["first_name", "last_name"], "name"),
            ci.Split(["Address"], ["street", "house_number"], "street"),
            ci.Split(["Phones"], ["phone", "phone_2"], "list"),
        ]
    ),
)
WHOLE = ci.Profile(
    "whole",
    [ci.Field("email", "email"), ci.Field("name", "name"), ci.Field("address")],
    keys=["email"],
    file=ci.FileRules(
        combines=[
            ci.Combine([["First", "Vorname"], ["Last", "Nachname"]], "name", "name"),
            ci.Combine([["Street name"], ["No"]], "address", "street"),
        ]
    ),
)


@pytest.mark.parametrize(
    ("form", "text", "parts", "code"),
    [
        ("name", "Ann Alder", ("Ann", "Alder"), ""),
        ("name", "Alder, Ann", ("Ann", "Alder"), ""),
        ("name", "Beethoven, Ludwig van", ("Ludwig van", "Beethoven"), ""),
        ("name", "Ludwig van Beethoven", ("Ludwig", "van Beethoven"), ""),
        ("name", "Ann Bo Alder", ("Ann Bo", "Alder"), "cell.split_uncertain"),
        ("name", "Ann", ("Ann", ""), "cell.split_uncertain"),
        ("name", "A, B, C", ("B, C", "A"), "cell.split_uncertain"),
        ("name", " ", ("", ""), ""),
        ("street", "Storgatan 5", ("Storgatan", "5"), ""),
        ("street", "Storgatan 5 B", ("Storgatan", "5 B"), ""),
        ("street", "Dlouhá 12/34a", ("Dlouhá", "12/34a"), ""),
        ("street", "12 bis rue Haute", ("rue Haute", "12 bis"), ""),
        ("street", "17. listopadu 3", ("17. listopadu", "3"), ""),
        ("street", "Torget", ("Torget", ""), ""),
        ("street", "Road 5 behind the mill", ("Road 5 behind the mill", ""), "cell.split_uncertain"),
        ("list", "070-1, 070-2", ("070-1", "070-2"), ""),
        ("list", "0611/123 / 0611/456", ("0611/123", "0611/456"), ""),
        ("list", "1; 2; 3", ("1", "2"), "cell.split_surplus"),
        ("list", "0611/123456", ("0611/123456", ""), ""),
    ],
)
def test_texts_are_taken_apart(form: str, text: str, parts: tuple[str, str], code: str) -> None:
    """Each form knows its texts, and says where it cannot be sure."""
    found = taken_apart(form, text, 2)  # type: ignore[arg-type] # a form
    assert (found.parts, found.code) == (parts, code)


WORD = st.text("abcdefgåäö", min_size=1, max_size=8).map(str.capitalize)


@given(WORD, WORD, st.integers(1, 999))
def test_what_was_joined_comes_apart_again(one: str, other: str, number: int) -> None:
    """Putting together and taking apart are inverse for plain names, streets and lists."""
    assert taken_apart("name", put_together("name", (one, other)), 2).parts == (one, other)
    assert taken_apart("name", f"{other}, {one}", 2).parts == (one, other)
    assert taken_apart("street", put_together("street", (one, str(number))), 2).parts == (one, str(number))
    assert taken_apart("list", put_together("list", (one, other)), 2).parts == (one, other)


@given(st.sampled_from(["name", "street", "list"]), st.text(max_size=40))
def test_nothing_is_lost_without_a_remark(form: str, text: str) -> None:
    """Every letter and digit of a text is in one of its parts, unless a remark says that some were left out."""
    found = taken_apart(form, text, 2)  # type: ignore[arg-type] # a form
    kept = sorted(char for part in found.parts for char in part if char.isalnum())
    assert found.code == "cell.split_surplus" or kept == sorted(char for char in text.strip() if char.isalnum())


ROWS = [("ann@example.org", "Ann", "Alder", "Storgatan", "5", "0701740605", "0701740606"),
        ("bo@example.org", "Bo", "", "Torget", "", "0701740607", ""),
        ("bad", "Cleo", "van Dyck", "Gatan", "7 B", "x", "")]  # fmt: skip


def _plan(text: str, profile: ci.Profile, store: ci.MemoryStore) -> ci.Plan:
    with ci.read(text.encode(), profile=profile) as table:
        return ci.plan(table, profile, store, today=DAY)


def test_split_columns_decide_like_columns_of_their_own() -> None:
    """A file with whole columns plans like the same file with parts: kinds, values, edits, problems."""
    whole = "Email;Name;Address;Phones\n" + "".join(
        f"{email};{put_together('name', (first, last))};{put_together('street', (street, number))};"
        f'"{put_together("list", (one, other))}"\n'
        for email, first, last, street, number, one, other in ROWS
    )
    parts = "Email;First name;Last name;Street;House number;Phone;Phone 2\n"
    parts += "".join(";".join(row) + "\n" for row in ROWS)
    split, own = (_plan(text, PROFILE, ci.MemoryStore(PROFILE)) for text in (whole, parts))
    assert split.counts == own.counts
    for one, other in zip(split.outcomes(), own.outcomes(), strict=True):
        assert (one.kind, one.incoming, one.edits) == (other.kind, other.incoming, other.edits)
        codes = [problem.code for problem in one.problems if not problem.code.startswith("cell.split")]
        assert codes == [problem.code for problem in other.problems]
        assert len(one.signature) == 4 + 6


def test_columns_are_put_together() -> None:
    """First and last name feed the name, street and number the address."""
    plan = _plan(
        "Email;Vorname;Nachname;Street name;No\na@example.org;Ann;Alder;Road;5\n", WHOLE, ci.MemoryStore(WHOLE)
    )
    (outcome,) = plan.outcomes()
    assert outcome.incoming == {"email": "a@example.org", "name": "Ann Alder", "address": "Road 5"}
    assert plan.labels[-2:] == ("Vorname + Nachname", "Street name + No")


def test_columns_of_the_fields_own_come_first() -> None:
    """Nothing is split where a field has a column, and nothing combined where a column is missing."""
    both = resolve(Sheet(("Email", "Phones", "Phone 2"), ((), (), ())), PROFILE)
    assert (both.label_map.derived, both.label_map.column("phone_2")) == ((), 2)
    half = resolve(Sheet(("Email", "Vorname"), ((), ())), WHOLE)
    assert half.label_map.derived == ()


@pytest.mark.parametrize(("profile", "head"), [(PROFILE, "Email;Name;Address;Phones"), (WHOLE, "Email;First;Last;No")])
def test_what_export_writes_plans_unchanged(profile: ci.Profile, head: str) -> None:
    """Law 14 holds for profiles that split and combine: an export has the fields in columns of their own."""
    store = ci.MemoryStore(profile)
    ci.apply(_plan(head + "\na@example.org;Ann B Alder;Road 5;0701740605\n", profile, store), store)
    target = io.BytesIO()
    count = ci.export(store.customers(), profile, target)
    with ci.read(target.getvalue(), profile=profile) as table:
        plan = ci.plan(table, profile, store, today=DAY)
    assert plan.counts.unchanged == count == 1


def test_error_file_has_the_columns_of_the_source() -> None:
    """A bad part marks the column that it comes from; the error file holds no derived columns, and comes back."""
    store = ci.MemoryStore(PROFILE)
    data = b"Email;Name;Phones\nann@example.org;Ann Alder;070-bad\n"
    target = io.BytesIO()
    with ci.read(data, profile=PROFILE) as table:
        plan = ci.plan(table, PROFILE, store, today=DAY)
        assert ci.error_file(plan, table, target, format="csv") == 1
    head, row = target.getvalue().decode("utf-8-sig").splitlines()[:2]
    assert head.replace('"', "").startswith("Email;Name;Phones;Problem;")
    corrected = target.getvalue().replace(b"070-bad", b"070-174 06 05")
    with ci.read(corrected, profile=PROFILE) as table:
        assert ci.plan(table, PROFILE, store, today=DAY).counts.created == 1
    assert "070-bad" in row


def test_stale_rows_are_planned_again() -> None:
    """Replanning works on the values that were split, and does not split again."""
    store = ci.MemoryStore(PROFILE)
    store.add({"email": "ann@example.org", "first_name": "Old"})
    plan = _plan("Email;Name\nann@example.org;Ann Alder\n", PROFILE, store)
    (match,) = store.customers()
    ci.apply(_plan("Email;House number\nann@example.org;9\n", PROFILE, store), store)
    receipt = ci.apply(plan, store)
    again = ci.replan(plan, receipt, store, today=DAY)
    (outcome,) = again.outcomes()
    assert {edit.field: edit.after for edit in outcome.edits} == {"first_name": "Ann", "last_name": "Alder"}
    assert match.id


def test_a_map_of_split_columns_can_be_passed_on() -> None:
    """What `map_labels` said, through JSON and back as the confirmed map, gives the same map."""
    sheet = Sheet(("Email", "Name"), ((), ()))
    found = ci.map_labels(sheet, PROFILE)
    assert found.fields == ("email", None, "first_name", "last_name")
    kept = ci.LabelMap.from_json(found.to_json())
    assert kept == found
    assert resolve(sheet, PROFILE, memory=kept).label_map.fields == found.fields


def test_impossible_rules_are_refused() -> None:
    """A split into one field, a combination of one column, parts that are no fields, or a credit: told at once."""
    rules = {"splits": [{"labels": ["X"], "into": ["a"]}], "combines": [{"field": "gone", "labels": [["Y"]]}]}
    with pytest.raises(ci.ProfileError) as caught:
        ci.load_profile({"name": "p", "fields": {"a": {}, "b": {}}, "keys": ["a"], "file": rules})
    assert len(str(caught.value).split("; ")) == 3
