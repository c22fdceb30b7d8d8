"""One field, one label: the assignment with the greatest sum, not the first that comes along."""

from __future__ import annotations

from collections.abc import Mapping

_FAR = 1e6


def assign(scores: Mapping[tuple[int, int], float]) -> dict[int, int]:
    """Return column → field such that no field is taken twice and the sum of the scores is the greatest.

    The Hungarian method with potentials, O(n²·m); pairs without a score are never taken.

    >>> assign({(0, 0): 0.9, (0, 1): 0.8, (1, 0): 0.8})
    {0: 1, 1: 0}
    """
    fields = sorted({field for _, field in scores})
    columns = sorted({column for column, _ in scores})
    n, m = len(fields), len(columns) + len(fields)  # a field may stay without column
    cost = [
        [-scores.get((column, field), -_FAR) for column in columns] + [0.0 if i == j else _FAR for j in range(n)]
        for i, field in enumerate(fields)
    ]
    u, v = [0.0] * (n + 1), [0.0] * (m + 1)
    taken, way = [0] * (m + 1), [0] * (m + 1)
    for i in range(1, n + 1):
        taken[0] = i
        place = 0
        least = [float("inf")] * (m + 1)
        used = [False] * (m + 1)
        while True:
            used[place] = True
            row, delta, best = taken[place], float("inf"), 0
            for j in range(1, m + 1):
                if used[j]:
                    continue
                here = cost[row - 1][j - 1] - u[row] - v[j]
                if here < least[j]:
                    least[j], way[j] = here, place
                if least[j] < delta:
                    delta, best = least[j], j
            for j in range(m + 1):
                if used[j]:
                    u[taken[j]] += delta
                    v[j] -= delta
                else:
                    least[j] -= delta
            place = best
            if not taken[place]:
                break
        while place:
            taken[place] = taken[way[place]]
            place = way[place]
    found = {columns[j - 1]: fields[taken[j] - 1] for j in range(1, len(columns) + 1) if taken[j]}
    return {column: field for column, field in sorted(found.items()) if (column, field) in scores}
