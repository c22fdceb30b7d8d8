"""Conservation: one row in, one outcome out, in order.

Counts sum to rows; the tally sums to physical records; verdicts sum to rows × columns.
"""

import csv
import io
from collections import Counter

from hypothesis import given

import customer_import as ci
from customer_import.model import COUNT_OF_KIND
from customer_import.policy import LETTERS
from customer_import.testing.strategies import CsvStyle, Scenario, csv_bytes, csv_styles, scenarios
from tests.laws.world import examples, filled, outcomes_of, planned, table_of
from tests.oracle import rows_of


@examples(60)
@given(scenarios(), csv_styles())
def test_one_row_in_one_outcome_out(scenario: Scenario, style: CsvStyle) -> None:
    """Every row of the table has its outcome, in the file's order, and the counts add up."""
    table = table_of(scenario, style)
    with planned(table, scenario, filled(scenario)) as plan:
        outcomes = list(plan.outcomes())
    numbers = [row.number for row in rows_of(table)]
    assert [outcome.row for outcome in outcomes] == numbers
    assert numbers == sorted(set(numbers))
    assert plan.counts.rows == len(outcomes) == table.tally.rows
    kinds = Counter(COUNT_OF_KIND[outcome.kind] for outcome in outcomes)
    assert all(getattr(plan.counts, name) == kinds[name] for name in COUNT_OF_KIND.values())


@examples(60)
@given(scenarios(), csv_styles())
def test_every_cell_has_one_verdict(scenario: Scenario, style: CsvStyle) -> None:
    """A row's signature has one known letter for each column of the file."""
    table = table_of(scenario, style)
    for outcome in outcomes_of(table, scenario, filled(scenario)):
        assert len(outcome.signature) == table.width >= len(scenario.sheet.labels)
        assert set(outcome.signature) <= set(LETTERS.values())


@examples(60)
@given(scenarios(), csv_styles())
def test_the_tally_sums_to_the_records_of_the_file(scenario: Scenario, style: CsvStyle) -> None:
    """No physical record is lost: header, preamble, blank, trailing and rows are all there are."""
    content = csv_bytes(scenario.sheet, style)
    table = ci.read(content, profile=scenario.profile)
    rows = list(rows_of(table))
    text = content.decode(style.encoding)
    records = list(csv.reader(io.StringIO(text, newline=""), delimiter=style.delimiter))
    assert table.tally.physical == len(records)
    assert table.tally.rows == len(rows)
