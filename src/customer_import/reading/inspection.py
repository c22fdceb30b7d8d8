"""What is wrong with records that were read in order: limits passed, characters that are no text, cells that shifted.

Looks at a block at a time; only rows that something speaks against are looked at by themselves.
"""

from __future__ import annotations

import re

from customer_import.model import Problem
from customer_import.reading.csv_columns import CONTROL_BYTES
from customer_import.reading.dialect import Dialect
from customer_import.reading.habits import Habit, shifted
from customer_import.reading.layout import reach
from customer_import.reading.limits import Limits, passed
from customer_import.reading.records import Records
from customer_import.reading.text import MARK, OTHER, UNKNOWN

CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class Inspector:
    """Inspects the records of one file.

    Args:
        dialect: How they are written.
        limits: What is refused.

    Attributes:
        habits: What is usual in the table's columns, once it was learned.
        header_rows: The numbers of its header rows.
    """

    def __init__(self, dialect: Dialect, limits: Limits) -> None:
        self.habits: tuple[Habit, ...] = ()
        self.header_rows: frozenset[int] = frozenset()
        self._limits = limits
        self._delimiter = dialect.delimiter
        self._other = dialect.other_encoding
        self._aligned = dialect.frame == " " or (dialect.delimiter == " " and dialect.skip_space)

    def inspect(self, records: Records, text: str) -> None:
        """Report what is wrong with records; refuse what passes the limits.

        Args:
            records: Just read.
            text: Where they come from: a short one cannot hold a long cell.
        """
        widest = max(map(len, records.rows), default=0)
        self._refuse(records, text, widest)
        if self._aligned and self.habits:
            self._unaligned(records)
        elif widest > len(self.habits) > 1:
            self._surplus(records)
        if _suspicious(text):
            _no_text(records, text, self._other)

    def _refuse(self, records: Records, text: str, widest: int) -> None:
        limits = self._limits
        if widest > limits.columns:
            index = next(i for i, row in enumerate(records.rows) if len(row) > limits.columns)
            raise passed("columns", limits.columns, row=records.numbers[index])
        if len(text) > limits.cell:
            for number, row in zip(records.numbers, records.rows, strict=True):
                if any(len(cell) > limits.cell for cell in row):
                    raise passed("cell", limits.cell, row=number)

    def _unaligned(self, records: Records) -> None:
        """Report rows with other than the table's number of cells: between spaces, a blank cell leaves no trace."""
        for index, row in enumerate(records.rows):
            if len(row) != len(self.habits) and any(map(str.strip, row)):
                _add(records, {index: (Problem("row.unaligned", "reject", records.numbers[index]),)})

    def _surplus(self, records: Records) -> None:
        """Report rows that are longer than the table by blank cells alone, and whose cells may have shifted."""
        width = len(self.habits)
        for index in [index for index, row in enumerate(records.rows) if len(row) > width and not row[-1].strip()]:
            number, row = records.numbers[index], records.rows[index]
            if 0 < reach(row) <= width and index not in records.problems:
                found = False if number in self.header_rows else shifted(row, self.habits, self._delimiter)
                params = (("cells", len(row)), ("columns", width))
                if found:
                    records.problems[index] = (Problem("row.extra_cells", "reject", number, params=params),)
                elif found is None:
                    records.problems[index] = (Problem("row.extra_blank", "remark", number, params=params),)


def _no_text(records: Records, text: str, other: str) -> None:
    """Report control characters, undecodable bytes, and rows in the other of a file's two encodings."""
    rows, numbers = records.rows, records.numbers
    texts = list(map("".join, rows))
    # Most text is printable, and what is asked of a whole text costs next to nothing.
    odd = [index for index, one in enumerate(texts) if not one.isprintable()]
    if MARK in text:
        marked = [index for index in odd if MARK in texts[index]]
        _add(records, {index: (Problem("row.encoding", "reject", numbers[index]),) for index in marked})
        for index in marked:
            rows[index] = [cell.replace(MARK, UNKNOWN) for cell in rows[index]]
    if OTHER in text:
        marked = [index for index in odd if OTHER in texts[index]]
        remark = (("encoding", other),)
        named = [index for index in marked if MARK not in texts[index]]
        _add(
            records,
            {index: (Problem("row.encoding_other", "remark", numbers[index], params=remark),) for index in named},
        )
        for index in marked:
            rows[index] = [cell.replace(OTHER, "") for cell in rows[index]]
    codes = {
        index: "row.nul" if "\0" in texts[index] else "row.control" for index in odd if CONTROLS.search(texts[index])
    }
    _add(records, {index: (Problem(code, "reject", numbers[index]),) for index, code in codes.items()})


def _add(records: Records, found: dict[int, tuple[Problem, ...]]) -> None:
    """Add what was found to what is known of records."""
    for index in records.problems.keys() & found.keys():
        found[index] = records.problems[index] + found[index]
    records.problems.update(found)


def _suspicious(text: str) -> bool:
    """Tell whether a text holds control characters or undecodable bytes."""
    raw = text.encode("utf-8", "surrogatepass")
    return MARK in text or OTHER in text or len(raw.translate(None, CONTROL_BYTES)) < len(raw)
