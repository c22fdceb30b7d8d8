"""Where the table begins: titles and notes above it, the header rows, or none.

Works on records of any format. Nothing here knows delimiters or sheets.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

import attrs

from customer_import.errors import UsageError
from customer_import.model import Question
from customer_import.normalizing.folding import fold
from customer_import.profile import Profile
from customer_import.reading.body import header_above_body
from customer_import.reading.cells import VALUES, shape
from customer_import.reading.dialect import Evidence
from customer_import.reading.framing import is_rule
from customer_import.reading.labels import BODY, header_score, periods, vote
from customer_import.reading.records import Records

SAMPLE_ROWS = 400  # records that the head is judged by
MOST_PREAMBLE = 60
MOST_HEADERS = 4
MOST_NOTES, SMALLER = 8, 3  # rows of a block of notes above a blank record, and how many times more stand below it
CLEAR, UNLIKE = 0.35, 0.8  # score of a further header row, and the vote of a column that it is none of its cells
SURE = 0.3  # score of a header that speaks against the rows above it
COMMENT = re.compile(r"\s*(?:#|%|!|//|--) ")
NAMED = re.compile(r":(?:\s|$)")  # a name and its value
FIRST_TABLE = 4  # rows that a table at the top has at least, to be one although another one is longer


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
    return len(list(filter(None, map(str.strip, filter(None, row)))))


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


def _width(pairs: Sequence[tuple[int, Sequence[str]]]) -> int:
    """Return how wide the table is that most of these numbered rows are of."""
    return _first_width(pairs) or table_width([row for _, row in pairs])


def _first_width(pairs: Sequence[tuple[int, Sequence[str]]]) -> int:
    """Return the width of a table at the top that ends at a blank record; 0 where none clearly does.

    Most records decide how wide the table is, but a longer table below the first one is not the table.
    """
    end = next((i for i in range(1, len(pairs)) if pairs[i][0] > pairs[i - 1][0] + 1), len(pairs))
    widths = [len(row) for _, row in pairs[:end]]
    whole = end >= FIRST_TABLE and min(widths) == max(widths) >= 3
    return widths[0] if whole and all(filled(row) * 2 > widths[0] for _, row in pairs[:end]) else 0


def as_wide(records: Records, head: Head) -> Head:
    """Make a table as wide as most of its rows, and as its header or first row reaches: found out or told, it is one.

    What stands above the header has no say.
    """
    there = [(number, row) for number, row in zip(records.numbers, records.rows, strict=True) if filled(row)]
    pairs = [(number, row) for number, row in there if number not in head.preamble_rows and not is_rule(row)]
    header = [(number, row) for number, row in there if number in head.header_rows]
    width = _width(pairs)
    for pair in header or pairs[:1]:
        width = _grown([pair], width)
    return attrs.evolve(head, width=width)


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
    there = [(number, row) for number, row in zip(records.numbers, records.rows, strict=True) if filled(row)]
    rules = [number for number, row in there if is_rule(row)]
    pairs = [(number, row) for number, row in there if number not in marks and number not in rules]
    if not pairs:
        return Head((), tuple(marks), 0)
    head = _head(pairs, profile, answers, marks)
    above = max((*head.header_rows, *head.preamble_rows), default=0)
    first = next((number for number, _ in pairs if number > above), above)
    drawn = {number for number in rules if number < first}
    return attrs.evolve(head, preamble_rows=tuple(sorted({*head.preamble_rows, *drawn}))) if drawn else head


def _head(
    pairs: Sequence[tuple[int, Sequence[str]]],
    profile: Profile | None,
    answers: Mapping[str, str] | None,
    marks: Sequence[int],
) -> Head:
    """Find preamble and header in numbered rows, those that are drawn left out."""
    width = _width(pairs)
    known = known_labels(profile)
    ours = _known_row([row for _, row in pairs[:MOST_PREAMBLE]], known)
    proven = header_above_body(pairs, width) if ours is None else None
    start = proven[0] if proven else _start(pairs, width, known)
    preamble = (*marks, *(number for number, _ in pairs[:start]))
    told = _told(profile, answers)
    if told is not None:
        return _as_told(pairs, told, tuple(marks), start, width)
    if proven:
        return _proven(pairs, proven, preamble, width)
    above = _headings_above(pairs, start, width)
    body = pairs[start:]
    score, why = header_score([row for _, row in body[: BODY + 1]], known)
    if score <= 0 and _is_groups(pairs, start, width):
        start, body = start + 1, body[1:]
        above, preamble = above + 1, (*preamble, pairs[start - 1][0])
        score, why = header_score([row for _, row in body[: BODY + 1]], known)
    if _cut_labels(pairs, start) > max(0.0, score):
        cut = start - 1
        number, why = pairs[cut][0], "its cells differ in kind from those below, and it ends before they do"
        evidence = Evidence("header_rows", str(number), 0.6, why, rows=(number,), otherwise="a label for each column")
        return Head((number,), (*marks, *(note for note, _ in pairs[:cut])), _grown(body, width), (evidence,))
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


def _proven(
    pairs: Sequence[tuple[int, Sequence[str]]], proven: tuple[int, int], preamble: tuple[int, ...], width: int
) -> Head:
    """Lay the head out where the columns' values tell the header from the rows."""
    start, count = proven
    numbers = tuple(number for number, _ in pairs[start : start + count])
    why = "columns of values begin below it, and it holds none"
    evidence = Evidence("header_rows", ",".join(map(str, numbers)), 0.95, why, rows=numbers)
    return Head(numbers, preamble, _grown(pairs[start:], width), (evidence,))


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
    if not {number for number, _ in pairs}.issuperset(numbers):
        message = (
            f"the answer to 'header' names a record without labels; they are looked for up to record {pairs[-1][0]}"
        )
        raise UsageError(message, code="answer.unknown")
    before = [number for number, _ in pairs if number < numbers[0]] if numbers else [n for n, _ in pairs[:start]]
    evidence = Evidence("header_rows", ",".join(map(str, numbers)), 1.0, "as the profile or an answer says")
    return Head(numbers, (*marks, *before), _grown(pairs[start:], width), (evidence,))


