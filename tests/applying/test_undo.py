"""What was applied can be taken back, as far as nobody touched it since."""

from decimal import Decimal

import customer_import as ci
from tests.sample import FILE, PROFILE, plan


def applied(store: ci.MemoryStore, data: bytes = FILE) -> tuple[ci.Plan, ci.Receipt]:
    """Plan and apply a file."""
    made = plan(store, data)
    return made, ci.apply(made, store)


def values(store: ci.MemoryStore) -> list[dict[str, object]]:
    """Return what is stored, without ids and versions."""
    return [dict(match.values) for match in store.customers()]


def test_created_customers_go_and_changed_cells_go_back() -> None:
    """Law 12: undo restores every cell, removes what was created, and balances the ledger."""
    store = ci.MemoryStore(PROFILE)
    ann = store.add({"email": "ann@example.org", "city": "Bergen"})
    before = values(store)
    made, receipt = applied(store)
    assert store.balance(ann, "points") == 5
    back = ci.undo(made, receipt, store)
    assert str(back.counts) == "created=0 updated=1 unchanged=0 skipped=0 rejected=0 removed=1"
    done = ci.apply(back, store)
    assert done.counts["removed"] == 1
    assert values(store) == before
    assert store.balance(ann, "points") == Decimal(0)
    assert [entry.posted.amount for entry in store.ledger()] == ["5", "-5"]


def test_planning_to_undo_writes_nothing() -> None:
    """An undo is a plan: nothing happens until it is applied."""
    store = ci.MemoryStore(PROFILE)
    made, receipt = applied(store)
    before = (values(store), len(store.ledger()))
    ci.undo(made, receipt, store)
    assert (values(store), len(store.ledger())) == before


def test_cells_that_somebody_changed_stay() -> None:
    """A cell that no longer holds what was written is left, and said; the others of its row go back."""
    store = ci.MemoryStore(PROFILE)
    ann = store.add({"email": "ann@example.org"})
    made, receipt = applied(store)
    store.edit(ann, {"city": "Tromsø"})
    back = ci.undo(made, receipt, store)
    outcome = back.outcome(2)
    assert [(edit.field, edit.before, edit.after) for edit in outcome.edits] == [("name", "Ann", "")]
    assert [(problem.code, problem.field) for problem in outcome.problems] == [("undo.changed", "city")]
    ci.apply(back, store)
    assert values(store)[0] == {"email": "ann@example.org", "city": "Tromsø"}


def test_a_created_customer_that_somebody_touched_stays() -> None:
    """A new customer whom the host changed since is kept; its credit is balanced all the same."""
    store = ci.MemoryStore(PROFILE)
    made, receipt = applied(store)
    ann = store.customers()[0].id
    store.edit(ann, {"city": "Tromsø"})
    back = ci.undo(made, receipt, store)
    assert [problem.code for problem in back.outcome(2).problems] == ["undo.touched"]
    ci.apply(back, store)
    assert [match.id for match in store.customers()] == [ann]
    assert store.balance(ann, "points") == 0


def test_a_customer_who_is_gone_is_owed_nothing() -> None:
    """Who was created and deleted since has no account any more: nothing is posted against them."""
    store = ci.MemoryStore(PROFILE)
    made, receipt = applied(store)
    credited = made.outcome(2)
    assert credited.credits
    store.delete(store.customers()[0].id)
    back = ci.undo(made, receipt, store)
    assert (back.outcome(2).kind, back.outcome(2).credits, back.credits) == ("skip", (), 0)
    assert [problem.code for problem in back.outcome(2).problems] == ["undo.gone"]


def test_undoing_twice_is_undoing_once() -> None:
    """A second undo of the same plan finds nothing left to take back."""
    store = ci.MemoryStore(PROFILE)
    store.add({"email": "ann@example.org"})
    made, receipt = applied(store)
    first = ci.undo(made, receipt, store)
    ci.apply(first, store)
    ci.apply(first, store)
    again = ci.undo(made, receipt, store, plan_id="again")
    assert again.counts.removed == again.counts.updated == 0
    assert len(store.ledger()) == 2


def test_what_was_applied_after_an_undo_can_be_undone_too() -> None:
    """Undo half of a plan, resume it, undo it again: the second undo is another plan, and takes back the rest."""
    store = ci.MemoryStore(PROFILE)
    made = plan(store)
    ci.apply(ci.undo(made, ci.apply(made, store, batch_size=1, max_batches=1), store), store)
    assert not store.customers()
    back = ci.undo(made, ci.apply(made, store), store)
    assert ci.apply(back, store).counts["removed"] == 1
    assert not store.customers()


def test_undo_of_an_undo_restores() -> None:
    """Undo the undo, and the customers hold again what the import wrote."""
    store = ci.MemoryStore(PROFILE)
    ann = store.add({"email": "ann@example.org", "city": "Bergen"})
    made, receipt = applied(store)
    after = values(store)
    back = ci.undo(made, receipt, store)
    forth = ci.undo(back, ci.apply(back, store), store)
    ci.apply(forth, store)
    assert values(store) == after
    assert store.balance(ann, "points") == 5


def test_what_was_not_written_is_not_taken_back() -> None:
    """Stale rows of the first apply are no part of the undo."""
    store = ci.MemoryStore(PROFILE)
    ann = store.add({"email": "ann@example.org", "city": "Bergen"})
    made = plan(store)
    store.edit(ann, {"city": "Tromsø"})
    back = ci.undo(made, ci.apply(made, store), store)
    assert [outcome.row for outcome in back] == [3]


def test_the_same_occasion_does_not_credit_again_after_an_undo() -> None:
    """Crediting again after an undo is an explicit choice: another occasion."""
    store = ci.MemoryStore(PROFILE)
    ann = store.add({"email": "ann@example.org"})
    made, receipt = applied(store)
    ci.apply(ci.undo(made, receipt, store), store)
    applied(store)
    assert store.balance(ann, "points") == 0
    other = plan(store, occasion="another")
    ci.apply(other, store)
    assert store.balance(ann, "points") == 5
