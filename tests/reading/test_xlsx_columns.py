"""Columns that the fast path finds become the same chunks as rows do."""

from __future__ import annotations

import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

import customer_import as ci
from customer_import.model import Flag
from customer_import.reading import xlsx_blocks
from customer_import.reading.records import Records, SheetColumns
from customer_import.reading.xlsx import open_workbook
from customer_import.reading.xlsx_sheet import column_letters
from tests.reading.xlsx_building import packed, parts, sheet_xml, strings_xml, styles_xml, workbook

LABELS = ("id", "name", "email", "born", "points")
COUNT = 3000


def made(*, surplus: bool = False, below: str = "") -> bytes:
    """Return a list of customers, large enough for the fast path, with a blank row, gaps and numbers of all sorts."""
    rows = ["".join(f'<c r="{"ABCDE"[at]}1" t="s"><v>{at}</v></c>' for at in range(5))]
    strings = [*LABELS]
    for number in range(2, COUNT):
        cells = f'<c r="A{number}"><v>{1000 + number}</v></c>' if number % 500 else f'<c r="A{number}"/>'
        if number % 500:
            cells += f'<c r="B{number}" t="s"><v>{len(strings)}</v></c>'
            strings.append(f"Žofie {number}")
            cells += f'<c r="C{number}" t="inlineStr"><is><t>a{number}@example.org</t></is></c>'
            cells += f'<c r="D{number}" s="1"><v>{40000 + number % 300}</v></c>' if number % 3 else ""
            cells += f'<c r="E{number}"><v>{number}.{"10000000000000001" if number % 7 == 0 else 5}</v></c>'
        if surplus and number == COUNT // 2 + 1:
            cells += f'<c r="G{number}"><v>7</v></c>'
        rows.append(cells)
    text = "".join(f'<row r="{number}">{cells}</row>' for number, cells in enumerate(rows, 1))
    return workbook(
        text + below, strings=strings_xml(f"<t>{one}</t>" for one in strings), styles=styles_xml("d.m.yyyy")
    )


def chunked(data: bytes, size: int) -> tuple[list[int], list[list[str]], dict[int, dict[int, Flag]], set[int]]:
    """Read chunks; return numbers, columns, flags and the numbers of damaged rows of all of them together."""
    numbers: list[int] = []
    columns: list[list[str]] = [[] for _ in LABELS]
    flags: dict[int, dict[int, Flag]] = {}
    damaged: set[int] = set()
    with ci.read(data) as table:
        for chunk in table.chunks(size):
            assert len(chunk) <= size
            for column, found in chunk.flags.items():
                flags.setdefault(column, {}).update({len(numbers) + index: flag for index, flag in found.items()})
            damaged |= {chunk.numbers[index] for index in chunk.damaged}
            for all_of_it, column_of_chunk in zip(columns, chunk.columns, strict=True):
                assert len(column_of_chunk) == len(chunk)
                all_of_it += column_of_chunk
            numbers += chunk.numbers
    return numbers, columns, flags, damaged


