"""What the tests of written files share: customers as a store holds them, and files read back."""

import csv
import datetime
import io
import zipfile
from typing import Any

from hypothesis import strategies as st

import customer_import as ci
from customer_import.model import Child, Value
from customer_import.normalizing import Settings, normalizer
from customer_import.profile import Field, Profile

TODAY = datetime.date(2026, 11, 22)

# What people, spreadsheets and attackers begin a cell with.
HOSTILE = st.builds(
    str.__add__,
    st.sampled_from(
        ["", "=", "+", "-", "@", "\t", "'", "''=", "'-", "\uff1d", "\uff0b", "\uff0d", "\uff20", '"', ";", "#"]
    ),
    st.text(
        st.sampled_from("abZ 09,;|\"'=\n\u00e5\u017e\u05d0\u4e2d\U0001f600") | st.characters(codec="utf-8"), max_size=8
    ),
)


def canonical(profile: Profile, field: Field, text: str) -> Value:
    """Return what an import would store for a text, blank where it would refuse it."""
    settings = Settings(profile.region, profile.locale, profile.zone)
    cell = normalizer(field, profile.kind(field), settings).scalar(text)
    return "" if any(fault.level == "reject" for fault in cell.faults) else cell.value


def _texts(field: Field, number: int) -> st.SearchStrategy[str]:
    """Draw texts for a field of the customer of that number; keys and unique values are told apart by it."""
    own = {
        "email": [f"a{number}@example.org", f"-{number}@example.org"],
        "phone": [f"+3706123456{number}"],
        "list": [f"C{number}", f"-C{number},D{number}", f"={number}"],
        "identifier": [f"{number}", f"00{number}", f"-{number}", f"A{number}"],
    }.get(field.kind)
    if field.pattern == "[0-9]+":
        own = [f"{number}", f"00{number}"]
    if own is not None:
        return st.sampled_from(own)
    dates = ["1990-01-31", "2000-02-29", "1899-12-31"]
    known = {
        "date": dates,
        "datetime": [f"{day}T{time}" for day in dates[:2] for time in ("00:00:00", "14:05:00", "23:59:59")],
        "choice": [*field.choices],
        "boolean": ["true", "false"],
        "country": ["SE", "CZ", "CR"],
        "currency": ["EUR"],
        "decimal": ["0", "1.234", "12.5", "99.999"],
        "integer": ["0", "1234"],
    }.get(field.kind)
    return HOSTILE if known is None else st.sampled_from(known)


@st.composite
def customers(
    draw: st.DrawFn, profile: Profile, most: int = 4
) -> list[tuple[dict[str, Value], dict[str, tuple[Child, ...]]]]:
    """Draw customers who have what the profile requires, and no key or unique value of another."""
    needed = {*profile.key_fields[:1], *(field.name for field in profile.fields if field.required != "no")}
    drawn = []
    for number in range(1, draw(st.integers(0, most)) + 1):
        values: dict[str, Value] = {}
        for field in profile.fields:
            if field.child or field.name in profile.credit_fields:
                continue
            if field.name in needed or draw(st.booleans()):
                value = canonical(profile, field, draw(_texts(field, number)))
                values[field.name] = value or (f"Ann {number}" if field.name in needed else "")
        children = {group.name: draw(_children(profile, group, number)) for group in profile.children}
        drawn.append(({name: value for name, value in values.items() if value}, children))
    return drawn


@st.composite
def _children(draw: st.DrawFn, profile: Profile, group: ci.ChildGroup, number: int) -> tuple[Child, ...]:
    found = []
    for place in range(draw(st.integers(0, 2))):
        values = {}
        for field in profile.fields:
            if field.child == group.name and field.name != group.key and draw(st.booleans()):
                values[field.name] = str(canonical(profile, field, draw(_texts(field, number))))
        found.append(Child(f"{group.name}-{number}-{place}", {name: value for name, value in values.items() if value}))
    return tuple(found)


def stored(profile: Profile, drawn: Any) -> ci.MemoryStore:
    """Return a store that holds the customers."""
    store = ci.MemoryStore(profile)
    for values, children in drawn:
        store.add(values, children)
    return store


def planned(data: bytes, profile: Profile, store: Any, **options: Any) -> ci.Plan:
    """Read and plan a file as a host does."""
    table = ci.read(data, profile=profile)
    return ci.plan(table, profile, store, **{"today": TODAY, "occasion": "gift", **options})


def csv_rows(data: bytes, delimiter: str) -> list[list[str]]:
    """Read a CSV file as any program does."""
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=delimiter))


def sheet_xml(data: bytes) -> str:
    """Return the XML of a workbook's first sheet."""
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        return parts.read("xl/worksheets/sheet1.xml").decode()


def part(data: bytes, name: str) -> str:
    """Return a part of a workbook."""
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        return parts.read(name).decode()
