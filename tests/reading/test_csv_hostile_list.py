"""Hostile and malformed inputs, one by one: each is a declared error, or a table that accounts for every record."""

from __future__ import annotations

import gzip
import io
import zipfile

import pytest

from customer_import.errors import SourceError
from customer_import.reading import Limits, read
from tests.reading.xlsx_building import workbook

ROW = '<row r="1"><c r="A1"><v>1</v></c></row>'
GOOD = "id;name;city\n" + "".join(f"{i};Ann;Lund\n" for i in range(20))
BOM = "\ufeff"


def zipped() -> bytes:
    """Build an archive that holds a table."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("customers.csv", GOOD)
    return made.getvalue()


ERRORS: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "source.empty"),
    "a byte order mark alone": (b"\xef\xbb\xbf", "source.empty"),
    "line ends alone": (b"\r\n\r\n\r\n", "source.empty"),
    "spaces and tabs alone": (b"  \t \n \t\n", "source.empty"),
    "a wide byte order mark alone": (b"\xff\xfe", "source.empty"),
    "gzip": (gzip.compress(GOOD.encode()), "source.format"),
    "zip": (zipped(), "source.format"),
    "pdf": (b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n", "source.format"),
    "html": (b"<html><body><table><tr><td>1</td></tr></table></body></html>", "source.format"),
    "html with a doctype": (b"\n  <!DOCTYPE html>\n<html></html>", "source.format"),
    "xml": (b"<?xml version='1.0'?><customers/>", "source.format"),
    "rtf": (b"{\\rtf1\\ansi a;b}", "source.format"),
    "png": (b"\x89PNG\r\n\x1a\n" + bytes(100), "source.format"),
    "an old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "source.format"),
    "parquet": (b"PAR1" + bytes(100) + b"PAR1", "source.format"),
    "a program": (b"\x7fELF" + bytes(200), "source.format"),
    "bytes of all kinds": (bytes(range(256)) * 20, "source.format"),
    "random bytes": (bytes((i * i * 7 + i * 31 + (i >> 3)) % 251 for i in range(20_000)), "source.format"),
    "json": (b'[\n  {"id": 1, "name": "Ann"}\n]', "source.format"),
    "one json object a line": (b'{"id": 1, "name": "Ann"}\n' * 20, "source.format"),
    "contacts": (b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ann\r\nEND:VCARD\r\n", "source.format"),
    "a web archive": (b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n<html>", "source.format"),
    "tar": (b"a.csv".ljust(257, b"\0") + b"ustar\x0000" + GOOD.encode(), "source.format"),
    "a database of Access": (b"\0\1\0\0Standard ACE DB\0" + bytes(300), "source.format"),
    "a program for Windows": (b"MZ\x90\0" + bytes(300), "source.format"),
    "a bitmap": (b"BM" + bytes(300), "source.format"),
    "sound": (b"RIFF\x10\0\0\0WAVEfmt " + bytes(300), "source.format"),
    "a workbook without its start": (workbook(ROW)[60:], "source.zip_broken"),
    "a giant cell": (b"id;name\n1;" + b"x" * 300_000 + b"\n2;y\n", "limit.cell"),
    "an overlong line": (b"id;name\n" + b"x" * (3 << 20), "limit.record"),
    "a million columns": (b";".join([b"x"] * 1_000_000) + b"\n", "limit.record"),
    "many columns": (b";".join([b"x"] * 30_000) + b"\n" + b"1;2\n" * 3, "limit.columns"),
    "a quote that never closes": (b'id;name\n1;"' + b"x" * (2 << 20), "limit.record"),
    "nothing but damaged quotes": (b'id;name\n' + b'1;"a"b"c\n' * 2_000, "limit.damaged"),
    "too many rows": (b"id;name\n" + b"1;Ann\n" * 3_000, "limit.rows"),
}  # fmt: skip
TABLES: dict[str, bytes] = {
    "carriage returns alone": GOOD.replace("\n", "\r").encode(),
    "mixed line ends": GOOD.replace("\n", "\r\n", 7).encode(),
    "no line end at all": b"id;name;city",
    "a label like a signature": b"BMI;MZ;RIFF\n1;2;3\n",
    "a workbook behind a script": b"#!/bin/sh\n" * 9 + workbook(ROW),
    "a byte order mark twice": (BOM + BOM + GOOD).encode(),
    "a byte order mark in the middle": (GOOD + BOM + GOOD).encode(),
    "utf-16 with a mark": GOOD.encode("utf-16"),
    "utf-16 without a mark": GOOD.encode("utf-16-le"),
    "utf-16, big first": GOOD.encode("utf-16-be"),
    "utf-16 cut in the middle of a character": GOOD.encode("utf-16")[:-1],
    "utf-16 with half a pair": ("id;name\n" + "1;Ann\n" * 5).encode("utf-16") + b"\x00\xd8\n\0",
    "utf-16 bytes under a mark of utf-8": b"\xef\xbb\xbf" + GOOD.encode("utf-16-le"),
    "utf-32": GOOD.encode("utf-32"),
    "surrogates written as utf-8": GOOD.encode() + b"1;\xed\xa0\x80;x\n",
    "overlong utf-8": GOOD.encode() + b"1;\xc0\xaf;x\n",
    "a stray byte": GOOD.encode() + "1;Åsa Öberg ěšč;x\n".encode() + b"1;\xff;x\n",
    "NULs in cells": GOOD.encode() + b"1;A\0n;x\n",
    "NULs at the end": GOOD.encode() + bytes(4096),
    "a record of control characters": GOOD.encode() + b"\x01\x02\x03;\x04;\x05\n",
    "the end-of-file mark of old systems": GOOD.encode() + b"\x1a",
    "only delimiters": b";;;;\n" * 30,
    "only quotes": b'""""\n' * 30,
    "one quote": b'"',
    "one quote a line": b'"\n' * 300,
    "an open quote at the end": GOOD.encode() + b'1;"Ann;Lund\n',
    "an open quote at the start": b'id;"name;city\n' + GOOD.encode(),
    "quotes that swallow rows": GOOD.encode() + b'1;"Ann;Lund\n' + GOOD.encode() + b'2;Eva";Lund\n',
    "escapes alone": b"\\\\\\\n" * 30,
    "an escape at the end": b'id;name\n1;"a\\"b"\n2;"c\\',
    "lines of all kinds of ends": "id;name\u2028x\n1;a\x0bb\n2;c\x85d\n".encode(),
    "unit separators": GOOD.replace(";", "\x1f").encode(),
    "text to the left and right": GOOD.replace("Ann", "\u202eAnn\u202c").encode(),
    "a formula": GOOD.encode() + b'1;"=HYPERLINK(""x"")";@x\n',
    "every row of another length": "".join(";".join("x" * n) + "\n" for n in range(1, 60)).encode(),
    "three delimiters of the ASCII standard": b"a\x1fb\x1e1\x1f2\x1e3\x1f4\x1e",
    "a stand-in for a delimiter": b"a::b::c\n" + b"1::\xed\xb2\x81::x\n" * 5,
}  # fmt: skip
LIMITS = Limits(damaged=1_000, rows=2_500)


