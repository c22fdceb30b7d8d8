"""The planner: chunks of rows and the customers that the store found for them go in, a sealed plan comes out.

Pure and row-local. Most rows of most files are plainly new or plainly unchanged: they are found by looking at whole
columns and rows, and cost no object. All others are *odd* and are decided by `rows.RowDecider`, which knows every rule.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from customer_import.errors import QuestionsOpen, StoreError, UsageError
from customer_import.model import Balance, Chunk, Match, Posted, Problem, Question, Value
from customer_import.normalizing import Fault
from customer_import.planning.credits import CreditCells, Crediting, crediting, key_maker
from customer_import.planning.guards import Tallies
from customer_import.planning.layout import Column, Layout, Override
from customer_import.planning.matching import MatchIndex, wanted_keys
from customer_import.planning.prepare import Prepared
from customer_import.planning.rows import Decision, RowDecider
from customer_import.planning.sealed import Plan
from customer_import.planning.wire import (
    KIND_LETTERS,
    Rows,
    encode_credit,
    encode_edit,
    encode_posted,
    encode_problem,
)
from customer_import.planning.writing import PlanWriter, header_of
from customer_import.surveying import Survey
from customer_import.surveying.marks import marked

if TYPE_CHECKING:
    from datetime import date


class Planner:
    """Decides a file chunk by chunk, without any I/O: sync and async hosts drive the same object.

    For every chunk of the table, in order: ask the store for `keys(chunk)`, and for `credit_keys(chunk)` where there
    are any, and for the balances of `balance_ids(matches)` where the profile sets balances; then call `decide`.
    At the end `finish` returns the plan.

    Args:
        survey: What the pass over the whole file found out.
        today: The calendar day in the profile's zone.
        plan_id: The plan's id, unique for the store.
        store_id: The store's id: the plan is applied only there.
        tenant: The store's tenant, part of every credit's key.
        occasion: The name of the reason why credits are given; needed where the file credits anything.
        answers: Question code → answer, besides those that the survey has.
        features: What the host has switched on.
        overrides: Policies lifted for this plan.
        notify: Whether posted credits are announced to the customers.
        actor: Who plans, for the record.
        expires: ISO timestamp after which the plan is refused, or "".

    Raises:
        QuestionsOpen: The survey's questions are not all answered.
        UsageError: `today` differs from the day that the survey was made for.
    """

    def __init__(
        self,
        survey: Survey,
        *,
        today: date,
        plan_id: str,
        store_id: str = "",
        tenant: str = "",
        occasion: str | None = None,
        answers: Mapping[str, str] = {},
        features: Collection[str] = (),
        overrides: Sequence[Override] = (),
        notify: bool = False,
        actor: str = "",
        expires: str = "",
    ) -> None:
        self._answers = {**survey.answers, **answers}
        occasion = occasion or self._answers.get("credit.occasion")
        _refuse_open(survey, self._answers, occasion)
        if survey.today and survey.today != today.isoformat():
            raise UsageError(
                f"the survey was made for {survey.today}, the plan is for {today}; survey the table again",
                code="survey.other_day",
            )
        self._layout = layout = Layout(survey, today.isoformat(), features, overrides)
        self._make_key = key_maker(tenant, occasion or "")
        self._tallies = Tallies(layout.profile)
        self._prepared: tuple[Chunk, Prepared] | None = None
        header = header_of(
            layout,
            plan_id=plan_id,
            today=today.isoformat(),
            store_id=store_id,
            tenant=tenant,
            occasion=occasion or "",
            answers=self._answers,
            features=features,
            overrides=overrides,
            notify=notify,
            actor=actor,
            expires=expires,
        )
        self._writer = PlanWriter(header)
        self._signatures: dict[tuple[bool, tuple[int, ...]], str] = {}
        self._names = [column.name for column in layout.columns if column.role == "value"]
        self._plain = _is_plain(layout)

    def keys(self, chunk: Chunk) -> dict[str, list[str]]:
        """Return what `CustomerReader.find` must look up for a chunk: field → distinct key forms."""
        return wanted_keys(self._layout, self._prepare(chunk))

    def credit_keys(self, chunk: Chunk) -> list[str]:
        """Return the credit keys of a chunk, for `CustomerReader.credits`."""
        if self._layout.rule is None:
            return []
        return [key for _, cells, key in self._keyed(self._prepare(chunk)) if cells.customer]

    def balance_ids(self, matches: Iterable[Match]) -> list[str]:
        """Return whose balances a chunk needs, for `BalanceReader.balances`: nobody's where amounts are added."""
        return [match.id for match in matches] if self._layout.sets else []

    def decide(
        self,
        chunk: Chunk,
        matches: Iterable[Match] = (),
        posted: Iterable[Posted] = (),
        balances: Iterable[Balance] | None = None,
    ) -> None:
        """Decide the rows of a chunk.

        Args:
            chunk: The chunk, in the file's order.
            matches: What `find` returned for `keys(chunk)`.
            posted: What `credits` returned for `credit_keys(chunk)`.
            balances: What `balances` returned for `balance_ids(matches)`.

        Raises:
            UsageError: A balance is to be set and `balances` was not given.
            StoreError: A match is not of the shape that the port promises.
        """
        prepared = self._prepare(chunk)
        self._prepared = None
        chunk = prepared.chunk
        index = MatchIndex(self._layout, matches, balances)
        crediting_of = self._crediting(prepared, {entry.key: entry for entry in posted})
        decider = RowDecider(self._layout, prepared, index, crediting_of, self._answers)
        rows = Rows(list(prepared.numbers), incoming=[cells.values for cells in prepared.cells])
        if self._layout.rule is not None:
            places = {number: i for i, number in enumerate(prepared.numbers)}
            rows.ordinals = {places[n]: ordinal for n, ordinal in self._ordinals(prepared).items() if n in places}
        odd = prepared.odd
        if not self._plain:
            odd.update(range(len(chunk)))
        targets = self._plain_targets(prepared, index)
        self._plain_rows(rows, prepared, targets, crediting_of, index)
        for i in sorted(odd):
            self._record(rows, i, decider.decide(i), chunk)
        self._tallies.matched += len(rows.targets)
        for column, cells in zip(self._layout.columns, prepared.cells, strict=True):
            self._tallies.read(column.field, cells.values)
        self._writer.add(rows)

    def finish(self) -> Plan:
        """Seal the plan."""
        guards = self._tallies.tripped()
        return self._writer.finish(guards)

    # -- one chunk ---------------------------------------------------------------------------------------------------

    def _prepare(self, chunk: Chunk) -> Prepared:
        if self._prepared is None or self._prepared[0] is not chunk:
            self._prepared = (chunk, Prepared(self._layout, marked(chunk, self._layout.own_columns)))
        return self._prepared[1]

    def _keyed(self, prepared: Prepared) -> list[tuple[int, CreditCells, str]]:
        """Return the rows with an amount: index, canonical cells, credit key; made once a chunk."""
        if prepared.keyed is None:
            ordinals = self._ordinals(prepared)
            numbers = prepared.numbers
            prepared.keyed = [
                (i, cells, self._credit_key(cells, ordinals.get(numbers[i], 0))) for i, cells in prepared.credit_rows()
            ]
        return prepared.keyed

    def _credit_key(self, cells: CreditCells, ordinal: int) -> str:
        rule = self._layout.rule
        if rule is not None and rule.sets:
            return self._make_key.balance(cells.customer, cells.unit or rule.default_unit, cells.account)
        return self._make_key(cells.customer, cells.reference, ordinal)

    def _ordinals(self, prepared: Prepared) -> dict[int, int]:
        numbers = prepared.numbers
        return self._layout.survey.ordinals.within(numbers[0], numbers[-1]) if len(numbers) else {}

    def _crediting(self, prepared: Prepared, posted: Mapping[str, Posted]) -> dict[int, Crediting]:
        """Decide the credits of a chunk; they depend on nothing but the row, the survey and the ledger."""
        rule = self._layout.rule
        if rule is None:
            return {}
        decided: dict[int, Crediting] = {}
        for i, cells, key in self._keyed(prepared):
            left_out = i in prepared.faults and _credit_incomplete(prepared.faults[i])
            found = decided[i] = (
                Crediting(None, Problem("credit.incomplete", "drop", field=rule.amount))
                if left_out
                else crediting(rule, cells, key, posted)
            )
            if found.problem or rule.sets:
                prepared.odd.add(i)
        return decided

    def _plain_targets(self, prepared: Prepared, index: MatchIndex) -> list[Match | None]:
        """Return the stored customer of every row, and mark as odd the rows where that is not plain."""
        layout, odd = self._layout, prepared.odd
        nobody: list[Match | None] = [None] * len(prepared.numbers)
        if not self._plain or not layout.keys:
            return nobody
        targets = nobody
        for place, (key, column) in enumerate(layout.keys):
            owners = index.of(column.name)
            forms = prepared.key_forms[column.name]
            if place == 0:
                odd.update(i for i, form in enumerate(forms) if not form)
            if not owners:
                continue
            updates = layout.on_match(key) == "update"
            for i, form in enumerate(forms):
                found = owners.get(form)
                if found is None:
                    continue
                match = found[0]
                if len(found) > 1 or not updates or match.locked or (place and targets[i] is not match):
                    odd.add(i)
                else:
                    targets[i] = match
        return targets

    def _plain_rows(
        self,
        rows: Rows,
        prepared: Prepared,
        targets: Sequence[Match | None],
        crediting_of: Mapping[int, Crediting],
        index: MatchIndex,
    ) -> None:
        """Decide the rows that are plainly new or plainly unchanged; mark every other row as odd."""
        layout, odd = self._layout, prepared.odd
        blanks = self._blanks(prepared)
        odd.update(self._not_creatable(prepared, targets, index))
        pairs = zip(prepared.cells, layout.columns, strict=True)
        values = [cells.values for cells, column in pairs if column.role == "value"]
        incoming = list(zip(*values, strict=True)) if values else [()] * len(prepared.numbers)
        stored_of = _getter(self._names)
        count = len(prepared.numbers)
        rows.kinds = kinds = ["C"] * count
        rows.signatures = signatures = [self._signature(True, ())] * count
        if layout.profile.on_no_match != "create":
            odd.update(i for i, match in enumerate(targets) if match is None)
        same, key_name = self._signature(False, ()), layout.keys[0][1].name if layout.keys else ""
        for i, match in enumerate(targets):
            if match is None or i in odd:
                continue
            stored = stored_of(match.values)
            if incoming[i] == stored or _says_nothing(incoming[i], stored):
                kinds[i] = "="
                signatures[i] = same
                rows.targets[i] = (match.id, match.version, key_name)
            else:
                odd.add(i)
        for i, blank in blanks.items():
            signatures[i] = self._signature(targets[i] is None, blank)
        for i, crediting_ in crediting_of.items():
            if crediting_.credit is not None and i not in odd:
                rows.credits[i] = [encode_credit(crediting_.credit)]
                if targets[i] is not None:
                    kinds[i] = "U"

    def _blanks(self, prepared: Prepared) -> dict[int, tuple[int, ...]]:
        """Return, for rows with blank cells, the places of the layout's columns that are blank."""
        blanks: dict[int, tuple[int, ...]] = {}
        for place, cells in enumerate(prepared.cells):
            values = cells.values
            if "" in values or () in values:
                for i, value in enumerate(values):
                    if not value:
                        blanks[i] = (*blanks.get(i, ()), place)
        return blanks

    def _not_creatable(self, prepared: Prepared, targets: Sequence[Match | None], index: MatchIndex) -> set[int]:
        """Return the rows that would be created but lack something, or offer a value that somebody owns."""
        layout = self._layout
        found: set[int] = set()
        for field in layout.required_on_create:
            if field.name not in prepared.place:
                return {i for i, target in enumerate(targets) if target is None}
            found.update(i for i, value in enumerate(prepared.values(field.name)) if not value and targets[i] is None)
        for column in layout.unique:
            owned = index.of(column.name)
            if owned:
                for i, value in enumerate(prepared.values(column.name)):
                    if value and targets[i] is None and any(form in owned for form in column.reader.item_keys(value)):
                        found.add(i)
        return found

    def _signature(self, create: bool, blank: tuple[int, ...]) -> str:
        """Return the signature of a plain row, by the places that are blank."""
        known = self._signatures.get((create, blank))
        if known is not None:
            return known
        letters = list(self._layout.blank_letters)
        for place, column in enumerate(self._layout.columns):
            if place in blank:
                continue
            letter = "="
            if column.role == "credit":
                letter = "$"
            elif create:
                letter = "H" if column.field.policy == "never" else "S"
            letters[column.index] = letter
        signature = "".join(letters)
        self._signatures[(create, blank)] = signature
        return signature

    def _record(self, rows: Rows, i: int, decision: Decision, chunk: Chunk) -> None:
        """Write an odd row's decision into the columns."""
        rows.kinds[i] = KIND_LETTERS[decision.kind]
        rows.signatures[i] = decision.signature
        target = decision.target
        if target is not None:
            rows.targets[i] = (target.id, target.version, decision.key)
            self._tallies.edited(decision.edits, target.values)
        if decision.edits and (target is not None or any(edit.child for edit in decision.edits)):
            rows.edits[i] = [encode_edit(edit) for edit in decision.edits]
        if decision.credits:
            rows.credits[i] = [encode_credit(credit) for credit in decision.credits]
        if decision.posted:
            rows.posted[i] = [encode_posted(posted) for posted in decision.posted]
        if decision.held:
            rows.held[i] = decision.held
        if decision.problems:
            rows.problems[i] = [encode_problem(problem) for problem in decision.problems]
            self._tallies.refused(decision.problems)
        if i in chunk.damaged:
            rows.raw[i] = list(chunk.raw.get(i) or [column[i] for column in chunk.columns])


