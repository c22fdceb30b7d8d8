"""Why a row ends as it does: every cell's verdict with its reason, from the plan alone."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from customer_import.model import Credit, Outcome, OutcomeKind, Posted, Problem, Target, Value, how_many
from customer_import.policy import VERDICT_OF_LETTER, Policy, Verdict
from customer_import.profile import Profile


@attrs.frozen
class CellVerdict:
    """What happened to one cell.

    Args:
        label: The file's word for the column.
        field: The field that it feeds, or None.
        verdict: What happened.
        policy: The policy that decided, or "".
        reason: The profile's words for why the policy is as it is.
        incoming: The canonical value that the file offers.
        stored: The stored value, where the plan knows it: before an edit, or held against the file.
    """

    label: str
    field: str | None
    verdict: Verdict
    policy: Policy | str = ""
    reason: str = ""
    incoming: Value = attrs.field(default="", repr=False)
    stored: Value = attrs.field(default="", repr=False)


@attrs.frozen
class Explanation:
    """Why a row ends as it does.

    Args:
        row: The row's number.
        kind: How it ends.
        target: The stored customer that it speaks of, with the key that found it, or None.
        cells: One verdict per column of the file.
        problems: What is wrong, or worth a remark.
        credits: What is credited.
        posted: What had been credited before.
    """

    row: int
    kind: OutcomeKind
    target: Target | None
    cells: tuple[CellVerdict, ...] = attrs.field(repr=how_many)
    problems: tuple[Problem, ...] = ()
    credits: tuple[Credit, ...] = ()
    posted: tuple[Posted, ...] = ()


def explain(outcome: Outcome, labels: Sequence[str], fields: Sequence[str | None], profile: Profile) -> Explanation:
    """Spell out an outcome."""
    before = {edit.field: edit.before for edit in outcome.edits}
    cells: list[CellVerdict] = []
    for label, name, letter in zip(labels, fields, outcome.signature, strict=True):
        verdict = VERDICT_OF_LETTER[letter]
        if name is None:
            cells.append(CellVerdict(label, None, verdict))
            continue
        field = profile.field(name)
        incoming = outcome.incoming.get(name, "")
        stored = outcome.held.get(name, before.get(name, incoming if verdict == "unchanged" else ""))
        decided = verdict in ("set", "held", "unchanged", "cleared")
        cells.append(
            CellVerdict(
                label or field.shown,
                name,
                verdict,
                field.policy if decided else "",
                field.reason if verdict == "held" else "",
                incoming,
                stored,
            )
        )
    return Explanation(
        outcome.row, outcome.kind, outcome.target, tuple(cells), outcome.problems, outcome.credits, outcome.posted
    )
