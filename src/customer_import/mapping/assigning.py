"""One field, one label: the assignment with the greatest sum, not the first that comes along."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

_FAR = 1e6


def assign(scores: Mapping[tuple[int, int], float]) -> dict[int, int]:
    """Return column → field such that no field is taken twice and the sum of the scores is the greatest.

    The Hungarian method with potentials, O(n²·m); pairs without a score are never taken.

    >>> assign({(0, 0): 0.9, (0, 1): 0.8, (1, 0): 0.8})
    {0: 1, 1: 0}
    """
    fields = sorted({field for _, field in scores})
    columns = sorted({column for column, _ in scores})
    cost = [
        [-scores.get((column, field), -_FAR) for column in columns]
        + [0.0 if i == j else _FAR for j in range(len(fields))]  # a field may stay without column
        for i, field in enumerate(fields)
    ]
    taken = _cheapest(cost)
    found = {columns[j]: fields[taken[j]] for j in range(len(columns)) if j in taken}
    return {column: field for column, field in sorted(found.items()) if (column, field) in scores}


def _cheapest(cost: Sequence[Sequence[float]]) -> dict[int, int]:
    """Return column → row such that every row has a column and the sum of the costs is the least.

    Rows and columns count from 1 in here; column 0 stands for the row that is being placed.
    """
    n, m = len(cost), len(cost[0]) if cost else 0
    u, v = [0.0] * (n + 1), [0.0] * (m + 1)
    taken = [0] * (m + 1)
    for i in range(1, n + 1):
        taken[0] = i
        place, way = _path(cost, u, v, taken)
        while place:
            taken[place] = taken[way[place]]
            place = way[place]
    return {j - 1: taken[j] - 1 for j in range(1, m + 1) if taken[j]}


def _path(
    cost: Sequence[Sequence[float]], u: list[float], v: list[float], taken: Sequence[int]
) -> tuple[int, list[int]]:
    """Find the cheapest way from the row at column 0 to a free column; the potentials follow."""
    m = len(v) - 1
    least, used, way = [float("inf")] * (m + 1), [False] * (m + 1), [0] * (m + 1)
    place = 0
    while taken[place]:
        used[place] = True
        row = taken[place]
        unused = [j for j in range(1, m + 1) if not used[j]]
        for j in unused:
            here = cost[row - 1][j - 1] - u[row] - v[j]
            if here < least[j]:
                least[j], way[j] = here, place
        best = min(unused, key=least.__getitem__)
        delta = least[best]
        for j in range(m + 1):
            if used[j]:
                u[taken[j]] += delta
                v[j] -= delta
            else:
                least[j] -= delta
        place = best
    return place, way
