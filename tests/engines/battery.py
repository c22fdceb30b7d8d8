"""Plans of drawn worlds, made by Spark and in one process: they are the same, whatever the file, the session, the cut.

    .venv-spark/bin/python -m tests.engines.battery --n 200 --seed 1

Every world is drawn by Hypothesis and grown to some thousand rows out of the same pools. It prints what it has tried.
"""

import argparse
import datetime
import sys
import time
from collections import Counter
from decimal import Decimal
from random import Random
from typing import Any

import attrs
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded

import customer_import as ci
from customer_import.engines import spark as engine
from customer_import.engines.spark import facade
from customer_import.testing.strategies import POOLS, Scenario, csv_bytes, scenarios
from tests.engines.sparks import content, session
from tests.engines.sparks import frames as held_frames
from tests.laws.test_law_10_csv_xlsx import rectangular, typed_workbook
from tests.laws.world import DAY, filled

SIZES = (0, 1, 7, 999, 1000, 1001, 2500, 4100)
SOURCES = ("csv", "csv", "csv", "blank lines", "open quote", "utf-16", "xlsx", "texts", "typed", "gaps")
PARTITIONS = (*(1, 2, 3, 7) * 10, 200)  # 200 tasks a step take a minute
SESSIONS = {
    "spark.sql.adaptive.enabled": ("false", "true"),
    "spark.sql.ansi.enabled": ("false", "true"),
    "spark.sql.session.timeZone": ("UTC", "Pacific/Kiritimati", "America/New_York"),
    "spark.sql.execution.arrow.maxRecordsPerBatch": ("10000", "7", "-1"),
}
TYPES = {"born": "date", "score": "decimal(20,3)", "visits": "bigint", "vip": "boolean"}


@attrs.frozen
class World:
    """A scenario of some thousand rows, and how it reaches both planners."""

    scenario: Scenario
    source: str
    partitions: int
    conf: dict[str, str]
    chance: Random

    def __str__(self) -> str:
        return f"{self.source}, {len(self.scenario.sheet.rows)} rows, {self.partitions} partitions, {self.conf}"


def grown(scenario: Scenario, chance: Random, rows: int) -> Scenario:
    """Add rows and customers out of the pools: many share a key, many have none, some are of their own."""

    def cell(name: str | None) -> str:
        if name is None or chance.random() < 0.15:
            return ""
        pool = POOLS[name]
        own = chance.randrange(rows + 1)
        if chance.random() < 0.6:
            unique = {
                "number": f"{own}",
                "email": f"c{own}@example.org",
                "phone": f"+3706{own:07d}",
                "cards": f"K{own}",
            }
            return unique.get(name) or chance.choice(pool.good)
        return chance.choice((*pool.good * 8, *pool.bad))

    blanks = chance.random() < 0.2  # nothing but blank cells in a column
    columns = [None if blanks and not at else name for at, name in enumerate(scenario.sheet.fields)]
    more = tuple(tuple(map(cell, columns)) for _ in range(rows))
    sheet = attrs.evolve(scenario.sheet, rows=(*scenario.sheet.rows, *filter(any, more)))
    return attrs.evolve(scenario, sheet=sheet)


def stored(scenario: Scenario, chance: Random) -> Any:
    """Fill a store with a scenario's customers, and with some that the grown rows speak of."""
    store = filled(scenario)
    names = [field.name for field in scenario.profile.fields if not field.child]
    for number in range(0, len(scenario.sheet.rows), 3):
        own = {"number": f"{number}", "email": f"c{number}@example.org", "phone": f"+3706{number:07d}"}
        values: dict[str, Any] = {name: value for name, value in own.items() if name in names and chance.random() < 0.9}
        if "cards" in names and chance.random() < 0.5:
            values["cards"] = (f"K{number}", "C1")
        store.add(values, {})
    return store


def world(scenario: Scenario, chance: Random, sizes: tuple[int, ...], partitions: tuple[int, ...]) -> World:
    """Draw how a scenario grows and travels."""
    source = chance.choice(SOURCES)
    whole = grown(scenario, chance, chance.choice(sizes))
    if source in ("xlsx", "texts", "typed", "gaps"):
        whole = attrs.evolve(whole, sheet=rectangular(whole.sheet))
    conf = {name: chance.choice(values) for name, values in SESSIONS.items()}
    return World(whole, source, chance.choice(partitions), conf, chance)


def tried(spark: Any, one: World) -> str:
    """Plan a world both ways; return how that ends.

    Raises:
        AssertionError: The plans, or their errors, differ.
    """
    for name, value in one.conf.items():
        spark.conf.set(name, value)
    scenario = one.scenario
    store = stored(scenario, one.chance)
    table, incoming, more = _sources(spark, one)
    given = {"today": DAY, "plan_id": "plan", **scenario.options}
    held = held_frames(spark, store, scenario.profile)
    if one.chance.random() < 0.3:
        held["current"] = held["current"].repartition(5)
    alone: ci.Plan | None = None
    try:
        alone = ci.plan(table, scenario.profile, store, **given)
    except ci.CustomerImportError as error:
        expected = error
    try:
        with engine.plan(
            incoming, profile=scenario.profile, store=store, partitions=one.partitions, **held, **given, **more
        ) as made:
            assert alone is not None, f"one process says {expected!r}"
            with alone, made.whole() as whole:
                _compared(one, alone, made, whole)
    except Exception as error:
        if alone is not None or (type(error), getattr(error, "code", "")) != (type(expected), expected.code):
            raise
        return expected.code
    return "equal"


