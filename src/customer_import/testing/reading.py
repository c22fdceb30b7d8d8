"""The contract's tests of the questions that planning asks: `find` and `credits`."""

from __future__ import annotations

from decimal import Decimal

import pytest

from customer_import.model import Child, Target, Value
from customer_import.testing.hooks import PROFILE, Hooks, create, credit


class Reading(Hooks):
    """What a store promises to planning."""

    def test_an_empty_store_finds_nobody(self) -> None:
        """A store without customers, or that does not exist yet, answers with nothing."""
        store = self.make_store(PROFILE)
        assert self.found(store, email="ann@example.org", phone="+37061234567", cards=["C1"], id="1") == []
        assert list(store.credits(["0" * 32])) == []

    def test_a_name_of_its_own(self) -> None:
        """A store has an id that does not change between connections, and the tenant that it was made for."""
        store, again = self.make_store(PROFILE), self.make_store(PROFILE)
        before = store.store_id
        self.add(store, {"email": "ann@example.org"})
        assert before == store.store_id == again.store_id != ""
        assert store.tenant == "default"

    def test_finds_by_key(self) -> None:
        """A customer is found by the value of a key field, complete with all fields that are not blank."""
        store = self.make_store(PROFILE)
        values: dict[str, Value] = {
            "email": "ann@example.org",
            "phone": "+37061234567",
            "name": "Ann",
            "cards": ("C1", "C2"),
        }
        ann = self.add(store, values)
        self.add(store, {"email": "bob@example.org"})
        (match,) = self.found(store, email="ann@example.org")
        assert match.id == ann
        assert {name: value for name, value in match.values.items() if value} == values
        assert not match.locked

    def test_finds_by_key_form(self) -> None:
        """Stored capitals do not hide a customer: keys are looked up in key form, values come back as stored."""
        store = self.make_store(PROFILE)
        self.add(store, {"email": "Ann@Example.org"})
        (match,) = self.found(store, email="ann@example.org")
        assert match.values["email"] == "Ann@Example.org"

    def test_finds_by_id(self) -> None:
        """The field ``@id`` looks customers up by the store's own ids."""
        store = self.make_store(PROFILE)
        ann = self.add(store, {"email": "ann@example.org"})
        assert self.one(store, ann).values["email"] == "ann@example.org"
        assert self.found(store, id=["no such id", "987654321"]) == []

    def test_finds_by_unique_field(self) -> None:
        """Unique fields that are no keys are looked up too."""
        store = self.make_store(PROFILE)
        ann = self.add(store, {"email": "ann@example.org", "phone": "+37061234567"})
        assert [match.id for match in self.found(store, phone="+37061234567")] == [ann]

    def test_finds_by_any_item_of_a_list(self) -> None:
        """Each item of a list leads to its owner."""
        store = self.make_store(PROFILE)
        ann = self.add(store, {"email": "ann@example.org", "cards": ("C1", "C2")})
        assert [match.id for match in self.found(store, cards=["C2", "C9"])] == [ann]
        assert self.found(store, cards=["C"]) == []

    def test_each_customer_once(self) -> None:
        """A customer who is found in several ways is returned once."""
        store = self.make_store(PROFILE)
        self.add(store, {"email": "ann@example.org", "phone": "+37061234567", "cards": ("C1", "C2")})
        assert len(self.found(store, email="ann@example.org", phone="+37061234567", cards=["C1", "C2"])) == 1

    def test_blank_finds_nobody(self) -> None:
        """Customers without a value do not share it."""
        store = self.make_store(PROFILE)
        self.add(store, {"email": "ann@example.org"})
        self.add(store, {"email": "bob@example.org"})
        assert self.found(store, phone="", cards=[""]) == []

    def test_many_keys_at_once(self) -> None:
        """A chunk's worth of keys is one question."""
        store = self.make_store(PROFILE)
        ids = {self.add(store, {"email": f"p{i}@example.org"}) for i in range(20)}
        assert {match.id for match in self.found(store, email=[f"p{i}@example.org" for i in range(3000)])} == ids

    def test_difficult_text(self) -> None:
        """Quotes, percent signs, emoji and other scripts are text like any other."""
        store = self.make_store(PROFILE)
        name = "Róbert'); DROP TABLE customers;-- \\ \" % _ 李 🙂"
        self.add(store, {"email": "ann@example.org", "name": name, "cards": ('C"1', "C'2,3")})
        (match,) = self.found(store, cards=['C"1'])
        assert (match.values["name"], match.values["cards"]) == (name, ('C"1', "C'2,3"))

    def test_children(self) -> None:
        """Children come with their parent and lead to it by their key."""
        self.needs("has_children")
        store = self.make_store(PROFILE)
        ann = self.add(store, {"email": "ann@example.org"}, {"address": [Child("A1", {"street": "Main 1"})]})
        self.add(store, {"email": "bob@example.org"}, {"address": [Child("A2", {"street": "Main 2"})]})
        (match,) = self.found(store, address_id="A1")
        assert match.id == ann
        assert [(child.key, dict(child.values)) for child in match.children["address"]] == [
            ("A1", {"street": "Main 1"})
        ]

    def test_locked_customers_are_found(self) -> None:
        """A customer that was deleted or erased is still found, and said to be locked."""
        self.needs("can_lock")
        store = self.make_store(PROFILE)
        ann = self.add(store, {"email": "ann@example.org"})
        self.lock(store, ann)
        assert [match.locked for match in self.found(store, email="ann@example.org")] == [True]

    def test_every_write_moves_the_version(self) -> None:
        """Versions change with the host's own writes too, not only with imports."""
        self.needs("has_versions")
        store = self.make_store(PROFILE)
        ann = self.add(store, {"email": "ann@example.org", "city": "Oslo"})
        before = self.one(store, ann).version
        self.edit(store, ann, {"city": "Bergen"})
        assert before != self.one(store, ann).version != ""

    def test_reading_writes_nothing(self) -> None:
        """Neither question changes anything."""
        store = self.make_store(PROFILE)
        self.add(store, {"email": "ann@example.org"})
        before = self.state(store)
        self.found(store, email=["ann@example.org", "bob@example.org"])
        list(store.credits(["0" * 32]))
        assert self.state(store) == before

    def test_tenants_do_not_see_each_other(self) -> None:
        """Equal keys in two tenants are two customers."""
        store, other = self.make_store(PROFILE), self.make_store(PROFILE, "other")
        ann = self.add(store, {"email": "ann@example.org", "city": "Oslo"})
        assert self.found(other, email="ann@example.org", id=ann) == []
        self.add(other, {"email": "ann@example.org", "city": "Paris"})
        assert [match.values["city"] for match in self.found(store, email="ann@example.org")] == ["Oslo"]

    def test_credits_are_told(self) -> None:
        """An entry is told with its content, its plan and its row."""
        store = self.make_store(PROFILE)
        posted = credit(7, "12.50", account="bonus", expires="2027-01-31", description="Welcome")
        self.commit(store, create(5, {"email": "ann@example.org"}, posted), plan="opening")
        (entry,) = store.credits([posted.key, "f" * 32])
        assert (entry.key, Decimal(entry.amount)) == (posted.key, Decimal("12.50"))
        assert (entry.unit, entry.account) == ("EUR", "bonus")
        assert (entry.expires, entry.plan_id, entry.row) == ("2027-01-31", "opening", 5)

    def test_credited_occasions_are_told(self) -> None:
        """A store that tells which occasions were credited never denies one that was, whoever asks."""
        store, again = self.make_store(PROFILE), self.make_store(PROFILE)
        credited = getattr(again, "credited", None)
        if credited is None:
            pytest.skip("the store does not tell which occasions were credited")
        assert credited("occasion of opening") in (True, False)
        self.commit(store, create(5, {"email": "ann@example.org"}, credit(7)), plan="opening")
        assert credited("occasion of opening") is True

    def test_a_target_is_an_id(self) -> None:
        """The ids that `find` returns are those that results tell."""
        store = self.make_store(PROFILE)
        (result,) = self.commit(store, create(2, {"email": "ann@example.org"}))
        (match,) = self.found(store, email="ann@example.org")
        assert Target(match.id, match.version) == Target(result.customer_id, result.version)
