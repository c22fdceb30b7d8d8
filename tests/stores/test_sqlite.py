"""What `SQLiteStore` promises besides the contract: its file, its tables, its errors."""

import gc
import multiprocessing
import shutil
import sqlite3
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import attrs
import pytest
import sqlalchemy as sa

from customer_import.errors import StalePlan, StoreError, UsageError
from customer_import.model import Child, Value
from customer_import.profile import CreateCommand, Field, Profile
from customer_import.stores import MemoryStore, SQLiteStore
from customer_import.testing.contract import PROFILE, create, credit, drive, plan_of
from tests.stores import host

ANN: dict[str, Value] = {"email": "Ann@Example.org", "phone": "+37061234567", "cards": ("C1", "C2")}


def small(*fields: Field, keys: tuple[str, ...] = ("email",), **more: Any) -> Profile:
    """Declare a profile of these fields."""
    return Profile("small", fields=fields, keys=keys, **more)


def test_a_missing_database_is_not_made_by_reading(tmp_path: Path) -> None:
    """Planning against a path where nothing is finds nobody and makes nothing; the first write makes the file."""
    store = SQLiteStore(tmp_path / "customers.db", PROFILE)
    before = store.store_id
    assert not store.find({"email": ["ann@example.org"]})
    assert not store.credits(["k"])
    assert not store.customers()
    assert not list(tmp_path.iterdir())
    store.journal(plan_of(store, []))
    assert (tmp_path / "customers.db").exists()
    assert store.store_id == before


def test_durable_settings(tmp_path: Path) -> None:
    """The database is in WAL mode, tables are STRICT, and every commit reaches the disk."""
    store = SQLiteStore(tmp_path / "customers.db", PROFILE)
    store.add(ANN)
    assert store._db is not None
    assert store._db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert store._db.execute("PRAGMA synchronous").fetchone() == (2,)
    assert store._db.execute("PRAGMA foreign_keys").fetchone() == (1,)
    if sqlite3.sqlite_version_info >= (3, 37):
        (sql,) = store._db.execute("SELECT sql FROM sqlite_master WHERE name = 'ledger'").fetchone()
        assert sql.endswith("STRICT")


def test_the_name_moves_with_the_file(tmp_path: Path) -> None:
    """A database that is moved is still the store that its plans were made for; another is not."""
    store = SQLiteStore(tmp_path / "a.db", PROFILE)
    store.add(ANN)
    name = store.store_id
    store.close()
    (tmp_path / "a.db").rename(tmp_path / "b.db")
    assert SQLiteStore(tmp_path / "b.db", PROFILE).store_id == name
    assert SQLiteStore(tmp_path / "c.db", PROFILE).store_id != name


def test_a_copy_is_given_a_name_of_its_own(tmp_path: Path) -> None:
    """A copy is the same store until somebody says that it is another; the original keeps its name."""
    store = SQLiteStore(tmp_path / "a.db", PROFILE)
    store.add(ANN)
    store.close()
    shutil.copy(tmp_path / "a.db", tmp_path / "b.db")
    copy = SQLiteStore(tmp_path / "b.db", PROFILE)
    assert copy.store_id == store.store_id
    assert copy.new_identity() == copy.store_id != store.store_id
    with pytest.raises(StalePlan):
        copy.journal(plan_of(store, []))


def test_an_entry_says_when_it_was_posted(tmp_path: Path) -> None:
    """The moment of the posting stands with the entry, in UTC, whichever store keeps it."""
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'shop.db'}")
    host.tables().create_all(engine)
    for store in (
        MemoryStore(PROFILE),
        SQLiteStore(tmp_path / "customers.db", PROFILE),
        host.store_of(engine, PROFILE, "default"),
    ):
        before = datetime.now(UTC).replace(microsecond=0)
        outcomes = [create(2, {"email": "a@x.org"}, credit(1))]
        drive(store, plan_of(store, outcomes), outcomes)
        (posted,) = store.credits([credit(1).key])
        assert before <= datetime.strptime(posted.posted_at, "%Y-%m-%dT%H:%M:%S%z") <= datetime.now(UTC)
    engine.dispose()


def test_fields_with_the_names_of_columns(tmp_path: Path) -> None:
    """A profile may call its fields as the store calls its own columns, or as SQL calls its own words."""
    names = ("id", "tenant", "version", "locked", "select", "from", "order", "email")
    store = SQLiteStore(tmp_path / "customers.db", small(*map(Field, names), keys=("id", "select")))
    values: dict[str, Value] = {name: f"{name}!" for name in names}
    customer = store.add(values)
    store.edit(customer, {"id": "new", "version": "2024"})
    assert store.find({"id": ["new"]})[0].values == {**values, "id": "new", "version": "2024"}


