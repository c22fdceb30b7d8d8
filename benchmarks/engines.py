"""Plan with Spark and in one process, in one run: rows a second, and the CPU time of every process that took part.

    make spark && .venv-spark/bin/python benchmarks/engines.py --rows 2000000 --stored 1000000

CPU time counts the JVM and all Python workers, so it says what cores cost where other programs use the machine as well.
"""

from __future__ import annotations

import argparse
import datetime
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import workload

import customer_import as ci

DAY = datetime.date(2026, 11, 22)
LIMITS = ci.Limits(bytes=8 << 30, rows=100_000_000)


def family() -> list[int]:
    """Return the ids of this process and of all that descend from it."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
    found = [os.getpid()]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return found


def cpu() -> dict[str, float]:
    """Return the CPU seconds of this process, of the JVM, and of Python workers, those that have ended included."""
    spent = {"driver": 0.0, "java": 0.0, "workers": 0.0}
    for process in family():
        try:
            name = Path(f"/proc/{process}/comm").read_text().strip()
            parts = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        kind = "driver" if process == os.getpid() else "java" if name == "java" else "workers"
        own, waited = sum(map(int, parts[11:13])), sum(map(int, parts[13:15]))
        spent[kind] += (own if kind == "java" else own + waited) / os.sysconf("SC_CLK_TCK")
    return spent


def most_memory() -> dict[str, int]:
    """Return the highest resident size, in MB, of a Python worker and of the JVM."""
    most = {"worker": 0, "java": 0}
    for process in family()[1:]:
        try:
            name = Path(f"/proc/{process}/comm").read_text().strip()
            status = Path(f"/proc/{process}/status").read_text()
        except OSError:
            continue
        size = int(status.partition("VmHWM:")[2].split()[0]) // 1024 if "VmHWM:" in status else 0
        kind = "java" if name == "java" else "worker"
        most[kind] = max(most[kind], size)
    return most


def measured(name: str, rows: int, work: Callable[[], Any]) -> Any:
    """Run something and print what it costs a row."""
    began, used = time.perf_counter(), cpu()
    result = work()
    took = time.perf_counter() - began
    spent = {kind: (now - used[kind]) / rows * 1e6 for kind, now in cpu().items()}
    parts = ", ".join(f"{kind} {share:.1f}" for kind, share in spent.items())
    print(
        f"{name:22} {took:7.1f} s {rows / took:9,.0f} rows/s  CPU a row {sum(spent.values()):6.2f} µs: {parts}",
        flush=True,
    )
    return result


def session(cores: int, memory: str) -> Any:
    """Start Spark in local mode."""
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    spark = (
        SparkSession.builder.master(f"local[{cores}]")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.driver.memory", memory)
        .config("spark.driver.extraJavaOptions", "-XX:+UseParallelGC")
        .config("spark.sql.adaptive.enabled", "false")
        .getOrCreate()
    )
    spark.sparkContext.setLogLevel("OFF")
    return spark


def stored_table(path: Path, rows: int, profile: ci.Profile) -> None:
    """Write the stored customers as a Parquet file of canonical values: each second customer of the file."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from customer_import.planning.parts import BlockPlanner

    names = [field.name for field in profile.fields]
    schema = pa.schema([("id", pa.string()), ("version", pa.string()), *((name, pa.string()) for name in names)])
    sheet = ",".join(workload.LABELS) + "\n" + ",".join(["+37060000000"] + [""] * (len(workload.LABELS) - 1))
    survey = ci.survey(ci.read(sheet.encode(), profile=profile), profile, today=DAY.isoformat())
    layout = BlockPlanner(survey, today=DAY, plan_id="x")._layout
    with pq.ParquetWriter(path, schema) as writer:
        for number, columns in enumerate(_columns(workload.stored(rows))):
            chunk = ci.Chunk(range(2, len(columns[0]) + 2), columns)
            values = [column.reader.read(chunk, column.index).values for column in layout.columns]
            ids = [f"{number}-{at}" for at in range(len(columns[0]))]
            writer.write_table(pa.table([ids, ["1"] * len(ids), *values], schema=schema), row_group_size=50_000)


def _columns(rows: Iterator[list[str]], size: int = 50_000) -> Iterator[list[list[str]]]:
    waiting: list[list[str]] = []
    for row in rows:
        waiting.append(row)
        if len(waiting) == size:
            yield [list(column) for column in zip(*waiting, strict=True)]
            waiting = []
    if waiting:
        yield [list(column) for column in zip(*waiting, strict=True)]


def in_sqlite(parquet: Path, database: Path, profile: ci.Profile) -> ci.SQLiteStore:
    """Fill a store with the same customers."""
    import pyarrow.parquet as pq

    store = ci.SQLiteStore(database, profile)
    names = [field.name for field in profile.fields]
    customers = (
        ({name: row[name] for name in names if row[name]}, {})
        for batch in pq.ParquetFile(parquet).iter_batches(20_000)
        for row in batch.to_pylist()
    )
    store.add_all(customers)
    return store


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--cores", type=int, default=2)
    parser.add_argument("--memory", default="4g")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--alone", action="store_true", help="in one process as well, with a SQLiteStore")
    parser.add_argument("--keep", type=Path, help="a directory for the files, used again if they are there")
    options = parser.parse_args()
    profile, rows = workload.profile(), options.rows
    with tempfile.TemporaryDirectory() as made:
        folder = options.keep or Path(made)
        folder.mkdir(exist_ok=True)
        file, table = folder / f"rows-{rows}.csv", folder / f"stored-{rows}.parquet"
        if not file.exists():
            workload.write(file, workload.rows(rows))
        if not table.exists():
            stored_table(table, rows, profile)
        began = time.perf_counter()
        spark = session(options.cores, options.memory)
        spark.range(10).count()
        print(f"Spark starts in {time.perf_counter() - began:.1f} s; {rows:,} rows, {rows // 2:,} stored")
        for number in range(options.rounds):
            name = f"Spark, round {number + 1}: plan"
            with (
                measured("read", rows, lambda: ci.read(file, profile=profile, limits=LIMITS)) as read,
                measured(name, rows, partial(_with_spark, spark, read, table)) as plan,
            ):
                print(" ", measured("  and counts", rows, lambda plan=plan: plan.counts), most_memory())
        if options.alone:
            database = folder / f"stored-{rows}.db"
            known = database.exists()
            store = ci.SQLiteStore(database, profile) if known else in_sqlite(table, database, profile)
            with ci.read(file, profile=profile, limits=LIMITS) as read:
                one = measured("one process: plan", rows, lambda: ci.plan(read, profile, store, today=DAY))
                print(" ", one.counts)
        spark.stop()


def _with_spark(spark: Any, read: ci.Table, table: Path) -> Any:
    from customer_import.engines import spark as engine

    current = spark.read.parquet(str(table))
    profile = workload.profile()
    return engine.plan(read, current, profile, plan_id="bench", today=DAY, store_id="bench")


if __name__ == "__main__":
    main()
