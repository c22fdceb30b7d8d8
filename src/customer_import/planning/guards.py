"""Guards: limits on the finished plan.

A tripped guard names its evidence and must be acknowledged to apply the plan.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import attrs

from customer_import.model import Problem, Value
from customer_import.profile import Field, Guards, Profile
from customer_import.surveying.columns import Cells


@attrs.frozen
class TrippedGuard:
    """A limit that a plan passes.

    Args:
        code: ``guard.changed_share``, ``guard.clears``, ``guard.same_value``, ``guard.unmatched``, ``guard.mismatch``,
            ``guard.shifted`` (values look like those of `other`).
        count: How many rows or cells.
        of: Out of how many.
        limit: The limit of the profile.
        field: The field, or "".
        other: The field whose values a shifted column seems to hold, or "".
    """

    code: str
    count: int
    of: int
    limit: float
    field: str = ""
    other: str = ""

    def problem(self, profile: Profile) -> Problem:
        """Return what `message` puts into words."""
        other = profile.field(self.other).shown if self.other else ""
        return Problem(
            self.code, "reject", field=self.field, params=(("count", self.count), ("total", self.of), ("other", other))
        )


# What values of a kind look like that no name and hardly a text looks like; each costs one look at a column that holds
# one of these characters. The expressions begin with the line end before the value, as one that begins with a character
# is searched for five times as fast.
_LOOKS: dict[str, tuple[str, re.Pattern[str]]] = {
    "email": ("@", re.compile(r"\n[^\s@]+@[^\s@]+\.[^\s@]+$", re.MULTILINE)),
    "phone": ("+", re.compile(r"\n\+[0-9]{8,15}$", re.MULTILINE)),
    "date": (
        "0123456789",
        re.compile(r"\n(?:[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{1,2}[./][0-9]{1,2}[./][0-9]{4})$", re.MULTILINE),
    ),
}
# Kinds that take nearly any text; all others refuse what is not theirs.
_OPEN = ("name", "text")
# Kinds of which two fields of one customer seldom hold the same value by chance.
_TELLING = ("name", "text", "identifier", "email", "phone", "date", "datetime")


_CANDIDATES = 50


@attrs.define
class _Vote:
    """The most frequent value of a stream in constant memory (Misra and Gries); its count is a lower bound.

    It misses at most one in fifty-one of all values.
    """

    counts: dict[Value, int] = attrs.field(factory=dict)
    total: int = 0

    def add(self, value: Value) -> None:
        self.total += 1
        counts = self.counts
        if value in counts or len(counts) < _CANDIDATES:
            counts[value] = counts.get(value, 0) + 1
        else:
            self.counts = {other: count - 1 for other, count in counts.items() if count > 1}

    @property
    def at_least(self) -> int:
        return max(self.counts.values(), default=0)


@attrs.define
class Tallies:
    """What the guards of a profile need to know, counted while rows are decided."""

    profile: Profile
    matched: int = 0
    unmatched: int = 0
    mismatched: int = 0
    cleared: int = 0
    changed: Counter[str] = attrs.field(factory=Counter)
    votes: dict[str, _Vote] = attrs.field(factory=dict)
    offered: Counter[str] = attrs.field(factory=Counter)
    looks: Counter[tuple[str, str]] = attrs.field(factory=Counter)
    moved: Counter[tuple[str, str]] = attrs.field(factory=Counter)
    _recognizable: dict[str, str] = attrs.field(init=False)  # kind → the profile's first field of that kind
    telling: frozenset[str] = attrs.field(init=False)  # fields whose values few customers share

    def __attrs_post_init__(self) -> None:
        fields = self.profile.fields
        self._recognizable = {field.kind: field.name for field in reversed(fields) if field.kind in _LOOKS}
        self.telling = frozenset(field.name for field in fields if field.kind in _TELLING)

    def read(self, field: Field, cells: Cells) -> None:
        """Look at a field's column in one chunk."""
        if field.kind not in _OPEN or not self._recognizable:
            return
        values = cells.values
        text = "\n".join(["", *values] if cells.text is None else ["", cells.text])  # type: ignore[list-item] # no lists
        self.offered[field.name] += len(values) - (values.count("") if cells.some_blank else 0)
        for kind, other in self._recognizable.items():
            marks, look = _LOOKS[kind]
            if any(map(text.__contains__, marks)):
                self.looks[field.name, other] += len(look.findall(text))

    def edited(self, edits: Sequence[Sequence[Any]], stored: Iterable[tuple[str, Value]]) -> None:
        """Count the edits of a stored customer, as the plan has them; of what is stored `telling` fields count."""
        for field, before, after, *child in edits:
            if not before:
                continue
            if not after:
                self.cleared += 1
                continue
            if not child and field in self.telling:
                for name, value in stored:
                    if value == after and name in self.telling:
                        self.moved[field, name] += 1
            self.changed[field] += 1
            self.voted(field, (after,))

    def voted(self, field: str, values: Iterable[Value]) -> None:
        """Take in what a field is changed to, in the order of the rows."""
        vote = self.votes.setdefault(field, _Vote())
        for value in values:
            vote.add(value)

    def refused(self, problems: Sequence[Problem]) -> None:
        """Count the rows that found nobody, and those that found another person."""
        codes = {problem.code for problem in problems}
        self.unmatched += "customer.not_found" in codes
        self.mismatched += "identity.mismatch" in codes

    def tripped(self) -> tuple[TrippedGuard, ...]:
        """Compare with the limits."""
        guards = self.profile.guards
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
        if looked_up >= guards.minimum_rows:
            for code, count, share in (
                ("guard.unmatched", self.unmatched, guards.unmatched_share),
                ("guard.mismatch", self.mismatched, guards.mismatch_share),
            ):
                if count > share * looked_up:
                    found.append(TrippedGuard(code, count, looked_up, share))
        return (*found, *self._shifted(guards))

    def _shifted(self, guards: Guards) -> Iterator[TrippedGuard]:
        """Name the columns whose values look like another field's: by what is stored there, or by their form."""
        share = guards.shifted_share
        evidence = {pair: (count, self.matched) for pair, count in self.moved.items()}
        for pair, count in self.looks.items():
            if pair not in evidence or count > evidence[pair][0]:
                evidence[pair] = (count, self.offered[pair[0]])
        for (name, other), (count, total) in sorted(evidence.items()):
            if total >= guards.minimum_rows and count > share * total:
                yield TrippedGuard("guard.shifted", count, total, share, name, other)