def _credit_incomplete(faults: Sequence[tuple[Column, Fault]]) -> bool:
    """Tell whether a cell that says what to credit was dropped: money is not credited by halves."""
    return any(column.role == "credit" and fault.level == "drop" for column, fault in faults)


def _is_plain(layout: Layout) -> bool:
    """Tell whether rows of this layout can be plain at all: children, rules and list keys make every row odd."""
    return not (
        layout.profile.rules
        or any(column.role in ("child", "child_key") for column in layout.columns)
        or any(column.reader.multi for _, column in layout.keys)
    )


def _getter(names: Sequence[str]) -> Any:
    """Return a function from stored values to a tuple in the order of `names`; absent values are blank."""
    if not names:
        return lambda values: ()
    if len(names) == 1:
        name = names[0]
        return lambda values: (values.get(name, ""),)
    fast = itemgetter(*names)

    def stored(values: Mapping[str, Value]) -> tuple[Value, ...]:
        try:
            found: tuple[Value, ...] = fast(values)
        except KeyError:
            found = tuple(values.get(name, "") for name in names)
        except TypeError:
            raise StoreError("find returned a match whose values are no mapping", code="store.contract") from None
        return found

    return stored


def _says_nothing(incoming: Sequence[Value], stored: Sequence[Value]) -> bool:
    """Tell whether every cell is blank or equal to the stored value."""
    return all(value == there or not value for value, there in zip(incoming, stored, strict=True))


def _refuse_open(survey: Survey, answers: Mapping[str, str], occasion: str | None) -> None:
    def open_(question: Question) -> bool:
        if question.code == "credit.occasion":
            return not occasion
        return question.code not in answers

    left = tuple(question for question in survey.questions if open_(question))
    if left:
        texts = "; ".join(f"{question.code}: {question.text}" for question in left[:5])
        raise QuestionsOpen(
            f"{len(left)} question(s) must be answered before anything is planned (answers={{code: answer}}): {texts}",
            questions=left,
        )
