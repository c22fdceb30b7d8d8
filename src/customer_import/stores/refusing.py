"""Why a store may not write an outcome any more: the rules of `commit`, in the words of the port.

A store asks before it writes (memory) or after the database refused (SQL): the answer is the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Literal, Protocol

import attrs

from customer_import.errors import StalePlan, StoreError
from customer_import.model import Credit, Edit, Match, Outcome
from customer_import.ports import PlanRef
from customer_import.stores.fields import StoredFields, child_edits, child_values, depends_on_version, place_of
from customer_import.stores.ledger import Entry, equal_content, scaled


@attrs.frozen
class Refusal:
    """What costs a row: its status and the code of the problem."""

    status: Literal["stale", "conflict"]
    code: str


class State(Protocol):
    """What is stored now, seen from within the transaction."""

    def find(self, keys: Mapping[str, Sequence[str]]) -> Iterable[Match]:
        """As in the port."""
        ...

    def entries(self, keys: Sequence[str]) -> Iterable[Entry]:
        """Return the ledger's entries under these credit keys."""
        ...

    def balances(self, customer_id: str) -> Mapping[tuple[str, str], Decimal]:
        """Return the balances of a customer, (unit, account) → amount."""
        ...


def check_plan(plan: PlanRef, store_id: str, tenant: str) -> None:
    """Refuse a plan that was made elsewhere, before anything is read or written for it.

    Raises:
        StalePlan: The plan was made for another store or tenant.
    """
    if plan.tenant != tenant:
        raise StalePlan("the plan was made for another tenant", code="plan.other_tenant")
    if plan.store_id != store_id:
        raise StalePlan("the plan was made for another store", code="plan.other_store")


def refusal(outcome: Outcome, plan: PlanRef, state: State, fields: StoredFields) -> Refusal | None:
    """Say why an outcome may not be written now, or None where it may."""
    match = None
    if outcome.target is not None:
        match = next(iter(state.find({"@id": [outcome.target.id]})), None)
        found = _stale(outcome, match, fields)
        if found:
            return found
    elif outcome.kind != "create":
        return Refusal("stale", "customer.gone")
    return (
        _taken(outcome, state, fields)
        or _credited(outcome, plan, state, match.id if match else "")
        or (_in_use(outcome, state) if outcome.kind == "remove" else None)
    )


def _stale(outcome: Outcome, match: Match | None, fields: StoredFields) -> Refusal | None:
    """Compare the customer with the one planned against."""
    target = outcome.target
    if match is None or target is None:
        return Refusal("stale", "customer.gone")
    if match.locked:
        return Refusal("stale", "customer.locked")
    if not depends_on_version(outcome):
        return None
    if target.version and target.version != match.version:
        return Refusal("stale", "customer.changed")
    for edit in outcome.edits:
        if edit.child is None and not target.version and (match.values.get(edit.field) or "") != (edit.before or ""):
            return Refusal("stale", "customer.changed")
    return None if outcome.kind == "remove" else _stale_child(outcome, match, fields)


def _stale_child(outcome: Outcome, match: Match, fields: StoredFields) -> Refusal | None:
    """Compare the children with those planned against."""
    for ref, edits in child_edits(outcome.edits).items():
        group = fields.groups[ref.group]
        children = match.children.get(ref.group, ())
        if ref.new:
            key, _ = child_values(group, ref, edits)
            forms = fields.forms(group.key, tuple(child.key for child in children))
            if set(fields.forms(group.key, key)) & set(forms):
                return Refusal("conflict", "child.taken")
            continue
        place = place_of(children, ref, edits, group)
        if place is None:
            return Refusal("stale", "child.unknown")
        values = children[place].values
        if any((values.get(edit.field) or "") != edit.before for edit in edits if edit.field != group.key):
            return Refusal("stale", "customer.changed")
    return None


def _taken(outcome: Outcome, state: State, fields: StoredFields) -> Refusal | None:
    """Look for another customer who owns a unique value that would be set."""
    own = outcome.target.id if outcome.target else ""
    for edit in outcome.edits:
        wanted = _wanted(edit, fields)
        if wanted and any(match.id != own for match in state.find({edit.field: wanted})):
            return Refusal("conflict", "child.taken" if edit.child else fields.taken(edit.field))
    return None


def _wanted(edit: Edit, fields: StoredFields) -> tuple[str, ...]:
    """Return the key forms that an edit claims for its customer alone."""
    if edit.child is None:
        return fields.forms(edit.field, edit.after) if edit.field in fields.unique else ()
    group = fields.groups[edit.child.group]
    return fields.forms(edit.field, edit.after) if edit.field == group.key else ()


def _credited(outcome: Outcome, plan: PlanRef, state: State, customer_id: str) -> Refusal | None:
    """Compare the credits with entries that stand under their keys already."""
    if not outcome.credits:
        return None
    entries = {entry.posted.key: entry for entry in state.entries([credit.key for credit in outcome.credits])}
    for credit in outcome.credits:
        try:
            scaled(credit.amount)
        except StoreError as error:
            return Refusal("conflict", error.code)
        entry = entries.get(credit.key)
        if entry is None:
            if customer_id and credit.before and _balance(state, customer_id, credit) != Decimal(credit.before):
                return Refusal("stale", "balance.changed")
            continue
        if already_written(entry, plan, customer_id, credit):
            continue
        same = equal_content(entry, customer_id, credit)
        return Refusal("conflict", "credit.already" if same else "credit.conflict")
    return None


def _balance(state: State, customer_id: str, credit: Credit) -> Decimal:
    """Return what a customer has in the unit and account of a credit."""
    return state.balances(customer_id).get((credit.unit, credit.account), Decimal(0))


def sets_balance(outcome: Outcome) -> bool:
    """Tell whether an outcome depends on a balance, so that it must be asked about before it is written."""
    return any(credit.before for credit in outcome.credits)


def already_written(entry: Entry, plan: PlanRef, customer_id: str, credit: Credit) -> bool:
    """Tell whether an entry is what this very plan posts: its rows may name one credit twice, it counts once."""
    return entry.posted.plan_id == plan.id and equal_content(entry, customer_id, credit)


def _in_use(outcome: Outcome, state: State) -> Refusal | None:
    """A customer is only removed when the ledger, with the counter-entries of this row, owes it nothing."""
    if outcome.target is None:
        return None
    balances = dict(state.balances(outcome.target.id))
    for credit in outcome.credits:
        place = (credit.unit, credit.account)
        balances[place] = balances.get(place, Decimal(0)) + Decimal(credit.amount)
    return Refusal("conflict", "customer.in_use") if any(balances.values()) else None
