"""What detection finds out about a CSV file, and what it asks."""

from __future__ import annotations

import json

import attrs
import pytest

from customer_import.errors import SourceError
from customer_import.profile import Field, FileRules, Profile
from customer_import.reading import Dialect, Trailing, detect, read

PEOPLE = [
    ["Number", "First name", "Surname", "E-mail", "Joined", "Points"],
    ["101", "Ann", "Smith", "ann@example.org", "2024-01-31", "12"],
    ["102", "Jan", "Novák", "jan@example.org", "2024-02-01", "7"],
    ["103", "Eva", "Öberg", "eva@example.org", "2024-02-11", "0"],
    ["104", "Jo", "O'Neil", "jo@example.org", "2024-03-12", "55"],
]
BODY = [tuple(row) for row in PEOPLE[1:]]


def text(delimiter: str = ",", end: str = "\n", rows: list[list[str]] = PEOPLE) -> str:
    """Write rows without quotes."""
    return "".join(delimiter.join(row) + end for row in rows)


def cells(data: bytes | str, **options: object) -> list[tuple[str, ...]]:
    """Read and return all rows."""
    with read(data.encode() if isinstance(data, str) else data, **options) as table:  # type: ignore[arg-type]
        assert table.tally.physical == table.tally.rows + table.tally.physical - table.tally.rows
        return [row.cells for row in table]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "^", "~", " "])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimiter_and_line_end(delimiter: str, end: str) -> None:
    """The delimiter and the line end are found, and all rows are read."""
    rows = [[cell.replace(" ", "_") for cell in row] for row in PEOPLE]
    dialect = detect(text(delimiter, end, rows).encode())
    assert (dialect.delimiter, dialect.line_end, dialect.header_rows) == (delimiter, end, (1,))
    assert cells(text(delimiter, end)) == BODY if delimiter != " " else True


def test_decimal_commas_do_not_make_commas_delimiters() -> None:
    """Amounts with decimal commas under semicolons are cells, not borders."""
    assert detect(b"id;amount;fee\n1;2,50;3,10\n2;7,00;1,25\n3;8,15;9,99\n").delimiter == ";"


def test_a_space_after_each_comma_belongs_to_the_delimiter() -> None:
    """Cells after a comma and a space start with the quote that follows it."""
    data = 'id, name, city\n1, "Smith, Ann", Lund\n2, "Novak, Jan", Brno\n'
    assert cells(data) == [("1", "Smith, Ann", "Lund"), ("2", "Novak, Jan", "Brno")]


def test_apostrophes_as_quotes() -> None:
    """Cells between apostrophes lose them; an apostrophe inside a name stays."""
    data = "'id';'name';'city'\n'1';'O''Neil; Jo';'Lund'\n'2';'Ann';'Brno'\n"
    assert cells(data) == [("1", "O'Neil; Jo", "Lund"), ("2", "Ann", "Brno")]


@pytest.mark.parametrize("quote", ["'", "`", "~"])
@pytest.mark.parametrize("mark", [",", ";", "|", "\t", ":", "::", ", "])
def test_seldom_quotes(quote: str, mark: str) -> None:
    """A sign that stands around another delimiter's cells is a quote, not a delimiter or a part of one."""
    rows = [["id", "name", "town"], ["1", f"Ann{mark}B", "Lund"], ["2", "Jan", "Brno"], ["3", "Ada", "Oslo"]]
    lines = [mark.join(f"{quote}{cell}{quote}" for cell in row) + "\n" for row in rows]
    assert cells("".join(lines)) == [tuple(row) for row in rows[1:]]


def test_a_sign_within_the_delimiter_is_no_quote() -> None:
    """Where first cells end with a sign that they do not begin with, the sign belongs to the delimiter."""
    data = "id~|~name~|~city\n1~|~Ann~|~Lund\n2~|~Jan~|~Brno\n"
    assert cells(data) == [("1", "Ann", "Lund"), ("2", "Jan", "Brno")]


def test_a_blank_behind_the_last_quote() -> None:
    """Spaces between the closing quote and the line end of every row do not hide the delimiter."""
    data = '"name"^"age"^"member" \n"river"^12^"TRUE" \n"stone"^"13"^"FALSE" \n'
    assert cells(data) == [("river", "12", "TRUE"), ("stone", "13", "FALSE")]


