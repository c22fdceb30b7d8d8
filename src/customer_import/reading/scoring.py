"""Which delimiter, quote and escape a text is written with: every candidate is scored, the best one wins.

The score of a candidate is a product: how even the rows are that it gives, how much the cells look like cells, how
few quotes are out of order, how usual the delimiter is, and whether a row near the top looks like labels. A text of one
column is a candidate like any other.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import attrs

from customer_import.model import Question
from customer_import.normalizing.folding import fold
from customer_import.profile import Profile
from customer_import.reading.cells import VALUES, shape
from customer_import.reading.csv_records import csv_options, single
from customer_import.reading.damage import Budget, cut_cells, pieces_of
from customer_import.reading.dialect import Dialect, Evidence
from customer_import.reading.framing import BARS, BRACKETS, LIKE, PAIRS, RULE, straightened, unframed
from customer_import.reading.habits import SHARE
from customer_import.reading.layout import known_labels, reach
from customer_import.reading.marks import bare, prior
from customer_import.reading.quoting import NEARLY_ALL, QUOTES, marks_of, options_of, quoting_pairs
from customer_import.reading.respelling import NARROW, kinds_of
from customer_import.reading.text import SPACES, STAND_IN, lines_from, lines_of, stood_in
from customer_import.reading.vocabulary import COMMON

SPACED_CELL = 0.995  # of a cell's worth: of two readings, the one in which spaces belong to the delimiter
SELDOM = 0.7  # below, a delimiter is one that stands in texts
ONE_COLUMN, KNOWN_ALONE = 0.38, 0.85  # the latter below a common label, which no delimiter cuts
VALUES_ALONE, LABELLED_VALUES = 0.6, 0.8  # where whole lines are addresses or dates, below a line without delimiters
WHOLE = frozenset(("url", "email", "date", "time"))
AMOUNT = re.compile(r"-?\d+,\d\d")  # below a line without delimiters: one column, of decimals
_DIGIT = re.compile(r"\d")
UNEVEN = 0.5
IN_NUMBERS = 0.7  # of a comma's worth: it stands between digits everywhere, and yet not only between numbers
_BESIDE_TEXT = re.compile(r"(?<!\d),|,(?!\d)")
LINES = 300  # that evenness is judged by
CELL_ROWS = 120  # that cells are judged by
LONGEST_RECORD = 30  # lines
MOST_WORK = 5_000  # lines read in vain
MOST_STEPS, MOST_STEPS_ALL = 10_000, 400_000  # of the search for the cells of one such line, and of all
MENDED = 0.15  # of a fault: another dialect may need no mending
LONGEST_SAMPLE = 1 << 16
WORTH: Mapping[str, float] = {
    **dict.fromkeys(VALUES, 1.0), "word": 1.0, "code": 0.95, "null": 0.9, "text": 0.8, "blank": 0.7, "odd": 0.25
}  # fmt: skip
FRAMES = ('"', "'")
UNTAKEN = frozenset((*QUOTES, *LIKE, *PAIRS))  # quotes around a cell that was read: they were not taken for quotes
TORN = (UNTAKEN - set(QUOTES)) - {"‘", "’"}  # which words begin with, too
QUOTED = 1.1  # where other quotes stand as a program puts them, they are more than letters
SELDOM_BARE = 20  # lines that stand between quotes, for each that does not
Found = tuple[Dialect, tuple[Evidence, ...], tuple[Question, ...]]
CLOSE = 0.93  # a second candidate so near the first is a question


@attrs.frozen
class Scored:
    """A candidate with its score from 0 to 1 and its width."""

    dialect: Dialect
    score: float
    width: int


def best_dialect(text: str, base: Dialect, profile: Profile | None, answers: Mapping[str, str]) -> Found:
    """Score all candidates on a sample and return the best, with evidence and questions.

    They are scored without what stands around the lines as well, where something does.

    Args:
        text: Whole lines from the start of the file.
        base: What is known already (encoding, line end).
        profile: Its delimiters and labels count in favour of a candidate.
        answers: May hold ``delimiter``.
    """
    plain = _best(text, base, profile, answers)
    lines = [line for line in lines_of(text[:LONGEST_SAMPLE])[:LINES] if line.strip() and not RULE.fullmatch(line)]
    starts = Counter(line.lstrip(" ")[:1] for line in lines)
    for frame in (*FRAMES, *BRACKETS, *BARS):
        if starts[frame] < 2 or starts[frame] * 2 <= len(lines):
            continue
        found = _framed(lines, frame, base, profile, answers)
        if found:
            return found
    return plain


def _framed(
    lines: Sequence[str], frame: str, base: Dialect, profile: Profile | None, answers: Mapping[str, str]
) -> Found | None:
    """Score the candidates without what stands around the lines; None where that explains them no better."""
    made = [unframed(line, frame) for line in lines]
    inner = "".join(filter(None, made))
    if frame in BARS:
        if made.count("") * 2 >= len(made):
            return None
        found = _best(inner, attrs.evolve(base, frame=frame), profile, answers)
        return found if frame in found[0].delimiter else None
    told = [line for line in made if line and shape(line) not in VALUES]
    if (len(made) - len(told)) * SELDOM_BARE >= len(made):
        return None
    found = _best(inner, attrs.evolve(base, frame=frame), profile, answers)
    least, spaced = (2, True) if frame in BRACKETS else (NARROW, False)
    return found if _one_width(inner, found[0], least, spaced=spaced) else None


def _one_width(text: str, dialect: Dialect, least: int, *, spaced: bool) -> bool:
    """Tell whether a dialect gives nearly all lines the same width, and no cells of prose unless they may be spaced."""
    mark = dialect.delimiter
    if not mark:
        return False
    text = stood_in(text, mark) if len(mark) > 1 else text
    if dialect.quote in PAIRS:
        text = straightened(text, single(dialect).delimiter, dialect.quote)
    rows, _ = rows_of(lines_of(text), single(dialect))
    widths = Counter(map(len, rows))
    (width, count), *_ = widths.most_common(1)
    return width >= least and (spaced or not dialect.skip_space) and (len(rows) - count) * SELDOM_BARE < len(rows)


def _best(text: str, base: Dialect, profile: Profile | None, answers: Mapping[str, str]) -> Found:
    """Score all candidates on the lines as they are."""
    lines = [line for line in lines_of(text[:LONGEST_SAMPLE]) if line.strip()][:LINES]
    labels = known_labels(profile)
    favoured = profile.file.delimiters if profile else ()
    told = _told(answers)
    marks = [told] if told else marks_of(lines)
    scored = [one for mark in marks for one in _scored(lines, base, mark, labels, favoured)]
    if not told:
        scored.append(_one_column(lines, base, labels))
    if not scored:
        scored = [_one_column(lines, base, labels)]
    scored.sort(key=lambda one: one.score, reverse=True)
    best = scored[0]
    others = [one for one in scored[1:] if bare(one.dialect.delimiter) != bare(best.dialect.delimiter)]
    next_score = others[0].score if others else 0.0
    confidence = best.score / (best.score + next_score) if best.score else 0.5
    found = [_delimiter_evidence(best, others, confidence, told)]
    found += _quote_evidence(best.dialect)
    questions: tuple[Question, ...] = ()
    if others and not told and best.width > 1 and others[0].width > 1 and next_score > CLOSE * best.score:
        names = (best.dialect.delimiter, others[0].dialect.delimiter)
        questions = (Question("delimiter", "Which character separates the columns?", names, names[0]),)
    return best.dialect, tuple(found), questions


def _told(answers: Mapping[str, str]) -> str:
    answer = answers.get("delimiter", "")
    return {"tab": "\t", "\\t": "\t", "space": " "}.get(answer, answer)


def _delimiter_evidence(best: Scored, others: Sequence[Scored], confidence: float, told: str) -> Evidence:
    mark = best.dialect.delimiter
    if told:
        return Evidence("delimiter", mark, 1.0, "an answer says so")
    if best.width < 2:
        return Evidence("delimiter", mark, 0.6, "no character divides the rows evenly: one column")
    otherwise = f"rows more even under {others[0].dialect.delimiter!r}" if others else ""
    why = f"it cuts the rows into {best.width} columns more evenly, and into better cells, than any other character"
    return Evidence("delimiter", mark, round(confidence, 3), why, otherwise=otherwise)


def _quote_evidence(dialect: Dialect) -> Iterator[Evidence]:
    if dialect.frame:
        yield Evidence("frame", dialect.frame, 0.9, "it stands around lines")
    if dialect.quote not in ('"', ""):
        yield Evidence("quote", dialect.quote, 0.9, "cells stand between them")
    if dialect.escape:
        yield Evidence("escape", dialect.escape, 0.9, "quotes inside cells are escaped with it")
    if dialect.skip_space:
        yield Evidence("skip_space", "yes", 0.9, "a space follows nearly every delimiter")


def _scored(
    lines: list[str], base: Dialect, mark: str, labels: frozenset[str], favoured: Sequence[str]
) -> Iterator[Scored]:
    """Score one delimiter with each way of quoting that the text has signs of."""
    if len(mark) > 1:
        yield from _scored_long(lines, base, mark, labels, favoured)
        return
    options = options_of(lines, attrs.evolve(base, delimiter=mark))
    bare = [unframed(line, " ") or line for line in lines] if any(option.frame == " " for option in options) else lines
    for option in options:
        told = QUOTED if option.quote in LIKE else 1.0
        one = _score(bare if option.frame == " " else lines, option, labels, favoured)
        yield attrs.evolve(one, score=told * one.score)
    for quote in quoting_pairs(lines, mark):
        one = _score([straightened(line, mark, quote) for line in lines], options[0], labels, favoured)
        yield attrs.evolve(one, dialect=attrs.evolve(one.dialect, quote=quote), score=QUOTED * one.score)


def _scored_long(
    lines: list[str], base: Dialect, mark: str, labels: frozenset[str], favoured: Sequence[str]
) -> Iterator[Scored]:
    """Score a delimiter of several characters."""
    if mark == SPACES:
        base = attrs.evolve(base, frame=base.frame or " ")
        lines = [unframed(line, " ") or line for line in lines]
    lines = [stood_in(line, mark) for line in lines]
    for one in _scored(lines, base, STAND_IN, labels, favoured):
        # What a shorter delimiter would leave in the cells is no evidence for either: the longer one explains more.
        usual = prior(mark) ** (1 + 2 / len(lines)) if mark[0] == " " else prior(mark)  # never above the bare one
        found = usual * (1.3 if mark in favoured else 1.0)
        yield attrs.evolve(one, dialect=attrs.evolve(one.dialect, delimiter=mark), score=one.score * found)


def rows_of(lines: list[str], dialect: Dialect) -> tuple[list[list[str]], float]:
    """Read lines under a dialect.

    Records that are out of order are mended to the width that the others have, or cut at their delimiters.

    Returns:
        The rows, and how many of them could not be mended; one that could counts a little.
    """
    options = csv_options(dialect)
    rows: list[list[str]] = []
    broken: list[int] = []
    used = work = 0
    feed = lines_from(lines, 0)
    while used < len(lines):
        reader = csv.reader(feed, **options)
        base = used
        try:
            for row in reader:
                if base + reader.line_num - used > LONGEST_RECORD:
                    break
                used = base + reader.line_num
                rows.append(row)
            else:
                break
        except csv.Error:
            pass
        work += base + reader.line_num - used
        broken.append(len(rows))
        rows.append([lines[used].rstrip("\r\n")])
        used += 1
        if work > MOST_WORK:
            break
        feed = lines_from(lines, used)
    return rows, _mended(rows, broken, dialect)


def _mended(rows: list[list[str]], broken: Sequence[int], dialect: Dialect) -> float:
    """Cut the broken rows to the usual width where that is possible; return how many stay broken."""
    if not broken:
        return 0
    bad, budget = set(broken), Budget(MOST_STEPS, MOST_STEPS_ALL)
    counts = Counter(len(row) for index, row in enumerate(rows) if index not in bad and len(row) > 1)
    anyhow = {} if counts else {index: cut_cells(rows[index][0], dialect, 0, budget) for index in broken}
    counts = counts or Counter(len(found[0]) for found in anyhow.values() if found and len(found[0]) > 1)
    width = max(counts, key=lambda size: counts[size]) if counts else 0
    left = 0.0
    for index in broken:
        found = cut_cells(rows[index][0], dialect, width, budget) if width else None
        left += 1 if found is None else MENDED
        if found is None:
            found = anyhow[index] if anyhow else cut_cells(rows[index][0], dialect, 0, budget)
        rows[index] = found[0] if found else pieces_of(rows[index][0], dialect)
    return left


def _score(lines: list[str], dialect: Dialect, labels: frozenset[str], favoured: Sequence[str]) -> Scored:
    rows, faults = rows_of(lines, dialect)
    rows = [row for row in rows if row]
    counts = Counter(len(row) for row in rows if len(row) > 1)
    if not counts:
        return Scored(dialect, 0.0, 1)
    width = max(counts, key=lambda size: (counts[size], size))
    even = _evenness(rows, width)
    if even < UNEVEN and _are_labels(rows[0]):  # they say how many columns there are
        filling = _filling(rows, len(rows[0]))
        if filling >= NEARLY_ALL or all(fold(cell) in labels or fold(cell) in COMMON for cell in rows[0]):
            width, even = len(rows[0]), max(even, filling)
    cells = [cell for row in rows[:CELL_ROWS] for cell in row]
    mark = dialect.delimiter
    worth = sum(_worth(cell, mark) for cell in cells) / len(cells)
    prior = 1.0 if mark == STAND_IN else _usual(mark, rows, width) * (1.3 if mark in favoured else 1.0)
    if mark == "," and not _BESIDE_TEXT.search("".join(lines)) and any(shape(cell) != "number" for cell in cells):
        prior *= IN_NUMBERS
    tidy = (1 - faults / (len(rows) + 1)) ** 2
    score = prior * even**2 * worth * (1 - 0.5 / width) * tidy * _label_bonus(rows, width, labels)
    return Scored(dialect, score, width)


def _usual(mark: str, rows: Sequence[Sequence[str]], width: int) -> float:
    """Say how usual a delimiter is, in the light of what it gives: values in most of many columns speak for any."""
    usual = prior(mark)
    if usual >= 0.95:
        return usual
    if usual < SELDOM:
        telling = sum(kind != "" for kind in kinds_of(rows[:CELL_ROWS], width))
        if width == 2 and not telling:
            return usual / 2  # names and other texts of two words
        if width > 3 and telling * 2 > width:
            usual = float(usual ** (2 / width))
        elif mark not in " _" and _headed(rows, width):
            usual = float(usual ** (2 / width))
            if all(fold(label) in COMMON for label in rows[0]):
                return usual
    return float(usual ** (1 + 2 / len(rows)))  # few rows prove little: an unusual delimiter needs more of them


def _headed(rows: Sequence[Sequence[str]], width: int) -> bool:
    """Tell whether a mark cuts several labels at the top and all rows below alike, as it seldom does within texts."""
    return width > 2 and len(rows) > 2 and _are_labels(rows[0]) and all(len(row) == width for row in rows)


def _are_labels(row: Sequence[str]) -> bool:
    """Tell whether a row may be labels: several cells, all different, without a digit."""
    words = {cell.strip() for cell in row}
    return 1 < len(row) == len(words) and all(word and not _DIGIT.search(word) for word in words)


def _evenness(rows: Sequence[Sequence[str]], width: int) -> float:
    """Return the share of rows of the usual width; notes above and below the table weigh half, near misses a little.

    A line there that another delimiter would cut is no note.
    """
    first = next(i for i, row in enumerate(rows) if len(row) == width)
    last = next(i for i in range(len(rows) - 1, -1, -1) if len(rows[i]) == width)
    weight = total = 0.0
    for index, row in enumerate(rows):
        size = len(row)
        note = not first <= index <= last and size * 2 <= width and shape(row[0]) != "odd"
        share = 0.5 if note else 1.0
        total += share
        if size == width:
            weight += share
        elif abs(size - width) == 1 and width > 4:
            weight += 0.3 * share
    return weight / total


def _filling(rows: Sequence[Sequence[str]], width: int) -> float:
    """Return how much of its columns rows fill where programs leave out the last cells, or write more that are blank.

    A row of one cell fills none.
    """
    filled = [reach(row) for row in rows[1:]]
    return sum((size if size > 1 else 0) / width for size in filled if size <= width) / max(1, len(filled))


def _worth(cell: str, mark: str = "") -> float:
    """Say how much a cell looks like one; a pair of quotes that is still there is a sign of the wrong quote.

    Between tabs, other delimiters are content: nobody writes a tab into a cell.
    """
    kind = shape(cell)
    if kind in ("text", "odd"):
        bare = cell.strip(" ")
        closing = PAIRS.get(bare[0], bare[0])
        if len(bare) > 1 and bare[0] in UNTAKEN and bare[-1] == closing:
            return 0.1
        if bare[0] in TORN and closing not in bare[1:]:
            kind = "odd"  # half a pair of quotes
    if kind == "odd" and mark == "\t" and '"' not in cell and cell.strip() == cell.strip(" ,;"):
        kind = "text"
    return WORTH[kind] * (SPACED_CELL if cell[:1] == " " else 1)


def _label_bonus(rows: Sequence[Sequence[str]], width: int, labels: frozenset[str]) -> float:
    """Favour a candidate under which one of the first whole rows holds labels, the profile's own before common ones."""
    best = 1.0
    for row in rows[:12]:
        torn = any(shape(cell) == "odd" for cell in row)  # half a label is none
        words = [fold(cell) for cell in row if cell.strip()] if len(row) * 2 > width and not torn else []
        if len(words) > 1:
            ours = sum(word in labels for word in words)
            common = sum(word in COMMON for word in words)
            best = max(best, 1 + ours / len(words), 1 + 0.3 * common / len(words))
    return best


