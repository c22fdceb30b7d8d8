"""Columns as an Arrow C stream, which pandas, polars, pyarrow and DuckDB read without a copy through Python.

With `pyarrow` where the host has it, otherwise with `arro3` (extra ``arrow``). Columns are text, whole numbers or truth
values: canonical text loses nothing, and a reader that wants dates parses ISO dates. None is null.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from customer_import.errors import UsageError

Columns = Sequence[Sequence[object]]


def capsule(types: Mapping[str, type], batches: Iterable[Columns], requested_schema: object = None) -> object:
    """Return the PyCapsule of a stream, for ``__arrow_c_stream__``.

    Args:
        types: Column → ``str``, ``int`` or ``bool``, in order.
        batches: Columns of equal length, batch by batch; pulled as the consumer asks.
        requested_schema: What the consumer would like, a capsule; passed on.

    Raises:
        UsageError: No Arrow library is installed.
    """
    return _reader(types, batches).__arrow_c_stream__(requested_schema)


def _reader(types: Mapping[str, type], batches: Iterable[Columns]) -> Any:
    try:
        import pyarrow as pa
    except ImportError:
        return _arro3_reader(types, batches)
    kinds = {str: pa.string(), int: pa.int64(), bool: pa.bool_()}
    schema = pa.schema([pa.field(name, kinds[kind]) for name, kind in types.items()])

    def made() -> Iterator[Any]:
        for columns in batches:
            arrays = [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)]
            yield pa.RecordBatch.from_arrays(arrays, schema=schema)

    return pa.RecordBatchReader.from_batches(schema, made())


def _arro3_reader(types: Mapping[str, type], batches: Iterable[Columns]) -> Any:
    try:
        import arro3.core as arro3
    except ImportError:
        raise UsageError(
            "an Arrow stream needs a library: pip install 'customer-import[arrow]', or pyarrow", code="extra.missing"
        ) from None
    kinds = {str: arro3.DataType.utf8(), int: arro3.DataType.int64(), bool: arro3.DataType.bool()}
    schema = arro3.Schema([arro3.Field(name, kinds[kind], nullable=True) for name, kind in types.items()])
    made = [
        arro3.RecordBatch.from_arrays(
            [arro3.Array(list(column), kinds[kind]) for column, kind in zip(columns, types.values(), strict=True)],
            schema=schema,
        )
        for columns in batches
    ]  # arro3 takes a list, not an iterator
    return arro3.RecordBatchReader.from_batches(schema, made)
