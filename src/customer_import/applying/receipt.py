"""What applying did, complete from plan and journal at any later time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

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
        refused = {
            index: status
            for index, status in zip(results.indexes, results.statuses, strict=True)
            if status not in ("applied", "done")
        }
        answered = set(results.indexes)
        counts: Counter[str] = Counter()
        credited = 0
        start = 0
        for block in plan.blocks():
            credits_ = block.sparse("credits")
            writes = [start + place for place, letter in enumerate(block.kinds) if letter in _PAST]
            if answered.issuperset(writes) and refused.keys().isdisjoint(writes):
                for letter, past in _PAST.items():
                    counts[past] += block.kinds.count(letter)
                credited += sum(len(found) for place, found in credits_.items() if block.kinds[place] in _PAST)
                start += len(block)
                continue
            for index in writes:
                if index not in answered:
                    counts["left"] += 1
                elif index in refused:
                    counts[refused[index]] += 1
                else:
                    counts[_PAST[block.kinds[index - start]]] += 1
                    credited += len(credits_.get(index - start, ()))
            start += len(block)
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


_PAST = {KIND_LETTERS[kind]: COUNT_OF_KIND[kind] for kind in COUNT_OF_KIND if kind in WRITES}
