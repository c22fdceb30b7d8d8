"""Text for terminals: tables that fit the window, nothing that a file could use to steer the terminal, values masked.

Pure: whoever calls says how wide the window is and whether colours are welcome.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator, Sequence
from typing import Literal, TypeAlias

import attrs

from customer_import.model import Value

Colour = Literal["red", "green", "yellow", "cyan", "dim", "bold"]
ANSI: dict[Colour, str] = {"red": "31", "green": "32", "yellow": "33", "cyan": "36", "dim": "2", "bold": "1"}
ELLIPSIS = "…"
GAP = 2
NARROWEST = 3  # a column is never shortened below it


@attrs.frozen
class Painted:
    """A text with a colour, for cells of a table."""

    text: str
    colour: Colour


Cell: TypeAlias = str | Painted


def printable(text: str) -> str:
    """Return a text on one line, without anything that a terminal would obey.

    Control characters, escape sequences and marks that turn the direction of writing become ``·``: labels and values
    come out of other people's files.
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else " " if c.isspace() else "·" for c in text)


def width_of(text: str) -> int:
    """Return how many columns a terminal needs for a text: ideographs take two, combining marks none."""
    if text.isascii():
        return len(text)
    wide = sum(unicodedata.east_asian_width(c) in "WF" for c in text)
    return len(text) + wide - sum(unicodedata.combining(c) != 0 for c in text)


def shortened(text: str, width: int) -> str:
    """Return a text that needs at most `width` columns, with an ellipsis where something was cut off."""
    if width_of(text) <= width:
        return text
    while text and width_of(text) > width - 1:
        text = text[:-1]
    return text + ELLIPSIS


def wrapped(text: str, width: int) -> list[str]:
    """Break a text between words into lines of at most `width` columns."""
    lines = [""]
    for word in text.split():
        joined = f"{lines[-1]} {word}" if lines[-1] else word
        if lines[-1] and width_of(joined) > width:
            lines.append(word)
        else:
            lines[-1] = joined
    return [shortened(line, width) for line in lines]


def masked(value: Value) -> str:
    """Hide a value, and leave just enough for somebody who knows it to recognize it.

    >>> masked("anna@example.org"), masked("+37061234567"), masked("Anna"), masked("42"), masked("")
    ('a…@e….org', '+370…67', 'A…a', '…', '')
    """
    if not isinstance(value, str):
        return ", ".join(masked(item) for item in value)
    text = printable(value)
    local, at, domain = text.rpartition("@")
    if at and local and "." in domain:
        return f"{local[0]}{ELLIPSIS}@{domain[0]}{ELLIPSIS}.{domain.rpartition('.')[2]}"
    if text.startswith("+") and len(text) >= 9:
        return f"{text[:4]}{ELLIPSIS}{text[-2:]}"
    if len(text) > 2:
        return f"{text[0]}{ELLIPSIS}{text[-1]}"
    return ELLIPSIS if text else ""


def plural(count: int, noun: str) -> str:
    """Return ``1 row``, ``2 rows``, ``12,000 rows``."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def row_numbers(rows: Sequence[int], count: int) -> str:
    """Return the first row numbers of `count`: ``5, 9, 12 …``."""
    return ", ".join(map(str, rows)) + (f" {ELLIPSIS}" if count > len(rows) else "")


@attrs.frozen
class Paper:
    """What text is laid out on.

    Args:
        width: Columns of the window.
        colour: Whether colours are welcome.
    """

    width: int = 100
    colour: bool = False

    def paint(self, text: str, colour: Colour) -> str:
        """Return the text in a colour, or as it is."""
        return f"\x1b[{ANSI[colour]}m{text}\x1b[0m" if self.colour and text else text

    def heading(self, text: str) -> str:
        """Return the heading of a section."""
        return self.paint(text, "bold")

    def paragraph(self, text: str, *, indent: int = 0) -> Iterator[str]:
        """Yield the lines of a text, broken between words."""
        for line in wrapped(printable(text), self.width - indent):
            yield " " * indent + line

    def table(
        self, head: Sequence[str], rows: Sequence[Sequence[Cell]], *, right: Collection[int] = (), indent: int = 2
    ) -> Iterator[str]:
        """Lay out a table within the window: the last column is wrapped between words, others are shortened.

        Args:
            head: The columns' names; empty for a table without.
            rows: Cells; each row as long as the others.
            right: The columns that are aligned to the right: numbers.
            indent: Spaces before each line.

        Yields:
            Lines without line ends or trailing spaces.
        """
        texts = [[_plain(cell) for cell in row] for row in rows]
        named = [list(head), *texts] if head else texts
        if not named:
            return
        natural = [max(width_of(row[column]) for row in named) for column in range(len(named[0]))]
        widths = _fitted(natural, self.width - indent - GAP * (len(natural) - 1))
        if head:
            yield self._line([Painted(name, "dim") for name in head], widths, right, indent)
        for row in rows:
            *first, last = row
            for number, part in enumerate(wrapped(_plain(last), widths[-1])):
                before = first if number == 0 else [""] * len(first)
                yield self._line([*before, _like(last, part)], widths, right, indent)

    def _line(self, cells: Sequence[Cell], widths: Sequence[int], right: Collection[int], indent: int) -> str:
        """Pad the cells of one line, then paint them: escape sequences have no width."""
        parts: list[str] = []
        for column, (cell, width) in enumerate(zip(cells, widths, strict=True)):
            text = shortened(_plain(cell), width)
            space = " " * (width - width_of(text))
            shown = self.paint(text, cell.colour) if isinstance(cell, Painted) else text
            parts.append(space + shown if column in right else shown + space)
        return (" " * indent + (" " * GAP).join(parts)).rstrip()


def _plain(cell: Cell) -> str:
    return printable(cell.text if isinstance(cell, Painted) else cell)


def _like(cell: Cell, text: str) -> Cell:
    """Return a text in the colour of a cell."""
    return Painted(text, cell.colour) if isinstance(cell, Painted) else text


def _fitted(natural: Sequence[int], room: int) -> list[int]:
    """Narrow the widest columns, evenly, until all of them fit."""
    cap = max(natural, default=0)
    while cap > NARROWEST and sum(min(width, cap) for width in natural) > room:
        cap -= 1
    return [min(width, cap) for width in natural]
