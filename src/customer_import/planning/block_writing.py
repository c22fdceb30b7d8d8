"""Cut decided rows into blocks, write them, and note where each one is."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Protocol

from customer_import.planning.wire import LISTED, Incoming, Rows, encode_block, values_of

BLOCK_ROWS = 1000
_ENTRIES = ("targets", "credits", "problems")
_KINDS = b'"kinds":"'
_CREDITS = b'"credits"'  # or a field of that name; in a value its quotes would be escaped


class Sink(Protocol):
    """Where lines go."""

    def write(self, data: bytes, /) -> object:
        """Take a line."""
        ...


class BlockWriter:
    """Cuts decided rows into blocks of exactly `BLOCK_ROWS`, whatever the chunks were (law 4)."""

    def __init__(self, sink: Sink, fields: Sequence[str], start: int) -> None:
        self._sink = sink
        self._fields = list(fields)
        self._pending = Rows(incoming=[[] for _ in fields])
        self.hash = sha256()
        self.index = BlockIndex(start)

    def add(self, rows: Rows) -> None:
        """Take in decided rows."""
        if self._pending:
            self._append(rows)
        else:
            self._pending = rows
        while len(self._pending) > BLOCK_ROWS:
            self._write(self._cut(BLOCK_ROWS))
        if len(self._pending) == BLOCK_ROWS:
            self._write(self._pending)
            self._pending = Rows(incoming=[[] for _ in self._fields])

    def finish(self) -> None:
        """Write what is left."""
        if len(self._pending):
            self._write(self._cut(len(self._pending)))

    def _append(self, rows: Rows) -> None:
        pending = self._pending
        start = len(pending)
        pending.numbers += rows.numbers
        pending.kinds += rows.kinds
        pending.signatures += rows.signatures
        columns = zip(pending.incoming, rows.incoming, strict=True)
        pending.incoming = [_behind(column, more) for column, more in columns]
        for name in _ENTRIES:
            getattr(pending, name).extend(getattr(rows, name), start)
        for name in LISTED:
            there = getattr(pending, name)
            more = getattr(rows, name)
            there.update(((place + start, value) for place, value in more.items()) if start else more)

    def _cut(self, count: int) -> Rows:
        pending = self._pending
        block = Rows(
            pending.numbers[:count],
            pending.kinds[:count],
            pending.signatures[:count],
            [values_of(column)[:count] for column in pending.incoming],
        )
        rest = Rows(
            pending.numbers[count:],
            pending.kinds[count:],
            pending.signatures[count:],
            [values_of(column)[count:] for column in pending.incoming],
        )
        for name in _ENTRIES:
            first, later = getattr(pending, name).cut(count)
            setattr(block, name, first)
            setattr(rest, name, later)
        for name in LISTED:
            items = getattr(pending, name).items()
            getattr(block, name).update((place, value) for place, value in items if place < count)
            getattr(rest, name).update((place - count, value) for place, value in items if place >= count)
        self._pending = rest
        return block

    def _write(self, rows: Rows) -> None:
        self.add_line(encode_block(rows, self._fields))

    def add_line(self, line: bytes) -> None:
        """Write a block that is one already."""
        self.hash.update(line)
        self._sink.write(line)
        self.index.add(line)


def _behind(column: Incoming, more: Incoming) -> Incoming:
    """Return a column with more values behind its own."""
    if isinstance(column, str) and isinstance(more, str):
        return f"{column}\n{more}"
    return [*values_of(column), *values_of(more)]


def kinds_of(line: bytes) -> str:
    """Return the kinds of a block's outcomes, one letter each, without decoding the block."""
    start = line.index(_KINDS) + len(_KINDS)
    return line[start : line.index(b'"', start)].decode()


class BlockIndex:
    """Where the blocks of a plan are.

    Attributes:
        entries: First row, first outcome and offset of each.
        crediting: The offsets of those with credits.
        outcomes: How many outcomes there are.
        size: Where the next line begins.
    """

    def __init__(self, start: int) -> None:
        self.entries: list[tuple[int, int, int]] = []
        self.crediting: set[int] = set()
        self.outcomes = 0
        self.size = start

    def add(self, line: bytes) -> None:
        """Take in the line of the next block."""
        start = line[:64].decode("utf-8", "replace")
        first = int("".join(c for c in start.partition("[")[2].partition("]")[0].partition(",")[0]))
        if _CREDITS in line:
            self.crediting.add(self.size)
        self.entries.append((first, self.outcomes, self.size))
        self.outcomes += len(kinds_of(line))
        self.size += len(line)
