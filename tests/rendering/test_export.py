"""Law 14: what an export writes plans as all unchanged when it is read back."""

import io
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import customer_import as ci
from customer_import.profile import Profile
from customer_import.testing.strategies import REFERENCES, canonical, profiles
from customer_import.testing.strategies import customers as drawn_customers
from tests.rendering.files import csv_rows, customers, planned, sheet_xml, stored

UPDATING = ("incust", "shoptet", "tixly", "upgates")
FORMULA = tuple("=+-@\t\r\n\x00\uff1d\uff0b\uff0d\uff20")


def exported(store: Any, profile: Profile, **options: Any) -> bytes:
    """Export all customers of a store."""
    file = io.BytesIO()
    count = ci.export(store.customers(), profile, file, **options)
    assert count == sum(not match.locked for match in store.customers())
    return file.getvalue()


@pytest.mark.parametrize("name", UPDATING)
@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.data())
def test_what_is_exported_changes_nothing(name: str, data: st.DataObject) -> None:
    """S0-29, S3-04, S4-02, law 14: the platforms' exports are valid imports, whatever their customers are called."""
    profile = ci.load_profile(name)
    store = stored(profile, data.draw(customers(profile)))
    options: dict[str, Any] = {"version_column": data.draw(st.booleans())}
    if "xlsx" in profile.file.formats:
        options["format"] = data.draw(st.sampled_from(["csv", "xlsx"]))
    plan = planned(exported(store, profile, **options), profile, store)
    assert plan.counts.unchanged == plan.counts.rows == len(store.customers())


def updates(profile: Profile) -> Profile:
    """Let a drawn profile update whoever it finds, and demand nothing that a stored customer may lack."""
    credited = profile.credit_fields
    fields = [
        attrs.evolve(
            field,
            required="no",
            blank="ignore" if field.blank == "reject" else field.blank,
            unknown="reject_row",
        )
        for field in profile.fields
    ]
    keys = [attrs.evolve(key, on_match="update") for key in profile.keys]
    assume(keys and set(profile.key_fields) - credited)
    return attrs.evolve(profile, fields=tuple(fields), keys=tuple(keys), rules=(), on_match="update")


@settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(profiles().map(updates), st.data())
def test_any_profile_that_updates_takes_its_export_back(profile: Profile, data: st.DataObject) -> None:
    """Law 14 for drawn profiles: any kinds, policies, keys, children, clear tokens and blank rules."""
    found = [
        attrs.evolve(match, locked=False)
        for match in data.draw(drawn_customers(profile, ambiguous=False))
        if any(match.values.get(name) for name in profile.key_fields)
    ]
    assert all(canonical(profile, field) for field in profile.fields)
    store = stored(profile, [(match.values, match.children) for match in found])
    form = data.draw(st.sampled_from(["csv", "xlsx"]))
    file = exported(store, profile, format=form)
    options = {"references": REFERENCES, "features": ("extra",), "answers": {"create.unchecked": "reject"}}
    plan = planned(file, profile, store, **options)
    assert plan.counts.unchanged == plan.counts.rows == len(found)


TOKENS = ("(delete)", "n/a", "-", "@none", "NULL")


@settings(max_examples=60)
@given(
    st.lists(st.builds("{}{}".format, st.sampled_from(["", "'", "''", "x"]), st.sampled_from(TOKENS)), max_size=6),
    st.sampled_from(["csv", "xlsx"]),
)
def test_values_that_look_like_tokens_survive(values: list[str], form: str) -> None:
    """A stored value that is one of the profile's words for "nothing" or "clear" is exported as a value."""
    profile = Profile(
        "tokens",
        [ci.Field("id", "identifier", policy="immutable"), ci.Field("city")],
        ["id"],
        clear_tokens=TOKENS[:1],
        null_tokens=TOKENS[1:],
    )
    store = stored(profile, [({"id": f"k{i}", "city": value}, {}) for i, value in enumerate(values)])
    plan = planned(exported(store, profile, format=form), profile, store)
    assert plan.counts.unchanged == plan.counts.rows == len(values)
    blank = [column for column in plan.verdicts["city"] if column == "blank"] if values else []
    assert not blank


@settings(max_examples=30)
@given(st.data())
def test_no_exported_cell_is_a_formula(data: st.DataObject) -> None:
    """No CSV cell begins with what starts a formula, and a workbook holds texts and nothing else."""
    profile = ci.load_profile("incust")
    store = stored(profile, data.draw(customers(profile)))
    for row in csv_rows(exported(store, profile), ";"):
        assert not any(cell.startswith(FORMULA) for cell in row)
    xml = sheet_xml(exported(store, profile, format="xlsx"))
    assert "<f>" not in xml
    assert xml.count("<c ") == xml.count('t="inlineStr"')


def test_the_guard_is_taken_off_again() -> None:
    """A name that starts with a minus, or with an apostrophe and a minus, is stored as it is."""
    profile = ci.load_profile("incust")
    store = ci.MemoryStore(profile)
    lines = ["Phone number;Customer name;Birthday", "'+37061234567;'-Ona;1990-01-31"]
    lines += ["+37061234568;''-Ona;1990-01-31", "+37061234569;'Ona;1990-01-31"]
    with planned("\n".join(lines).encode(), profile, store) as plan:
        ci.apply(plan, store)
    assert [match.values["name"] for match in store.customers()] == ["-Ona", "'-Ona", "'Ona"]
    rows = csv_rows(exported(store, profile), ";")
    assert [(row[0], row[3]) for row in rows[1:]] == [
        ("'+37061234567", "'-Ona"), ("'+37061234568", "''-Ona"), ("'+37061234569", "'Ona"),
    ]  # fmt: skip


