"""Keys of rows by the hash of field and key: how repeats are found, and which blocks ask for a stored customer.

Everything between tasks is arrays of numbers. The texts of keys travel packed beside them, and are looked at only where
two rows have the same hash. A customer that is found although nobody asked for it, because its key has the hash of
another one, does no harm: the planner looks a row's own keys up.
"""

from __future__ import annotations

import marshal
from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b
from itertools import compress
from pathlib import Path
from typing import Any

import attrs
import numpy as np
from pandas.util import hash_array

from customer_import.engines.spark.shapes import ASKED, Packet, bytes_of, parts_of
from customer_import.engines.spark.staging import written

Array = np.ndarray[Any, Any]
SURVEYED, QUESTIONED = "surveyed", "questioned"  # who wrote the keys of a bucket down


def hashed(field: str, keys: Sequence[str]) -> Array:
    """Return a number of 64 bits for each key of a field, the same in all processes."""
    own = blake2b(field.encode(), digest_size=8).hexdigest()
    try:
        found: Array = hash_array(np.array(keys, dtype=object), hash_key=own, categorize=False)
    except UnicodeEncodeError:  # lone surrogates, which some workbooks hold
        return hashed(field, [key.encode("utf-8", "backslashreplace").decode() for key in keys])
    return found


@attrs.frozen
class Asked:
    """Some keys of one field, in the order of their rows."""

    field: str
    hashes: Array = attrs.field(eq=False, repr=False)
    blocks: Array = attrs.field(eq=False, repr=False)
    numbers: Array = attrs.field(eq=False, repr=False)
    packed: bytes = attrs.field(repr=False)

    @classmethod
    def of(cls, data: bytes) -> Asked:
        """Return what `packets` packed."""
        field, *arrays, packed = parts_of(data)
        hashes, blocks, numbers = (
            np.frombuffer(array, kind) for array, kind in zip(arrays, (np.uint64, np.int64, np.int64), strict=True)
        )
        return cls(field, hashes, blocks, numbers, packed)


def packets(
    field: str, keys: Sequence[str], blocks: Sequence[int] | Array, numbers: Sequence[int], *, buckets: int, piece: int
) -> Iterator[Packet]:
    """Deal the keys of a piece that are not blank, with what belongs to them, out to buckets."""
    where, rows = np.asarray(blocks, np.int64), np.asarray(numbers, np.int64)
    if "" in keys:
        filled = np.fromiter(map(bool, keys), bool, len(keys))
        keys, where, rows = list(compress(keys, keys)), where[filled], rows[filled]
    if not keys:
        return
    hashes = hashed(field, keys)
    order, bounds = _dealt(hashes, buckets)
    hashes, where, rows, texts = hashes[order], where[order], rows[order], np.array(keys, dtype=object)[order]
    for bucket in np.flatnonzero(np.diff(bounds)).tolist():
        part = slice(*bounds[bucket : bucket + 2])
        arrays = (array[part].tobytes() for array in (hashes, where, rows))
        yield ASKED, bucket, piece, bytes_of(field, *arrays, marshal.dumps(texts[part].tolist()))


def _dealt(hashes: Array, buckets: int) -> tuple[Array, Array]:
    """Return an order by bucket, stable within each, and where each begins: buckets are ranges of the upper half."""
    places = (hashes >> np.uint64(32)) * np.uint64(buckets) >> np.uint64(32)
    order = np.argsort(places, kind="stable")
    return order, np.searchsorted(places[order], np.arange(buckets + 1))


def repeated(asked: Sequence[Asked]) -> Iterator[tuple[list[int], list[str]]]:
    """Yield the rows, with their keys, whose hashes are there more than once, in the order of the rows."""
    hashes = np.concatenate([part.hashes for part in asked])
    ordered = np.sort(hashes)
    twice = ordered[1:][ordered[1:] == ordered[:-1]]
    if not len(twice):
        return
    for part in asked:
        among = np.isin(part.hashes, twice)
        if among.any():
            yield part.numbers[among].tolist(), list(compress(marshal.loads(part.packed), among))  # noqa: S302 - ours


def leave_keys(folder: Path, bucket: int, who: str, asked: Iterable[Asked]) -> None:
    """Lay down which blocks ask for the keys of a bucket, sorted by hash."""
    held = [(part.hashes, part.blocks) for part in asked]
    if held:
        hashes, blocks = (np.concatenate(arrays) for arrays in zip(*held, strict=True))
        order = np.argsort(hashes)
        with written(_file(folder, bucket, who)) as file:
            file.write(hashes[order].tobytes() + blocks[order].tobytes())


def _file(folder: Path, bucket: int, who: str) -> Path:
    return folder / f"keys-{bucket:06}-{who}"


class KeyIndex:
    """Which blocks ask for a key, as `leave_keys` laid it down; files are mapped, not read."""

    def __init__(self, folder: Path, buckets: int) -> None:
        self._folder = folder
        self._buckets = buckets
        self._known: dict[int, list[tuple[Array, Array]]] = {}

    def find(self, field: str, forms: Sequence[str]) -> tuple[Array, Array]:
        """Return places of forms, and the blocks that ask for them."""
        hashes = hashed(field, forms)
        order, bounds = _dealt(hashes, self._buckets)
        places: list[Array] = [np.empty(0, np.int64)]
        blocks: list[Array] = [np.empty(0, np.int64)]
        for bucket in np.flatnonzero(np.diff(bounds)).tolist():
            inside = order[slice(*bounds[bucket : bucket + 2])]
            inside = inside[np.argsort(hashes[inside])]  # neighbours in the file as well
            for known, own in self._of(bucket):
                first = np.searchsorted(known, hashes[inside])
                count = np.searchsorted(known, hashes[inside], "right") - first
                total = np.cumsum(count)
                places.append(np.repeat(inside, count))
                blocks.append(own[np.arange(total[-1]) + np.repeat(first - total + count, count)])
        return np.concatenate(places), np.concatenate(blocks)

    def _of(self, bucket: int) -> list[tuple[Array, Array]]:
        if bucket not in self._known:
            files = (_file(self._folder, bucket, who) for who in (SURVEYED, QUESTIONED))
            maps = [np.memmap(file, np.uint64, "r").reshape(2, -1) for file in files if file.exists()]
            self._known[bucket] = [(both[0], both[1].view(np.int64)) for both in maps]
        return self._known[bucket]
