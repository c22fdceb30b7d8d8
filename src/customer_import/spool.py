"""Bounded memory: what grows with the file spills to unlinked private files.

The one declared exception to "the core does no I/O": the files have no name, only this process can read them, and they
are gone with it.
"""

from __future__ import annotations

import marshal
import tempfile
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from heapq import merge
from itertools import islice
from operator import lt

IN_MEMORY_BYTES = 8 * 1024 * 1024
IN_MEMORY_KEYS = 50_000
WAITING_ROWS = 32_768  # before they are written by partition
SORTED_ROWS = 16_384  # at a time
PARTITIONS = 256  # ten million rows in parts of 40,000


class Spool(tempfile.SpooledTemporaryFile[bytes]):
    """A private binary file in memory up to a limit, and unlinked on disk beyond.

    It may be dropped without being closed, as a plan in a notebook is.
    """

    def __init__(self, limit: int = IN_MEMORY_BYTES) -> None:
        super().__init__(max_size=limit, mode="w+b")

    def __del__(self) -> None:
        self.close()


class RowPairs:
    """A sparse map from row number to number, sorted, sixteen bytes an entry."""

    __slots__ = ("_rows", "_values")

    def __init__(self, pairs: Iterable[tuple[int, int]] = ()) -> None:
        self._rows = array("Q")
        self._values = array("Q")
        for row, value in pairs:
            self._rows.append(row)
            self._values.append(value)
        if not all(map(lt, self._rows, islice(self._rows, 1, None))):
            self._sort()

    def _sort(self) -> None:
        """Put the rows in order, a piece at a time; of several values of a row, the smallest counts."""
        rows, values = self._rows, self._values
        for start in range(0, len(rows), SORTED_ROWS):
            piece = slice(start, start + SORTED_ROWS)
            pairs = sorted(zip(rows[piece], values[piece], strict=True))
            rows[piece], values[piece] = (array("Q", column) for column in zip(*pairs, strict=True))
        pieces = (slice(start, start + SORTED_ROWS) for start in range(0, len(rows), SORTED_ROWS))
        self._rows, self._values = array("Q"), array("Q")
        for row, value in merge(*(zip(rows[piece], values[piece], strict=True) for piece in pieces)):
            if not self._rows or self._rows[-1] != row:
                self._rows.append(row)
                self._values.append(value)

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[tuple[int, int]]:
        return zip(self._rows, self._values, strict=True)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RowPairs) and self._rows == other._rows and self._values == other._values

    __hash__ = None  # type: ignore[assignment] # mutable arrays

    def __repr__(self) -> str:
        return f"RowPairs(<{len(self)}>)"

    def get(self, row: int) -> int | None:
        """Return the number stored for a row."""
        place = bisect_left(self._rows, row)
        if place < len(self._rows) and self._rows[place] == row:
            return self._values[place]
        return None

    def within(self, first: int, last: int) -> dict[int, int]:
        """Return the entries of the rows `first` to `last`, both included."""
        low, high = bisect_left(self._rows, first), bisect_right(self._rows, last)
        return dict(zip(self._rows[low:high], self._values[low:high], strict=True))


class Occurrences:
    """Rows grouped by key in file order: which row repeats an earlier one, and how often its key stood before.

    Keys stay in memory up to `limit`; beyond that rows are partitioned by the key's hash into an unlinked file, and
    each partition is grouped by itself.
    """

    def __init__(self, limit: int = IN_MEMORY_KEYS) -> None:
        self._limit = limit
        self._group = _Group()
        self._repeats, self._seconds, self._ordinals = array("Q"), array("Q"), array("Q")
        self._partitions: _Partitions | None = None

    def add(self, numbers: Sequence[int], keys: Sequence[str]) -> None:
        """Add rows in ascending order with their keys; a blank key belongs to no group."""
        if self._partitions is not None:
            self._partitions.add(numbers, keys)
            return
        self._take(self._group, numbers, keys)
        if len(self._group.firsts) > self._limit:
            self._partitions = _Partitions(self._group)
            self._group = _Group()

    def _take(self, group: _Group, numbers: Sequence[int], keys: Sequence[str]) -> None:
        """Group rows that come later than all that the group has."""
        firsts, counts = group.firsts, group.counts
        distinct = set(keys)
        if len(distinct) == len(keys) and "" not in distinct and firsts.keys().isdisjoint(distinct):
            firsts.update(zip(keys, numbers, strict=True))  # most chunks of most files
            return
        for number, key in zip(numbers, keys, strict=True):
            if not key:
                continue
            first = firsts.setdefault(key, number)
            if number == first:  # a new key, or the same value twice in one list cell
                continue
            count = counts.get(key, 1)
            if count == 1:
                self._seconds.extend((first, number))
            self._repeats.extend((number, first))
            self._ordinals.extend((number, count))
            counts[key] = count + 1

    def finish(self) -> tuple[RowPairs, RowPairs, RowPairs]:
        """Close the groups.

        Returns:
            (row → first row of its key, for rows that repeat one), (first row → second row, for keys that repeat),
            (row → how many rows of its key stood before it, where that is not 0).
        """
        if self._partitions is not None:
            for group, blocks in self._partitions.groups():
                for numbers, keys in blocks:
                    self._take(group, numbers, keys)
            self._partitions = None
        self._group = _Group()
        return _paired(self._repeats), _paired(self._seconds), _paired(self._ordinals)


