"""Records, matches, verdicts, credits and guards become a plan. Names load on first use."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from customer_import.planning.comparing import CellDifference, Comparison, compare, what_if
    from customer_import.planning.explain import CellVerdict, Explanation
    from customer_import.planning.facade import plan
    from customer_import.planning.guards import TrippedGuard
    from customer_import.planning.layout import Override
    from customer_import.planning.planner import Planner
    from customer_import.planning.purging import purge
    from customer_import.planning.sealed import Plan

_HOME = {
    "CellDifference": "comparing",
    "CellVerdict": "explain",
    "Comparison": "comparing",
    "Explanation": "explain",
    "Override": "layout",
    "Plan": "sealed",
    "Planner": "planner",
    "TrippedGuard": "guards",
    "compare": "comparing",
    "plan": "facade",
    "purge": "purging",
    "what_if": "comparing",
}

__all__ = [
    "CellDifference",
    "CellVerdict",
    "Comparison",
    "Explanation",
    "Override",
    "Plan",
    "Planner",
    "TrippedGuard",
    "compare",
    "plan",
    "purge",
    "what_if",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
