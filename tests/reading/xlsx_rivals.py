"""What openpyxl and calamine read in a workbook, in the texts of this library, and where ours differs from both."""

from __future__ import annotations

import datetime
import io
import warnings
import zipfile

import openpyxl  # type: ignore[import-untyped] # there are stubs, but not of ours
import python_calamine

from customer_import.model import Flag
from customer_import.reading.xlsx_styles import clock
from tests.reading.xlsx_building import PACKAGE, cells_of, packed

Place = tuple[int, int]
_MILLISECOND = datetime.timedelta(milliseconds=1)

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


def comparable(value: object) -> str:
    """Show a value of another library as ours are shown, times to the millisecond; "" is a blank cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return format(value, ".15g")
    if isinstance(value, datetime.datetime):
        return value.isoformat(" ", "milliseconds").removesuffix(".000").removesuffix(" 00:00:00")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, datetime.time):
        return value.isoformat("milliseconds").removesuffix(".000")
    if isinstance(value, datetime.timedelta):
        return "-" * (value < datetime.timedelta()) + clock(round(abs(value) / _MILLISECOND))
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
    """Read the first sheet; numbers without the zeros that a format shows before them."""
    return {
        place: (format(float(text), ".15g") if flag in ("numeric", "lost digits") else text, flag)
        for place, (text, flag) in cells_of(data).items()
    }


def accepted(text: str, flag: Flag | None, other: str) -> bool:
    """Tell whether a cell of ours may differ from what both others say, because they are wrong or say less.

    - An error, or a formula that nobody computed, is blank for them.
    - A number that no program can hold is infinite for them.
    - ``_xHHHH_`` twice is one character beyond the first 65,536; they leave it as it is, or lose it.
    """
    if flag == "error":
        return not other or other.endswith("inf")
    return flag is None and max(text, default="") > "\uffff" and other in ("", "_xD83D__xDE00_")


def contradictions(data: bytes) -> tuple[int, list[Place]]:
    """Return how many cells the two agree on, and where ours differs otherwise than is `accepted`."""
    mine, first, second = ours(data), by_openpyxl(data), by_calamine(data)
    agreed = [place for place in {*first, *second, *mine} if first.get(place) == second.get(place)]
    wrong: list[Place] = []
    for place in agreed:
        text, flag = mine.get(place, ("", None))
        other = first.get(place, "")
        if text != other and not accepted(text, flag, other):
            wrong.append(place)
    return len(agreed), sorted(wrong)