def test_a_profile_that_grows(tmp_path: Path) -> None:
    """New fields, keys and lists are found at once by search, and by index after the next write."""
    path = tmp_path / "customers.db"
    SQLiteStore(path, small(Field("email", kind="email"), Field("phone"))).add({"email": "Ann@x.org", "phone": "+371"})
    profile = small(
        *(Field("email", kind="email"), Field("phone", kind="phone", unique=True), Field("city")),
        Field("cards", kind="list", unique=True, item="identifier"),
    )
    store = SQLiteStore(path, profile)
    for _ in range(2):
        assert [match.values["email"] for match in store.find({"phone": ["+371"], "email": ["ann@x.org"]})] == [
            "Ann@x.org"
        ]
        assert store.find({"cards": ["C1"], "city": ["Oslo"]}) == []
        store.add({"email": f"{_}@x.org", "cards": (f"C{_}2",), "city": "Rome"})
    assert [match.values["cards"] for match in store.find({"cards": ["C12"]})] == [("C12",)]
    assert len(store.find({"city": ["Rome"]})) == 2


def test_a_key_that_is_held_twice(tmp_path: Path) -> None:
    """A field that becomes unique although two customers share a value is refused by name, and nothing is lost."""
    path = tmp_path / "customers.db"
    store = SQLiteStore(path, small(Field("email"), Field("phone")))
    store.add_all([({"email": email, "phone": "+371"}, {}) for email in ("a", "b")])
    with pytest.raises(StoreError) as caught:
        SQLiteStore(path, small(Field("email"), Field("phone", unique=True))).add({"email": "c"})
    assert (caught.value.code, caught.value.params["field"]) == ("store.doubles", "phone")
    assert len(store.customers()) == 2


def test_the_store_makes_up_numbers(tmp_path: Path) -> None:
    """A row that orders a new customer gets the next number (S3-06)."""
    profile = small(Field("number", kind="identifier"), Field("email"), keys=("number",))
    profile = attrs.evolve(profile, create_command=CreateCommand("number", ("0",)))
    store = SQLiteStore(tmp_path / "customers.db", profile)
    store.add({"number": "1041"})
    outcomes = [create(2, {"email": "a"}), create(3, {"email": "b"})]
    drive(store, plan_of(store, outcomes), outcomes)
    assert [match.values["number"] for match in store.customers()] == ["1041", "1042", "1043"]


def test_an_id_is_never_used_again(tmp_path: Path) -> None:
    """The id of a customer who was removed stays theirs."""
    store = SQLiteStore(tmp_path / "customers.db", PROFILE)
    first = store.add(ANN)
    store.delete(first)
    assert store.add(ANN) != first


@pytest.mark.parametrize("amount", ["1e5", "", "abc", "9" * 19, "1" * 50, "٣"])
def test_an_amount_that_no_ledger_holds(tmp_path: Path, amount: str) -> None:
    """Such a row is refused alone."""
    store = SQLiteStore(tmp_path / "customers.db", PROFILE)
    outcomes = [create(2, {"email": "a@x.org"}, credit(1, amount)), create(3, {"email": "b@x.org"}, credit(2, "0.001"))]
    results = drive(store, plan_of(store, outcomes), outcomes)
    assert [(result.status, result.code) for result in results] == [("conflict", "credit.amount"), ("applied", "")]


def test_text_that_is_no_unicode(tmp_path: Path) -> None:
    """A lone surrogate costs its row and no other."""
    store = SQLiteStore(tmp_path / "customers.db", PROFILE)
    outcomes = [create(2, {"email": "a@x.org", "name": "\ud800"}), create(3, {"email": "b@x.org"})]
    assert [result.status for result in drive(store, plan_of(store, outcomes), outcomes)] == ["conflict", "applied"]


@pytest.mark.parametrize("content", [b"not a database at all, but long enough to be read as one" * 20, None])
def test_a_file_that_is_no_database(tmp_path: Path, content: bytes | None) -> None:
    """A foreign file, or a directory, is a declared error for readers and writers, and stays as it is."""
    path = tmp_path / "customers.db"
    path.write_bytes(content) if content else path.mkdir()
    store = SQLiteStore(path, PROFILE)
    for call in (
        lambda: store.find({"email": ["a"]}),
        lambda: store.journal(plan_of(store, [])),
        lambda: store.add(ANN),
    ):
        with pytest.raises(StoreError) as caught:
            call()
        assert caught.value.code in ("store.damaged", "store.unreachable")
    assert content is None or path.read_bytes() == content


