"""A store on the host's own tables, through the host's own engine (extra ``sqlalchemy``; SQLite and PostgreSQL).

The host declares how its tables and columns are called; the journal, the results, the outbox and the keys of credits
live in four tables beside them, which the first `apply` makes.
"""

from __future__ import annotations

import hashlib
import random
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar

from customer_import.errors import StalePlan, StoreError
from customer_import.model import Balance, Match, Posted, Result
from customer_import.ports import Batch, Journal, PlanRef
from customer_import.profile import Profile
from customer_import.stores.ledger import Entry, Message, balances_of
from customer_import.stores.refusing import check_plan
from customer_import.stores.sql import SQLITE_FAILURES, SQLStore, translated
from customer_import.stores.tables import ChildrenTable, CustomersTable, ItemsTable, LedgerTable

if TYPE_CHECKING:
    import sqlalchemy as sa

    from customer_import.stores.sqlalchemy_reading import Reading
    from customer_import.stores.sqlalchemy_tables import Tables
    from customer_import.stores.sqlalchemy_writing import Writing

T = TypeVar("T")

ATTEMPTS = 8  # at a transaction that others made impossible: 40001, 40P01, a lost connection
# https://www.postgresql.org/docs/current/errcodes-appendix.html, by code or class
_FAILURES = {
    "40": ("store.busy", "other transactions stood in the way; try again"),
    "55": ("store.busy", "a lock was not to be had in time; try again"),
    "57014": ("store.timeout", "the server cancelled a statement that took longer than it allows; try again"),
    "57": ("store.unreachable", "the server was shut down"),
    "08": ("store.unreachable", "the connection was lost"),
    "53": ("store.full", "the server is out of space, memory or connections"),
    "25": ("store.read_only", "the database cannot be written"),
    "42": ("store.failed", "a table or column is missing, or may not be used"),
    "23": ("store.refused", "a constraint of the database refused a write"),
}
_FAILED = ("store.failed", "the database refused a statement")

# Without a code of the server: it was not reached, or no connection was free.
_NOT_REACHED = ("InterfaceError", "OperationalError", "TimeoutError")


