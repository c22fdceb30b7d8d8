"""Several values in one cell: split, normalized one by one, without duplicates, in the order of the cell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import chain

import attrs

from customer_import.kinds import BUILT_IN
from customer_import.model import Flag, Value
from customer_import.normalizing.base import Cell, Fault, Normalizer, Settings, bad
from customer_import.normalizing.characters import trim
from customer_import.profile import Field

# S0-F: comma, vertical bar, new line; a semicolon in a cell was quoted, so it separates items too.
_SEPARATORS = (",", "|", "\n", ";")
_LONGEST = 32_767
_MOST_ITEMS = 1000


class ListNormalizer(Normalizer):
    """A tuple of canonical items; items with one key form are one item. One bad item makes the cell bad."""

    multi = True
    _minded_flags = frozenset({"numeric", "date", "boolean"})

    def __init__(self, field: Field, settings: Settings) -> None:
        super().__init__(field, settings)
        from customer_import.normalizing import normalizer

        defaults = attrs.fields_dict(Field)
        kept = {name: getattr(field, name) for name in ("name", "region", "fold_case")}
        kept = {name: value for name, value in kept.items() if value != defaults[name].default}
        self._item = normalizer(Field(kind=field.item, **kept), BUILT_IN[field.item], settings)
        separators = field.separators or _SEPARATORS
        self._split = re.compile("|".join(re.escape(text) for text in sorted(separators, key=len, reverse=True)))

    def _cell(self, text: str, flag: Flag | None) -> Cell:
        if len(text) > _LONGEST:
            return bad("text.too_long", limit=_LONGEST, length=len(text))
        # What is no plain text holds one item: no separator of people is in it.
        parts = [text] if flag else self._split.split(text)
        parts = [part for part in map(trim, parts) if part]
        if len(parts) > _MOST_ITEMS:
            return bad("list.too_many", limit=_MOST_ITEMS, found=len(parts))
        cells = [self._item.scalar(part, flag) for part in parts]
        faults: tuple[Fault, ...] = tuple(dict.fromkeys(chain.from_iterable(cell.faults for cell in cells)))
        if any(fault.level != "remark" for fault in faults):
            return Cell((), faults)
        items: dict[str, str] = {}
        for cell in cells:
            if isinstance(cell.value, str) and cell.value:
                items.setdefault(self._item.key(cell.value), cell.value)
        return Cell(tuple(items.values()), faults)

    def _quick(self, cells: Sequence[str], text: str) -> Sequence[Value] | None:
        if self._split.search(text.replace("\n", "\x00")):
            return None
        found = self._item._quick(cells, text)
        return None if found is None else [(str(value),) if value else () for value in found]

    def key(self, value: str) -> str:
        """Return the key form of one item."""
        return self._item.key(value)

    def spelling(self, value: str) -> str:
        """Return the key form of one item in the letters that were typed."""
        return self._item.spelling(value)
