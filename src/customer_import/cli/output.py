"""Where output goes: lines on the window as it is, or one JSON document."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterable
from typing import Any

from customer_import.rendering.text import Paper

PIPED = 120  # columns where nobody says how wide the window is


def paper() -> Paper:
    """Return the paper that standard output is: colours only on a terminal, and never with NO_COLOR (no-color.org)."""
    terminal = sys.stdout.isatty()
    colour = terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return Paper(max(40, shutil.get_terminal_size((PIPED, 24)).columns), colour)


def write(lines: Iterable[str]) -> None:
    """Print lines."""
    for line in lines:
        print(line)


def document(command: str, code: int, **content: Any) -> None:
    """Print one JSON document: what was asked, the exit code, and the rest in the order given."""
    print(json.dumps({"command": command, "exit": code, **content}, ensure_ascii=False, indent=2))
