"""The tables that flow between the steps, and what every step does with them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

import pyarrow as pa
from pyspark import cloudpickle

from customer_import.errors import UsageError
from customer_import.model import Value
from customer_import.planning.parts import BlockPlanner
from customer_import.surveying import Survey

# What the rows of one block receive, in this order.
ROWS, CUSTOMER, POSTED = 0, 1, 2
CREDIT = "@credit"  # where credit keys are asked for, in place of a field

ASKED = pa.schema([("block", pa.int64()), ("field", pa.string()), ("form", pa.string())])
HELD = pa.schema([("field", pa.string()), ("form", pa.string()), ("kind", pa.int8()), ("data", pa.binary())])
BLOCKS = pa.schema([("block", pa.int64()), ("data", pa.binary())])
DIGESTED = pa.schema([*BLOCKS, ("rows", pa.int64()), ("digest", pa.string())])
DECIDED = pa.schema(
    [("block", pa.int64()), ("line", pa.binary()), ("kinds", pa.string()), ("signatures", pa.string()),
     ("tallies", pa.binary())]
)  # fmt: skip
SAVED = pa.schema([("part", pa.int64()), ("name", pa.string())])

Batches = Iterable[pa.RecordBatch]
_SQL = {pa.int64(): "bigint", pa.int8(): "tinyint", pa.string(): "string", pa.binary(): "binary"}


def ddl(schema: pa.Schema) -> str:
    """Return a schema in the words of Spark."""
    return ", ".join(f"`{field.name}` {_SQL[field.type]}" for field in schema)


def packed_planner(survey: Survey, options: Mapping[str, Any]) -> bytes:
    """Return what `planner_of` makes a planner of; a host's rules may be functions of any kind."""
    data: bytes = cloudpickle.dumps((survey, options))
    return data


def planner_of(sent: Any) -> BlockPlanner:
    """Make the planner in a task."""
    survey, options = cloudpickle.loads(sent.value)
    return BlockPlanner(survey, **options)


def batch_of(columns: Sequence[Any], schema: pa.Schema) -> pa.RecordBatch:
    """Return columns as a batch."""
    arrays = [pa.array(column, kind) for column, kind in zip(columns, schema.types, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def grouped(batches: Batches, name: str) -> Iterator[tuple[int, Iterator[dict[str, Any]]]]:
    """Yield (value, its rows) of rows that are sorted by a column, whatever the batches are."""
    entries = (entry for batch in batches for entry in batch.to_pylist())
    yield from groupby(entries, key=lambda entry: int(entry[name]))


def value_of(data: Any) -> Value:
    """Return a canonical value out of what Arrow or JSON make of it."""
    return tuple(data) if isinstance(data, (list, tuple)) else data


def refuse_types(types: Mapping[str, str], wanted: Sequence[str], which: str) -> None:
    """Raise `UsageError` where a column is of another type."""
    wrong = [name for name, kind in types.items() if kind not in wanted]
    if wrong:
        raise UsageError(
            f"{which} has columns that are not {' or '.join(wanted)}: {', '.join(wrong)}; cast them to canonical text",
            code="spark.column_type",
        )
