"""The rows of a DataFrame, put into their order and laid down in pieces as the rows of a file are.

Tasks sort them, leave out blank ones as `read` does, and write runs of some thousand; after that it is known which
rows make a piece, and other tasks make texts of its cells. Nothing is read from the DataFrame again, so that one which
would not give the same rows twice does no harm after it was sorted.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import attrs
import pyarrow as pa
from pyspark.sql import DataFrame
from pyspark.sql import functions as F  # noqa: N812 - what everybody calls it

from customer_import.engines.spark.columns import CELL, ID, WHOLE, Columns
from customer_import.engines.spark.rows import (
    Incoming,
    as_piece,
    laid_down,
    numbered_pieces,
    piece_file,
    unpacked_piece,
)
from customer_import.engines.spark.shapes import Batches, batch_of, ddl, together
from customer_import.engines.spark.staging import written
from customer_import.errors import UsageError
from customer_import.model import Chunk, Flag, Problem, Tally
from customer_import.reading import Dialect
from customer_import.reading.dialect import Evidence
from customer_import.reading.frames import shown
from customer_import.surveying import CHUNK_ROWS

RUNS = pa.schema(
    [("name", pa.string()), ("first", pa.int64()), ("last", pa.int64()), ("rows", pa.int64()), ("blank", pa.int64()),
     ("fault", pa.string())]
)  # fmt: skip
DIGESTED = pa.schema([("piece", pa.int64()), ("digest", pa.string())])
Stretch = tuple[str, int, int]  # the name of a run, and which of its rows
_FAULTS = {
    "spark.row_missing": "a row has no number in column {}",
    "spark.row_twice": "two rows have the same number in column {}",
}


def frame_pieces(incoming: DataFrame, row: str, folder: Path, tasks: int, size: int) -> tuple[Incoming, FrameTable]:
    """Return the rows of a DataFrame in pieces, and as a table.

    Raises:
        UsageError: No column numbers the rows, each once; or a column has cells that are no texts, numbers or days.
    """
    labels, numbered = numbered_rows(incoming, row)
    runs = _runs(numbered, row, folder, tasks, size * CHUNK_ROWS)
    stretches = _stretches([(run.name, run.rows) for run in runs], size * CHUNK_ROWS)
    digests = _as_texts(numbered_pieces(incoming.sparkSession, len(stretches), tasks), stretches, folder, size)

    def chunks() -> Iterator[Chunk]:
        for piece in range(len(stretches)):
            yield from (chunk for _, chunk in unpacked_piece(piece_file(folder, piece).read_bytes())[0])

    tally = Tally(header=1, rows=sum(run.rows for run in runs), blank=sum(run.blank for run in runs))
    table = FrameTable(labels, digests, tally, chunks)
    for run in runs:
        (folder / run.name).unlink(missing_ok=True)
    return laid_down(incoming.sparkSession, len(stretches), folder, tasks, size=size, tally=tally), table


def numbered_rows(incoming: DataFrame, row: str, tenant: str = "") -> tuple[tuple[str, ...], DataFrame]:
    """Return the labels of a DataFrame, and its rows: ``@row``, ``@tenant`` where a column names it, and the cells.

    Raises:
        UsageError: See `frame_pieces`.
    """
    columns = Columns(incoming, "incoming")
    own = columns.place(row) if row else None
    if own is None:
        raise UsageError(
            "a DataFrame has no order: say with row= which column numbers its rows (whole numbers, each once)",
            code="spark.no_row_numbers",
        )
    whose = columns.taken({tenant: ID}, [tenant])[tenant].cast("string").alias("@tenant") if tenant else None
    others = [place for place in range(len(columns.names)) if place != own and columns.names[place] != tenant]
    columns.refuse_types({own: WHOLE, **dict.fromkeys(others, CELL)})
    first = [F.col(f"c{own}").cast("long").alias("@row"), *([] if whose is None else [whose])]
    rows = columns.frame.select(*first, *(F.col(f"c{place}") for place in others))
    return tuple(columns.names[place] for place in others), rows


class FrameTable:
    """The rows of a DataFrame as a survey sees a table.

    Args:
        labels: The names of the columns.
        digests: What the cells come to, block by block or piece by piece.
        tally: Where the rows went.
        chunks: Begins a pass over the blocks.
    """

    def __init__(
        self, labels: tuple[str, ...], digests: Sequence[str], tally: Tally, chunks: Callable[[], Iterator[Chunk]]
    ) -> None:
        self.labels = labels
        self.width = len(labels)
        self.tally = tally
        self.digest = sha256(json.dumps([labels, *digests]).encode("utf-8", "surrogatepass")).hexdigest()
        why = (Evidence("format", "rows", why="a data frame of Spark"),)
        self.dialect = Dialect(
            format="rows", encoding="", delimiter="", quote="", doubled=False, line_end="", header_rows=(1,),
            evidence=why,
        )  # fmt: skip
        self.problems: tuple[Problem, ...] = ()
        self._chunks = chunks

    def chunks(self, size: int = CHUNK_ROWS) -> Iterator[Chunk]:
        """Yield the blocks, in order, whatever size is asked for."""
        yield from self._chunks()


@attrs.frozen
class _Run:
    """Some rows that follow each other and lie in a file: what `RUNS` says of them."""

    name: str
    first: int | None
    last: int | None
    rows: int
    blank: int
    fault: str


def _runs(numbered: DataFrame, row: str, folder: Path, tasks: int, most: int) -> list[_Run]:
    """Sort the rows and write them down in runs; return these in their order."""

    def laid(batches: Batches) -> Iterator[pa.RecordBatch]:
        for table in together(batches, most):
            numbers = table.column("@row")
            first, last, fault = numbers[0].as_py(), numbers[-1].as_py(), fault_of(numbers)
            kept = filled(table)
            name = f"run-{first}-{last}"
            with written(folder / name) as file, pa.ipc.new_file(file, kept.schema) as writer:
                writer.write_table(kept)
            blank = len(numbers) - kept.num_rows
            yield batch_of([[name], [first], [last], [kept.num_rows], [blank], [fault]], RUNS)

    ranged = numbered.repartitionByRange(tasks, "@row") if tasks else numbered.repartitionByRange("@row")
    found = ranged.sortWithinPartitions("@row").mapInArrow(laid, ddl(RUNS)).collect()
    runs = [_Run(**entry.asDict()) for entry in found]
    faults = [run.fault for run in runs if run.fault]
    runs.sort(key=lambda run: run.first or 0)
    if not faults and any(one.last == following.first for one, following in pairwise(runs)):
        faults = ["spark.row_twice"]
    if faults:
        raise faulty(faults[0], row)
    return runs


def fault_of(numbers: pa.ChunkedArray) -> str:
    """Return the code of what is wrong with the numbers of some rows, or nothing."""
    if numbers.null_count:
        return "spark.row_missing"
    return "spark.row_twice" if len(numbers.unique()) < len(numbers) else ""


def faulty(code: str, row: str) -> UsageError:
    """Return the error for what `fault_of` found."""
    return UsageError(_FAULTS[code].format(repr(row)), code=code)


def filled(table: pa.Table) -> pa.Table:
    """Return the rows that are not blank. Only a row whose first cell is blank can be blank as a whole."""
    columns = table.columns[1:]
    if not columns:
        return table.slice(0, 0)
    maybe = [place for place, value in enumerate(columns[0].to_pylist()) if not shown(value)[0].strip()]
    if not maybe:
        return table
    cells = zip(*(column.take(pa.array(maybe, pa.int64())).to_pylist() for column in columns), strict=True)
    blank = {
        place
        for place, values in zip(maybe, cells, strict=True)
        if not any(text.strip() or flag for text, flag in map(shown, values))
    }
    if not blank:
        return table
    return table.take(pa.array([place for place in range(table.num_rows) if place not in blank], pa.int64()))


def _stretches(runs: Iterable[tuple[str, int]], most: int) -> list[list[Stretch]]:
    """Return for each piece the rows of the runs that it is made of."""
    pieces: list[list[Stretch]] = []
    room = 0
    for name, rows in runs:
        start = 0
        while start < rows:
            if not room:
                pieces.append([])
                room = most
            stop = min(rows, start + room)
            pieces[-1].append((name, start, stop))
            room -= stop - start
            start = stop
    return pieces


def _as_texts(pieces: DataFrame, stretches: Sequence[Sequence[Stretch]], folder: Path, size: int) -> list[str]:
    """Lay down the pieces with texts for cells; return a digest of each."""

    def texts(batches: Batches) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            for piece in batch.column(0).to_pylist():
                chunks = list(chunks_of([_rows_of_run(folder, *stretch) for stretch in stretches[piece]]))
                with written(piece_file(folder, piece)) as file:
                    file.write(as_piece(enumerate(chunks, piece * size)))
                yield batch_of([[piece], [digest_of(chunks)]], DIGESTED)

    found = pieces.mapInArrow(texts, ddl(DIGESTED)).collect()
    return [entry["digest"] for entry in sorted(found, key=lambda entry: int(entry["piece"]))]


def digest_of(chunks: Iterable[Chunk]) -> str:
    """Return a digest of all that chunks hold."""
    digest = sha256()
    for chunk in chunks:
        said = json.dumps([list(chunk.numbers), chunk.columns, sorted(chunk.flags.items())])
        digest.update(said.encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def _rows_of_run(folder: Path, name: str, start: int, stop: int) -> pa.Table:
    with pa.memory_map(str(folder / name)) as file:
        return pa.ipc.open_file(file).read_all().slice(start, stop - start)


def chunks_of(tables: Sequence[pa.Table]) -> Iterator[Chunk]:
    """Yield rows as chunks of texts, with flags where they were none, as `read` does in one process."""
    whole = pa.concat_tables(tables)
    for start in range(0, whole.num_rows, CHUNK_ROWS):
        inside = whole.slice(start, CHUNK_ROWS)
        columns: list[list[str]] = []
        flags: dict[int, dict[int, Flag]] = {}
        for index, column in enumerate(inside.columns[1:]):
            if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
                columns.append([value or "" for value in column.to_pylist()])
                continue
            cells = [shown(value) for value in column.to_pylist()]
            columns.append([text for text, _ in cells])
            if own := {place: flag for place, (_, flag) in enumerate(cells) if flag}:
                flags[index] = own
        yield Chunk(inside.column(0).to_pylist(), columns, flags)