@pytest.mark.parametrize("surplus", [False, True])
def test_chunks_of_any_size_hold_the_same(surplus: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Texts, flags and damaged rows do not depend on the size of chunks, nor on whether the fast path was taken."""
    data = made(surplus=surplus)
    found = [chunked(data, size) for size in (1, 7, 1024, 10_000)]
    with monkeypatch.context() as patch:
        patch.setattr("customer_import.reading.xlsx_columns.MEMO", 1)  # dates are computed, not remembered
        found.append(chunked(data, 1024))
    monkeypatch.setattr("customer_import.reading.xlsx_fast.WIDEST", 0)
    found.append(chunked(data, 1024))
    assert all(one == found[0] for one in found[1:])
    numbers, columns, flags, damaged = found[0]
    assert numbers == [number for number in range(2, COUNT) if number % 500]
    assert columns[1][-1] == f"Žofie {COUNT - 1}"
    assert set(flags) == {0, 3, 4}
    assert set(flags[3].values()) == {"date"}
    assert damaged == ({COUNT // 2 + 1} if surplus else set())


def test_rows_and_columns_are_the_same_records() -> None:
    """A block of columns says as records what the parser says: no blank cells at the ends of rows, flags by row."""
    with open_workbook(io.BytesIO(made())) as book:
        parts = list(book.blocks("Customers"))
    assert any(isinstance(part, SheetColumns) for part in parts)
    for part in parts:
        records = part if isinstance(part, Records) else part.records()
        assert len(records.rows) == len(records.numbers)
        assert not any(row and not row[-1] for row in records.rows)
        for index, number in enumerate(records.numbers):
            if number % 500 == 0:
                assert records.rows[index] == []
                assert index not in records.flags


def test_what_stands_below_a_large_sheet_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """A large sheet is searched for totals and notes only if its end looks like that, with the same result."""
    note = f'<row r="{COUNT + 2}"><c r="A{COUNT + 2}" t="inlineStr"><is><t>Source: the till</t></is></c></row>'
    for below in ("", note):
        data = made(below=below)
        with ci.read(data) as table:
            small = table.dialect.trailing
        monkeypatch.setattr(xlsx_blocks, "LARGE", 1000)
        with open_workbook(io.BytesIO(data)) as book:
            last = book.last_rows("Customers")
        assert last[-1][0] == ("Source: the till" if below else str(1000 + COUNT - 1))
        with ci.read(data) as table:
            assert table.dialect.trailing == small
        monkeypatch.undo()
        assert bool(small) == bool(below)


def lines(*rows: tuple[str, ...], first: int) -> str:
    """Return rows of a sheet, from a number on."""
    found = ""
    for number, row in enumerate(rows, first):
        cell = f'<c r="{{}}{number}" t="inlineStr"><is><t>{{}}</t></is></c>'
        cells = map(cell.format, "ABCDE", row)
        found += f'<row r="{number}">{"".join(cells)}</row>'
    return found


@pytest.mark.parametrize("gap", [0, 1], ids=["right below", "below a blank row"])
@pytest.mark.parametrize(
    ("below", "why"),
    [
        ((("Total", "", "", "", "4500"),), "totals"),
        ((("City", "Shop"), ("Oslo", "1"), ("Lund", "2"), ("Praha", "3")), "second table"),
        ((("City", "Shop"), *((f"Town {letter}", str(ord(letter))) for letter in "ABCDEFGHIJKL")), "second table"),
    ],
    ids=["totals", "narrow table", "longer narrow table"],
)
def test_the_end_of_a_large_sheet_is_that_of_a_small_one(
    monkeypatch: pytest.MonkeyPatch, below: tuple[tuple[str, ...], ...], why: str, gap: int
) -> None:
    """Totals and a narrower table at the end of a large sheet are found as in a small one, blank row or not."""
    first = COUNT + 2 + gap
    data = made(below=lines(*below, first=first))
    with ci.read(data) as table:
        small = table.dialect.trailing
    assert [(part.first, part.last, part.why) for part in small] == [(first, first + len(below) - 1, why)]
    monkeypatch.setattr(xlsx_blocks, "LARGE", 1000)
    with ci.read(data) as table:
        assert table.dialect.trailing == small


def test_what_is_far_from_the_end_of_a_large_sheet_is_found_on_request(monkeypatch: pytest.MonkeyPatch) -> None:
    """A header repeated far above the end of a large sheet is a row, unless ``skip`` has all rows searched."""
    again = lines(LABELS, first=COUNT + 2)
    more = lines(*((str(i), "Ann", f"a{i}@example.org", "2001-02-03", "1") for i in range(900)), first=COUNT + 3)
    data = made(below=again + more)
    monkeypatch.setattr(xlsx_blocks, "LARGE", 1000)
    with ci.read(data, answers={"trailing": "skip"}) as table:
        assert [(part.first, part.why) for part in table.dialect.trailing] == [(COUNT + 2, "repeated header")]
    with ci.read(data) as table:
        assert table.dialect.trailing == ()
        assert LABELS in [row.cells for row in table]
    with ci.read(data, answers={"trailing": "rows"}) as table:
        assert table.dialect.trailing == ()


def test_what_stands_around_the_rows_of_a_large_sheet_is_remarked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hidden rows, hidden columns and merged ranges of a large sheet are remarks before its rows are read."""
    monkeypatch.setattr(xlsx_blocks, "LARGE", 1000)
    rows = lines(LABELS, *(tuple(f"{label}{index}" for label in LABELS) for index in range(900)), first=1)
    rows = re.sub('<row r="(.?.?7)"', r'<row r="\1" hidden="1" ht="0"', rows)
    before = '<cols><col min="2" max="3" hidden="1"/></cols>'
    after = '<mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells>'
    with ci.read(packed(parts(sheet_xml(rows, before=before, after=after)))) as table:
        found = {problem.code: dict(problem.params)["count"] for problem in table.problems}
    assert found == {"source.hidden_rows": 90, "source.hidden_columns": 2, "source.merged": 1}


@given(
    st.lists(st.dictionaries(st.sampled_from([1, 5, 40, 300]), st.sampled_from(["x", "y"])), max_size=5),
    st.sampled_from([1, 3, 1000]),
)
def test_far_cells_are_where_they_were(rows: list[dict[int, str]], size: int) -> None:
    """Rows with a few cells over many columns are read as they are, as rows and as chunks of any size."""
    rows = [{0: "id", 600: "note"}, *({**row, 0: "1", 600: "z"} for row in rows)]
    text = ""
    for number, row in enumerate(rows, 1):
        cells = "".join(f'<c r="{column_letters(at)}{number}" t="str"><v>{row[at]}</v></c>' for at in sorted(row))
        text += f'<row r="{number}">{cells}</row>'
    with ci.read(workbook(text), answers={"header": "1"}) as table:
        assert [{at: cell for at, cell in enumerate(row.cells) if cell} for row in table] == rows[1:]
        found = [
            [column[index] for column in chunk.columns] for chunk in table.chunks(size) for index in range(len(chunk))
        ]
    assert [{at: cell for at, cell in enumerate(row) if cell} for row in found] == rows[1:]
    assert all(len(row) == 601 for row in found)
