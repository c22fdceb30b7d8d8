"""Kill an import at every store call, at every statement and at random times, resume it, compare with a run in peace.

    python -m tests.battery.crash --kills 1000 [--database postgresql] [--server 20] [--seed 1]

A round is one import that is killed up to three times and then finished by calling `apply` again. With ``--server`` it
is PostgreSQL that is stopped at once, while the import runs, and started again. Prints rounds and kills that hit; ends
with status 1 at the first difference.
"""

import argparse
import itertools
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

import attrs

import customer_import as ci
from customer_import.testing import FaultyStore
from tests.battery.worlds import ROWS, OnPostgreSQL, OnSQLite, World
from tests.sample import plan

BATCH = 5
REFUSED = 3  # the exit status of an import that ended with a declared error of its store


def file() -> bytes:
    """Write a file that creates, updates and credits, and whose rows are refused here and there."""
    lines = ["E-mail;Name;City;Points"]
    for i in range(ROWS):
        lines.append(f"p{i % (ROWS - 4)}@example.org;Person {i};{'Rome' if i % 2 else ''};{i if i % 5 else ''}")
    return "\n".join(lines).encode()


def state(world: World, plan_ref: Any) -> Any:
    """Return all that the import left behind, the journal included; e-mails stand for ids.

    A sequence of PostgreSQL does not take back the numbers of transactions that were lost.
    """
    store = world.store()
    journal = store.journal(plan_ref)
    customers = store.customers()
    names = {match.id: match.values["email"] for match in customers}
    people = sorted((names[m.id], m.version, sorted(m.values.items())) for m in customers)
    posted = [(names[e.customer_id], attrs.evolve(e.posted, posted_at=""), e.description) for e in store.ledger()]
    outbox = [(m.topic, m.key, names[m.customer_id], m.plan_id, m.row) for m in store.outbox()]
    results = [attrs.evolve(r, customer_id=names.get(r.customer_id, "")) for r in journal.results]
    balances = sorted((names[owner], amount) for owner, amount in world.snapshot().balances.items())
    if isinstance(store, ci.SQLiteStore):
        store.close()
    return people, posted, balances, outbox, journal.next, results


def end() -> BaseException:
    """End this process as nothing else does."""
    os.kill(os.getpid(), signal.SIGKILL)
    return AssertionError("still there")


def apply(world: World, saved: str, at: int = 0, when: Literal["before", "after"] = "before") -> int:
    """Apply the plan, in a process that ends at a store call if it is told to; return how many calls there were."""
    store = FaultyStore(world.store(), at=at, when=when, error=end)
    with ci.Plan.open(saved) as opened:
        ci.apply(opened, store, batch_size=BATCH, acknowledge={guard.code for guard in opened.guards})
    return len(store.calls)


def apply_statement_by_statement(world: World, saved: str, at: int) -> None:
    """Apply the plan, in a process that ends just before it sends a statement."""
    store, sent = world.store(), itertools.count(1)
    world.at_each_statement(store, lambda: end() if next(sent) == at else None)
    with ci.Plan.open(saved) as opened:
        ci.apply(opened, store, batch_size=BATCH, acknowledge={guard.code for guard in opened.guards})


def in_process(work: Callable[[], object], disturb: Callable[[int], object] | None = None) -> int:
    """Run something in a process of its own, disturb that, and return how it ended: as `os.waitpid` has it.

    Raises:
        RuntimeError: It failed by itself, with anything but a declared error of its store.
    """
    child = os.fork()
    if child == 0:
        try:
            work()
        except ci.StoreError:
            os._exit(REFUSED)
        except BaseException:  # noqa: BLE001 - a forked test run must not go on
            sys.excepthook(*sys.exc_info())
            os._exit(1)
        os._exit(0)
    if disturb:
        disturb(child)  # a process that has ended is still ours until we wait for it
    _, status = os.waitpid(child, 0)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status) not in (0, REFUSED):
        raise RuntimeError("an import failed by itself")
    return status


def killed(work: Callable[[], object], after: float | None = None) -> bool:
    """Run something in a process of its own, kill it after some seconds; return whether it was killed."""

    def kill(child: int) -> None:
        if after is not None:
            time.sleep(after)
            os.kill(child, signal.SIGKILL)

    status = in_process(work, kill)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status) == REFUSED:
        raise RuntimeError("the store failed although nobody touched it")
    return os.WIFSIGNALED(status)


