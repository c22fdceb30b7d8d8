"""The chunks that the survey has read, kept for planning: half the cost of parsing CSV again, a tenth of a sheet.

They lie in a private unlinked file (`spool`), up to a limit; of a larger file nothing is kept, and it is parsed twice.
"""

from __future__ import annotations

import marshal
from collections.abc import Iterator

import attrs

from customer_import.model import Chunk, Problem
from customer_import.spool import Spool

MOST_BYTES = 256 * 1024 * 1024


def packed(chunk: Chunk) -> bytes:
    """Return a chunk as bytes that only `unpacked` of the same Python reads."""
    numbers = chunk.numbers
    bounds = (numbers.start, numbers.stop) if isinstance(numbers, range) else list(numbers)
    damaged = {i: [attrs.astuple(problem, recurse=False) for problem in found] for i, found in chunk.damaged.items()}
    return marshal.dumps((bounds, chunk.columns, chunk.flags, chunk.short, damaged, chunk.raw, chunk.unmarked))


def unpacked(data: bytes) -> Chunk:
    """Return the chunk that `packed` wrote; never to be called with bytes from elsewhere."""
    parts = marshal.loads(data)  # noqa: S302 - written above, and kept where nobody else can write
    bounds, columns, flags, short, damaged, raw, unmarked = parts
    numbers = range(*bounds) if isinstance(bounds, tuple) else bounds
    problems = {i: tuple(Problem(*found) for found in some) for i, some in damaged.items()}
    return Chunk(numbers, columns, flags, short, problems, raw, unmarked)


class KeptChunks:
    """Takes chunks in, and gives equal ones back.

    Args:
        most: The limit in bytes.
    """

    def __init__(self, most: int = MOST_BYTES) -> None:
        self._most = most
        self._spool: Spool | None = Spool()
        self._sizes: list[int] = []

    def add(self, chunk: Chunk) -> None:
        """Take in the next chunk."""
        if self._spool is None:
            return
        data = packed(chunk)
        self._sizes.append(len(data))
        self._spool.write(data)
        if self._spool.tell() > self._most:
            self._spool.close()
            self._spool = None

    def again(self) -> Iterator[Chunk] | None:
        """Return the chunks in their order; None where none were taken in, or too many."""
        return self._chunks(self._spool) if self._spool is not None and self._sizes else None

    def _chunks(self, spool: Spool) -> Iterator[Chunk]:
        spool.seek(0)
        for size in self._sizes:
            yield unpacked(spool.read(size))
        spool.close()
