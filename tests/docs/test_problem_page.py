"""docs/problems.md lists every problem code, out of the catalogue; UPDATE_GOLDEN=1 writes it anew."""

import os
from pathlib import Path

from customer_import.problems import CODES

PAGE = Path(__file__).parents[2] / "docs" / "problems.md"
HEAD = """# Problem codes

What can be wrong with a row, a cell, a file or a plan. Codes are stable: programs look at them. Messages are prose, in
English, Swedish and Czech, and a profile may say its own (`messages`). In braces stand the problem's parameters.

A code's usual level: `reject` costs the row (or the file, or the plan), `drop` the cell or the credit, `remark`
nothing. Where a code means another thing at another level, it stands here twice.

| code | level | what is wrong | what to do |
|---|---|---|---|
"""


def page() -> str:
    """Write the page."""
    lines = [
        f"| `{code}` | {template.level} | {cell(template.text)} | {cell(template.todo)} |"
        for code, template in sorted(CODES.items())
    ]
    return HEAD + "\n".join(lines) + "\n"


def cell(text: str) -> str:
    """Return a text for a cell of a table."""
    return text.replace("|", "\\|")


def test_every_problem_code_is_documented() -> None:
    """The page of problem codes is the catalogue's, word for word."""
    if os.environ.get("UPDATE_GOLDEN"):
        PAGE.write_text(page(), encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == page(), "write it anew: UPDATE_GOLDEN=1 make test ARGS='-k documented'"
