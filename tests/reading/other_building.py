"""Workbooks of other formats, as small as they get: .ods (OpenDocument 1.2) and .xlsb (MS-XLSB), part by part."""

import struct
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

from tests.reading.xlsx_building import LINKS, PACKAGE, packed

URN = "urn:oasis:names:tc:opendocument:xmlns"
SPACES = " ".join(f'xmlns:{name}="{URN}:{name}:1.0"' for name in ("office", "table", "text", "style", "manifest"))
KIND = "application/vnd.oasis.opendocument.spreadsheet"
NOT_SHOWN = '<style:table-properties table:display="false"/>'
HIDDEN = f'<style:style style:name="hidden" style:family="table">{NOT_SHOWN}</style:style>'


def text(content: str) -> str:
    """Return a cell of text."""
    return f'<table:table-cell office:value-type="string"><text:p>{escape(content)}</text:p></table:table-cell>'


def value(kind: str, attribute: str, content: str) -> str:
    """Return a cell of another kind."""
    return f'<table:table-cell office:value-type="{kind}" office:{attribute}="{content}"/>'


def row(*cells: str, repeated: int = 1) -> str:
    """Return a row."""
    return f'<table:table-row table:number-rows-repeated="{repeated}">{"".join(cells)}</table:table-row>'


def table(name: str, *rows: str, style: str = "") -> str:
    """Return a sheet."""
    return f'<table:table table:name="{name}" table:style-name="{style}">{"".join(rows)}</table:table>'


def ods(*tables: str, manifest: str = "") -> bytes:
    """Return an OpenDocument workbook."""
    content = (
        f"<office:document-content {SPACES}><office:automatic-styles>{HIDDEN}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{''.join(tables)}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    entry = '<manifest:file-entry manifest:full-path="/content.xml" manifest:media-type="text/xml">'
    listed = f"<manifest:manifest {SPACES}>{entry}{manifest}</manifest:file-entry></manifest:manifest>"
    parts = {"mimetype": KIND, "META-INF/manifest.xml": listed, "content.xml": content}
    return packed(parts, zipfile.ZIP_STORED)


def _record(kind: int, data: bytes = b"") -> bytes:
    """Return a BIFF12 record (MS-XLSB 2.1.4)."""
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, length = len(data), b""
    while size >= 0x80:
        length, size = length + bytes([size & 0x7F | 0x80]), size >> 7
    return head + length + bytes([size]) + data


def _wide(content: str) -> bytes:
    return struct.pack("<I", len(content)) + content.encode("utf-16-le")


def _cell(column: int, content: object) -> bytes:
    place = struct.pack("<II", column, 0)
    if isinstance(content, bool):
        return _record(0x04, place + bytes([content]))
    if isinstance(content, float):
        return _record(0x05, place + struct.pack("<d", content))
    return _record(0x06, place + _wide(str(content)))


def xlsb(rows: Mapping[int, Sequence[object]]) -> bytes:
    """Return a binary workbook with one sheet: row number → cells."""
    sheet = _record(0x81) + _record(0x94, struct.pack("<IIII", 0, max(rows) - 1, 0, 20)) + _record(0x91)
    for number, cells in rows.items():
        sheet += _record(0x00, struct.pack("<IIHBBBI", number - 1, 0, 300, 0, 0, 0, 0))
        sheet += b"".join(_cell(column, content) for column, content in enumerate(cells))
    sheet += _record(0x92) + _record(0x82)
    bundle = _record(0x9C, struct.pack("<II", 0, 1) + _wide("rId1") + _wide("Customers"))
    book = _record(0x83) + _record(0x8F) + bundle + _record(0x90) + _record(0x84)
    link = f'<Relationship Id="rId1" Type="{LINKS}/worksheet" Target="worksheets/sheet1.bin"/>'
    links = f'<Relationships xmlns="{PACKAGE}/relationships">{link}</Relationships>'
    return packed({"xl/_rels/workbook.bin.rels": links, "xl/workbook.bin": book, "xl/worksheets/sheet1.bin": sheet})
