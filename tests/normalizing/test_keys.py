"""Golden vectors of key forms: hosts compute the same in their databases, so these may never change."""

from __future__ import annotations

from typing import Any

import pytest

from tests.normalizing.samples import make

GOLDEN: list[tuple[str, dict[str, Any], str, str]] = [
    ("email", {}, "Ann.Smith@example.org", "ann.smith@example.org"),
    ("email", {}, "straße@müller.de", "strasse@müller.de"),
    ("email", {}, "İ@x.org", "i̇@x.org"),
    ("email", {}, "\u212aelvin@x.org", "kelvin@x.org"),
    ("email", {}, "ＡＢＣ@x.org", "abc@x.org"),
    ("email", {}, "ﬁnn@x.org", "finn@x.org"),
    ("email", {}, "ΣΊΣΥΦΟΣ@x.gr", "σίσυφοσ@x.gr"),
    ("email", {}, "Ann@xn--mnchen-3ya.de", "ann@münchen.de"),
    ("email", {}, "ann@xn--e1afmkfd.xn--p1ai", "ann@пример.рф"),
    ("email", {}, "асе@example.org", "ace@example.org"),  # Cyrillic letters that look Latin
    ("email", {}, "ольга@example.org", "ольга@example.org"),
    ("identifier", {}, "АВС-12", "ABC-12"),
    ("identifier", {}, "ΑΒΕ 1", "ABE 1"),
    ("identifier", {"fold_case": True}, "АВС-12", "abc-12"),
    ("identifier", {"fold_case": True}, "авс-12", "abc-12"),
    ("identifier", {}, "Жук", "Жук"),
    ("identifier", {}, "A\u201012\u22123", "A-12-3"),
    ("identifier", {"fold_case": True}, "Ү-1", "y-1"),
    ("identifier", {}, "ısparta", "isparta"),
    ("identifier", {}, "žluť\u20131", "žluť\u20131"),
    ("email", {}, "o\u2019neil@x.org", "o'neil@x.org"),
    ("phone", {}, "+420777123456", "+420777123456"),
    ("identifier", {}, "00Ab", "00Ab"),
    ("identifier", {"fold_case": True}, "00Ab", "00ab"),
    ("text", {}, "Ann", "Ann"),
    ("text", {"fold_case": True}, "ÅNN", "ånn"),
    ("list", {"item": "identifier"}, "00Ab", "00Ab"),
    ("list", {"item": "identifier", "fold_case": True}, "00Ab", "00ab"),
    ("list", {"item": "email"}, "Ann@x.org", "ann@x.org"),
    ("date", {}, "2024-02-29", "2024-02-29"),
]


@pytest.mark.parametrize(("kind", "options", "value", "key"), GOLDEN)
def test_golden_key_forms(kind: str, options: dict[str, Any], value: str, key: str) -> None:
    """The key form of each value is the one that was promised."""
    normal = make(kind, **options)
    assert normal.key(value) == key
    assert normal.keys([value]) == [key]
