"""What is grouped on disk is grouped as in memory."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customer_import import spool
from customer_import.spool import Occurrences, RowPairs

KEYS = st.lists(st.sampled_from(["", "a", "b", "c", "å\n1 2", "\ud800"]), max_size=40)


def grouped(keys: list[str], limit: int, step: int) -> tuple[RowPairs, RowPairs, RowPairs]:
    """Group rows numbered from 2 in portions of `step`."""
    groups = Occurrences(limit)
    for start in range(0, len(keys), step):
        part = keys[start : start + step]
        groups.add(range(start + 2, start + 2 + len(part)), part)
    return groups.finish()


@given(KEYS, st.integers(0, 4), st.integers(1, 9))
def test_spilled_groups_equal_groups_in_memory(keys: list[str], limit: int, step: int) -> None:
    """Where memory ends and how the rows are portioned changes no group."""
    assert grouped(keys, limit, step) == grouped(keys, 10_000, 1000)


@given(KEYS)
def test_groups_equal_their_definition(keys: list[str]) -> None:
    """Each row that repeats a key knows the first such row and how many stood before it."""
    repeats, seconds, ordinals = grouped(keys, 10_000, 1000)
    rows: dict[str, list[int]] = {}
    for number, key in enumerate(keys, 2):
        if key:
            rows.setdefault(key, []).append(number)
    assert dict(repeats) == {row: group[0] for group in rows.values() for row in group[1:]}
    assert dict(seconds) == {group[0]: group[1] for group in rows.values() if len(group) > 1}
    assert dict(ordinals) == {row: i for group in rows.values() for i, row in enumerate(group) if i}


def test_pairs_answer_for_rows_and_for_ranges() -> None:
    """A sparse map answers for rows and ranges, and keeps the smallest value of a row that is there twice."""
    pairs = RowPairs([(9, 3), (4, 2), (9, 2)])
    assert pairs.get(9) == 2
    assert pairs.get(5) is None
    assert pairs.within(5, 9) == {9: 2}
    assert list(pairs) == [(4, 2), (9, 2)]


@given(
    pairs=st.lists(st.tuples(st.integers(0, 20), st.integers(0, 5)), max_size=30),
    at_a_time=st.integers(1, 7),
)
def test_pairs_are_sorted_piece_by_piece(pairs: list[tuple[int, int]], at_a_time: int) -> None:
    """However many are sorted at a time: ascending rows, each with the smallest of its values."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(spool, "SORTED_ROWS", at_a_time)
        made = RowPairs(pairs)
    smallest = {row: min(value for other, value in pairs if other == row) for row, _ in pairs}
    assert list(made) == sorted(smallest.items())
