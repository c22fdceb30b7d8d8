"""Cells are what openpyxl and calamine say they are, wherever those two agree."""

from __future__ import annotations

import datetime
import io
import warnings
import zipfile

import openpyxl  # type: ignore[import-untyped] # there are stubs, but not of ours
import python_calamine
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from customer_import.model import Flag
from tests.reading.test_xlsx_oddities import ODD
from tests.reading.xlsx_building import PACKAGE, cells_of, packed

Place = tuple[int, int]


def comparable(value: object) -> str:
    """Bring a value of another library into one form; "" is a blank cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return format(value, ".15g")
    if isinstance(value, datetime.datetime | datetime.date):
        return value.isoformat().replace("T", " ").removesuffix(" 00:00:00")
    return str(value).replace("\r\n", "\n")


def by_openpyxl(data: bytes) -> dict[Place, str]:
    """Read the first sheet with openpyxl."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it misses styles that nobody needs
        sheet = openpyxl.load_workbook(io.BytesIO(data), data_only=True).worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row]
    return {(cell.row, cell.column - 1): comparable(cell.value) for cell in cells if comparable(cell.value)}


def by_calamine(data: bytes) -> dict[Place, str]:
    """Read the first sheet with calamine."""
    sheet = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
    found = enumerate(sheet.to_python(skip_empty_area=False), 1)
    return {(r, c): comparable(value) for r, row in found for c, value in enumerate(row) if comparable(value)}


def ours(data: bytes) -> dict[Place, tuple[str, Flag | None]]:
    """Read the first sheet; numbers in the form of the others."""
    return {
        place: (format(float(text), ".15g") if flag in ("numeric", "lost digits") else text, flag)
        for place, (text, flag) in cells_of(data).items()
    }


def contradictions(data: bytes) -> tuple[int, list[Place]]:
    """Return how many cells the two agree on, and where ours differs; an error of ours may be blank for them."""
    first, second, mine = by_openpyxl(data), by_calamine(data), ours(data)
    agreed = [place for place in {*first, *second, *mine} if first.get(place) == second.get(place)]
    wrong = [
        place
        for place in agreed
        if mine.get(place, ("", None))[0] != first.get(place, "")
        and not (mine[place][1] == "error" and place not in first)
    ]
    return len(agreed), wrong


TEXTS = st.text(alphabet="abŽß漢😀 _x&<>\"'\n0", min_size=1, max_size=12).filter(lambda text: text.strip() == text)
VALUES = st.one_of(
    TEXTS,
    st.integers(-(10**15) + 1, 10**15 - 1),
    st.floats(-1e12, 1e12, allow_nan=False).map(lambda value: round(value, 6)),
    st.booleans(),
    st.datetimes(*map(datetime.datetime.fromisoformat, ("1900-03-01", "9999-12-30"))).map(
        lambda moment: moment.replace(microsecond=0)
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


TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
PARTS = {
    "workbook": "sheet.main",
    "worksheets/sheet1": "worksheet",
    "sharedStrings": "sharedStrings",
    "styles": "styles",
}


def typed(data: bytes) -> bytes:
    """Say in an archive what its parts are, as openpyxl wants it; we do without."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        content: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    kinds = "".join(
        f'<Override PartName="/xl/{part}.xml" ContentType="{TYPES}.{kind}+xml"/>'
        for part, kind in PARTS.items()
        if f"xl/{part}.xml" in content
    )
    content["[Content_Types].xml"] = (
        f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f"{kinds}</Types>"
    )
    return packed(content)


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
