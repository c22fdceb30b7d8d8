"""Rows that are not written as their table is: with another delimiter or quote, or between quotes as a whole.

Such a row is read with its own delimiter where that gives exactly the table's width *and* cells of the kinds that the
columns hold; where only the width speaks for it, the row is named and not guessed. A row whose every cell stands
between quotes of another kind is read with those.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from itertools import compress
from operator import eq

import attrs

from customer_import.normalizing.folding import fold
from customer_import.reading.cells import VALUES, shape
from customer_import.reading.dialect import Dialect
from customer_import.reading.habits import main_kind
from customer_import.reading.text import lines_from
from customer_import.reading.vocabulary import COMMON

OTHERS = (";", ",", "\t", "|", " ")
MOST_LINES = 4  # of one such row
LONGEST_LABEL = 60
NARROW = 3  # columns below which a cell with delimiters in it is a cell
LONGEST_SPLIT = 100_000  # characters of a line that needs no `csv.reader`, which refuses longer cells


@attrs.frozen
class Respelled:
    """A row under a delimiter of its own.

    Args:
        cells: The row, or None where nothing proves that it is one.
        lines: How many lines it takes.
    """

    cells: list[str] | None
    lines: int


def kinds_of(rows: Sequence[Sequence[str]], width: int) -> tuple[str, ...]:
    """Name for each column what its cells look like, "" where they are of many kinds or prose."""
    whole = [row for row in rows if len(row) == width]
    return tuple(main_kind(Counter(shape(row[column]) for row in whole)) for column in range(width))


def other_marks(text: str, delimiter: str, width: int) -> list[str]:
    """Return the other delimiters of which a text has enough for a row of this width; costs next to nothing."""
    if width < 2:
        return []
    return [mark for mark in OTHERS if mark != delimiter and text.count(mark) >= width - 1]


def worth_a_look(lines: Sequence[str], odd: Sequence[int], marks: Sequence[str], width: int) -> set[int]:
    """Return which of some lines are not blank and have enough of one of these delimiters for a row of this width."""
    found: set[int] = set()
    for mark in marks:
        found.update([index for index in odd if lines[index].count(mark) >= width - 1 and not lines[index].isspace()])
    return found


def respelled(
    lines: Sequence[str], start: int, read: Sequence[str], dialect: Dialect, kinds: Sequence[str]
) -> Respelled | None:
    """Read a row with its own delimiter.

    Args:
        lines: Lines with their ends.
        start: Where the row starts.
        read: The row as the table's dialect gives it.
        dialect: The table's.
        kinds: What the columns hold (`kinds_of`).

    Returns:
        None where the row is written as its table is, for all that can be seen.
    """
    width = len(kinds)
    line = lines[start]
    if width < 2 or line.isspace():
        return None
    # Without quotes and escapes, the line is the record, and the number of its delimiters that of its cells less one.
    plain_line = not (dialect.quote and dialect.quote in line) and not (dialect.escape and dialect.escape in line)
    if not plain_line and not other_marks(line, dialect.delimiter, width):
        return None
    best: tuple[int, list[str], int] | None = None
    possible = 0
    for mark in OTHERS:
        if mark == dialect.delimiter or (plain_line and line.count(mark) != width - 1):
            continue
        found = _split(line, mark) if plain_line else None
        found = found or _cut(lines, start, dialect, mark, width)
        if found is None:
            continue
        cells, taken = found
        bare = mark == " " and (not dialect.quote or dialect.quote not in line)
        if bare and any(dialect.delimiter in cell and shape(cell) == "odd" for cell in cells):
            continue  # words of a row that is written with the table's delimiter, as the rest of it shows
        hits, misses = _agreement(cells, kinds)
        wanted = 2 if mark == " " else 1
        if hits >= wanted and hits > 3 * misses and (best is None or hits > best[0]):
            best = hits, cells, taken
        if mark != " " and width > 2 and misses <= (len(kinds) - kinds.count("")) // 2:
            possible += 1
            plain = cells
    # The row as it was read cannot agree in more columns than it has cells: mostly, it need not be asked.
    if best is not None and (best[0] > len(read) or best[0] > _agreement(read, kinds)[0]):
        return Respelled(best[1], best[2])
    if len(read) > 1 or not possible:
        return None
    # Nothing but the number of cells speaks for it: enough where no column could speak, and nothing else fits.
    if possible == 1 and not any(kinds) and all(shape(cell) != "odd" for cell in plain):
        return Respelled(plain, 1)
    return Respelled(None, 1)


def other_quote(dialect: Dialect) -> str:
    """Return the quote that the table does not use."""
    return '"' if dialect.quote == "'" else "'"


def requoted(line: str, dialect: Dialect, width: int) -> list[str] | None:
    """Read a line whose every cell stands between quotes of the other kind; None where one does not.

    Args:
        line: One line.
        dialect: The table's.
        width: How many cells there have to be; 0 where that is not known.
    """
    quote = other_quote(dialect)
    text = line.strip(" \r\n")
    if width == 1 or not (text.startswith(quote) and text.endswith(quote)):
        return None
    if dialect.skip_space:
        text = text.replace(f"{dialect.delimiter} {quote}", dialect.delimiter + quote)
    cells = text[1:-1].split(quote + dialect.delimiter + quote)
    if len(cells) < 2 or (width and len(cells) != width) or any(quote in cell.replace(quote * 2, "") for cell in cells):
        return None
    return [cell.replace(quote * 2, quote) for cell in cells]


def unframed(row: Sequence[str], dialect: Dialect, width: int) -> list[str] | None:
    """Read a row again that stands between quotes as a whole, so that it is one cell; None where it is not one."""
    mark = dialect.delimiter
    if len(row) != 1 or width < NARROW or not mark or row[0].count(mark) < width - 1:
        return None
    found = _cut([row[0]], 0, dialect, mark, width)
    # A cell of prose has commas too, with spaces behind them.
    return found[0] if found and (dialect.skip_space or not any(cell[:1] == " " for cell in found[0])) else None


def respelled_labels(line: str, dialect: Dialect, width: int) -> list[str] | None:
    """Read a header with its own delimiter, if only one gives labels, all different, for every column."""
    found: list[list[str]] = []
    quoted = " " + (dialect.quote or '"')
    if line.isspace():
        return None
    for mark in other_marks(line, dialect.delimiter, width):
        cut = _cut([line], 0, dialect, mark, width)
        if cut is None:
            continue
        words = [fold(cell) for cell in cut[0]]
        common = sum(word in COMMON for word in words)
        # A title has as many words as the table has columns often enough: spaces need labels that are known, or quoted.
        if mark == " " and common * 2 < width and quoted not in line:
            continue
        labels = all(shape(cell) not in VALUES | {"odd", "blank"} or word in COMMON
                     for cell, word in zip(cut[0], words, strict=True))  # fmt: skip
        if labels and len(set(words)) == width and max(map(len, cut[0])) <= LONGEST_LABEL:
            found.append(cut[0])
    return found[0] if len(found) == 1 else None


def _split(line: str, mark: str) -> tuple[list[str], int] | None:
    """Read one row without quotes and escapes as `csv.reader` would; None where that may refuse it."""
    text = line.rstrip("\r\n")
    if len(text) > LONGEST_SPLIT or "\n" in text or "\r" in text:
        return None
    return text.split(mark), 1


def _cut(lines: Sequence[str], start: int, dialect: Dialect, mark: str, width: int) -> tuple[list[str], int] | None:
    """Read one row with a delimiter; None where it is not in order or has another width."""
    reader = csv.reader(
        lines_from(list(lines[start : start + MOST_LINES]), 0),
        delimiter=mark,
        quotechar=dialect.quote or None,
        quoting=csv.QUOTE_MINIMAL if dialect.quote else csv.QUOTE_NONE,
        doublequote=dialect.doubled,
        escapechar=dialect.escape or None,
        strict=True,
    )
    try:
        cells = next(reader, [])
    except csv.Error:
        return None
    return (cells, reader.line_num) if len(cells) == width else None


def _agreement(cells: Sequence[str], kinds: Sequence[str]) -> tuple[int, int]:
    """Count the cells that are of their column's kind, and those that are of another."""
    shapes = [*map(shape, compress(cells, kinds))]
    hits = sum(map(eq, shapes, filter(None, kinds)))
    return hits, len(shapes) - hits - shapes.count("blank")
