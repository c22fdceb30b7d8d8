"""What a store's tests need besides the port: how the host makes a store, and what it does with its own customers.

Also the words in which the tests of the contract speak: a profile, outcomes made by hand, and the smallest possible
`apply`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import pytest

from customer_import.errors import BatchMoved
from customer_import.model import Child, ChildRef, Credit, Edit, Match, Outcome, Posted, Result, Target, Value
from customer_import.ports import Batch, PlanRef, Store
from customer_import.profile import ChildGroup, CreditRule, Field, Profile

PROFILE = Profile(
    "contract",
    fields=(
        Field("email", kind="email"),
        Field("phone", kind="phone", unique=True),
        Field("name", kind="name"),
        Field("city"),
        Field("cards", kind="list", item="identifier", unique=True),
        Field("address_id", kind="identifier", child="address"),
        Field("street", child="address"),
        Field("points", kind="decimal"),
        Field("unit", kind="currency"),
    ),
    keys=("email",),
    children=(ChildGroup("address", "address_id"),),
    credit=CreditRule(customer="email", amount="points", unit="unit"),
)
NOTHING: Mapping[str, Sequence[Child]] = {}


class Explosion(Exception):
    """What a test raises in the middle of a commit."""


class Exploding:
    """An outcome that nobody can read: the process dies in the middle of a batch."""

    def __getattr__(self, name: str) -> Any:
        if name == "kind":
            return "create"
        raise Explosion


def create(row: int, values: Mapping[str, Value], *posted: Credit) -> Outcome:
    """Make the outcome of a row that creates a customer."""
    edits = tuple(Edit(name, () if isinstance(value, tuple) else "", value) for name, value in values.items())
    return Outcome("create", row, edits=edits, credits=posted)


def update(row: int, match: Match, changes: Mapping[str, Value], *posted: Credit, versioned: bool = True) -> Outcome:
    """Make the outcome of a row that changes a customer who was found as `match`."""
    edits = tuple(Edit(name, match.values.get(name, ""), value) for name, value in changes.items())
    target = Target(match.id, match.version if versioned else "", "email")
    return Outcome("update", row, target, edits=edits, credits=posted)


def remove(row: int, match: Match) -> Outcome:
    """Make the outcome of an undo plan's row that removes a customer; its edits say what the customer held."""
    edits = tuple(Edit(name, value, () if isinstance(value, tuple) else "") for name, value in match.values.items())
    return Outcome("remove", row, Target(match.id, match.version), edits=edits)


def child_edit(field: str, before: str, after: str, key: str = "", *, new: bool = False, drop: bool = False) -> Edit:
    """Make an edit of an address."""
    return Edit(field, before, after, ChildRef("address", key, new, drop))


def credit(number: int, amount: str = "10", unit: str = "EUR", **more: str) -> Credit:
    """Make a credit whose key is told by a number."""
    return Credit(f"{number:032x}", amount, unit, **more)


def plan_of(store: Store, outcomes: Sequence[Outcome], name: str = "plan", *, notify: bool = False) -> PlanRef:
    """Make what a journal remembers of a plan of these outcomes."""
    return PlanRef(
        *(name, f"digest of {name}", store.store_id, store.tenant, len(outcomes), notify),
        occasion=f"occasion of {name}",
    )


def drive(store: Store, plan: PlanRef, outcomes: Sequence[Outcome], size: int = 3) -> list[Result]:
    """Apply a plan to its end as simply as can be: what anybody else has done is read from the journal."""
    while (journal := store.journal(plan)).next < len(outcomes):
        first = journal.next
        rest = list(enumerate(outcomes))[first : first + size]
        try:
            store.commit(Batch(plan, first, first + len(rest), rest))
        except BatchMoved:
            continue
    return list(journal.results)


