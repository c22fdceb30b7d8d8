"""Totals and notes at the end of a table: what they look like, and where they begin."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from customer_import.normalizing.folding import fold
from customer_import.reading.cells import VALUES, shape
from customer_import.reading.dialect import Trailing
from customer_import.reading.framing import is_rule
from customer_import.reading.layout import Head
from customer_import.reading.stretches import Stretch

TELLING = VALUES - {"number"}  # kinds of cells that no note has
LONG_NOTE = 100  # characters
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

SAYS = re.compile(rf"(?:{NOTE.pattern})[^:]*:|[^\W\d_]+ by(?: |$)", re.I)


def notes_of(stretches: Sequence[Stretch], head: Head, sample: Sequence[Sequence[str]]) -> list[Trailing]:
    """Find totals and footnotes, from the end upwards."""
    first = last = 0
    index = len(stretches) - 1
    announced = _announced(stretches, head, sample)
    while index > 0:
        stretch = stretches[index]
        note = index >= announced or (
            _is_note(stretches, index, sample) if stretch.kind == "thin" else _is_cut_note(stretches, index, head)
        )
        if note and stretch.kind != "blank":
            first, last = stretch.first, last or stretch.last
        elif stretch.kind != "blank":
            break
        index -= 1
    found = [Trailing(first, last, "footnote")] if first else []
    totals = _totals(stretches[index]) if index >= 0 else 0
    if totals and (index > 0 or stretches[index].last - totals >= stretches[index].first):
        found.insert(0, Trailing(stretches[index].last - totals + 1, stretches[index].last, "totals"))
    return found


def _totals(stretch: Stretch) -> int:
    """Count the records at the end of a stretch that add the others up."""
    rows = list(stretch.ends) if stretch.kind in ("full", "other", "thin") else []
    return next((count for count, row in enumerate(reversed(rows)) if not is_total(row)), len(rows))


def _announced(stretches: Sequence[Stretch], head: Head, sample: Sequence[Sequence[str]]) -> int:
    """Return the index from which on all is notes: below a rule, or a text that says so, and nothing like the table."""
    start = len(stretches)
    for index in range(len(stretches) - 1, 0, -1):
        stretch = stretches[index]
        rows = [*stretch.rows, *stretch.ends]
        if stretch.kind == "thin":
            if any(_like_sample(row, sample) for row in rows):
                break
            text = next(cell.strip() for cell in stretch.rows[0] if cell.strip())
            below_blank = stretches[index - 1].kind == "blank"
            if stretch.rows[0][0].strip() and (_clear(text) or is_rule([text]) or (below_blank and text.endswith(":"))):
                start = index
        elif stretch.kind == "other":
            telling = any(shape(cell) in TELLING for row in rows for cell in row)
            if telling or stretch.width >= head.width or not (stretch.width * 2 <= head.width or _is_prose(rows)):
                break
        elif stretch.kind != "blank":
            break
    return start


def _like_sample(row: Sequence[str], sample: Sequence[Sequence[str]]) -> bool:
    """Tell whether the only cell of a row is a value of the kind that its column holds."""
    place = next(index for index, cell in enumerate(row) if cell.strip())
    kind = shape(row[place])
    return kind in VALUES and kind == main_kind(sample, place)


def _is_prose(rows: Sequence[Sequence[str]]) -> bool:
    """Tell whether what parts the cells of these rows are the commas of sentences."""
    return all(cell[:1] == " " and not cell.isspace() for row in rows for cell in row[1:])


def _is_note(stretches: Sequence[Stretch], index: int, sample: Sequence[Sequence[str]]) -> bool:
    """Tell whether thin records at the end are notes; a customer of whom only one thing is known is none."""
    stretch = stretches[index]
    below_blank = stretches[index - 1].kind == "blank"
    sure = any(_clear(cell.strip()) for row in [*stretch.rows, *stretch.ends] for cell in row)
    for row in [*stretch.rows, *stretch.ends]:
        place = next(i for i, cell in enumerate(row) if cell.strip())
        text = row[place].strip()
        kind = shape(text)
        if is_total(row) or _clear(text) or is_rule(row) or (place == 0 and below_blank and sure):
            continue
        usual = main_kind(sample, place)
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
    """Tell whether records are rules, or notes with delimiters in them: short ones, or sentences."""
    stretch = stretches[index]
    rows = [*stretch.rows, *stretch.ends]
    if rows and all(map(is_rule, rows)):
        return True
    if stretch.kind != "other" or stretch.width >= head.width:
        return False
    if any(shape(cell) in TELLING for row in rows for cell in row):
        return False
    if stretches[index - 1].kind in ("blank", "thin"):
        return all(NOTE.match(row[0].strip()) for row in rows)
    # Right below the table, a name may be such a word too.
    return all(SAYS.match(row[0].strip()) for row in rows) and (_is_prose(rows) or stretch.width * 2 <= head.width)


def main_kind(rows: Sequence[Sequence[str]], column: int) -> str:
    """Name the kind of most cells of a column."""
    kinds = Counter(shape(row[column]) for row in rows if column < len(row) and row[column].strip())
    return kinds.most_common(1)[0][0] if kinds else "blank"


def is_total(row: Sequence[str]) -> bool:
    """Tell whether a row adds the others up: it says so, and holds nothing but numbers besides."""
    cells = [cell.strip() for cell in row if cell.strip()]
    if not cells:
        return False
    words = [cell for cell in cells if shape(cell) not in ("number", "null", "phone")]
    return len(words) == 1 and any(fold(word) in TOTALS for word in (words[0], words[0].split()[0]))
