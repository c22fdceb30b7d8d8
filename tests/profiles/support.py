"""What the tests of profiles share: labels and cells as the platform's files have them."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import attrs

import customer_import as ci
from customer_import._profile_loading import load
from customer_import.mapping import map_labels
from customer_import.normalizing import Cell, Settings, normalizer
from customer_import.policy import VERDICTS, Policy
from customer_import.profile import Profile
from customer_import.stores import MemoryStore

TODAY = "2026-11-22"


def built_in(name: str, **changes: object) -> Profile:
    """Load a built-in profile."""
    return load(name, changes)


@attrs.frozen
class Header:
    """A table as far as mapping looks at it."""

    labels: Sequence[str]

    @property
    def width(self) -> int:
        """Columns."""
        return len(self.labels)


def fields_of(profile: Profile, *labels: str) -> tuple[str | None, ...]:
    """Say which fields a header's labels feed."""
    return map_labels(Header(labels), profile).fields


def cell(profile: Profile, field: str, text: str, references: Mapping[str, Sequence[str]] | None = None) -> Cell:
    """Read one cell of a field as an import of the platform's file does."""
    settings = Settings(
        region=profile.region, locale=profile.locale, zone=profile.zone, today=TODAY, references=references or {}
    )
    declared = profile.field(field)
    return normalizer(declared, profile.kind(declared), settings).scalar(text)


def codes(found: Cell) -> list[str]:
    """Name the faults of a cell."""
    return [fault.code for fault in found.faults]


def protects(policy: Policy) -> bool:
    """Tell whether a stored value survives a different one in the file."""
    return VERDICTS[policy]["differs"] == "held"


def imported(profile: Profile, store: MemoryStore, text: str | bytes, **arguments: Any) -> ci.Plan:
    """Plan a file's text against a store, for the day of these tests."""
    content = text if isinstance(text, bytes) else text.encode()
    return ci.plan(ci.read(content, profile=profile), profile, store, today=dt.date.fromisoformat(TODAY), **arguments)


def said(plan: ci.Plan) -> dict[int, list[str]]:
    """Name the problems of each row that has any, remarks on the length of numbers aside."""
    found = {outcome.row: [p.code for p in outcome.problems if p.code != "phone.digits"] for outcome in plan.outcomes()}
    return {row: codes for row, codes in found.items() if codes}


def kinds_of(plan: ci.Plan) -> list[str]:
    """Say how every row ends."""
    return [outcome.kind for outcome in plan.outcomes()]


def store_of(profile: Profile, *customers: dict[str, str]) -> MemoryStore:
    """Make a store that holds these customers, counted from id 1."""
    store = MemoryStore(profile)
    for values in customers:
        store.add(values)
    return store
