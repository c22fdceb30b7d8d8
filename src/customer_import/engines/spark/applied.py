"""Saved parts applied by tasks."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Sequence

from pyspark.sql import SparkSession

from customer_import.applying import Receipt
from customer_import.applying import apply as apply_one
from customer_import.planning.sealed import Plan
from customer_import.ports import Store


def apply(
    spark: SparkSession,
    parts: Sequence[str | os.PathLike[str]],
    store: Callable[[], Store],
    *,
    acknowledge: Collection[str] = (),
    tasks: int | None = None,
) -> list[Receipt]:
    """Apply saved parts, each in a task, through the host's store.

    Every part has a journal of its own, so a task that is retried, runs twice at once, or belongs to a job that was
    started again goes on where the journal stands, and nothing is applied twice.

    Args:
        spark: The session.
        parts: What `SparkPlan.save` returned.
        store: Opens the host's store; called in every task.
        acknowledge: Codes of tripped guards that somebody accepts.
        tasks: How many at once at most write to the database; None leaves it to Spark.

    Returns:
        The receipts, in the order of the parts.
    """
    accepted = tuple(acknowledge)

    def one(path: str) -> Receipt:
        with Plan.open(path) as opened:
            return apply_one(opened, store(), acknowledge=accepted)

    if not parts:
        return []
    names = [os.fspath(path) for path in parts]
    receipts: list[Receipt] = (
        spark.sparkContext.parallelize(names, min(tasks or len(names), len(names))).map(one).collect()
    )
    return receipts
