"""Dates with the month in words, in many languages: ``3. května 2024``, ``June 5, 2024``, ``3.III.2024``."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

from customer_import.normalizing.date_formats import Parts, offset_of
from customer_import.normalizing.folding import fold

_TOKENS = re.compile(r"\d+|[^\d\s.,/'’·_-]+")
_TIME = re.compile(
    r"(?:[T,]?\s+|T)(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([AaPp]\.?[Mm]\.?)?(?:\s*(Z|UTC|GMT|[+-]\d\d:?\d\d))?\Z", re.ASCII
)
# What people write around day, month and year: articles, ordinals, the word "year".
_WORDS_AROUND = """de del di d' den der dne dnia the of a l
    st nd rd th er e eme o г года год р року m d r rok roku año an do gada ngày năm թ ж ta ko eko ค.ศ."""
_FILLERS = frozenset(fold(word) for word in _WORDS_AROUND.split())
# Written in capitals between day and year, where they can be nothing else.
_ROMAN_NUMERALS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_ROMAN = {numeral: number for number, numeral in enumerate(_ROMAN_NUMERALS, 1)}
# "Month" before the month's number: 5 tháng 3 năm 2024.
_MONTH = frozenset({fold("tháng"), "thg"})
# Thai abbreviates with points between letters: ม.ค.
_POINTS = re.compile(r"(?<=[^\s\d.,/-])\.(?=[^\W\d_])")


def in_words(text: str, locale: str, *, fallback: bool = False) -> list[Parts]:
    """Return what a text with a month's name can mean; several readings where languages differ over the name.

    Day, month and year must all be there: no part is ever filled in.

    Args:
        text: The text, invisible characters gone and digits plain.
        locale: The file's language; settles names that mean different months in two languages.
        fallback: Whether dateutil may try (English) what the vocabulary does not read.
    """
    time = _TIME.search(text)
    date = text[: time.start()] if time else text
    found = _from_tokens(date, time, locale)
    return found or (_dateutil(text) if fallback else [])


def _from_tokens(date: str, time: re.Match[str] | None, locale: str) -> list[Parts]:
    numbers, months, order = _sorted_out(_TOKENS.findall(_POINTS.sub("", unicodedata.normalize("NFC", date))), locale)
    if not months or len(numbers) != 2:
        return []
    day, year = numbers if len(numbers[0]) <= 2 else reversed(numbers)
    # 24-Jun-05: with two short numbers the year stands last; year first needs its four digits.
    if len(day) > 2 or len(year) not in (2, 4) or (order == "nnm" and len(numbers[0]) < 4):
        return []
    hour, minute, second = _time(time)
    zone = offset_of(time[5] or "") if time else None
    return [Parts(int(year), month, int(day), hour, minute, second, zone, len(year) == 2) for month in months]


def _sorted_out(tokens: list[str], locale: str) -> tuple[list[str], list[int], str]:
    """Return numbers, what the month can be, and the order of both (``nmn``); no months where a word is of no date."""
    numbers: list[str] = []
    months: list[int] = []
    order = ""
    while tokens:
        token = tokens.pop(0)
        if token.isdecimal() and (months or order[-1:] != "m"):
            numbers.append(token)
            order += "n"
        elif named := _month(token, tokens, order, locale):
            if months or ("m" in order and not token.isdecimal()):
                return [], [], ""
            months = named
            order += "m" * ("m" not in order)
        elif fold(token) in _MONTH and "m" not in order:
            order += "m"
        elif fold(token) not in _FILLERS:
            return [], [], ""
    return numbers, months, order


def _month(token: str, following: list[str], order: str, locale: str) -> list[int]:
    """Return the months that a token can mean; one of two words takes the second from those that follow."""
    if token.isdecimal():
        return [int(token)]
    if following and (named := _months(token + following[0], locale)):
        del following[0]
        return named
    return _months(token, locale) or ([_ROMAN[token]] if token in _ROMAN and order == "n" else [])


def _time(time: re.Match[str] | None) -> tuple[int, int, int]:
    if time is None:
        return 0, 0, 0
    hour, half = int(time[1]), (time[4] or "").lower()
    if half:
        hour = hour % 12 + (12 if half[0] == "p" else 0) if 1 <= hour <= 12 else 25
    return hour, int(time[2]), int(time[3] or 0)


def _months(word: str, locale: str) -> list[int]:
    from customer_import.normalizing.vocabularies import load, settled

    # Hebrew writes "in January" as one word.
    entry = load("months").get(fold(word), "") or load("months").get(fold(word).removeprefix("ב"), "")
    if not entry:
        return []
    one = settled(entry, locale)
    return [int(one)] if one else sorted(map(int, entry))


def _dateutil(text: str) -> list[Parts]:
    """Let dateutil read an English date, twice with different defaults: only what it does not fill in counts."""
    from dateutil import parser

    readings = []
    # 2 May 1901 and 7 November 1908 share no part; what comes back equal was in the text.
    for default in (dt.datetime(1901, 5, 2, 1, 2, 3), dt.datetime(1908, 11, 7, 4, 5, 6)):  # noqa: DTZ001 - no clock
        try:
            readings.append(parser.parse(text, default=default, ignoretz=True, fuzzy=False))
        except (ValueError, ArithmeticError, TypeError):  # 50 digits are an `InvalidOperation`
            return []
    one, two = readings
    if one.date() != two.date() or not re.search(r"\d{4}", text) or not re.search(r"[^\W\d_]{3}", text):
        return []
    timed = one.time() == two.time()
    hour, minute, second = (one.hour, one.minute, one.second) if timed else (0, 0, 0)
    return [Parts(one.year, one.month, one.day, hour, minute, second)]
