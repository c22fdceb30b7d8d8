"""A platform's counters, words for rows, and word of success: what its help page promises to show, out of a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from customer_import.errors import PlanError
from customer_import.model import COUNT_OF_KIND, Outcome, Problem
from customer_import.problems import message
from customer_import.profile import Colour, CounterRule, Profile
from customer_import.rendering.file_words import COUNTED, said

if TYPE_CHECKING:
    from collections.abc import Mapping

    from customer_import.planning import Plan

# For platforms that declare none: Tixly's (S3-10), whose meaning people see at once.
USUAL = (
    CounterRule("uploaded", "blue"),
    CounterRule("changing", "yellow", ("update", "remove")),
    CounterRule("unchanged", "turquoise", ("unchanged",)),
    CounterRule("new", "green", ("create",)),
    CounterRule("rejected", "red", ("reject",)),
    CounterRule("skipped", "grey", ("skip",)),
)


@attrs.frozen
class Counter:
    """A number above a preview.

    Args:
        name: What is counted, e.g. ``changing``.
        colour: The platform's colour for it; show the text beside it, for those who do not see colours.
        count: How many rows.
        text: The same in words.
    """

    name: str
    colour: Colour
    count: int
    text: str


def counters(plan: Plan, *, locale: str = "en") -> tuple[Counter, ...]:
    """Count a plan's rows as its platform does (S3-10, S3-C).

    Args:
        plan: The plan; its profile says which counters there are.
        locale: ``en``, ``sv``, ``cs``; any other is English.

    Raises:
        PlanError: The parts do not sum to the whole, so none of them can be trusted.
    """
    rules = plan.profile.counters or USUAL
    found = tuple(_counter(rule, attrs.asdict(plan.counts), plan.counts.rows, locale) for rule in rules)
    parts = sum(counter.count for counter, rule in zip(found, rules, strict=True) if rule.kinds)
    if parts != plan.counts.rows:
        raise PlanError(
            f"the counters sum to {parts}, the plan has {plan.counts.rows} rows",
            code="plan.counters",
            parts=parts,
            rows=plan.counts.rows,
        )
    return found


def _counter(rule: CounterRule, counts: Mapping[str, int], rows: int, locale: str) -> Counter:
    count = sum(counts[COUNT_OF_KIND[kind]] for kind in rule.kinds) if rule.kinds else rows
    words = rule.text or said(COUNTED, locale).get(rule.name, f"{rule.name}: {{count}}")
    return Counter(rule.name, rule.colour, count, words.replace("{count}", str(count)))


def status(outcome: Outcome | None, profile: Profile) -> str:
    """Return the platform's word for a row (S1-04): EPOS says Valid or Invalid.

    Args:
        outcome: What was decided, or None while nothing is decided yet (S1-05: Pending).
        profile: The platform. Where it has no words of its own, the kind of outcome, or ``pending``.
    """
    kind = "pending" if outcome is None else outcome.kind
    return profile.statuses.get(kind, kind)


def success(count: int, profile: Profile, *, locale: str = "en") -> str:
    """Return what the platform says when all is done (S1-11, S3-11).

    Args:
        count: How many customers were imported.
        profile: The platform.
        locale: For platforms without words of their own.
    """
    return message(Problem("import.done", "remark", params=(("count", count),)), locale, profile)
