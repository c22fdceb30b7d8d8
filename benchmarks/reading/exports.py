"""How well files are read that instruments, databases, surveys, logs and scripts write: one way of writing a file.

The fourth family beside `pollution`, `portals` and `mixtures`, made after detection had been improved on those; what it
gave before anything was mended for it stands in `results/csv.md`.

    python -m benchmarks.reading.exports [--seeds 3] [--start 0] [--only customer-import,CleverCSV] [--json FILE]
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator

from benchmarks.reading.pollution import Case, scoreboard
from benchmarks.reading.rivals import Loaded

Row = list[str]
Rng = random.Random
Made = tuple[str, str, Loaded]
Maker = Callable[[Rng, int], str]
NAMES = ["Ruta", "Milan", "Greta", "Aino", "Pavel", "Signe", "Bo", "Katrin", "Ivo", "Solveig"]
TOWNS = ["Tartu", "Jihlava", "Växjö", "Espoo", "Nitra", "Ghent", "Vilnius", "Aarhus"]
SAID = [
    "It works, mostly",
    "Too slow; crashed twice",
    "ok",
    "The menu: hard to find, see page 3",
    "no comment",
    "Great!",
    "I'd like a dark mode, please, and an export",
    "Why not? We use it daily - with friends",
]
ASKED = [
    "How satisfied are you with the opening hours of the library, all in all? (1 = not at all, 5 = very)",
    "Which of these do you use at least once a month: bus, tram, train, bicycle?",
    "Please describe in your own words what we should improve; be as detailed as you like",
    "In which year did you move to the municipality, if you were not born here?",
]
CODE = ["if (a > b) { return a; }", "SELECT id, name FROM t;", "x = [1, 2, 3]", "print('done')", "a | b && c", "for;;"]


def table(labels: str, rng: Rng, count: int, *makers: Maker) -> tuple[Row, list[Row]]:
    """Make a table: labels between bars, and one maker of cells for each."""
    return labels.split("|") if labels else [], [[make(rng, i) for make in makers] for i in range(count)]


def one_of(*texts: str) -> Maker:
    """Make one of these texts."""
    return lambda rng, i: rng.choice(texts)


def real(low: float, high: float, form: str = ".3f") -> Maker:
    """Make a number with decimals."""
    return lambda rng, i: format(rng.uniform(low, high), form)


def whole(low: int, high: int) -> Maker:
    """Make a whole number."""
    return lambda rng, i: str(rng.randint(low, high))


def serial(rng: Rng, i: int) -> str:
    """Count the rows."""
    return str(i + 1)


def day(rng: Rng, i: int) -> str:
    """Make a date."""
    return f"20{i % 25:02d}-{i % 12 + 1:02d}-{i % 28 + 1:02d}"


def clock(rng: Rng, i: int) -> str:
    """Make a time of day."""
    return f"{i % 24:02d}:{rng.randint(0, 59):02d}:{rng.randint(0, 59):02d}"


def url(rng: Rng, i: int) -> str:
    """Make an address with commas and semicolons in it."""
    return f"https://shop{i}.example/item;{i}/a,b?x={rng.randint(1, 99)}&y=1,2"


def money(rng: Rng, i: int) -> str:
    """Make an amount of dollars."""
    return f"${rng.randint(1, 9)},{rng.randint(100, 999)}.{rng.randint(0, 99):02d}"


def written(rows: list[Row], mark: str = ",", quote: str = '"', *, every: bool = False, end: str = "\n") -> str:
    """Write rows as `csv.writer` does."""

    def cell(text: str) -> str:
        if quote and (every or any(part in text for part in (mark, quote, "\n"))):
            return quote + text.replace(quote, quote * 2) + quote
        return text

    return "".join(mark.join(map(cell, row)) + end for row in rows)


def plain(name: str, made: tuple[Row, list[Row]], mark: str = ",", quote: str = '"') -> Made:
    """Return a case that is written without any turn."""
    labels, rows = made
    return name, written([labels, *rows] if labels else rows, mark, quote), (labels, rows)


def people(rng: Rng, count: int = 0) -> tuple[Row, list[Row]]:
    """Make a small table of people."""
    count = count or rng.choice([3, 8, 30])
    return table("id|name|town|joined|score", rng, count, serial, one_of(*NAMES), one_of(*TOWNS), day, real(0, 99))


def logs(rng: Rng) -> Iterator[Made]:
    """Logs, without labels."""
    level, parts = one_of("INFO", "WARN", "ERROR"), one_of("auth", "db.pool", "web/api")
    made = table("", rng, rng.choice([12, 60]), clock, level, parts, one_of(*SAID))
    yield plain("log_tabs", made, "\t", "")
    yield plain("log_pipes", made, "|", "")
    rows = [[f"10.0.{i % 9}.{i}", "-", "-", f"[{i % 28 + 1:02d}/Oct/2023:13:55:36", "+0000]",
             f"GET /item/{i}?a=1,2 HTTP/1.1", "200", str(rng.randint(90, 9999))] for i in range(30)]  # fmt: skip
    yield plain("log_web", ([], rows), " ")
    rows = [[day(rng, i), clock(rng, i), "10.1.1.7", "GET", "/start", "-", "443", str(i)] for i in range(25)]
    head = "#Software: Web Server 10\n#Version: 1.0\n#Fields: date time ip method path query port ms\n"
    yield "log_w3c", head + written(rows, " ", ""), ([], rows)
    made = table("", rng, 20, one_of("root", "daemon", "www"), one_of("x"), whole(0, 99), whole(0, 99),
                 one_of("System User", "Web,,,"), one_of("/root", "/www"), one_of("/bin/sh", "/bin/false"))  # fmt: skip
    yield plain("log_passwd", made, ":", "")
    mac = lambda rng, i: ":".join(f"{rng.randint(0, 255):02X}" for _ in range(6))  # noqa: E731
    yield plain("log_addresses", table("mac|ip|seen|at", rng, 20, mac, lambda r, i: f"fe80::{i:x}:1", day, clock))


def instruments(rng: Rng) -> Iterator[Made]:
    """Measurements, below what instruments say of themselves."""
    mark = rng.choice([",", ";", "\t"])
    made = table("t [s]|U [V]|I [mA]|flag", rng, 40, real(0, 9), real(-5, 5), real(0, 1, ".2e"), one_of("ok", "sat"))
    body = written([made[0], *made[1]], mark)
    facts = [("Instrument", "Scope 3000"), ("Serial no.", "SN-00412"), ("Date", "2023-04-05 10:11:12"),
             ("Operator", "R. Kask"), ("Sample rate", "100 kHz"), ("Gain", "1.5")]  # fmt: skip
    facts = facts[: rng.randint(2, 6)]
    yield "meta_colon", "".join(f"{a}: {b}\n" for a, b in facts) + "\n" + body, made
    yield "meta_colon_no_blank", "".join(f"{a}: {b}\n" for a, b in facts) + body, made
    yield "meta_pairs", "".join(f"{a}{mark}{b}\n" for a, b in facts) + "\n" + body, made
    yield "meta_equals", "".join(f"{a}={b}\n" for a, b in facts) + body, made
    yield "meta_sections", "[Header]\n" + "".join(f"{a}={b}\n" for a, b in facts) + "\n[Data]\n" + body, made
    for name, sign in (("hash", "# "), ("percent", "% "), ("slashes", "// "), ("exclamation", "! ")):
        yield f"meta_{name}", "".join(f"{sign}{a}: {b}, see note\n" for a, b in facts) + body, made
    numbers = [[format(rng.uniform(-9, 9), ".6e") for _ in range(5)] for _ in range(30)]
    yield "numbers_spaces", "".join(" ".join(row) + "\n" for row in numbers), ([], numbers)
    yield "numbers_columns", "".join("".join(cell.rjust(15) for cell in row) + "\n" for row in numbers), ([], numbers)
    yield plain("numbers_commas", ([], numbers))
    yield plain("numbers_tabs", ([], numbers), "\t")
    german = [[cell.replace(".", ",") for cell in row] for row in numbers]
    yield plain("numbers_decimal_comma", ([], german), ";")
    yield plain("numbers_decimal_comma_tabs", ([], german), "\t")
    yield plain("numbers_decimal_comma_quoted", (["a", "b", "c", "d", "e"], german))
    bits = [[str(rng.randint(0, 1)) for _ in range(12)] for _ in range(20)]
    yield plain("numbers_bits", ([], bits))
    wide = [f"g{j}" for j in range(150)]
    yield plain("numbers_wide", (["gene", *wide], [[f"AT{i}G01", *[str(rng.randint(0, 9)) for _ in wide]]
                                                  for i in range(9)]), "\t")  # fmt: skip


def surveys(rng: Rng) -> Iterator[Made]:
    """Answers below long questions."""
    made = table("|".join(["respondent", *ASKED]), rng, rng.choice([5, 25]), serial, whole(1, 5),
                 one_of("bus", "bus, tram", "bicycle, train"), one_of(*SAID), whole(1950, 2020))  # fmt: skip
    yield plain("survey", made)
    yield plain("survey_semicolons", made, ";")
    yield plain("survey_tabs", made, "\t")
    labels = [label.replace("? ", "?\n").replace("; ", ";\n") for label in made[0]]
    yield plain("survey_broken_labels", (labels, made[1]))
    agree = one_of("Strongly agree", "Agree", "Neither agree nor disagree", "Disagree")
    made = table("Q1|Q2|Q3|Q3_other|Finished", rng, 20, agree, agree, agree, one_of("", "", *SAID), one_of("True"))
    yield plain("survey_words", made)
    made = table("timestamp|e-mail|will you come?|guests", rng, 15, lambda r, i: f"{i % 12 + 1}/3/2024 {clock(r, i)}",
                 lambda r, i: f"{r.choice(NAMES).lower()}{i}@mail.example", one_of("Yes", "No", "Maybe, later"),
                 whole(0, 4))  # fmt: skip
    yield "survey_all_quoted", written([made[0], *made[1]], ",", every=True), made


def scripts(rng: Rng) -> Iterator[Made]:
    """What statistics programs, notebooks and databases write."""
    labels, rows = people(rng, 12)
    yield plain("frame_index", (["", *labels], [[str(i), *row] for i, row in enumerate(rows)]))
    lines = [" ".join(f'"{label}"' for label in labels)]
    lines += [f'"{i + 1}" {r[0]} "{r[1]}" "{r[2]}" {r[3]} {r[4]}' for i, r in enumerate(rows)]
    yield "frame_spaces", "\n".join(lines), (["", *labels], [[str(i + 1), *row] for i, row in enumerate(rows)])
    yield "header_quoted", written([labels], ",", every=True) + written(rows, ","), (labels, rows)
    yield "rows_quoted", written([labels], ";") + written(rows, ";", every=True), (labels, rows)
    some = [f'{r[0]},"{r[1]}","{r[2]}",{r[3]},{r[4]}' for r in rows]
    yield "some_columns_quoted", ",".join(labels) + "\n" + "\n".join(some) + "\n", (labels, rows)
    sql = [[r[0], r[1] + "'s", r[2], "NULL", r[4]] for r in rows]
    text = "".join(f"{r[0]}, '{r[1].replace(chr(39), chr(39) * 2)}', '{r[2]}', NULL, {r[4]}\n" for r in sql)
    yield "sql_values", ", ".join(labels) + "\n" + text, (labels, sql)
    yield "sql_tabs", written([labels, *[[*r[:3], "\\N", r[4]] for r in rows]], "\t", ""), (
        labels, [[*r[:3], "\\N", r[4]] for r in rows])  # fmt: skip
    width = [max(len(row[j]) for row in [labels, *rows]) for j in range(5)]
    padded = [" ".join(c.ljust(w) for c, w in zip(r, width, strict=True)) for r in [labels, *rows]]
    rule = " ".join("-" * w for w in width)
    yield "sql_ruled", "\n".join([padded[0], rule, *padded[1:]]) + "\n", (labels, rows)
    bars = [" " + " | ".join(c.ljust(w) for c, w in zip(r, width, strict=True)) for r in [labels, *rows]]
    cross = "+".join("-" * (w + 2) for w in width)
    yield "sql_console", "\n".join([bars[0], cross, *bars[1:]]) + f"\n({len(rows)} rows)\n", (labels, rows)
    yield "sql_markdown", "\n".join(
        ["|" + line[0:] + " |" for line in bars[:1]] + ["|" + "|".join("---" for _ in width) + "|"]
        + ["|" + line + " |" for line in bars[1:]]), (labels, rows)  # fmt: skip
    frame = "+" + cross + "+"
    grid = [frame, "|" + bars[0] + " |", frame, *["|" + line + " |" for line in bars[1:]], frame]
    yield "sql_grid", "\n".join(grid) + "\n", (labels, rows)
    for name, mark in (("hive", "\x01"), ("unit", "\x1f"), ("caret", "^"), ("tilde", "~"), ("section", "§"),
                       ("bars", "||"), ("broken_bar", "¦"), ("tab_bar", "\t|\t")):  # fmt: skip
        yield plain(f"mark_{name}", (labels, rows), mark, "")
    yield "mark_aligned", "".join(",".join(c.rjust(w) for c, w in zip(r, width, strict=True)) + "\n"
                                  for r in [labels, *rows]), (labels, rows)  # fmt: skip
    ends = [",".join(r) + "," * (i % 3 == 1) for i, r in enumerate(rows)]
    yield "some_trailing", ",".join(labels) + "\n" + "\n".join(ends) + "\n", (labels, rows)
    yield "all_trailing", ";".join(labels) + ";\n" + "".join(";".join(r) + ";\n" for r in rows), (labels, rows)
    yield "rows_trailing", ",".join(labels) + "\n" + "".join(",".join(r) + ",\n" for r in rows), (labels, rows)
    yield "lines_quoted", "".join('"' + line.replace('"', '""') + '"\n' for line in
                                  written([labels, *[[*r[:2], r[2] + ", EU", *r[3:]] for r in rows]], ",").splitlines()
                                  ), (labels, [[*r[:2], r[2] + ", EU", *r[3:]] for r in rows])  # fmt: skip


def contents(rng: Rng) -> Iterator[Made]:
    """Cells that hold what delimiters are made of."""
    say = one_of(*SAID)
    count = rng.choice([6, 30])
    blob: Maker = lambda r, i: json.dumps({"id": i, "tags": [r.choice(NAMES), "x"], "ok": True})  # noqa: E731
    made = table("id|event|data", rng, count, serial, one_of("open", "close"), blob)
    yield plain("json_quoted", made)
    yield plain("json_tabs", made, "\t", "")
    yield plain("json_pipes", made, "|", "")
    made = table("id|options|town", rng, count, serial, lambda r, i: f"{{'a': {i}, 'b': [1, 2]}}", one_of(*TOWNS))
    yield plain("dict_semicolons", made, ";")
    made = table("step|code|lines", rng, count, serial, one_of(*CODE, "try:\n  f(1, 2)\nexcept: pass"), whole(1, 9))
    yield plain("code", made)
    yield plain("code_tabs", table("step|code|lines", rng, count, serial, one_of(*CODE), whole(1, 9)), "\t", "")
    made = table("page|address|hits", rng, count, serial, url, whole(0, 999))
    yield plain("urls", made)
    yield plain("urls_tabs", made, "\t", "")
    yield plain("urls_pipes", made, "|", "")
    yield plain("urls_alone", table("address", rng, count, url), "\0", "")
    place: Maker = lambda r, i: f"{r.uniform(50, 60):.4f},{r.uniform(10, 30):.4f}"  # noqa: E731
    yield plain("coordinates", table("stop|position|zone", rng, count, one_of(*TOWNS), place, whole(1, 4)), ";")
    shape: Maker = lambda r, i: f"POLYGON (({i} 1, {i} 2, 3 4))"  # noqa: E731
    yield plain("geometries", table("id|geom|name", rng, count, serial, shape, one_of(*TOWNS)))
    yield plain("geometries_semicolons", table("id|geom|name", rng, count, serial, shape, one_of(*TOWNS)), ";")
    yield plain("times", table("runner|split 1|split 2", rng, count, one_of(*NAMES), clock, clock))
    yield plain("times_alone", table("at", rng, count, clock))
    made = table("item|price|paid", rng, count, one_of("desk", "lamp, red", "chair"), money, money)
    yield plain("dollars", made)
    yield plain("dollars_tabs", made, "\t", "")
    yield plain("dollars_semicolons", made, ";")
    comma: Maker = lambda r, i: f"{r.randint(0, 99)},{r.randint(0, 99):02d}"  # noqa: E731
    yield plain("decimal_comma_quoted", table("kod|cena|sleva|obec", rng, count, serial, comma, comma, one_of(*TOWNS)))
    yield plain("decimal_comma", table("kod|cena|sleva|obec", rng, count, serial, comma, comma, one_of(*TOWNS)), ";")
    yield plain("comments_semicolons", table("who|said|when", rng, count, one_of(*NAMES), say, day), ";")
    yield plain("comments_commas", table("who|said|when", rng, count, one_of(*NAMES), say, day))
    yield plain("comments_alone", table("comment", rng, count, say), "\0", "")
    yield plain("words_alone", table("name", rng, count, one_of(*NAMES)))
    yield plain("numbers_alone", table("reading", rng, count, comma), "\0", "")
    yield plain("inches_tabs", table("part|size|n", rng, count, serial, one_of("5'10\"", '3/4"', "12mm"), whole(1, 9)),
                "\t", "")  # fmt: skip
    yield plain("glossary", table("term|meaning", rng, count, one_of(*NAMES), say), ";")
    yield plain("glossary_tabs", table("term|meaning", rng, count, one_of(*NAMES), say), "\t", "")
    yield plain("authors", table("year|authors|title", rng, count, whole(1990, 2020),
                                 one_of("Kask, R.; Malý, P.", "Bo, A. and Ek, S."), say))  # fmt: skip


def labels_of(rng: Rng) -> Iterator[Made]:
    """Headers that are none of words, and tables that hardly are tables."""
    labels, rows = people(rng)
    yield plain("labels_blank", (["id", "", "town", "", "score"], rows), rng.choice(",;\t"))
    yield plain("labels_twice", (["id", "name", "name", "date", "date"], rows), rng.choice(",;\t"))
    first = rng.randint(1970, 1990)
    years = [str(first + i) for i in range(rng.randint(4, 20))]
    values = [[town, *[f"{rng.uniform(0, 50):.1f}" for _ in years]] for town in TOWNS]
    yield plain("labels_years", (["", *years], values), rng.choice(",;\t"))
    yield plain("labels_years_named", (["Town", *years], [[*r[:-1], ".."] for r in values]), rng.choice(",;\t"))
    yield plain("labels_flags", (["geo\\time", *years], [[r[0], *[f"{c} {rng.choice(['', 'b', 'p'])}".strip()
                                                                 for c in r[1:]]] for r in values]), "\t")  # fmt: skip
    broken = [label.replace("o", "o\n", 1) for label in labels]
    yield plain("labels_broken", (broken, rows))
    units = ["-", "text", "text", "yyyy-mm-dd", "%"]
    joined = [f"{a} {b}" for a, b in zip(labels, units, strict=True)]
    yield "labels_units", written([labels, units, *rows], ";"), (joined, rows)
    yield plain("labels_only_one_row", (labels, rows[:1]))
    yield plain("labels_two_rows", (labels, rows[:2]), ";")
    yield plain("no_labels_one_row", ([], rows[:1]))
    yield plain("no_labels", ([], rows), rng.choice(",;\t"))
    sparse = [[str(i), *["x" if rng.random() < 0.1 else "" for _ in range(7)]] for i in range(25)]
    yield plain("sparse", (["day", *[f"task {j}" for j in range(7)]], sparse))
    filled = [["", "", rng.choice(TOWNS), "", "", ""] if i % 3 else [str(i), day(rng, i), "", "", "x", ""]
              for i in range(20)]  # fmt: skip
    yield plain("sparse_rows", (["no", "date", "town", "a", "b", "c"], filled), ";")
    yes = one_of("yes", "no")
    yield plain("words_only", table("Room|Window|Radiator|Lamp", rng, 15, one_of(*TOWNS), yes, yes, yes))
    for name, mark in (("star", "*"), ("number", "1)"), ("letter", "a/")):
        noted = [[*r[:4], r[4] + (" " + mark if i % 4 == 1 else "")] for i, r in enumerate(rows)]
        text = written([labels, *noted], ",") + f"\n{mark} estimated, see the annex\n"
        yield f"notes_{name}", text, (labels, noted)
    made = table("town|total", rng, rng.choice([5, 30]), one_of(*TOWNS), whole(1, 99_999))
    title = "Inhabitants, by town, as of 1 January, both sexes\n"
    yield "notes_wide", title + written([made[0], *made[1]], ","), made
    yield (
        "notes_wide_blank",
        title + "Source: registers, own sums, see page 2\n\n" + written([made[0], *made[1]], ","),
        made,
    )
    yield "notes_wide_no_labels", title + written(made[1], ","), ([], made[1])
    account = "Account;12-345/0800\nOwner;R. Kask\nPeriod;1. 1. 2024 - 31. 1. 2024\nBalance;1 234,50\n\n"
    made = table(
        "Date|Amount|Currency|Message",
        rng,
        20,
        lambda r, i: f"{i % 28 + 1}.1.2024",
        lambda r, i: f"{r.choice(['', '-'])}{r.randint(1, 999)},00",
        one_of("EUR"),
        one_of("rent", "food; bio"),
    )
    yield "statement", account + written([made[0], *made[1]], ";") + "\nTotal;20\n", made


def cases_of(seed: int) -> Iterator[Case]:
    """Yield all files of one seed."""
    rng = random.Random(f"exports {seed}")
    for group in (logs, instruments, surveys, scripts, contents, labels_of):
        for name, text, meant in group(rng):
            yield name, text.replace("\n", rng.choice(["\n", "\n", "\r\n"])).encode(), meant


if __name__ == "__main__":
    scoreboard(cases_of, str(__doc__))
