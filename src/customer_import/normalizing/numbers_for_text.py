"""Numbers where texts should be: what a spreadsheet or a data frame took for a number has no leading zeros any more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from customer_import.model import Finding, Flag
from customer_import.normalizing.base import NO_FLAGS, Inference, Inferred, Settings
from customer_import.profile import Field

_KEPT = 10


class NumbersForText(Inference):
    """Finds the cells of a telephone or identifier column that are numbers."""

    def __init__(self, field: Field, settings: Settings) -> None:
        super().__init__(field, settings)
        self._rows: list[int] = []
        self._count = 0

    def feed(self, numbers: Sequence[int], cells: Sequence[str], flags: Mapping[int, Flag] = NO_FLAGS) -> None:
        """Look at one chunk; a file of texts has no flags, and costs nothing."""
        if not flags:
            return
        found = [index for index, flag in flags.items() if flag in ("numeric", "lost digits") and cells[index]]
        self._count += len(found)
        if len(self._rows) < _KEPT:
            self._rows += [numbers[index] for index in sorted(found)[: _KEPT - len(self._rows)]]

    def merge(self, later: Mapping[str, Any]) -> None:
        """Take in what was found in later rows."""
        self._count += later["_count"]
        self._rows += later["_rows"][: _KEPT - len(self._rows)]

    def finish(self, answer: str = "", sibling: str = "") -> Inferred:
        """Say so where it was seen; nothing can be done about it but to look."""
        if not self._count:
            return Inferred()
        note = f"{self._count} cells are numbers, not text: zeros that they began with are lost"
        return Inferred("", (Finding("column.numbers", field=self.field.name, rows=tuple(self._rows), note=note),))
