"""The survey in partitions: pieces are walked through one by one, rows meet by key, and the driver adds it all up."""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, groupby
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import pyarrow as pa
from pyspark import cloudpickle
from pyspark.sql import DataFrame

from customer_import.engines.spark.keys import SURVEYED, Asked, leave_keys, packets, repeated
from customer_import.engines.spark.rows import Incoming, leave_rows
from customer_import.engines.spark.shapes import (
    ASKED,
    BUCKET_ROWS,
    PACKETS,
    STATE,
    Batches,
    Packet,
    bytes_of,
    ddl,
    parts_of,
    received,
    sent_on,
)
from customer_import.errors import CustomerImportError
from customer_import.model import Tally
from customer_import.profile import Profile
from customer_import.reading.pieces import UnprovenPieceError
from customer_import.spool import Occurrences, RowPairs
from customer_import.surveying import Survey, TableLike, concluded
from customer_import.surveying import survey as make_survey
from customer_import.surveying.kept import packed, with_texts
from customer_import.surveying.passes import Pass


class Gathered:
    """Takes in rows with their keys, for another process to group."""

    def __init__(self) -> None:
        self.numbers: list[int] = []
        self.keys: list[str] = []

    def add(self, numbers: Sequence[int], keys: Sequence[str]) -> None:
        """Take in rows."""
        self.numbers += numbers
        self.keys += keys

    def finish(self) -> tuple[RowPairs, RowPairs, RowPairs]:
        """Know nothing: the groups are made elsewhere."""
        return RowPairs(), RowPairs(), RowPairs()


@attrs.frozen
class Grouped:
    """Stands for groups that were made elsewhere."""

    pairs: tuple[RowPairs, RowPairs, RowPairs] = attrs.field(factory=lambda: (RowPairs(), RowPairs(), RowPairs()))

    def add(self, numbers: Sequence[int], keys: Sequence[str]) -> None:
        """Take nothing: the walks through the pieces saw the rows."""

    def finish(self) -> tuple[RowPairs, RowPairs, RowPairs]:
        """Return the groups."""
        return self.pairs


def surveyed(
    incoming: Incoming,
    table: TableLike,
    known: Profile | Survey,
    options: Mapping[str, Any],
    *,
    buckets: int,
    tasks: int,
) -> tuple[Survey, bool] | None:
    """Survey the pieces, unless that was done before; leave their rows, and the keys that they ask for, in the folder.

    Args:
        incoming: The pieces.
        table: What they are pieces of.
        known: The profile, or a survey that was made before.
        options: The other arguments of `customer_import.survey`.
        buckets: How many buckets keys are dealt out to.
        tasks: How many tasks look through the buckets.

    Returns:
        The survey, and whether the keys were left; None where a piece does not prove what it is.
    """
    survey, given = (known, None) if isinstance(known, Survey) else (None, Pass(table, known, **options))
    if given and given.mapped.label_map.own_column("token") is not None:  # an error file, never a long one
        survey, given = make_survey(table, given.profile, **options), None
    hints: dict[str, str] = {}
    inferred = None
    while True:
        walked = _packets(incoming, given, hints, buckets).persist()
        try:
            states = _states(walked)
            if states is None:
                return None
            if given is None:
                assert survey is not None  # noqa: S101 - for the type checker
                return survey, False
            walk, tally = given.walk(hints), incoming.tally or Tally()
            for seen, more in states:
                walk.merge(seen)
                tally = tally if incoming.tally else _sum(tally, more)
            inferred = inferred or walk.inferred(given.answers)
            if hints or not walk.reads(inferred[0]):
                pairs = _grouped(walked, incoming.folder, min(tasks, max(1, incoming.count)))
                break
            hints = inferred[0]  # keys read before it was known how: once more, now that it is
        finally:
            walked.unpersist()
    whole = given.walk(hints, groups=lambda name: Grouped(*([pairs[name]] if name in pairs else [])))
    whole.merge(walk.state())
    return concluded(given, table, whole, inferred, tally), True


