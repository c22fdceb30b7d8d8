"""Text → physical records, fast where the text is plain.

A block without quotes, or with quotes around every cell, is cut straight into columns, and that is proven
(`csv_columns`). Every other block goes through `csv.reader`, which is the truth; in strict mode, so that a record whose
quotes are out of order is noticed and mended alone (`damage`), and one with a delimiter of its own (`respelling`).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from typing import Any

import attrs

from customer_import.model import Problem
from customer_import.reading.csv_columns import NOTHING, Columns, cut_bare, cut_quoted
from customer_import.reading.damage import MOST_LINES, mend
from customer_import.reading.dialect import Dialect
from customer_import.reading.limits import Limits, passed
from customer_import.reading.records import Records
from customer_import.reading.respelling import other_quote, requoted, respelled, respelled_labels, worth_a_look
from customer_import.reading.source import Source
from customer_import.reading.text import MARK, STAND_IN, UNKNOWN, lines_from, lines_of, texts, whole_lines

BLOCK = 1 << 16  # characters; smaller than any sensible limit on a cell, so that most blocks need no look at cells
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def csv_options(dialect: Dialect) -> dict[str, Any]:
    """Return the dialect as keyword arguments of `csv.reader`, strict."""
    options: dict[str, Any] = {
        "delimiter": dialect.delimiter or NOTHING,
        "quoting": csv.QUOTE_MINIMAL if dialect.quote else csv.QUOTE_NONE,
        "doublequote": dialect.doubled,
        "escapechar": dialect.escape or None,
        "skipinitialspace": dialect.skip_space,
        "strict": True,
    }
    if dialect.quote:
        options["quotechar"] = dialect.quote
    return options


def single(dialect: Dialect) -> Dialect:
    """Return the dialect as it is read once a delimiter of several characters has been replaced."""
    return attrs.evolve(dialect, delimiter=STAND_IN) if len(dialect.delimiter) > 1 else dialect


MOST_EXTRA = 20_000  # lines of a whole file that are looked at for where a damaged record might end


@attrs.define
class Effort:
    """What damage has cost so far in one pass.

    Args:
        damaged: Records that were mended.
        lines: Lines beyond their own that were looked at for it.
    """

    damaged: int = 0
    lines: int = 0


class CsvReader:
    """The records of one CSV text under one dialect. Each call of `blocks` is a new pass.

    Args:
        source: The bytes.
        dialect: How they are written.
        limits: What is refused.
        suspicious: Whether the text holds control characters or undecodable bytes, so that rows must be looked at.
    """

    def __init__(self, source: Source, dialect: Dialect, limits: Limits, *, suspicious: bool = True) -> None:
        self.source = source
        # `csv` and all that cuts lines here know delimiters of one character: a longer one is replaced on the way in.
        self._long = dialect.delimiter if len(dialect.delimiter) > 1 else ""
        self.dialect = single(dialect)
        self.limits = limits
        self.suspicious = suspicious
        self.kinds: tuple[str, ...] = ()
        self.header_rows: frozenset[int] = frozenset()
        self._options = csv_options(self.dialect)

    def learn(self, kinds: tuple[str, ...], header_rows: Sequence[int]) -> None:
        """Take over what the table's columns hold and where its header is: rows with a delimiter of their own show.

        Args:
            kinds: One for each column, as `kinds_of` names them.
            header_rows: Record numbers.
        """
        self.kinds = kinds
        self.header_rows = frozenset(header_rows)

    def blocks(self, *, width: int = 0, slow: int = 0) -> Iterator[Records | Columns]:
        """Yield all records in order.

        Args:
            width: The table's width; 0 where it is not known yet, which excludes the fast paths.
            slow: So many records at the start come as `Records` in any case: the header and what stands above it.

        Raises:
            LimitError: The file has too many rows, columns, or too long cells.
        """
        parts = self._blocks(width, slow)
        return map(self._restored, parts) if self._long else parts

    def _restored(self, part: Records | Columns) -> Records | Columns:
        """Put a delimiter of several characters back where it is content: inside quotes."""
        for cells in part.columns if isinstance(part, Columns) else part.rows:
            if any(STAND_IN in cell for cell in cells):
                cells[:] = [cell.replace(STAND_IN, self._long) for cell in cells]
        return part

    def _blocks(self, width: int, slow: int) -> Iterator[Records | Columns]:
        number = 1
        effort = Effort()
        carry = ""
        wanted = 0
        for text in whole_lines(texts(self.source, self.dialect.encoding, BLOCK), self.limits.record):
            if self._long:
                text = text.replace(self._long, STAND_IN)
            if carry:
                text = carry + text
                carry = ""
            if len(text) < wanted:
                carry = text
                continue
            wanted = 0
            if number <= slow:
                records, text = self._first(text, number, slow - number + 1, width, effort)
                number += len(records)
                if records.numbers:
                    yield records
                if number <= slow:
                    carry, wanted = text, 2 * len(text)
                    continue
                if not text:
                    continue
            columns = self._columns(text, number, width) if width and not self.suspicious else None
            if columns is not None:
                number += columns.count
                self._count(number)
                yield columns
                continue
            records, carry = self._records(text, number, width, effort, final=False)
            wanted = 2 * len(carry)  # an open quote: read on in growing steps, so that time stays linear
            number += len(records)
            self._count(number)
            if records.numbers:
                yield records
        if carry:
            records, _ = self._records(carry, number, width, effort, final=True)
            self._count(number + len(records))
            yield records

    def close(self) -> None:
        """Nothing to let go of: the source belongs to the table."""

    def _count(self, number: int) -> None:
        if number - 1 > self.limits.rows:
            raise passed("rows", self.limits.rows)

    def _first(self, text: str, number: int, count: int, width: int, effort: Effort) -> tuple[Records, str]:
        """Read at most `count` records from the start of a text; return them and the text that is left."""
        lines = lines_of(text)
        records, used = self._walk(lines, number, width, effort, final=False, count=count)
        return records, "".join(lines[used:])

    def _records(self, text: str, number: int, width: int, effort: Effort, *, final: bool) -> tuple[Records, str]:
        """Read all records of a text; what is left is the start of a record whose quote is still open."""
        records = self._plain(text, number, width)
        if records is not None:
            return records, ""
        lines = lines_of(text)
        records, used = self._walk(lines, number, width, effort, final=final, count=len(lines))
        return records, "".join(lines[used:])

    def _plain(self, text: str, number: int, width: int) -> Records | None:
        """Read lines that are one record each, in order; None where anything is unusual."""
        reader = csv.reader(io.StringIO(text, newline=""), **self._options)
        try:
            rows = list(reader)
        except csv.Error:
            return None
        if len(rows) != reader.line_num or (self.kinds and self._some_respelled(text, rows, width)):
            return None
        records = Records(list(range(number, number + len(rows))), rows)
        self._inspect(records, len(text))
        return records

    def _some_respelled(self, text: str, rows: list[list[str]], width: int) -> bool:
        """Tell whether a row may have a delimiter of its own: then all are read one by one."""
        if self._other_quotes(text):
            return True
        lengths = list(map(len, rows))
        if lengths.count(width) == len(rows):
            return False
        lines = lines_of(text)
        mark = self.dialect.delimiter
        return any(length and length != width and worth_a_look(lines[index], width, mark)
                   for index, length in enumerate(lengths))  # fmt: skip

    def _other_quotes(self, text: str) -> bool:
        """Tell whether a line may stand between quotes of another kind: it starts with one and holds a border."""
        quote = other_quote(self.dialect)
        if quote not in text:  # one character is found ten times as fast as several
            return False
        border = f"{quote}{self.dialect.delimiter}{quote}"
        return border in text and (text.startswith(quote) or f"\n{quote}" in text or f"\r{quote}" in text)

    def _respelled(self, records: Records, number: int, lines: list[str], used: int, row: list[str]) -> int:
        """Append a row that has another delimiter than its table; return how many lines it took, or 0."""
        number += len(records)
        cells = requoted(lines[used], self.dialect, len(self.kinds))
        if cells is not None:
            records.problems[len(records)] = (Problem("row.quote_other", "remark", row=number),)
            records.numbers.append(number)
            records.rows.append(cells)
            return 1
        if number in self.header_rows:
            labels = respelled_labels(lines[used], self.dialect, len(self.kinds))
            if labels is not None:
                records.numbers.append(number)
                records.rows.append(labels)
            return labels is not None
        found = respelled(lines, used, row, self.dialect, self.kinds)
        if found is None:
            return 0
        if found.cells is None:
            problem = Problem("row.delimiter_unclear", "reject", row=number)
        else:
            problem = Problem("row.delimiter", "remark", row=number)
        records.problems[len(records)] = (problem,)
        records.numbers.append(number)
        records.rows.append(row if found.cells is None else found.cells)
        return found.lines

    def _walk(
        self, lines: list[str], number: int, width: int, effort: Effort, *, final: bool, count: int
    ) -> tuple[Records, int]:
        """Read up to `count` records one by one; return them and how many lines they took."""
        records = Records([], [])
        feed = lines_from(lines, 0)
        other = other_quote(self.dialect)
        used = 0
        while used < len(lines) and len(records) < count:
            reader = csv.reader(feed, **self._options)
            base = used
            own = 0
            try:
                for row in reader:
                    taken = base + reader.line_num - used
                    if taken > 1 and self._swallowed(lines, used, taken, width):
                        break
                    odd = self.kinds and taken == 1 and row and (len(row) != width or row[0][:1] == other)
                    own = self._respelled(records, number, lines, used, row) if odd else 0
                    used += own or taken
                    if not own:
                        self._append(records, number, row)
                    if len(records) == count:
                        return self._inspected(records, lines[:used]), used
                    if own > 1:  # its lines end where the reader has not been
                        break
                else:
                    break
            except csv.Error as error:
                if not final and str(error).startswith("unexpected end") and self._open(lines, used):
                    break
            if own < 2:
                used += self._mend(records, number, lines, used, width=width, effort=effort)
            feed = lines_from(lines, used)
        return self._inspected(records, lines[:used]), used

    def _mend(self, records: Records, number: int, lines: list[str], used: int, *, width: int, effort: Effort) -> int:
        """Append the damaged record that starts here; return how many lines it took."""
        effort.damaged += 1
        if effort.damaged > self.limits.damaged:
            raise passed("damaged", self.limits.damaged, row=number + len(records))
        most = MOST_LINES if effort.lines < MOST_EXTRA else 1
        mended = mend(lines, used, number + len(records), self.dialect, width=width, limits=self.limits, most=most)
        effort.lines += mended.looked - 1
        if mended.problems and self.kinds and self._differs(lines[used]):
            own = self._respelled(records, number, lines, used, mended.cells)
            if own:
                return own
        if mended.problems:
            records.problems[len(records)] = mended.problems
        self._append(records, number, mended.cells)
        return mended.lines

    def _differs(self, line: str) -> bool:
        """Tell whether a line can have a delimiter or quotes of its own."""
        return worth_a_look(line, len(self.kinds), self.dialect.delimiter) or line[:1] == other_quote(self.dialect)

    def _append(self, records: Records, number: int, row: list[str]) -> None:
        records.numbers.append(number + len(records.numbers))
        records.rows.append(row)

    def _inspected(self, records: Records, lines: list[str]) -> Records:
        self._inspect(records, sum(map(len, lines)))
        return records

    def _open(self, lines: list[str], used: int) -> bool:
        """Tell whether a record may go on beyond these lines: its text is not longer than any record may be."""
        size = 0
        for line in lines[used:]:
            size += len(line)
            if size > self.limits.record:
                return False
        return True

    def _swallowed(self, lines: list[str], start: int, taken: int, width: int) -> bool:
        """Tell whether a quoted cell holds what are really rows: each of its lines is a whole row by itself.

        Two stray quotes can swallow hundreds of records and still be valid by RFC 4180.
        """
        if width < 2 or taken < 2:
            return False
        own = lines[start : start + min(taken, 50)]
        delimiter = self.dialect.delimiter or NOTHING
        whole = sum(line.count(delimiter) == width - 1 for line in own)
        return whole == len(own) and (taken > 2 or width > 3)

    def _inspect(self, records: Records, size: int) -> None:
        """Report control characters and undecodable bytes; refuse what passes the limits.

        Args:
            records: Just read.
            size: How many characters they come from: a short text cannot hold a long cell.
        """
        limits = self.limits
        widest = max(map(len, records.rows), default=0)
        if widest > limits.columns:
            index = next(i for i, row in enumerate(records.rows) if len(row) > limits.columns)
            raise passed("columns", limits.columns, row=records.numbers[index])
        if size > limits.cell:
            for number, row in zip(records.numbers, records.rows, strict=True):
                if any(len(cell) > limits.cell for cell in row):
                    raise passed("cell", limits.cell, row=number)
        if self.dialect.delimiter == " " and self.dialect.skip_space and self.kinds:
            self._inspect_aligned(records)
        if self.suspicious:
            for index, row in enumerate(records.rows):
                self._inspect_row(records, index, "\n".join(row))

    def _inspect_aligned(self, records: Records) -> None:
        """Report rows with other than the table's number of cells: between spaces, a blank cell leaves no trace."""
        for index, row in enumerate(records.rows):
            if len(row) != len(self.kinds) and any(map(str.strip, row)):
                problem = Problem("row.unaligned", "reject", row=records.numbers[index])
                records.problems[index] = (*records.problems.get(index, ()), problem)

    def _inspect_row(self, records: Records, index: int, joined: str) -> None:
        found: list[Problem] = []
        number = records.numbers[index]
        if MARK in joined:
            found.append(Problem("row.encoding", "reject", row=number))
            records.rows[index] = [cell.replace(MARK, UNKNOWN) for cell in records.rows[index]]
        if CONTROLS.search(joined):
            code = "row.nul" if "\0" in joined else "row.control"
            found.append(Problem(code, "reject", row=number))
        if found:
            records.problems[index] = (*records.problems.get(index, ()), *found)

    def _columns(self, text: str, number: int, width: int) -> Columns | None:
        """Cut a block straight into columns, or decline."""
        dialect = self.dialect
        quote, escape = dialect.quote, dialect.escape
        if not dialect.delimiter or dialect.skip_space or len(text) > self.limits.cell or width > self.limits.columns:
            return None
        if (escape and escape in text) or self._other_quotes(text):
            return None
        end = "\n" if "\r" not in text else "\r\n" if "\n" in text else "\r"
        if not quote or quote not in text:
            made = cut_bare(text, number, width, dialect.delimiter, end)
            if made is None and end == "\r\n" and text.count("\r") != text.count("\n"):  # mixed line ends
                text = text.replace("\r\n", "\n").replace("\r", "\n")
                made = cut_bare(text, number, width, dialect.delimiter, "\n")
            return made
        if text[0] != quote or text.count(quote) != 2 * width * text.count(end):
            return None
        return cut_quoted(text, number, width, end=end, quote=quote, delimiter=dialect.delimiter)
