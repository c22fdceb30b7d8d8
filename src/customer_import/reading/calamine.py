"""Workbooks of other formats, .xls, .xlsb and .ods: read once by calamine in a process that may die, then as rows here.

The worker gets a copy of the file and leaves its cells in a file without name, which every pass over the table reads;
so nothing is started while planning. What the worker wrote is believed as little as an upload.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, NoReturn, cast

from customer_import.errors import SourceError
from customer_import.model import Flag, Problem
from customer_import.reading import calamine_worker as worker
from customer_import.reading.container import SAVE_AS, named
from customer_import.reading.dialect import Format
from customer_import.reading.limits import Limits, passed
from customer_import.reading.records import Records
from customer_import.reading.source import Source
from customer_import.reading.xlsx import Sheet, State
from customer_import.reading.xlsx_cells import Cell, number
from customer_import.reading.xlsx_styles import clock

NAMES = {"xls": "old Excel workbook (.xls)", "xlsb": "binary Excel workbook (.xlsb)", "ods": "OpenDocument file (.ods)"}
# calamine gives an error such as #REF! as a blank cell. So no blank cell is "": that one may clear a stored value.
BLANK: Cell = (" ", None)
STATES: dict[str, State] = {"Visible": "visible", "Hidden": "hidden", "VeryHidden": "veryHidden"}
# A process needs no more of the host's environment than its system's libraries; the rest may hold secrets.
PASSED_ON = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT")
# A time of day in OpenDocument, which calamine hands on as it is written (ISO 8601, XML Schema's duration).
DURATION = re.compile(r"PT([0-9]{1,9})H([0-9]{1,2})M([0-9]{1,2}(?:\.[0-9]+)?)S")


class CalamineWorkbook:
    """A workbook that calamine has read; `open_other` makes it.

    Attributes:
        sheets: The sheets of cells in the order of their tabs.
        remarks: What calamine cannot tell. It does not say what else is worth knowing.
    """

    def __init__(self, kind: Format, cells: IO[bytes], limits: Limits) -> None:
        self._kind = kind
        self._cells = cells
        self._limits = limits
        self.remarks: tuple[Problem, ...] = (Problem("source.errors_blank", "remark"),)
        self._places: dict[str, int] = {}  # where the rows of each sheet begin
        sheets: list[Sheet] = []
        place = 0
        cells.seek(0)
        for line in cells:
            place += len(line)
            if line.startswith(b"{"):
                try:
                    about = json.loads(line)
                    sheets.append(Sheet(str(about["sheet"]), STATES[about["state"]]))
                except (ValueError, KeyError, TypeError):
                    raise damaged(kind) from None
                self._places.setdefault(sheets[-1].name, place)
        self.sheets: tuple[Sheet, ...] = tuple(sheets)
        if not self.sheets:
            raise SourceError("the workbook holds no sheet", code="source.no_sheets")

    def __repr__(self) -> str:
        return f"CalamineWorkbook(<{len(self.sheets)} sheets>)"

    def blocks(self, sheet: str, width: int = 0) -> Iterator[Records]:
        """Yield the rows of a sheet, padded to a width. Several iterations may run at once.

        Raises:
            SourceError: What the worker wrote makes no sense.
            LimitError: The sheet passes a limit.
        """
        place, rows = self._places[sheet], 0
        while True:
            self._cells.seek(place)
            line = self._cells.readline()
            place += len(line)
            if not line or line.startswith(b"{"):  # the next sheet
                return
            records = self._records(line, width)
            rows += len(records)
            if rows > self._limits.rows:
                raise passed("rows", self._limits.rows)
            yield records

    def _records(self, line: bytes, width: int) -> Records:
        made = Records([], [])
        try:
            for place, *values in _lists(json.loads(line, parse_float=number, parse_int=number, parse_constant=number)):
                if len(values) > self._limits.columns:
                    raise passed("columns", self._limits.columns, row=int(place))
                cells = [_cell(value, self._kind) for value in values]
                texts = [text for text, _ in cells]
                if max(map(len, texts), default=0) > self._limits.cell:
                    raise passed("cell", self._limits.cell, row=int(place))
                flags: dict[int, Flag] = {column: flag for column, (_, flag) in enumerate(cells) if flag}
                if flags:
                    made.flags[len(made)] = flags
                made.numbers.append(int(place))
                made.rows.append(texts + [BLANK[0]] * (width - len(texts)))
        except (ValueError, TypeError, RecursionError):
            raise damaged(self._kind) from None
        return made

    def last_rows(self, sheet: str) -> list[list[str]]:
        """Return nothing: what stands below the table is looked for in all rows."""
        return []

    def close(self) -> None:
        """Let go of the cells; they disappear."""
        self._cells.close()


def _cell(value: Any, kind: Format) -> Cell:
    """Say what a cell says that the worker wrote, as in an .xlsx workbook.

    Raises:
        ValueError: It makes no sense.
        TypeError: Likewise.
    """
    if value is None:
        return BLANK
    if isinstance(value, str):
        match = DURATION.fullmatch(value) if kind == "ods" else None
        if match:
            seconds = int(match[1]) * 3600 + int(match[2]) * 60 + float(match[3])
            return clock(round(seconds * 1000)), "date"
        return value, None
    if isinstance(value, bool):
        return ("TRUE" if value else "FALSE"), "boolean"
    if isinstance(value, tuple):  # what `number` made of it
        return cast(Cell, value)
    if not isinstance(value, list) or not all(isinstance(part, str) for part in value):
        raise TypeError
    date, time, span = (*value, "", "")[:3]
    if span:
        seconds = float(span)
        return (clock(round(seconds * 1000)), "date") if 0 <= seconds < 1e13 else (span, "error")
    return (f"{date} {time}".strip() if time != "00:00:00" or not date else date), "date"


def _lists(rows: Any) -> list[list[Any]]:
    """Return rows that are rows.

    Raises:
        TypeError: They are not.
    """
    if not isinstance(rows, list) or not all(isinstance(row, list) and row for row in rows):
        raise TypeError
    return rows


def open_other(source: Source, kind: Format, limits: Limits) -> CalamineWorkbook:
    """Let calamine read a workbook, and open what it says.

    Raises:
        SourceError: The extra is missing, or the file is protected, damaged, or kills who reads it.
        LimitError: It passes a limit.
    """
    found = importlib.util.find_spec("python_calamine")
    if found is None or not found.origin:
        raise SourceError(
            f"this is {named(NAMES[kind])}, which needs pip install 'customer-import[calamine]'; or {SAVE_AS}",
            code="source.format",
            format=kind,
        )
    if source.size > limits.xlsx_bytes:
        raise passed("xlsx_bytes", limits.xlsx_bytes)
    folder = str(Path(found.origin).parents[1])
    cells = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the table
    try:
        _run(source, cells, kind, folder, limits)
        return CalamineWorkbook(kind, cells, limits)
    except BaseException:
        cells.close()
        raise


def _run(source: Source, cells: IO[bytes], kind: Format, folder: str, limits: Limits) -> None:
    """Run the worker, for as long as it may."""
    told = json.dumps([limits.worker_bytes, limits.worker_seconds, limits.decompressed, folder])
    command = [sys.executable, "-I", "-S", str(Path(worker.__file__)), told]
    environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    with tempfile.TemporaryFile() as copy:
        digest = hashlib.sha256()
        for block in source.blocks():
            digest.update(block)
            copy.write(block)
        source.know_digest(digest.hexdigest())
        copy.seek(0)
        try:
            done = subprocess.run(  # noqa: S603 - our own script, no shell, no name of the file
                command, stdin=copy, stdout=cells, stderr=subprocess.DEVNULL, env=environment, check=False,
                timeout=limits.worker_seconds,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            raise passed("worker_seconds", limits.worker_seconds) from None
        except (OSError, ValueError):
            message = f"this is {named(NAMES[kind])}, and no process can be started that reads it; {SAVE_AS}"
            raise SourceError(message, code="source.unreadable", format=kind) from None
    if done.returncode:
        _failed(done.returncode, kind, limits)


def _failed(code: int, kind: Format, limits: Limits) -> NoReturn:
    """Say why the worker ended as it did."""
    if code == worker.PROTECTED:
        raise SourceError("the workbook is protected by a password; save it without one", code="source.encrypted")
    if code == worker.TOO_LONG:
        raise passed("decompressed", limits.decompressed)
    # An allocation that fails ends a program in Rust by SIGABRT; a machine without memory kills.
    if code == worker.MEMORY or -code in (signal.SIGABRT, getattr(signal, "SIGKILL", 0)):
        raise passed("worker_bytes", limits.worker_bytes)
    if -code == getattr(signal, "SIGXCPU", 0):
        raise passed("worker_seconds", limits.worker_seconds)
    raise damaged(kind)


def damaged(kind: Format) -> SourceError:
    """Return the error for a file that calamine does not understand, or does not survive."""
    message = f"this looks like {named(NAMES[kind])}, but cannot be read as one; {SAVE_AS}"
    return SourceError(message, code="source.format", format=kind)