@pytest.mark.parametrize("name", sorted(ERRORS))
def test_what_is_no_table_is_a_declared_error(name: str) -> None:
    """What cannot be read says which limit it passes, or what it is."""
    data, code = ERRORS[name]
    with pytest.raises(SourceError) as caught, read(data, limits=LIMITS) as table:
        for _ in table.chunks():
            pass
    assert caught.value.code == code


@pytest.mark.parametrize("name", sorted(TABLES))
def test_what_can_be_read_is_accounted_for(name: str) -> None:
    """Every record is in the tally, rows and chunks agree, and what comes out is text without half characters."""
    with read(TABLES[name], limits=LIMITS) as table:
        rows = list(table)
        chunks = list(table.chunks(7))
        tally = table.tally
    assert sum(map(len, chunks)) == len(rows) == tally.rows
    assert [number for chunk in chunks for number in chunk.numbers] == [row.number for row in rows]
    total = tally.header + tally.preamble + tally.blank + tally.trailing + tally.rows
    assert total >= (rows[-1].number if rows else 1)
    "".join(cell for row in rows for cell in row.cells).encode()


def test_no_cell_of_a_table_is_lost() -> None:
    """All that stands in the good rows before a fault is still there."""
    for name, data in TABLES.items():
        if data.startswith(GOOD.encode()):
            with read(data, limits=LIMITS) as table:
                assert [row.cells for row in table][:20] == [(str(i), "Ann", "Lund") for i in range(20)], name
