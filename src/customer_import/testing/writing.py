"""The contract's tests of what `commit` writes: creates, updates, children, removes, credits, messages."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from customer_import.model import Child, Edit, Outcome, Target, Value
from customer_import.testing.hooks import PROFILE, Hooks, child_edit, create, credit, remove, update


def told(outcome: object) -> tuple[object, object]:
    """Return status and code of a result."""
    return getattr(outcome, "status", None), getattr(outcome, "code", None)


class Writing(Hooks):
    """What a store promises of customers."""

    def test_create(self) -> None:
        """A create inserts the customer, and the result tells id and version."""
        store = self.make_store(PROFILE)
        values: dict[str, Value] = {"email": "ann@example.org", "name": "Ann", "cards": ("C1", "C2")}
        (result,) = self.commit(store, create(2, values))
        match = self.one(store, result.customer_id)
        assert (result.status, result.index, result.row) == ("applied", 0, 2)
        assert {name: value for name, value in match.values.items() if value} == values
        assert match.version == result.version

    def test_update(self) -> None:
        """An update changes what its edits say and nothing else; an empty value clears."""
        store = self.make_store(PROFILE)
        ann = self.add(store, {"email": "ann@example.org", "name": "Ann", "city": "Oslo", "cards": ("C1",)})
        changes: dict[str, Value] = {"city": "Bergen", "name": "", "cards": ("C1", "C2")}
        (result,) = self.commit(store, update(2, self.one(store, ann), changes))
        match = self.one(store, ann)
        assert told(result) == ("applied", "")
        assert {name: value for name, value in match.values.items() if value} == {
            "email": "ann@example.org", "city": "Bergen", "cards": ("C1", "C2")
        }  # fmt: skip
        assert match.version == result.version

    def test_index_follows(self) -> None:
        """Who got another key is found by the new one only."""
        store = self.make_store(PROFILE)
        ann = self.add(store, {"email": "ann@example.org", "cards": ("C1", "C2")})
        self.commit(store, update(2, self.one(store, ann), {"email": "Anna@example.org", "cards": ("C2", "C3")}))
        assert self.found(store, email="ann@example.org", cards=["C1"]) == []
        assert [match.id for match in self.found(store, email="anna@example.org")] == [ann]
        assert [match.id for match in self.found(store, cards=["C3"])] == [ann]

    def test_an_edit_in_between_is_noticed(self) -> None:
        """A customer whom the host changed after the plan was made is stale, and keeps what the host wrote."""
        store = self.make_store(PROFILE)
        ann = self.add(store, {"email": "ann@example.org", "city": "Oslo"})
        planned = self.one(store, ann)
        self.edit(store, ann, {"city": "Rome"})
        (result,) = self.commit(store, update(2, planned, {"city": "Bergen"}))
        assert told(result) == ("stale", "customer.changed")
        assert self.one(store, ann).values["city"] == "Rome"

    def test_an_edit_elsewhere_is_noticed(self) -> None:
        """With versions, any other field counts too: the policies were decided on the whole customer."""
        self.needs("has_versions")
        store = self.make_store(PROFILE)
        ann = self.add(store, {"email": "ann@example.org", "city": "Oslo"})
        planned = self.one(store, ann)
        self.edit(store, ann, {"name": "Ann"})
        (result,) = self.commit(store, update(2, planned, {"city": "Bergen"}))
        assert told(result) == ("stale", "customer.changed")

    def test_without_version_the_values_count(self) -> None:
        """A target without version is compared by the values that its edits were planned against."""
        store = self.make_store(PROFILE)
        ann = self.add(store, {"email": "ann@example.org", "city": "Oslo"})
        planned = self.one(store, ann)
        self.edit(store, ann, {"name": "Ann"})
        outcomes = [update(row, planned, {"city": "Bergen"}, versioned=False) for row in (2, 3)]
        assert [result.status for result in self.commit(store, *outcomes)] == ["applied", "stale"]

    def test_one_customer_twice(self) -> None:
        """The second row that was planned against the same version is stale."""
        self.needs("has_versions")
        store = self.make_store(PROFILE)
        planned = self.one(store, self.add(store, {"email": "ann@example.org", "city": "Oslo"}))
        outcomes = [update(2, planned, {"city": "Rome"}), update(3, planned, {"name": "Ann"})]
        assert [result.status for result in self.commit(store, *outcomes)] == ["applied", "stale"]

    def test_a_vanished_customer(self) -> None:
        """A customer who is gone is stale and does not come back."""
        store = self.make_store(PROFILE)
        planned = self.one(store, self.add(store, {"email": "ann@example.org"}))
        self.delete(store, planned.id)
        (result,) = self.commit(store, update(2, planned, {"city": "Rome"}, credit(1)))
        assert told(result) == ("stale", "customer.gone")
        assert not self.customers(store)
        assert not self.ledger(store)

    def test_a_locked_customer(self) -> None:
        """A customer who was erased after the plan was made is neither written nor credited."""
        self.needs("can_lock")
        store = self.make_store(PROFILE)
        planned = self.one(store, self.add(store, {"email": "ann@example.org"}))
        self.lock(store, planned.id)
        outcomes = [update(2, planned, {"city": "Rome"}), update(3, planned, {}, credit(1))]
        assert [told(r) for r in self.commit(store, *outcomes)] == [("stale", "customer.locked")] * 2
        assert self.ledger(store) == []

    def test_a_key_that_was_taken(self) -> None:
        """A create whose key somebody else got meanwhile is a conflict, in whatever letters."""
        store = self.make_store(PROFILE)
        self.add(store, {"email": "Ann@example.org", "city": "Oslo"})
        (result,) = self.commit(store, create(2, {"email": "ann@Example.org", "city": "Rome"}))
        assert told(result) == ("conflict", "key.taken")
        assert [match.values["city"] for match in self.customers(store)] == ["Oslo"]

    def test_a_unique_value_that_was_taken(self) -> None:
        """So is a unique value that is no key, on creates and on updates."""
        store = self.make_store(PROFILE)
        ann = self.add(store, {"email": "ann@example.org", "phone": "+37061234567"})
        bob = self.add(store, {"email": "bob@example.org", "phone": "+37061234568"})
        outcomes = [
            create(2, {"email": "eve@example.org", "phone": "+37061234567"}),
            update(3, self.one(store, bob), {"phone": "+37061234567"}),
        ]
        assert [told(r) for r in self.commit(store, *outcomes)] == [("conflict", "value.taken")] * 2
        assert [match.id for match in self.found(store, phone="+37061234567")] == [ann]

    def test_an_item_that_was_taken(self) -> None:
        """Each item of a unique list has one owner."""
        store = self.make_store(PROFILE)
        ann = self.add(store, {"email": "ann@example.org", "cards": ("C1",)})
        bob = self.add(store, {"email": "bob@example.org", "cards": ("C2",)})
        outcomes = [
            create(2, {"email": "eve@example.org", "cards": ("C3", "C1")}),
            update(3, self.one(store, bob), {"cards": ("C2", "C1")}),
        ]
        assert [told(r) for r in self.commit(store, *outcomes)] == [("conflict", "value.taken")] * 2
        assert [match.id for match in self.found(store, cards=["C1", "C3"])] == [ann]

    def test_blank_unique_values_do_not_collide(self) -> None:
        """Any number of customers may have no phone."""
        store = self.make_store(PROFILE)
        results = self.commit(store, *(create(i, {"email": f"p{i}@example.org"}) for i in range(2, 5)))
        assert {result.status for result in results} == {"applied"}

    def test_a_refused_row_costs_no_other(self) -> None:
        """Rows before and after a stale or conflicting one are written, results keep the order."""
        store = self.make_store(PROFILE)
        planned = self.one(store, self.add(store, {"email": "ann@example.org", "city": "Oslo"}))
        self.edit(store, planned.id, {"city": "Rome"})
        outcomes = [
            create(2, {"email": "bob@example.org"}),
            update(3, planned, {"city": "Bergen"}),
            create(4, {"email": "bob@example.org"}),
            create(5, {"email": "eve@example.org"}),
        ]
        results = self.commit(store, *outcomes)
        assert [(r.index, r.row, r.status) for r in results] == [
            (0, 2, "applied"), (1, 3, "stale"), (2, 4, "conflict"), (3, 5, "applied")
        ]  # fmt: skip

    def test_rows_follow_each_other(self) -> None:
        """A value that one row frees may be taken by a later row of the same batch, not by an earlier one."""
        store = self.make_store(PROFILE)
        ann = self.one(store, self.add(store, {"email": "ann@example.org", "phone": "+37061234567"}))
        bob = self.one(store, self.add(store, {"email": "bob@example.org", "city": "Oslo"}))
        outcomes = [
            create(2, {"email": "eve@example.org", "phone": "+37061234567"}),
            update(3, ann, {"phone": ""}),
            update(4, bob, {"phone": "+37061234567", "city": "Rome"}),
        ]
        assert [result.status for result in self.commit(store, *outcomes)] == ["conflict", "applied", "applied"]

    def test_a_created_customer_with_children(self) -> None:
        """The children of a new customer come with it."""
        self.needs("has_children")
        store = self.make_store(PROFILE)
        address = (
            child_edit("address_id", "", "A1", "A1", new=True),
            child_edit("street", "", "Main 1", "A1", new=True),
        )
        outcome = Outcome("create", 2, edits=(Edit("email", "", "ann@example.org"), *address))
        (result,) = self.commit(store, outcome)
        assert self._addresses(store, result.customer_id) == [("A1", {"street": "Main 1"})]

    def test_children_are_changed_and_added(self) -> None:
        """With a key one child is changed, without another is added; the customer's version moves."""
        self.needs("has_children")
        store = self.make_store(PROFILE)
        ann = self.add(store, {"email": "ann@example.org"}, {"address": [Child("A1", {"street": "Main 1"})]})
        before = self.one(store, ann)
        target = Target(ann, before.version, "email")
        changed = Outcome("update", 2, target, edits=(child_edit("street", "Main 1", "Main 2", "A1"),))
        (result,) = self.commit(store, changed)
        target = Target(ann, result.version, "email")
        added = Outcome("update", 2, target, edits=(child_edit("street", "", "Side 3", new=True),))
        (again,) = self.commit(store, added, plan="another")
        assert self._addresses(store, ann) == [("", {"street": "Side 3"}), ("A1", {"street": "Main 2"})]
        assert len({before.version, result.version, again.version} if self.has_versions else {1, 2, 3}) == 3

    def test_a_child_is_dropped(self) -> None:
        """Undo removes a child that was added, with or without key, if it still holds what was added."""
        self.needs("has_children")
        store = self.make_store(PROFILE)
        addresses = [Child("", {"street": "Side 3"}), Child("A1", {"street": "Main 1"}), Child("", {"street": "End 9"})]
        ann = self.add(store, {"email": "ann@example.org"}, {"address": addresses})
        for plan, row in ((("", "Side 3"), "applied"), (("A1", "Main 2"), "stale"), (("A1", "Main 1"), "applied")):
            edit = child_edit("street", plan[1], "", plan[0], drop=True)
            target = Target(ann, self.one(store, ann).version)
            (result,) = self.commit(store, Outcome("update", 2, target, edits=(edit,)), plan=f"{plan}")
            assert result.status == row
        assert self._addresses(store, ann) == [("", {"street": "End 9"})]

    def test_a_child_that_was_taken(self) -> None:
        """A child's key names one child of one customer."""
        self.needs("has_children")
        store = self.make_store(PROFILE)
        self.add(store, {"email": "ann@example.org"}, {"address": [Child("A1", {"street": "Main 1"})]})
        edits = (Edit("email", "", "bob@example.org"), child_edit("address_id", "", "A1", "A1", new=True))
        (result,) = self.commit(store, Outcome("create", 2, edits=edits))
        assert told(result) == ("conflict", "child.taken")
        assert len(self.customers(store)) == 1

    def test_an_unknown_child(self) -> None:
        """A child that is gone makes the row stale."""
        self.needs("has_children")
        store = self.make_store(PROFILE)
        ann = self.one(store, self.add(store, {"email": "ann@example.org"}))
        edit = child_edit("street", "Main 1", "Main 2", "A9")
        (result,) = self.commit(store, Outcome("update", 2, Target(ann.id, ann.version), edits=(edit,)))
        assert told(result) == ("stale", "child.unknown")

    def test_remove(self) -> None:
        """A customer whom nobody touched is removed, one who was edited or has a balance is not."""
        self.needs("can_remove")
        store = self.make_store(PROFILE)
        names = ("ann", "bob", "eve")
        outcomes = [create(row, {"email": f"{name}@example.org", "city": "Rome"}) for row, name in enumerate(names, 2)]
        created = [self.one(store, result.customer_id) for result in self.commit(store, *outcomes)]
        self.edit(store, created[1].id, {"city": "Oslo"})
        self.commit(store, update(2, created[2], {}, credit(1)), plan="credits")
        results = self.commit(store, *(remove(row, match) for row, match in enumerate(created, 2)), plan="undo")
        assert [told(result) for result in results] == [
            ("applied", ""), ("stale", "customer.changed"), ("conflict", "customer.in_use")
        ]  # fmt: skip
        assert {match.id for match in self.customers(store)} == {created[1].id, created[2].id}

    def _addresses(self, store: object, customer_id: str) -> list[tuple[str, dict[str, str]]]:
        children = self.one(store, customer_id).children["address"]  # type: ignore[arg-type] # a store
        return sorted((child.key, dict(child.values)) for child in children)


