"""Matches as columns: the same customers, whichever way a store answers."""

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import customer_import as ci
from customer_import.columns import JsonTexts, json_array
from tests.sample import TODAY

PROFILE = ci.Profile(
    "p", [ci.Field("email", kind="email"), ci.Field("name"), ci.Field("tags", kind="list", item="text")], ["email"]
)
ANN = ci.Match("1", "v1", {"email": "ann@example.org", "tags": ("a", "b")})
BOB = ci.Match("2", "v2", {"email": "bob@example.org", "name": "Bob"}, {"sites": [ci.Child("s", {})]}, locked=True)


def test_columns_and_objects_say_the_same() -> None:
    """Matches become columns and come back as they were."""
    matches = ci.Matches.of([ANN, BOB])
    assert (list(matches), matches[-1], matches[:1]) == ([ANN, BOB], BOB, [ANN])
    assert matches == ci.Matches.of(matches)
    assert matches.column("name") == ["", "Bob"]
    assert matches.column("nothing") == ["", ""]
    assert repr(matches) == "Matches(<2>)"
    assert not ci.Matches.of([])


def test_columns_of_different_lengths_break_the_contract() -> None:
    """A store that answers with ragged columns is told so."""
    with pytest.raises(ci.StoreError, match="different lengths"):
        ci.Matches(["1"], ["v"], {"email": []})


def test_values_that_are_no_mapping_break_the_contract() -> None:
    """A match whose values cannot be looked up is an error of the store, and quotes nothing."""
    with pytest.raises(ci.StoreError, match="no mapping"):
        ci.Matches.of([ci.Match("1", "", ["ann@example.org"])])  # type: ignore[arg-type] # the broken promise


def planned(matches: object, sizes: tuple[int, ...]) -> ci.Plan:
    """Plan three rows against these matches, in chunks of these sizes."""
    table = ci.read(b"email,name,tags\nann@example.org,Anna,b;a\nbob@example.org,Bob,\nann@example.org,,\n")
    profile = ci.Profile(PROFILE.name, PROFILE.fields, PROFILE.keys, duplicates="each")
    planner = ci.Planner(ci.survey(table, profile), today=TODAY, plan_id="p")
    (chunk,) = table.chunks()
    start = 0
    for size in sizes:
        columns = [column[start : start + size] for column in chunk.columns]
        planner.decide(ci.Chunk(chunk.numbers[start : start + size], columns), matches)  # type: ignore[arg-type]
        start += size
    return planner.finish()


@pytest.mark.parametrize("sizes", [(3,), (1, 1, 1), (2, 1)])
def test_neither_the_form_of_the_answer_nor_the_chunks_are_in_the_plan(sizes: tuple[int, ...]) -> None:
    """Matches as columns, matches as objects, twice the same one, in any chunks: one digest."""
    bob = ci.Match("2", "v2", {"email": "bob@example.org", "name": "Bob"})
    plans = [planned(answer, sizes) for answer in (ci.Matches.of([ANN, bob]), [ANN, bob], (bob, ANN, ANN))]
    assert {plan.digest for plan in plans} == {planned([ANN, bob], (3,)).digest}
    assert [outcome.kind for outcome in plans[0]] == ["update", "unchanged", "unchanged"]


TEXTS = st.lists(st.text(st.sampled_from('ab",\\[]\n\u017d'), max_size=4), min_size=1, max_size=4)


@given(TEXTS, TEXTS)
@example(['a","b'], ["a", "b"])
@example(["a", "b"], ["a", "b"])
@example(["\\"], ["\\"])
def test_an_array_holds_what_it_reads_as(ours: list[str], stored: list[str]) -> None:
    """An array is taken for a column only if it reads as that column; of texts without quotes and escapes, always."""
    array = json.dumps(stored, ensure_ascii=False, separators=(",", ":"))
    column = JsonTexts(array, len(stored))
    assert json.loads(json_array(ours)) == ours
    held = column.holds(ours)
    assert not held or ours == stored
    assert held or ours != stored or json.dumps("".join(ours), ensure_ascii=False) != f'"{"".join(ours)}"'
    assert (list(column), len(column), column[-1], column[:1]) == (stored, len(stored), stored[-1], stored[:1])
    assert (column == stored, repr(column)) == (True, f"JsonTexts(<{len(stored)}>)")
