"""The rows of many tenants in one run: each tenant is planned by itself, in a task, as one process would plan it.

Rows and stored customers of a tenant are brought to one task, which holds them in memory: this is for thousands of
tenants with files of thousands of rows, not for one with millions, which `plan` serves.
"""

from __future__ import annotations

import json
import os
import pickle
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import Any

import attrs
import pyarrow as pa
import pyarrow.compute as pc
from pyspark import cloudpickle
from pyspark.sql import DataFrame

from customer_import.engines.spark.deciding import customers_in, posted_in
from customer_import.engines.spark.frames import (
    FrameTable,
    chunks_of,
    digest_of,
    fault_of,
    faulty,
    filled,
    numbered_rows,
)
from customer_import.engines.spark.shapes import CUSTOMERS, POSTED, ROWS, Batches, batch_of, ddl, together
from customer_import.engines.spark.staging import written
from customer_import.engines.spark.stored import (
    LEDGER,
    TOGETHER,
    customers_of,
    in_bytes,
    stored_forms,
    table_of,
    texts_of,
)
from customer_import.errors import CustomerImportError, UsageError
from customer_import.model import Counts, Posted, Tally
from customer_import.planning.arguments import PlanArguments
from customer_import.planning.parts import BlockPlanner
from customer_import.planning.sealed import Plan
from customer_import.profile import Profile
from customer_import.surveying import survey as make_survey

TENANTS = pa.schema([("tenant", pa.string()), ("kind", pa.int8()), ("data", pa.binary())])
PLANNED = pa.schema([("tenant", pa.string()), ("name", pa.string()), ("counts", pa.string()), ("error", pa.binary())])


@attrs.frozen
class TenantPlan:
    """What became of one tenant's rows.

    Args:
        tenant: The tenant.
        path: Its plan, sealed; `Plan.open` opens it, `apply` applies it. None where there is an error.
        counts: How many rows end how.
        error: Why nothing was planned: questions that the rows leave open, a column that is missing, …
    """

    tenant: str
    path: Path | None
    counts: Counts
    error: CustomerImportError | None = None


def plans(
    incoming: DataFrame,
    current: DataFrame,
    profile: Profile,
    directory: str | os.PathLike[str],
    *,
    tenant: str,
    row: str,
    store_id: str,
    plan_id: str | None = None,
    ledger: DataFrame | None = None,
    balances: DataFrame | None = None,
    tasks: int | None = None,
    **options: Any,
) -> list[TenantPlan]:
    """Plan the rows of many tenants, each by itself; nobody's rows meet another one's customers or credits.

    Args:
        incoming: The rows, as `plan` takes a DataFrame.
        current: The stored customers, as `plan` takes them.
        profile: The host's declaration, the same for all tenants.
        directory: Where the plans are left: all executors reach it under this path.
        tenant: The column that names the tenant in every one of these DataFrames: text, or whole numbers.
        row: The column that numbers the rows of a tenant.
        store_id: The store that the plans will be applied to.
        plan_id: What the id of every plan begins with; a digest of the tenant follows. None makes a random one.
        ledger: The posted credits.
        balances: What they come to.
        tasks: How many tasks share the tenants; None leaves it to Spark.
        options: The other arguments of `customer_import.plan`, for every tenant, but for `survey` and `on_progress`.

    Returns:
        One entry for each tenant that has rows, in the order of their names. An error of one keeps no other from being
        planned.

    Raises:
        UsageError: A DataFrame lacks a column, or has one of another type.
    """
    given = PlanArguments(**{**_DEFAULTS, **options, "profile": profile, "plan_id": plan_id})
    sets = profile.credit is not None and profile.credit.sets
    if sets and balances is None:
        raise UsageError("the profile sets balances: pass them as a DataFrame", code="credit.no_balances")
    if profile.credit is not None and ledger is None:
        raise UsageError("the profile gives credits: pass the ledger as a DataFrame", code="spark.no_ledger")
    labels, rows = numbered_rows(incoming, row, tenant)
    held = customers_of(current, profile, _looked_up(profile), balances if sets else None, tenant)
    packets = _packets(rows, ROWS).unionByName(_packets(held, CUSTOMERS))
    if ledger is not None:
        packets = packets.unionByName(_packets(texts_of(ledger, "ledger", LEDGER, LEDGER_NEEDS, tenant), POSTED))
    folder = Path(directory)
    folder.mkdir(parents=True, exist_ok=True)
    sent = cloudpickle.dumps((given, labels, row, store_id))

    def planned(batches: Batches) -> Iterator[pa.RecordBatch]:
        arguments = cloudpickle.loads(sent)
        for own, of in groupby(_received(batches), key=lambda packet: packet[0]):
            tables: dict[int, list[pa.Table]] = {CUSTOMERS: [], POSTED: [], ROWS: []}
            for _, kind, data in of:
                tables[kind].append(table_of(data))
            if tables[ROWS]:
                yield batch_of([[cell] for cell in (own, *_left(folder, own, tables, *arguments))], PLANNED)

    shared = packets.repartition(tasks, "tenant") if tasks else packets.repartition("tenant")
    found = shared.sortWithinPartitions("tenant", "kind").mapInArrow(planned, ddl(PLANNED)).collect()
    return [
        TenantPlan(
            entry["tenant"],
            folder / entry["name"] if entry["name"] else None,
            Counts(**json.loads(entry["counts"])),
            pickle.loads(entry["error"]) if entry["error"] else None,  # noqa: S301 - pickled by a task of this job
        )
        for entry in sorted(found, key=lambda entry: str(entry["tenant"]))
    ]