@pytest.mark.parametrize(
    ("data", "rows"),
    [
        ("id:name:city\n1:Ann:Lund\n2:Jan:Praha\n", [("1", "Ann", "Lund"), ("2", "Jan", "Praha")]),
        ("start\n12:30:00\n12:40:00\n", [("12:30:00",), ("12:40:00",)]),
        ("Ann: hello\nBo: hi there\nCleo: x\n", [("Bo: hi there",), ("Cleo: x",)]),
        (
            "label~code~what\n$4,038.11~7/14/2011~beta\n$7,060.72~2/8/2020~beta\n$1,050.28~1/18/2023~metal\n",
            [
                ("$4,038.11", "7/14/2011", "beta"),
                ("$7,060.72", "2/8/2020", "beta"),
                ("$1,050.28", "1/18/2023", "metal"),
            ],
        ),
    ],
)
def test_seldom_delimiters(data: str, rows: list[tuple[str, ...]]) -> None:
    """A mark that stands in texts is a delimiter where it cuts labels and all rows alike."""
    assert cells(data) == rows


@pytest.mark.parametrize(
    "data",
    [
        "Card\n4000 1234 5678 0000\n4000 1234 5678 0001\n4000 1234 5678 0002\n",
        "Phone\n+370 698 36151\n+370 669 81871\n",
        "Full name\nAnn1 Alder2\nBo1 Birch2\nCleo1 Cedar2\nDag1 Dale2\n",
        "Customer\nMüller, Hans 0\nMeier, Eva 1\nSchulz, Max 2\n",
        "Customer\n" + "".join(f"Müller, Hans {n}\n" for n in range(40)),
    ],
)
def test_one_column_of_several_words(data: str) -> None:
    """Below a known label, or one of other words than the rows, blanks and commas inside lines cut nothing."""
    label, *rows = data.splitlines()
    with read(data.encode()) as table:
        assert table.labels == (label,)
        assert [row.cells for row in table] == [(row,) for row in rows]


def test_comments_above_a_table_parted_by_spaces() -> None:
    """Spaces part no comment; so the comments are no rows, whatever they are as wide as."""
    data = "# title: Atmospheric CO2\n# contact: a b\nsite year month value\nMLO 1974 1 330.0\nMLO 1974 2 331.1\n"
    with read(data.encode()) as table:
        assert (table.dialect.preamble_rows, table.labels) == ((1, 2), ("site", "year", "month", "value"))
        assert len([*table]) == 2


def test_quoted_labels_with_another_delimiter_take_no_row() -> None:
    """A header line that is whole, quotes and all, swallows no row below it, even one with a line break in a cell."""
    data = '"day";"time";"n";"note"\n2020-01-01,10:00,1,"a\nb"\n2020-01-02,10:01,2,c\n2020-01-03,10:02,3,d\n'
    with read(data.encode()) as table:
        assert table.labels == ("day", "time", "n", "note")
        assert [row.cells[3] for row in table] == ["a\nb", "c", "d"]


@pytest.mark.parametrize("written", [(1, 2, 3, 4), (4, 5, 6, 7, 8), (2, 3, 4), (3, 4, 5, 6, 7)])
def test_rows_of_many_lengths(written: tuple[int, ...]) -> None:
    """Where rows leave out their last cells, or have more that are blank, the labels say how many columns there are."""
    rows = [(str(n), f"Ann{n}", f"+3706{n:07}", "Lund", "", "", "", "")[: written[n % len(written)]] for n in range(60)]
    data = "id,name,phone,city\n" + "".join(",".join(row) + "\n" for row in rows)
    with read(data.encode()) as table:
        assert table.labels == ("id", "name", "phone", "city")
        assert [row.cells for row in table] == rows


@pytest.mark.parametrize("first", ['"Gina Novak" <gina@example.com>', "gina@example.com", "Gina, gina@example.com"])
def test_an_address_above_addresses_is_no_label(first: str) -> None:
    """A first row with an e-mail address, above rows with others, is a customer, whatever stands beside it."""
    with read(f"{first}\nBo Birch <bo@example.com>\nCy Cedar <cy@example.com>\n".encode()) as table:
        assert (table.labels, len([*table])) == ((), 3)


