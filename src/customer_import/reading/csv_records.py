"""Text → physical records, one by one where they are not in order: the slow path of the CSV reader, and the truth.

`csv.reader` cuts the records, in strict mode, so that a record whose quotes are out of order is noticed and mended
alone (`damage`), and one with a delimiter of its own (`respelling`).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from typing import Any

import attrs

from customer_import.model import Problem
from customer_import.reading.csv_columns import CONTROL_BYTES, NOTHING
from customer_import.reading.damage import MOST_LINES, mend
from customer_import.reading.dialect import Dialect
from customer_import.reading.habits import Habit, shifted
from customer_import.reading.layout import reach
from customer_import.reading.limits import Limits, passed
from customer_import.reading.records import Records
from customer_import.reading.respelling import (
    other_marks,
    other_quote,
    requoted,
    respelled,
    respelled_labels,
    unframed,
    worth_a_look,
)
from customer_import.reading.text import MARK, STAND_IN, UNKNOWN, lines_from, lines_of

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


class RecordReader:
    """Reads records from blocks of lines.

    Args:
        dialect: How they are written, with a delimiter of one character.
        limits: What is refused.
    """

    def __init__(self, dialect: Dialect, limits: Limits) -> None:
        self.dialect = dialect
        self.limits = limits
        self.habits: tuple[Habit, ...] = ()
        self.kinds: tuple[str, ...] = ()
        self.header_rows: frozenset[int] = frozenset()
        self._options = csv_options(dialect)

    def learn(self, habits: Sequence[Habit], header_rows: Sequence[int]) -> None:
        """Take over what is usual in the table's columns, and where its header is."""
        self.habits = tuple(habits)
        self.kinds = tuple(habit.kind for habit in habits)
        self.header_rows = frozenset(header_rows)

    def first(self, text: str, number: int, count: int, width: int, effort: Effort) -> tuple[Records, str]:
        """Read at most `count` records from the start of a text; return them and the text that is left."""
        lines = lines_of(text)
        records, used = self._walk(lines, number, width, effort, final=False, count=count)
        return records, "".join(lines[used:])

    def records(self, text: str, number: int, width: int, effort: Effort, *, final: bool) -> tuple[Records, str]:
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
        if len(rows) != reader.line_num:
            return None
        records = Records(list(range(number, number + len(rows))), rows)
        if self.kinds and not self._with_respelled(records, text, width):
            return None
        return self._inspected(records, text)

    def _with_respelled(self, records: Records, text: str, width: int) -> bool:
        """Read the rows that have another delimiter than their table again; False where one takes several lines."""
        rows = records.rows
        lengths = list(map(len, rows))
        odd = [index for index, length in enumerate(lengths) if length and length != width]
        quotes = self.other_quotes(text)
        marks = other_marks(text, self.dialect.delimiter, len(self.kinds)) if odd else []
        looked = {index for index in odd if lengths[index] == 1 and self._framed(rows[index][0])}
        if not quotes and not marks and not looked:
            return True
        lines = lines_of(text)
        looked |= worth_a_look(lines, odd, marks, len(self.kinds))
        if quotes:
            other = other_quote(self.dialect)
            looked.update(index for index, row in enumerate(rows) if row and row[0][:1] == other)
            looked.update(index for index in odd if rows[index][0].lstrip(" ")[:1] == other)
        for index in sorted(looked):
            own = self._respelled(lines, index, rows[index], records.numbers[index])
            if own is not None:
                cells, problems, taken = own
                if taken > 1:
                    return False
                rows[index] = cells
                if problems:
                    records.problems[index] = problems
        return True

    def _framed(self, cell: str) -> bool:
        """Tell whether the only cell of a row may be a row between quotes."""
        return cell.count(self.dialect.delimiter or NOTHING) >= max(1, len(self.kinds) - 1)

    def other_quotes(self, text: str) -> bool:
        """Tell whether a line may stand between quotes of another kind: there is a border between two such cells."""
        quote = other_quote(self.dialect)
        # One character is found ten times as fast as several.
        return quote in text and f"{quote}{self.dialect.delimiter}{quote}" in text

    def _respelled(
        self, lines: list[str], used: int, row: list[str], number: int
    ) -> tuple[list[str], tuple[Problem, ...], int] | None:
        """Read a row that has another delimiter than its table: its cells, what to say of it, how many lines it is."""
        if lines[used].lstrip(" ")[:1] == other_quote(self.dialect):
            cells = requoted(lines[used], self.dialect, len(self.kinds))
            if cells is not None:
                return cells, (Problem("row.quote_other", "remark", row=number),), 1
        inner = unframed(row, self.dialect, len(self.kinds))
        if inner is not None:
            return inner, (Problem("row.framed", "remark", row=number),), 1
        if number in self.header_rows:
            labels = respelled_labels(lines[used], self.dialect, len(self.kinds))
            if labels is not None:
                return labels, (), 1
            return None
        found = respelled(lines, used, row, self.dialect, self.kinds)
        if found is None:
            return None
        if found.cells is None:
            return row, (Problem("row.delimiter_unclear", "reject", row=number),), found.lines
        return found.cells, (Problem("row.delimiter", "remark", row=number),), found.lines

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
                    found = self._respelled(lines, used, row, number + len(records)) if odd else None
                    cells, problems, own = found or (row, (), 0)
                    used += own or taken
                    self._append(records, number, cells, problems)
                    if len(records) == count:
                        return self._inspected(records, "".join(lines[:used])), used
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
        return self._inspected(records, "".join(lines[:used])), used

    def _mend(self, records: Records, number: int, lines: list[str], used: int, *, width: int, effort: Effort) -> int:
        """Append the damaged record that starts here; return how many lines it took."""
        effort.damaged += 1
        if effort.damaged > self.limits.damaged:
            raise passed("damaged", self.limits.damaged, row=number + len(records))
        most = MOST_LINES if effort.lines < MOST_EXTRA else 1
        mended = mend(lines, used, number + len(records), self.dialect, width=width, limits=self.limits, most=most)
        effort.lines += mended.looked - 1
        if mended.problems and self.kinds and self._differs(lines[used]):
            found = self._respelled(lines, used, mended.cells, number + len(records))
            if found is not None:
                cells, problems, own = found
                self._append(records, number, cells, problems)
                return own
        self._append(records, number, mended.cells, mended.problems)
        return mended.lines

    def _differs(self, line: str) -> bool:
        """Tell whether a line can have a delimiter or quotes of its own."""
        return line[:1] == other_quote(self.dialect) or bool(other_marks(line, self.dialect.delimiter, len(self.kinds)))

    def _append(self, records: Records, number: int, row: list[str], problems: tuple[Problem, ...]) -> None:
        if problems:
            records.problems[len(records)] = problems
        records.numbers.append(number + len(records.numbers))
        records.rows.append(row)

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
        if width < 2 or taken < (3 if width < 4 else 2):
            return False
        delimiter = self.dialect.delimiter or NOTHING
        return all(line.count(delimiter) == width - 1 for line in lines[start : start + min(taken, 50)])

    def _inspected(self, records: Records, text: str) -> Records:
        """Report control characters and undecodable bytes; refuse what passes the limits.

        Args:
            records: Just read.
            text: Where they come from: a short one cannot hold a long cell.
        """
        limits = self.limits
        widest = max(map(len, records.rows), default=0)
        if widest > limits.columns:
            index = next(i for i, row in enumerate(records.rows) if len(row) > limits.columns)
            raise passed("columns", limits.columns, row=records.numbers[index])
        if len(text) > limits.cell:
            for number, row in zip(records.numbers, records.rows, strict=True):
                if any(len(cell) > limits.cell for cell in row):
                    raise passed("cell", limits.cell, row=number)
        dialect = self.dialect
        if self.kinds and (dialect.frame == " " or (dialect.delimiter == " " and dialect.skip_space)):
            self._inspect_aligned(records)
        elif widest > len(self.habits) > 1:
            self._inspect_surplus(records)
        if _suspicious(text):
            joined = list(map("".join, records.rows))
            for index in [index for index, row in enumerate(joined) if MARK in row or CONTROLS.search(row)]:
                self._inspect_row(records, index, joined[index])
        return records

    def _inspect_aligned(self, records: Records) -> None:
        """Report rows with other than the table's number of cells: between spaces, a blank cell leaves no trace."""
        for index, row in enumerate(records.rows):
            if len(row) != len(self.kinds) and any(map(str.strip, row)):
                problem = Problem("row.unaligned", "reject", row=records.numbers[index])
                records.problems[index] = (*records.problems.get(index, ()), problem)

    def _inspect_surplus(self, records: Records) -> None:
        """Report rows that are longer than the table by blank cells alone, and whose cells may have shifted."""
        width = len(self.habits)
        for index in [index for index, row in enumerate(records.rows) if len(row) > width and not row[-1].strip()]:
            number, row = records.numbers[index], records.rows[index]
            if 0 < reach(row) <= width and index not in records.problems:
                found = False if number in self.header_rows else shifted(row, self.habits, self.dialect.delimiter)
                params = (("cells", len(row)), ("columns", width))
                if found:
                    records.problems[index] = (Problem("row.extra_cells", "reject", row=number, params=params),)
                elif found is None:
                    records.problems[index] = (Problem("row.extra_blank", "remark", row=number, params=params),)

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


def _suspicious(text: str) -> bool:
    """Tell whether a text holds control characters or undecodable bytes."""
    raw = text.encode("utf-8", "surrogatepass")
    return MARK in text or len(raw.translate(None, CONTROL_BYTES)) < len(raw)
