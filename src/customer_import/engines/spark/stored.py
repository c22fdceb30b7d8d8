"""What is stored, by the key forms under which rows may ask for it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import attrs
import pyarrow as pa
from pyspark.sql import DataFrame
from pyspark.sql import functions as F  # noqa: N812 - what everybody calls it

from customer_import.engines.spark.shapes import (
    CREDIT,
    CUSTOMER,
    HELD,
    POSTED,
    Batches,
    batch_of,
    ddl,
    planner_of,
    refuse_types,
    value_of,
)
from customer_import.errors import UsageError
from customer_import.model import Balance, Child, Match, Posted, Value
from customer_import.planning.parts import BlockPlanner
from customer_import.ports import Matches


def stored_customers(current: DataFrame, planner: BlockPlanner, sent: Any, balances: DataFrame | None) -> DataFrame:
    """Return the stored customers by field and key form: once for each form by which a row may ask for them."""
    types = dict(current.dtypes)
    missing = [name for name in planner.looked_up if name not in types and not planner.profile.field(name).child]
    missing += [] if "id" in types else ["id"]
    if any(planner.profile.field(name).child for name in planner.looked_up) and "children" not in types:
        missing.append("children")
    if missing:
        raise UsageError(f"current lacks columns: {', '.join(missing)}", code="spark.columns_missing")
    fields = [field.name for field in planner.profile.fields if field.name in types]
    refuse_types({name: types[name] for name in fields}, ("string", "array<string>"), "current")
    extra = [name for name in ("version", "locked", "children") if name in types and name not in fields]
    own = current.select(F.col("id").cast("string").alias("@id"), *fields, *extra)
    if planner.sets:
        if balances is None:
            raise UsageError("the profile sets balances: pass them as a DataFrame", code="credit.no_balances")
        whose = F.col("customer_id").cast("string").alias("@id")
        sums = balances.groupBy(whose).agg(F.collect_list(F.struct("amount", "unit", "account")).alias("@balances"))
        own = own.join(sums, "@id", "left")

    def forms(batches: Batches) -> Iterator[pa.RecordBatch]:
        asking = planner_of(sent)
        for batch in batches:
            entries = batch.to_pylist()
            matches = [_match(entry, fields) for entry in entries]
            data = [_encoded(match, entry.get("@balances")) for match, entry in zip(matches, entries, strict=True)]
            found = list(asking.stored_forms(Matches.of(matches)))
            columns = [
                [name for name, _, _ in found],
                [form for _, form, _ in found],
                [CUSTOMER] * len(found),
                [data[place] for _, _, place in found],
            ]
            yield batch_of(columns, HELD)

    return own.mapInArrow(forms, ddl(HELD))


def posted_credits(ledger: DataFrame) -> DataFrame:
    """Return the ledger's entries by their keys."""
    names = [field.name for field in attrs.fields(Posted)]
    missing = sorted({"key", "amount", "unit"} - set(ledger.columns))
    if missing:
        raise UsageError(f"ledger lacks columns: {', '.join(missing)}", code="spark.columns_missing")
    there = [F.col(name) if name in ledger.columns else F.lit(None).cast("string").alias(name) for name in names]

    def entries(batches: Batches) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            found = batch.to_pylist()
            data = [
                json.dumps([int(e["row"] or 0) if name == "row" else str(e[name] or "") for name in names]).encode()
                for e in found
            ]
            columns = [[CREDIT] * len(found), [e["key"] for e in found], [POSTED] * len(found), data]
            yield batch_of(columns, HELD)

    return ledger.select(*there).mapInArrow(entries, ddl(HELD))


def _match(entry: Mapping[str, Any], fields: Sequence[str]) -> Match:
    values: dict[str, Value] = {name: value_of(entry[name]) for name in fields if entry[name]}
    children = {
        group: tuple(Child(child["key"], dict(child["values"])) for child in of)
        for group, of in dict(entry.get("children") or {}).items()
    }
    version = entry.get("version")
    shown = "" if version is None else str(version)
    return Match(entry["@id"], shown, values, children, bool(entry.get("locked")))


def _encoded(match: Match, balances: Sequence[Mapping[str, Any]] | None) -> bytes:
    children = {group: [[c.key, dict(c.values)] for c in of] for group, of in match.children.items()}
    held = [[str(b["amount"]), b["unit"] or "", b["account"] or ""] for b in balances or ()]
    parts = [match.id, match.version, dict(match.values), match.locked, children, held]
    return json.dumps(parts, separators=(",", ":")).encode()


def decoded(data: bytes) -> tuple[Match, list[Balance]]:
    """Return a customer and what it has, as `stored_customers` wrote them."""
    own, version, values, locked, children, held = json.loads(data)
    grouped = {group: tuple(Child(key, of) for key, of in some) for group, some in children.items()}
    match = Match(own, version, {name: value_of(value) for name, value in values.items()}, grouped, locked)
    return match, [Balance(own, amount, unit, account) for amount, unit, account in held]
