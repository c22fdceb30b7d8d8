"""The port that a host implements: a handful of questions, with promises in both directions (design, section 8).

The library promises: `find` once per chunk with key forms, no write before `commit`, batches in order, and keys sorted
inside a batch. The host promises what each method says. `testing.StoreContract` proves a store.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, Protocol, TypeVar, overload

import attrs

from customer_import._bases import ListLike
from customer_import.errors import CustomerImportError, StoreError
from customer_import.model import Balance, Child, Match, Outcome, Posted, Result, Value, how_many

T = TypeVar("T")


def asked(method: Callable[..., T], *arguments: Any) -> T:
    """Call a method of a host's store, the one seam where its foreign exceptions are translated.

    Raises:
        StoreError: It failed with anything undeclared. The cause is dropped: a database's message quotes customers.
    """
    try:
        return method(*arguments)
    except CustomerImportError:
        raise
    except Exception as error:  # noqa: BLE001 - a host's store may raise anything
        failed = type(error).__name__
    # Outside of the handler, so that not even __context__ leads to the database's message.
    name = getattr(method, "__name__", "method").strip("_")
    raise StoreError(f"the store's {name} failed with {failed}", code="store.failed", method=name)


def expected(answer: Any, kind: type[T], method: str) -> T:
    """Return what a host's store answered, if it is of the kind that the port promises.

    Raises:
        StoreError: It is anything else.
    """
    if not isinstance(answer, kind):
        raise _broken(method, kind, type(answer))
    return answer


def each_expected(answers: Iterable[Any], kind: type[T], method: str) -> list[T]:
    """Return what a host's store answered as a list, if every item is of the kind that the port promises.

    Raises:
        StoreError: One of them is anything else.
    """
    items = list(answers)
    for found in set(map(type, items)):
        if not issubclass(found, kind):
            raise _broken(method, kind, found)
    return items


def _broken(method: str, kind: type, found: type) -> StoreError:
    message = f"the store's {method} returned {found.__name__} where the port promises {kind.__name__}"
    return StoreError(message, code="store.contract", method=method)


@attrs.frozen
class PlanRef:
    """What a journal remembers of a plan.

    Args:
        id: The plan's id; one journal per id.
        digest: Digest of the plan's content without the id.
        store_id: The store that the plan was made against.
        tenant: The tenant whose credits it may post.
        rows: How many outcomes it holds.
        notify: Whether posted credits are announced to customers through the outbox.
        profile: The profile's name.
        occasion: The name of the reason why credits are given, or "".
    """

    id: str
    digest: str
    store_id: str
    tenant: str
    rows: int
    notify: bool = False
    profile: str = ""
    occasion: str = ""


@attrs.define
class Journal:
    """How far a plan has been applied.

    Args:
        plan: The plan as first registered (first writer wins).
        next: The index of the next outcome to commit; everything before it is settled for good.
        results: Results of the outcomes that were written or refused so far, by index.
    """

    plan: PlanRef
    next: int = 0
    results: Sequence[Result] = ()


@attrs.frozen
class Batch:
    """Consecutive outcomes to commit at once.

    Args:
        plan: The plan that they belong to.
        first: Index of the first outcome covered.
        next: Index after the last outcome covered; the watermark moves from `first` to `next`.
        operations: (index, outcome) of those among them that write: creates, updates, removes.
        whole: All or nothing: if any row fails, nothing of the batch is written (and the journal does not move).
    """

    plan: PlanRef
    first: int
    next: int
    operations: Sequence[tuple[int, Outcome]] = attrs.field(repr=how_many)
    whole: bool = False


@attrs.define(eq=False, repr=False)
class Matches(ListLike[Match]):
    """Stored customers as columns: what `find` returns where it has them so, made into `Match` only when asked for.

    Planning compares whole columns, so a store that answers like this saves it an object for every customer.

    Args:
        ids: One per customer.
        versions: One per customer, "" where the store has none.
        values: Field → one canonical value per customer, "" or () where blank; fields that nobody has may be left out.
        locked: The places of customers that are deleted or erased.
        children: Place → group → the customer's children in that group.
    """

    ids: Sequence[str]
    versions: Sequence[str]
    values: Mapping[str, Sequence[Value]]
    locked: Collection[int] = ()
    children: Mapping[int, Mapping[str, Sequence[Child]]] = attrs.field(factory=dict)

    def __attrs_post_init__(self) -> None:
        if any(len(column) != len(self.ids) for column in (self.versions, *self.values.values())):
            raise StoreError("find returned columns of different lengths", code="store.contract", method="find")

    @classmethod
    def of(cls, matches: Iterable[Match]) -> Matches:
        """Turn matches into columns.

        Raises:
            StoreError: The values of one are no mapping, or not text.
        """
        matches = list(matches)
        if not all(isinstance(getattr(match, "values", None), Mapping) for match in matches):
            raise StoreError("find returned a match whose values are no mapping", code="store.contract", method="find")
        names = dict.fromkeys(name for match in matches for name in match.values)
        values = {name: [match.values.get(name, "") for match in matches] for name in names}
        for name, column in values.items():
            if not {str, tuple}.issuperset(map(type, column)):
                message = f"find returned a match whose {name!r} is neither text nor a tuple of texts"
                raise StoreError(message, code="store.contract", method="find")
        return cls(
            [match.id for match in matches],
            [match.version for match in matches],
            values,
            {place for place, match in enumerate(matches) if match.locked},
            {place: match.children for place, match in enumerate(matches) if match.children},
        )

    def column(self, field: str) -> Sequence[Value]:
        """Return the values of a field, one per customer; all blank where nobody has any."""
        found = self.values.get(field)
        return [""] * len(self.ids) if found is None else found

    def __len__(self) -> int:
        return len(self.ids)

    @overload
    def __getitem__(self, place: int) -> Match: ...
    @overload
    def __getitem__(self, place: slice) -> list[Match]: ...
    def __getitem__(self, place: int | slice) -> Match | list[Match]:
        if isinstance(place, slice):
            return [self[i] for i in range(*place.indices(len(self)))]
        place = range(len(self.ids))[place]
        held = {field: value for field, column in self.values.items() if (value := column[place])}
        return Match(self.ids[place], self.versions[place], held, self.children.get(place, {}), place in self.locked)


class CustomerReader(Protocol):
    """What planning asks of a store: two questions, and never a write.

    Attributes:
        store_id: This tenant in this database: a plan is applied only where it was made.
        tenant: Stable when the database moves: it is part of every credit's key.
    """

    @property
    def store_id(self) -> str:
        """The store's name for itself."""
        ...

    @property
    def tenant(self) -> str:
        """The name of whose customers these are."""
        ...

    def find(self, keys: Mapping[str, Sequence[str]]) -> Iterable[Match]:
        """Find every customer that holds at least one of these values.

        Called once per chunk. `keys` maps a field to distinct key forms (``@id`` maps to ids). Matches come in any
        order; each customer once, complete with all the fields of the profile; zero, one or many per key form.
        A store that has them as columns returns `Matches`, which is faster.
        """
        ...

    def credits(self, keys: Sequence[str]) -> Iterable[Posted]:
        """Return the ledger's entries under these credit keys; only asked when a chunk holds credits."""
        ...


