"""The big list of naughty strings goes through every kind, and comes back or is refused by name."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from customer_import.normalizing import Normalizer
from tests.normalizing.naughty import NAUGHTY
from tests.normalizing.samples import FIELDS, make

DATA = Path(os.environ.get("CUSTOMER_IMPORT_DATA", Path(__file__).parents[3] / "shared" / "data"))
LIST = DATA / "text" / "blns.json"


@pytest.mark.skipif(
    not LIST.exists(), reason=f"the list of naughty strings is not there (CUSTOMER_IMPORT_DATA): {LIST.name}"
)
@pytest.mark.parametrize(("kind", "known", "options"), FIELDS)
def test_naughty_strings(kind: str, known: dict[str, Any], options: dict[str, Any]) -> None:
    """Every string has a value that is a fixed point, or a named fault, or is blank; as a value and as a key."""
    strings: list[str] = json.loads(LIST.read_text(encoding="utf-8"))
    strings += [text * 3000 for text in ("a", "1", "@", ".", "a.", "1,", "(", "x@x.", "\u0301", '="')]
    check(strings, kind, known, options)


@pytest.mark.parametrize(("kind", "known", "options"), FIELDS)
def test_own_naughty_strings(kind: str, known: dict[str, Any], options: dict[str, Any]) -> None:
    """So has every string of ours, and its value comes back from being read again."""
    assert len(NAUGHTY) > 350
    normal = check(NAUGHTY, kind, known, options)
    plain = make(kind, {name: said for name, said in known.items() if name != "hints"}, **options)
    for text in NAUGHTY:
        value, _ = normal.scalar(text)
        for item in value if isinstance(value, tuple) else (value,) if value else ():
            again = plain.scalar(item)
            assert again.value in (item, (item,)), ascii(text)


def check(strings: list[str], kind: str, known: dict[str, Any], options: dict[str, Any]) -> Normalizer:
    """Read strings as a column and one by one, as values and as keys."""
    normal = make(kind, known, **options)
    column = normal.column(strings)
    for index, text in enumerate(strings):
        value, faults = column.values[index], column.faults.get(index, ())
        assert (value, faults) == normal.scalar(text)
        if not value and not faults:
            assert not "".join(char for char in text if char.isprintable() and not char.isspace()).strip(
                "\u2800\u3164\u034f\u115f\u1160,|;'=\""
            )
        for item in value if isinstance(value, tuple) else (value,):
            assert normal.key(normal.key(item)) == normal.key(item)
    return normal