class SQLAlchemyStore(SQLStore):
    """Customers in the host's own tables.

    Args:
        engine: The host's engine.
        profile: Which fields there are, and which of them are keys or unique.
        customers: The host's customers.
        ledger: The host's ledger; None refuses credits.
        items: Field with several values → the table of its items.
        children: Group → the table of its children.
        tenant: Whose customers these are.
        store_id: This tenant in this database; by default made from the address without user and password.
        prefix: What the names of the store's own tables begin with.

    Raises:
        UsageError: From the first call: a table or column that was declared does not exist.
        StoreError: From every method: the database failed.
    """

    def __init__(
        self,
        engine: sa.Engine,
        profile: Profile,
        *,
        customers: CustomersTable,
        ledger: LedgerTable | None = None,
        items: Mapping[str, ItemsTable] | None = None,
        children: Mapping[str, ChildrenTable] | None = None,
        tenant: str = "default",
        store_id: str = "",
        prefix: str = "customer_import_",
    ) -> None:
        from sqlalchemy.exc import SQLAlchemyError

        from customer_import.stores.sqlalchemy_tables import Declared

        super().__init__(profile, tenant)
        self.engine = engine
        self._driver_errors = (SQLAlchemyError,)
        self._declared = Declared(customers, ledger, items or {}, children or {}, prefix)
        self._store_id = store_id or _store_id(engine, customers.name, tenant)
        self._made: Tables | None = None
        self._prepared = False

    @property
    def store_id(self) -> str:
        """This tenant in this database."""
        return self._store_id

    @property
    def _tables(self) -> Tables:
        from customer_import.stores.sqlalchemy_tables import Tables

        if self._made is None:
            self._made = Tables(self.engine, self._fields, self._declared)
        return self._made

    @contextmanager
    def _read(self) -> Iterator[Reading]:
        from customer_import.stores.sqlalchemy_reading import Reading

        tables = self._tables  # looked at through a connection of its own: a pool may have but one
        with self.engine.connect() as db:
            yield Reading(db, self._fields, tables, self.tenant)

    @contextmanager
    def _transaction(self) -> Iterator[Writing]:
        from customer_import.stores.sqlalchemy_writing import Writing

        tables = self._tables
        with self.engine.connect() as db, _immediate(db), _transactional(db).begin():
            if db.dialect.name == "postgresql" and (tables.unguarded or tables.children):
                # What no index guards is looked up before it is written; imports of one tenant wait for each other.
                _wait_for_turn(db, self._store_id)
            yield Writing(db, self._fields, tables, self.tenant)

    def _failure(self, error: Exception) -> StoreError:
        driver = getattr(error, "orig", None)
        sqlite = SQLITE_FAILURES.get(getattr(driver, "sqlite_errorcode", 0) & 0xFF)
        if sqlite is not None:
            return StoreError(f"{sqlite[1]} (SQLite)", code=sqlite[0], sqlstate="")
        state = str(getattr(driver, "sqlstate", None) or "")
        if getattr(error, "connection_invalidated", False) or type(error).__name__ in _NOT_REACHED:
            state = state or "08"
        code, text = _FAILURES.get(state) or _FAILURES.get(state[:2]) or _FAILED
        return StoreError(f"{text} ({state or type(error).__name__})", code=code, sqlstate=state)

    @property
    def _exists(self) -> bool:
        """Whether the store's own tables are there, all of them."""
        import sqlalchemy as sa

        if not self._prepared:
            there = sa.inspect(self.engine)
            self._prepared = all(there.has_table(table.name) for table in self._tables.own.values())
        return self._prepared

    def prepare(self) -> None:
        """Make the store's own tables, where they are missing; `journal` does so by itself."""
        self._patiently(self._make_tables)

    # The port -----------------------------------------------------------------------------------------------------

    @translated
    def find(self, keys: Mapping[str, Sequence[str]]) -> list[Match]:
        """Find every customer that holds one of these key forms."""
        with self._read() as reading:
            return reading.find(keys)

    @translated
    def credits(self, keys: Sequence[str]) -> list[Posted]:
        """Return the entries that imports made under these credit keys."""
        if not self._exists:
            return []
        with self._read() as reading:
            return [entry.posted for entry in reading.entries(keys)]

    @translated
    def credited(self, occasion: str) -> bool:
        """Tell whether a plan of this occasion is registered."""
        if not self._exists:
            return False
        with self._read() as reading:
            return reading.knows(occasion)

    @translated
    def balances(self, ids: Sequence[str]) -> list[Balance]:
        """Return what the host's ledger holds for these customers."""
        if self._tables.ledger is None:
            raise StoreError("the store has no ledger: say ledger= to set balances", code="store.no_ledger")
        with self._read() as reading:
            return balances_of(reading, ids)

    def journal(self, plan: PlanRef) -> Journal:
        """Register the plan at its first call, and say how far it is."""
        return self._patiently(self._journal, plan)

    @translated
    def _journal(self, plan: PlanRef) -> Journal:
        check_plan(plan, self.store_id, self.tenant)
        self._make_tables()
        with self._read() as reading:
            found = reading.journal(plan.id)
        if found is None:
            self._register(plan)
            with self._read() as reading:
                found = reading.journal(plan.id)
        if found is None or found.plan.digest != plan.digest:
            raise StalePlan("another plan is registered under this id", code="plan.id_taken")
        return found

    def commit(self, batch: Batch) -> Sequence[Result]:
        """Write a batch in one transaction, or nothing of it; try again where others made the transaction impossible.

        Trying again is safe even if the lost transaction was committed: then the journal has moved.
        """
        write: Callable[[Batch], Sequence[Result]] = super().commit
        return self._patiently(write, batch)

    def _patiently(self, call: Callable[..., T], *arguments: Any) -> T:
        """Call something that is safe to repeat, again where others made it impossible."""
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return call(*arguments)
            except StoreError as error:
                again = error.code == "store.busy" or error.params.get("sqlstate") in ("08", "57P01")
                if not again or attempt == ATTEMPTS:
                    raise
            time.sleep(random.uniform(0, 0.02 * 2**attempt))  # noqa: S311 - jitter
        raise AssertionError("the last attempt returns or raises")

    @translated
    def _make_tables(self) -> None:
        """Make the store's own tables in one transaction; of several workers one makes them, the others wait."""
        import sqlalchemy as sa

        if self._exists:
            return
        try:
            with self.engine.connect() as db, _immediate(db), _transactional(db).begin():
                if db.dialect.name == "postgresql":
                    _wait_for_turn(db, f"{self._tables.own['journal'].name} of any tenant")
                self._tables.own_metadata.create_all(db)
        except (sa.exc.IntegrityError, sa.exc.ProgrammingError):
            if not self._exists:  # under SERIALIZABLE, who waited does not see what was made meanwhile
                raise

    def _register(self, plan: PlanRef) -> None:
        """Write a plan into the journal, unless another worker was first."""
        import sqlalchemy as sa

        row = {
            "tenant": self.tenant, "plan_id": plan.id, "digest": plan.digest, "store_id": plan.store_id,
            "rows": plan.rows, "notify": plan.notify, "profile": plan.profile, "occasion": plan.occasion, "next": 0,
            "started": datetime.now(UTC),
        }  # fmt: skip
        try:
            with self._transaction() as writing:
                writing.db.execute(sa.insert(self._tables.own["journal"]), row)
        except sa.exc.IntegrityError:
            pass

    # What a host asks besides -------------------------------------------------------------------------------------

    @translated
    def customers(self) -> list[Match]:
        """Return all customers, in the order of their ids."""
        with self._read() as reading:
            return reading.all()

    @translated
    def ledger(self) -> list[Entry]:
        """Return all entries that imports made, in the order in which they were posted."""
        if not self._exists:
            return []
        with self._read() as reading:
            return reading.entries()

    @translated
    def balance(self, customer_id: str, unit: str = "", account: str = "") -> Decimal:
        """Add up what the host's ledger holds for a customer in one unit and account."""
        with self._read() as reading:
            return reading.balances(customer_id).get((unit, account), Decimal(0))

    @translated
    def verify(self) -> dict[str, int]:
        """Check what must hold on any day; return what does not, code → how many, so nothing where all is well."""
        if not self._exists:
            return {}
        with self._read() as reading:
            return reading.faults()

    @translated
    def outbox(self, limit: int = 1000) -> list[Message]:
        """Return the oldest messages that nobody has acknowledged."""
        if not self._exists:
            return []
        with self._read() as reading:
            return reading.messages(limit)

    @translated
    def acknowledge(self, ids: Iterable[int]) -> None:
        """Forget messages that were dealt with."""
        import sqlalchemy as sa

        outbox, journal = self._tables.own["outbox"], self._tables.own["journal"]
        mine = sa.select(journal.c.id).where(journal.c.tenant == self.tenant)
        with self._transaction() as writing:
            writing.db.execute(sa.delete(outbox).where(outbox.c.id.in_(list(ids)), outbox.c.journal.in_(mine)))


