"""What the ASCII part of a file says about the language of the rest: labels, endings of e-mail addresses, dial codes.

It is never proof: a list of customers in one country has labels in another language. So it weighs as much as a word.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping

from customer_import.reading.neighbours import languages_with

WORDS, COUNTRIES = 3.0, 3.0  # the most that words and marks of countries say for a language
LABELS = "en"  # lists in all languages have labels in this one: it takes its share, and that proves nothing
LOCALE = 1.5  # what the profile's locale says

# Per language: top-level domains, dial codes, currencies of the countries where it is written.
_MARKS: Mapping[str, str] = {
    "cs": "cz 420 czk", "sk": "sk 421", "pl": "pl 48 pln", "hu": "hu 36 huf", "ro": "ro 40 ron md 373",
    "hr": "hr 385 ba 387 bam", "sl": "si 386", "sq": "al 355 xk 383", "lt": "lt 370", "lv": "lv 371", "et": "ee 372",
    "en": "uk 44 gbp us ie 353 au 61 nz 64", "fi": "fi 358", "sv": "se 46 sek fi 358", "da": "dk 45 dkk",
    "no": "no 47 nok", "is": "is 354 isk", "de": "de 49 at 43 ch 41 chf", "fr": "fr 33 be 32 ch 41 ca",
    "nl": "nl 31 be 32",
    "es": "es 34 mx 52 ar 54 co 57 cl 56 pe 51", "ca": "cat es 34", "gl": "gal es 34", "eu": "eus es 34",
    "pt": "pt 351 br 55 brl", "it": "it 39", "tr": "tr 90 try", "cy": "wales cymru uk 44", "mt": "mt 356",
    "vi": "vn 84 vnd", "ru": "ru 7 rub", "uk": "ua 380 uah", "be": "by 375 byn", "bg": "bg 359 bgn", "sr": "rs 381 rsd",
    "mk": "mk 389 mkd", "el": "gr 30 cy 357", "he": "il 972 ils", "ar": "eg 20 sa 966 ae 971 jo 962 ma 212 iq 964",
    "fa": "ir 98", "th": "th 66 thb",
}  # fmt: skip
_OWNERS: Mapping[str, tuple[str, ...]] = {
    mark: tuple(language for language, marks in _MARKS.items() if mark in marks.split())
    for marks in _MARKS.values()
    for mark in marks.split()
}
_MARK = re.compile(
    rb"(?:@|\bwww\.|://)[\w.-]{1,100}\.(?P<domain>[a-z]{2,5})\b|\+(?P<dial>\d{1,3})|\b(?P<currency>[A-Z]{3})\b"
)
_WORD = re.compile(rb"(?<![a-z\x80-\xff])[a-z]{3,}(?![a-z\x80-\xff])")


def hinted(head: bytes, locale: str = "") -> Mapping[str, float]:
    """Return how much the start of a file speaks for languages.

    Args:
        head: In an encoding whose ASCII characters are their own bytes.
        locale: The language of a profile, or "".
    """
    words = {word.decode("ascii") for word in _WORD.findall(head.lower())}
    marks = {(match.lastgroup or "", match[match.lastgroup or 0].decode("ascii")) for match in _MARK.finditer(head)}
    hints: dict[str, float] = defaultdict(float)
    _add(hints, [languages_with(word) for word in words], WORDS)
    _add(hints, [_owners(kind, mark) for kind, mark in marks], COUNTRIES)
    if locale:
        hints[locale] += LOCALE
    return dict(hints)


def _owners(kind: str, mark: str) -> tuple[str, ...]:
    if kind == "dial":  # up to three digits are the code: none is the start of another
        return next((_OWNERS[mark[:size]] for size in (3, 2, 1) if mark[:size] in _OWNERS), ())
    return _OWNERS.get(mark.lower(), ())


def _add(hints: dict[str, float], witnesses: list[tuple[str, ...]], most: float) -> None:
    """Share what witnesses say among the languages that they speak for: the more agree, the nearer to the most."""
    votes: dict[str, float] = defaultdict(float)
    for languages in witnesses:
        for language in languages:
            votes[language] += 1 / len(languages)
    total = sum(votes.values()) + 1
    for language, count in votes.items():
        if language != LABELS:
            hints[language] += most * count / total
