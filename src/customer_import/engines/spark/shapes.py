"""The tables that flow between the steps: packets of many rows each, since a row costs Spark more than its bytes.

A packet is addressed to a place: a piece of the file or a bucket of keys. What is in it only Python looks at.
"""

from __future__ import annotations

import marshal
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import attrs
import pyarrow as pa
from pyspark import cloudpickle

from customer_import.model import Value
from customer_import.planning.parts import BlockPlanner
from customer_import.surveying import Survey

PIECE_BLOCKS = 32  # 32,000 rows: some 6 MB, what a task has in memory
PIECES_IN_TASK = 8  # 256,000 rows: a task costs 60 ms before it begins, and one that is lost loses seconds
BUCKET_ROWS = 50_000

# What is in a packet; in one place they are read in this order.
ASKED, CUSTOMERS, POSTED, ROWS, STATE = range(5)
BLOCK = "@block"  # the column that names the block which asks for a stored customer or a posted credit
CREDIT = "@credit"  # where credit keys are asked for, in place of a field

PACKETS = pa.schema([("kind", pa.int8()), ("place", pa.int64()), ("part", pa.int64()), ("data", pa.binary())])
DECIDED = pa.schema(
    [("block", pa.int64()), ("kinds", pa.string()), ("signatures", pa.string()), ("tallies", pa.binary())]
)
COUNTED = pa.schema([("kinds", pa.string())])
SAVED = pa.schema([("part", pa.int64()), ("name", pa.string())])

Batches = Iterable[pa.RecordBatch]
Packet = tuple[int, int, int, bytes]
_SQL = {pa.int64(): "bigint", pa.int8(): "tinyint", pa.string(): "string", pa.binary(): "binary"}
_PACKET_BYTES = 16 * 1024 * 1024


@attrs.frozen
class Meeting:
    """How rows and what is stored for them come together.

    Args:
        folder: Where the rows are.
        pieces: How many pieces there are.
        size: How many blocks a piece has.
        buckets: How many buckets keys are dealt out to.
        tasks: How many tasks there are in each step.
    """

    folder: Path
    pieces: int
    size: int
    buckets: int
    tasks: int


def ddl(schema: pa.Schema) -> str:
    """Return a schema in the words of Spark."""
    return ", ".join(f"`{field.name}` {_SQL[field.type]}" for field in schema)


def packed_planner(survey: Survey, options: Mapping[str, Any]) -> bytes:
    """Return what `planner_of` makes a planner of; a host's rules may be functions of any kind."""
    data: bytes = cloudpickle.dumps((survey, options))
    return data


_latest: list[tuple[bytes, BlockPlanner]] = []  # of this worker, which runs one task after the other


def planner_of(sent: bytes) -> BlockPlanner:
    """Make the planner in a task, or return the one that the worker made for the task before."""
    if not _latest or _latest[0][0] != sent:
        survey, options = cloudpickle.loads(sent)
        _latest[:] = [(sent, BlockPlanner(survey, **options))]
    return _latest[0][1]


def batch_of(columns: Sequence[Any], schema: pa.Schema) -> pa.RecordBatch:
    """Return columns as a batch."""
    arrays = [pa.array(column, kind) for column, kind in zip(columns, schema.types, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def sent_on(packets: Iterable[Packet]) -> Iterator[pa.RecordBatch]:
    """Yield packets as batches of some megabytes."""
    waiting: list[Packet] = []
    size = 0
    for packet in packets:
        waiting.append(packet)
        size += len(packet[3])
        if size > _PACKET_BYTES:
            yield batch_of(list(zip(*waiting, strict=True)), PACKETS)
            waiting, size = [], 0
    if waiting:
        yield batch_of(list(zip(*waiting, strict=True)), PACKETS)


def bytes_of(*parts: Any) -> bytes:
    """Return plain data as bytes that only `parts_of` of the same Python reads."""
    data: bytes = marshal.dumps(parts)
    return data


def parts_of(data: bytes) -> Any:
    """Return the data that another process of the same job gave to `bytes_of`; never anything from elsewhere."""
    return marshal.loads(data)  # noqa: S302 - as said


def received(batches: Batches) -> Iterator[Packet]:
    """Yield the packets of batches."""
    for batch in batches:
        kinds, places, parts = (batch.column(index).to_pylist() for index in range(3))
        for kind, place, part, data in zip(kinds, places, parts, batch.column(3), strict=True):
            yield kind, place, part, data.as_py()


def together(batches: Batches, rows: int) -> Iterator[pa.Table]:
    """Yield batches as tables of so many rows; the last one has fewer, and a batch is never cut."""
    waiting: list[pa.RecordBatch] = []
    count = 0
    for batch in batches:
        waiting.append(batch)
        count += batch.num_rows
        if count >= rows:
            yield pa.Table.from_batches(waiting).combine_chunks()
            waiting, count = [], 0
    if count:
        yield pa.Table.from_batches(waiting).combine_chunks()


def grouped(batches: Batches, name: str) -> Iterator[tuple[int, Iterator[dict[str, Any]]]]:
    """Yield (value, its rows) of rows that are sorted by a column, whatever the batches are."""
    entries = (entry for batch in batches for entry in batch.to_pylist())
    yield from groupby(entries, key=lambda entry: int(entry[name]))


def value_of(data: Any) -> Value:
    """Return a canonical value out of what Arrow or JSON make of it."""
    return tuple(data) if isinstance(data, (list, tuple)) else data
