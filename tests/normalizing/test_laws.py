"""Law 6: a canonical value is a fixed point, and a column is answered exactly as its cells are."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from customer_import.kinds import BUILT_IN
from customer_import.normalizing import Cell, Normalizer, Settings, normalizer
from customer_import.profile import Field
from tests.normalizing.samples import FIELDS, flags, make, texts

IDS = [f"{index}-{kind}" for index, (kind, _, _) in enumerate(FIELDS)]


def _default(kind: str, options: dict[str, Any], known: dict[str, Any]) -> Normalizer:
    """Return the field's normalizer without what the survey inferred: how a stored value is read again."""
    kept = {name: value for name, value in known.items() if name != "hints"}
    return normalizer(Field("value", kind=kind, **options), BUILT_IN[kind], Settings(**kept))


@pytest.mark.parametrize(("kind", "known", "options"), FIELDS, ids=IDS)
@given(text=texts)
@settings(max_examples=150, deadline=None)
def test_canonical_values_are_fixed_points(
    kind: str, known: dict[str, Any], options: dict[str, Any], text: str
) -> None:
    """n(n(x)) == n(x), and the second time there is nothing to refuse."""
    first = make(kind, known, **options).scalar(text)
    again = _default(kind, options, known)
    for value in first.value if isinstance(first.value, tuple) else (first.value,):
        second = again.scalar(value)
        expected = (value,) if again.multi else value
        assert second.value == expected
        assert all(fault.level == "remark" for fault in second.faults)


@pytest.mark.parametrize(("kind", "known", "options"), FIELDS, ids=IDS)
@given(cells=st.lists(st.tuples(texts, st.none() | flags), max_size=30), data=st.data())
@settings(max_examples=60, deadline=None)
def test_a_column_is_answered_as_its_cells(
    kind: str, known: dict[str, Any], options: dict[str, Any], cells: list[tuple[str, Any]], data: st.DataObject
) -> None:
    """The column path equals the scalar path, cell for cell, in any chunking."""
    cut = data.draw(st.integers(0, len(cells)))
    normal = make(kind, known, **options)
    scalar = make(kind, known, **options)
    for chunk in (cells[:cut], cells[cut:]):
        flagged = {index: flag for index, (_, flag) in enumerate(chunk) if flag}
        column = normal.column([text for text, _ in chunk], flagged)
        for index, (text, flag) in enumerate(chunk):
            assert Cell(column.values[index], column.faults.get(index, ())) == scalar.scalar(text, flag)
        assert len(column.values) == len(chunk)


@pytest.mark.parametrize(("kind", "known", "options"), FIELDS, ids=IDS)
@given(clean=st.lists(st.sampled_from(range(50)), min_size=1, max_size=40))
@settings(max_examples=20, deadline=None)
def test_a_column_of_one_sort_is_answered_as_its_cells(
    kind: str, known: dict[str, Any], options: dict[str, Any], clean: list[int]
) -> None:
    """Columns without a single odd cell take the fast paths, which must say what the scalar says."""
    sorts = {
        "phone": "+42077712{:04d}", "email": "ann{}@example.org", "date": "2024-01-{:02d}",
        "datetime": "2024-01-01T10:00:{:02d}",
        "decimal": "{}.5", "integer": "{}", "list": "card{}", "identifier": "00{}",
    }  # fmt: skip
    cells = [sorts.get(kind, "Name {}").format(number) for number in clean]
    normal = make(kind, known, **options)
    column = normal.column(cells)
    for index, text in enumerate(cells):
        assert Cell(column.values[index], column.faults.get(index, ())) == normal.scalar(text)


@pytest.mark.parametrize(("kind", "known", "options"), FIELDS, ids=IDS)
@given(text=texts)
@settings(max_examples=60, deadline=None)
def test_values_and_faults_say_one_thing(kind: str, known: dict[str, Any], options: dict[str, Any], text: str) -> None:
    """A reject-level fault has no value, a cell without fault and value was blank, and no fault quotes the cell."""
    cell = make(kind, known, **options).scalar(text)
    if any(fault.level == "reject" for fault in cell.faults):
        assert not cell.value
    trimmed = text.strip()
    for fault in cell.faults:
        assert fault.code.count(".") == 1
        quoted = [
            value
            for name, value in fault.params
            if isinstance(value, str) and name not in ("extension", "choices", "error")
        ]
        assert len(trimmed) < 6 or not any(
            trimmed in value for value in quoted if len(value) >= 6 and "YY" not in value
        )


@pytest.mark.parametrize(("kind", "known", "options"), FIELDS, ids=IDS)
@pytest.mark.parametrize(
    "blank",
    ["", " ", "\t\r\n", "\u00a0", "\u3000", "\u200b", "\ufeff", " \u200b\ufeff\u00a0", "\u202a\u202c", "\u2060"],
)
def test_white_and_invisible_cells_are_blank(
    kind: str, known: dict[str, Any], options: dict[str, Any], blank: str
) -> None:
    """White space, zero-width characters and byte order marks are blank, without a fault."""
    normal = make(kind, known, **options)
    assert normal.scalar(blank) == (() if normal.multi else "", ())
    column = normal.column([blank, blank])
    assert column.values == [normal.scalar(blank).value] * 2
    assert not column.faults


@pytest.mark.parametrize(("kind", "known", "options"), FIELDS, ids=IDS)
@given(text=texts)
@example(text="\u1e9e")
@settings(max_examples=60, deadline=None)
def test_key_forms_are_fixed_points(kind: str, known: dict[str, Any], options: dict[str, Any], text: str) -> None:
    """A key form's key form is itself, one by one and by the column."""
    normal = make(kind, known, **options)
    value = normal.scalar(text).value
    for item in value if isinstance(value, tuple) else (value,):
        key = normal.key(item)
        assert normal.key(key) == key
        assert normal.keys([item, item]) == [key, key]
        assert normal.keys([item, "A@xn--b.cz"]) == [key, normal.key("A@xn--b.cz")]
