"""What the laws share: a drawn scenario becomes a file, a table, a store and a plan; outcomes become comparable."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

import attrs
from hypothesis import HealthCheck, settings

import customer_import as ci
from customer_import.model import Chunk, Outcome, Target, Value
from customer_import.ports import Batch, PlanRef
from customer_import.profile import Profile
from customer_import.reading import Dialect, Table
from customer_import.stores import MemoryStore, SQLiteStore
from customer_import.surveying import Survey
from customer_import.testing.strategies import OCCASION, TENANT, TODAY, CsvStyle, Scenario, csv_bytes
from tests.oracle import decide, rows_of

# Problems of a row as a whole: which key field they name is a matter of wording.
OF_THE_ROW = ("key.missing", "customer.locked", "customer.not_found", "create.unchecked", "identity.mismatch",
               "customer.changed")  # fmt: skip
DAY = datetime.date.fromisoformat(TODAY)


def examples(count: int) -> Any:
    """Ask for so many examples in an ordinary run, and for proportionally more in a longer one."""
    share = max(1, count * settings().max_examples // 100)
    return settings(max_examples=share, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def table_of(scenario: Scenario, style: CsvStyle | None = None) -> Table:
    """Write a scenario's sheet and read it as it was written: what `read` finds out is not in question here."""
    style = style or CsvStyle()
    encoding = {"utf-8-sig": "utf-8", "utf-16": "utf-16-le"}.get(style.encoding, style.encoding)
    line_end: Any = style.line_end
    dialect = Dialect(
        encoding=encoding,
        bom=encoding != style.encoding,
        delimiter=style.delimiter,
        line_end=line_end,
        header_rows=(1,),
    )
    return ci.read(csv_bytes(scenario.sheet, style), profile=scenario.profile, dialect=dialect)


def filled(scenario: Scenario, store: Any = None) -> Any:
    """Fill a store with a scenario's customers and ledger; a new one in memory if none is given."""
    store = MemoryStore(scenario.profile, tenant=TENANT) if store is None else store
    ids = []
    for match in scenario.customers:
        ids.append(store.add(match.values, match.children))
        if match.locked:
            store.lock(ids[-1])
    owners = [match for match in store.customers() if not match.locked]
    if scenario.ledger and owners:
        earlier = PlanRef("earlier", "digest", store.store_id, store.tenant, 1, occasion=OCCASION)
        posted = tuple(ci.Credit(p.key, p.amount, p.unit, p.account, p.expires) for p in scenario.ledger)
        target = Target(owners[0].id, owners[0].version)
        store.journal(earlier)
        store.commit(Batch(earlier, 0, 1, [(0, Outcome("update", 2, target, credits=posted))]))
    return store


def sqlite(scenario: Scenario, path: Any) -> Any:
    """Fill a new database in a file, or in memory where the path says so."""
    return filled(scenario, SQLiteStore(path, scenario.profile, tenant=TENANT))


def surveyed(table: Any, scenario: Scenario) -> Survey:
    """Survey a table under the inputs of a scenario."""
    options = scenario.options
    del options["occasion"], options["overrides"]
    return ci.survey(table, scenario.profile, today=TODAY, **options)


def planned(table: Any, scenario: Scenario, store: Any, **options: Any) -> ci.Plan:
    """Plan a table under the inputs of a scenario."""
    return ci.plan(table, scenario.profile, store, **{"today": DAY, "plan_id": "plan", **scenario.options, **options})


def is_findable(profile: Profile, outcome: Outcome) -> bool:
    """Whether the row names a key that a create stores."""
    return any(name in outcome.incoming and profile.field(name).policy != "never" for name in profile.key_fields)


def outcomes_of(table: Any, scenario: Scenario, store: Any, **options: Any) -> list[Outcome]:
    """Plan a table and return the outcomes."""
    with planned(table, scenario, store, **options) as plan:
        return list(plan.outcomes())


def balances(store: Any) -> dict[tuple[str, str, str], Decimal]:
    """Add up a store's ledger, entry by entry."""
    sums: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    for entry in store.ledger():
        sums[entry.customer_id, entry.posted.unit, entry.posted.account] += Decimal(entry.posted.amount)
    return sums


def foretold(table: Table, scenario: Scenario, store: Any) -> list[Outcome]:
    """Let the naive importer decide a table."""
    survey = surveyed(table, scenario)
    options = scenario.options
    return decide(
        table.labels,
        rows_of(table),
        scenario.profile,
        list(store.customers()),
        [entry.posted for entry in store.ledger()],
        today=DAY,
        tenant=TENANT,
        occasion=options.pop("occasion") or "",
        label_map=survey.label_map.fields,
        hints=survey.hints,
        balances=balances(store),
        derived=survey.label_map.derived,
        digest=table.digest,
        **options,
    )


def essence(outcome: Outcome, *, row: bool = True) -> dict[str, Any]:
    """Take of an outcome what is decided: problems without order and wording, no target where nothing goes on."""
    content = attrs.asdict(outcome, recurse=False)
    named = outcome.kind != "skip"  # one reason to skip a row is enough, and which of several is a matter of wording
    content["problems"] = sorted(
        {(p.code, p.level, p.field if named and p.code not in OF_THE_ROW else "") for p in outcome.problems}
    )
    content["held"] = {name: _plain(value) for name, value in outcome.held.items() if value}
    content["incoming"] = dict(outcome.incoming)
    content["raw"] = dict(outcome.raw)
    content["edits"] = [(e.field, _plain(e.before), _plain(e.after), e.child) for e in outcome.edits]
    if outcome.kind == "reject":
        del content["target"]
    if not row:
        del content["row"]
    return content


def _plain(value: Value) -> Value:
    return value or ""


def agree(plan: list[Outcome], oracle: list[Outcome]) -> None:
    """Compare a plan with what the naive importer says; a plan may quote more cells than those that are bad."""
    for outcome, expected in zip(plan, oracle, strict=True):
        assert expected.raw.items() <= outcome.raw.items()
        assert essence(attrs.evolve(outcome, raw={})) == essence(attrs.evolve(expected, raw={}))


def essences(outcomes: Iterable[Outcome], *, row: bool = True) -> list[dict[str, Any]]:
    """Take the essence of many outcomes."""
    return [essence(outcome, row=row) for outcome in outcomes]


def parts(chunk: Chunk, size: int) -> Iterator[Chunk]:
    """Cut a chunk into smaller ones."""
    for first in range(0, len(chunk), size):
        last = min(first + size, len(chunk))

        def within(sparse: dict[int, Any], first: int = first, last: int = last) -> dict[int, Any]:
            return {index - first: entry for index, entry in sparse.items() if first <= index < last}

        yield Chunk(
            chunk.numbers[first:last],
            [column[first:last] for column in chunk.columns],
            {column: inside for column, flags in chunk.flags.items() if (inside := within(flags))},
            within(chunk.short),
            within(chunk.damaged),
            within(chunk.raw),
        )


def state(store: Any) -> Any:
    """Return all that a store holds, for comparison."""
    return store.customers(), store.ledger(), store.outbox()
