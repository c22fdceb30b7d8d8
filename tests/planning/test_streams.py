"""A plan's Arrow streams say what its outcomes, problems and explanations say."""

from collections.abc import Iterator
from typing import Any

import polars
import pytest
from hypothesis import given

import customer_import as ci
from customer_import.testing.strategies import Scenario, scenarios
from tests.browser.plans import PLANS
from tests.laws.world import examples, filled, planned, table_of


def text(value: Any) -> str | None:
    """Return a value as a stream has it."""
    return (value if isinstance(value, str) else "; ".join(value)) or None


def rows(stream: Any) -> Iterator[dict[str, Any]]:
    """Read a stream as another library does."""
    return polars.DataFrame(stream).iter_rows(named=True)


def agree(plan: ci.Plan) -> None:
    """Compare the three streams of a plan with its outcomes."""
    outcomes = list(plan)
    for outcome, row in zip(outcomes, rows(plan), strict=True):
        assert (row["row"], row["outcome"]) == (outcome.row, outcome.kind)
        assert row["customer"] == (outcome.target.id if outcome.target else None)
        assert row["problems"] == ("; ".join(problem.code for problem in outcome.problems) or None)
        incoming = {name: row.get(f"value_{name}", row[name]) for name in plan.header["columns"]}
        assert {name: value for name, value in incoming.items() if value is not None} == {
            name: text(value) for name, value in outcome.incoming.items() if name in incoming
        }
    problems = [(o.row, p.level, p.code, p.field or None, p.text or None) for o in outcomes for p in o.problems]
    read = [(r["row"], r["level"], r["code"], r["field"], r["text"]) for r in rows(plan.problem_table)]
    assert read == problems
    told = [(o.row, cell) for o in outcomes for cell in plan.explain(o.row).cells]
    for (number, cell), row in zip(told, rows(plan.cell_table), strict=True):
        assert (row["row"], row["field"], row["verdict"]) == (number, cell.field, cell.verdict)
        assert (row["policy"] or "", row["file"]) == (cell.policy, text(cell.incoming))
        assert row["stored"] == text(cell.stored)


@pytest.mark.parametrize("name", ["everything", "shoptet", "tixly", "incust", "undoing"])
def test_streams_say_what_the_plan_says(name: str) -> None:
    """Rows, problems and cells of a stream are those of the outcomes, their problems and their explanations."""
    with PLANS[name]() as plan:
        agree(plan)


@examples(25)
@given(scenarios(ambiguous=False))
def test_streams_of_any_plan_say_what_it_says(scenario: Scenario) -> None:
    """Law: whatever was planned, the streams agree with the outcomes."""
    with planned(table_of(scenario), scenario, filled(scenario)) as plan:
        agree(plan)


def test_streams_can_be_read_again() -> None:
    """A stream is a table, not a one-way pipe: two readers get the same."""
    with PLANS["tixly"]() as plan:
        cells = plan.cell_table
        assert polars.DataFrame(cells).equals(polars.DataFrame(cells))
        assert polars.DataFrame(plan).height == len(plan)
        assert "Stream of row" in repr(cells)


def test_an_empty_plan_has_columns() -> None:
    """A plan without rows is a table with columns and no rows."""
    with PLANS["empty"]() as plan:
        assert polars.DataFrame(plan).columns[:2] == ["row", "outcome"]
        assert polars.DataFrame(plan.problem_table).height == polars.DataFrame(plan.cell_table).height == 0
