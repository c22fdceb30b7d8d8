"""Phones are what `phonenumbers` says they are, in every region of the world, by the cell and by the column."""

from __future__ import annotations

import random

import phonenumbers
import pytest

from tests.battery.phones import told
from tests.normalizing.samples import make

REGIONS = sorted(phonenumbers.SUPPORTED_REGIONS)


def _examples(region: str) -> list[str]:
    """Return the region's example numbers and numbers one digit away from them, as national significant numbers."""
    draw = random.Random(region)
    found = []
    for kind in range(11):
        number = phonenumbers.example_number_for_type(region, kind)
        if number is None:
            continue
        digits = phonenumbers.national_significant_number(number)
        found.append(digits)
        for _ in range(3):
            at = draw.randrange(len(digits))
            found.append(digits[:at] + draw.choice("0123456789") + digits[at + 1 :])
        found += [digits[:-1], digits + draw.choice("0123456789")]
    return found


@pytest.mark.parametrize("region", REGIONS)
def test_as_phonenumbers_says(region: str) -> None:
    """International and national spellings of valid and nearly valid numbers give exactly phonenumbers' E.164."""
    code = phonenumbers.country_code_for_region(region)
    national, international = make("phone", {"region": region}), make("phone")
    cells = [
        text for digits in _examples(region) for text in (f"+{code}{digits}", f"+{code} {digits[:3]}-{digits[3:]}")
    ]
    for answers in (international.column(cells).values, national.column(cells).values):
        for text, value in zip(cells, answers, strict=True):
            assert value == told(text, None), text
    local = [text for digits in _examples(region) for text in (digits, f"0{digits}") if not text.startswith("00")]
    for text, value in zip(local, national.column(local).values, strict=True):
        # A number that E.164 does not lead back to is refused: it could never be found again.
        answer = told(text, region)
        assert value in (answer, "" if told(answer, None) != answer else answer), text


@pytest.mark.parametrize("region", REGIONS)
def test_the_column_path_equals_the_scalar_path(region: str) -> None:
    """The expression made of the metadata accepts only what phonenumbers does, and says the same of it."""
    code = phonenumbers.country_code_for_region(region)
    spelled = ("{1}", "0{1}", "1{1}", "8{1}", "+{0}{1}", "00{0}{1}", "{0}{1}", "+{0} (0){1}", "({1})", "{1}.0")
    cells = list(dict.fromkeys(text.format(code, digits) for digits in _examples(region) for text in spelled))
    for options in ({"region": region}, {"region": region, "international": True}, {"international": True}):
        normal = make("phone", **options)
        column = normal.column(cells)
        for index, text in enumerate(cells):
            assert (column.values[index], column.faults.get(index, ())) == normal.scalar(text), text


@pytest.mark.parametrize(
    ("region", "texts"),
    [
        ("CZ", ["777 123 4{:02d}", "+42077712345{:01d}", "00420 777 123 4{:02d}", "420777123{:03d}"]),
        ("DE", ["0151 234567{:02d}", "+49 151 234567{:02d}", "030/123456{:02d}"]),
        ("US", ["(202) 555-01{:02d}", "202.555.01{:02d}", "1-202-555-01{:02d}", "+1 202 555 01{:02d}"]),
        ("CA", ["(416) 555-01{:02d}", "14165550{:03d}"]),
        ("SE", ["070-123 45 {:02d}", "+46 70 123 45 {:02d}"]),
        ("GB", ["020 7946 09{:02d}", "+44 20 7946 09{:02d}"]),
        ("SG", ["9123 45{:02d}", "+65 9123 45{:02d}"]),
        ("LT", ["8 612 345{:02d}", "+370 612 345{:02d}", "0 612 345{:02d}"]),
    ],
)
def test_clean_columns_take_the_fast_path(region: str, texts: list[str]) -> None:
    """Numbers as people in these regions write them are read without asking phonenumbers once per cell."""
    normal = make("phone", {"region": region})
    for text in texts:
        cells = (
            [text.format(number) for number in range(10, 60)]
            if ":01d" not in text
            else [text.format(1), text.format(2)]
        )
        found = normal._quick(cells, "\n".join(cells))
        assert found is not None
        assert all(found), text
        assert list(found) == [normal.scalar(cell).value for cell in cells]


def test_other_countries_are_learned_from_the_column() -> None:
    """A column of foreign numbers takes up the plans of those countries."""
    normal = make("phone", international=True)
    cells = [f"3706{number:07d}" for number in range(1, 50)] + [f"+42077712{number:04d}" for number in range(50)]
    assert all(normal._quick(cells, "\n".join(cells)) or [""])