def _grown(body: Sequence[tuple[int, Sequence[str]]], width: int) -> int:
    """Return the table's width: at least what its first record reaches, so that no label is lost."""
    return max(width, reach(body[0][1]) if body else 0)


def _start(pairs: Sequence[tuple[int, Sequence[str]]], width: int, known: frozenset[str]) -> int:
    """Return the index of the first row of the table."""
    if width < 2:
        return 0
    rows = [row for _, row in pairs]
    ours = _known_row(rows[:MOST_PREAMBLE], known)
    if ours is not None:
        return ours
    wide = _wide_notes(rows, width)
    for index, row in enumerate(rows[:MOST_PREAMBLE]):
        enough = filled(row)
        if index < wide or (len(row) < width and len(row) * 2 <= width):
            continue
        if _set_off(pairs, index, width) or _is_remark(rows, index, width):
            continue
        follow = rows[index + 1 : index + 6]
        typical = sorted(filled(other) for other in follow)[len(follow) // 2] if follow else enough
        if reach(row) >= width - max(1, width // 8) and enough * 2 >= min(width, typical):
            return index
        if enough >= max(2, 0.6 * typical) and len(row) >= width:
            return index
    return 0


def _wide_notes(rows: Sequence[Sequence[str]], width: int) -> int:
    """Return how many rows above one of labels reach beyond the table: sentences with delimiters in them."""
    end = next((i for i, row in enumerate(rows[:MOST_NOTES]) if reach(row) <= width), 0)
    if not end or len(rows) - end < SMALLER or not len(rows[end]) == reach(rows[end]) == width:
        return 0
    return end if header_score(rows[end : end + BODY + 1], frozenset())[0] > SURE else 0


def _set_off(pairs: Sequence[tuple[int, Sequence[str]]], index: int, width: int) -> bool:
    """Tell whether a blank record and a row of labels follow, and what stands above them is not the table.

    That is a title with delimiters in it, or a block of notes that is far smaller than what stands below.
    """
    row = pairs[index][1]
    end = next((i for i in range(index, len(pairs) - 1) if pairs[i + 1][0] > pairs[i][0] + 1), -1) + 1
    if not end or end - index > MOST_NOTES or (end - index) * SMALLER > len(pairs) - end:
        return False
    below = [other for _, other in pairs[end : end + BODY + 1]]
    if reach(below[0]) < width or list(below[0]) == list(row):
        return False
    score, _ = header_score(below, frozenset())
    return score > (0 if len(row) < width and end == index + 1 else SURE)


def _is_remark(rows: Sequence[Sequence[str]], index: int, width: int) -> bool:
    """Tell whether a row is a comment, a name with a colon and its value, or a title above a table of two columns."""
    row = rows[index]
    cells = [cell.strip() for cell in row if cell.strip()]
    if len(cells) == 1 and cells[0].startswith("#"):
        return True
    if COMMENT.match(cells[0]):  # the last one, right above the first customer, may hold the labels
        end = next((i for i in range(index + 1, len(rows)) if not COMMENT.match(rows[i][0])), len(rows))
        below = rows[end : end + BODY + 1]
        return end > index + 1 or (bool(below) and header_score(below, frozenset())[0] > 0)
    if len(cells) == 2 and cells[0].endswith(":") and not cells[1].endswith(":"):
        return True
    if len(cells) != 1 or width != 2:
        return False
    end = next((i for i in range(index, min(len(rows), index + MOST_NOTES)) if filled(rows[i]) > 1), index)
    below = rows[end : end + BODY + 1]
    return end > index and len(below) > 2 and header_score(below, frozenset())[0] > SURE


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
        spread = len(places) > 1 and (places[0] > 0 or places[-1] * 3 >= width)
        if number != pairs[start - count][0] - 1 or len(row) < width or reach(row) > width or not spread:
            break
        if COMMENT.match(row[0]) or any(shape(row[index]) in VALUES or len(row[index]) > 60 for index in places):
            break
        count += 1
    return count


def _is_groups(pairs: Sequence[tuple[int, Sequence[str]]], start: int, width: int) -> bool:
    """Tell whether a row names groups of columns, each of them several times, above a row of labels."""
    named = [cell.strip() for cell in pairs[start][1] if cell.strip()]
    below = [row for _, row in pairs[start + 1 : start + BODY + 2]]
    if len(named) == len(set(named)) or len(below) < 2 or not _headings_above(pairs, start + 1, width):
        return False
    return header_score(below, frozenset())[0] > SURE


def _cut_labels(pairs: Sequence[tuple[int, Sequence[str]]], start: int) -> float:
    """Score the row right above a table as labels of its first columns only."""
    if not start or pairs[start - 1][0] + 1 != pairs[start][0]:
        return -1.0
    row = pairs[start - 1][1]
    cells = [cell.strip() for cell in row[: reach(row)]]
    plain = all(cell and shape(cell) not in VALUES and not NAMED.search(cell) for cell in cells)
    if len(cells) < 2 or not plain or COMMENT.match(cells[0]):
        return -1.0
    return header_score([cells, *(other for _, other in pairs[start : start + BODY])], frozenset())[0]


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


def _header_count(rows: Sequence[Sequence[str]], known: frozenset[str]) -> int:
    """Return how many rows the header has; that of one column has one, as nothing but the kind of a cell would tell."""
    count = 1
    if max(map(len, rows)) < 2:
        return count
    while count < MOST_HEADERS and len(rows) > count + 1 and _is_further_header(rows, count, known):
        count += 1
    return count


def _is_further_header(rows: Sequence[Sequence[str]], at: int, known: frozenset[str]) -> bool:
    """Tell whether a row repeats the first one, or is as unlike the data as that is."""
    row = rows[at]
    if [fold(cell) for cell in row] == [fold(cell) for cell in rows[0]] and filled(row) > 1:
        return True
    series = periods(row, rows[at + 1 : at + 1 + BODY])
    values = any(shape(cell) in VALUES and j not in series for j, cell in enumerate(row) if cell.strip())
    if values or filled(row) * 2 < filled(rows[0]):
        return False
    below = rows[MOST_HEADERS:BODY] or rows[at + 1 :]
    votes = [1.0 if j in series else vote(j, cell.strip(), shape(cell), below) for j, cell in enumerate(row)]
    if any(one < 0 for one, cell in zip(votes, row, strict=True) if cell.strip() and shape(cell) != "null"):
        return False  # a cell like those below it: the first row of the table
    unlike = sum(one >= UNLIKE for one in votes)
    if unlike * 3 < filled(row) or (unlike < 2 and max(votes) < 1):
        return False  # one text that is longer or shorter than the others is no label
    # Group headings repeat themselves ("Person", "Person", …): there only the difference in kind counts.
    return filled(row) > 2 or header_score(rows[at : at + BODY + 1], known)[0] > CLEAR
