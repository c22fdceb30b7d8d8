"""A store in one SQLite file: for one shop, a kiosk, a demo, and wherever no database server is.

Durable when `commit` returns (WAL with synchronous=FULL). Writers wait for each other, readers for nobody. A database
that does not exist is empty to whoever reads, and is made by the first call that writes.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import sqlite3
import threading
import time
import weakref
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from urllib.parse import quote

from customer_import.columns import Operations, Results, columns_of
from customer_import.errors import StalePlan, StoreError, UsageError
from customer_import.model import Balance, Child, Match, Posted, Result, Value
from customer_import.ports import Batch, Journal, PlanRef
from customer_import.profile import Profile
from customer_import.stores import sqlite_tables
from customer_import.stores.ledger import Entry, Message, balances_of, now
from customer_import.stores.refusing import check_plan
from customer_import.stores.sql import SMALL, SQLITE_FAILURES, SQLStore, Transaction, Unwritable, translated
from customer_import.stores.sqlite_columns import ColumnWriting
from customer_import.stores.sqlite_reading import Reading
from customer_import.stores.sqlite_writing import ROW_ERRORS, Writing

WAIT = 30_000  # milliseconds that a writer waits for another
# Connections that a fork brought along. Closing them here would disturb the parent, so they are kept for ever.
_INHERITED: list[sqlite3.Connection] = []


class SQLiteStore(SQLStore):
    """Customers, their ledger, outbox and journal in one SQLite file.

    Args:
        path: The file; it need not exist. ``:memory:`` lasts as long as the store.
        profile: Which fields there are, and which of them are keys or unique. A profile that has changed since the
            last time is followed by the next write.
        tenant: Whose customers these are; tenants in one file do not see each other.

    Raises:
        StoreError: From every method: the database is busy, full, damaged, or belongs to somebody else.
    """

    _driver_errors = (sqlite3.Error,)

    def __init__(self, path: str | os.PathLike[str], profile: Profile, *, tenant: str = "default") -> None:
        super().__init__(profile, tenant)
        self.path = os.fspath(path)
        self._tables = sqlite_tables.Tables(self._fields)
        self._lock = threading.RLock()
        self._pid = os.getpid()
        self._db: sqlite3.Connection | None = None
        self._reading: tuple[int, Reading | None] | None = None

    def __repr__(self) -> str:
        return f"SQLiteStore({os.path.basename(self.path)!r}, profile={self.profile.name!r})"

    # The connection -----------------------------------------------------------------------------------------------

    @property
    @translated
    def store_id(self) -> str:
        """This tenant in this database; it moves with the file, once there is one."""
        with self._alone:
            db = self._connection()
            found = None
            if db is not None and sqlite_tables.kept(db) is not None:
                found = db.execute("SELECT value FROM customer_import WHERE name = 'store_id'").fetchone()
            return f"sqlite:{found[0] if found else self._new_id()}:{self.tenant}"

    def _new_id(self) -> str:
        """Name a database that is still to be made by its place, so that a plan made now fits it then."""
        return hashlib.blake2b(os.path.realpath(self.path).encode(errors="surrogateescape"), digest_size=8).hexdigest()

    @property
    def _alone(self) -> threading.RLock:
        """The lock that lets one thread at a time use this process's connection."""
        if self._pid != os.getpid():  # a connection does not survive a fork, nor does a lock that a thread held
            self._db, self._reading, self._pid, self._lock = None, None, os.getpid(), threading.RLock()
        return self._lock

    def _connection(self, create: bool = False) -> sqlite3.Connection | None:
        """Return this process's connection; None where there is no file and none is to be made."""
        if self._db is None:
            if self.path != ":memory:" and not create and not os.path.exists(self.path):
                return None
            self._db = self._open(create)
            self._let_go = weakref.finalize(self, _let_go, self._db, self._pid)
        return self._db

    def _open(self, create: bool) -> sqlite3.Connection:
        name = (
            ":memory:"
            if self.path == ":memory:"
            else f"file:{quote(os.fsencode(self.path))}?mode={'rwc' if create else 'rw'}"
        )
        db = sqlite3.connect(name, uri=True, isolation_level=None, check_same_thread=False, cached_statements=256)
        try:
            db.execute(f"PRAGMA busy_timeout = {WAIT}")
            db.execute("PRAGMA synchronous = FULL")
            db.execute("PRAGMA foreign_keys = ON")
        except BaseException:
            db.close()  # it is no database, or nobody may read it
            raise
        return db

    @contextmanager
    def _read(self) -> Iterator[Reading | None]:
        """Give access to what is stored; None where there is nothing yet."""
        with self._alone:
            db = self._connection()
            yield self._reading_of(db) if db is not None else None

    def _reading_of(self, db: sqlite3.Connection) -> Reading | None:
        """Look how the fields are kept, again only where the database was written by somebody in between."""
        (version,) = db.execute("PRAGMA data_version").fetchone()
        if self._reading is None or self._reading[0] != version:
            kept = sqlite_tables.kept(db)
            reading = None if kept is None else Reading(db, self._fields, self._tables, kept, self.tenant)
            self._reading = (version, reading)
        return self._reading[1]

    @contextmanager
    def _transaction(self) -> Iterator[ColumnWriting]:
        """Begin a transaction that writes; make the tables, or what a new profile wants of them, where needed."""
        with self._alone:
            db = self._connection(create=True)
            if db is None:
                raise AssertionError("a connection that is to be made is made")
            if sqlite_tables.kept(db) is None:
                _use_wal(db)
            try:
                db.execute("BEGIN IMMEDIATE")
                sqlite_tables.prepare(db, self._tables, self._new_id())
                yield ColumnWriting(db, self._fields, self._tables, sqlite_tables.kept(db) or "", self.tenant)
                db.execute("COMMIT")
            except BaseException:
                if db.in_transaction:
                    db.execute("ROLLBACK")
                raise
            finally:
                self._reading = None  # `data_version` tells only what other connections wrote

    def _failure(self, error: Exception) -> StoreError:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        name, text = SQLITE_FAILURES.get(code, ("store.failed", "the database refused a statement"))
        return StoreError(f"{text} (SQLite {code})", code=name, sqlite=getattr(error, "sqlite_errorname", ""))

    def close(self) -> None:
        """Close the connection; the next call opens it again."""
        with self._alone:
            if self._db is not None:
                self._let_go()
            self._db = self._reading = None

    def _write(self, transaction: Transaction, batch: Batch) -> Sequence[Result]:
        """Write a batch by the column where it comes in columns; where a row fails, in halves."""
        if isinstance(transaction, ColumnWriting) and isinstance(batch.operations, Operations):
            columns = transaction.suited(batch.operations)
            if transaction.takes(columns):
                return self._write_columns(transaction, batch.plan, columns)
        return super()._write(transaction, batch)

    def _write_columns(self, transaction: ColumnWriting, plan: PlanRef, columns: Operations) -> Results:
        """Write columns at once; where a row stands in the way, in halves, and the smallest of those as outcomes."""
        if transaction.takes(columns):
            try:
                with transaction.savepoint():
                    return transaction.write_columns(plan, columns)
            except Unwritable:
                pass
        middle = len(columns) // 2
        if len(columns) <= SMALL:
            return columns_of([self._write_one(transaction, plan, index, outcome) for index, outcome in columns])
        first = self._write_columns(transaction, plan, columns.cut(0, middle))
        second = self._write_columns(transaction, plan, columns.cut(middle, len(columns)))
        return Results(*([*one, *other] for one, other in zip(first.columns, second.columns, strict=True)))  # type: ignore[arg-type] # the same six columns

    # The port -----------------------------------------------------------------------------------------------------

    @translated
    def find(self, keys: Mapping[str, Sequence[str]]) -> Sequence[Match]:
        """Find every customer that holds one of these key forms."""
        with self._read() as reading:
            return reading.find(keys) if reading else []

    @translated
    def credits(self, keys: Sequence[str]) -> list[Posted]:
        """Return the ledger's entries under these credit keys."""
        with self._read() as reading:
            return [entry.posted for entry in reading.entries(keys)] if reading else []

    @translated
    def credited(self, occasion: str) -> bool:
        """Tell whether a plan of this occasion is registered."""
        with self._read() as reading:
            return reading is not None and reading.knows(occasion)

    @translated
    def balances(self, ids: Sequence[str]) -> list[Balance]:
        """Return what the ledger holds for these customers."""
        with self._read() as reading:
            return balances_of(reading, ids) if reading else []

    @translated
    def journal(self, plan: PlanRef) -> Journal:
        """Register the plan at its first call, and say how far it is."""
        check_plan(plan, self.store_id, self.tenant)
        with self._read() as reading:
            found = reading.journal(plan.id) if reading else None
        if found is None:
            with self._transaction() as writing:
                _register(writing, plan)
                found = writing.journal(plan.id)
        if found is None or found.plan.digest != plan.digest:
            raise StalePlan("another plan is registered under this id", code="plan.id_taken")
        return found

    # What a host does with its own customers ----------------------------------------------------------------------

    def add(self, values: Mapping[str, Value], children: Mapping[str, Sequence[Child]] | None = None) -> str:
        """Add a customer as the host would, and return its id."""
        return self.add_all([(values, children or {})])[0]

    @translated
    def add_all(self, customers: Iterable[tuple[Mapping[str, Value], Mapping[str, Sequence[Child]]]]) -> list[str]:
        """Add customers, (values, children) each, in one transaction; return their ids.

        Raises:
            UsageError: One of them holds a unique value that another has, or a value that cannot be stored.
        """
        customers = list(customers)
        try:
            with self._transaction() as writing:
                first = writing.insert(writing.columns_of([values for values, _ in customers]), len(customers))
                for number, (_, children) in enumerate(customers, first):
                    for group, child in ((group, child) for group, some in children.items() for child in some):
                        writing.add_child(str(number), group, child.key, dict(child.values))
            return [str(number) for number in range(first, first + len(customers))]
        except sqlite3.IntegrityError:
            failure = UsageError("a customer holds a unique value that another has", code="value.taken")
        except ROW_ERRORS:
            failure = UsageError("a value is no Unicode text, or too large for the database", code="store.refused")
        raise failure

    @translated
    def edit(self, customer_id: str, changes: Mapping[str, Value]) -> None:
        """Change a customer as the host would; its version moves."""
        try:
            with self._transaction() as writing:
                writing.force(customer_id, changes)
        except (Unwritable, *ROW_ERRORS):
            pass
        else:
            return
        raise UsageError(
            "there is no such customer, a unique value has another owner, or a value is no text", code="store.refused"
        )

    @translated
    def lock(self, customer_id: str) -> None:
        """Mark a customer as deleted or erased.

        Raises:
            UsageError: There is no such customer.
        """
        query = "UPDATE customers SET locked = 1, version = version + 1 WHERE id = ? AND tenant = ?"
        with self._transaction() as writing:
            if writing.db.execute(query, (customer_id, self.tenant)).rowcount != 1:
                raise UsageError("there is no such customer", code="store.refused")

    @translated
    def delete(self, customer_id: str) -> None:
        """Remove a customer for good; the ledger stays."""
        with self._transaction() as writing:
            writing.db.execute("DELETE FROM customers WHERE id = ? AND tenant = ?", (customer_id, self.tenant))

    @translated
    def customers(self) -> list[Match]:
        """Return all customers, in the order of their ids."""
        with self._read() as reading:
            return list(reading.all()) if reading else []

    @translated
    def ledger(self) -> list[Entry]:
        """Return all entries, in the order in which they were posted."""
        with self._read() as reading:
            return reading.entries() if reading else []

    @translated
    def balance(self, customer_id: str, unit: str = "", account: str = "") -> Decimal:
        """Add up what the ledger holds for a customer in one unit and account."""
        with self._read() as reading:
            return (reading.balances(customer_id) if reading else {}).get((unit, account), Decimal(0))

    @translated
    def new_identity(self) -> str:
        """Give a copy of a database a name of its own, and return it: plans made for the original are refused here."""
        with self._transaction() as writing:
            own = secrets.token_hex(8)
            writing.db.execute("UPDATE customer_import SET value = ? WHERE name = 'store_id'", (own,))
        return self.store_id

    @translated
    def verify(self) -> dict[str, int]:
        """Check what must hold on any day; return what does not, code → how many, so nothing where all is well."""
        with self._read() as reading:
            return reading.faults() if reading else {}

    @translated
    def outbox(self, limit: int = 1000) -> list[Message]:
        """Return the oldest messages that nobody has acknowledged."""
        with self._read() as reading:
            return reading.messages(limit) if reading else []

    @translated
    def acknowledge(self, ids: Iterable[int]) -> None:
        """Forget messages that were dealt with."""
        with self._transaction() as writing:
            writing.db.executemany(
                "DELETE FROM outbox WHERE id = ? AND journal IN (SELECT id FROM journal WHERE tenant = ?)",
                [(number, self.tenant) for number in ids],
            )


def _let_go(db: sqlite3.Connection, pid: int) -> None:
    """Close the connection of a store that nobody holds any more, in the process that opened it."""
    if pid == os.getpid():
        db.close()
    else:
        _INHERITED.append(db)


def _use_wal(db: sqlite3.Connection) -> None:
    """Switch a new database to WAL. No busy handler waits for that, so wait here for whoever else makes it."""
    for _ in range(200):
        try:
            if db.execute("PRAGMA journal_mode = WAL").fetchone()[0] in ("wal", "memory"):
                return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF not in (5, 6):
                raise
        time.sleep(0.02)


def _register(writing: Writing, plan: PlanRef) -> None:
    """Write a plan into the journal, unless another worker was first."""
    names = "tenant, plan_id, digest, store_id, rows, notify, profile, occasion, started"
    writing.db.execute(
        f"INSERT OR IGNORE INTO journal ({names}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(writing.tenant, plan.id, plan.digest, plan.store_id, plan.rows),
            *(int(plan.notify), plan.profile, plan.occasion, now()),
        ),
    )
