"""Workbooks: `open_workbook` finds the sheets, `Workbook.records` streams one in constant memory.

Whatever the bytes, the answer is rows or a declared `SourceError`. Nothing outside the file is ever opened: external
links, macros and embedded objects are counted, not followed.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import BinaryIO, Literal, NoReturn, cast
from urllib.parse import unquote

import attrs

from customer_import._bases import Closing
from customer_import.errors import SourceError, UsageError
from customer_import.model import Problem
from customer_import.reading.container import SAVE_AS, named
from customer_import.reading.limits import Limits
from customer_import.reading.records import Records, SheetColumns
from customer_import.reading.xlsx_blocks import Blocks, without_middle
from customer_import.reading.xlsx_cells import Cells
from customer_import.reading.xlsx_expat import Guarded, local, true
from customer_import.reading.xlsx_fast import FastRows
from customer_import.reading.xlsx_package import Package
from customer_import.reading.xlsx_sheet import SheetParser
from customer_import.reading.xlsx_sink import HiddenRows, Sink
from customer_import.reading.xlsx_strings import SharedStrings, read_strings
from customer_import.reading.xlsx_styles import NumberFormat, read_formats

State = Literal["visible", "hidden", "veryHidden"]
SHEETS = 4096  # more than any program shows
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@attrs.frozen
class Sheet:
    """One sheet of cells; charts, dialogs and macro sheets are none.

    Args:
        name: Its name.
        state: ``visible``, ``hidden``, or ``veryHidden`` (only programs can show it).
        part: The part of the archive that holds it, "" if there is none.
    """

    name: str
    state: State = "visible"
    part: str = attrs.field(default="", repr=False)


@attrs.define
class SheetFacts:
    """What a sheet is like besides its cells; complete once `Workbook.records` has reached its end.

    Of a large sheet whose end was looked at (`Workbook.last_rows`), all but the order of rows is known before.

    Args:
        hidden_rows: How many rows are hidden or filtered out. They are read like all others.
        hidden_columns: How many columns are hidden. They are read like all others.
        merged: The merged ranges, the first thousand; only the first cell of each holds a value.
        merges: How many there are.
        unordered: Rows are stored out of order.
        complete: The sheet was read to its end.
    """

    hidden_rows: int = 0
    hidden_columns: int = 0
    merged: tuple[str, ...] = ()
    merges: int = 0
    unordered: bool = False
    complete: bool = False


@attrs.define
class _Relation:
    kind: str  # last part of its type's address, the same in both namespaces
    target: str  # as written, then the name of the part; "" where it is outside


class _Relations(Guarded):
    """Reads a part's relationships (OPC, ECMA-376 part 2, 9.3)."""

    roots = frozenset({"Relationships"})

    def __init__(self, part: str, limits: Limits) -> None:
        super().__init__(part, limits)
        self.found: dict[str, _Relation] = {}

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        """Take the start of an element."""
        if name != "Relationship" or len(self.found) >= 2 * SHEETS:
            return
        kind = attributes.get("Type", "").rstrip("/").rpartition("/")[2]
        outside = attributes.get("TargetMode", "") == "External"
        self.found[attributes.get("Id", "")] = _Relation(kind, "" if outside else attributes.get("Target", ""))


class _Book(Guarded):
    """Reads the workbook part: the sheets in order, and the date system."""

    roots = frozenset({"workbook"})

    def __init__(self, part: str, limits: Limits) -> None:
        super().__init__(part, limits)
        self.sheets: list[tuple[str, str, str, str]] = []  # name, state, relationship, number
        self.since_1904 = False

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        """Take the start of an element."""
        if name == "sheet" and self.depth == 3 and len(self.sheets) < SHEETS:
            state, number = attributes.get("state", ""), attributes.get("sheetId", "")
            self.sheets.append((attributes.get("name", ""), state, local(attributes, "id"), number))
        elif name == "workbookPr":
            self.since_1904 = true(attributes.get("date1904", ""))


