"""Tables as portals, tills and people write them: each habit is read as it was meant."""

from __future__ import annotations

import pytest

from customer_import.reading import detect, read

Row = tuple[str, ...]
Table = tuple[Row, list[Row]]
REGIONS: list[Row] = [
    ("Mora", "120", "240", "7", "11"),
    ("Lund", "99", "1041", "15", "2"),
    ("Ribe", "310", "44", "86", "9"),
]
YEARS = ("Region", "2019", "2020", "2021", "2022")
FIRMS: list[Row] = [
    ("Alfa", "Long Lane 4", "Mora", "active"),
    ("Beta", "Storgatan 12", "Ribe", "closed"),
    ("Gamma", "Hauptstr. 21", "Graz", "active"),
    ("Delta", "Nova 77", "Opava", "active"),
]

TOWNS: list[Row] = [("Mora", "2020-01-31"), ("Lund", "2021-02-12"), ("Ribe", ""), ("Graz", "2023-11-01")] * 2


def lines(*rows: Row, mark: str = ",") -> str:
    """Write rows without quotes."""
    return "".join(mark.join(row) + "\n" for row in rows)


def both(above: Row, labels: Row = YEARS) -> Row:
    """Join two header rows."""
    return tuple(f"{a} {b}".strip() for a, b in zip(above, labels, strict=True))


EVERY = ("", "Men", "Men", "Women", "Women")
SOME = ("", "Men", "", "", "")
FIRST_TWO = ("", "Men", "Women", "", "")
FIRM = ("Name", "Street", "Town", "Status")
HEAD: dict[str, tuple[str, Table]] = {
    "group headings that repeat": (lines(EVERY, YEARS, *REGIONS), (both(EVERY), REGIONS)),
    "group headings at the left": (lines(FIRST_TWO, YEARS, *REGIONS), (both(FIRST_TWO), REGIONS)),
    "title, blank line, groups": ("Inhabitants,,,,\n\n" + lines(EVERY, YEARS, *REGIONS), (both(EVERY), REGIONS)),
    "title with commas": ("Firms, all, both kinds\n\n" + lines(FIRM, *FIRMS), (FIRM, FIRMS)),
    "a title with more commas than the table": (
        "Towns, by joining, all kinds, 2023\nSource: the office, page 2, note 3\n" + lines(("Town", "Joined"), *TOWNS),
        (("Town", "Joined"), TOWNS),
    ),
    "rows that end with a delimiter, and count themselves": (
        "no,town\n1,Lund,\n2,Mora,\n3,Brno,\n",
        (("no", "town", ""), [("1", "Lund", ""), ("2", "Mora", ""), ("3", "Brno", "")]),
    ),
    "comments with commas": (
        "# Till: 7, see note\n# Clerk: Eva, see note\n" + lines(FIRM, *FIRMS),
        (FIRM, FIRMS),
    ),
    "labels in the last comment": (
        "# Export, all\n# Town,Joined\n" + lines(*TOWNS),
        (("# Town", "Joined"), TOWNS),
    ),
    "names and values above two columns": (
        "Report:,Members\nPeriod:,2023-01\n\n" + lines(("Town", "Joined"), *TOWNS),
        (("Town", "Joined"), TOWNS),
    ),
    "names and values without colons": (
        "Report,Members\nPeriod,2023-01\n\n" + lines(("Town", "Joined"), *TOWNS),
        (("Town", "Joined"), TOWNS),
    ),
    "a padded title above two columns": (
        "Members of 2023,\n" + lines(("Town", "Joined"), *TOWNS),
        (("Town", "Joined"), TOWNS),
    ),
    "numbers that count the columns": (
        lines(("Place", "1", "2", "3", "4"), *REGIONS, mark=";"),
        (("Place", "1", "2", "3", "4"), REGIONS),
    ),
    "a rule below the labels": (
        "no   name   town \n--   ----   ---- \n11   Anna   Lund \n12   Jan    Brno \n13   Eva    Mora \n",
        (("no", "name", "town"), [("11", "Anna", "Lund"), ("12", "Jan", "Brno"), ("13", "Eva", "Mora")]),
    ),
    "a header that ends early": (lines(FIRM[:2], *FIRMS), ((*FIRM[:2], "", ""), FIRMS)),
    "units in brackets": (
        lines(("Name", "Street", "Town", "Status"), ("", "(text)", "(text)", "(code)"), *FIRMS),
        (("Name", "Street (text)", "Town (text)", "Status (code)"), FIRMS),
    ),
    "a text in the first row of a column of numbers": (
        "Key;Value\n" + "".join(f"key_{i};{'none yet' if not i else i * 7}\n" for i in range(9)),
        (("Key", "Value"), [(f"key_{i}", str(i * 7) if i else "none yet") for i in range(9)]),
    ),
}