class Crediting(Hooks):
    """What a store promises of credits and messages."""

    def test_credits_are_exact(self) -> None:
        """Amounts are decimal: ten times 0.10 is 1.00, and a debit is a credit below zero."""
        store = self.make_store(PROFILE)
        ann = self.one(store, self.add(store, {"email": "ann@example.org"}))
        outcomes = [update(row, ann, {}, credit(row, "0.10")) for row in range(2, 12)]
        self.commit(store, *outcomes, update(12, ann, {}, credit(12, "-3.5")))
        assert self.balance(store, ann.id) == Decimal("-2.50")

    def test_a_credit_does_not_depend_on_the_version(self) -> None:
        """A row that only credits is applied although the customer was edited meanwhile."""
        store = self.make_store(PROFILE)
        planned = self.one(store, self.add(store, {"email": "ann@example.org", "city": "Oslo"}))
        self.edit(store, planned.id, {"city": "Rome"})
        (result,) = self.commit(store, update(2, planned, {}, credit(1)))
        assert told(result) == ("applied", "")
        assert self.balance(store, planned.id) == 10

    def test_balances_are_told(self) -> None:
        """What a customer's entries come to in each unit; who has none is left out, or told to have nothing."""
        self.needs("has_balances")
        store = self.make_store(PROFILE)
        ann, bob = (self.add(store, {"email": f"{name}@example.org"}) for name in ("ann", "bob"))
        some = [credit(1, "0.10"), credit(2, "-3"), credit(3, "7", "SEK")]
        self.commit(store, update(2, self.one(store, ann), {}, *some))
        told_: Any = store
        found = {(b.customer_id, b.unit, b.account): Decimal(b.amount) for b in told_.balances([ann, bob])}
        assert {place: amount for place, amount in found.items() if amount} == {
            (ann, "EUR", ""): Decimal("-2.90"),
            (ann, "SEK", ""): Decimal(7),
        }
        assert list(told_.balances([])) == []

    def test_a_balance_that_moved_is_not_set(self) -> None:
        """A credit that was counted from a balance is stale when the balance is another, and costs no other row."""
        self.needs("has_balances")
        store = self.make_store(PROFILE)
        ann = self.one(store, self.add(store, {"email": "ann@example.org", "city": "Oslo"}))
        self.commit(store, update(2, ann, {}, credit(1, "5")), plan="opening")
        results = self.commit(
            store,
            update(2, ann, {"city": "Rome"}, credit(2, "4", before="6")),
            update(3, ann, {}, credit(3, "4", before="5.00")),
            update(4, ann, {}, credit(4, "1", before="5")),
            create(5, {"email": "bob@example.org"}, credit(5, "3", before="0")),
        )
        stale = ("stale", "balance.changed")
        assert [told(r) for r in results] == [stale, ("applied", ""), stale, ("applied", "")]
        assert self.balance(store, ann.id) == 9
        assert self.one(store, ann.id).values["city"] == "Oslo"

    def test_a_credit_key_counts_once(self) -> None:
        """Another plan with the same credit is a conflict, whether it says the same or not."""
        store = self.make_store(PROFILE)
        ann = self.one(store, self.add(store, {"email": "ann@example.org"}))
        self.commit(store, update(2, ann, {}, credit(1)), plan="first")
        same = self.commit(store, update(2, ann, {}, credit(1)), plan="second")
        other = self.commit(store, update(2, ann, {}, credit(1, "99")), plan="third")
        assert [told(r) for r in (*same, *other)] == [("conflict", "credit.already"), ("conflict", "credit.conflict")]
        assert self.balance(store, ann.id) == 10

    def test_a_credit_key_has_one_owner(self) -> None:
        """Equal content for another customer is another content."""
        store = self.make_store(PROFILE)
        ann = self.one(store, self.add(store, {"email": "ann@example.org"}))
        bob = self.one(store, self.add(store, {"email": "bob@example.org"}))
        self.commit(store, update(2, ann, {}, credit(1)), plan="first")
        (result,) = self.commit(store, update(2, bob, {}, credit(1)), plan="second")
        assert told(result) == ("conflict", "credit.conflict")
        assert self.balance(store, bob.id) == 0

    def test_a_row_is_one_atom(self) -> None:
        """A row whose credit is refused writes nothing of the customer, and the other way round."""
        store = self.make_store(PROFILE)
        ann = self.one(store, self.add(store, {"email": "ann@example.org", "city": "Oslo"}))
        self.commit(store, update(2, ann, {}, credit(1)), plan="first")
        before = self.state(store)
        outcomes = [
            update(2, ann, {"city": "Rome"}, credit(1, "5")),
            create(3, {"email": "eve@example.org"}, credit(1, "5")),
            create(4, {"email": "ann@example.org"}, credit(2)),
        ]
        assert [r.status for r in self.commit(store, *outcomes, plan="second", notify=True)] == ["conflict"] * 3
        assert self.state(store) == before

    def test_a_new_customer_is_credited(self) -> None:
        """The credit of a create belongs to the customer that was created."""
        store = self.make_store(PROFILE)
        (result,) = self.commit(store, create(2, {"email": "ann@example.org"}, credit(1, "7.25"), credit(2, "1")))
        assert self.balance(store, result.customer_id) == Decimal("8.25")

    def test_messages(self) -> None:
        """Creates are announced, credits where the plan says so, and nothing that was not written."""
        self.needs("has_outbox")
        store = self.make_store(PROFILE)
        ann = self.one(store, self.add(store, {"email": "ann@example.org"}))
        self.commit(store, update(2, ann, {}, credit(1)), plan="quiet")
        assert self.messages(store) == []
        outcomes = [
            update(2, ann, {}, credit(2)),
            create(3, {"email": "bob@example.org"}, credit(3)),
            create(4, {"email": "bob@example.org"}, credit(4)),
        ]
        created = self.commit(store, *outcomes, plan="loud", notify=True)[1].customer_id
        assert sorted(self.messages(store)) == sorted(
            [("credited", ann.id, 2), ("credited", created, 3), ("created", created, 3)]
        )
