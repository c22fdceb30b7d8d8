"""`make bench`: what planning costs beside the floor that nothing can be faster than, in one run.

    python benchmarks/run.py [--rows 200000] [--rounds 3] [--only NAME …] [--json FILE] [--check FILE]

The floor is one `csv.reader` pass over the file plus the same batches of keys fetched by `SELECT … IN` from the same
SQLite database. The rivals (`rivals`) do their work on the same file and the same stored customers. Only ratios count:
absolute times belong to the machine. `--check` measures what a committed result holds, and fails if a ratio lost more
than a quarter.
"""

from __future__ import annotations

import argparse
import csv
import datetime
import json
import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import closing
from importlib.util import find_spec
from itertools import chain, islice
from math import inf
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import customer_import as ci
from benchmarks import workload
from benchmarks.bare import INSERT, bare, written

TODAY = datetime.date(2026, 11, 22)
CHUNK = 1000
BATCH = 5000
TOLERANCE = 1.25
APPLY = "apply the stored rows"
Case = tuple[str, str, Callable[[], object]]  # what is measured, what it is compared with, the work


def timed(action: Callable[[], object]) -> float:
    """Return the seconds of processor that one call takes."""
    start = time.process_time()
    action()
    return time.process_time() - start


def csv_pass(path: Path) -> None:
    """Read a file with `csv.reader`, and do nothing with it."""
    with path.open(newline="", encoding="utf-8") as file:
        for _ in csv.reader(file):
            pass


def lookups(path: Path, database: Path) -> None:
    """Read a file with `csv.reader` and fetch its customers in batches: the floor."""
    connection = sqlite3.connect(database)
    connection.row_factory = None
    with path.open(newline="", encoding="utf-8") as file:
        rows = csv.reader(file)
        next(rows)
        numbers = iter(range(10**9))
        while batch := list(islice(rows, CHUNK)):
            keys = [workload.phone(next(numbers)) for _ in batch]
            marks = ",".join("?" * len(keys))
            connection.execute(
                f"SELECT * FROM customers WHERE tenant = ? AND phone IN ({marks})", ["default", *keys]
            ).fetchall()
    connection.close()


def planned(path: Path, profile: ci.Profile, store: ci.CustomerReader, occasion: str = "new") -> ci.Plan:
    """Plan a file."""
    table = ci.read(path, profile=profile)
    return ci.plan(table, profile, store, today=TODAY, occasion=occasion)


def rendered(plan: ci.Plan, *, rows: int | None) -> int:
    """Render a plan's page, and return its length."""
    return sum(map(len, ci.render_html(plan, rows=rows)))


class Nobody:
    """A store that holds nobody."""

    store_id = tenant = "nobody"

    def find(self, keys: object) -> tuple[()]:
        return ()

    def credits(self, keys: object) -> tuple[()]:
        return ()


def insertion(rows: int, database: Path) -> Callable[[], None]:
    """Return an `executemany` of as many rows of twelve columns into a bare table, committed as `apply` commits."""
    kept = list(workload.stored(rows * 2))  # making them up is no part of the floor

    def insert() -> None:
        with closing(bare(database)) as db:
            written(db, BATCH, (INSERT, kept))()

    return insert


