"""What the tests of Spark share: a store in memory becomes DataFrames, and a plan is made both ways."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import attrs

import customer_import as ci
from customer_import.engines import spark as engine
from customer_import.model import Posted
from tests.laws.world import DAY, balances

CHILDREN = "map<string, array<struct<key: string, values: map<string, string>>>>"


def session() -> Any:
    """Start Spark with two cores; a task is tried twice."""
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable
    os.environ["PYTHONPATH"] = str(Path(__file__).parents[2])  # tasks import what tests hand to them
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    made = (
        SparkSession.builder.master("local[2,2]")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.driver.memory", "1g")
        .config("spark.sql.adaptive.enabled", "false")
        .getOrCreate()
    )
    made.sparkContext.setLogLevel("OFF")
    return made


def frames(spark: Any, store: Any, profile: ci.Profile) -> dict[str, Any]:
    """Return what a store holds as DataFrames: arguments of `plan`."""
    multi = {field.name: profile.kind(field).multi for field in profile.fields}
    names = [field.name for field in profile.fields if not field.child]
    fields = ", ".join(f"`{name}` {'array<string>' if multi[name] else 'string'}" for name in names)
    rows = []
    for match in store.customers():
        children = {group: [(child.key, dict(child.values)) for child in of] for group, of in match.children.items()}
        held = [match.values.get(name) for name in names]
        values = [list(value) if isinstance(value, tuple) else value for value in held]
        rows.append((match.id, match.version, match.locked, children, *values))
    current = spark.createDataFrame(rows, f"id string, version string, locked boolean, children {CHILDREN}, {fields}")
    posted = [attrs.astuple(entry.posted) for entry in store.ledger()]
    types = ", ".join(f"{f.name} {'int' if f.name == 'row' else 'string'}" for f in attrs.fields(Posted))
    sums = [(own, str(amount), unit, account) for (own, unit, account), amount in balances(store).items()]
    return {
        "current": current,
        "ledger": spark.createDataFrame(posted, types),
        "balances": spark.createDataFrame(sums, "customer_id string, amount string, unit string, account string"),
    }


def both(
    spark: Any, table: Any, profile: ci.Profile, store: Any, options: Mapping[str, Any], *, partitions: int
) -> tuple[ci.Plan, engine.SparkPlan]:
    """Plan in one process, and with Spark."""
    given = {"today": DAY, "plan_id": "plan", **options}
    alone = ci.plan(table, profile, store, **given)
    made = engine.plan(
        table, profile=profile, store=store, partitions=partitions, **frames(spark, store, profile), **given
    )
    return alone, made


def content(plan: ci.Plan) -> bytes:
    """Return the bytes of a plan."""
    import io

    file = io.BytesIO()
    plan.save(file)
    return file.getvalue()
