"""Pieces of a CSV file are read as the file is, or say that they prove nothing."""

import csv
import io
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import customer_import as ci
from customer_import.model import Chunk
from customer_import.reading.pieces import Pieces, UnprovenPieceError

CELLS = st.text(st.sampled_from("ab ,;\"\n\r\ufeffé'1"), max_size=6)


def as_rows(chunks: Any) -> list[Any]:
    """Return what chunks hold, row by row."""
    return [
        (n, [c[i] for c in chunk.columns], chunk.short.get(i), chunk.damaged.get(i), chunk.raw.get(i))
        for chunk in chunks
        for i, n in enumerate(chunk.numbers)
    ]


def check(table: ci.Table, rows: int) -> bool:
    """Compare the rows of all pieces with those of the table; tell whether they could be compared."""
    how = Pieces.of(table)
    if how is None:
        return False
    chunks: list[Chunk] = []
    tally = ci.Tally()
    try:
        for piece in how.cut(table.found.source, rows):  # type: ignore[arg-type]
            part = how.table(piece)
            chunks += part.chunks(3)
            tally = ci.Tally(*(a + b for a, b in zip(attrs.astuple(tally), attrs.astuple(part.tally), strict=True)))
    except UnprovenPieceError:
        return False
    assert as_rows(chunks) == as_rows(table.chunks(5))
    assert tally == table.tally
    return True


@given(
    text=st.lists(st.lists(CELLS, min_size=1, max_size=4), min_size=1, max_size=12),
    quoted=st.booleans(),
    rows=st.integers(1, 5),
    end=st.sampled_from(["\n", "\r\n"]),
)
def test_any_text_in_pieces(text: list[list[str]], quoted: bool, rows: int, end: Any) -> None:
    """Whatever the text, with quotes in order or not, pieces that prove themselves hold its rows and its tally."""

    def spelled(cell: str) -> str:
        return '"' + cell.replace('"', '""') + '"' if quoted else cell

    data = end.join(",".join(map(spelled, row)) for row in text).encode()
    try:
        table = ci.read(data, dialect=ci.Dialect(line_end=end))
    except ci.SourceError:
        return
    check(table, rows)


@given(count=st.integers(1, 30), rows=st.integers(1, 7), quoted=st.booleans(), bom=st.booleans(), end=st.booleans())
def test_plain_files_are_cut(count: int, rows: int, quoted: bool, bom: bool, end: bool) -> None:
    """Files as programs write them prove themselves: with quoted line ends, a byte order mark, or no last line end."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL)
    writer.writerow(["no", "name", "note"])
    writer.writerows([str(i), f"Åsa {i}", 'two\nlines, "one" cell' if i % 3 else ""] for i in range(count))
    text = file.getvalue() if end else file.getvalue().removesuffix("\r\n")
    table = ci.read(text.encode("utf-8-sig" if bom else "utf-8"))
    assert check(table, rows)


def test_what_cannot_be_cut() -> None:
    """Encodings whose bytes say different things, escapes and workbooks are not cut."""
    text = "no,name\n1,Åsa\n2,Jiří\n"
    assert Pieces.of(ci.read(text.encode("utf-16"))) is None
    assert Pieces.of(ci.read(text.encode(), dialect=ci.Dialect(escape="\\", header_rows=(1,)))) is None
    assert Pieces.of(ci.read([{"no": "1"}])) is None
    assert Pieces.of(ci.read(text.encode("cp1250", "replace"))) is not None


def test_a_piece_has_whole_chunks_or_proves_nothing() -> None:
    """Whoever reads pieces counts on chunks of one size: where wide rows make some smaller, nothing is proven."""
    short, width = "1,2\n" * 500, 3000
    text = "a" + ",b" * (width - 1) + "\n" + short + "1" + ",2" * (width - 1) + "\n" + short
    table = ci.read(text.encode(), dialect=ci.Dialect(header_rows=(1,)))
    how = Pieces.of(table)
    assert how is not None
    (piece,) = how.cut(table.found.source, 2000)  # type: ignore[arg-type]
    with pytest.raises(UnprovenPieceError):
        list(how.table(piece).chunks(1000))
