"""What is in memory already, read as a table: lists of mappings, data frames of pandas and polars, Arrow streams.

Cells become the texts that the same cells would have in a workbook, with the same flags, so that nothing behind the
reader knows the difference. Labels count as row 1, the first row of data as row 2, as a spreadsheet would show them.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from customer_import.errors import SourceError, UsageError
from customer_import.model import Flag
from customer_import.reading.detection import Detected
from customer_import.reading.dialect import Dialect, Evidence
from customer_import.reading.limits import Limits, passed
from customer_import.reading.records import Records

if TYPE_CHECKING:
    from customer_import.reading.xlsx_cells import Cell

BLOCK = 1024
ABSENT = " "  # a mapping without this key: blank, but unlike "" it never clears a stored value
_TOO_LONG = 10**4000  # Python refuses to write whole numbers that are not much longer
Rows = Callable[[], Iterator[Sequence[object]]]


def is_frame(source: object) -> bool:
    """Tell whether a source is rows in memory rather than a file."""
    if isinstance(source, (str, bytes, bytearray, memoryview)) or hasattr(source, "read"):
        return False
    return hasattr(source, "__arrow_c_stream__") or isinstance(source, (list, tuple, Iterator)) or _is_pandas(source)


def detected_frame(source: Any, limits: Limits) -> Detected:
    """Look at rows in memory. An iterator is read to its end and kept.

    Raises:
        UsageError: They are no rows with named cells.
        SourceError: There are none.
        LimitError: There are too many, or one is too wide.
    """
    labels, rows, why = _rows_of(source)
    if not labels:
        raise SourceError("there are no cells; pass the rows that hold the customers", code="source.empty")
    if len(labels) > limits.columns:
        raise passed("columns", limits.columns)
    frame = Frame(labels, rows, limits)
    dialect = Dialect(
        format="rows", encoding="", delimiter="", quote="", doubled=False, line_end="", header_rows=(1,),
        evidence=(Evidence("format", "rows", why=why),),
    )  # fmt: skip
    return Detected(frame, frame, dialect, labels, len(labels))


class Frame:
    """Rows in memory, as the source and the reader of a table.

    Attributes:
        digest: SHA-256 of labels and cells, hexadecimal.
    """

    def __init__(self, labels: tuple[str, ...], rows: Rows, limits: Limits) -> None:
        self._labels = labels
        self._rows = rows
        self._limits = limits
        total = hashlib.sha256()
        for block in self.blocks():
            total.update(json.dumps([block.rows, sorted(block.flags.items())]).encode("utf-8", "surrogatepass"))
        self.digest = total.hexdigest()

    def blocks(self, *, width: int = 0, slow: int = 0) -> Iterator[Records]:
        """Yield the labels, then all rows."""
        yield Records([1], [list(self._labels)])
        rows, first, longest = self._rows(), 2, self._limits.cell
        while found := list(islice(rows, BLOCK)):
            if first + len(found) - 2 > self._limits.rows:
                raise passed("rows", self._limits.rows)
            records = Records(list(range(first, first + len(found))), [])
            for index, values in enumerate(found):
                cells = [shown(value) for value in values]
                texts = [text for text, _ in cells]
                if max(map(len, texts), default=0) > longest:
                    raise passed("cell", longest)
                records.rows.append(texts)
                flags: dict[int, Flag] = {column: flag for column, (_, flag) in enumerate(cells) if flag}
                if flags:
                    records.flags[index] = flags
            first += len(found)
            yield records

    def expect_unchanged(self) -> None:
        """The rows are our own."""

    def close(self) -> None:
        """Let go of the rows."""
        self._rows = lambda: iter(())


def shown(value: object) -> Cell:
    """Return the text of a cell, and what it was if not plain text."""
    if isinstance(value, str):
        return str(value), None
    if value is None or _is_missing(value):
        return "", None
    if isinstance(value, bool):
        return ("TRUE" if value else "FALSE"), "boolean"
    if isinstance(value, int) and abs(value) < _TOO_LONG:
        return str(int(value)), "numeric"
    if isinstance(value, float):
        from customer_import.reading.xlsx_cells import number  # not with every file that is read

        return number(repr(float(value)))
    if isinstance(value, Decimal):
        return format(value, "f"), "numeric"
    if isinstance(value, datetime.datetime):
        return _moment(value), "date"
    if isinstance(value, datetime.date):
        return value.isoformat(), "date"
    if isinstance(value, datetime.time):
        return value.isoformat(), "date"
    item = getattr(value, "item", None)  # NumPy's scalars
    if callable(item) and not isinstance(value, Iterable):
        plain = item()
        if type(plain) is not type(value):
            return shown(plain)
    raise UsageError(
        "a cell is text, a number, a truth value, a date or missing", code="source.cell", kind=type(value).__name__
    )


def _is_missing(value: object) -> bool:
    """Tell whether a value is NaN, NaT or pandas' NA, which are not equal to themselves, or cannot say."""
    try:
        return bool(value != value)  # noqa: PLR0124
    except (TypeError, ValueError, ArithmeticError):  # what is compared with a signalling NaN is an error
        return type(value).__name__ == "NAType" or (isinstance(value, Decimal) and value.is_snan())


def _moment(value: datetime.datetime) -> str:
    if value.tzinfo is None and value.time() == datetime.time():
        return value.date().isoformat()
    return datetime.datetime.isoformat(value.replace(microsecond=0), sep=" ")


def _rows_of(source: Any) -> tuple[tuple[str, ...], Rows, str]:
    """Return labels, what begins a pass over the rows, and what the source is."""
    if _is_pandas(source):
        return _labels(source.columns), lambda: source.itertuples(index=False, name=None), "a data frame of pandas"
    if hasattr(source, "iter_rows") and hasattr(source, "columns"):
        return _labels(source.columns), source.iter_rows, "a data frame of polars"
    if hasattr(source, "__arrow_c_stream__"):
        labels, columns = _arrow(source)
        return labels, lambda: zip(*columns, strict=True), "an Arrow stream"
    return _mappings(source)


def _mappings(source: Iterable[Any]) -> tuple[tuple[str, ...], Rows, str]:
    rows = list(source)
    if not all(isinstance(row, Mapping) for row in rows):
        raise UsageError("rows in memory are mappings from label to cell, or a data frame", code="source.rows")
    keys = list(dict.fromkeys(chain.from_iterable(rows)))
    return _labels(keys), lambda: ([row.get(key, ABSENT) for key in keys] for row in rows), "a list of mappings"


def _arrow(source: Any) -> tuple[tuple[str, ...], list[list[object]]]:
    """Read an Arrow stream into columns, with whichever Arrow library the host has."""
    table_of = _arrow_reader()
    try:
        table = table_of(source)
    except (TypeError, ValueError):  # a stream of single values, of polars' Series for example
        table = None
    if table is None:
        raise UsageError("the Arrow stream is no table: its columns have no names", code="source.rows")
    return _labels(table.column_names), [column.to_pylist() for column in table.columns]


def _arrow_reader() -> Any:
    try:
        import pyarrow
    except ImportError:
        try:
            from arro3.core import Table
        except ImportError:
            raise UsageError(
                "reading an Arrow stream needs the extra customer-import[arrow], or pyarrow", code="extra.missing"
            ) from None
        return Table.from_arrow
    return pyarrow.table


def _labels(names: Iterable[object]) -> tuple[str, ...]:
    return tuple("" if name is None else str(name) for name in names)


def _is_pandas(source: object) -> bool:
    return hasattr(source, "itertuples") and hasattr(source, "columns")
