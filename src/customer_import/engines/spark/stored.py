"""What is stored, in packets by the bucket of the key form under which rows may ask for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F  # noqa: N812 - what everybody calls it

from customer_import.engines.spark.columns import AMOUNT, DAY, ID, TEXT, TEXTS, TRUTH, WHOLE, Columns
from customer_import.engines.spark.keys import Array, KeyIndex
from customer_import.engines.spark.shapes import (
    BLOCK,
    CREDIT,
    CUSTOMERS,
    PACKETS,
    POSTED,
    Batches,
    Meeting,
    Packet,
    ddl,
    planner_of,
    sent_on,
    together,
)
from customer_import.errors import UsageError
from customer_import.model import Child, Value
from customer_import.planning.parts import BlockPlanner
from customer_import.ports import Matches
from customer_import.profile import Profile

CHILDREN = ("map<string,array<struct<key:string,values:map<string,string>>>>",)
# What `current` has besides fields, unless a field is called so.
BESIDES = {"version": ID, "locked": TRUTH, "children": CHILDREN}
LEDGER = {
    "key": TEXT, "amount": AMOUNT, "unit": TEXT, "account": TEXT, "expires": DAY, "plan_id": TEXT, "row": WHOLE,
    "posted_at": TEXT,
}  # fmt: skip
BALANCE = {"customer_id": ID, "amount": AMOUNT, "unit": TEXT, "account": TEXT}

TOGETHER = 50_000  # customers that are looked up at once: 15 MB


def stored_customers(
    current: DataFrame, planner: BlockPlanner, sent: bytes, balances: DataFrame | None, where: Meeting
) -> DataFrame:
    """Return the stored customers that rows ask for, in packets for their pieces."""
    own = customers_of(current, planner.profile, planner.looked_up, balances if planner.sets else None)
    folder, size, buckets = where.folder, where.size, where.buckets

    def packets(batches: Batches) -> Iterator[pa.RecordBatch]:
        asking, index = planner_of(sent), KeyIndex(folder, buckets)
        for table in together(batches, TOGETHER):
            found = []
            for name, forms, places in stored_forms(asking, table):
                at, blocks = index.find(name, forms)
                found.append((at if places is None else np.asarray(places, np.int64)[at], blocks))
            yield from sent_on(_packets(table, found, CUSTOMERS, size))

    return own.mapInArrow(packets, ddl(PACKETS))


def stored_forms(planner: BlockPlanner, table: pa.Table) -> Iterator[tuple[str, list[str], list[int] | None]]:
    """Yield what `BlockPlanner.stored_forms` says of stored customers.

    Raises:
        UsageError: One of them has no id.
    """
    if table.column("@id").null_count:
        raise UsageError("current has a customer without an id", code="spark.no_id")
    return planner.stored_forms(matches_of(table, [name for name in planner.looked_up if name in table.column_names]))


def customers_of(
    current: DataFrame, profile: Profile, looked_up: Sequence[str], balances: DataFrame | None, tenant: str = ""
) -> DataFrame:
    """Return stored customers: ``@id``, ``@tenant`` where a column names it, fields, ``@version`` and the like."""
    held = Columns(current, "current")
    needed = ["id", *(name for name in looked_up if not profile.field(name).child)]
    needed += ["children"] if any(profile.field(name).child for name in looked_up) else []
    values = {field.name: TEXTS if profile.kind(field).multi else TEXT for field in profile.fields if not field.child}
    besides = {name: types for name, types in BESIDES.items() if name not in values}
    there = held.taken({**values, **besides}, [name for name in needed if name != "id"])
    ids = held.taken({"id": ID}, ["id"])["id"].cast("string").alias("@id")
    named = [
        (column.cast("string") if name == "version" and name in besides else column).alias(
            f"@{name}" if name in besides else name
        )
        for name, column in there.items()
    ]
    whose = _tenant(held, tenant)
    own = held.frame.select(ids, *whose, *named)
    if balances is not None:
        sums = texts_of(balances, "balances", BALANCE, ["customer_id", "amount"], tenant)
        on = ["@id", *(["@tenant"] if whose else [])]
        grouped = sums.withColumnRenamed("customer_id", "@id").groupBy(*[f"`{name}`" for name in on])
        own = own.join(
            grouped.agg(F.collect_list(F.struct("amount", "unit", "account")).alias("@balances")), on, "left"
        )
    return own


def _tenant(held: Columns, tenant: str) -> list[Column]:
    """Return the column that names the tenant, if there is to be one."""
    return [held.taken({tenant: ID}, [tenant])[tenant].cast("string").alias("@tenant")] if tenant else []


def posted_credits(ledger: DataFrame, where: Meeting) -> DataFrame:
    """Return the ledger's entries that rows ask for, in packets for their pieces."""
    folder, size, buckets = where.folder, where.size, where.buckets

    def packets(batches: Batches) -> Iterator[pa.RecordBatch]:
        index = KeyIndex(folder, buckets)
        for table in together(batches, TOGETHER):
            found = index.find(CREDIT, table.column("key").to_pylist())
            yield from sent_on(_packets(table, [found], POSTED, size))

    return texts_of(ledger, "ledger", LEDGER, ["key", "amount", "unit"]).mapInArrow(packets, ddl(PACKETS))


