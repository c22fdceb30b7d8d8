"""Rows with a delimiter or quote of their own, delimiters of several characters: read where proven, else named."""

from __future__ import annotations

import csv
import io
from typing import Literal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from customer_import.reading import Dialect, detect, read
from customer_import.reading.csv_records import Effort, RecordReader
from customer_import.reading.limits import Limits
from customer_import.reading.respelling import LONGEST_SPLIT, _readings, plain_lines
from customer_import.reading.text import lines_of

LABELS = ["id", "name", "city", "joined"]
NAMES = ["Lee, Ann", "Jan", "Eva Maria", "Ola"]
ROWS = [[str(i), NAMES[i % 4], "Lund; north", f"2024-01-{i % 28 + 1:02d}"] for i in range(1, 60)]


def line(row: list[str], delimiter: str, quote: str = '"', *, every: bool = False) -> str:
    """Write a row without its line end."""
    text = io.StringIO()
    quoting: Literal[0, 1] = csv.QUOTE_ALL if every else csv.QUOTE_MINIMAL
    csv.writer(text, delimiter=delimiter, quotechar=quote, quoting=quoting, lineterminator="").writerow(row)
    return text.getvalue()


def read_back(lines: list[str], dialect: Dialect | None = None) -> tuple[tuple[str, ...], list[list[str]], list[str]]:
    """Return labels, rows, and the codes of damaged rows; every physical record is in the tally."""
    with read("\n".join(lines).encode(), dialect=dialect) as table:
        codes = [p.code for chunk in table.chunks() for found in chunk.damaged.values() for p in found]
        tally = table.tally
        assert tally.header + tally.preamble + tally.blank + tally.trailing + tally.rows == len(lines)
        return table.labels, [list(row.cells) for row in table], codes


@given(table=st.sampled_from(",;\t|"), own=st.sampled_from(",;\t| "), at=st.integers(0, len(ROWS) - 1))
@example(table=",", own=" ", at=0)
@example(table=",", own=";", at=len(ROWS) - 1)
def test_a_row_with_its_own_delimiter_is_read_with_it(table: str, own: str, at: int) -> None:
    """One row with another delimiter is read as it was meant wherever it stands, with a remark; others stay."""
    lines = [line(LABELS, table)] + [line(row, own if i == at else table) for i, row in enumerate(ROWS)]
    labels, rows, codes = read_back(lines)
    assert (list(labels), rows) == (LABELS, ROWS)
    assert codes == (["row.delimiter"] if own != table else [])


@pytest.mark.parametrize("own", [";", "\t", "|"])
def test_labels_with_their_own_delimiter_are_labels(own: str) -> None:
    """A header that another program wrote is the header, and stays so when its dialect is passed back."""
    lines = [line(LABELS, own)] + [line(row, ",") for row in ROWS]
    assert read_back(lines)[:2] == (tuple(LABELS), ROWS)
    dialect = detect("\n".join(lines).encode())
    assert read_back(lines, dialect)[:2] == (tuple(LABELS), ROWS)


@pytest.mark.parametrize(
    ("note", "wanted"), [("moved; closed; gone; see the office", []), ("99;Closed;Gone;see", ["row.delimiter_unclear"])]
)
def test_a_row_that_its_columns_contradict_is_not_guessed(note: str, wanted: list[str]) -> None:
    """A row that another delimiter cuts to the width, against its columns, stays; half a proof names it."""
    lines = [line(LABELS, ",")] + [line(row, ",") for row in ROWS]
    lines.insert(20, note)
    _, rows, codes = read_back(lines)
    assert codes == wanted
    assert [note] in rows


def test_words_are_never_cut_at_spaces_without_proof() -> None:
    """A sentence with as many words as there are columns stays a sentence."""
    lines = [line(LABELS, ",")] + [line(row, ",") for row in ROWS]
    lines.insert(20, "four words stand here")
    assert ["four words stand here"] in read_back(lines)[1]


@given(at=st.integers(0, len(ROWS) - 1), table=st.sampled_from(",;"))
def test_a_row_between_other_quotes_is_read_with_them(at: int, table: str) -> None:
    """A row whose every cell stands between apostrophes loses them, with a remark; no other row changes."""
    lines = [line(LABELS, table)]
    lines += [line(row, table, "'", every=True) if i == at else line(row, table) for i, row in enumerate(ROWS)]
    labels, rows, codes = read_back(lines)
    assert (list(labels), rows, codes) == (LABELS, ROWS, ["row.quote_other"])


