"""What stands around whole lines, around cells in place of quotes, and between lines.

Quotes stand around the lines of a list that was written twice, brackets where a program listed its rows, bars and rules
where a table was drawn; typographic quotes around cells where a word processor had the text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

# Drawn between rows: dashes, perhaps in pieces, of which one is longer than what stands for a blank cell.
_DASH, _CROSS = "-=_─━═", r"\s|+:│┃║┌┬┐├┼┤└┴┘╒╤╕╞╪╡╘╧╛╔╦╗╠╬╣╚╩╝┏┳┓┣╋┫┗┻┛"
RULE = re.compile(rf"(?=.*[{_DASH}]{{3}})[{_CROSS}]*[{_DASH}]{{2,}}(?:[{_CROSS}]+[{_DASH}]{{2,}})*[{_CROSS}]*")
RULES = frozenset("-=_+|─━═┌├└╒╞╘╔╠╚┏┣┗")  # signs that one begins with
BARS = ("|", "│", "║")
BRACKETS: Mapping[str, str] = {"[": "]", "(": ")", "{": "}", "<": ">"}
# Quotes that are not the same at both ends; what is in a list of quotes is between a pair of them.
PAIRS: Mapping[str, str] = {"“": "”", "„": "“", "«": "»", "»": "«", "‘": "’", "‹": "›"}
LIKE = ("”", "’")  # others that a program may put around cells


def unframed(line: str, frame: str) -> str:
    """Take off what stands around a line, quotes inside of quotes being doubled; "" where it does not."""
    text = line.strip(" \r\n")
    end = line[len(line.rstrip("\r\n")) :]
    if frame == " ":
        return text + end
    closing = BRACKETS.get(frame, frame)
    if frame in BRACKETS:
        text = text.rstrip(",; ")
    inner = text[1:-1]
    if len(text) < 2 or text[0] != frame or text[-1] != closing:
        return ""
    if frame in BARS:
        return inner.strip(" ") + end
    if frame in BRACKETS:
        return inner + end if _balanced(inner, frame, closing) else ""
    return "" if frame in inner.replace(frame * 2, "") else inner.replace(frame * 2, frame) + end


def _balanced(text: str, opening: str, closing: str) -> bool:
    """Tell whether brackets close in the order in which they open, so that those around the text belong together."""
    depth = 0
    for char in text:
        depth += (char == opening) - (char == closing)
        if depth < 0:
            return False
    return depth == 0


def is_rule(row: Sequence[str]) -> bool:
    """Tell whether a row is a line that is drawn between rows."""
    return bool(RULE.fullmatch("|".join(row)))


@cache
def enclosed(mark: str, opening: str) -> re.Pattern[str]:
    """Return what finds the cells between a pair of quotes: what is before them, and their text."""
    border, closing = re.escape(mark), PAIRS.get(opening, opening)
    inside = rf"[^{opening}{closing}\r\n]*"
    return re.compile(rf"((?:\A|[\r\n]|{border}) ?){opening}({inside}){closing}(?= ?(?:{border}|[\r\n]|\Z))")


def straightened(text: str, mark: str, opening: str) -> str:
    """Put ``"`` in place of a pair of quotes around cells; those of a cell with a line end in it stay."""
    return enclosed(mark, opening).sub(lambda found: found[1] + '"' + found[2].replace('"', '""') + '"', text)
