"""Hostile and malformed CSV files: each ends as declared, in linear time, and nothing is lost."""

from __future__ import annotations

import functools
import gc
import io
import itertools
import os
import tempfile
from pathlib import Path
from typing import BinaryIO, cast

import attrs
import pytest

from customer_import.errors import LimitError, SourceError, UsageError
from customer_import.reading import Dialect, Limits, read
from customer_import.reading.chunks import RAGGED
from tests.counting import cost

MB = 1 << 20


def outcome(data: bytes, limits: Limits | None = None) -> str:
    """Read everything and say how it ended: the number of rows, or the error's code."""
    try:
        with read(data, limits=limits or Limits()) as table:
            rows = sum(len(chunk) for chunk in table.chunks())
            assert rows == table.tally.rows
            return str(rows)
    except SourceError as error:
        return error.code


@pytest.mark.parametrize(
    ("data", "ending"),
    [
        (b'"' * MB, "0 limit.cell limit.record"),
        (b'a;b\n1;"' + b"x" * (2 * MB), "limit.record"),
        (b'a;b\n1;"' + b"x;y\n" * 200_000, "200000"),
        (b";" * (2 * MB), "limit.record"),
        (b"a" * 200_000 + b";b\n1;2\n", "limit.cell"),
        (b",".join([b"x"] * 20_000) + b"\n", "limit.columns"),
        (b"\0" * MB, "source.empty limit.record 1"),
        (b"a;b\n" + b"\0\0;\0\n" * 1000, "1000"),
        (b"a;b\n" * 20_000 + b'"', "20000 20001"),
        (b"\xff\xfe" + b"\x00\xd8" * 1000, "1 source.empty 0"),
        (b"\xed\xa0\x80;\xc0\xaf\n" * 1000, "1000 999"),
        *(
            (b"a,b\n" + cell.ljust(79, cell[-1:]) + b"!,x\n", "1 2")
            for cell in (b"1", b"a1", b"1a2b", b"-1.1", b"1 1", b"(1)(1", b"a-a", b"a@a.a", b"1/1/1")
        ),
    ],
)
def test_each_ends_as_declared(data: bytes, ending: str) -> None:
    """A quote that never closes, a million columns, a giant cell, NULs: a table or a declared error, soon."""
    found: list[str] = []
    spent = cost(lambda: found.append(outcome(data)))
    assert found[0] in ending.split()
    # Three million calls take some three seconds. A cell that could be cut in many ways would end no test at all.
    assert spent.calls < 4_000_000
    assert spent.characters < 100 * len(data) + 100_000