CELLS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters='"'), max_size=8)


@given(
    mark=st.sampled_from(["::", "||", "#$#", "~~", ",\t", "=>"]),
    rows=st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=2, max_size=12),
)
@example(mark="::", rows=[["a::b", "", "::"], ["", "", "x"]])
def test_a_delimiter_of_several_characters_reads_back(mark: str, rows: list[list[str]]) -> None:
    """What is written between quotes with a delimiter of several characters is read back cell for cell."""
    lines = [mark.join(f'"{cell}"' for cell in row) for row in [["a", "b", "c"], *rows]]
    found = read_back(lines, Dialect(delimiter=mark, header_rows=(1,)))[1]
    assert found == [row for row in rows if "".join(row).strip()]


@pytest.mark.parametrize("mark", ["::", "||", "#$#", "~~", ",\t", "&&"])
def test_a_delimiter_of_several_characters_is_found(mark: str) -> None:
    """A delimiter of several characters is detected as a whole, blank cells included."""
    rows = [[cell if (i + j) % 5 else "" for j, cell in enumerate(row)] for i, row in enumerate(ROWS, 1)]
    labels, found, _ = read_back([mark.join(row) for row in [LABELS, *rows]])
    assert (list(labels), found) == (LABELS, rows)


def test_blank_columns_are_no_delimiter() -> None:
    """Two semicolons in a row are a blank cell between them."""
    assert detect(b"id;name;;city;;x\n" + b"1;Ann;;Lund;;y\n" * 20).delimiter == ";"


@pytest.mark.parametrize("blank", ["\t\t", " ", "   ", " \t\t "])
def test_a_line_of_white_space_is_blank(blank: str) -> None:
    """Tabs and spaces alone are a blank record, never a row with a delimiter of its own."""
    lines = [line(LABELS, ";"), line(ROWS[0], ";"), blank, *(line(row, ";") for row in ROWS[1:])]
    with read("\n".join(lines).encode()) as table:
        assert (table.tally.blank, table.tally.rows) == (1, len(ROWS))
        assert not any(chunk.damaged for chunk in table.chunks())


@given(text=st.text(",; \t|a1'\\\x0b\u2028\r\n", min_size=1, max_size=20), mark=st.sampled_from(";,\t| "))
@example(text="a;1\r\n", mark=";")
@example(text="a\n;1", mark=";")
@example(text="a;1" + " " * LONGEST_SPLIT, mark=";")
def test_a_row_without_quotes_is_cut_as_csv_reader_cuts_it(text: str, mark: str) -> None:
    """Where a row is cut without `csv.reader`, its cells are those that `csv.reader` gives."""
    lines, dialect = lines_of(text), Dialect(delimiter="-")
    truth = next(csv.reader(lines, delimiter=mark, quoting=csv.QUOTE_NONE, strict=True))
    found = list(_readings(lines, plain_lines(lines, (0,), dialect), dialect, mark, len(truth)))
    assert found == ([(0, truth, 1)] if truth and not (mark.isspace() and lines[0].isspace()) else [])


PARTS = st.sampled_from(["1", "22", "a@b.cz", "Eva Maria", "", "x;y", '"x,y"', "'2'", '"', '"a\n']) | CELLS


@given(
    rows=st.lists(st.tuples(st.sampled_from(";;,|\t "), st.lists(PARTS, min_size=1, max_size=4)), max_size=12),
    kinds=st.sampled_from([("number", "email"), ("number", "email", ""), ("", "", "")]),
    quote=st.sampled_from(['"', "'", ""]),
)
@example(rows=[(";", ["1", "a@b.cz"]), (",", ["2", "a@b.cz"])] * 3, kinds=("number", "email"), quote='"')
@example(rows=[(";", ["1", "a@b.cz"]), (",", ["2", "'a@b.cz\n'"])], kinds=("number", "email"), quote="'")
def test_a_block_in_order_is_read_as_its_rows_one_by_one(
    rows: list[tuple[str, list[str]]], kinds: tuple[str, ...], quote: str
) -> None:
    """Rows with delimiters of their own come out of a whole block as they do where each record is read alone."""
    reader = RecordReader(Dialect(delimiter=";", quote=quote), Limits())
    reader.kinds = kinds
    reader.inspector.header_rows = frozenset((7,))
    text = "".join(mark.join(cells) + "\n" for mark, cells in rows)
    whole = reader._plain(text, 7, len(kinds))
    lines = lines_of(text)
    alone, used = reader._walk(lines, 7, len(kinds), Effort(), final=True, count=len(lines))
    if whole is not None:
        assert (whole, used) == (alone, len(lines))


