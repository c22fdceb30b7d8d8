"""What a cell looks like: a number, a date, an address … The small judgements that scoring and layout share."""

from __future__ import annotations

import re
from functools import lru_cache

# Shapes, most telling first. `text` is prose or a name; `odd` is what a wrong cut leaves behind. A part that may repeat
# begins with what the one before it cannot hold: no cell can be cut in more than one way.
_MONEY = "[$€£¥]|Kč|kr|zł|Ft|lei|лв|грн|руб|[A-Z]{3}"  # behind an amount
_SHAPES: tuple[tuple[str, str], ...] = (
    ("number", r"[-+(]?(?:[$€£¥] ?)?[-+]?(?:\d{1,3}(?:[ \u00a0'.,]\d{3})+|\d+)(?:[.,]\d+)?"
     rf"(?:[eE][-+]?\d+)?\)?(?: ?%)?(?: ?(?:{_MONEY}))?"),
    ("number", r"[-+]?[.,]\d+(?:[eE][-+]?\d+)?"),
    ("date", r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?: ?Z| ?[-+]\d{2}:?\d{2})?)?"),
    ("date", r"\d{1,2}[-/.] ?\d{1,2}[-/.] ?\d{2,4}(?:,? \d{1,2}:\d{2}(?::\d{2})?(?: ?[AaPp]\.?[Mm]\.?)?)?"),
    ("date", r"\d{1,2}[- ][^\W\d_]{3,9}\.?[- ]\d{2,4}|[^\W\d_]{3,9}\.? \d{1,2},? \d{4}|[^\W\d_]{3}[- ]\d{2,4}"),
    ("time", r"\d{1,3}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?: ?[AaPp]\.?[Mm]\.?)?"),
    ("email", r"[^\s@,;|\"<>]+@[^\s@,;|\"<>]+\.[^\W\d_]{2,}"),
    ("url", r"(?:https?|ftp)://[^\s\"|]+|www\.[^\s\"|,;]+"),
    ("phone", r"\+?(?:\(\d{1,5}\)|\d)(?:[ ./-]{0,2}(?:\(\d{1,5}\)|\d)){5,17}"),
    ("code", r"[A-Za-z]{0,5}[-_/.]?\d[A-Za-z0-9]*+(?:[-_/.][A-Za-z0-9]++){0,6}+"
     r"|[A-Za-z0-9]++(?:[-_][A-Za-z0-9]++){1,8}+|\{?[0-9A-Fa-f]{8}-[0-9A-Fa-f-]{27}\}?"),
    ("word", r"[^\W\d_]+[.!?]?"),
)  # fmt: skip
_SHAPE = re.compile("|".join(f"(?P<s{i}>{pattern})" for i, (_, pattern) in enumerate(_SHAPES)))
_NAMES = [name for name, _ in _SHAPES]
LONGEST = 80  # longer cells are text: no expression looks at them
GUARDED = ("=", "+", "-", "@")  # an apostrophe before these keeps a spreadsheet from computing the cell
VALUES = frozenset(("number", "date", "time", "email", "url", "phone"))
_ODD = re.compile(
    r"[;|\t\x1f]|[~^].*[~^]|::.*::|,[^\s,]|^[\"'][^\"']*$|^[^\"']*[\"']$|^[,;:]|\x00|^[^\"]*(?<![\d\"])\"[^\"]*$"
)
_NULLS = frozenset(("n/a", "na", "null", "none", "nan", "-", "--", "---", ".", "..", "...", "?", "*", "#n/a", "\\n"))


@lru_cache(maxsize=50_000)
def shape(cell: str) -> str:
    """Name what a cell looks like.

    Returns:
        ``blank``, ``number``, ``date``, ``time``, ``email``, ``url``, ``phone``, ``code``, ``word``, ``null``,
        ``text`` (several words) or ``odd`` (delimiters or half a pair of quotes inside).
    """
    text = cell.strip()
    if not text:
        return "blank"
    if text[0] == "'" and text[1:2] in GUARDED:
        text = text[1:]
    if len(text) <= LONGEST:
        if text.isdecimal():  # these two are most cells, and no expression would say otherwise
            return "number"
        if text.lower() in _NULLS:
            return "null"
        if text.isalpha():
            return "word"
        found = _SHAPE.fullmatch(text)
        if found and found.lastindex:
            return _NAMES[found.lastindex - 1]
    return "odd" if _ODD.search(text) else "text"
