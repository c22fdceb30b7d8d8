"""What a plan comes to: one pass over its outcomes, with equal problems counted once."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import Any

import attrs

import customer_import as ci
from customer_import.model import Level, OutcomeKind

SHOWN_ROWS = 5  # row numbers that stand for a group of equal problems
LEVELS: tuple[Level, ...] = ("reject", "drop", "remark")


@attrs.define
class Group:
    """Problems of one kind.

    Args:
        sample: The problem with the parameters that all of them share.
        count: How many rows have it.
        rows: The first of them.
        kinds: How those rows end.
    """

    sample: ci.Problem
    count: int = 0
    rows: list[int] = attrs.field(factory=list)
    kinds: Counter[OutcomeKind] = attrs.field(factory=Counter)

    def add(self, problem: ci.Problem, row: int, kind: OutcomeKind) -> None:
        """Count one more."""
        self.count += 1
        self.kinds[kind] += 1
        if len(self.rows) < SHOWN_ROWS:
            self.rows.append(row)
        if problem.params != self.sample.params or problem.text != self.sample.text:
            shared = tuple(pair for pair in self.sample.params if pair in problem.params)
            text = problem.text if problem.text == self.sample.text else ""
            self.sample = attrs.evolve(self.sample, params=shared, text=text)


@attrs.define
class Change:
    """A cell of a stored customer that changes."""

    row: int
    customer: str
    field: str
    before: Any
    after: Any
    child: str


@attrs.define
class Summary:
    """What a plan comes to.

    Args:
        problems: (level, code, field) → the problems of that kind.
        credits: (unit, whether to named accounts) → how many, and their sum.
        posted: How many credits were posted before.
        changes: The first cells that change.
        changed: How many cells of stored customers change.
    """

    problems: dict[tuple[str, str, str], Group] = attrs.field(factory=dict)
    credits: dict[tuple[str, bool], tuple[int, Decimal]] = attrs.field(factory=dict)
    posted: int = 0
    changes: list[Change] = attrs.field(factory=list)
    changed: int = 0

    @classmethod
    def of(cls, plan: ci.Plan, *, changes: int) -> Summary:
        """Read the plan once."""
        made = cls()
        for outcome in plan:
            for problem in outcome.problems:
                key = (problem.level, problem.code, problem.field)
                made.problems.setdefault(key, Group(problem)).add(problem, outcome.row, outcome.kind)
            for credit in outcome.credits:
                place = (credit.unit, bool(credit.account))  # an account's id may lead to its owner
                count, amount = made.credits.get(place, (0, Decimal(0)))
                made.credits[place] = (count + 1, amount + Decimal(credit.amount))
            made.posted += len(outcome.posted)
            if outcome.kind == "update":
                made._add_changes(outcome, changes)
        return made

    def _add_changes(self, outcome: ci.Outcome, most: int) -> None:
        self.changed += len(outcome.edits)
        customer = outcome.target.id if outcome.target else ""
        for edit in outcome.edits[: max(0, most - len(self.changes))]:
            child = edit.child.group if edit.child else ""
            self.changes.append(Change(outcome.row, customer, edit.field, edit.before, edit.after, child))

    @property
    def groups(self) -> list[Group]:
        """The groups, the gravest and most frequent first."""
        return [
            group
            for (level, _, _), group in sorted(
                self.problems.items(),
                key=lambda item: (LEVELS.index(item[0][0]), -item[1].count, item[1].rows[0]),
            )
        ]
