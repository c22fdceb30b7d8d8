"""How well files are read that follow the habits of portals, tills, loggers and people: one habit a file.

The companion of `pollution`, with other tables and other habits: statistics with years and units, registers, logs,
matrices, lists of one column, files of one row. Nothing is broken on purpose; each way of writing is somebody's own.
What is read is compared with the table that was meant, by the ten measures of `pollution`.

    python -m benchmarks.reading.portals [--seeds 6] [--start 0] [--only customer-import,CleverCSV] [--json FILE]
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

from benchmarks.reading.pollution import Case, scoreboard
from benchmarks.reading.rivals import Loaded

Row = list[str]
Made = tuple[str, Loaded]
PLACES = ["Vsetín", "Mora", "Kaunas", "Ribe", "Graz", "Évora", "Pisa", "Gent", "Zadar", "Turku", "Opava", "Ystad"]
STREETS = ["Long Lane 4", "Storgatan 12 B", "Nádražní 77/3", "Rue de la Paix 9", "Hauptstr. 21", "Vilniaus g. 5-12"]
FIRMS = [
    "Alfa s.r.o.",
    "Beta, Inc.",
    "Gamma & Sons",
    "Delta GmbH; Co.",
    "Epsilon AB",
    "Zeta (closed)",
    "Eta O'Hara Ltd",
]
WHAT = [
    "repair of the roof, north side", "paper and toner", "audit; second part", "consulting", "snow clearing, winter",
    "painting of doors", "IT support - servers", "travel: Wien, Graz and back", "lease of a van", "catering for 40",
]  # fmt: skip
NOTES = ["Source: Office of Statistics", "Quelle: Amt für Statistik", "* preliminary data", "Exported 2024-05-02"]


def number(rng: random.Random, top: int = 90_000) -> str:
    """Return a whole number."""
    return str(rng.randint(0, top))


def decimal(rng: random.Random, mark: str = ".") -> str:
    """Return a number with two decimals."""
    return f"{rng.randint(0, 4000)}{mark}{rng.randint(0, 99):02d}"


def day(rng: random.Random, form: str = "{y}-{m:02d}-{d:02d}") -> str:
    """Return a date."""
    return form.format(y=rng.randint(1999, 2024), m=rng.randint(1, 12), d=rng.randint(1, 28))


def statistics(rng: random.Random, rows: int = 0) -> tuple[Row, list[Row]]:
    """Make regions by years."""
    first = rng.randint(1995, 2015)
    years = [str(first + i) for i in range(rng.randint(3, 9))]
    places = rng.sample(PLACES, k=rows or rng.randint(4, 12))
    return [rng.choice(["Region", "Okres", "Kommun"]), *years], [[p, *[number(rng) for _ in years]] for p in places]


def contracts(rng: random.Random, rows: int = 0, mark: str = ".") -> tuple[Row, list[Row]]:
    """Make a register of contracts: texts with commas and semicolons, dates, amounts."""
    labels = ["Contract", "Supplier", "Subject", "Signed", "Amount"]
    made = [
        [f"S-{i:04d}/{rng.randint(2015, 2024)}", rng.choice(FIRMS), rng.choice(WHAT), day(rng), decimal(rng, mark)]
        for i in range(1, (rows or rng.randint(5, 40)) + 1)
    ]
    return labels, made


def stations(rng: random.Random, rows: int = 0) -> tuple[Row, list[Row]]:
    """Make measurements: codes, times and numbers."""
    labels = ["station", "measured_at", "temperature", "humidity", "wind"]
    made = [
        [
            f"ST{rng.randint(1, 9)}",
            f"{day(rng)} {i % 24:02d}:{rng.randint(0, 59):02d}",
            f"{rng.uniform(-20, 30):.1f}",
            number(rng, 100),
            f"{rng.uniform(0, 25):.1f}",
        ]
        for i in range(rows or rng.randint(5, 60))
    ]
    return labels, made


def register(rng: random.Random, rows: int = 0) -> tuple[Row, list[Row]]:
    """Make a register of addresses: texts only."""
    labels = ["Name", "Street", "Town", "Status"]
    made = [
        [rng.choice(FIRMS), rng.choice(STREETS), rng.choice(PLACES), rng.choice(["active", "closed", "in liquidation"])]
        for _ in range(rows or rng.randint(6, 40))
    ]
    return labels, made


TABLES = (statistics, contracts, stations, register)


def quoted(cell: str, mark: str, quote: str = '"') -> str:
    """Write a cell, between quotes where it must be."""
    needed = mark in cell or quote in cell or "\n" in cell or (quote == "'" and cell.startswith("'"))
    return quote + cell.replace(quote, quote * 2) + quote if needed else cell


def spelled(rows: list[Row], mark: str = ",", quote: str = '"', end: str = "\n") -> str:
    """Write rows."""
    return "".join(mark.join(quoted(cell, mark, quote) for cell in row) + end for row in rows)


def any_table(rng: random.Random, rows: int = 0) -> tuple[Row, list[Row]]:
    """Make one of the tables."""
    return rng.choice(TABLES)(rng, rows)


def above_and_below(rng: random.Random) -> Iterator[tuple[str, Made]]:
    """Write titles, sources and notes around a table."""
    mark = rng.choice(",;\t")
    labels, rows = any_table(rng)
    meant, body = (labels, rows), spelled([labels, *rows], mark)
    pad = mark * (len(labels) - 1)
    title = rng.choice(["Table 3.1 Inhabitants by region", "Přehled smluv", "Messwerte 2023", "Register of firms"])
    yield "title_blank", (f"{title}\n\n{body}", meant)
    yield "title_source_blank", (f"{title}\n{NOTES[0]}\n\n{body}", meant)
    yield "title_source_padded", (f"{title}{pad}\n{NOTES[0]}{pad}\n{pad}\n{body}", meant)
    yield "title_in_quotes", (f'"{title}"\n"{NOTES[1]}"\n{body}', meant)
    yield "title_with_commas", (f"{title}, all ages, both sexes\n\n{body}", meant)
    keys = f"Author{mark}The office{pad[2:]}\nCreated{mark}2024-05-02{pad[2:]}\n"
    yield "metadata_pairs", (f"{keys}{pad}\n{body}", meant)
    yield "metadata_colon", (f"Author: The office\nCreated: 2024-05-02\nRows: {len(rows)}\n\n{body}", meant)
    yield "comments", (f"# {title}\n# {NOTES[3]}\n#\n{body}", meant)
    yield "notes_below", (f"{body}\n{NOTES[0]}\n{NOTES[2]}\n", meant)
    yield "note_below_with_commas", (f"{body}\nSource: Office, Department of prices, 2023\n", meant)
    yield "notes_below_padded", (f"{body}{pad}\n{NOTES[2]}{pad}\n{NOTES[0]}{pad}\n", meant)
    yield "note_beside", (spelled([[*labels, ""], [*rows[0], "* preliminary"], *[[*r, ""] for r in rows[1:]]], mark),
                          ([*labels, ""], [[*rows[0], "* preliminary"], *rows[1:]]))  # fmt: skip
    yield "blank_lines_above", (f"\n\n\n{body}", meant)
    yield "sep_line", (f"sep={mark}\n{body}" if mark != "\t" else body, meant)


def headers(rng: random.Random) -> Iterator[tuple[str, Made]]:
    """Write labels in the ways of statistics offices."""
    mark = rng.choice(",;")
    labels, rows = statistics(rng)
    text = spelled(rows, mark)
    years = labels[1:]
    units = ["", *["persons"] * len(years)]
    both = [labels[0], *[f"{year} persons" for year in years]]
    yield "units_row", (spelled([labels, units], mark) + text, (both, rows))
    groups = ["", *[rng.choice(["Men", "Total"]) if i == 0 else "Women" if i == 2 else "" for i in range(len(years))]]
    merged = [f"{a} {b}".strip() for a, b in zip(groups, labels, strict=True)]
    yield "merged_groups", (spelled([groups, labels], mark) + text, (merged, rows))
    every = ["", *["Men" if i * 2 < len(years) else "Women" for i in range(len(years))]]
    merged = [f"{a} {b}".strip() for a, b in zip(every, labels, strict=True)]
    yield "repeated_groups", (spelled([every, labels], mark) + text, (merged, rows))
    title = f"Inhabitants{mark * len(years)}\n"
    yield "title_and_groups", (f"{title}\n{spelled([every, labels], mark)}{text}", (merged, rows))
    yield "first_label_blank", (spelled([["", *years]], mark) + text, (["", *years], rows))
    quarters = ["Item", *[f"{q}. Q {y}" for y in (2022, 2023) for q in (1, 2, 3, 4)]]
    values = [[what, *[decimal(rng) for _ in quarters[1:]]] for what in rng.sample(WHAT, k=6)]
    yield "quarters", (spelled([quarters, *values], mark), (quarters, values))
    months = ["Station", *["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]]
    values = [[place, *[f"{rng.uniform(-5, 25):.1f}" for _ in months[1:]]] for place in PLACES]
    yield "months", (spelled([months, *values], mark), (months, values))
    ages = ["Municipality", *[f"{i}-{i + 4}" for i in range(0, 80, 5)], "80+"]
    values = [[place, *[number(rng) for _ in ages[1:]]] for place in PLACES]
    yield "age_groups", (spelled([ages, *values], mark), (ages, values))
    long = [
        "Respondent",
        *[f"Q{i}. How satisfied are you with the service, in all (question {i})?" for i in range(1, 7)],
    ]
    values = [[str(i), *[rng.choice("12345") for _ in long[1:]]] for i in range(1, 30)]
    yield "survey_questions", (spelled([long, *values], mark), (long, values))
    answers = [[str(i), *[rng.choice(["yes", "no", "rather, yes", ""]) for _ in long[1:]]] for i in range(1, 30)]
    yield "survey_answers", (spelled([long, *answers], mark), (long, answers))
    codes = ["geo_code", "V0001", "V0002", "V0003"]
    values = [[f"CZ{i:04d}", *[number(rng) for _ in codes[1:]]] for i in range(20)]
    yield "codes_as_labels", (spelled([codes, *values], mark), (codes, values))
    numbered = ["1", "2", "3", "4"]
    yield (
        "numbers_as_labels",
        (
            spelled([["Place", *numbered]], mark)
            + "".join(f"{p}{mark}{mark.join(decimal(rng) for _ in numbered)}\n" for p in PLACES),
            (["Place", *numbered], []),
        ),
    )


def shapes(rng: random.Random) -> Iterator[tuple[str, Made]]:
    """Make tables of unusual shapes."""
    mark = rng.choice(",;\t|")
    for count in (1, 2, 3):
        labels, rows = any_table(rng, count)
        yield f"rows_{count}", (spelled([labels, *rows], mark), (labels, rows))
    labels, rows = any_table(rng)
    yield "header_only", (spelled([labels], mark), (labels, []))
    yield "no_newline_at_end", (spelled([labels, *rows], mark).rstrip("\n"), (labels, rows))
    labels, rows = contracts(rng)
    yield "no_header", (spelled(rows, mark), ([], rows))
    labels, rows = stations(rng)
    yield "no_header_numbers", (spelled(rows, mark), ([], rows))
    matrix = [[f"{rng.gauss(0, 3):.4f}" for _ in range(6)] for _ in range(25)]
    yield "matrix_no_header", (spelled(matrix, mark), ([], matrix))
    yield "matrix", (spelled([[*"ABCDEF"], *matrix], mark), ([*"ABCDEF"], matrix))
    wide = [f"column {i}" for i in range(200)]
    values = [[number(rng) if j % 3 else rng.choice(PLACES) for j in range(200)] for _ in range(8)]
    yield "wide", (spelled([wide, *values], mark), (wide, values))
    for name, label, cell in (
        ("mails", "Email", lambda i: f"user{i}@example.org"), ("names", "Full name", lambda i: f"{PLACES[i % 12]} Ek"),
        ("numbers", "Amount", lambda i: decimal(rng)), ("links", "link", lambda i: f"https://a.example/?id={i}&x=1,2"),
        ("words", "Town", lambda i: PLACES[i % 12]),
    ):  # fmt: skip
        column = [[cell(i)] for i in range(12)]
        yield f"one_column_{name}", (f"{label}\n" + "".join(f"{c}\n" for [c] in column), ([label], column))
    labels, rows = any_table(rng)
    more = rng.randint(1, 4)
    yield "empty_columns_at_end", (spelled([[*r, *[""] * more] for r in [labels, *rows]], mark), (labels, rows))
    yield "empty_rows_at_end", (spelled([labels, *rows], mark) + (mark * (len(labels) - 1) + "\n") * 5, (labels, rows))
    short = [row[: rng.randint(3, len(row))] if i % 4 == 2 else row for i, row in enumerate(rows)]
    yield "short_rows", (spelled([labels, *short], mark), (labels, short))
    yield "first_row_longer", (spelled([labels, [*rows[0], ""], *rows[1:]], mark), (labels, rows))
    sparse = [[c if j == 0 or rng.random() < 0.25 else "" for j, c in enumerate(row)] for row in rows]
    yield "sparse", (spelled([labels, *sparse], mark), (labels, sparse))
    pairs = [["Key", "Value"], *[[f"key_{i}", rng.choice([number(rng), rng.choice(WHAT)])] for i in range(15)]]
    yield "two_columns", (spelled(pairs, mark), (pairs[0], pairs[1:]))
    half = [["Item", "Remark"], *[[w, "" if rng.random() < 0.85 else "sold"] for w in WHAT]]
    yield "nearly_blank_column", (spelled(half, mark), (half[0], half[1:]))


def cells(rng: random.Random) -> Iterator[tuple[str, Made]]:
    """Write cells that hold other things' syntax."""
    mark = rng.choice(",;")
    fill: dict[str, Callable[[int], str]] = {
        "json": lambda i: f'{{"id": {i}, "tags": ["a", "b;c"], "on": true}}',
        "html": lambda i: f'<a href="/p?id={i}&amp;l=en">Link, no. {i}</a><br/>',
        "wkt": lambda i: f"POLYGON (({i} 1, {i} 2, {i + 1} 2, {i} 1))",
        "urls": lambda i: f"https://data.example/set/{i}?format=csv;v=2&cols=a,b",
        "paths": lambda i: f"C:\\data\\file {i}, old.txt",
        "times": lambda i: f"{i % 24:02d}:30:00",
        "ratios": lambda i: f"{i}:3",
        "lists": lambda i: f"red|green|{i}",
        "multiline": lambda i: f"line {i}, one\nline two; end",
        "inches": lambda i: f'{i}" pipe' if i % 3 else f'{i}" x 4" board',
        "apostrophes": lambda i: f"'s-Hertogenbosch {i}" if i % 4 == 0 else f"rock 'n' roll {i}",
        "phones": lambda i: f"+420 777 123 {i:03d}",
        "thousands": lambda i: f"{i},250,000.75",
        "decimal_commas": lambda i: f"{i},75",
        "equations": lambda i: f"a={i};b={i + 1}",
        "long_text": lambda i: f"The {i}th measure concerns roads, bridges and paths; it was put off. " * 4,
    }
    for name, make in fill.items():
        rows = [[str(100 + i), make(i), rng.choice(PLACES)] for i in range(2, rng.randint(8, 30))]
        labels = ["id", "content", "place"]
        yield f"cells_{name}", (spelled([labels, *rows], mark), (labels, rows))
    rows = [[day(rng, "{d:02d}/{m:02d}/{y}"), f"{i % 24}:15", decimal(rng, ","), decimal(rng, ",")] for i in range(20)]
    yield (
        "dates_times_commas",
        (spelled([["day", "time", "in", "out"], *rows], ";"), (["day", "time", "in", "out"], rows)),
    )
    rows = [[f"{decimal(rng, ',')} EUR", f"{i} 000,00", f"{i},5 %"] for i in range(20)]
    yield "money_commas", (spelled([["price", "sum", "rate"], *rows], ";"), (["price", "sum", "rate"], rows))


