"""The incoming rows in pieces: blocks of 1,000 consecutive rows of a file, or of a DataFrame with numbered rows."""

from __future__ import annotations

import marshal
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from pathlib import Path

import attrs
from pyspark.sql import DataFrame, SparkSession

from customer_import.engines.spark.shapes import PIECES_IN_TASK
from customer_import.engines.spark.staging import written
from customer_import.model import Chunk, Tally
from customer_import.reading import Table
from customer_import.reading.pieces import Piece, Pieces
from customer_import.reading.source import Source
from customer_import.surveying import CHUNK_ROWS, TableLike
from customer_import.surveying.kept import packed, unpacked

Read = tuple[Iterator[tuple[int, Chunk]], Callable[[], Tally]]  # (block, rows) of a piece; then its tally


@attrs.frozen
class Incoming:
    """Pieces, one row each, and how a task reads one.

    Args:
        frame: The numbers of the pieces, dealt out to tasks.
        count: How many there are.
        size: How many blocks each has; only the last one may have fewer.
        folder: Where tasks leave the rows that they have read.
        read: Reads the piece of a number, in a task.
        tally: Where the records of the file went, where that is known before the pieces are read.
        cut: Whether the pieces were cut out of the file and have to prove it.
    """

    frame: DataFrame
    count: int
    size: int
    folder: Path
    read: Callable[[int], Read]
    tally: Tally | None = None
    cut: bool = False


def cut_pieces(spark: SparkSession, table: Table, folder: Path, tasks: int, size: int) -> Incoming | None:
    """Lay a file down in pieces of its bytes, where it is one that can be cut."""
    how, source = Pieces.of(table), table.found.source
    if how is None or not isinstance(source, Source):
        return None
    pieces = how.cut(source, size * CHUNK_ROWS)
    count = _laid_down(folder, (marshal.dumps((one.first, one.rows, one.above, one.data)) for one in pieces))

    def read(number: int) -> Read:
        part = how.table(Piece(*marshal.loads(piece_file(folder, number).read_bytes())))  # noqa: S302 - written above
        return enumerate(map(_numbered, part.chunks(CHUNK_ROWS)), number * size), lambda: part.tally

    return Incoming(numbered_pieces(spark, count, tasks), count, size, folder, read, cut=True)


def streamed_pieces(spark: SparkSession, table: TableLike, folder: Path, tasks: int, size: int) -> Incoming:
    """Read a file in one go, on the driver, and lay its rows down in pieces."""
    blocks = enumerate(table.chunks(CHUNK_ROWS))
    pieces = groupby(blocks, key=lambda block: block[0] // size)
    count = _laid_down(folder, (as_piece(piece) for _, piece in pieces))
    return laid_down(spark, count, folder, tasks, size=size, tally=table.tally)


def laid_down(spark: SparkSession, count: int, folder: Path, tasks: int, *, size: int, tally: Tally) -> Incoming:
    """Return pieces whose rows lie in the folder."""

    def read(number: int) -> Read:
        return unpacked_piece(piece_file(folder, number).read_bytes())

    return Incoming(numbered_pieces(spark, count, tasks), count, size, folder, read, tally)


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
    """Lay the rows of a piece down."""
    with written(folder / f"rows-{piece:06}") as file:
        marshal.dump(blocks, file)


def rows_of(folder: Path, piece: int) -> Iterator[tuple[int, Chunk]]:
    """Yield the blocks that `leave_rows` laid down."""
    return unpacked_piece((folder / f"rows-{piece:06}").read_bytes())[0]


def lines_file(folder: Path, piece: int) -> Path:
    """Return where the blocks of a piece lie that were decided: the lines of the plan."""
    return folder / f"lines-{piece:06}"


def _laid_down(folder: Path, pieces: Iterable[bytes]) -> int:
    count = 0
    for count, data in enumerate(pieces, 1):
        piece_file(folder, count - 1).write_bytes(data)
    return count


def piece_file(folder: Path, number: int) -> Path:
    """Return where a piece of the incoming rows lies."""
    return folder / f"piece-{number:06}"


def as_piece(blocks: Iterable[tuple[int, Chunk]]) -> bytes:
    """Return blocks as bytes that only `unpacked_piece` of the same Python reads."""
    return marshal.dumps([(block, packed(_numbered(chunk))) for block, chunk in blocks])


def unpacked_piece(data: bytes) -> Read:
    """Return the blocks that `as_piece` packed."""
    blocks = marshal.loads(data)  # noqa: S302 - written by another process of this job
    return ((number, unpacked(block)) for number, block in blocks), Tally


def _numbered(chunk: Chunk) -> Chunk:
    """Return a chunk whose numbers take no room where they are consecutive."""
    numbers = chunk.numbers
    if len(numbers) and numbers[-1] - numbers[0] == len(numbers) - 1:
        return attrs.evolve(chunk, numbers=range(numbers[0], numbers[-1] + 1))
    return chunk