_DEFAULTS: Mapping[str, Any] = {
    "today": None, "occasion": None, "label_map": None, "memory": None, "references": {}, "features": (),
    "answers": {}, "overrides": (), "notify": False, "actor": None, "expires": None,
}  # fmt: skip
LEDGER_NEEDS = ("key", "amount", "unit")


def _looked_up(profile: Profile) -> list[str]:
    """Return the fields by which any file may look a customer up."""
    command = profile.create_command
    names = [*profile.key_fields, *profile.unique_fields, *(command.secondary if command else ())]
    return list(dict.fromkeys([*names, *(group.key for group in profile.children)]))


def _packets(frame: DataFrame, kind: int) -> DataFrame:
    """Pack rows by their tenant."""

    def packed(batches: Batches) -> Iterator[pa.RecordBatch]:
        for table in together(batches, TOGETHER):
            tenants = table.column("@tenant").to_pylist()
            if not all(tenants):
                raise UsageError("a row has no tenant", code="spark.no_tenant")
            order = sorted(range(len(tenants)), key=tenants.__getitem__)
            rest = table.drop_columns(["@tenant"])
            made = [(own, kind, in_bytes(rest.take(list(at)))) for own, at in groupby(order, key=tenants.__getitem__)]
            yield batch_of(list(zip(*made, strict=True)), TENANTS)

    return frame.mapInArrow(packed, ddl(TENANTS))


def _received(batches: Batches) -> Iterator[tuple[str, int, bytes]]:
    for batch in batches:
        for tenant, kind, data in zip(*batch.columns, strict=True):
            yield tenant.as_py(), kind.as_py(), data.as_py()


def _left(
    folder: Path, tenant: str, tables: Mapping[int, list[pa.Table]], given: PlanArguments, *how: Any
) -> tuple[str, str, bytes]:
    """Plan one tenant's rows, and leave the plan; return its name, its counts, and the error instead."""
    labels, row, store_id = how
    digest = sha256(tenant.encode()).hexdigest()[:16]
    try:
        rows = _rows(tables[ROWS], labels, row)
        survey = make_survey(rows, given.profile, **given.of_survey)
        options = {**given.of_planner, "plan_id": f"{given.plan_id}-{digest}", "store_id": store_id, "tenant": tenant}
        planner = BlockPlanner(survey, **options)
        with _decided(planner, rows, tables) as plan, written(folder / f"plan-{digest}.jsonl") as file:
            plan.save(file)
            return f"plan-{digest}.jsonl", json.dumps(attrs.asdict(plan.counts)), b""
    except CustomerImportError as error:
        return "", "{}", pickle.dumps(error)


def _rows(tables: list[pa.Table], labels: tuple[str, ...], row: str) -> FrameTable:
    """Return a tenant's rows as a survey sees a table."""
    whole = pa.concat_tables(tables).sort_by("@row").combine_chunks()
    if fault := fault_of(whole.column("@row")):
        raise faulty(fault, row)
    kept = filled(whole)
    chunks = list(chunks_of([kept]))
    tally = Tally(header=1, rows=kept.num_rows, blank=whole.num_rows - kept.num_rows)
    return FrameTable(labels, [digest_of(chunks)], tally, lambda: iter(chunks))


def _decided(planner: BlockPlanner, rows: FrameTable, tables: Mapping[int, list[pa.Table]]) -> Plan:
    """Decide a tenant's rows against what is stored for it."""
    held = _Stored(planner, tables[CUSTOMERS])
    ledger = pa.concat_tables(tables[POSTED]) if tables[POSTED] else None
    for chunk in rows.chunks():
        matches, balances = customers_in(planner, held.of(planner.keys(chunk)))
        posted: list[Posted] = []
        if ledger is not None:
            keys = pa.array(planner.credit_keys(chunk), pa.string())
            posted = posted_in(ledger.filter(pc.is_in(ledger.column("key"), keys)))
        planner.decide(chunk, matches, posted, balances if planner.sets else None)
    return planner.finish()


class _Stored:
    """The stored customers of a tenant, found by their key forms."""

    def __init__(self, planner: BlockPlanner, tables: list[pa.Table]) -> None:
        self._table = pa.concat_tables(tables).sort_by("@id").combine_chunks() if tables else pa.table({})
        self._places: dict[str, dict[str, list[int]]] = {}
        for name, forms, places in stored_forms(planner, self._table) if tables else ():
            own = self._places.setdefault(name, {})
            for form, place in zip(forms, range(len(forms)) if places is None else places, strict=True):
                own.setdefault(form, []).append(place)

    def of(self, keys: Mapping[str, Sequence[str]]) -> pa.Table:
        """Return those that have one of some keys."""
        found: set[int] = set()
        for name, forms in keys.items():
            own = self._places.get(name, {})
            found.update(*(own.get(form, ()) for form in forms))
        return self._table.take(pa.array(sorted(found), pa.int64())) if found else self._table.slice(0, 0)
