"""Import customer lists: read a messy CSV or XLSX, plan every cell under the host's policies, apply the plan once.

The public names, and nothing else. They load on first use, so that ``import customer_import`` costs next to nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from customer_import._version import __version__ as __version__

if TYPE_CHECKING:
    from customer_import.applying import Receipt, apply, batches, replan, undo
    from customer_import.cleaning import Cleaned, clean
    from customer_import.columns import Creates, Operations, Results, Updates
    from customer_import.errors import (
        BatchMoved,
        CustomerImportError,
        GuardTripped,
        LimitError,
        PlanError,
        ProfileError,
        QuestionsOpen,
        SourceError,
        StalePlan,
        StoreError,
        UsageError,
    )
    from customer_import.kinds import Kind
    from customer_import.mapping import (
        Candidate,
        LabelMap,
        LabelMemory,
        RememberedColumn,
        RememberedValue,
        map_labels,
    )
    from customer_import.model import (
        Balance,
        Child,
        ChildRef,
        Chunk,
        Counts,
        Credit,
        Edit,
        Finding,
        Match,
        Outcome,
        Posted,
        Problem,
        Question,
        Record,
        Result,
        Row,
        Tally,
        Target,
    )
    from customer_import.planning import (
        CellDifference,
        CellVerdict,
        Comparison,
        Explanation,
        Override,
        Plan,
        Planner,
        TrippedGuard,
        compare,
        plan,
        purge,
        what_if,
    )
    from customer_import.ports import (
        BalanceReader,
        Batch,
        CustomerReader,
        Journal,
        Matches,
        OccasionReader,
        PlanRef,
        Store,
    )
    from customer_import.problems import message
    from customer_import.profile import (
        ChildGroup,
        Combine,
        CounterRule,
        CreateCommand,
        CreditRule,
        Field,
        FileRules,
        Guards,
        Key,
        Profile,
        Split,
        load_profile,
        profile_names,
    )
    from customer_import.reading import Dialect, Limits, Table, detect, read
    from customer_import.rendering.counters import Counter, counters, status, success
    from customer_import.rendering.error_file import error_file
    from customer_import.rendering.export import export
    from customer_import.rendering.html import PREVIEW_POLICY, render_html, render_pages
    from customer_import.rendering.template import template
    from customer_import.stores.memory import MemoryStore
    from customer_import.stores.sqlite import SQLiteStore
    from customer_import.surveying import Survey, survey

_HOMES = {
    "applying": ("Receipt", "apply", "batches", "replan", "undo"),
    "cleaning": ("Cleaned", "clean"),
    "columns": ("Creates", "Operations", "Results", "Updates"),
    "errors": (
        "BatchMoved",
        "CustomerImportError",
        "GuardTripped",
        "LimitError",
        "PlanError",
        "ProfileError",
        "QuestionsOpen",
        "SourceError",
        "StalePlan",
        "StoreError",
        "UsageError",
    ),
    "kinds": ("Kind",),
    "mapping": ("Candidate", "LabelMap", "LabelMemory", "RememberedColumn", "RememberedValue", "map_labels"),
    "model": (
        "Balance",
        "Child",
        "ChildRef",
        "Chunk",
        "Counts",
        "Credit",
        "Edit",
        "Finding",
        "Match",
        "Outcome",
        "Posted",
        "Problem",
        "Question",
        "Record",
        "Result",
        "Row",
        "Tally",
        "Target",
    ),
    "planning": (
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
    ),
    "ports": ("BalanceReader", "Batch", "CustomerReader", "Journal", "Matches", "OccasionReader", "PlanRef", "Store"),
    "problems": ("message",),
    "profile": (
        "ChildGroup",
        "Combine",
        "CounterRule",
        "CreateCommand",
        "CreditRule",
        "Field",
        "FileRules",
        "Guards",
        "Key",
        "Profile",
        "Split",
        "load_profile",
        "profile_names",
    ),
    "rendering.html": ("PREVIEW_POLICY", "render_html", "render_pages"),
    "reading": ("Dialect", "Limits", "Table", "detect", "read"),
    "rendering.counters": ("Counter", "counters", "status", "success"),
    "rendering.error_file": ("error_file",),
    "rendering.export": ("export",),
    "rendering.template": ("template",),
    "stores.memory": ("MemoryStore",),
    "stores.sqlite": ("SQLiteStore",),
    "surveying": ("Survey", "survey"),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [  # noqa: RUF022 - by the order of the path
    "read", "detect", "Table", "Dialect", "Limits", "Row", "Chunk", "Tally",
    "load_profile", "profile_names", "Profile", "Field", "Key", "Kind",
    "CreditRule", "ChildGroup", "CreateCommand", "CounterRule", "FileRules", "Split", "Combine", "Guards",
    "map_labels", "LabelMap", "Candidate", "LabelMemory", "RememberedColumn", "RememberedValue",
    "survey", "Survey", "Finding", "Question", "clean", "Cleaned",
    "plan", "Plan", "Planner", "Override", "Outcome", "Target", "Edit", "ChildRef", "Credit", "Posted",
    "Problem", "Record", "Counts", "Explanation", "CellVerdict", "TrippedGuard", "message",
    "render_html", "render_pages", "PREVIEW_POLICY", "compare", "what_if", "Comparison", "CellDifference",
    "counters", "Counter", "status", "success", "error_file", "template", "export",
    "apply", "batches", "undo", "replan", "purge", "Receipt", "Result",
    "CustomerReader", "BalanceReader", "OccasionReader", "Store", "Journal", "Batch", "PlanRef", "Match", "Matches",
    "Operations", "Creates", "Updates", "Results",
    "Child", "Balance", "MemoryStore", "SQLiteStore",
    "CustomerImportError", "UsageError", "ProfileError", "QuestionsOpen", "GuardTripped", "PlanError",
    "SourceError", "LimitError", "StoreError", "BatchMoved", "StalePlan",
]  # fmt: skip


def __getattr__(name: str) -> object:
    home = _HOME.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    thing = getattr(import_module(f"{__name__}.{home}"), name)
    globals()[name] = thing
    return thing


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
