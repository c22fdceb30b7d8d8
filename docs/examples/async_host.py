"""An asynchronous host with asyncpg: the planner and the batches are the library's, every statement is the host's.

The tables are the shop's own `users` and `points`, and three beside them: `imports` is the journal, `import_rows` keeps
the results, and the unique `key` of `points` is what credits a row once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

import customer_import as ci
from customer_import.applying import refuse

TABLES = """
CREATE TABLE users (
    id BIGSERIAL PRIMARY KEY, version INT NOT NULL DEFAULT 1, email TEXT, email_key TEXT UNIQUE, name TEXT);
CREATE TABLE points (id BIGSERIAL PRIMARY KEY, user_id BIGINT NOT NULL REFERENCES users, amount NUMERIC NOT NULL,
    unit TEXT NOT NULL, key TEXT UNIQUE, plan_id TEXT, row_number INT, posted_at TIMESTAMPTZ NOT NULL DEFAULT now());
CREATE TABLE imports (id TEXT PRIMARY KEY, digest TEXT NOT NULL, next INT NOT NULL DEFAULT 0);
CREATE TABLE import_rows (import TEXT REFERENCES imports, idx INT, row_number INT NOT NULL, status TEXT NOT NULL,
    user_id TEXT NOT NULL, version TEXT NOT NULL, code TEXT NOT NULL, PRIMARY KEY (import, idx));
"""


class NotAsPlanned(Exception):
    """A row that may not be written any more; carries its status and code."""


class ShopStore:
    """What the planner and the batches ask, answered by a connection of asyncpg."""

    store_id = "shop"
    tenant = "shop"

    def __init__(self, db: Any) -> None:
        self.db = db

    async def find(self, keys: Mapping[str, Sequence[str]]) -> list[ci.Match]:
        """Find users by the key forms of their address, or by id."""
        query = "SELECT id, version, email, name FROM users WHERE email_key = ANY($1::text[]) OR id = ANY($2::bigint[])"
        found = await self.db.fetch(query, list(keys.get("email", ())), [int(own) for own in keys.get("@id", ())])
        return [ci.Match(str(r[0]), str(r[1]), {"email": r[2] or "", "name": r[3] or ""}) for r in found]

    async def credits(self, keys: Sequence[str]) -> list[ci.Posted]:
        """Return the credits that stand under these keys."""
        query = "SELECT key, amount::text, unit, plan_id, row_number, posted_at FROM points WHERE key = ANY($1::text[])"
        found = await self.db.fetch(query, list(keys))
        return [
            ci.Posted(r[0], r[1], r[2], plan_id=r[3], row=r[4], posted_at=r[5].isoformat(timespec="seconds"))
            for r in found
        ]

    async def journal(self, plan: ci.PlanRef) -> ci.Journal:
        """Register the plan, unless it is, and say how far it has been applied."""
        await self.db.execute("INSERT INTO imports VALUES ($1, $2) ON CONFLICT DO NOTHING", plan.id, plan.digest)
        digest, reached = await self.db.fetchrow("SELECT digest, next FROM imports WHERE id = $1", plan.id)
        if digest != plan.digest:
            raise ci.StalePlan("another plan is registered under this id", code="plan.id_taken")
        query = "SELECT idx, row_number, status, user_id, version, code FROM import_rows WHERE import = $1 ORDER BY idx"
        return ci.Journal(plan, reached, [ci.Result(*row) for row in await self.db.fetch(query, plan.id)])

    async def commit(self, batch: ci.Batch) -> list[ci.Result]:
        """Write a batch in one transaction; a row that is not as planned leaves no trace and costs no other row."""
        async with self.db.transaction():
            move = "UPDATE imports SET next = $3 WHERE id = $1 AND next = $2 RETURNING next"
            if await self.db.fetchrow(move, batch.plan.id, batch.first, batch.next) is None:
                raise ci.BatchMoved
            results = [await self._row(batch.plan, index, outcome) for index, outcome in batch.operations]
            await self.db.executemany(
                "INSERT INTO import_rows VALUES ($1, $2, $3, $4, $5, $6, $7)",
                [(batch.plan.id, r.index, r.row, r.status, r.customer_id, r.version, r.code) for r in results],
            )
        return results

    async def _row(self, plan: ci.PlanRef, index: int, outcome: ci.Outcome) -> ci.Result:
        try:
            async with self.db.transaction():  # inside another one, this is a savepoint
                user, version = await self._write(outcome)
                for credit in outcome.credits:
                    await self.db.execute(
                        "INSERT INTO points (user_id, amount, unit, key, plan_id, row_number)"
                        " VALUES ($1, $2::text::numeric, $3, $4, $5, $6)",
                        *(user, credit.amount, credit.unit, credit.key, plan.id, outcome.row),
                    )
                return ci.Result(index, outcome.row, "applied", str(user), version)
        except NotAsPlanned:
            return ci.Result(index, outcome.row, "stale", code="customer.changed")
        except Exception as error:
            if getattr(error, "sqlstate", "") != "23505":  # unique_violation
                raise
            return ci.Result(index, outcome.row, "conflict", code="key.taken")

    async def _write(self, outcome: ci.Outcome) -> tuple[int, str]:
        values = {edit.field: edit.after for edit in outcome.edits}
        if outcome.target is None:
            email = str(values["email"])
            query = "INSERT INTO users (email, email_key, name) VALUES ($1, $2, $3) RETURNING id, version"
            found = await self.db.fetchrow(query, email, email.casefold(), values.get("name"))
        else:
            query = (
                "UPDATE users SET name = coalesce($3, name), version = version + 1"
                " WHERE id = $1 AND version = $2 RETURNING id, version"
            )
            if not outcome.edits:  # a row that only credits does not depend on the version
                query = "SELECT id, version FROM users WHERE id = $1 AND $2::int >= 0 AND $3::text IS NULL FOR UPDATE"
            target = outcome.target
            found = await self.db.fetchrow(query, int(target.id), int(target.version), values.get("name"))
        if found is None:
            raise NotAsPlanned
        return found[0], str(found[1])


async def plan_import(upload: bytes, profile: ci.Profile, store: ShopStore, *, plan_id: str, today: date) -> ci.Plan:
    """Decide every row: two questions to the database for each chunk of the file."""
    table = ci.read(upload, profile=profile)
    survey = ci.survey(table, profile)
    planner = ci.Planner(
        survey, today=today, plan_id=plan_id, store_id=store.store_id, tenant=store.tenant, occasion="opening balances"
    )
    for chunk in table.chunks():
        matches = await store.find(planner.keys(chunk))
        posted = await store.credits(planner.credit_keys(chunk))
        planner.decide(chunk, matches, posted)
    return planner.finish()


async def apply_import(plan: ci.Plan, store: ShopStore, *, size: int = 500) -> ci.Receipt:
    """Commit what is left of a plan; to resume is to call it again."""
    refuse(plan, store.store_id, now=datetime.now(UTC))  # another store, an expired plan, a guard that tripped
    while (journal := await store.journal(plan.ref)).next < len(plan):
        try:
            for batch in ci.batches(plan, journal, size=size):
                await store.commit(batch)
        except ci.BatchMoved:
            continue  # somebody else is at it, or our own commit went through unheard: read the journal again
    return ci.Receipt.of(plan, journal)
