"""`plan`: the steps in one call."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from pyspark.sql import DataFrame

from customer_import.engines.spark.deciding import decide
from customer_import.engines.spark.planned import SparkPlan
from customer_import.engines.spark.rows import FrameTable, Staging, staged_frame
from customer_import.engines.spark.shapes import packed_planner
from customer_import.engines.spark.stored import posted_credits, stored_customers
from customer_import.errors import UsageError
from customer_import.mapping import LabelMap, LabelMemory
from customer_import.planning.layout import Override
from customer_import.planning.parts import BlockPlanner
from customer_import.profile import Profile
from customer_import.reading import Table
from customer_import.surveying import CHUNK_ROWS, Survey, TableLike
from customer_import.surveying import survey as make_survey

BLOCKS_IN_TASK = 200  # 200,000 rows: some 30 MB, and a task that is lost loses seconds


def plan(
    incoming: Table | DataFrame,
    current: DataFrame,
    profile: Profile,
    *,
    plan_id: str,
    today: datetime.date,
    store_id: str,
    tenant: str = "",
    row: str = "",
    ledger: DataFrame | None = None,
    balances: DataFrame | None = None,
    occasion: str | None = None,
    label_map: LabelMap | Mapping[str, str | None] | None = None,
    memory: LabelMemory | None = None,
    references: Mapping[str, Sequence[str]] = {},
    features: Collection[str] = (),
    answers: Mapping[str, str] = {},
    overrides: Sequence[Override] = (),
    notify: bool = False,
    actor: str | None = None,
    expires: datetime.datetime | None = None,
    survey: Survey | None = None,
    partitions: int | None = None,
    staging: str | os.PathLike[str] | None = None,
) -> SparkPlan:
    """Decide every row of a file or DataFrame against a DataFrame of stored customers; writes nothing.

    The arguments that are not named here are those of `customer_import.plan`.

    Args:
        incoming: What `read` returned, or a DataFrame of texts whose columns are called as a file's would be.
        current: The stored customers, each once, with canonical values as a store's `find` returns them: ``id``, and
            where there are such ``version``, ``locked``, ``children``, and a column for each field: text, or an array
            of texts. Fields without a column are blank; those by which customers are looked up must be there.
        profile: The host's declaration.
        plan_id: The plan's id.
        today: The calendar day in the profile's zone.
        store_id: The store that the plan will be applied to.
        tenant: Its tenant.
        row: The column that numbers the rows of a DataFrame, which has no order of its own: whole numbers, each once.
        ledger: The posted credits, columns named as the attributes of `Posted`; needed where the file gives credits.
        balances: Columns named as the attributes of `Balance`; needed where the profile sets balances.
        survey: A survey of `incoming` made before, for this day.
        partitions: Tasks that decide; None makes one for every 200,000 rows, and one for each core at least.
        staging: A directory that all executors reach, for the rows of a file; None is a temporary one on this machine,
            enough where driver and executors are one machine. It is emptied of them by `SparkPlan.close`.

    Raises:
        UsageError: A DataFrame lacks a column, or has one of another type.
        QuestionsOpen: The file leaves questions open.
        SourceError: The file lacks a column that the profile needs.
    """
    spark = current.sparkSession
    close: list[Callable[[], object]] = []
    keep: Staging | None = None
    table: TableLike
    try:
        if isinstance(incoming, DataFrame):
            blocks = staged_frame(incoming, row, close)
            table = FrameTable(blocks, incoming, row)
        else:
            keep = Staging(staging, close)
            table = incoming
        if survey is None:
            survey = make_survey(
                table,
                profile,
                label_map=label_map,
                memory=memory,
                answers=answers,
                references=references,
                features=tuple(features),
                today=today.isoformat(),
                keep=keep,
            )
        elif keep is not None:
            for chunk in table.chunks(CHUNK_ROWS):
                keep.add(chunk)
        if keep is not None:
            blocks = keep.blocks(spark)
        options: dict[str, Any] = {
            "today": today,
            "plan_id": plan_id,
            "store_id": store_id,
            "tenant": tenant,
            "occasion": occasion,
            "answers": dict(answers),
            "features": tuple(features),
            "overrides": tuple(overrides),
            "notify": notify,
            "actor": actor or "",
            "expires": expires.isoformat() if expires else "",
        }
        planner = BlockPlanner(survey, **options)
        sent = spark.sparkContext.broadcast(packed_planner(survey, options))
        close.append(sent.destroy)
        held = stored_customers(current, planner, sent, balances)
        if survey.credit_rows:
            if ledger is None:
                raise UsageError("the file gives credits: pass the ledger as a DataFrame", code="spark.no_ledger")
            held = held.unionByName(posted_credits(ledger))
        tasks = max(spark.sparkContext.defaultParallelism, -(-survey.tally.rows // (BLOCKS_IN_TASK * CHUNK_ROWS)))
        decided = decide(blocks, held, sent, partitions or tasks).persist()
    except BaseException:
        for undo in close:
            undo()
        raise
    return SparkPlan(decided, planner, close=close)
