"""Physical records on their way from a file to a table: the one shape that CSV and XLSX readers both produce."""

from __future__ import annotations

from collections.abc import Sized

import attrs

from customer_import.model import Flag, Problem


def counted(content: Sized) -> str:
    """Show how much content there is, not what: for reprs."""
    return f"<{len(content)}>"


@attrs.define
class Records:
    """A block of consecutive physical records.

    Args:
        numbers: Record numbers as a spreadsheet shows them, ascending. A gap is a record that is not in the file at
            all (a sheet leaves blank rows out); it counts as blank.
        rows: The cells of each record, as text, as long as the record is in the file.
        flags: Index in the block → column index → what the cell was, where it was not plain text (XLSX only).
        problems: Index in the block → what is wrong with the record's shape.
    """

    numbers: list[int]
    rows: list[list[str]] = attrs.field(repr=counted)
    flags: dict[int, dict[int, Flag]] = attrs.field(factory=dict, repr=counted)
    problems: dict[int, tuple[Problem, ...]] = attrs.field(factory=dict, repr=counted)

    def __len__(self) -> int:
        return len(self.numbers)
