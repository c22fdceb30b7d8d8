"""Sheets as people type them, and the CSV files that they become."""

from __future__ import annotations

import csv
import io
from typing import Literal

import attrs
from hypothesis import strategies as st


@attrs.frozen
class Sheet:
    """A table as a person would type it.

    Args:
        labels: The header.
        fields: The field behind each label, None where it feeds none.
        rows: Cells; a row may be shorter than the header, or longer.
    """

    labels: tuple[str, ...]
    fields: tuple[str | None, ...]
    rows: tuple[tuple[str, ...], ...]


@attrs.frozen
class CsvStyle:
    """How a sheet is written: what a `Dialect` says of a file, and where blank rows stand (indices of data rows)."""

    delimiter: str = ","
    encoding: str = "utf-8"
    line_end: str = "\r\n"
    quote_all: bool = False
    blank_rows: tuple[int, ...] = ()


def csv_styles() -> st.SearchStrategy[CsvStyle]:
    """Draw ways of writing a CSV file that a reader must see through."""
    return st.builds(
        CsvStyle,
        st.sampled_from([",", ";", "\t", "|"]),
        st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
        st.sampled_from(["\r\n", "\n"]),
        st.booleans(),
        st.lists(st.integers(0, 8), max_size=2, unique=True).map(tuple),
    )


def csv_bytes(sheet: Sheet, style: CsvStyle = CsvStyle()) -> bytes:
    """Write a sheet as CSV; blank rows go before the data rows of the indices that the style names."""
    text = io.StringIO()
    quoting: Literal[0, 1] = csv.QUOTE_ALL if style.quote_all else csv.QUOTE_MINIMAL
    writer = csv.writer(text, delimiter=style.delimiter, lineterminator=style.line_end, quoting=quoting)
    writer.writerow(sheet.labels)
    for index, row in enumerate(sheet.rows):
        if index in style.blank_rows:
            text.write(style.line_end)
        writer.writerow(row)
    return text.getvalue().encode(style.encoding)
