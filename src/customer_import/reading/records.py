"""Physical records on their way from a file to a table: the one shape that CSV and XLSX readers both produce."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Sized

import attrs

from customer_import.model import Flag, Problem
from customer_import.reading.text import lines_of


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

    def part(self, start: int, stop: int) -> Records:
        """Return the records from one index to before another."""
        return Records(
            self.numbers[start:stop],
            self.rows[start:stop],
            {index - start: found for index, found in self.flags.items() if start <= index < stop},
            {index - start: found for index, found in self.problems.items() if start <= index < stop},
        )


@attrs.define
class Uncut:
    """A block of consecutive physical records that were counted only: its lines, in which there are no quotes.

    Args:
        first: The first record's number.
        count: How many records.
        text: Their lines.
        delimiter: What separates cells.
        records: Reads them after all.
    """

    first: int
    count: int
    text: str = attrs.field(repr=counted)
    delimiter: str
    records: Callable[[], Records] = attrs.field(repr=False)

    def places(self, row: Sequence[str]) -> list[int]:
        """Return the numbers of the records that have just these cells."""
        line = self.delimiter.join(row)
        if line not in self.text:
            return []
        return [number for number, one in enumerate(lines_of(self.text), self.first) if one.rstrip("\r\n") == line]


@attrs.define
class SheetColumns:
    """A block of consecutive physical records of a sheet, as columns: what the fast path through a sheet finds.

    Args:
        numbers: Record numbers as a spreadsheet shows them.
        columns: The texts of each column, each as long as `numbers`, cells that are not in the file as ""; or none,
            where the whole column is blank.
        flags: Column index → the flag of all its cells, or {index in the block → flag}. Blank cells have none.
    """

    numbers: list[int]
    columns: list[Sequence[str]] = attrs.field(repr=counted)
    flags: dict[int, Flag | Mapping[int, Flag]] = attrs.field(factory=dict, repr=counted)

    def __len__(self) -> int:
        return len(self.numbers)

    def records(self) -> Records:
        """Turn the block into rows, without the blank cells at their ends."""
        if all(self.columns):
            rows = list(map(list, zip(*self.columns, strict=True)))
            if not all(self.columns[-1]):
                for row in rows:
                    while row and not row[-1]:
                        row.pop()
        else:
            rows = self._sparse()
        made = Records(self.numbers, rows)
        for column, flags in self.flags.items():
            each = dict.fromkeys(range(len(rows)), flags) if isinstance(flags, str) else flags
            for index, flag in each.items():
                made.flags.setdefault(index, {})[column] = flag
        return made

    def _sparse(self) -> list[list[str]]:
        """Return the rows of a block with blank columns; those cost nothing to look through."""
        rows: list[list[str]] = [[] for _ in self.numbers]
        for place, column in enumerate(self.columns):
            for row, text in zip(rows, column, strict=False):
                if text:
                    row += [""] * (place - len(row))
                    row.append(text)
        return rows

    def blank(self) -> list[int]:
        """Return the indices of the records whose cells are all blank."""
        found = list(range(len(self.numbers)))
        for column in filter(None, self.columns):
            if all(map(str.strip, column)):
                return []
            found = [index for index in found if not column[index].strip()]
        return found
