"""How well a table is read after one thing went wrong with its file: every kind of single fault, on many tables.

Tables made from seeds are written, then polluted in one way at a time: as a whole file (delimiter, quote, escape, line
ends, encoding), around the table (preamble, footnotes, header rows, a second table), and in one row (its own
delimiter, quote or escape, delimiters too many or too few, quotes out of order) at the top, in the middle, at the end
and deep in a long file. What is read back is compared with the table that was meant, as in "Pollock: a data loading
benchmark" (Vitagliano et al., PVLDB 16.8): was it read at all, and precision, recall and F1 of labels, records and
cells; ten measures, best 10.

    python -m benchmarks.reading.pollution [--seeds 6] [--only customer-import,csv.Sniffer] [--json FILE] [--worst 20]
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from benchmarks.reading.rivals import READERS, Loaded
from benchmarks.reading.tables import Rows, table

Case = tuple[str, bytes, Loaded]
DELIMITERS = {
    "semicolon": ";", "tab": "\t", "pipe": "|", "space": " ", "caret": "^", "tilde": "~", "unit_separator": "\x1f",
    "comma_space": ", ", "semicolon_space": "; ", "double_colon": "::", "double_pipe": "||", "spaced_pipe": " | ",
    "comma_tab": ",\t", "hash_dollar": "#$#",
}  # fmt: skip
ENDS = {"lf": "\n", "crlf": "\r\n", "cr": "\r"}
ENCODINGS = ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "cp1250", "iso8859-2", "cp850")


def cell_text(cell: str, delimiter: str, quote: str = '"', escape: str = '"', *, close: str = "") -> str:
    """Write one cell, quoted where it must be; an empty `escape` leaves quotes inside as they are."""
    if quote and any(mark in cell for mark in (delimiter, delimiter.strip(" ") or " ", quote, "\n", "\r")):
        return quote + cell.replace(quote, escape + quote if escape else quote) + (close or quote)
    return cell


def line_of(row: list[str], delimiter: str = ",", quote: str = '"', escape: str = '"', *, close: str = "") -> str:
    """Write one row without its line end."""
    return delimiter.join(cell_text(cell, delimiter, quote, escape, close=close) for cell in row)


def written(
    rows: Rows, delimiter: str = ",", quote: str = '"', escape: str = '"', *, end: str = "\r\n", close: str = ""
) -> str:
    """Write a table as text."""
    return "".join(line_of(row, delimiter, quote, escape, close=close) + end for row in rows)


def as_table(rows: Rows) -> Loaded:
    """Return labels and rows."""
    return rows[0], rows[1:]


def file_cases(rows: Rows) -> Iterator[Case]:
    """Pollute the file as a whole."""
    clean = as_table(rows)
    text = written(rows)
    yield "source", text.encode(), clean
    yield "newline_none_at_end", text.removesuffix("\r\n").encode(), clean
    yield "newlines_at_end", (text + "\r\n\r\n").encode(), clean
    for name, end in ENDS.items():
        yield f"end_{name}", written(rows, end=end).encode(), clean
    lines = [line_of(row) for row in rows]
    yield "end_mixed", "".join(line + "\r\n"[i % 3 == 0 :] for i, line in enumerate(lines)).encode(), clean
    for name, mark in DELIMITERS.items():
        yield f"delimiter_{name}", written(rows, mark).encode(), clean
    yield "quote_apostrophe", written(rows, quote="'", escape="'").encode(), clean
    yield "quote_typographic", written(rows, quote="“", escape="", close="”").encode(), clean
    yield "quote_none", written([[plain(c) for c in r] for r in rows], quote="").encode(), (
        [plain(c) for c in rows[0]], [[plain(c) for c in r] for r in rows[1:]])  # fmt: skip
    yield "quote_all", ("".join(",".join('"' + c.replace('"', '""') + '"' for c in r) + "\n" for r in rows)).encode(), (
        clean)  # fmt: skip
    yield "escape_backslash", written(rows, escape="\\").encode(), clean
    yield "escape_none", written(rows, escape="").encode(), clean
    yield "blank_between", written(rows, end="\n\n").encode(), clean
    yield "delimiter_at_line_end", written(rows, end=",\n").encode(), clean
    padded = [[cell.ljust(12) if "\n" not in cell else cell for cell in row] for row in rows]
    yield "padded_cells", written(padded).encode(), clean
    yield "bom_twice", b"\xef\xbb\xbf" * 2 + text.encode(), clean
    for code in ENCODINGS:
        try:
            yield f"encoding_{code}", text.encode(code), clean
        except UnicodeEncodeError:
            ascii_rows = [[cell.encode("ascii", "ignore").decode() for cell in row] for row in rows]
            yield f"encoding_{code}", written(ascii_rows).encode(code), as_table(ascii_rows)


def plain(cell: str) -> str:
    """Take out of a cell all that would have to be quoted."""
    return "".join(char for char in cell if char not in ',"\n\r')


def around_cases(rows: Rows, rng: random.Random) -> Iterator[Case]:
    """Put things above and below the table."""
    clean = as_table(rows)
    width = len(rows[0])
    text = written(rows)
    yield "no_header", written(rows[1:]).encode(), ([], rows[1:])
    yield "header_only", written(rows[:1]).encode(), (rows[0], [])
    yield "one_row", written(rows[:2]).encode(), as_table(rows[:2])
    yield "header_twice", written([rows[0], *rows]).encode(), clean
    units = [rng.choice(["unit", "(kg)", "text", "in EUR", "local"]) for _ in range(width)]
    both = [a if a == b else f"{a} {b}" for a, b in zip(rows[0], units, strict=True)]
    yield "header_second_row", written([rows[0], units, *rows[1:]]).encode(), (both, rows[1:])
    some = [cell if j else "" for j, cell in enumerate(rows[0])]
    yield "header_blank_label", written([some, *rows[1:]]).encode(), (some, rows[1:])
    same = [rows[0][0], rows[0][0], *rows[0][2:]]
    yield "header_equal_labels", written([same, *rows[1:]]).encode(), (same, rows[1:])
    preambles = {
        "title": ["Sales of the year 2023"],
        "notes": ["Sales", "Made by: the office", "All rights reserved"],
        "long": [f"Note {i}: see page {i}" for i in range(1, 9)],
        "comment": ["# exported by a program", "# version 2.1"],
        "dated": ["Report", "2024-03-01 12:00"],
    }
    for name, lines in preambles.items():
        above = "".join(line_of([line]) + "\r\n" for line in lines)
        yield f"preamble_{name}", (above + text).encode(), clean
        yield f"preamble_{name}_blank", (above + "\r\n" + text).encode(), clean
        padded = "".join(line_of([line, *[""] * (width - 1)]) + "\r\n" for line in lines)
        yield f"preamble_{name}_padded", (padded + text).encode(), clean
    pairs = "".join(line_of(pair) + "\r\n" for pair in (["Report:", "Customers"], ["Period:", "2023-01"]))
    yield "preamble_pairs_blank", (pairs + "\r\n" + text).encode(), clean
    yield "blank_above", ("\r\n\r\n" + text).encode(), clean
    footers = {"source": ["Source: the office"], "notes": ["* preliminary", "** see the annex"]}
    for name, lines in footers.items():
        below = "".join(line_of([line]) + "\r\n" for line in lines)
        yield f"footnote_{name}_blank", (text + "\r\n" + below).encode(), clean
        padded = "".join(line_of([line, *[""] * (width - 1)]) + "\r\n" for line in lines)
        yield f"footnote_{name}_padded", (text + padded).encode(), clean
    for name, more in (("less", max(2, width - 3)), ("more", width + 2), ("same", width)):
        other = table(rng.randrange(10**6), width=more, length=12)
        yield f"second_table_{name}", (text + "\r\n" + written(other)).encode(), clean
        title = "Another table\r\n"
        yield f"second_table_{name}_title", (text + "\r\n" + title + written(other)).encode(), clean


def row_cases(rows: Rows, where: str, index: int, rng: random.Random) -> Iterator[Case]:
    """Pollute one row."""
    lines = [line_of(row) for row in rows]

    def case(name: str, line: str, row: list[str] | None = None) -> Case:
        made = [*lines[:index], line, *lines[index + 1 :]]
        meant = rows if row is None else [*rows[:index], row, *rows[index + 1 :]]
        return f"row_{name}@{where}", "".join(line + "\r\n" for line in made).encode(), as_table(meant)

    row = rows[index]
    cells = [cell_text(cell, ",") for cell in row]
    for name, mark in (("space", " "), ("semicolon", ";"), ("tab", "\t"), ("pipe", "|")):
        yield case(f"delimiter_{name}", line_of(row, mark))
    forced = ["'" + cell.replace("'", "''") + "'" for cell in row]
    yield case("quote_apostrophe", ",".join(forced))
    yield case("escape_backslash", line_of(row, escape="\\"))
    yield case("escape_none", line_of(row, escape=""))
    for column in sorted({0, len(row) // 2, len(row) - 1, rng.randrange(len(row))}):
        stray = [*row[:column], '"' + row[column], *row[column + 1 :]]
        yield case("stray_quote", ",".join([*cells[:column], '"' + cells[column], *cells[column + 1 :]]), stray)
        more = [*row[:column], "", *row[column:]]
        yield case("more_delimiters", ",".join([*cells[:column], "", *cells[column:]]), more)
        if column and not (cells[column - 1].startswith('"') or cells[column].startswith('"')):
            fused = [*row[: column - 1], row[column - 1] + row[column], *row[column + 1 :]]
            line = ",".join([*cells[: column - 1], cells[column - 1] + cells[column], *cells[column + 1 :]])
            yield case("less_delimiters", line, fused)
        if "," not in row[column] and '"' not in row[column] and "\n" not in row[column]:
            inner = [*cells[:column], f'{row[column]} "so" said', *cells[column + 1 :]]
            said = [*row[:column], f'{row[column]} "so" said', *row[column + 1 :]]
            yield case("quotes_inside", ",".join(inner), said)
            opened = [*cells[:column], f'"{row[column]}', *cells[column + 1 :]]
            yield case("never_closed", ",".join(opened), [*row[:column], '"' + row[column], *row[column + 1 :]])
    short = row[: max(1, len(row) // 2)]
    yield case("ends_early", line_of(short), [*short, *[""] * (len(row) - len(short))])
    yield case("trailing_delimiter", ",".join(cells) + ",")
    yield case("blank_row_above", "\r\n" + ",".join(cells))
    yield case("delimiters_row_above", "," * (len(row) - 1) + "\r\n" + ",".join(cells))


def deep(rows: Rows) -> Rows:
    """Repeat a table's rows until a sample of its start no longer shows its end."""
    body = rows[1:]
    return [rows[0], *(body * (4000 // len(body) + 1))]


def cases_of(seed: int) -> Iterator[Case]:
    """Yield all cases of one table."""
    rng = random.Random(seed)
    rows = table(seed)
    yield from file_cases(rows)
    yield from around_cases(rows, rng)
    for where, index in (("header", 0), ("first", 1), ("middle", len(rows) // 2), ("last", len(rows) - 1)):
        yield from row_cases(rows, where, index, rng)
    long = deep(rows)
    if seed % 3 == 0:
        yield from row_cases(long, "deep", len(long) - 20, rng)


def f_measures(wanted: Iterable[object], got: Iterable[object]) -> tuple[float, float, float]:
    """Return precision, recall and F1 of two multisets."""
    a, b = Counter(wanted), Counter(got)
    if not a:
        return (1.0, 1.0, 1.0) if not b else (0.0, 1.0, 0.0)
    hits = (a & b).total()
    if not hits:
        return (0.0, 0.0, 0.0)
    recall, precision = hits / a.total(), hits / b.total()
    return precision, recall, 2 * precision * recall / (precision + recall)


def measures(wanted: Loaded, got: Loaded) -> float:
    """Return the sum of the ten measures. Blank cells at the end of a record do not count, nor do blank records."""
    a, b = ([row for row in map(trim, side[1]) if row] for side in (wanted, got))
    score = 1.0
    score += sum(f_measures(trim(wanted[0]), trim(got[0])))
    score += sum(f_measures(map(tuple, a), map(tuple, b)))
    score += sum(f_measures((c for r in a for c in r), (c for r in b for c in r)))
    return score


def trim(row: list[str]) -> list[str]:
    """Normalize line ends and drop blank cells at the end."""
    cells = [cell.replace("\r\n", "\n").replace("\r", "\n").strip() for cell in row]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def scored(reader: Callable[[bytes], Loaded], cases: Iterable[Case]) -> Iterator[tuple[str, float, bytes]]:
    """Score a reader on cases: kind, score, bytes."""
    for name, data, wanted in cases:
        try:
            yield name, measures(wanted, reader(data)), data
        except Exception:  # noqa: BLE001 - a rival may raise anything
            yield name, 0.0, data


def scoreboard(cases_of: Callable[[int], Iterator[Case]], about: str) -> None:
    """Print the table of means, ours beside rivals that are installed.

    Args:
        cases_of: Makes the cases of a seed.
        about: What the command says of itself.
    """
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=6)
    parser.add_argument("--start", type=int, default=0, help="the first seed")
    parser.add_argument("--only", default=",".join(READERS))
    parser.add_argument("--json", type=Path)
    parser.add_argument("--keep", type=Path, help="a folder for the files that are not read as meant")
    options = parser.parse_args()
    results: dict[str, dict[str, float]] = {}
    cases = [case for seed in range(options.start, options.start + options.seeds) for case in cases_of(seed)]
    for name in options.only.split(","):
        found: dict[str, list[float]] = {}
        every: list[float] = []
        for number, (kind, score, data) in enumerate(scored(READERS[name], cases)):
            every.append(score)
            for part in kind.split(" · "):
                found.setdefault(part, []).append(score)
            if options.keep and name == "customer-import" and score < 9.99:
                options.keep.mkdir(exist_ok=True)
                (options.keep / f"{kind}-{number}-{score:.2f}.csv").write_bytes(data)
        means = {kind: sum(scores) / len(scores) for kind, scores in found.items()}
        summary = {"ALL FILES": sum(every) / len(every), "ALL KINDS": sum(means.values()) / len(means)}
        results[name] = {kind: round(value, 3) for kind, value in {**summary, **means}.items()}
        print(name, summary, file=sys.stderr, flush=True)
    for kind in results[next(iter(results))]:
        print(f"{kind:36}", *(f"{results[name].get(kind, float('nan')):8.3f}" for name in results))
    if options.json:
        options.json.write_text(json.dumps(results, indent=1) + "\n")


if __name__ == "__main__":
    scoreboard(cases_of, str(__doc__))
