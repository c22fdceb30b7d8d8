"""`plan`: the steps in one call."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs
from pyspark.sql import DataFrame, SparkSession

from customer_import.engines.spark.deciding import ask, decide
from customer_import.engines.spark.frames import frame_pieces
from customer_import.engines.spark.planned import SparkPlan
from customer_import.engines.spark.rows import Incoming, cut_pieces, parallel, streamed_pieces
from customer_import.engines.spark.shapes import (
    BUCKET_ROWS,
    CREDIT,
    PIECE_BLOCKS,
    PIECES_IN_TASK,
    Meeting,
    packed_planner,
)
from customer_import.engines.spark.staging import staging_folder
from customer_import.engines.spark.stored import posted_credits, stored_customers
from customer_import.engines.spark.walking import surveyed
from customer_import.errors import UsageError
from customer_import.mapping import LabelMap, LabelMemory
from customer_import.planning.arguments import PlanArguments
from customer_import.planning.layout import Override
from customer_import.planning.parts import BlockPlanner
from customer_import.ports import CustomerReader
from customer_import.profile import Profile
from customer_import.reading import Table
from customer_import.reading.chunks import CELLS
from customer_import.surveying import CHUNK_ROWS, Survey, TableLike

WIDEST = CELLS // CHUNK_ROWS  # columns of which chunks hold as many rows as blocks


def plan(
    incoming: Table | DataFrame,
    current: DataFrame,
    profile: Profile,
    *,
    plan_id: str | None = None,
    today: datetime.date | None = None,
    store: CustomerReader | None = None,
    store_id: str = "",
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
        incoming: What `read` returned, or a DataFrame whose columns are called as a file's would be.
        current: The stored customers, each once, with canonical values as a store's `find` returns them: ``id``, and
            where there are such ``version``, ``locked``, ``children``, and a column for each field: text, or an array
            of texts. Fields without a column are blank; those by which customers are looked up must be there.
        profile: The host's declaration.
        plan_id: The plan's id; None makes a random one.
        today: The calendar day; None is today in the profile's zone.
        store: The store that the plan will be applied to; it is asked who it is, and nothing else.
        store_id: Its id, where there is no store object here.
        tenant: Its tenant.
        row: The column that numbers the rows of a DataFrame, which has no order of its own: whole numbers, each once.
        ledger: The posted credits, columns named as the attributes of `Posted`; needed where the file gives credits.
        balances: Columns named as the attributes of `Balance`; needed where the profile sets balances.
        survey: A survey of `incoming` made before, for this day.
        partitions: Tasks that decide; None makes one for every 256,000 rows, and one for each core at least.
        staging: A directory that driver and executors reach under one path, for the rows; None is a temporary one on
            this machine, enough where they are one machine. It is emptied of them by `SparkPlan.close`.

    Raises:
        UsageError: A DataFrame lacks a column, or has one of another type; or the store was not named.
        QuestionsOpen: The file leaves questions open.
        SourceError: The file lacks a column that the profile needs.
    """
    if store is not None:
        store_id, tenant = store.store_id, store.tenant
    if not store_id:
        raise UsageError(
            "say which store the plan is for: store=, or store_id= and tenant=; it is applied only there",
            code="spark.no_store",
        )
    spark = current.sparkSession
    close: list[Callable[[], object]] = []
    given = PlanArguments(
        profile=profile,
        today=today,
        plan_id=plan_id,
        occasion=occasion,
        label_map=label_map,
        memory=memory,
        references=references,
        features=features,
        answers=answers,
        overrides=overrides,
        notify=notify,
        actor=actor,
        expires=expires,
    )
    try:
        place = _Place(spark, row, staging_folder(staging, close), partitions or 0, PIECE_BLOCKS)
        survey, gathered, meeting = _surveyed(place, incoming, profile, survey, given.of_survey)
        options = {**given.of_planner, "store_id": store_id, "tenant": tenant}
        planner = BlockPlanner(survey, **options)
        sent = packed_planner(survey, options)
        if planner.sets and balances is None:
            raise UsageError("the profile sets balances: pass them as a DataFrame", code="credit.no_balances")
        held = stored_customers(current, planner, sent, balances, meeting)
        if survey.credit_rows:
            if ledger is None:
                raise UsageError("the file gives credits: pass the ledger as a DataFrame", code="spark.no_ledger")
            held = held.unionByName(posted_credits(ledger, meeting))
        left = planner.not_gathered if gathered else [*planner.looked_up, CREDIT]
        if not survey.credit_rows:
            left.remove(CREDIT)
        if left:
            ask(spark, sent, left, meeting)
        decided = decide(spark, held, sent, meeting).persist()
    except BaseException:
        for undo in close:
            undo()
        raise
    return SparkPlan(decided, planner, meeting, close=close)


@attrs.frozen
class _Place:
    """Where rows are laid down: the session, the column that numbers rows, a directory, tasks, blocks in a piece."""

    spark: SparkSession
    row: str
    folder: Path
    tasks: int
    size: int


def _surveyed(
    place: _Place, incoming: Table | DataFrame, profile: Profile, survey: Survey | None, given: Mapping[str, Any]
) -> tuple[Survey, bool, Meeting]:
    """Return the survey, whether it left the keys that rows ask for, and where the rows are."""
    if survey is not None and not isinstance(incoming, DataFrame):
        survey.expect(incoming, profile)
    for pieces, table in _ways(place, incoming):
        tasks = place.tasks or max(parallel(place.spark), -(-pieces.count // PIECES_IN_TASK))
        buckets = max(tasks, -(-pieces.count * place.size * CHUNK_ROWS // BUCKET_ROWS))
        done = surveyed(pieces, table, survey or profile, given, buckets=buckets, tasks=tasks)
        if done is not None:
            return *done, Meeting(place.folder, pieces.count, place.size, buckets, tasks)
    raise AssertionError  # what is not cut needs no proof


def _ways(place: _Place, incoming: Table | DataFrame) -> Iterator[tuple[Incoming, TableLike]]:
    """Yield the ways to lay the rows down, the best one first; the last one never fails."""
    width = len(incoming.columns) if isinstance(incoming, DataFrame) else incoming.width
    if width > WIDEST:
        raise UsageError(
            f"there are {width} columns, Spark takes {WIDEST}: drop the blank ones, or plan in one process",
            code="spark.too_wide",
        )
    if isinstance(incoming, DataFrame):
        yield frame_pieces(incoming, place.row, place.folder, place.tasks, place.size)
        return
    cut = cut_pieces(place.spark, incoming, place.folder, place.tasks, place.size)
    if cut is not None:
        yield cut, incoming
    yield streamed_pieces(place.spark, incoming, place.folder, place.tasks, place.size), incoming
