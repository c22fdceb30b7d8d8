"""Phone numbers as E.164, by the numbering plans in `phonenumbers`, which only ever sees digits that people typed.

`phonenumbers` takes ``3012345678.0`` for a valid (and wrong) number, appends the digits of an exponent, and reads
``00`` only where the region dials so; so texts are cleaned first, and what is not one number for certain is a fault.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from customer_import.model import Flag
from customer_import.normalizing.base import Cell, Fault, Normalizer, Settings, bad, remark
from customer_import.normalizing.characters import SCIENTIFIC, plain_digits, trim, unprotected, visible
from customer_import.profile import Field

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

    from customer_import.normalizing.phone_column import Matcher

LONGEST = 64

_PREFIX = re.compile(r"(?:tel|phone|callto|sms|whatsapp|mob|mobil|mobile|cell|fax|t|m|p|f)\s*[.:]+\s*", re.IGNORECASE)
_DASHES = re.compile("[\u2010-\u2015\u2212\u30fc\u207b\u00ac~]")
_GAPS = re.compile(r"[\s\u2060]+")
_FLOAT = re.compile(r"(\+?\d{6,15})[.,]0\Z")
_FRACTION = re.compile(r"\+?\d{6,15}[.,]0+\Z")
_PLUSES = re.compile(r"\+[\s+]*\+")
_TRUNK = re.compile(r"\(\s*0\s*\)")
_EXTENSION = re.compile(
    r"[\s,;]*(?:;ext=|e?xtn?|ext(?:ension)?|x|#|linka|klapka|kl\.|доб|вн|int\.|interno|poste|anexo|wew|vid\.|nst|dw)[.:]*\s*(\d{1,7})#?\Z",
    re.IGNORECASE,
)
_SEVERAL = re.compile(r"[/;,|&\n]|\s(?:or|and|und|oder|et|ou|a|i|nebo|o|y|eller|och|и|или)\s", re.IGNORECASE)
_VANITY = re.compile(r"\+?[\d() .-]*\d[() .-]*[A-Z]{3,}[A-Z\d .-]*\Z")
_RUNS = [digit * 7 for digit in "0123456789"]
_RUNS += [run for start in range(3) for run in ("0123456789"[start : start + 8], "9876543210"[start : start + 8])]
_PLAIN = re.compile(r"[( -]*\+?[\d() ./-]*\Z")

_REASONS = {1: "unknown_country", 2: "too_short", 3: "too_long", 4: "local_only", 5: "wrong_length"}


class PhoneNormalizer(Normalizer):
    """A number as E.164; national numbers are read in the field's region, the profile's, or the one inferred."""

    _minded_flags = frozenset({"date"})

    def __init__(self, field: Field, settings: Settings) -> None:
        super().__init__(field, settings)
        self.region = (field.region or settings.region or self.hint).upper()
        self._matcher: Matcher | None = None

    def _cell(self, text: str, flag: Flag | None) -> Cell:
        if flag == "date":
            return bad("phone.invalid", reason="not_a_number")
        if len(text) > LONGEST:
            return bad("phone.invalid", reason="too_long")
        text = cleaned(text)
        if SCIENTIFIC.match(text):
            return bad("cell.digits_lost")
        if _FRACTION.match(text):
            return bad("phone.invalid", reason="not_a_number")
        faults: tuple[Fault, ...] = ()
        if extension := _EXTENSION.search(text):
            text = text[: extension.start()]
            faults = (remark("phone.extension", extension=extension[1]),)
        if _VANITY.match(text.upper()) and not text.isdigit():
            text = text.upper()
            faults = (*faults, remark("phone.letters"))
        elif not _PLAIN.match(text):
            return bad(self._several(text) or "phone.invalid", reason="not_a_number")
        return self._numbered(text, faults)

    def _numbered(self, text: str, faults: tuple[Fault, ...]) -> Cell:
        number, reason = self._parsed(text)
        if number is None:
            if several := self._several(text):
                return bad(several)
            if reason == "ambiguous":
                return bad("phone.ambiguous")
            return bad("phone.no_region") if reason == "no_region" else bad("phone.invalid", reason=reason)
        value = _e164(number)
        if looks_made_up(value):
            faults = (*faults, remark("phone.test_number"))
        if self.field.digits and len(value) - 1 != self.field.digits:
            faults = (*faults, remark("phone.digits", expected=self.field.digits, found=len(value) - 1))
        return Cell(value, faults)

    def _several(self, text: str) -> str:
        """Return the fault's code where a text that is no number is two or more of them."""
        parts = [part for part in map(trim, _SEVERAL.split(text)) if sum(map(str.isdigit, part)) >= 5]
        return "phone.several" if len(parts) > 1 and all(self._parsed(part)[0] for part in parts) else ""

    def _parsed(self, text: str) -> tuple[PhoneNumber | None, str]:
        """Return the one valid number that the text is, or None and the reason."""
        digits = re.sub(r"[^\dA-Z+]", "", text)
        if not 3 <= len(digits.lstrip("+")) <= 20:
            return None, "too_short" if len(digits) < 5 else "too_long"
        international = text.lstrip(" (").startswith("+")
        if self.field.international and not international and not digits.startswith("0"):
            number, _ = parsed(f"+{digits}", "")
            if number:
                return number, ""
        number, reason = parsed(text, self.region)
        if digits.startswith("00") and not international:
            # Where 00 is not how one dials abroad (US, JP, RU …), people still write it for +. Where one dials abroad
            # by 00 and another digit (HK, SG, TH …), a few numbers are of two countries.
            other, told = parsed(f"+{digits[2:]}", "")
            if number is None:
                return other, told if reason == "no_region" else reason
            if other and _e164(other) != _e164(number):
                return None, "ambiguous"
        return number, reason

    def _quick(self, cells: Sequence[str], text: str) -> list[str] | None:
        if max(map(len, cells), default=0) > LONGEST:
            return None
        if self._matcher is None:
            from customer_import.normalizing.phone_column import Matcher

            self._matcher = Matcher(self.region, self.field.international)
        found = self._matcher.match(text)
        if found and self.field.digits:
            # Numbers of another length have a remark, which only `scalar` gives.
            length = self.field.digits + 1
            found = [value if len(value) == length else "" for value in found]
        if found and looks_made_up("\n".join(found)):
            found = ["" if looks_made_up(value) else value for value in found]
        return found


