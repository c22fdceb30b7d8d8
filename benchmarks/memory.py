"""Peak memory and cost a row of planning a long file, at several lengths of it, each in a process of its own.

    python benchmarks/memory.py [--rows 200000 1000000 10000000]

The file has points on every row, and two rows in a hundred repeat a customer, so that duplicates and ordinals are
remembered. The store makes up the customers that it holds, and they change: it costs the same however long the file is.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import customer_import as ci
from benchmarks import run, workload

REPEATED = 50  # every so many-th row repeats the customer of a row before it


class Some:
    """A store that holds every twentieth customer, with an e-mail address and no more."""

    store_id = tenant = "some"

    def find(self, keys: Mapping[str, Sequence[str]]) -> ci.Matches:
        """Find those whose number is a multiple of twenty."""
        phones = [phone for phone in keys["phone"] if not int(phone[-2:]) % 20]
        numbers = [str(int(phone[5:])) for phone in phones]
        emails = [f"customer{number}@example.org" for number in numbers]
        return ci.Matches(numbers, ["1"] * len(numbers), {"phone": phones, "email": emails})

    def credits(self, keys: Sequence[str]) -> tuple[()]:
        """Return nothing: nobody was credited."""
        return ()


def lines(count: int) -> Iterator[list[str]]:
    """Yield the rows, of which some repeat a customer far away."""
    kept: list[str] = []
    for i, row in enumerate(workload.rows(count, points=True)):
        if i % REPEATED == 0:
            if kept:
                row[0] = kept[len(kept) // 2]
            kept = [*kept[-1000:], row[0]] if i % (2 * REPEATED) == 0 else kept
        yield row


def planned(path: Path, rows: int) -> None:
    """Plan a file, and print what it took."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    at: dict[str, float] = {}
    began = time.process_time()

    def note(stage: str, _: int) -> None:
        at[stage] = time.process_time()

    profile = workload.profile(points=True)
    limits = ci.Limits(bytes=1 << 40, rows=1 << 40)
    with ci.read(path, profile=profile, limits=limits) as table:
        plan = ci.plan(table, profile, Some(), today=run.TODAY, occasion="memory", on_progress=note)
    ended = time.process_time()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    parts = (at["survey"] - began, at["plan"] - at["survey"], ended - at["plan"])
    shown = " + ".join(f"{1e6 * part / rows:.1f}" for part in parts)
    print(f"{rows:>12,} {peak / 1024:8.0f} MB {before / 1024:8.0f} MB {1e6 * (ended - began) / rows:8.1f}  {shown}")
    assert len(plan) == rows


def main() -> int:
    """Write each file, and plan it in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, nargs="+", default=[20_000, 200_000, 1_000_000])
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.file:
        planned(options.file, options.rows[0])
        return 0
    print("        rows        peak  at start   µs/row  survey + planning + sealing", flush=True)
    for rows in options.rows:
        with tempfile.TemporaryDirectory() as folder:
            path = workload.write(Path(folder) / "long.csv", lines(rows), points=True)
            command = [sys.executable, __file__, "--rows", str(rows), "--file", os.fspath(path)]
            subprocess.run(command, check=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
