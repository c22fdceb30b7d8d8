"""`apply`: commit what is left of a plan, batch by batch."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime
from time import monotonic

from customer_import.applying.batching import Pace, batches, refuse
from customer_import.applying.receipt import Receipt
from customer_import.columns import Operation, Operations, Results
from customer_import.errors import BatchMoved, StalePlan, StoreError, UsageError
from customer_import.model import Result
from customer_import.planning import Plan
from customer_import.ports import Batch, Journal, Store, asked, each_expected, expected


def apply(
    plan: Plan,
    store: Store,
    *,
    acknowledge: Collection[str] = (),
    all_or_nothing: bool | None = None,
    batch_size: int | None = None,
    max_batches: int | None = None,
    now: datetime | None = None,
    on_progress: Callable[[str, int], None] | None = None,
) -> Receipt:
    """Write exactly the plan, once. Call it again to resume; calling it again when all is done changes nothing.

    Args:
        plan: The plan.
        store: The store that it was made against.
        acknowledge: Codes of tripped guards that somebody accepts.
        all_or_nothing: Write every row or none; None takes the profile's word.
        batch_size: Operations in a transaction; it changes no result. None lets it follow the store's speed.
        max_batches: Stop after so many batches, for workers that do not live long.
        now: The moment, for plans that expire; None is now.
        on_progress: Called with ("apply", outcomes settled so far); raising stops between batches.

    Raises:
        StalePlan: The plan is for another store, expired, or its id is registered with other content.
        GuardTripped: A guard was not acknowledged.
        UsageError: It is all or nothing and has rejected rows, or one of them turned out stale.
        StoreError: The store failed; what was committed stays, and calling again goes on.
    """
    if batch_size is not None and batch_size < 1:
        raise UsageError("batch_size must be at least 1", code="apply.batch_size")
    whole = bool(plan.header["profile"].get("all_or_nothing")) if all_or_nothing is None else all_or_nothing
    refuse(plan, store.store_id, acknowledge=acknowledge, all_or_nothing=whole, now=now or datetime.now(UTC))
    journal = _journal(plan, store)
    pace = Pace()
    done = 0
    moved = 0
    while journal.next < plan.counts.rows and (max_batches is None or done < max_batches):
        try:
            for batch in batches(plan, journal, size=batch_size or pace, whole=whole):
                started = monotonic()
                results = _commit(store, batch)
                pace.took(monotonic() - started)
                _refuse_partial(batch, results)
                done += 1
                if on_progress:
                    on_progress("apply", batch.next)
                if max_batches is not None and done >= max_batches:
                    break
        except BatchMoved:  # another worker is at it, or our own commit went through unheard
            moved += 1
        before = journal.next
        journal = _journal(plan, store)
        if journal.next == before and moved:
            raise StoreError(
                "the store says that the journal moved, but it stands where it stood", code="store.contract"
            )
        moved = 0
    return Receipt.of(plan, journal)


def _journal(plan: Plan, store: Store) -> Journal:
    journal = expected(asked(store.journal, plan.ref), Journal, "journal")
    if journal.plan.digest != plan.digest:
        raise StalePlan("this plan's id is registered with other content", code="plan.other_digest")
    return journal


def _commit(store: Store, batch: Batch) -> Sequence[Result]:
    answer = asked(store.commit, batch) or ()
    results = answer if isinstance(answer, Results) else each_expected(answer, Result, "commit")
    if _indexes(results) != _indexes(batch.operations):
        raise StoreError("commit did not return one result per operation", code="store.contract", method="commit")
    return results


def _indexes(items: Sequence[Result] | Sequence[Operation]) -> list[int]:
    """Return the indexes of results, or of operations, by the column where they are columns."""
    if isinstance(items, (Results, Operations)):
        return list(items.indexes)
    return [item[0] if isinstance(item, tuple) else item.index for item in items]


def _refuse_partial(batch: Batch, results: Sequence[Result]) -> None:
    """Say that a whole batch was not written, and which rows stood in the way."""
    if not batch.whole:
        return
    failed = [result for result in results if result.status in ("stale", "conflict")]
    if failed:
        rows = ", ".join(str(result.row) for result in failed[:10])
        raise StalePlan(
            f"nothing was written: it is all or nothing, and {len(failed)} rows changed since the plan (rows {rows}); "
            f"make a new plan",
            code="plan.stale_rows",
            rows=tuple(result.row for result in failed),
        )
