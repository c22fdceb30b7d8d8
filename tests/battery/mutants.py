"""Damage CSV files in a thousand ways, and read each: nothing may be lost, and nothing undeclared may be raised.

    python -m tests.battery.mutants --n 20000 [--seed 1] [--files FOLDER] [--keep FOLDER]

Bytes are flipped, cut out, repeated and exchanged, marks put in where they do not belong. Of what is read, the parts of
the tally are the physical records, and these hold every letter; chunks of any size hold the rows; a source that gives a
few bytes at a time, and cannot seek, is the same table; one that fails in the middle is a declared error. Without a
folder the files are those that `benchmarks.reading.mixtures` makes.
"""

from __future__ import annotations

import argparse
import importlib
import io
import random
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import BinaryIO, cast

import attrs

from customer_import.errors import SourceError
from customer_import.model import Chunk
from customer_import.reading import Table, read
from customer_import.reading.csv_columns import Columns
from customer_import.reading.records import Records
from customer_import.reading.text import keeps_ascii

MIXTURES = importlib.import_module("benchmarks.reading.mixtures")
NO_LETTERS = bytes(byte for byte in range(256) if not (byte < 128 and chr(byte).isalnum()))
LONGEST = 60_000  # bytes of a file
MARKS = (
    b'"', b'""', b"'", b"\n", b"\r", b"\r\n", b"\n\n", b"\0", b"\\", b",", b";", b"\t", b"|", b" \n", b'"\n', b"\x1a",
    b"\x1f", b"\xef\xbb\xbf", b"\xff\xfe", b"\xc3", b"sep=;\n", b"\x85",
)  # fmt: skip


@attrs.define
class Tally:
    """What was read.

    Args:
        files: Damaged files.
        rows: Their rows.
        refused: Those that ended in a declared error, by its code.
        failed: What was wrong, with the file's bytes.
    """

    files: int = 0
    rows: int = 0
    refused: Counter[str] = attrs.field(factory=Counter)
    failed: list[tuple[str, bytes]] = attrs.field(factory=list)

    def add(self, data: bytes, check: Callable[[bytes, bool], int]) -> None:
        """Count a file as its check ends, which returns its rows; every tenth is checked thoroughly."""
        self.files += 1
        try:
            self.rows += check(data, self.files % 10 == 0)
        except SourceError as error:
            self.refused[error.code] += 1
        except Exception as error:  # noqa: BLE001 - whatever it is, it is what is looked for
            self.failed.append((f"{type(error).__name__}: {error}".splitlines()[0], data))

    def say(self, name: str, keep: Path | None) -> None:
        """Print what was read; keep the files that were not read as they should be, if a folder is given."""
        refused = dict(self.refused)
        print(f"{self.files:,} files, {self.rows:,} rows, refused {refused}, {len(self.failed)} not as they should be")
        for number, (why, data) in enumerate(self.failed):
            print(f"  {why}")
            if keep:
                keep.joinpath(f"{name}_{number}").write_bytes(data)


class Short(io.RawIOBase):
    """A source that cannot seek, gives a few bytes at a time, and may fail in the middle."""

    def __init__(self, data: bytes, rng: random.Random, fails: int | None = None) -> None:
        self._rest = io.BytesIO(data)
        self._rng = rng
        self._fails = fails

    def read(self, size: int = -1) -> bytes:
        """Return some bytes."""
        if self._fails is not None and self._rest.tell() >= self._fails:
            raise OSError(5, "input/output error")
        return self._rest.read(self._rng.randrange(1, 5_000))


def mutant(data: bytes, rng: random.Random) -> bytes:
    """Damage a file in one to twenty places."""
    made = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 5, 20))):
        at = rng.randrange(len(made) + 1)
        match rng.randrange(8):
            case 0 if at < len(made):
                made[at] ^= 1 << rng.randrange(8)
            case 1 if rng.random() < 0.3:
                del made[at:]
            case 2 if at < len(made):
                other = rng.randrange(len(made))
                made[at], made[other] = made[other], made[at]
            case 3:
                del made[at : at + rng.randrange(1, 50)]
            case 4:
                other = rng.randrange(len(made) + 1)
                made[at:at] = made[other : other + rng.randrange(200)]
            case 5:
                found = made.find(b'"', at)
                if found >= 0:
                    made[found : found + rng.randrange(2)] = rng.choice((b"", b'""'))
            case 6 if rng.random() < 0.2:
                old, new = rng.sample((b"\n", b"\r\n", b"\r"), k=2)
                made = bytearray(bytes(made).replace(old, new))
            case _:
                made[at:at] = rng.choice(MARKS)
    return bytes(made)


