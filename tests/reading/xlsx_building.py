"""Workbooks made by hand, down to the bytes of the archive."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping

from customer_import.model import Flag
from customer_import.reading.limits import Limits
from customer_import.reading.xlsx import open_workbook

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEADER = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

Cells = dict[tuple[int, int], tuple[str, Flag | None]]


def sheet_xml(rows: str, *, before: str = "", after: str = "", namespace: str = MAIN) -> str:
    """Put rows into a worksheet part."""
    return f'{HEADER}<worksheet xmlns="{namespace}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def parts(
    sheet: str | bytes,
    *,
    strings: str | bytes | None = None,
    styles: str | None = None,
    book: str | None = None,
    namespace: str = MAIN,
    more: Mapping[str, str | bytes] | None = None,
) -> dict[str, str | bytes]:
    """Return the parts of a workbook with one sheet."""
    relation = f'<Relationship Id="rId{{}}" Type="{LINKS}/{{}}" Target="{{}}"/>'
    links = relation.format(1, "worksheet", "worksheets/sheet1.xml")
    found: dict[str, str | bytes] = {
        "[Content_Types].xml": f'{HEADER}<Types xmlns="{PACKAGE}/content-types"/>',
        "_rels/.rels": f'{HEADER}<Relationships xmlns="{PACKAGE}/relationships">'
        + relation.format(1, "officeDocument", "xl/workbook.xml")
        + "</Relationships>",
        "xl/workbook.xml": book
        or f'{HEADER}<workbook xmlns="{namespace}" xmlns:r="{LINKS}"><sheets>'
        '<sheet name="Customers" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/worksheets/sheet1.xml": sheet,
    }
    if strings is not None:
        found["xl/sharedStrings.xml"] = strings
        links += relation.format(2, "sharedStrings", "sharedStrings.xml")
    if styles is not None:
        found["xl/styles.xml"] = styles
        links += relation.format(3, "styles", "/xl/styles.xml")
    found["xl/_rels/workbook.xml.rels"] = (
        f'{HEADER}<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>'
    )
    return found | dict(more or {})


def packed(content: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Put parts into an archive."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return target.getvalue()


def workbook(rows: str, **options: object) -> bytes:
    """Return a workbook with one sheet of these rows."""
    return packed(parts(sheet_xml(rows), **options))  # type: ignore[arg-type]


def styles_xml(*codes: str) -> str:
    """Return a styles part: style 0 is General, style n shows codes[n - 1]."""
    formats = "".join(f'<numFmt numFmtId="{164 + i}" formatCode="{code}"/>' for i, code in enumerate(codes))
    uses = "".join(f'<xf numFmtId="{164 + i}"/>' for i in range(len(codes)))
    return (
        f'{HEADER}<styleSheet xmlns="{MAIN}"><numFmts>{formats}</numFmts>'
        '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>'
        f'<cellXfs><xf numFmtId="0"/>{uses}</cellXfs></styleSheet>'
    )


def strings_xml(items: Iterable[str]) -> str:
    """Return a table of shared strings from the content of its items."""
    return f'{HEADER}<sst xmlns="{MAIN}">{"".join(f"<si>{item}</si>" for item in items)}</sst>'


def cells_of(data: bytes, sheet: str = "Customers", limits: Limits | None = None) -> Cells:
    """Read the cells that are not blank: (row number, column index) → (text, flag)."""
    found: Cells = {}
    with open_workbook(io.BytesIO(data), limits) as book:
        for records in book.records(sheet):
            for index, (number, row) in enumerate(zip(records.numbers, records.rows, strict=True)):
                flags = records.flags.get(index, {})
                for column, text in enumerate(row):
                    if text or column in flags:
                        found[number, column] = (text, flags.get(column))
    return found


def rows_of(data: bytes, sheet: str = "Customers", limits: Limits | None = None) -> dict[int, list[str]]:
    """Read the rows: number → cells."""
    found: dict[int, list[str]] = {}
    with open_workbook(io.BytesIO(data), limits) as book:
        for records in book.records(sheet):
            found |= dict(zip(records.numbers, records.rows, strict=True))
    return found
