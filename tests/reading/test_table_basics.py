"""The table that `read` returns, whatever the format."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import customer_import as ci
from customer_import.errors import SourceError
from customer_import.model import Flag
from customer_import.reading import Limits, Records, read
from customer_import.reading.chunks import Assembler
from customer_import.reading.source import Source

DATA = b"id;name;city\n1;Ann;Lund\n\n2;Bo;Brno\n;;\n3;Eva\n4;Jo;Prague;x\n"


def test_rows_tally_and_digest() -> None:
    """Rows keep their numbers and lengths; the tally covers every physical record; the digest is of the bytes."""
    with read(DATA) as table:
        assert table.labels == ("id", "name", "city")
        assert [(row.number, len(row.cells)) for row in table] == [(2, 3), (4, 3), (6, 2), (7, 4)]
        assert (table.tally.header, table.tally.blank, table.tally.rows, table.tally.physical) == (1, 2, 4, 7)
        assert table.digest == hashlib.sha256(DATA).hexdigest()
        assert repr(table) == "Table(format='csv', columns=3, rows=4)"


def test_the_tally_may_be_asked_first() -> None:
    """The tally is complete before any iteration, and a caller cannot change it."""
    with read(DATA) as table:
        table.tally.rows = 99
        assert table.tally.rows == 4


def test_two_passes_at_once() -> None:
    """Iterations are independent of each other."""
    with read(b"id;name\n" + b"1;Ann\n" * 50_000) as table:
        pairs = zip(table, table, strict=True)
        assert all(a == b for a, b in pairs)


def test_passes_in_several_threads_read_the_same() -> None:
    """No pass reads where another one has put the file's position."""
    data = b"id,name\n" + b"".join(b"%d,Ann\n" % i for i in range(2000))
    source = Source(data, Limits())
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as threads:
            found = list(threads.map(lambda _: b"".join(source.blocks(16)), range(8)))
    finally:
        sys.setswitchinterval(interval)
    assert set(found) == {data}


def test_a_file_that_is_written_meanwhile_is_no_longer_what_was_read(tmp_path: Path) -> None:
    """Other bytes under the digest of the old ones are refused; the same bytes, written again, are not."""
    path = tmp_path / "customers.csv"
    path.write_bytes(b"id,name\n1,Ann\n")
    os.utime(path, ns=(0, 1))
    with ci.read(path) as table:
        assert [row.cells for row in table] == [("1", "Ann")]
        os.utime(path, ns=(0, 2))
        assert [row.cells for row in table] == [("1", "Ann")]
        with path.open("r+b") as file:
            file.write(b"id,name\n1,Bob\n")
        os.utime(path, ns=(0, 3))
        with pytest.raises(SourceError) as caught:
            list(table)
    assert caught.value.code == "source.changed"


def test_a_closed_table_says_so(tmp_path: Path) -> None:
    """Reading on after `close` is a declared error."""
    file = tmp_path / "a.csv"
    file.write_bytes(b"id;name\n" + b"1;Ann\n" * 50_000)
    table = read(file)
    table.close()
    with pytest.raises(Exception, match="cannot be read any more"):
        list(table)


def test_chunks_note_what_is_short_surplus_and_damaged() -> None:
    """Positions in a chunk move with the rows, whatever its size."""
    with read(DATA) as table:
        seen: dict[int, tuple[str, int]] = {}
        for chunk in table.chunks(3):
            seen |= {chunk.numbers[i]: ("short", n) for i, n in chunk.short.items()}
            seen |= {chunk.numbers[i]: (p[0].code, len(chunk.raw[i])) for i, p in chunk.damaged.items()}
        assert seen == {6: ("short", 2), 7: ("row.extra_cells", 4)}


def test_flags_follow_their_rows() -> None:
    """Flags of cells keep their row when blocks are cut into chunks of another size."""
    assembler = Assembler(2, 2, pad_blank=True)
    numeric: Flag = "numeric"
    assembler.add_records(Records([1, 2, 3], [["a", "1"], ["b"], ["c", "3"]], {0: {1: numeric}, 2: {1: numeric}}))
    first, *_ = list(assembler.full())
    (last,) = assembler.rest()
    assert (first.columns, first.flags, first.short) == ([["a", "b"], ["1", ""]], {1: {0: "numeric"}}, {})
    assert (last.columns, last.flags) == ([["c"], ["3"]], {1: {0: "numeric"}})


def test_heavy_modules_load_on_first_use() -> None:
    """Reading plain UTF-8 loads neither chardet nor zipfile."""
    code = (
        "import sys, customer_import.reading as r; list(r.read('a;b\\né;1\\n'.encode()));"
        "print([m for m in ('chardet', 'zipfile', 'phonenumbers', 'dateutil', 'cattrs') if m in sys.modules])"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"


def test_guarded_numbers_are_no_labels() -> None:
    """An apostrophe before a plus sign keeps a spreadsheet from computing; such a row is data, not a second header."""
    data = b"Telefon;Jmeno\n'+420777123456;Jan\n'+420777123457;Eva\n"
    table = read(data)
    assert table.dialect.header_rows == (1,)
    assert len(list(table)) == 2


def test_a_lone_known_label_is_a_header() -> None:
    """A header of one label that the profile knows stays one, also where a row below it has a surplus cell."""
    rules = ci.FileRules(header="yes")
    profile = ci.Profile("p", [ci.Field("number", labels="Number")], keys=["number"], file=rules)
    table = read(b"Number\r\n7,surplus\r\n", profile=profile)
    assert table.labels[0] == "Number"
    assert table.dialect.header_rows == (1,)
    titled = read(b"Number\r\nNumber,Name\r\n7,Ann\r\n", profile=ci.Profile("q", [*profile.fields, ci.Field("name")]))
    assert titled.dialect.header_rows == (2,)