BASE = 10_000
DEAR = ("unclosed", "open at the start", "stray", "odd", "tables")  # calls for each row: fewer of them tell as much
GROWING = {
    "plain": lambda n: b"a;b;c\n" + b"1;2;3\n" * n,
    "unclosed": lambda n: b"a;b;c\n" + b'1;"2;3\n' * n,
    "open at the start": lambda n: b'a;b;c\n1;"2;3\n' + b"1;2;3\n" * n,
    "stray": lambda n: b"a;b;c\n" + b'1;"2"2;3\n' * n,
    "odd": lambda n: b"a;b;c\n" + b'1;"2"2";3\n1;2;3\n' * (n // 2),
    "line breaks": lambda n: b"a;b;c\n" + b'1;"2\n2\n2";3\n' * (n // 3),
    "blank": lambda n: b"a;b;c\n" + b"\n1;2;3\n" * (n // 2),
    "ragged": lambda n: b"a;b;c\n" + b"1;2\n1;2;3;4\n" * (n // 2),
    "delimiters in turn": lambda n: b"a;b;c\na,b,c\n" * (n // 2),
    "control characters": lambda n: b"a,b\n" + b"\x01,\x02\n" * n,
    "tables": lambda n: b"a;b;c\n1;2;3\n\nx;y\n1;2\n\n" * (n // 6),
    "bad bytes": lambda n: "a;ž;c\n".encode() * n + b"\xff;1;2\n" * (n // 4),
    "quotes in one cell": lambda n: b'a;"' + b'"";' * n + b'"\n',
    "escaped": lambda n: b'a;"b\\"c";d\n' * 20 + b"\\;" * n + b'"\n',
    "long merges": lambda n: b"a;b;c\n" + (b'"' + b"x" * (n // 20) + b'";') * 20 + b'"x\n',
    "half merges": lambda n: b'a;"' + b'b;"' * n,
}


@pytest.mark.parametrize("name", sorted(GROWING))
def test_cost_is_linear(name: str) -> None:
    """Four times the input takes about four times as many calls, and hands on four times as many characters."""
    build = GROWING[name]
    limits = attrs.evolve(Limits(), cell=4 * MB, record=4 * MB, columns=MB)
    outcome(build(100), limits)  # tables that are made once
    base = BASE // 3 if name in DEAR else BASE
    small, large = (cost(functools.partial(outcome, build(count), limits)) for count in (base, 4 * base))
    # A quadratic step would cost sixteen times.
    assert large.calls < 6 * small.calls + 10_000
    assert large.characters < 6 * small.characters + 1_000_000


@pytest.mark.parametrize(("name", "most"), [("delimiters in turn", 20), ("control characters", 30)])
def test_short_rows_that_are_all_odd_take_few_calls(name: str, most: int) -> None:
    """Rows of a few bytes, all of them odd in the same way, are looked at together."""
    data = GROWING[name](50_000)
    outcome(GROWING[name](100))
    assert cost(lambda: outcome(data)).calls < most * 50_000


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"\x1f\x8b\x08\x00" + bytes(20), "gzip"),
        (b"%PDF-1.7\n%\xe2\xe3", "PDF"),
        (b"<!DOCTYPE html><html><table>", "HTML"),
        (b"\xef\xbb\xbf <html><body>", "HTML"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), ".xls"),
        (b"PK\x03\x04" + bytes(22) + b"\x08\x00\x00\x00mimetypeapplication/vnd.oasis.opendocument.spreadsheet", ".ods"),
        (b"PK\x03\x04" + bytes(26) + b"xl/workbook.bin" + b"PK\x01\x02", ".xlsb"),
        (b"PK\x03\x04" + bytes(26) + b"photo.jpg" + b"PK\x01\x02", "zip"),
        (b"<?xml version='1.0'?><Workbook>", "XML"),
        (b"\x89PNG\r\n\x1a\n" + bytes(30), "PNG"),
        (b"SQLite format 3\x00" + bytes(30), "SQLite"),
        (b"{\\rtf1 a;b}", "RTF"),
    ],
)
def test_another_container_is_named_with_advice(head: bytes, name: str) -> None:
    """What is no table is recognized by its content, named, and comes with what to do."""
    with pytest.raises(SourceError, match=name) as caught:
        read(head)
    assert caught.value.code == "source.format"
    assert ";" in str(caught.value)


def test_an_encrypted_workbook_is_told_apart() -> None:
    """A workbook with a password is no old workbook."""
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + "EncryptedPackage".encode("utf-16-le")
    with pytest.raises(SourceError, match="password") as caught:
        read(data)
    assert caught.value.code == "source.encrypted"


def test_paths(tmp_path: Path) -> None:
    """A directory, a missing file, a pipe and a path that cannot be one are declared errors."""
    os.mkfifo(tmp_path / "pipe")
    for path, code in (
        (tmp_path, "source.directory"),
        (tmp_path / "none.csv", "source.missing"),
        (tmp_path / "pipe", "source.unreadable"),
        ("a\0b", "source.unreadable"),
    ):
        with pytest.raises(SourceError) as caught:
            read(path)
        assert caught.value.code == code
    file = tmp_path / "customers.xls"
    file.write_bytes(b"id;name\n1;Ann\n")
    with read(file) as table:
        assert table.tally.rows == 1, "the name of a file says nothing"


def test_wrong_kinds_of_sources() -> None:
    """A text stream, or no source at all, is the caller's mistake."""
    with pytest.raises(UsageError, match="binary"):
        read(cast(BinaryIO, io.StringIO("a;b\n")))
    with pytest.raises(UsageError):
        read(cast(BinaryIO, 42))


class Endless(io.RawIOBase):
    """A stream that never ends."""

    def read(self, size: int = -1) -> bytes:
        """Return more of the same."""
        return b"1;2;3\n" * 10_000


def test_an_endless_stream_ends_at_the_limit() -> None:
    """No more is read than the limit allows."""
    with pytest.raises(LimitError) as caught:
        read(cast(BinaryIO, Endless()), limits=Limits(bytes=MB))
    assert (caught.value.code, caught.value.params["value"]) == ("limit.bytes", MB)


def test_limits_are_named() -> None:
    """Each limit on CSV raises an error with its name."""
    data = b"a;b;c\n" + b"1;2;3\n" * 100
    for name, value in (("bytes", 50), ("rows", 20), ("columns", 2), ("record", 3)):
        limits = attrs.evolve(Limits(), **{name: value})
        assert outcome(data if name != "record" else b"a;b;c" * 20_000, limits) == f"limit.{name}"


def test_no_temporary_file_outlives_its_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A large stream is spooled into a file without a name, which is gone with the table."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    stream = io.BufferedReader(io.BytesIO(b"a;b\n" + b"1;2\n" * (3 * MB)))
    table = read(stream)
    stream.close()
    assert list(tmp_path.iterdir()) == []
    assert table.tally.rows == 3 * MB
    table.close()
    del table
    gc.collect()
    assert list(tmp_path.iterdir()) == []


def test_nothing_personal_in_errors_and_reprs() -> None:
    """Reprs and messages show positions and counts, never a cell."""
    data = b'id;name;e-mail\n1;Secret;secret@example.org\n2;"Secret;x;y\n3;Sec\0ret;z\n'
    with read(data) as table:
        shown = repr(table) + repr(table.dialect) + repr(list(table)) + repr(list(table.chunks()))
        assert "ecret" not in shown
    with pytest.raises(LimitError) as caught:
        read(data.replace(b"Secret", b"Secret" * 50), limits=Limits(cell=100))
    assert "ecret" not in str(caught.value) + repr(caught.value.params)


@pytest.mark.parametrize("cell", [b"x;1\n", b";" * 4999 + b"x\n"])
def test_chunks_of_wide_tables_are_short(cell: bytes) -> None:
    """A chunk holds at most four million cells; columns that no row reaches are one list."""
    with read(b"a;b" + b";c" * 4998 + b"\n" + cell * 2000, answers={"header": "yes"}) as table:
        chunks = list(table.chunks(1000))
    assert [len(chunk) for chunk in chunks] == [838, 838, 324]
    assert all(len(column) == len(chunk) for chunk in chunks for column in chunk.columns)
    assert [*chunks[0].columns[0]] == [cell.split(b";")[0].decode()] * 838
    assert len({id(column) for column in chunks[0].columns}) == (3 if cell.startswith(b"x") else 5000)


def test_a_wide_row_makes_few_short_ones_wide() -> None:
    """Short rows around wide ones stand in other chunks: few cells are made of nothing, and all keep theirs."""
    width, each = 3000, 400
    wide = b"x" + b",y" * (width - 1) + b"\n"
    data = b"a" + b",b" * (width - 1) + b"\n" + (wide + b"1,2\n" * (each - 1)) * 20
    with read(data, dialect=Dialect(header_rows=(1,))) as table:
        chunks = list(table.chunks(1000))
        rows = [row.cells for row in table]
    made = [{id(column): len(column) for column in chunk.columns} for chunk in chunks]
    assert max(sum(lengths.values()) for lengths in made) < 1.1 * RAGGED
    assert sum(sum(lengths.values()) for lengths in made) < 25 * RAGGED, "a quarter of what all rows as wide would be"
    ends = list(itertools.accumulate(map(len, chunks)))
    assert set(range(1000, len(rows), 1000)) < set(ends), "where whole chunks would end, chunks end"
    assert [tuple(cells) for chunk in chunks for cells in zip(*chunk.columns, strict=True)] == [
        cells + ("",) * (width - len(cells)) for cells in rows
    ]
    assert [index for chunk in chunks for index in map(chunk.numbers.__getitem__, chunk.short)] == [
        number for number, cells in enumerate(rows, 2) if len(cells) < width
    ]
