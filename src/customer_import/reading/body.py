"""Where the rows of a table begin, told from below: by the kinds of cells that its columns hold.

What stands above a table may look like anything: notes, pairs, a smaller table. Its rows look like each other.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache

from customer_import.reading.cells import VALUES, shape
from customer_import.reading.labels import BODY, numbers_columns, periods

SHARE = 0.6  # of a column's cells that are of one kind, for it to tell rows from labels
LEAST = 3  # rows that make a kind usual
PROVEN = 2  # columns in which the row above the first one holds no such value
MOST_HEADERS = 4
MOST_SEARCHED = 60  # rows at the top
AHEAD = 5  # rows that have to look like rows, most of them, behind the first one
LONGEST_LABEL = 60
QUOTES = " \"'`´“”„‘’‚«»‹›"  # that a row may have, and its table not
_NUMBER = re.compile(r"\d+")
REMARK = re.compile(r"\s*(?:#|%|!|//|--) |.*:\s*$")
Numbered = Sequence[tuple[int, Sequence[str]]]


def header_above_body(pairs: Numbered, width: int) -> tuple[int, int] | None:
    """Find the header from the first row of values below it.

    Args:
        pairs: Numbered rows from the top of the file, none of them blank.
        width: The table's.

    Returns:
        The index of the first header row and how many there are; None where the columns do not tell.
    """
    rows = [row for _, row in pairs]
    kinds = _usual_kinds(rows, width)
    if len(kinds) < PROVEN:
        return None
    first = _first_row(pairs, kinds)
    if not first:
        return None
    while first > 1 and _is_numbered_alike(rows[first - 1], rows[first : first + BODY], kinds):
        first -= 1  # a row without values, but its number, say, is like those below it
    last = first - 1
    if not _holds_labels(rows, last, kinds, width):
        return None
    start = last
    while start and last - start < MOST_HEADERS - 1 and _belongs(pairs, start - 1, last, width):
        start -= 1
    return start, first - start


def _is_numbered_alike(row: Sequence[str], below: Sequence[Sequence[str]], kinds: Mapping[int, str]) -> bool:
    """Tell whether a cell with letters and digits is written as most cells below it: ``X-12`` above ``X-13``."""
    for column, cell in enumerate(row):
        made = _make(cell)
        if column not in kinds and "9" in made and made.strip("9") and shape(cell) == "code":
            others = [_make(other[column]) for other in below if column < len(other) and other[column].strip()]
            if len(others) >= LEAST and others.count(made) >= SHARE * len(others):
                return True
    return False


def _make(cell: str) -> str:
    """Return a cell with its numbers as one digit each."""
    return _NUMBER.sub("9", cell.strip(QUOTES))


def _usual_kinds(rows: Sequence[Sequence[str]], width: int) -> dict[int, str]:
    """Name the kind of value that most cells of a column hold, for the columns that hold values."""
    found: dict[int, str] = {}
    whole = [row for row in rows[: MOST_SEARCHED + BODY] if len(row) >= width]
    for column in range(width):
        shapes = Counter(_kind(row[column]) for row in whole if row[column].strip())
        del shapes["null"]
        kind, count = max(shapes.items(), key=lambda item: item[1], default=("", 0))
        if kind in VALUES and count >= max(LEAST, SHARE * shapes.total()):
            found[column] = kind
    return found


def _kind(cell: str) -> str:
    kind = shape(cell.strip(QUOTES))
    return "number" if kind == "phone" else kind  # digits in groups are either


def _first_row(pairs: Numbered, kinds: Mapping[int, str]) -> int:
    """Return the index of the first row that looks like the rows of the table, as most of those behind it do."""
    rows = [row for _, row in pairs[: MOST_SEARCHED + AHEAD]]
    counts = [sum(_kind(row[column]) == kind for column, kind in kinds.items() if column < len(row)) for row in rows]
    with_values = sorted(filter(None, counts))
    usual = with_values[len(with_values) // 2] if with_values else 1

    @cache
    def looks(index: int) -> bool:
        return _is_row(rows[index], kinds, usual, rows[index + 1 :])

    for index in range(min(len(rows), MOST_SEARCHED)):
        ahead = range(index + 1, min(len(rows), index + 1 + AHEAD))
        if not looks(index) or sum(map(looks, ahead)) * 2 < len(ahead):
            continue
        if not ahead or looks(ahead[0]) or pairs[ahead[0]][0] == pairs[index][0] + 1:  # not one row of another table
            return index
    return 0


def _is_row(row: Sequence[str], kinds: Mapping[int, str], usual: int, below: Sequence[Sequence[str]]) -> bool:
    """Tell whether most cells of a row that can tell are of the kinds of their columns, and name none of them.

    Args:
        row: May be one of the table.
        kinds: What the columns hold.
        usual: How many such cells a row has.
        below: The rows behind it.
    """
    named = periods(row, below)
    hits = misses = 0
    for column, kind in kinds.items():
        own = _kind(row[column]) if column < len(row) else "blank"
        if own not in ("blank", "null"):
            hits += own == kind and column not in named
            misses += own != kind or column in named
    return hits > misses and hits * 2 >= usual and not numbers_columns(row)


def _holds_labels(rows: Sequence[Sequence[str]], index: int, kinds: Mapping[int, str], width: int) -> bool:
    """Tell whether a row holds labels above columns of values, nearly to the last one."""
    row = rows[index]
    if numbers_columns(row):
        return True
    named = periods(row, rows[index + 1 : index + 1 + BODY])
    told = [column for column in kinds if column < len(row) and shape(row[column]) not in ("blank", "null")]
    labels = sum(_kind(row[column]) != kinds[column] or column in named for column in told)
    wide = sum(map(bool, map(str.strip, row))) * 2 >= width and len(row) >= width - 1
    if index and _values(row, named) and not _values(rows[index - 1], named) and len(rows[index - 1]) >= width:
        return False  # a row of the table, shifted: the labels stand above it
    return wide and labels >= PROVEN and labels * 4 >= len(kinds) * 3


def _belongs(pairs: Numbered, index: int, last: int, width: int) -> bool:
    """Tell whether a row right above a header row is one too, not a note."""
    number, row = pairs[index]
    places = [column for column, cell in enumerate(row) if cell.strip()]
    if number != pairs[index + 1][0] - 1 or len(row) < width or not places or places[-1] >= width:
        return False
    if any(REMARK.match(row[column]) or len(row[column]) > LONGEST_LABEL for column in places):
        return False
    values = _values(row, periods(row, [other for _, other in pairs[last + 1 : last + 1 + BODY]]))
    if values:  # a code of digits among names that programs give
        return values * 4 <= len(places) and not any(shape(row[column]) in ("text", "odd") for column in places)
    return len(places) > 1 and (places[0] > 0 or places[-1] * 3 >= width)


def _values(row: Sequence[str], named: frozenset[int]) -> int:
    """Count the cells that are values, periods that name columns aside."""
    return sum(shape(cell) in VALUES for column, cell in enumerate(row) if column not in named)
