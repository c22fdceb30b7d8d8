"""Folded text: what labels, choices and names of things are compared by, never what is stored.

Two texts that a person would call the same word fold to the same text; nothing here decides which word it is.
"""

from __future__ import annotations

import re
import unicodedata

_NOT_ASCII_WORD = re.compile(r"[^a-z0-9]+")

# Letters that Unicode does not decompose although people type the plain letter instead.
_LETTERS = {
    ord(letter): plain
    for letter, plain in {
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ħ": "h",
        "ŧ": "t",
        "ŋ": "n",
        "ı": "i",
        "ĸ": "k",
        "ə": "e",
        "ґ": "г",
        "ك": "ک",  # Arabic and Persian kaf and yeh are typed for each other
        "ي": "ی",
        "ى": "ی",
    }.items()
}

# Marks that readers take for letters, by combining class: Indic vowels (0), nukta (7), kana voicing (8), virama (9).
# Joiners, variation selectors and enclosing signs are of class 0 too, but change no word.
_OTHER_MARKS = re.compile("[\u034f\u180b-\u180f\u20d0-\u20ff\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_LETTER_MARKS = frozenset({0, 7, 8, 9})


def fold(text: str) -> str:
    """Return the form by which words are compared: no case, accents, punctuation or spacing.

    Compatibility decomposition (NFKD), combining marks dropped, case folded (``ß`` → ``ss``), letters without a
    decomposition spelled plainly (``ł`` → ``l``), digits of every script as ASCII; everything that is neither letter
    nor digit is dropped. ``fold(fold(x)) == fold(x)``.
    """
    if text.isascii():
        return _NOT_ASCII_WORD.sub("", text.lower())
    return unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold()).translate(_folded)


class _Folded(dict[int, str]):
    """What each decomposed character folds to, looked up by `str.translate` and remembered within limits."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        kept = char.isalnum() or _is_letter_mark(char)
        found = "" if not kept else str(unicodedata.decimal(char)) if char.isdecimal() else char
        if len(self) < 4096:
            self[code] = found
        return found


def _is_letter_mark(char: str) -> bool:
    if not unicodedata.category(char).startswith("M") or unicodedata.combining(char) not in _LETTER_MARKS:
        return False
    return not _OTHER_MARKS.match(char)


_folded = _Folded(_LETTERS)
