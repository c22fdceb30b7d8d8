"""A plan cut into batches, as pure data: sync and async hosts commit the same ones."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import datetime

from customer_import.columns import Operations
from customer_import.errors import GuardTripped, PlanError, StalePlan, UsageError
from customer_import.planning import Plan
from customer_import.ports import Batch, Journal

DEFAULT_SIZE = 500  # operations a transaction: beyond it SQLite gains less than a tenth
WRITES = frozenset({"create", "update", "remove"})


def refuse(
    plan: Plan,
    store_id: str,
    *,
    acknowledge: Collection[str] = (),
    all_or_nothing: bool = False,
    now: datetime | None = None,
) -> None:
    """Refuse a plan before its first write.

    Args:
        plan: The plan.
        store_id: The store that it is to be applied to.
        acknowledge: Codes of guards that somebody has looked at and accepts.
        all_or_nothing: Whether one rejected row refuses the plan.
        now: The moment, for plans that expire; None does not ask.

    Raises:
        StalePlan: It was made for another store, or is expired.
        GuardTripped: It passes a guard that nobody acknowledged.
        PlanError: Its values were purged.
        UsageError: It has rejected rows and is all or nothing.
    """
    refuse_purged(plan)
    if plan.store_id != store_id:
        raise StalePlan("the plan was made for another store; make a plan for this one", code="plan.other_store")
    if plan.expires and now is not None and _moment(plan.expires) < now:
        raise StalePlan("the plan is expired; make a new one", code="plan.expired", expires=plan.expires)
    tripped = [guard for guard in plan.guards if guard.code not in acknowledge]
    if tripped:
        seen = "; ".join(f"{g.code}{f' of {g.field!r}' if g.field else ''}: {g.count} of {g.of}" for g in tripped)
        raise GuardTripped(
            f"the plan does something unusual ({seen}); look at it, and apply it with acknowledge={{code}}",
            code=tripped[0].code,
            guards=tuple(tripped),
        )
    if all_or_nothing and plan.counts.rejected:
        raise UsageError(
            f"{plan.counts.rejected} rows are rejected and the import is all or nothing: correct them and plan again",
            code="plan.rejected_rows",
            rejected=plan.counts.rejected,
        )


def refuse_purged(plan: Plan) -> None:
    """Refuse a plan whose values are gone.

    Raises:
        PlanError: Its values were purged.
    """
    if plan.purged:
        raise PlanError("the plan's values were purged: it can be looked at, and no more", code="plan.purged")


def _moment(text: str) -> datetime:
    from datetime import UTC

    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


class Pace:
    """How large the next batch is: as large as can be committed in about half a second, within bounds.

    Large batches cost less a row, small ones hold locks for less time and lose less when a row fails.
    """

    smallest, largest, seconds = 50, 5000, 0.5

    def __init__(self, size: int = DEFAULT_SIZE) -> None:
        self.size = size

    def __call__(self) -> int:
        """Return the size of the next batch."""
        return self.size

    def took(self, seconds: float) -> None:
        """Learn how long a batch took: twice or half the size where that was far from what it should."""
        if seconds < self.seconds / 2:
            self.size = min(2 * self.size, self.largest)
        elif seconds > self.seconds * 2:
            self.size = max(self.size // 2, self.smallest)


def batches(
    plan: Plan, journal: Journal, *, size: int | Callable[[], int] = DEFAULT_SIZE, whole: bool = False
) -> Iterator[Batch]:
    """Cut what is left of a plan into batches.

    Args:
        plan: The plan.
        journal: How far it has been applied.
        size: Operations in a batch, or what says so before each; it changes no result.
        whole: One batch of all that is left, which is written whole or not at all.

    Yields:
        Batches in order. Each covers the outcomes up to the next batch, those that write nothing included.
    """
    rows = plan.counts.rows
    first = journal.next
    ref = plan.ref
    parts: list[Operations] = []
    left = rows if whole else size if isinstance(size, int) else size()
    for part in plan.operations(("create", "update", "remove"), first):
        taken = 0
        while taken < len(part):
            if not left:
                yield Batch(ref, first, part.indexes[taken], Operations.of(parts))
                first, parts = part.indexes[taken], []
                left = size if isinstance(size, int) else size()
            parts.append(part.cut(taken, taken + left))
            taken += len(parts[-1])
            left -= len(parts[-1])
    if first < rows:
        yield Batch(ref, first, rows, Operations.of(parts), whole)
