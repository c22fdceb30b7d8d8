"""Blocks and what is stored for them, brought together and decided."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pyarrow as pa
from pyspark.sql import DataFrame
from pyspark.sql import functions as F  # noqa: N812 - what everybody calls it

from customer_import.engines.spark.shapes import (
    ASKED,
    CREDIT,
    CUSTOMER,
    DECIDED,
    ROWS,
    Batches,
    batch_of,
    ddl,
    grouped,
    planner_of,
)
from customer_import.engines.spark.stored import decoded as customer_of
from customer_import.model import Balance, Chunk, Match, Posted
from customer_import.planning.parts import BlockPlanner, DecidedBlock
from customer_import.surveying.kept import unpacked


def decide(blocks: DataFrame, held: DataFrame, sent: Any, partitions: int) -> DataFrame:
    """Bring every block together with what it asks for, and decide it."""

    def asked(batches: Batches) -> Iterator[pa.RecordBatch]:
        planner = planner_of(sent)
        for batch in batches:
            for number, data in zip(batch.column("block"), batch.column("data"), strict=True):
                chunk = unpacked(data.as_py())
                keys = {**planner.keys(chunk), CREDIT: planner.credit_keys(chunk)}
                for field, forms in keys.items():
                    distinct = list(dict.fromkeys(forms))
                    columns = [[number.as_py()] * len(distinct), [field] * len(distinct), distinct]
                    yield batch_of(columns, ASKED)

    def decided(batches: Batches) -> Iterator[pa.RecordBatch]:
        planner = planner_of(sent)
        for number, entries in grouped(batches, "block"):
            done = _decide_block(planner, entries)
            made = [[number], [done.line], [json.dumps(done.kinds)], [json.dumps(done.signatures)], [done.tallies]]
            yield batch_of(made, DECIDED)

    rows = blocks.select("block", "data")
    asks = rows.repartition(partitions, "block").mapInArrow(asked, ddl(ASKED))
    answers = asks.join(held, ["field", "form"]).select("block", "kind", "data")
    both = rows.select("block", F.lit(ROWS).cast("byte").alias("kind"), "data").unionByName(answers)
    together = both.repartition(partitions, "block").sortWithinPartitions("block", "kind")
    return together.mapInArrow(decided, ddl(DECIDED))


def _decide_block(planner: BlockPlanner, entries: Iterable[Mapping[str, Any]]) -> DecidedBlock:
    chunk: Chunk | None = None
    matches: dict[str, Match] = {}
    posted: list[Posted] = []
    balances: list[Balance] = []
    for entry in entries:
        if entry["kind"] == ROWS:
            chunk = unpacked(entry["data"])
        elif entry["kind"] == CUSTOMER:
            match, held = customer_of(entry["data"])
            if match.id not in matches:  # found by several keys
                matches[match.id] = match
                balances += held
        else:
            posted.append(Posted(*json.loads(entry["data"])))
    assert chunk is not None  # noqa: S101 - only blocks ask
    found = [matches[own] for own in sorted(matches)]
    return planner.decided(chunk, found, posted, balances if planner.sets else None)
