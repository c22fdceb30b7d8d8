"""Rows → XLSX, streamed: texts stay texts, equal content gives equal bytes, nothing is a formula.

The one place where XlsxWriter is used.
"""

from __future__ import annotations

import contextlib
import datetime
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from customer_import.errors import UsageError
from customer_import.rendering.csv_writing import MarkedCell, Target, opened
from customer_import.surveying.marks import guarded

MOST_ROWS = 1_048_576  # ECMA-376; Excel's limit
MOST_CHARACTERS = 32_767
MOST_NOTES = 1_000  # programs become slow with more; the column of problems tells all of them
TEXT = 49  # the format "@", as every program knows it
MOST_LIST = 255  # characters of a list of values in a validation

# A fixed day: the same content gives the same bytes.
_CREATED = datetime.datetime(2000, 1, 1)  # noqa: DTZ001 - the format knows no zone


class XlsxSheet:
    """A workbook of one sheet that is being written, row by row."""

    def __init__(self, workbook: Any, name: str) -> None:
        self._workbook = workbook
        self._sheet = workbook.add_worksheet(name)
        self._formats: dict[tuple[bool, str, bool], Any] = {}
        self._notes = 0
        self._row = 0

    def columns(self, texts: Sequence[bool], hidden: frozenset[int] = frozenset()) -> None:
        """Lay out the columns, before the first row: which are formatted as text, which are hidden."""
        for column, text in enumerate(texts):
            style = self._style(number="@" if text else "")
            self._sheet.set_column(column, column, 18, style, {"hidden": column in hidden})

    def header(self, labels: Sequence[str], notes: Sequence[str] = ()) -> None:
        """Write the labels, with a note on each."""
        bold = self._workbook.add_format({"bold": True, "num_format": TEXT})
        for column, label in enumerate(labels):
            if label:
                self._sheet.write_string(self._row, column, guarded(label, native=True), bold)
        for column, note in enumerate(notes):
            self._note(column, note)
        self._sheet.freeze_panes(self._row + 1, 0)
        self._row += 1

    def values(self, column: int, values: Sequence[str]) -> None:
        """Offer a list of values below the header; other values are warned about, not refused, for words are many."""
        joined = ",".join(values)
        if not values or len(joined) > MOST_LIST or any("," in value or value[:1] == "=" for value in values):
            return
        options = {"validate": "list", "source": list(values), "ignore_blank": True, "error_type": "warning"}
        self._sheet.data_validation(self._row, column, MOST_ROWS - 1, column, options)

    def write(self, cells: Sequence[str | MarkedCell]) -> None:
        """Write one row.

        Raises:
            UsageError: A sheet holds no more rows.
        """
        if self._row >= MOST_ROWS:
            raise UsageError(f"a sheet has at most {MOST_ROWS} rows; write CSV", code="write.rows", rows=MOST_ROWS)
        for column, cell in enumerate(cells):
            if isinstance(cell, str):
                self._text(column, guarded(cell, native=True))
                continue
            if not self._typed(column, cell):
                self._text(column, cell.text, bad=cell.bad)
            self._note(column, cell.note)
        self._row += 1

    def _text(self, column: int, text: str, *, bad: bool = False) -> None:
        if not text and not bad:
            return
        if not text:
            self._sheet.write_blank(self._row, column, None, self._style(bad=True))
            return
        # The prefix is this format's own guard: a program that lets people edit the cell keeps it a text.
        style = self._style(bad=bad, number="@", prefix=guarded(text) != text)
        self._sheet.write_string(self._row, column, text[:MOST_CHARACTERS], style)

    def _typed(self, column: int, cell: MarkedCell) -> bool:
        """Write a cell as what it was: a number, a date, a truth value; False where only text will do."""
        if cell.flag == "boolean" and cell.text in ("TRUE", "FALSE"):
            self._sheet.write_boolean(self._row, column, cell.text == "TRUE", self._style(bad=cell.bad))
            return True
        if cell.flag in ("numeric", "lost digits"):
            with contextlib.suppress(ValueError, OverflowError):
                number = float(cell.text)
                if cell.flag == "lost digits" or format(number, ".15g") == cell.text:
                    self._sheet.write_number(self._row, column, number, self._style(bad=cell.bad))
                    return True
        if cell.flag == "date":
            with contextlib.suppress(ValueError):
                moment = datetime.datetime.fromisoformat(cell.text)
                if moment.year > 1900:  # before that two calendars differ on what the number means
                    shown = "yyyy-mm-dd" if len(cell.text) == 10 else "yyyy-mm-dd hh:mm:ss"
                    self._sheet.write_datetime(self._row, column, moment, self._style(bad=cell.bad, number=shown))
                    return True
        return False

    def _note(self, column: int, note: str) -> None:
        if note and self._notes < MOST_NOTES:
            self._notes += 1
            options = {"author": "", "x_scale": 2, "y_scale": max(1, len(note) // 80)}
            self._sheet.write_comment(self._row, column, note[:MOST_CHARACTERS], options)

    def _style(self, *, bad: bool = False, number: str = "", prefix: bool = False) -> Any:
        known = self._formats.get((bad, number, prefix))
        if known is None:
            options: dict[str, Any] = {"bg_color": "#FFC7CE", "font_color": "#9C0006"} if bad else {}
            if number:
                options["num_format"] = TEXT if number == "@" else number
            if prefix:
                options["quote_prefix"] = True
            known = self._formats[bad, number, prefix] = self._workbook.add_format(options)
        return known


@contextmanager
def xlsx_sheet(
    target: Target, *, name: str = "Customers", properties: Mapping[str, str] | None = None
) -> Iterator[XlsxSheet]:
    """Open a workbook for writing.

    Args:
        target: A path, or a binary file, which stays open.
        name: The sheet's name; characters that sheets may not have are left out.
        properties: The workbook's, such as its title.

    Raises:
        UsageError: The extra ``[xlsx]`` is not installed.
    """
    try:
        import xlsxwriter
    except ImportError:
        raise UsageError(
            "writing XLSX needs XlsxWriter: pip install 'customer-import[xlsx]', or write CSV", code="extra.missing"
        ) from None
    # Not a text that Excel could take for a formula, a number or an address becomes one.
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    allowed = "".join(c for c in name if c not in "[]:*?/\\" and c.isprintable()).strip("'")[:31]
    with opened(target) as file:
        workbook = xlsxwriter.Workbook(file, options)
        workbook.set_properties({**(properties or {}), "created": _CREATED})
        try:
            yield XlsxSheet(workbook, allowed or "Customers")
        except BaseException:
            workbook.fileclosed = True  # leave no half of a workbook, and no warning that it was not closed
            raise
        workbook.close()