class Workbook(Closing):
    """An open workbook; `open_workbook` makes it.

    Attributes:
        sheets: The sheets in the order of their tabs.
        since_1904: Days are counted from 1904 (old Macs).
    """

    def __init__(self, package: Package, limits: Limits) -> None:
        self._package = package
        self._limits = limits
        self._strings: SharedStrings | None = None
        self._formats: list[NumberFormat] | None = None
        self._facts: dict[str, SheetFacts] = {}
        part = self._find_book()
        self._folder = posixpath.dirname(part)
        self._relations = self._related(part)
        book = _Book(part, limits)
        book.run(package.chunks(part))
        self.since_1904 = book.since_1904
        self.sheets: tuple[Sheet, ...] = tuple(self._listed(book))
        if not self.sheets:
            _no_sheets(book)

    def __repr__(self) -> str:
        return f"Workbook(<{len(self.sheets)} sheets>)"

    def close(self) -> None:
        """Give back memory and temporary files; the stream stays the caller's."""
        if self._strings is not None:
            self._strings.close()
            self._strings = None

    @property
    def remarks(self) -> tuple[Problem, ...]:
        """What is worth knowing about the workbook, and about the sheets read to their end so far."""
        parts = [name for name in self._package.entries if name.endswith("vbaproject.bin")]
        links = [relation for relation in self._relations.values() if relation.kind == "externalLink"]
        found = [("source.macros", len(parts), ""), ("source.external_links", len(links), "")]
        for sheet in self.sheets:
            facts = self.facts(sheet.name)
            found.append(("source.hidden_rows", facts.hidden_rows, sheet.name))
            found.append(("source.hidden_columns", facts.hidden_columns, sheet.name))
            found.append(("source.merged", facts.merges, sheet.name))
            found.append(("source.rows_unordered", int(facts.unordered), sheet.name))
        return tuple(
            Problem(code, "remark", params=(("count", count), *((("sheet", sheet),) if sheet else ())))
            for code, count, sheet in found
            if count
        )

    def facts(self, sheet: str) -> SheetFacts:
        """Return what is known so far about a sheet besides its cells."""
        return self._facts.get(sheet) or SheetFacts()

    def records(self, sheet: str) -> Iterator[Records]:
        """Yield the rows of a sheet as `blocks` does, all of them as rows."""
        return (part.records() if isinstance(part, SheetColumns) else part for part in self.blocks(sheet))

    def blocks(self, sheet: str, width: int = 0) -> Iterator[Records | SheetColumns]:
        """Yield the rows of a sheet in blocks of some hundred, in the order of the file; no width is needed.

        Numbers ascend within a block; across blocks they do wherever the file's do (else the remark
        ``source.rows_unordered``). Rows and cells that are not in the file are not made up; blank cells at the end of
        a row are left off in `Records`. Several iterations may run at once.

        Raises:
            UsageError: There is no sheet of that name.
            SourceError: The sheet is damaged; rows before the damage have been yielded.
            LimitError: It passes a limit.
        """
        part = next((found.part for found in self.sheets if found.name == sheet), None)
        if part is None:
            raise UsageError("the workbook has no sheet of that name", code="usage.sheet")
        if not part:
            raise SourceError(
                "the workbook lists a sheet that it does not hold; save it again", code="source.sheet_missing"
            )
        return self._blocks(sheet, part)

    def _blocks(self, sheet: str, part: str) -> Iterator[Records | SheetColumns]:
        sink = Sink(self._limits)
        cells = Cells(self._texts(), self._styles(), self.since_1904, self._limits.decompressed)
        parser = SheetParser(part, self._limits, cells, sink)
        facts = self._facts.setdefault(sheet, SheetFacts())
        for _ in Blocks(parser, FastRows(parser, cells, sink, self._limits)).run(self._package.chunks(part)):
            if sink.full:
                yield from sink.take()
        yield from sink.take()
        facts.hidden_rows, facts.hidden_columns = sink.hidden_rows, sink.hidden_columns
        facts.merged, facts.merges = tuple(sink.merged), sink.merges
        facts.unordered, facts.complete = sink.unordered, True

    def last_rows(self, sheet: str) -> list[list[str]]:
        """Return the last rows of a large sheet; none where it is small, or where that is not possible.

        This unpacks the sheet, but reads no more of it, which costs a tenth of reading it. Its facts are known then.
        """
        part = next((found.part for found in self.sheets if found.name == sheet), "")
        sink = Sink(self._limits)
        cells = Cells(self._texts(), self._styles(), self.since_1904, self._limits.decompressed)
        parser = SheetParser(part, self._limits, cells, sink)
        hidden = HiddenRows()
        rows: list[list[str]] = []
        try:
            for chunk in without_middle(hidden.among(self._package.chunks(part, checked=False)), parser):
                parser.feed(chunk)
            for records in sink.take():
                rows += (records.records() if isinstance(records, SheetColumns) else records).rows
            facts = self._facts.setdefault(sheet, SheetFacts())
            facts.hidden_rows, facts.hidden_columns = hidden.count, sink.hidden_columns
            facts.merged, facts.merges = tuple(sink.merged), sink.merges
        except SourceError:
            return []  # reading the sheet will say what is wrong
        return rows

    def _texts(self) -> SharedStrings:
        if self._strings is None:
            part = self._of_kind("sharedStrings")
            chunks = self._package.chunks(part) if part else None
            self._strings = read_strings(chunks, part, self._limits) if chunks else SharedStrings(self._limits)
        return self._strings

    def _styles(self) -> list[NumberFormat]:
        if self._formats is None:
            part = self._of_kind("styles")
            self._formats = read_formats(self._package.chunks(part), part, self._limits) if part else []
        return self._formats

    def _of_kind(self, kind: str) -> str:
        """Return the part of a kind that the workbook refers to, else the one of the usual name, or ""."""
        for relation in self._relations.values():
            if relation.kind == kind and relation.target in self._package:
                return relation.target
        usual = posixpath.join(self._folder, f"{kind}.xml")
        return usual if usual in self._package else ""

    def _related(self, part: str) -> dict[str, _Relation]:
        """Read the relationships of a part ("" for those of the package)."""
        folder, name = posixpath.split(part)
        where = posixpath.join(folder, "_rels", f"{name}.rels")
        if where not in self._package:
            return {}
        relations = _Relations(where, self._limits)
        relations.run(self._package.chunks(where))
        for relation in relations.found.values():
            relation.target = self._resolved(folder, relation.target) if relation.target else ""
        return relations.found

    def _resolved(self, base: str, target: str) -> str:
        """Resolve a target against the folder of its source; some writers mean the root, some escape it as a URI."""
        target = target.replace("\\", "/")
        paths = [posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/") for folder in (base, "")]
        return next((path for path in (*paths, *map(unquote, paths)) if path in self._package), paths[0])

    def _find_book(self) -> str:
        """Find the workbook part: by relationship, else under its usual name."""
        for relation in self._related("").values():
            if relation.kind == "officeDocument" and relation.target in self._package:
                if relation.target.lower().endswith(".bin"):
                    raise wrong("binary Excel workbook (.xlsb)", "xlsb")
                if not relation.target.lower().endswith(("document.xml", "presentation.xml")):
                    return relation.target
        for name in ("xl/workbook.xml", "workbook.xml"):
            if name in self._package:
                return name
        if "xl/workbook.bin" in self._package:
            raise wrong("binary Excel workbook (.xlsb)", "xlsb")
        if "mimetype" in self._package and "content.xml" in self._package:
            raise wrong("OpenDocument file (.ods)", "ods")
        if "index/document.iwa" in self._package or "index.zip" in self._package:
            raise wrong("Numbers document", "numbers")
        raise wrong("archive without a workbook", "zip")

    def _listed(self, book: _Book) -> Iterator[Sheet]:
        for name, state, relation, number in book.sheets:
            found = self._relations.get(relation)
            if found is not None and found.kind not in ("worksheet", ""):
                continue
            target = (
                found.target if found is not None else posixpath.join(self._folder, f"worksheets/sheet{number}.xml")
            )
            shown = cast(State, state if state in ("hidden", "veryHidden") else "visible")
            yield Sheet(name, shown, target if target in self._package else "")


def _no_sheets(book: _Book) -> NoReturn:
    if book.sheets:
        message = (
            "the workbook holds only charts or macros, no sheet of cells; choose the file that holds the customers"
        )
        raise SourceError(message, code="source.no_sheets")
    raise SourceError("the workbook holds no sheet", code="source.no_sheets")


def wrong(name: str, kind: str) -> SourceError:
    """Return the error for a file that is something else."""
    return SourceError(f"this is {named(name)}, not an .xlsx workbook; {SAVE_AS}", code="source.format", format=kind)


def open_workbook(stream: BinaryIO, limits: Limits | None = None) -> Workbook:
    """Open a workbook.

    Args:
        stream: Binary and seekable; it stays open, and the caller's, as long as the workbook is read.
        limits: What it may cost.

    Raises:
        SourceError: It is no workbook, protected by a password, damaged, or made to deceive.
        LimitError: It passes a limit.
    """
    limits = limits or Limits()
    try:
        stream.seek(0)
        head = stream.read(8)
    except (OSError, ValueError):
        raise SourceError("the file cannot be read", code="source.unreadable") from None
    if head == _OLE:
        raise _ole(stream, limits)
    return Workbook(Package(stream, limits), limits)


def _ole(stream: BinaryIO, limits: Limits) -> SourceError:
    """Tell a protected workbook from an old one: its directory names the encrypted package (MS-OFFCRYPTO 2.3.4)."""
    name = "EncryptedPackage".encode("utf-16-le")
    seen, before = 0, b""
    while seen < limits.xlsx_bytes:
        data = stream.read(1 << 20)
        if not data:
            break
        if name in before + data:
            return SourceError("the workbook is protected by a password; save it without one", code="source.encrypted")
        seen, before = seen + len(data), data[-len(name) :]
    return wrong("old Excel workbook (.xls)", "xls")
