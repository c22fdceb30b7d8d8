"""Measure rows per second and peak memory on 200,000 rows of 12 columns, beside calamine and openpyxl in the same run.

    python benchmarks/reading/xlsx_speed.py > benchmarks/results/xlsx_speed.md

Each reader runs in a process of its own. Needs the group `bench`. Ratios count; wall times depend on the machine.
"""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROWS, REPEATS = 200_000, 3
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
        from customer_import.reading.xlsx import open_workbook

        with open(path, "rb") as stream, open_workbook(stream) as book:
            return sum(len(records) for records in book.records("Customers"))
    if reader == "calamine":
        from python_calamine import CalamineWorkbook

        return sum(1 for _ in CalamineWorkbook.from_path(path).get_sheet_by_name("Customers").iter_rows())
    from openpyxl import load_workbook  # type: ignore[import-untyped] # no stubs in the group

    return sum(1 for _ in load_workbook(path, read_only=True)["Customers"].iter_rows(values_only=True))


def measured(reader: str, path: Path) -> tuple[float, float, int]:
    """Run a reader in its own process: best wall and CPU seconds, peak megabytes."""
    runs = 1 if reader == "openpyxl" else REPEATS
    found: list[tuple[float, float, int]] = []
    for _ in range(runs):
        done = subprocess.run([sys.executable, __file__, reader, str(path)], capture_output=True, text=True, check=True)
        wall, cpu, peak = done.stdout.split()
        found.append((float(wall), float(cpu), int(peak)))
    return min(run[0] for run in found), min(run[1] for run in found), max(run[2] for run in found)


def main() -> None:
    """Print the table, or measure one reader."""
    if len(sys.argv) == 3:
        wall, cpu = time.perf_counter(), time.process_time()
        assert rows_of(sys.argv[1], sys.argv[2]) == ROWS + 1
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        status = Path("/proc/self/status").read_text()  # ru_maxrss would count the parent's memory before exec
        print(wall, cpu, int(status.partition("VmHWM:")[2].split()[0]) // 1024)
        return
    print(f"# {ROWS:,} rows of {len(LABELS)} columns\n")
    print("| strings | reader | rows/s | rows per CPU second | peak MB |\n|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for strings in ("inline", "shared"):
            path = Path(folder) / f"{strings}.xlsx"
            write(path, strings == "inline")
            for reader in ("customer-import", "calamine", "openpyxl"):
                wall, cpu, peak = measured(reader, path)
                print(f"| {strings} | {reader} | {ROWS / wall:,.0f} | {ROWS / cpu:,.0f} | {peak} |", flush=True)


if __name__ == "__main__":
    main()
