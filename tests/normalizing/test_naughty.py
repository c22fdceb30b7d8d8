"""The big list of naughty strings goes through every kind, and comes back or is refused by name."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

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
    normal = make(kind, known, **options)
    column = normal.column(strings)
    for index, text in enumerate(strings):
        value, faults = column.values[index], column.faults.get(index, ())
        assert (value, faults) == normal.scalar(text)
        if not value and not faults:
            assert not "".join(char for char in text if char.isprintable() and not char.isspace()).strip(
                "\u2800\u3164\u034f\u1160,|;'=\""
            )
        for item in value if isinstance(value, tuple) else (value,):
            assert normal.key(normal.key(item)) == normal.key(item)