@pytest.mark.parametrize("end", ["\n", "\r"])
@pytest.mark.parametrize(
    "rows",
    [
        ["name::at::code", "Ann::19:47:08::CY-72", "Bo::18:45:27::BZ-65", "Cy::17:33:49::CX-27"],
        [f"EY-{n} 2024-01-{n} {n}9,86 x{n}" for n in range(10, 20)],
    ],
)
def test_marks_within_values(rows: list[str], end: str) -> None:
    """Colons of times beside double ones, and commas that stand in numbers alone, do not part columns."""
    mark = "::" if "::" in rows[0] else " "
    with read("".join(row + end for row in rows).encode()) as table:
        found = [*([table.labels] if table.labels else []), *(row.cells for row in table)]
    assert found == [tuple(row.split(mark)) for row in rows]


def test_phone_numbers_with_spaces_are_one_column() -> None:
    """Numbers as E.164 writes them, in groups, are not cut, though no label says what they are."""
    rows = [f"+370 600 1000{n}" for n in range(5)]
    assert cells("\n".join(rows)) == [(row,) for row in rows]


def test_amounts_keep_their_sign_behind_a_long_delimiter() -> None:
    """A currency sign that follows the delimiter in every row belongs to the amounts."""
    rows = [(f"105.1.2.{n}", f"$9,{n}67.23") for n in range(4)]
    assert cells("".join("::".join(row) + "\n" for row in rows)) == rows


def test_a_first_customer_without_values_is_no_second_header_row() -> None:
    """A row without a number or date is a customer where its code is written as those below it."""
    data = "id,age,date,amount\nx1,unknown,unknown,unknown\n"
    data += "".join(f"x{n},3{n},2020-01-0{n},{n}.5\n" for n in range(2, 8))
    with read(data.encode()) as table:
        assert (table.labels, len([*table])) == (("id", "age", "date", "amount"), 7)


def test_a_list_of_one_column_has_one_header_row() -> None:
    """A small table above a list of one column becomes rows that somebody sees, not labels."""
    data = "code;label\n1;a\n2;b\n\nid\n" + "".join(f"{9000 + n}\n" for n in range(20))
    with read(data.encode()) as table:
        assert table.dialect.header_rows == (1,)
        assert len([*table]) == 23


@pytest.mark.parametrize("sign", ["$", "+"])
def test_a_sign_before_every_cell_is_no_part_of_the_delimiter(sign: str) -> None:
    """Amounts and phone numbers begin with the same sign everywhere."""
    rows = [("yes", f"{sign}1,883", f"{sign}7,653"), ("yes", f"{sign}8,790", f"{sign}1,080")] * 2
    assert cells("".join(";".join(row) + "\n" for row in rows)) == rows


def test_a_json_object_may_be_a_cell() -> None:
    """A file is a JSON document only where nothing else follows an object on its line."""
    assert cells('{"a": 1}|87|q\n{"a": 2}|83|q\n') == [('{"a": 1}', "87", "q"), ('{"a": 2}', "83", "q")]
    for document in ('{"a": {"b": 1}, "c": 2}\n{"a": {"b": 1}, "c": 2}\n', '[{"a": 1},{"a": 2}]', '{\n "a": 1}'):
        with pytest.raises(SourceError, match="JSON"):
            read(document.encode())


def test_backslash_escapes() -> None:
    """Quotes escaped by a backslash are part of the cell."""
    data = 'id,name,city\n1,"the \\"small\\" one",Lund\n2,"b, \\"c\\"",Brno\n3,x,Prague\n'
    assert cells(data)[:2] == [("1", 'the "small" one', "Lund"), ("2", 'b, "c"', "Brno")]


def test_the_sep_line_names_the_delimiter_and_is_counted() -> None:
    """A first line ``sep=;`` is obeyed, is no row, and moves the row numbers as a spreadsheet shows them."""
    with read(b"sep=;\nid;name\n1;Ann\n") as table:
        assert (table.dialect.delimiter, table.dialect.preamble_rows, table.dialect.header_rows) == (";", (1,), (2,))
        assert [row.number for row in table] == [3]


