"""Workbooks as odd writers, editors and accidents leave them: exact rows or a declared error, nothing in between."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping

import pytest

from customer_import.errors import SourceError
from tests.reading.xlsx_building import (
    HEADER,
    LINKS,
    MAIN,
    PACKAGE,
    STRICT,
    packed,
    parts,
    rows_of,
    sheet_xml,
    strings_xml,
    styles_xml,
)

Rows = dict[int, list[str]]
BOOK, RELS, SHEET = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/worksheets/sheet1.xml"
STRINGS = strings_xml(["<t>Ann</t>", '<t xml:space="preserve"> b </t>', "<r><t>r</t></r><r><t>t</t></r>"])
ROW = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><v>5</v></c></row>'
PLAIN: Rows = {1: ["Ann", "5"]}


def without(*names: str) -> bytes:
    """Return a workbook that lacks some of its parts."""
    whole = parts(sheet_xml(ROW), strings=STRINGS, styles=styles_xml("0.00"))
    return packed({name: data for name, data in whole.items() if name not in names})


def pointing(kind: str, target: str, mode: str = "") -> bytes:
    """Return a workbook whose relationship of one kind points somewhere else."""
    whole = parts(sheet_xml(ROW), strings=STRINGS)
    outside = f' TargetMode="{mode}"' if mode else ""
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{LINKS}/{one}" Target="{target if one == kind else usual}"'
        f"{outside if one == kind else ''}/>"
        for n, one, usual in ((1, "worksheet", "worksheets/sheet1.xml"), (2, "sharedStrings", "sharedStrings.xml"))
    )
    return packed({**whole, RELS: f'<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>'})


def listing(sheets: str, more: Mapping[str, str | bytes] | None = None, before: str = "") -> bytes:
    """Return a workbook that lists these sheets."""
    book = f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}">{before}<sheets>{sheets}</sheets></workbook>'
    return packed(parts(sheet_xml(ROW), strings=STRINGS, styles=styles_xml("yyyy-mm-dd"), book=book, more=more))


def written(sheet: str | bytes, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a workbook with this worksheet part."""
    return packed(parts(sheet, strings=STRINGS, styles=styles_xml("yyyy-mm-dd", "00000")), method)


def rows(text: str) -> bytes:
    """Return a workbook with these rows, strings and styles."""
    return written(sheet_xml(text))


