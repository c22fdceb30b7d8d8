"""The rows of one sheet as expat sees them: the truth that the fast path is held to."""

from __future__ import annotations

import re

from customer_import.errors import SourceError
from customer_import.reading.limits import Limits, passed
from customer_import.reading.xlsx_blocks import Container
from customer_import.reading.xlsx_cells import Cell, Cells
from customer_import.reading.xlsx_expat import spoken, true
from customer_import.reading.xlsx_sink import Sink
from customer_import.reading.xlsx_styles import integer

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384  # ECMA-376 part 1, 18.3.1.73; XFD
PADDING = 100_000_000, 200  # blanks before far cells that a sheet may have, and how many more for each cell
RANGES = 1000  # merged ranges that are remembered
_REFERENCE = re.compile(r"([A-Za-z]{1,3})([1-9][0-9]{0,6})")


def column_index(letters: str) -> int:
    """Return the index of a column: 0 for ``A``, 16383 for ``XFD``."""
    index = 0
    for letter in letters.upper():
        index = index * 26 + ord(letter) - 64
    return index - 1


def column_letters(index: int) -> str:
    """Return the name of a column: ``A`` for 0, ``XFD`` for 16383."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


class SheetParser(Container):
    """Reads a worksheet part.

    Attributes:
        width: Columns up to the farthest cell so far, blank ones with a style included.
    """

    roots = frozenset({"worksheet"})
    container = "sheetData"
    item = "row"

    def __init__(self, part: str, limits: Limits, cells: Cells, sink: Sink) -> None:
        super().__init__(part, limits)
        self.cells = cells
        self.sink = sink
        self.width = 0
        self._columns: dict[str, int] = {}
        self._data = self._row = self._cell = self._inline = False
        self._aid = 0
        self._number = 0  # of the row; 0 until it is known
        self._place = -1  # column of the cell
        self._found: dict[int, Cell] = {}
        self._seen: set[int] = set()
        self._kind, self._style = "", 0
        self._value: str | None = None
        self._string: str | None = None
        self._formula = False
        self._pieces: list[str] | None = None
        self._attributes: dict[str, str] = {}  # of the text
        self._size = 0

    @property
    def inside(self) -> bool:
        """Only the container of the rows is open."""
        return self._data and self.depth == 2

    def _refuse(self, code: str, what: str) -> SourceError:
        row = self._number or self.sink.last + 1
        return SourceError(f"the sheet is damaged at row {row}: {what}; save it again", code=code, row=row)

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        """Take the start of an element."""
        if self._cell:
            self._open_part(name, attributes)
        elif name == "c":
            if not self._row:
                raise self._refuse("source.sheet_structure", "a cell stands outside the rows")
            self._open_cell(attributes)
        elif name == "row":
            if not self._data or self._row:
                raise self._refuse("source.sheet_structure", "a row stands outside the sheet's data")
            self._open_row(attributes)
        elif name == "sheetData":
            if self.depth != 2 or self.sink.last or self._data:
                raise self._refuse("source.sheet_structure", "it holds its data twice")
            self._data = True
        elif name == "mergeCell":
            self.sink.merges += 1
            if len(self.sink.merged) < RANGES:
                self.sink.merged.append(attributes.get("ref", ""))
        elif name == "col" and true(attributes.get("hidden", "")):
            first, last = integer(attributes.get("min", "")), integer(attributes.get("max", ""))
            if first and last and first <= last <= LAST_COLUMN:
                self.sink.hidden_columns += last - first + 1

    def _open_row(self, attributes: dict[str, str]) -> None:
        self._row = True
        self._found = {}
        self._seen = set()
        self._place = -1
        self._number = 0
        reference = attributes.get("r", "").strip()
        if reference:
            number = integer(reference)
            if not number or number > LAST_ROW:
                self._number = self.sink.last + 1
                raise self._refuse("source.row_reference", "its number is none that a sheet has")
            self._number = number
        if "hidden" in attributes and true(attributes["hidden"]):
            self.sink.hidden_rows += 1

    def _open_cell(self, attributes: dict[str, str]) -> None:
        self._cell = True
        reference = attributes.get("r")
        if reference:
            self._refer(reference)
        else:
            self._place += 1
        if self._place >= LAST_COLUMN:
            raise self._refuse("source.cell_reference", "a cell stands where no sheet has one")
        if self._place in self._seen:
            raise self._refuse("source.cell_twice", "it holds a cell twice")
        self._seen.add(self._place)
        if self._place >= self.width:
            self.width = self._place + 1
        self._kind = attributes.get("t", "").strip()
        self._style = integer(attributes.get("s", "0")) or 0
        self._value = self._string = None
        self._formula = False
        self._size = 0

    def _refer(self, reference: str) -> None:
        match = _REFERENCE.fullmatch(reference.strip())
        if match is None:
            raise self._refuse("source.cell_reference", "a cell stands where no sheet has one")
        letters, row = match[1], int(match[2])
        place = self._columns.get(letters)
        if place is None:
            place = self._columns[letters] = column_index(letters)
        if not self._number and row <= LAST_ROW:
            self._number = row  # the row does not say it itself
        if row != self._number:
            raise self._refuse("source.cell_reference", "a cell says that it is in another row")
        self._place = place

    def _open_part(self, name: str, attributes: dict[str, str]) -> None:
        if name == "v":
            if self._value is not None or self._pieces is not None:
                raise self._refuse("source.cell_twice", "a cell holds two values")
            self._pieces = []
        elif name == "is":
            if self._string is not None:
                raise self._refuse("source.cell_twice", "a cell holds two values")
            self._string, self._inline = "", True
        elif name == "t":
            if self._inline and not self._aid:
                self._pieces, self._attributes = [], attributes
        elif name == "f":
            self._formula = True
        elif name == "rPh":
            self._aid += 1
        elif name in ("c", "row", "sheetData"):
            raise self._refuse("source.sheet_structure", "a cell stands inside another")

    def closed(self, name: str) -> None:
        """Take the end of an element."""
        if self._cell:
            self._close_part(name)
        elif name == "row":
            self._close_row()
        elif name == "sheetData":
            self._data = False

    def _close_part(self, name: str) -> None:
        if name == "v" and self._pieces is not None:
            self._value, self._pieces = "".join(self._pieces), None
        elif name == "t" and self._inline and not self._aid:
            self._string = (self._string or "") + spoken("".join(self._pieces or ()), self._attributes)
            self._pieces = None
        elif name == "is":
            self._inline = False
        elif name == "rPh":
            self._aid -= 1
        elif name == "c":
            self._cell = False
            found = self.cells.cell(self._kind, self._style, self._value, self._string, self._formula)
            if found[0] or found[1]:
                self._found[self._place] = found
                self.sink.characters += len(found[0])

    def text(self, data: str) -> None:
        """Take text, and count it before it is kept."""
        if self._pieces is not None:
            self._size += len(data)
            if self._size > self.limits.cell:
                raise passed("cell", self.limits.cell, row=self._number)
            self._pieces.append(data)

    def _close_row(self) -> None:
        self._row = False
        number = self._number or self.sink.last + 1
        if number > LAST_ROW:
            raise self._refuse("source.row_reference", "its number is none that a sheet has")
        found = self._found
        width = max(found, default=-1) + 1
        if width > self.limits.columns:
            raise passed("columns", self.limits.columns, row=number)
        self.sink.padding += width - len(found) * (1 + PADDING[1])
        if self.sink.padding > PADDING[0]:
            raise self._refuse("source.sheet_sparse", "its cells are scattered over more blank ones than any table has")
        self.sink.add(number, found)