@pytest.mark.parametrize("note", ["Customers 2024\n", "Customers 2024\nby the office\n\n", "Customers,,,,,\n,,,,,\n"])
def test_preamble(note: str) -> None:
    """Titles and notes above the header are named and are no rows."""
    with read((note + text()).encode()) as table:
        assert table.labels == tuple(PEOPLE[0])
        assert [row.cells for row in table] == BODY
        assert table.tally.preamble + table.tally.blank == note.count("\n")


def test_no_header() -> None:
    """A file whose first row looks like all others has no labels, and loses no row."""
    with read(text(rows=PEOPLE[1:]).encode()) as table:
        assert table.labels == ()
        assert table.dialect.header_row is None
        assert [row.cells for row in table] == BODY


def test_a_sparse_first_customer_is_no_preamble() -> None:
    """Without a header, a first row of which only the key is known stays a row."""
    with read(("100,,,,,\n" + text(rows=PEOPLE[1:])).encode()) as table:
        assert table.labels == ()
        assert table.tally.rows == 5
        assert table.dialect.preamble_rows == ()


def test_two_header_rows_join_by_a_space() -> None:
    """Several header rows give labels joined by a space; a label that is repeated stands once."""
    second = ["", "of the person", "of the person", "work", "on", "sum"]
    rows = [PEOPLE[0], second, *PEOPLE[1:], *[["105", "A", "B", "a@example.org", "2024-03-13", "1"]] * 3]
    with read(text(rows=rows).encode()) as table:
        assert table.dialect.header_rows == (1, 2)
        assert table.labels[1:4] == ("First name of the person", "Surname of the person", "E-mail work")


def test_the_profile_decides_about_the_header() -> None:
    """Labels that only the profile knows make a header; ``header = "no"`` makes none."""
    rows = [["alpha", "beta"], ["x", "y"], ["z", "w"]]
    fields = (Field("one", labels=("Alpha",)), Field("two", labels=("BETA",)))
    with read(text(rows=rows).encode(), profile=Profile("p", fields)) as table:
        assert table.labels == ("alpha", "beta")
    never = Profile("p", fields, file=FileRules(header="no"))
    with read(text(rows=rows).encode(), profile=never) as table:
        assert table.labels == ()
        assert table.tally.rows == 3


def test_totals_and_footnotes_are_named_not_dropped() -> None:
    """Totals and notes below the table are no rows, and the tally counts them."""
    data = text() + "Total,,,,,74\n\nSource: the office\n"
    with read(data.encode()) as table:
        assert [row.cells for row in table] == BODY
        assert table.dialect.trailing == (Trailing(6, 6, "totals"), Trailing(8, 8, "footnote"))
        assert (table.tally.trailing, table.tally.blank, table.tally.physical) == (2, 1, 8)


def test_a_second_table_below_is_named() -> None:
    """A second table with its own header, below a blank row, is no part of the first."""
    data = text() + "\nShop,Town\nMain,Lund\nSide,Brno\n"
    with read(data.encode()) as table:
        assert [row.cells for row in table] == BODY
        assert table.dialect.trailing == (Trailing(7, 9, "second table"),)


def test_a_blank_line_inside_a_list_loses_nobody() -> None:
    """Customers below a blank row are customers, with the numbers that a spreadsheet shows."""
    data = text() + "\n" + text(rows=[["105", "Bo", "Ek", "bo@example.org", "2024-05-01", "3"]] * 2)
    with read(data.encode()) as table:
        assert [row.number for row in table] == [2, 3, 4, 5, 7, 8]
        assert table.tally.blank == 1


def test_short_rows_at_the_end_are_customers() -> None:
    """Rows that end early are no second table, whatever their number."""
    data = "name;city;note\n" + "Ann;Lund;x\n" * 5 + "Bo;Brno\nEva;Oslo\nJo;Rome\n"
    with read(data.encode()) as table:
        assert table.tally.rows == 8


