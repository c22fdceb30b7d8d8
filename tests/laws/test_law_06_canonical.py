"""Canonical: `n(n(x)) == n(x)`; the column path equals the scalar path; the phone fast path equals phonenumbers."""

from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from customer_import.normalizing import Normalizer, Settings, normalizer
from customer_import.profile import Profile
from customer_import.testing.strategies import POOLS, REFERENCES, TODAY
from tests.laws.world import examples

SETTINGS = Settings(region="SE", locale="en", zone="UTC", today=TODAY, references=REFERENCES)
POOL = [text for pool in POOLS.values() for text in (*pool.good, *pool.bad)]
# What people and spreadsheets put into cells, besides text of any kind: digits, marks, spaces and invisible characters.
PIECES = st.sampled_from(
    [*POOL, " ", "\u00a0", "\u200b", "'", '="', '"', "+", "00", "070-123 45 67", ".", ",", "-", "/", "E+", "@"]
)
TEXTS = st.one_of(
    st.sampled_from(POOL),
    st.lists(PIECES, max_size=4).map("".join),
    st.text(max_size=12),
    st.from_regex(r"[+(]?[0-9][0-9 ()./-]{2,14}", fullmatch=True),
)
NAMES = sorted(POOLS)


def normalizer_of(name: str, **changes: Any) -> Normalizer:
    """Make a fresh normalizer of a field of the pools."""
    field = attrs.evolve(POOLS[name].field, child="", **changes)
    return normalizer(field, Profile("p", [field]).kind(field), SETTINGS)


def texts_of(value: Any) -> tuple[str, ...]:
    """Return the texts of a value, one or many."""
    return value if isinstance(value, tuple) else (value,) if value else ()


@pytest.mark.parametrize("name", NAMES)
@examples(60)
@given(text=TEXTS)
def test_canonical_text_is_a_fixed_point(name: str, text: str) -> None:
    """Normalizing a canonical value again gives the same value, without a fault."""
    normalizing = normalizer_of(name)
    value = normalizing.scalar(text).value
    if value:
        again = normalizing.scalar(",".join(texts_of(value)) if isinstance(value, tuple) else value)
        assert again.value == value
        assert not [fault for fault in again.faults if fault.level == "reject"]


@pytest.mark.parametrize("name", NAMES)
@examples(40)
@given(texts=st.lists(TEXTS, max_size=8))
def test_the_column_path_equals_the_scalar_path(name: str, texts: list[str]) -> None:
    """A whole column at once gives what its cells give one by one, the second time as the first."""
    normalizing, scalar = normalizer_of(name), normalizer_of(name)
    for _ in range(2):
        column = normalizing.column(texts)
        for index, text in enumerate(texts):
            cell = scalar.scalar(text)
            assert (column.values[index] or "") == (cell.value or "")
            assert column.faults.get(index, ()) == cell.faults


@pytest.mark.parametrize("name", NAMES)
@examples(40)
@given(text=TEXTS, fold=st.booleans())
def test_key_forms_are_fixed_points(name: str, text: str, fold: bool) -> None:
    """A value's key form is not blank, and the key form of a key form is itself."""
    takes_case = POOLS[name].field.kind in ("identifier", "text", "list")
    normalizing = normalizer_of(name, fold_case=fold and takes_case)
    for item in texts_of(normalizing.scalar(text).value):
        key = normalizing.key(item)
        assert key
        assert normalizing.key(key) == key
        assert normalizing.keys([item]) == [key]


@examples(200)
@given(texts=st.lists(st.from_regex(r"[+(]?[0-9][0-9 ()./-]{2,14}", fullmatch=True), min_size=1, max_size=6))
def test_the_fast_path_of_phones_equals_phonenumbers(texts: list[str]) -> None:
    """Every phone that the column path accepts is the E.164 form that phonenumbers parses, and is valid there."""
    import phonenumbers

    column = normalizer_of("phone").column(texts)
    for text, value in zip(texts, column.values, strict=True):
        if value:
            parsed = phonenumbers.parse(str(value), None)
            assert phonenumbers.is_valid_number(parsed)
            assert phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164) == value
            if text.startswith("+"):
                direct = phonenumbers.parse(text, None)
                assert phonenumbers.format_number(direct, phonenumbers.PhoneNumberFormat.E164) == value
