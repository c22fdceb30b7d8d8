"""Where the table begins: titles and notes above it, the header rows, or none.

Works on records of any format. Nothing here knows delimiters or sheets.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

import attrs

from customer_import.model import Question
from customer_import.normalizing.folding import fold
from customer_import.profile import Profile
from customer_import.reading.cells import VALUES, shape
from customer_import.reading.dialect import Evidence
from customer_import.reading.records import Records
from customer_import.reading.vocabulary import COMMON

SAMPLE_ROWS = 400  # records that the head is judged by
MOST_PREAMBLE = 60
MOST_HEADERS = 4
FIRST_TABLE = 4  # rows that a table at the top has at least, to be one although another one is longer
PERIOD = re.compile(r"(?:1[89]|20)\d\d(?:[-/. ]?[QKM]\d{1,2}|[-/.]\d{1,2})?|Q[1-4][-/. ](?:19|20)\d\d")
PERIODS = 3  # years or dates in a row, from which they are labels
BODY = 60  # rows below a header that it is compared with


@attrs.frozen
class Head:
    """What stands at the top of a table.

    Args:
        header_rows: Record numbers.
        preamble_rows: Record numbers.
        width: Columns of the table.
        evidence: Why.
        questions: What is open.
    """

    header_rows: tuple[int, ...]
    preamble_rows: tuple[int, ...]
    width: int
    evidence: tuple[Evidence, ...] = ()
    questions: tuple[Question, ...] = ()


def known_labels(profile: Profile | None) -> frozenset[str]:
    """Return the folded labels, titles and names of a profile's fields."""
    if profile is None:
        return frozenset()
    words = {fold(text) for field in profile.fields for text in (field.name, field.title, *field.labels)}
    return frozenset(words - {""})


def filled(row: Sequence[str]) -> int:
    """Count the cells that are not blank."""
    return sum(1 for cell in row if cell and not cell.isspace())


def reach(row: Sequence[str]) -> int:
    """Return the number of cells up to the last one that is not blank."""
    for index in range(len(row) - 1, -1, -1):
        if row[index] and not row[index].isspace():
            return index + 1
    return 0


def table_width(rows: Sequence[Sequence[str]]) -> int:
    """Return the number of columns most records agree on; records at the bottom count as much as those at the top."""
    counts = Counter(len(row) for row in rows if filled(row))
    if not counts:
        return 0
    wide = {width: count for width, count in counts.items() if width > 1} or counts
    # A few wide rows beat many one-cell notes only if they are the larger part of what has cells at all.
    best = max(wide, key=lambda width: (wide[width], width))
    if counts.get(1, 0) > 4 * wide[best] and best > 1:
        return 1
    return best


def _first_width(pairs: Sequence[tuple[int, Sequence[str]]]) -> int:
    """Return the width of a table at the top that ends at a blank record; 0 where none clearly does.

    Most records decide how wide the table is, but a longer table below the first one is not the table.
    """
    end = next((i for i in range(1, len(pairs)) if pairs[i][0] > pairs[i - 1][0] + 1), len(pairs))
    widths = [len(row) for _, row in pairs[:end]]
    whole = end >= FIRST_TABLE and min(widths) == max(widths) >= 3
    return widths[0] if whole and all(filled(row) * 2 > widths[0] for _, row in pairs[:end]) else 0


