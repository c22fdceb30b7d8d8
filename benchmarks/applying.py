"""What `apply` costs on SQLite beside `executemany` of the same rows, in one run: creates, updates, both mixed.

    python benchmarks/applying.py [--rows 100000] [--rounds 3] [--batch 5000]

The floor is a bare table of the same twelve columns with one unique key, in WAL with synchronous=FULL, written by a
script that has the rows in memory and commits as many at a time. It inserts new customers. Others it upserts by key, as
a script does that has the file's rows and nothing else; or it changes two columns by id and version, as nobody can
who has not asked the database before. It parses no plan, keeps no journal, results or messages.
"""

from __future__ import annotations

import argparse
import gc
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from math import inf
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import customer_import as ci
from benchmarks import workload
from benchmarks.bare import INSERT, bare, written
from benchmarks.run import planned, timed

BY_VERSION = "UPDATE bare SET c5 = ?, c11 = ?, version = version + 1 WHERE id = ? AND version = ?"
SETS = ", ".join(f"c{i} = excluded.c{i}" for i in range(12))
UPSERT = f"{INSERT} ON CONFLICT (c0) DO UPDATE SET version = version + 1, {SETS}"


def moved(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """Return the same customers with another city and note."""
    return [[*row[:5], "Moved", *row[6:11], f"note {i}"] for i, row in enumerate(rows)]


def compared(rows: int, size: int, folder: Path, seconds: dict[str, float]) -> None:
    """Do all the work once, and keep the least seconds of each."""
    profile = workload.profile()
    kept = list(workload.stored(2 * rows))
    changed = moved(kept)
    mixed = [changed[i] if i % 2 else kept[i] for i in range(rows)]  # every second one is stored before

    def measure(name: str, work: Callable[[], object]) -> None:
        gc.collect()
        seconds[name] = min(seconds.get(name, inf), timed(work))

    def applied(store: ci.SQLiteStore, lines: Iterable[list[str]]) -> Callable[[], object]:
        plan = planned(workload.write(folder / "file.csv", iter(lines)), profile, store)
        guards = {guard.code for guard in plan.guards}
        return lambda: ci.apply(plan, store, batch_size=size, acknowledge=guards)

    by_version = [(row[5], row[11], i, 1) for i, row in enumerate(changed, 1)]
    store, db = ci.SQLiteStore(folder / "store.db", profile), bare(folder / "bare.db")
    measure("creates, floor", written(db, size, (INSERT, kept)))
    measure("creates", applied(store, kept))
    measure("updates, by id", written(db, size, (BY_VERSION, by_version)))
    measure("updates, floor", written(db, size, (UPSERT, changed)))
    measure("updates", applied(store, changed))
    store.close()
    store, db = ci.SQLiteStore(folder / "mixed.db", profile), bare(folder / "bare.db")
    written(db, size, (INSERT, kept[1::2]))()
    applied(store, kept[1::2])()
    measure("mixed, floor", written(db, size, (UPSERT, mixed)))
    measure("mixed", applied(store, mixed))
    store.close()
    db.close()
    for path in folder.iterdir():
        path.unlink()


def main() -> int:
    """Measure everything in turn, and print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--batch", type=int, default=5000)
    options = parser.parse_args()
    seconds: dict[str, float] = {}
    for _ in range(options.rounds):
        with tempfile.TemporaryDirectory() as name:
            compared(options.rows, options.batch, Path(name), seconds)
    for name, floor in (("creates", "floor"), ("updates", "floor"), ("updates", "by id"), ("mixed", "floor")):
        work = "changes of two columns by id" if floor == "by id" else "the same rows"
        print(f"{name:10} {seconds[name] / seconds[f'{name}, {floor}']:6.2f} × executemany of {work}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
