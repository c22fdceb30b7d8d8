"""Readers to compare with, each told nothing but the bytes and used as its documentation says for unknown files.

A reader returns labels and rows of texts. A fault that it raises counts as "not read".
"""

from __future__ import annotations

import csv
import io
import logging
import re
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

Loaded = tuple[list[str], list[list[str]]]


def _text(data: bytes) -> str:
    for encoding in ("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def _texts(cells: Any) -> list[str]:
    return ["" if cell is None else str(cell) for cell in cells]


def ours(data: bytes) -> Loaded:
    """Read with this library."""
    from customer_import import reading

    with reading.read(data) as table:
        return list(table.labels), [list(row.cells) for row in table]


def sniffer(data: bytes) -> Loaded:
    """Read with `csv.Sniffer`, falling back to a comma."""
    text = _text(data)
    try:
        dialect: type[csv.Dialect] | csv.Dialect = csv.Sniffer().sniff(text[:20_000])
    except csv.Error:
        dialect = csv.excel
    rows = [row for row in csv.reader(io.StringIO(text, newline=""), dialect) if row]
    return (rows[0], rows[1:]) if rows else ([], [])


def clevercsv(data: bytes) -> Loaded:
    """Read with CleverCSV."""
    import clevercsv as clever

    text = _text(data)
    dialect = clever.Sniffer().sniff(text[:20_000])
    rows = [row for row in clever.reader(io.StringIO(text, newline=""), dialect) if row]
    return rows[0], rows[1:]


def duckdb(data: bytes) -> Loaded:
    """Read with DuckDB, lenient."""
    import duckdb as duck

    with tempfile.NamedTemporaryFile(suffix=".csv") as file:
        file.write(data)
        file.flush()
        options = "all_varchar=true, ignore_errors=true, null_padding=true, strict_mode=false"
        query = duck.connect().execute(f"SELECT * FROM read_csv('{file.name}', {options})")
        labels = [column[0] for column in query.description]
        rows = [_texts(row) for row in query.fetchall()]
    made_up = all(re.fullmatch(r"column0*\d+", label) for label in labels)
    return [] if made_up else labels, rows


def frictionless(data: bytes) -> Loaded:
    """Read with frictionless, all cells as text."""
    from frictionless import Detector, Resource

    logging.disable(logging.CRITICAL)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "table.csv")
        path.write_bytes(data)
        resource = Resource(path=str(path), detector=Detector(field_type="string"), format="csv")
        with resource:
            stream = [_texts(cells) for cells in resource.cell_stream]
    return (stream[0], stream[1:]) if stream else ([], [])


def pandas(data: bytes) -> Loaded:
    """Read with pandas, its own sniffer on, lines that do not fit left out."""
    import pandas as panda

    frame = panda.read_csv(
        io.StringIO(_text(data), newline=""), sep=None, engine="python", dtype=str, keep_default_na=False,
        on_bad_lines="skip",
    )  # fmt: skip
    return list(map(str, frame.columns)), [_texts(row) for row in frame.itertuples(index=False)]


READERS: dict[str, Callable[[bytes], Loaded]] = {
    "customer-import": ours,
    "csv.Sniffer": sniffer,
    "CleverCSV": clevercsv,
    "DuckDB": duckdb,
    "frictionless": frictionless,
    "pandas": pandas,
}
