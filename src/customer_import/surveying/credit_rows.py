"""What rows credit, kept until it is known which customers stand in the file more than once.

Only their rows have an ordinal or a recurrence, and those are few: nothing is grouped for the others. What is kept lies
in a private unlinked file, a block for every chunk.
"""

from __future__ import annotations

import marshal
from array import array
from collections.abc import Sequence

from customer_import.spool import Occurrences, RowPairs, Spool


class CreditRows:
    """Takes in the amounts of all rows, and counts those of repeated customers in the end."""

    def __init__(self) -> None:
        self._spool = Spool()
        self._blocks = array("Q")  # first row, last row, offset and size of each

    def add(self, numbers: Sequence[int], amounts: list[str], others: list[str | list[str]]) -> None:
        """Take in rows in ascending order.

        Args:
            numbers: Their numbers.
            amounts: Their amounts, trimmed, "" where nothing is credited.
            others: The columns of cells that tell, besides the amount, equal credits of a customer; each perhaps joined
                by line feeds (`Chunk.texts`).
        """
        if not len(numbers) or not any(amounts):
            return
        rows = (numbers.start, numbers.stop) if isinstance(numbers, range) else list(numbers)
        data = marshal.dumps((rows, amounts, others))
        self._blocks.extend((numbers[0], numbers[-1], self._spool.tell(), len(data)))
        self._spool.write(data)

    def finish(self, repeats: RowPairs, seconds: RowPairs) -> tuple[RowPairs, RowPairs]:
        """Return row → ordinal and row → recurrence, where they are not 0, and let go of the file.

        Args:
            repeats: Row → first row of the same customer.
            seconds: First row → second row of the same customer.
        """
        ordinals, recurrences = Occurrences(), Occurrences()
        blocks = self._blocks
        for first, last, offset, size in zip(*(blocks[part::4] for part in range(4)), strict=True):
            firsts, later = seconds.within(first, last), repeats.within(first, last)
            if not firsts and not later:
                continue
            self._spool.seek(offset)
            rows, amounts, others = marshal.loads(self._spool.read(size))  # noqa: S302 - written above, by us alone
            numbers = range(*rows) if isinstance(rows, tuple) else rows
            known: list[int] = []
            customers: list[str] = []
            contents: list[str] = []
            columns = [other.split("\n") if isinstance(other, str) else other for other in others]
            for number, amount, *cells in zip(numbers, amounts, *columns, strict=True):
                if amount and (number in later or number in firsts):
                    known.append(number)
                    customers.append(str(later.get(number, number)))
                    contents.append("\0".join([customers[-1], amount, *map(str.strip, cells)]))
            ordinals.add(known, customers)
            recurrences.add(known, contents)
        self._spool.close()
        return ordinals.finish()[2], recurrences.finish()[2]
