"""What stands below the table: totals, footnotes, a second table. It is named, never silently dropped.

Only what is clearly no customer leaves the table. What might be one (a blank line inside a list!) stays and is asked.
"""

from __future__ import annotations

import re
import sys
from collections import Counter, deque
from collections.abc import Container, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from customer_import.model import Question
from customer_import.reading.cells import VALUES
from customer_import.reading.csv_columns import Columns
from customer_import.reading.csv_reader import CsvReader
from customer_import.reading.dialect import Evidence, Trailing
from customer_import.reading.labels import header_score
from customer_import.reading.layout import Head
from customer_import.reading.notes import is_total, main_kind, notes_of
from customer_import.reading.records import Records, SheetColumns, Uncut
from customer_import.reading.stretches import (
    LEAST_BYTES,
    MOST_LOOKED,
    Stretch,
    Stretches,
    before,
    kind_of,
    sample_of,
    skeleton,
)

if TYPE_CHECKING:
    from customer_import.reading.table import Reader

SHOWN = 10  # repeated headers that evidence names
LAST_BLOCKS = 3  # of a file, that are looked at in any case
MOST_HEADERS = 100_000  # of a printed list; in a file with more, nothing is told apart
SURE = 0.3  # score of a header row below a blank one
LIKELY = 0.15  # below a blank row, where the values below it are of other kinds than the table's
PAGE = re.compile(r"(?:page|seite|sida|side|strana|str\.|strona|blad|pagina|página|lk)(?![^\W\d_])", re.I)
CLEAR = 0.5  # and right below rows of the table


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
    found += notes_of(stretches, head, sample)
    found += _repeated(stretches, walk.notes)
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


def _repeated(stretches: Sequence[Stretch], above: Container[str]) -> Iterator[Trailing]:
    """Find headers that are repeated, each with the title or number of the page right above it.

    Args:
        stretches: Below the first header.
        above: What stands above that, as `skeleton` shows it.
    """
    places = [index for index, stretch in enumerate(stretches) if stretch.kind == "header"]
    titles = {index: list(_titles(stretches, index)) for index in places}
    often = Counter(skeleton(row) for found in titles.values() for title in found for row in title.rows)
    for index, found in titles.items():
        first = stretches[index].first
        for title in found:
            texts = [skeleton(row) for row in title.rows]
            if not all(often[text] > 1 or text in above or PAGE.match(text) for text in texts):
                break
            first = title.first
        yield Trailing(first, stretches[index].last, "repeated header")


def _titles(stretches: Sequence[Stretch], index: int) -> Iterator[Stretch]:
    """Yield the stretches of hardly a cell right above one, from the last one up."""
    while index > 0 and stretches[index - 1].kind in ("thin", "blank"):
        index -= 1
        if stretches[index].kind == "thin":
            yield stretches[index]


def looks_plain(rows: Sequence[Sequence[str]], width: int) -> bool:
    """Tell whether the last rows of a file are rows of its table, all of them: then nothing stands below it."""
    kinds = Counter(kind_of(row, width) for row in rows)
    if kinds["blank"] or kinds["thin"] or kinds["other"] * 2 >= len(rows):
        return False
    return not is_total(rows[-1]) and not any(kind_of(row, width) == "other" for row in rows[-2:])


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
    start = next((index for index, stretch in enumerate(stretches) if stretch.kind == "full"), len(stretches))
    for index, stretch in enumerate(stretches[start + 1 :], start + 1):
        if stretch.kind == "full":
            if _begins_as_wide(stretches, index, sample):
                return _with_title(stretches, index), 0
        elif stretch.kind == "other" and ended and _is_block(stretches, index):
            below_blank = stretches[index - 1].kind in ("blank", "thin")
            if _begins_other(stretch, sample, below_blank=below_blank) or (below_blank and doubt_is_table):
                return _with_title(stretches, index), 0
            if below_blank:
                unsure = unsure or stretch.first
    return 0, unsure


def _begins_as_wide(stretches: Sequence[Stretch], index: int, sample: Sequence[Sequence[str]]) -> bool:
    """Tell whether rows as wide as the table are another one: set off from it, and with labels of their own."""
    set_off = stretches[index - 1].kind == "blank" or _is_title(stretches, index - 1)
    return set_off and _new_labels(stretches[index].rows, sample) > SURE


def _is_block(stretches: Sequence[Stretch], index: int) -> bool:
    """Tell whether rows of another width are several, and all that follows to the end may belong to them."""
    stretch = stretches[index]
    return stretch.last > stretch.first and all(_may_belong(later, stretch.width) for later in stretches[index:])


def _begins_other(stretch: Stretch, sample: Sequence[Sequence[str]], *, below_blank: bool) -> bool:
    """Tell whether rows of another width begin with labels; below a blank row, labels that are likely are enough."""
    score, _ = header_score(stretch.rows, frozenset())
    if score > (SURE if below_blank else CLEAR):
        return True
    return below_blank and score > LIKELY and not _fits(stretch.rows[1:], sample)


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
    wanted = [main_kind(sample, column) for column in range(len(sample[0]))]
    telling = [column for column, kind in enumerate(wanted) if kind in VALUES]
    if not rows or not telling:
        return False
    hits = sum(main_kind(rows, column) == wanted[column] for column in telling)
    return hits * 2 > len(telling) and hits > 1


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
