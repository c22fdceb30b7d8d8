"""Rows that are longer than their table by blank cells alone: those whose cells have shifted are told from the rest."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from customer_import.reading import csv_reader, read
from customer_import.reading.habits import Habit, habits_of, shifted
from customer_import.reading.pieces import Pieces

LABELS = ["id", "first", "last", "street", "email", "since", "note"]
FIRST, LAST = ["Anna", "Jan", "Petra", "Lars"], ["Berg", "Novak", "Lind", "Dahl", "Cerny"]


def made(count: int) -> list[list[str]]:
    """Make customers, of whom every third has a note."""
    rows = []
    for i in range(count):
        first, last = FIRST[i % 4], LAST[i % 5]
        note = "pays late" if i % 3 == 0 else ""
        street = f"Storgatan {i % 90 + 1}"
        email = f"{first}.{last}{i}@example.com".lower()
        rows.append([str(1000 + i), first, last, street, email, f"20{i % 20 + 10}-0{i % 9 + 1}-11", note])
    return rows


def text_of(rows: list[list[str]], mark: str = ";") -> bytes:
    """Write a table."""
    return "".join(mark.join(row) + "\n" for row in [LABELS, *rows]).encode()


def codes_of(data: bytes, size: int = 7) -> dict[int, list[str]]:
    """Return the codes of damaged rows by row number."""
    with read(data) as table:
        assert table.width == len(LABELS)
        chunks = list(table.chunks(size))
    return {chunk.numbers[i]: [one.code for one in found] for chunk in chunks for i, found in chunk.damaged.items()}


@given(
    count=st.integers(8, 40),
    index=st.integers(0, 39),
    place=st.integers(0, 4),
    inserted=st.sampled_from(["", "Jr", "c/o Berg", "12"]),
    blanks=st.integers(0, 2),
)
def test_a_delimiter_too_many_before_a_blank_cell_rejects_the_row(
    count: int, index: int, place: int, inserted: str, blanks: int
) -> None:
    """Where the cells behind it are of other kinds than their columns, the row is damaged, and no other one."""
    rows = made(count)
    index %= count
    rows[index] = [*rows[index][: place + 1], inserted, *rows[index][place + 1 : -1], "", *[""] * blanks]
    assert codes_of(text_of(rows)) == {index + 2: ["row.extra_cells"]}


@given(st.integers(8, 40), st.sets(st.integers(0, 39), max_size=9), st.integers(1, 3))
def test_delimiters_at_the_end_of_rows_are_nothing(count: int, some: set[int], more: int) -> None:
    """Rows that end with more delimiters than the others are read like these, without a word."""
    rows = made(count)
    plain = [tuple(row) for row in rows]
    for index in some:
        if index * 3 < count:  # fewer than decide how wide the table is
            rows[index] = rows[index] + [""] * more
    data = text_of(rows)
    assert codes_of(data) == {}
    with read(data) as table:
        assert [row.cells[: len(LABELS)] for row in table] == plain


@settings(max_examples=25)
@given(st.integers(64, 700), st.integers(3, 60), st.lists(st.integers(0, 79), max_size=5))
def test_blocks_and_chunks_do_not_matter(block: int, size: int, some: list[int]) -> None:
    """What is usual in the columns is known before the first row is read: a row is judged alike in any block."""
    rows = made(80)
    for index in some:
        rows[index] = [*rows[index][:3], "Jr", *rows[index][3:-1], ""]
    data = text_of(rows)
    whole = codes_of(data)
    assert set(whole) == {index + 2 for index in some}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(csv_reader, "BLOCK", block)
        assert codes_of(data, size) == whole


def test_pieces_judge_as_the_whole_file_does() -> None:
    """What was learned goes with the pieces to other processes."""
    rows = made(60)
    rows[50] = [*rows[50][:2], "von", *rows[50][2:-1], ""]
    data = text_of(rows)
    with read(data) as table:
        pieces = Pieces.of(table)
        assert pieces is not None
        found: dict[int, str] = {}
        for piece in pieces.cut(table.found.source, 10):  # type: ignore[arg-type] # a CSV file's source
            for chunk in pickle.loads(pickle.dumps(pieces)).table(piece).chunks():
                found |= {chunk.numbers[i]: problems[0].code for i, problems in chunk.damaged.items()}
    assert found == {52: "row.extra_cells"}


def test_texts_that_could_stand_anywhere_are_remarked() -> None:
    """Where the cells prove neither, the row is read as it stands and says so."""
    words = ["Old maps", "Zen and tea", "Rivers in spring", "Garden days", "Bread", "Fables"]
    rows = [[words[i % 6], words[(i + 1) % 6], words[(i * 5 + 2) % 6], words[(i + 3) % 6]] for i in range(12)]
    lines = [";".join(row) for row in [["maker", "title", "shelf", "remark"], *rows]]
    lines[5] = "Old maps;Bread;;Fables;"
    with read("\n".join(lines).encode()) as table:
        (chunk,) = table.chunks()
    assert {chunk.numbers[i]: [(one.code, one.level) for one in found] for i, found in chunk.damaged.items()} == {
        6: [("row.extra_blank", "remark")]
    }


@given(st.lists(st.text(max_size=9), min_size=3, max_size=3), st.lists(st.text(max_size=9), min_size=4, max_size=9))
def test_any_cells_are_judged(row: list[str], cells: list[str]) -> None:
    """Whatever the cells are, they have shifted, or have not, or do not tell."""
    habits = habits_of([row, row], 3)
    assert shifted(cells, habits, ",") in (True, False, None)
    assert all(habit.of(cell) <= 0 for habit in habits for cell in cells)
    assert all(isinstance(habit, Habit) for habit in habits_of([], 3))
    assert not shifted(cells, habits_of([], 3), ",")  # nothing is known of the columns, so nothing is proven
