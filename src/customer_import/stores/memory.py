"""A store in memory: the port in plain Python, for tests and for reading. Nothing here outlives the process.

A commit remembers what it exchanges, and takes it back if any exception passes.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import Any, TypeVar

import attrs

from customer_import.errors import BatchMoved, StalePlan, StoreError, UsageError
from customer_import.model import Balance, Child, Edit, Match, Outcome, Posted, Result, Value
from customer_import.ports import Batch, Journal, PlanRef
from customer_import.profile import Profile
from customer_import.stores.fields import StoredFields, child_edits, child_values, own_values, place_of
from customer_import.stores.ledger import Entry, Message, balances_of, now, scaled, total
from customer_import.stores.refusing import check_plan, refusal

K = TypeVar("K")
V = TypeVar("V")
_ABSENT = object()


@attrs.define
class _State:
    """Everything that is stored. What is stored is never changed in place, only exchanged, and that is remembered."""

    fields: StoredFields
    customers: dict[str, Match] = attrs.field(factory=dict)
    index: dict[tuple[str, str], tuple[str, ...]] = attrs.field(factory=dict)  # field, key form → ids
    ledger: dict[str, Entry] = attrs.field(factory=dict)
    posted_to: dict[str, tuple[str, ...]] = attrs.field(factory=dict)  # customer → keys in the ledger
    outbox: dict[int, Message] = attrs.field(factory=dict)
    journals: dict[str, Journal] = attrs.field(factory=dict)
    last: dict[str, int] = attrs.field(factory=lambda: {"customer": 0, "message": 0})
    undo: list[tuple[dict[Any, Any], Any, Any]] = attrs.field(factory=list)

    def set(self, table: dict[K, V], key: K, value: V) -> None:
        """Store one thing, and remember what was there."""
        self.undo.append((table, key, table.get(key, _ABSENT)))
        table[key] = value

    def pop(self, table: dict[K, V], key: K) -> None:
        """Remove one thing, and remember it."""
        self.undo.append((table, key, table.pop(key)))

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Take everything back that happens inside if an exception passes."""
        self.undo.clear()
        try:
            yield
        except BaseException:
            for table, key, value in reversed(self.undo):
                if value is _ABSENT:
                    table.pop(key, None)
                else:
                    table[key] = value
            raise
        finally:
            self.undo.clear()

    def next(self, what: str) -> int:
        """Count customers or messages."""
        self.set(self.last, what, self.last[what] + 1)
        return self.last[what]

    def put(self, match: Match) -> None:
        """Store a customer, new or changed, and index what it is found by."""
        self.drop(match.id)
        self.set(self.customers, match.id, match)
        for place in self._places(match):
            self.set(self.index, place, (*self.index.get(place, ()), match.id))

    def drop(self, customer_id: str) -> None:
        """Remove a customer, if it is there, and what it is found by."""
        match = self.customers.get(customer_id)
        if match is None:
            return
        self.pop(self.customers, customer_id)
        for place in self._places(match):
            left = tuple(owner for owner in self.index[place] if owner != customer_id)
            if left:
                self.set(self.index, place, left)
            else:
                self.pop(self.index, place)

    def _places(self, match: Match) -> Iterator[tuple[str, str]]:
        for field in self.fields.findable:
            for form in self.fields.forms(field, match.values.get(field, "")):
                yield field, form
        for group in self.fields.groups.values():
            keys = tuple(child.key for child in match.children.get(group.name, ()) if child.key)
            for form in self.fields.forms(group.key, keys):
                yield group.key, form

    def find(self, keys: Mapping[str, Sequence[str]]) -> list[Match]:
        """Find customers by key forms; fields that have no index are searched."""
        ids: dict[str, None] = {}
        for field, forms in keys.items():
            if field == "@id":
                ids.update((own, None) for own in forms if own in self.customers)
            elif field in self.fields.findable or field in {group.key for group in self.fields.groups.values()}:
                ids.update((own, None) for form in forms for own in self.index.get((field, form), ()))
            else:
                ids.update((own, None) for own, match in self.customers.items() if self._holds(match, field, forms))
        return [self.customers[own] for own in ids]

    def _holds(self, match: Match, field: str, forms: Sequence[str]) -> bool:
        group = self.fields.group_of.get(field)
        values: Iterable[Value] = [match.values.get(field, "")]
        if group:
            values = [child.values.get(field, "") for child in match.children.get(group, ())]
        return any(form in forms for value in values for form in self.fields.forms(field, value))

    def entries(self, keys: Sequence[str]) -> list[Entry]:
        """Return the ledger's entries under these keys."""
        return [self.ledger[key] for key in keys if key in self.ledger]

    def balances(self, customer_id: str) -> dict[tuple[str, str], Decimal]:
        """Add up what the ledger holds for a customer, by unit and account."""
        amounts: dict[tuple[str, str], list[tuple[int, int]]] = {}
        for key in self.posted_to.get(customer_id, ()):
            posted = self.ledger[key].posted
            amounts.setdefault((posted.unit, posted.account), []).append(scaled(posted.amount))
        return {place: total(parts) for place, parts in amounts.items()}


