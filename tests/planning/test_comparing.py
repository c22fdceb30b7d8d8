"""Plans side by side, and what another rule would do."""

import attrs
import pytest

import customer_import as ci
from tests.sample import FILE, PROFILE, TODAY, plan


def stored() -> ci.MemoryStore:
    """Return a store that knows Ann under another name."""
    store = ci.MemoryStore(PROFILE)
    store.add({"email": "ann@example.org", "name": "Annika"})
    return store


def what_if(**changes: object) -> ci.Comparison:
    """Ask what the sample file would do under changed rules."""
    table = ci.read(FILE, profile=PROFILE)
    return ci.what_if(table, PROFILE, stored(), changes=changes, today=TODAY, occasion="x")


def test_a_plan_equals_itself() -> None:
    """Two plans of the same inputs decide every row alike."""
    store = stored()
    found = ci.compare(plan(store), plan(store))
    assert found.same
    assert found.before == found.after


def test_another_policy_changes_one_cell() -> None:
    """A looser policy shows as a cell that would be set instead of held."""
    found = what_if(**{"fields.name.policy": "overwritable"})
    assert found.cells == {"name": 1}
    (sample,) = found.samples
    assert (sample.row, sample.before, sample.after) == (2, "held", "set")
    assert found.moved == {}


def test_another_duplicate_rule_moves_rows() -> None:
    """Another rule for duplicates shows as rows that end otherwise."""
    found = what_if(duplicates="reject_all")
    assert found.moved == {("update", "reject"): 1}
    assert (found.before.rejected, found.after.rejected) == (2, 3)


def test_nothing_is_written() -> None:
    """Law 2 holds for what-if too."""
    store = stored()
    before = list(store.customers())
    ci.what_if(ci.read(FILE), PROFILE, store, changes={"keys": []}, today=TODAY, occasion="x")
    assert (list(store.customers()), list(store.ledger())) == (before, [])


def test_an_impossible_change_is_a_profile_error() -> None:
    """A change that makes no profile is refused by name."""
    with pytest.raises(ci.ProfileError, match="nonsense"):
        what_if(duplicates="nonsense")


def test_plans_of_different_files_are_not_compared() -> None:
    """There is nothing to compare between two files."""
    store = stored()
    with pytest.raises(ci.UsageError, match="different files"):
        ci.compare(plan(store), plan(store, FILE + b"eve@example.org;;;;\n"))


def test_another_word_for_nothing_shows_as_a_blank_cell() -> None:
    """A cell whose text came to mean nothing differs in its value."""
    store = ci.MemoryStore(PROFILE)
    loose = attrs.evolve(PROFILE, null_tokens=["Oslo"])
    one = plan(store)
    other = ci.plan(ci.read(FILE, profile=loose), loose, store, today=TODAY, occasion="opening balances")
    assert ci.compare(one, other).cells == {"city": 1}