@pytest.mark.parametrize("habit", HEAD)
def test_headers(habit: str) -> None:
    """Labels are those of all header rows, and what stands above them is no row."""
    text, (labels, rows) = HEAD[habit]
    with read(text.encode()) as table:
        assert (table.labels, [row.cells for row in table]) == (labels, rows)


DRAWN: dict[str, tuple[str, Table]] = {
    "a table between bars": (
        "| Name | Street | Town | Status |\n|---|---|---|:---|\n"
        + "".join(f"| {' | '.join(row)} |\n" for row in FIRMS),
        (FIRM, FIRMS),
    ),
    "a table in a grid": (
        "+---+---+\n|Town|Joined|\n+===+===+\n" + "".join(f"|{'|'.join(row)}|\n" for row in TOWNS) + "+---+---+\n",
        (("Town", "Joined"), TOWNS),
    ),
    "a console's table": (
        " Town | Joined \n------+--------\n" + "".join(f" {row[0]} | {row[1]}\n" for row in TOWNS),
        (("Town", "Joined"), TOWNS),
    ),
}


@pytest.mark.parametrize("habit", DRAWN)
def test_tables_that_are_drawn(habit: str) -> None:
    """Bars around lines and rules above the first row are no cells."""
    text, (labels, rows) = DRAWN[habit]
    with read(text.encode()) as table:
        assert table.labels == labels
        assert [tuple(map(str.strip, row.cells)) for row in table][: len(rows)] == rows
        assert table.tally.rows == len(rows)


def test_a_first_row_without_values_is_no_header() -> None:
    """What stands for nothing, above values, is the cell of a customer."""
    rows: list[Row] = [("Ann", "n/a", "-", "n/a"), *((f"Eva {i}", f"{i}7", f"{i}3", f"{i}9") for i in range(1, 7))]
    with read(lines(("Name", "Points", "Visits", "Level"), *rows).encode()) as table:
        assert (table.dialect.header_rows, [row.cells for row in table]) == ((1,), rows)


def test_a_units_row_of_a_wide_table_is_a_header_row() -> None:
    """A second row that is like none of the values below it belongs to the header."""
    labels = ("Place", "Owner", "Type", "Use", "Area", "Height", "Price", "Street", "Number", "Floor")
    units = ("text", "text", "text", "text", "(m2)", "(m)", "in EUR", "text", "unit", "text")
    rows = [(*FIRMS[i % 4], f"{i}8", f"{i}.5", f"{i}900", "Lane", f"{i}1", "low") for i in range(1, 7)]
    with read(lines(labels, units, *rows).encode()) as table:
        assert (table.dialect.header_rows, table.tally.rows) == ((1, 2), 6)


def test_a_first_row_of_ratings_is_no_header() -> None:
    """Numbers in order are labels only above values that are no such numbers."""
    rows = [("a", "1", "2", "3", "4"), ("b", "3", "3", "1", "4"), ("c", "2", "4", "4", "1"), ("d", "1", "1", "2", "2")]
    with read(lines(*rows).encode()) as table:
        assert (table.labels, [row.cells for row in table]) == ((), rows)


