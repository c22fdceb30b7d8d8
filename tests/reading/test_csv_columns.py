"""The fast path of the CSV reader: it gives what `csv.reader` gives, or declines; and what is in order it takes."""

from __future__ import annotations

import csv
import io
from typing import Any

import attrs
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from customer_import.reading import Dialect, Limits, read
from customer_import.reading.csv_columns import Columns, Cut, Cutter
from customer_import.reading.csv_records import Effort, RecordReader
from customer_import.reading.records import Records
from customer_import.reading.text import keeps_ascii

PIECES = st.sampled_from(
    [
        "a",
        "ž",
        "1",
        ",",
        ",",
        ",",
        ";",
        '"',
        '"',
        '""',
        '","',
        '"\n"',
        "\n",
        "\n",
        "\r",
        "\r\n",
        " ",
        "\0",
        "\x1f",
        "\\",
    ]
)


def cut(text: str, width: int, dialect: Dialect) -> Cut | None:
    """Cut a text by the fast path."""
    return Cutter(dialect, width).cut(text, text.encode())


def assert_same(text: str, width: int, dialect: Dialect) -> bool:
    """Compare the fast path with the slow one, where it does not decline; tell whether it did not."""
    found = cut(text, width, dialect)
    if found is None:
        return False
    slow = RecordReader(dialect, Limits())
    records, left = slow.records(text, 1, width, Effort(), final=False)
    more, still = slow.records(found.rest, 1, width, Effort(), final=False)
    assert [*map(list, zip(*found.columns, strict=True)), *more.rows] == records.rows
    assert still == left
    del records.rows[found.rows :]
    assert min(records.problems, default=found.rows) >= found.rows
    assert all("".join(row).strip() for row in records.rows)
    return True


@given(st.lists(PIECES, min_size=1, max_size=40).map("".join), st.integers(1, 4), st.sampled_from(("", "\\")))
@settings(max_examples=600)
@example('a,"b,"c",d"\n', 3, "")
@example('a,"b\n1,"c\n', 2, "")
@example('"a","""b"\n"","c\n', 2, "")
@example("a\r,b\n", 2, "")
@example('a\na"', 1, "")
@example('a,"b\r"\n', 2, "")
@example('"""a""",""""\n"","""""b"\n', 2, "")
@example('a"",b\na""b,"c""d"\n""a,"b"""\n', 2, "")
def test_any_text_gives_what_the_slow_path_gives(text: str, width: int, escape: str) -> None:
    """Whatever the text: columns are those of the records read one by one, the open one at the end is left, or none."""
    assert_same(text, width, Dialect(escape=escape))


CELL = st.text('abž01 ,;"\n', max_size=6)


@st.composite
def in_order(draw: Any) -> tuple[str, int]:
    """Records in order, each cell quoted or not as it may be, none blank; the width."""
    width = draw(st.integers(1, 4))
    end = draw(st.sampled_from(("\n", "\r\n", "\r")))
    always = draw(st.lists(st.booleans(), min_size=width, max_size=width))
    # Lines that are whole rows within quotes are for the slow path: one of the two stays out of a file.
    without = draw(st.sampled_from((",", "\n")))
    lines = []
    for _ in range(draw(st.integers(1, 8))):
        cells = [draw(CELL).replace(without, "") for _ in range(width)]
        cells[0] += "x"
        quoted = [always[i] or draw(st.booleans()) or any(c in cell for c in ',"\n\r') for i, cell in enumerate(cells)]
        lines.append(",".join('"' + c.replace('"', '""') + '"' if q else c for c, q in zip(cells, quoted, strict=True)))
    return end.join(lines) + draw(st.sampled_from((end, ""))), width


@given(in_order())
@settings(max_examples=200)
def test_records_in_order_are_cut(case: tuple[str, int]) -> None:
    """The fast path declines nothing that is in order, whichever cells are quoted and whatever they hold."""
    text, width = case
    assert assert_same(text, width, Dialect())


def test_a_record_that_goes_on_is_left_for_the_next_block() -> None:
    """A quote that is open at the end leaves the text from the start of its record."""
    found = cut('1,"a ""b"""\n2,"c\n\nd ""e""', 2, Dialect())
    assert found is not None
    assert (found.rows, found.columns, found.rest) == (1, [["1"], ['a "b"']], '2,"c\n\nd ""e""')


