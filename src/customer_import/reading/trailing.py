"""What stands below the table: totals, footnotes, a second table. It is named, never silently dropped.

Only what is clearly no customer leaves the table. What might be one (a blank line inside a list!) stays and is asked.
"""

from __future__ import annotations

import re
import sys
from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from customer_import.model import Question
from customer_import.normalizing.folding import fold
from customer_import.reading.cells import VALUES, shape
from customer_import.reading.csv_columns import Columns
from customer_import.reading.csv_reader import CsvReader
from customer_import.reading.dialect import Evidence, Trailing
from customer_import.reading.framing import is_rule
from customer_import.reading.labels import header_score
from customer_import.reading.layout import Head
from customer_import.reading.records import Records, SheetColumns, Uncut
from customer_import.reading.stretches import (
    LEAST_BYTES,
    MOST_LOOKED,
    Stretch,
    Stretches,
    before,
    kind_of,
    sample_of,
)

if TYPE_CHECKING:
    from customer_import.reading.table import Reader

SHOWN = 10  # repeated headers that evidence names
LAST_BLOCKS = 3  # of a file, that are looked at in any case
MOST_HEADERS = 100_000  # of a printed list; in a file with more, nothing is told apart
SURE = 0.3  # score of a header row below a blank one
LIKELY = 0.15  # below a blank row, where the values below it are of other kinds than the table's
TELLING = VALUES - {"number"}  # kinds of cells that no note has
LONG_NOTE = 100  # characters
CLEAR = 0.5  # and right below rows of the table

TOTALS = frozenset(
    fold(word)
    for word in [
        "total",
        "totals",
        "sum",
        "subtotal",
        "sub-total",
        "grand-total",
        "overall",
        "gesamt",
        "gesamtsumme",
        "summe",
        "summa",
        "totalt",
        "totaal",
        "totale",
        "celkem",
        "součet",
        "soucet",
        "spolu",
        "súčet",
        "razem",
        "suma",
        "łącznie",
        "összesen",
        "ukupno",
        "iš-viso",
        "viso",
        "kopā",
        "kokku",
        "yhteensä",
        "i-alt",
        "итого",
        "всего",
        "усього",
        "разом",
        "σύνολο",
        "toplam",
        "average",
        "mean",
        "count",
        "durchschnitt",
        "průměr",
    ]
)
NOTE = re.compile(
    r"\*|\(?\d\)|[a-z][/)] |†|‡|#|--|==|©|n\.b|\(?end of |data |(?:records?|rows?):"
    r"|(?:sources?|notes?|footnotes?|generated|created|exported|printed|copyright|report|page|quelle|anmerkung(?:en)?|anm"
    r"|hinweise?|stand|erstellt|zdroj|pozn(?:ámk[ay])?|vygenerován[oay]?|šaltinis|pastab[ao]s?|källa|kilde|lähde|fuente"
    r"|fonte|nota|źródło|uwaga|источник|примечание)(?![^\W\d_])",
    re.I,
)


def trailing_of(
    reader: Reader, head: Head, answers: Mapping[str, str] | None
) -> tuple[tuple[Trailing, ...], tuple[Question, ...], tuple[Evidence, ...]]:
    """Find what stands below the table.

    Args:
        reader: Of the whole file.
        head: What stands at its top.
        answers: ``trailing``: ``rows`` reads everything as rows, ``skip`` leaves out what is in doubt.
    """
    answer = (answers or {}).get("trailing", "")
    if answer == "rows" or head.width < 2:
        return (), (), ()
    found: list[Trailing] = []
    walk, second, unsure = _stretches(reader, head, doubt_is_table=answer == "skip")
    stretches = walk.kept
    sample = sample_of(stretches)
    if not sample:
        return (), (), walk.evidence()
    if second:
        found.append(Trailing(second, stretches[-1].last, "second table"))
        stretches = before(stretches, second)
    found += _notes(stretches, head, sample)
    found += [Trailing(part.first, part.last, "repeated header") for part in stretches if part.kind == "header"]
    found.sort(key=lambda part: part.first)
    headers = [part.first for part in found if part.why == "repeated header"]
    evidence = tuple(
        Evidence(
            "trailing", f"{part.first}-{part.last}", 0.9, f"{part.why} below the table", (part.first,), "rows there"
        )
        for part in found
        if part.why != "repeated header" or part.first in headers[:SHOWN]
    )
    questions: tuple[Question, ...] = ()
    if unsure and not answer:
        text = f"From row {unsure} on, below a blank row, the file looks different. Are these rows customers too?"
        questions = (Question("trailing", text, ("rows", "skip"), "rows"),)
    return tuple(found), questions, (*evidence, *walk.evidence())


