"""Taking back what a plan wrote: a plan like any other, to look at and then to apply.

Policies do not matter here: a cell goes back because it was written, and only where it still holds what was written.
Credits stay on record; each is balanced by a counter-entry whose key derives from the original's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from hashlib import blake2b
from itertools import islice
from typing import Any

import attrs

from customer_import.applying.batching import refuse_purged
from customer_import.applying.receipt import Receipt
from customer_import.errors import StalePlan
from customer_import.model import (
    Child,
    ChildRef,
    Credit,
    Edit,
    Match,
    Outcome,
    OutcomeKind,
    Posted,
    Problem,
    Result,
    Value,
)
from customer_import.planning import Plan
from customer_import.planning.wire import KIND_LETTERS, Rows, encode_credit, encode_edit, encode_problem
from customer_import.planning.writing import PlanWriter
from customer_import.ports import Store, asked, each_expected

CHUNK = 1000
_TAG = b"9:ci-undo-1"


def undo(plan: Plan, receipt: Receipt, store: Store, *, plan_id: str | None = None, actor: str | None = None) -> Plan:
    """Plan to take back what applying a plan wrote; writes nothing.

    One outcome for every row that was written:

    - a customer that was created and that nobody touched since is removed (``remove``); others stay;
    - a cell that still holds what was written goes back to what it held before; other cells stay (remark
      ``undo.changed``);
    - a credit is balanced by a counter-entry. A later import under the same occasion does not credit again: to credit
      anew, name another occasion.

    Args:
        plan: The plan that was applied.
        receipt: What applying it did.
        store: The store that it was applied to.
        plan_id: The id of the new plan; None derives it from the plan's, so that undoing twice is undoing once. Where
            the plan was not applied to its end, how far it was is part of it: the rest can be undone later.
        actor: Who takes it back, for the record.

    Returns:
        A plan to preview and to apply. Undoing it in turn restores what it took back.

    Raises:
        PlanError: The plan's values were purged.
        StalePlan: The plan was made for another store.
        StoreError: The store failed.
    """
    refuse_purged(plan)
    if plan.store_id != store.store_id:
        raise StalePlan("the plan was applied to another store", code="plan.other_store")
    reached = "" if receipt.complete else f"-{receipt.next}"
    header = _header(plan, plan_id or f"undo-{plan.id}{reached}", actor)
    writer = PlanWriter(header)
    work = _Undoing(plan)
    written = iter(_written(plan, receipt))
    while part := list(islice(written, CHUNK)):
        matches = asked(_customers, store, [result.customer_id for _, result in part])
        keys = [credit.key for outcome, _ in part for credit in outcome.credits]
        counters = [counter_key(key) for key in keys]
        posted = asked(_posted, store, [*keys, *counters]) if keys else {}
        rows = Rows()
        for outcome, result in part:
            work.add(rows, outcome, result, matches.get(result.customer_id), posted)
        writer.add(rows)
    return writer.finish(())


def counter_key(key: str) -> str:
    """Return the key of the entry that balances a credit."""
    return blake2b(_TAG + b"%d:" % len(key) + key.encode(), digest_size=16).hexdigest()


def _written(plan: Plan, receipt: Receipt) -> Iterator[tuple[Outcome, Result]]:
    """Yield what was really written, in file order."""
    by_index = {result.index: result for result in receipt.results if result.status == "applied"}
    for index, outcome in plan.numbered(kind=("create", "update", "remove")):
        if index in by_index:
            yield outcome, by_index[index]


def _customers(store: Store, ids: Sequence[str]) -> dict[str, Match]:
    found = each_expected(store.find({"@id": list(dict.fromkeys(ids))}), Match, "find")
    return {match.id: match for match in found}


def _posted(store: Store, keys: Sequence[str]) -> dict[str, Posted]:
    return {entry.key: entry for entry in each_expected(store.credits(keys), Posted, "credits")}


def _header(plan: Plan, plan_id: str, actor: str | None) -> dict[str, Any]:
    """Return the header of the undo plan: the plan's own, as far as it still says something true."""
    own = dict(plan.header)
    own.update(
        id=plan_id,
        undo_of={"id": plan.id, "digest": plan.digest},
        expires="",
        actor=actor or "",
        notify=False,
        columns=[],
        fillers=[],
        findings=[],
        problems=[],
    )
    return own


