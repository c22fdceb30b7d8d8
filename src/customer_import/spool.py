"""Bounded memory: what grows with the file spills to unlinked private files.

The one declared exception to "the core does no I/O": the files have no name, only this process can read them, and they
are gone with it.
"""

from __future__ import annotations

import tempfile
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import IO

IN_MEMORY_BYTES = 8 * 1024 * 1024
IN_MEMORY_KEYS = 400_000
PARTITIONS = 64


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
        for row, value in sorted(pairs):
            if not self._rows or self._rows[-1] != row:  # of several values, the smallest
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

    Keys stay in memory up to `limit`; beyond that rows are partitioned by the key's hash into unlinked files, and each
    partition is grouped by itself.
    """

    def __init__(self, limit: int = IN_MEMORY_KEYS) -> None:
        self._limit = limit
        self._firsts: dict[str, int] = {}
        self._counts: dict[str, int] = {}  # of keys that repeat: how many rows so far
        self._repeats: list[tuple[int, int]] = []
        self._seconds: list[tuple[int, int]] = []
        self._ordinals: list[tuple[int, int]] = []
        self._partitions: list[IO[bytes]] = []

    def add(self, numbers: Sequence[int], keys: Sequence[str]) -> None:
        """Add rows in ascending order with their keys; a blank key belongs to no group."""
        if self._partitions:
            for number, key in zip(numbers, keys, strict=True):
                if key:
                    self._write(number, 0, key)
            return
        distinct = set(keys)
        if len(distinct) == len(keys) and "" not in distinct and self._firsts.keys().isdisjoint(distinct):
            self._firsts.update(zip(keys, numbers, strict=True))  # most chunks of most files
        else:
            self._group(zip(numbers, keys, strict=True), self._firsts, self._counts)
        if len(self._firsts) > self._limit:
            self._open_partitions()

    def _group(self, rows: Iterable[tuple[int, str]], firsts: dict[str, int], counts: dict[str, int]) -> None:
        for number, key in rows:
            if not key:
                continue
            first = firsts.setdefault(key, number)
            if number == first:  # a new key, or the same value twice in one list cell
                continue
            count = counts.get(key, 1)
            if count == 1:
                self._seconds.append((first, number))
            self._repeats.append((number, first))
            self._ordinals.append((number, count))
            counts[key] = count + 1

    def _open_partitions(self) -> None:
        self._partitions = [Spool(IN_MEMORY_BYTES // PARTITIONS) for _ in range(PARTITIONS)]
        for key, first in self._firsts.items():
            self._write(first, self._counts.get(key, 1), key)
        self._firsts = {}
        self._counts = {}

    def _write(self, number: int, count: int, key: str) -> None:
        data = key.encode("utf-8", "surrogatepass")
        part = self._partitions[hash(key) % PARTITIONS]
        part.write(b"%d %d %d\n" % (number, count, len(data)))
        part.write(data)

    def finish(self) -> tuple[RowPairs, RowPairs, RowPairs]:
        """Close the groups.

        Returns:
            (row → first row of its key, for rows that repeat one), (first row → second row, for keys that repeat),
            (row → how many rows of its key stood before it, where that is not 0).
        """
        for part in self._partitions:
            firsts: dict[str, int] = {}
            counts: dict[str, int] = {}
            part.seek(0)
            while head := part.readline():
                number, count, length = map(int, head.split())
                key = part.read(length).decode("utf-8", "surrogatepass")
                if count:  # grouped in memory before the spill began
                    firsts[key] = number
                    counts[key] = count
                else:
                    self._group(((number, key),), firsts, counts)
            part.close()
        self._partitions = []
        return RowPairs(self._repeats), RowPairs(self._seconds), RowPairs(self._ordinals)