def _states(walked: DataFrame) -> list[tuple[dict[str, Any], Tally]] | None:
    """Return what the walks saw, and where the records went, in the order of the pieces; None if one is not proven."""
    found = walked.where(f"kind = {STATE}").select("place", "data").collect()
    if not all(state["data"] for state in found):
        return None
    return [pickle.loads(state["data"]) for state in sorted(found, key=lambda state: int(state["place"]))]  # noqa: S301


def _sum(one: Tally, other: Tally) -> Tally:
    return Tally(*map(sum, zip(attrs.astuple(one), attrs.astuple(other), strict=True)))


def _packets(incoming: Incoming, given: Pass | None, hints: dict[str, str], buckets: int) -> DataFrame:
    """Return of every piece the state of a walk through it, and its keys by bucket; leave its rows in the folder."""
    sent, read, folder, cut = cloudpickle.dumps(given), incoming.read, incoming.folder, incoming.cut

    def walked(batches: Batches) -> Iterator[pa.RecordBatch]:
        way: Pass | None = cloudpickle.loads(sent)
        for batch in batches:
            for piece in batch.column(0).to_pylist():
                try:
                    made = list(walk(way, piece))
                except (UnprovenPieceError, CustomerImportError):
                    if not cut:
                        raise
                    made = [(STATE, piece, 0, b"")]  # the driver reads the file in one go
                yield from sent_on(made)

    def walk(way: Pass | None, piece: int) -> Iterator[Packet]:
        groups: dict[str, Gathered] = {}
        through = way.walk(hints, groups=lambda name: groups.setdefault(name, Gathered())) if way else None
        blocks, tally = read(piece)
        rows: list[tuple[int, bytes]] = []
        firsts: list[int] = []
        for block, chunk in blocks:
            if way and through:
                chunk = with_texts(attrs.evolve(chunk, values={}))
                looked_at = way.look(chunk)
                values = through.feed(looked_at)
                chunk = attrs.evolve(chunk, unmarked=looked_at.unmarked, values=values)
            firsts.append(chunk.numbers[0])
            rows.append((block, packed(chunk)))
        leave_rows(folder, piece, rows)
        yield STATE, piece, 0, pickle.dumps((through.state() if through else {}, tally()))
        for name, group in groups.items():
            inside = np.searchsorted(firsts, group.numbers, side="right") - 1
            where = np.array([block for block, _ in rows], np.int64)[inside]
            yield from packets(name, group.keys, where, group.numbers, buckets=buckets, piece=piece)

    return incoming.frame.mapInArrow(walked, ddl(PACKETS))


def _grouped(walked: DataFrame, folder: Path, tasks: int) -> dict[str, tuple[RowPairs, RowPairs, RowPairs]]:
    """Group the rows of all pieces by their keys, bucket by bucket, and leave the keys of fields in the folder.

    Returns:
        What the groups show, by name.
    """

    def grouping(batches: Batches) -> Iterator[pa.RecordBatch]:
        for bucket, some in groupby(received(batches), key=lambda packet: packet[1]):
            groups: dict[str, list[Asked]] = {}
            for *_, data in some:
                part = Asked.of(data)
                groups.setdefault(part.field, []).append(part)
            leave_keys(folder, bucket, SURVEYED, chain(*(of for name, of in groups.items() if name[0] != "@")))
            yield from sent_on(_found(bucket, groups))

    keys = walked.where(f"kind = {ASKED}").repartition(tasks, "place").sortWithinPartitions("place", "part")
    flat: dict[str, tuple[list[tuple[int, int]], ...]] = {}
    for row in keys.mapInArrow(grouping, ddl(PACKETS)).select("data").collect():
        name, *found = parts_of(row["data"])
        for whole, part in zip(flat.setdefault(name, ([], [], [])), found, strict=True):
            whole += part
    return {name: (RowPairs(a), RowPairs(b), RowPairs(c)) for name, (a, b, c) in flat.items()}


def _found(bucket: int, groups: dict[str, list[Asked]]) -> Iterable[Packet]:
    for name, parts in groups.items():
        group = Occurrences(limit=BUCKET_ROWS * 4)
        for numbers, keys in repeated(parts):
            group.add(numbers, keys)
        found = [list(pairs) for pairs in group.finish()]
        if any(found):
            yield ASKED, bucket, 0, bytes_of(name, *found)
