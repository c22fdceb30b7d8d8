"""Whether a row holds labels: what its cells are, and how they differ from those below it.

Works on rows of any format. Nothing here knows where in a file the row stands.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from customer_import.normalizing.folding import fold
from customer_import.reading.cells import VALUES, shape
from customer_import.reading.vocabulary import COMMON

PERIOD = re.compile(r"(?:1[89]|20)\d\d(?:[-/. ]?[QKM]\d{1,2}|[-/.]\d{1,2})?|Q[1-4][-/. ](?:19|20)\d\d")
BRACKETS = re.compile(r"\(.{1,20}\)|\[.{1,20}\]")
BRACKETED = re.compile(r"[(\[](\d+)[)\]]")
ADDRESS = re.compile(r"[^\s@<>]@[^\s@<>]+\.[^\W\d_]{2}")
COUNTED = 4  # columns in a row that are numbered from 0 or 1, from which the numbers are labels
PERIODS = 3  # years or dates in a row, from which they are labels
BODY = 60  # rows below a header that it is compared with


def header_score(rows: Sequence[Sequence[str]], known: frozenset[str]) -> tuple[float, str]:
    """Judge whether the first of these rows holds labels.

    Returns:
        From -1 (certainly data) to 1 (certainly labels), and the reason.
    """
    first, body = rows[0], rows[1 : BODY + 1]
    cells = [cell.strip() for cell in first]
    texts = [cell for cell in cells if cell]
    if not texts:
        return -1.0, "the first row is blank"
    folded = [fold(cell) for cell in texts]
    ours = sum(word in known for word in folded)
    if ours >= 2 or (ours and ours * 2 >= len(texts)):
        return min(1.0, 0.6 + ours / len(texts)), "its cells are labels that the profile knows"
    if any(ADDRESS.search(cell) and _hold_addresses(j, body) for j, cell in enumerate(cells)):
        return -1.0, "it holds an e-mail address, as the rows below do"
    common = sum(word in COMMON for word in folded) / len(texts)
    shapes = [shape(cell) for cell in cells]
    series = periods(cells, body)
    values = sum(kind in VALUES and j not in series for j, kind in enumerate(shapes)) / len(texts)
    votes = [1.0 if j in series else vote(j, cells[j], shapes[j], body) for j in range(len(cells))]
    voted = [one for one in votes if one]
    contrast = sum(voted) / len(texts)
    twice = 1 - len(set(folded)) / len(folded)
    score = 0.08 + 0.9 * common + contrast - 1.1 * values - 0.5 * twice
    if not body:
        score += 0.3 if values == 0 else 0
    reason = "its cells differ in kind from those below" if score > 0 else "its cells look like those below"
    if common > 0.3:
        reason = "its cells are labels that customer lists use"
    return max(-1.0, min(1.0, score)), reason


def _hold_addresses(column: int, body: Sequence[Sequence[str]]) -> bool:
    """Tell whether most cells of a column hold an e-mail address, perhaps beside a name."""
    return sum(len(row) > column and ADDRESS.search(row[column]) is not None for row in body) * 2 > len(body)


def periods(cells: Sequence[str], body: Sequence[Sequence[str]]) -> frozenset[int]:
    """Return the columns whose labels are years or dates in order, as statistics have them, above other values."""
    counted = _counted(cells, body)
    if counted:
        return counted
    found = [
        j for j, cell in enumerate(cells)
        if _is_period(cell) and not _holds_periods(j, body)
    ]  # fmt: skip
    texts = [cells[j].strip() for j in found]
    enough = len(found) >= PERIODS or (len(found) == 2 and _is_pair(texts) and _no_values(cells, found))
    return frozenset(found) if enough and _in_order(texts) else frozenset()


def _is_pair(texts: Sequence[str]) -> bool:
    """Tell whether two periods can be labels: months, quarters, or years one after the other."""
    years = [int(text) for text in texts if _is_year(text)]
    return not years or (len(years) == 2 and abs(years[0] - years[1]) == 1)


def _no_values(cells: Sequence[str], but: Sequence[int]) -> bool:
    return not any(shape(cell) in VALUES for column, cell in enumerate(cells) if column not in but)


def _in_order(texts: Sequence[str]) -> bool:
    """Tell whether periods follow each other, each of them once, as often as its group has columns, or all again."""
    once = [text for text, before in zip(texts, ["", *texts], strict=False) if text != before]
    turn = once[: once.index(once[0], 1)] if once[0] in once[1:] else once
    if len(set(turn)) < len(turn) or len(turn) < 2 or any(text != turn[i % len(turn)] for i, text in enumerate(once)):
        return False
    years = [int(text) for text in turn if _is_year(text)]
    return years in (sorted(years), sorted(years, reverse=True))


def numbers_columns(row: Sequence[str]) -> bool:
    """Tell whether a row counts the columns, as printed tables do below their header: ``(1) (2) (3) (4)``."""
    texts = [BRACKETED.sub(r"\1", cell.strip()) for cell in row]
    while texts and not texts[-1]:
        texts.pop()
    start = next((index for index, text in enumerate(texts) if text), len(texts))
    counted = texts[start:]
    return start < 2 and len(counted) >= COUNTED and counted == [str(index + 1) for index in range(len(counted))]


def _counted(cells: Sequence[str], body: Sequence[Sequence[str]]) -> frozenset[int]:
    """Return the columns whose labels count them (hours, days, questions), above values that are no such numbers."""
    for first in ("0", "1"):
        start = next((j for j, cell in enumerate(cells) if cell.strip() == first), -1)
        end = start
        while 0 <= end < len(cells) and cells[end].strip() == str(int(first) + end - start):
            end += 1
        if end - start < COUNTED:
            continue
        names = {str(int(first) + place) for place in range(end - start)}
        below = [row[j].strip() for row in body for j in range(start, min(end, len(row)))]
        if sum(text in names for text in below) * 4 < len(below):
            return frozenset(range(start, end))
    return frozenset()


def _is_year(cell: str) -> bool:
    text = cell.strip()
    return len(text) == 4 and text.isascii() and text.isdigit() and "1800" <= text <= "2100"


def _is_period(cell: str) -> bool:
    return bool(PERIOD.fullmatch(cell.strip())) or shape(cell) == "date"


def _holds_periods(column: int, body: Sequence[Sequence[str]]) -> bool:
    """Tell whether years or dates stand in a column as values too."""
    below = [row[column].strip() for row in body if column < len(row) and row[column].strip()]
    return sum(map(_is_period, below)) * 2 >= max(1, len(below))


def vote(column: int, cell: str, kind: str, body: Sequence[Sequence[str]]) -> float:
    """Say what one column thinks of the first row: 1 labels, -1 data, 0 nothing."""
    below = [row[column].strip() for row in body if column < len(row)]
    below = [text for text in below if text]
    if not below:
        return 0.0
    if not cell or kind == "null":
        return -0.3
    kinds = Counter(shape(text) for text in below)
    main, count = kinds.most_common(1)[0]
    share = count / len(below)
    if BRACKETS.fullmatch(cell) and not any(map(BRACKETS.fullmatch, below)):
        return 1.0  # a unit
    if main in VALUES and share >= 0.6:
        return 1.0 if kind not in VALUES else (-1.0 if kind == main else -0.5)
    if cell in below:
        return -0.7 if len(below) > 2 else -0.3
    if main == "code" and share >= 0.7:
        return 0.6 if kind in ("word", "text") else -0.2
    return _length_vote(cell, below)


def _length_vote(cell: str, below: Sequence[str]) -> float:
    """Compare lengths in a column of texts: a label rarely has the length that all values have."""
    lengths = sorted(len(text) for text in below)
    low, high = lengths[0], lengths[-1]
    if len(below) >= 4 and low == high and len(cell) != low:
        return 0.8
    if len(below) >= 4 and (len(cell) * 2 < low or len(cell) > 2 * high):
        return 0.4
    return 0.0
