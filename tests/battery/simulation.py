"""Simulate whole imports in one process: a seeded scheduler, faults, a host that edits, workers back from the dead.

    python -m tests.battery.simulation --n 10000 [--seed 1]

Everything is drawn from the seed, so that a seed that failed fails again: ``--seed S --n 1``. After every step the
books must agree, nobody may be credited twice, and no edit of the host may be overwritten by a plan made before it.
"""

import argparse
import contextlib
import random
import sys
import time
from collections import Counter
from typing import Any, Literal

import attrs

import customer_import as ci
from customer_import.testing import FaultyStore
from tests.sample import PROFILE, plan

PEOPLE = 6
STEPS = 14


class Ended(BaseException):
    """A process ended here."""


@attrs.define
class Job:
    """A plan that somebody applies, again and again, until it is done."""

    plan: ci.Plan
    undo: bool
    late: list[Any] = attrs.field(factory=list)  # batches of a worker who was thought dead


class Simulation:
    """One seed."""

    def __init__(self, seed: int, make: type[ci.MemoryStore] = ci.MemoryStore) -> None:
        self.chance = random.Random(seed)
        self.store = make(PROFILE)
        self.jobs: list[Job] = []
        self.wishes: dict[str, tuple[str, int]] = {}  # customer → what the host wrote, plans that were made by then
        for i in range(0, PEOPLE, 2):
            self.store.add({"email": f"p{i}@example.org", "city": "Oslo"})

    def run(self) -> Any:
        """Do some steps, let everything come to its end, and return what is stored."""
        self.make_plan()
        steps = [self.apply, self.apply, self.apply, self.edit, self.make_plan, self.come_back, self.undo, self.remove]
        for _ in range(STEPS):
            self.chance.choice(steps)()
            self.check()
        for number, job in enumerate(self.jobs):
            self._watch(number, lambda job=job: self._applied(job, self.store))
            self.check()
        receipts = [self._applied(job, self.store) for job in self.jobs]
        assert all(receipt.complete for receipt in receipts), "a plan is not finished"
        before = self.state()
        assert receipts == [self._applied(job, self.store) for job in self.jobs], "applying again says something else"
        assert self.state() == before, "applying again did something"
        return before

    def state(self) -> Any:
        """Return all that is stored."""
        return self.store.customers(), self._ledger(), self.store.outbox()

    def _ledger(self) -> list[Any]:
        return [attrs.evolve(entry, posted=attrs.evolve(entry.posted, posted_at="")) for entry in self.store.ledger()]

    # Steps ---------------------------------------------------------------------------------------------------------

    def make_plan(self) -> None:
        """Plan the file, or the file as somebody corrected it: other people, other cities, under one occasion."""
        if len(self.jobs) >= 4:
            return
        people = self.chance.sample(range(PEOPLE), self.chance.randint(2, PEOPLE))
        amount = self.chance.choice([5, 5, 5, 7])
        city = self.chance.choice(["", "Rome", "Bern"])
        rows = "".join(f"p{i}@example.org;Person {i};{city};{amount}\n" for i in people)
        data = f"E-mail;Name;City;Points\n{rows}".encode()
        made = plan(self.store, data, plan_id=f"plan {len(self.jobs)}", notify=self.chance.random() < 0.5)
        self.jobs.append(Job(made, undo=False))

    def apply(self) -> None:
        """Let a worker commit a few batches; it may end before or after a call took effect."""
        number = self.chance.randrange(len(self.jobs))
        job = self.jobs[number]
        if self.chance.random() < 0.3:
            job.late += ci.batches(job.plan, self.store.journal(job.plan.ref), size=self.chance.randint(1, 3))
        at = self.chance.randint(0, 4)
        when: Literal["before", "after"] = self.chance.choice(["before", "after"])
        error = self.chance.choice([ConnectionError, Ended, OSError])
        faulty = FaultyStore(self.store, at=at, when=when, error=error)
        with contextlib.suppress(ci.StoreError, Ended):
            self._watch(
                number, lambda: self._applied(job, faulty, self.chance.randint(1, 3), self.chance.randint(1, 3))
            )

    def come_back(self) -> None:
        """Let a worker who was thought dead commit what it held."""
        number = self.chance.randrange(len(self.jobs))
        late = self.jobs[number].late
        if late:
            batch = late.pop(self.chance.randrange(len(late)))
            with contextlib.suppress(ci.BatchMoved):
                self._watch(number, lambda: self.store.commit(batch))

    def undo(self) -> None:
        """Plan to take back what a plan wrote so far."""
        done = [job for job in self.jobs if not job.undo and self.store.journal(job.plan.ref).next == len(job.plan)]
        if done and len(self.jobs) < 6:
            job = self.chance.choice(done)
            back = ci.undo(job.plan, self._applied(job, self.store), self.store, plan_id=f"undo {len(self.jobs)}")
            self.jobs.append(Job(back, undo=True))

    def edit(self) -> None:
        """Change somebody, as the host."""
        there = self.store.customers()
        if there:
            match = self.chance.choice(there)
            wish = f"wish {self.chance.randrange(10**6)}"
            self.store.edit(match.id, {"city": wish})
            self.wishes[match.id] = (wish, len(self.jobs))

    def remove(self) -> None:
        """Erase somebody, as the host; seldom."""
        there = self.store.customers()
        if there and self.chance.random() < 0.3:
            self.store.lock(self.chance.choice(there).id)

    def _applied(self, job: Job, store: Any, size: int = 500, batches: int | None = None) -> ci.Receipt:
        acknowledge = {guard.code for guard in job.plan.guards}
        return ci.apply(job.plan, store, batch_size=size, max_batches=batches, acknowledge=acknowledge)

    def _watch(self, number: int, work: Any) -> None:
        """Do something for a plan, and see to it that it overwrites no edit of the host's that is younger."""
        try:
            work()
        finally:
            for match in self.store.customers():
                wish, made = self.wishes.get(match.id, ("", 0))
                if wish and match.values.get("city") != wish:
                    assert number >= made, "an edit of the host was overwritten by an older plan"
                    del self.wishes[match.id]

    # What holds after every step -----------------------------------------------------------------------------------

    def check(self) -> None:
        """Check the books: each row once, each credit once and with its row, nobody credited twice or there twice."""
        owed: set[tuple[str, int]] = set()
        for job in self.jobs:
            journal = self.store.journal(job.plan.ref)
            indices = [result.index for result in journal.results]
            assert indices == sorted(set(indices)), "a row has two results"
            assert all(index < journal.next for index in indices), "a result beyond the watermark"
            receipt = ci.Receipt.of(job.plan, journal)
            assert sum(receipt.counts.values()) == len(job.plan), "rows are lost"
            applied = {result.index for result in journal.results if result.status == "applied"}
            owed |= {
                (job.plan.id, o.row) for index, o in job.plan.numbered() if index in applied and o.credits
            }  # fmt: skip
        entries = self.store.ledger()
        assert sorted((e.posted.plan_id, e.posted.row) for e in entries) == sorted(owed), "results and ledger differ"
        imported = Counter(e.customer_id for e in entries if e.posted.plan_id.startswith("plan"))
        assert max(imported.values(), default=0) <= 1, "somebody was credited twice under one occasion"
        mails = [match.values["email"] for match in self.store.customers()]
        assert len(mails) == len(set(mails)), "a customer is there twice"
        announced = [message.key for message in self.store.outbox() if message.topic == "credited"]
        assert len(announced) == len(set(announced)), "a credit is announced twice"


def main() -> int:
    """Run seeds and print how many."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    began = time.monotonic()
    for seed in range(options.seed, options.seed + options.n):
        try:
            Simulation(seed).run()
        except AssertionError as error:
            print(f"seed {seed}: {error}")
            return 1
    print(f"{options.n} seeds, 0 violations, {options.n / (time.monotonic() - began) * 60:.0f} a minute")
    return 0


if __name__ == "__main__":
    sys.exit(main())
