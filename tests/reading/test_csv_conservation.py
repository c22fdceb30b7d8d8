"""Nothing of a file is lost, however it is damaged: records are rows or are named, and every letter is in a cell.

A longer run: ``python -m tests.reading.test_csv_conservation 2000``.
"""

from __future__ import annotations

import importlib
import random
import sys
from collections import Counter

import pytest

from customer_import.errors import SourceError
from customer_import.reading import Table, read
from customer_import.reading.csv_columns import Columns
from customer_import.reading.records import Records

MIXTURES = importlib.import_module("benchmarks.reading.mixtures")
PORTALS = importlib.import_module("benchmarks.reading.portals")
DAMAGE = ['"', "'", ",", ";", "\t", "|", "\n", "\r", "\\", '""', " ", '"\n', ",,", "\n\n"]
FILES = 25  # for each of the seeds below


def damaged(text: str, rng: random.Random) -> str:
    """Put marks into a text where they do not belong, and take some out."""
    for _ in range(rng.choice([0, 1, 2, 5, 20])):
        at = rng.randrange(len(text) + 1)
        if rng.random() < 0.3:
            mark = rng.choice(DAMAGE)
            found = text.find(mark, at)
            text = text[:found] + text[found + len(mark) :] if found >= 0 else text
        else:
            text = text[:at] + rng.choice(DAMAGE) + text[at:]
    return text


def letters(text: str) -> Counter[str]:
    """Count the letters and digits of a text."""
    return Counter(filter(str.isalnum, text))


def check(text: str) -> None:
    """Read a text, and compare what went where with the text."""
    data = text.encode()
    try:
        table = read(data)
    except SourceError:
        return
    with table:
        numbers = [row.number for row in table]
        dialect, tally = table.dialect, table.tally
        above = {*dialect.header_rows, *dialect.preamble_rows}
        below = [number for part in dialect.trailing for number in range(part.first, part.last + 1)]
        assert len(set(numbers)) == len(numbers) == tally.rows
        assert not set(numbers) & (above | set(below))
        assert tally.header + tally.preamble == len(above)
        assert tally.physical >= max([0, *numbers, *above, *below])
        assert len(numbers) + len(above) + tally.trailing + tally.blank == tally.physical
        named = [index for chunk in table.chunks() for index in chunk.damaged]
        assert len(named) <= len(numbers)
        cells, physical = everything(table)
        assert letters(cells) == letters(text)
        assert physical == tally.physical


def everything(table: Table) -> tuple[str, int]:
    """Return the text of all records that the table's reader gives, whatever they are, and their number."""
    texts: list[str] = []
    physical = 0
    above = max((*table.dialect.header_rows, *table.dialect.preamble_rows), default=0)
    for part in table.found.reader.blocks(width=table.width, slow=above):
        rows = part.columns if isinstance(part, Columns) else part.rows if isinstance(part, Records) else ()
        physical += part.count if isinstance(part, Columns) else len(part)
        texts += ["".join(row) for row in rows]
    return "".join(texts), physical


@pytest.mark.parametrize("seed", range(8))
def test_damaged_files_lose_nothing(seed: int) -> None:
    """Every record is a row, or counted as header, preamble, blank or trailing; and every letter is in a cell."""
    some_files(seed)


def some_files(seed: int) -> None:
    """Check the files of one seed."""
    rng = random.Random(f"conservation {seed}")
    for _ in range(FILES):
        _, data, _ = MIXTURES.mixture(rng)
        try:
            text = data.decode()
        except UnicodeDecodeError:
            continue
        check(damaged(text.replace("\ufeff", ""), rng))


def test_files_of_many_habits_lose_nothing() -> None:
    """The same holds of each way of writing that the second benchmark knows, undamaged and damaged."""
    rng = random.Random("habits")
    for _, data, _ in PORTALS.cases_of(0):
        text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
        check(damaged(text, rng))


if __name__ == "__main__":
    for number in range(int(sys.argv[1]) // FILES):
        some_files(1000 + number)
