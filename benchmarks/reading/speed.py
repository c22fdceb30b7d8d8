"""What reading a clean CSV costs, in passes of a bare `csv.reader` over the same file in the same run.

python -m benchmarks.reading.speed [rows] [--json results.json]
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import tempfile
import time
from pathlib import Path

from customer_import.reading import detect, read

LABELS = ["id", "first", "last", "email", "phone", "street", "city", "zip", "country", "points", "joined", "note"]


KINDS = {
    "no quotes": "utf-8", "no quotes, UTF-16": "utf-16", "no quotes, Windows-1250": "cp1250", "some quotes": "utf-8",
    "one quoted cell a row": "utf-8", "line breaks": "utf-8", "half quoted": "utf-8", "all quoted": "utf-8",
    "doubled quotes": "utf-8",
}  # fmt: skip


def write(path: Path, rows: int, kind: str) -> None:
    """Write a customer list of 12 columns, quoted as the kind says."""
    rng = random.Random(1)
    quoting = csv.QUOTE_ALL if kind in ("all quoted", "doubled quotes") else csv.QUOTE_MINIMAL
    with path.open("w", newline="", encoding=KINDS[kind]) as file:
        writer = csv.writer(file, quoting=quoting)
        writer.writerow(LABELS)
        for i in range(rows):
            note = _note(kind, i)
            first, last = rng.choice(["Ann", "Bob", "Eva", "Jan"]), rng.choice(["Smith", "Novák", "Müller"])
            street = f"Main street {i % 99}"
            start = [i, first, last, f"c{i}@example.org", f"+4207771{i:05d}", street, "Prague", "11000", "CZ"]
            row = [*start, i % 500, f"2024-01-{1 + i % 28:02d}", note]
            if kind == "half quoted":
                row = [f'"{cell}"' if place % 2 else cell for place, cell in enumerate(row)]
                file.write(",".join(map(str, row)) + "\r\n")
            else:
                writer.writerow(row)


def _note(kind: str, row: int) -> str:
    if kind == "one quoted cell a row" or (kind == "some quotes" and row % 2):
        return "a, b"
    if kind == "line breaks" and row % 2:
        return "calls,\nthen writes"
    return 'says "hello"' if kind == "doubled quotes" else "hello"


def bare(path: Path, encoding: str) -> None:
    """Pass over the file with `csv.reader` and nothing else."""
    with path.open(newline="", encoding=encoding) as file:
        for _ in csv.reader(file):
            pass


def ours(path: Path, _: str) -> None:
    """Read the file, detection included, and take all its chunks."""
    with read(path) as table:
        for _ in table.chunks():
            pass


def main() -> None:
    """Print seconds and ratios, best of several interleaved runs."""
    parser = argparse.ArgumentParser()
    parser.add_argument("rows", nargs="?", type=int, default=200_000)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    results: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        for kind, encoding in KINDS.items():
            path = Path(folder, "customers.csv")
            write(path, options.rows, kind)
            best = {bare: 9e9, ours: 9e9}
            for _ in range(7):
                for job, before in best.items():
                    start = time.process_time()
                    job(path, encoding)
                    best[job] = min(before, time.process_time() - start)
            results[kind] = round(best[ours] / best[bare], 2)
            per_row = best[ours] / options.rows * 1e6
            print(f"{kind:24} csv.reader {best[bare]:.3f} s, read + chunks {best[ours]:.3f} s", end=" ")
            print(f"({per_row:.2f} µs a row): {results[kind]:.2f} ×")
        data = path.read_bytes()[: 1 << 20]
        start = time.process_time()
        for _ in range(5):
            detect(data[: data.rfind(b"\n") + 1])
        results["detection of 1 MB, ms"] = round((time.process_time() - start) / 5 * 1e3, 1)
        print("detection of 1 MB:", results["detection of 1 MB, ms"], "ms")
    if options.json:
        options.json.write_text(json.dumps(results, indent=1) + "\n")


if __name__ == "__main__":
    main()
