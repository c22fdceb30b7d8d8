"""How much of a file a host is ready to read. Passing a limit is a `LimitError` that names it, never a truncation."""

from __future__ import annotations

import attrs

from customer_import.errors import LimitError

MEGABYTE = 1024 * 1024


@attrs.frozen
class Limits:
    """Limits on one source. The defaults fit a web host; raise them with ``Limits(rows=20_000_000, …)``.

    Args:
        bytes: Most bytes of a CSV file. 200 MB is more than bulk interfaces of large platforms take (150 MB).
        xlsx_bytes: Most bytes of a workbook as it is uploaded.
        decompressed: Most bytes inflated from all parts of a workbook together, counted while reading: what an archive
            declares about itself is never believed.
        ratio: Largest ratio of inflated to compressed bytes, after a grace of one megabyte. Apache POI refuses 100;
            real sheets with long runs of equal cells reach 60.
        entries: Most entries of a workbook's archive (real ones have tens; POI allows 1,000).
        rows: Most physical records. A sheet ends at 1,048,576 (ECMA-376); a CSV file may be longer.
        columns: Most cells in one record: what a sheet can hold (XFD).
        cell: Most characters in one cell. A sheet allows 32,767; `csv` in Python 131,072, which geometries need.
        record: Most characters in one CSV record, line breaks included; an unclosed quote ends here at the latest.
        damaged: Most CSV records whose quotes are out of order: each is mended alone, which costs ten times as much as
            reading it. A file of nothing else is not written as CSV.
        shared_strings: Most entries in a workbook's table of shared strings.
        shared_bytes: Most bytes in that table, in UTF-8; beyond a part of it the table is spilled to disk.
        xml_depth: Deepest nesting of XML elements. SpreadsheetML needs about ten.
        attributes: Most attributes of one XML element.
        worker_bytes: Most memory of the process that reads .xls, .xlsb and .ods, where the system can bound it.
        worker_seconds: Longest time that this process may take.
        token: Most bytes between two events of the XML parser: expat before 2.6 is quadratic in them (CVE-2023-52425).
    """

    bytes: int = 200 * MEGABYTE
    xlsx_bytes: int = 50 * MEGABYTE
    decompressed: int = 1024 * MEGABYTE
    ratio: int = 200
    entries: int = 2000
    rows: int = 5_000_000
    columns: int = 16_384
    cell: int = 131_072
    record: int = MEGABYTE
    damaged: int = 200_000
    shared_strings: int = 5_000_000
    shared_bytes: int = 256 * MEGABYTE
    xml_depth: int = 64
    attributes: int = 256
    token: int = MEGABYTE
    worker_bytes: int = 1024 * MEGABYTE
    worker_seconds: int = 60


def passed(name: str, limit: int, **params: object) -> LimitError:
    """Return the error for a limit that was passed.

    Args:
        name: The attribute of `Limits`.
        limit: Its value.
        params: Facts for programs, such as the record's number.
    """
    what = {
        "bytes": "bytes",
        "xlsx_bytes": "bytes",
        "decompressed": "bytes once it is unpacked",
        "ratio": "times its packed size",
        "entries": "parts in its archive",
        "rows": "rows",
        "columns": "columns in one row",
        "cell": "characters in one cell",
        "record": "characters in one row",
        "damaged": "rows whose quotes are out of order",
        "shared_strings": "distinct texts",
        "shared_bytes": "bytes of distinct texts",
        "xml_depth": "nested XML elements",
        "attributes": "attributes of one XML element",
        "token": "bytes in one XML token",
        "worker_bytes": "bytes of memory to read",
        "worker_seconds": "seconds to read",
    }[name]
    verb = "takes" if name.startswith("worker_") else "has"
    return LimitError(
        f"the file {verb} more than {limit:,} {what}; split it, or raise Limits({name}=…) if you trust it",
        code=f"limit.{name}",
        limit=name,
        value=limit,
        **params,
    )
