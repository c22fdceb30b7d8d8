"""One row decided from start to end, station by station as `docs/deciding.md` has them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Literal, NoReturn

import attrs

from customer_import.errors import UsageError
from customer_import.model import (
    ChildRef,
    Credit,
    Edit,
    Level,
    Match,
    OutcomeKind,
    Posted,
    Problem,
    Record,
    Value,
)
from customer_import.planning.children import decide_children
from customer_import.planning.crediting import ChunkCredits
from customer_import.planning.credits import Crediting, settled
from customer_import.planning.layout import Column, Layout
from customer_import.planning.matching import MatchIndex, ids_of
from customer_import.planning.prepare import Prepared
from customer_import.policy import LETTERS, VERDICTS
from customer_import.profile import Key
from customer_import.surveying.marks import unguarded


@attrs.define
class Decision:
    """What was decided for a row, before it is written into the plan."""

    kind: OutcomeKind
    target: Match | None
    key: str
    signature: str
    problems: list[Problem]
    edits: list[Edit] = attrs.field(factory=list)
    credits: tuple[Credit, ...] = ()
    posted: tuple[Posted, ...] = ()
    held: dict[str, Value] = attrs.field(factory=dict)


class RowDecider:
    """Decides single rows of one prepared chunk."""

    def __init__(
        self,
        layout: Layout,
        prepared: Prepared,
        index: MatchIndex,
        credited: ChunkCredits | None,
        answers: Mapping[str, str],
    ) -> None:
        self._layout = layout
        self._prepared = prepared
        self._index = index
        self._credited = credited
        self._answers = answers
        self._voids: dict[tuple[int, ...], str] = {}

    def decide(self, i: int) -> Decision:
        """Decide the row at an index of the chunk."""
        problems = self._prepared.problems(i)
        if any(problem.level == "reject" for problem in problems):  # most odd rows of a dirty file end at station one
            return Decision("reject", None, "", self.void(i), problems)
        crediting = self._credited.get(i) if self._credited else None
        row = RowInHand(self._layout, self._prepared, self._index, crediting=crediting, answers=self._answers, i=i)
        return row.decide()

    def void(self, i: int) -> str:
        """Return the verdicts of a row that its cells reject."""
        faulty = tuple(self._prepared.fault_letters(i))
        known = self._voids.get(faulty)
        if known is None:
            known = self._voids[faulty] = _void(self._layout, faulty)
        return known


def _void(layout: Layout, faulty: Collection[int]) -> str:
    """Return the signature of a row that is not applied; `faulty` are the columns of its bad cells."""
    letters = list(layout.blank_letters)
    for column in layout.columns:
        letters[column.index] = "!" if column.index in faulty else "x"
    return "".join(letters)


class _Ended(Exception):
    """The row was rejected or skipped."""

    def __init__(self, kind: Literal["reject", "skip"]) -> None:
        self.kind: Literal["reject", "skip"] = kind


class RowInHand:
    """One row on its way through the stations."""

    def __init__(
        self,
        layout: Layout,
        prepared: Prepared,
        index: MatchIndex,
        *,
        crediting: Crediting | None,
        answers: Mapping[str, str],
        i: int,
    ) -> None:
        self.layout = layout
        self.profile = layout.profile
        self.prepared = prepared
        self.index = index
        self.crediting = crediting
        self.answers = answers
        self.i = i
        self.number = prepared.numbers[i]
        self.problems = prepared.problems(i)
        self.fault_letters = prepared.fault_letters(i)
        self.target: Match | None = None
        self.key = ""
        self.edits: list[Edit] = []
        self.held: dict[str, Value] = {}
        self.letters = list(layout.blank_letters)
        self._command_field = layout.command.field if layout.command else ""

    def decide(self) -> Decision:
        """Lead the row past all stations."""
        try:
            self._end_if_rejected()
            self._end_if_example()
            self._duplicates()
            self._match()
            self._verdicts()
            self._version()
            self._unique()
            self._identity()
            self._rules()
            self._settle()
            self._end_if_conflict()
        except _Ended as end:
            return Decision(end.kind, self.target, self.key, _void(self.layout, self.fault_letters), self.problems)
        return self._finished()

    # -- helpers -----------------------------------------------------------------------------------------------------

    def value(self, column: Column) -> Value:
        """Return the row's canonical value in a column."""
        return self.prepared.value(column.name, self.i)

    def say(self, code: str, level: Level, field: str = "", **params: object) -> None:
        """Note a problem; of a cell, with its text."""
        column = self.layout.by_name.get(field)
        text = self.prepared.chunk.columns[column.index][self.i] if column else ""
        self.problems.append(Problem(code, level, self.number, field, text, tuple(params.items())))

    def _end_if_rejected(self) -> None:
        if any(problem.level == "reject" for problem in self.problems):
            raise _Ended("reject")

    def _end_if_example(self) -> None:
        if self.i in self.prepared.misshapen:  # not rejected, and yet not read: a template's example
            raise _Ended("skip")

    def reject(self, code: str, field: str = "", **params: object) -> NoReturn:
        """Note a problem that rejects the row, and end it."""
        self.say(code, "reject", field, **params)
        raise _Ended("reject")

    # -- stations ----------------------------------------------------------------------------------------------------

    def _duplicates(self) -> None:
        ordering = self.i in self.prepared.orders
        repeats = self.prepared.repeats
        if self.profile.duplicates != "each":
            for name in dict.fromkeys([*self.profile.key_fields, *self.profile.unique_fields]):
                other = repeats.get(name, {}).get(self.i)
                if other is not None:
                    is_key = self.layout.by_name[name].is_key
                    self.say("key.duplicate" if is_key else "value.duplicate", "reject", name, other=other)
        if ordering:
            for column in self.layout.secondary:
                first = self.layout.survey.repeats[column.name].get(self.number)
                if first is not None:
                    self.say("possible.duplicate", "reject", column.name, other=first)
        first = repeats.get("@credit", {}).get(self.i)
        if first is not None and self.layout.rule:
            named = self.layout.rule.reference or self.layout.rule.amount
            self.say("credit.duplicate", "reject", named, other=first)
        self._end_if_rejected()

    def _match(self) -> None:
        if self.i in self.prepared.orders:
            self._ordered()
        elif self.profile.keys:
            self._by_keys()
        if self.target is None:
            for field in self.layout.required_on_create:
                if not self.prepared.value(field.name, self.i):
                    self.say("field.required", "reject", field.name)
            self._end_if_rejected()

    def _ordered(self) -> None:
        """Take a row that orders a create (S3-06, S3-D)."""
        checked = False
        keys = [column for _, column in self.layout.keys if column.name != self._command_field]
        for column in dict.fromkeys([*self.layout.secondary, *keys]):
            for form in column.reader.item_keys(self.value(column)):
                checked = True
                owners = self.index.owners(column.name, form)
                if owners:
                    self.say("possible.duplicate", "reject", column.name, owner=ids_of(owners))
        self._end_if_rejected()
        if not checked and self.answers.get("create.unchecked") != "create":
            self.reject("create.unchecked", self._command_field)

    def _by_keys(self) -> None:
        hits: list[tuple[Key, Column, Match]] = []
        first_key = ""
        for key, column in self.layout.keys:
            forms = self.prepared.key(column, self.i)
            if forms and not first_key:
                first_key = column.name
            owners = {match.id: match for form in forms for match in self.index.owners(column.name, form)}
            if len(owners) > 1:
                self.say("key.ambiguous", "reject", column.name, owner=ids_of(owners.values()))
            elif owners:
                hits.append((key, column, next(iter(owners.values()))))
        self._end_if_rejected()
        if not first_key:
            self.reject("key.missing", self.profile.keys[0].field)
        if hits:
            self._found(hits)
        elif self.profile.on_no_match != "create":
            rejects = self.profile.on_no_match == "reject"
            self.say("customer.not_found", "reject" if rejects else "remark", first_key)
            raise _Ended("reject" if rejects else "skip")

    def _found(self, hits: Sequence[tuple[Key, Column, Match]]) -> None:
        """Weigh the hits: the strongest key chooses the customer, each key says what its hit means."""
        strongest, column, match = hits[0]
        taken = self.layout.on_match(strongest) == "reject"
        skipped = ""
        for key, hit_column, owner in hits:
            meaning = self.layout.on_match(key)
            if taken and meaning == "reject":
                self.say("key.taken", "reject", hit_column.name, owner=owner.id)
            elif owner.id != match.id and not taken:
                if meaning == "skip":
                    skipped = skipped or hit_column.name
                else:
                    code = "key.taken" if meaning == "reject" else "key.conflict"
                    self.say(code, "reject", hit_column.name, owner=owner.id, other=match.id)
        self.target, self.key = match, column.name
        for _, hit_column, owner in hits:
            if hit_column.looks_alike(self.value(hit_column), owner.values.get(hit_column.name, "")):
                self.say("key.lookalike", "reject", hit_column.name, owner=owner.id)
        self._end_if_rejected()
        if match.locked:
            self.reject("customer.locked", column.name, owner=match.id)
        if self.layout.on_match(strongest) == "skip":
            skipped = skipped or column.name
        if skipped:
            self.say("key.exists", "remark", skipped, owner=next(o.id for _, c, o in hits if c.name == skipped))
            raise _Ended("skip")

    def _verdicts(self) -> None:
        for column in self.layout.columns:
            if column.role in ("value", "credit"):
                self._verdict(column)
        for group in self.profile.children:
            decide_children(self, group.name, group.key)
        self.edits.sort(key=self._place_of)
        if self.target is None:
            self._fill()

    def _place_of(self, edit: Edit) -> int:
        return self.layout.by_name[edit.field].index

    def _verdict(self, column: Column) -> None:
        value = self.value(column)
        index = column.index
        cells = self.prepared.cells[self.prepared.place[column.name]]
        if index in self.fault_letters:
            self.letters[index] = self.fault_letters[index]
        elif self.i in self.prepared.orders and column.name == self._command_field:
            self.letters[index] = "H"  # the order is no number: the system gives one (S3-06)
        elif value and column.role == "credit":
            self.letters[index] = "$"
        elif self.target is None:
            if value:
                self.apply(column, value, () if column.reader.multi else "", "create", None)
        else:
            stored = self._stored(column)
            if value:
                self.apply(column, value, stored, column.situation(value, stored), None)
            elif self.i in cells.clears and stored:
                self.letters[index] = "C"
                self.edits.append(Edit(column.name, stored, () if column.reader.multi else ""))

    def _stored(self, column: Column) -> Value:
        stored = self.target.values.get(column.name, "") if self.target else ""
        return tuple(stored) if column.reader.multi else stored

    def apply(self, column: Column, value: Value, stored: Value, situation: str, child: ChildRef | None) -> None:
        """Look up one verdict and note what follows from it."""
        verdict = VERDICTS[column.field.policy][situation]  # type: ignore[index] # one of SITUATIONS
        self.letters[column.index] = LETTERS[verdict]
        if verdict == "set":
            self.edits.append(Edit(column.name, stored, column.merged(value, stored) if stored else value, child))
        elif verdict == "held" and self.target is not None:
            self.held[column.name] = stored

    def _fill(self) -> None:
        """Give a new customer the defaults and constants that the file does not fill."""
        for name, value in self.layout.fillers:
            if not self.prepared.value(name, self.i):
                filler = self.layout.filler(name, value)
                self.edits.append(Edit(name, () if isinstance(filler, tuple) else "", filler))

    def _version(self) -> None:
        """Refuse to write over what changed since the file was exported (S3-F)."""
        column = self.layout.version_column
        if column is None or self.target is None or not self.edits:
            return
        exported = unguarded(self.prepared.chunk.columns[column][self.i]).strip()
        if exported and self.target.version and exported != self.target.version:
            self.reject("customer.changed", self.key)

    def _unique(self) -> None:
        skipped = False
        for column in self.layout.unique:
            if self.letters[column.index] != "S":
                continue
            offered = column.reader.item_keys(self.value(column))
            there = column.reader.item_keys(self._stored(column)) if self.target and column.reader.multi else ()
            own = self.target.id if self.target else None
            for form in offered:
                others = [m for m in self.index.owners(column.name, form) if m.id != own] if form not in there else []
                if not others:
                    continue
                skips = column.field.on_taken == "skip"
                self.say("value.taken", "remark" if skips else "reject", column.name, owner=ids_of(others))
                skipped = skipped or skips
        self._end_if_rejected()
        if skipped:
            raise _Ended("skip")

    def _identity(self) -> None:
        """Refuse to overwrite what looks like another person (S3-B)."""
        if self.target is None:
            return
        compared = [
            (column, value, stored)
            for column in self.layout.identity
            if (value := self.value(column)) and (stored := self._stored(column))
        ]
        if len(compared) < 2 or not any(self.letters[c.index] == "S" for c, _, _ in compared):
            return
        if any(_folded(value) == _folded(stored) for _, value, stored in compared):
            return
        answer = self.answers.get(f"identity.mismatch.{self.number}", self.answers.get("identity.mismatch"))
        if answer != "accept":
            self.reject("identity.mismatch", self.key, fields=", ".join(c.field.shown for c, _, _ in compared))

    def _rules(self) -> None:
        if not self.profile.rules:
            return
        values = {c.name: v for c in self.layout.columns if (v := self.value(c))}
        record = Record(self.number, values)
        for rule in self.profile.rules:
            self.problems += [attrs.evolve(problem, row=self.number) for problem in _asked(rule, record)]
        self._end_if_rejected()

    def _settle(self) -> None:
        """Turn a balance to set into the difference to post."""
        rule, credit = self.layout.rule, self.crediting.credit if self.crediting else None
        if rule is None or not rule.sets or not self.crediting or not credit:
            return
        balance = self.index.balance(self.target.id, credit.unit, credit.account) if self.target else "0"
        self.crediting = settled(rule, self.crediting, balance)

    def _end_if_conflict(self) -> None:
        if self.crediting and self.crediting.problem:
            self.problems.append(attrs.evolve(self.crediting.problem, row=self.number))
            self._end_if_rejected()

    def _finished(self) -> Decision:
        credit = self.crediting.credit if self.crediting else None
        kind: OutcomeKind = "create"
        if self.target is not None:
            kind = "update" if self.edits or credit else "unchanged"
        posted = self.crediting.posted if self.crediting else None
        return Decision(
            kind,
            self.target,
            self.key,
            "".join(self.letters),
            self.problems,
            self.edits,
            (credit,) if credit else (),
            (posted,) if posted else (),
            self.held,
        )


def _folded(value: Value) -> str:
    text = value if isinstance(value, str) else " ".join(value)
    return " ".join(text.casefold().split())


def _asked(rule: Callable[[Record], Iterable[Problem]], record: Record) -> list[Problem]:
    """Ask a rule of the host's about a row.

    Raises:
        UsageError: It failed, or answered with anything but problems. What it raised may quote the customer.
    """
    name = getattr(rule, "__name__", type(rule).__name__)
    try:
        problems = list(rule(record))
    except Exception as error:  # noqa: BLE001 - a host's rule may raise anything
        failed = type(error).__name__
    else:
        if all(isinstance(problem, Problem) for problem in problems):
            return problems
        failed = "an answer that is not problems"
    message = f"the rule {name!r} failed at row {record.row} with {failed}"
    raise UsageError(message, code="rule.failed", rule=name, row=record.row)
