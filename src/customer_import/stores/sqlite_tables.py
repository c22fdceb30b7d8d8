"""The tables of `SQLiteStore`: how they are made, and how they follow a profile that has changed.

Blank is NULL everywhere. A field's column has the field's name; the few names that the store itself needs, and the
columns with key forms, begin with an underscore, as no field does.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable

from customer_import.errors import StoreError
from customer_import.stores.fields import StoredFields

OWN_COLUMNS = frozenset({"id", "tenant", "version", "locked"})
FORMAT = "2"  # of the tables; 1 had a row for every result, and ledgers without accounts

TABLES = """
CREATE TABLE IF NOT EXISTS customer_import (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS customers (
    id INTEGER PRIMARY KEY, tenant TEXT NOT NULL,
    version INTEGER NOT NULL DEFAULT 1, locked INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS members (
    tenant TEXT NOT NULL, field TEXT NOT NULL, value TEXT NOT NULL,
    slot INTEGER NOT NULL,                 -- 0 where a value belongs to one customer, else the customer
    customer_id INTEGER NOT NULL REFERENCES customers ON DELETE CASCADE,
    PRIMARY KEY (tenant, field, value, slot));
CREATE INDEX IF NOT EXISTS members_of ON members (customer_id, field);
CREATE TABLE IF NOT EXISTS children (
    id INTEGER PRIMARY KEY, tenant TEXT NOT NULL,
    customer_id INTEGER NOT NULL REFERENCES customers ON DELETE CASCADE,
    grp TEXT NOT NULL, key TEXT, form TEXT, data TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS children_of ON children (customer_id, grp);
CREATE UNIQUE INDEX IF NOT EXISTS children_found ON children (tenant, grp, form);
CREATE TABLE IF NOT EXISTS ledger (
    id INTEGER PRIMARY KEY, tenant TEXT NOT NULL, key TEXT NOT NULL, customer_id INTEGER NOT NULL,
    amount INTEGER NOT NULL, scale INTEGER NOT NULL, unit TEXT NOT NULL, account TEXT NOT NULL, expires TEXT NOT NULL,
    description TEXT NOT NULL, plan_id TEXT NOT NULL, row INTEGER NOT NULL, posted_at TEXT NOT NULL,
    UNIQUE (tenant, key));
CREATE INDEX IF NOT EXISTS ledger_of ON ledger (customer_id);
CREATE TABLE IF NOT EXISTS outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT, journal INTEGER NOT NULL REFERENCES journal, topic TEXT NOT NULL,
    key TEXT, customer_id INTEGER NOT NULL, row INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS journal (
    id INTEGER PRIMARY KEY, tenant TEXT NOT NULL, plan_id TEXT NOT NULL, digest TEXT NOT NULL, store_id TEXT NOT NULL,
    rows INTEGER NOT NULL, notify INTEGER NOT NULL, profile TEXT NOT NULL, occasion TEXT NOT NULL,
    next INTEGER NOT NULL DEFAULT 0, started TEXT NOT NULL,
    UNIQUE (tenant, plan_id));
CREATE INDEX IF NOT EXISTS journal_of ON journal (tenant, occasion);
CREATE TABLE IF NOT EXISTS results (      -- of a batch each: JSON arrays, or the value that all its results share
    journal INTEGER NOT NULL REFERENCES journal ON DELETE CASCADE, first INTEGER NOT NULL,
    idx TEXT NOT NULL, row TEXT NOT NULL, status TEXT NOT NULL, customer_id TEXT NOT NULL, version TEXT NOT NULL,
    code TEXT NOT NULL,
    PRIMARY KEY (journal, first));
"""
WITHOUT_ROWID = ("members",)


def statements() -> list[str]:
    """Return the statements that make the tables, STRICT where SQLite knows the word (3.37)."""
    strict = sqlite3.sqlite_version_info >= (3, 37)
    made = []
    for statement in TABLES.split(";\n"):
        words = statement.split()
        options = ["STRICT"] if strict and words[:2] == ["CREATE", "TABLE"] else []
        if words[:2] == ["CREATE", "TABLE"] and words[5] in WITHOUT_ROWID:
            options.append("WITHOUT ROWID")
        if words:
            made.append(f"{statement} {', '.join(options)}")
    return made


def column(field: str) -> str:
    """Return the quoted column of a field."""
    return f'"_{field}"' if field in OWN_COLUMNS else f'"{field}"'


def form_column(field: str) -> str:
    """Return the quoted column of a field's key forms."""
    return f'"_key_{field}"'


class Tables:
    """How the fields of a profile lie in the tables.

    Attributes:
        columns: Quoted columns of the fields, in the order of `StoredFields.names`.
        forms: Field → quoted column with its key forms, where those may differ from its values.
        found_by: Field → quoted column that holds its key forms, for every findable field with one value.
    """

    def __init__(self, fields: StoredFields) -> None:
        self.fields = fields
        self.columns = tuple(column(name) for name in fields.names)
        single = [name for name in fields.findable if name not in fields.lists]
        self.forms = {name: form_column(name) for name in single if name not in fields.exact}
        self.found_by = {name: self.forms.get(name, column(name)) for name in single}

    def plan(self) -> dict[str, str]:
        """Return how each field must be kept: field → a word that changes when its index has to be made anew."""
        words = dict.fromkeys(self.fields.names, "")
        for name in self.fields.findable:
            kind = "list" if name in self.fields.lists else "form" if name in self.forms else "value"
            words[name] = f"{'unique' if name in self.fields.unique else 'index'} {kind}"
        for name, group in self.fields.groups.items():
            words[f"@{name}"] = f"child by {group.key}"
            words.update((f"@{name}.{field}", "") for field in group.fields)
        return words


def kept(db: sqlite3.Connection) -> str | None:
    """Return how the fields are kept in this database, as JSON; None where it has no tables yet.

    Raises:
        StoreError: The database belongs to somebody else, or was made by another version of this library.
    """
    names = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if "customer_import" not in names:
        if "customers" in names:
            raise StoreError("the database has a table 'customers' that is not of this library", code="store.foreign")
        return None
    about = dict(db.execute("SELECT name, value FROM customer_import WHERE name IN ('fields', 'format')"))
    if about.get("format", FORMAT) != FORMAT:
        message = (
            f"the database was made by another version of this library (its tables are of format {about['format']}, "
            f"this version reads {FORMAT}): open it with that version, export its customers, and import them into a "
            f"new file"
        )
        raise StoreError(message, code="store.format", found=about["format"], wanted=FORMAT)
    return about.get("fields")


def missing(tables: Tables, text: str | None) -> dict[str, str]:
    """Return the entries of `Tables.plan` that a database with this `kept` does not have."""
    there: dict[str, str] = json.loads(text) if text else {}
    return {name: word for name, word in tables.plan().items() if there.get(name) != word}


def prepare(db: sqlite3.Connection, tables: Tables, store_id: str) -> None:
    """Make what is missing, inside the transaction that is open.

    Raises:
        StoreError: A field that is to be unique holds a value twice.
    """
    text = kept(db)
    if text is None:
        for statement in statements():
            db.execute(statement)
        db.executemany(
            "INSERT INTO customer_import (name, value) VALUES (?, ?)",
            [("format", FORMAT), ("store_id", store_id), ("last_id", "0"), ("fields", "{}")],
        )
    todo = missing(tables, text)
    if not todo:
        return
    there = {f'"{row[1]}"' for row in db.execute("PRAGMA table_info(customers)")}
    for wanted in (*tables.columns, *tables.forms.values()):
        if wanted not in there:
            db.execute(f"ALTER TABLE customers ADD COLUMN {wanted} TEXT")
    for name, word in todo.items():
        try:
            _index(db, tables, name, word)
        except sqlite3.IntegrityError:
            failure = StoreError(f"{name!r} is to be unique but holds a value twice", code="store.doubles", field=name)
        else:
            continue
        raise failure
    whole = {**(json.loads(text) if text else {}), **tables.plan()}
    db.execute("UPDATE customer_import SET value = ? WHERE name = 'fields'", (json.dumps(whole, sort_keys=True),))


def _index(db: sqlite3.Connection, tables: Tables, name: str, word: str) -> None:
    """Make the index by which a field, or the children of a group, are found; what it was before is dropped."""
    form = "customer_import_form"
    unique = word.startswith("unique")
    db.execute(f'DROP INDEX IF EXISTS "find_{name}"')
    if name.startswith("@"):
        if "." in name:
            return
        group = name[1:]
        db.create_function(form, 1, form_function(tables.fields, tables.fields.groups[group].key), deterministic=True)
        db.execute(f"UPDATE children SET form = {form}(key) WHERE grp = ?", (group,))
        return
    db.execute("DELETE FROM members WHERE field = ?", (name,))
    if not word:
        return
    db.create_function(form, 1, form_function(tables.fields, name), deterministic=True)
    if name in tables.fields.lists:
        db.execute(
            f"INSERT INTO members (tenant, field, value, slot, customer_id)"
            f" SELECT DISTINCT tenant, ?, {form}(item.value),"
            f" {'0' if unique else 'customers.id'}, customers.id FROM customers, json_each({column(name)}) AS item",
            (name,),
        )
        return
    if name in tables.forms:
        db.execute(f"UPDATE customers SET {tables.forms[name]} = {form}({column(name)})")
    kind = "UNIQUE INDEX" if unique else "INDEX"
    db.execute(f'CREATE {kind} "find_{name}" ON customers (tenant, {tables.found_by[name]})')


def form_function(fields: StoredFields, name: str) -> Callable[[str | None], str | None]:
    """Return a field's key form as a function for SQL: NULL stays NULL."""
    normalizer = fields.normalizer(name)
    return lambda value: (normalizer.key(value) or None) if value is not None else None
