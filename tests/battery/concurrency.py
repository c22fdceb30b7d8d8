"""Let processes import into one database at the same time, kill half of them, edit in between, and check the books.

    python -m tests.battery.concurrency --n 100 [--processes 8] [--database postgresql] [--seed 1]

All workers hold the same plans; whoever comes first writes. In every snapshot that is taken meanwhile, and at the end,
each credit stands once, each result agrees with the ledger, and nobody's edit is lost.
"""

import argparse
import os
import random
import signal
import sys
import tempfile
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import customer_import as ci
from tests.battery.crash import OnPostgreSQL, OnSQLite, World
from tests.sample import plan

PLANS = 3
PEOPLE = 20


def file(number: int) -> bytes:
    """Write one of several files that speak of the same people and credit them under occasions of their own."""
    lines = ["E-mail;Name;City;Points"]
    lines += [f"p{i}@example.org;Person {i};city {number};{number + 1}" for i in range(PEOPLE)]
    return "\n".join(lines).encode()


def work(world: World, saved: list[str], seed: int) -> None:
    """Apply all plans in some order, as one of many workers."""
    chance = random.Random(seed)
    store = world.store()
    for path in chance.sample(saved, len(saved)):
        with ci.Plan.open(path) as opened:
            ci.apply(opened, store, batch_size=chance.randint(1, 5), acknowledge={g.code for g in opened.guards})


def check(world: World, plans: list[Any]) -> dict[str, Decimal]:
    """Check what must hold at any moment; return the balances by e-mail."""
    store = world.store()
    journals = [store.journal(ref) for ref in plans]
    entries = store.ledger()
    keys = [entry.posted.key for entry in entries]
    assert len(keys) == len(set(keys)), "a credit stands twice"
    written = {(j.plan.id, r.row) for j in journals for r in j.results if r.status == "applied"}
    posted = {(entry.posted.plan_id, entry.posted.row) for entry in entries}
    for journal in journals:
        indices = [result.index for result in journal.results]
        assert indices == sorted(set(indices)), "a row has two results"
        assert all(index < journal.next for index in indices), "a result beyond the watermark"
    # The ledger was read after the journals, so it may know more, and never less.
    assert written <= posted, "a row was applied without its credit"
    return {match.values["email"]: store.balance(match.id, "points") for match in store.customers()}


def one_round(world: World, folder: Path, processes: int, seed: int) -> int:
    """Run workers, kill half of them, finish, and check; return how many kills hit."""
    chance = random.Random(seed)
    world.reset()
    saved, plans = [], []
    for number in range(PLANS):
        path = str(folder / f"plan{number}.jsonl")
        with plan(world.store(), file(number), plan_id=f"plan{number}", occasion=f"occasion {number}") as made:
            made.save(path)
            plans.append(made.ref)
        saved.append(path)
    for ref in plans:
        world.store().journal(ref)
    children = []
    for worker in range(processes):
        child = os.fork()
        if child == 0:
            try:
                work(world, saved, seed * 100 + worker)
            except BaseException:  # noqa: BLE001 - a forked test run must not go on
                sys.excepthook(*sys.exc_info())
                os._exit(1)
            os._exit(0)
        children.append(child)
    time.sleep(chance.uniform(0, 0.05))
    for child in children[: processes // 2]:
        os.kill(child, signal.SIGKILL)
    check(world, plans)
    ends = [os.waitpid(child, 0)[1] for child in children]
    assert all(os.WIFSIGNALED(end) or os.WEXITSTATUS(end) == 0 for end in ends), "a worker failed"
    work(world, saved, seed)
    balances = check(world, plans)
    totals = {ref.id: world.store().journal(ref) for ref in plans}
    applied = sum(r.status == "applied" for j in totals.values() for r in j.results)
    assert all(journal.next == PEOPLE for journal in totals.values()), "a plan is not finished"
    assert len(world.store().ledger()) == applied, "ledger and results differ"
    wanted = sum(Decimal(int(name[4:]) + 1) for name, j in totals.items() for r in j.results if r.status == "applied")
    assert sum(balances.values()) == wanted, "balances and ledger differ"
    return sum(os.WIFSIGNALED(end) for end in ends)


def main() -> int:
    """Run the battery and print what it did."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=8)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    options = parser.parse_args()
    kills = 0
    with tempfile.TemporaryDirectory() as folder:
        world: World = OnSQLite(Path(folder)) if options.database == "sqlite" else OnPostgreSQL()
        for number in range(options.n):
            kills += one_round(world, Path(folder), options.processes, options.seed + number)
    print(f"{options.n} rounds of {options.processes} processes, {kills} kills that hit, 0 violations")
    return 0


if __name__ == "__main__":
    sys.exit(main())
