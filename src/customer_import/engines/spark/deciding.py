"""Pieces and what is stored for them, brought together and decided.

Stored customers know which blocks ask for them (`stored`), and go straight to the piece. The lines of decided blocks
stay in the folder; only what is counted of them goes through Spark.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

import pyarrow as pa
from pyspark.sql import DataFrame, SparkSession

from customer_import.engines.spark.keys import QUESTIONED, Asked, leave_keys, packets
from customer_import.engines.spark.rows import lines_file, numbered_pieces, rows_of
from customer_import.engines.spark.shapes import (
    BLOCK,
    COUNTED,
    CREDIT,
    CUSTOMERS,
    DECIDED,
    PACKETS,
    POSTED,
    ROWS,
    Batches,
    Meeting,
    Packet,
    batch_of,
    ddl,
    planner_of,
    received,
    sent_on,
)
from customer_import.engines.spark.staging import written
from customer_import.engines.spark.stored import matches_of, table_of
from customer_import.errors import UsageError
from customer_import.model import Balance, Chunk, Posted
from customer_import.planning.parts import BlockPlanner, DecidedBlock
from customer_import.ports import Matches


def decide(spark: SparkSession, held: DataFrame, sent: bytes, meeting: Meeting) -> DataFrame:
    """Bring every piece together with what is stored for it, and decide its blocks; their lines are left in the folder.

    Args:
        spark: The session.
        held: Packets of what is stored, by piece.
        sent: The planner.
        meeting: Where and how.
    """
    folder = meeting.folder

    def decided(batches: Batches) -> Iterator[pa.RecordBatch]:
        planner = planner_of(sent)
        for piece, own in groupby(received(batches), key=lambda packet: packet[2]):
            made: list[tuple[object, ...]] = []
            with written(lines_file(folder, piece)) as file:
                for block, done in _decisions(planner, own, rows_of(folder, piece)):
                    file.write(done.line)
                    made.append((block, json.dumps(done.kinds), json.dumps(done.signatures), done.tallies))
            if made:
                yield batch_of(list(zip(*made, strict=True)), DECIDED)

    pieces = numbered_pieces(spark, meeting.pieces, meeting.tasks).selectExpr(
        f"cast({ROWS} as tinyint) kind", "0L place", "piece part", "cast('' as binary) data"
    )
    tasks = min(meeting.tasks, max(1, meeting.pieces))
    together = pieces.unionByName(held).repartition(tasks, "part").sortWithinPartitions("part", "kind")
    return together.mapInArrow(decided, ddl(DECIDED))


def ask(spark: SparkSession, sent: bytes, fields: Sequence[str], meeting: Meeting) -> None:
    """Leave in the folder what rows ask for in some fields, where the survey did not."""
    folder, buckets = meeting.folder, meeting.buckets

    def asked(batches: Batches) -> Iterator[pa.RecordBatch]:
        asking = planner_of(sent).asking(fields)
        for batch in batches:
            for piece in batch.column(0).to_pylist():
                yield from sent_on(_questions(asking, piece, rows_of(folder, piece), fields, buckets))

    def leave(batches: Batches) -> Iterator[pa.RecordBatch]:
        for bucket, some in groupby(received(batches), key=lambda packet: packet[1]):
            leave_keys(folder, bucket, QUESTIONED, (Asked.of(data) for *_, data in some))
        yield batch_of([[""]], COUNTED)

    found = numbered_pieces(spark, meeting.pieces, meeting.tasks).mapInArrow(asked, ddl(PACKETS))
    dealt = found.repartition(meeting.tasks, "place").sortWithinPartitions("place", "part")
    dealt.mapInArrow(leave, ddl(COUNTED)).collect()


def _questions(
    asking: BlockPlanner, piece: int, rows: Iterable[tuple[int, Chunk]], fields: Sequence[str], buckets: int
) -> Iterator[Packet]:
    """Yield what the rows of a piece ask for, by bucket."""
    asks: dict[str, tuple[list[str], list[int]]] = {}
    for block, chunk in rows:
        wanted = {**asking.keys(chunk), CREDIT: asking.credit_keys(chunk)}
        for field in fields:
            distinct = list(dict.fromkeys(wanted.get(field, ())))
            forms, blocks = asks.setdefault(field, ([], []))
            forms += distinct
            blocks += [block] * len(distinct)
    for field, (forms, blocks) in asks.items():
        yield from packets(field, forms, blocks, blocks, buckets=buckets, piece=piece)


class _Found:
    """What is stored for the blocks of a piece, sorted by block and then by a column."""

    def __init__(self, tables: Sequence[pa.Table], order: str) -> None:
        self.table = pa.concat_tables(tables) if tables else pa.table({BLOCK: pa.array([], pa.int64())})
        if tables:
            self.table = self.table.sort_by([(BLOCK, "ascending"), (order, "ascending")]).combine_chunks()
        self.blocks = self.table.column(BLOCK).to_pylist()

    def of(self, block: int) -> pa.Table:
        """Return what one block has."""
        start = bisect_left(self.blocks, block)
        return self.table.slice(start, bisect_left(self.blocks, block + 1) - start)


def _decisions(
    planner: BlockPlanner, packets: Iterable[Packet], rows: Iterable[tuple[int, Chunk]]
) -> Iterator[tuple[int, DecidedBlock]]:
    """Yield the blocks of a piece, decided."""
    tables: dict[int, list[pa.Table]] = {CUSTOMERS: [], POSTED: []}
    for kind, _, _, data in packets:
        if kind != ROWS:
            tables[kind].append(table_of(data))
    customers, posted = _Found(tables[CUSTOMERS], "@id"), _Found(tables[POSTED], "key")
    for block, chunk in rows:
        matches, balances = customers_in(planner, customers.of(block))
        yield block, planner.decided(chunk, matches, posted_in(posted.of(block)), balances if planner.sets else None)


def customers_in(planner: BlockPlanner, table: pa.Table) -> tuple[Matches, list[Balance]]:
    """Return the customers of a block, each once."""
    if not table.num_rows:
        return Matches((), (), {}), []
    ids = table.column("@id").to_pylist()
    if len(set(ids)) < len(ids):  # found by several keys
        table = _each_once(table, ids)
    names = [field.name for field in planner.profile.fields if field.name in table.column_names]
    matches = matches_of(table, names)
    balances = []
    if "@balances" in table.column_names:
        balances = [
            Balance(own, str(held["amount"]), held["unit"] or "", held["account"] or "")
            for own, of in zip(matches.ids, table.column("@balances").to_pylist(), strict=True)
            for held in of or ()
        ]
    return matches, balances


def _each_once(table: pa.Table, ids: Sequence[str]) -> pa.Table:
    """Return customers that are sorted by their ids, each once.

    Raises:
        UsageError: Two of one id are not the same.
    """
    again = [at for at in range(1, len(ids)) if ids[at - 1] == ids[at]]
    if not table.take(again).equals(table.take([at - 1 for at in again])):
        raise UsageError("current has an id twice, with different values", code="spark.customer_twice")
    return table.take([at for at, own in enumerate(ids) if not at or ids[at - 1] != own])


def posted_in(table: pa.Table) -> list[Posted]:
    """Return the posted credits of a block."""
    return [Posted(**{name: value for name, value in entry.items() if name != BLOCK}) for entry in table.to_pylist()]
