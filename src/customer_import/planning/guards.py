"""Guards: limits on the finished plan.

A tripped guard names its evidence and must be acknowledged to apply the plan.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import attrs

from customer_import.model import Edit, Problem, Value
from customer_import.profile import Guards, Profile


@attrs.frozen
class TrippedGuard:
    """A limit that a plan passes.

    Args:
        code: ``guard.changed_share``, ``guard.clears``, ``guard.same_value``, ``guard.unmatched``, ``guard.mismatch``.
        count: How many rows or cells.
        of: Out of how many.
        limit: The limit of the profile.
        field: The field, or "".
    """

    code: str
    count: int
    of: int
    limit: float
    field: str = ""


@attrs.define
class _Vote:
    """The majority value of a stream in constant memory (Boyer and Moore); its count is a lower bound."""

    value: Value = ""
    lead: int = 0
    total: int = 0

    def add(self, value: Value) -> None:
        self.total += 1
        if self.lead == 0:
            self.value = value
        self.lead += 1 if value == self.value else -1

    @property
    def at_least(self) -> int:
        return (self.lead + self.total) // 2


@attrs.define
class Tallies:
    """What the guards need to know, counted while rows are decided."""

    matched: int = 0
    unmatched: int = 0
    mismatched: int = 0
    cleared: int = 0
    changed: Counter[str] = attrs.field(factory=Counter)
    votes: dict[str, _Vote] = attrs.field(factory=dict)

    def edited(self, edits: Sequence[Edit]) -> None:
        """Count the edits of a stored customer."""
        for edit in edits:
            if not edit.before:
                continue
            if not edit.after:
                self.cleared += 1
                continue
            self.changed[edit.field] += 1
            self.votes.setdefault(edit.field, _Vote()).add(edit.after)

    def refused(self, problems: Sequence[Problem]) -> None:
        """Count the rows that found nobody, and those that found another person."""
        codes = {problem.code for problem in problems}
        self.unmatched += "customer.not_found" in codes
        self.mismatched += "identity.mismatch" in codes

    def tripped(self, guards: Guards, profile: Profile) -> tuple[TrippedGuard, ...]:
        """Compare with the limits."""
        found: list[TrippedGuard] = []
        looked_up = self.matched + self.unmatched
        if self.matched >= guards.minimum_rows:
            for name, count in sorted(self.changed.items()):
                if count > guards.changed_share * self.matched:
                    found.append(TrippedGuard("guard.changed_share", count, self.matched, guards.changed_share, name))
        for name, vote in sorted(self.votes.items()):
            if vote.total >= guards.minimum_rows and vote.at_least > guards.same_value_share * vote.total:
                found.append(TrippedGuard("guard.same_value", vote.at_least, vote.total, guards.same_value_share, name))
        if 0 <= guards.clears < self.cleared:
            found.append(TrippedGuard("guard.clears", self.cleared, self.matched, guards.clears))
        if looked_up >= guards.minimum_rows and profile.on_no_match != "create":
            for code, count, share in (
                ("guard.unmatched", self.unmatched, guards.unmatched_share),
                ("guard.mismatch", self.mismatched, guards.mismatch_share),
            ):
                if count > share * looked_up:
                    found.append(TrippedGuard(code, count, looked_up, share))
        return tuple(found)
