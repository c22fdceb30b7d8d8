"""Telephone numbers read in the country of their own row: a column's cells grouped by what another field says there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs

from customer_import.kinds import Kind
from customer_import.model import Flag, Value
from customer_import.normalizing.base import NO_FLAGS, Column, Normalizer, Settings
from customer_import.normalizing.place import country_code
from customer_import.profile import Field

_MANY = 500  # cells of one country from which its plan is worth compiling into one expression


class ByCountry:
    """One normalizer for each country that rows name; rows that name none have the field's own.

    Args:
        field: The field, of kind ``phone`` or a list of them.
        kind: Its kind.
        settings: What normalizing knows besides.
        otherwise: The normalizer of rows without a country.
    """

    def __init__(self, field: Field, kind: Kind, settings: Settings, otherwise: Normalizer) -> None:
        self._field, self._kind, self._settings = field, kind, settings
        self._normalizers = {"": otherwise}
        self._seen: dict[str, int] = {}

    def column(self, cells: Sequence[str], countries: Sequence[str], flags: Mapping[int, Flag] = NO_FLAGS) -> Column:
        """Answer every cell as the normalizer of its row's country would; `countries` has ISO codes or ""."""
        from phonenumbers import SUPPORTED_REGIONS  # type: ignore[attr-defined,unused-ignore]

        places: dict[str, list[int]] = {}
        for i, country in enumerate(countries):
            places.setdefault(country, []).append(i)
        for country in places.keys() - SUPPORTED_REGIONS - {""}:  # no telephones of its own: Antarctica
            places[""] = sorted(places.get("", []) + places.pop(country))
        if len(places) == 1:
            return self._read(next(iter(places)), cells, flags)
        values: list[Value] = [""] * len(cells)
        column = Column(values)
        for country, rows in places.items():
            here = {row: i for i, row in enumerate(rows)} if flags else {}
            flagged = {here[row]: flag for row, flag in flags.items() if row in here}
            found = self._read(country, [cells[i] for i in rows], flagged)
            for i, value in zip(rows, found.values, strict=True):
                values[i] = value
            column.faults.update((rows[i], faults) for i, faults in found.faults.items())
        return column

    def _read(self, country: str, cells: Sequence[str], flags: Mapping[int, Flag]) -> Column:
        reader = self._normalizers.get(country)
        if reader is None:
            from customer_import.normalizing import normalizer

            own = attrs.evolve(self._field, region=country, country="")
            reader = self._normalizers[country] = normalizer(own, self._kind, self._settings)
        seen = self._seen[country] = self._seen.get(country, 0) + len(cells)
        return reader.column(cells, flags, quick=not country or seen >= _MANY)


def regions_of(values: Sequence[Value], locale: str) -> list[str]:
    """Return the ISO codes of the countries that a country field's values name, "" where there is none.

    A host's own list spells countries its own way; what is no country, and was kept all the same, is none.
    """
    codes = {value: country_code(value, locale) if isinstance(value, str) and value else "" for value in set(values)}
    return [codes[value] for value in values]