def head_of(
    records: Records,
    *,
    profile: Profile | None = None,
    answers: Mapping[str, str] | None = None,
    marks: Sequence[int] = (),
) -> Head:
    """Find preamble and header.

    Args:
        records: The first records of the file, blank ones included.
        profile: Its labels are the strongest evidence there is.
        answers: Answers to questions, by code (``header``: ``yes``, ``no`` or record numbers such as ``3`` or ``3,4``).
        marks: Numbers of records that are instructions to programs (``sep=;``), hence preamble in any case.
    """
    pairs = [
        (number, row)
        for number, row in zip(records.numbers, records.rows, strict=True)
        if filled(row) and number not in marks
    ]
    width = _first_width(pairs) or table_width([row for _, row in pairs])
    if not pairs:
        return Head((), tuple(marks), 0)
    known = known_labels(profile)
    start = _start([row for _, row in pairs], width, known)
    preamble = (*marks, *(number for number, _ in pairs[:start]))
    told = _told(profile, answers)
    if told is not None:
        return _as_told(pairs, told, tuple(marks), start, width)
    above = _headings_above(pairs, start, width)
    body = pairs[start:]
    score, why = header_score([row for _, row in body[: BODY + 1]], known)
    if score <= 0:
        # Without a header, a sparse first row whose cells are of their columns' kinds is a customer, not a note.
        start = next((i for i in range(start) if _like_body(pairs[i][1], [row for _, row in body])), start)
        preamble, body = (*marks, *(number for number, _ in pairs[:start])), pairs[start:]
        evidence = Evidence("header_rows", "", min(1.0, 0.5 - score / 2), why, otherwise="labels in the first row")
        questions = (_question(body[0][0], "no"),) if score > -UNSURE else ()
        return Head((), preamble, _grown(body, width), (evidence,), questions)
    count = _header_count([row for _, row in body], known)
    numbers = tuple(number for number, _ in pairs[start - above : start + count])
    preamble = preamble[: len(preamble) - above]
    evidence = Evidence("header_rows", ",".join(map(str, numbers)), min(1.0, 0.5 + score / 2), why, rows=numbers)
    questions = (_question(numbers[0], "yes"),) if score < UNSURE else ()
    return Head(numbers, preamble, _grown(body, width), (evidence,), questions)


UNSURE = 0.12


def _question(row: int, default: str) -> Question:
    text = f"Is row {row} a header with labels, or the first customer?"
    return Question("header", text, ("yes", "no"), default)


def _told(profile: Profile | None, answers: Mapping[str, str] | None) -> str | None:
    answer = (answers or {}).get("header")
    if answer is not None:
        return answer
    if profile and profile.file.header != "auto":
        return profile.file.header
    return None


def _as_told(
    pairs: Sequence[tuple[int, Sequence[str]]], told: str, marks: tuple[int, ...], start: int, width: int
) -> Head:
    """Lay the head out as a person or a profile says."""
    numbers = tuple(int(part) for part in told.split(",") if part.strip().isdecimal())
    if told == "yes":
        numbers = (pairs[start][0],)
    before = [number for number, _ in pairs if number < numbers[0]] if numbers else [n for n, _ in pairs[:start]]
    evidence = Evidence("header_rows", ",".join(map(str, numbers)), 1.0, "as the profile or an answer says")
    return Head(numbers, (*marks, *before), _grown(pairs[start:], width), (evidence,))


def _grown(body: Sequence[tuple[int, Sequence[str]]], width: int) -> int:
    """Return the table's width: at least what its first record reaches, so that no label is lost."""
    return max(width, reach(body[0][1]) if body else 0)


