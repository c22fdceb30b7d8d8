"""Compare the cells of real workbooks with what openpyxl and calamine read, where those two agree.

    CUSTOMER_IMPORT_DATA=../shared/data python benchmarks/reading/xlsx_accuracy.py > benchmarks/results/xlsx_accuracy.md

A cell counts where both libraries give one value that is not blank, or one of ours stands where both have none.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import sys
from pathlib import Path

from customer_import.errors import SourceError
from customer_import.reading.limits import Limits
from customer_import.reading.xlsx import open_workbook

DATA = Path(os.environ.get("CUSTOMER_IMPORT_DATA", "../shared/data")) / "xlsx"


def comparable(text: str, flag: str | None = None) -> str:
    """Bring a cell into the form in which the reference values are kept."""
    text = text.replace("\r\n", "\n")
    if flag == "date" or (flag == "error" and re.match(r"\d{4}-\d\d-\d\d", text)):  # a day that is in doubt
        if re.fullmatch(r"-?\d+:\d\d:\d\d(\.\d+)?", text):
            hours, minutes, seconds = map(float, text.removeprefix("-").split(":"))
            return f"S{'-' * text.startswith('-')}{hours * 3600 + minutes * 60 + seconds:.3f}"
        return text.replace(" ", "T")
    if flag in ("numeric", "lost digits"):
        return format(float(text), ".15g")
    return text


def ours(path: Path) -> dict[str, tuple[dict[tuple[int, int], str], dict[tuple[int, int], str | None]]]:
    """Read all cells of all sheets: (row, column) → comparable text, and → flag."""
    found = {}
    with path.open("rb") as stream, open_workbook(stream, Limits()) as book:
        for sheet in book.sheets:
            cells: dict[tuple[int, int], str] = {}
            flags: dict[tuple[int, int], str | None] = {}
            for records in book.records(sheet.name):
                for index, (number, row) in enumerate(zip(records.numbers, records.rows, strict=True)):
                    flagged = records.flags.get(index, {})
                    for column, text in enumerate(row):
                        flag = flagged.get(column)
                        if text or flag:
                            cells[number, column] = comparable(text, flag)
                            flags[number, column] = flag
            found[sheet.name] = (cells, flags)
    return found


def theirs(sheets: list[dict[str, object]]) -> dict[str, dict[tuple[int, int], str]]:
    """Read the reference values in the same shape."""
    found = {}
    for sheet in sheets:
        rows = sheet["rows"]
        assert isinstance(rows, list)
        found[str(sheet["name"])] = {
            (number, column): text
            for number, row in enumerate(rows, 1)
            for column, text in enumerate(row)
            if text != ""
        }
    return found


def compare(path: Path, values: Path) -> tuple[int, int, list[str]]:
    """Return (cells agreed upon, cells of ours that equal them, differences)."""
    reference = json.loads(gzip.decompress(values.read_bytes()))
    known = [theirs(reference[name]) for name in ("openpyxl", "calamine") if name in reference]
    try:
        mine = ours(path)
    except SourceError as error:
        return 0, 0, [f"{error.code}: {error}"] if known else []
    agreed = equal = 0
    differences: list[str] = []
    for name in sorted({name for sheets in known for name in sheets}):
        if name not in mine:
            if all(sheets.get(name, {}) for sheets in known):
                differences.append(f"no sheet {name}")
            continue
        cells, flags = mine[name]
        sheets = [sheets.get(name, {}) for sheets in known]
        for place in sorted({*cells, *(place for sheet in sheets for place in sheet)}):
            wanted = {sheet.get(place, "") for sheet in sheets}
            if len(wanted) > 1:
                continue
            agreed += 1
            expected = wanted.pop()
            if cells.get(place, "") == expected or (flags.get(place) == "error" and expected == ""):
                equal += 1
            elif len(differences) < 5:
                differences.append(
                    f"{name} {place}: {cells.get(place, '')[:40]!r} ({flags.get(place)}), not {expected[:40]!r}"
                )
    return agreed, equal, differences


def main() -> None:
    """Print the table."""
    if not DATA.is_dir():
        sys.exit(f"skipped: there is no {DATA}; set CUSTOMER_IMPORT_DATA")
    agreed = equal = exact = files = 0
    differing: list[str] = []
    for values in sorted((DATA / "values").glob("*/*.json.gz")):
        path = DATA / values.parent.name / values.name.removesuffix(".json.gz")
        one_agreed, one_equal, differences = compare(path, values)
        files += 1
        exact += not differences
        agreed += one_agreed
        equal += one_equal
        differing += [f"- {path.parent.name}/{path.name}: {difference}" for difference in differences]
    print("# Workbooks: cells equal to the consensus of openpyxl and calamine\n")
    print(f"{files} files, {exact} exact ({exact / files:.4f}); {agreed:,} cells agreed upon, {equal:,} equal\n")
    print("\n".join(differing) or "No differences.")


if __name__ == "__main__":
    main()