def check(data: bytes, rng: random.Random, *, thorough: bool) -> int:
    """Read a file in several ways and compare; return its rows.

    Raises:
        SourceError: It is declared to be no table.
        AssertionError: Something was lost.
    """
    with read(data) as table:
        rows = list(table)
        tally = table.tally
        numbers = [row.number for row in rows]
        assert tally.header + tally.preamble + tally.blank + tally.trailing + tally.rows == tally.physical, "the tally"
        assert numbers == sorted(set(numbers)), "the order of rows"
        assert len(rows) == tally.rows, "the number of rows"
        physical, letters = _physical(table)
        assert physical == list(range(1, tally.physical + 1)), "physical records"
        assert letters == _letters(data) or not keeps_ascii(table.dialect.encoding), "letters"
        named = {number for part in table.dialect.trailing for number in range(part.first, part.last + 1)}
        assert not named.union(table.dialect.header_rows, table.dialect.preamble_rows).intersection(numbers), "overlap"
        small, whole = (_told(table, size) for size in (rng.choice((1, 3, 50)), 1024))
        assert small == whole, "chunks of different sizes"
        assert [number for number, *_ in whole] == numbers, "rows of chunks"
        if thorough:
            with read(cast(BinaryIO, Short(data, rng))) as same:
                assert list(same) == rows, "short reads"
            _fails(data, rng)
    return len(rows)


def _physical(table: Table) -> tuple[list[int], int]:
    """Return the numbers of all records that the table's reader gives, and how many letters and digits they hold."""
    above = max((*table.dialect.header_rows, *table.dialect.preamble_rows), default=0)
    found: list[int] = []
    held = 0
    for part in table.found.reader.blocks(width=table.width, slow=above):
        found += range(part.first, part.first + part.count) if isinstance(part, Columns) else part.numbers
        cells = part.columns if isinstance(part, Columns) else cast(Records, part).rows
        held += _letters("".join(map("".join, cells)).encode("utf-8", "surrogatepass"))
    return found, held


def _letters(data: bytes) -> int:
    """Count the letters and digits of ASCII."""
    return len(data.translate(None, NO_LETTERS))


def _told(table: Table, size: int) -> list[tuple[object, ...]]:
    """Return all that chunks say of each row."""
    return [
        (number, cells, chunk.short.get(index), chunk.damaged.get(index), chunk.raw.get(index))
        for chunk in table.chunks(size)
        for index, (number, cells) in enumerate(zip(chunk.numbers, _cells(chunk), strict=True))
    ]


def _cells(chunk: Chunk) -> list[tuple[str, ...]]:
    """Return the cells of each row; none where the table has no columns, only a row that is none of them."""
    return list(zip(*chunk.columns, strict=True)) if chunk.columns else [()] * len(chunk)


def _fails(data: bytes, rng: random.Random) -> None:
    code = ""
    try:
        read(cast(BinaryIO, Short(data, rng, fails=rng.randrange(len(data))))).close()
    except SourceError as error:
        code = error.code
    assert code == "source.unreadable", "a source that fails"


def run(count: int, seed: int, files: Sequence[Path] = ()) -> Tally:
    """Damage and read so many files."""
    rng = random.Random(f"mutants {seed}")
    tally = Tally()
    while tally.files < count:
        data = mutant(rng.choice(files).read_bytes() if files else MIXTURES.mixture(rng)[1], rng)
        tally.add(data, lambda data, thorough: check(data, rng, thorough=thorough))
    return tally


def main() -> int:
    """Run the battery and say what was read."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--n", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--files", type=Path, help="a folder of CSV files to damage")
    parser.add_argument("--keep", type=Path, help="a folder for files that are not read as they should be")
    options = parser.parse_args()
    found = sorted(options.files.rglob("*")) if options.files else []
    tally = run(options.n, options.seed, [p for p in found if p.is_file() and 0 < p.stat().st_size <= LONGEST])
    tally.say(f"mutant_{options.seed}", options.keep)
    return bool(tally.failed)


if __name__ == "__main__":
    sys.exit(main())
