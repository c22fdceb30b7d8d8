"""Records, matches, verdicts, credits and guards become a plan."""

from customer_import.planning.explain import CellVerdict, Explanation
from customer_import.planning.facade import plan
from customer_import.planning.guards import TrippedGuard
from customer_import.planning.layout import Override
from customer_import.planning.planner import Planner
from customer_import.planning.sealed import Plan

__all__ = ["CellVerdict", "Explanation", "Override", "Plan", "Planner", "TrippedGuard", "plan"]