def _start(rows: Sequence[Sequence[str]], width: int, known: frozenset[str]) -> int:
    """Return the index of the first row of the table."""
    if width < 2:
        return 0
    ours = _known_row(rows[:MOST_PREAMBLE], known)
    if ours is not None:
        return ours
    for index, row in enumerate(rows[:MOST_PREAMBLE]):
        enough = filled(row)
        if len(row) < width and len(row) * 2 <= width:
            continue
        follow = rows[index + 1 : index + 6]
        typical = sorted(filled(other) for other in follow)[len(follow) // 2] if follow else enough
        if reach(row) >= width - max(1, width // 8) and enough * 2 >= min(width, typical):
            return index
        if enough >= max(2, 0.6 * typical) and len(row) >= width:
            return index
    return 0


def _known_row(rows: Sequence[Sequence[str]], known: frozenset[str]) -> int | None:
    """Return the first row with labels that the profile knows; a lone known label counts if no row has several."""
    if not known:
        return None
    lone: int | None = None
    for index, row in enumerate(rows):
        hits = sum(fold(cell) in known for cell in row if cell)
        if hits >= max(2, filled(row) // 2):
            return index
        if hits == 1 == filled(row) and lone is None:
            lone = index
    return lone


def _headings_above(pairs: Sequence[tuple[int, Sequence[str]]], start: int, width: int) -> int:
    """Return how many rows right above the table are headings of groups of its columns, not notes."""
    count = 0
    while count < MOST_HEADERS - 1 and start > count:
        number, row = pairs[start - count - 1]
        places = [index for index, cell in enumerate(row) if cell.strip()]
        spread = len(places) > 1 and places[-1] * 3 >= width
        if number != pairs[start - count][0] - 1 or len(row) < width or not spread:
            break
        if any(shape(row[index]) in VALUES or len(row[index]) > 60 for index in places):
            break
        count += 1
    return count


def _like_body(row: Sequence[str], body: Sequence[Sequence[str]]) -> bool:
    """Tell whether every cell of a row is of the kind that most cells of its column are, prose aside."""
    found = 0
    for index, cell in enumerate(row):
        if not cell.strip():
            continue
        kinds = Counter(shape(other[index]) for other in body[:BODY] if index < len(other) and other[index].strip())
        kind = shape(cell)
        if not kinds or kind != kinds.most_common(1)[0][0] or kind in ("text", "odd"):
            return False
        found += 1
    return found > 0


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
    common = sum(word in COMMON for word in folded) / len(texts)
    shapes = [shape(cell) for cell in cells]
    series = periods(cells, body)
    values = sum(kind in VALUES and j not in series for j, kind in enumerate(shapes)) / len(texts)
    votes = [1.0 if j in series else _vote(j, cells[j], shapes[j], body) for j in range(len(cells))]
    voted = [vote for vote in votes if vote]
    contrast = sum(voted) / len(texts)
    twice = 1 - len(set(folded)) / len(folded)
    score = 0.08 + 0.9 * common + contrast - 1.1 * values - 0.5 * twice
    if not body:
        score += 0.3 if values == 0 else 0
    reason = "its cells differ in kind from those below" if score > 0 else "its cells look like those below"
    if common > 0.3:
        reason = "its cells are labels that customer lists use"
    return max(-1.0, min(1.0, score)), reason


def periods(cells: Sequence[str], body: Sequence[Sequence[str]]) -> frozenset[int]:
    """Return the columns whose labels are years or dates in order, as statistics have them, above other values."""
    found = [
        j for j, cell in enumerate(cells)
        if _is_period(cell) and not _holds_periods(j, body)
    ]  # fmt: skip
    texts = [cells[j].strip() for j in found]
    years = [int(text) for text in texts if _is_year(text)]
    ordered = years in (sorted(set(years)), sorted(set(years), reverse=True))
    return frozenset(found) if len(found) >= PERIODS and len(set(texts)) == len(texts) and ordered else frozenset()


def _is_year(cell: str) -> bool:
    text = cell.strip()
    return len(text) == 4 and text.isascii() and text.isdigit() and "1800" <= text <= "2100"


def _is_period(cell: str) -> bool:
    return bool(PERIOD.fullmatch(cell.strip())) or shape(cell) == "date"


def _holds_periods(column: int, body: Sequence[Sequence[str]]) -> bool:
    """Tell whether years or dates stand in a column as values too."""
    below = [row[column].strip() for row in body if column < len(row) and row[column].strip()]
    return sum(map(_is_period, below)) * 2 >= max(1, len(below))


def _vote(column: int, cell: str, kind: str, body: Sequence[Sequence[str]]) -> float:
    """Say what one column thinks of the first row: 1 labels, -1 data, 0 nothing."""
    below = [row[column].strip() for row in body if column < len(row)]
    below = [text for text in below if text]
    if not below:
        return 0.0
    if not cell:
        return -0.3
    kinds = Counter(shape(text) for text in below)
    main, count = kinds.most_common(1)[0]
    share = count / len(below)
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


def _header_count(rows: Sequence[Sequence[str]], known: frozenset[str]) -> int:
    """Return how many rows the header has: each further one must be as unlike the data as the first."""
    count = 1
    while count < MOST_HEADERS and len(rows) > count + 1:
        row = rows[count]
        same = [fold(cell) for cell in row] == [fold(cell) for cell in rows[0]]
        if same and filled(row) > 1:
            count += 1
            continue
        series = periods(row, rows[count + 1 : count + 1 + BODY])
        values = any(shape(cell) in VALUES and j not in series for j, cell in enumerate(row) if cell.strip())
        if values or filled(row) * 2 < filled(rows[0]):
            break
        score, _ = header_score(rows[count : count + BODY + 1], known)
        below = rows[MOST_HEADERS:BODY] or rows[count + 1 :]
        votes = [_vote(j, cell.strip(), shape(cell), below) for j, cell in enumerate(row)]
        unlike = sum(vote >= 0.8 for vote in votes)
        # Group headings repeat themselves ("Person", "Person", …): there only the difference in kind counts.
        if (score > 0.35 and unlike * 3 >= filled(row)) or (filled(row) > 2 and unlike * 2 >= filled(row)):
            count += 1
            continue
        break
    return count
