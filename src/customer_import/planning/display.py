"""What a plan shows of itself in a notebook: counts by outcome, problem, column and verdict; no values."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from customer_import import _display
from customer_import.model import COUNT_OF_KIND

if TYPE_CHECKING:
    from customer_import.planning.sealed import Plan


def plan_html(plan: Plan) -> str:
    """Return a plan's counts as HTML, drawn and in numbers."""
    rows = plan.counts.rows
    ends = [(name, _display.Bar(getattr(plan.counts, name), rows)) for name in COUNT_OF_KIND.values()]
    problems: Counter[tuple[str, str, str]] = Counter()
    for block in plan.blocks():
        for items in block.sparse("problems").values():
            problems.update((level, code, field) for code, level, field, *_ in items)
    parts = [_display.table(("outcome", "rows"), ends)]
    if problems:
        lines = [(*key, _display.Bar(count, rows)) for key, count in problems.most_common()]
        parts.append(_display.table(("level", "problem", "field", "rows"), lines))
    cells = [
        (name, verdict.replace("_", " "), _display.Bar(count, rows))
        for name, verdicts in plan.verdicts.items()
        for verdict, count in verdicts.items()
    ]
    parts.append(_display.table(("column", "verdict", "cells"), cells))
    return _display.shown(f"Plan of {rows} rows with the profile {plan.header['profile']['name']}", *parts)
