"""The fast path gives what expat gives: the same rows, flags and refusals, wherever the blocks are cut."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from operator import itemgetter
from xml.sax.saxutils import escape

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from customer_import.errors import SourceError
from customer_import.model import Flag
from customer_import.reading import xlsx_columns
from customer_import.reading.limits import Limits
from customer_import.reading.records import SheetColumns
from customer_import.reading.xlsx_blocks import Blocks
from customer_import.reading.xlsx_cells import Cells, unescape
from customer_import.reading.xlsx_fast import IDLE, FastRows
from customer_import.reading.xlsx_pattern import Column, row_pattern
from customer_import.reading.xlsx_sheet import SheetParser
from customer_import.reading.xlsx_sink import Sink
from customer_import.reading.xlsx_strings import FastStrings, SharedStrings, StringsParser
from customer_import.reading.xlsx_styles import PLAIN, number_format
from tests.reading.xlsx_building import sheet_xml, strings_xml

STRINGS = ["Ann", "Šárka", "", "a & b", " padded ", "x" * 40]
FORMATS = [PLAIN, number_format("yyyy-mm-dd"), number_format("00000"), number_format("[h]:mm")]


class Never:
    """A fast reader that declines everything."""

    def begin(self, text: str, prefix: str, prefixes: set[str]) -> bool:
        """Decline."""
        return False

    def take(self, text: str, start: int) -> int:
        """Decline."""
        return -1


class Counting(FastRows):
    """Counts the bytes that the fast path covered."""

    covered = 0

    def take(self, text: str, start: int) -> int:
        """Count what is covered."""
        covered = super().take(text, start)
        self.covered += max(covered, 0)
        return covered


def chunked(data: bytes, size: int) -> Iterator[bytes]:
    """Cut data into chunks."""
    for start in range(0, len(data), size):
        yield data[start : start + size]


def read(data: bytes, size: int, fast: bool, limits: Limits | None = None) -> tuple[object, int]:
    """Read a worksheet part; return all that it says, or the code of the refusal, and how much was read fast."""
    limits = limits or Limits()
    strings = SharedStrings(limits)
    strings.extend(list(STRINGS))
    cells = Cells(strings, FORMATS, False)
    sink = Sink(limits)
    parser = SheetParser("sheet1.xml", limits, cells, sink)
    reader = Counting(parser, cells, sink, limits)
    try:
        for _ in Blocks(parser, reader if fast else Never()).run(chunked(data, size)):
            pass
        found: list[tuple[int, list[str], dict[int, Flag]]] = []
        for part in sink.take():
            records = part.records() if isinstance(part, SheetColumns) else part
            flags = [records.flags.get(index, {}) for index in range(len(records))]
            found += zip(records.numbers, records.rows, flags, strict=True)
    except SourceError as error:
        return error.code, reader.covered
    facts = (sink.hidden_rows, sink.merges, sink.unordered)
    return (sorted(found, key=itemgetter(0)), facts), reader.covered


TEXTS = st.one_of(
    st.text(alphabet="abcŠž€😀 \t\n&<>\"'_x0041]", max_size=8),
    st.sampled_from(["_x0041_", "_xD83D__xDE00_", "]]>", "a]]b", " lead", "trail ", "", "\u00a0"]),
)
RAW = st.sampled_from(
    ["&#65;", "&#x20;a", "&amp;", "&bogus;", "&#0;", "&#xD800;", "]]>", "\x01", "\r\n", "<!-- </row> -->", "\ufffe"]
)
NUMBERS = st.one_of(
    st.integers(-(10**17), 10**17).map(str),
    st.floats(allow_nan=False, allow_infinity=False).map(repr),
    st.sampled_from(
        [
            "1.10",
            "0.30000000000000004",
            "00012",
            " 5 ",
            "+5",
            "1_0",
            "٥",
            "NaN",
            "1E999",
            "9" * 400,
            "0." + "0" * 20 + "1",
            "60",
            "59.5",
            "-0",
            "3E2",
            "1.",
        ]
    ),
)
STYLES = st.sampled_from(["", ' s="1"', ' s="2"', ' s="3"', ' s="99"', ' s=""', " s='1'"])


USUAL = (
    '<c r="{r}"{s}><v>{n}</v></c>',
    '<c r="{r}"{s} t="n"><v>{n}</v></c>',
    '<c r="{r}"{s} t="s"><v>{i}</v></c>',
    '<c r="{r}"{s} t="inlineStr"><is><t{k}>{t}</t></is></c>',
    '<c r="{r}"{s} t="str"><f>A1&amp;"x"</f><v>{t}</v></c>',
    '<c r="{r}"{s}><f t="shared" ref="A1:B2" si="0">{t}</f><v>{n}</v></c>',
    '<c r="{r}"{s} t="b"><v>{i}</v></c>',
    '<c r="{r}"{s} t="e"><v>#N/A</v></c>',
    '<c r="{r}"{s} t="d"><v>2026-02-0{i}</v></c>',
    '<c r="{r}"{s}/>',
    '<c r="{r}"{s}></c>',
)
UNUSUAL = (
    '<c r="{r}"{s} t="inlineStr"><is><r><t>{t}</t></r><rPh><t>x</t></rPh></is></c>',
    '<c r="{r}"{s}><f>A1</f></c>',
    '<c r="{r}"{s}><f>A1</f><v></v></c>',
    '<c r="{r}"{s} t="str"><f>A1</f><v></v></c>',
    '<c t="s" r="{r}"><v>1</v></c>',
    '<c r="{r}" cm="1" vm="2"><v>7</v></c>',
    '<c r="{r}" z:a="1"><v>7</v></c>',
    '<c r="{r}" s="1" s="1"><v>7</v></c>',
    '<c r="{r}" t="s" t="n"/>',
    '<c r="{r}"><v>1</v><!-- </row> --></c>',
    '<c r="{r}" t="inlineStr"><is><t><![CDATA[</row>{n}]]></t></is></c>',
    '<c r="{r}" t="inlineStr"><v>{t}</v></c>',
    '<c r="{r}" t="s"><is><t>{t}</t></is></c>',
    '<c r="{r}" t="what"><v>1</v></c>',
    "<c><v>4</v></c>",
)
RARELY = st.integers(0, 59).map(lambda n: n == 31)


@st.composite
def cell(draw: st.DrawFn) -> str:
    """Write one cell, mostly as programs do."""
    make = draw(st.sampled_from(UNUSUAL if draw(RARELY) else USUAL))
    return make.format(
        r="{r}",
        s=draw(STYLES) if draw(st.booleans()) else "",
        n=draw(NUMBERS),
        i=draw(st.integers(0, 7)),
        k=draw(st.sampled_from(["", "", ' xml:space="preserve"'])),
        t=(draw(RAW) if draw(RARELY) else escape(draw(TEXTS))).replace("{", "").replace("}", ""),
    )


@st.composite
def rows(draw: st.DrawFn) -> str:
    """Write some rows; the same make of cells is repeated, as in real sheets."""
    written: list[str] = []
    number = 0
    for _ in range(draw(st.integers(1, 4))):
        columns = draw(st.lists(st.integers(0, 4), min_size=1, max_size=5, unique=True).map(sorted))
        makes = [draw(cell()).replace("{r}", "ABCDE"[column] + "@") for column in columns]
        for _ in range(draw(st.integers(1, 5))):
            number += 0 if draw(RARELY) else draw(st.sampled_from([1, 1, 1, 3]))
            heads = [
                f'<row r="{number}">',
                f'<row r="{number}" spans="1:5">',
                f'<row r="{number}" hidden="1" ht="12.5">',
            ]
            odd = ["<row>", f'<row r="{number}" xml:z="/">', f'<row r="{number}" bad>', f'<row r="{number}"/>']
            head = draw(st.sampled_from(odd if draw(RARELY) else heads))
            if head.endswith("/>"):
                written.append(head)
                continue
            gap = draw(st.sampled_from(["", "", "\n", " <!-- -->"]))
            written.append(head + "".join(makes).replace("@", str(number)) + "</row>" + gap)
        for _ in range(draw(st.sampled_from([0, 0, 9]))):  # formatted, and blank
            number += 1
            written.append(f'<row r="{number}" s="1" ht="15"/>')
    return "".join(written)


@given(rows(), st.sampled_from([40, 97, 300, 5000]), st.integers(0, 9))
@example('<row r="1"><c r="A1"><v>1</v></c></row>' * 3, 40, 0)
@example(
    "".join(f'<row r="{n}"><c r="A{n}"><f>{"&#0;" if n == 4 else "A1"}</f><v>0</v></c></row>' for n in range(1, 5)),
    40,
    0,
)
def test_both_readers_agree(xml: str, size: int, oddity: int) -> None:
    """Whatever the fast path covers, expat would have read the same."""
    before = "<!-- <sheetData> -->" if oddity == 1 else ""
    data = sheet_xml(xml, before=before, after='<mergeCells><mergeCell ref="A1:B1"/></mergeCells>').encode(
        "utf-8", "surrogatepass"
    )
    if oddity == 2:
        data = data.replace(b"</row>", b"</row>\xff", 1)
    expected, _ = read(data, len(data), fast=False)
    assert read(data, size, fast=True)[0] == expected


@given(rows(), st.sampled_from([97, 300]))
def test_prefixes_make_no_difference(xml: str, size: int) -> None:
    """A sheet whose elements carry a prefix is read like one without, by either reader."""
    plain = sheet_xml(xml)
    for name in ("worksheet", "sheetData", "row", "c", "v", "is", "t", "f", "r", "rPh"):
        for end in (" ", ">", "/"):
            plain = plain.replace(f"<{name}{end}", f"<x:{name}{end}")
        plain = plain.replace(f"</{name}>", f"</x:{name}>")
    data = plain.replace("xmlns=", "xmlns:x=").encode("utf-8", "surrogatepass")
    assert read(data, size, fast=True)[0] == read(data, len(data), fast=False)[0]


@given(st.lists(st.one_of(TEXTS.map(escape), RAW), max_size=12), st.booleans(), st.sampled_from([20, 90, 4000]))
def test_both_readers_of_shared_strings_agree(texts: list[str], keep: bool, size: int) -> None:
    """The table of shared strings is the same, or refused alike, with and without the fast path."""
    space = ' xml:space="preserve"' if keep else ""
    data = strings_xml(f"<t{space}>{text}</t>" for text in texts).encode("utf-8", "surrogatepass")

    def table(fast: bool) -> object:
        strings = SharedStrings(Limits())
        try:
            for _ in Blocks(
                StringsParser("s.xml", Limits(), strings), FastStrings(strings, Limits()) if fast else Never()
            ).run(chunked(data, size)):
                pass
        except SourceError as error:
            return error.code
        return [strings[index] for index in range(len(strings))]

    assert table(True) == table(False)


@pytest.mark.parametrize("packed", [0, 100, 1 << 20])
@given(st.lists(st.text(max_size=9).filter(lambda text: "\0" not in text), max_size=60), st.data())
def test_shared_strings_come_back(packed: int, texts: list[str], data: st.DataObject) -> None:
    """In memory or spilled to disk: any selection of strings comes back as it went in, and so do stretches."""
    places = st.lists(st.integers(0, len(texts) - 1), max_size=30) if texts else st.just([])
    wanted = data.draw(st.lists(places, max_size=5))
    with closing(SharedStrings(Limits(), packed=packed)) as strings:
        for start in range(0, len(texts), 7):
            strings.extend(texts[start : start + 7])
        plain = list(map(unescape, texts))
        for some in wanted:
            assert strings.many(some) == [plain[place] for place in some]
            assert strings.size(some) == sum(len(texts[place].encode()) + 1 for place in some)
        for start in range(0, len(texts), 9):
            assert strings.stretch(start, start + 20) == plain[start : start + 20]
        for beyond in (len(texts), len(texts) + 8):
            with pytest.raises(IndexError):
                strings.many([beyond])


@given(st.lists(st.lists(st.integers(0, 99), min_size=1, max_size=9), max_size=12), st.booleans(), st.booleans())
def test_columns_of_shared_strings_are_what_their_cells_say(columns: list[list[int]], long: bool, tight: bool) -> None:
    """In whatever order cells name strings, new ones, old ones, none at all or some that do not exist."""
    strings = SharedStrings(Limits())
    texts = [f"text {index}" * (600 if long and index % 5 == 0 else 1) for index in range(90)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(xlsx_columns, "NEWEST", 8)
        patch.setattr(xlsx_columns, "MORE", 2)
        patch.setattr(xlsx_columns, "USUAL", 3 if tight else 40)
        strings.extend(texts)
        answer = xlsx_columns.Columns(Cells(strings, [PLAIN], False)).route(("s", 0))
        for column in columns:
            values = ["" if index % 10 == 7 else f"0{index}" if index % 10 == 3 else str(index) for index in column]
            shown = answer(values)
            if any(value and int(value) >= len(texts) for value in values):
                assert shown is None
            else:
                assert shown == ([texts[int(value)] if value else "" for value in values], None)


def test_clean_sheets_are_read_fast() -> None:
    """What programs write is covered but for the first block: text, numbers, dates, blanks, formulas, entities."""
    made = "".join(
        f'<row r="{n}" spans="1:7"><c r="A{n}" t="s"><v>{n % 6}</v></c><c r="B{n}"><v>{n}.25</v></c>'
        f'<c r="C{n}" s="1"><v>{40000 + n}</v></c><c r="D{n}" t="inlineStr"><is><t>a &amp; Žluť {n}</t></is></c>'
        + (f'<c r="E{n}" s="1"/>' if n % 2 else "")
        + f'<c r="F{n}"><f>B{n}*2</f><v>{2 * n}</v></c><c r="G{n}" t="inlineStr"><is><t> pad {n}</t></is></c></row>'
        for n in range(1, 2000)
    )
    data = sheet_xml(made).encode()
    result, covered = read(data, 1 << 16, fast=True)
    assert covered > len(data) * 0.7
    assert result == read(data, 1 << 16, fast=False)[0]


def test_formatted_blank_rows_are_read_fast() -> None:
    """Rows that close themselves, which formatting leaves behind by the thousands, end blocks as well."""
    made = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 200))
    made += "".join(f'<row r="{n}" s="1" ht="15"/>' for n in range(200, 9000))
    data = sheet_xml(made).encode()
    result, covered = read(data, 1 << 14, fast=True)
    assert covered > len(data) * 0.7
    assert result == read(data, 1 << 14, fast=False)[0]


@pytest.mark.parametrize(
    "row",
    [
        '<row r="1"' + " a" * 50_000,
        '<row r="1">' + '<c r="A1"' * 50_000,
        '<row r="1">' + '<c r="A1"><v>' * 50_000,
        '<row r="1">' + "".join(f'<c r="{chr(65 + n % 26)}1"/>' for n in range(50_000)),
        '<row r="1"><c r="A1"><f t="shared" ref="' + "A1" * 50_000,
        '<row r="1"><c r="A1"><is><t>' + " " * 100_000,
        '<row r="1">' * 30_000,
    ],
)
def test_time_is_linear(row: str) -> None:
    """A pattern that cannot match gives up in one pass: four times the text costs about four times as long."""
    pattern = row_pattern([Column()] * 26, [chr(65 + n) for n in range(26)], "", spaced=False, formulas=True)

    def cost(text: str) -> float:
        best = 1e9
        for _ in range(3):
            start = time.process_time()
            pattern.findall(text)
            best = min(best, time.process_time() - start)
        return best

    assert cost(row) < 8 * cost(row[: len(row) // 4]) + 0.02


def test_rows_that_never_fit_end_the_fast_path(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sheet of rows that no pattern fits is looked at a few hundred times, not once a row."""
    made = "".join(
        f'<row r="{n}"><c r="A{n}" t="inlineStr"><is><r><t>x</t></r></is></c></row>' for n in range(1, 20_000)
    )
    data = sheet_xml(made).encode()
    looks: list[int] = []
    take = FastRows.take

    def counted(self: FastRows, text: str, start: int) -> int:
        looks.append(start)
        return take(self, text, start)

    monkeypatch.setattr(FastRows, "take", counted)
    fast, covered = read(data, 1 << 16, fast=True)
    assert fast == read(data, 1 << 16, fast=False)[0]
    assert covered == 0
    assert 0 < len(looks) < 2 * IDLE
