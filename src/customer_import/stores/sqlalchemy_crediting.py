"""What `SQLAlchemyStore` writes of credits: its own entry under the credit's key, the host's entry, the messages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from customer_import.errors import StoreError
from customer_import.model import Credit
from customer_import.ports import PlanRef
from customer_import.stores import sqlalchemy_bulk as bulk
from customer_import.stores.ledger import now
from customer_import.stores.refusing import already_written
from customer_import.stores.sql import Operations, Unwritable
from customer_import.stores.sqlalchemy_reading import Reading
from customer_import.stores.sqlalchemy_tables import amount_encoder, encoder


class Crediting(Reading):
    """The part of a transaction that posts credits."""

    _journal = 0  # the journal of the plan whose batch is written

    def _credit(self, plan: PlanRef, operations: Operations, done: dict[int, tuple[str, str]]) -> None:
        """Append credits under their keys, and tell of them and of the creates, in the order of the rows."""
        rows: list[dict[str, Any]] = []
        posted: list[dict[str, Any]] = []
        messages: list[dict[str, Any]] = []
        moment = now()
        entry_of: Callable[[str, Credit], dict[str, Any]] | None = None
        for index, outcome in operations:
            owner = done[index][0] if index in done else outcome.target.id if outcome.target else ""
            message = {"journal": self._journal, "customer_id": owner, "row": outcome.row}
            if outcome.kind == "create":
                messages.append({**message, "topic": "created", "key": None})
            for credit in outcome.credits:
                # Only asked where the batch as a whole has failed, and rows go one by one.
                there = self.entries([credit.key]) if len(operations) == 1 else ()
                if any(already_written(entry, plan, owner, credit) for entry in there):
                    continue
                entry_of = entry_of or self._ledger_rows(plan)
                posted.append(entry_of(owner, credit))
                rows.append(
                    {
                        "tenant": self.tenant, "key": credit.key, "customer_id": owner, "amount": credit.amount,
                        "unit": credit.unit, "account": credit.account, "expires": credit.expires,
                        "description": credit.description, "plan_id": plan.id, "row": outcome.row,
                        "posted_at": moment,
                    }
                )  # fmt: skip
                if plan.notify:
                    messages.append({**message, "topic": "credited", "key": credit.key})
        bulk.insert(self.db, self.tables.own["credits"], rows)
        bulk.insert(self.db, self.tables.own["outbox"], messages)
        if self.tables.ledger is not None:
            bulk.insert(self.db, self.tables.ledger, posted)

    def _ledger_rows(self, plan: PlanRef) -> Callable[[str, Credit], dict[str, Any]]:
        """Return what makes of (owner, credit) what the host's ledger holds of it."""
        table, declared = self.tables.ledger, self.tables.declared.ledger
        if table is None or declared is None:
            raise StoreError("the store has no ledger: say ledger= to post credits", code="store.no_ledger")
        names = (
            *(declared.customer, declared.unit, declared.account, declared.expires, declared.description),
            *(declared.key, declared.plan, declared.tenant),
        )
        encoders = {name: encoder(table.c[name]) for name in names if name}
        amount_of = amount_encoder(table.c[declared.amount], declared.scale)

        def row(owner: str, credit: Credit) -> dict[str, Any]:
            texts = {
                declared.customer: owner, declared.unit: credit.unit, declared.account: credit.account,
                declared.expires: credit.expires, declared.description: credit.description, declared.key: credit.key,
                declared.plan: plan.id, declared.tenant: self.tenant,
            }  # fmt: skip
            try:
                amount = amount_of(credit.amount)
            except StoreError:
                raise Unwritable from None
            return {**{name: encode(texts[name]) for name, encode in encoders.items()}, declared.amount: amount}

        return row
