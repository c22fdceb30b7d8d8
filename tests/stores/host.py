"""A host's own tables, as a shop might have made them long before this library, and what the shop does with them."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from customer_import.model import Child, Value
from customer_import.profile import Profile
from customer_import.stores import ChildrenTable, CustomersTable, ItemsTable, LedgerTable, SQLAlchemyStore

SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def tables(*, versions: bool = True, forms: bool = True) -> sa.MetaData:
    """Declare the shop's tables: with or without a version, with or without a column for the e-mail's key form."""
    metadata = sa.MetaData()
    own: list[sa.Column[Any]] = (
        [sa.Column("revision", sa.Integer, nullable=False, server_default="1")] if versions else []
    )
    own += [sa.Column("mail_folded", sa.String(255))] if forms else []
    sa.Table(
        "shop_users", metadata,
        sa.Column("uid", SERIAL, primary_key=True), sa.Column("shop", sa.String(50), nullable=False),
        sa.Column("mail", sa.String(255)), sa.Column("phone", sa.String(50)), sa.Column("name", sa.Text),
        sa.Column("city", sa.Text, nullable=False, server_default=""), sa.Column("erased_at", sa.DateTime), *own,
        sa.UniqueConstraint("shop", "mail_folded" if forms else "mail"), sa.UniqueConstraint("shop", "phone"),
    )  # fmt: skip
    user = [sa.Column("uid", SERIAL, sa.ForeignKey("shop_users.uid"), nullable=False)]
    sa.Table("shop_cards", metadata, *[c._copy() for c in user],
             sa.Column("n", SERIAL, primary_key=True), sa.Column("card", sa.String(50)))  # fmt: skip
    sa.Table("shop_addresses", metadata, *[c._copy() for c in user], sa.Column("aid", SERIAL, primary_key=True),
             sa.Column("address_id", sa.String(50)), sa.Column("street", sa.Text))  # fmt: skip
    sa.Table(
        "shop_points", metadata,
        sa.Column("pid", SERIAL, primary_key=True), sa.Column("uid", SERIAL), sa.Column("cents", sa.BigInteger),
        sa.Column("currency", sa.String(10)), sa.Column("note", sa.Text),
    )  # fmt: skip
    return metadata


def store_of(engine: sa.Engine, profile: Profile, tenant: str, *, versions: bool = True, forms: bool = True) -> Any:
    """Make a store on the shop's tables."""
    users = CustomersTable(
        "shop_users", id="uid", version="revision" if versions else "", locked="erased_at", tenant="shop",
        columns={"email": "mail"}, forms={"email": "mail_folded"} if forms else {},
    )  # fmt: skip
    return SQLAlchemyStore(
        engine, profile, customers=users, tenant=tenant,
        ledger=LedgerTable("shop_points", customer="uid", amount="cents", unit="currency", description="note"),
        items={"cards": ItemsTable("shop_cards", customer="uid", item="card")},
        children={"address": ChildrenTable("shop_addresses", customer="uid", id="aid")},
    )  # fmt: skip


class Host:
    """What the shop does with its users, in its own SQL."""

    def __init__(self, engine: sa.Engine, *, versions: bool = True, forms: bool = True) -> None:
        self.engine = engine
        self.versions = versions
        self.forms = forms

    def add(self, shop: str, values: Mapping[str, Value], children: Mapping[str, Sequence[Child]]) -> str:
        """Register a user."""
        row: dict[str, Any] = {"shop": shop, "city": "", **{n: v for n, v in values.items() if n != "cards"}}
        mail = row.pop("email", None)
        row |= {"mail": mail, "mail_folded": mail.casefold()} if self.forms and mail else {"mail": mail}
        names = ", ".join(row)
        with self.engine.begin() as db:
            query = f"INSERT INTO shop_users ({names}) VALUES (:{', :'.join(row)}) RETURNING uid"
            uid = db.execute(sa.text(query), row).scalar_one()
            for card in values.get("cards", ()):
                db.execute(sa.text("INSERT INTO shop_cards (uid, card) VALUES (:u, :c)"), {"u": uid, "c": card})
            for child in children.get("address", ()):
                db.execute(
                    sa.text("INSERT INTO shop_addresses (uid, address_id, street) VALUES (:u, :k, :s)"),
                    {"u": uid, "k": child.key or None, "s": child.values.get("street")},
                )
        return str(uid)

    def edit(self, uid: str, changes: Mapping[str, Value]) -> None:
        """Let the user change their data."""
        sets = [f"{name} = :{name}" for name in changes] + (["revision = revision + 1"] if self.versions else [])
        self._run(f"UPDATE shop_users SET {', '.join(sets)} WHERE uid = :uid", uid, changes)

    def lock(self, uid: str) -> None:
        """Erase the user."""
        self._run("UPDATE shop_users SET erased_at = CURRENT_TIMESTAMP WHERE uid = :uid", uid)

    def delete(self, uid: str) -> None:
        """Remove the user for good."""
        for table in ("shop_cards", "shop_addresses", "shop_users"):
            self._run(f"DELETE FROM {table} WHERE uid = :uid", uid)

    def _run(self, query: str, uid: str, values: Mapping[str, Any] | None = None) -> None:
        with self.engine.begin() as db:
            db.execute(sa.text(query), {"uid": int(uid), **(values or {})})
