"""What stands around whole lines, and between them.

Quotes stand around the lines of a list that was written twice, bars and rules where a table was drawn.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

# Drawn between rows: dashes, perhaps in pieces, of which one is longer than what stands for a blank cell.
RULE = re.compile(r"(?=.*[-=_]{3})[\s|+:]*[-=_]{2,}(?:[\s|+:]+[-=_]{2,})*[\s|+:]*")


def unframed(line: str, frame: str) -> str:
    """Take off what stands around a line, quotes inside of quotes being doubled; "" where it does not."""
    text = line.strip(" \r\n")
    if frame == " ":
        return text + line[len(line.rstrip("\r\n")) :]
    inner = text[1:-1]
    if len(text) < 2 or not text[0] == text[-1] == frame:
        return ""
    if frame == "|":
        inner = inner.strip(" ")
    else:
        if frame in inner.replace(frame * 2, ""):
            return ""
        inner = inner.replace(frame * 2, frame)
    return inner + line[len(line.rstrip("\r\n")) :]


def is_rule(row: Sequence[str]) -> bool:
    """Tell whether a row is a line that is drawn between rows."""
    return bool(RULE.fullmatch("|".join(row)))
