"""Pieces and what is stored for them, brought together and decided.

Rows and customers meet in buckets of key forms: a task takes in what the rows of a bucket ask for, and lets the stored
customers of the bucket pass by. What is found goes back to the piece that asked.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import groupby, repeat
from pathlib import Path

import attrs
import pyarrow as pa
from pyspark.sql import DataFrame, SparkSession

from customer_import.engines.spark.rows import numbered_pieces, rows_of
from customer_import.engines.spark.shapes import (
    ASKED,
    CREDIT,
    CUSTOMERS,
    DECIDED,
    PACKETS,
    POSTED,
    ROWS,
    Batches,
    Packet,
    batch_of,
    by_bucket,
    bytes_of,
    ddl,
    parts_of,
    planner_of,
    received,
    sent_on,
)
from customer_import.engines.spark.stored import in_bytes, matches_of, table_of
from customer_import.errors import UsageError
from customer_import.model import Balance, Chunk, Posted
from customer_import.planning.parts import BlockPlanner
from customer_import.ports import Matches

PIECE = "@piece"
BLOCK = "@block"
Place = tuple[int, int]  # piece, block


@attrs.frozen
class Meeting:
    """How rows and what is stored for them come together.

    Args:
        folder: Where the rows are.
        pieces: How many pieces there are.
        buckets: How many buckets keys are dealt out to.
        tasks: How many tasks there are in each step.
    """

    folder: Path
    pieces: int
    buckets: int
    tasks: int


def decide(spark: SparkSession, asked: DataFrame, held: DataFrame, sent: bytes, meeting: Meeting) -> DataFrame:
    """Bring every block together with what it asks for, and decide it.

    Args:
        spark: The session.
        asked: Packets of keys that rows ask for; may lack some.
        held: Packets of what is stored.
        sent: The planner.
        meeting: Where and how.
    """
    folder, looked_up = meeting.folder, frozenset(planner_of(sent).looked_up)

    def found(batches: Batches) -> Iterator[pa.RecordBatch]:
        for _, packets in groupby(received(batches), key=lambda packet: packet[1]):
            yield from sent_on(_answers(packets, looked_up))

    def decided(batches: Batches) -> Iterator[pa.RecordBatch]:
        planner = planner_of(sent)
        for piece, packets in groupby(received(batches), key=lambda packet: packet[2]):
            yield from _decisions(planner, packets, rows_of(folder, piece))

    met = asked.unionByName(held).repartition(meeting.tasks, "place").sortWithinPartitions("place", "kind")
    answers = met.mapInArrow(found, ddl(PACKETS))
    pieces = numbered_pieces(spark, meeting.pieces, meeting.tasks).selectExpr(
        f"cast({ROWS} as tinyint) kind", "0L place", "piece part", "cast('' as binary) data"
    )
    tasks = min(meeting.tasks, max(1, meeting.pieces))
    together = pieces.unionByName(answers).repartition(tasks, "part").sortWithinPartitions("part", "kind")
    return together.mapInArrow(decided, ddl(DECIDED))


def questions(spark: SparkSession, sent: bytes, fields: Sequence[str], meeting: Meeting) -> DataFrame:
    """Return packets of what rows ask for in some fields, where the survey did not gather it."""
    folder, buckets = meeting.folder, meeting.buckets

    def asked(batches: Batches) -> Iterator[pa.RecordBatch]:
        asking = planner_of(sent).asking(fields)
        for batch in batches:
            for piece in batch.column(0).to_pylist():
                yield from sent_on(_questions(asking, piece, rows_of(folder, piece), fields, buckets))

    return numbered_pieces(spark, meeting.pieces, meeting.tasks).mapInArrow(asked, ddl(PACKETS))


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
        for bucket, (some, own) in by_bucket(forms, buckets, blocks):
            yield ASKED, bucket, piece, bytes_of(field, some, own, None)


class _Asking:
    """Which blocks ask for a key form of one field: nearly always one."""

    def __init__(self) -> None:
        self.first: dict[str, Place] = {}
        self.more: dict[str, set[Place]] = {}  # forms that several blocks ask for

    def add(self, piece: int, forms: Sequence[str], blocks: Sequence[int]) -> None:
        """Take in forms and the blocks that ask for them."""
        there = dict(zip(forms, zip(repeat(piece), blocks), strict=False))
        if len(there) == len(forms) and self.first.keys().isdisjoint(there):
            self.first.update(there)
            return
        for form, block in zip(forms, blocks, strict=True):
            if self.first.setdefault(form, (piece, block)) != (piece, block):
                self.more.setdefault(form, set()).add((piece, block))

    def hits(self, forms: Sequence[str], start: int) -> Iterator[tuple[Place, int]]:
        """Yield (who asks, place) for stored customers from a place on."""
        found = list(map(self.first.get, forms))
        for at, who in enumerate(found, start):
            if who is not None:
                yield who, at
                if self.more:
                    yield from ((another, at) for another in self.more.get(forms[at - start], ()))


def _answers(packets: Iterable[Packet], looked_up: Collection[str]) -> Iterator[Packet]:
    """Yield what is stored for the questions of a bucket, by the piece that asks; questions come first."""
    asking: dict[str, _Asking] = {}
    found: dict[int, list[pa.Table]] = {}
    for kind, _, piece, data in packets:
        if kind == ASKED:
            field, forms, blocks, _ = parts_of(data)
            if field in looked_up or field == CREDIT:
                asking.setdefault(field, _Asking()).add(piece, forms, blocks)
            continue
        starts, forms, table = parts_of(data)
        hits: list[tuple[Place, int]] = []
        start = 0
        for field, count in starts:
            if field in asking:
                hits += asking[field].hits(forms[start : start + count], start)
            start += count
        if hits:
            who, at = zip(*hits, strict=True)
            pieces, blocks = (pa.array(column, pa.int64()) for column in zip(*who, strict=True))
            taken = table_of(table).take(pa.array(at, pa.int64()))
            found.setdefault(kind, []).append(taken.append_column(PIECE, pieces).append_column(BLOCK, blocks))
    for kind, tables in found.items():
        whole = pa.concat_tables(tables).sort_by(PIECE).combine_chunks()
        start = 0
        for piece, some in groupby(whole.column(PIECE).to_pylist()):
            count = sum(1 for _ in some)
            yield kind, 0, piece, in_bytes(whole.slice(start, count).drop_columns([PIECE]))
            start += count


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
) -> Iterator[pa.RecordBatch]:
    """Yield the blocks of a piece, decided."""
    tables: dict[int, list[pa.Table]] = {CUSTOMERS: [], POSTED: [], ROWS: []}
    for kind, _, _, data in packets:
        if kind != ROWS:
            tables[kind].append(table_of(data))
    customers, posted = _Found(tables[CUSTOMERS], "@id"), _Found(tables[POSTED], "key")
    for block, chunk in rows:
        matches, balances = _customers(planner, customers.of(block))
        done = planner.decided(chunk, matches, _posted(posted.of(block)), balances if planner.sets else None)
        made = [[block], [done.line], [json.dumps(done.kinds)], [json.dumps(done.signatures)], [done.tallies]]
        yield batch_of(made, DECIDED)


def _customers(planner: BlockPlanner, table: pa.Table) -> tuple[Matches, list[Balance]]:
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


def _posted(table: pa.Table) -> list[Posted]:
    return [Posted(**{name: value for name, value in entry.items() if name != BLOCK}) for entry in table.to_pylist()]
