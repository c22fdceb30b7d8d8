"""Damaged rows: each costs itself and no neighbour, and is named."""

from __future__ import annotations

import csv

import pytest

from customer_import.reading import Dialect, read
from customer_import.reading.csv_records import csv_options
from customer_import.reading.damage import Budget, cut_cells

HEAD = "id,name,city,phone\n"
GOOD = [f"{i},Ann{i},Lund,+4670{i:06d}" for i in range(1, 60)]


def problems(data: str) -> tuple[dict[int, list[str]], int, list[tuple[str, ...]]]:
    """Return problem codes by row number, the number of rows, and the rows."""
    with read(data.encode()) as table:
        found: dict[int, list[str]] = {}
        for chunk in table.chunks(10):
            for index, damaged in chunk.damaged.items():
                found[chunk.numbers[index]] = [problem.code for problem in damaged]
        return found, table.tally.rows, [row.cells for row in table]


def damaged(line: str, at: int = 20) -> str:
    """Put a line among good ones; it is record `at` + 2."""
    return HEAD + "\n".join([*GOOD[:at], line, *GOOD[at:]]) + "\n"


def test_surplus_cells_reject_the_row() -> None:
    """A row with more filled cells than columns may have shifted: it is damaged, with its raw cells."""
    found, rows, all_rows = problems(damaged("x,y,z,1,2"))
    assert (found, rows) == ({22: ["row.extra_cells"]}, 60)
    assert ("x", "y", "z", "1", "2") in all_rows


def test_surplus_blank_cells_are_tolerated() -> None:
    """Delimiters at the end of a row are nothing."""
    assert problems(damaged("60,Ann60,Lund,+4670000060,,,"))[0] == {}


def test_a_short_row_is_no_damage() -> None:
    """A row that ends early says so, and its missing cells are absent."""
    with read(damaged("x,y").encode()) as table:
        chunk = next(table.chunks())
        assert chunk.short == {20: 2}
        assert [column[20] for column in chunk.columns] == ["x", "y", "", ""]


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ('x,"Ann,Lund,+4670', '"Ann'),
        ('x,"the "small" one",Lund,+4670', 'the "small" one'),
        ('x,"a "b", c",Lund,+4670', 'a "b", c'),
        ('x,""Ann",Lund,+4670', '"Ann'),
        ('x,Ann",Lund,+4670', 'Ann"'),
    ],
)
def test_quotes_out_of_order_cost_one_row_at_most(line: str, name: str) -> None:
    """A stray quote is read as what it must be, given the number of columns; every neighbour is read."""
    found, rows, all_rows = problems(damaged(line))
    assert rows == 60
    assert all_rows[20] == ("x", name, "Lund", "+4670")
    assert found in ({}, {22: ["row.quote_stray"]})


def test_an_unclosed_quote_is_located_where_it_opened() -> None:
    """A quote that never closes rejects the row where it opened, and no other."""
    found, rows, _ = problems(damaged('x,"Ann'))
    assert (found, rows) == ({22: ["row.quote_unclosed"]}, 60)


def test_two_stray_quotes_do_not_swallow_the_rows_between() -> None:
    """Text between two stray quotes is valid by RFC 4180, but its lines are rows."""
    lines = list(GOOD)
    lines[10] = '11,"Ann,Lund,+4670'
    lines[40] = '41,Ann",Lund,+4670'
    found, rows, _ = problems(HEAD + "\n".join(lines) + "\n")
    assert rows == 59
    assert set(found) <= {12, 42}


def test_line_breaks_in_quotes_are_one_record() -> None:
    """A cell may hold line breaks; the numbers count records, not lines."""
    with read((HEAD + '1,"Ann\nMaria",Lund,1\n2,Bo,Lund,2\n').encode()) as table:
        assert [(row.number, row.cells[1]) for row in table] == [(2, "Ann\nMaria"), (3, "Bo")]


@pytest.mark.parametrize(("char", "code"), [("\0", "row.nul"), ("\x1b", "row.control"), ("\x07", "row.control")])
def test_control_characters_reject_the_row(char: str, code: str) -> None:
    """NUL and other control characters cost their row."""
    found, rows, _ = problems(damaged(f"x,A{char}nn,Lund,+4670"))
    assert (found, rows) == ({22: [code]}, 60)


@pytest.mark.parametrize("char", ["\x0b", "\x0c", "\x85", "\u2028", "\u2029", "\x1c"])
def test_only_cr_and_lf_end_records(char: str) -> None:
    """The other characters at which `str.splitlines` cuts stand in cells."""
    assert problems(damaged(f"x,A{char}nn,Lund,+4670"))[1] == 60


def test_the_field_size_limit_of_csv_is_left_alone() -> None:
    """Reading does not touch the global limit of `csv`, and does not depend on it."""
    before = csv.field_size_limit(50)
    try:
        with read((HEAD + '1,"' + "x" * 500 + '",Lund,2\n2,b,c,d\n').encode()) as table:
            assert len(next(iter(table)).cells[1]) == 500
        assert csv.field_size_limit() == 50
    finally:
        csv.field_size_limit(before)


def test_cutting_prefers_the_least_damage() -> None:
    """Among all cuts into the right number of cells, the one that is written best wins."""
    dialect = Dialect()
    assert cut_cells('a,"b,c",d', dialect, 3, Budget()) == (["a", "b,c", "d"], 0)
    assert cut_cells('a,"b,c,d', dialect, 4, Budget()) is not None
    assert cut_cells("a,b", dialect, 3, Budget()) is None
    assert csv_options(dialect)["strict"]
