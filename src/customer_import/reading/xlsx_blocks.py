"""Drives a fast reader and expat over one part, so that every byte goes to exactly one of the two.

The head goes to expat up to the container of the items (`sheetData`, `sst`); then whole items are cut off in blocks.
What the fast reader covers to the last byte expat never sees: for it, the container is just shorter. Everything else,
and the tail, goes to that one parser, so a part is well-formed as a whole if both say so.
"""

from __future__ import annotations

import re
from abc import abstractmethod
from collections import deque
from collections.abc import Iterable, Iterator
from typing import Protocol

from customer_import.reading.limits import MEGABYTE
from customer_import.reading.xlsx_expat import Guarded

HOLD = 1 << 18  # bytes that may wait for the end of an item
SLICE = 1 << 14  # bytes that expat gets before rows may leave
MISSES = 32  # items of one block that expat takes singly; after that it takes the rest
LARGE = 1 << 22  # bytes of a part that is worth looking at its end first
TAIL = 1 << 16
_ENCODINGS = ("", "utf-8", "utf8", "us-ascii")


class Fast(Protocol):
    """Reads items by pattern. It gives what the parser would have given, or declines."""

    def begin(self, text: str, prefix: str, prefixes: set[str]) -> bool:
        """Look at a new block, one character for each byte; False declines all of it."""
        ...

    def take(self, text: str, start: int) -> int:
        """Read items from `start` on; return how many characters were covered, or -1 to decline the rest."""
        ...


class Container(Guarded):
    """A parser that knows when only the container of the items is open."""

    container: str
    item: str

    @property
    @abstractmethod
    def inside(self) -> bool:
        """Only the container is open."""


def opening(parser: Container) -> re.Pattern[bytes]:
    """Return the pattern of the tag that opens the container; its group is the prefix."""
    return re.compile(rb"<(?:([A-Za-z_][\w.-]*):)?%b(?:\s[^<>]*)?(?<!/)>" % parser.container.encode())


def without_middle(chunks: Iterable[bytes], parser: Container) -> Iterator[bytes]:
    """Yield the head of a part and its last items, about `TAIL` bytes; nothing where the part is not `LARGE`.

    What is left may be no XML, if a comment looks like an item; then it is for nobody.
    """
    tag = opening(parser)
    head, found, passed, held = b"", None, 0, 0
    kept: deque[bytes] = deque()
    for chunk in chunks:
        if found is None:
            head += chunk
            found = tag.search(head)
            if found is None and len(head) > MEGABYTE:
                return
            continue
        kept.append(chunk)
        passed += len(chunk)
        held += len(chunk)
        while held - len(kept[0]) > TAIL:
            held -= len(kept.popleft())
    if found is None or passed < LARGE:
        return
    end = b"</%b%b>" % (found[1] + b":" if found[1] else b"", parser.item.encode())
    _, _, tail = b"".join(kept).partition(end)
    yield head[: found.end()]
    yield tail


class Blocks:
    """One pass over a part.

    Args:
        parser: Takes what the fast reader does not.
        fast: The fast reader.
    """

    def __init__(self, parser: Container, fast: Fast) -> None:
        self._parser = parser
        self._fast = fast
        self._end = b""  # tag that ends an item; none while nothing may be given to the fast reader
        self._next = b""  # an item without content, and the start of another one
        self._prefix = ""
        self._position = 0  # where the buffer stands in the part
        self._dirty = True  # the parser is in the middle of something

    def run(self, chunks: Iterable[bytes]) -> Iterator[None]:
        """Read the part; control comes back after each block, however little it gave."""
        source = iter(chunks)
        buffer = self._head(source)
        for chunk in source:
            buffer += chunk
            cut = self._cut(buffer)
            if not cut:
                if self._dirty or len(buffer) > HOLD:
                    yield from self._feed(buffer)
                    self._dirty = True
                    buffer = b""
                continue
            block, buffer = buffer[:cut], buffer[cut:]
            if self._dirty:
                yield from self._feed(block)
                self._dirty = not self._clean()
            else:
                yield from self._block(block)
        yield from self._feed(buffer)
        self._parser.feed(b"", final=True)

    def _cut(self, buffer: bytes) -> int:
        """Return where the last whole item ends, be it a tag that closes itself right before the next item; else 0."""
        if not self._end:
            return 0
        closed = buffer.rfind(self._end)
        if closed >= 0:
            return closed + len(self._end)
        empty = buffer.rfind(self._next)
        return empty + 2 if empty >= 0 else 0

    def _head(self, source: Iterator[bytes]) -> bytes:
        """Feed the head, learn the prefix, and return what was read beyond it."""
        tag = opening(self._parser)
        buffer = b""
        for chunk in source:
            buffer += chunk
            found = tag.search(buffer)
            if found is None:
                if len(buffer) > MEGABYTE:
                    break
                continue
            head = buffer[: found.end()]
            self._parser.feed(head, 0)
            self._position = len(head)
            if self._clean() and self._parser.encoding in _ENCODINGS:
                self._prefix = found[1].decode() + ":" if found[1] else ""
                self._end = f"</{self._prefix}{self._parser.item}>".encode()
                self._next = f"/><{self._prefix}{self._parser.item} ".encode()
                self._dirty = False
            return buffer[found.end() :]
        return buffer

    def _clean(self) -> bool:
        """Only the container is open, and the parser has finished every token that it was fed."""
        return self._parser.inside and not self._parser.pending

    def _feed(self, data: bytes) -> Iterator[None]:
        for start in range(0, len(data), SLICE):
            piece = data[start : start + SLICE]
            self._parser.feed(piece, self._position)
            self._position += len(piece)
            yield

    def _block(self, block: bytes) -> Iterator[None]:
        """Read whole items from the clean state."""
        text = block.decode("latin-1")  # one character for each byte; see `xlsx_pattern`
        if not self._fast.begin(text, self._prefix, self._parser.prefixes):
            yield from self._feed(block)
            self._dirty = not self._clean()
            return
        start = misses = 0
        while start < len(block):
            covered = self._fast.take(text, start)
            if covered > 0:
                start += covered
                self._position += covered
                yield
            if start < len(block):
                misses += 1
                rest = covered < 0 or misses > MISSES
                end = -1 if rest else block.find(self._end, start)
                stop = len(block) if end < 0 else end + len(self._end)
                yield from self._feed(block[start:stop])
                start = stop
                if not self._clean():
                    yield from self._feed(block[start:])
                    self._dirty = not self._clean()
                    return
