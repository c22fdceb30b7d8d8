"""Policy: no edit on a held cell; an edit's `before` is the stored value.

Nothing is erased unless the profile says clear.
"""

from hypothesis import given

from customer_import.model import Match, Outcome, Value
from customer_import.profile import Profile
from customer_import.testing.strategies import CLEAR, Scenario, scenarios
from tests.laws.world import examples, filled, outcomes_of, table_of
from tests.oracle import rows_of


def stored_value(profile: Profile, match: Match | None, outcome: Outcome, index: int) -> Value:
    """Look up what the store has where an edit writes, the way a person would."""
    edit = outcome.edits[index]
    if edit.child is None:
        return match.values.get(edit.field, "") if match else ""
    if match is None or edit.child.new:
        return ""
    group = next(group for group in profile.children if group.name == edit.child.group)
    child = next(child for child in match.children[group.name] if child.key == edit.child.key)
    return child.key if edit.field == group.key else child.values.get(edit.field, "")


@examples(150)
@given(scenarios())
def test_edits_keep_the_rules(scenario: Scenario) -> None:
    """Each edit of each outcome is allowed by its field's policy, and remembers what was there."""
    profile = scenario.profile
    store = filled(scenario)
    there = {match.id: match for match in store.customers()}
    table = table_of(scenario)
    fields = scenario.sheet.fields
    fillers = {**profile.constants, **{field.name: field.default for field in profile.fields if field.default}}
    for row, outcome in zip(rows_of(table), outcomes_of(table, scenario, store), strict=True):
        match = there[outcome.target.id] if outcome.target else None
        edited = [edit.field for edit in outcome.edits]
        assert len(edited) == len(set(edited))
        assert not set(edited) & set(outcome.held)
        assert not set(edited) & profile.credit_fields
        for index, edit in enumerate(outcome.edits):
            field = profile.field(edit.field)
            before = stored_value(profile, match, outcome, index)
            assert (edit.before or "") == (before or "")
            assert (edit.after or "") != (before or "")
            assert field.policy != "never" or (match is None and edit.after == fillers.get(edit.field))
            assert not before or field.policy in ("overwritable", "ratchet", "union")
            assert not (match and field.policy == "immutable" and edit.child is None)
            if not edit.after:
                cell = row.cells[fields.index(edit.field)]
                assert field.policy == "overwritable"
                assert cell.strip() == CLEAR or (cell == "" and field.blank == "clear")
            if field.policy == "union":
                assert isinstance(edit.after, tuple)
                assert edit.after[: len(before)] == (before or ())


@examples(60)
@given(scenarios())
def test_rows_that_end_early_change_nothing(scenario: Scenario) -> None:
    """Unchanged, skipped and rejected rows carry no edit and no credit; a held value is the stored one."""
    store = filled(scenario)
    there = {match.id: match for match in store.customers()}
    for outcome in outcomes_of(table_of(scenario), scenario, store):
        if outcome.kind in ("unchanged", "skip", "reject"):
            assert not outcome.edits
            assert not outcome.credits
        if outcome.kind in ("skip", "reject"):
            assert set(outcome.signature) <= set("x!-D")
        for name, value in outcome.held.items():
            if outcome.target and not scenario.profile.field(name).child:
                assert (value or "") == (there[outcome.target.id].values.get(name) or "")
