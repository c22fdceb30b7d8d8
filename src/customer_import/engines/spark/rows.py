"""The incoming rows as blocks: 1,000 consecutive rows of the file, or of a DataFrame whose rows are numbered."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F  # noqa: N812 - what everybody calls it

from customer_import.engines.spark.shapes import BLOCKS, DIGESTED, Batches, batch_of, ddl, grouped, refuse_types
from customer_import.errors import UsageError
from customer_import.model import Chunk, Problem, Tally
from customer_import.reading import Dialect
from customer_import.surveying import CHUNK_ROWS
from customer_import.surveying.kept import KeptChunks, packed, unpacked

BLOCKS_IN_FILE = 64


class Staging(KeptChunks):
    """Takes the chunks of a file in and lays them down where tasks can read them; each is a block."""

    def __init__(self, directory: str | os.PathLike[str] | None, close: list[Callable[[], object]]) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="customer-import-", dir=directory))
        close.append(lambda: shutil.rmtree(self._folder, ignore_errors=True))
        self._waiting: list[bytes] = []
        self._block = 0

    def add(self, chunk: Chunk) -> None:
        """Take in the next chunk."""
        self._waiting.append(packed(chunk))
        if len(self._waiting) == BLOCKS_IN_FILE:
            self._flush()

    def _flush(self) -> None:
        blocks = range(self._block, self._block + len(self._waiting))
        table = pa.table([pa.array(blocks, pa.int64()), pa.array(self._waiting, pa.binary())], schema=BLOCKS)
        pq.write_table(table, self._folder / f"rows-{self._block:08}.parquet", compression="lz4")
        self._block += len(self._waiting)
        self._waiting = []

    def blocks(self, spark: SparkSession) -> DataFrame:
        """Return what was taken in."""
        self._flush()
        return spark.read.schema(ddl(BLOCKS)).parquet(self._folder.absolute().as_uri())


def staged_frame(incoming: DataFrame, row: str, close: list[Callable[[], object]]) -> DataFrame:
    """Return the rows of a DataFrame as blocks, with a digest of each."""
    types = dict(incoming.dtypes)
    if types.get(row) not in ("bigint", "int"):
        raise UsageError(
            "a DataFrame has no order: say with row= which column numbers its rows (whole numbers, each once)",
            code="spark.no_row_numbers",
        )
    labels = [name for name in incoming.columns if name != row]
    refuse_types({name: types[name] for name in labels}, ("string",), "incoming")
    first = incoming.agg(F.min(row)).first()
    start = (first[0] if first else None) or 0
    block = F.floor((F.col(row) - F.lit(start)) / CHUNK_ROWS).cast("long")

    def blocks(batches: Batches) -> Iterator[pa.RecordBatch]:
        for number, rows in grouped(batches, "@block"):
            inside = list(rows)
            numbers = [entry[row] for entry in inside]
            if len(set(numbers)) < len(numbers):
                raise UsageError(f"two rows have the same number in column {row!r}", code="spark.row_twice")
            columns = [[entry[name] or "" for entry in inside] for name in labels]
            digest = sha256(json.dumps([numbers, columns]).encode()).hexdigest()
            consecutive = numbers[-1] - numbers[0] == len(numbers) - 1
            data = packed(Chunk(range(numbers[0], numbers[-1] + 1) if consecutive else numbers, columns))
            made = [[number], [data], [len(numbers)], [digest]]
            yield batch_of(made, DIGESTED)

    named = incoming.withColumn("@block", block)
    made = named.repartition("@block").sortWithinPartitions("@block", row).mapInArrow(blocks, ddl(DIGESTED)).persist()
    close.append(made.unpersist)
    return made


class FrameTable:
    """The rows of a DataFrame as a survey sees a table; its chunks stream through the driver, one after the other."""

    def __init__(self, blocks: DataFrame, incoming: DataFrame, row: str) -> None:
        self._blocks = blocks
        self.labels = tuple(name for name in incoming.columns if name != row)
        self.width = len(self.labels)
        facts = blocks.orderBy("block").select("rows", "digest").collect()
        self.tally = Tally(rows=sum(entry["rows"] for entry in facts))
        self.digest = sha256("".join([*self.labels, *(entry["digest"] for entry in facts)]).encode()).hexdigest()
        self.dialect = Dialect(format="rows")
        self.problems: tuple[Problem, ...] = ()

    def chunks(self, size: int = CHUNK_ROWS) -> Iterator[Chunk]:
        """Yield the blocks, in order, whatever size is asked for."""
        for entry in self._blocks.orderBy("block").select("data").toLocalIterator():
            yield unpacked(bytes(entry["data"]))
