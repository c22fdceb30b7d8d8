"""What `SQLiteStore` writes in one transaction. Every condition stands in the statement that it protects.

Rows are written in groups of equal statements. That is the same as one after the other: whatever would make the order
matter (a unique value that changes hands, one customer twice) makes a group fail, and then the rows go one by one.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import repeat

from customer_import.columns import columns_of
from customer_import.errors import StoreError
from customer_import.model import Child, Credit, Edit, Outcome, Result, Target, Value
from customer_import.ports import Batch, PlanRef
from customer_import.stores.fields import child_edits, child_values, own_values, place_of
from customer_import.stores.ledger import now, scaled
from customer_import.stores.refusing import already_written
from customer_import.stores.sql import Operations, Unwritable
from customer_import.stores.sqlite_reading import RESULT, Reading, packed
from customer_import.stores.sqlite_tables import column

# What a row can do wrong: a constraint, text that is no Unicode, a number past 64 bits.
ROW_ERRORS = (sqlite3.IntegrityError, sqlite3.DataError, UnicodeEncodeError, OverflowError)
WRITABLE = "tenant = ? AND locked = 0"


class Writing(Reading):
    """One transaction that writes."""

    _journal = 0  # the journal of the plan whose batch is written

    def move(self, batch: Batch) -> tuple[str, int] | None:
        """Move the watermark, which is the fence against every other worker."""
        plan = batch.plan
        moved = self.db.execute(
            "UPDATE journal SET next = ? WHERE tenant = ? AND plan_id = ? AND digest = ? AND next = ?",
            (batch.next, self.tenant, plan.id, plan.digest, batch.first),
        )
        query = "SELECT id, digest, next FROM journal WHERE tenant = ? AND plan_id = ?"
        self._journal, digest, reached = self.db.execute(query, (self.tenant, plan.id)).fetchone() or (0, "", 0)
        return None if moved.rowcount == 1 else (digest, reached)

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Undo what stands inside if an exception passes; what a row can do wrong becomes `Unwritable`."""
        self.db.execute("SAVEPOINT part")
        try:
            yield
        except BaseException as error:
            if self.db.in_transaction:  # a full disk may have rolled the whole transaction back
                self.db.execute("ROLLBACK TO part")
                self.db.execute("RELEASE part")
            wrong = isinstance(error, ROW_ERRORS)
            if not wrong:
                raise
        else:
            self.db.execute("RELEASE part")
            return
        raise Unwritable

    def write(self, plan: PlanRef, operations: Operations) -> list[Result]:
        """Write operations, all of them, or raise `Unwritable`."""
        done: dict[int, tuple[str, str]] = {}  # index → customer id, version
        creates = [(index, outcome) for index, outcome in operations if outcome.kind == "create"]
        done.update(self._create(creates))
        done.update(self._update([(i, outcome) for i, outcome in operations if outcome.kind == "update"]))
        self._credit(plan, operations, done)
        for index, outcome in operations:
            if outcome.kind == "remove":
                done[index] = self._remove(outcome)
        return [Result(index, outcome.row, "applied", *done[index]) for index, outcome in operations]

    def record(self, results: Sequence[Result]) -> None:
        """Store results beside the journal, those of a batch together."""
        if results:
            columns = columns_of(results)
            marks = ", ".join("?" * (2 + len(columns.columns)))
            self.db.execute(
                f"INSERT INTO results (journal, first, {RESULT}) VALUES ({marks})",
                (self._journal, columns.indexes[0], *packed(columns)),
            )

    # Creates ------------------------------------------------------------------------------------------------------

    def _create(self, creates: Operations) -> dict[int, tuple[str, str]]:
        """Insert customers; the unique indexes see to it that none of them exists."""
        if not creates:
            return {}
        values = [own_values(outcome.edits) for _, outcome in creates]
        columns = self.columns_of(values)
        if any(not own.keys() <= columns.keys() for own in values):
            raise Unwritable  # a field that this store does not keep
        if self.fields.numbered:
            self._number(columns[self.fields.numbered])
        first = self.insert(columns, len(values))
        if self.fields.groups:
            for number, (_, outcome) in enumerate(creates, first):
                self._edit_children(str(number), outcome.edits)
        return {index: (str(number), "1") for number, (index, _) in enumerate(creates, first)}

    def columns_of(self, customers: Sequence[Mapping[str, Value]]) -> dict[str, list[Value]]:
        """Return the values of customers, field → one each, blank where one has none."""
        return {name: [values.get(name, "") for values in customers] for name in self.fields.names}

    def insert(self, values: Mapping[str, Sequence[Value]], count: int) -> int:
        """Insert customers with everything that they are found by; return the first of their ids.

        Args:
            values: Field → one value per customer, "" or () where blank; a field may be left out.
            count: How many customers.
        """
        # An id is never used twice, so that a plan never meets another customer under it. AUTOINCREMENT would do the
        # same, but writes its counter at every row.
        counter = "(SELECT CAST(value AS INTEGER) FROM customer_import WHERE name = 'last_id')"
        last = self.db.execute(f"SELECT max(ifnull(max(id), 0), {counter}) FROM customers").fetchone()[0]
        first: int = last + 1
        counted = (str(first + count - 1),)
        self.db.execute("UPDATE customer_import SET value = ? WHERE name = 'last_id'", counted)
        ids = range(first, first + count)
        columns: dict[str, Sequence[str | None]] = {
            column(name): self._stored(name, values[name]) for name in values if name in self.fields.names
        }
        columns.update(self._forms(values))
        names = "".join(f", {name}" for name in columns)
        self.db.executemany(
            f"INSERT INTO customers (id, tenant{names}) VALUES (?, ?{', ?' * len(columns)})",
            zip(ids, repeat(self.tenant, count), *columns.values(), strict=True),
        )
        for name in self.fields.findable:
            if name in self.fields.lists:
                for number, value in zip(ids, values.get(name, ()), strict=False):
                    self._add_members(str(number), name, value)
        return first

    def _forms(self, values: Mapping[str, Sequence[Value]]) -> dict[str, list[str | None]]:
        """Return what the columns with key forms hold of some values, column → one each."""
        return {
            form: [key or None for key in self.fields.normalizer(name).keys([str(value) for value in values[name]])]
            for name, form in self.tables.forms.items()
            if name in values
        }

    def _stored(self, name: str, values: Sequence[Value]) -> Sequence[str | None]:
        """Return what the column of a field holds."""
        if name in self.fields.lists:
            return [self._text(value) for value in values]
        return values if all(values) else [value or None for value in values]  # type: ignore[misc, return-value] # no list among them

    def _number(self, numbers: list[Value]) -> None:
        """Make up the numbers of customers that came without."""
        name = self.fields.numbered
        unnumbered = [place for place, value in enumerate(numbers) if not value]
        if unnumbered:
            highest = f"SELECT max(CAST({column(name)} AS INTEGER)) FROM customers WHERE tenant = ?"
            (last,) = self.db.execute(f"{highest} AND {column(name)} NOT GLOB '*[^0-9]*'", (self.tenant,)).fetchone()
            given = [int(value) for value in numbers if isinstance(value, str) and value.isdecimal()]
            for number, place in enumerate(unnumbered, max([last or 0, *given]) + 1):
                numbers[place] = str(number)

    # Updates ------------------------------------------------------------------------------------------------------

    def _update(self, updates: Operations) -> dict[int, tuple[str, str]]:
        """Change customers that are as planned against."""
        groups: dict[tuple[str, ...], list[tuple[int, Outcome]]] = {}
        alone: list[tuple[int, Outcome]] = []
        done: dict[int, tuple[str, str]] = {}
        for index, outcome in updates:
            if outcome.target is None or not (outcome.target.version or "0").isdecimal():
                raise Unwritable
            if not outcome.edits:
                done[index] = (outcome.target.id, "")
            elif outcome.target.version and all(e.child is None for e in outcome.edits) and not self._delicate(outcome):
                groups.setdefault(tuple(edit.field for edit in outcome.edits), []).append((index, outcome))
            else:
                alone.append((index, outcome))
        each_once([outcome.target.id for _, outcome in updates if outcome.edits and outcome.target])
        self._check_there([owner for owner, _ in done.values()])
        for members in groups.values():
            self._change([outcome for _, outcome in members])
            for index, outcome in members:
                assert outcome.target is not None  # noqa: S101 - looked at above
                done[index] = (outcome.target.id, after(outcome.target.version))
        for index, outcome in alone:
            self._change([outcome])
            assert outcome.target is not None  # noqa: S101 - looked at above
            self._edit_children(outcome.target.id, outcome.edits)
            query = "SELECT version FROM customers WHERE id = ?"
            done[index] = (outcome.target.id, str(self.db.execute(query, (outcome.target.id,)).fetchone()[0]))
        return done

    def force(self, customer_id: str, changes: Mapping[str, Value]) -> None:
        """Change a customer as it is now, whoever changed it last."""
        for match in self.find({"@id": [customer_id]}):
            edits = tuple(Edit(name, match.values.get(name, ""), value) for name, value in changes.items())
            self._update([(0, Outcome("update", 0, Target(match.id, match.version), edits=edits))])
            return
        raise Unwritable

    def _delicate(self, outcome: Outcome) -> bool:
        """Tell whether the order of rows may matter to an update."""
        return any(edit.field in self.fields.unique for edit in outcome.edits)

    def _check_there(self, ids: Sequence[str]) -> None:
        """Make sure that customers exist who only get credits."""
        wanted = set(ids)
        if wanted:
            among = "id IN (SELECT value FROM json_each(?))"
            query = f"SELECT count(*) FROM customers WHERE {WRITABLE} AND {among}"
            if self.db.execute(query, (self.tenant, json.dumps(sorted(wanted)))).fetchone()[0] != len(wanted):
                raise Unwritable

    def _change(self, outcomes: Sequence[Outcome]) -> None:
        """Compare and set customers whose edits have the same fields."""
        edits = [edit for edit in outcomes[0].edits if edit.child is None]
        versioned = bool(outcomes[0].target and outcomes[0].target.version)
        sets = [f"{column(edit.field)} = ?" for edit in edits]
        sets += [f"{self.tables.forms[edit.field]} = ?" for edit in edits if edit.field in self.tables.forms]
        conditions = ["version = ?"] if versioned else [f"{column(edit.field)} IS ?" for edit in edits]
        where = " AND ".join([f"id = ? AND {WRITABLE}", *conditions])
        sets.append("version = version + 1")
        values = [self._change_values(outcome, versioned) for outcome in outcomes]
        changed = self.db.executemany(f"UPDATE customers SET {', '.join(sets)} WHERE {where}", values)
        if changed.rowcount != len(outcomes):
            raise Unwritable
        for edit in edits:
            if edit.field in self.fields.findable and edit.field in self.fields.lists:
                for outcome in outcomes:
                    self._set_members(outcome, edit.field)

    def _change_values(self, outcome: Outcome, versioned: bool) -> list[object]:
        """Return the parameters of `_change` for one outcome."""
        assert outcome.target is not None  # noqa: S101 - looked at by the caller
        edits = [edit for edit in outcome.edits if edit.child is None]
        values: list[object] = [self._text(edit.after) for edit in edits]
        for edit in edits:
            if edit.field in self.tables.forms:
                values.append(next(iter(self.fields.forms(edit.field, edit.after)), None))
        values += (outcome.target.id, self.tenant)
        values += [outcome.target.version] if versioned else [self._text(edit.before) for edit in edits]
        return values

    def _set_members(self, outcome: Outcome, field: str) -> None:
        assert outcome.target is not None  # noqa: S101 - looked at by the caller
        owner = outcome.target.id
        self.db.execute("DELETE FROM members WHERE customer_id = ? AND field = ?", (owner, field))
        self._add_members(owner, field, own_values(outcome.edits)[field])

    def _add_members(self, customer_id: str, field: str, value: Value) -> None:
        """Index the items of a list; an item that belongs to somebody else breaks the unique constraint."""
        slot = "0" if field in self.fields.unique else customer_id
        self.db.executemany(
            "INSERT INTO members (tenant, field, value, slot, customer_id) VALUES (?, ?, ?, ?, ?)",
            [(self.tenant, field, form, slot, customer_id) for form in self.fields.forms(field, value)],
        )

    @staticmethod
    def _text(value: Value | None) -> str | None:
        """Return what a column holds: text, a list as JSON, NULL where blank."""
        if not value:
            return None
        return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

    def _edit_children(self, customer_id: str, edits: Sequence[Edit]) -> None:
        """Change the children that edits name, add those that are new."""
        for ref, own in child_edits(edits).items():
            group = self.fields.groups[ref.group]
            key, values = child_values(group, ref, own)
            if ref.new:
                self.add_child(customer_id, ref.group, key, values)
                continue
            query = "SELECT id, key, data FROM children WHERE customer_id = ? AND grp = ? ORDER BY id"
            rows = self.db.execute(query, (customer_id, ref.group)).fetchall()
            children = [Child(row[1] or "", json.loads(row[2])) for row in rows]
            place = place_of(children, ref, own, group)
            if place is None:
                raise Unwritable
            before = children[place].values
            if any(before.get(edit.field, "") != edit.before for edit in own if edit.field != group.key):
                raise Unwritable
            if ref.drop:
                self.db.execute("DELETE FROM children WHERE id = ?", (rows[place][0],))
                continue
            kept = {name: value for name, value in {**before, **values}.items() if value}
            self.db.execute(
                "UPDATE children SET key = ?, form = ?, data = ? WHERE id = ?",
                (key, self._child_form(ref.group, key), json.dumps(kept, ensure_ascii=False), rows[place][0]),
            )

    def add_child(self, customer_id: str, group: str, key: str, values: dict[str, str]) -> None:
        """Add a child to a customer."""
        data = json.dumps({name: value for name, value in values.items() if value}, ensure_ascii=False)
        self.db.execute(
            "INSERT INTO children (tenant, customer_id, grp, key, form, data) VALUES (?, ?, ?, ?, ?, ?)",
            (self.tenant, customer_id, group, key or None, self._child_form(group, key), data),
        )

    def _child_form(self, group: str, key: str) -> str | None:
        return next(iter(self.fields.forms(self.fields.groups[group].key, key)), None)

    # Removes, credits, messages -----------------------------------------------------------------------------------

    def _remove(self, outcome: Outcome) -> tuple[str, str]:
        """Delete a customer that is as planned against and to whom the ledger owes nothing."""
        if outcome.target is None or any(self.balances(outcome.target.id).values()):
            raise Unwritable
        deleted = self.db.execute(
            f"DELETE FROM customers WHERE id = ? AND {WRITABLE} AND version = ?",
            (outcome.target.id, self.tenant, outcome.target.version),
        )
        if deleted.rowcount != 1:
            raise Unwritable
        return outcome.target.id, ""

    def _credit(
        self, plan: PlanRef, operations: Operations, done: dict[int, tuple[str, str]], *, announce: bool = True
    ) -> None:
        """Append credits under their keys, and tell of them and of the creates, in the order of the rows."""
        rows: list[tuple[object, ...]] = []
        messages: list[tuple[object, ...]] = []
        moment = now()
        for index, outcome in operations:
            owner = done[index][0] if index in done else outcome.target.id if outcome.target else ""
            if announce and outcome.kind == "create":
                messages.append((self._journal, "created", None, owner, outcome.row))
            for credit in outcome.credits:
                # Only asked where the batch as a whole has failed, and rows go one by one.
                there = self.entries([credit.key]) if len(operations) == 1 else ()
                if any(already_written(entry, plan, owner, credit) for entry in there):
                    continue
                text = (credit.unit, credit.account, credit.expires, credit.description)
                rows.append((self.tenant, credit.key, owner, *_amount(credit), *text, plan.id, outcome.row, moment))
                if plan.notify:
                    messages.append((self._journal, "credited", credit.key, owner, outcome.row))
        names = "tenant, key, customer_id, amount, scale, unit, account, expires, description, plan_id, row, posted_at"
        self.db.executemany(f"INSERT INTO ledger ({names}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
        self.db.executemany(
            "INSERT INTO outbox (journal, topic, key, customer_id, row) VALUES (?, ?, ?, ?, ?)", messages
        )


def each_once(ids: Sequence[str]) -> None:
    """See to it that no customer is edited twice, one of the times perhaps without a version: the order matters."""
    if len(set(ids)) != len(ids):
        raise Unwritable


def _amount(credit: Credit) -> tuple[int, int]:
    """Return amount and scale of a credit."""
    try:
        return scaled(credit.amount)
    except StoreError:
        raise Unwritable from None


def after(version: str) -> str:
    """Return the version that follows."""
    return str(int(version) + 1)
