"""Which country a column's national numbers are of, where the profile names none: proven by its international ones.

At least three numbers with a country code, all but one in twenty of one country, and nine in ten of the others valid
there. Less than that proves nothing, and national numbers stay a problem.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import attrs

from customer_import.model import Finding, Flag
from customer_import.normalizing.base import NO_FLAGS, Inferred, Settings
from customer_import.normalizing.numbers_for_text import NumbersForText
from customer_import.normalizing.phone import PhoneNormalizer, cleaned, parsed
from customer_import.profile import Field

_LOOKED_AT = 2000  # cells, the first ones that are not blank
_FEWEST, _SAME, _VALID = 3, 0.95, 0.9


class PhoneRegion(NumbersForText):
    """Finds numbers that are no text, and the country of national ones.

    Attributes:
        countries: What the rows of the next chunk say about it themselves: an ISO code for each, or "".
    """

    def __init__(self, field: Field, settings: Settings) -> None:
        super().__init__(field, settings)
        self._told = bool(field.region or settings.region)
        self.countries: Sequence[str] = ()
        self._by_row = 0
        self._by_row_proof: list[int] = []
        self._cells: list[str] = []
        self._numbers: list[int] = []
        self.looked_through = cache(self._looked_through)  # reading a number takes long: once for each count of cells

    def feed(self, numbers: Sequence[int], cells: Sequence[str], flags: Mapping[int, Flag] = NO_FLAGS) -> None:
        """Look at one chunk, until enough was seen."""
        super().feed(numbers, cells, flags)
        if self.countries:
            own = [i for i, cell in enumerate(cells) if self.countries[i] and _is_national(cell)]
            self._by_row += len(own)
            self._by_row_proof += [numbers[i] for i in own[: 3 - len(self._by_row_proof)]]
            cells = ["" if country else cell for cell, country in zip(cells, self.countries, strict=True)]
        left = _LOOKED_AT - len(self._cells)
        if not self._told and left:
            filled = [i for i, cell in enumerate(cells) if cell][:left]
            self._cells += [cells[i] for i in filled]
            self._numbers += [numbers[i] for i in filled]

    def merge(self, later: Mapping[str, Any]) -> None:
        """Take in the numbers of later rows, until there are enough."""
        super().merge(later)
        self._by_row += later["_by_row"]
        self._by_row_proof += later["_by_row_proof"][: 3 - len(self._by_row_proof)]
        left = _LOOKED_AT - len(self._cells)
        self._cells += later["_cells"][:left]
        self._numbers += later["_numbers"][:left]

    def _looked_through(self, count: int) -> tuple[Counter[str], dict[str, list[int]], list[str]]:
        """Return of the first cells: numbers by country, the first three rows of each, and the numbers without one."""
        regions: Counter[str] = Counter()
        proof: dict[str, list[int]] = {}
        national: list[str] = []
        read = PhoneNormalizer(self.field, self.settings).scalar
        for number, cell in zip(self._numbers[:count], self._cells[:count], strict=True):
            found = read(cell)
            if isinstance(found.value, str) and found.value:
                region = _region(found.value)
                regions[region] += 1
                rows = proof.setdefault(region, [])
                if len(rows) < 3:
                    rows.append(number)
            elif any(fault.code == "phone.no_region" for fault in found.faults):
                national.append(cell)
        return regions, proof, national

    @property
    def proven(self) -> str:
        """The country, where the international numbers agree on one."""
        return _agreed(self.looked_through(len(self._cells))[0])

    def finish(self, answer: str = "", sibling: str = "") -> Inferred:
        """Tell the country, where national numbers depend on it and it is proven."""
        found = super().finish()
        if self._by_row:
            note = f"{self._by_row} numbers without a country code are read in the country of their row"
            said = Finding(
                "phone.region",
                field=self.field.name,
                value=self.field.country,
                rows=tuple(self._by_row_proof),
                note=note,
            )
            found = attrs.evolve(found, findings=(*found.findings, said))
        regions, proofs, national = self.looked_through(len(self._cells))
        region = _agreed(regions)
        if not region or not national:
            return found
        valid = sum(parsed(cleaned(text), region)[0] is not None for text in national)
        if valid < _VALID * len(national):
            return found
        note = f"the numbers with a country code are of {region}, and those without one are valid there"
        proof = tuple(proofs[region])
        finding = Finding("phone.region", field=self.field.name, value=region, rows=proof, note=note)
        return Inferred(region, (*found.findings, finding))


def _is_national(cell: str) -> bool:
    """Whether a cell has digits, and neither the plus nor the zeros of an international number before them."""
    text = cell.lstrip("( '")
    return not text.startswith(("+", "＋", "00")) and any(map(str.isdigit, text))


def _agreed(regions: Counter[str]) -> str:
    """Return the country that enough numbers have, and nearly all of them, or ""."""
    if not regions:
        return ""
    ((region, count),) = regions.most_common(1)
    return region if count >= _FEWEST and count >= _SAME * regions.total() else ""


def _region(number: str) -> str:
    import phonenumbers

    return phonenumbers.region_code_for_number(phonenumbers.parse(number, None)) or ""
