"""Text → physical records in blocks: as columns wherever that is proven (`csv_columns`), else one by one.

What reads them one by one (`csv_records`) is the truth, and knows what to do with records that are out of order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar, cast

import attrs

from customer_import.reading.csv_columns import DOUBLE, NOTHING, Columns, Cut, Cutter
from customer_import.reading.csv_records import Effort, RecordReader, single
from customer_import.reading.dialect import Dialect
from customer_import.reading.framing import PAIRS, straightened, unframed
from customer_import.reading.habits import Habit
from customer_import.reading.limits import Limits, passed
from customer_import.reading.records import Records, Uncut
from customer_import.reading.respelling import other_quote
from customer_import.reading.source import Source
from customer_import.reading.text import BOM, LINE_BOM, MARK, OTHER, STAND_IN, line_blocks, lines_of, stood_in

BLOCK = 1 << 16  # bytes; smaller than any sensible limit on a cell, so that most blocks need no look at cells
LOOK = 1 << 14  # bytes, where records are looked through: there is hardly any need to read on where one is enough
Part = TypeVar("Part", Records | Columns, Records | Columns | Uncut)


class CsvReader:
    """The records of one CSV text under one dialect. Each call of `blocks` is a new pass.

    Args:
        source: The bytes.
        dialect: How they are written.
        limits: What is refused.
        first: The number of the source's first record, where it is a piece of a file.

    Attributes:
        effort: What damage has cost in the latest pass.
    """

    def __init__(self, source: Source, dialect: Dialect, limits: Limits, *, first: int = 1) -> None:
        self.source = source
        self.first = first
        self.effort = Effort()
        # `csv` and all that cuts lines here know delimiters of one character: a longer one is replaced on the way in.
        self._long = dialect.delimiter if len(dialect.delimiter) > 1 else ""
        self._paired = dialect.quote if dialect.quote in PAIRS else ""  # so are quotes that are not one character
        self.dialect = single(dialect)
        # Blocks are cut into columns at another one where it is not ASCII, or stands for something there.
        self._replaced = not self.dialect.delimiter.isascii() or self.dialect.delimiter == DOUBLE
        self.limits = limits
        self._slow = RecordReader(self.dialect, limits)

    @property
    def habits(self) -> tuple[Habit, ...]:
        """What is usual in the columns, once it was learned."""
        return self._slow.inspector.habits

    def learn(self, habits: Sequence[Habit], header_rows: Sequence[int]) -> None:
        """Take over what is usual in the table's columns and where its header is.

        Rows with a delimiter of their own show then, and those whose cells have shifted.

        Args:
            habits: One for each column.
            header_rows: Record numbers.
        """
        self._slow.learn(habits, header_rows)

    def blocks(self, *, width: int = 0, slow: int = 0) -> Iterator[Records | Columns]:
        """Yield all records in order.

        Args:
            width: The table's width; 0 where it is not known yet, which excludes the fast paths.
            slow: So many records at the start come as `Records` in any case: the header and what stands above it.

        Raises:
            LimitError: The file has too many rows, columns, or too long cells.
        """
        parts = cast("Iterator[Records | Columns]", self._blocks(width, slow, BLOCK, None))
        return map(self._restored, parts) if self._long else parts

    def looked_through(self, width: int, slow: int, weary: Callable[[], bool]) -> Iterator[Records | Columns | Uncut]:
        """Yield all records in order, in small blocks, for whoever looks for something in them and may grow weary.

        Args:
            width: The table's width.
            slow: So many records at the start come as `Records` in any case.
            weary: From when this holds on, blocks without quotes are counted, not cut.

        Raises:
            LimitError: As `blocks` does.
        """
        parts = self._blocks(width, slow, LOOK, weary)
        return map(self._restored, parts) if self._long else parts

    def _unframed(self, line: str) -> str:
        """Take off what stands around a line."""
        return unframed(line, self.dialect.frame) or line

    def _restored(self, part: Part) -> Part:
        """Put a delimiter of several characters back where it is content: inside quotes."""
        if isinstance(part, Records):
            for cells in part.rows:
                if any(STAND_IN in cell for cell in cells):
                    cells[:] = [cell.replace(STAND_IN, self._long) for cell in cells]
        return part

    def _blocks(
        self, width: int, slow: int, size: int, weary: Callable[[], bool] | None
    ) -> Iterator[Records | Columns | Uncut]:
        number = self.first
        effort = self.effort = Effort()
        cutter = self._cutter(width)
        carry, wanted = "", 0
        part: Records | Columns | Uncut
        for text, raw in self._texts(size):
            if carry:
                text, raw = carry + text, b""
                carry = ""
            if len(text) < wanted:
                carry = text
                continue
            wanted = 0
            if number <= slow:
                records, text = self._slow.first(text, number, slow - number + 1, width, effort)
                raw = b""
                number += len(records)
                if records.numbers:
                    yield records
                if number <= slow:
                    carry, wanted = text, 2 * len(text)
                    continue
                if not text:
                    continue
            if weary and weary() and self._one_each(text):
                part, count = self._uncut(text, number, width, effort)
            else:
                part, count, carry = self._part(cutter, (text, raw), number, width, effort)
            wanted = 2 * len(carry)  # an open quote: read on in growing steps, so that time stays linear
            number += count
            self._count(number)
            if count:
                yield part
        if carry:
            records, _ = self._slow.records(carry, number, width, effort, final=True)
            self._count(number + len(records))
            yield records

    def _texts(self, size: int) -> Iterator[tuple[str, bytes]]:
        """Yield the text in blocks of lines, each with its bytes where it is left as it is."""
        for text, raw in self._lines(size):
            if BOM in text:  # files that were joined begin with one each
                text, raw = LINE_BOM.sub("", text), b""
            if self.dialect.frame:
                text, raw = "".join(map(self._unframed, lines_of(text))), b""
            if self._long:
                text, raw = stood_in(text, self._long), b""
            if self._paired and self._paired in text:
                text, raw = straightened(text, self.dialect.delimiter, self._paired), b""
            yield text, raw

    def _lines(self, size: int) -> Iterator[tuple[str, bytes]]:
        dialect = self.dialect
        return line_blocks(self.source, dialect.encoding, size, self.limits.record, dialect.other_encoding)

    def _part(
        self, cutter: Cutter | None, block: tuple[str, bytes], number: int, width: int, effort: Effort
    ) -> tuple[Records | Columns, int, str]:
        """Read the records of a block; return them, how many they are, and the start of one that goes on behind it."""
        cut = self._cut(cutter, *block) if cutter else None
        if cut is not None:
            return Columns(number, cut.rows, cut.columns), cut.rows, cut.rest
        records, rest = self._slow.records(block[0], number, width, effort, final=False)
        return records, len(records), rest

    def _one_each(self, text: str) -> bool:
        """Tell whether each line is a record: none has what could make it go on."""
        dialect = self.dialect
        return not any(mark and mark in text for mark in (dialect.quote, dialect.escape))

    def _uncut(self, text: str, number: int, width: int, effort: Effort) -> tuple[Uncut, int]:
        """Count the lines of a block."""
        count = text.count("\n") + (not text.endswith(("\n", "\r")))
        if "\r" in text:
            count += text.count("\r") - text.count("\r\n")

        def records() -> Records:
            return self._slow.records(text, number, width, effort, final=True)[0]

        return Uncut(number, count, text, self.dialect.delimiter, records), count

    def close(self) -> None:
        """Nothing to let go of: the source belongs to the table."""

    def _count(self, number: int) -> None:
        if number - 1 > self.limits.rows:
            raise passed("rows", self.limits.rows)

    def _cutter(self, width: int) -> Cutter | None:
        """Return what cuts blocks into columns; None where nothing can."""
        dialect = self.dialect
        if not width or width > self.limits.columns or not dialect.delimiter or dialect.skip_space:
            return None
        if not (dialect.quote + dialect.escape).isascii():
            return None
        return Cutter(attrs.evolve(dialect, delimiter=NOTHING) if self._replaced else dialect, width)

    def _cut(self, cutter: Cutter, text: str, raw: bytes) -> Cut | None:
        """Cut a block straight into columns, or decline."""
        if len(text) > self.limits.cell or MARK in text or OTHER in text:
            return None
        delimiter, quote = self.dialect.delimiter, self.dialect.quote
        if self._replaced:  # only where nothing between quotes would have to be put back
            if NOTHING in text or (quote and quote in text):
                return None
            raw = text.replace(delimiter, NOTHING).encode()
            found = cutter.cut(raw.decode(), raw)
        else:
            found = cutter.cut(text, raw or text.encode())
        # A line between quotes of another kind starts with one.
        if found and other_quote(self.dialect) in "".join(found.columns[0]) and self._slow.other_quotes(text):
            return None
        return found
