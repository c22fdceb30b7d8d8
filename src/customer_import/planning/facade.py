"""`plan`: the planner driven over a table and a store in one call."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime

from customer_import.errors import StoreError
from customer_import.mapping import LabelMap, LabelMemory
from customer_import.model import Balance, Chunk, Match, Posted
from customer_import.planning.arguments import PlanArguments
from customer_import.planning.layout import Override
from customer_import.planning.planner import Planner
from customer_import.planning.sealed import Plan
from customer_import.ports import CustomerReader, Matches, asked, each_expected, expected
from customer_import.profile import Profile
from customer_import.surveying import STEP_ROWS, Survey, TableLike
from customer_import.surveying import survey as make_survey
from customer_import.surveying.kept import KeptChunks


def plan(
    table: TableLike,
    profile: Profile,
    store: CustomerReader,
    *,
    today: date | None = None,
    occasion: str | None = None,
    label_map: LabelMap | Mapping[str, str | None] | None = None,
    memory: LabelMemory | None = None,
    references: Mapping[str, Sequence[str]] = {},
    features: Collection[str] = (),
    answers: Mapping[str, str] = {},
    overrides: Sequence[Override] = (),
    notify: bool = False,
    actor: str | None = None,
    survey: Survey | None = None,
    plan_id: str | None = None,
    expires: datetime | None = None,
    on_progress: Callable[[str, int], None] | None = None,
) -> Plan:
    """Decide every row of a table against a store; writes nothing.

    Args:
        table: What `read` returned.
        profile: The host's declaration.
        store: Where customers are looked up.
        today: The calendar day; None is today in the profile's zone.
        occasion: The name of the reason why credits are given. The same occasion never credits a row twice.
        label_map: Which label feeds which field, where aliases do not say it.
        memory: What people said of earlier files, about columns and values.
        references: Name of a reference list → its values.
        features: What the host has switched on.
        answers: Question code → answer.
        overrides: Policies lifted for this plan, by whom and why.
        notify: Whether posted credits are announced to the customers.
        actor: Who plans, for the record.
        survey: A survey of this table made before; the arguments that it settles are then taken from it.
        plan_id: The plan's id; None makes a random one.
        expires: When the plan stops being applicable.
        on_progress: Called with ("survey" or "plan", rows so far).

    Returns:
        The sealed plan.

    Raises:
        QuestionsOpen: The file leaves questions open; the exception holds them.
        SourceError: The file lacks a column that the profile needs.
        UsageError: The survey is of another file or profile, or an argument cannot be meant.
        StoreError: The store failed, or broke a promise of the port.
    """
    given = PlanArguments(
        profile=profile,
        today=today,
        plan_id=plan_id,
        occasion=occasion,
        label_map=label_map,
        memory=memory,
        references=references,
        features=features,
        answers=answers,
        overrides=overrides,
        notify=notify,
        actor=actor,
        expires=expires,
    )
    kept = KeptChunks()
    if survey is None:
        survey = make_survey(table, profile, keep=kept, on_progress=on_progress, **given.of_survey)
    else:
        survey.expect(table, profile)
    planner = Planner(survey, store_id=store.store_id, tenant=store.tenant, **given.of_planner)
    rows = 0
    for chunk in kept.again() or table.chunks(STEP_ROWS):
        keys = planner.keys(chunk)
        matches = asked(_find, store, keys) if keys else []
        ids = planner.balance_ids(matches)
        planner.decide(
            chunk,
            matches,
            _posted(store, planner, chunk),
            asked(_balances, store, ids) if ids else (),
        )
        rows += len(chunk)
        if on_progress:
            on_progress("plan", rows)
    return planner.finish()


def _find(store: CustomerReader, keys: Mapping[str, Sequence[str]]) -> Sequence[Match]:
    found = store.find(keys)
    return found if isinstance(found, Matches) else each_expected(found, Match, "find")


def _posted(store: CustomerReader, planner: Planner, chunk: Chunk) -> Sequence[Posted]:
    """Return what the ledger holds of a chunk's credits; no key is made where nobody was credited for the occasion."""
    credited: Callable[[str], object] | None = getattr(store, "credited", None)
    if credited and planner.occasion and not expected(asked(credited, planner.occasion), bool, "credited"):
        return ()
    keys = planner.credit_keys(chunk)
    return asked(_credits, store, keys) if keys else ()


def _credits(store: CustomerReader, keys: Sequence[str]) -> list[Posted]:
    return each_expected(store.credits(keys), Posted, "credits")


def _balances(store: CustomerReader, ids: Sequence[str]) -> list[Balance]:
    read: Callable[[Sequence[str]], Iterable[Balance]] | None = getattr(store, "balances", None)
    if read is None:
        raise StoreError(
            "the profile sets balances, and the store has no method balances (BalanceReader)", code="store.no_balances"
        )
    return each_expected(read(ids), Balance, "balances")