class _Undone(Exception):
    """Takes a whole batch back."""


class MemoryStore:
    """The port in memory, for one tenant.

    Args:
        profile: Which fields there are, and which of them are keys or unique.
        store_id: The name of this "database".
        tenant: Whose customers these are.
    """

    def __init__(self, profile: Profile, *, store_id: str = "memory", tenant: str = "default") -> None:
        self.profile = profile
        self.store_id = store_id
        self.tenant = tenant
        self._fields = StoredFields(profile)
        self._state = _State(self._fields)
        self._lock = threading.RLock()

    # The port -----------------------------------------------------------------------------------------------------

    def find(self, keys: Mapping[str, Sequence[str]]) -> list[Match]:
        """Find every customer that holds one of these key forms."""
        with self._lock:
            return self._state.find(keys)

    def credits(self, keys: Sequence[str]) -> list[Posted]:
        """Return the ledger's entries under these credit keys."""
        with self._lock:
            return [entry.posted for entry in self._state.entries(keys)]

    def credited(self, occasion: str) -> bool:
        """Tell whether a plan of this occasion is registered."""
        with self._lock:
            return any(journal.plan.occasion == occasion for journal in self._state.journals.values())

    def balances(self, ids: Sequence[str]) -> list[Balance]:
        """Return what the ledger holds for these customers."""
        with self._lock:
            return balances_of(self._state, ids)

    def journal(self, plan: PlanRef) -> Journal:
        """Register the plan at its first call, and say how far it is."""
        check_plan(plan, self.store_id, self.tenant)
        with self._lock:
            journal = self._state.journals.setdefault(plan.id, Journal(plan))
            if journal.plan.digest != plan.digest:
                raise StalePlan("another plan is registered under this id", code="plan.id_taken")
            return attrs.evolve(journal)

    def commit(self, batch: Batch) -> list[Result]:
        """Write a batch, or nothing of it."""
        plan = batch.plan
        check_plan(plan, self.store_id, self.tenant)
        with self._lock:
            state = self._state
            journal = state.journals.get(plan.id)
            if journal is None:
                raise StoreError("the plan is not registered: call journal() first", code="journal.unknown")
            if journal.plan.digest != plan.digest:
                raise StalePlan("another plan is registered under this id", code="plan.id_taken")
            if journal.next != batch.first:
                raise BatchMoved(next=journal.next)
            try:
                with state.transaction():
                    results = [_write(state, plan, index, outcome) for index, outcome in batch.operations]
                    if batch.whole and any(result.status in ("stale", "conflict") for result in results):
                        raise _Undone
                    moved = Journal(journal.plan, batch.next, (*journal.results, *results))
                    state.set(state.journals, plan.id, moved)
            except _Undone:
                pass
            return results

    # What a host does with its own customers ----------------------------------------------------------------------

    def add(self, values: Mapping[str, Value], children: Mapping[str, Sequence[Child]] | None = None) -> str:
        """Add a customer as the host would, and return its id. Unlike `commit` it lets two customers share a key."""
        with self._lock:
            state = self._state
            held = {name: value for name, value in values.items() if value}
            match = Match(str(state.next("customer")), "1", held, {k: tuple(v) for k, v in (children or {}).items()})
            state.put(match)
            return match.id

    def edit(self, customer_id: str, changes: Mapping[str, Value]) -> None:
        """Change a customer as the host would; its version moves.

        Raises:
            UsageError: There is no such customer.
        """
        with self._lock:
            match = self._there(customer_id)
            self._state.put(_changed(match, changes, match.children))

    def lock(self, customer_id: str) -> None:
        """Mark a customer as deleted or erased.

        Raises:
            UsageError: There is no such customer.
        """
        with self._lock:
            match = self._there(customer_id)
            self._state.put(attrs.evolve(match, version=str(int(match.version) + 1), locked=True))

    def _there(self, customer_id: str) -> Match:
        match = self._state.customers.get(customer_id)
        if match is None:
            raise UsageError("there is no such customer", code="store.refused")
        return match

    def delete(self, customer_id: str) -> None:
        """Remove a customer for good; the ledger stays."""
        with self._lock:
            self._state.drop(customer_id)

    def customers(self) -> list[Match]:
        """Return all customers, in the order of their ids."""
        return sorted(self._state.customers.values(), key=lambda match: int(match.id))

    def ledger(self) -> list[Entry]:
        """Return all entries, in the order in which they were posted."""
        return list(self._state.ledger.values())

    def balance(self, customer_id: str, unit: str = "", account: str = "") -> Decimal:
        """Add up what the ledger holds for a customer in one unit and account."""
        return self._state.balances(customer_id).get((unit, account), Decimal(0))

    def outbox(self, limit: int = 1000) -> list[Message]:
        """Return the oldest messages that nobody has acknowledged."""
        return list(self._state.outbox.values())[:limit]

    def acknowledge(self, ids: Iterable[int]) -> None:
        """Forget messages that were dealt with."""
        with self._lock:
            for number in ids:
                self._state.outbox.pop(number, None)