def looks_plain(rows: Sequence[Sequence[str]], width: int) -> bool:
    """Tell whether the last rows of a file are rows of its table, all of them: then nothing stands below it."""
    kinds = Counter(kind_of(row, width) for row in rows)
    if kinds["blank"] or kinds["thin"] or kinds["other"] * 2 >= len(rows):
        return False
    return not _is_total(rows[-1]) and not any(kind_of(row, width) == "other" for row in rows[-2:])


def _stretches(reader: Reader, head: Head, *, doubt_is_table: bool) -> tuple[Stretches, int, int]:
    """Cut the records below the header into stretches.

    Returns:
        The stretches; the first record of a second table or 0; and that of one that might be, or 0.
    """
    above = max((*head.header_rows, *head.preamble_rows), default=0)
    most = max(MOST_LOOKED, reader.source.size // LEAST_BYTES) if isinstance(reader, CsvReader) else sys.maxsize
    walk = Stretches(head, lambda kept, sample: _second_table(kept, sample, ended=False)[0], most)
    parts: Iterator[Records | Columns | SheetColumns | Uncut]
    if isinstance(reader, CsvReader):
        parts = reader.looked_through(head.width, above, lambda: walk.weary)
    else:
        parts = reader.blocks(width=head.width, slow=above)
    late: deque[Records | Columns | SheetColumns | Uncut] = deque()  # blocks that may be the last ones
    for part in parts:
        late.append(part)
        if len(late) > LAST_BLOCKS or not walk.weary:
            part = late.popleft()
            if walk.weary:
                walk.pass_over(part)
            else:
                walk.take(part)
        if walk.headers > MOST_HEADERS or walk.given_up:
            walk.kept = []
            return walk, 0, 0
    for part in late:
        walk.take(part)
    if walk.second:
        return walk, walk.second, 0
    return walk, *_second_table(walk.kept, sample_of(walk.kept), doubt_is_table=doubt_is_table)


def _second_table(
    stretches: Sequence[Stretch],
    sample: Sequence[Sequence[str]],
    *,
    doubt_is_table: bool = False,
    ended: bool = True,
) -> tuple[int, int]:
    """Find where a second table starts.

    Args:
        stretches: Below the header.
        sample: Rows of the table.
        doubt_is_table: Whether what might be one is one.
        ended: Whether the file ends with these stretches: else only tables as wide as the first can be told.

    Returns:
        Its first record (a title above it included) or 0; and where one might start, or 0.
    """
    unsure = 0
    seen = False
    for index, stretch in enumerate(stretches):
        if stretch.kind == "full":
            set_off = seen and (stretches[index - 1].kind == "blank" or _is_title(stretches, index - 1))
            if set_off and _new_labels(stretch.rows, sample) > SURE:
                return _with_title(stretches, index), 0
            seen = True
        elif stretch.kind == "other" and seen:
            length = stretch.last - stretch.first + 1
            below_blank = stretches[index - 1].kind in ("blank", "thin")
            to_end = all(_may_belong(later, stretch.width) for later in stretches[index:])
            if not ended or not to_end or length < 2:
                continue
            score, _ = header_score(stretch.rows, frozenset())
            clear = score > (SURE if below_blank else CLEAR)
            if clear or (below_blank and score > LIKELY and not _fits(stretch.rows[1:], sample)):
                return _with_title(stretches, index), 0
            if below_blank:
                if doubt_is_table:
                    return _with_title(stretches, index), 0
                unsure = unsure or stretch.first
    return 0, unsure


def _may_belong(stretch: Stretch, width: int) -> bool:
    """Tell whether records may be of a second table of this width; some of its rows end in blank cells."""
    return stretch.kind in ("blank", "thin", "other") or all(len(row) == width for row in stretch.rows)


def _new_labels(rows: Sequence[Sequence[str]], sample: Sequence[Sequence[str]]) -> float:
    """Score the first of these rows as labels of another table: unlike the rows below it, and unlike the table's."""
    if len(rows) < 2:
        return -1.0
    own, _ = header_score(rows, frozenset())
    as_row, _ = header_score([rows[0], *sample], frozenset())
    return min(own, as_row)


def _fits(rows: Sequence[Sequence[str]], sample: Sequence[Sequence[str]]) -> bool:
    """Tell whether rows have the same kinds of values in the same columns as the table: then they are its rows."""
    wanted = [_main(sample, column) for column in range(len(sample[0]))]
    telling = [column for column, kind in enumerate(wanted) if kind in VALUES]
    if not rows or not telling:
        return False
    hits = sum(_main(rows, column) == wanted[column] for column in telling)
    return hits * 2 > len(telling) and hits > 1


def _main(rows: Sequence[Sequence[str]], column: int) -> str:
    kinds = Counter(shape(row[column]) for row in rows if column < len(row) and row[column].strip())
    return kinds.most_common(1)[0][0] if kinds else "blank"


def _is_title(stretches: Sequence[Stretch], index: int) -> bool:
    """Tell whether records may be a title: of hardly a cell, or in narrow tables a lone one below a blank row."""
    stretch = stretches[index]
    lone = stretch.kind == "other" and stretch.width == 1 and stretch.first == stretch.last
    return stretch.kind == "thin" or (lone and index > 0 and stretches[index - 1].kind == "blank")


def _with_title(stretches: Sequence[Stretch], index: int) -> int:
    """Return the first record of a second table: its title, if one stands right above it below a blank row."""
    first = stretches[index].first
    if index >= 2 and _is_title(stretches, index - 1) and stretches[index - 2].kind == "blank":
        return stretches[index - 1].first
    if index >= 3 and [one.kind for one in stretches[index - 3 : index]] == ["blank", "thin", "blank"]:
        return stretches[index - 2].first
    return first


def _notes(stretches: Sequence[Stretch], head: Head, sample: Sequence[Sequence[str]]) -> list[Trailing]:
    """Find totals and footnotes, from the end upwards."""
    first = last = 0
    index = len(stretches) - 1
    while index > 0:
        stretch = stretches[index]
        note = _is_note(stretches, index, sample) if stretch.kind == "thin" else _is_cut_note(stretches, index, head)
        if note:
            first, last = stretch.first, last or stretch.last
        elif stretch.kind != "blank":
            break
        index -= 1
    found = [Trailing(first, last, "footnote")] if first else []
    stretch = stretches[index]
    if (index >= 0 and stretch.kind in ("full", "other", "thin") and stretch.last > stretch.first) or index > 0:
        row = stretch.ends[-1] if stretch.ends else []
        if _is_total(row):
            found.insert(0, Trailing(stretch.last, stretch.last, "totals"))
    return found


def _is_note(stretches: Sequence[Stretch], index: int, sample: Sequence[Sequence[str]]) -> bool:
    """Tell whether thin records at the end are notes; a customer of whom only one thing is known is none."""
    stretch = stretches[index]
    below_blank = stretches[index - 1].kind == "blank"
    sure = any(_clear(cell.strip()) for row in [*stretch.rows, *stretch.ends] for cell in row)
    for row in [*stretch.rows, *stretch.ends]:
        place = next(i for i, cell in enumerate(row) if cell.strip())
        text = row[place].strip()
        kind = shape(text)
        if _is_total(row) or _clear(text) or is_rule(row) or (place == 0 and below_blank and sure):
            continue
        usual = _main(sample, place)
        if kind in ("text", "odd") and place == 0 and (below_blank or usual not in ("text", "word", "odd")):
            continue
        if below_blank and place == 0 and kind == "word" and usual in VALUES:
            continue
        return False
    return True


def _clear(text: str) -> bool:
    """Tell whether a text is a note wherever it stands."""
    return len(text) > LONG_NOTE or bool(NOTE.match(text))


def _is_cut_note(stretches: Sequence[Stretch], index: int, head: Head) -> bool:
    """Tell whether records are rules, or short ones below a blank one, and notes with delimiters in them."""
    stretch = stretches[index]
    if stretch.rows and all(map(is_rule, [*stretch.rows, *stretch.ends])):
        return True
    if stretch.kind != "other" or stretch.width >= head.width or stretches[index - 1].kind not in ("blank", "thin"):
        return False
    rows = [*stretch.rows, *stretch.ends]
    return all(NOTE.match(row[0].strip()) and not any(shape(cell) in TELLING for cell in row) for row in rows)


def _is_total(row: Sequence[str]) -> bool:
    """Tell whether a row adds the others up: it says so, and holds nothing but numbers besides."""
    cells = [cell.strip() for cell in row if cell.strip()]
    if not cells:
        return False
    words = [cell for cell in cells if shape(cell) not in ("number", "null", "phone")]
    return len(words) == 1 and any(fold(word) in TOTALS for word in (words[0], words[0].split()[0]))
