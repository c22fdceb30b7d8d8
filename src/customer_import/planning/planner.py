"""The planner: chunks of rows and the customers that the store found for them go in, a sealed plan comes out.

Pure and row-local. Most rows of most files are plain, and are decided by looking at whole columns (`plain`). All others
are *odd* and are decided by `rows.RowDecider`, which knows every rule.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from customer_import.errors import QuestionsOpen, UsageError
from customer_import.mapping import with_derived
from customer_import.model import Balance, Chunk, Match, Posted, Problem, Question
from customer_import.normalizing import Fault
from customer_import.planning.credits import CreditCells, Crediting, crediting, key_maker, neighbours, possible_double
from customer_import.planning.guards import Tallies
from customer_import.planning.layout import Column, Layout, Override
from customer_import.planning.matching import MatchIndex, wanted_keys
from customer_import.planning.plain import PlainRows
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
from customer_import.ports import Matches
from customer_import.surveying import Survey
from customer_import.surveying.marks import CORRECTED, marked

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
        self._plain = PlainRows(layout)

    def keys(self, chunk: Chunk) -> dict[str, list[str]]:
        """Return what `CustomerReader.find` must look up for a chunk: field → distinct key forms."""
        return wanted_keys(self._layout, self._prepare(chunk))

    def credit_keys(self, chunk: Chunk) -> list[str]:
        """Return the credit keys of a chunk, for `CustomerReader.credits`."""
        if self._layout.rule is None:
            return []
        prepared = self._prepare(chunk)
        keys = [key for _, cells, key in self._keyed(prepared) if cells.customer]
        if not self._layout.rule.sets:
            keys += [key for some in self._neighbours(prepared).values() for key in some]
        return keys

    def balance_ids(self, matches: Iterable[Match]) -> list[str]:
        """Return whose balances a chunk needs, for `BalanceReader.balances`: nobody's where amounts are added."""
        if not self._layout.sets:
            return []
        return list(matches.ids) if isinstance(matches, Matches) else [match.id for match in matches]

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
        changed = self._plain.decide(rows, prepared, index, crediting_of)
        for i in sorted(prepared.odd.union(changed)):
            self._record(rows, i, changed.get(i) or decider.decide(i), chunk)
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
            layout = self._layout
            whole = with_derived(chunk, layout.derived)
            self._prepared = chunk, Prepared(layout, marked(whole, layout.beside, layout.examples.within(whole)))
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
        faults = prepared.faults
        neighbours_ = self._neighbours(prepared) if posted and not rule.sets else {}
        for i, cells, key in self._keyed(prepared):
            left_out = i in faults and _credit_incomplete(faults[i])
            found = (
                Crediting(None, Problem("credit.incomplete", "drop", field=rule.amount))
                if left_out
                else crediting(rule, cells, key, posted)
            )
            if found.credit and i in neighbours_:
                found = self._doubted(prepared.numbers[i], found, neighbours_[i], posted)
            decided[i] = found
            if found.problem or rule.sets:
                prepared.odd.add(i)
        return decided

    def _neighbours(self, prepared: Prepared) -> dict[int, list[str]]:
        """Return the keys under which another file may have posted the same rows; a reference leaves no doubt."""
        if prepared.neighbours is None:
            ordinals, numbers, make_key = self._ordinals(prepared), prepared.numbers, self._make_key
            tokens = self._layout.survey.label_map.own_column("token") is not None
            prepared.neighbours = {}
            for i, cells, _ in self._keyed(prepared):
                if cells.customer and not cells.reference:
                    others = neighbours(numbers[i], ordinals.get(numbers[i], 0), tokens=tokens)
                    prepared.neighbours[i] = [make_key(cells.customer, "", other) for other in others]
        return prepared.neighbours

    def _doubted(self, row: int, found: Crediting, keys: Sequence[str], posted: Mapping[str, Posted]) -> Crediting:
        """Take a credit back that another file may have posted, unless somebody has looked at it."""
        others = [posted[key] for key in keys if key in posted]
        rule, survey = self._layout.rule, self._layout.survey
        if not others or rule is None:
            return found
        corrected = max(0, (survey.ordinals.get(row) or 0) - CORRECTED)
        problem = possible_double(rule, found, others, corrected, survey.recurrences.get(row) or 0)
        code = "credit.possible_double"
        if problem is None or self._answers.get(f"{code}.{row}", self._answers.get(code)) == "accept":
            return found
        return Crediting(None, problem)

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