def _write(state: _State, plan: PlanRef, index: int, outcome: Outcome) -> Result:
    """Write one outcome whole, or say why not and leave no trace."""
    if outcome.kind not in ("create", "update", "remove"):
        return Result(index, outcome.row, "done")
    refused = refusal(outcome, plan, state, state.fields)
    if refused:
        return Result(index, outcome.row, refused.status, code=refused.code)
    owner, version = _write_customer(state, outcome)
    if outcome.kind == "create":
        _tell(state, Message(0, "created", f"{plan.id}:{outcome.row}", owner, plan.id, outcome.row))
    for credit in outcome.credits:
        content = (credit.key, credit.amount, credit.unit, credit.account, credit.expires)
        posted = Posted(*content, plan.id, outcome.row, now())
        if credit.key not in state.ledger:
            state.set(state.ledger, credit.key, Entry(owner, posted, credit.description))
            state.set(state.posted_to, owner, (*state.posted_to.get(owner, ()), credit.key))
            if plan.notify:
                _tell(state, Message(0, "credited", credit.key, owner, plan.id, outcome.row))
    return Result(index, outcome.row, "applied", owner, version)


def _write_customer(state: _State, outcome: Outcome) -> tuple[str, str]:
    """Create, change or remove the customer; return its id and, where it was written, its version."""
    if outcome.kind == "create" or outcome.target is None:
        match = Match(str(state.next("customer")), "0")
        values = own_values(outcome.edits)
        numbered = state.fields.numbered
        if numbered and not values.get(numbered):
            values[numbered] = _next_number(state, numbered)
    else:
        if not outcome.edits and outcome.kind == "update":
            return outcome.target.id, ""
        match = state.customers[outcome.target.id]
        values = own_values(outcome.edits)
    if outcome.kind == "remove":
        state.drop(match.id)
        return match.id, ""
    match = _changed(match, values, _children(state.fields, match, outcome.edits))
    state.put(match)
    return match.id, match.version


def _changed(match: Match, changes: Mapping[str, Value], children: Mapping[str, Sequence[Child]]) -> Match:
    """Return a customer after a write: cleared fields are gone, the version moved."""
    values = {name: value for name, value in {**match.values, **changes}.items() if value}
    return attrs.evolve(match, version=str(int(match.version) + 1), values=values, children=children)


def _children(fields: StoredFields, match: Match, edits: Sequence[Edit]) -> Mapping[str, Sequence[Child]]:
    """Return a customer's children after edits: changed where the key names one, else added."""
    children = {group: list(there) for group, there in match.children.items()}
    for ref, own in child_edits(edits).items():
        group = fields.groups[ref.group]
        there = children.setdefault(ref.group, [])
        place = None if ref.new else place_of(there, ref, own, group)
        if place is not None and ref.drop:
            del there[place]
            continue
        key, values = child_values(group, ref, own)
        before = there[place].values if place is not None else {}
        child = Child(key, {name: value for name, value in {**before, **values}.items() if value})
        if place is None:
            there.append(child)
        else:
            there[place] = child
    return {group: tuple(there) for group, there in children.items()}


def _next_number(state: _State, field: str) -> str:
    """Make up the next customer number."""
    numbers = (str(match.values.get(field, "")) for match in state.customers.values())
    return str(max((int(text) for text in numbers if text.isascii() and text.isdigit()), default=0) + 1)


def _tell(state: _State, message: Message) -> None:
    """Put a message into the outbox."""
    number = state.next("message")
    state.set(state.outbox, number, attrs.evolve(message, id=number))
