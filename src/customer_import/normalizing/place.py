"""Countries and currencies by code, name in many languages, or sign."""

from __future__ import annotations

import re

from customer_import.model import Flag
from customer_import.normalizing.base import Cell, Normalizer, Settings, bad
from customer_import.normalizing.characters import trim, visible
from customer_import.normalizing.choice import Words, more_words
from customer_import.normalizing.folding import fold
from customer_import.profile import Field

_LONGEST = 200

# In Czech and Slovak files these are ČR and SR typed plainly as often as Costa Rica and Suriname, and Nga is Russia in
# Vietnamese: not decided here.
_CONTESTED = {"cs": {"CR", "SR"}, "sk": {"CR", "SR"}, "vi": {"NGA"}}
# What stands before the name of a country in its full title. Of democratic republics there are two too often.
_TITLE = re.compile(
    r"(?:the )?(?:(?!democratic)(?:[a-z]+ ){0,2}"
    r"(?:republic|kingdom|state|commonwealth|principality|sultanate|union|grand duchy) of )?(?:the )?",
    re.IGNORECASE,
)
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]{2}\\Z")
_LETTERS = {code: chr(code - 0x1F1E6 + ord("A")) for code in range(0x1F1E6, 0x1F200)}
# Between two names or codes of one country: "SK - Slovakia", "Suisse/Schweiz", "Sweden (SE)".
_BETWEEN = re.compile(r"\s+[-\u2013\u2014:]\s+|[()/|]")


class CountryNormalizer(Normalizer):
    """ISO 3166 alpha-2, or, with a reference list, the host's own spelling of that country (S4-21)."""

    def __init__(self, field: Field, settings: Settings) -> None:
        super().__init__(field, settings)
        values = settings.references.get(field.reference) if field.reference else None
        self._more = more_words(field)
        self._words: Words | None = None
        self._by_code: dict[str, str] = {}
        if values is not None:
            self._words = Words((value, value) for value in values)
            spelled = [(country_code(value, settings.locale), value) for value in values]
            codes = [code for code, _ in spelled]
            self._by_code = {code: value for code, value in spelled if code and codes.count(code) == 1}

    def _cell(self, text: str, flag: Flag | None) -> Cell:
        if len(text) > _LONGEST:
            return bad("country.unknown")
        text = visible(text)
        code = country_code(text, self.settings.locale) or self._more.find(text) or ""
        if self._words is None:
            return Cell(code) if code else bad("country.unknown")
        value = self._words.find(text) or self._by_code.get(code) or self._words.find(code)
        return Cell(value) if value else bad("country.unknown", reference=self.field.reference)


class CurrencyNormalizer(Normalizer):
    """ISO 4217 code of a currency that is legal tender; signs that several currencies share are unknown."""

    def __init__(self, field: Field, settings: Settings) -> None:
        super().__init__(field, settings)
        self._more = more_words(field)

    def _cell(self, text: str, flag: Flag | None) -> Cell:
        if len(text) > _LONGEST:
            return bad("currency.unknown")
        text = visible(text)
        code = currency_code(text, self.settings.locale) or self._more.find(text)
        return Cell(code) if code else bad("currency.unknown")


def country_code(text: str, locale: str = "en") -> str:
    """Return the ISO 3166 alpha-2 code that a text names, "" for none: codes first, then names, flags and full titles.

    >>> country_code("SWE"), country_code("Schweden"), country_code("Kingdom of Sweden"), country_code("SE - Sverige")
    ('SE', 'SE', 'SE', 'SE')
    """
    if code := _named(text, locale):
        return code
    if _FLAG.match(text):
        return _named(text.translate(_LETTERS), "en")
    if (title := _TITLE.match(text)) and title.end():
        return _named(text[title.end() :], locale)
    parts = [part for part in map(trim, _BETWEEN.split(text)) if part]
    codes = {_named(part, locale) for part in parts}
    return codes.pop() if len(parts) > 1 and len(codes) == 1 else ""


def _named(text: str, locale: str) -> str:
    from customer_import.normalizing.vocabularies import load, settled

    countries = load("countries")
    if text.isascii() and len(text) in (2, 3):
        code = text.upper()
        if code in _CONTESTED.get(locale[:2], ()):
            return ""
        if code in countries["codes"]:
            return code
        for alpha2, alpha3 in countries["codes"].items():
            if alpha3 == code:
                return str(alpha2)
    return settled(countries["names"].get(fold(text), ""), locale)


def currency_code(text: str, locale: str = "en") -> str:
    """Return the ISO 4217 code that a text names, "" for none."""
    from customer_import.normalizing.vocabularies import load, settled

    currencies = load("currencies")
    if text.isascii() and text.upper() in currencies["codes"]:
        return text.upper()
    sign = currencies["signs"].get(text.upper()) or currencies["signs"].get(text)
    return sign or settled(currencies["names"].get(fold(text), ""), locale)


def minor_units(code: str) -> int:
    """Return how many decimals a currency has (ISO 4217); 2 where it is unknown."""
    from customer_import.normalizing.vocabularies import load

    return int(load("currencies")["codes"].get(code, 2))