def _one_column(lines: Sequence[str], base: Dialect, labels: frozenset[str]) -> Scored:
    """Score the text as one column. The delimiter stays a comma by convention, unless commas are content."""
    looked = lines[:CELL_ROWS]
    worth = sum(_worth(line.strip()) for line in looked) / max(1, len(looked))
    labelled = bool(lines) and not any(mark in lines[0] for mark in ",;\t|")
    kinds = Counter(shape(line) for line in looked)
    amounts = sum(AMOUNT.fullmatch(line.strip()) is not None for line in looked) if labelled else 0
    # Numbers in groups are phones or cards below a line that has not as many words as they have groups.
    abroad = all(line.startswith("+") for line in looked)  # as E.164 writes numbers
    phones = kinds["phone"] if abroad or (labelled and not _cut_alike(looked)) else 0
    alike = max(sum(kinds[kind] for kind in WHOLE), amounts, phones) >= SHARE * len(looked)
    known = labelled and (word := fold(lines[0])) and (word in labels or word in COMMON)
    base_score = (LABELLED_VALUES if labelled else VALUES_ALONE) if alike else KNOWN_ALONE if known else ONE_COLUMN
    commas = any("," in line and not (line.startswith('"') and line.rstrip().endswith('"')) for line in lines)
    dialect = attrs.evolve(base, delimiter="" if commas else ",")
    return Scored(dialect, base_score * worth, 1)


def _cut_alike(lines: Sequence[str]) -> bool:
    """Tell whether the first line has as many words as one of the others."""
    return len(lines[0].split()) in {len(line.split()) for line in lines[1:]}