def texts_of(
    frame: DataFrame, which: str, types: Mapping[str, Sequence[str]], needed: Sequence[str], tenant: str = ""
) -> DataFrame:
    """Return columns as texts, null as a blank one, and the numbers of rows as numbers; ``@tenant`` behind them."""
    held = Columns(frame, which)
    there = held.taken(types, needed)

    def text(name: str) -> Column:
        kind, blank = ("int", F.lit(0)) if name == "row" else ("string", F.lit(""))
        return F.coalesce(there[name].cast(kind), blank) if name in there else blank

    return held.frame.select(*[text(name).alias(name) for name in types], *_tenant(held, tenant))


def _packets(table: pa.Table, found: Iterable[tuple[Array, Array]], kind: int, size: int) -> Iterator[Packet]:
    """Yield rows of a table for the pieces whose blocks ask for them: (places, blocks) of each key."""
    count = table.num_rows
    pairs = [blocks * count + places for places, blocks in found]
    if not any(map(len, pairs)):
        return
    blocks, places = np.divmod(np.unique(np.concatenate(pairs)), count)  # several keys may find one for one block
    taken = table.take(pa.array(places)).append_column(BLOCK, pa.array(blocks))
    pieces = blocks // size
    starts = np.flatnonzero(np.diff(pieces, prepend=-1)).tolist()
    for start, stop in pairwise([*starts, len(pieces)]):
        yield kind, 0, int(pieces[start]), in_bytes(taken.slice(start, stop - start))


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
    """Return the rows of a table as matches, with the values of some fields; null is blank, wherever it stands."""
    there = set(table.column_names)
    count = table.num_rows

    def cells(name: str) -> list[Any]:
        return table.column(name).to_pylist() if name in there else [None] * count

    values: dict[str, list[Value]] = {}
    for name in names:
        column = table.column(name)
        held = column.to_pylist()
        if pa.types.is_list(column.type) or pa.types.is_large_list(column.type):
            values[name] = [tuple(filter(None, value or ())) for value in held]
        else:
            values[name] = [value or "" for value in held] if column.null_count else held
    locked = {place for place, lock in enumerate(cells("@locked")) if lock}
    children: dict[int, Mapping[str, Sequence[Child]]] = {}
    for place, groups in enumerate(cells("@children")):
        if groups:
            children[place] = {
                group: tuple(
                    Child(child["key"] or "", {name: value or "" for name, value in child["values"] or ()})
                    for child in of or ()
                    if child
                )
                for group, of in groups
            }
    return Matches(cells("@id"), [version or "" for version in cells("@version")], values, locked, children)