@contextmanager
def _immediate(db: sa.Connection) -> Iterator[None]:
    """Let SQLite take its write lock at the begin; its driver's own idea of transactions breaks savepoints."""
    if db.dialect.name != "sqlite":
        yield
        return
    raw = db.connection.driver_connection
    if raw is None:
        raise AssertionError("a connection that is checked out has a driver's connection")
    before, raw.isolation_level = raw.isolation_level, None
    try:
        raw.execute("PRAGMA busy_timeout = 30000")
        raw.execute("BEGIN IMMEDIATE")
        yield
    finally:
        if raw.in_transaction:
            raw.rollback()
        raw.isolation_level = before


def _wait_for_turn(db: sa.Connection, what: str) -> None:
    """Hold PostgreSQL's advisory lock of this name until the transaction ends."""
    import sqlalchemy as sa

    number = int.from_bytes(hashlib.blake2b(what.encode(), digest_size=8).digest(), signed=True)
    db.execute(sa.select(sa.func.pg_advisory_xact_lock(number)))


def _transactional(db: sa.Connection) -> sa.Connection:
    """Switch an engine's autocommit off for this use of a connection: a batch is one transaction."""
    if db.dialect.name != "sqlite" and getattr(db.connection.driver_connection, "autocommit", False):
        db.rollback()
        return db.execution_options(isolation_level="READ COMMITTED")
    return db


def _store_id(engine: sa.Engine, table: str, tenant: str) -> str:
    """Name this tenant in this database by its address, without user and password."""
    url = engine.url
    place = "|".join(str(part or "") for part in (url.get_backend_name(), url.host, url.port, url.database, table))
    return f"sql:{hashlib.blake2b(place.encode(), digest_size=8).hexdigest()}:{tenant}"
