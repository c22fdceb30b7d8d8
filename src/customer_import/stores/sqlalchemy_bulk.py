"""Many rows in one statement: as one JSON parameter on PostgreSQL, as the driver's `executemany` elsewhere.

Measured for 500 rows of ten columns: `json_to_recordset` takes a third of the time of `unnest` over one array a column,
whose items psycopg quotes one by one; lists of thousands of parameters cost more to parse than to run.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

Rows = Sequence[Mapping[str, Any]]


def insert(db: sa.Connection, table: sa.Table, rows: Rows) -> None:
    """Insert rows that name the same columns."""
    if not rows:
        return
    columns = {name: table.c[name] for name in rows[0]}
    if _fit(db, columns):
        shared = _shared(rows)
        own = {name: column for name, column in columns.items() if name not in shared}
        source = sa.select(*_source(own).c, *_literals(columns, shared))
        names = [*own, *shared]
        db.execute(sa.insert(table).from_select(names, source, include_defaults=False), _parameter(rows, own))
    else:
        db.execute(sa.insert(table), list(rows))


def insert_returning(db: sa.Connection, table: sa.Table, own: sa.Column[Any], rows: Rows) -> list[Any]:
    """Insert rows that name the same columns; return the keys that the database made up, in the rows' order."""
    columns = {name: table.c[name] for name in rows[0]}
    if not columns or not _counts(own) or not _fit(db, columns):
        statement = sa.insert(table).returning(own, sort_by_parameter_order=True)
        return list(db.execute(statement, list(rows)).scalars())
    shared = _shared(rows)
    several = {name: column for name, column in columns.items() if name not in shared}
    source = _source({**several, _PLACE: sa.Column(_PLACE, sa.BigInteger)})
    ordered = sa.select(*list(source.c)[:-1], *_literals(columns, shared)).order_by(source.c[_PLACE])
    made = sa.insert(table).from_select([*several, *shared], ordered, include_defaults=False).returning(own)
    numbered = [{**row, _PLACE: i} for i, row in enumerate(rows)]
    # Numbers are drawn in the order of the SELECT; in which order they are returned, nobody promises.
    return sorted(db.execute(made, _parameter(numbered, [*several, _PLACE])).scalars())


def update(
    db: sa.Connection,
    statement: sa.Update,
    keys: Mapping[str, sa.ColumnElement[Any]],
    raised: Mapping[str, Any],
    rows: Rows,
) -> int:
    """Change rows, each by values of its own for the same columns; return how many of them were there.

    Args:
        db: The connection.
        statement: The update, with what must hold of every row besides.
        keys: The columns that tell which row is meant and in which state it must be, by their names in `rows`.
        raised: Column → what it becomes in every row alike, such as the next version.
        rows: For each the values of the keys and the columns that change; keys have names that no column has.
    """
    columns = {name: keys[name] if name in keys else statement.table.c[name] for name in rows[0]}
    fit = _fit(db, columns)
    there = _source(columns).c if fit else {n: sa.bindparam(f"new {n}", type_=c.type) for n, c in columns.items()}
    same = [column == there[name] for name, column in keys.items()]
    changes = {name: there[name] for name in columns if name not in keys}
    statement = statement.where(*same).values({**raised, **changes})
    if fit:
        return db.execute(statement, _parameter(rows, list(columns))).rowcount
    values = [{f"new {name}": value for name, value in row.items()} for row in rows]
    if db.dialect.supports_sane_multi_rowcount and len(values) > 1:
        return db.execute(statement, values).rowcount
    return sum(db.execute(statement, value).rowcount for value in values)


def among(db: sa.Connection, column: sa.ColumnElement[Any], values: Sequence[Any]) -> sa.ColumnElement[bool]:
    """Return the condition that a column, or an expression, has one of some values; what is no text is nowhere."""
    values = [value for value in values if not isinstance(value, str) or _is_text(value)]
    if not values:
        return sa.false()
    item = _plain(column.type)
    if db.dialect.name != "postgresql" or item is None:
        return column.in_(values)
    return column == sa.any_(sa.bindparam(None, values, type_=postgresql.ARRAY(item)))


def _is_text(value: str) -> bool:
    """Tell whether a database takes a text: PostgreSQL no NUL, none of them half a surrogate pair."""
    return not _NO_TEXT.search(value)


_NO_TEXT = re.compile("[\x00\ud800-\udfff]")
_PLACE = "place in the batch"
_SIMPLE = (str, int, bool, type(None))
_PLAIN: dict[type, Any] = {
    sa.String: sa.Text(), sa.Integer: sa.BigInteger(), sa.Float: sa.Double(), sa.Numeric: sa.Numeric(),
    sa.Boolean: sa.Boolean(), sa.Date: sa.Date(), sa.Uuid: sa.Uuid(),
}  # fmt: skip


def _plain(kind: Any) -> Any:
    """Return a column's type without length or precision, or None for types that are not plain.

    A cast would cut silently what an assignment refuses.
    """
    if isinstance(kind, postgresql.CITEXT):  # compares by rules of its own
        return kind
    if isinstance(kind, sa.Enum):  # a String to SQLAlchemy, but text is not assigned to it
        return None
    if isinstance(kind, sa.DateTime):
        return sa.DateTime(timezone=kind.timezone)
    return next((plain for family, plain in _PLAIN.items() if isinstance(kind, family)), None)


def _fit(db: sa.Connection, columns: Mapping[str, sa.ColumnElement[Any]]) -> bool:
    """Tell whether rows of these columns go as JSON."""
    plain = all(_plain(column.type) is not None for column in columns.values())
    return plain and bool(columns) and db.dialect.name == "postgresql"


def _source(columns: Mapping[str, sa.ColumnElement[Any]]) -> Any:
    """Return the parameter as a table with these columns."""
    rows = sa.cast(sa.bindparam("rows", type_=sa.Text()), postgresql.JSON(none_as_null=True))
    named = [sa.column(name, _plain(column.type)) for name, column in columns.items()]
    return sa.func.json_to_recordset(rows).table_valued(*named).render_derived(name="v", with_types=True)


def _shared(rows: Rows) -> dict[str, Any]:
    """Return the columns in which all rows hold the same, with that: they need not travel with every row.

    One column at least is left to tell how many rows there are. What is no text stays with its row, whose it is.
    """
    first, last = rows[0], rows[-1]
    if len(rows) == 1:
        return {}
    alike = [name for name, value in first.items() if type(value) in _SIMPLE and value == last[name]]
    shared = {name: first[name] for name in alike if all(row[name] == first[name] for row in rows)}
    shared = {name: value for name, value in shared.items() if not isinstance(value, str) or _is_text(value)}
    if len(shared) == len(first):
        shared.popitem()
    return shared


def _literals(columns: Mapping[str, sa.ColumnElement[Any]], shared: Mapping[str, Any]) -> list[Any]:
    """Return what all rows share as columns of a SELECT."""
    return [sa.cast(sa.literal(value, _plain(columns[name].type)), _plain(columns[name].type)) for name, value in
            shared.items()]  # fmt: skip


def _parameter(rows: Rows, names: Collection[str]) -> dict[str, str]:
    return {"rows": json.dumps([{name: row[name] for name in names} for row in rows], default=str)}


def _counts(column: sa.Column[Any]) -> bool:
    """Tell whether the database makes up a key by counting."""
    if not isinstance(column.type, sa.Integer):
        return False
    if column.identity is not None:
        return (column.identity.increment or 1) > 0
    return "nextval(" in str(getattr(column.server_default, "arg", ""))
