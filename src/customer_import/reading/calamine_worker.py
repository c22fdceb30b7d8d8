"""The process that reads .xls, .xlsb and .ods with calamine: a file on standard input, its cells on standard output.

It runs as a script, isolated, and imports nothing of this library: what a hostile file does to it stays in it. It does
not judge cells either; it writes what calamine says, as lines of JSON, and ends with one of the exit codes below:

* ``{"sheet": name, "state": state}`` begins a sheet, hidden ones included;
* ``[["3", cell, …], …]`` are rows of it, each behind its number; blank rows are left out. A cell is a text, a number,
  a truth value, null if it is blank, or ``[date]``, ``["", time]``, ``[date, time]``, ``["", "", seconds]``.
"""

from __future__ import annotations

import datetime
import io
import itertools
import json
import re
import sys
import zipfile
from collections.abc import Iterator
from typing import Any

PROTECTED, DAMAGED, MEMORY, TOO_LONG = 20, 21, 22, 23
BLOCK = 256  # rows in a line
# MS-XLS 2.1.7.20.3: FILEPASS stands behind the first record of the workbook, at most a WRITEPROTECT between them.
FILEPASS = re.compile(rb"\x09\x08\x10\x00\x00\x06\x05\x00.{12}(?:\x86\x00\x00\x00)?\x2f\x00", re.DOTALL)


def confine(memory: int, seconds: int) -> None:
    """Bound what this process may take, and leave no image of its memory behind; where the system can do that."""
    try:
        import resource
    except ImportError:  # Windows: the parent's clock is what remains
        return
    wanted = ((resource.RLIMIT_CORE, 0), (resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, seconds))
    for kind, value in wanted:
        _, most = resource.getrlimit(kind)
        value = value if most == resource.RLIM_INFINITY else min(value, most)
        try:
            resource.setrlimit(kind, (value, value))
        except (OSError, ValueError):  # macOS knows RLIMIT_AS and refuses it
            continue


def clock(value: datetime.time) -> str:
    """Return a time of day, with milliseconds if there are some."""
    return value.isoformat("milliseconds").removesuffix(".000")


def plain(value: Any) -> Any:
    """Return a cell as JSON has it."""
    if isinstance(value, str):
        return value or None
    if isinstance(value, datetime.datetime):
        return [value.date().isoformat(), clock(value.time())]
    if isinstance(value, datetime.date):
        return [value.isoformat()]
    if isinstance(value, datetime.time):
        return ["", clock(value)]
    if isinstance(value, datetime.timedelta):
        return ["", "", repr(value.total_seconds())]
    return value


def lines(book: Any) -> Iterator[object]:
    """Yield what is to be written."""
    for found in book.sheets_metadata:
        if "WorkSheet" not in str(found.typ):
            continue
        state = str(found.visible).rpartition(".")[2]
        yield {"sheet": found.name, "state": state}
        sheet = book.get_sheet_by_name(found.name)
        if sheet.start is None:
            continue
        rows = enumerate(sheet.iter_rows(), 1)  # from the first row of the sheet on, but from the first filled column
        left = [None] * sheet.start[1]
        while block := list(itertools.islice(rows, BLOCK)):
            kept = [[str(number), *left, *map(plain, row)] for number, row in block if any(cell != "" for cell in row)]
            for row in kept:
                while row[-1] is None:
                    row.pop()
            if kept:
                yield kept


def protected(data: bytes) -> bool:
    """Tell whether a password is needed, which calamine says only of files whose name it knows."""
    if not data.startswith(b"PK"):
        return bool(FILEPASS.search(data))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        name = "META-INF/manifest.xml"  # OpenDocument 1.2, part 3, 4.4
        return name in archive.namelist() and b":encryption-data" in archive.read(name)


def main() -> int:
    """Read and write; return the exit code."""
    memory, seconds, most, folder = json.loads(sys.argv[1])
    confine(memory, seconds)
    sys.path.append(folder)
    import python_calamine

    data = sys.stdin.buffer.read()
    try:
        if protected(data):
            return PROTECTED
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        for line in lines(book):
            written = json.dumps(line, separators=(",", ":")).encode() + b"\n"
            most -= len(written)
            if most < 0:
                return TOO_LONG
            sys.stdout.buffer.write(written)
        sys.stdout.buffer.flush()
    except python_calamine.PasswordError:
        return PROTECTED
    except MemoryError:
        return MEMORY
    except BaseException:  # noqa: BLE001 - a panic in Rust is no Exception, and nothing of it may be printed
        return DAMAGED
    return 0


if __name__ == "__main__":
    sys.exit(main())
