"""What a plan amounts to, beyond its counts: gathered in one pass over its blocks, without making outcomes."""

from __future__ import annotations

from decimal import Decimal

import attrs

from customer_import.model import Level, Problem
from customer_import.planning import Plan

EXAMPLES = 5


@attrs.define
class ProblemGroup:
    """One problem, however often it occurs.

    Args:
        example: The first of them; speaks for all.
        count: How many rows have it.
        rows: The first rows that have it.
    """

    example: Problem
    count: int = 0
    rows: list[int] = attrs.field(factory=list)


@attrs.define
class CreditTotal:
    """What is credited in one unit: how many credits, and their sum."""

    unit: str
    account: str
    count: int = 0
    total: Decimal = Decimal(0)


@attrs.define
class Gist:
    """What a plan amounts to.

    Attributes:
        problems: Groups by level (rejects first), most frequent first.
        credits: New credits per unit and account.
        posted: How many credits were posted before.
        cleared: How many stored values are cleared.
    """

    problems: list[ProblemGroup]
    credits: list[CreditTotal]
    posted: int
    cleared: int


_ORDER: dict[Level, int] = {"reject": 0, "drop": 1, "remark": 2}


def gist(plan: Plan) -> Gist:
    """Gather what a plan amounts to."""
    groups: dict[tuple[str, str, str], ProblemGroup] = {}
    totals: dict[tuple[str, str], CreditTotal] = {}
    posted = 0
    for block in plan.blocks():
        for place, items in block.sparse("problems").items():
            for code, level, field, text, params in items:
                group = groups.get((code, level, field))
                if group is None:
                    row = block.numbers[place]
                    problem = Problem(code, level, row, field, text, tuple(params.items()))
                    group = groups[(code, level, field)] = ProblemGroup(problem)
                group.count += 1
                if len(group.rows) < EXAMPLES:
                    group.rows.append(block.numbers[place])
        for items in block.sparse("credits").values():
            for _, amount, unit, account, *_ in items:
                total = totals.setdefault((unit, account), CreditTotal(unit, account))
                total.count += 1
                total.total += Decimal(amount)
        posted += sum(len(items) for items in block.sparse("posted").values())
    cleared = sum(verdicts.get("cleared", 0) for verdicts in plan.verdicts.values())
    ordered = sorted(groups.values(), key=lambda g: (_ORDER[g.example.level], -g.count, g.rows[0]))
    return Gist(ordered, [totals[key] for key in sorted(totals)], posted, cleared)
