"""Files made to harm: each ends in a declared error, soon and in little memory."""

from __future__ import annotations

import io
import random
import struct
import subprocess
import sys
import warnings
import zipfile
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from customer_import.errors import LimitError, SourceError
from customer_import.reading.limits import Limits
from customer_import.reading.xlsx import open_workbook
from tests.counting import cost
from tests.reading.xlsx_building import (
    HEADER,
    LINKS,
    MAIN,
    packed,
    parts,
    rows_of,
    sheet_xml,
    strings_xml,
    styles_xml,
    workbook,
)

ROW = '<row r="1"><c r="A1"><v>1</v></c></row>'
MOST_CALLS = 2_000_000  # take two seconds or less


def repeated(name: str, begin: bytes, middle: bytes, times: int, *, end: bytes, strings: bool = False) -> bytes:
    """Return a workbook in which one part is very long, without ever holding it."""
    others = parts(sheet_xml(ROW), strings=strings_xml([]) if strings else None)
    del others[name]
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for other, data in others.items():
            archive.writestr(other, data)
        with archive.open(name, "w") as part:
            part.write(begin)
            block = middle * max(1, min(times, (1 << 16) // len(middle)))
            for _ in range(times * len(middle) // len(block)):
                part.write(block)
            part.write(end)
    return target.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
OPEN = f'{HEADER}<worksheet xmlns="{MAIN}"><sheetData>'.encode()
CLOSE = b"</sheetData></worksheet>"


def declared(data: bytes, size: int) -> bytes:
    """Return an archive whose sheet claims a size in both headers."""
    changed = bytearray(data)
    for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = changed.find(mark)
        while place >= 0:
            name = 30 if mark == b"PK\x03\x04" else 46
            if changed[place + name : place + name + len(SHEET)] == SHEET.encode():
                struct.pack_into("<L", changed, place + offset, size)
            place = changed.find(mark, place + 4)
    return bytes(changed)


def lying_size() -> bytes:
    """Return a workbook whose sheet claims to be small."""
    return declared(repeated(SHEET, OPEN, b'<row r="1"/>', 1, end=CLOSE + b" " * 1_000_000), 4096)


def declared_gigabytes() -> bytes:
    """Return a workbook whose sheet owns up to its size."""
    return declared(packed(parts(sheet_xml(ROW) + " " * 6_000_000), zipfile.ZIP_STORED), 1_100_000_000)


def overlapping() -> bytes:
    """Return an archive in which many entries share one body."""
    body = zlib.compress(b"\0" * 1_000_000)[2:-4]
    local = struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, 0, 8, 0, 0, 0, len(body), 1_000_000, 1, 0) + b"a" + body
    entries = b"".join(
        struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, 20, 0, 8, 0, 0, 0, len(body), 1_000_000, 1, 0, 0, 0, 0, 0, 0)
        + b"a"
        for _ in range(100)
    )
    return local + entries + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 100, 100, len(entries), len(local), 0)


