"""Lines between brackets, bars and quotes; cells between quotes of other kinds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customer_import.reading import Dialect, read
from customer_import.reading.framing import BRACKETS, LIKE, PAIRS, straightened, unframed

ROWS = [["id", "name", "town", "since"], *([str(i), f"Ann{i} Ek", "Lund, S", f"2024-01-{i + 10}"] for i in range(12))]
SIGNS = [*PAIRS, *LIKE]


def shown(text: str) -> tuple[list[list[str]], Dialect]:
    """Return labels and rows, and the dialect."""
    with read(text.encode()) as table:
        return [list(table.labels), *(list(row.cells) for row in table)], table.dialect


@pytest.mark.parametrize("opening", SIGNS)
@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("where", ["every", "needed", "texts"])
def test_other_quotes(opening: str, mark: str, where: str) -> None:
    """Typographic quotes and others around cells are quotes, where all, texts only, or those that need it have them."""
    rows = [[cell.replace(",", mark) for cell in row] for row in ROWS]

    def cell(text: str, column: int) -> str:
        quoted = mark in text if where == "needed" else where == "every" or column in (1, 2)
        return opening + text + PAIRS.get(opening, opening) if quoted else text

    text = "".join(mark.join(cell(text, column) for column, text in enumerate(row)) + "\r\n" for row in rows)
    assert shown(text)[0] == rows


@pytest.mark.parametrize("opening", PAIRS)
def test_quotations_are_content(opening: str) -> None:
    """Quotes around what somebody said, in some cells of a column, are content."""
    said = [opening + "Well done" + PAIRS[opening], "No idea", "Why so slow?", "It works"]
    rows = [["id", "said", "town"], *([str(i), said[i % 4], "Lund"] for i in range(12))]
    assert shown("".join(",".join(row) + "\n" for row in rows))[0] == rows


@pytest.mark.parametrize("opening", BRACKETS)
@pytest.mark.parametrize("end", ["", ",", ";"])
@pytest.mark.parametrize("mark", [", ", ",", "|", ";"])
def test_brackets_around_lines(opening: str, end: str, mark: str) -> None:
    """Brackets around every line are no cells, and neither is what parts the lines of a program's list."""
    rows = [[cell.replace(",", "") for cell in row] for row in ROWS]
    found, dialect = shown("".join(opening + mark.join(row) + BRACKETS[opening] + end + "\n" for row in rows))
    assert found == rows
    assert dialect.frame == opening


def test_values_of_a_statement() -> None:
    """Rows between parentheses with texts between apostrophes, as databases list them."""
    body = "".join(f"({i}, 'O''Neill, {i}', 'Lund', {i}.5),\n" for i in range(9))
    found, _ = shown("('no', 'name', 'town', 'sum'),\n" + body)
    assert found == [["no", "name", "town", "sum"], *([str(i), f"O'Neill, {i}", "Lund", f"{i}.5"] for i in range(9))]


def test_brackets_in_cells_stay() -> None:
    """Brackets around a line's first and last cell do not stand around the line."""
    rows = [[f"[{i}]", "Ann", f"[{i}.5]"] for i in range(9)]
    assert shown("".join(",".join(row) + "\n" for row in [["[no]", "name", "[sum]"], *rows]))[0][1:] == rows


def test_drawn_boxes() -> None:
    """A table that is drawn with lines is read without them."""
    lines = ["│ " + " │ ".join(cell.ljust(12) for cell in row) + " │\n" for row in ROWS]
    rule = "├" + "┼".join("─" * 14 for _ in ROWS[0]) + "┤\n"
    text = rule.replace("├", "┌").replace("┼", "┬") + lines[0] + rule + "".join(lines[1:]) + rule.replace("├", "└")
    found, _ = shown(text)
    assert [[cell.strip() for cell in row] for row in found] == ROWS


def test_a_header_with_commas_above_tabs() -> None:
    """Between tabs, commas are content, however even the rows are that they would give."""
    rows = [["freq,unit,geo\\TIME", "2019 ", "2020 "], *([f"A,PC,C{i}", "12.4 p", ": "] for i in range(9))]
    assert shown("".join("\t".join(row) + "\n" for row in rows))[0] == [
        ["freq,unit,geo\\TIME", "2019", "2020"],
        *rows[1:],
    ]


@given(st.text(alphabet='a",;“”„\r\n ', max_size=30), st.sampled_from(sorted(PAIRS)))
def test_quotes_are_put_straight_line_by_line(text: str, opening: str) -> None:
    """What stands between a pair of quotes does not depend on where a text is cut into lines."""
    lines = text.splitlines(keepends=True)
    assert "".join(straightened(line, ",", opening) for line in lines) == straightened(text, ",", opening)


@given(st.text(alphabet="a[](),; \r\n", max_size=20), st.sampled_from([*BRACKETS, '"', "|", " "]))
def test_a_line_keeps_its_end(text: str, frame: str) -> None:
    """Without what stands around it, a line ends as it did, and nothing was added."""
    line = text.replace("\r", "").replace("\n", "") + "\r\n"
    found = unframed(line, frame)
    assert not found or (found.endswith("\r\n") and len(found) <= len(line))


def test_a_dialect_with_a_pair_of_quotes_is_a_value() -> None:
    """What was found is passed in again, and reads the same."""
    text = "".join(",".join(f"“{cell}”" for cell in row) + "\n" for row in ROWS)
    _, dialect = shown(text)
    with read(text.encode(), dialect=Dialect.from_json(dialect.to_json())) as table:
        assert [list(row.cells) for row in table] == ROWS[1:]
