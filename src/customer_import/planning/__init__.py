"""Records, matches, verdicts, credits and guards become a plan."""

from customer_import.planning.comparing import CellDifference, Comparison, compare, what_if
from customer_import.planning.explain import CellVerdict, Explanation
from customer_import.planning.facade import plan
from customer_import.planning.guards import TrippedGuard
from customer_import.planning.layout import Override
from customer_import.planning.planner import Planner
from customer_import.planning.purging import purge
from customer_import.planning.sealed import Plan

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