def test_a_database_of_somebody_else(tmp_path: Path) -> None:
    """Tables that are not ours are left alone."""
    path = tmp_path / "shop.db"
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE customers (name TEXT)")
    db.close()
    with pytest.raises(StoreError) as caught:
        SQLiteStore(path, PROFILE).add(ANN)
    assert caught.value.code == "store.foreign"


def test_what_others_write_in_between(tmp_path: Path) -> None:
    """A store that has looked how the tables are sees when another connection, or its own, has made them otherwise."""
    path = tmp_path / "customers.db"
    fields = Field("email", kind="email"), Field("name", kind="name")
    store, other = SQLiteStore(path, small(*fields)), SQLiteStore(path, small(*fields, keys=("name",)))
    store.add({"email": "ann@example.org"})
    assert len(store.find({"email": ["ann@example.org"]})) == 1
    other.add({"name": "Bob"})
    assert len(store.find({"name": ["Bob"]})) == len(other.find({"name": ["Bob"]})) == 1
    with sqlite3.connect(path) as db:
        db.execute("UPDATE customer_import SET value = '1' WHERE name = 'format'")
    db.close()
    with pytest.raises(StoreError) as caught:
        store.find({"name": ["Bob"]})
    assert caught.value.code == "store.format"


def test_a_busy_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who waits too long for another writer is told so; nothing is written, and later it works."""
    monkeypatch.setattr("customer_import.stores.sqlite.WAIT", 50)
    store, other = (SQLiteStore(tmp_path / "customers.db", PROFILE) for _ in range(2))
    store.add(ANN)
    with other._transaction(), pytest.raises(StoreError) as caught:
        store.lock("1")
    assert caught.value.code == "store.busy"
    store.lock("1")


def test_a_read_only_database(tmp_path: Path) -> None:
    """A database that cannot be written is a declared error, and can still be read."""
    store = SQLiteStore(tmp_path / "customers.db", PROFILE)
    store.add(ANN)
    assert store._db is not None
    store._db.execute("PRAGMA query_only = ON")
    with pytest.raises(StoreError) as caught:
        store.add({"email": "b@x.org"})
    assert caught.value.code == "store.read_only"
    assert len(store.customers()) == 1


def test_no_content_in_errors(tmp_path: Path) -> None:
    """Neither the exception nor its traceback, cause or context quotes a value."""
    store = SQLiteStore(tmp_path / "customers.db", PROFILE)
    store.add(ANN)
    with pytest.raises(UsageError) as caught:
        store.add(ANN)
    assert caught.value.__context__ is caught.value.__cause__ is None
    assert "Ann" not in "".join(traceback.format_exception(caught.value))
    assert "customers.db" in repr(store)
    assert str(tmp_path) not in repr(store)


def _add_in_child(store: SQLiteStore) -> None:
    store.add({"email": "child@x.org"})


def test_a_fork_opens_its_own_connection(tmp_path: Path) -> None:
    """A store that was opened before a fork serves parent and child."""
    store = SQLiteStore(tmp_path / "customers.db", PROFILE)
    store.add(ANN)
    process = multiprocessing.get_context("fork").Process(target=_add_in_child, args=(store,))
    process.start()
    process.join()
    assert process.exitcode == 0
    store.add({"email": "parent@x.org"})
    assert len(store.customers()) == 3


def test_a_store_that_nobody_holds_is_closed(tmp_path: Path) -> None:
    """A store that was never closed leaves no open connection behind (of which Python 3.13 warns)."""
    store = SQLiteStore(tmp_path / "customers.db", PROFILE)
    store.add(ANN)
    connection = store._connection()
    assert connection is not None
    del store
    gc.collect()
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        connection.execute("SELECT 1")


def test_a_file_that_cannot_be_opened_is_let_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a file turns out to be no database, the connection to it is closed (Windows could not delete it)."""
    made: list[sqlite3.Connection] = []
    connect = sqlite3.connect

    def noted(*args: Any, **options: Any) -> sqlite3.Connection:
        made.append(connect(*args, **options))
        return made[-1]

    monkeypatch.setattr(sqlite3, "connect", noted)
    (tmp_path / "customers.db").write_bytes(b"no database at all" * 100)
    with pytest.raises(StoreError):
        SQLiteStore(tmp_path / "customers.db", PROFILE).add(ANN)
    assert made
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        made[0].execute("SELECT 1")


def test_outbox_is_acknowledged(tmp_path: Path) -> None:
    """Messages wait until somebody acknowledges them, in order."""
    store = SQLiteStore(tmp_path / "customers.db", PROFILE)
    outcomes = [create(row, {"email": f"{row}@x.org"}) for row in (2, 3)]
    drive(store, plan_of(store, outcomes), outcomes)
    first, second = store.outbox()
    assert (first.topic, first.key, first.row) == ("created", "plan:2", 2)
    store.acknowledge([first.id])
    assert store.outbox() == [second]


