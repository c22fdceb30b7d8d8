"""The databases that the batteries import into: put back to how they were, opened anew, looked at in one snapshot."""

import os
import shutil
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import attrs

import customer_import as ci
from tests.sample import PROFILE

ROWS = 60


@attrs.frozen
class Snapshot:
    """What one transaction saw of all imports.

    Args:
        applied: (plan id, row) of every row that has the result ``applied``.
        posted: (plan id, row) of every entry in the store's ledger, one for each entry.
        reached: Plan id → watermark.
        settled: Plan id → the indices of its results.
        owed: Customer → sum of the store's entries, as a number.
        balances: Customer → sum of the host's own ledger.
    """

    applied: frozenset[tuple[str, int]]
    posted: tuple[tuple[str, int], ...]
    reached: dict[str, int]
    settled: dict[str, tuple[int, ...]]
    owed: dict[str, float]
    balances: dict[str, float]


class World(Protocol):
    """A database that can be put back to how it was when the plan was made."""

    def reset(self) -> None:
        """Put it back."""
        ...

    def store(self) -> Any:
        """Connect to it, with a connection that no other process has."""
        ...

    def edit(self, customer_id: str, changes: dict[str, str]) -> None:
        """Change a customer as the host would."""
        ...

    def at_each_statement(self, store: Any, heard: Callable[[], object]) -> None:
        """Have a function called before every statement that the store sends."""
        ...

    def snapshot(self) -> Snapshot:
        """Look at everything in one transaction."""
        ...


def customers(people: int = ROWS) -> list[dict[str, str]]:
    """Return those of so many people who are customers before the import."""
    return [{"email": f"p{i}@example.org", "city": "Oslo"} for i in range(0, people, 3)]


def _snapshot(ask: Callable[[str], Any], results: list[Any], names: dict[str, str]) -> Snapshot:
    """Make a snapshot from the rows of a few queries, and from (plan id, row, index, status) of every result."""
    reached = {plan: int(next_) for plan, next_ in ask(f"SELECT plan_id, next FROM {names['journal']}")}
    return Snapshot(
        frozenset((plan, row) for plan, row, _, status in results if status == "applied"),
        tuple((plan, row) for plan, row in ask(f"SELECT plan_id, row FROM {names['entries']}")),
        reached,
        {plan: tuple(index for own, _, index, _ in results if own == plan) for plan in reached},
        {str(owner): float(amount) for owner, amount in ask(names["owed"])},
        {str(owner): float(amount) for owner, amount in ask(names["balances"])},
    )


# The amounts of the batteries are whole numbers.
_SQLITE = {
    "journal": "journal",
    "entries": "ledger",
    "owed": "SELECT customer_id, sum(amount) FROM ledger GROUP BY customer_id",
    "balances": "SELECT customer_id, sum(amount) FROM ledger GROUP BY customer_id",
}
_RESULTS = (
    "SELECT plan_id, row, idx, status FROM customer_import_results JOIN customer_import_journal"
    " ON customer_import_journal.id = journal ORDER BY plan_id, idx"
)
_POSTGRESQL = {
    "journal": "customer_import_journal",
    "entries": "customer_import_credits",
    "owed": "SELECT customer_id, sum(CAST(amount AS numeric)) FROM customer_import_credits GROUP BY customer_id",
    "balances": "SELECT uid, sum(cents) / 100.0 FROM shop_points GROUP BY uid",
}


class OnSQLite:
    """A database file, copied for every round."""

    def __init__(self, folder: Path, make: type[ci.SQLiteStore] = ci.SQLiteStore) -> None:
        self.base, self.path, self.make = folder / "base.db", folder / "round.db", make
        store = ci.SQLiteStore(self.base, PROFILE)
        store.add_all([(values, {}) for values in customers()])
        store.close()

    def reset(self) -> None:
        """Copy the file anew."""
        for path in self.path.parent.glob("round.db*"):
            path.unlink()
        shutil.copy(self.base, self.path)

    def store(self) -> Any:
        """Open the copy."""
        return self.make(self.path, PROFILE)

    def edit(self, customer_id: str, changes: dict[str, str]) -> None:
        """Change a customer through the store that is the host."""
        store = self.store()
        store.edit(customer_id, changes)
        store.close()

    def at_each_statement(self, store: Any, heard: Callable[[], object]) -> None:
        """Use SQLite's own trace."""
        store._connection(create=True).set_trace_callback(lambda _: heard())

    def snapshot(self) -> Snapshot:
        """Look at everything in one read transaction."""
        store = self.store()
        db = store._connection(create=True)
        db.execute("BEGIN")
        try:
            plans = [plan for (plan,) in db.execute("SELECT plan_id FROM journal ORDER BY plan_id").fetchall()]
            with store._read() as reading:  # on the same connection
                results = [(plan, r.row, r.index, r.status) for plan in plans for r in reading.journal(plan).results]
            return _snapshot(lambda query: db.execute(query).fetchall(), results, _SQLITE)
        finally:
            db.execute("COMMIT")
            store.close()


class OnPostgreSQL:
    """A server, whose tables are emptied for every round. Processes that are forked get connections of their own."""

    def __init__(self) -> None:
        import sqlalchemy as sa

        from tests.stores import host, postgres

        self.server = postgres.server()
        self.engine = postgres.empty_database()
        host.tables().create_all(self.engine)
        self.shop = host.Host(self.engine)
        self.made = host.store_of(self.engine, PROFILE, "default")
        self.made.prepare()
        self.tables = ", ".join(sa.inspect(self.engine).get_table_names())
        self._process = os.getpid()

    def reset(self) -> None:
        """Empty the tables and register the users anew."""
        import sqlalchemy as sa

        with self._engine().begin() as db:
            db.execute(sa.text(f"TRUNCATE {self.tables} RESTART IDENTITY"))
            users = [{"m": values["email"], "c": values["city"]} for values in customers()]
            query = "INSERT INTO shop_users (shop, mail, mail_folded, city) VALUES ('default', :m, :m, :c)"
            db.execute(sa.text(query), users)

    def _engine(self) -> Any:
        if self._process != os.getpid():
            self._process = os.getpid()
            self.engine.dispose(close=False)  # the connections are those of the process that forked
        return self.engine

    def store(self) -> Any:
        """Give the one store that is warm."""
        self._engine()
        return self.made

    def edit(self, customer_id: str, changes: dict[str, str]) -> None:
        """Change a user as the shop does."""
        self._engine()
        self.shop.edit(customer_id, changes)

    def at_each_statement(self, store: Any, heard: Callable[[], object]) -> None:
        """Use SQLAlchemy's events, the commit among them."""
        import sqlalchemy as sa

        sa.event.listen(store.engine, "before_cursor_execute", lambda *_: heard())
        sa.event.listen(store.engine, "commit", lambda _: heard())

    def snapshot(self) -> Snapshot:
        """Look at everything in one repeatable read."""
        import sqlalchemy as sa

        with self._engine().connect().execution_options(isolation_level="REPEATABLE READ") as db:
            results = db.execute(sa.text(_RESULTS)).all()
            return _snapshot(lambda query: db.execute(sa.text(query)).all(), list(results), _POSTGRESQL)

    def crash(self) -> None:
        """Stop the server at once, as `pg_ctl stop -m immediate` does, and start it again."""
        process = self.server.get_postmaster_info().process
        process.send_signal(signal.SIGQUIT)
        process.wait(60)
        self.server.ensure_postgres_running()
        self.engine.dispose()

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()
