"""Weekdays beside dates: ``Mon, 4 March 2024``, ``pondělí 4. 3. 2024``, ``2024. 3. 4. (월)``."""

from __future__ import annotations

import datetime as dt
import re

from customer_import.normalizing.date_formats import Parts
from customer_import.normalizing.folding import fold

_LONGEST = 3  # words in the name of a weekday
# Between words; "Mon,3", "5(Tue" and "5日火曜日" are two each.
_BETWEEN = re.compile(r"\s+|(?<=[^\W\d_])[.,]+(?=\d)|(?=\()|(?<=日)(?=[^\W\d_])")


def apart(text: str) -> tuple[str, frozenset[int]]:
    """Take the weekday before or behind a date off it.

    Returns:
        What is left, and which days the word can mean (Monday is 0), in any language; none where there is no such word.
    """
    from customer_import.normalizing.vocabularies import load

    if text[:1].isdigit() and text[-1:].isdigit():
        return text, frozenset()
    names, words = load("weekdays"), [word for word in _BETWEEN.split(text) if word]
    for count in range(min(_LONGEST, len(words) - 1), 0, -1):
        for name, rest in ((words[:count], words[count:]), (words[-count:], words[:-count])):
            if days := names.get(fold("".join(name))):
                return " ".join(rest).rstrip(" ,(").lstrip(" ,)"), frozenset(map(int, days))
    return text, frozenset()


def agrees(parts: Parts, days: frozenset[int]) -> bool:
    """Whether a date that exists falls on one of these days; on any day where there are none."""
    return not days or dt.date(*parts[:3]).weekday() in days
