"""Kill an import before and after every store call and at random times, resume it, and compare with a run in peace.

    python -m tests.battery.crash --n 1000 [--database postgresql] [--seed 1]

A round is one import that is killed up to three times and then finished by calling `apply` again. Prints rounds and
kills that hit; ends with status 1 at the first difference.
"""

import argparse
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal, Protocol

import attrs

import customer_import as ci
from customer_import.testing import FaultyStore
from tests.sample import PROFILE, plan

ROWS = 60
BATCH = 5


class World(Protocol):
    """A database that can be put back to how it was when the plan was made."""

    def reset(self) -> None:
        """Put it back."""
        ...

    def store(self) -> Any:
        """Connect to it."""
        ...


def customers() -> list[dict[str, str]]:
    """Return the customers who are there before the import."""
    return [{"email": f"p{i}@example.org", "city": "Oslo"} for i in range(0, ROWS, 3)]


def file() -> bytes:
    """Write a file that creates, updates and credits, and whose rows are refused here and there."""
    lines = ["E-mail;Name;City;Points"]
    for i in range(ROWS):
        lines.append(f"p{i % (ROWS - 4)}@example.org;Person {i};{'Rome' if i % 2 else ''};{i if i % 5 else ''}")
    return "\n".join(lines).encode()


class OnSQLite:
    """A database file, copied for every round."""

    def __init__(self, folder: Path) -> None:
        self.base, self.path = folder / "base.db", folder / "round.db"
        store = ci.SQLiteStore(self.base, PROFILE)
        store.add_all([(values, {}) for values in customers()])
        store.close()

    def reset(self) -> None:
        """Copy the file anew."""
        for path in self.path.parent.glob("round.db*"):
            path.unlink()
        shutil.copy(self.base, self.path)

    def store(self) -> Any:
        """Open the copy."""
        return ci.SQLiteStore(self.path, PROFILE)


class OnPostgreSQL:
    """A server, whose tables are emptied for every round."""

    def __init__(self) -> None:
        from tests.stores import host, postgres

        self.address = postgres.address()
        engine = postgres.empty_database()
        host.tables().create_all(engine)
        engine.dispose()

    def reset(self) -> None:
        """Empty the tables and register the users anew."""
        import sqlalchemy as sa

        from tests.stores import host

        engine = sa.create_engine(self.address)
        with engine.begin() as db:
            db.execute(sa.text("SET synchronous_commit = off"))  # what is lost here is made again
            tables = ", ".join(sa.inspect(db).get_table_names())
            db.execute(sa.text(f"TRUNCATE {tables} RESTART IDENTITY"))
        shop = host.Host(engine)
        for values in customers():
            shop.add("default", values, {})
        engine.dispose()

    def store(self) -> Any:
        """Connect with an engine that no other process has."""
        import sqlalchemy as sa

        from tests.stores import host

        return host.store_of(sa.create_engine(self.address, poolclass=sa.NullPool), PROFILE, "default")


def state(world: World, plan_ref: Any) -> Any:
    """Return all that the import left behind, the journal included; e-mails stand for ids.

    A sequence of PostgreSQL does not take back the numbers of transactions that were lost.
    """
    store = world.store()
    journal = store.journal(plan_ref)
    customers = store.customers()
    names = {match.id: match.values["email"] for match in customers}
    people = sorted((names[m.id], m.version, sorted(m.values.items())) for m in customers)
    ledger = [(names[entry.customer_id], entry.posted, entry.description) for entry in store.ledger()]
    balances = sorted((names[m.id], store.balance(m.id, "points")) for m in customers)
    outbox = [(m.topic, m.key, names[m.customer_id], m.plan_id, m.row) for m in store.outbox()]
    results = [attrs.evolve(r, customer_id=names.get(r.customer_id, "")) for r in journal.results]
    if isinstance(store, ci.SQLiteStore):
        store.close()
    posted = [(name, attrs.evolve(posted, posted_at=""), text) for name, posted, text in ledger]
    return people, posted, balances, outbox, journal.next, results


def apply(world: World, saved: str, at: int = 0, when: Literal["before", "after"] = "before") -> int:
    """Apply the plan, in a process that ends at a store call if it is told to; return how many calls there were."""

    def end() -> BaseException:
        os.kill(os.getpid(), signal.SIGKILL)
        return AssertionError("still there")

    store = FaultyStore(world.store(), at=at, when=when, error=end)
    with ci.Plan.open(saved) as opened:
        ci.apply(opened, store, batch_size=BATCH, acknowledge={guard.code for guard in opened.guards})
    return len(store.calls)


def in_process(work: Callable[[], object], kill_after: float | None = None) -> bool:
    """Run something in a process of its own; return whether it was killed.

    Raises:
        RuntimeError: It failed by itself.
    """
    child = os.fork()
    if child == 0:
        try:
            work()
        except BaseException:  # noqa: BLE001 - a forked test run must not go on
            sys.excepthook(*sys.exc_info())
            os._exit(1)
        os._exit(0)
    if kill_after is not None:
        time.sleep(kill_after)
        os.kill(child, signal.SIGKILL)  # a process that has ended is still ours until we wait for it
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return True
    if os.WEXITSTATUS(status):
        raise RuntimeError("an import failed by itself")
    return False


class Battery:
    """A plan, the state that it leads to in peace, and the rounds."""

    def __init__(self, world: World, folder: Path) -> None:
        self.world = world
        self.saved = str(folder / "plan.jsonl")
        world.reset()
        with plan(world.store(), file(), plan_id="battery", notify=True) as made:
            made.save(self.saved)
            self.ref = made.ref
        began = time.monotonic()
        self.calls = apply(world, self.saved)
        self.seconds = time.monotonic() - began
        self.wanted = state(world, self.ref)
        self.rounds = self.kills = 0

    def finish(self, what: str) -> None:
        """Resume until done, and compare."""
        in_process(lambda: apply(self.world, self.saved))
        self.rounds += 1
        if state(self.world, self.ref) != self.wanted:
            raise AssertionError(f"round {self.rounds}, {what}: the database differs from that of a run in peace")

    def at_every_call(self, step: int = 1) -> None:
        """Kill before and after each store call, or each so many."""
        moments: tuple[Literal["before", "after"], ...] = ("before", "after")
        for at in range(1, self.calls + 1, step):
            for when in moments:
                self.world.reset()
                self.kills += in_process(lambda at=at, when=when: apply(self.world, self.saved, at, when))  # type: ignore[misc] # bound at once
                self.finish(f"{when} call {at}")

    def at_random(self, rounds: int, seed: int) -> Iterator[int]:
        """Kill up to three times at any moment; yield the number of each round."""
        chance = random.Random(seed)
        for number in range(rounds):
            self.world.reset()
            for _ in range(3):
                moment = chance.uniform(0, self.seconds * 1.2)
                self.kills += in_process(lambda: apply(self.world, self.saved), moment)
            self.finish(f"random round {number} of seed {seed}")
            yield number


def main() -> int:
    """Run the battery and print what it did."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=100, help="random rounds")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        world: World = OnSQLite(Path(folder)) if options.database == "sqlite" else OnPostgreSQL()
        battery = Battery(world, Path(folder))
        battery.at_every_call()
        print(f"every call: {battery.rounds} rounds, {battery.kills} kills that hit", flush=True)
        for number in battery.at_random(options.n, options.seed):
            if number % 100 == 99:
                print(f"{battery.rounds} rounds, {battery.kills} kills that hit", flush=True)
        print(f"{battery.rounds} rounds, {battery.kills} kills that hit, 0 differences")
    return 0


if __name__ == "__main__":
    sys.exit(main())
