"""The chunks that the survey has read, kept for planning: a quarter of the cost of parsing CSV again.

They lie in a private unlinked file (`spool`), up to a limit; of a larger file nothing is kept, and it is parsed twice.
A column is one text there, which costs a third of a list of cells, unless a cell holds a line feed.
"""

from __future__ import annotations

import marshal
from collections.abc import Iterator

import attrs

from customer_import.columns import joined
from customer_import.model import Chunk, Problem
from customer_import.spool import Spool

MOST_BYTES = 256 * 1024 * 1024


def with_texts(chunk: Chunk) -> Chunk:
    """Return a chunk with its columns joined, where that is exact."""
    texts: list[str] = []
    for column in chunk.columns:
        text = joined(column)
        if text is None:
            return chunk
        texts.append(text)
    return attrs.evolve(chunk, texts=texts or None)


def packed(chunk: Chunk) -> bytes:
    """Return a chunk as bytes that only `unpacked` of the same Python reads."""
    numbers = chunk.numbers
    bounds = (numbers.start, numbers.stop) if isinstance(numbers, range) else list(numbers)
    damaged = {i: [attrs.astuple(problem, recurse=False) for problem in found] for i, found in chunk.damaged.items()}
    cells = chunk.columns if chunk.texts is None else chunk.texts
    return marshal.dumps((bounds, cells, chunk.flags, chunk.short, damaged, chunk.raw, chunk.unmarked, chunk.values))


def unpacked(data: bytes) -> Chunk:
    """Return the chunk that `packed` wrote; never to be called with bytes from elsewhere."""
    parts = marshal.loads(data)  # noqa: S302 - written above, and kept where nobody else can write
    bounds, cells, flags, short, damaged, raw, unmarked, values = parts
    numbers = range(*bounds) if isinstance(bounds, tuple) else bounds
    problems = {i: tuple(Problem(*found) for found in some) for i, some in damaged.items()}
    texts = cells if cells and isinstance(cells[0], str) else None
    columns = cells if texts is None else [text.split("\n") for text in texts]
    return Chunk(numbers, columns, flags, short, problems, raw, unmarked, texts, values)


class KeptChunks:
    """Takes chunks in, and gives equal ones back.

    Args:
        most: The limit in bytes.
    """

    def __init__(self, most: int = MOST_BYTES) -> None:
        self._most = most
        self._spool: Spool | None = Spool()
        self._sizes: list[int] = []
        self._with_values = True

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

    def forget_values(self) -> None:
        """Give the chunks back without canonical values: the columns are to be read in another way."""
        self._with_values = False

    def again(self) -> Iterator[Chunk] | None:
        """Return the chunks in their order; None where none were taken in, or too many."""
        return self._chunks(self._spool) if self._spool is not None and self._sizes else None

    def _chunks(self, spool: Spool) -> Iterator[Chunk]:
        spool.seek(0)
        for size in self._sizes:
            chunk = unpacked(spool.read(size))
            yield chunk if self._with_values else attrs.evolve(chunk, values={})
        spool.close()
