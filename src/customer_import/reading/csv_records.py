"""Text → physical records, one by one where they are not in order: the slow path of the CSV reader, and the truth.

`csv.reader` cuts the records, in strict mode, so that a record whose quotes are out of order is noticed and mended
alone (`damage`), and one with a delimiter of its own (`respelling`).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence, Set
from typing import Any

import attrs

from customer_import.model import Level, Problem
from customer_import.reading.csv_columns import NOTHING
from customer_import.reading.damage import MOST_LINES, Budget, mend
from customer_import.reading.dialect import Dialect
from customer_import.reading.framing import PAIRS
from customer_import.reading.habits import Habit
from customer_import.reading.inspection import Inspector
from customer_import.reading.limits import Limits, passed
from customer_import.reading.records import Records, counted
from customer_import.reading.respelling import (
    Own,
    other_marks,
    other_quote,
    plain_lines,
    requoted,
    respelled,
    respelled_labels,
    unframed,
)
from customer_import.reading.text import STAND_IN, lines_from, lines_of

# What is said of rows that are not written as their table.
LEVELS: Mapping[str, Level] = {
    "row.quote_other": "remark",
    "row.framed": "remark",
    "row.delimiter": "remark",
    "row.delimiter_unclear": "reject",
}


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
    """Return the dialect as it is read once a delimiter of several characters, or a pair of quotes, was replaced."""
    if dialect.quote in PAIRS:
        dialect = attrs.evolve(dialect, quote='"', escape="", doubled=True)
    return attrs.evolve(dialect, delimiter=STAND_IN) if len(dialect.delimiter) > 1 else dialect


MOST_EXTRA = 20_000  # lines of a whole file that are looked at for where a damaged record might end


@attrs.define
class Effort:
    """What damage has cost so far in one pass.

    Args:
        damaged: Records that were mended.
        lines: Lines beyond their own that were looked at for it.
        budget: For the search for their cells.
    """

    damaged: int = 0
    lines: int = 0
    budget: Budget = attrs.field(factory=Budget)


@attrs.define
class _Walk:
    """Where a walk through lines is.

    Args:
        lines: With their ends.
        number: The number of the first record.
        width: The table's.
        count: The most records that are read.
        rows: Those read so far.
        problems: Index in `rows` → what is wrong with it.
        odd: Line → index in `rows` of records that may be written in another way than their table.
        used: How many lines the rows took.
    """

    lines: list[str] = attrs.field(repr=counted)
    number: int
    width: int
    count: int
    rows: list[list[str]] = attrs.field(factory=list, repr=counted)
    problems: dict[int, tuple[Problem, ...]] = attrs.field(factory=dict, repr=counted)
    odd: dict[int, int] = attrs.field(factory=dict, repr=counted)
    used: int = 0

    def append(self, cells: list[str], problems: tuple[Problem, ...], lines: int) -> None:
        """Add a record."""
        if problems:
            self.problems[len(self.rows)] = problems
        self.rows.append(cells)
        self.used += lines


class RecordReader:
    """Reads records from blocks of lines.

    Args:
        dialect: How they are written, with a delimiter of one character.
        limits: What is refused.
    """

    def __init__(self, dialect: Dialect, limits: Limits) -> None:
        self.dialect = dialect
        self.limits = limits
        self.kinds: tuple[str, ...] = ()
        self.inspector = Inspector(dialect, limits)
        self._options = csv_options(dialect)

    def learn(self, habits: Sequence[Habit], header_rows: Sequence[int]) -> None:
        """Take over what is usual in the table's columns, and where its header is."""
        self.kinds = tuple(habit.kind for habit in habits)
        self.inspector.habits = tuple(habits)
        self.inspector.header_rows = frozenset(header_rows)

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
        self.inspector.inspect(records, text)
        return records

    def _with_respelled(self, records: Records, text: str, width: int) -> bool:
        """Read the rows that have another delimiter than their table again; False where one takes several lines."""
        rows = records.rows
        odd = [index for index, row in enumerate(rows) if row and len(row) != width]
        looked = odd if odd and other_marks(text, self.dialect.delimiter, len(self.kinds)) else []
        if not looked:
            looked = self._framed({index: rows[index] for index in odd})
        if self.other_quotes(text):
            other = other_quote(self.dialect)
            quoted = {index for index, row in enumerate(rows) if row and row[0][:1] == other}
            quoted.update([index for index in odd if rows[index][0].lstrip(" ")[:1] == other])
            looked = sorted(quoted.union(looked))
        if not looked:
            return True
        headers = {number - records.numbers[0] for number in self.inspector.header_rows}
        found = self._own(lines_of(text), {index: rows[index] for index in looked}, headers)
        self._put_in(records, found)
        one_each = not any(mark and mark in text for mark in (self.dialect.quote, self.dialect.escape))
        return one_each or all(taken == 1 for _, _, taken in found.values())

    def _put_in(self, records: Records, found: Mapping[int, Own]) -> None:
        """Replace rows, by their index, and say of each what it was."""
        rows, numbers, problems = records.rows, records.numbers, records.problems
        for index, (cells, code, _) in found.items():
            rows[index] = cells
            if code:
                problems[index] = (Problem(code, LEVELS[code], numbers[index]),)

    def _framed(self, rows: Mapping[int, Sequence[str]]) -> list[int]:
        """Return which rows are one cell that may be a row between quotes."""
        mark, least = self.dialect.delimiter or NOTHING, max(1, len(self.kinds) - 1)
        return [at for at, row in rows.items() if len(row) == 1 and row[0].count(mark) >= least]

    def other_quotes(self, text: str) -> bool:
        """Tell whether a line may stand between quotes of another kind: there is a border between two such cells."""
        quote = other_quote(self.dialect)
        # One character is found ten times as fast as several.
        return quote in text and f"{quote}{self.dialect.delimiter}{quote}" in text

    def _own(self, lines: Sequence[str], rows: Mapping[int, list[str]], headers: Set[int]) -> dict[int, Own]:
        """Read rows that have another delimiter or other quotes than their table.

        Args:
            lines: With their ends.
            rows: Where rows start → their cells as the table's dialect gives them.
            headers: Where header rows start.
        """
        dialect, width = self.dialect, len(self.kinds)
        other = other_quote(dialect)
        found: dict[int, Own] = {}
        for at in [at for at in rows if other in lines[at] and lines[at].lstrip(" ")[0] == other]:
            cells = requoted(lines[at], dialect, width)
            if cells is not None:
                found[at] = cells, "row.quote_other", 1
        for at in self._framed(rows):
            cells = unframed(rows[at], dialect, width)
            if cells is not None:
                found.setdefault(at, (cells, "row.framed", 1))
        for at in headers & rows.keys():
            cells = respelled_labels(lines[at], dialect, width)
            if cells is not None:
                found.setdefault(at, (cells, "", 1))
        rest = rows
        if found or not headers.isdisjoint(rows):
            rest = {at: row for at, row in rows.items() if at not in found and at not in headers}
        return found | respelled(lines, rest, dialect, self.kinds)

    def _walk(
        self, lines: list[str], number: int, width: int, effort: Effort, *, final: bool, count: int
    ) -> tuple[Records, int]:
        """Read up to `count` records one by one; return them and how many lines they took."""
        walk = _Walk(lines, number, width, count)
        while walk.used < len(lines) and len(walk.rows) < count:
            fault = self._in_order(walk)
            if fault == "open" and not final and self._open(lines, walk.used):
                break
            if fault:
                self._mend(walk, effort)
        records = Records(list(range(number, number + len(walk.rows))), walk.rows, problems=walk.problems)
        if walk.odd:
            odd = {at: walk.rows[index] for at, index in walk.odd.items()}
            headers = {at for at, index in walk.odd.items() if number + index in self.inspector.header_rows}
            self._put_in(records, {walk.odd[at]: own for at, own in self._own(lines, odd, headers).items()})
        self.inspector.inspect(records, "".join(lines[: walk.used]))
        return records, walk.used

    def _in_order(self, walk: _Walk) -> str:
        """Read records up to one that is out of order; say what it is: ``damaged``, or ``open`` at the end."""
        lines, rows, width, base = walk.lines, walk.rows, walk.width, walk.used
        other = other_quote(self.dialect)
        reader = csv.reader(lines_from(lines, base), **self._options)
        try:
            for row in reader:
                used, end = walk.used, base + reader.line_num
                if end > used + 1:
                    if self._swallowed(lines, used, end - used, width):
                        return "damaged"
                elif row and self.kinds and (len(row) != width or row[0][:1] == other):
                    if plain_lines(lines, (used,), self.dialect)[used]:
                        walk.odd[used] = len(rows)
                    elif self._alone(walk, row):
                        if walk.used > end:  # its lines end where the reader has not been
                            return ""
                        continue
                rows.append(row)
                walk.used = end
                if len(rows) == walk.count:
                    break
        except csv.Error as error:
            return "open" if str(error).startswith("unexpected end") else "damaged"
        return ""

    def _alone(self, walk: _Walk, row: list[str], lines: int = 1) -> bool:
        """Append the record that starts here if it is written in another way than its table; tell whether it is.

        Args:
            walk: Where it starts.
            row: Its cells as they were read.
            lines: How many lines these took.
        """
        at, number = walk.used, walk.number + len(walk.rows)
        own = self._own(walk.lines, {at: row}, {at} if number in self.inspector.header_rows else set()).get(at)
        if own is None:
            return False
        cells, code, taken = own
        walk.append(cells, (Problem(code, LEVELS[code], number),) if code else (), lines if cells is row else taken)
        return True

    def _mend(self, walk: _Walk, effort: Effort) -> None:
        """Append the damaged record that starts here."""
        lines, used, number = walk.lines, walk.used, walk.number + len(walk.rows)
        effort.damaged += 1
        if effort.damaged > self.limits.damaged:
            raise passed("damaged", self.limits.damaged, row=number)
        budget = effort.budget
        most = MOST_LINES if effort.lines < MOST_EXTRA and budget.left > 0 else 1
        mended = mend(lines, used, number, self.dialect, width=walk.width, limits=self.limits, budget=budget, most=most)
        effort.lines += mended.looked - 1
        differs = mended.problems and self.kinds and self._differs(lines[used])
        if not (differs and self._alone(walk, mended.cells, mended.lines)):
            walk.append(mended.cells, mended.problems, mended.lines)

    def _differs(self, line: str) -> bool:
        """Tell whether a line can have a delimiter or quotes of its own."""
        return line[:1] == other_quote(self.dialect) or bool(other_marks(line, self.dialect.delimiter, len(self.kinds)))

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
