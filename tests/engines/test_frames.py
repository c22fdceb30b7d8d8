"""A DataFrame is planned as the same rows in memory are in one process; what it lacks is said."""

import datetime
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

import customer_import as ci
from customer_import.engines import spark as engine
from customer_import.engines.spark import facade
from customer_import.engines.spark.columns import Columns
from customer_import.errors import UsageError
from tests.engines.sparks import frames
from tests.laws.world import DAY

PROFILE = ci.Profile(
    name="club",
    keys=("no",),
    fields=(
        ci.Field("no", "identifier", required="always", labels=("no",)),
        ci.Field("name", labels=("full.name",)),
        ci.Field("note", labels=("Note",)),
        ci.Field("share", "decimal", labels=("share",)),
        ci.Field("height", "decimal", labels=("height",)),
        ci.Field("born", "date", labels=("born",)),
        ci.Field("member", "boolean", labels=("member",)),
    ),
)
LABELS = ("no", "full.name", "Note", "share", "height", "born", "member")
TYPES = (
    "`Row` int, `no` bigint, `full.name` string, `Note` string, `share` decimal(8,3), `height` double, "
    "`born` date, `member` boolean"
)
IDS: dict[str, Any] = {"store_id": "memory", "tenant": "default", "today": DAY, "plan_id": "plan"}
Cells = tuple[Any, ...]


def cells() -> list[Cells]:
    """Make rows with every type of cell, some of them missing, some blank, some repeated."""
    rows: list[Cells] = []
    for number in range(2500):
        if number % 31 == 7:
            rows.append((None, " " if number % 2 else None, None, None, None, None, None))
            continue
        rows.append(
            (
                number % 2400,
                f"Name {number}" if number % 5 else None,
                f"Note {number % 3}",
                Decimal(number) / 8 if number % 4 else None,
                [1.5, float("nan"), 1e22, -0.25][number % 4],
                datetime.date(1950, 1, 1) + datetime.timedelta(number) if number % 3 else None,
                [True, False, None][number % 3],
            )
        )
    return rows


def codes(call: Callable[[], Any]) -> str:
    """Return what an error says, on the driver or out of a task."""
    with pytest.raises(Exception) as caught:  # noqa: PT011 - an error of ours, or Spark's around it
        call()
    return getattr(caught.value, "code", "") or str(caught.value)


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make every block of 1,000 rows a piece."""
    monkeypatch.setattr(facade, "PIECE_BLOCKS", 1)


def test_cells_of_every_type_are_those_of_one_process(spark: Any) -> None:
    """Numbers, days, truth values, nulls and blank rows, under names with dots, have the outcomes of one process."""
    rows = cells()
    store = ci.MemoryStore(PROFILE)
    for number in range(0, 2000, 7):
        store.add({"no": str(number), "name": "Name 7"})
    table = ci.read([dict(zip(LABELS, row, strict=True)) for row in rows], profile=PROFILE)
    numbered = [(number, *row) for number, row in enumerate(rows, 2)]
    incoming = spark.createDataFrame(numbered[::-1], TYPES)
    current = frames(spark, store, PROFILE)["current"]
    with (
        ci.plan(table, PROFILE, store, today=DAY) as alone,
        engine.plan(incoming, current, PROFILE, row="Row", partitions=3, **IDS) as made,
        made.whole() as whole,
    ):
        assert list(whole) == list(alone)
        assert whole.counts == alone.counts == made.counts
        assert alone.counts.created > 1000
        assert alone.counts.updated > 100
        assert table.tally.blank > 50


FAULTS = [
    ([(2, "1"), (2, "2")], "n int, no string", "n", "spark.row_twice"),
    ([(2, "1"), (None, "2")], "n int, no string", "n", "spark.row_missing"),
    ([(2, "1")], "n int, no string", "", "spark.no_row_numbers"),
    ([(2, "1")], "n string, no string", "n", "spark.column_type"),
    ([(2, ["1"])], "n int, no array<string>", "n", "spark.column_type"),
]


@pytest.mark.parametrize(("rows", "types", "row", "code"), FAULTS, ids=["twice", "missing", "none", "text", "array"])
def test_rows_that_cannot_be_numbered_or_shown_are_refused(
    spark: Any, rows: list[Cells], types: str, row: str, code: str
) -> None:
    """A number that is there twice or not at all, and a cell that is no text, number or day, is an error of ours."""
    current = spark.createDataFrame([], "id string, no string")
    given = [(str(number), no) for number, no in rows] if types.startswith("n string") else rows
    incoming = spark.createDataFrame(given, types)
    with pytest.raises(UsageError) as caught:
        engine.plan(incoming, current, PROFILE, row=row, **IDS)
    assert caught.value.code == code


def test_names_that_differ_only_in_case(spark: Any) -> None:
    """The exact name is meant where there is one; two that may be meant are an error."""
    twins = Columns(spark.createDataFrame([("1", "2")], "No string, no string"), "current")
    assert (twins.place("No"), twins.place("no")) == (0, 1)
    with pytest.raises(UsageError) as caught:
        twins.place("NO")
    assert caught.value.code == "spark.column_twice"
    assert Columns(spark.createDataFrame([("1",)], "`a.B` string"), "current").place("A.b") == 0


STORED = [
    ([("7", "1", "Ann"), ("7", "1", "Ann")], ""),  # the same twice does no harm
    ([("7", "1", "Ann"), ("7", "1", "Bob")], "customer_twice|different values"),
    ([(None, "1", "Ann")], "spark.no_id|without an id"),
]


@pytest.mark.parametrize(("stored", "said"), STORED, ids=["same", "other", "no id"])
def test_ids_of_stored_customers(spark: Any, stored: list[Cells], said: str) -> None:
    """A customer that `current` holds twice, with other values, or without an id, is an error out of the task."""
    current = spark.createDataFrame(stored, "id string, no string, name string")
    incoming = spark.createDataFrame([(2, 1, "Ann")], "n int, no bigint, `full.name` string")

    def outcomes() -> list[str]:
        with engine.plan(incoming, current, PROFILE, row="n", **IDS) as made:
            return [entry["outcome"] for entry in made.outcomes.collect()]

    if said:
        found = codes(outcomes)
        assert any(part in found for part in said.split("|"))
    else:
        assert outcomes() == ["unchanged"]
