"""Characters that people do not see, and characters that stand for others: what every kind does to a cell first."""

from __future__ import annotations

import re
import unicodedata

# Besides what `str.strip()` knows, the edges of a cell are freed from: zero-width space,
# joiners and non-joiners, word joiner, byte order mark, soft hyphen, Mongolian vowel separator, Hangul and Braille
# fillers, direction marks.
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u180e\u200e\u200f\u061c\u034f\u115f\u1160\u3164\uffa0\u2800"
_SPACES = "".join(chr(code) for code in range(0x3001) if chr(code).isspace())
_EDGES = _SPACES + _INVISIBLE
BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_BLANK = _EDGES + BIDI

_VARIATIONS = "".join(map(chr, range(0xFE00, 0xFE10)))  # how a sign is drawn
_HIDDEN = str.maketrans(dict.fromkeys(map(ord, _INVISIBLE + BIDI + _VARIATIONS)))
_WIDE = str.maketrans({code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {0x3000: " "})

# C0 and C1 controls save tab and line ends; lone surrogates; noncharacters. No person types these.
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")

_APOSTROPHE = re.compile(r"['`\u2018\u2019]+(?=[\d+=-])")
_FORMULA = re.compile(r'="([^"]*)"\Z')

# 7.33844E+12: what a spreadsheet leaves of a long number. Without a sign it needs a mark: 12E5 may be someone's id.
SCIENTIFIC = re.compile(r"[+-]?\d(?:[.,]\d+)?[Ee]\+\d{1,3}\Z|[+-]?\d[.,]\d+[Ee]\d{1,3}\Z")


def trim(text: str) -> str:
    """Free both ends from white space and invisible characters; "" where nothing visible is left."""
    text = text.strip()
    if text.isascii():
        return text
    text = text.strip(_EDGES)
    return text if text.strip(_BLANK) else ""


def visible(text: str) -> str:
    """Drop invisible characters and direction controls everywhere; full-width ASCII becomes ASCII."""
    if text.isascii():
        return text
    return trim(text.translate(_HIDDEN).translate(_WIDE))


def plain_digits(text: str) -> str:
    """Replace the decimal digits of every script by ASCII digits."""
    if text.isascii():
        return text
    return "".join([str(unicodedata.decimal(char)) if char.isdecimal() else char for char in text])


def unprotected(text: str) -> str:
    """Take off what spreadsheets put around digits to keep them as text: a leading apostrophe, ``="…"``."""
    while True:
        before = text
        if match := _FORMULA.match(text):
            text = trim(match[1])
        if match := _APOSTROPHE.match(text):
            text = text[match.end() :]
        if text == before:
            return text


def mixes_scripts(text: str) -> bool:
    """Whether one word holds letters of two alphabets that look alike (Latin, Cyrillic, Greek): Unicode TR 39."""
    if text.isascii():
        return False
    return any(
        len({script for char in word if (script := _script(char))}) > 1 for word in re.findall(r"[^\W\d_]+", text)
    )


# Letters of Cyrillic and Greek that look like a Latin one in either case (UTS 39, confusables), as that Latin letter;
# dashes and apostrophes, which look like those of a typewriter; the Turkish dotless i.
_LOOKALIKES = str.maketrans(
    "АВЕКМНОРСТУХІЈЅҮҺԚԜавекмнорстухіјѕүһԛԝ"
    + "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧαβεζηικμνορτυχ"
    + "\u2010\u2011\u2012\u2013\u2014\u2212"
    + "\u2018\u2019\u02bc"
    + "ı",
    "ABEKMHOPCTYXIJSYHQWabekmhopctyxijsyhqw" + "ABEZHIKMNOPTYXabezhikmnoptyx" + "------" + "'''" + "i",
)


def latin_twin(text: str) -> str:
    """Return the ASCII text that a text looks like, or the text itself where it looks like none.

    >>> latin_twin("АВС–12"), latin_twin("Ольга")
    ('ABC-12', 'Ольга')
    """
    if text.isascii():
        return text
    twin = text.translate(_LOOKALIKES)
    return twin if twin.isascii() else text


def _script(char: str) -> str:
    if char.isascii() or "\u00c0" <= char <= "\u024f" or "\u1e00" <= char <= "\u1eff":
        return "latin"
    if "\u0370" <= char <= "\u03ff" or "\u1f00" <= char <= "\u1fff":
        return "greek"
    return "cyrillic" if "\u0400" <= char <= "\u052f" else ""
