"""Which marks may part the columns of a text, and how usual each of them is as a delimiter."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from customer_import.reading.text import SPACES

# How usual a delimiter is. Spaces, colons and the like stand in texts and times, so they need much better rows.
PRIOR: Mapping[str, float] = {
    ",": 1.0, ";": 1.0, "\t": 1.0, "|": 0.92, "^": 0.8, "~": 0.8, "\x1f": 0.9, "\x01": 0.9, "\x1e": 0.9,
    "│": 0.9, "║": 0.9, "§": 0.8, "¦": 0.8, "¬": 0.8, "þ": 0.5, "·": 0.4,
    " ": 0.62, ":": 0.35, "#": 0.3, "*": 0.3, "!": 0.3, "&": 0.25, "@": 0.2, "=": 0.25, "_": 0.15, "$": 0.2, "%": 0.2,
}  # fmt: skip
WIDE = 0.5  # how usual it is that only two spaces and more part the columns
# Marks that are rare in texts, addresses and numbers; several of them in a row may be one delimiter.
MARKS = re.compile(r"[|;,:~^#$*&!§¦@%=+]{2,12}")
SIGNS = frozenset("$+@#%=*&!")  # that cells begin or end with
SPACED = re.compile(r"[,;|]\t| [,;|~^] ")
APART = re.compile(r"\S {2,}\S")
MANY = 0.7  # of the lines hold a delimiter
MOST_LONG = 40  # delimiters of several characters that are looked at
FIRST_LINES = 120  # that are looked through


def bare(mark: str) -> str:
    """Return a delimiter without the spaces around it: with or without them, it cuts between the same cells."""
    return mark.strip(" ") or mark


def long_marks(lines: Sequence[str]) -> list[str]:
    """Name the delimiters of several characters that stand in most lines; of one in another, the longer one.

    Repeated commas and semicolons are blank cells.
    """
    found: Counter[str] = Counter()
    for line in lines[:FIRST_LINES]:
        here = set(SPACED.findall(line))
        for run in MARKS.findall(line):
            here.update(run[at : at + size] for size in (2, 3, 4) for at in range(len(run) - size + 1))
        found.update(here)
        found[SPACES] += APART.search(line) is not None
    least = MANY * min(len(lines), FIRST_LINES)
    likely = [mark for mark, count in found.most_common() if count >= least and len(mark) > 1 and mark.strip(",;")]
    text = "".join(lines[:FIRST_LINES])
    often = [mark for mark in likely[:MOST_LONG] if not _ends_before_amounts(mark, text)]
    often.sort(key=lambda mark: (-text.count(mark), -len(mark)))
    made: list[str] = []
    for mark in often:
        if not any(
            mark in other and 10 * text.count(other) >= 9 * text.count(mark) for other in often if other != mark
        ):
            made.append(mark)
    return made[:4]


def _ends_before_amounts(mark: str, text: str) -> bool:
    """Tell whether a mark ends with the sign of amounts or phone numbers: there is a digit behind it everywhere."""
    return mark[-1] in "$+" and mark[0] not in SIGNS and not re.search(rf"{re.escape(mark)}(?!\d)", text)


def explained(mark: str, longer: Sequence[str], text: str) -> bool:
    """Tell whether a mark stands nowhere but in a longer one, which stands in lines more than once.

    Once is enough where it is the mark repeated: a column that is blank in every row, label included, is none. Where it
    is repeated in most lines more than once, not at their ends, where cells are blank, single ones are content, as in
    times. Spaces around a mark explain nothing: cells may have them.
    """
    count = text.count("\n") or text.count("\r")
    if mark != " " and mark * 2 in longer:
        one = re.escape(mark)
        if len(re.findall(rf"(?<!{one}){one}{one}(?!{one}|[\r\n])", text)) > count * 1.5:
            return True
    often = [
        other for other in longer
        if text.count(other) > count * (0.9 if set(other) == {mark} else 1.5) and not _is_with_sign(other, mark)
    ]  # fmt: skip
    return any(mark in other.strip() != mark and mark not in text.replace(other, "") for other in often)


def _is_with_sign(longer: str, mark: str) -> bool:
    """Tell whether a longer mark may be a delimiter and what every cell begins or ends with: ``;$``, ``;+``, ``%,``."""
    return (longer[0] == mark) != (longer[-1] == mark) and set(longer) - {mark} <= SIGNS and mark in ",;\t|"


def prior(mark: str) -> float:
    """Say how usual a delimiter is; one of several characters is nearly as usual as its most usual one."""
    if mark == SPACES:
        return WIDE
    if len(mark) < 2:
        return PRIOR.get(mark, 0.5)
    if mark.strip(" \t,;") and ("," in mark or ";" in mark) and mark.strip(" \t") not in (",", ";"):
        return 0.4  # ``%,``: a sign at the end of a cell, and the delimiter
    return max(0.75, max(PRIOR.get(char, 0.5) for char in mark.strip(" \t") or mark) * 0.97)
