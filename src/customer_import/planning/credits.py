"""Credits are ledger operations, never field writes (design, section 6; S0-20, S0-21, S2-04).

A credit's key survives a crash, a retry, the same file again and a corrected file: it is a digest of the tenant, the
occasion, the credited customer's key form, and the row's reference or its ordinal among the customer's rows. It can
never change within a major version, because changing it would credit everybody again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import Generic, NamedTuple, TypeVar

import attrs

from customer_import.model import Credit, Level, Posted, Problem
from customer_import.normalizing.place import minor_units
from customer_import.profile import CreditRule
from customer_import.surveying.marks import CORRECTED

LOOK_BACK = 8  # how many ordinals are looked at for a credit that may have moved
_TAG = b"11:ci-credit-1"

T = TypeVar("T")


class CreditCells(NamedTuple, Generic[T]):
    """The canonical cells that feed a credit, of one row (`str`) or of many (columns)."""

    customer: T  # key forms
    amount: T
    unit: T
    account: T
    expires: T
    description: T
    reference: T


class Crediting(NamedTuple):
    """What a row's amount comes to: a credit to post, or why not."""

    credit: Credit | None
    problem: Problem | None = None
    posted: Posted | None = None


def credit_key(tenant: str, occasion: str, customer: str, reference: str, ordinal: int) -> str:
    """Return the key of a credit: 32 hexadecimal digits of BLAKE2b.

    Args:
        tenant: The store's tenant.
        occasion: The name of the reason why credits are given.
        customer: Key form of the field that identifies the credited customer.
        reference: The row's own reference, or "" where the ordinal tells its credits apart.
        ordinal: How many rows with that customer and an amount stand before it in the file.
    """
    return key_maker(tenant, occasion)(customer, reference, ordinal)


class key_maker:  # noqa: N801 - used as a function
    """`credit_key` for one tenant and occasion, their share of the digest made once."""

    __slots__ = ("_start",)

    def __init__(self, tenant: str, occasion: str) -> None:
        self._start = blake2b(_TAG + _part(tenant) + _part(occasion), digest_size=16)

    def balance(self, customer: str, unit: str, account: str) -> str:
        """Return the key of setting a balance: it has no ordinal, as a customer has one balance in a place."""
        digest = self._start.copy()
        digest.update(_part(customer) + _part(f"b:{unit}") + _part(account))
        return digest.hexdigest()

    def __call__(self, customer: str, reference: str, ordinal: int) -> str:
        """Return the key of one credit."""
        digest = self._start.copy()
        digest.update(_part(customer) + _part(f"r:{reference}" if reference else f"n:{ordinal}"))
        return digest.hexdigest()

    def column(self, customers: Sequence[str], ordinals: Sequence[int]) -> list[str]:
        """Return the keys of many credits without reference, "" where there is no customer.

        The same as one call for each, which costs a third more.
        """
        text = "\n".join(customers)
        if not text.isascii() or text.count("\n") != len(customers) - 1:
            pairs = zip(customers, ordinals, strict=True)
            return [self(customer, "", ordinal) if customer else "" for customer, ordinal in pairs]
        tails = {ordinal: f"{len(str(ordinal)) + 2}:n:{ordinal}" for ordinal in set(ordinals)}
        parts = [f"{len(name)}:{name}{tails[n]}" for name, n in zip(customers, ordinals, strict=True)]
        copy = self._start.copy
        keys: list[str] = []
        for data in "\n".join(parts).encode().split(b"\n"):
            digest = copy()
            digest.update(data)
            keys.append(digest.hexdigest())
        return keys if "" not in customers else [name and key for name, key in zip(customers, keys, strict=True)]


def _part(text: str) -> bytes:
    """Prefix a part with its length, so that no two lists of parts give the same bytes."""
    data = text.encode("utf-8", "surrogatepass")
    return b"%d:" % len(data) + data


def amount_fault(rule: CreditRule, amount: str, unit: str, *, unit_is_currency: bool) -> str:
    """Return the fault of an amount, or "".

    Args:
        rule: The profile's rule.
        amount: Canonical decimal text.
        unit: The row's unit, or the default.
        unit_is_currency: Whether units are ISO 4217 codes, so that their minor units bound the decimals.
    """
    if amount[0] == "-" and not rule.allow_negative:
        return "credit.negative"
    if "." not in amount:
        return ""
    scale = rule.scale
    if scale < 0 and unit_is_currency and unit:
        scale = minor_units(unit)
    if scale >= 0 and len(amount) - amount.index(".") - 1 > scale:
        return "credit.scale"
    return ""


