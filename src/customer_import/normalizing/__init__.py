"""Text → canonical text: one normalizer per field, one file per family of kinds.

A canonical value is a fixed point: normalizing it again, under default settings, gives the same value.
"""

from __future__ import annotations

from collections.abc import Callable

from customer_import.kinds import Kind
from customer_import.normalizing.base import Cell, Column, Fault, Inference, Inferred, Normalizer, Settings
from customer_import.profile import Field

__all__ = [
    "Cell",
    "Column",
    "Fault",
    "Inference",
    "Inferred",
    "Normalizer",
    "Settings",
    "inference",
    "normalizer",
]


def normalizer(field: Field, kind: Kind, settings: Settings) -> Normalizer:
    """Return the normalizer of a field. One per field and run: it remembers answers."""
    if kind.normalize is not None:
        from customer_import.normalizing.own import OwnNormalizer

        return OwnNormalizer(field, kind, settings)
    return _families()[kind.name](field, settings)


def inference(field: Field, kind: Kind, settings: Settings) -> Inference | None:
    """Return what must see a whole column before its cells can be read, or None where nothing is to be inferred."""
    if kind.normalize is not None:
        return None
    if kind.name in ("date", "datetime") and not field.formats:
        from customer_import.normalizing.date_order import DateOrder

        return DateOrder(field, settings)
    if kind.name == "choice" and field.vocabulary == "gender":
        from customer_import.normalizing.choice_words import GenderLetters

        return GenderLetters(field, settings)
    if kind.name in ("decimal", "integer"):
        from customer_import.normalizing.number import DecimalMark

        return DecimalMark(field, settings)
    if kind.name == "phone":
        from customer_import.normalizing.phone_region import PhoneRegion

        return PhoneRegion(field, settings)
    if kind.name == "identifier":
        from customer_import.normalizing.numbers_for_text import NumbersForText

        return NumbersForText(field, settings)
    return None


def _families() -> dict[str, Callable[[Field, Settings], Normalizer]]:
    from customer_import.normalizing import choice, date, email, lists, number, phone, place, text

    return {
        "text": text.TextNormalizer,
        "name": text.NameNormalizer,
        "identifier": text.IdentifierNormalizer,
        "email": email.EmailNormalizer,
        "phone": phone.PhoneNormalizer,
        "date": date.DateNormalizer,
        "datetime": date.DatetimeNormalizer,
        "choice": choice.ChoiceNormalizer,
        "boolean": choice.BooleanNormalizer,
        "reference": choice.ReferenceNormalizer,
        "country": place.CountryNormalizer,
        "currency": place.CurrencyNormalizer,
        "decimal": number.DecimalNormalizer,
        "integer": number.IntegerNormalizer,
        "list": lists.ListNormalizer,
    }
