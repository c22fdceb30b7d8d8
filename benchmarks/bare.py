"""A bare table that a script writes without keeping anything besides: the floor of what `apply` is compared with."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path

MARKS = ", ".join("?" * 12)
INSERT = f"INSERT INTO bare VALUES (NULL, 1, {MARKS})"


def bare(path: Path) -> sqlite3.Connection:
    """Make an empty table of twelve columns with a unique key."""
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")
    db.execute("DROP TABLE IF EXISTS bare")
    columns = ", ".join(f"c{i} TEXT" for i in range(12))
    db.execute(f"CREATE TABLE bare (id INTEGER PRIMARY KEY, version INTEGER NOT NULL, {columns}, UNIQUE (c0))")
    return db


def written(db: sqlite3.Connection, size: int, *work: tuple[str, Sequence[Sequence[object]]]) -> Callable[[], None]:
    """Return the work of writing rows by statements, `size` rows of each a transaction."""

    def write() -> None:
        for start in range(0, max(len(rows) for _, rows in work), size):
            db.execute("BEGIN IMMEDIATE")
            for statement, rows in work:
                db.executemany(statement, rows[start : start + size])
            db.execute("COMMIT")

    return write
