"""Columns of dates in numbers: the fast way answers as the slow one does, whatever the forms and formats."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from customer_import.normalizing.date_columns import dates
from tests.normalizing.samples import make

FORMATS = [
    (), ("DD.MM.YYYY",), ("DD/MM/YYYY", "MM-DD-YYYY"), ("DD/MM/YYYY", "MM/DD/YYYY"), ("YYYY/MM/DD",), ("DD.MM.YY",),
    ("DD.MM.YYYY HH:MM",), ("RRRR.MM.DD", "D.M.RRRR"), ("YYYY-DD-MM",), ("DD. MM. YYYY", "TEXT"), ("YYYY-MM-DD",),
]  # fmt: skip
ODD = [
    "", "0000-00-00", "1.2", "1990.3.4.1991", "12345.1987", "5 .6.1987", "5.6.1987\t", "\t5.6.1987", "..1987", "5.6.87",
    "5.6.987", "005.6.1987", "-5.6.1987", "5.6.1987-", "31.2.2000", "2024-W01-1", "20240105", "٥.6.1987", "1.1.2250",
    "5.6.1987 10:30", "5.6.1987 24:00", "2024-01-05 10:30:15", "\udc80", "5.6.1987.",
]  # fmt: skip
_one = st.builds(
    lambda day, order, mark, pad, time: (
        mark.join(f"{day:{'%' if pad else '%-'}{part}}" for part in order).replace("%-Y", "%Y") + time
    ),
    st.dates(),
    st.sampled_from(["dmY", "dmY", "mdY", "Ymd"]),
    st.sampled_from(".-/"),
    st.booleans(),
    st.sampled_from(["", "", "", " 10:30", " 10:30:15"]),
)


@pytest.mark.parametrize("kind", ["date", "datetime"])
@given(
    formats=st.sampled_from(FORMATS),
    hint=st.sampled_from(["", "day_first", "month_first"]),
    floor=st.sampled_from(["", "today"]),
    chunks=st.lists(st.lists(st.sampled_from(ODD) | _one, min_size=1, max_size=8), min_size=1, max_size=3),
)
@example(formats=("DD.MM.YYYY HH:MM",), hint="", floor="", chunks=[["05.03.2024"]])
@example(formats=("DD.MM.YY",), hint="", floor="", chunks=[["05.03.2024"]])
@example(formats=(), hint="day_first", floor="", chunks=[["1.2", "1990.3.4.1991"]])
def test_columns_are_answered_as_their_cells(
    kind: str, formats: tuple[str, ...], hint: str, floor: str, chunks: list[list[str]]
) -> None:
    """A column of dates, odd cells among them, is answered cell for cell as `scalar` answers, from the first on."""
    known = {"hints": {"value": hint}, "today": "2000-01-01"}
    normal = make(kind, known, formats=formats, pivot=30, not_before=floor)
    for cells in chunks:
        column = normal.column(cells)
        for i, cell in enumerate(cells):
            assert (column.values[i], column.faults.get(i, ())) == normal.scalar(cell)


@pytest.mark.parametrize("mark", [".", "-", "/"])
@pytest.mark.parametrize(
    ("order", "texts"),
    [
        ("DMY", ["5.3.2024", "29.2.2024", "31.12.1999"]),
        ("DMY", ["05.03.2024", "29.02.2024", "31.12.1999"]),
        ("MDY", ["3.5.2024", "2.29.2024", "12.31.1999"]),
        ("YMD", ["2024.3.5", "2024.02.29", "1999.12.31"]),
    ],
)
def test_columns_of_one_form_take_the_fast_path(mark: str, order: str, texts: list[str]) -> None:
    """Dates of one form, with zeros in front or without, are put in order together; one that is none stops it."""
    known, text = {(mark, order == "YMD"): order}, "\n".join(texts).replace(".", mark)
    assert dates(text, known) == ["2024-03-05", "2024-02-29", "1999-12-31"]
    assert dates(text, {}) is None
    for odd in ("2023", "31", "", "2023.2.29", "29.2.2023", "5.3.2250", "5. 3.2024"):
        assert dates(f"{text}\n{odd.replace('.', mark)}", known) is None
