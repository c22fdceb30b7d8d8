"""Walks through parts of a table, merged, know what one walk through all of it knows."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

import customer_import as ci
from customer_import.normalizing import Settings, inference
from customer_import.surveying.passes import Pass
from customer_import.testing.strategies import Scenario, scenarios
from tests.laws.world import table_of

COLUMNS = {
    "date": (ci.Field("cell", "date"), ["26/06/2026", "06/26/2026", "06/07/2026", "26.06.2026", "1.2.2026", "x", ""]),
    "decimal": (ci.Field("cell", "decimal"), ["1,234", "12,5", "12.5", "1.234,50", "7", ""]),
    "gender": (
        ci.Field("cell", "choice", vocabulary="gender", choices={"male": (), "female": ()}),
        ["M", "V", "F", "K", "male", *(f"word {i}" for i in range(70))],
    ),
    "phone": (ci.Field("cell", "phone"), ["37060000000", "+37060000000", ""]),
}


@given(data=st.data(), kind=st.sampled_from(sorted(COLUMNS)))
def test_inferences_of_parts_merge(data: Any, kind: str) -> None:
    """What the parts of a column show is what the column shows, wherever it is cut."""
    field, texts = COLUMNS[kind]
    profile = ci.Profile("merge", [field, ci.Field("no", "identifier")], ["no"])
    cells = data.draw(st.lists(st.sampled_from(texts), max_size=90 if kind == "gender" else 25))
    flags = {i: "numeric" for i in range(len(cells)) if kind == "phone" and cells[i] and data.draw(st.booleans())}
    cuts = sorted(data.draw(st.lists(st.integers(0, len(cells)), max_size=4)))

    def fresh() -> Any:
        return inference(field, profile.kind(field), Settings())

    whole, merged = fresh(), fresh()
    for first, stop in zip([0, *cuts], [*cuts, len(cells)], strict=True):
        part = fresh()
        here = {i - first: flag for i, flag in flags.items() if first <= i < stop}
        for one in (whole, part):
            one.feed(range(first + 2, stop + 2), cells[first:stop], here)
        merged.merge(part.state())
    for answer, sibling in [("", ""), ("", "day_first"), ("month_first", "")]:
        assert merged.finish(answer, sibling) == whole.finish(answer, sibling)
    assert merged.proven == whole.proven


@given(scenario=scenarios(wide=True, max_rows=12), size=st.integers(1, 5))
def test_walks_through_parts_merge(scenario: Scenario, size: int) -> None:
    """Findings, questions and the number of credits do not depend on how many walked through the table."""
    table = table_of(scenario)
    given_ = Pass(table, scenario.profile, answers=scenario.options.get("answers", {}), today="2026-11-22")
    whole, merged = given_.walk(), given_.walk()
    for chunk in table.chunks(size):
        part = given_.walk()
        part.feed(given_.look(chunk))
        whole.feed(given_.look(chunk))
        merged.merge(part.state())
    assert merged.inferred(given_.answers) == whole.inferred(given_.answers)
    assert merged.questions() == whole.questions()
