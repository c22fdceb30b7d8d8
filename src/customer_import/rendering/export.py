"""Stored customers → a file that, read back, plans as all unchanged (law 14; S0-29, S3-04, S4-02)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Literal

from customer_import.errors import UsageError
from customer_import.mapping.own import VERSION
from customer_import.model import Match
from customer_import.profile import Field, Profile
from customer_import.rendering.columns import columns_of, delimiter_of, encoding_of
from customer_import.rendering.csv_writing import MarkedCell, Target, csv_sheet
from customer_import.rendering.values import ValueWriter
from customer_import.surveying.marks import guarded

FileFormat = Literal["csv", "xlsx"]
Text = Callable[[Match], str]
Cell = Callable[[Match], str | MarkedCell]


def export(
    customers: Iterable[Match],
    profile: Profile,
    target: Target,
    *,
    format: FileFormat = "csv",  # noqa: A002 - the word of the field
    delimiter: str = "",
    encoding: str = "",
    version_column: bool = False,
) -> int:
    """Write stored customers as a file of the platform; streams.

    One row a customer, one column for each field that is stored (credits are a ledger's, and have none). Lists are
    joined by the field's first separator, choices are the platform's words, dates have the field's first format. Of
    children the first of each group is written, as Shoptet does. Customers who are locked are left out.

    Args:
        customers: What a store's `find` returns, or the `customers()` of the stores that come with the library.
        profile: The platform.
        target: A path, or a binary file, which stays open.
        format: ``csv`` or ``xlsx`` (extra ``[xlsx]``).
        delimiter: Of a CSV file; "" takes the profile's.
        encoding: Of a CSV file; "" takes the profile's, or UTF-8 with a byte order mark.
        version_column: Adds each customer's version, so that a row that changed since is refused, not written over.

    Returns:
        The number of rows.

    Raises:
        UsageError: The profile, the target or a value does not let a file be written; the message says why.
    """
    form = chosen_format(format, profile)
    credited = profile.credit_fields
    columns = columns_of(profile, lambda field: field.name not in credited)
    labels = [column.label for column in columns]
    tokens = frozenset((*profile.null_tokens, *profile.clear_tokens))
    cells: list[Cell] = [
        _blank if column.field is None else _value(_cell(profile, column.field), tokens, native=form == "xlsx")
        for column in columns
    ]
    if version_column:
        labels.append(VERSION)
        cells.append(_version)
    rows = ([cell(match) for cell in cells] for match in customers if not match.locked)
    headed = profile.file.header != "no"
    if form == "csv":
        with csv_sheet(
            target, delimiter=delimiter or delimiter_of(profile), encoding=encoding or encoding_of(profile)
        ) as sheet:
            return _write(sheet.write, sheet.write if headed else None, labels, rows)
    from customer_import.rendering.xlsx_writing import xlsx_sheet

    with xlsx_sheet(target, properties={"title": profile.title or profile.name}) as workbook:
        workbook.columns([True] * len(labels))
        return _write(workbook.write, workbook.header if headed else None, labels, rows)


def _write(
    write: Callable[[Sequence[str | MarkedCell]], None],
    header: Callable[[Sequence[str]], None] | None,
    labels: Sequence[str],
    rows: Iterable[Sequence[str | MarkedCell]],
) -> int:
    if header is not None:
        header(labels)
    count = 0
    for row in rows:
        write(row)
        count += 1
    return count


def chosen_format(format: str, profile: Profile) -> FileFormat:  # noqa: A002 - the word of the field
    """Return the format to write in: what was asked for, or for "" XLSX where the platform takes it, else CSV.

    Raises:
        UsageError: Nothing is written in that format.
    """
    if format == "csv" or (not format and "xlsx" not in profile.file.formats):
        return "csv"
    if format not in ("xlsx", ""):
        raise UsageError(f"format is 'csv' or 'xlsx', not {format!r}", code="write.format")
    return "xlsx"


def _value(text_of: Text, tokens: frozenset[str], *, native: bool) -> Cell:
    """Return the function that guards values which the profile would take for "nothing" or "clear"."""
    if not tokens:
        return text_of

    def written(match: Match) -> str | MarkedCell:
        text = text_of(match)
        if not text or text.strip().lstrip("'") not in tokens:
            return text
        if guarded(text) == text:
            return f"'{text}"
        return MarkedCell(f"'{text}") if native else text  # CSV guards it anyway, as what could be a formula

    return written


def _cell(profile: Profile, field: Field) -> Text:
    """Return the function that writes one field of a customer."""
    text, name = ValueWriter(profile, field).text, field.name
    group = field.child
    if not group:
        return lambda match: text(match.values.get(name, ""))
    keys = {declared.name: declared.key for declared in profile.children}

    def of_child(match: Match) -> str:
        children = match.children.get(group, ())
        if not children:
            return ""
        return text(children[0].key if keys[group] == name else children[0].values.get(name, ""))

    return of_child


def _blank(_: Match) -> str:
    return ""


def _version(match: Match) -> str:
    return match.version
