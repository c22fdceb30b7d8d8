"""The fast path through a sheet: one pattern per row, `findall` over blocks, then whole columns.

The parser reads the first block and so finds the width. A general pattern reads the second and finds that most
columns hold cells of one make, which a special pattern then takes for granted: one group for each cell instead of
three. A row that does not fit is read by the general pattern, and if it does not fit that either, by the parser.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from customer_import.model import Flag
from customer_import.reading.limits import Limits
from customer_import.reading.records import SheetColumns
from customer_import.reading.xlsx_cells import Cells
from customer_import.reading.xlsx_columns import Columns, Kind, Shown
from customer_import.reading.xlsx_expat import XML_SPACE, true
from customer_import.reading.xlsx_pattern import (
    Column,
    DeclinedError,
    SpacedError,
    attributes,
    decoded,
    row_pattern,
    well_formed,
)
from customer_import.reading.xlsx_sheet import LAST_ROW, SheetParser, column_letters
from customer_import.reading.xlsx_sink import Sink
from customer_import.reading.xlsx_styles import integer

WIDEST = 128  # columns; compiling takes 0.3 ms for each
RELEARN = 8  # times that a pattern may be made anew
STRIKES = 8  # blocks that did not fit before the fast path is given up
IDLE = 256  # looks in a row that read nothing, before it is given up, too: those at eight blocks
KNOWN = 10_000  # attribute texts that are remembered
PROBE = 4096  # characters of a row that did not fit, looked at for the reason
_SPACED = re.compile(r't xml:space="preserve">')
ANY = Column()


class FastRows:
    """Reads rows by pattern; see `Fast` for the promise."""

    def __init__(self, parser: SheetParser, cells: Cells, sink: Sink, limits: Limits) -> None:
        self._parser = parser
        self._sink = sink
        self._limits = limits
        self._prefix = ""
        self._prefixes: set[str] = set()
        self._width = 0
        self._columns: list[Column] | None = None  # None: nothing is known of them yet
        self._general: re.Pattern[str] | None = None
        self._special: re.Pattern[str] | None = None
        self._learned = self._strikes = self._idle = 0
        self._entities = self._spaced = False
        self._hidden: dict[str, bool] = {}
        self._kinds: dict[str, Kind] = {}
        self._answers = Columns(cells)

    def begin(self, text: str, prefix: str, prefixes: set[str]) -> bool:
        """Look at a new block; the first rows of a sheet teach the width, so they are for the parser."""
        width = self._parser.width
        if not 0 < width <= WIDEST or self._strikes > STRIKES or self._learned > RELEARN or self._idle > IDLE:
            return False
        self._prefix, self._prefixes = prefix, prefixes
        self._entities = "&" in text
        spaced = self._spaced or (self._entities and "&#" in text)  # a reference may stand for white space
        if width > self._width or spaced is not self._spaced:
            self._width, self._spaced = width, spaced
            self._forget()
        return well_formed(text)

    def _forget(self) -> None:
        """Start anew with the general pattern."""
        self._learned += 1
        self._general = self._pattern([ANY] * self._width)
        self._columns = self._special = None

    def _pattern(self, columns: Sequence[Column], formulas: bool = True) -> re.Pattern[str]:
        letters = [column_letters(index) for index in range(self._width)]
        return row_pattern(columns, letters, self._prefix, spaced=self._spaced, formulas=formulas)

    def take(self, text: str, start: int) -> int:
        """Read rows from `start` on."""
        try:
            covered = self._take(text, start)
        except DeclinedError:
            covered = -1
        self._strikes += covered < 0
        self._idle = 0 if covered > 0 else self._idle + 1
        return covered

    def _take(self, text: str, start: int) -> int:
        assert self._general is not None  # noqa: S101 - `begin` made it
        if self._special is None or self._columns is None:
            columns = [ANY] * self._width
            found = self._general.findall(text, start)
        else:
            columns = self._columns
            found = self._special.findall(text, start)
        rest = len(found[-1][-1])
        if rest:
            found.pop()
        if found:
            groups = list(zip(*found, strict=True))
            try:
                self._rows(groups, columns)
            except SpacedError:
                return self._take_spaced(text, start)
            if self._special is None:
                self._specialize(groups, f"<{self._prefix}f" in text)
            return len(text) - start - rest
        return self._misfit(text, start)

    def _take_spaced(self, text: str, start: int) -> int:
        """Read the rows anew, with a look at what says whether white space counts."""
        self._spaced = True
        self._forget()
        return self._take(text, start) if self._learned <= RELEARN else -1

    def _misfit(self, text: str, start: int) -> int:
        """Find out why no row could be read; nothing, unless another pattern may help."""
        if not self._spaced and _SPACED.search(text, start, start + PROBE):
            return self._take_spaced(text, start)
        if self._special is None or self._general is None or self._learned > RELEARN:
            return 0
        match = self._general.match(text, start)
        if match is None or match.group(len(match.groups())) is not None:
            return 0
        self._learned += 1
        self._specialize([(group or "",) for group in match.groups()], True)
        if self._learned > RELEARN:
            self._columns, self._special = [ANY] * self._width, self._general
        return self._take(text, start)

    def _specialize(self, groups: Sequence[Sequence[str]], formulas: bool) -> None:
        """Make the special pattern from what the general one found, and what is known already."""
        known = self._columns
        columns: list[Column] = []
        for index in range(self._width):
            made = {
                Column(name, bool(inline))
                for name, value, inline in zip(*groups[2 + 3 * index : 5 + 3 * index], strict=True)
                if value or inline
            }
            if known is not None:
                made.add(known[index])
            columns.append(made.pop() if len(made) == 1 else ANY)
        self._columns = columns
        self._special = self._pattern(columns, formulas)

    def _rows(self, groups: list[tuple[str, ...]], columns: Sequence[Column]) -> None:
        """Turn the groups of all rows of a block into rows."""
        numbers = list(map(int, groups[0]))
        if max(numbers) > LAST_ROW:
            raise DeclinedError
        hidden = {text: self._row_hidden(text) for text in set(groups[1])}
        texts: list[Sequence[str]] = []
        flags: dict[int, Flag | Mapping[int, Flag]] = {}
        place = 2
        read: list[tuple[Sequence[str], ...]] = []  # all of them, before anything is counted
        for column in columns:
            read.append(self._read(column, groups[place : place + column.groups]))
            place += column.groups
        for index, column in enumerate(columns):
            shown, flag = self._column(column, read[index])
            texts.append(shown)
            if flag:
                flags[index] = flag
        if any(map(any, texts[self._limits.columns :])):
            raise DeclinedError
        if any(hidden.values()):
            self._sink.hidden_rows += sum(map(hidden.__getitem__, groups[1]))
        self._sink.add_columns(SheetColumns(numbers, texts, flags))

    def _row_hidden(self, text: str) -> bool:
        hidden = self._hidden.get(text)
        if hidden is None:
            if len(self._hidden) > KNOWN:
                self._hidden.clear()
            found = attributes(text, self._prefixes, self._limits.attributes)
            hidden = self._hidden[text] = true(found.get("hidden", ""))
        return hidden

    def _kind(self, text: str) -> Kind:
        kind = self._kinds.get(text)
        if kind is None:
            if len(self._kinds) > KNOWN:
                self._kinds.clear()
            found = attributes(text, self._prefixes, self._limits.attributes)
            kind = (found.get("t", "").strip() or "n", integer(found.get("s", "0")) or 0)
            self._kinds[text] = kind
        return kind

    def _read(self, column: Column, groups: Sequence[Sequence[str]]) -> tuple[Sequence[str], ...]:
        """Decode the texts of a column; the attributes of its cells, where they differ, come first as they are."""
        if column.attributes is None:
            names, values, inline = groups
            return names, decoded(values, self._entities, self._limits.cell), self._inline(inline)
        (texts,) = groups
        if column.inline:
            return (self._inline(texts),)
        if self._kind(column.attributes)[0] == "s":
            return (texts,)  # whoever looks them up takes nothing but digits
        return (decoded(texts, self._entities, self._limits.cell),)

    def _inline(self, texts: Sequence[str]) -> Sequence[str]:
        """Decode inline text, and take off the white space that does not count."""
        texts = decoded(texts, self._entities, self._limits.cell, bare=not self._spaced)
        if not self._spaced:
            return texts
        return [text[1:].strip(XML_SPACE) if text.startswith(">") else text[text.find(">") + 1 :] for text in texts]

    def _column(self, column: Column, groups: Sequence[Sequence[str]]) -> Shown:
        """Say what the cells of one column say. A cell that is not there has no attributes and no text."""
        if column.attributes is None:
            return self._mixed(*groups)
        kind = self._kind(column.attributes)
        (texts,) = groups
        shown = self._answers.route(kind)(texts) if column.inline == (kind[0] == "inlineStr") else None
        if shown is not None:
            return shown
        if kind[0] == "s" and not column.inline:
            texts = decoded(texts, self._entities, self._limits.cell)
        nothing, blank = [""] * len(texts), ("n", 0)
        values, inline = (nothing, texts) if column.inline else (texts, nothing)
        return self._answers.singly([kind if text else blank for text in texts], values, inline)

    def _mixed(self, names: Sequence[str], values: Sequence[str], inline: Sequence[str]) -> Shown:
        kinds = {text: self._kind(text) for text in set(names)}
        if len(kinds) > 1 and "" in kinds and not any(v for a, v in zip(names, values, strict=True) if not a):
            del kinds[""]
        routes = {self._answers.route(kind) for kind in kinds.values()}
        route = routes.pop() if len(routes) == 1 else None
        if route is not None:
            inlined = "inlineStr" in {name for name, _ in kinds.values()}
            wanted, other = (inline, values) if inlined else (values, inline)
            if not any(other):
                shown = route(wanted)
                if shown is not None:
                    return shown
        return self._answers.singly([self._kind(text) for text in names], values, inline)
