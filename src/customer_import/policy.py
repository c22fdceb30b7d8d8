"""What an import may do to a stored value, as one table that the code only looks up.

Design, section 6. `situation` is the only judgement made outside the table.
"""

from __future__ import annotations

from typing import Literal

Policy = Literal["immutable", "fill_if_empty", "overwritable", "ratchet", "union", "never"]
Verdict = Literal[
    "set",
    "unchanged",
    "held",
    "blank",
    "cleared",
    "invalid",
    "unknown_ignored",
    "unmapped",
    "disabled",
    "credit",
    "void",
]
Situation = Literal["create", "stored_blank", "same", "forward", "differs"]

POLICIES: tuple[Policy, ...] = ("immutable", "fill_if_empty", "overwritable", "ratchet", "union", "never")
SITUATIONS: tuple[Situation, ...] = ("create", "stored_blank", "same", "forward", "differs")

# The file offers a non-blank value. "forward" is a stored value that differs and stands before the incoming one in
# the field's order; only `ratchet` distinguishes it from "differs".
VERDICTS: dict[Policy, dict[Situation, Verdict]] = {
    #                 no customer yet     stored is blank         equal                incoming is ahead   any other
    "immutable":     {"create": "set",  "stored_blank": "held", "same": "unchanged", "forward": "held", "differs": "held"},
    "fill_if_empty": {"create": "set",  "stored_blank": "set",  "same": "unchanged", "forward": "held", "differs": "held"},
    "overwritable":  {"create": "set",  "stored_blank": "set",  "same": "unchanged", "forward": "set",  "differs": "set"},
    "ratchet":       {"create": "set",  "stored_blank": "set",  "same": "unchanged", "forward": "set",  "differs": "held"},
    "union":         {"create": "set",  "stored_blank": "set",  "same": "unchanged", "forward": "set",  "differs": "set"},
    "never":         {"create": "held", "stored_blank": "held", "same": "unchanged", "forward": "held", "differs": "held"},
}  # fmt: skip

# One letter a cell: a row's verdicts are a string with one letter a column, its *signature*.
LETTERS: dict[Verdict, str] = {
    "set": "S",
    "unchanged": "=",
    "held": "H",
    "blank": ".",
    "cleared": "C",
    "invalid": "!",
    "unknown_ignored": "?",
    "unmapped": "-",
    "disabled": "D",
    "credit": "$",
    "void": "x",
}
VERDICT_OF_LETTER: dict[str, Verdict] = {letter: verdict for verdict, letter in LETTERS.items()}


def verdict(policy: Policy, situation: Situation) -> Verdict:
    """Look up what happens to one non-blank incoming cell."""
    return VERDICTS[policy][situation]
