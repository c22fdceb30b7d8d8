"""What is stored, in packets by the bucket of the key form under which rows may ask for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

import attrs
import pyarrow as pa
from pyspark.sql import DataFrame
from pyspark.sql import functions as F  # noqa: N812 - what everybody calls it

from customer_import.engines.spark.shapes import (
    CREDIT,
    CUSTOMERS,
    PACKETS,
    POSTED,
    Batches,
    Packet,
    by_bucket,
    bytes_of,
    ddl,
    planner_of,
    refuse_types,
    sent_on,
)
from customer_import.errors import UsageError
from customer_import.model import Child, Posted, Value
from customer_import.planning.parts import BlockPlanner
from customer_import.ports import Matches

TOGETHER = 50_000  # customers whose packets are made at once: 15 MB, and some thousand in each of 40 buckets


def stored_customers(
    current: DataFrame, planner: BlockPlanner, sent: bytes, balances: DataFrame | None, buckets: int
) -> DataFrame:
    """Return the stored customers in packets: each once for every key form by which a row may ask for it."""
    types = dict(current.dtypes)
    missing = [name for name in planner.looked_up if name not in types and not planner.profile.field(name).child]
    missing += [] if "id" in types else ["id"]
    if any(planner.profile.field(name).child for name in planner.looked_up) and "children" not in types:
        missing.append("children")
    if missing:
        raise UsageError(f"current lacks columns: {', '.join(missing)}", code="spark.columns_missing")
    fields = [field.name for field in planner.profile.fields if field.name in types]
    refuse_types({name: types[name] for name in fields}, ("string", "array<string>"), "current")
    extra = [name for name in ("version", "locked", "children") if name in types and name not in fields]
    shown = [F.col(name).cast("string") if name == "version" else F.col(name) for name in extra]
    own = current.select(F.col("id").cast("string").alias("@id"), *fields, *shown)
    if planner.sets:
        if balances is None:
            raise UsageError("the profile sets balances: pass them as a DataFrame", code="credit.no_balances")
        whose = F.col("customer_id").cast("string").alias("@id")
        sums = balances.groupBy(whose).agg(F.collect_list(F.struct("amount", "unit", "account")).alias("@balances"))
        own = own.join(sums, "@id", "left")

    def packets(batches: Batches) -> Iterator[pa.RecordBatch]:
        asking = planner_of(sent)
        for table in _together(batches):
            keys = matches_of(table, [name for name in asking.looked_up if name in fields])
            yield from sent_on(_packets(table, asking.stored_forms(keys), CUSTOMERS, buckets))

    return own.mapInArrow(packets, ddl(PACKETS))


def posted_credits(ledger: DataFrame, buckets: int) -> DataFrame:
    """Return the ledger's entries in packets by their keys."""
    names = [field.name for field in attrs.fields(Posted)]
    missing = sorted({"key", "amount", "unit"} - set(ledger.columns))
    if missing:
        raise UsageError(f"ledger lacks columns: {', '.join(missing)}", code="spark.columns_missing")
    there = [F.col(name) if name in ledger.columns else F.lit(None) for name in names]
    texts = [
        F.coalesce(column.cast("int" if name == "row" else "string"), F.lit(0) if name == "row" else F.lit(""))
        for name, column in zip(names, there, strict=True)
    ]

    def packets(batches: Batches) -> Iterator[pa.RecordBatch]:
        for table in _together(batches):
            keys = table.column("key").to_pylist()
            forms = ((CREDIT, key, place) for place, key in enumerate(keys))
            yield from sent_on(_packets(table, forms, POSTED, buckets))

    return ledger.select(*[text.alias(name) for name, text in zip(names, texts, strict=True)]).mapInArrow(
        packets, ddl(PACKETS)
    )


def _together(batches: Batches) -> Iterator[pa.Table]:
    """Yield batches as tables of many rows."""
    waiting: list[pa.RecordBatch] = []
    rows = 0
    for batch in batches:
        waiting.append(batch)
        rows += batch.num_rows
        if rows >= TOGETHER:
            yield pa.Table.from_batches(waiting).combine_chunks()
            waiting, rows = [], 0
    if rows:
        yield pa.Table.from_batches(waiting).combine_chunks()


def _packets(table: pa.Table, found: Iterable[tuple[str, str, int]], kind: int, buckets: int) -> Iterator[Packet]:
    """Yield the rows of a table by the bucket of each of their key forms."""
    entries = list(found)
    if not entries:
        return
    fields, forms, places = zip(*entries, strict=True)
    for bucket, (some, names, rows) in by_bucket(forms, buckets, fields, places):
        starts = [(name, len(list(same))) for name, same in groupby(names)]
        yield kind, bucket, 0, bytes_of(starts, some, in_bytes(table.take(pa.array(rows, pa.int64()))))


def in_bytes(table: pa.Table) -> bytes:
    """Return a table as bytes."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    data: bytes = sink.getvalue().to_pybytes()
    return data


def table_of(data: bytes) -> pa.Table:
    """Return the table that `in_bytes` wrote."""
    return pa.ipc.open_stream(data).read_all()


def matches_of(table: pa.Table, names: Sequence[str]) -> Matches:
    """Return the rows of a table as matches, with the values of some fields."""
    there = set(table.column_names)
    count = table.num_rows

    def texts(name: str) -> list[Any]:
        return table.column(name).to_pylist() if name in there else [""] * count

    values: dict[str, list[Value]] = {}
    for name in names:
        column = table.column(name)
        held = column.to_pylist()
        if pa.types.is_list(column.type):
            values[name] = [tuple(value) if value else () for value in held]
        else:
            values[name] = [value or "" for value in held] if column.null_count else held
    locked = {place for place, lock in enumerate(texts("locked")) if lock} if "locked" in there else set()
    children: dict[int, Mapping[str, Sequence[Child]]] = {}
    if "children" in there:
        for place, groups in enumerate(texts("children")):
            if groups:
                children[place] = {
                    group: tuple(Child(child["key"], dict(child["values"])) for child in of)
                    for group, of in dict(groups).items()
                }
    return Matches(texts("@id"), [version or "" for version in texts("version")], values, locked, children)
