"""Where a table begins, told by the values in its columns."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customer_import.reading import read

ROWS = [[f"Town {i}", f"2024-03-{i + 1:02d}", str(i * 17 + 3), f"{i}.5"] for i in range(8)]
LABELS = ["Town", "Day", "Visitors", "Share"]
TABLE = "".join(";".join(row) + "\n" for row in [LABELS, *ROWS])
BODY = "".join(";".join(row) + "\n" for row in ROWS)
WORDS = st.sampled_from(["Report", "all towns", "Mr. Ek", "2.0", "97510", "Units: persons", "", "kept until 2030", "N"])
NOTES = st.lists(st.lists(WORDS, min_size=1, max_size=2), min_size=1, max_size=7)


def shown(text: str) -> tuple[tuple[str, ...], list[list[str]], tuple[int, ...]]:
    """Return labels, rows and the numbers of the header rows."""
    with read(text.encode()) as table:
        return table.labels, [list(row.cells) for row in table], table.dialect.header_rows


@given(NOTES)
def test_notes_above(notes: list[list[str]]) -> None:
    """Whatever stands above a table of values and is narrower, the table keeps its labels and its rows."""
    above = "".join(";".join(cells) + "\n" for cells in notes)
    labels, rows, headers = shown(above + TABLE)
    assert (labels, rows) == (tuple(LABELS), ROWS)
    assert headers == (len(notes) + 1,)


@pytest.mark.parametrize(
    ("above", "labels", "count"),
    [
        (";2021;2021;2022\n;men;women;men\n", ("", "2021 men", "2021 women", "2022 men"), 2),
        (";2021;;2022\n;men;women;men\n", ("", "2021 men", "women", "2022 men"), 2),
        (";Number;Number;Number\n;2021;2022;2023\n", ("", "Number 2021", "Number 2022", "Number 2023"), 2),
        ("Town;2021;2022;2023\n(1);(2);(3);(4)\n", ("Town (1)", "2021 (2)", "2022 (3)", "2023 (4)"), 2),
        ("Title of it;;;\n;;;\nTown;2021;2022;2023\n", ("Town", "2021", "2022", "2023"), 1),
        ("Town;Code;2023-01;2023-02\n", ("Town", "Code", "2023-01", "2023-02"), 1),
        ("town_cd;count_no;00060;flag\n20s;10n;14n;5n\n", ("town_cd 20s", "count_no 10n", "00060 14n", "flag 5n"), 2),
    ],
)
def test_headers_of_periods_and_groups(above: str, labels: tuple[str, ...], count: int) -> None:
    """Years, months, groups that repeat themselves and rows that count the columns are labels above numbers."""
    body = [[f"Town {i}", str(i * 1717 + 3), str(i * 13 + 100), str(i * 7)] for i in range(8)]
    found, rows, headers = shown(above + "".join(";".join(row) + "\n" for row in body))
    assert found == labels
    assert rows == body
    assert len(headers) == count


def test_groups_above_texts() -> None:
    """A row that names groups of columns belongs to the header where no column holds values, too."""
    body = [[f"Land {i * 7}", f"{60 + i}.1 [50-80]", f"{i + 40}.1 [41-59]"] for i in range(8)]
    text = ",Life expectancy,Life expectancy\nCountry,Male,Female\n" + "".join(",".join(row) + "\n" for row in body)
    labels, rows, _ = shown(text)
    assert labels == ("Country", "Life expectancy Male", "Life expectancy Female")
    assert rows == body


def test_small_tables_above() -> None:
    """The table is the one that has rows, not the small ones that describe it."""
    above = "Station;No;Net\nUppsala;97510;own\n\nFrom;To;Height;Latitude\n1985-05-01;2023-10-01;23.6;59.8\n\n"
    labels, rows, headers = shown(above + TABLE)
    assert (labels, rows, headers) == (tuple(LABELS), ROWS, (7,))


def test_without_labels() -> None:
    """A list of values without labels keeps its first row, shifted or not."""
    assert shown(BODY)[:2] == ((), ROWS)
    shifted = [[LABELS, *ROWS][0], ["", *ROWS[0]], *ROWS[1:]]
    labels, rows, _ = shown("".join(";".join(row) + "\n" for row in shifted))
    assert labels == tuple(LABELS)
    assert rows == shifted[1:]