def _paired(flat: array[int]) -> RowPairs:
    """Return pairs that lie behind one another, and let go of those."""
    rows, values = flat[::2], flat[1::2]
    del flat[:]
    return RowPairs(zip(rows, values, strict=True))


class _Group:
    """Keys that may repeat each other.

    Attributes:
        firsts: Key → the first row that has it.
        counts: Key that repeats → how many rows have it so far.
    """

    __slots__ = ("counts", "firsts")

    def __init__(self) -> None:
        self.firsts: dict[str, int] = {}
        self.counts: dict[str, int] = {}


class _Partitions:
    """Rows and keys by the key's hash, in blocks of one unlinked file.

    Args:
        group: What was grouped in memory before; every partition begins with its share of it.
    """

    def __init__(self, group: _Group) -> None:
        self._spool = Spool(IN_MEMORY_BYTES // 8)
        self._places: list[array[int]] = [array("Q") for _ in range(PARTITIONS)]  # offset and size of every block
        self._waiting = 0
        self._numbers: list[list[int]] = []
        self._keys: list[list[str]] = []
        self._clear()
        self.add(list(group.firsts.values()), list(group.firsts))
        self._flush()
        self._begun = [array("Q", places) for places in self._places]
        self._places = [array("Q") for _ in range(PARTITIONS)]
        self._counts: list[dict[str, int]] = [{} for _ in range(PARTITIONS)]
        for key, count in group.counts.items():
            self._counts[hash(key) % PARTITIONS][key] = count

    def _clear(self) -> None:
        self._numbers = [[] for _ in range(PARTITIONS)]
        self._keys = [[] for _ in range(PARTITIONS)]
        self._waiting = 0

    def add(self, numbers: Sequence[int], keys: Sequence[str]) -> None:
        """Add rows; they wait for others, so that a block is worth its call."""
        for number, key in zip(numbers, keys, strict=True):
            if key:
                part = hash(key) % PARTITIONS
                self._numbers[part].append(number)
                self._keys[part].append(key)
        self._waiting += len(numbers)
        if self._waiting >= WAITING_ROWS:
            self._flush()

    def _flush(self) -> None:
        for places, numbers, keys in zip(self._places, self._numbers, self._keys, strict=True):
            if keys:
                data = marshal.dumps((numbers, keys))
                places.extend((self._spool.tell(), len(data)))
                self._spool.write(data)
        self._clear()

    def groups(self) -> Iterator[tuple[_Group, Iterator[tuple[list[int], list[str]]]]]:
        """Yield every partition: what is grouped of it already, and the rows that are not; then let go of the file."""
        self._flush()
        for begun, places, counts in zip(self._begun, self._places, self._counts, strict=True):
            group = _Group()
            group.counts = counts
            for numbers, keys in self._blocks(begun):
                group.firsts.update(zip(keys, numbers, strict=True))
            yield group, self._blocks(places)
        self._spool.close()

    def _blocks(self, places: array[int]) -> Iterator[tuple[list[int], list[str]]]:
        for offset, size in zip(places[::2], places[1::2], strict=True):
            self._spool.seek(offset)
            yield marshal.loads(self._spool.read(size))  # noqa: S302 - written above, to a file that nobody else can open
