"""What cannot be done, in one line, with what to do about it in the words of the command line."""

from __future__ import annotations

import json
import sys
from typing import Any

from customer_import.cli import IMPOSSIBLE
from customer_import.errors import CustomerImportError, GuardTripped, PlanError, SourceError, StoreError
from customer_import.rendering.text import printable

_AGAIN = "make a new plan: customer-import plan FILE …"
_MAP = 'say which column it is: --map "Label=field"; `customer-import inspect FILE` shows the labels'
HINTS = {
    "answer.unasked": "`customer-import inspect FILE --profile P` lists the questions with their options",
    "answer.unknown": "`customer-import inspect FILE --profile P` lists the questions with their options",
    "argument.feature": "`customer-import profiles P --format json` shows what its fields require",
    "argument.map": "`customer-import inspect FILE` shows the labels",
    "argument.reference": "`customer-import profiles P --format json` shows the lists of its fields",
    "column.missing": _MAP,
    "column.no_key": _MAP,
    "label_map.unknown_field": "`customer-import profiles P` lists the fields",
    "plan.damaged": _AGAIN,
    "plan.expired": _AGAIN,
    "plan.id_taken": _AGAIN,
    "plan.no_row": "rows are numbered as a spreadsheet shows them, header and blank rows counted",
    "plan.other_digest": _AGAIN,
    "plan.other_store": "--store must be the one that `plan` was given",
    "plan.other_tenant": "--tenant must be the one that `plan` was given",
    "plan.purged": "its rows are kept in the file that was imported; plan that again",
    "plan.rejected_rows": "--no-all-or-nothing writes the other rows",
    "plan.seal": _AGAIN,
    "plan.stale_rows": _AGAIN,
    "plan.unexpected": "apply the plan that was looked at, or look at this one first",
    "plan.version": _AGAIN,
    "profile.unknown": "`customer-import profiles` lists the built-in ones",
    "sheet.unknown": "`customer-import inspect FILE` lists the sheets",
    "source.missing": "check its name and folder",
    "store.busy": "try again when the other program is done",
}


class CommandError(CustomerImportError):
    """An argument of the command line that cannot work."""


def report(error: Exception, arguments: Any) -> int:
    """Say on stderr why nothing was done, as JSON on stdout as well if that was asked for; return the exit code."""
    if isinstance(error, CustomerImportError):
        code, text = error.code, _placed(error, arguments)
    elif isinstance(error, OSError):
        code, text = "io.failed", _of_system(error)
    hint = _hint(error, code)
    text = " ".join(printable(text).split())
    print(f"customer-import: error: {text}", file=sys.stderr)
    if hint:
        print(f"customer-import: hint: {hint}", file=sys.stderr)
    if arguments.format == "json":
        told = {
            "command": arguments.command,
            "exit": IMPOSSIBLE,
            "error": {"code": code, "message": text, "hint": hint},
        }
        print(json.dumps(told, ensure_ascii=False, indent=2))
    return IMPOSSIBLE


def _hint(error: Exception, code: str) -> str:
    if isinstance(error, GuardTripped):
        guards: Any = error.params.get("guards", ())
        codes = sorted({guard.code for guard in guards}) or [code]
        return "if that is meant: " + " ".join(f"--acknowledge {name}" for name in codes)
    return HINTS.get(code, "")


def _placed(error: CustomerImportError, arguments: Any) -> str:
    """Return the message, after the name of the file that it is about."""
    if isinstance(error, SourceError):
        return f"{arguments.file}: {error}"
    if isinstance(error, PlanError):
        return f"{arguments.plan}: {error}"
    if isinstance(error, StoreError):
        return f"{arguments.store}: {error}"
    return str(error)


def _of_system(error: OSError) -> str:
    name = f"{error.filename}: " if isinstance(error.filename, str) else ""
    return f"{name}{error.strerror or type(error).__name__}"
