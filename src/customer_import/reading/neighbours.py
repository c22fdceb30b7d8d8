"""Which letters stand beside which in a language: what tells a word from letters that a wrong encoding put together.

`words.toml` is the evidence. A pair of letters counts by how much more often it stands there than its two letters
would by chance; a letter that a language's words do not have says nothing, for or against.
"""

from __future__ import annotations

import math
import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from operator import add

BORDER = " "  # stands before and behind a word
DOUBT = 0.6  # pairs that are added to those of every letter, by chance: few words prove little
KNOWN = 4.0  # what a whole word says that the language is known to have
_HIGH = re.compile(r"[^\x00-\x7f]")
# Marks that combine with letters, of Vietnamese and Thai among others, are no letters for `re`. A byte that is no text
# parts no word: what its letters say counts for a reading that reads it, and for one that does not.
WORD = re.compile(r"(?:[^\W\d_]|[\u0300-\u036f\u0e31-\u0e4e\ufffd])+")


@cache
def _words() -> Mapping[str, str]:
    """Return the words of each language."""
    text = files("customer_import.reading").joinpath("words.toml").read_text("utf-8")
    return {language: str(words) for language, words in tomllib.loads(text).items()}


def words_of(language: str) -> str:
    """Return the words of a language that is `known`, between spaces."""
    return " ".join(_words()[language].split())


@cache
def _set_of(language: str) -> frozenset[str]:
    return frozenset(words_of(language).split())


class _Pairs(dict[str, float]):
    """How much each pair of a language's letters says: how much more often it stands there than by chance.

    It is found when it is asked for: a list needs few of them.
    """

    def __init__(self, words: str) -> None:
        super().__init__()
        text = f"{BORDER}{words}{BORDER}"  # each border between words is that of both
        self._counts = Counter(map(add, text, text[1:]))
        self._first = Counter(text[:-1])
        self._second = Counter(text[1:])
        self._total = len(text) - 1

    def __missing__(self, pair: str) -> float:
        expected = self._first[pair[0]] * self._second[pair[1]] / self._total
        if not expected:
            return 0.0
        found = self[pair] = math.log((self._counts[pair] + DOUBT) / (expected + DOUBT))
        return found


@cache
def _pairs(language: str) -> Mapping[str, float]:
    return _Pairs(words_of(language))


def known(language: str) -> bool:
    """Tell whether there are words of a language."""
    return language in _words()


@cache
def _languages() -> Mapping[str, tuple[str, ...]]:
    """Return the languages that have each word, which is written without accents."""
    found: dict[str, tuple[str, ...]] = {}
    for language in _words():
        plain = unicodedata.normalize("NFKD", words_of(language)).encode("ascii", "ignore").decode("ascii")
        for word in dict.fromkeys(plain.split()):
            found[word] = (*found.get(word, ()), language)
    return found


def languages_with(word: str) -> tuple[str, ...]:
    """Return the languages that are known to have a word, which is in lower case and without accents."""
    return _languages().get(word, ())


def likeness(words: Sequence[str], language: str) -> float:
    """Say how much the pairs of letters in words are those of a language: above 0 for, below 0 against.

    Args:
        words: In lower case, without the same one twice.
        language: One that is `known`.
    """
    says = _pairs(language)
    total = KNOWN * sum(len(word) > 1 and word in _set_of(language) for word in words)
    for word in words:
        text = f"{BORDER}{word}{BORDER}"
        for at in range(len(text) - 1):
            total += says[text[at : at + 2]]
    return total


def telling(text: str, most: int) -> tuple[list[str], Counter[str]]:
    """Return what tells of a text.

    Returns:
        The different words that hold letters beyond ASCII, in lower case, up to so many characters; and how often other
        characters beyond ASCII occur: signs, and letters of words past the limit.
    """
    lower = unicodedata.normalize("NFC", text.lower().replace("i\u0307", "İ"))
    others = Counter(_HIGH.findall(lower))
    found: dict[str, None] = {}
    size = 0
    for word in WORD.findall(lower):
        if word.isascii() or word in found:
            continue
        if size > most:
            break
        found[word] = None
        size += len(word)
    others.subtract("".join(found))
    return list(found), +others