class Battery:
    """A plan, the state that it leads to in peace, and the rounds."""

    def __init__(self, world: World, folder: Path) -> None:
        self.world = world
        self.saved = str(folder / "plan.jsonl")
        world.reset()
        with plan(world.store(), file(), plan_id="battery", notify=True) as made:
            made.save(self.saved)
            self.ref = made.ref
        self.calls = apply(world, self.saved)
        self.wanted = state(world, self.ref)
        self.rounds = self.kills = 0
        self.seconds = min(self._measured() for _ in range(3))

    def _measured(self) -> float:
        """Return how long a process takes that is not disturbed."""
        self.world.reset()
        began = time.monotonic()
        killed(lambda: apply(self.world, self.saved))
        return time.monotonic() - began

    def finish(self, what: str) -> None:
        """Resume until done, and compare."""
        killed(lambda: apply(self.world, self.saved))
        self.rounds += 1
        if state(self.world, self.ref) != self.wanted:
            raise AssertionError(f"round {self.rounds}, {what}: the database differs from that of a run in peace")

    def at_every_call(self, step: int = 1) -> None:
        """Kill before and after each store call, or each so many."""
        moments: tuple[Literal["before", "after"], ...] = ("before", "after")
        for at in range(1, self.calls + 1, step):
            for when in moments:
                self.world.reset()
                self.kills += killed(lambda at=at, when=when: apply(self.world, self.saved, at, when))  # type: ignore[misc] # bound at once
                self.finish(f"{when} call {at}")

    def at_every_statement(self, start: int = 1, step: int = 1) -> None:
        """Kill before each statement that reaches the database, or each so many, until none is left."""
        for at in itertools.count(start, step):
            self.world.reset()
            hit = killed(lambda at=at: apply_statement_by_statement(self.world, self.saved, at))  # type: ignore[misc] # bound at once
            self.kills += hit
            self.finish(f"before statement {at}")
            if not hit:
                return

    def at_random(self, seed: int) -> Iterator[int]:
        """Kill up to three times at any moment, round after round; yield how many of these kills hit so far."""
        chance = random.Random(seed)
        before = self.kills
        for number in itertools.count():
            self.world.reset()
            for _ in range(3):
                self.kills += killed(
                    lambda: apply(self.world, self.saved), chance.triangular(0, self.seconds, self.seconds / 3)
                )
            self.finish(f"random round {number} of seed {seed}")
            yield self.kills - before

    def of_the_server(self, rounds: int, seed: int) -> Iterator[int]:
        """Stop the server at any moment of an import; yield how often it was hit so far."""
        world = self.world
        assert isinstance(world, OnPostgreSQL)
        chance = random.Random(seed)
        hits = 0

        def stop(child: int) -> None:
            nonlocal hits
            time.sleep(chance.uniform(0, self.seconds))
            hits += os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None
            world.crash()

        for number in range(rounds):
            world.reset()
            in_process(lambda: apply(world, self.saved), stop)
            self.finish(f"server stopped, round {number} of seed {seed}")
            yield hits


def main() -> int:
    """Run the battery and print what it did."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100, help="random kills that must hit")
    parser.add_argument("--server", type=int, default=0, help="how often to stop the server (PostgreSQL)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        world: World = OnSQLite(Path(folder)) if options.database == "sqlite" else OnPostgreSQL()
        battery = Battery(world, Path(folder))
        battery.at_every_call()
        print(f"every call: {battery.rounds} rounds, {battery.kills} kills that hit", flush=True)
        battery.at_every_statement()
        print(f"every statement: {battery.rounds} rounds, {battery.kills} kills that hit", flush=True)
        if options.server:
            *_, hits = battery.of_the_server(options.server, options.seed)
            print(f"{options.server} rounds, {hits} stops of the server that hit, 0 differences", flush=True)
        for rounds, kills in enumerate(battery.at_random(options.seed), 1):
            if rounds % 200 == 0 or kills >= options.kills:
                print(f"at random: {rounds} rounds, {kills} kills that hit, 0 differences", flush=True)
            if kills >= options.kills:
                break
    return 0


if __name__ == "__main__":
    sys.exit(main())