def _compared(one: World, alone: ci.Plan, made: engine.SparkPlan, whole: ci.Plan) -> None:
    assert made.counts == alone.counts
    assert [guard.code for guard in made.guards] == [guard.code for guard in alone.guards]
    if one.source in ("csv", "blank lines", "open quote", "utf-16", "xlsx"):
        assert content(whole) == content(alone)
    elif one.source == "gaps":  # what names rows names others

        def plain(outcome: Any) -> Any:
            return attrs.evolve(outcome, row=0, problems=[problem.code for problem in outcome.problems])

        keyless = [plain(o) for o in whole], [plain(o) for o in alone]
        assert [(o.kind, o.target, o.edits, o.incoming, o.problems) for o in keyless[0]] == [
            (o.kind, o.target, o.edits, o.incoming, o.problems) for o in keyless[1]
        ]
    else:
        assert list(whole) == list(alone)
    shown = sorted((row["row"], row["outcome"], row["customer"]) for row in made.outcomes.collect())
    assert shown == [(o.row, o.kind, o.target.id if o.target else None) for o in whole]


def _sources(spark: Any, one: World) -> tuple[Any, Any, dict[str, Any]]:
    """Return what one process reads, what Spark takes, and what else it has to know."""
    sheet, profile = one.scenario.sheet, one.scenario.profile
    if one.source in ("texts", "typed", "gaps"):
        return _rows(spark, one)
    if one.source == "xlsx":
        data = typed_workbook(sheet, one.chance)
    else:
        data = csv_bytes(sheet)
        lines = data.split(b"\n")
        place = len(lines) // 2
        if one.source == "blank lines":
            lines[place:place] = [b"", b""]
        elif one.source == "open quote":
            lines[place:place] = [b'"one']
        data = b"\n".join(lines)
        if one.source == "utf-16":
            data = data.decode().encode("utf-16")
    table = ci.read(data, profile=profile)
    return table, table, {}


def _rows(spark: Any, one: World) -> tuple[Any, Any, dict[str, Any]]:
    sheet = one.scenario.sheet
    types = ["string"] * len(sheet.labels)
    rows: list[list[Any]] = [list(row) for row in sheet.rows]
    if one.source == "typed":
        for index, name in enumerate(sheet.fields):
            types[index] = TYPES.get(name or "", "string")
            for row in rows:
                row[index] = _typed(row[index], types[index])
    step = 3 if one.source == "gaps" else 1
    numbers = range(2, 2 + step * len(rows), step)
    numbered = [(number, *row) for number, row in zip(numbers, rows, strict=True)]
    one.chance.shuffle(numbered)
    names = ", ".join(f"`{label}` {kind}" for label, kind in zip(sheet.labels, types, strict=True))
    incoming = spark.createDataFrame(numbered, f"`the row` int, {names}")
    mappings = [dict(zip(sheet.labels, row, strict=True)) for row in rows]
    table = ci.read(mappings if rows else csv_bytes(sheet), profile=one.scenario.profile)
    return table, incoming, {"row": "the row"}


def _typed(cell: str, kind: str) -> Any:
    try:
        if kind == "date":
            return datetime.date.fromisoformat(cell)
        if kind == "bigint":
            return int(cell)
        if kind.startswith("decimal"):
            return Decimal(cell)
        if kind == "boolean":
            return {"true": True, "false": False}[cell.lower()]
    except (ValueError, KeyError, ArithmeticError):
        return None
    return cell


def run(
    spark: Any,
    count: int,
    seed: int,
    sizes: tuple[int, ...] = SIZES,
    partitions: tuple[int, ...] = PARTITIONS,
    *,
    heard: bool = False,
) -> Counter[str]:
    """Try worlds; return how many ended how."""
    ends: Counter[str] = Counter()

    @seeded(seed)
    @settings(
        max_examples=count, deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(scenarios(wide=True, max_rows=4))
    def each(scenario: Scenario) -> None:
        number = ends.total()
        drawn = world(scenario, Random(f"{seed} {number}"), sizes, partitions)
        try:
            end = tried(spark, drawn)
        except Exception as error:
            error.add_note(f"world: {drawn}; number {number}")
            raise
        ends[f"{drawn.source}: {end}"] += 1
        if heard:
            print(f"{sum(ends.values())}: {drawn}: {end}", flush=True)

    before = {name: spark.conf.get(name) for name in SESSIONS}
    try:
        each()
    finally:
        for name, value in before.items():
            spark.conf.set(name, value)
    return ends


def main() -> int:
    """Try worlds and print how many."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    began = time.monotonic()
    spark = session()
    vars(facade)["PIECE_BLOCKS"] = 1
    for end, count in sorted(run(spark, options.n, options.seed, heard=True).items()):
        print(f"{count:5} {end}")
    print(f"{options.n} worlds, no difference, {time.monotonic() - began:.0f} s")
    spark.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