@pytest.mark.parametrize(
    "text",
    [
        "1,2\n,\n",  # blank rows
        '1,2\n" ",\n',
        "1,2\n\u00a0,\u2003\n",
        "1,2\n\n3,4\n",
        "1,2\n3\n",  # other widths
        "1,2,3\n4\n",
        "1,2\n3,4\r\n",  # mixed line ends
        '1,"2"x\n',  # quotes out of order
        '1, "2"\n',
        '1,2"3\n',
        '1,"a\0b"\n',  # control characters
        "1,a\x1bb\n",
        '1,"2\n3,4\n5,6"\n',  # rows that two stray quotes may hold together
    ],
)
def test_what_is_not_proven_is_declined(text: str) -> None:
    """What is blank, ragged, out of order, or holds control characters is left to the slow path."""
    assert cut(text, 2, Dialect()) is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1250", "iso8859-13", "cp932", "utf-8-sig"])
@pytest.mark.parametrize("delimiter", [";", "\t", "§", "::", "\x1f"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_encoding_and_delimiter_goes_the_fast_way(encoding: str, delimiter: str, end: str) -> None:
    """Without quotes, columns come out whatever the bytes are; with the delimiter of one byte, with quotes too."""
    if encoding == "cp932":
        rows = [[str(i), "表示", "x"] for i in range(3000)]
    else:
        rows = [[str(i), "Ädel", "x"] for i in range(3000)]
    if encoding in ("iso8859-13", "cp932") and delimiter == "§":
        delimiter = "|"
    quoted = delimiter in ";\t\x1f"
    if quoted:
        rows[::7] = [[*row[:2], f'a "{delimiter}" b'] for row in rows[::7]]
    out = io.StringIO(newline="")
    mark = delimiter if len(delimiter) == 1 else "\x1e"
    csv.writer(out, delimiter=mark, lineterminator=end).writerows(rows)
    data = out.getvalue().replace(mark, delimiter).encode(encoding)
    name = "utf-16-le" if encoding == "utf-16" else encoding
    with read(data, dialect=Dialect(encoding=name, delimiter=delimiter)) as table:
        assert [list(row.cells) for row in table] == rows
        parts = list(table.found.reader.blocks(width=3))
        assert all(isinstance(part, Columns) for part in parts)


def test_one_control_character_slows_one_block() -> None:
    """A fault somewhere leaves all other blocks on the fast path."""
    rows = [f"{i},Ann,Lund" for i in range(20_000)]
    rows[10_000] = "10000,A\0n,Lund"
    with read("\n".join(rows).encode(), dialect=Dialect()) as table:
        parts = list(table.found.reader.blocks(width=3))
        slow = [part for part in parts if isinstance(part, Records)]
        assert len(slow) == 1 < len(parts) - 2
        assert [problem.code for found in slow[0].problems.values() for problem in found] == ["row.nul"]


def test_encodings_that_keep_ascii() -> None:
    """Bytes of other characters may be those of delimiters in East Asian encodings, and in wide ones."""
    kept = ["utf-8", "utf-8-sig", "ascii", "cp1250", "mac-roman", "koi8-r", "cp437"]
    others = ["utf-16", "utf-16-le", "utf-32-be", "utf-7", "cp932", "gb18030", "big5", "cp949", "iso2022_jp", "cp037"]
    assert [keeps_ascii(name) for name in kept + others] == [True] * len(kept) + [False] * len(others)


def test_apostrophes_and_doubling() -> None:
    """Another quote works alike; where quotes are not doubled, two of them side by side are left to the slow path."""
    dialect = Dialect(quote="'", delimiter=";")
    assert assert_same("1;'a;b'\n2;'it''s'\n", 2, dialect)
    assert not assert_same("1;'a;b'\n2;'it''s'\n", 2, attrs.evolve(dialect, doubled=False, escape="\\"))
    assert not assert_same("1;'a\\;b'\n", 2, attrs.evolve(dialect, escape="\\"))
