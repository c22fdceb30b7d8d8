"""Blocks of records in order, cut straight into columns, and proven: the fast path of the CSV reader.

The proof is the block's outline: its bytes without everything that is content. Delimiters and line ends that stand
outside of quotes must be those of rows of one width, and nothing else. What is between quotes is taken out before the
text is cut, one character left in its place: so it may hold anything, and every quoted cell that is not exactly this
character is noticed. Whatever is not proven is left to `csv.reader`.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import repeat

import attrs

from customer_import.reading.dialect import Dialect
from customer_import.reading.records import counted

NOTHING = "\x1f"  # the delimiter given to `csv` where the dialect has none: the unit separator of ASCII
CONTROL_BYTES = bytes(byte for byte in range(32) if byte not in b"\t\n\r") + b"\x7f"
# Characters that no block holds that is cut here: one stands for a quoted cell, one for a doubled quote.
HELD, DOUBLE = "\0", "\x01"
LONGEST_LOOK = 49  # line ends of one record that are counted to tell whether its lines are rows themselves


@attrs.define
class Columns:
    """Consecutive records that all have the table's width, none blank, as columns."""

    first: int
    count: int
    columns: list[list[str]] = attrs.field(repr=counted)


@attrs.frozen
class Cut:
    """A block as columns.

    Args:
        rows: How many records.
        columns: Their cells.
        rest: The start of a record that goes on behind the block.
    """

    rows: int
    columns: list[list[str]] = attrs.field(repr=counted)
    rest: str = attrs.field(default="", repr=counted)