def measures(rows: int, folder: Path) -> Iterator[Case]:
    """Yield (what is measured, what it is compared with, the work); compared ones come first."""
    clean = workload.write(folder / "clean.csv", workload.rows(rows))
    dirty = workload.write(folder / "dirty.csv", workload.rows(rows, dirty=0.05))
    pointed = workload.write(folder / "points.csv", workload.rows(rows, points=True), points=True)
    before = workload.write(folder / "stored.csv", workload.stored(rows))
    profile, with_points = workload.profile(), workload.profile(points=True)
    database = folder / "store.db"
    store = ci.SQLiteStore(database, profile)
    first = planned(before, profile, store, "known")  # the journal knows this occasion from then on
    yield "executemany of the stored rows", "", insertion(rows // 2, folder / "bare.db")
    yield APPLY, "executemany of the stored rows", lambda: ci.apply(first, store, batch_size=BATCH)
    yield "csv.reader", "", lambda: csv_pass(clean)
    yield "plan, nobody stored", "csv.reader", lambda: planned(clean, profile, Nobody())
    yield "read, as columns", "csv.reader", lambda: sum(len(c) for c in ci.read(clean, profile=profile).chunks())
    yield "floor: csv.reader and lookups", "", lambda: lookups(clean, database)
    yield "plan, half stored", "floor: csv.reader and lookups", lambda: planned(clean, profile, store)
    yield "plan a dirty file", "plan, half stored", lambda: planned(dirty, profile, store)
    points_store = ci.SQLiteStore(database, with_points)
    yield "plan with points", "floor: csv.reader and lookups", lambda: planned(pointed, with_points, points_store)
    again = "plan with points, each key looked up"
    yield again, "floor: csv.reader and lookups", lambda: planned(pointed, with_points, points_store, "known")
    halfway = planned(clean, profile, store)
    yield "render the first rows", "plan, half stored", lambda: rendered(halfway, rows=200)
    yield "render every row", "plan, half stored", lambda: rendered(halfway, rows=None)


FIRST = """
import sys
sys.path.insert(0, {root!r})
from benchmarks import workload
import customer_import as ci
profile = workload.profile()
ci.plan(ci.read({path!r}, profile=profile), profile, ci.SQLiteStore({path!r} + ".db", profile))
"""


def starting_times(folder: Path) -> dict[str, float]:
    """Return what two things cost a new process beyond starting Python, in milliseconds.

    The store of the first plan does not exist yet. Modules are compiled before, as those of an installed package are.
    """
    path = workload.write(folder / "ten.csv", workload.rows(10))

    def run(code: str) -> float:
        best = inf
        for _ in range(9):
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            subprocess.run([sys.executable, "-c", code], check=True, env={**os.environ, "PYTHONDONTWRITEBYTECODE": ""})
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            best = min(best, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
        return best

    bare = run("pass")
    first = FIRST.format(root=str(Path(__file__).parents[1]), path=str(path))
    return {
        "import customer_import": 1000 * (run("import customer_import") - bare),
        "first plan of ten rows": 1000 * (run(first) - bare),
    }


def measured(cases: Iterable[Case], rounds: int, wanted: Collection[str], seconds: dict[str, float]) -> list[Case]:
    """Do all the work in turn, round after round, and note the least seconds of processor of each.

    On a machine that others use, too, the least time of several is the one that says most, and time that passes while
    the process waits says nothing.
    """
    done: list[Case] = []
    for turn in range(rounds):
        for case in done if turn else cases:  # a case may stand on the work of those before it
            name, against, work = case
            if not turn and (not wanted or name in wanted or not against or name == APPLY):
                done.append(case)
            if case in done and not (name == APPLY and name in seconds):  # a plan is applied once
                seconds[name] = min(seconds.get(name, inf), timed(work))
    return done


def against_rivals(folder: Path) -> Iterator[Case]:
    """Yield the rivals' work; none where their libraries are not installed."""
    from benchmarks import rivals

    if find_spec("import_export") is None:
        return
    for name, work in rivals.rivals(folder / "clean.csv", folder / "store.db", folder):
        yield name, "plan, half stored", work


def main() -> int:
    """Measure, print, and compare with a committed result where one is given."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", nargs="*", help="measure only these, and the floors")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--check", type=Path)
    options = parser.parse_args()
    known: dict[str, float] = json.loads(options.check.read_text(encoding="utf-8"))["ratios"] if options.check else {}
    wanted = {*known, *(options.only or ())}
    seconds: dict[str, float] = {}
    starting: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        found = measures(options.rows, folder)
        cases = measured(found if wanted else chain(found, against_rivals(folder)), options.rounds, wanted, seconds)
        if lost(ratios_of(cases, seconds), known):  # somebody else may have had the machine: look again, longer
            measured(cases, 2 * options.rounds, wanted, seconds)
        if not options.check:
            starting = starting_times(folder)
    ratios = ratios_of(cases, seconds)
    for name, against, _ in cases:
        shown = f"{ratios[name]:6.2f} × {against}" if against else ""
        print(f"{name:40} {1e6 * seconds[name] / options.rows:8.2f} µs/row {shown}", flush=True)
    for name, cost in starting.items():
        print(f"{name:40} {cost:8.2f} ms over bare Python")
    if options.json:
        result = {"rows": options.rows, "ratios": {name: round(ratio, 3) for name, ratio in ratios.items()}}
        options.json.write_text(json.dumps(result, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    for name in (names := lost(ratios, known)):
        print(f"{name}: {ratios[name]:.2f} against {known[name]:.2f} committed", file=sys.stderr)
    return 1 if names else 0


def ratios_of(cases: Iterable[Case], seconds: Mapping[str, float]) -> dict[str, float]:
    """Divide each by what it is compared with."""
    return {name: seconds[name] / seconds[against] for name, against, _ in cases if against}


def lost(ratios: Mapping[str, float], known: Mapping[str, float]) -> list[str]:
    """Name the ratios that have lost more than a quarter."""
    return [name for name, ratio in ratios.items() if ratio > TOLERANCE * known.get(name, ratio)]


if __name__ == "__main__":
    raise SystemExit(main())
