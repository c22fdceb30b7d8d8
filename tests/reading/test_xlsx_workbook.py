"""Whole workbooks: what is in them is read, whoever wrote them; what is not a workbook is named."""

from __future__ import annotations

import io
import os
import sys
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from customer_import.errors import SourceError, UsageError
from customer_import.problems.codes import CODES
from customer_import.reading import read, sheets
from customer_import.reading.xlsx import open_workbook
from tests.reading.xlsx_building import (
    HEADER,
    LINKS,
    MAIN,
    PACKAGE,
    STRICT,
    cells_of,
    packed,
    parts,
    rows_of,
    sheet_xml,
    strings_xml,
    styles_xml,
    workbook,
)

DATA = Path(os.environ.get("CUSTOMER_IMPORT_DATA", "../shared/data")) / "xlsx"
ROWS = '<row r="1"><c r="A1" t="inlineStr"><is><t>Name</t></is></c></row><row r="3"><c r="B3"><v>5</v></c></row>'


class Trickle(io.BytesIO):
    """A stream that never gives more than a few bytes at once."""

    def read(self, size: int | None = -1, /) -> bytes:
        """Read at most seven bytes."""
        return super().read(min(7, size) if size is not None and size > 0 else 7)


@pytest.mark.parametrize("namespace", [MAIN, STRICT, "urn:of-some-other-writer"])
def test_namespaces_make_no_difference(namespace: str) -> None:
    """Transitional, strict or strange: the namespace of the root is the one of its content."""
    data = packed(parts(sheet_xml(ROWS, namespace=namespace), namespace=namespace))
    assert rows_of(data) == {1: ["Name"], 3: ["", "5"]}


def test_strings_of_all_kinds() -> None:
    """Shared, rich, inline and escaped strings are read; reading aids are not; white space counts only where kept."""
    strings = strings_xml(
        [
            "<t>plain</t>",
            '<r><t xml:space="preserve">rich </t></r><r><rPr><b/></rPr><t>text</t></r>',
            "<t>漢</t><rPh sb='0' eb='1'><t>かん</t></rPh>",
            "<t> drop </t>",
            '<t xml:space="preserve"> keep </t>',
            "<t>a_x000D_&amp;b</t>",
            "<t/>",
        ]
    )
    row = "".join(f'<c r="{chr(65 + n)}1" t="s"><v>{n}</v></c>' for n in range(8))
    data = workbook(f'<row r="1">{row}</row>', strings=strings)
    assert [text for text, _ in cells_of(data).values()] == ["plain", "rich text", "漢", "drop", " keep ", "a\r&b", "7"]


def test_formats_reach_the_cells() -> None:
    """Dates by format, zip codes with their zeros, and formats of `cellStyleXfs` that mean nothing."""
    data = workbook(
        '<row r="1"><c r="A1"><v>44197</v></c><c r="B1" s="1"><v>44197.5</v></c><c r="C1" s="2"><v>1234</v></c></row>',
        styles=styles_xml("d.m.yyyy h:mm", "00000"),
    )
    assert cells_of(data) == {
        (1, 0): ("44197", "numeric"),
        (1, 1): ("2021-01-01 12:00:00", "date"),
        (1, 2): ("01234", "numeric"),
    }