class Hooks:
    """What a host answers about its store; a store with the helper methods of `MemoryStore` only makes itself.

    Attributes:
        has_children: Whether the store keeps children.
        has_versions: Whether matches have versions; without them the store compares the values planned against.
        has_outbox: Whether it writes messages.
        can_lock: Whether customers can be deleted or erased and still be found.
        can_remove: Whether it removes customers for undo plans.
        has_balances: Whether it tells balances, for profiles that set them (`BalanceReader`).
    """

    has_children = True
    has_versions = True
    has_outbox = True
    can_lock = True
    can_remove = True
    has_balances = True

    def make_store(self, profile: Profile, tenant: str = "default") -> Store:
        """Make a store on a database that is empty when the test begins.

        Called again in the same test, it gives another connection to the same database, or another tenant's part.
        """
        raise NotImplementedError

    def add(self, store: Any, values: Mapping[str, Value], children: Mapping[str, Sequence[Child]] = NOTHING) -> str:
        """Add a customer as the host itself would; return its id."""
        return str(store.add(values, children))

    def edit(self, store: Any, customer_id: str, changes: Mapping[str, Value]) -> None:
        """Change a customer as the host itself would."""
        store.edit(customer_id, changes)

    def lock(self, store: Any, customer_id: str) -> None:
        """Delete or erase a customer as the host itself would, so that it is still found."""
        store.lock(customer_id)

    def delete(self, store: Any, customer_id: str) -> None:
        """Remove a customer for good."""
        store.delete(customer_id)

    def customers(self, store: Any) -> list[Match]:
        """Return all customers of the store's tenant."""
        return list(store.customers())

    def ledger(self, store: Any) -> list[tuple[str, Posted]]:
        """Return all entries of the store's tenant: (customer id, entry)."""
        return [(entry.customer_id, entry.posted) for entry in store.ledger()]

    def messages(self, store: Any) -> list[tuple[str, str, int]]:
        """Return all messages that wait: (topic, customer id, row)."""
        return [(message.topic, message.customer_id, message.row) for message in store.outbox()]

    def needs(self, ability: str) -> None:
        """Leave a test out, visibly, where the host says that its store cannot do that."""
        if not getattr(self, ability):
            pytest.skip(f"{type(self).__name__} says {ability} = False")

    # Questions of the tests, answered from those above ------------------------------------------------------------

    def found(self, store: Store, **keys: str | Sequence[str]) -> list[Match]:
        """Find customers by key forms, in the order of their ids; ``id`` stands for ``@id``."""
        wanted = {
            "@id" if name == "id" else name: [forms] if isinstance(forms, str) else list(forms)
            for name, forms in keys.items()
        }
        return sorted(store.find(wanted), key=lambda match: match.id)

    def one(self, store: Store, customer_id: str) -> Match:
        """Find one customer by id."""
        (match,) = store.find({"@id": [customer_id]})
        return match

    def commit(self, store: Store, *outcomes: Outcome, plan: str = "plan", notify: bool = False) -> list[Result]:
        """Register a plan of these outcomes and commit it as one batch."""
        ref = plan_of(store, outcomes, plan, notify=notify)
        store.journal(ref)
        return list(store.commit(Batch(ref, 0, len(outcomes), list(enumerate(outcomes)))))

    def balance(self, store: Store, customer_id: str) -> Decimal:
        """Add up a customer's entries."""
        return sum((Decimal(posted.amount) for owner, posted in self.ledger(store) if owner == customer_id), Decimal(0))

    def state(self, store: Store) -> Any:
        """Return all that is stored, comparable between two stores that were treated alike."""
        return (
            [(m.id, m.version, dict(m.values), {g: list(c) for g, c in m.children.items() if c}, m.locked)
             for m in self.customers(store)],
            [(owner, p.key, Decimal(p.amount), p.unit, p.account, p.expires, p.plan_id, p.row)
             for owner, p in self.ledger(store)],
            self.messages(store) if self.has_outbox else None,
        )  # fmt: skip
