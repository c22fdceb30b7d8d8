"""Weekdays beside dates: ``Mon, 4 March 2024``, ``pondělí 4. 3. 2024``, ``2024. 3. 4. (월)``."""

from __future__ import annotations

import datetime as dt
import re
from typing import NamedTuple

from customer_import.normalizing.date_formats import Parts
from customer_import.normalizing.folding import fold

_LONGEST = 3  # words in the name of a weekday
# Between words; "Mon,3", "5(Tue" and "5日火曜日" are two each.
_BETWEEN = re.compile(r"\s+|(?<=[^\W\d_])[.,]+(?=\d)|(?=\()|(?<=日)(?=[^\W\d_])")


class Apart(NamedTuple):
    """A date without the weekday beside it.

    Args:
        date: What is left of the text.
        days: Which days the word can mean (Monday is 0), in any language; none where there is no such word.
        proves: The word can be nothing else. ``on``, ``to``, ``do`` and ``so`` are words of other languages, too: they
            may contradict a date, but do not tell which of its numbers is the day.
    """

    date: str
    days: frozenset[int] = frozenset()
    proves: bool = False

    def agrees(self, parts: Parts) -> bool:
        """Whether a date that exists falls on one of these days; any does where there are none."""
        return not self.days or dt.date(*parts[:3]).weekday() in self.days


def apart(text: str) -> Apart:
    """Take the weekday before or behind a date off it."""
    from customer_import.normalizing.vocabularies import load

    if text[:1].isdigit() and text[-1:].isdigit():
        return Apart(text)
    names, words = load("weekdays"), [word for word in _BETWEEN.split(text) if word]
    for count in range(min(_LONGEST, len(words) - 1), 0, -1):
        for beside, rest in ((words[:count], words[count:]), (words[-count:], words[:-count])):
            name = fold("".join(beside))
            if days := names.get(name):
                proves = len(name) > 2 or not name.isascii()
                return Apart(" ".join(rest).rstrip(" ,(").lstrip(" ,)"), frozenset(map(int, days)), proves)
    return Apart(text)
