"""What `SQLAlchemyStore` writes in one transaction. Every condition stands in the statement that it protects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from customer_import.model import Edit, Outcome, Result, Target, Value
from customer_import.ports import Batch, PlanRef
from customer_import.stores import sqlalchemy_bulk as bulk
from customer_import.stores.fields import child_edits, child_values, own_values, place_of
from customer_import.stores.sql import Operations, Unwritable
from customer_import.stores.sqlalchemy_crediting import Crediting
from customer_import.stores.sqlalchemy_tables import NotStorable, decode, encoder

# What a row can do wrong: a constraint, a type, text that is no Unicode, a number that is too long.
ROW_ERRORS = (sa.exc.IntegrityError, sa.exc.DataError, NotStorable, UnicodeEncodeError, OverflowError)

RAISED = "P0001"  # what a trigger of the host's raises in PL/pgSQL


class Writing(Crediting):
    """One transaction that writes."""

    def move(self, batch: Batch) -> tuple[str, int] | None:
        """Move the watermark, which is the fence against every other worker."""
        journal, plan = self.tables.own["journal"], batch.plan
        here = sa.and_(journal.c.tenant == self.tenant, journal.c.plan_id == plan.id)
        moved = self.db.execute(
            sa.update(journal)
            .where(here, journal.c.digest == plan.digest, journal.c.next == batch.first)
            .values(next=batch.next)
        )
        found = self.db.execute(sa.select(journal.c.id, journal.c.digest, journal.c.next).where(here)).one_or_none()
        self._journal = found.id if found else 0
        if moved.rowcount == 1:
            self._lock(batch)
            return None
        return (found.digest, found.next) if found else ("", 0)

    def _lock(self, batch: Batch) -> None:
        """Lock the customers of a batch in the order of their ids.

        Two imports that met in different orders would deadlock, and whom PostgreSQL then ends may be the host.
        """
        if self.db.dialect.name != "postgresql":
            return
        encode = encoder(self.tables.id)
        try:
            ids = {encode(outcome.target.id) for _, outcome in batch.operations if outcome.target}
        except NotStorable:
            return  # the row that names no id is found when it is written
        if ids:
            there = sa.select(self.tables.id).where(bulk.among(self.db, self.tables.id, list(ids)))
            self.db.execute(there.order_by(self.tables.id).with_for_update(key_share=True))

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Undo what stands inside if an exception passes; what a row can do wrong becomes `Unwritable`."""
        try:
            with self.db.begin_nested():
                yield
            return
        except ROW_ERRORS:
            pass
        except sa.exc.DBAPIError as error:
            if getattr(error.orig, "sqlstate", None) != RAISED:
                raise
        except sa.exc.StatementError:  # a parameter that the driver could not take
            pass
        raise Unwritable

    def write(self, plan: PlanRef, operations: Operations) -> list[Result]:
        """Write operations, all of them, or raise `Unwritable`."""
        done = self._create([(index, outcome) for index, outcome in operations if outcome.kind == "create"])
        done.update(self._update([(index, outcome) for index, outcome in operations if outcome.kind == "update"]))
        self._credit(plan, operations, done)
        for index, outcome in operations:
            if outcome.kind == "remove":
                done[index] = self._remove(outcome)
        return [Result(index, outcome.row, "applied", *done[index]) for index, outcome in operations]

    def balances(self, customer_id: str) -> dict[tuple[str, str], Decimal]:
        """Add up a customer's ledger, which stays as it is until the end: entries that point at the customer wait."""
        own = encoder(self.tables.id)(customer_id)
        self.db.execute(sa.select(self.tables.id).where(self.tables.id == own).with_for_update())
        return super().balances(customer_id)

    def record(self, results: Sequence[Result]) -> None:
        """Store results beside the journal."""
        rows = [
            {
                "journal": self._journal, "idx": r.index, "row": r.row, "status": r.status,
                "customer_id": r.customer_id, "version": r.version, "code": r.code,
            }
            for r in results
        ]  # fmt: skip
        bulk.insert(self.db, self.tables.own["results"], rows)

    # Creates ------------------------------------------------------------------------------------------------------

    def _create(self, creates: Operations) -> dict[int, tuple[str, str]]:
        """Insert customers; those with the same fields in one statement."""
        groups: dict[tuple[str, ...], list[tuple[int, Outcome, dict[str, Any]]]] = {}
        self._guard([outcome for _, outcome in creates])
        for index, outcome in creates:
            row = self.row(own_values(outcome.edits))
            groups.setdefault(tuple(row), []).append((index, outcome, row))
        done: dict[int, tuple[str, str]] = {}
        for members in groups.values():
            ids = self.insert([row for _, _, row in members])
            for (index, outcome, _), id_ in zip(members, ids, strict=True):
                for name in self.tables.items:
                    self._set_items(id_, name, own_values(outcome.edits).get(name, ()), new=True)
                self._edit_children(id_, outcome.edits)
                done[index] = (decode(id_), "1" if self.tables.version is not None else "")
        return self._read_back(done, {})

    def insert(self, rows: Sequence[dict[str, Any]]) -> list[Any]:
        """Insert customers whose rows have the same columns; return their ids, in order."""
        return bulk.insert_returning(self.db, self.tables.customers, self.tables.id, rows)

    def row(self, values: Mapping[str, Value]) -> dict[str, Any]:
        """Return the columns of a new customer."""
        row = self._columns(values)
        if self.tables.version is not None:
            row.update(self.tables.version.first())
        if self.tables.tenant is not None:
            row[self.tables.tenant.name] = self.tenant
        return row

    def _columns(self, values: Mapping[str, Value]) -> dict[str, Any]:
        """Return what columns hold for these values, key forms included."""
        row: dict[str, Any] = {}
        for name, value in values.items():
            if name in self.tables.items:
                continue
            if name not in self.tables.columns:
                raise Unwritable
            text = value if isinstance(value, str) else self.tables.list_text(value)
            row[self.tables.columns[name].name] = self.tables.encoders[name](text)
            if name in self.tables.forms:
                row[self.tables.forms[name].name] = next(iter(self.fields.forms(name, value)), None)
        return row

    def _guard(self, outcomes: Sequence[Outcome], own: str = "") -> None:
        """Look for other owners of unique values that no index of the host's guards; imports hold a lock meanwhile."""
        wanted: dict[str, dict[str, int]] = {}  # field → key form → which of the outcomes wants it
        for place, outcome in enumerate(outcomes):
            for edit in outcome.edits:
                group = self.fields.groups[edit.child.group].key if edit.child else ""
                if edit.field == group or (not group and edit.field in self.tables.unguarded):
                    for form in self.fields.forms(edit.field, edit.after):
                        if wanted.setdefault(edit.field, {}).setdefault(form, place) != place:
                            raise Unwritable
        if wanted and any(m.id != own for m in self.find({field: list(forms) for field, forms in wanted.items()})):
            raise Unwritable

    # Updates ------------------------------------------------------------------------------------------------------

    def _update(self, updates: Operations) -> dict[int, tuple[str, str]]:
        """Change customers that are as planned against."""
        done: dict[int, tuple[str, str]] = {}
        groups: dict[tuple[str, ...], list[tuple[int, Target, dict[str, Any]]]] = {}
        for index, outcome in updates:
            target = outcome.target
            if target is None:
                raise Unwritable
            if not outcome.edits:
                done[index] = (target.id, "")
                continue
            plain = all(e.child is None and e.field not in self.tables.items for e in outcome.edits)
            unique = any(e.field in self.fields.unique for e in outcome.edits)
            if plain and not unique and self.tables.version is not None and target.version:
                columns = self._columns(own_values(outcome.edits))
                groups.setdefault(tuple(columns), []).append((index, target, columns))
            else:
                done[index] = self._change(outcome, target)
        self._check_there([owner for owner, _ in done.values()])
        for members in groups.values():
            done.update(self._change_alike(members))
        return done

    def _change_alike(self, members: Sequence[tuple[int, Target, dict[str, Any]]]) -> dict[int, tuple[str, str]]:
        """Compare and set customers in whom the same columns change."""
        version, own = self.tables.version, encoder(self.tables.id)
        if version is None:
            raise Unwritable
        rows = [
            {"own id": own(target.id), "own version": version.planned(target.version), **columns}
            for _, target, columns in members
        ]
        keys = {"own id": self.tables.id, "own version": version.shown}
        changed = bulk.update(
            self.db, sa.update(self.tables.customers).where(self._writable()), keys, version.raised(), rows
        )
        if changed != len(members):
            raise Unwritable
        if version.counted:
            return {index: (target.id, str(int(target.version) + 1)) for index, target, _ in members}
        before = {target.id: target.version for _, target, _ in members}
        return self._read_back({index: (target.id, "") for index, target, _ in members}, before)

    def _read_back(self, done: dict[int, tuple[str, str]], before: Mapping[str, str]) -> dict[int, tuple[str, str]]:
        """Ask for the versions that customers have now, where they are not known."""
        version = self.tables.version
        if version is None or version.counted or not done:
            return done
        written = self._among(self.tables.id, [owner for owner, _ in done.values()])
        rows = self.db.execute(sa.select(self.tables.id, version.shown.label("v")).where(written))
        now = {decode(row[0]): version.check(before.get(decode(row[0]), ""), decode(row[1])) for row in rows}
        return {index: (owner, now[owner]) for index, (owner, _) in done.items()}

    def _change(self, outcome: Outcome, target: Target) -> tuple[str, str]:
        """Compare and set one customer, with its lists and children."""
        version = self.tables.version
        self._guard([outcome], target.id)
        own = encoder(self.tables.id)(target.id)
        conditions = [self._writable(), self.tables.id == own]
        values = own_values(outcome.edits)
        columns = self._columns(values)
        if version is not None:
            columns.update(version.raised())
        if version is not None and target.version:
            conditions.append(version.shown == version.planned(target.version))
        else:
            conditions += self._as_planned(outcome)
        # Without a column to write, the row is locked by writing its id to itself.
        statement = sa.update(self.tables.customers).where(*conditions).values(columns or {self.tables.id.name: own})
        if self.db.execute(statement).rowcount != 1:
            raise Unwritable
        for name in self.tables.items:
            if name in values:
                before = next(edit.before for edit in outcome.edits if edit.field == name and edit.child is None)
                self._set_items(own, name, values[name], before=None if target.version else before)
        self._edit_children(own, outcome.edits)
        if version is None:
            return target.id, ""
        after = self.db.execute(sa.select(version.shown).where(self.tables.id == own)).scalar_one()
        return target.id, version.check(target.version, decode(after))

    def _as_planned(self, outcome: Outcome) -> list[sa.ColumnElement[bool]]:
        """Return the conditions that what was read is still there: what is edited, and what a policy held back."""
        planned = {edit.field: edit.before for edit in outcome.edits if edit.child is None}
        conditions: list[sa.ColumnElement[bool]] = []
        for name, before in {**outcome.held, **planned}.items():
            if name not in self.tables.columns:
                continue
            column = self.tables.columns[name]
            text = before if isinstance(before, str) else self.tables.list_text(before)
            if text:
                conditions.append(column == self.tables.encoders[name](text))
            else:
                blank = self.tables.encoders[name]("")
                conditions.append(column.is_(None) if blank is None and not _is_text(column) else
                                  sa.or_(column.is_(None), column == ""))  # fmt: skip
        return conditions

    def _writable(self) -> sa.ColumnElement[bool]:
        locked = self.tables.locked
        if locked is None:
            return self.mine()
        free = locked.is_not(True) if isinstance(locked.type, sa.Boolean) else locked.is_(None)
        return sa.and_(self.mine(), free)

    def _check_there(self, ids: Sequence[str]) -> None:
        """Make sure that customers exist who only get credits."""
        own = encoder(self.tables.id)
        wanted = {own(id_) for id_ in ids}
        query = (
            sa.select(self.tables.id)
            .where(self._writable(), bulk.among(self.db, self.tables.id, list(wanted)))
            .with_for_update(read=True)
        )
        if wanted and len(self.db.execute(query).all()) != len(wanted):
            raise Unwritable

    def _set_items(
        self, owner: Any, name: str, value: Value, *, before: Value | None = None, new: bool = False
    ) -> None:
        """Store the items of a list in place of those that are there."""
        table, declared = self.tables.items[name], self.tables.declared.items[name]
        mine = table.c[declared.customer] == owner
        if before is not None:
            there = set(self.db.execute(sa.select(table.c[declared.item]).where(mine)).scalars())
            if there != set(before):
                raise Unwritable
        if not new:
            self.db.execute(sa.delete(table).where(mine))
        rows = [{declared.customer: owner, declared.item: item} for item in value]
        bulk.insert(self.db, table, rows)

    def _edit_children(self, owner: Any, edits: Sequence[Edit]) -> None:
        """Change the children that edits name, add those that are new, drop those that undo drops."""
        for ref, own in child_edits(edits).items():
            if ref.group not in self.tables.children:
                raise Unwritable
            table, declared = self.tables.children[ref.group], self.tables.declared.children[ref.group]
            group = self.fields.groups[ref.group]
            key, values = child_values(group, ref, own)
            if ref.new:
                self.add_child(owner, ref.group, key, values)
                continue
            rows = self.children_of(ref.group, [owner])
            children = [child for _, _, child in rows]
            place = place_of(children, ref, own, group)
            if place is None:
                raise Unwritable
            if any(children[place].values.get(e.field, "") != e.before for e in own if e.field != group.key):
                raise Unwritable
            this = table.c[declared.id] == rows[place][1]
            if ref.drop:
                self.db.execute(sa.delete(table).where(this))
            elif values:
                self.db.execute(sa.update(table).where(this).values(self._child_row(ref.group, values)))

    def add_child(self, owner: Any, group: str, key: str, values: Mapping[str, str]) -> None:
        """Add a child to a customer."""
        declared = self.tables.declared.children[group]
        whole = {self.fields.groups[group].key: key, **values} if key else values
        row = {declared.customer: owner, **self._child_row(group, whole)}
        self.db.execute(sa.insert(self.tables.children[group]).values(row))

    def _child_row(self, group: str, values: Mapping[str, str]) -> dict[str, Any]:
        columns = {name: self.tables.child_column(group, name) for name in values}
        return {columns[name].name: encoder(columns[name])(value) for name, value in values.items()}

    # Removes, credits, messages -----------------------------------------------------------------------------------

    def _remove(self, outcome: Outcome) -> tuple[str, str]:
        """Delete a customer that is as planned against and to whom the ledger owes nothing."""
        target, version = outcome.target, self.tables.version
        if target is None or any(self.balances(target.id).values()):
            raise Unwritable
        own = encoder(self.tables.id)(target.id)
        conditions = [self._writable(), self.tables.id == own]
        conditions += (
            [version.shown == version.planned(target.version)] if version is not None else self._as_planned(outcome)
        )
        locked = self.db.execute(sa.select(self.tables.id).where(*conditions).with_for_update()).all()
        if len(locked) != 1:
            raise Unwritable
        for owner in self.tables.owners:
            self.db.execute(sa.delete(owner.table).where(owner == own))
        self.db.execute(sa.delete(self.tables.customers).where(self.tables.id == own))
        return target.id, ""


def _is_text(column: sa.Column[Any]) -> bool:
    return isinstance(column.type, sa.String)