def test_the_platforms_words_and_forms() -> None:
    """Choices are the platform's words, dates have its first form, lists its first separator, children the first."""
    profile = ci.load_profile("shoptet")
    store = ci.MemoryStore(profile)
    values = {
        "guid": "g1",
        "email": "a@example.org",
        "billing_full_name": "Jan",
        "registration_date": "2020-01-02T03:04:05",
    }
    children = {"delivery": [ci.Child("s1", {"shipping_city": "Brno"}), ci.Child("s2", {"shipping_city": "Praha"})]}
    store.add(values, children)
    labels, row = csv_rows(exported(store, profile), ";")
    cells = dict(zip(labels, row, strict=True))
    assert cells["registrationDate"] == "2020-01-02 03:04:05"
    assert (cells["shippingGuid"], cells["shippingCity"], cells["accountGuid"]) == ("s1", "Brno", "")
    tixly = ci.load_profile("tixly")
    store = ci.MemoryStore(tixly)
    store.add({"customer_id": "7", "gender": "female"})
    labels, row = csv_rows(exported(store, tixly), ";")
    assert dict(zip(labels, row, strict=True))["Gender"] == "2"
    epos = ci.load_profile("epos")
    store = ci.MemoryStore(epos)
    store.add({"lookup_id": "7", "prefix": "Mr", "date_of_birth": "1990-01-31", "customer_group_names": ("a", "b")})
    labels, row = csv_rows(exported(store, epos), ",")
    cells = dict(zip(labels, row, strict=True))
    assert (cells["prefix"], cells["date_of_birth"], cells["customer_group_names"]) == ("Mr", "31/01/1990", "a,b")


def test_a_row_that_changed_since_the_export_is_refused() -> None:
    """S3-F: with a version column, an edited row whose customer changed meanwhile is stale; an unedited one is not."""
    profile = ci.load_profile("tixly")
    store = ci.MemoryStore(profile)
    ids = [store.add({"customer_id": str(n), "first_name": f"Name {n}"}) for n in (1, 2, 3)]
    data = exported(store, profile, version_column=True)
    store.edit(ids[0], {"first_name": "Changed here"})
    store.edit(ids[1], {"city": "Oslo"})
    edited = data.replace(b"Name 2", b"Named 2").replace(b"Name 3", b"Named 3")
    with planned(edited, profile, store) as plan:
        outcomes = list(plan)
    assert [outcome.kind for outcome in outcomes] == ["reject", "reject", "update"]
    assert [problem.code for problem in outcomes[1].problems] == ["customer.changed"]
    with planned(exported(store, profile), profile, store) as plan:
        assert plan.counts.unchanged == 3


def test_whoever_was_erased_is_not_exported() -> None:
    """Locked customers are left out."""
    profile = ci.load_profile("upgates")
    store = ci.MemoryStore(profile)
    store.add({"email": "a@example.org"})
    store.lock(store.add({"email": "b@example.org"}))
    assert b"b@example.org" not in exported(store, profile)


def test_the_encoding_is_the_platforms() -> None:
    """UTF-8 with a byte order mark where the platform is silent; a character that an encoding lacks is named."""
    profile = ci.load_profile("upgates")
    store = ci.MemoryStore(profile)
    store.add({"email": "a@example.org", "surname": "Dvo\u0159\u00e1k"})
    assert exported(store, profile).startswith(b"\xef\xbb\xbf")
    assert "Dvo\u0159\u00e1k".encode("cp1250") in exported(store, profile, encoding="cp1250")
    with pytest.raises(ci.UsageError) as caught:
        exported(store, profile, encoding="latin-1")
    assert caught.value.code == "write.encoding"
    assert "Dvo" not in str(caught.value)
    for options in ({"encoding": "no-such"}, {"delimiter": "ab"}, {"format": "pdf"}):
        with pytest.raises(ci.UsageError):
            exported(store, profile, **options)


def test_a_database_is_exported_too(tmp_path: Any) -> None:
    """Any store's matches will do, and a path is written as well as a file; equal content gives equal bytes."""
    profile = ci.load_profile("incust")
    store = ci.SQLiteStore(tmp_path / "shop.sqlite", profile)
    store.add({"phone": "+37061234567", "cards": ("C1", "C2")})
    for form in ("csv", "xlsx"):
        path = tmp_path / f"out.{form}"
        assert ci.export(store.customers(), profile, path, format=form) == 1
        assert path.read_bytes() == exported(store, profile, format=form)
        assert planned(path.read_bytes(), profile, store).counts.unchanged == 1


def test_a_path_that_cannot_be_written() -> None:
    """A folder that is not there is the caller's mistake."""
    with pytest.raises(ci.UsageError) as caught:
        ci.export([], ci.load_profile("incust"), "no/such/folder/out.csv")
    assert caught.value.code == "write.target"


def test_files_without_header_have_the_platforms_positions() -> None:
    """Where files have no header, columns stand in the profile's positions, and what is written is read back."""
    profile = ci.load_profile(
        "upgates", file={"header": "no", "positions": ["email", "", "surname"], "formats": ["csv"]}
    )
    store = ci.MemoryStore(profile)
    store.add({"email": "a@example.org", "surname": "Novak", "city": "Brno"})
    store.add({"email": "b@example.org", "surname": "Svoboda"})
    data = exported(store, profile)
    assert csv_rows(data, ";") == [["a@example.org", "", "Novak"], ["b@example.org", "", "Svoboda"]]
    assert planned(data, profile, store).counts.unchanged == 2
