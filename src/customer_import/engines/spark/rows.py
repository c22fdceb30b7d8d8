"""The incoming rows in pieces: 32 blocks of 1,000 consecutive rows of a file, or of a DataFrame with numbered rows."""

from __future__ import annotations

import json
import marshal
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import Any

import attrs
import pyarrow as pa
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F  # noqa: N812 - what everybody calls it

from customer_import.engines.spark.shapes import (
    DIGESTED,
    PIECE_BLOCKS,
    PIECES_IN_TASK,
    Batches,
    batch_of,
    ddl,
    grouped,
    refuse_types,
)
from customer_import.errors import UsageError
from customer_import.model import Chunk, Problem, Tally
from customer_import.reading import Dialect, Table
from customer_import.reading.pieces import Piece, Pieces
from customer_import.reading.source import Source
from customer_import.surveying import CHUNK_ROWS, TableLike
from customer_import.surveying.kept import packed, unpacked

Read = tuple[Iterator[tuple[int, Chunk]], Callable[[], Tally]]  # (block, rows) of a piece; then its tally


@attrs.frozen
class Incoming:
    """Pieces, one row each, and how a task reads one.

    Args:
        frame: One row a piece; ``piece`` is its number.
        count: How many there are.
        folder: Where tasks leave the rows that they have read.
        read: Reads a row of `frame`, in a task.
        tally: Where the records of the file went, where that is known before the pieces are read.
        cut: Whether the pieces were cut out of the file and have to prove it.
    """

    frame: DataFrame
    count: int
    folder: Path
    read: Callable[[Mapping[str, Any]], Read]
    tally: Tally | None = None
    cut: bool = False


def cut_pieces(spark: SparkSession, table: Table, folder: Path, tasks: int) -> Incoming | None:
    """Lay a file down in pieces of its bytes, where it is one that can be cut."""
    how, source, size = Pieces.of(table), table.found.source, PIECE_BLOCKS
    if how is None or not isinstance(source, Source):
        return None
    pieces = how.cut(source, size * CHUNK_ROWS)
    count = _laid_down(folder, (marshal.dumps((one.first, one.rows, one.above, one.data)) for one in pieces))

    def read(entry: Mapping[str, Any]) -> Read:
        number = int(entry["piece"])
        part = how.table(Piece(*marshal.loads(_name(folder, number).read_bytes())))  # noqa: S302 - written above
        return enumerate(map(_numbered, part.chunks(CHUNK_ROWS)), number * size), lambda: part.tally

    return Incoming(numbered_pieces(spark, count, tasks), count, folder, read, cut=True)