def streamed() -> bytes:
    """Return an archive written to a stream: sizes follow the data, in descriptors."""

    class Stream(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def tell(self) -> int:
            raise OSError

    target = Stream()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts(sheet_xml(ROW), strings=STRINGS).items():
            archive.writestr(name, data)
    return target.getvalue()


def wide_archive() -> bytes:
    """Return an archive whose entries carry ZIP64 fields."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts(sheet_xml(ROW), strings=STRINGS).items():
            with archive.open(name, "w", force_zip64=True) as part:
                part.write(data.encode() if isinstance(data, str) else data)
    return target.getvalue()


def wide_end(count: int | None = None, *, narrow: bool = True) -> bytes:
    """Return an archive with a ZIP64 end (APPNOTE 4.3.14), as Apache POI streams it, whatever the usual end says."""
    data = rows(ROW)
    end = data.rfind(b"PK\x05\x06")
    parts_, length, offset = struct.unpack("<H2L", data[end + 10 : end + 20])
    meant = (parts_ if count is None else count, length, offset)
    wide = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, meant[0], *meant)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, end, 1)
    usual = data[end + 8 : end + 20] if narrow else b"\xff" * 12
    return data[:end] + wide + locator + data[end : end + 8] + usual + data[end + 20 :]


def split_archive() -> bytes:
    """Return an archive that says it is the second of two disks."""
    data = bytearray(rows(ROW))
    struct.pack_into("<H", data, data.rfind(b"PK\x05\x06") + 4, 1)
    return bytes(data)


PREFIXED = (
    f'{HEADER}<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="1"><x:c r="A1" t="s"><x:v>0</x:v></x:c>'
    '<x:c r="B1"><x:v>5</x:v></x:c></x:row></x:sheetData></x:worksheet>'
)
EXTENDED = (
    f'{HEADER}<worksheet xmlns="{MAIN}" xmlns:mc="urn:mc" mc:Ignorable="x14ac" xmlns:x14ac="urn:x14ac">'
    f'<sheetData><row r="1" x14ac:dyDescent="0.25"><c r="A1" t="s"><v>0</v></c><c r="B1"><v>5</v>'
    '<extLst><ext uri="u"><x14ac:v>9</x14ac:v></ext></extLst></c></row></sheetData></worksheet>'
)

ODD: dict[str, tuple[bytes, Rows | str]] = {
    "no content types": (without("[Content_Types].xml"), PLAIN),
    "no relationships of the package": (without("_rels/.rels"), PLAIN),
    "no relationships of the workbook": (without(RELS), PLAIN),
    "no styles": (without("xl/styles.xml"), PLAIN),
    "no shared strings": (without("xl/sharedStrings.xml"), {1: ["0", "5"]}),
    "no workbook": (without(BOOK), "source.format"),
    "no sheet": (without(SHEET), "source.sheet_missing"),
    "a sheet outside of the archive": (pointing("worksheet", "../../../../etc/passwd"), "source.sheet_missing"),
    "a sheet by its absolute name": (pointing("worksheet", "/xl/worksheets/sheet1.xml"), PLAIN),
    "a sheet by a crooked name": (pointing("worksheet", "./worksheets/../worksheets\\sheet1.xml"), PLAIN),
    "a sheet counted from the root": (pointing("worksheet", "xl/worksheets/sheet1.xml"), PLAIN),
    "a sheet by an escaped name": (pointing("worksheet", "worksheets/%73heet1.xml"), PLAIN),
    "a sheet on the web": (pointing("worksheet", "http://example.org/s.xml", "External"), "source.sheet_missing"),
    "strings on the web": (pointing("sharedStrings", "http://example.org/s.xml", "External"), PLAIN),
    "STORED parts": (written(sheet_xml(ROW), zipfile.ZIP_STORED), PLAIN),
    "data descriptors": (streamed(), PLAIN),
    "ZIP64": (wide_archive(), PLAIN),
    "a ZIP64 end": (wide_end(narrow=False), PLAIN),
    "a ZIP64 end that nothing needs": (wide_end(), PLAIN),
    "a ZIP64 end behind other bytes": (b"MIME" + wide_end(), PLAIN),
    "two ends that differ": (wide_end(3), "source.zip_broken"),
    "a split archive": (split_archive(), "source.zip_broken"),
    "bytes before the archive": (b"MIME" + rows(ROW), PLAIN),
    "a comment of the archive": (rows(ROW)[:-2] + b"\x03\x00abc", PLAIN),
    "a comment with the mark of an end": (rows(ROW)[:-2] + b"\x0a\x00PK\x05\x06123456", PLAIN),
    "bytes behind the archive": (rows(ROW) + b"\0" * 9, PLAIN),
    "packed with bzip2": (written(sheet_xml(ROW), zipfile.ZIP_BZIP2), "source.zip_broken"),
    "UTF-16": (written(sheet_xml(ROW).replace("UTF-8", "UTF-16").encode("utf-16")), PLAIN),
    "a byte order mark": (written(b"\xef\xbb\xbf" + sheet_xml(ROW).encode()), PLAIN),
    "prefixes": (written(PREFIXED), PLAIN),
    "the strict namespace": (written(sheet_xml(ROW, namespace=STRICT)), PLAIN),
    "extensions": (written(EXTENDED), PLAIN),
    "comments between cells": (rows(ROW.replace("<c ", "<!-- </row> --><c ")), PLAIN),
    "instructions between cells": (rows(ROW.replace("<c ", "<?go </c>?><c ")), PLAIN),
    "CDATA": (rows('<row r="1"><c r="A1" t="str"><v><![CDATA[<a>]]>&amp;</v></c></row>'), {1: ["<a>&"]}),
    "white space everywhere": (rows(ROW.replace("><", ">\r\n\t<")), PLAIN),
    "rows without numbers": (rows(ROW.replace(' r="1"', "").replace(' r="A1"', "").replace(' r="B1"', "")), PLAIN),
    "some cells without references": (
        rows('<row r="1"><c r="B1"><v>1</v></c><c><v>2</v></c></row>'),
        {1: ["", "1", "2"]},
    ),
    "cells out of order": (rows('<row r="1"><c r="B1"><v>2</v></c><c r="A1"><v>1</v></c></row>'), {1: ["1", "2"]}),
    "rows out of order": (rows('<row r="2"/><row r="1"><c r="A1"><v>1</v></c></row>'), {1: ["1"], 2: []}),
    "small letters": (rows('<row r="1"><c r="b1"><v>2</v></c></row>'), {1: ["", "2"]}),
    "dollar signs": (rows('<row r="1"><c r="$A$1"><v>2</v></c></row>'), "source.cell_reference"),
    "column ZZZZ": (rows('<row r="1"><c r="ZZZZ1"><v>2</v></c></row>'), "source.cell_reference"),
    "row 99999999": (rows('<row r="99999999"><c r="A99999999"><v>2</v></c></row>'), "source.row_reference"),
    "row -1": (rows('<row r="-1"><c><v>2</v></c></row>'), "source.row_reference"),
    "a style beyond all styles": (rows('<row r="1"><c r="A1" s="4294967295"><v>2</v></c></row>'), {1: ["2"]}),
    "a negative style": (rows('<row r="1"><c r="A1" s="-1"><v>2</v></c></row>'), {1: ["2"]}),
    "a negative index": (rows('<row r="1"><c r="A1" t="s"><v>-1</v></c></row>'), {1: ["-1"]}),
    "an index beyond all strings": (rows('<row r="1"><c r="A1" t="s"><v>99</v></c></row>'), {1: ["99"]}),
    "an index of a thousand digits": (
        rows(f'<row r="1"><c r="A1" t="s"><v>{"9" * 1000}</v></c></row>'),
        {1: ["9" * 1000]},
    ),
    "an index that is a text": (rows('<row r="1"><c r="A1" t="s"><v>Ann</v></c></row>'), {1: ["Ann"]}),
    "an unheard-of type": (rows('<row r="1"><c r="A1" t="zz"><v>Ann</v></c></row>'), {1: ["Ann"]}),
    "a text where a number should be": (rows('<row r="1"><c r="A1"><v>Ann</v></c></row>'), {1: ["Ann"]}),
    "a date of type d": (rows('<row r="1"><c r="A1" t="d"><v>2026-02-03T00:00:00</v></c></row>'), {1: ["2026-02-03"]}),
    "a date": (rows('<row r="1"><c r="A1" s="1"><v>45000</v></c></row>'), {1: ["2023-03-15"]}),
    "a date before all dates": (rows('<row r="1"><c r="A1" s="1"><v>-5</v></c></row>'), {1: ["-5"]}),
    "a zip code": (rows('<row r="1"><c r="A1" s="2"><v>1234</v></c></row>'), {1: ["01234"]}),
    "an error": (rows('<row r="1"><c r="A1" t="e"><v>#DIV/0!</v></c></row>'), {1: ["#DIV/0!"]}),
    "a rich error": (rows('<row r="1"><c r="A1" t="e" vm="1"><v>#VALUE!</v></c></row>'), {1: ["#VALUE!"]}),
    "a check box": (rows('<row r="1"><c r="A1" t="b" s="1"><v>1</v></c></row>'), {1: ["TRUE"]}),
    "truth in words": (rows('<row r="1"><c r="A1" t="b"><v>true</v></c></row>'), {1: ["TRUE"]}),
    "a formula's text": (rows('<row r="1"><c r="A1" t="str"><f>B1&amp;""</f><v>x</v></c></row>'), {1: ["x"]}),
    "a shared formula": (
        rows('<row r="1"><c r="A1"><f t="shared" ref="A1:A9" si="0">1+1</f><v>2</v></c></row>'),
        {1: ["2"]},
    ),
    "an array formula": (rows('<row r="1"><c r="A1"><f t="array" ref="A1">SUM(B1)</f><v>2</v></c></row>'), {1: ["2"]}),
    "escapes": (rows('<row r="1"><c r="A1" t="str"><v>a_x000D_b_x005F_</v></c></row>'), {1: ["a\rb_"]}),
    "rich inline text": (
        rows('<row r="1"><c r="A1" t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r><rPh><t>x</t></rPh></is></c></row>'),
        {1: ["ab"]},
    ),
    "an exponent": (rows('<row r="1"><c r="A1"><v>1.5E3</v></c></row>'), {1: ["1500"]}),
    "no number at all": (rows('<row r="1"><c r="A1"><v>NaN</v></c></row>'), {1: ["NaN"]}),
    "days from 1904": (
        listing('<sheet name="Customers" sheetId="1" r:id="rId1"/>', before='<workbookPr date1904="1"/>'),
        PLAIN,
    ),
    "a very hidden sheet only": (
        listing('<sheet name="Customers" sheetId="1" r:id="rId1" state="veryHidden"/>'),
        PLAIN,
    ),
    "two sheets of one name": (listing('<sheet name="Customers" sheetId="1" r:id="rId1"/>' * 2), PLAIN),
    "no sheets": (listing(""), "source.no_sheets"),
    "a workbook of another kind": (
        packed(parts(sheet_xml(ROW), book=f'<notebook xmlns="{MAIN}"/>')),
        "source.xml_root",
    ),
    "no rows": (rows(""), {}),
    "no data": (written(f'<worksheet xmlns="{MAIN}"/>'), {}),
    "data twice": (written(sheet_xml(ROW, after=f"<sheetData>{ROW}</sheetData>")), "source.sheet_structure"),
}


def read(data: bytes) -> Rows | str:
    """Return the rows of the first sheet, or the code of the refusal."""
    try:
        return rows_of(data)
    except SourceError as error:
        return error.code


@pytest.mark.parametrize("name", ODD)
def test_odd_workbooks_are_read_or_refused(name: str) -> None:
    """Each gives its exact rows, or its declared error."""
    data, expected = ODD[name]
    assert read(data) == expected


def test_a_workbook_cut_off_anywhere_is_refused() -> None:
    """A workbook that lacks any number of bytes at its end is refused; its list of contents stands there."""
    data = rows(ROW)
    for end in {*range(0, len(data), 97), *range(len(data) - 23, len(data))}:
        assert isinstance(read(data[:end]), str)


def test_a_changed_byte_is_noticed() -> None:
    """A byte of a part that changed is an error or changes nothing: the rows are never others."""
    data = rows(ROW)
    for place in range(0, len(data), 3):
        changed = data[:place] + bytes([data[place] ^ 0x15]) + data[place + 1 :]
        found = read(changed)
        assert isinstance(found, str) or found == PLAIN, place