def test_a_customer_of_whom_one_thing_is_known_is_no_footnote() -> None:
    """A last row with only a key stays a row."""
    with read((text() + "105,,,,,\n").encode()) as table:
        assert table.tally.rows == 5


def test_questions_take_answers() -> None:
    """What the evidence leaves open is a question, and an answer settles it."""
    data = b"red,blue\ngreen,white\n"
    assert [question.code for question in detect(data).questions] == ["header"]
    assert detect(data, answers={"header": "no"}).header_rows == ()
    assert detect(data, answers={"header": "yes"}).header_rows == (1,)
    assert not detect(data, answers={"header": "no"}).questions
    assert detect(b"a;b,c\n1;2,3\n", answers={"delimiter": ","}).delimiter == ","


def test_a_dialect_goes_through_json_and_is_taken_as_it_is() -> None:
    """A dialect survives JSON, and one part of it can be overridden."""
    found = detect(text(";").encode())
    again = Dialect.from_json(json.loads(json.dumps(found.to_json())))
    assert again == found
    assert again.evidence == found.evidence
    with read(text(";").encode(), dialect=attrs.evolve(again, header_rows=())) as table:
        assert table.tally.rows == 5
    with pytest.raises(Exception, match="not a dialect"):
        Dialect.from_json({"nonsense": 1})


def test_a_column_of_row_numbers_without_a_label_shifts_no_label() -> None:
    """Statistics programs number the rows in a first column that has no label."""
    with read(b'"name","city"\n"1","Ann","Lund"\n"2","Bo","Brno"\n"3","Eva","Oslo"\n') as table:
        assert table.labels == ("", "name", "city")


def test_a_header_repeated_on_every_page_is_no_customer() -> None:
    """A row that repeats the header word for word is named and left out; the rows below it stay."""
    data = text() + text(rows=[PEOPLE[0], ["105", "Bo", "Ek", "bo@example.org", "2024-05-01", "3"]])
    with read(data.encode()) as table:
        assert table.dialect.trailing == (Trailing(6, 6, "repeated header"),)
        assert table.tally.rows == 5


def test_evidence_says_what_and_why() -> None:
    """Encoding, delimiter and header each come with a reason and a confidence."""
    dialect = detect(text().encode())
    found = {one.what: one for one in dialect.evidence}
    assert {"encoding", "delimiter", "header_rows"} <= set(found)
    assert all(one.why and 0 <= one.confidence <= 1 for one in found.values())
    assert found["header_rows"].rows == (1,)


@pytest.mark.parametrize("junk", [b"", b"\n\n\r\n", b"\xef\xbb\xbf", b"  \n \n"])
def test_nothing_in_it(junk: bytes) -> None:
    """An empty file is refused with advice."""
    with pytest.raises(SourceError) as caught:
        read(junk)
    assert caught.value.code == "source.empty"


def test_header_only() -> None:
    """A file with labels and nothing else is a table without rows."""
    with read(b"Number,First name,Surname,E-mail\n") as table:
        assert table.labels == ("Number", "First name", "Surname", "E-mail")
        assert list(table) == []
        assert list(table.chunks()) == []


@pytest.mark.parametrize("first", ["Region", ""])
@pytest.mark.parametrize(
    "labels", [["2019", "2020", "2021"], ["2022", "2021", "2020"], ["2024-01", "2024-02", "2024-03"]]
)
def test_years_above_numbers_are_labels(first: str, labels: list[str]) -> None:
    """Statistics have years or months as labels: in order, above values that are none."""
    rows = [
        f"{place};{n * 37};{n * 91 + 5};{n * 3}" for n, place in enumerate(["Lund", "Praha", "Vilnius", "Bath"], 70)
    ]
    with read("\n".join([";".join([first, *labels]), *rows]).encode()) as table:
        assert (table.labels, table.tally.rows) == ((first, *labels), 4)


def test_years_above_years_are_a_row() -> None:
    """A row of years above rows of years is data: nothing is skipped."""
    rows = [f"{name};{1950 + n};{1980 + n};{2001 + n}" for n, name in enumerate(["Ann", "Jan", "Eva", "Ola", "Pia"])]
    with read("\n".join(rows).encode()) as table:
        assert table.tally.rows == 5
