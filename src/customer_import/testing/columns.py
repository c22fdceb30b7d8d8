"""The contract's test of batches that come as columns: a store that looks at them writes what the outcomes say."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from customer_import.columns import Creates, Operations, Updates
from customer_import.model import Outcome
from customer_import.ports import Batch, Store
from customer_import.testing.hooks import PROFILE, Hooks, child_edit, create, credit, plan_of, update

Numbered = Sequence[tuple[int, Outcome]]


def in_columns(operations: Numbered) -> Operations:
    """Return operations as a plan hands them over: plain creates and updates as columns, credits and all else besides.

    Plain are those that edit fields of the customer alone; an update besides has a version to be compared.
    """
    creates = Creates()
    updates: dict[tuple[str, ...], Updates] = {}
    rest = []
    for index, outcome in operations:
        values = {edit.field: [edit.after] for edit in outcome.edits}
        plain = bool(values) and all(edit.child is None for edit in outcome.edits)
        if plain and outcome.kind == "create":
            creates.extend(Creates([index], [outcome.row], values))
        elif plain and outcome.kind == "update" and outcome.target and outcome.target.version:
            one = Updates([index], [outcome.row], [outcome.target.id], [outcome.target.version], values)
            fields = tuple(values)
            if fields in updates:
                updates[fields].extend(one)
            else:
                updates[fields] = one
        else:
            rest.append((index, outcome))
            continue
        if outcome.credits:
            rest.append((index, outcome))
    indexes = [index for index, _ in operations]
    return Operations(indexes, creates, rest, lambda: operations, list(updates.values()))


class Columns(Hooks):
    """What a store promises of batches that are columns, whether it looks at the columns or not."""

    def test_columns_are_written_as_outcomes_are(self) -> None:
        """The same rows as columns and one by one give the same results, customers, credits and messages."""
        for refused, notify in itertools.product((False, True), repeat=2):
            ends = [
                self._end(
                    self.make_store(PROFILE, f"{refused}{notify}{columns}"),
                    refused=refused,
                    notify=notify,
                    columns=columns,
                )
                for columns in (True, False)
            ]
            assert ends[0] == ends[1]

    def _end(self, store: Store, *, refused: bool, notify: bool, columns: bool) -> object:
        """Commit a batch of everything, with rows in it that are stale or in conflict, or without."""
        people = [self.one(store, self.add(store, {"email": f"p{i}@x.org", "city": "Oslo"})) for i in range(6)]
        if refused:
            self.edit(store, people[1].id, {"city": "Rome"})
            self.add(store, {"email": "new1@x.org"})
        changed = [update(row, people[row], {"city": f"C{row}", "name": f"N{row}"}) for row in range(4)]
        outcomes: list[Outcome] = [
            create(10, {"email": "new0@x.org", "name": "New"}, credit(1), credit(2)),
            changed[0],
            create(11, {"email": "new1@x.org", "cards": ("C1", "C2")}),
            changed[1],
            update(12, people[4], {"email": "other@x.org"}, credit(3)),
            Outcome("update", 13, changed[2].target, credits=(credit(4),)),
            changed[3],
            create(14, {"email": "new2@x.org", "city": "Oslo"}),
            update(15, people[5], {"city": "", "name": "Last"}, credit(5)),
        ]
        if self.has_children:
            added = child_edit("street", "", "High Street", key="H1", new=True)
            outcomes.append(Outcome("update", 16, changed[2].target, edits=(added,)))
        plan = plan_of(store, outcomes, store.tenant, notify=notify)
        store.journal(plan)
        numbered = list(enumerate(outcomes))
        results = store.commit(Batch(plan, 0, len(numbered), in_columns(numbered) if columns else numbered))
        assert list(results) == list(store.journal(plan).results)
        names = {match.id: match.values["email"] for match in self.customers(store)}
        customers = sorted(
            (names[match.id], match.version, sorted(match.values.items()), sorted(match.children.items()))
            for match in self.customers(store)
        )
        told = [(r.index, r.row, r.status, r.code, names.get(r.customer_id), r.version) for r in results]
        ledger = sorted((names[owner], posted.key, posted.row) for owner, posted in self.ledger(store))
        messages = sorted((t, names[owner], row) for t, owner, row in self.messages(store)) if self.has_outbox else []
        return told, customers, ledger, messages
