"""Compose CSV files of everything that people's files are composed of, and read each: nothing may be lost.

    python -m tests.battery.grammar --n 20000 [--seed 1] [--keep FOLDER]

A file has a delimiter of one or several characters, quotes, perhaps something around its lines, and above and below
its table what programs and people write there: `sep=`, comments, names with values, titles, rules, several header rows,
repeated headers, second tables, totals, notes, blank rows of each kind. Rows end early or late, break their quotes in
each way, have a delimiter of their own. What holds for each is what `tests.battery.mutants` checks, and that a dialect
that is handed back gives the same table.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import attrs

from customer_import.reading import Dialect, read
from tests.battery.mutants import Tally, check

DELIMITERS = (",", ";", "\t", "|", ":", " ", "  ", "::", "||", "#$#", "~", "^", "\x1f", "=>", ", ", "&", "_", "§", "")
ENCODINGS = ("utf-8", "utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1250", "cp1251", "cp932", "utf-32")
FRAMES: Sequence[Callable[[str], str]] = (
    lambda line: '"' + line.replace('"', '""') + '"',
    lambda line: f"| {line} |",
    lambda line: f"  {line}  ",
    lambda line: f"'{line}'",
)
WORDS = ("name", "e-mail", "city", "Total", "Ann", "Eva Maria", "Lund", "O'Neil", "Müller", "東京", "Žďár", "id", "N/A")
NOISE = (
    '"',
    '""',
    "'",
    "\\",
    "\0",
    "\x01",
    "\x85",
    "\ufeff",
    "\u2028",
    "\r",
    "\n",
    "\r\n",
    "\t",
    " ",
    ",",
    ";",
    "|",
    "",
)
ABOVE = (
    "sep=;", '"sep=,"', "sep=\t", "# comment", "%", "//", "--", "----+----", "+---+---+", "=====", "Report: 2024-01-02",
    "Name:", "Customers of the shop", "a: b: c", "(c) the office; all, rights", "\ufeff", '"', "| |", "|---|:--|", "'",
)  # fmt: skip
BLANK = ("", " ", "\t", ",,,", ";;", '""', '"";""', "\u00a0", "\0", "  |  ")


@attrs.frozen
class Writer:
    """How the rows of one file are written."""

    rng: random.Random
    delimiter: str
    quote: str
    quoted: float
    dirty: float

    def cell(self) -> str:
        """Return the text of a cell."""
        rng = self.rng
        number = rng.randrange(1000)
        plain = (str(number), f"{number},50", f"a{number}@b.cz", f"2024-01-{number % 28 + 1:02d}", "", f"A-{number}")
        text = rng.choice(plain + WORDS)
        if rng.random() < self.dirty:
            place = rng.randrange(len(text) + 1)
            text = text[:place] + rng.choice((*NOISE, self.delimiter, self.quote)) + text[place:]
        return text

    def written(self, cell: str) -> str:
        """Write a cell, its quotes perhaps out of order."""
        rng, quote = self.rng, self.quote
        if rng.random() < self.dirty / 3:
            return rng.choice((quote + cell, cell + quote, f"{quote}{cell}{quote}x", f" {quote}{cell}{quote} "))
        if quote and rng.random() < self.quoted:
            return quote + cell.replace(quote, rng.choice((quote * 2, quote * 2, "\\" + quote, quote))) + quote
        return cell

    def row(self, width: int) -> str:
        """Write a row that has about so many cells."""
        rng = self.rng
        cells = [self.written(self.cell()) for _ in range(width)]
        if rng.random() < self.dirty:
            cells = rng.choice(
                (cells[:-1], cells[:1], [*cells, ""], [*cells, "", ""], ["", *cells], [*cells, "x"], cells * 2)
            )
        own = rng.choice(DELIMITERS) if rng.random() < self.dirty / 2 else self.delimiter
        line = own.join(cells)
        return rng.choice(FRAMES)(line) if rng.random() < self.dirty / 4 else line


def composed(rng: random.Random) -> bytes:
    """Compose a file."""
    dirty = rng.choice((0.0, 0.02, 0.1, 0.4))
    writer = Writer(rng, rng.choice(DELIMITERS), rng.choice(('"', '"', "'", "")), rng.choice((0.0, 0.2, 1.0)), dirty)
    width = rng.choice((1, 2, 2, 3, 4, 6, 9))
    header = writer.delimiter.join(rng.choices(WORDS, k=width))
    lines = _some(rng, ABOVE + BLANK, 4)
    lines += [header] * rng.choice((0, 1, 1, 1, 2))
    for _ in range(rng.choice((1, 1, 1, 2, 3))):  # tables, or pages of one
        lines += [writer.row(width) for _ in range(rng.choice((0, 1, 2, 3, 5, 10, 20, 40, rng.choice((40, 300)))))]
        for place in range(len(lines)):
            if rng.random() < dirty / 5:
                lines[place : place + 1] = [rng.choice(ABOVE + BLANK), lines[place]]
        lines += _some(rng, BLANK, 2)
        width = rng.choice((width, width, rng.randrange(1, 7)))
        lines += [rng.choice((header, writer.row(width), writer.delimiter.join(rng.choices(WORDS, k=width))))]
    lines += _some(
        rng, (f"Total{writer.delimiter}{writer.delimiter}5", "* note; one", "(1) of, two", *ABOVE, *BLANK), 4
    )
    if rng.random() < 0.15:
        lines = list(map(rng.choice(FRAMES), lines))
    ends = rng.choice((["\n"], ["\r\n"], ["\r"], ["\n", "\r\n"], ["\n", "\r"], ["\r\n", "\r", "\n"]))
    text = "".join(line + rng.choice(ends) for line in lines)
    return text[: len(text) - rng.choice((0, 0, 1, 2))].encode(rng.choice(ENCODINGS), "replace")


def _some(rng: random.Random, lines: Sequence[str], most: int) -> list[str]:
    return rng.choices(lines, k=rng.choice((0, 0, rng.randrange(most + 1))))


def same_again(data: bytes) -> None:
    """Read a file once more with the dialect that was found, as it comes out of JSON, and compare."""
    with read(data) as table, read(data, dialect=Dialect.from_json(table.dialect.to_json())) as again:
        assert (again.labels, again.width) == (table.labels, table.width), "labels under the dialect that was found"
        assert list(again) == list(table), "rows under the dialect that was found"
        assert again.tally == table.tally, "the tally under the dialect that was found"


def run(count: int, seed: int) -> Tally:
    """Compose and read so many files."""
    rng = random.Random(f"grammar {seed}")

    def checked(data: bytes, thorough: bool) -> int:
        rows = check(data, rng, thorough=thorough)
        same_again(data)
        return rows

    tally = Tally()
    while tally.files < count:
        tally.add(composed(rng), checked)
    return tally


def main() -> int:
    """Run the battery and say what was read."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--n", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="a folder for files that are not read as they should be")
    options = parser.parse_args()
    tally = run(options.n, options.seed)
    tally.say(f"grammar_{options.seed}", options.keep)
    return bool(tally.failed)


if __name__ == "__main__":
    sys.exit(main())
