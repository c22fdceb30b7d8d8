"""Rows that are not written as their table is: with another delimiter or quote, or between quotes as a whole.

Such a row is read with its own delimiter where that gives exactly the table's width *and* cells of the kinds that the
columns hold; where only the width speaks for it, the row is named and not guessed. A row whose every cell stands
between quotes of another kind is read with those.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import compress, repeat
from operator import eq

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


def kinds_of(rows: Sequence[Sequence[str]], width: int) -> tuple[str, ...]:
    """Name for each column what its cells look like, "" where they are of many kinds or prose."""
    whole = [row for row in rows if len(row) == width]
    return tuple(main_kind(Counter(shape(row[column]) for row in whole)) for column in range(width))


def other_marks(text: str, delimiter: str, width: int) -> list[str]:
    """Return the other delimiters of which a text has enough for a row of this width; costs next to nothing."""
    if width < 2:
        return []
    return [mark for mark in OTHERS if mark != delimiter and text.count(mark) >= width - 1]


Own = tuple[list[str], str, int]  # of a row that is not written as its table: cells, a code, how many lines


def respelled(
    lines: Sequence[str], rows: Mapping[int, list[str]], dialect: Dialect, kinds: Sequence[str]
) -> dict[int, Own]:
    """Read rows with their own delimiters.

    Args:
        lines: Lines with their ends.
        rows: Where rows start → their cells as the table's dialect gives them.
        dialect: The table's.
        kinds: What the columns hold (`kinds_of`).

    Returns:
        The rows that are not written as their table is, for all that can be seen, by where they start.
    """
    if len(kinds) < 2:
        return {}
    hits: dict[int, int] = {}
    best: dict[int, Own] = {}
    fitting: dict[int, Own | None] = {}  # None where several delimiters fit
    plain = plain_lines(lines, rows, dialect)
    for mark in other_marks("".join([lines[at] for at in rows]), dialect.delimiter, len(kinds)):
        readings = _readings(lines, plain, dialect, mark, len(kinds))
        agreements = _agreements([cells for _, cells, _ in readings], kinds, mark)
        for (at, cells, taken), (agreeing, fits) in zip(readings, agreements, strict=True):
            if agreeing > hits.get(at, 0):
                hits[at] = agreeing
                best[at] = cells, "row.delimiter", taken
            if fits:
                fitting[at] = None if at in fitting else (cells, "row.delimiter", taken)
    # The row as it was read cannot agree in more columns than it has cells: mostly, it need not be asked.
    found = {at: own for at, own in best.items() if hits[at] > len(rows[at]) or hits[at] > _hits(rows[at], kinds)}
    for at in [at for at in fitting if at not in found and len(rows[at]) == 1]:
        # Nothing but the number of cells speaks for it: enough where no column could, and nothing else fits.
        only = fitting[at]
        proven = only and not any(kinds) and "odd" not in map(shape, only[0])
        found[at] = only if only and proven else (rows[at], "row.delimiter_unclear", 1)
    return found


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
    if width == 1 or not dialect.delimiter or not (text.startswith(quote) and text.endswith(quote)):
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


def plain_lines(lines: Sequence[str], at: Collection[int], dialect: Dialect) -> dict[int, bool]:
    """Tell of some lines whether they are cut at their delimiters alone: without quotes and escapes, each is a record.

    A very long one is left to `csv.reader`, which refuses long cells.
    """
    looked = [lines[place] for place in at]
    text = "".join(looked)
    marks = [mark for mark in (dialect.quote, dialect.escape) if mark and mark in text]
    if not marks and len(text) <= LONGEST_SPLIT:
        return dict.fromkeys(at, True)
    plain = {place: len(line) <= LONGEST_SPLIT for place, line in zip(at, looked, strict=True)}
    for mark in marks:
        plain.update([(place, False) for place in plain if mark in lines[place]])
    return plain


def _readings(
    lines: Sequence[str], plain: Mapping[int, bool], dialect: Dialect, mark: str, width: int
) -> list[tuple[int, list[str], int]]:
    """Return where rows start that have this width, their cells, and how many lines they take.

    Args:
        lines: With their ends.
        plain: Where rows start (`plain_lines`).
        dialect: The table's.
        mark: The delimiter that they are read with.
        width: How many cells.
    """
    near = [at for at in plain if lines[at].count(mark) >= width - 1]
    if mark.isspace():
        near = [at for at in near if not lines[at].isspace()]
    found = [
        (at, cells, 1)
        for at in near
        if plain[at] and len(cells := lines[at].rstrip("\r\n").split(mark)) == width
    ]  # fmt: skip
    for at in near:
        if not plain[at] and (cut := _cut(lines, at, dialect, mark, width)) is not None:
            found.append((at, *cut))
    if mark == " ":
        return [(at, cells, taken) for at, cells, taken in found if not _torn(lines[at], cells, dialect)]
    return found


def _torn(line: str, cells: Sequence[str], dialect: Dialect) -> bool:
    """Tell whether cells are words of a row that is written with the table's delimiter, as the rest of it shows."""
    if dialect.delimiter not in line or (dialect.quote and dialect.quote in line):
        return False
    return any(dialect.delimiter in cell and shape(cell) == "odd" for cell in cells)


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


def _agreements(rows: Sequence[Sequence[str]], kinds: Sequence[str], mark: str) -> Iterator[tuple[int, bool]]:
    """Yield for each row how many cells are of their column's kind, and whether it may be a row for all that they say.

    Args:
        rows: Of the table's width.
        kinds: What the columns hold.
        mark: The delimiter that they were read with.

    Returns:
        0 where more than a few cells are of other kinds.
    """
    wanted = [*filter(None, kinds)]
    columns = [map(shape, column) for column, kind in zip(zip(*rows, strict=True), kinds, strict=False) if kind]
    known: dict[tuple[str, ...], tuple[int, bool]] = {}
    for shapes in zip(*columns, strict=True) if columns else repeat((), len(rows)):
        found = known.get(shapes)
        if found is None:
            hits = sum(map(eq, shapes, wanted))
            misses = len(shapes) - hits - shapes.count("blank")
            enough = hits > max(3 * misses, mark == " ")  # texts have as many words as columns often enough
            fits = mark != " " and len(kinds) > 2 and 2 * misses <= len(wanted)
            found = known[shapes] = hits if enough else 0, fits
        yield found


def _hits(cells: Sequence[str], kinds: Sequence[str]) -> int:
    """Count the cells of a row that are of their column's kind."""
    return sum(map(eq, map(shape, compress(cells, kinds)), filter(None, kinds)))
