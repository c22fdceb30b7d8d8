"""What a fuzzer calls.

The invariant: any bytes whatever give a table that lost no record, or a declared error.
"""

import contextlib
import io
import zipfile

import customer_import as ci

LIMITS = ci.Limits(bytes=1 << 20, decompressed=1 << 22, rows=20_000, columns=200)


def whole(data: bytes) -> None:
    """Read a file to its end, in both ways, and see that nothing was lost."""
    try:
        with ci.read(data, limits=LIMITS) as table:
            rows = sum(1 for _ in table)
            chunked = sum(len(chunk) for chunk in table.chunks(64))
            assert rows == chunked == table.tally.rows
    except ci.SourceError:
        pass


def csv_target(data: bytes) -> None:
    """Any bytes as a text file."""
    whole(data)


def xlsx_target(data: bytes) -> None:
    """Any bytes as the sheet of a workbook that is sound otherwise, and as a whole workbook."""
    whole(b"PK\x03\x04" + data)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as book:
        for name, text in FRAME.items():
            book.writestr(name, text)
        book.writestr("xl/worksheets/sheet1.xml", SHEET % data)
    whole(file.getvalue())


def plan_target(data: bytes) -> None:
    """Any bytes as a saved plan."""
    with contextlib.suppress(ci.PlanError):
        list(ci.Plan.open(io.BytesIO(data)))


TARGETS = {"csv": csv_target, "xlsx": xlsx_target, "plan": plan_target}

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_SHEETML = "application/vnd.openxmlformats-officedocument.spreadsheetml"
FRAME = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_SHEETML}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_SHEETML}.worksheet+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
    '<sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}
SHEET = f'<worksheet xmlns="{_MAIN}"><sheetData>%%b</sheetData></worksheet>'.replace("%%b", "%b").encode()
