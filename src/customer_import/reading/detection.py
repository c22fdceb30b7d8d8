"""From a source to everything that a `Table` needs to know: format, dialect, layout, labels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Protocol

import attrs

from customer_import.errors import SourceError
from customer_import.model import Problem
from customer_import.problems.questions import expect_answers
from customer_import.profile import Profile
from customer_import.reading.container import container, refuse_binary
from customer_import.reading.csv_columns import Columns
from customer_import.reading.csv_reader import CsvReader
from customer_import.reading.dialect import Dialect, Evidence, LineEnd
from customer_import.reading.facts import Facts, facts
from customer_import.reading.habits import habits_of
from customer_import.reading.layout import SAMPLE_ROWS, Head, as_wide, filled, head_of, reach, table_width
from customer_import.reading.limits import Limits
from customer_import.reading.records import Records, SheetColumns
from customer_import.reading.respelling import (
    other_quote,
    requoted,
    respelled,
    respelled_labels,
    unframed,
)
from customer_import.reading.source import Readable, Source
from customer_import.reading.text import BOM, lines_of, texts, whole_lines
from customer_import.reading.trailing import trailing_of
from customer_import.reading.uniform import uniform

if TYPE_CHECKING:
    from customer_import.reading.table import Reader

SAMPLE = 1 << 17  # characters that the dialect is judged by
SAMPLE_CELLS, SAMPLE_LEAST = 1 << 17, 12  # cells that the layout is judged by, in at least so many rows
NUMBERED = 20  # rows that are asked whether they are numbered
SMALL = 1 << 20  # bytes; a larger file is searched record by record only if its bytes give a reason


class Origin(Protocol):
    """What a table holds open, and knows its content by."""

    @property
    def digest(self) -> str:
        """SHA-256 of the content, hexadecimal."""
        ...

    def expect_unchanged(self) -> None:
        """See to it that the content is still that of the digest."""
        ...

    def close(self) -> None:
        """Let go of it."""
        ...


@attrs.frozen
class Detected:
    """A source that is understood."""

    source: Origin
    reader: Reader
    dialect: Dialect
    labels: tuple[str, ...]
    width: int
    problems: tuple[Problem, ...] = ()
    first: int = 1  # the number of the first record, where the source is a piece of a file


def detected(
    source: Readable,
    *,
    profile: Profile | None,
    dialect: Dialect | None,
    sheet: str | None,
    answers: Mapping[str, str] | None,
    limits: Limits,
) -> Detected:
    """Open a source and understand it. Arguments and errors are those of `read`."""
    expect_answers(answers or {})
    opened = Source(source, limits)
    try:
        kind = container(opened)
        if profile and kind not in profile.file.formats:
            wanted = " or ".join(profile.file.formats)
            message = f"this is a file of format {kind}; {profile.name} accepts {wanted}: save it as that"
            raise SourceError(message, code="source.format", format=kind)
        if kind != "csv":
            from customer_import.reading.sheets import detected_workbook

            return detected_workbook(
                opened, kind, profile=profile, dialect=dialect, sheet=sheet, answers=answers, limits=limits
            )
        return _detected_csv(opened, profile, dialect, answers, limits)
    except BaseException:
        opened.close()
        raise


def _detected_csv(
    source: Source, profile: Profile | None, given: Dialect | None, answers: Mapping[str, str] | None, limits: Limits
) -> Detected:
    found = facts(source)
    if given is not None:
        reader = CsvReader(source, given, limits)
        records = first_records(reader)
        head = understood(reader, records, as_wide(records, Head(given.header_rows, given.preamble_rows, 0)))
        return Detected(source, reader, given, labels_of(reader, given, head.width), head.width)
    from customer_import.reading.encoding import encoding_of  # tables that a workbook does not need
    from customer_import.reading.scoring import best_dialect

    meant = encoding_of(source, found, profile, (answers or {}).get("encoding", ""))
    encoding, why, unsure_encoding = meant.name, meant.evidence, meant.questions
    base = Dialect(
        encoding=encoding, other_encoding=meant.other, bom=bool(found.bom), line_end=_line_end(found), evidence=why
    )
    sample = _sample(source, encoding, limits)
    if not sample.strip("\0\r\n \t\ufeff"):
        raise SourceError("the file is empty; choose the file that holds the customers", code="source.empty")
    refuse_binary(sample)
    told = sep_line(sample)
    marks = (1,) if told else ()
    hints = {"delimiter": told, **(answers or {})}
    text = sample[sample.find("\n") + 1 :] if told else sample
    dialect, shown, unsure = best_dialect(text, base, profile, hints)
    reader = CsvReader(source, dialect, limits)
    records = plainly_quoted(first_records(reader), reader.dialect)
    head = as_wide(records, head_of(records, profile=profile, answers=answers, marks=marks))
    head = understood(reader, records, head)
    above = lines_of(sample) if source.size > SMALL else []
    plain = above and uniform(source, dialect, above, head.header_rows, head.width)
    below, open_below, found_below = ((), (), ()) if plain else trailing_of(reader, head, answers)
    dialect = attrs.evolve(
        dialect,
        header_rows=head.header_rows,
        preamble_rows=head.preamble_rows,
        trailing=below,
        evidence=(*why, *shown, *head.evidence, *found_below),
        questions=(*unsure_encoding, *unsure, *head.questions, *open_below),
    )
    return Detected(source, reader, dialect, labels_of(reader, dialect, head.width), head.width)


def sep_line(text: str) -> str:
    """Return the delimiter that a first line such as ``sep=;`` names, or ""."""
    first = text.lstrip(BOM)[:20].split("\n", 1)[0].rstrip("\r").strip('"')
    if first[:4].lower() == "sep=" and len(first) == 5:
        return first[4]
    return ""


def _line_end(found: Facts) -> LineEnd:
    names: dict[bytes, LineEnd] = {b"\n": "\n", b"\r\n": "\r\n", b"\r": "\r"}
    kinds = [names[end] for end in found.ends]
    return "mixed" if len(kinds) > 1 else kinds[0] if kinds else ""


def _sample(source: Source, encoding: str, limits: Limits) -> str:
    """Return whole lines from the start of the text."""
    made: list[str] = []
    size = 0
    for text in whole_lines(texts(source, encoding), limits.record):
        made.append(text)
        size += len(text)
        if size >= SAMPLE:
            break
    sample = "".join(made)
    if size > 2 * SAMPLE:
        sample = sample[: sample.find("\n", SAMPLE) + 1] or sample[:SAMPLE]
    return sample


def first_records(reader: Reader, count: int = SAMPLE_ROWS) -> Records:
    """Read the first records, all of them as `Records`; of a very wide table, fewer of them tell as much."""
    made = Records([], [])
    cells = 0
    for part in islice(_as_records(reader.blocks(slow=count)), count):
        for index, number in enumerate(part.numbers):
            cells += len(part.rows[index])
            if len(made) == count or (cells > SAMPLE_CELLS and len(made) >= SAMPLE_LEAST):
                return made
            made.numbers.append(number)
            made.rows.append(part.rows[index])
        if len(made) == count:
            break
    return made


def _as_records(parts: Iterator[Records | Columns | SheetColumns]) -> Iterator[Records]:
    for part in parts:
        if isinstance(part, Records):
            yield part
        elif isinstance(part, SheetColumns):
            yield part.records()
        else:
            rows = [list(cells) for cells in zip(*part.columns, strict=True)]
            yield Records(list(range(part.first, part.first + part.count)), rows)


COMMENT_MARKS = frozenset(("#", "%", "!", "//", "--"))


def plainly_quoted(records: Records, dialect: Dialect) -> Records:
    """Take the quotes off sampled rows that stand between quotes of another kind than the rest, or as a whole.

    Where spaces part the columns, those in a comment do not.
    """
    width = table_width(records.rows)
    for index, row in enumerate(records.rows):
        named = len(row) != width or any(cell.endswith(":") for cell in row)  # ``# Name City`` are labels of columns
        if dialect.delimiter == " " and row and row[0] in COMMENT_MARKS and named:
            records.rows[index] = [" ".join(row)]
            continue
        records.rows[index] = row = unframed(row, dialect, width) or row
        if row and row[0].startswith(other_quote(dialect)):
            records.rows[index] = requoted(dialect.delimiter.join(row), dialect, 0) or row
    return records


def understood(reader: CsvReader, records: Records, head: Head) -> Head:
    """Teach a reader what its columns hold, and find a header that has a delimiter of its own."""
    above = {*head.header_rows, *head.preamble_rows}
    pairs = [(number, row) for number, row in zip(records.numbers, records.rows, strict=True) if filled(row)]
    habits = habits_of([row for number, row in pairs if number not in above], head.width)
    kinds = [habit.kind for habit in habits]
    dialect, width = reader.dialect, head.width
    lines = {number: dialect.delimiter.join(row) for number, row in pairs if number in above and len(row) != width}
    # What looks like a further header row may be a customer with a delimiter of its own.
    for at, number in enumerate(head.header_rows[1:], 1):
        if number in lines and respelled(lines_of(lines[number]), {0: [""]}, dialect, kinds):
            head = attrs.evolve(head, header_rows=head.header_rows[:at])
            break
    # Right above a table without labels stands a line: it may be the labels, which another program wrote.
    if head.evidence and not head.header_rows and head.preamble_rows:
        number = head.preamble_rows[-1]
        line = lines.get(number, "")
        torn = (
            f"{dialect.quote}{line}{dialect.quote}"  # one cell with quotes inside lost those around it: it was mended
        )
        if line and (respelled_labels(line, dialect, width) or respelled_labels(torn, dialect, width)):
            why = "the line above the first customer holds labels, with a delimiter of its own"
            evidence = (
                *(one for one in head.evidence if one.what != "header_rows"),
                Evidence("header_rows", str(number), 0.7, why, rows=(number,)),
            )
            above_it = head.preamble_rows[:-1]
            head = Head((number,), above_it, width, evidence)
    reader.learn(habits, head.header_rows)
    return head


def labels_of(reader: Reader, dialect: Dialect, width: int) -> tuple[str, ...]:
    """Return one label per column, several header rows joined by a space; empty where there is no header."""
    if not dialect.header_rows:
        return ()
    wanted = set(dialect.header_rows)
    last = max(wanted)
    parts: list[list[str]] = [[] for _ in range(width)]
    body: list[list[str]] = []
    longest = 0
    for block in _as_records(reader.blocks(width=width, slow=last)):
        for number, row in zip(block.numbers, block.rows, strict=True):
            if number in wanted:
                longest = max(longest, len(row))
                for column, cell in zip(parts, row, strict=False):
                    text = cell.strip().lstrip(BOM)
                    if text and text not in column:
                        column.append(text)
            elif number > last and len(body) < NUMBERED and row:
                body.append(row)
        past = bool(block.numbers) and block.numbers[-1] >= last
        if len(body) == NUMBERED or (past and longest != width - 1):
            break
    labels = tuple(" ".join(column) for column in parts)
    if longest == width - 1 and _numbered(body) and any(reach(row) == width for row in body):
        return ("", *labels[:-1])
    return labels


def _numbered(rows: list[list[str]]) -> bool:
    """Tell whether the first column counts the rows: statistics programs write it without a label."""
    first = [row[0].strip() for row in rows]
    start = int(first[0]) if first and first[0] in ("0", "1") else -1
    return len(rows) > 1 and start >= 0 and first == [str(start + index) for index in range(len(first))]