class _Undoing:
    """Decides one row after the other."""

    def __init__(self, plan: Plan) -> None:
        self._fields = plan.fields
        self._places = {name: i for i, name in enumerate(plan.fields) if name is not None}

    def add(
        self, rows: Rows, outcome: Outcome, result: Result, match: Match | None, posted: Mapping[str, Posted]
    ) -> None:
        """Decide how one row is taken back, and write it into the columns."""
        place = len(rows)
        credits_ = [_counter(credit) for credit in outcome.credits if _owed(credit, posted)]
        kind, edits, problems = self._decided(outcome, result, match)
        if credits_ and kind == "skip" and match is not None:
            kind = "update"
        if match is None:
            credits_ = []
        if match is not None:
            rows.targets.add(place, (match.id, match.version, "@id"))
        if edits:
            rows.edits[place] = [encode_edit(edit) for edit in edits]
        for credit in credits_:
            rows.credits.add(place, encode_credit(credit))
        for problem in problems:
            rows.problems.add(place, encode_problem(problem))
        rows.numbers.append(outcome.row)
        rows.kinds.append(KIND_LETTERS[kind])
        rows.signatures.append(self._signature(edits, problems))

    def _decided(
        self, outcome: Outcome, result: Result, match: Match | None
    ) -> tuple[OutcomeKind, list[Edit], list[Problem]]:
        if outcome.kind == "remove":
            return self._restored(outcome, match)
        if match is None:
            return "skip", [], [Problem("undo.gone", "remark", outcome.row)]
        if outcome.kind == "create":
            if match.version != result.version:
                return "skip", [], [Problem("undo.touched", "remark", outcome.row)]
            return "remove", [_turned(edit) for edit in outcome.edits], []
        edits: list[Edit] = []
        problems: list[Problem] = []
        for ref, own in _by_child(outcome.edits).items():
            back, kept = _cells_back(own, match) if ref is None else _child_back(ref, own, match)
            edits += back
            problems += [Problem("undo.changed", "remark", outcome.row, field=name) for name in kept]
        return ("update" if edits else "skip"), edits, problems

    def _restored(self, outcome: Outcome, match: Match | None) -> tuple[OutcomeKind, list[Edit], list[Problem]]:
        """Undo a removal: the customer is created anew with what it held."""
        if match is not None:
            return "skip", [], [Problem("undo.touched", "remark", outcome.row)]
        return "create", [_turned(edit) for edit in outcome.edits], []

    def _signature(self, edits: Sequence[Edit], problems: Sequence[Problem]) -> str:
        """Return one letter a column: set, cleared, held because somebody changed it since, or not touched."""
        letters = ["-" if name is None else "." for name in self._fields]
        for edit in edits:
            if edit.field in self._places:
                letters[self._places[edit.field]] = "S" if edit.after else "C"
        for problem in problems:
            if problem.field in self._places:
                letters[self._places[problem.field]] = "H"
        return "".join(letters)


def _owed(credit: Credit, posted: Mapping[str, Posted]) -> bool:
    """Tell whether a credit stands in the ledger without its counter-entry."""
    return credit.key in posted and counter_key(credit.key) not in posted


def _counter(credit: Credit) -> Credit:
    """Return the entry that balances a credit."""
    amount = credit.amount[1:] if credit.amount.startswith("-") else f"-{credit.amount}"
    return attrs.evolve(credit, key=counter_key(credit.key), amount=amount, before="")


def _turned(edit: Edit) -> Edit:
    """Return an edit that goes the other way."""
    child = edit.child
    if child is not None and (child.new or child.drop):
        child = attrs.evolve(child, new=child.drop, drop=child.new)
    return Edit(edit.field, edit.after, edit.before, child)


def _by_child(edits: Sequence[Edit]) -> dict[ChildRef | None, list[Edit]]:
    """Group edits by the child that they write; None is the customer itself."""
    groups: dict[ChildRef | None, list[Edit]] = {}
    for edit in edits:
        groups.setdefault(edit.child, []).append(edit)
    return groups


def _cells_back(edits: Sequence[Edit], match: Match) -> tuple[list[Edit], list[str]]:
    """Turn the customer's own cells that still hold what was written; name the others."""
    back: list[Edit] = []
    kept: list[str] = []
    for edit in edits:
        if _plain(match.values.get(edit.field, "")) == _plain(edit.after):
            back.append(_turned(edit))
        else:
            kept.append(edit.field)
    return back, kept


def _child_back(ref: ChildRef, edits: Sequence[Edit], match: Match) -> tuple[list[Edit], list[str]]:
    """Turn the cells of one child: a child that was added is dropped, if it is as it was added."""
    children = match.children.get(ref.group, ())
    if ref.drop:  # undo of an undo: the child is added again
        return [_turned(edit) for edit in edits], []
    if ref.new:
        found = any(_holds(child, ref, edits) for child in children)
        return ([_turned(edit) for edit in edits], []) if found else ([], [edit.field for edit in edits])
    child = next((child for child in children if child.key == ref.key), None)
    if child is None:
        return [], [edit.field for edit in edits]
    held = [edit for edit in edits if child.values.get(edit.field, "") == edit.after]
    return [_turned(edit) for edit in held], [edit.field for edit in edits if edit not in held]


def _holds(child: Child, ref: ChildRef, edits: Sequence[Edit]) -> bool:
    """Tell whether a child is the one that was added, and is as it was added."""
    offered = {edit.field: edit.after for edit in edits if edit.after != ref.key}
    held = {name: value for name, value in child.values.items() if value}
    return held == offered and (not ref.key or child.key == ref.key)


def _plain(value: Value) -> Value:
    return () if value == "" else value