def is_zero(amount: str) -> bool:
    """Tell whether a canonical decimal is zero."""
    return not amount.strip("-0.")


def crediting(rule: CreditRule, cells: CreditCells[str], key: str, posted: Mapping[str, Posted]) -> Crediting:
    """Decide the credit of one row whose amount is a valid number.

    Args:
        rule: The profile's rule.
        cells: The row's canonical cells.
        key: The credit's key.
        posted: What the ledger holds already, by key.
    """
    if is_zero(cells.amount) and not rule.allow_zero and not rule.sets:
        return Crediting(None, _problem("credit.zero", "remark", rule.amount))
    unit = cells.unit or rule.default_unit
    if not unit and (rule.account_needs_unit or not cells.account):
        return Crediting(None, _problem("credit.no_unit", "drop", rule.unit or rule.amount))
    if not cells.customer:
        return Crediting(None, _problem("credit.no_customer", "reject", rule.customer))
    credit = Credit(key, cells.amount, unit, cells.account, cells.expires, cells.description)
    there = posted.get(key)
    if there is None or rule.sets:
        return Crediting(credit, posted=there)
    params: tuple[tuple[str, object], ...] = (("plan", there.plan_id), ("posted_at", there.posted_at[:10]))
    if same_credit(credit, there):
        return Crediting(None, _problem("credit.already", "remark", rule.amount, params), there)
    params = (("posted", there.amount), *params)
    return Crediting(None, _problem("credit.conflict", "reject", rule.amount, params), there)


def neighbours(row: int, ordinal: int, *, tokens: bool) -> list[int]:
    """Return the ordinals under which another file may have posted this very row (deciding, section 9).

    An error file whose row had its customer corrected posts under `CORRECTED` and the row's number; the whole file,
    corrected as well, posts it under the number of the customer's rows before it. A row that was put in moves all
    ordinals after it by one. In a file with tokens only rows whose customer was corrected leave a doubt.
    """
    if tokens:
        return list(range(LOOK_BACK)) if ordinal >= CORRECTED else []
    return [CORRECTED + row, *range(max(0, ordinal - LOOK_BACK), ordinal)]


def possible_double(
    rule: CreditRule, found: Crediting, others: Sequence[Posted], row: int, recurrences: int
) -> Problem | None:
    """Say which entry may be this credit under another key, or None.

    Args:
        rule: The profile's rule.
        found: What is decided of the row.
        others: Entries under the keys of its `neighbours`.
        row: The row's number where the error file was made from, if its customer was corrected there; else 0.
        recurrences: How many earlier rows of the file credit the same customer with the same.
    """
    credit = found.credit
    if credit is None:
        return None
    equal = [other for other in others if same_credit(credit, other) and row in (0, other.row)]
    if len(equal) <= recurrences:
        return None
    params = (("plan", equal[-1].plan_id), ("posted_at", equal[-1].posted_at[:10]))
    return _problem("credit.possible_double", "reject", rule.amount, params)


def settled(rule: CreditRule, found: Crediting, balance: str) -> Crediting:
    """Turn a balance to set into the difference to post, or say why there is none.

    Args:
        rule: The profile's rule, which sets.
        found: What `crediting` says of the row.
        balance: What the customer has, in the credit's unit and account.
    """
    from decimal import Context, Decimal

    credit, there = found.credit, found.posted
    if credit is None:
        return found
    difference = Context(prec=100).subtract(Decimal(credit.amount), Decimal(balance))
    params = (("plan", there.plan_id), ("posted_at", there.posted_at[:10])) if there else ()
    if not difference:
        code = "credit.already" if there else "balance.same"
        return Crediting(None, _problem(code, "remark", rule.amount, params), there)
    if there:
        params = (("balance", balance), *params)
        return Crediting(None, _problem("balance.moved", "drop", rule.amount, params), there)
    return Crediting(attrs.evolve(credit, amount=format(difference, "f"), before=balance))


def same_credit(credit: Credit, posted: Posted) -> bool:
    """Tell whether a ledger entry says the same: amount as a number, unit, account and expiry."""
    from decimal import Decimal

    same_target = (credit.unit, credit.account, credit.expires) == (posted.unit, posted.account, posted.expires)
    return same_target and (credit.amount == posted.amount or Decimal(credit.amount) == Decimal(posted.amount))


def _problem(code: str, level: Level, field: str, params: Sequence[tuple[str, object]] = ()) -> Problem:
    return Problem(code, level, field=field, params=tuple(params))