class Cutter:
    """Cuts blocks of one dialect and width.

    Args:
        dialect: With a delimiter of one character, below 0x80 as all that it names, and without spaces to skip.
        width: Cells in each record.
    """

    def __init__(self, dialect: Dialect, width: int) -> None:
        self.width = width
        self.delimiter = dialect.delimiter
        self.quote = dialect.quote
        self._doubled = dialect.doubled
        self._some_doubled = False
        self._mark = dialect.delimiter.encode()
        self._quote = dialect.quote.encode()
        self._escape = dialect.escape.encode()
        self._cells = self._mark * (width - 1)
        kept = {*self._mark, *self._quote, *self._escape, *b"\r\n", *CONTROL_BYTES}
        self._content = bytes(byte for byte in range(256) if byte not in kept)

    def cut(self, text: str, raw: bytes) -> Cut | None:
        """Cut whole lines into columns; None where they are not proven to be records in order.

        Args:
            text: The lines.
            raw: The same in an encoding that leaves ASCII as it is.
        """
        outline = raw.translate(None, self._content)
        if self._quote and self._quote in outline:
            return self._cut_quoted(text, outline)
        cells, count = self._cells_of(text, outline)
        return self._dealt(cells, count, text) if count else None

    def _cells_of(self, text: str, outline: bytes) -> tuple[list[str], int]:
        """Cut text without quotes at delimiters and line ends; the outline proves that every row has its width.

        Returns:
            The cells, with a blank one behind each row where rows end with CR LF, and the number of rows: 0 where they
            are not proven.
        """
        end = "\n" if b"\r" not in outline else "\r\n" if b"\n" in outline else "\r"
        if not text.endswith(end):  # the last line of a file may lack its end
            text += end
            outline += end.encode()
        row = self._cells + end.encode()
        count = len(outline) // len(row)
        if outline != row * count:
            return [], 0
        for mark in end:
            text = text.replace(mark, self.delimiter)
        cells = text.split(self.delimiter)
        cells.pop()
        # The outline cannot tell whether CR and LF stand side by side: then nothing is between them.
        if len(end) > 1 and any(cells[self.width :: self.width + 1]):
            return [], 0
        return cells, count

    def _dealt(self, cells: list[str], count: int, text: str) -> Cut | None:
        """Deal cells out to columns; decline where a row is blank."""
        step = len(cells) // count
        columns = [cells[i::step] for i in range(self.width)]
        return None if self._some_blank(columns, plain=text.isascii()) else Cut(count, columns)

    def _some_blank(self, columns: Sequence[Sequence[str]], *, plain: bool) -> bool:
        """Tell whether a row has nothing but blank cells: only one whose first cell is blank can."""
        first = columns[0]
        # In ASCII, blank sorts before all that is visible.
        if plain and min(first) >= "!":
            return False
        if "" not in first and not any(map(str.isspace, first)):
            return False
        return any(
            not any(column[index].strip() for column in columns)
            for index, cell in enumerate(first)
            if not cell or cell.isspace()
        )

    def _cut_quoted(self, text: str, outline: bytes) -> Cut | None:
        """Cut a block with quotes."""
        if self._escape and self._escape in outline:
            return None
        rest = ""
        if outline.count(self._quote) % 2:  # a quote is open at the end: its record goes on in the next block
            found = self._closed(text, outline)
            if found is None:
                return None
            text, outline, rest = found
        drawn = self._drawn(outline)
        if drawn is None:
            return None
        columns = None
        if not self._some_doubled:
            pieces = text.split(self.quote)
            columns = self._put_back(HELD.join(pieces[::2]), pieces[1::2], drawn)
        if columns is None and self._doubled and self.quote * 2 in text:
            columns = self._undoubled(text, drawn)
            # In other blocks as well, most likely: then this is tried first, which finds cells without any, too.
            self._some_doubled = columns is not None
        if columns is None or self._some_blank(columns, plain=text.isascii()):
            return None
        count = len(columns[0])
        return Cut(count, columns, rest)

    def _closed(self, text: str, outline: bytes) -> tuple[str, bytes, str] | None:
        """Cut a block behind its last whole record; None where there is none.

        Returns:
            The text up to there, its outline, and the text that is left.
        """
        pieces = text.split(self.quote)
        drawn = outline.split(self._quote)
        for index in range(len(pieces) - 2, -1, -2):  # those outside of quotes
            piece, line = pieces[index], drawn[index]
            cut = max(piece.rfind("\n"), piece.rfind("\r")) + 1
            if cut:
                whole = self.quote.join([*pieces[:index], piece[:cut]])
                end = max(line.rfind(b"\n"), line.rfind(b"\r")) + 1
                return whole, self._quote.join([*drawn[:index], line[:end]]), text[len(whole) :]
        return None

    def _undoubled(self, text: str, outline: bytes) -> list[list[str]] | None:
        """Cut a block with doubled quotes: each pair becomes one other character first, and in the end one quote.

        Pairs are taken from the left. So of quotes at the start of a cell the last one opens it, or the pairs are all
        of the cell, and one of them is the quotes around it.
        """
        pieces = text.replace(self.quote * 2, DOUBLE).split(self.quote)
        outside, inside = pieces[::2], pieces[1::2]
        around = HELD.join(outside)
        if DOUBLE + HELD in around:
            for index, piece in enumerate(outside[:-1]):
                if piece[-1:] == DOUBLE:
                    outside[index] = piece.rstrip(DOUBLE)
                    inside[index] = DOUBLE * (len(piece) - len(outside[index])) + inside[index]
            around = HELD.join(outside)
        columns = self._put_back(around, inside, outline)
        if columns is None:
            return None
        whole = DOUBLE in around
        if whole and any(map(str.strip, self._doubled_in(around), repeat(DOUBLE))):
            return None  # a quote inside of a cell that is not quoted
        for index, column in enumerate(columns):
            if DOUBLE in "".join(column):
                if whole:
                    column = [cell if cell.strip(DOUBLE) else cell[1:] for cell in column]
                columns[index] = [cell.replace(DOUBLE, self.quote) for cell in column]
        return columns

    def _doubled_in(self, text: str) -> list[str]:
        """Return the cells outside of quotes that hold doubled ones."""
        cells = text.replace("\r", self.delimiter).replace("\n", self.delimiter).split(self.delimiter)
        return [cell for cell in cells if DOUBLE in cell]

    def _drawn(self, outline: bytes) -> bytes | None:
        """Return what stands outside of quotes; None where a record may be rows that two stray quotes hold together."""
        repeated = 1
        first = outline[: max(outline.find(b"\n"), outline.find(b"\r")) + 1]
        if first and not first.count(self._quote) % 2:
            count = len(outline) // len(first)
            if outline == first * count:  # all rows are quoted alike: one tells
                repeated, outline = count, first
        pieces = outline.split(self._quote)
        inside = b"".join(pieces[1::2])
        if inside.translate(None, self._mark + b"\r\n"):  # control characters
            return None
        broken = b"\n" in inside or b"\r" in inside
        if not len(pieces) % 2 or (broken and self._swallows(pieces)):
            return None
        return b"".join(pieces[::2]) * repeated

    def _swallows(self, pieces: Sequence[bytes]) -> bool:
        """Tell whether the lines of some record may all be rows: as many delimiters between quotes as that takes."""
        marks = ends = 0
        for index, piece in enumerate(pieces):
            broken = b"\n" in piece or b"\r" in piece
            if index % 2:
                marks += piece.count(self._mark)
                ends += max(piece.count(b"\n"), piece.count(b"\r")) if broken else 0
            elif broken:
                if self._whole(marks, ends):
                    return True
                marks = ends = 0
        return self._whole(marks, ends)

    def _whole(self, marks: int, ends: int) -> bool:
        return ends > 0 and self.width > 1 and marks >= min(ends, LONGEST_LOOK) * (self.width - 1)

    def _put_back(self, around: str, inside: list[str], outline: bytes) -> list[list[str]] | None:
        """Cut what stands around quoted cells, and put these in; None where what is quoted was not a whole cell."""
        cells, count = self._cells_of(around, outline)
        if not count:
            return None
        step = len(cells) // count
        held = [index for index in range(self.width) if cells[index] == HELD]
        each = len(held)
        if each * count == len(inside):
            columns = [cells[i::step] for i in range(self.width)]
            if all(columns[i].count(HELD) == count for i in held):
                for place, index in enumerate(held):
                    columns[index] = inside[place::each]
                return columns
        column = cells.index(HELD) % step if HELD in cells else self.width
        if column < self.width:  # often all that is quoted stands in one column
            only = cells[column::step]
            if only.count(HELD) == len(inside):
                columns = [cells[i::step] for i in range(self.width)]
                _fill(only, inside)
                columns[column] = only
                return columns
        return [cells[i::step] for i in range(self.width)] if _fill(cells, inside) else None


def _fill(cells: list[str], inside: list[str]) -> bool:
    """Put quoted cells where they were taken out, in order; tell whether all had a place."""
    place = -1
    try:
        for cell in inside:
            place = cells.index(HELD, place + 1)
            cells[place] = cell
    except ValueError:
        return False
    return True