class BalanceReader(CustomerReader, Protocol):
    """What a store says besides where a profile sets balances (`CreditRule.operation`); other profiles never ask."""

    def balances(self, ids: Sequence[str]) -> Iterable[Balance]:
        """Return the balances of these customers, by unit and account; those that are zero may be left out.

        `commit` refuses a credit whose `before` is no longer the balance: the row is stale, ``balance.changed``.
        """
        ...


class OccasionReader(CustomerReader, Protocol):
    """What a store may say besides, so that the credits of a new occasion cost no look-up a row."""

    def credited(self, occasion: str) -> bool:
        """Tell whether the ledger may hold credits of an occasion; asked once per chunk, before `credits`.

        False promises that no plan of that occasion (`PlanRef.occasion`) has posted anything: then no key of the chunk
        is there, and `credits` is not called. True promises nothing, and is right wherever the store cannot know.
        """
        ...


class Store(CustomerReader, Protocol):
    """What applying asks besides: a journal, and one atomic commit."""

    def journal(self, plan: PlanRef) -> Journal:
        """Register the plan at its first call (first writer wins), and say how far it is.

        Raises:
            StalePlan: The id is registered with another digest.
        """
        ...

    def commit(self, batch: Batch) -> Sequence[Result]:
        """Write a batch in ONE transaction, or nothing of it.

        In it: move the journal from `batch.first` to `batch.next`; write each operation if the customer is as planned
        (version, or the `before` of its edits), insert creates if absent under the unique keys, append credits under
        their unique keys, write outbox entries, store the results. A row that is stale or in conflict leaves no trace
        and costs no other row, unless `batch.whole`.

        Returns:
            One result per operation, in their order.

        Raises:
            BatchMoved: The journal's next was not `batch.first`; nothing was written.
            StoreError: The database failed; nothing was written, or the journal tells what was.
        """
        ...
