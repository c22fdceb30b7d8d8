"""How likely bytes beyond ASCII are a text in an encoding: letters of one language, well placed, in words of it.

A list is in one language, and some of its words are from others that are written in the same encoding. Of these, each
word pays `BORROWED`, so that a list of players or wines is not taken for nonsense.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache

from customer_import.reading.eastern import weight_of
from customer_import.reading.letters import EASTERN, HANDICAP, MSDOS, SELDOM, SIGNS, UNUSUAL, WRITTEN, at_home, weights
from customer_import.reading.neighbours import likeness, telling
from customer_import.reading.text import UNKNOWN

TELLING = 400  # characters of words whose letters and pairs of letters are looked at one by one
NEIGHBOURS = 0.7  # what pairs weigh: those in a word are no independent witnesses
BORROWED = 3.0  # logarithm of how much rarer words of other languages are
LESS_USUAL = 0.3  # what each encoding of a language has against it that is less usual than the one before
FOREIGN = 6.0  # what Latin words in an East Asian encoding have against them
OTHER = 0.004  # share of letters that a text borrows from other languages
ALONE, ATTACHED, INSIDE = -1.5, -3.5, -5.0  # logarithms of how rarely a sign stands so where it usually does not
FAULT = -6.35  # logarithm of how rare bytes are that are no text
SIGN_WEIGHT = 0.012
AT_HOME = 3.0  # logarithm of how much likelier a sign is where it belongs
LAST_LATIN = "\u024f"
VOWELS = "aeiouyæøœ"
FIRST_EASTERN = "\u2e80"
_HIGH = re.compile(r"[^\x00-\x7f]")
_FOREIGN = dict.fromkeys((language for language, names in WRITTEN.items() if "cp1252" in names), -FOREIGN)


class Likelihoods:
    """The likelihoods of one text under encodings: what two of them share is looked at once.

    Args:
        words: Bytes of words beyond ASCII, with what stands beside them.
        hints: Languages, and what else speaks for them.
    """

    def __init__(self, words: bytes, hints: Mapping[str, float]) -> None:
        self.words = words
        self.hints = hints
        self._known: dict[tuple[str, str], float] = {}

    def of(self, name: str) -> float:
        """Return the log likelihood of the words under an encoding, in the language that suits them best."""
        text = self.words.decode(name, "replace")
        if name in MSDOS:
            text = text.replace("\u00a0", UNKNOWN)
        total = _places(text) - HANDICAP.get(name, UNUSUAL)
        told, others = telling(text, TELLING)
        if name in EASTERN:
            return total + self._eastern(told, others, name)
        fits = {
            language: self.hints.get(language, 0.0)
            - SELDOM.get(language, 0.0)
            - LESS_USUAL * (names.index(name) if name in names else 0)
            for language, names in WRITTEN.items()
            if name in names or name == "utf-8"
        }
        best = self._best(told, others, fits)
        if name == "utf-8" and max(text, default="") >= FIRST_EASTERN:
            best = max(best, *(self._eastern(told, others, eastern) for eastern in EASTERN))
        return total + best

    def _eastern(self, told: Sequence[str], others: Counter[str], name: str) -> float:
        """Return how well words and other characters suit the language of an East Asian encoding."""
        foreign = {word for word in told if all(map(_european, word))}
        own = others + Counter("".join(word for word in told if word not in foreign))
        total = sum(count * weight_of(char, name) for char, count in own.items() if char > "\x7f")
        return total + (self._best(list(foreign), Counter(), _FOREIGN) if foreign else 0.0)

    def language(self) -> str:
        """Return the language that words in UTF-8 are most likely in; "" where there are none."""
        told, _ = telling(self.words.decode("utf-8", "replace"), TELLING)
        return max(WRITTEN, key=lambda language: sum(self._word(word, language) for word in told)) if told else ""

    def _best(self, told: Sequence[str], others: Counter[str], fits: Mapping[str, float]) -> float:
        """Return how well words and other characters suit the best of languages, each with what else speaks for it."""
        scores = {language: [self._word(word, language) for word in told] for language in fits}
        least = [max(column) - BORROWED for column in zip(*scores.values(), strict=True)]
        best = -math.inf
        for language, row in scores.items():
            rest = sum(count * _letter(char, language) for char, count in others.items())
            best = max(best, fits[language] + sum(map(max, row, least)) + rest)
        return best

    def _word(self, word: str, language: str) -> float:
        found = self._known.get((word, language))
        if found is None:
            letters = sum(_letter(char, language) for char in word if char > "\x7f")
            found = self._known[word, language] = letters + NEIGHBOURS * likeness((word,), language)
        return found


def _european(char: str) -> bool:
    """Tell whether a character is one of those that languages in Latin letters write words with."""
    return char <= LAST_LATIN


@cache
def _model(language: str) -> Mapping[str, float]:
    return weights(language)


@cache
def _letter(char: str, language: str) -> float:
    """Return the log probability of a character beyond ASCII in a language."""
    model = _model(language)
    weight = model.get(char) or model.get(char.lower())
    return math.log(weight) if weight else _stranger(char)


@cache
def _stranger(char: str) -> float:
    """Return the log probability of a character that is no letter of a language."""
    if char == UNKNOWN:
        return FAULT
    if char in SIGNS:
        return math.log(SIGN_WEIGHT * 0.2)
    kind = unicodedata.category(char)
    if kind[0] == "L":
        # A letter of the same script may be borrowed; one of another script hardly ever is.
        plain = unicodedata.normalize("NFKD", char)[0]
        return math.log(OTHER * (0.1 if char < "\u0180" and plain.isascii() and plain.isalpha() else 0.01))
    if kind == "Mn":
        return math.log(OTHER * 0.1)
    return math.log(1e-8 if kind in ("Cc", "Cn", "Co") or "\u2500" <= char <= "\u25ff" else 2e-5)


def _places(text: str) -> float:
    """Judge how characters beyond ASCII stand: capitals inside words, signs between letters.

    Returns:
        The log probability of all the places together.
    """
    total = 0.0
    for match in _HIGH.finditer(text):
        at = match.start()
        before = text[at - 1] if at else "\n"
        after = text[at + 1] if at + 1 < len(text) else "\n"
        total += _place(text[at], before, text[at - 2] if at > 1 else "\n", after, text[at + 2 : at + 3])
    return total


def stands(text: str) -> bool:
    """Tell whether any character beyond ASCII stands in a word, as a word, or as a sign where it belongs."""
    framed = f"\n\n{text}\n\n"
    for match in _HIGH.finditer(framed):
        at = match.start()
        earlier, before, char, after, later = tuple(framed[at - 2 : at + 3])
        single = after == " " and not before.isdigit() and _is_word(char)
        if char.isalpha() and (before.isalpha() or after.isalpha() or single):
            return True
        if at_home(char, before, earlier, after, later):
            return True
    return False


def _is_word(char: str) -> bool:
    """Tell whether a letter may be a word by itself, as ``à`` and ``å``: of Latin ones, a vowel."""
    return char > LAST_LATIN or unicodedata.normalize("NFKD", char.lower())[0] in VOWELS


def _place(char: str, before: str, earlier: str, after: str, later: str) -> float:
    """Return the log probability that a character stands where it does."""
    if char == UNKNOWN:
        return 0.0
    if at_home(char, before, earlier, after, later):
        return AT_HOME
    if not char.isalpha():
        if char in "’·´'-\u00ad" or unicodedata.combining(char):
            return ALONE
        letters = before.isalpha() + after.isalpha()
        return (ALONE, ATTACHED, INSIDE)[letters]
    if char > LAST_LATIN and ((before.isascii() and before.isalpha()) or (after.isascii() and after.isalpha())):
        return -7.0  # two scripts in one word
    if after.isdigit():
        return -4.0
    if char.islower() and after.isupper() and not before.islower():
        return -4.5
    if not before.isalpha() and not after.isalpha():
        word = char.islower() and char <= LAST_LATIN and " " in (before, after) and _is_word(char)
        return -1.5 if word else -3.5
    if char.isupper():
        if before.isalpha():
            return -0.1 if before.isupper() and (not after.isalpha() or after.isupper()) else -6.0
        return -0.6 if not before.isdigit() else -4.0
    if char.islower():
        if before.isupper() and (earlier.isupper() or after.isupper()):
            return -4.0
        if before.isalpha():
            return -0.1
        return -1.4 if not before.isdigit() else -4.0
    return -0.1
