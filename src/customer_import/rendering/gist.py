"""What a plan amounts to, beyond its counts: gathered in one pass over its blocks, without making outcomes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal

import attrs

from customer_import.model import Level, Problem
from customer_import.planning import Plan
from customer_import.planning.block import Block

EXAMPLES = 5


@attrs.define
class ProblemGroup:
    """One problem, however often it occurs.

    Args:
        example: Speaks for all: it has the text and the parameters that all of them share.
        count: How many rows have it.
        rows: The first rows that have it.
    """

    example: Problem
    count: int = 0
    rows: list[int] = attrs.field(factory=list)

    def add(self, row: int, text: str, params: Mapping[str, object]) -> None:
        """Count one more."""
        self.count += 1
        if len(self.rows) < EXAMPLES:
            self.rows.append(row)
        known = self.example
        if known.text != text or dict(known.params) != params:
            shared = tuple(pair for pair in known.params if params.get(pair[0]) == pair[1])
            self.example = attrs.evolve(known, text=known.text if known.text == text else "", params=shared)


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
        touched: Fields of stored customers that change or stay against the file, most frequent first.
        ends: Kind letter → number of the last row that is among the first ones of its kind.
    """

    problems: list[ProblemGroup]
    credits: list[CreditTotal]
    posted: int
    cleared: int
    touched: list[str]
    ends: dict[str, int]


_ORDER: dict[Level, int] = {"reject": 0, "drop": 1, "remark": 2}


def gist(plan: Plan, first: int | None = None) -> Gist:
    """Gather what a plan amounts to.

    Args:
        plan: The plan.
        first: How many rows of each kind are shown; None for all.
    """
    groups: dict[tuple[str, Level, str], ProblemGroup] = {}
    totals: dict[tuple[str, str], CreditTotal] = {}
    posted = 0
    touched: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    ends: dict[str, int] = {}
    for block in plan.blocks():
        for place, items in block.sparse("problems").items():
            for code, level, field, text, params in items:
                group = groups.get((code, level, field))
                if group is None:
                    problem = Problem(code, level, block.numbers[place], field, text, tuple(params.items()))
                    group = groups[(code, level, field)] = ProblemGroup(problem)
                group.add(block.numbers[place], text, params)
        for items in block.sparse("credits").values():
            for _, amount, unit, account, *_ in items:
                total = totals.setdefault((unit, account), CreditTotal(unit, account))
                total.count += 1
                total.total += Decimal(amount)
        posted += sum(len(items) for items in block.sparse("posted").values())
        for items in block.sparse("edits").values():
            touched.update({item[0] for item in items})
        for held in block.sparse("held").values():
            touched.update(list(held))
        for letter in set(block.kinds):
            ends[letter] = _end(block, letter, seen, first) or ends.get(letter, 0)
    cleared = sum(verdicts.get("cleared", 0) for verdicts in plan.verdicts.values())
    ordered = sorted(groups.values(), key=lambda g: (_ORDER[g.example.level], -g.count, g.rows[0]))
    fields = [name for name, _ in sorted(touched.items(), key=lambda item: (-item[1], item[0]))]
    return Gist(ordered, [totals[key] for key in sorted(totals)], posted, cleared, fields, ends)


def _end(block: Block, letter: str, seen: Counter[str], first: int | None) -> int:
    """Return the last row of a kind in this block that is among the first ones, or 0; counts the rows as seen."""
    room = len(block) if first is None else first - seen[letter]
    seen[letter] += block.kinds.count(letter)
    places = [place for place, found in enumerate(block.kinds) if found == letter][:room] if room > 0 else []
    return block.numbers[places[-1]] if places else 0
