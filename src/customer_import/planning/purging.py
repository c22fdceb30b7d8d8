"""A plan without personal data: what was decided for whom stays; what the file and the store said goes."""

from __future__ import annotations

from typing import Any

from customer_import.model import Credit
from customer_import.planning.block import Block
from customer_import.planning.sealed import Plan
from customer_import.planning.wire import Rows, encode_credit, encode_edit, said
from customer_import.planning.writing import PlanWriter


def purge(plan: Plan) -> Plan:
    """Make a copy of a plan that holds no value of a cell, of the store, or of a problem; the plan stays as it is.

    Row numbers, verdicts, ids and versions of customers, names of edited fields, codes of problems, keys, amounts and
    units of credits remain: enough for counts, `explain`, the receipt and the ledger's audit. It keeps the digest by
    which the journal knows it, and is never applied, undone or planned again.

    Args:
        plan: A plan, best one that is applied to its end.

    Returns:
        The plan without values, to save in the place of the other.
    """
    header: dict[str, Any] = {
        **plan.header,
        "purged": {"digest": plan.digest, "seal": plan.header.get("purged", {}).get("seal", plan.seal)},
        "columns": [],
        "fillers": [],
        "answers": {},
        "dialect": {**plan.header["dialect"], "evidence": [], "questions": []},
        "problems": [{**problem, "text": "", "params": []} for problem in plan.header["problems"]],
    }
    writer = PlanWriter(header)
    for block in plan.blocks():
        writer.add(_bare(block))
    return writer.finish(plan.guards)


def _bare(block: Block) -> Rows:
    """Return the rows of a block without values."""
    rows = Rows(list(block.numbers), list(block.kinds))
    for place, outcome in block.outcomes():
        rows.signatures.append(outcome.signature)
        if outcome.target:
            rows.targets.add(place, (outcome.target.id, outcome.target.version, outcome.target.key))
        edits = [encode_edit(edit) for edit in outcome.edits]
        if edits or outcome.kind == "create":
            rows.edits[place] = [_bare_edit(edit) for edit in edits]
        for c in outcome.credits:
            rows.credits.add(place, encode_credit(Credit(c.key, c.amount, c.unit, "", c.expires)))
        if outcome.posted:
            rows.posted[place] = [
                [p.key, p.amount, p.unit, "", p.expires, p.plan_id, p.row, p.posted_at] for p in outcome.posted
            ]
        if outcome.held:
            rows.held[place] = dict.fromkeys(outcome.held, "")
        for p in outcome.problems:
            numbers = ((name, value) for name, value in p.params if isinstance(value, int))
            rows.problems.add(place, (said(p.code, p.level, p.field, numbers), ""))
        if outcome.ordinal:
            rows.ordinals[place] = outcome.ordinal
    return rows


def _bare_edit(edit: list[Any]) -> list[Any]:
    field, _, _, *child = edit
    return [field, "", "", *([group, "", new, drop] for group, _, new, drop in child)]
