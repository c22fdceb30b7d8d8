"""What a store must hold after any calls, said as simply as can be: dictionaries, one row after the other, no indexes.

It knows customers by the ids that the store gave them, and counts their writes where a store has versions.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from decimal import Decimal

import attrs

from customer_import.model import Credit, Outcome, Value

KEYS = ("email",)
UNIQUE = ("email", "phone", "cards")


def forms(field: str, value: Value) -> set[str]:
    """Return what a unique value is compared by."""
    items = {value} if isinstance(value, str) else set(value)
    return {item.casefold() if field == "email" else item for item in items if item}


@attrs.define
class Customer:
    """A customer: values that are not blank, and how often they were written."""

    values: dict[str, Value]
    writes: int = 0
    locked: bool = False


@attrs.define
class Entry:
    """What a ledger holds under a credit's key."""

    owner: str
    credit: Credit
    plan: str
    row: int

    def says(self, owner: str, credit: Credit) -> bool:
        """Tell whether it is this credit."""
        mine = self.credit
        return (self.owner, Decimal(mine.amount), mine.unit) == (owner, Decimal(credit.amount), credit.unit)


@attrs.define
class Planned:
    """A plan: its outcomes, how often each target had been written when it was made, and what became of it.

    Args:
        name: Its id.
        outcomes: Its outcomes.
        writes: Index → writes of the target, where the outcome was planned against a version.
        notify: Whether credits are announced.
        next: The watermark; None until the plan is registered.
        results: Index → status of what is settled.
    """

    name: str
    outcomes: list[Outcome]
    writes: dict[int, int]
    notify: bool
    next: int | None = None
    results: dict[int, str] = attrs.field(factory=dict)


@attrs.define
class Model:
    """One tenant."""

    customers: dict[str, Customer] = attrs.field(factory=dict)
    ledger: dict[str, Entry] = attrs.field(factory=dict)
    messages: list[tuple[str, str, int]] = attrs.field(factory=list)

    def owners(self, field: str, value: Value) -> set[str]:
        """Return who holds a unique value, or one of its items."""
        wanted = forms(field, value)
        return {own for own, c in self.customers.items() if forms(field, c.values.get(field, "")) & wanted}

    def is_free(self, changes: dict[str, Value], own: str = "") -> bool:
        """Tell whether nobody else holds one of the unique values."""
        return not any(self.owners(field, changes[field]) - {own} for field in UNIQUE if field in changes)

    def balance(self, owner: str, more: Sequence[Credit] = ()) -> dict[str, Decimal]:
        """Add up what a customer is owed, by unit."""
        sums: dict[str, Decimal] = {}
        for credit in [*(entry.credit for entry in self.ledger.values() if entry.owner == owner), *more]:
            sums[credit.unit] = sums.get(credit.unit, Decimal(0)) + Decimal(credit.amount)
        return sums

    def refusal(self, plan: Planned, index: int) -> str:
        """Say why an outcome may not be written now: ``stale``, ``conflict``, or "" where it may."""
        outcome = plan.outcomes[index]
        own = outcome.target.id if outcome.target else ""
        if outcome.target:
            customer = self.customers.get(own)
            if customer is None or customer.locked:
                return "stale"
            if outcome.edits and index in plan.writes:
                if plan.writes[index] != customer.writes:
                    return "stale"
            elif any((customer.values.get(edit.field) or "") != (edit.before or "") for edit in outcome.edits):
                return "stale"
        if not self.is_free({edit.field: edit.after for edit in outcome.edits}, own):
            return "conflict"
        for credit in outcome.credits:
            entry = self.ledger.get(credit.key)
            if entry and not (entry.plan == plan.name and entry.says(own, credit)):
                return "conflict"
        in_use = outcome.kind == "remove" and any(self.balance(own, outcome.credits).values())
        return "conflict" if in_use else ""

    def write(self, plan: Planned, index: int, own: str) -> None:
        """Write an outcome that may be written, under the id that the store gave."""
        outcome = plan.outcomes[index]
        if outcome.kind == "remove":
            del self.customers[own]
        else:
            self.change(own, {edit.field: edit.after for edit in outcome.edits})
        if outcome.kind == "create":
            self.messages.append(("created", own, outcome.row))
        for credit in outcome.credits:
            if credit.key not in self.ledger:
                self.ledger[credit.key] = Entry(own, credit, plan.name, outcome.row)
                if plan.notify:
                    self.messages.append(("credited", own, outcome.row))

    def change(self, own: str, changes: dict[str, Value]) -> None:
        """Add a customer, or change one."""
        customer = self.customers.setdefault(own, Customer({}))
        customer.values = {name: value for name, value in {**customer.values, **changes}.items() if value}
        customer.writes += bool(changes)

    def copy(self) -> Model:
        """Return another one that holds the same."""
        return deepcopy(self)
