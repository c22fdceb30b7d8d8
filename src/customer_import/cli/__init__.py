"""The command ``customer-import``: arguments → public names → text. Nothing is decided here.

Only what the command at hand needs is loaded, so that ``--help`` answers at once.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Sequence

FINE, PROBLEMS, IMPOSSIBLE, INTERRUPTED, BROKEN_PIPE = 0, 1, 2, 130, 141


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command.

    Args:
        argv: The arguments; None takes those of the process.

    Returns:
        0 fine · 1 the file has rejected rows or leaves questions open · 2 it cannot be done · 130 interrupted ·
        141 nobody reads the output any more.
    """
    from customer_import.cli.arguments import parser

    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal that knows no "…" shows "?" instead of failing
    try:
        arguments = parser().parse_args(argv)
    except SystemExit as left:  # --help, --version and faults in the arguments
        return int(left.code or 0)
    try:
        code = _run(arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        # The interpreter flushes standard output once more when it ends.
        with open(os.devnull, "w", encoding="utf-8") as nowhere:
            _redirect(nowhere.fileno())
        return BROKEN_PIPE
    except KeyboardInterrupt:
        resume = arguments.command == "apply"
        said = "stopped between batches; run apply again to resume" if resume else "interrupted"
        print(f"\ncustomer-import: {said}", file=sys.stderr)
        return INTERRUPTED
    return code


def _run(arguments: object) -> int:
    from customer_import.cli.commands import run
    from customer_import.cli.failing import report
    from customer_import.errors import CustomerImportError

    try:
        return run(arguments)
    except BrokenPipeError:
        raise
    except (CustomerImportError, OSError) as error:
        return report(error, arguments)


def _redirect(descriptor: int) -> None:
    with contextlib.suppress(OSError, ValueError):  # standard output is no file, as under a test
        os.dup2(descriptor, sys.stdout.fileno())
