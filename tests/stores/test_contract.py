"""Both stores of the core keep the contract."""

from pathlib import Path

import pytest

from customer_import.profile import Profile
from customer_import.stores import MemoryStore, SQLiteStore
from customer_import.testing import StoreContract


class TestMemoryStore(StoreContract):
    """A store in memory is its own database, so that one object serves all connections."""

    @pytest.fixture(autouse=True)
    def _stores(self) -> None:
        self.stores: dict[str, MemoryStore] = {}

    def make_store(self, profile: Profile, tenant: str = "default") -> MemoryStore:
        """Make the tenant's store, once."""
        return self.stores.setdefault(tenant, MemoryStore(profile, tenant=tenant))


class TestSQLiteStore(StoreContract):
    """Tenants share one file."""

    @pytest.fixture(autouse=True)
    def _path(self, tmp_path: Path) -> None:
        self.path = tmp_path / "customers.db"

    def make_store(self, profile: Profile, tenant: str = "default") -> SQLiteStore:
        """Open another connection."""
        return SQLiteStore(self.path, profile, tenant=tenant)
