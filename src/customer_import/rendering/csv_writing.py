"""Rows → CSV, streamed, with every cell in quotes and none that a spreadsheet would take for a formula."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import IO, TypeAlias

import attrs

from customer_import.errors import UsageError
from customer_import.model import Flag
from customer_import.surveying.marks import guarded, still_guarded

Target: TypeAlias = str | os.PathLike[str] | IO[bytes]

_FLUSH = 64 * 1024


@attrs.frozen
class MarkedCell:
    """A cell of a source, with more than text.

    Args:
        text: Its text as the source has it, guards included.
        flag: What the source's cell was besides text: such a cell becomes the same again.
        bad: It is marked.
        note: A comment on it.
    """

    text: str
    flag: Flag | None = None
    bad: bool = False
    note: str = ""


class CsvSheet:
    """A CSV file that is being written."""

    def __init__(self, file: IO[bytes], *, delimiter: str, encoding: str) -> None:
        import codecs

        self._file = file
        self._text = io.StringIO(newline="")
        # Everything in quotes (OWASP): a program that splits at another delimiter finds no cell that begins anew.
        self._writer = csv.writer(self._text, delimiter=delimiter, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
        self._encoding = encoding
        self._encoder = codecs.getincrementalencoder(encoding)()

    def write(self, cells: Iterable[str | MarkedCell]) -> None:
        """Write one row: texts, and cells of a source, which are to read as they did there.

        Raises:
            UsageError: The encoding has no such character.
        """
        self._writer.writerow([guarded(cell) if isinstance(cell, str) else still_guarded(cell.text) for cell in cells])
        if self._text.tell() > _FLUSH:
            self.flush()

    def flush(self) -> None:
        """Hand over what was written so far."""
        text = self._text.getvalue()
        self._text.seek(0)
        self._text.truncate()
        try:
            data = self._encoder.encode(text)
        except UnicodeEncodeError as error:
            if "\ud800" <= text[error.start] <= "\udfff":  # no encoding has halves of characters
                data = self._encoder.encode("".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text))
            else:
                raise UsageError(
                    f"a value has a character that {self._encoding} cannot write; take encoding='utf-8-sig'",
                    code="write.encoding",
                    encoding=self._encoding,
                ) from None
        self._file.write(data)


@contextmanager
def csv_sheet(target: Target, *, delimiter: str, encoding: str) -> Iterator[CsvSheet]:
    """Open a CSV file for writing.

    Args:
        target: A path, or a binary file, which stays open.
        delimiter: One character.
        encoding: A codec's name.

    Raises:
        UsageError: There is no such encoding, or the delimiter is none.
    """
    try:
        "".encode(encoding)
        csv.writer(io.StringIO(), delimiter=delimiter)
    except (LookupError, TypeError, ValueError):
        raise UsageError(
            f"a CSV file cannot be written with delimiter {delimiter!r} in {encoding!r}", code="write.dialect"
        ) from None
    with opened(target) as file:
        sheet = CsvSheet(file, delimiter=delimiter, encoding=encoding)
        yield sheet
        sheet.flush()


@contextmanager
def opened(target: Target) -> Iterator[IO[bytes]]:
    """Open a path for writing; leave an open file to its owner.

    Raises:
        UsageError: The path cannot be written.
    """
    if not isinstance(target, (str, os.PathLike)):
        yield target
        return
    try:
        file = open(target, "wb")  # noqa: SIM115 - closed below
    except OSError as error:
        raise UsageError(f"the file cannot be written: {error.strerror}", code="write.target") from None
    with file:
        yield file