def duplicate() -> bytes:
    """Return a workbook with two parts of one name, spelled differently."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return packed(parts(sheet_xml(ROW), more={"XL\\worksheets/Sheet1.xml": sheet_xml("")}))


def wrong_checksum() -> bytes:
    """Return a workbook with one changed byte in a stored part."""
    data = packed(parts(sheet_xml(ROW)), zipfile.ZIP_STORED)
    return data.replace(b"<v>1</v>", b"<v>2</v>")


def encrypted() -> bytes:
    """Return a workbook whose sheet says that it is encrypted."""
    data = bytearray(packed(parts(sheet_xml(ROW))))
    place = data.find(b"PK\x01\x02")
    while place >= 0:
        data[place + 8] |= 1
        place = data.find(b"PK\x01\x02", place + 4)
    return bytes(data)


def late_entity() -> bytes:
    """Return a workbook with entities that would grow to gigabytes."""
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    return packed(parts(f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e0 "ha">{levels}]><worksheet>&e9;</worksheet>'))


def long_strings() -> bytes:
    """Return a workbook that names very long shared strings very often."""
    chance = random.Random(1)
    strings = strings_xml(f"<t>{chance.randbytes(50_000).hex()}</t>" for _ in range(60))
    cells = "".join(f"<c t='s'><v>{n % 60}</v></c>" for n in range(200))
    return workbook("".join(f'<row r="{r}">{cells}</row>' for r in range(1, 100)), strings=strings)


def bad(rows: str, **options: object) -> Callable[[], bytes]:
    """Return a maker of a workbook with these rows."""
    return lambda: workbook(rows, **options)


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "gigabytes": (declared_gigabytes, "limit.decompressed"),
    "one endless cell": (
        lambda: repeated(SHEET, OPEN + b"<row><c><v>", b"1" * 1000, 300_000, end=b"</v></c></row>" + CLOSE),
        "limit.ratio",
    ),
    "one endless string": (
        lambda: repeated(
            "xl/sharedStrings.xml",
            f'<sst xmlns="{MAIN}"><si><t>'.encode(),
            b"x" * 999,
            90_000,
            end=b"</t></si></sst>",
            strings=True,
        ),
        "limit.ratio",
    ),
    "a size that lies": (lying_size, "source.zip_broken"),
    "overlapping parts": (overlapping, "source.zip_overlap"),
    "two parts of one name": (duplicate, "source.zip_duplicate"),
    "a wrong checksum": (wrong_checksum, "source.checksum"),
    "an encrypted part": (encrypted, "source.encrypted"),
    "too many parts": (lambda: packed({f"p{n}": b"" for n in range(3000)}), "limit.entries"),
    "cut off": (lambda: workbook(ROW * 1)[:-1][: len(workbook(ROW)) // 2], "source.truncated"),
    "an entity bomb": (late_entity, "source.xml_dtd"),
    "an outside entity": (
        lambda: packed(parts('<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><worksheet>&e;</worksheet>')),
        "source.xml_dtd",
    ),
    "a giant attribute": (
        lambda: packed(parts(sheet_xml(f'<row r="1" spans="{"1" * 30_000_000}"/>')), zipfile.ZIP_STORED),
        "limit.token",
    ),
    "a giant comment": (
        lambda: packed(parts(sheet_xml(f"<!--{'-x' * 9_000_000}-->")), zipfile.ZIP_STORED),
        "limit.token",
    ),
    "many attributes": (bad(f'<row r="1" {" ".join(f"""a{n}="1" """ for n in range(20_000))}/>'), "limit.attributes"),
    "many names": (bad("".join(f"<n{n}/>" for n in range(60_000))), "source.xml_names"),
    "deep nesting": (bad("<a>" * 200_000), "limit.xml_depth"),
    "no XML": (bad("<row r='1'><c r='A1'><v>a < b</v></c></row>"), "source.xml_broken"),
    "a control character": (bad("<row r='1'><c r='A1' t='str'><v>\x01</v></c></row>"), "source.xml_broken"),
    "broken UTF-8": (lambda: packed(parts(sheet_xml(ROW).encode().replace(b"<v>1", b"<v>\xff"))), "source.xml_broken"),
    "an unheard-of encoding": (
        lambda: packed(parts(sheet_xml(ROW).replace("UTF-8", "EBCDIC-CP-BE"))),
        "source.xml_encoding",
    ),
    "another root": (lambda: packed(parts(f'<chartsheet xmlns="{MAIN}"/>')), "source.xml_root"),
    "an empty part": (lambda: packed(parts("")), "source.xml_broken"),
    "a row far beyond": (bad('<row r="4000000000"><c r="A4000000000"><v>1</v></c></row>'), "source.row_reference"),
    "row zero": (bad('<row r="0"/>'), "source.row_reference"),
    "a row twice": (bad(ROW + ROW), "source.row_twice"),
    "a row twice, apart": (bad(ROW + "".join(f'<row r="{n}"/>' for n in range(2, 9000)) + ROW), "source.row_twice"),
    "a cell twice": (bad('<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>'), "source.cell_twice"),
    "two values": (bad('<row r="1"><c r="A1"><v>1</v><v>2</v></c></row>'), "source.cell_twice"),
    "a cell in another row": (bad('<row r="1"><c r="A2"><v>1</v></c></row>'), "source.cell_reference"),
    "column A0": (bad('<row r="1"><c r="A0"><v>1</v></c></row>'), "source.cell_reference"),
    "column ZZZZZZZ": (bad('<row r="3"><c r="ZZZZZZZ3"><v>1</v></c></row>'), "source.cell_reference"),
    "column XFE": (bad('<row r="1"><c r="XFE1"><v>1</v></c></row>'), "source.cell_reference"),
    "a row in a row": (bad('<row r="1"><row r="2"/></row>'), "source.sheet_structure"),
    "a cell in a cell": (bad('<row r="1"><c r="A1"><c r="B1"/></c></row>'), "source.sheet_structure"),
    "scattered cells": (
        bad("".join(f'<row r="{n}"><c r="XFD{n}"><v>1</v></c></row>' for n in range(1, 20_000))),
        "source.sheet_sparse",
    ),
    "a wide row": (
        bad('<row r="1">' + "<c><v>1</v></c>" * 20_000 + "</row>"),
        "source.cell_reference",
    ),
    "a sheet that loops": (
        lambda: packed(
            parts(
                sheet_xml(ROW),
                book=f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheets>'
                f'<sheet name="Customers" r:id="rId7" sheetId="/../1"/></sheets></workbook>',
            )
        ),
        "source.sheet_missing",
    ),
    "long strings everywhere": (long_strings, "limit.decompressed"),
    "styles without end": (
        lambda: packed(parts(sheet_xml(ROW), styles=styles_xml() + "<x>")),
        "source.xml_broken",
    ),
}


WORST = ("one endless string", "scattered cells", "a giant comment", "many names", "long strings everywhere")


def verdict(data: bytes) -> str:
    """Read a workbook to its end; return the code of the refusal, or "read"."""
    try:
        with open_workbook(io.BytesIO(data)) as book:
            for sheet in book.sheets:
                for _ in book.records(sheet.name):
                    pass
    except SourceError as error:
        return error.code
    return "read"


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_end_as_declared(name: str) -> None:
    """Each ends in its declared error, at the cost of so many calls."""
    make, code = HOSTILE[name]
    data = make()
    found: list[str] = []
    spent = cost(lambda: found.append(verdict(data)))
    assert found == [code]
    assert spent.calls < MOST_CALLS


def test_hostile_files_stay_small() -> None:
    """The worst of them are read by a process of its own that never grows past 300 MB."""
    script = (
        "import resource\n"
        "from tests.reading.test_xlsx_hostile import HOSTILE, verdict\n"
        f"for name in {WORST!r}:\n"
        "    made = HOSTILE[name][0]()\n"
        "    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "    verdict(made)\n"
        "    print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    grown = list(map(int, done.stdout.split()))
    assert len(grown) == len(WORST)
    assert max(grown) < 300


def test_harmless_oddities_are_read() -> None:
    """A far corner, counts that lie, a lying dimension and an index out of range cost nothing and lose nothing."""
    corner = workbook(ROW + '<row r="1048576"><c r="XFD1048576"><v>2</v></c></row>')
    assert {number: len(row) for number, row in rows_of(corner).items()} == {1: 1, 1048576: 16384}
    table = f'<sst xmlns="{MAIN}" count="4294967295" uniqueCount="4294967295"><si><t>Ann</t></si></sst>'
    cells = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>9</v></c></row>'
    assert rows_of(workbook(cells, strings=table)) == {1: ["Ann", "9"]}
    many = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 501))
    for dimension in ("A1", "A1:XFD1048576", "nonsense"):
        data = packed(parts(sheet_xml(many, before=f'<dimension ref="{dimension}"/>')))
        assert len(rows_of(data)) == 500
    styled = "".join(f'<row r="{n}"><c r="A{n}" s="1"/><c r="XFD{n}" s="1"/></row>' for n in range(1, 20_000))
    assert set(map(tuple, rows_of(workbook(styled)).values())) == {()}


def test_limits_are_named() -> None:
    """Passing a limit is a `LimitError` that names it."""
    data = workbook(
        "".join(
            f'<row r="{n}"><c r="A{n}" t="str"><v>{"x" * 50}</v></c><c r="D{n}"><v>1</v></c></row>'
            for n in range(1, 99)
        )
    )
    for name, value in (
        ("rows", 50),
        ("columns", 3),
        ("cell", 49),
        ("xlsx_bytes", 100),
        ("entries", 2),
        ("decompressed", 1000),
    ):
        with pytest.raises(LimitError) as caught:
            rows_of(data, limits=Limits(**{name: value}))
        assert caught.value.code == f"limit.{name}"
    strings = workbook('<row r="1"><c r="A1" t="s"><v>0</v></c></row>', strings=strings_xml(["<t>abc</t>"] * 9))
    for name, value in (("shared_strings", 8), ("shared_bytes", 20)):
        with pytest.raises(LimitError) as caught:
            rows_of(strings, limits=Limits(**{name: value}))
        assert caught.value.code == f"limit.{name}"


def test_errors_hold_no_personal_data() -> None:
    """No message and no parameter repeats what stands in a cell."""
    data = workbook('<row r="7"><c r="A7" t="str"><v>Ann Secret</v></c><c r="A7" t="str"><v>Ann Secret</v></c></row>')
    with pytest.raises(SourceError) as caught:
        rows_of(data)
    assert "Secret" not in repr(caught.value) + str(dict(caught.value.params))
    assert caught.value.params["row"] == 7


BASE = packed(
    parts(
        sheet_xml(
            "".join(
                f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c><c r="B{n}" s="1"><v>{n}</v></c></row>'
                for n in range(1, 40)
            )
        ),
        strings=strings_xml(["<t>Ann</t>", "<r><t>B</t></r>"]),
        styles=styles_xml("d.m.yyyy"),
    ),
    zipfile.ZIP_STORED,
)


@settings(max_examples=200)
@given(
    st.lists(
        st.tuples(st.integers(0, len(BASE) - 1), st.binary(max_size=4), st.integers(0, 40)), min_size=1, max_size=4
    )
)
def test_any_bytes_are_rows_or_a_declared_error(changes: list[tuple[int, bytes, int]]) -> None:
    """Law 8: a workbook with bytes replaced, inserted or cut out is read or refused, never anything else."""
    data = bytearray(BASE)
    for place, new, cut in changes:
        data[place : place + cut] = new
    verdict(bytes(data))


@settings(max_examples=200)
@given(
    st.sampled_from(
        [
            "xl/worksheets/sheet1.xml",
            "xl/sharedStrings.xml",
            "xl/styles.xml",
            "xl/workbook.xml",
            "xl/_rels/workbook.xml.rels",
            "_rels/.rels",
        ]
    ),
    st.lists(
        st.tuples(
            st.floats(0, 1),
            st.sampled_from([b"", b"<", b">", b'"', b"&", b"</row>", b"<row>", b"9", b"\0", b" ", b"-", b"x:"]),
            st.integers(0, 30),
        ),
        min_size=1,
        max_size=3,
    ),
)
def test_any_xml_is_rows_or_a_declared_error(name: str, changes: list[tuple[float, bytes, int]]) -> None:
    """Law 8, inside the archive: with sizes and checksums right, damaged XML is read or refused."""
    with zipfile.ZipFile(io.BytesIO(BASE)) as archive:
        content: dict[str, str | bytes] = {entry: archive.read(entry) for entry in archive.namelist()}
    part = bytearray(packed_part) if isinstance(packed_part := content[name], bytes) else bytearray()
    for share, new, cut in changes:
        place = int(share * len(part))
        part[place : place + cut] = new
    content[name] = bytes(part)
    verdict(packed(content))


@given(st.binary(max_size=400))
def test_any_junk_is_a_declared_error(junk: bytes) -> None:
    """Law 8: what never was a workbook is refused."""
    for data in (junk, b"PK\x03\x04" + junk, junk + BASE[-22:]):
        with pytest.raises(SourceError):
            open_workbook(io.BytesIO(data))
