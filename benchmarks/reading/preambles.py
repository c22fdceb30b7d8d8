"""How often header and preamble are found in files like those of open-data portals, made from seeds.

Titles, notes, units, years as labels, headings of column groups, blank rows, labels that are codes: every file has its
truth. A wrong skip, which takes a header or a row for a note, counts apart: it loses something.

    python -m benchmarks.reading.preambles [--seeds 40] [--json FILE]
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from benchmarks.reading.pollution import written
from benchmarks.reading.tables import CITIES, Rows, table

Truth = tuple[list[int], list[int], int]  # header rows, preamble rows, number of rows
TITLES = ["Population by municipality", "Table 4. Sales of the shops, 2019-2023", "Evropa: přehled", "Annual report"]
NOTES = ["Source: Office of Statistics", "Unit: persons", "Last updated: 2024-03-01", "Data are preliminary.", "(EUR)"]


def years(rng: random.Random) -> Rows:
    """Make a table whose labels are years."""
    first = rng.randint(1990, 2010)
    labels = [rng.choice(["Region", "Municipality", ""]), *[str(first + i) for i in range(rng.randint(4, 12))]]
    rows = [[city, *[str(rng.randint(100, 99_999)) for _ in labels[1:]]] for city in CITIES]
    return [labels, *rows]


def codes(rng: random.Random) -> Rows:
    """Make a table whose labels are codes of variables."""
    width = rng.randint(4, 9)
    labels = [f"V{i:03d}" if i else "GEO" for i in range(width)]
    return [labels, *[[f"SE{i:03d}", *[f"{rng.uniform(0, 9):.2f}" for _ in labels[1:]]] for i in range(40)]]


def words(rng: random.Random) -> Rows:
    """Make a table of nothing but words."""
    labels = rng.sample(["Name", "District", "Owner", "Type", "Status", "Language"], k=4)
    pool = [["Bellevue", "Old Mill", "Station"], ["North", "South"], ["City", "Private"], ["open", "closed"]]
    return [labels, *[[rng.choice(part) for part in pool] for _ in range(30)]]


def above(rng: random.Random, width: int) -> tuple[list[list[str]], list[int]]:
    """Make rows above a table; return them and the places of those that are not blank."""
    rows: list[list[str]] = []
    for text in rng.sample(TITLES, k=1) + rng.sample(NOTES, k=rng.randint(0, 3)):
        if rng.random() < 0.25:
            rows.append([])
        rows.append([text])
    if rng.random() < 0.3:
        rows.append(["Contact:", "stat@example.org"])
    if rng.random() < 0.5:
        rows.append([])
    if rng.random() < 0.4:
        rows = [row + [""] * (width - len(row)) if len(row) < width else row for row in rows]
    return rows, [index + 1 for index, row in enumerate(rows) if any(row)]


def cases(seeds: int, start: int = 0) -> Iterator[tuple[str, bytes, Truth]]:
    """Yield kind, bytes and truth."""
    for seed in range(start, start + seeds):
        rng = random.Random(seed)
        kinds = {"table": table(seed, width=rng.randint(3, 12)), "years": years(rng), "codes": codes(rng)}
        kinds["words"] = words(rng)
        mark = rng.choice(",;\t")
        for kind, rows in kinds.items():
            yield kind, written(rows, mark).encode(), ([1], [], len(rows) - 1)
            notes, places = above(rng, len(rows[0]))
            data = written([*notes, *rows], mark).encode()
            yield f"{kind}, notes", data, ([len(notes) + 1], places, len(rows) - 1)
        rows = kinds["table"]
        yield "no header", written(rows[1:], mark).encode(), ([], [], len(rows) - 1)
        groups = ["", *[rng.choice(["Men", "Women", "Total"]) if i % 3 == 1 else "" for i in range(1, len(rows[0]))]]
        yield "groups", written([groups, *rows], mark).encode(), ([1, 2], [], len(rows) - 1)
        notes, places = above(rng, len(rows[0]))
        data = written([*notes, *rows[1:]], mark).encode()
        yield "no header, notes", data, ([], places, len(rows) - 1)


def main() -> None:
    """Print the shares of right headers and preambles by kind, and how many files lost something."""
    from customer_import.reading import read

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=40)
    parser.add_argument("--start", type=int, default=0)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--keep", type=Path, help="a folder for the files that are not read as meant")
    options = parser.parse_args()
    found: dict[str, Counter[str]] = {}
    for number, (kind, data, truth) in enumerate(cases(options.seeds, options.start)):
        counts = found.setdefault(kind, Counter())
        with read(data) as opened:
            dialect, tally = opened.dialect, opened.tally
        counts["files"] += 1
        right = list(dialect.header_rows) == truth[0]
        counts["header"] += right
        counts["preamble"] += list(dialect.preamble_rows) == truth[1]
        counts["lost"] += tally.rows < truth[2] - (not truth[0] and len(dialect.header_rows)) or tally.trailing > 0
        if options.keep and not (right and list(dialect.preamble_rows) == truth[1]):
            options.keep.mkdir(exist_ok=True)
            (options.keep / f"{kind}-{number}.csv".replace(", ", "_").replace(" ", "_")).write_bytes(data)
    results = {
        kind: {name: round(counts[name] / counts["files"], 3) for name in ("header", "preamble", "lost")}
        for kind, counts in found.items()
    }
    for kind, shares in results.items():
        print(f"{kind:20}", *(f"{name} {share:6.3f}" for name, share in shares.items()))
    if options.json:
        options.json.write_text(json.dumps(results, indent=1) + "\n")


if __name__ == "__main__":
    main()