def test_a_list_that_starts_anew_below_a_blank_line_keeps_its_first_rows() -> None:
    """Few customers above a blank line are customers, also where the header is repeated below it."""
    labels, rows = ("Name", "Town", "Points"), [("Ann", "Lund", "1"), ("Eva", "Brno", "7")]
    more: list[Row] = [(f"Jan {i}", "Mora", str(i)) for i in range(20)]
    with read((lines(labels, *rows) + "\n" + lines(*more)).encode()) as table:
        assert (table.dialect.header_rows, table.tally.rows) == ((1,), 22)
    with read((lines(labels, *rows) + "\n" + lines(labels, *more)).encode()) as table:
        assert (table.dialect.header_rows, table.tally.rows) == ((1,), 22)


MARKS: dict[str, tuple[str, str, int]] = {
    "two pipes between two columns": ("town||joined\n" + "Lund||2020-01-31\nMora||\nBrno||2021-03-14\n" * 3, "||", 2),
    "a control character": (lines(YEARS, *REGIONS, mark="\x01"), "\x01", 5),
    "colons between many values": (lines(YEARS, *REGIONS, mark=":"), ":", 5),
    "per cent before commas at the ends of lines": (
        "a,b,share,\nx,1,12%,\ny,2,8%,\nz,5,80%,\n",
        ",",
        4,
    ),
    "a small table among notes": (
        "Club results\nby the office\nlate\n\nname\tparty\tvotes\nAnn\tGreens\t76\nEva\tUnion\t35\n\nEnd\nNote: x\n",
        "\t",
        3,
    ),
    "times in one column": ("started\n" + "".join(f"{i}:30:0{i}\n" for i in range(9)), ",", 1),
    "names in one column": ("Full name\nAnn Ek\nEva Lind\nJan Novak\nOle Berg\n", ",", 1),
    "links in one column": ("link\n" + "".join(f"https://a.example/?id={i}&x=1,2\n" for i in range(9)), "", 1),
    "decimals in one column": ("reading\n" + "".join(f"{i}7,0{i}\n" for i in range(9)), "", 1),
    "a web server's log": (
        "".join(
            f'10.0.0.{i} - - [{i}/Oct/2023:13:55:36 +0000] "GET /item/{i}?a=1,2 HTTP/1.1" 200 {i}12\n'
            for i in range(1, 9)
        ),
        " ",
        8,
    ),
    "links beside counts": ("link,count\n" + "".join(f"https://a.example/{i},{i}\n" for i in range(9)), ",", 2),
    "escaped delimiters": ("id,name,town\n1,Beta\\, Inc.,Lund\n2,Alfa,Mora\n3,Gamma\\, Ltd\\, B,Brno\n", ",", 3),
    "semicolons between spaces, and in texts": (
        "id ; firm ; town\n1 ; Delta; Co. ; Lund\n2 ; Alfa ; Brno\n3 ; Ypsilon; B ; Mora\n",
        " ; ",
        3,
    ),
    "pipes between spaces": ("id | firm | town\n1 | Alfa | Lund\n2 | Beta | Brno\n", "|", 3),
    "two spaces between columns of texts": (lines(FIRM, *FIRMS, mark="  "), "  ", 4),
    "texts aligned by spaces": (
        "Name      Street         \n" + "".join(f"{a:9} {b:15}\n" for a, b, *_ in FIRMS),
        "  ",
        2,
    ),
    "columns aligned by spaces": ("id   town   points\n1    Lund   12\n22   Brno   7\n333  Mora   144\n", " ", 3),
}


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [";", "; "])
def test_apostrophes_are_quotes_whatever_ends_the_lines(end: str, mark: str) -> None:
    """Cells between apostrophes lose them, also beside a delimiter and a space, and where CR alone ends lines."""
    rows = [("id", "name", "note"), ("1", "'men''s gloves; L'", "ok"), ("2", "plain", "'a; b'"), ("3", "x", "y")] * 2
    with read("".join(mark.join(row) + end for row in rows).encode()) as table:
        assert table.dialect.quote == "'"
        assert next(iter(table)).cells == ("1", "men's gloves; L", "ok")


