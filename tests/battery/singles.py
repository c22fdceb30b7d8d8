"""Damage one row of a table in every way, and read it: it is read as it was meant, or named; no other row changes.

    python -m tests.battery.singles --tables 200 [--seed 1]

Tables are drawn: three to ten columns of customers, a dozen rows and more, with one of four delimiters. Every kind of
damage is done to a row near the top, in the middle and at the end of each.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping

import attrs

from customer_import.errors import SourceError
from customer_import.reading import read

Row = list[str]
Rng = random.Random
NAMES = ("Anna", "Jan", "Petra", "Lars", "Eva", "Karl", "Ingrid", "Tomáš", "Zdena", "Olof")
TOWNS = ("Lund", "Praha", "Brno", "Malmö", "Plzeň", "Uppsala")
COLUMNS: Mapping[str, Callable[[Rng, int], str]] = {
    "id": lambda rng, i: str(1000 + i),
    "first name": lambda rng, i: rng.choice(NAMES),
    "e-mail": lambda rng, i: f"{rng.choice(NAMES).lower()}{i}@example.org",
    "phone": lambda rng, i: f"+46 70 {rng.randint(100, 999)} {rng.randint(10, 99)} {rng.randint(10, 99)}",
    "street": lambda rng, i: f"{rng.choice(TOWNS)}gatan {rng.randint(1, 99)}, floor {rng.randint(1, 5)}",
    "city": lambda rng, i: rng.choice(TOWNS),
    "points": lambda rng, i: str(rng.randint(0, 900)),
    "since": lambda rng, i: f"20{rng.randint(10, 24)}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}",
    "status": lambda rng, i: rng.choice(("active", "closed", "new")),
    "note": lambda rng, i: rng.choice(("", "", "regular", 'said "hello"', "mail; no phone", "works | travels")),
}


@attrs.frozen
class Damaged:
    """A row as it was written instead.

    Args:
        text: Its line, without its end.
        read: What it may be read as without being named.
        own: How it ends, if not as the others.
    """

    text: str
    read: tuple[Row, ...]
    own: str = ""


@attrs.frozen
class Written:
    """A row as it is written, and how.

    Args:
        row: Its cells.
        cells: They, in quotes where they need them.
        mark: The delimiter.
        at: The column that is damaged.
    """

    row: Row
    cells: Row
    mark: str
    at: int

    def with_cell(self, text: str, meant: str) -> Damaged:
        """Write another cell in place of the damaged one."""
        line = self.mark.join([*self.cells[: self.at], text, *self.cells[self.at + 1 :]])
        return Damaged(line, ([*self.row[: self.at], meant, *self.row[self.at + 1 :]],))

    def with_mark(self, mark: str) -> Damaged:
        """Write the row with another delimiter."""
        return Damaged(mark.join(quoted(cell, mark) for cell in self.row), (self.row,))


def quoted(cell: str, mark: str, quote: str = '"', escape: str = "") -> str:
    """Write a cell, in quotes where it needs them."""
    needed = any(sign in cell for sign in (mark.strip(" ") or mark, quote, "\n"))
    return quote + cell.replace(quote, (escape or quote) + quote) + quote if needed else cell


def _line(one: Written) -> str:
    return one.mark.join(one.cells)


def _open(one: Written) -> Damaged:
    return one.with_cell('"' + one.cells[one.at].strip('"'), '"' + one.row[one.at])


def _inside(one: Written) -> Damaged:
    half = len(one.row[one.at]) // 2
    text = one.row[one.at][:half] + '"' + one.row[one.at][half:]
    return one.with_cell(text, text)


def _more(one: Written) -> Damaged:
    cells = [*one.cells[: one.at], "", *one.cells[one.at :]]
    row = [*one.row[: one.at], "", *one.row[one.at :]]
    return Damaged(one.mark.join(cells), (row,) if one.at == len(one.cells) - 1 and not one.row[-1] else ())


def _fewer(one: Written) -> Damaged:
    return Damaged(one.mark.join([*one.cells[: one.at], *one.cells[one.at + 1 :]]), ())


DAMAGE: Mapping[str, Callable[[Written], Damaged]] = {
    "a delimiter more": _more,
    "a cell less": _fewer,
    "a cell more": lambda one: Damaged(_line(one) + one.mark + "more", ()),
    "a delimiter at the end": lambda one: Damaged(_line(one) + one.mark, (one.row,)),
    "half a row": lambda one: Damaged(one.mark.join(one.cells[: (len(one.cells) + 1) // 2]), ()),
    "a quote that opens": _open,
    "a quote that closes": lambda one: one.with_cell(one.row[one.at] + '"', one.row[one.at] + '"'),
    "a quote inside": _inside,
    "quotes around a cell": lambda one: one.with_cell('"' + one.row[one.at].replace('"', '""') + '"', one.row[one.at]),
    "quotes that are not doubled": lambda one: one.with_cell(f'"a "b" c{one.mark} d"', f'a "b" c{one.mark} d'),
    "semicolons": lambda one: one.with_mark(";"),
    "commas": lambda one: one.with_mark(","),
    "tabs": lambda one: one.with_mark("\t"),
    "bars": lambda one: one.with_mark("|"),
    "apostrophes": lambda one: Damaged(one.mark.join("'" + c.replace("'", "''") + "'" for c in one.row), (one.row,)),
    "quotes everywhere": lambda one: Damaged(
        one.mark.join('"' + cell.replace('"', '""') + '"' for cell in one.row), (one.row,)
    ),
    "backslashes": lambda one: Damaged(one.mark.join(quoted(c, one.mark, escape="\\") for c in one.row), (one.row,)),
    "quotes around the line": lambda one: Damaged('"' + _line(one).replace('"', '""') + '"', (one.row,)),
    "spaces in front": lambda one: Damaged("   " + _line(one), (one.row,)),
    "a byte order mark": lambda one: Damaged("\ufeff" + _line(one), (one.row,)),
    "NUL": lambda one: one.with_cell(one.row[one.at][:1] + "\0" + one.row[one.at][1:], "\0"),
    "a control character": lambda one: one.with_cell(one.row[one.at] + "\x07", "\x07"),
    "a carriage return": lambda one: Damaged(_line(one), (one.row,), "\r"),
    "both ends": lambda one: Damaged(_line(one), (one.row,), "\r\n"),
    "a line break": lambda one: one.with_cell('"one\ntwo"', "one\ntwo"),
    "a blank row above": lambda one: Damaged("\n" + _line(one), (one.row,)),
    "delimiters above": lambda one: Damaged(one.mark * (len(one.row) - 1) + "\n" + _line(one), (one.row,)),
}  # fmt: skip


def table(rng: Rng) -> tuple[Row, list[Row]]:
    """Draw labels and rows."""
    names = sorted(rng.sample(list(COLUMNS), k=rng.randint(4, len(COLUMNS))), key=list(COLUMNS).index)
    return names, [[COLUMNS[name](rng, i) for name in names] for i in range(rng.choice((14, 30, 60)))]


def fault(kind: str, labels: Row, rows: list[Row], mark: str, place: tuple[int, int]) -> str:
    """Damage a row, read the table, and say what is wrong with what is read; "" where nothing is."""
    index, column = place
    made = DAMAGE[kind](Written(rows[index], [quoted(cell, mark) for cell in rows[index]], mark, column))
    lines = [mark.join(quoted(cell, mark) for cell in row) + "\n" for row in [labels, *rows]]
    lines[index + 1] = made.text + (made.own or "\n")
    try:
        with read("".join(lines).encode()) as found:
            if list(found.labels) != labels:
                return "other labels"
            cells = [list(row.cells) for row in found]
            named = [
                bool(chunk.damaged.get(i) or i in chunk.short) for chunk in found.chunks() for i in range(len(chunk))
            ]
    except SourceError as error:
        return f"refused: {error.code}"
    if len(cells) != len(rows):
        return f"{len(cells) - len(rows):+d} rows"
    if any(_plain(cells[i]) != _plain(rows[i]) for i in range(len(rows)) if i != index):
        return "another row is changed"
    if named[index] or any(_plain(cells[index]) == _plain(row) for row in (*made.read, rows[index])):
        return ""
    return "read wrong, and not named"


def _plain(row: Row) -> Row:
    """Return a row as it counts: blank cells at its end, and spaces around cells, do not."""
    cells = [cell.strip() for cell in row]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def faults(count: int, seed: int) -> Iterator[tuple[str, str]]:
    """Yield every kind of damage with what is wrong with how it is read, on so many tables."""
    rng = random.Random(f"singles {seed}")
    for _ in range(count):
        labels, rows = table(rng)
        mark = rng.choice((",", ";", "\t", "|"))
        for kind in DAMAGE:
            for index in (rng.randrange(3), len(rows) // 2, len(rows) - 1):
                yield kind, fault(kind, labels, rows, mark, (index, rng.randrange(len(labels))))


def main() -> int:
    """Run the battery and say what is not read as it should be."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--tables", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    found = list(faults(options.tables, options.seed))
    wrong = Counter((kind, why) for kind, why in found if why)
    print(f"{len(found):,} damaged rows, {wrong.total():,} neither read as meant nor named")
    for (kind, why), count in wrong.most_common():
        print(f"  {count:5} {kind}: {why}")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
