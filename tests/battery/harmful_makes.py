"""Workbooks that are broken, cut, forged or no workbooks at all: one harm at a time, and how each has to end."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import random
import re
import struct
import warnings
import zipfile
from collections.abc import Iterator, Mapping

import attrs

from tests.reading.xlsx_building import (
    HEADER,
    LINKS,
    MAIN,
    PACKAGE,
    STRICT,
    packed,
    parts,
    sheet_xml,
    strings_xml,
    styles_xml,
)

SHEET, BOOK, RELS, STRINGS = (
    "xl/worksheets/sheet1.xml",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/sharedStrings.xml",
)
WHOLE, FLAGGED = "all customers", "all customers, one cell an error"
CUSTOMERS = range(2, 62)
HARMED = 30  # the row in which something is wrong


@attrs.frozen
class Harm:
    """One harmful file: what was done, its bytes, and a code of an error, `WHOLE` or `FLAGGED`."""

    name: str
    data: bytes = attrs.field(repr=False)
    ends: str


def _cells(number: int, *texts: str) -> str:
    made = (f'<c r="{c}{number}" t="inlineStr"><is><t>{t}</t></is></c>' for c, t in zip("ABCD", texts, strict=False))
    return f'<row r="{number}">{"".join(made)}</row>'


ROWS = _cells(1, "E-mail", "Name", "City", "Points") + "".join(
    _cells(n, f"u{n}@example.org", f"Ann {n}", "Lund") for n in CUSTOMERS
)
XML = sheet_xml(ROWS)
CONTENT = parts(XML)
TEXTS = [f"<t>{text}</t>" for n in CUSTOMERS for text in (f"u{n}@example.org", f"Ann {n}", "Lund")]
SHARED = parts(
    sheet_xml(
        _cells(1, "E-mail", "Name", "City", "Points")
        + "".join(
            f'<row r="{n}">'
            + "".join(f'<c r="{c}{n}" t="s"><v>{3 * n - 6 + i}</v></c>' for i, c in enumerate("ABC"))
            + "</row>"
            for n in CUSTOMERS
        )
    ),
    strings=strings_xml(TEXTS),
)


def _with(content: Mapping[str, str | bytes] = CONTENT, /, **changed: str | bytes | None) -> bytes:
    """Pack a workbook with parts that are others, or missing (None), by the name of a constant of this module."""
    names = {"sheet": SHEET, "book": BOOK, "rels": RELS, "strings": STRINGS, "styles": "xl/styles.xml"}
    names |= {"root": "_rels/.rels", "types": "[Content_Types].xml"}
    made = {**content, **{names[key]: data for key, data in changed.items() if data is not None}}
    return packed(
        {name: data for name, data in made.items() if name not in [names[k] for k, d in changed.items() if d is None]}
    )


PACKED = _with()
_SHEET_AT = list(CONTENT).index(SHEET)


def _entries(data: bytes) -> list[int]:
    return [match.start() for match in re.finditer(rb"PK\x01\x02", data)]


def _poked(which: int, offset: int, kind: str, value: int, data: bytes = PACKED) -> bytes:
    """Change a field of an entry of the central directory."""
    made = bytearray(data)
    struct.pack_into(kind, made, _entries(data)[which] + offset, value)
    return bytes(made)


def _ended(offset: int, kind: str, *values: int) -> bytes:
    """Change fields of the end of the central directory."""
    made = bytearray(PACKED)
    struct.pack_into(kind, made, PACKED.rfind(b"PK\x05\x06") + offset, *values)
    return bytes(made)


def _padded() -> bytes:
    """Return a workbook with bytes behind the end of what is packed in its last part."""
    last = max(struct.unpack("<L", PACKED[at + 42 : at + 46])[0] for at in _entries(PACKED))
    which = [struct.unpack("<L", PACKED[at + 42 : at + 46])[0] for at in _entries(PACKED)].index(last)
    size = struct.unpack("<L", PACKED[_entries(PACKED)[which] + 20 :][:4])[0]
    begin = _entries(PACKED)[0]
    longer = bytearray(PACKED[:begin] + b"123" + PACKED[begin:])
    end = longer.rfind(b"PK\5\6")
    struct.pack_into("<L", longer, end + 16, begin + 3)
    return _poked(which, 20, "<L", size + 3, bytes(longer))


def _archives() -> Iterator[tuple[str, bytes, str]]:
    directory, end = _entries(PACKED), PACKED.rfind(b"PK\x05\x06")
    cuts = (4, 10, 29, 31, 100, len(PACKED) // 2, directory[0], directory[2] + 20, end, len(PACKED) - 5)
    yield from ((f"cut at byte {at}", PACKED[:at], "source.truncated") for at in cuts)
    yield "its first bytes cut off", PACKED[100:], "source.zip_broken"
    yield "a wrong checksum", _poked(_SHEET_AT, 16, "<L", 12345), "source.checksum"
    yield "a size too small", _poked(_SHEET_AT, 24, "<L", 100), "source.zip_broken"
    yield "a size too large", _poked(_SHEET_AT, 24, "<L", 20_000), "source.zip_broken"
    yield "a size of gigabytes", _poked(_SHEET_AT, 24, "<L", 0xFFFFFFFE), "limit.ratio"
    yield "a packed size too small", _poked(_SHEET_AT, 20, "<L", 50), "source.zip_broken"
    yield "a packed size too large", _poked(_SHEET_AT, 20, "<L", 5000), "source.zip_overlap"
    yield "a part that begins inside another", _poked(_SHEET_AT, 42, "<L", 7), "source.zip_overlap"
    yield "a part beyond the end", _poked(_SHEET_AT, 42, "<L", 10**9), "source.zip_broken"
    for method in (1, 6, 9, 12, 14, 93, 95, 99):
        yield f"packed by method {method}", _poked(_SHEET_AT, 10, "<H", method), "source.zip_broken"
    yield "bytes behind a packed part", _padded(), WHOLE
    yield "encrypted", _poked(_SHEET_AT, 8, "<H", 1), "source.encrypted"
    yield "encrypted strongly", _poked(_SHEET_AT, 8, "<H", 0x41), "source.encrypted"
    yield "64-bit sizes without their record", _ended(8, "<HHLL", 0xFFFF, 0xFFFF, 2**32 - 1, 2**32 - 1), "limit.entries"
    yield "more parts than there are", _ended(8, "<HH", 50, 50), "source.zip_broken"
    yield "fewer parts than there are", _ended(8, "<HH", 2, 2), "source.zip_broken"
    yield "no parts", _ended(8, "<HHL", 0, 0, 0), "source.format"
    yield "another end in its comment", PACKED[:-2] + b"\x16\0PK\5\6" + bytes(18), "source.format"
    yield "half an end in its comment", PACKED[:-2] + b"\x0a\0PK\5\6" + bytes(6), WHOLE
    yield "a comment of 64 KB", PACKED[:-2] + b"\xff\xff" + b"z" * 65535, WHOLE
    yield "a comment that is not there", _ended(20, "<H", 500), WHOLE
    yield "something before it", b"#!/bin/sh\n" * 20 + PACKED, WHOLE
    yield "something behind it", PACKED + bytes(50), WHOLE
    yield "much behind it", PACKED + bytes(70_000), "source.truncated"
    yield "two in one file", PACKED + PACKED, WHOLE
    for name in ("../../etc/passwd", "/etc/passwd", "C:\\x", "xl/", "x" * 5000):
        yield f"a part named {name[:20]}", packed({**CONTENT, name: "x"}), WHOLE
    yield (
        "a part named with NUL",
        packed({**CONTENT, "xl/a.xml": "x"}).replace(b"xl/a.xml", b"xl/\0.xml"),
        "source.zip_broken",
    )
    yield "backslashes in names", packed({name.replace("/", "\\"): data for name, data in CONTENT.items()}), WHOLE
    yield "capitals in names", packed({name.upper(): data for name, data in CONTENT.items()}), WHOLE
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name, data in (*CONTENT.items(), (SHEET, sheet_xml(""))):
            archive.writestr(name, data)
    yield "two parts of one name", target.getvalue(), "source.zip_duplicate"
    more = packed({**CONTENT, "xl/media/image1.png": b"PNG" * 50})
    for what, offset, kind, value in (("checksum", 16, "<L", 1), ("encryption", 8, "<H", 1), ("method", 10, "<H", 99)):
        yield f"an unused part with a wrong {what}", _poked(-1, offset, kind, value, more), WHOLE
    yield "1,900 empty parts", packed({**CONTENT, **{f"x/{n}": b"" for n in range(1900)}}), WHOLE
    yield "twenty megabytes of nothing", _with(sheet=XML + " " * 20_000_000), "limit.ratio"


def _xml() -> Iterator[tuple[str, str | bytes, str]]:
    broken = "source.xml_broken"
    marks = ("?>", "<worksheet", '<row r="1"', 'r="30"', "Ann 40", "</row>", "</sheetData>", "</worksheet>")
    for mark in marks:
        for inside in (0, 3):
            yield f"cut {inside} behind the start of {mark}", XML[: XML.rindex(mark) + inside], broken
    yield from ((f"{what!r} instead of XML", what, broken) for what in ("", " \n", "{}", "\0" * 99, "no XML"))
    yield "a page instead of a sheet", "<html><body/></html>", "source.xml_root"
    name = f"Ann {HARMED}"
    for text in (
        "Ann &no; 30",
        "Ann & 30",
        "Ann < 30",
        "Ann \0 30",
        "Ann \x0b 30",
        "<![CDATA[Ann",
        "<!-- Ann",
        "]]>",
        "&#0;",
    ):
        yield f"{text!r} in a text", XML.replace(name, text), broken
    yield "bytes that are no UTF-8", XML.encode().replace(name.encode(), b"Ann \xe9 30"), broken
    body = XML.split("?>\n", 1)[1]
    laughs = "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    for what, kind in (
        ("a bomb of entities", f'w [<!ENTITY a "ha">{laughs}]'),
        ("a file as an entity", 'w [<!ENTITY x SYSTEM "file:///etc/passwd">]'),
        ("a document type on the web", 'w SYSTEM "http://127.0.0.1:9/x.dtd"'),
        ("a document type", "worksheet"),
    ):
        yield what, f"<!DOCTYPE {kind}>{body}", "source.xml_dtd"
    row = f'<row r="{HARMED}">'
    yield "deep elements", XML.replace(row, "<a>" * 5000 + "</a>" * 5000 + row), "limit.xml_depth"
    long = random.Random(1).randbytes(1_000_000).hex()
    yield "a giant attribute", XML.replace(row, f'<row x="{long}" r="30">'), "limit.token"
    yield "a giant text", XML.replace(name, long), "limit.cell"
    many = "".join(f" a{n}=''" for n in range(1000))
    yield "a thousand attributes", XML.replace(row, f"<row{many}>"), "limit.attributes"
    yield "an attribute twice", XML.replace(row, '<row r="30" r="30">'), broken
    yield "a prefix of nobody", XML.replace(row, '<row zz:r="3" r="30">'), broken
    yield "elements that cross", XML.replace("</row>", "</rwo>", 1), broken
    yield "names in capitals", XML.replace("row", "ROW"), "source.sheet_structure"
    yield "something behind the end", XML + "<x/>", broken
    yield "NUL behind the end", XML + "\0", broken
    yield "a line before the declaration", "\n" + XML, broken
    for codec, code in (("UTF-16", broken), ("UTF-7", "source.xml_encoding"), ("klingon", "source.xml_encoding")):
        yield f"UTF-8 that says it is {codec}", XML.replace("UTF-8", codec), code
    for codec in ("utf-16-le", "utf-16-be", "iso-8859-1", "windows-1252"):
        yield f"written in {codec}", XML.replace("UTF-8", codec[:6] if "16" in codec else codec).encode(codec), WHOLE
    yield "written in UTF-32", XML.replace("UTF-8", "UTF-32").encode("utf-32"), broken
    yield "written in Shift JIS", XML.replace("UTF-8", "Shift_JIS").encode("shift_jis"), "source.xml_encoding"
    yield "100,000 instructions", XML.replace(row, "<?x y?>" * 100_000 + row), WHOLE
    for namespace in (STRICT, "urn:nobody", ""):
        yield f"the namespace {namespace!r}", XML.replace(MAIN, namespace), WHOLE
    yield "no data", f'<worksheet xmlns="{MAIN}"/>', "source.empty"
    yield "data twice", XML.replace("</sheetData>", "</sheetData><sheetData/>"), "source.sheet_structure"


def _rows() -> Iterator[tuple[str, str, str]]:
    """What rows and cells say of themselves; the other rows are whole."""
    bare = XML.replace(f'<row r="{HARMED}">', "<row §>").replace('A30"', '"').replace('B30"', '"').replace('C30"', '"')
    bare = bare.replace(' r=""', "")
    for said in ("0", "-3", "99999999999", "1048577", "abc", "30.0", "0x1e", "٣٠"):
        yield f"row {said}", bare.replace("§", f'r="{said}"'), "source.row_reference"
    for said in ("5", "29"):
        yield f"row {said} again", bare.replace("§", f'r="{said}"'), "source.row_twice"
    for said in ("", " 30 "):
        yield f"row {said!r}", bare.replace("§", f'r="{said}"'), WHOLE
    for said in (
        "XFE30",
        "ZZZZ30",
        "B1048577",
        "B",
        "30",
        "B31",
        "$B$30",
        "R30C2",
        "Б30",
        "B30:C30",
        "S!B30",
        "B030",
        "B-30",
    ):
        yield f"cell {said}", XML.replace('r="B30"', f'r="{said}"'), "source.cell_reference"
    yield "a cell twice", XML.replace('r="B30"', 'r="A30"'), "source.cell_twice"
    for said in ("b30", " B30 ", ""):
        yield f"cell {said!r}", XML.replace('r="B30"', f'r="{said}"'), WHOLE
    for style in ("99999", "-4", "x", ""):
        yield f"style {style!r}", XML.replace('<c r="B30"', f'<c s="{style}" r="B30"'), WHOLE
    yield (
        "a cell in a cell",
        XML.replace('<c r="B30"', '<c r="B30"><c r="D30"/></c><c r="E30"'),
        "source.sheet_structure",
    )
    yield "a cell outside of rows", XML.replace('<row r="30">', '<c r="Q29"/><row r="30">'), "source.sheet_structure"
    far = '<row r="1048576"><c r="XFD1048576"/></row>'
    yield "a far corner", XML.replace("</sheetData>", f"{far}</sheetData>"), WHOLE
    yield "a row too many", XML.replace("</sheetData>", f"{far}<row/></sheetData>"), "source.row_reference"
    yield "400,000 blank rows", XML.replace("</sheetData>", '<row ht="15"/>' * 400_000 + "</sheetData>"), "limit.ratio"


def _values() -> Iterator[tuple[str, str, str]]:
    """Values of one cell, as its attributes and what stands in `v`; the style with number 1 shows a date."""
    for value in ("1e999", "NaN", "INF", "-Infinity", "0x1F", "1,5", "1.2.3", "abc", "1" * 5000, "1e", "١٢", "--1"):
        yield "", value, FLAGGED
    for value in ("", "  ", "1e308", "1e-400", "-0", ".5", "5.", "+5"):
        yield "", value, WHOLE
    for value in ("-1", "1e10", "2958466", "60", "NaN"):
        yield ' s="1"', value, FLAGGED
    for value in ("2", "yes", "-1"):
        yield ' t="b"', value, FLAGGED
    for value in ("-1", "999", "99999999999", "abc", "1.0", "+1", "0x1", "1e0", "9" * 2000):
        yield ' t="s"', value, FLAGGED
    for value in ("2024-02-30", "24:00:00", "yesterday", "2024-13-01T00:00:00"):
        yield ' t="d"', value, FLAGGED
    yield ' t="zz"', "1", FLAGGED
    yield ' t="e"', "", FLAGGED


def _books() -> Iterator[tuple[str, bytes, str]]:
    def links(*each: tuple[str, str, str]) -> str:
        made = "".join(f'<Relationship Id="{i}" Type="{LINKS}/{kind}" Target="{to}"/>' for i, kind, to in each)
        return f'{HEADER}<Relationships xmlns="{PACKAGE}/relationships">{made}</Relationships>'

    def book(sheets: str) -> str:
        return f'{HEADER}<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheets>{sheets}</sheets></workbook>'

    missing, broken, root = "source.sheet_missing", "source.xml_broken", "source.xml_root"
    yield "no types", _with(types=None), WHOLE
    yield "no links of the package", _with(root=None), WHOLE
    yield "no links of the workbook", _with(rels=None), WHOLE
    yield "no workbook", _with(book=None), "source.format"
    yield "no sheet", _with(sheet=None), missing
    for what, data in (("broken", "<T"), ("empty", "")):
        yield f"{what} types", _with(types=data), WHOLE
        yield f"{what} links of the package", _with(root=data), broken
        yield f"{what} links of the workbook", _with(rels=data), broken
        yield f"{what} workbook", _with(book=data), broken
        yield f"{what} strings", _with(SHARED, strings=data), broken
        yield f"{what} styles", _with(styles=data), broken
    yield "another workbook", _with(book="<x/>"), root
    yield "other strings", _with(SHARED, strings="<x/>"), root
    yield "other styles", _with(styles="<x/>"), root
    lie = strings_xml(TEXTS).replace("<sst ", '<sst count="4294967295" uniqueCount="4294967295" ')
    yield "strings that are too many", _with(SHARED, strings=lie), WHOLE
    yield "strings that are cut", _with(SHARED, strings=strings_xml(TEXTS)[:2000]), broken
    yield "strings without the last", _with(SHARED, strings=strings_xml(TEXTS[:-1])), FLAGGED
    sheet = ("rId1", "worksheet", "worksheets/sheet1.xml")
    for what, target, code in (
        ("nowhere", "worksheets/no.xml", missing),
        ("itself", "workbook.xml", root),
        ("outside", "../../../x", missing),
    ):
        yield f"a link to {what}", _with(rels=links(("rId1", "worksheet", target))), code
    yield "a package that links to its links", _with(root=links(("a", "officeDocument", "_rels/.rels"))), root
    yield "a package that links to nowhere", _with(root=links(("a", "officeDocument", "xl/no.xml"))), WHOLE
    for what, attributes in (("unknown", 'r:id="rId99"'), ("no", "")):
        yield f"a sheet with {what} link", _with(book=book(f'<sheet name="A" sheetId="1" {attributes}/>')), WHOLE
    yield "a sheet with an odd number", _with(book=book('<sheet name="A" sheetId="x" r:id="rId1"/>')), WHOLE
    yield "a sheet without a name", _with(book=book('<sheet sheetId="1" r:id="rId1"/>')), WHOLE
    yield (
        "two sheets of one part",
        _with(book=book('<sheet name="A" r:id="rId1"/><sheet name="B" r:id="rId1"/>')),
        WHOLE,
    )
    yield "two sheets of one name", _with(book=book('<sheet name="A" r:id="rId1"/>' * 2)), WHOLE
    yield "5,000 sheets", _with(book=book("".join(f'<sheet name="S{n}" r:id="rId1"/>' for n in range(5000)))), WHOLE
    yield "no sheets", _with(book=book("")), "source.no_sheets"
    two = {
        RELS: links(sheet, ("rId2", "worksheet", "worksheets/sheet2.xml")),
        BOOK: book('<sheet name="A" r:id="rId1"/><sheet name="B" r:id="rId2"/>'),
    }
    yield "another sheet that is broken", packed({**CONTENT, **two, "xl/worksheets/sheet2.xml": "<worksheet"}), broken
    yield "another sheet that is missing", packed({**CONTENT, **two}), missing


def _others() -> Iterator[tuple[str, bytes]]:
    """What is no workbook, by whatever name it comes."""
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(3000)
    yield from (("gzip", gzip.compress(PACKED)), ("bzip2", bz2.compress(PACKED)), ("xz", lzma.compress(PACKED)))
    yield from (
        ("PDF", b"%PDF-1.7\n"),
        ("RTF", b"{\\rtf1 a}"),
        ("HTML", b"<html><table><tr><td>a"),
        ("MHTML", b"MIME-Version: 1.0\n\n"),
    )
    yield from (
        ("XML", b"<?xml version='1.0'?><Workbook/>"),
        ("JSON", b'[{"email": "a"}]'),
        ("vCard", b"BEGIN:VCARD\n"),
    )
    yield from (
        ("old workbook", ole),
        ("PNG", b"\x89PNG\r\n\x1a\n" + bytes(99)),
        ("random", random.Random(1).randbytes(5000)),
    )
    yield from (
        ("RAR", b"Rar!\x1a\x07" + bytes(99)),
        ("7-zip", b"7z\xbc\xaf\x27\x1c" + bytes(99)),
        ("program", b"MZ\x90" + bytes(99)),
    )
    for name in (
        "word/document.xml",
        "ppt/presentation.xml",
        "xl/workbook.bin",
        "customers.csv",
        "customers.xlsx",
        "META-INF/x",
    ):
        yield f"zip of {name}", packed({name: PACKED})
    for kind in ("spreadsheet", "text"):
        yield (
            f"OpenDocument {kind}",
            packed({"mimetype": f"application/vnd.oasis.opendocument.{kind}", "content.xml": ""}, 0),
        )


def harms() -> Iterator[Harm]:
    """Yield all of them."""
    for name, data, ends in (*_archives(), *_books()):
        yield Harm(name, data, ends)
    for name, xml, ends in (*_xml(), *_rows()):
        yield Harm(name, _with(sheet=xml), ends)
    row = f'</c></row><row r="{HARMED + 1}"'
    for kind, value, ends in _values():
        xml = XML.replace(row, f'</c><c r="D{HARMED}"{kind}><v>{value}</v>{row}')
        yield Harm(
            f"value {value[:20]!r}{kind}",
            _with(sheet=xml, strings=strings_xml(TEXTS), styles=styles_xml("d.m.yy")),
            ends,
        )
    for name, data in _others():
        yield Harm(name, data, "source.format")
    yield Harm(
        "protected", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "source.encrypted"
    )
