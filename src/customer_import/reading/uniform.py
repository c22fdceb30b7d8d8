"""Whether a large file is one table to its end, told by its bytes alone: finding a few of them costs next to nothing.

Whatever stands below a table is set off by a blank line, by a row with hardly a cell, by a repeated header, or stands
at the very end. A file without any of these is not searched record by record.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence

from customer_import.reading.csv_records import csv_options, single
from customer_import.reading.dialect import Dialect
from customer_import.reading.source import Source
from customer_import.reading.text import lines_of, stood_in
from customer_import.reading.trailing import looks_plain

BLOCK = 1 << 16
END = 1 << 16  # bytes at the end that are read
MANY = 3  # columns from which a row can have hardly a cell


def uniform(source: Source, dialect: Dialect, lines: Sequence[str], header: Sequence[int], width: int) -> bool:
    """Tell whether nothing below the header can be anything but rows of the table.

    Args:
        source: The bytes.
        dialect: How they are written.
        lines: The first lines, at least to the header, with their ends.
        header: Record numbers of the header rows.
        width: The table's.
    """
    above = lines[: max(header, default=0)]
    labels = [lines[number - 1] for number in header if number <= len(lines)]
    marks = _marks(dialect, labels, width)
    blank = _blank_lines(dialect)
    no_zeros = _wide(dialect)
    longest = max([2, *map(len, marks)])
    # What stands above the table is known already, and line ends after the last row are nothing.
    start = len("".join(above).encode(dialect.encoding, "ignore"))
    end = source.size - len(last := source.last(END)) + len(last.rstrip(b"\r\n\t \0"))
    carry = b""
    place = 0
    for block in source.blocks(BLOCK):
        if place < start or place + len(block) > end:
            text = carry + block[max(0, start - place) : max(0, end - place)]
        else:
            text = carry + block
        if no_zeros:
            text = text.translate(None, b"\0")
        if any(mark in text for mark in marks) or any(one.search(text) for one in blank):
            return False
        carry = text[-longest:]
        place += len(block)
    rows = _last_rows(source, dialect)
    if len(rows[0]) != width and len(rows) > 1:  # the end of a cell with a line break in it
        del rows[0]
    return looks_plain(rows, width)


def _wide(dialect: Dialect) -> bool:
    """Tell whether characters are two or four bytes: what is looked for is looked for without its zero bytes."""
    return dialect.encoding.startswith(("utf-16", "utf-32"))


def _blank_lines(dialect: Dialect) -> list[re.Pattern[bytes]]:
    """Return what finds blank lines: one character and what follows it is found twice as fast as both by `in`."""
    found = {"\n": [rb"\n(?=\n)"], "\r\n": [rb"\n(?=\r\n)"], "\r": [rb"\r(?=\r)"]}
    return [re.compile(one) for one in found.get(dialect.line_end, [rb"\n(?=\r?\n)", rb"\r(?=\r)"])]


def _marks(dialect: Dialect, header: Sequence[str], width: int) -> list[bytes]:
    """Return the bytes that set something off from the table above it, besides blank lines."""
    ends = dialect.line_end[-1:] if dialect.line_end != "mixed" else "\r\n"
    marks = [end + line for line in header for end in ends]
    if dialect.delimiter and width >= MANY:
        marks.append(dialect.delimiter * (width - 1))
    elif dialect.delimiter:
        marks += [f"{a}{dialect.delimiter}{b}" for a in "\r\n" for b in "\r\n"]
    made = [mark.encode(dialect.encoding, "ignore") for mark in marks]
    return [mark.replace(b"\0", b"") for mark in made] if _wide(dialect) else made


def _last_rows(source: Source, dialect: Dialect) -> list[list[str]]:
    """Return the rows in the last 64 KB, roughly."""
    data = source.last(END).decode(dialect.encoding, "ignore")
    if len(dialect.delimiter) > 1:
        data = stood_in(data, dialect.delimiter)
    lines = lines_of(data)[1:]
    while lines and not lines[-1].strip():
        lines.pop()
    try:
        return list(csv.reader(lines, **{**csv_options(single(dialect)), "strict": False})) or [[]]
    except csv.Error:
        return [[]]