def test_search_by_any_field(tmp_path: Path) -> None:
    """A field without an index can be asked for too, as can any field of a child."""
    store = SQLiteStore(tmp_path / "customers.db", PROFILE)
    store.add({**ANN, "city": "Oslo"}, {"address": [Child("A1", {"street": "Main 1"})]})
    assert len(store.find({"city": ["Oslo"]})) == len(store.find({"street": ["Main 1"]})) == 1
    assert store.find({"city": ["Rome"], "street": ["Side 2"]}) == []


@pytest.mark.parametrize("make", [lambda path: MemoryStore(PROFILE), lambda path: SQLiteStore(path, PROFILE)])
def test_a_customer_whom_nobody_knows(tmp_path: Path, make: Callable[[Path], MemoryStore | SQLiteStore]) -> None:
    """Who is not there can be neither edited nor locked: both stores say so in the same words."""
    store = make(tmp_path / "customers.db")
    calls: list[Callable[[], object]] = [lambda: store.edit("7", {"city": "Oslo"}), lambda: store.lock("7")]
    for call in calls:
        with pytest.raises(UsageError) as caught:
            call()
        assert caught.value.code == "store.refused"


def test_a_value_that_is_no_text(tmp_path: Path) -> None:
    """Half of a surrogate pair cannot be stored: a declared error that does not quote it, and nothing is written."""
    store = SQLiteStore(tmp_path / "customers.db", PROFILE)
    ann = store.add({"email": "a@x.org", "name": "Ann"})
    calls: list[Callable[[], object]] = [
        lambda: store.add({"email": "b@x.org", "name": "secret\ud800"}),
        lambda: store.edit(ann, {"name": "secret\ud800"}),
    ]
    for call in calls:
        with pytest.raises(UsageError) as caught:
            call()
        assert caught.value.code == "store.refused"
        assert ("secret" in str(caught.value), caught.value.__context__) == (False, None)
    assert [match.values["name"] for match in store.customers()] == ["Ann"]


def test_an_older_file_is_refused(tmp_path: Path) -> None:
    """A file whose tables are those of an earlier version is refused by every call, with what to do, and left alone."""
    path = tmp_path / "old.db"
    db = sqlite3.connect(path)
    db.executescript(
        "CREATE TABLE customer_import (name TEXT PRIMARY KEY, value TEXT NOT NULL);"
        "INSERT INTO customer_import VALUES ('format', '1'), ('store_id', 'a'), ('last_id', '1'), ('fields', '{}');"
        "CREATE TABLE customers (id INTEGER PRIMARY KEY, tenant TEXT NOT NULL, version INTEGER NOT NULL DEFAULT 1,"
        " locked INTEGER NOT NULL DEFAULT 0);"
        "CREATE TABLE ledger (id INTEGER PRIMARY KEY, tenant TEXT NOT NULL, key TEXT NOT NULL, amount INTEGER);"
        "CREATE TABLE results (journal INTEGER NOT NULL, idx INTEGER NOT NULL, row INTEGER NOT NULL,"
        " status TEXT NOT NULL, PRIMARY KEY (journal, idx))"
    )
    db.close()
    before = path.read_bytes()
    store = SQLiteStore(path, PROFILE)
    calls: list[Callable[[], object]] = [
        lambda: store.find({"email": ["a@x.org"]}),
        lambda: store.credits(["0" * 32]),
        lambda: store.add({"email": "a@x.org"}),
        lambda: store.store_id,
        store.verify,
    ]
    for call in calls:
        with pytest.raises(StoreError) as caught:
            call()
        assert (caught.value.code, caught.value.params["found"]) == ("store.format", "1")
    store.close()
    assert path.read_bytes() == before


def test_verify(tmp_path: Path) -> None:
    """The books of an import agree; an entry that nobody accounts for is counted."""
    store = SQLiteStore(tmp_path / "customers.db", PROFILE)
    assert store.verify() == {}
    outcomes = [create(2, {"email": "a@x.org"}, credit(1)), create(3, {"email": "b@x.org"}, credit(2))]
    drive(store, plan_of(store, outcomes), outcomes)
    assert store.verify() == {}
    assert store._db is not None
    store._db.execute("UPDATE results SET status = ?", ('["applied", "stale"]',))
    store._db.execute("UPDATE journal SET next = 1")
    assert store.verify() == {"ledger.unaccounted": 1, "results.ahead": 1}
