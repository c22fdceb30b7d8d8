"""Two plans side by side, and what would be under another rule: nothing is written for either."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import zip_longest
from typing import Any

import attrs

from customer_import.errors import UsageError
from customer_import.model import Counts, Outcome, OutcomeKind, Value, how_many
from customer_import.planning.facade import plan
from customer_import.planning.sealed import Plan
from customer_import.policy import VERDICT_OF_LETTER, Verdict
from customer_import.ports import CustomerReader
from customer_import.profile import Profile, load_profile
from customer_import.surveying import TableLike

SAMPLES = 20


@attrs.frozen
class CellDifference:
    """A cell that two plans treat differently.

    Args:
        row: The row's number.
        field: The field, or the label of a column that feeds none.
        before: Its verdict in the first plan, None where that plan has no such row.
        after: Its verdict in the second plan.
        value_before: Its canonical value in the first plan.
        value_after: Its canonical value in the second plan.
    """

    row: int
    field: str
    before: Verdict | None
    after: Verdict | None
    value_before: Value = attrs.field(default="", repr=False)
    value_after: Value = attrs.field(default="", repr=False)


@attrs.frozen
class Comparison:
    """How two plans of one file differ.

    Attributes:
        before: Counts of the first plan.
        after: Counts of the second plan.
        moved: (kind in the first plan, kind in the second) → how many rows; only where they differ.
        cells: Field → how many cells have another verdict or value.
        samples: The first cells that differ, in file order.
        rows: How many rows differ in any way: kind, cells, or credits.
    """

    before: Counts
    after: Counts
    moved: dict[tuple[OutcomeKind | None, OutcomeKind | None], int]
    cells: dict[str, int]
    samples: tuple[CellDifference, ...] = attrs.field(repr=how_many)
    rows: int

    @property
    def same(self) -> bool:
        """Whether the plans decide every row alike."""
        return self.rows == 0


def compare(first: Plan, second: Plan, *, samples: int = SAMPLES) -> Comparison:
    """Compare two plans of the same file, row by row.

    Args:
        first: A plan.
        second: Another plan of the same bytes.
        samples: How many differing cells to keep.

    Raises:
        UsageError: The plans are of different files.
    """
    if first.header["source"] != second.header["source"]:
        raise UsageError("the plans are of different files: there is nothing to compare", code="compare.other_source")
    moved: dict[tuple[OutcomeKind | None, OutcomeKind | None], int] = {}
    cells: dict[str, int] = {}
    kept: list[CellDifference] = []
    rows = 0
    for one, other in _pairs(first, second):
        kinds = (one.kind if one else None, other.kind if other else None)
        found = list(_cells(first, second, one, other))
        for cell in found:
            cells[cell.field] = cells.get(cell.field, 0) + 1
        kept += found[: max(0, samples - len(kept))]
        if kinds[0] != kinds[1]:
            moved[kinds] = moved.get(kinds, 0) + 1
        credited = (one.credits if one else ()) != (other.credits if other else ())
        rows += bool(found or credited or kinds[0] != kinds[1])
    return Comparison(first.counts, second.counts, moved, cells, tuple(kept), rows)


def _pairs(first: Plan, second: Plan) -> Iterator[tuple[Outcome | None, Outcome | None]]:
    """Yield the outcomes of both plans for every row; another dialect may have found other rows."""
    if first.header["dialect"] == second.header["dialect"]:
        yield from zip_longest(first, second)
        return
    ones, others = iter(first), iter(second)
    one, other = next(ones, None), next(others, None)
    while one or other:
        row = min(outcome.row for outcome in (one, other) if outcome)
        here = one if one and one.row == row else None
        there = other if other and other.row == row else None
        yield here, there
        if here:
            one = next(ones, None)
        if there:
            other = next(others, None)


def _cells(first: Plan, second: Plan, one: Outcome | None, other: Outcome | None) -> Iterator[CellDifference]:
    """Yield the cells of one row that differ."""
    row = one.row if one else other.row if other else 0
    width = max(len(first.fields), len(second.fields))
    for column in range(width):
        before, name_before, value_before = _cell(first, one, column)
        after, name_after, value_after = _cell(second, other, column)
        if (before, value_before) != (after, value_after):
            yield CellDifference(row, name_after or name_before, before, after, value_before, value_after)


def _cell(of: Plan, outcome: Outcome | None, column: int) -> tuple[Verdict | None, str, Value]:
    if outcome is None or column >= len(outcome.signature):
        return None, "", ""
    field = of.fields[column]
    verdict = VERDICT_OF_LETTER[outcome.signature[column]]
    return verdict, field or of.labels[column], outcome.incoming.get(field, "") if field else ""


def what_if(
    table: TableLike, profile: Profile, store: CustomerReader, *, changes: Mapping[str, Any], **options: Any
) -> Comparison:
    """Tell what would be decided differently under other rules; writes nothing.

    Args:
        table: What `read` returned.
        profile: The profile as it is.
        store: Where customers are looked up.
        changes: Entries of the profile that change: ``{"keys": ["email"]}``, ``{"region": "SE"}``; a path changes a
            field: ``{"fields.name.policy": "never"}``.
        options: What `plan` takes besides.

    Raises:
        ProfileError: The changed profile is impossible.
    """
    options.pop("survey", None)
    with (
        plan(table, profile, store, **options) as first,
        plan(table, changed(profile, changes), store, **options) as second,
    ):
        return compare(first, second)


def changed(profile: Profile, changes: Mapping[str, Any]) -> Profile:
    """Return a profile with some entries changed; see `what_if`."""
    from customer_import._profile_loading import profile_to_dict

    plain = {name: value for name, value in profile_to_dict(profile).items() if name not in ("rules", "own_kinds")}
    return load_profile(plain, rules=profile.rules, own_kinds=profile.own_kinds, **changes)