def test_the_1904_system() -> None:
    """Old Macs count days from 1904."""
    book = (
        f'{HEADER}<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><workbookPr date1904="1"/><sheets>'
        '<sheet name="Customers" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
    data = workbook('<row r="1"><c r="A1" s="1"><v>42735</v></c></row>', styles=styles_xml("yyyy"), book=book)
    assert cells_of(data) == {(1, 0): ("2021-01-01", "date")}


def test_rows_and_cells_without_references() -> None:
    """They follow the one before; rows may stand out of order and come in order."""
    data = workbook(
        '<row r="5"><c r="C5"><v>3</v></c><c><v>4</v></c></row><row><c><v>1</v></c></row>'
        '<row r="2"><c r="B2"><v>2</v></c><c r="A2"><v>1</v></c></row>'
    )
    assert rows_of(data) == {2: ["1", "2"], 5: ["", "", "3", "4"], 6: ["1"]}
    assert list(rows_of(data)) == [2, 5, 6]


def test_what_is_worth_a_remark() -> None:
    """Hidden rows and columns, merged ranges, macros and external links are counted, not followed."""
    sheet = sheet_xml(
        '<row r="1" hidden="1"><c r="A1"><v>1</v></c></row>',
        before='<cols><col min="2" max="4" hidden="1"/></cols>',
        after='<mergeCells count="1"><mergeCell ref="A1:B2"/></mergeCells>',
    )
    links = (
        f'{HEADER}<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{LINKS}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId9" Type="{LINKS}/externalLink" Target="externalLinks/externalLink1.xml"/>'
        "</Relationships>"
    )
    more: dict[str, str | bytes] = {"xl/vbaProject.bin": b"\0", "xl/_rels/workbook.xml.rels": links}
    with open_workbook(io.BytesIO(packed(parts(sheet, more=more)))) as book:
        assert {problem.code for problem in book.remarks} == {"source.macros", "source.external_links"}
        list(book.records("Customers"))
        found = {problem.code: dict(problem.params)["count"] for problem in book.remarks}
        assert book.facts("Customers").merged == ("A1:B2",)
        assert book.facts("Customers").complete
        assert repr(book) == "Workbook(<1 sheets>)"
    assert found == {
        "source.macros": 1,
        "source.external_links": 1,
        "source.hidden_rows": 1,
        "source.hidden_columns": 3,
        "source.merged": 1,
    }
    assert all(problem.level == CODES[problem.code].level == "remark" for problem in book.remarks)


def test_sheets_are_listed_with_their_state() -> None:
    """Hidden sheets are listed as such; charts are no sheets; a sheet that is not there is refused when it is read."""
    book = (
        f'{HEADER}<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheets><sheet name="Chart" sheetId="4" r:id="rId2"/>'
        '<sheet name="Customers" sheetId="1" state="hidden" r:id="rId1"/><sheet name="Gone" sheetId="2" r:id="rId7"/>'
        '<sheet name="Deep" sheetId="1" state="veryHidden"/></sheets></workbook>'
    )
    links = (
        f'{HEADER}<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{LINKS}/worksheet" Target="\\xl\\worksheets\\sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{LINKS}/chartsheet" Target="chartsheets/sheet1.xml"/></Relationships>'
    )
    data = packed(parts(sheet_xml(ROWS), book=book, more={"xl/_rels/workbook.xml.rels": links}))
    with open_workbook(io.BytesIO(data)) as opened:
        assert [(sheet.name, sheet.state) for sheet in opened.sheets] == [
            ("Customers", "hidden"),
            ("Gone", "visible"),
            ("Deep", "veryHidden"),
        ]
        assert sum(len(records) for records in opened.records("Deep")) == 2
        with pytest.raises(SourceError) as caught:
            opened.records("Gone")
        assert caught.value.code == "source.sheet_missing"
        with pytest.raises(UsageError):
            opened.records("Chart")


def test_not_all_of_very_many_sheets_are_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sheets that show one part are looked at once; where not all are looked at, all are offered."""
    monkeypatch.setattr(sheets, "SEARCHED", 2)
    names = [f"S{number}" for number in range(5)]
    listed = "".join(f'<sheet name="{name}" sheetId="1" r:id="r{name[1:]}"/>' for name in names)
    book = f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheets>{listed}</sheets></workbook>'
    row = '<row r="1"><c r="A1" t="str"><v>{}</v></c><c r="B1"><v>5</v></c></row>'
    for shown in ([0, 0, 0, 1, 1], [0, 1, 2, 3, 4]):
        links = "".join(
            f'<Relationship Id="r{at}" Type="{LINKS}/worksheet" Target="worksheets/s{part}.xml"/>'
            for at, part in enumerate(shown)
        )
        more = {f"xl/worksheets/s{part}.xml": sheet_xml(row.format(part)) for part in shown}
        more["xl/_rels/workbook.xml.rels"] = f'<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>'
        with read(packed(parts(sheet_xml(""), book=book, more=more))) as table:
            (question,) = [one for one in table.dialect.questions if one.code == "sheet"]
            assert question.options == (("S0", "S3") if 4 not in shown else tuple(names))


def test_part_names_in_capitals_are_a_workbook() -> None:
    """Names of parts are compared without regard to case (OPC, ECMA-376 part 2, 6.2.2.3)."""
    content = parts(sheet_xml('<row r="1"><c r="A1" t="str"><v>e-mail</v></c></row>'))
    with read(packed({name.upper(): data for name, data in content.items()})) as table:
        assert table.dialect.format == "xlsx"


@pytest.mark.parametrize("part", ["word/document.xml", "ppt/presentation.xml", "xl/workbook.bin"])
def test_what_is_embedded_does_not_tell_what_a_file_is(part: str) -> None:
    """A document inside of a workbook, whose names stand in its bytes, makes no document of it."""
    inside = packed({part: "x"}, zipfile.ZIP_STORED)
    content = {**parts(sheet_xml(ROWS)), "xl/embeddings/inside": inside}
    with read(packed(content, zipfile.ZIP_STORED)) as table:
        assert table.dialect.format == "xlsx"


def test_short_reads_change_nothing() -> None:
    """A stream that gives few bytes at a time is read like any other, and two iterations do not disturb each other."""
    data = workbook(ROWS)
    with open_workbook(Trickle(data)) as book:
        first, second = book.records("Customers"), book.records("Customers")
        assert next(first).rows == next(second).rows == [["Name"], ["", "5"]]


def test_a_prefix_and_other_encodings_are_read() -> None:
    """UTF-16 and Latin-1 parts are decoded as they declare."""
    sheet = sheet_xml('<row r="1"><c r="A1" t="inlineStr"><is><t>Žluť</t></is></c></row>').replace("UTF-8", "UTF-16")
    assert rows_of(packed(parts(sheet.encode("utf-16")))) == {1: ["Žluť"]}
    sheet = sheet_xml('<row r="1"><c r="A1" t="inlineStr"><is><t>Ünal</t></is></c></row>').replace(
        "UTF-8", "ISO-8859-1"
    )
    assert rows_of(packed(parts(sheet.encode("latin-1")))) == {1: ["Ünal"]}


@pytest.mark.parametrize(
    ("data", "code", "kind"),
    [
        (b"", "source.truncated", None),
        (b"name;phone\nAnn;1\n", "source.truncated", None),
        (workbook(ROWS)[:-30], "source.truncated", None),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "source.format", "xls"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(99),
            "source.encrypted",
            None,
        ),
        (packed({"xl/workbook.bin": b"\0"}), "source.format", "xlsb"),
        (
            packed({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<a/>"}),
            "source.format",
            "ods",
        ),
        (packed({"notes.txt": b"hello"}), "source.format", "zip"),
        (
            packed(parts(sheet_xml(ROWS), book=f'<workbook xmlns="{MAIN}"><sheets/></workbook>')),
            "source.no_sheets",
            None,
        ),
    ],
)
def test_what_is_no_workbook_is_named(data: bytes, code: str, kind: str | None) -> None:
    """Each wrong file gets an error that says what it is."""
    with pytest.raises(SourceError) as caught:
        open_workbook(io.BytesIO(data))
    assert caught.value.code == code
    assert caught.value.params.get("format") == kind


@given(
    st.lists(
        st.lists(
            st.one_of(
                st.text(
                    st.characters(blacklist_categories=["Cs", "Cc"], blacklist_characters="\ufffe\uffff"), max_size=12
                ),
                st.integers(-(10**14), 10**14),
            ),
            max_size=6,
        ),
        max_size=12,
    ),
    st.booleans(),
)
def test_what_another_program_writes_is_read_back(table: list[list[str | int]], streaming: bool) -> None:
    """Law 7: cells written by XlsxWriter, as shared or as inline strings, come back cell for cell."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"constant_memory": streaming, "in_memory": not streaming})
    sheet = book.add_worksheet("Customers")
    for number, row in enumerate(table):
        for column, value in enumerate(row):
            if isinstance(value, str):
                sheet.write_string(number, column, value)
            else:
                sheet.write_number(number, column, value)
    book.close()
    expected = {
        (number, column): (str(value), None if isinstance(value, str) else "numeric")
        for number, row in enumerate(table, 1)
        for column, value in enumerate(row)
        if value != ""
    }
    assert cells_of(target.getvalue()) == expected


def test_a_million_cells_of_memory_are_not_kept() -> None:
    """Blocks leave as they are read: the first is there before the sheet is read to its end."""
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 50_000))
    with open_workbook(io.BytesIO(workbook(rows + "<oops>"))) as book:
        stream = book.records("Customers")
        assert next(stream).numbers[0] == 1
        with pytest.raises(SourceError) as caught:
            for _ in stream:
                pass
    assert caught.value.code == "source.xml_broken"
    assert int(str(caught.value.params["offset"])) > len(rows)


@pytest.mark.skipif(not DATA.is_dir(), reason="needs the real workbooks: set CUSTOMER_IMPORT_DATA")
def test_real_workbooks_read_as_others_read_them() -> None:
    """Where openpyxl and calamine agree on a cell, so do we."""
    sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks" / "reading"))
    try:
        from xlsx_accuracy import compare  # type: ignore[import-not-found] # a script, no package
    finally:
        sys.path.pop(0)
    wrong = []
    for values in sorted((DATA / "values").glob("*/*.json.gz")):
        path = DATA / values.parent.name / values.name.removesuffix(".json.gz")
        wrong += [f"{path.name}: {found}" for found in compare(path, values)[2]]
    assert not wrong
