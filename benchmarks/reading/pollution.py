"""How well a table is read after one thing went wrong with its file: every kind of single fault, everywhere it fits.

Two source tables are written cleanly, then polluted in one way at a time (another delimiter, one missing delimiter in
one row, one stray quote in one cell, a preamble, a second table …). What is read back is compared with what the file
says: precision, recall and F1 of labels, records and cells, plus "was it read at all": ten measures, best 10.

    python -m benchmarks.reading.pollution [--json results.json] [--worst]
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

Rows = list[list[str]]
Loaded = tuple[list[str], Rows]


def shop(count: int = 84) -> Rows:
    """Build a table with dates, quoted texts, inches, line breaks and addresses of pages."""
    rng = random.Random(7)
    rows = [["Date", "Time", "Qty", "Product ID", "Price", "Product Type", "Description", "Page", "Remarks"]]
    texts = ['tube of 18" length', "chair, with arms", 'the "small" one, blue', "lamp", "table (oak)", "rug, 2 x 3 m"]
    for i in range(count - 1):
        remark = rng.choice(["", "fragile", 'see "notes", page 4', "first line\nsecond line", "paid, not sent"])
        day = f"{rng.randint(1, 28):02d}/{rng.randint(1, 12):02d}/2023"
        price = f"{rng.randint(1, 9)},{rng.randint(0, 999):03d}.{rng.randint(0, 99):02d}"
        kind = rng.choice(["Furniture", "Light", "Textile"])
        page = f"https://shop.example/p/{i}?a=1"
        time = f"{rng.randint(8, 18):02d}:{rng.randint(0, 59):02d}"
        rows.append([day, time, str(rng.randint(1, 40)), f"P-{1000 + i}", price, kind, rng.choice(texts), page, remark])
    return rows


def customers(count: int = 60) -> Rows:
    """Build a plain customer list without any quote."""
    rng = random.Random(8)
    rows = [["Number", "First name", "Surname", "E-mail", "Phone", "City", "Joined", "Points"]]
    for i in range(count - 1):
        first, last = rng.choice(["Ann", "Jan", "Eva", "Åsa"]), rng.choice(["Novák", "Smith", "Öberg", "O'Neil"])
        city = rng.choice(["Praha 1", "Lund", "Vilnius", "New York"])
        phone = f"+42077712{i:04d}"
        rows.append(
            [str(100 + i), first, last, f"c{i}@example.org", phone, city, f"2024-03-{i % 28 + 1:02d}", str(i * 7)]
        )
    return rows


def cell_text(cell: str, delimiter: str, quote: str, escape: str) -> str:
    """Write one cell; an empty `escape` leaves quotes inside as they are."""
    if any(mark in cell for mark in (delimiter[0], quote, "\n", "\r", escape or quote)):
        return quote + cell.replace(quote, escape + quote if escape != quote else quote * 2) + quote
    return cell


def written(
    rows: Rows, *, delimiter: str = ",", quote: str = '"', escape: str = '"', end: str = "\r\n", last: bool = True
) -> str:
    """Write a table as text."""
    lines = [delimiter.join(cell_text(cell, delimiter, quote, escape) for cell in row) for row in rows]
    return end.join(lines) + (end if last else "")


Case = tuple[str, bytes, Loaded]


def file_cases(rows: Rows) -> Iterator[Case]:
    """Pollute the file or table as a whole."""
    clean: Loaded = (rows[0], rows[1:])
    width = len(rows[0])
    text = written(rows)
    yield "source", text.encode(), clean
    yield "no_last_newline", written(rows, last=False).encode(), clean
    yield "double_last_newline", (text + "\r\n").encode(), clean
    yield "no_header", written(rows[1:]).encode(), ([], rows[1:])
    yield "header_only", written(rows[:1]).encode(), (rows[0], [])
    yield "one_row", written(rows[:2]).encode(), (rows[0], rows[1:2])
    for extra in (1, 2):
        more = [rows[0]] * extra
        yield f"header_rows_{extra + 1}", written(more + rows).encode(), clean
    units = [f"unit {i}" for i in range(width)]
    joined = [f"{a} {b}" for a, b in zip(rows[0], units, strict=True)]
    yield "header_second_row", written([rows[0], units, *rows[1:]]).encode(), (joined, rows[1:])
    for name, lines in (("title", ["Sales of the year"]), ("notes", ["Sales", "Made by: the office", "All rights"])):
        yield f"preamble_{name}_blank", ("\r\n".join([*lines, "", ""]) + text).encode(), clean
        yield f"preamble_{name}", ("\r\n".join([*lines, ""]) + text).encode(), clean
        padded = "".join(line + "," * (width - 1) + "\r\n" for line in [*lines, ""])
        yield f"preamble_{name}_padded", (padded + text).encode(), clean
    yield "footnote", (text + "\r\nSource: the office\r\n").encode(), clean
    yield "footnote_padded", (text + "Source: the office" + "," * (width - 1) + "\r\n").encode(), clean
    for name, other in (
        ("less", [row[: width - 3] for row in rows]),
        ("more", [[*row, "x", "y"] for row in rows]),
        ("same", [[cell + "b" for cell in rows[0]], *rows[1:]]),
    ):
        second = [[cell.upper() for cell in other[0]], *other[1:20]]
        yield f"second_table_{name}", (text + "\r\n" + written(second)).encode(), clean
    for name, mark in (("space", " "), ("comma_space", ", "), ("semicolon", ";"), ("tab", "\t"), ("pipe", "|")):
        yield f"delimiter_{name}", written(rows, delimiter=mark).encode(), clean
    yield "quote_apostrophe", written(rows, quote="'", escape="'").encode(), clean
    yield "escape_backslash", written(rows, escape="\\").encode(), clean
    yield "escape_none", written(rows, escape="").encode(), clean
    yield "end_lf", written(rows, end="\n").encode(), clean
    yield "end_cr", written([[c.replace("\n", " ") for c in r] for r in rows], end="\r").encode(), (
        rows[0], [[c.replace("\n", " ") for c in r] for r in rows[1:]])  # fmt: skip
    for code in ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1250", "iso8859-1"):
        try:
            yield f"encoding_{code}", text.encode(code), clean
        except UnicodeEncodeError:
            continue


def row_cases(rows: Rows) -> Iterator[Case]:
    """Pollute one row at a time."""
    lines = [[cell_text(cell, ",", '"', '"') for cell in row] for row in rows]

    def built(index: int, line: str) -> bytes:
        return "".join((line if i == index else ",".join(cells)) + "\r\n" for i, cells in enumerate(lines)).encode()

    for index, cells in enumerate(lines):
        for column in range(len(cells)):
            parts = [*cells[:column], '"' + cells[column], *cells[column + 1 :]]
            value = [*rows[index][:column], '"' + rows[index][column], *rows[index][column + 1 :]]
            yield "row_stray_quote", built(index, ",".join(parts)), replaced(rows, index, value)
            parts = [*cells[:column], "", *cells[column:]]
            value = [*rows[index][:column], "", *rows[index][column:]]
            yield "row_more_delimiters", built(index, ",".join(parts)), replaced(rows, index, value)
            if column and not (cells[column - 1].startswith('"') or cells[column].startswith('"')):
                fused = [*cells[: column - 1], cells[column - 1] + cells[column], *cells[column + 1 :]]
                value = [*rows[index][: column - 1], rows[index][column - 1] + rows[index][column]]
                value += rows[index][column + 1 :]
                yield "row_less_delimiters", built(index, ",".join(fused)), replaced(rows, index, value)
        spaced = " ".join(cell_text(cell, " ", '"', '"') for cell in rows[index])
        yield "row_space_delimiter", built(index, spaced), (rows[0], rows[1:])


def replaced(rows: Rows, index: int, row: list[str]) -> Loaded:
    """Return what should be read when one row says something else."""
    made = [row if i == index else other for i, other in enumerate(rows)]
    return made[0], made[1:]


def f_measures(wanted: Iterable[object], got: Iterable[object]) -> tuple[float, float, float]:
    """Return precision, recall and F1 of two multisets."""
    a, b = Counter(wanted), Counter(got)
    if not a:
        return (1.0, 1.0, 1.0)
    hits = (a & b).total()
    if not hits:
        return (0.0, 0.0, 0.0)
    recall, precision = hits / a.total(), hits / b.total()
    return precision, recall, 2 * precision * recall / (precision + recall)


def measures(wanted: Loaded, got: Loaded) -> float:
    """Return the sum of the ten measures. Blank cells at the end of a record do not count."""
    score = 1.0
    score += sum(f_measures(trim(wanted[0]), trim(got[0])))
    score += sum(f_measures((tuple(trim(r)) for r in wanted[1]), (tuple(trim(r)) for r in got[1])))
    score += sum(f_measures((c for r in wanted[1] for c in trim(r)), (c for r in got[1] for c in trim(r))))
    return score


def trim(row: list[str]) -> list[str]:
    """Normalize line ends and drop blank cells at the end."""
    cells = [cell.replace("\r\n", "\n").strip() for cell in row]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def ours(data: bytes) -> Loaded:
    """Read with this library."""
    from customer_import import reading

    with reading.read(data) as table:
        return list(table.labels), [list(row.cells) for row in table]


def sniffer(data: bytes) -> Loaded:
    """Read with `csv.Sniffer`, falling back to a comma."""
    text = data.decode("utf-8-sig", "replace")
    try:
        dialect: type[csv.Dialect] | csv.Dialect = csv.Sniffer().sniff(text[:20_000])
    except csv.Error:
        dialect = csv.excel
    rows = [row for row in csv.reader(io.StringIO(text, newline=""), dialect) if row]
    return (rows[0], rows[1:]) if rows else ([], [])


def clevercsv(data: bytes) -> Loaded:
    """Read with CleverCSV."""
    import clevercsv as clever

    text = data.decode("utf-8-sig", "replace")
    dialect = clever.Sniffer().sniff(text)
    rows = [row for row in clever.reader(io.StringIO(text, newline=""), dialect) if row]
    return rows[0], rows[1:]


READERS: dict[str, Callable[[bytes], Loaded]] = {
    "customer-import": ours,
    "csv.Sniffer": sniffer,
    "CleverCSV": clevercsv,
}


def run(reader: Callable[[bytes], Loaded], *, rows_too: bool = True) -> dict[str, list[float]]:
    """Score a reader on all cases, by kind."""
    found: dict[str, list[float]] = {}
    for rows in (shop(), customers()):
        cases = [*file_cases(rows), *(row_cases(rows) if rows_too else ())]
        for name, data, wanted in cases:
            try:
                score = measures(wanted, reader(data))
            except Exception:  # noqa: BLE001 - a rival may raise anything
                score = 0.0
            found.setdefault(name, []).append(score)
    return found


def main() -> None:
    """Print the table of means, ours beside rivals that are installed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", type=Path)
    parser.add_argument("--only", default="customer-import,csv.Sniffer")
    options = parser.parse_args()
    results: dict[str, dict[str, float]] = {}
    for name in options.only.split(","):
        found = run(READERS[name], rows_too=name != "CleverCSV")
        means = {kind: round(sum(scores) / len(scores), 4) for kind, scores in found.items()}
        every = [score for scores in found.values() for score in scores]
        means["ALL FILES"] = round(sum(every) / len(every), 4)
        kinds = [value for kind, value in means.items() if kind != "ALL FILES"]
        means["ALL KINDS"] = round(sum(kinds) / len(kinds), 4)
        results[name] = means
    for kind in results[next(iter(results))]:
        print(f"{kind:28}", *(f"{results[name].get(kind, float('nan')):8.3f}" for name in results))
    if options.json:
        options.json.write_text(json.dumps(results, indent=1) + "\n")


if __name__ == "__main__":
    main()
