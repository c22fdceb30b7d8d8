"""What a host can check on any day: that its keys are found, that ledger and journals agree."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

sa = pytest.importorskip("sqlalchemy")

from customer_import.model import Child, Value  # noqa: E402
from customer_import.stores import KeyFault, MemoryStore, check_keys  # noqa: E402
from customer_import.testing.contract import PROFILE, create, credit, drive, plan_of  # noqa: E402
from tests.stores import host  # noqa: E402


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Any]:
    """Return the engine of a shop."""
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'shop.db'}")
    host.tables().create_all(engine)
    yield engine
    engine.dispose()


def test_keys_that_are_not_found(engine: Any) -> None:
    """A missing key form, a phone as people write it, an address that is none: each is named, and nothing else."""
    store, shop = host.store_of(engine, PROFILE, "a"), host.Host(engine)
    good: dict[str, Value] = {"email": "Ann@x.org", "phone": "+37061234567", "cards": ("C1", "C2")}
    shop.add("a", good, {"address": [Child("A1", {"street": "Main 1"})]})
    bad = [
        shop.add("a", {"email": "bob@x.org", "phone": "+370 612 34568"}, {}),
        shop.add("a", {"email": "nobody", "phone": "+37061234569"}, {}),
        shop.add("a", {"email": "eve@x.org"}, {}),
    ]
    with engine.begin() as db:
        db.execute(sa.text("UPDATE shop_users SET mail_folded = NULL WHERE uid = :uid"), {"uid": int(bad[2])})
    assert list(check_keys(store, PROFILE, store.customers())) == [
        KeyFault(bad[1], "email", "key.invalid"),
        KeyFault(bad[2], "email", "key.unfound"),
        KeyFault(bad[0], "phone", "key.unfound"),
    ]


def test_a_key_that_two_customers_share() -> None:
    """Both are named."""
    store = MemoryStore(PROFILE)
    both = [store.add({"email": email}) for email in ("ann@x.org", "Ann@X.org")]
    assert list(check_keys(store, PROFILE, store.customers())) == [KeyFault(id_, "email", "key.shared") for id_ in both]


def test_a_host_verifies_its_books(engine: Any) -> None:
    """Nothing is wrong before or after an import; then each way in which books can disagree is counted."""
    store = host.store_of(engine, PROFILE, "a")
    assert store.verify() == {}
    outcomes = [create(2, {"email": "a@x.org"}, credit(1)), create(3, {"email": "b@x.org"}, credit(2))]
    drive(store, plan_of(store, outcomes), outcomes)
    assert store.verify() == host.store_of(engine, PROFILE, "b").verify() == {}
    with engine.begin() as db:
        db.execute(sa.text("UPDATE customer_import_results SET status = 'stale' WHERE idx = 1"))
        db.execute(sa.text("UPDATE customer_import_journal SET next = 1"))
    assert store.verify() == {"ledger.unaccounted": 1, "results.ahead": 1}
    assert host.store_of(engine, PROFILE, "b").verify() == {}
