"""A plan that Spark holds: counted, saved as sealed parts, read as a DataFrame."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs
import pyarrow as pa
from pyspark.sql import DataFrame
from pyspark.sql import functions as F  # noqa: N812 - what everybody calls it

from customer_import._bases import Closing
from customer_import.engines.spark.rows import lines_file
from customer_import.engines.spark.shapes import COUNTED, SAVED, Batches, Meeting, batch_of, ddl, grouped, value_of
from customer_import.engines.spark.staging import written
from customer_import.model import COUNT_OF_KIND, Counts
from customer_import.planning.block import Block, Reading
from customer_import.planning.guards import TrippedGuard
from customer_import.planning.parts import BlockPlanner, DecidedBlock, assembled, tripped
from customer_import.planning.sealed import Plan
from customer_import.planning.streams import outcome_columns, outcome_types
from customer_import.planning.wire import KIND_OF_LETTER
from customer_import.surveying import CHUNK_ROWS

PART_ROWS = 1_000_000


class SparkPlan(Closing):
    """What was decided: sealed blocks in the staging directory, computed once and kept until `close`.

    Attributes:
        outcomes: One row an outcome, as the Arrow stream of a plan has them: row, outcome, customer, found_by, problems
            and the values by field. In no order: sort by ``row``.
        header: The header of the plan.
    """

    def __init__(
        self,
        decided: DataFrame,
        planner: BlockPlanner,
        where: Meeting,
        *,
        close: Sequence[Callable[[], object]] = (),
    ) -> None:
        self._decided = decided
        self._lines = lines = Lines(where.folder, where.size)
        self._planner = planner
        self._close = close
        self._counts: Counts | None = None
        self._tripped: tuple[TrippedGuard, ...] | None = None
        self.header = planner.header
        header, types = self.header, outcome_types(self.header["columns"])
        schema = pa.schema([(name, pa.int64() if kind is int else pa.string()) for name, kind in types.items()])

        def outcomes(batches: Batches) -> Iterator[pa.RecordBatch]:
            reading = Reading(header["label_map"]["fields"], [(name, value_of(own)) for name, own in header["fillers"]])
            for batch in batches:
                for block in batch.column("block").to_pylist():
                    columns = outcome_columns(Block(json.loads(lines.of(block)), reading), header["columns"])
                    yield batch_of(columns, schema)

        self.outcomes = decided.select("block").mapInArrow(outcomes, ddl(schema))

    @property
    def counts(self) -> Counts:
        """How many rows end how."""
        if self._counts is None:
            self._counts = Counts()
            for row in self._decided.select("kinds").mapInArrow(counted, ddl(COUNTED)).collect():
                for letter, count in json.loads(row["kinds"]).items():
                    name = COUNT_OF_KIND[KIND_OF_LETTER[letter]]
                    setattr(self._counts, name, getattr(self._counts, name) + count)
        return attrs.evolve(self._counts)

    @property
    def guards(self) -> tuple[TrippedGuard, ...]:
        """The limits that the plan passes."""
        if self._tripped is None:
            tallies = self._decided.orderBy("block").select("tallies").toLocalIterator()
            self._tripped = tripped(self._planner.profile, (bytes(row["tallies"]) for row in tallies))
        return self._tripped

    def whole(self) -> Plan:
        """Return the plan in one piece, made on the driver: byte for byte what `customer_import.plan` returns."""
        rows = self._decided.orderBy("block").toLocalIterator()
        return assembled(self.header, map(self._lines.block_of, map(as_dict, rows)), self.guards)

    def save(self, directory: str | os.PathLike[str], *, rows: int = PART_ROWS) -> list[Path]:
        """Write the plan as sealed parts: each a plan by itself, of consecutive rows, to be applied by itself.

        Every part carries the guards of the whole plan. Tasks write the parts, and give each its name when it is whole:
        a task that is killed or runs twice changes nothing.

        Args:
            directory: A directory that all executors reach under this path.
            rows: Rows in a part, rounded up to whole blocks. An all-or-nothing plan is one part whatever is said.

        Returns:
            The parts, in the order of the file.
        """
        folder, header, guards, lines = Path(directory), self.header, self.guards, self._lines
        folder.mkdir(parents=True, exist_ok=True)
        together = self.counts.rows if header["profile"].get("all_or_nothing") else rows
        blocks = max(1, -(-together // CHUNK_ROWS))

        def write(batches: Batches) -> Iterator[pa.RecordBatch]:
            for part, inside in grouped(batches, "part"):
                named = {**header, "id": f"{header['id']}-{part:06}"}
                name = f"part-{part:06}.jsonl"
                with assembled(named, map(lines.block_of, inside), guards) as plan, written(folder / name) as file:
                    plan.save(file)
                yield batch_of([[part], [name]], SAVED)

        parted = self._decided.withColumn("part", F.floor(F.col("block") / blocks).cast("long"))
        parts = max(1, parted.select("part").distinct().count())
        shuffled = parted.repartition(parts, "part").sortWithinPartitions("part", "block")
        saved = shuffled.mapInArrow(write, ddl(SAVED)).collect()
        return [folder / row["name"] for row in sorted(saved, key=lambda row: int(row["part"]))]

    def close(self) -> None:
        """Give back what Spark and the staging directory keep."""
        self._decided.unpersist()
        for close in self._close:
            close()
        self._close = ()

    def __repr__(self) -> str:
        return f"<SparkPlan {self.header['profile']['name']}>"


class Lines:
    """The lines of decided blocks, which tasks left in the folder, piece by piece."""

    def __init__(self, folder: Path, size: int) -> None:
        self._folder = folder
        self._size = size
        self._latest: tuple[int, list[bytes]] = (-1, [])

    def of(self, block: int) -> bytes:
        """Return the line of a block."""
        piece, place = divmod(block, self._size)
        if self._latest[0] != piece:
            self._latest = piece, lines_file(self._folder, piece).read_bytes().splitlines(keepends=True)
        return self._latest[1][place]

    def block_of(self, entry: Mapping[str, Any]) -> DecidedBlock:
        """Return a block, but for its tallies."""
        kinds, signatures = json.loads(entry["kinds"]), json.loads(entry["signatures"])
        return DecidedBlock(self.of(entry["block"]), kinds, signatures, b"")

    def __reduce__(self) -> tuple[Any, ...]:
        return Lines, (self._folder, self._size)


def counted(batches: Batches) -> Iterator[pa.RecordBatch]:
    """Add up how many outcomes of each kind the blocks of a partition have."""
    kinds: Counter[str] = Counter()
    for batch in batches:
        for line in batch.column("kinds").to_pylist():
            kinds.update(json.loads(line))
    yield batch_of([[json.dumps(kinds)]], COUNTED)


def as_dict(row: Any) -> dict[str, Any]:
    """Return a row that Spark collected."""
    found: dict[str, Any] = row.asDict()
    return found
