"""The texts that drawn sheets, customers and ledgers are made of: few, so that they collide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import attrs

from customer_import.model import Value
from customer_import.normalizing import Normalizer, Settings, normalizer
from customer_import.profile import Field, Profile

TODAY = "2026-11-22"
OCCASION = "opening balances"
TENANT = "tenant-1"
REFERENCES: Mapping[str, tuple[str, ...]] = {"tiers": ("basic", "gold")}
BLANKS = ("", "", " ", "n/a")
CLEAR = "<clear>"
NATIONAL = ("070-123 45 67", "601 234 567")  # numbers of Sweden and Czechia, where the row says its country


@attrs.frozen
class Pool:
    """A field that profiles may have, with the texts that its cells are drawn from: good ones first."""

    field: Field
    good: tuple[str, ...]
    bad: tuple[str, ...] = ()


def _pool(name: str, kind: str, good: Sequence[str], bad: Sequence[str] = (), **options: Any) -> Pool:
    label = name.replace("_", " ").title()
    return Pool(Field(name, kind, labels=(label,), **options), tuple(good), tuple(bad))


_DATES: dict[str, Any] = {"formats": ("YYYY-MM-DD", "DD.MM.YYYY")}
_LEVELS = {"low": ("1",), "mid": ("middle",), "high": ()}
CUSTOMER = (
    _pool(
        "email",
        "email",
        ["ann@example.org", "Ann@Example.org", " bob@example.com", "eva@example.net", "i@example.net"],
        ["nobody"],
    ),
    _pool("number", "identifier", ["7", "8", "9", "10", "A1", "a1", "\u04101"], ["7.33844E+12"]),
    _pool("phone", "phone", ["+37061234567", "+370 612 34567", "+420601234567", "+46701234567"], ["12", *NATIONAL]),
    _pool("full_name", "name", ["Ann", "Bob", "ANN", "Eva  Nová"]),
    _pool("note", "text", ["x", "y", "stop", "Ann"]),
    _pool("born", "date", ["1990-01-02", "02.01.1990", "1991-05-06"], ["1990-13-40", "soon"], **_DATES),
    _pool("level", "choice", ["low", "MID", "middle", "high", "1"], ["huge"], choices=_LEVELS),
    _pool("score", "decimal", ["1", "2", "10", "2.0", "-3"], ["x"]),
    _pool("visits", "integer", ["3", "20", "100"], ["1.5"]),
    _pool("cards", "list", ["C1", "C1,C2", "C2, C3", "c1", "C4", "C5", "C6"], separators=(",",)),
    _pool("vip", "boolean", ["true", "FALSE"], ["maybe"]),
    _pool("tier", "reference", ["basic", "gold"], ["tin"], reference="tiers"),
    _pool("home", "country", ["SE", "CZ"], ["Narnia"]),
)
CHILD = (
    _pool("ship_id", "identifier", ["s1", "s2"], child="ship"),
    _pool("ship_city", "text", ["Umeå", "Brno"], child="ship"),
    _pool("ship_zip", "text", ["100", "200"], child="ship"),
)
CREDIT = (
    _pool("points", "decimal", ["5", "10"], ["2.50", "0", "-1", "x"]),
    _pool("unit", "currency", ["EUR", "sek", "JPY"], ["XXQ"]),
    _pool("account", "identifier", ["acc1"]),
    _pool("ends", "date", ["2027-01-01", "2027-06-30"], ["never"], **_DATES),
    _pool("why", "text", ["thanks"]),
    _pool("ref", "identifier", ["r1", "r2", "r3"]),
)
POOLS: Mapping[str, Pool] = {pool.field.name: pool for pool in (*CUSTOMER, *CHILD, *CREDIT)}
KEYS = ("email", "number", "phone", "cards")
UNKNOWN = ("choice", "boolean", "reference", "country")
ORDERS: Mapping[str, tuple[str, ...]] = {
    "level": ("low", "mid", "high"), "score": ("ascending",), "visits": ("ascending",), "born": ("ascending",),
    "full_name": ("Ann", "Bob"),
}  # fmt: skip


def canonical(profile: Profile, field: Field) -> list[Value]:
    """Return the canonical values of a field's pool, each once."""
    normalizing = _normalizer(profile, field)
    answers = [normalizing.scalar(text) for text in POOLS[field.name].good]
    return list(dict.fromkeys(answer.value for answer in answers if answer.value))


def key_forms(profile: Profile, name: str, value: Value) -> list[str]:
    """Return the key forms of a value, of each item where it is a list."""
    items = value if isinstance(value, tuple) else (value,) if value else ()
    return _normalizer(profile, profile.field(name)).keys(items)


def _normalizer(profile: Profile, field: Field) -> Normalizer:
    settings = Settings(profile.region, profile.locale, profile.zone, TODAY, REFERENCES)
    return normalizer(field, profile.kind(field), settings)
