"""Cells are what openpyxl and calamine say they are, wherever those two agree."""

from __future__ import annotations

import datetime
import io

import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from tests.reading.test_xlsx_oddities import ODD
from tests.reading.xlsx_rivals import contradictions, typed

TEXTS = st.text(alphabet="abŽß漢😀 _x&<>\"'\n0", min_size=1, max_size=12).filter(lambda text: text.strip() == text)
VALUES = st.one_of(
    TEXTS,
    st.integers(-(10**15) + 1, 10**15 - 1),
    st.floats(-1e12, 1e12, allow_nan=False).map(lambda value: round(value, 6)),
    st.booleans(),
    st.datetimes(*map(datetime.datetime.fromisoformat, ("1900-03-01", "9999-12-30"))).map(
        lambda moment: moment.replace(microsecond=moment.microsecond // 1000 * 1000)
    ),
    st.none(),
)


@given(st.lists(st.lists(VALUES, min_size=1, max_size=6), min_size=1, max_size=8), st.integers(1, 60), st.booleans())
def test_what_a_writer_wrote_is_read_as_others_read_it(rows: list[list[object]], times: int, streaming: bool) -> None:
    """Any table that XlsxWriter writes, with shared or inline strings, is read as by the two others."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"constant_memory": streaming, "in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet("Customers")
    date = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    for number, row in enumerate(rows * times):
        for column, value in enumerate(row):
            if isinstance(value, datetime.datetime):
                sheet.write_datetime(number, column, value, date)
            elif isinstance(value, str):
                sheet.write_string(number, column, value)
            elif value is not None:
                sheet.write(number, column, value)
    book.close()
    _, wrong = contradictions(target.getvalue())
    assert not wrong


def test_odd_workbooks_are_read_as_others_read_them() -> None:
    """Of the odd workbooks that both others open, none is read otherwise where the two agree."""
    agreed = 0
    for name, (data, expected) in ODD.items():
        if isinstance(expected, str):
            continue
        try:
            found, wrong = contradictions(typed(data))
        except Exception:  # noqa: BLE001 - what others refuse is their affair; the count below notices if it is much
            continue
        assert not wrong, name
        agreed += found
    assert agreed > 40
