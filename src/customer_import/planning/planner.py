"""The planner: chunks of rows and the customers that the store found for them go in, a sealed plan comes out.

Pure and row-local. Most rows of most files are plain, and are decided by looking at whole columns (`plain`). All others
are *odd* and are decided by `rows.RowDecider`, which knows every rule.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING
from unicodedata import normalize

from customer_import.columns import listed
from customer_import.errors import QuestionsOpen, UsageError
from customer_import.mapping import with_derived
from customer_import.model import Balance, Chunk, Match, Posted, Question, Value
from customer_import.planning.crediting import ChunkCredits
from customer_import.planning.credits import key_maker
from customer_import.planning.guards import Tallies
from customer_import.planning.layout import Layout, Override
from customer_import.planning.matching import MatchIndex, wanted_keys
from customer_import.planning.plain import PlainRows
from customer_import.planning.prepare import Prepared
from customer_import.planning.rows import Decision, RowDecider
from customer_import.planning.sealed import Plan
from customer_import.planning.wire import KIND_LETTERS, Rows, encode_credit, encode_edit, encode_posted, encode_problem
from customer_import.planning.writing import PlanWriter, header_of
from customer_import.ports import Matches
from customer_import.problems.questions import expect_answers
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
        occasion: The name of the reason why credits are given; needed where the file credits anything. White space
            around it and how much of it is inside do not make another one.
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
        expect_answers(answers)
        self._answers = {**survey.answers, **answers}
        occasion = _one_spelling(occasion or "") or _one_spelling(self._answers.get("credit.occasion", ""))
        _refuse_open(survey, self._answers, occasion)
        if survey.today and survey.today != today.isoformat():
            raise UsageError(
                f"the survey was made for {survey.today}, the plan is for {today}; survey the table again",
                code="survey.other_day",
            )
        self._layout = layout = Layout(survey, today.isoformat(), features, overrides)
        self._occasion = occasion
        self._make_key = key_maker(tenant, self._occasion)
        self._tallies = Tallies(layout.profile)
        self._prepared: tuple[Chunk, Prepared] | None = None
        self._credited: ChunkCredits | None = None
        header = header_of(
            layout,
            plan_id=plan_id,
            today=today.isoformat(),
            store_id=store_id,
            tenant=tenant,
            occasion=self._occasion,
            answers=self._answers,
            features=features,
            overrides=overrides,
            notify=notify,
            actor=actor,
            expires=expires,
        )
        self._writer = PlanWriter(header)
        self._plain = PlainRows(layout)

    @property
    def occasion(self) -> str:
        """The occasion under which the file credits; "" where it has no column of amounts."""
        return self._occasion if self._layout.rule is not None else ""

    def keys(self, chunk: Chunk) -> dict[str, list[str]]:
        """Return what `CustomerReader.find` must look up for a chunk: field → distinct key forms."""
        return wanted_keys(self._layout, self._prepare(chunk))

    def credit_keys(self, chunk: Chunk) -> list[str]:
        """Return the credit keys of a chunk, for `CustomerReader.credits`.

        Nothing is there, and `decide` needs none of it, where `OccasionReader.credited` says no to `occasion`.
        """
        credited = self._credits(self._prepare(chunk))
        return credited.asked() if credited else []

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
        chunk, credited = prepared.chunk, self._credits(prepared)
        self._prepared = self._credited = None
        index = MatchIndex(self._layout, matches, balances)
        if credited is not None:
            credited.decide(posted)
        decider = RowDecider(self._layout, prepared, index, credited, self._answers)
        rows = Rows(
            list(prepared.numbers),
            incoming=[cells.values if cells.text is None else cells.text for cells in prepared.cells],
        )
        if credited is not None:
            rows.ordinals = credited.ordinals
        changed = self._plain.decide(rows, prepared, index, credited)
        if credited is not None:
            rows.credits = credited.plain()
        telling = self._telling(index) if changed else []
        for i in sorted(prepared.odd.union(changed)):
            if i in changed:
                self._tallies.edited(rows.edits[i], [(name, stored[changed[i]]) for name, stored in telling])
            elif (refused := prepared.refused_by_cells(i)) is None:
                self._record(rows, i, decider.decide(i), chunk)
            else:  # what `_record` writes of such a decision
                rows.kinds[i], rows.signatures[i] = "R", decider.void(i)
                for problem in refused:
                    rows.problems.add(i, problem)
        if prepared.odd:
            rows.targets.sort()
            rows.credits.sort()
        self._tallies.matched += len(rows.targets.at)
        for column, cells in zip(self._layout.columns, prepared.cells, strict=True):
            self._tallies.read(column.field, cells)
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
            self._credited = None
            self._prepared = chunk, Prepared(layout, marked(whole, layout.beside, layout.examples.within(whole)))
        return self._prepared[1]

    def _credits(self, prepared: Prepared) -> ChunkCredits | None:
        """Return what the rows of a chunk credit, or None where nothing is; made once a chunk."""
        rule = self._layout.rule
        if rule is not None and self._credited is None:
            self._credited = ChunkCredits(self._layout, prepared, rule, make_key=self._make_key, answers=self._answers)
        return self._credited

    def _telling(self, index: MatchIndex) -> list[tuple[str, Sequence[Value]]]:
        """Return the stored columns of which the guards are to know what a changed customer has."""
        stored = index.matches.values
        return [(name, listed(stored[name])) for name in self._tallies.telling if name in stored]

    def _record(self, rows: Rows, i: int, decision: Decision, chunk: Chunk) -> None:
        """Write an odd row's decision into the columns."""
        rows.kinds[i] = KIND_LETTERS[decision.kind]
        rows.signatures[i] = decision.signature
        target = decision.target
        if target is not None:
            rows.targets.add(i, (target.id, target.version, decision.key))
        if decision.edits and (target is not None or any(edit.child for edit in decision.edits)):
            rows.edits[i] = [encode_edit(edit) for edit in decision.edits]
            if target is not None:
                self._tallies.edited(rows.edits[i], target.values.items())
        for credit in decision.credits:
            rows.credits.add(i, encode_credit(credit))
        if decision.posted:
            rows.posted[i] = [encode_posted(posted) for posted in decision.posted]
        if decision.held:
            rows.held[i] = decision.held
        for problem in decision.problems:
            rows.problems.add(i, encode_problem(problem))
        if decision.problems:
            self._tallies.refused(decision.problems)
        if i in chunk.damaged:
            rows.raw[i] = list(chunk.raw.get(i) or [column[i] for column in chunk.columns])


def _one_spelling(occasion: str) -> str:
    """Return an occasion as keys have it: another space, or an accent composed otherwise, is no other one."""
    return " ".join(normalize("NFC", occasion).split())


def _refuse_open(survey: Survey, answers: Mapping[str, str], occasion: str) -> None:
    def open_(question: Question) -> bool:
        if question.code == "credit.occasion":
            return not occasion
        return question.code not in answers

    left = tuple(question for question in survey.questions if open_(question))
    if left:
        raise QuestionsOpen.before("anything is planned", left)