def test_labels_of_two_lines_behind_a_delimiter_and_a_space() -> None:
    """Quoted labels with line breaks are labels, though parts of them alone look like usual ones."""
    body = "".join(f"Luc; m{i}@club.example; {i}.1.1961; Ede\n" for i in range(9))
    text = 'Statistics\nName; "E-mail\n(private)"; "Born\n(date)"; "Town\n(now)"\n' + body
    with read(text.encode()) as table:
        assert table.labels == ("Name", "E-mail\n(private)", "Born\n(date)", "Town\n(now)")
        assert next(iter(table)).cells == ("Luc", "m0@club.example", "0.1.1961", "Ede")


@pytest.mark.parametrize("name", ["Standa", "Notaro", "Reporta", "Anma", "Pageová"])
def test_a_name_that_starts_like_a_note_is_a_customer(name: str) -> None:
    """A last row with nothing but a name is a row, whatever word the name starts with."""
    with read((lines(FIRM, *FIRMS) + f"{name},,,\n").encode()) as table:
        assert (table.tally.rows, table.tally.trailing) == (5, 0)


def test_short_notes_beside_a_clear_one_are_notes() -> None:
    """What stands below a blank row with a clear note is a note as well."""
    with read((lines(FIRM, *FIRMS) + "\nKonec\nNote: values are rounded\n").encode()) as table:
        assert (table.tally.rows, table.tally.trailing) == (4, 2)


@pytest.mark.parametrize("habit", MARKS)
def test_delimiters(habit: str) -> None:
    """The delimiter is the one that was meant, and gives every row the same width."""
    text, delimiter, width = MARKS[habit]
    with read(text.encode()) as table:
        assert (table.dialect.delimiter, {len(row.cells) for row in table}) == (delimiter, {width})
        assert not table.dialect.questions


def test_spaces_around_a_delimiter_are_no_question() -> None:
    """With or without the spaces around it, a delimiter cuts between the same cells."""
    assert not detect(b"id , town , points\n1 , Lund , 12\n2 , Brno , 9\n").questions


def test_a_blank_cell_between_aligned_columns_rejects_its_row() -> None:
    """Between spaces a blank cell leaves no trace: the cells behind it may have shifted."""
    rows = ["101     Ann     Lund     12", "102     Eva     Brno     7", "103     Jan              9"]
    with read("\n".join(["Number  Name    Town     Points", *rows, *rows[:2]]).encode()) as table:
        chunk = next(table.chunks())
        assert table.labels == ("Number", "Name", "Town", "Points")
        assert {i: [p.code for p in problems] for i, problems in chunk.damaged.items()} == {2: ["row.unaligned"]}


def test_a_note_with_delimiters_below_the_table_is_no_row() -> None:
    """A short row below a blank one that starts like a note is one, unless it holds values as the table does."""
    text = lines(FIRM, *FIRMS) + "\n"
    with read((text + "Source: Office, Department of prices, 2023\n").encode()) as table:
        assert (table.tally.rows, [part.why for part in table.dialect.trailing]) == (4, ["footnote"])
    with read((text + "Source Ltd,Lane 4,source@example.org\n").encode()) as table:
        assert (table.tally.rows, table.dialect.trailing) == (5, ())


def test_a_damaged_row_is_not_cut_at_the_spaces_of_its_cells() -> None:
    """A row that lacks a delimiter is no row of words between spaces."""
    rows = [("x", f"{i}5.69", f"+420 777 000 73{i}", "Light") for i in range(8)]
    text = lines(("Reserved", "Amount", "Phone", "Group"), *rows) + "x,8685.69+420 777 000 734,Light\n"
    with read(text.encode()) as table:
        assert [row.cells for row in table][-1] == ("x", "8685.69+420 777 000 734", "Light")
