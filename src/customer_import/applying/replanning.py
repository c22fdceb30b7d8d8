"""The rows that turned out stale, decided again: a plan of just those rows, from the plan and the store alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from customer_import.applying.batching import refuse_purged
from customer_import.applying.receipt import Receipt
from customer_import.errors import StalePlan, UsageError
from customer_import.mapping import LabelMap
from customer_import.model import Chunk, Finding, Flag, Outcome, Problem, Tally, Value
from customer_import.planning import Plan, plan
from customer_import.ports import CustomerReader
from customer_import.profile import Profile
from customer_import.spool import RowPairs
from customer_import.surveying import Survey

# Canonical values of these kinds read as a spreadsheet's own numbers and dates: no inferred mark or order applies.
_FLAGS: dict[str, Flag] = {"decimal": "numeric", "integer": "numeric", "date": "date", "datetime": "date"}


def replan(
    old: Plan,
    receipt: Receipt,
    store: CustomerReader,
    *,
    profile: Profile | None = None,
    references: Mapping[str, Sequence[str]] = {},
    today: date | None = None,
    plan_id: str | None = None,
    actor: str | None = None,
) -> Plan:
    """Plan again the rows that were stale or in conflict, against what the store holds now.

    Args:
        old: The plan that was applied.
        receipt: What applying it did.
        store: The store, as it is now.
        profile: The host's profile, where it has rules or kinds in Python; else the plan's own.
        references: The host's lists, as the old plan had them.
        today: The calendar day; None is the old plan's.
        plan_id: The new plan's id; None makes a random one.
        actor: Who plans, for the record.

    Returns:
        A plan of just those rows, under their old numbers. Credits keep their keys: none is ever posted twice.

    Raises:
        PlanError: The old plan's values were purged.
        UsageError: Every row was applied: there is nothing to plan again.
        StalePlan: The plan was made for another store.
    """
    refuse_purged(old)
    if old.store_id != store.store_id:
        raise StalePlan("the plan was made for another store", code="plan.other_store")
    stale = {result.index for result in receipt.stale}
    if not stale:
        raise UsageError("no row turned out stale: there is nothing to plan again", code="replan.nothing")
    outcomes = [outcome for index, outcome in old.numbered(kind=("create", "update")) if index in stale]
    own = profile or old.profile
    table = _Canonical(own, old, outcomes)
    header = old.header
    survey = Survey(
        profile=own,
        source=old.header["source"],
        label_map=table.label_map,
        dialect=header["dialect"],
        tally=table.tally,
        hints={},
        findings=tuple(old.findings),
        questions=(),
        problems=(),
        answers={**header["answers"], "credit.possible_double": "accept"},  # the old plan has asked this
        repeats={},
        seconds={},
        ordinals=RowPairs((outcome.row, outcome.ordinal) for outcome in outcomes if outcome.ordinal),
        recurrences=RowPairs(),
        credit_rows=sum(bool(outcome.credits) for outcome in outcomes),
        references=references,
        today="",
    )
    return plan(
        table,
        own,
        store,
        today=today or date.fromisoformat(header["today"]),
        occasion=header["occasion"] or None,
        features=header["features"],
        notify=header["notify"],
        actor=actor,
        survey=survey,
        plan_id=plan_id,
    )


class _Canonical:
    """Some rows of a plan as a table of canonical values."""

    def __init__(self, profile: Profile, old: Plan, outcomes: Sequence[Outcome]) -> None:
        self.label_map = LabelMap.from_json(old.header["label_map"])
        self.labels = self.label_map.labels
        self.width = len(self.labels)
        self.digest: str = old.header["source"]
        self.tally = Tally(rows=len(outcomes))
        self.dialect: Any = None
        self.problems: Sequence[Problem] = ()
        self.findings: Sequence[Finding] = ()
        self._profile = profile
        self._outcomes = outcomes

    def chunks(self, size: int = 1000) -> Iterator[Chunk]:
        """Yield the rows as chunks."""
        for start in range(0, len(self._outcomes), size):
            yield self._chunk(self._outcomes[start : start + size])

    def _chunk(self, outcomes: Sequence[Outcome]) -> Chunk:
        chunk = Chunk([outcome.row for outcome in outcomes], [])
        for index, name in enumerate(self.label_map.fields):
            if name is None:
                chunk.columns.append([""] * len(outcomes))
                continue
            field = self._profile.field(name)
            separator = field.separators[0] if field.separators else "|"
            chunk.columns.append([_text(outcome.incoming.get(name, ""), separator) for outcome in outcomes])
            flag = _FLAGS.get(field.kind)
            if flag:
                chunk.flags[index] = {i: flag for i, cell in enumerate(chunk.columns[index]) if cell}
        return chunk


def _text(value: Value, separator: str) -> str:
    return value if isinstance(value, str) else separator.join(value)
