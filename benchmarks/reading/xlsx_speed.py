"""Measure rows per second and peak memory on 200,000 rows of 12 columns, beside calamine and openpyxl in the same run.

    python benchmarks/reading/xlsx_speed.py > benchmarks/results/xlsx_speed.md

Each reader runs in a process of its own, from opening the file to the last row; ours finds out what the file is and
hands out columns. Imports do not count. The readers take turns, and the best of their runs counts. Needs the group
`bench`. Ratios count; times depend on the machine.
"""

from __future__ import annotations

import importlib
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROWS, REPEATS = 200_000, 5
MODULES = {"customer-import": "customer_import.reading.sheets", "calamine": "python_calamine", "openpyxl": "openpyxl"}
LABELS = ("id", "first", "last", "email", "phone", "street", "city", "zip", "country", "born", "points", "note")


def write(path: Path, streaming: bool) -> None:
    """Write a list of customers, with inline strings (streaming) or shared ones."""
    import xlsxwriter

    chance = random.Random(1)
    book = xlsxwriter.Workbook(str(path), {"constant_memory": streaming})
    sheet = book.add_worksheet("Customers")
    date = book.add_format({"num_format": "yyyy-mm-dd"})
    for column, label in enumerate(LABELS):
        sheet.write_string(0, column, label)
    for row in range(1, ROWS + 1):
        first = chance.choice(("Anna", "Jan", "Petr", "Šárka", "Björn", "Li", "Eva", "Marie"))
        last = chance.choice(("Nováková", "Svensson", "Černý", "Smith", "Žižka"))
        sheet.write_number(row, 0, 100_000 + row)
        texts = (
            first,
            last,
            f"{first}.{last}{row}@example.org".lower(),
            f"+420{chance.randrange(600_000_000, 799_999_999)}",
            f"Ulice {row % 997}",
            chance.choice(("Praha", "Brno", "Malmö")),
            str(chance.randrange(10_000, 99_999)),
            chance.choice(("CZ", "SE")),
        )
        for column, text in enumerate(texts, 1):
            sheet.write_string(row, column, text)
        sheet.write_number(row, 9, chance.randrange(20_000, 40_000), date)
        sheet.write_number(row, 10, round(chance.random() * 1000, 2))
        if row % 3 == 0:
            sheet.write_string(row, 11, "vip customer")
    book.close()


def rows_of(reader: str, path: str) -> int:
    """Read all rows with one of the readers."""
    if reader == "customer-import":
        import customer_import

        with customer_import.read(path) as table:
            return sum(len(chunk) for chunk in table.chunks()) + 1
    if reader == "calamine":
        from python_calamine import CalamineWorkbook

        return sum(1 for _ in CalamineWorkbook.from_path(path).get_sheet_by_name("Customers").iter_rows())
    from openpyxl import load_workbook  # type: ignore[import-untyped] # no stubs in the group

    return sum(1 for _ in load_workbook(path, read_only=True)["Customers"].iter_rows(values_only=True))


def measured(path: Path) -> dict[str, tuple[float, int]]:
    """Run each reader in its own process: best CPU seconds, peak megabytes."""
    found: dict[str, list[tuple[float, int]]] = {}
    for turn in range(REPEATS):
        for reader in [*MODULES][: 2 if turn else 3]:
            command = [sys.executable, __file__, reader, str(path)]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            cpu, peak = done.stdout.split()
            found.setdefault(reader, []).append((float(cpu), int(peak)))
    return {reader: (min(run[0] for run in runs), max(run[1] for run in runs)) for reader, runs in found.items()}


def main() -> None:
    """Print the table, or measure one reader."""
    if len(sys.argv) == 3:
        importlib.import_module(MODULES[sys.argv[1]])
        cpu = time.process_time()
        assert rows_of(sys.argv[1], sys.argv[2]) == ROWS + 1
        cpu = time.process_time() - cpu
        status = Path("/proc/self/status").read_text()  # ru_maxrss would count the parent's memory before exec
        print(cpu, int(status.partition("VmHWM:")[2].split()[0]) // 1024)
        return
    print(f"# {ROWS:,} rows of {len(LABELS)} columns\n")
    print("| strings | reader | rows per CPU second | ratio to calamine | peak MB |\n|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for strings in ("inline", "shared"):
            path = Path(folder) / f"{strings}.xlsx"
            write(path, strings == "inline")
            found = measured(path)
            for reader, (cpu, peak) in found.items():
                ratio = found["calamine"][0] / cpu
                print(f"| {strings} | {reader} | {ROWS / cpu:,.0f} | {ratio:.2f} | {peak} |", flush=True)


if __name__ == "__main__":
    main()
