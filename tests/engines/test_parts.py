"""Frames, saved parts, applying them, and tasks that die."""

import os
from pathlib import Path
from typing import Any

import attrs
import pytest

import customer_import as ci
from customer_import.engines import spark as engine
from customer_import.engines.spark import facade
from customer_import.errors import UsageError
from tests.engines.sparks import both, content, frames
from tests.laws.world import DAY

FIELDS = (ci.Field("no", "identifier", required="always", labels=("no",)), ci.Field("name", labels=("name",)))
PROFILE = ci.Profile("club", FIELDS, ["no"])
ROWS = [(number, str(number % 2400), f"Name {number}") for number in range(2, 2502)]
IDS: dict[str, Any] = {"store_id": "memory", "tenant": "default", "today": DAY, "plan_id": "plan"}


def file() -> bytes:
    """Write the rows as a file; the last hundred repeat keys of the first."""
    return "".join(["no,name\n", *(f"{no},{name}\n" for _, no, name in ROWS)]).encode()


def killing(marker: Path) -> Any:
    """Return a rule that kills the first worker that asks it, as if it ran out of memory."""
    driver = os.getpid()

    def rule(record: ci.Record) -> list[ci.Problem]:
        if os.getpid() != driver and record.row == 1500 and not marker.exists():
            marker.touch()
            os._exit(1)
        return []

    return rule


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make every block of 1,000 rows a piece."""
    monkeypatch.setattr(facade, "PIECE_BLOCKS", 1)


def test_a_frame_is_planned_as_the_file_is(spark: Any) -> None:
    """Rows of a DataFrame, in any order, have the outcomes of the file; a frame without numbers is refused."""
    store = ci.MemoryStore(PROFILE)
    for number in range(0, 2000, 7):
        store.add({"no": str(number), "name": "Name 7"})
    current = frames(spark, store, PROFILE)["current"]
    incoming = spark.createDataFrame(ROWS[::-1], "number bigint, no string, name string")
    with pytest.raises(UsageError, match="no order"):
        engine.plan(incoming, current, PROFILE, **IDS)
    with (
        ci.plan(ci.read(file()), PROFILE, store, today=DAY) as alone,
        engine.plan(incoming, current, PROFILE, row="number", partitions=3, **IDS) as made,
        made.whole() as whole,
    ):
        assert list(whole) == list(alone)
        assert whole.counts == alone.counts == made.counts
        shown = {row["row"]: (row["outcome"], row["customer"]) for row in made.outcomes.collect()}
        assert shown == {o.row: (o.kind, o.target.id if o.target else None) for o in alone}


DAMAGED = [
    b"",  # cut into pieces
    b"\n",  # a blank line: the pieces behind it are shifted, and the file is read in one go
    b'2600,"one\n2601,two\n',  # an open quote
]


@pytest.mark.parametrize("damage", DAMAGED, ids=["whole", "blank", "quote"])
def test_pieces_that_prove_nothing_are_read_in_one_go(spark: Any, damage: bytes) -> None:
    """A file is planned as in one process whether it can be cut into pieces or not; repeats are found across pieces."""
    data = file()
    place = data.index(b"\n700,") + 1
    data = data[:place] + damage + data[place:]
    store = ci.MemoryStore(PROFILE)
    for number in range(0, 2000, 7):
        store.add({"no": str(number), "name": "Name 7"})
    alone, made = both(spark, ci.read(data), PROFILE, store, {}, partitions=2)
    with alone, made, made.whole() as whole:
        assert content(whole) == content(alone)
        assert made.counts.rejected >= 100


def test_parts_are_applied_once_though_workers_die(spark: Any, tmp_path: Path) -> None:
    """A worker that is killed while it plans, or after it wrote, changes nothing; nor does a job that runs again."""
    database, marker, driver = tmp_path / "customers.db", tmp_path / "applying", os.getpid()
    store = ci.SQLiteStore(database, PROFILE)
    store.add_all(({"no": str(number)}, {}) for number in range(0, 2000, 7))
    profile = attrs.evolve(PROFILE, rules=(killing(tmp_path / "planning"),))
    alone, made = both(spark, ci.read(file()), profile, store, {}, partitions=2)
    with alone, made, made.whole() as whole:
        assert (tmp_path / "planning").exists()
        assert content(whole) == content(alone)
        parts = made.save(tmp_path / "parts", rows=1000)
        counts = alone.counts
    store.close()
    assert [path.name for path in parts] == [f"part-{number:06}.jsonl" for number in range(3)]
    assert sorted(path.name for path in (tmp_path / "parts").iterdir()) == [path.name for path in parts]

    class Dying(ci.SQLiteStore):
        def commit(self, batch: ci.Batch) -> Any:
            results = super().commit(batch)
            if os.getpid() != driver and not marker.exists():
                marker.touch()
                os._exit(1)
            return results

    for _ in range(2):
        receipts = engine.apply(spark, parts, lambda: Dying(database, PROFILE), tasks=1)
        assert marker.exists()
        assert sum(receipt.counts["created"] for receipt in receipts) == counts.created > 0
        assert sum(receipt.counts["updated"] for receipt in receipts) == counts.updated > 0
    with ci.plan(ci.read(file()), PROFILE, ci.SQLiteStore(database, PROFILE), today=DAY) as again:
        assert not again.counts.created + again.counts.updated
        assert again.counts.rejected == counts.rejected > 0
