"""The bytes of a source: opened here and nowhere else, read again as often as needed, never past the limit.

A path is opened once and read through that one descriptor, so that a file swapped on disk cannot give two answers. A
stream is copied first (into memory, beyond a few megabytes into an unlinked temporary file), so that the web request
that brought it may end.
"""

from __future__ import annotations

import hashlib
import io
import os
import stat
import tempfile
import threading
from collections.abc import Iterator
from typing import BinaryIO, cast

from customer_import.errors import SourceError, UsageError
from customer_import.reading.limits import Limits, passed

BLOCK = 1 << 18
IN_MEMORY = 8 * 1024 * 1024

Readable = str | os.PathLike[str] | bytes | bytearray | memoryview | BinaryIO


class Source:
    """Re-readable bytes.

    Attributes:
        size: How many bytes there are.
        head: The first 64 KB.
    """

    def __init__(self, source: Readable, limits: Limits) -> None:
        self._digest = ""
        self._turn = threading.Lock()  # a position and the bytes from there on belong together
        self._file: BinaryIO = _opened(source, limits)
        self._written = self._last_written()
        try:
            self.size = self._file.seek(0, io.SEEK_END)
            self._file.seek(0)
            self.head = self._file.read(1 << 16)
        except OSError:
            self._file.close()
            raise SourceError("the file cannot be read", code="source.unreadable") from None
        if not self.size:
            self._file.close()
            raise SourceError("the file is empty; choose the file that holds the customers", code="source.empty")

    @property
    def file(self) -> BinaryIO:
        """The open file, for readers that seek. Its position is nobody's."""
        return self._file

    @property
    def digest(self) -> str:
        """The sha256 of all bytes as hex."""
        if not self._digest:
            total = hashlib.sha256()
            for block in self.blocks():
                total.update(block)
            self._digest = total.hexdigest()
        return self._digest

    def know_digest(self, digest: str) -> None:
        """Take over a digest that a pass over all bytes computed on its way."""
        self._digest = digest

    def blocks(self, size: int = BLOCK) -> Iterator[bytes]:
        """Yield all bytes in blocks. Several passes may run at once, in any threads.

        Raises:
            SourceError: The file went away or shrank meanwhile.
        """
        position = 0
        while position < self.size:
            try:
                with self._turn:
                    self._file.seek(position)
                    block = self._file.read(min(size, self.size - position))
            except (OSError, ValueError):
                raise SourceError("the file cannot be read any more", code="source.unreadable") from None
            if not block:
                raise SourceError("the file became shorter while it was read; upload it again", code="source.changed")
            position += len(block)
            yield block

    def last(self, size: int) -> bytes:
        """Return the last `size` bytes."""
        with self._turn:
            self._file.seek(max(0, self.size - size))
            return self._file.read()

    def expect_unchanged(self) -> None:
        """See to it that the bytes are still those of the digest; they are read again only where somebody wrote.

        Raises:
            SourceError: Somebody wrote other bytes into the file since it was opened.
        """
        written = self._last_written()
        if written in (self._written, 0):
            return
        before, self._digest = self.digest, ""
        if self.digest != before:
            raise SourceError("the file changed while it was read; upload it again", code="source.changed")
        self._written = written

    def _last_written(self) -> int:
        """Return when a file on disk was last written; 0 for bytes and copies that are ours alone."""
        if not isinstance(self._file, io.BufferedReader) or self._file.closed:
            return 0
        return os.fstat(self._file.fileno()).st_mtime_ns

    def close(self) -> None:
        """Let go of the bytes; a temporary copy disappears with them."""
        self._file.close()


def _opened(source: Readable, limits: Limits) -> BinaryIO:
    if isinstance(source, (bytes, bytearray, memoryview)):
        if len(source) > limits.bytes:
            raise passed("bytes", limits.bytes)
        return io.BytesIO(bytes(source))
    if isinstance(source, (str, os.PathLike)):
        return _opened_path(source, limits)
    if not hasattr(source, "read"):
        raise UsageError(
            "a source is a path, bytes or a file opened in binary mode", code="source.kind", kind=type(source).__name__
        )
    return _spooled(source, limits)


def _opened_path(path: str | os.PathLike[str], limits: Limits) -> BinaryIO:
    try:
        # Not blocking: a named pipe without a writer must not hang whoever asked.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0))
    except FileNotFoundError:
        raise SourceError("there is no such file", code="source.missing") from None
    except IsADirectoryError:
        raise SourceError("this is a directory; choose a file in it", code="source.directory") from None
    except (OSError, ValueError):
        message = "the file cannot be opened; check its path and permissions"
        raise SourceError(message, code="source.unreadable") from None
    status = os.fstat(descriptor)
    if stat.S_ISREG(status.st_mode):
        file = os.fdopen(descriptor, "rb")
        if status.st_size > limits.bytes:
            file.close()
            raise passed("bytes", limits.bytes)
        return file
    os.close(descriptor)  # a directory opens, but makes no file object
    if stat.S_ISDIR(status.st_mode):
        raise SourceError("this is a directory; choose a file in it", code="source.directory")
    raise SourceError("this is not a regular file; pass it as an open binary file", code="source.unreadable")


def _spooled(stream: BinaryIO, limits: Limits) -> BinaryIO:
    copy = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - lives as long as the table
    total = 0
    try:
        while block := stream.read(BLOCK):
            if not isinstance(block, (bytes, bytearray, memoryview)):
                raise UsageError("open the file in binary mode ('rb')", code="source.kind", kind=type(block).__name__)
            total += len(block)
            if total > limits.bytes:
                raise passed("bytes", limits.bytes)
            copy.write(block)
    except BaseException as error:
        copy.close()
        if isinstance(error, (OSError, ValueError)) and not isinstance(error, UnicodeError):
            raise SourceError("the stream cannot be read", code="source.unreadable") from None
        if isinstance(error, UnicodeError):
            raise UsageError("open the file in binary mode ('rb')", code="source.kind") from None
        raise
    return cast(BinaryIO, copy)
