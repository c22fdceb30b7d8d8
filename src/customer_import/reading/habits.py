"""What is usual in each column, and whether the cells of a row stand where such cells stand.

A row that is longer than its table by nothing but blank cells may end with delimiters that mean nothing, or have one
too many further left: then all cells behind that one have shifted, and only what they look like tells.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from math import inf, log

import attrs

from customer_import.reading.cells import LONGEST, VALUES, shape
from customer_import.reading.layout import reach
from customer_import.reading.records import counted

TELLING = VALUES | {"code"}
SHARE = 0.8  # of a column's cells that are of one kind, for the kind to tell rows apart
SHAPES, LENGTHS = 13, 6  # that are told apart
DOUBT = 0.5  # cells that nobody has seen, added to each column: few rows prove little
CLOSED = 0.5  # of a column's cells occur more than once: then another one is unusual
JOINED = -4.0  # how usual a cell is that holds a delimiter without quotes: there are none to compare it with
MOST_SHIFTED = 3  # places
PROVEN = 2.0  # difference of log-likelihoods


@attrs.frozen
class Habit:
    """What is usual in one column, told by a sample of it.

    Args:
        kind: The shape of nearly all cells, "" where they are of many kinds or prose.
        likely: Shape and length → log-likelihood; -1 stands for other lengths.
        other: Log-likelihood of other shapes.
        values: Texts that occur more than once, where most do.
        new: Log-likelihood of a text that is none of them.
    """

    kind: str
    likely: Mapping[tuple[str, int], float] = attrs.field(repr=counted)
    other: float
    values: frozenset[str] = attrs.field(repr=counted)
    new: float

    def of(self, cell: str) -> float:
        """Return the log-likelihood of a cell."""
        kind, text = shape(cell), cell.strip()
        usual = self.likely.get((kind, _length(text)))
        if usual is None:
            usual = self.likely.get((kind, -1), self.other)
        return usual if not text or not self.values or text in self.values else usual + self.new


def main_kind(shapes: Mapping[str, int]) -> str:
    """Name the shape that nearly all cells have, blank ones aside; "" where none, or one that tells nothing."""
    filled = {kind: count for kind, count in shapes.items() if kind != "blank"}
    main = max(filled, key=lambda kind: filled[kind], default="")
    return main if main in TELLING and filled[main] >= SHARE * sum(filled.values()) else ""


def _length(text: str) -> int:
    return min(len(text).bit_length(), LENGTHS)


def habits_of(rows: Sequence[Sequence[str]], width: int) -> tuple[Habit, ...]:
    """Tell what is usual in each column, from the rows that have the table's width."""
    whole = [row for row in rows if len(row) == width]
    return tuple(_habit([row[column] for row in whole]) for column in range(width))


def _habit(cells: Sequence[str]) -> Habit:
    if not cells:
        return Habit("", {}, 0.0, frozenset(), 0.0)
    texts = [cell.strip() for cell in cells]
    found = Counter((shape(text), _length(text)) for text in texts)
    shapes: Counter[str] = Counter()
    for (kind, _), count in found.items():
        shapes[kind] += count
    of_all = log(len(texts) + DOUBT)
    likely = {(kind, -1): log(DOUBT / LENGTHS) - of_all for kind in shapes}
    for (kind, length), count in found.items():
        likely[kind, length] = log(count + DOUBT / LENGTHS) - of_all
    likely["blank", 0] = log(shapes["blank"] + DOUBT / SHAPES) - of_all
    values = Counter(text for text in texts if text and len(text) <= LONGEST)
    often = {value: count for value, count in values.items() if count > 1}
    share = sum(often.values()) / (len(texts) - shapes["blank"] + 1)
    closed = frozenset(often) if share >= CLOSED else frozenset()
    return Habit(main_kind(shapes), likely, log(DOUBT / SHAPES / LENGTHS) - of_all, closed, log(1 - share))


def shifted(cells: Sequence[str], habits: Sequence[Habit], delimiter: str) -> bool | None:
    """Tell whether cells have shifted in a row that is longer than its table by blank cells alone.

    It is compared with each row that it would be without a delimiter, or two or three in a place.

    Args:
        cells: The row.
        habits: Those of the table's columns.
        delimiter: The table's.

    Returns:
        None where its cells do not tell.
    """
    width = len(habits)
    there = [habit.of(cell) for habit, cell in zip(habits, cells, strict=False)]
    total = sum(there)
    best = -inf
    for places in range(1, min(len(cells) - width, MOST_SHIFTED) + 1):
        moved = [habit.of(cell) for habit, cell in zip(habits, cells[places:], strict=False)]
        left, right = 0.0, sum(moved)
        for at in range(min(width, reach(cells) - 1)):
            right -= moved[at]
            if left + right > max(best, total - PROVEN):  # none is above 0
                best = max(best, left + _joined(cells[at : at + places + 1], habits[at], delimiter) + right)
            left += there[at]
    gain = best - total
    return None if -PROVEN < gain < PROVEN else gain > 0


def _joined(cells: Sequence[str], habit: Habit, delimiter: str) -> float:
    """Return how usual cells are as one that nothing should have divided."""
    filled = [cell for cell in cells if cell.strip()]
    if len(filled) < 2:
        return habit.of("".join(filled))
    return max(JOINED, habit.of(delimiter.join(cells)))