def marks(rng: random.Random) -> Iterator[tuple[str, Made]]:
    """Write tables with unusual delimiters, quotes and line ends."""
    for name, mark in {"pipe": "|", "tilde": "~", "caret": "^", "tab": "\t", "colon": ":", "spaces": "  "}.items():
        labels, rows = any_table(rng) if name != "colon" else statistics(rng)
        if name == "spaces":
            rows = [[" ".join(c.split()) for c in row] for row in rows]
        yield f"delimiter_{name}", (spelled([labels, *rows], mark), (labels, rows))
    labels, rows = statistics(rng)
    yield "single_spaces", (spelled([labels, *rows], " "), (labels, rows))
    sizes = [max(len(r[j]) for r in [labels, *rows]) + 2 for j in range(len(labels))]
    aligned = "".join(
        "".join(c.ljust(s) for c, s in zip(r, sizes, strict=True)).rstrip() + "\n" for r in [labels, *rows]
    )
    yield "aligned_by_spaces", (aligned, (labels, rows))
    labels, rows = any_table(rng)
    yield "tabs_and_spaces", (spelled([[c + " " for c in r] for r in [labels, *rows]], "\t"), (labels, rows))
    yield "spaces_around", (spelled([labels, *rows], " ; "), (labels, rows))
    yield "spaced_pipes_framed", ("".join(f"| {' | '.join(r)} |\n" for r in [labels, *rows]), (labels, rows))
    yield "apostrophe_quotes", (spelled([labels, *rows], ",", "'"), (labels, rows))
    every = "".join(";".join(f"'{c.replace(chr(39), chr(39) * 2)}'" for c in r) + "\r\n" for r in [labels, *rows])
    yield "apostrophes_everywhere", (every, (labels, rows))
    labels, rows = contracts(rng)
    rows = [[*r[:2], f'{r[2]} "{r[1][:4]}"', *r[3:]] for r in rows]
    whole = [labels, *rows]
    yield (
        "backslashes",
        ("".join(",".join('"' + c.replace('"', '\\"') + '"' for c in r) + "\n" for r in whole), (labels, rows)),
    )
    yield "quotes_unescaped", ("".join(",".join(f'"{c}"' for c in r) + "\n" for r in whole), (labels, rows))
    bare = [[c.replace(",", "\\,") for c in r] for r in whole]
    yield "escaped_delimiters", ("".join(",".join(r) + "\n" for r in bare), (labels, rows))
    texts = "".join(",".join(c if j > 2 else '"' + c.replace('"', '""') + '"' for j, c in enumerate(r)) + "\n"
                    for r in whole)  # fmt: skip
    yield "quotes_around_texts", (texts, (labels, rows))
    yield "carriage_returns", (spelled([labels, *rows], ";", end="\r"), (labels, rows))
    ends = ("\n", "\r\n")
    yield "mixed_ends", ("".join(spelled([r], ";", end=ends[i % 5 == 2]) for i, r in enumerate(whole)), (labels, rows))
    labels, rows = register(rng)
    rows = [[r[0], r[1], f"{r[2]}, {r[3]}, EU", r[3]] for r in rows]
    yield "commas_under_semicolons", (spelled([labels, *rows], ";"), (labels, rows))
    log = [[f"{day(rng)} {i % 24:02d}:00:0{i % 10}", rng.choice(["INFO", "WARN"]), "app.core", rng.choice(WHAT)]
           for i in range(30)]  # fmt: skip
    yield "log_pipes", (spelled(log, "|"), ([], log))
    yield "log_tabs", (spelled(log, "\t"), ([], log))


def cases_of(seed: int) -> Iterator[Case]:
    """Yield all files of one seed, some of them with a byte order mark or in UTF-16."""
    rng = random.Random(f"portals {seed}")
    for group in (above_and_below, headers, shapes, cells, marks):
        for name, (text, meant) in group(rng):
            if name == "numbers_as_labels":
                meant = meant[0], [line.split(text[5]) for line in text.splitlines()[1:]]
            yield name, text.encode(rng.choice(["utf-8"] * 6 + ["utf-8-sig", "utf-16"])), meant


if __name__ == "__main__":
    scoreboard(cases_of, str(__doc__))