def test_a_block_in_order_is_read_whole() -> None:
    """Rows of one line with delimiters of their own do not send their block to the walk."""
    reader = RecordReader(Dialect(delimiter=";"), Limits())
    reader.kinds = ("number", "email")
    whole = reader._plain("1;a@b.cz\n2,c@d.cz\n" * 3, 2, 2)
    assert whole is not None
    assert whole.rows == [["1", "a@b.cz"], ["2", "c@d.cz"]] * 3
    assert [(place, p.code) for place, found in whole.problems.items() for p in found] == [
        (place, "row.delimiter") for place in (1, 3, 5)
    ]


@pytest.mark.parametrize("last", ["w", "w w", "9"])
def test_a_row_of_several_lines_with_its_own_delimiter_is_read_once(last: str) -> None:
    """Where nothing but its width proves a row that goes on in the next line, that line is no row of its own."""
    rows = [f"some words;more of {word} them;and others" for word in ("these", "those", "all", "both", "few")]
    table = ["a;b;c", *rows, f'"x y","y z","z\n{last}"', *rows]
    with read("\n".join(table).encode(), dialect=Dialect(delimiter=";", header_rows=(1,))) as found:
        cells = [row.cells for row in found]
    assert cells[5:7] == [("x y", "y z", f"z\n{last}"), tuple(rows[0].split(";"))]
    assert len(cells) == 11


def framed(line: str) -> str:
    """Put a line between quotes as a whole."""
    return '"' + line.replace('"', '""') + '"'


FRAMED = ["id,name,street,since", *(f'{i},Ann,"Lane {i}, floor",20{i % 20 + 10}-01-02' for i in range(30))]


@pytest.mark.parametrize("at", [0, 1, 2, 17, 30])
def test_a_line_between_quotes_is_a_row(at: int) -> None:
    """A line that was written twice is read as it was meant, and says so."""
    text = "\n".join(framed(line) if index == at else line for index, line in enumerate(FRAMED))
    with read(text.encode()) as table, read("\n".join(FRAMED).encode()) as plain:
        assert table.labels == plain.labels
        assert [row.cells for row in table] == [row.cells for row in plain]
        damaged = {chunk.numbers[i]: found[0].code for chunk in table.chunks() for i, found in chunk.damaged.items()}
        assert damaged == ({at + 1: "row.framed"} if at else {})


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_file_of_lines_between_quotes_is_a_table(end: str) -> None:
    """Where every line stands between quotes, these are part of how the file is written; the dialect can be passed."""
    data = end.join(map(framed, FRAMED)).encode()
    with read(data) as table, read("\n".join(FRAMED).encode()) as plain:
        assert table.dialect.frame == '"'
        assert (table.labels, [row.cells for row in table]) == (plain.labels, [row.cells for row in plain])
        assert not any(chunk.damaged for chunk in table.chunks())
        with read(data, dialect=Dialect.from_json(table.dialect.to_json())) as again:
            assert [row.cells for row in again] == [row.cells for row in plain]


@pytest.mark.parametrize(
    "line", ["Ek, Anna", "Lane {i}, Lund, Sweden", "{i},234,567", "said {i}", 'the "{i}" one, twice']
)
def test_a_column_of_quoted_texts_is_no_file_of_lines_between_quotes(line: str) -> None:
    """Names, sentences and numbers with commas in them are cells."""
    rows = [line.format(i=i) for i in range(1, 9)]
    with read("\n".join(map(framed, ["what", *rows])).encode()) as table:
        assert (table.dialect.frame, [row.cells for row in table]) == ("", [(row,) for row in rows])


def test_nothing_is_a_row_between_quotes_where_nothing_separates_columns() -> None:
    """A text without a delimiter has unit separators at most: a line of others is one cell."""
    rows = b"a\x1fb\x1fc\n" * 5 + b"a\0b\0c\n" + b'"a"b\x1fc\x1fd\n'
    with read(rows, dialect=Dialect(delimiter="")) as table:
        assert [len(row.cells) for row in table][:6] == [3] * 5 + [1]
