"""Many tenants in one run: each has the plan that one process makes of its rows and its customers alone."""

from pathlib import Path
from typing import Any

import attrs
import pytest

import customer_import as ci
from customer_import.engines import spark as engine
from customer_import.errors import UsageError
from tests.engines.sparks import CHILDREN
from tests.laws.world import DAY

PROFILE = ci.Profile(
    name="club",
    keys=("no", "mail"),
    fields=(
        ci.Field("no", "identifier", labels=("no",)),
        ci.Field("mail", "email", labels=("mail",)),
        ci.Field("name", labels=("name",)),
        ci.Field("points", "decimal", labels=("points",)),
    ),
    credit=ci.CreditRule("no", "points", default_unit="PTS"),
)
# Tenant → rows. "b" has nothing stored, "ž/1" is no name of a file, all share keys; "none" has customers and no rows.
ROWS: dict[str, list[tuple[int, str, str, str, int | None]]] = {
    "a": [(n, str(n % 1100), f"c{n % 1100}@example.org", f"Name {n}", n if n % 5 else None) for n in range(2, 1300)],
    "b": [(2, "7", "c7@example.org", "Ann", 5), (9, "7", "", "Bob", 6), (11, "", "", "", None), (12, "8", "x", "", 1)],
    "ž/1": [(5, "7", "c8@example.org", "Eva", None), (3, "8", "", "Ann", 4)],
}
STORED = {"a": range(0, 1300, 3), "ž/1": range(7, 9), "none": range(3)}
LABELS = ("no", "mail", "name", "points")


def store_of(tenant: str) -> ci.MemoryStore:
    """Fill a store with one tenant's customers, one of whom was credited by these rows before."""
    store = ci.MemoryStore(PROFILE, tenant=tenant)
    for number in STORED.get(tenant, ()):
        store.add({"no": str(number), "mail": f"c{number}@example.org", "name": "Ann"})
    if tenant == "a":
        table = ci.read([dict(zip(LABELS, ("9", "", "", 9), strict=True))], profile=PROFILE)
        ci.apply(ci.plan(table, PROFILE, store, today=DAY, occasion="opening"), store)
    return store


def test_every_tenant_has_the_plan_of_one_process(spark: Any, tmp_path: Path) -> None:
    """Whether it has stored customers or not, though keys and ids are those of other tenants, too."""
    stores = {tenant: store_of(tenant) for tenant in [*ROWS, "none"]}
    rows = [(tenant, *row) for tenant, of in ROWS.items() for row in of]
    current: list[tuple[Any, ...]] = [
        (t, match.id, match.version, match.locked, {}, *(match.values.get(name) for name in LABELS[:3]))
        for t, store in stores.items()
        for match in store.customers()
    ]
    posted = [(t, *attrs.astuple(entry.posted)) for t, store in stores.items() for entry in store.ledger()]
    types = ", ".join(f"{f.name} {'int' if f.name == 'row' else 'string'}" for f in attrs.fields(ci.Posted))
    made = engine.plans(
        spark.createDataFrame(rows[::-1], "shop string, n int, no string, mail string, name string, points int"),
        spark.createDataFrame(
            current,
            f"shop string, id string, version string, locked boolean, children {CHILDREN}, "
            "no string, mail string, name string",
        ),
        PROFILE,
        tmp_path,
        tenant="shop",
        row="n",
        store_id="memory",
        plan_id="nightly",
        ledger=spark.createDataFrame(posted, f"shop string, {types}"),
        today=DAY,
        occasion="opening",
    )
    assert [one.tenant for one in made] == sorted(ROWS)
    for one in made:
        of = sorted(ROWS[one.tenant])
        table = ci.read([dict(zip(LABELS, row[1:], strict=True)) for row in of], profile=PROFILE)
        assert one.path is not None
        store = stores[one.tenant]
        with ci.plan(table, PROFILE, store, today=DAY, occasion="opening") as alone, ci.Plan.open(one.path) as plan:
            assert plan.counts == alone.counts == one.counts
            assert plan.header["tenant"] == one.tenant
            numbers = dict(enumerate((row[0] for row in of), 2))  # in one process rows are numbered from two on
            for mine, theirs in zip(plan, alone, strict=True):
                assert mine.row == numbers[theirs.row]
                assert (mine.kind, mine.target, mine.incoming) == (theirs.kind, theirs.target, theirs.incoming)
                assert (mine.edits, mine.credits) == (theirs.edits, theirs.credits)
                assert [problem.code for problem in mine.problems] == [problem.code for problem in theirs.problems]
            assert plan.guards == alone.guards
            ci.apply(plan, store, acknowledge=[guard.code for guard in plan.guards])
    counts = {one.tenant: one.counts for one in made}
    assert counts["a"].created
    assert counts["a"].updated
    assert counts["a"].rejected
    assert (counts["b"].created, counts["b"].rejected) == (1, 2)
    assert counts["ž/1"].updated


def test_an_error_of_one_tenant_is_its_own(spark: Any, tmp_path: Path) -> None:
    """Rows with the same number are that tenant's error; the others are planned."""
    rows = [("a", 2, "1"), ("a", 2, "2"), ("b", 2, "1")]
    current = spark.createDataFrame([], "shop string, id string, no string, mail string")
    profile = attrs.evolve(PROFILE, credit=None)
    bad, good = engine.plans(
        spark.createDataFrame(rows, "shop string, n int, no string"),
        current, profile, tmp_path, tenant="shop", row="n", store_id="s", today=DAY, tasks=1,
    )  # fmt: skip
    assert bad.path is None
    assert isinstance(bad.error, UsageError)
    assert bad.error.code == "spark.row_twice"
    assert (good.error, good.counts.created) == (None, 1)
    nobody = spark.createDataFrame([(None, 2, "1")], "shop string, n int, no string")
    with pytest.raises(Exception, match="has no tenant"):
        engine.plans(nobody, current, profile, tmp_path, tenant="shop", row="n", store_id="s", today=DAY)
