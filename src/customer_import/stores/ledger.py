"""What stands in a ledger and in an outbox, and amounts as whole numbers. No arithmetic with floats anywhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Literal, Protocol

import attrs

from customer_import.errors import StoreError
from customer_import.model import Balance, Credit, Posted

AMOUNT = re.compile(r"(-?)([0-9]+)(?:\.([0-9]+))?\Z", re.ASCII)
# What a signed 64-bit column holds in every database.
LARGEST = 2**63 - 1


@attrs.frozen
class Entry:
    """One entry of a ledger, with its owner and the text that the owner sees."""

    customer_id: str
    posted: Posted
    description: str = attrs.field(default="", repr=False)


@attrs.frozen
class Message:
    """Something that the host may announce, written in the transaction that made it true.

    Delivery is the host's and happens at least once: `key` is the same at every delivery.

    Args:
        id: Its place in the outbox, ascending.
        topic: ``created`` or ``credited``.
        key: For credits, the credit's key; for creates, plan id and row.
        customer_id: The customer.
        plan_id: The plan that wrote it.
        row: The row in that plan's file.
    """

    id: int
    topic: Literal["created", "credited"]
    key: str
    customer_id: str
    plan_id: str
    row: int


def now() -> str:
    """Return the moment as journals and ledgers write it, UTC to the second: ``2026-11-23T12:00:00Z``."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def scaled(amount: str) -> tuple[int, int]:
    """Read plain decimal text as (whole number, digits after the mark): ``-3.50`` → (-350, 2).

    Raises:
        StoreError: It is no plain decimal, or too large for 64 bits.
    """
    found = AMOUNT.match(amount) if len(amount) <= 40 else None
    if found is None:
        raise StoreError("a credit's amount is not plain decimal text", code="credit.amount")
    sign, whole, fraction = found.groups(default="")
    number = int(whole + fraction)
    if number > LARGEST:
        raise StoreError("a credit's amount does not fit the ledger", code="credit.amount")
    return (-number if sign else number), len(fraction)


def unscaled(number: int, scale: int) -> str:
    """Write a scaled number as plain decimal text: (-350, 2) → ``-3.50``."""
    digits = str(abs(number)).rjust(scale + 1, "0")
    text = f"{digits[:-scale]}.{digits[-scale:]}" if scale else digits
    return f"-{text}" if number < 0 else text


def total(amounts: Iterable[tuple[int, int]]) -> Decimal:
    """Add scaled amounts exactly, whatever their number of digits."""
    amounts = list(amounts)
    widest = max((scale for _, scale in amounts), default=0)
    return Decimal(unscaled(sum(number * 10 ** (widest - scale) for number, scale in amounts), widest))


class Ledger(Protocol):
    """Whoever can add up a customer's ledger."""

    def balances(self, customer_id: str) -> Mapping[tuple[str, str], Decimal]:
        """Return the balances of a customer, (unit, account) → amount."""
        ...


def balances_of(ledger: Ledger, ids: Iterable[str]) -> list[Balance]:
    """Return the balances of customers as the port has them."""
    return [
        Balance(customer_id, format(amount, "f"), unit, account)
        for customer_id in ids
        for (unit, account), amount in ledger.balances(customer_id).items()
    ]


def equal_content(entry: Entry, customer_id: str, credit: Credit) -> bool:
    """Tell whether an entry says what a credit says: owner, amount by value, unit, account and expiry."""
    posted = entry.posted
    return (
        entry.customer_id == customer_id
        and Decimal(posted.amount) == Decimal(credit.amount)
        and (posted.unit, posted.account, posted.expires) == (credit.unit, credit.account, credit.expires)
    )
