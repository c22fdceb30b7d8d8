"""What applying did, complete from plan and journal at any later time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import attrs

from customer_import import _display
from customer_import.applying.batching import WRITES
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
    results: tuple[Result, ...] = attrs.field(repr=how_many)
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
        return tuple(result for result in self.results if result.status in ("stale", "conflict"))

    @classmethod
    def of(cls, plan: Plan, journal: Journal) -> Receipt:
        """Make the receipt from a plan and its journal."""
        by_index = {result.index: result for result in journal.results}
        counts: Counter[str] = Counter()
        credited = 0
        start = 0
        for block in plan.blocks():
            credits_ = block.sparse("credits")
            for place, letter in enumerate(block.kinds):
                past = _PAST.get(letter)
                if past is None:
                    continue
                result = by_index.get(start + place)
                if result is None:
                    counts["left"] += 1
                elif result.status in ("applied", "done"):
                    counts[past] += 1
                    credited += len(credits_.get(place, ()))
                else:
                    counts[result.status] += 1
            start += len(block)
        settled = {"unchanged": plan.counts.unchanged, "skipped": plan.counts.skipped, "rejected": plan.counts.rejected}
        names = ("created", "updated", "removed", *settled, "stale", "conflict", "left")
        return cls(
            plan_id=plan.id,
            next=journal.next,
            rows=plan.counts.rows,
            results=tuple(by_index[index] for index in sorted(by_index)),
            counts={name: settled.get(name, counts[name]) for name in names},
            credited=credited,
        )

    def of_rows(self, plan: Plan) -> Iterator[tuple[Outcome, Result | None]]:
        """Yield every outcome of the plan with its result, None where nothing was written."""
        by_index = {result.index: result for result in self.results}
        for index, outcome in plan.numbered():
            yield outcome, by_index.get(index)


_PAST = {KIND_LETTERS[kind]: COUNT_OF_KIND[kind] for kind in COUNT_OF_KIND if kind in WRITES}
