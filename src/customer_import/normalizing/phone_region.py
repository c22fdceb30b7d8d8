"""Which country a column's national numbers are of, where the profile names none: proven by its international ones.

At least three numbers with a country code, all but one in twenty of one country, and nine in ten of the others valid
there. Less than that proves nothing, and national numbers stay a problem.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from customer_import.model import Finding, Flag
from customer_import.normalizing.base import NO_FLAGS, Inferred, Settings
from customer_import.normalizing.numbers_for_text import NumbersForText
from customer_import.normalizing.phone import PhoneNormalizer, cleaned, parsed
from customer_import.profile import Field

_LOOKED_AT = 2000  # cells, the first ones that are not blank
_FEWEST, _SAME, _VALID = 3, 0.95, 0.9


class PhoneRegion(NumbersForText):
    """Finds numbers that are no text, and the country of national ones."""

    def __init__(self, field: Field, settings: Settings) -> None:
        super().__init__(field, settings)
        self._told = bool(field.region or settings.region)
        self._normalizer = PhoneNormalizer(field, settings)
        self._regions: Counter[str] = Counter()
        self._proof: dict[str, list[int]] = {}
        self._national: list[str] = []
        self._left = _LOOKED_AT

    def feed(self, numbers: Sequence[int], cells: Sequence[str], flags: Mapping[int, Flag] = NO_FLAGS) -> None:
        """Look at one chunk, until enough was seen."""
        super().feed(numbers, cells, flags)
        if self._told or not self._left:
            return
        filled = [i for i, cell in enumerate(cells) if cell][: self._left]
        self._left -= len(filled)
        for i in filled:
            found = self._normalizer.scalar(cells[i])
            if isinstance(found.value, str) and found.value:
                region = _region(found.value)
                self._regions[region] += 1
                rows = self._proof.setdefault(region, [])
                if len(rows) < 3:
                    rows.append(numbers[i])
            elif any(fault.code == "phone.no_region" for fault in found.faults):
                self._national.append(cells[i])

    @property
    def proven(self) -> str:
        """The country, where the international numbers agree on one."""
        if self._told or not self._regions:
            return ""
        ((region, count),) = self._regions.most_common(1)
        enough = count >= _FEWEST and count >= _SAME * self._regions.total()
        return region if enough else ""

    def finish(self, answer: str = "", sibling: str = "") -> Inferred:
        """Tell the country, where national numbers depend on it and it is proven."""
        found = super().finish()
        region = self.proven
        if not region or not self._national:
            return found
        valid = sum(parsed(cleaned(text), region)[0] is not None for text in self._national)
        if valid < _VALID * len(self._national):
            return found
        note = f"the numbers with a country code are of {region}, and those without one are valid there"
        proof = tuple(self._proof[region])
        finding = Finding("phone.region", field=self.field.name, value=region, rows=proof, note=note)
        return Inferred(region, (*found.findings, finding))


def _region(number: str) -> str:
    import phonenumbers

    return phonenumbers.region_code_for_number(phonenumbers.parse(number, None)) or ""
