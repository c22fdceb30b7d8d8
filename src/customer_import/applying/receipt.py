"""What applying did, complete from plan and journal at any later time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence

import attrs

from customer_import import _display
from customer_import.applying.batching import WRITES
from customer_import.columns import columns_of
from customer_import.model import COUNT_OF_KIND, Outcome, Result, how_many
from customer_import.planning import Plan
from customer_import.planning.wire import KIND_LETTERS
from customer_import.ports import Journal


@attrs.define
class Receipt:
    """What applying a plan did.

    Attributes:
        plan_id: The plan.
        next: The index of the next outcome to settle; equal to `rows` when the plan is applied to its end.
        rows: The plan's rows.
        results: One per outcome that writes, in file order, as far as settled.
        counts: created, updated, removed, unchanged, skipped, rejected, stale, conflict, left; the sum equals `rows`.
        credited: How many credits were posted.
    """

    plan_id: str
    next: int
    rows: int
    results: Sequence[Result] = attrs.field(repr=how_many)
    counts: dict[str, int]
    credited: int

    def _repr_html_(self) -> str:
        state = "complete" if self.complete else f"{self.counts['left']} rows left"
        rows = [(name, _display.Bar(count, self.rows)) for name, count in self.counts.items()]
        rows.append(("credits posted", _display.Bar(self.credited, max(self.credited, self.rows))))
        return _display.shown(f"Receipt of plan {self.plan_id}: {state}", _display.table(("", "rows"), rows))

    @property
    def complete(self) -> bool:
        """Whether every outcome is settled."""
        return self.next >= self.rows

    @property
    def stale(self) -> tuple[Result, ...]:
        """The rows that were not applied because something changed since the plan."""
        results = columns_of(self.results)
        return tuple(results[i] for i, status in enumerate(results.statuses) if status in ("stale", "conflict"))

    @classmethod
    def of(cls, plan: Plan, journal: Journal) -> Receipt:
        """Make the receipt from a plan and its journal."""
        results = columns_of(journal.results)
        refused: dict[int, str] = {}
        if not {"applied", "done"}.issuperset(results.statuses):
            statuses = zip(results.indexes, results.statuses, strict=True)
            refused = {index: status for index, status in statuses if status not in ("applied", "done")}
        written = Counter({past: getattr(plan.counts, past) for past in _PAST.values()})
        if not refused and len(set(results.indexes)) == written.total():
            counts, credited = written, plan.credits
        else:
            counts, credited = _counted(plan, set(results.indexes), refused)
        settled = {"unchanged": plan.counts.unchanged, "skipped": plan.counts.skipped, "rejected": plan.counts.rejected}
        names = ("created", "updated", "removed", *settled, "stale", "conflict", "left")
        return cls(
            plan_id=plan.id,
            next=journal.next,
            rows=plan.counts.rows,
            results=results,
            counts={name: settled.get(name, counts[name]) for name in names},
            credited=credited,
        )

    def of_rows(self, plan: Plan) -> Iterator[tuple[Outcome, Result | None]]:
        """Yield every outcome of the plan with its result, None where nothing was written."""
        by_index = {result.index: result for result in self.results}
        for index, outcome in plan.numbered():
            yield outcome, by_index.get(index)


def _counted(plan: Plan, answered: Collection[int], refused: Mapping[int, str]) -> tuple[Counter[str], int]:
    """Count what became of rows, and credits, where some were refused or are left."""
    counts: Counter[str] = Counter()
    credited = 0
    start = 0
    for kinds, credits_ in plan.tallies():
        for index, letter in enumerate(kinds, start):
            if letter not in _PAST:
                continue
            if index not in answered:
                counts["left"] += 1
            elif index in refused:
                counts[refused[index]] += 1
            else:
                counts[_PAST[letter]] += 1
                credited += credits_.get(index - start, 0)
        start += len(kinds)
    return counts, credited


_PAST = {KIND_LETTERS[kind]: COUNT_OF_KIND[kind] for kind in COUNT_OF_KIND if kind in WRITES}