def streamed_pieces(spark: SparkSession, table: TableLike, folder: Path, tasks: int) -> Incoming:
    """Read a file in one go, on the driver, and lay its rows down in pieces."""

    def pieces() -> Iterator[bytes]:
        blocks = enumerate(map(packed, map(_numbered, table.chunks(CHUNK_ROWS))))
        for _, piece in groupby(blocks, key=lambda block: block[0] // PIECE_BLOCKS):
            yield marshal.dumps(list(piece))

    count = _laid_down(folder, pieces())

    def read(entry: Mapping[str, Any]) -> Read:
        return _unpacked(_name(folder, int(entry["piece"])).read_bytes())

    return Incoming(numbered_pieces(spark, count, tasks), count, folder, read, table.tally)


def numbered_pieces(spark: SparkSession, count: int, tasks: int) -> DataFrame:
    """Return the numbers of the pieces, dealt out to tasks evenly."""
    tasks = tasks if tasks > 0 else max(parallel(spark), -(-count // PIECES_IN_TASK))
    return spark.range(0, count, 1, max(1, min(count, tasks))).withColumnRenamed("id", "piece")


def parallel(spark: SparkSession) -> int:
    """Return how many tasks run at once, or a guess where a session does not tell."""
    try:
        return int(spark.sparkContext.defaultParallelism)
    except Exception:  # noqa: BLE001 - Spark Connect has no context, and several errors to say so
        return int(spark.conf.get("spark.sql.shuffle.partitions") or 8)


def leave_rows(folder: Path, piece: int, blocks: list[tuple[int, bytes]]) -> None:
    """Lay the rows of a piece down; a task that runs twice leaves the same."""
    handle, unfinished = tempfile.mkstemp(dir=folder, prefix=".")
    with os.fdopen(handle, "wb") as file:
        marshal.dump(blocks, file)
    Path(unfinished).replace(folder / f"rows-{piece:06}")


def rows_of(folder: Path, piece: int) -> Iterator[tuple[int, Chunk]]:
    """Yield the blocks that `leave_rows` laid down."""
    return _unpacked((folder / f"rows-{piece:06}").read_bytes())[0]


def _laid_down(folder: Path, pieces: Iterable[bytes]) -> int:
    count = 0
    for count, data in enumerate(pieces, 1):
        _name(folder, count - 1).write_bytes(data)
    return count


def _name(folder: Path, number: int) -> Path:
    return folder / f"piece-{number:06}"


def _unpacked(data: bytes) -> Read:
    blocks = marshal.loads(data)  # noqa: S302 - written by another process of this job
    return ((number, unpacked(block)) for number, block in blocks), Tally


def _numbered(chunk: Chunk) -> Chunk:
    """Return a chunk whose numbers take no room where they are consecutive."""
    numbers = chunk.numbers
    if len(numbers) and numbers[-1] - numbers[0] == len(numbers) - 1:
        return attrs.evolve(chunk, numbers=range(numbers[0], numbers[-1] + 1))
    return chunk


def staging_folder(directory: str | os.PathLike[str] | None, close: list[Callable[[], object]]) -> Path:
    """Make a directory that `close` removes."""
    folder = Path(tempfile.mkdtemp(prefix="customer-import-", dir=directory)).absolute()
    close.append(lambda: shutil.rmtree(folder, ignore_errors=True))
    return folder


def frame_pieces(
    incoming: DataFrame, row: str, folder: Path, close: list[Callable[[], object]]
) -> tuple[Incoming, FrameTable]:
    """Return the rows of a DataFrame in pieces, and as a table."""
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
    piece = F.floor((F.col(row) - F.lit(start)) / (CHUNK_ROWS * PIECE_BLOCKS)).cast("long")

    def pieces(batches: Batches) -> Iterator[pa.RecordBatch]:
        for number, rows in grouped(batches, "@piece"):
            blocks: list[tuple[int, bytes]] = []
            digests: list[str] = []
            count = 0
            for block, some in groupby(rows, key=lambda entry: (int(entry[row]) - start) // CHUNK_ROWS):
                inside = list(some)
                numbers = [entry[row] for entry in inside]
                if len(set(numbers)) < len(numbers):
                    raise UsageError(f"two rows have the same number in column {row!r}", code="spark.row_twice")
                columns = [[entry[name] or "" for entry in inside] for name in labels]
                digests.append(sha256(json.dumps([numbers, columns]).encode()).hexdigest())
                blocks.append((block, packed(_numbered(Chunk(numbers, columns)))))
                count += len(numbers)
            yield batch_of([[number], [marshal.dumps(blocks)], [count], ["".join(digests)]], DIGESTED)

    named = incoming.withColumn("@piece", piece)
    made = named.repartition("@piece").sortWithinPartitions("@piece", row).mapInArrow(pieces, ddl(DIGESTED)).persist()
    close.append(made.unpersist)
    table = FrameTable(made, labels)
    frame = made.select("piece", "data")
    return Incoming(frame, table.pieces, folder, lambda entry: _unpacked(entry["data"]), table.tally), table


class FrameTable:
    """The rows of a DataFrame as a survey sees a table; chunks that are asked for stream through the driver."""

    def __init__(self, pieces: DataFrame, labels: list[str]) -> None:
        self._pieces = pieces
        self.labels = tuple(labels)
        self.width = len(labels)
        facts = pieces.orderBy("piece").select("rows", "digest").collect()
        self.pieces = len(facts)
        self.tally = Tally(rows=sum(entry["rows"] for entry in facts))
        self.digest = sha256("".join([*labels, *(entry["digest"] for entry in facts)]).encode()).hexdigest()
        self.dialect = Dialect(format="rows")
        self.problems: tuple[Problem, ...] = ()

    def chunks(self, size: int = CHUNK_ROWS) -> Iterator[Chunk]:
        """Yield the blocks, in order, whatever size is asked for."""
        for entry in self._pieces.orderBy("piece").select("data").toLocalIterator():
            blocks, _ = _unpacked(bytes(entry["data"]))
            yield from (chunk for _, chunk in blocks)