def looks_made_up(text: str) -> bool:
    """Tell whether seven digits in a row are equal, or eight count up or down: what people type to get past a form."""
    return any(run in text for run in _RUNS)


def cleaned(text: str) -> str:
    """Take off what is not the number: invisible characters, prefixes, a spreadsheet's marks, ``(0)``, ``.0``."""
    text = unprotected(plain_digits(visible(text)))
    text = _PLUSES.sub("+", _GAPS.sub(" ", _DASHES.sub("-", text)))
    if prefix := _PREFIX.match(text):
        text = text[prefix.end() :]
    if match := _FLOAT.match(text):
        # What is left of a whole number that went through a float column.
        return match[1]
    if text.startswith(("+", "(+", "00")):
        text = _TRUNK.sub(" ", text)
    return trim(text)


def parsed(text: str, region: str) -> tuple[PhoneNumber | None, str]:
    """Ask `phonenumbers` for a valid number; None and a reason where it is none."""
    import phonenumbers
    from phonenumbers import NumberParseException

    try:
        number = phonenumbers.parse(text, region or None)
    except NumberParseException as error:
        unregional = error.error_type == NumberParseException.INVALID_COUNTRY_CODE and not region and "+" not in text
        return None, "no_region" if unregional else "not_a_number"
    if not phonenumbers.is_valid_number(number) or number.extension:
        return None, _REASONS.get(phonenumbers.is_possible_number_with_reason(number), "not_in_plan")
    return (number, "") if _is_stable(number) else (None, "not_in_plan")


def library_version() -> str:
    """Return the version of `phonenumbers`, which is that of its numbering plans."""
    import phonenumbers

    return phonenumbers.__version__


def _is_stable(number: PhoneNumber) -> bool:
    """Whether a number is what its own E.164 form is read as; in a few plans a national prefix may be cut off it."""
    import phonenumbers

    code = number.country_code or 0
    plan = phonenumbers.PhoneMetadata.metadata_for_region_or_calling_code(code, _main_region(code))
    prefix = (plan.national_prefix_for_parsing if plan else "") or ""
    match = re.match(prefix, phonenumbers.national_significant_number(number))
    if not match or not match[0]:
        return True
    again = phonenumbers.parse(_e164(number), None)
    return _e164(again) == _e164(number) and phonenumbers.is_valid_number(again)


def _main_region(code: int) -> str:
    import phonenumbers

    return str(phonenumbers.region_code_for_country_code(code))


def _e164(number: PhoneNumber) -> str:
    import phonenumbers

    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
