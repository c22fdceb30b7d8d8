"""Let processes import into one database at the same time, kill half of them, edit in between, and check the books.

    python -m tests.battery.concurrency --n 100 [--processes 8] [--database postgresql] [--seed 1]

All workers hold the same plans; whoever comes first writes. Meanwhile the host changes customers of its own. In every
snapshot that is taken meanwhile, and at the end, each credit stands once, results and ledger name the same rows, the
balances are the sums of the ledger, no customer is there twice, and nobody's edit is lost.
"""

import argparse
import os
import random
import signal
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import attrs

import customer_import as ci
from tests.battery.worlds import OnPostgreSQL, OnSQLite, World, customers
from tests.sample import plan

PLANS = 4
PEOPLE = 20


@attrs.define
class Seen:
    """What a battery did.

    Args:
        kills: Processes that were killed before they had ended.
        edits: Edits of the host.
        snapshots: Snapshots that were looked at.
    """

    kills: int = 0
    edits: int = 0
    snapshots: int = 0


def file(number: int) -> bytes:
    """Write one of several files that speak of the same people and credit them under occasions of their own.

    The last one does nothing but credit those who are there: no edit of the host can make such a row stale.
    """
    last = number == PLANS - 1
    lines = ["E-mail;Name;City;Points"]
    for i in range(PEOPLE):
        lines.append(
            f"p{i}@example.org;;;{number + 1}" if last else f"p{i}@example.org;P {i};city {number};{number + 1}"
        )
    return "\n".join(lines).encode()


def work(world: World, saved: list[str], seed: int) -> None:
    """Apply all plans in some order, as one of many workers."""
    chance = random.Random(seed)
    store = world.store()
    for path in chance.sample(saved, len(saved)):
        with ci.Plan.open(path) as opened:
            ci.apply(opened, store, batch_size=chance.randint(1, 5), acknowledge={g.code for g in opened.guards})


def look(world: World, seen: Seen) -> None:
    """Take a snapshot, and check what must hold at any moment."""
    snapshot = world.snapshot()
    seen.snapshots += 1
    assert len(snapshot.posted) == len(set(snapshot.posted)), "a credit stands twice"
    assert set(snapshot.posted) == snapshot.applied, "results and ledger speak of different rows"
    assert snapshot.owed == snapshot.balances, "balances and ledger differ"
    for plan_id, indices in snapshot.settled.items():
        assert indices == tuple(range(snapshot.reached[plan_id])), "results and watermark differ"


def disturb(world: World, chance: random.Random, seen: Seen, edits: dict[str, str]) -> None:
    """Change somebody as the host would, and remember it: an import may not undo it."""
    store = world.store()
    people = store.find({"email": [f"p{i}@example.org" for i in range(PEOPLE)]})
    if people:
        match = chance.choice(sorted(people, key=lambda match: str(match.values["email"])))
        seen.edits += 1
        wish = f"wish {seen.edits}"
        world.edit(match.id, {"city": wish})
        edits[match.id] = wish


def prepared(world: World, folder: Path) -> tuple[list[str], list[Any]]:
    """Plan all files against the database as it is in the beginning."""
    saved, plans = [], []
    for number in range(PLANS):
        path = str(folder / f"plan{number}.jsonl")
        with plan(world.store(), file(number), plan_id=f"plan{number}", occasion=f"occasion {number}") as made:
            made.save(path)
            plans.append(made.ref)
        saved.append(path)
    for ref in plans:
        world.store().journal(ref)
    return saved, plans


def forked(world: World, saved: list[str], seed: int) -> int:
    """Start a worker; return its process."""
    child = os.fork()
    if child:
        return child
    try:
        work(world, saved, seed)
    except BaseException:  # noqa: BLE001 - a forked test run must not go on
        sys.excepthook(*sys.exc_info())
        os._exit(1)
    os._exit(0)


def one_round(world: World, folder: Path, processes: int, seed: int, seen: Seen) -> None:
    """Run workers, kill half of them, edit meanwhile, finish, and check."""
    chance = random.Random(seed)
    world.reset()
    saved, plans = prepared(world, folder)
    edits: dict[str, str] = {}
    disturb(world, chance, seen, edits)
    children = [forked(world, saved, seed * 100 + worker) for worker in range(processes)]
    for child in children[: processes // 2]:
        time.sleep(chance.uniform(0, 0.01))
        disturb(world, chance, seen, edits)
        os.kill(child, signal.SIGKILL)
        look(world, seen)
    left = children[processes // 2 :]
    while [child for child in left if os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None]:
        disturb(world, chance, seen, edits)
        look(world, seen)
    ends = [os.waitpid(child, 0)[1] for child in children]
    assert all(os.WIFSIGNALED(end) or os.WEXITSTATUS(end) == 0 for end in ends), "a worker failed"
    seen.kills += sum(os.WIFSIGNALED(end) for end in ends)
    work(world, saved, seed)
    look(world, seen)
    _check_the_end(world, plans, edits)


def _check_the_end(world: World, plans: list[Any], edits: dict[str, str]) -> None:
    """Check what holds when every plan is finished."""
    store = world.store()
    journals = [store.journal(ref) for ref in plans]
    assert all(journal.next == PEOPLE for journal in journals), "a plan is not finished"
    people = {match.id: match.values for match in store.customers()}
    mails = [values["email"] for values in people.values()]
    assert len(mails) == len(set(mails)), "a customer is there twice"
    lost = [own for own, wish in edits.items() if people[own].get("city") != wish]
    assert not lost, "an edit of the host was overwritten"
    wanted = sum(int(j.plan.id[4:]) + 1 for j in journals for r in j.results if r.status == "applied")
    assert sum(world.snapshot().balances.values()) == wanted, "balances and results differ"
    last = [result.status for result in journals[-1].results]
    assert last.count("applied") >= len(customers(PEOPLE)), "a row that only credits was refused"


def main() -> int:
    """Run the battery and print what it did."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=8)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    options = parser.parse_args()
    seen = Seen()
    with tempfile.TemporaryDirectory() as folder:
        world: World = OnSQLite(Path(folder)) if options.database == "sqlite" else OnPostgreSQL()
        for number in range(options.n):
            one_round(world, Path(folder), options.processes, options.seed + number, seen)
    print(
        f"{options.n} rounds of {options.processes} processes, {seen.kills} kills that hit, "
        f"{seen.edits} edits of the host, {seen.snapshots} snapshots, 0 violations"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
