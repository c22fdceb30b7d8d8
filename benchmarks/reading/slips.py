"""What files go through on their way: joined, printed, framed, quoted, cut. A part of the family of `publishers`."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.reading.exports import Made, Maker, Rng, Row, clock, day, one_of, real, serial, table, whole, written

NAMES = ["Ilse Krog", "Tove Ek", "Jan Bílý", "Mia Lo", "Per Ås", "Eva Roth-Hall", "Ken O'Shea", "Rosa Vega"]
PLACES = ["Lund", "Brno", "Graz", "Turku", "Gent", "Ystad", "Bath", "Zlín"]
REMARKS = ["", "", "calls back", "moved, no address", "pays late; warn", "VIP"]


def members(rng: Rng, count: int = 0) -> tuple[Row, list[Row]]:
    """Make a list of members."""
    return table(
        "No|Name|Town|Born|Points|Remark",
        rng,
        count or rng.choice([5, 12, 40]),
        lambda r, i: str(1001 + i),
        one_of(*NAMES),
        one_of(*PLACES),
        lambda r, i: f"{1950 + i % 50}-0{i % 9 + 1}-1{i % 9}",
        whole(0, 900),
        one_of(*REMARKS),
    )


def orders(rng: Rng, count: int = 0) -> tuple[Row, list[Row]]:
    """Make a list of orders, without any sign in its cells."""
    return table(
        "order|day|item|pieces|price",
        rng,
        count or rng.choice([4, 15, 50]),
        lambda r, i: f"A{500 + i}",
        day,
        one_of("lamp", "desk", "chair", "shelf"),
        whole(1, 9),
        real(1, 300, ".2f"),
    )


def wrapped(
    made: tuple[Row, list[Row]], mark: str, opening: str, closing: str, *, cell: str = "", close: str = ""
) -> Made:
    """Write each line between two signs, each cell too if told."""
    rows = [made[0], *made[1]]
    text = "".join(opening + mark.join(cell + c + (close or cell) for c in row) + closing + "\n" for row in rows)
    return "", text, made


def marks(rng: Rng) -> Iterator[Made]:
    """Delimiters, quotes, escapes and ends of lines of a file."""
    made = orders(rng)
    for name, mark in (
        ("at", "@"),
        ("ampersand", "&"),
        ("colon", ":"),
        ("percent", "%"),
        ("exclamation", "!"),
        ("plus", "+"),
        ("equals", "="),
        ("asterisk", "*"),
        ("record_separator", "\x1e"),
        ("tabs_two", "\t\t"),
        ("semicolons_two", ";;"),
        ("commas_spaced", " , "),
        ("comma_spaces", ",   "),
        ("semicolon_left", " ;"),
        ("tab_spaced", " \t "),
        ("at_bar", "|@|"),
        ("tilde_bar", "~|~"),
        ("hash", "#"),
        ("dollar", "$"),
        ("arrow", "=>"),
        ("dot_middle", "·"),
        ("thorn", "þ"),
        ("not", "¬"),
    ):
        yield f"delimiter_{name}", written([made[0], *made[1]], mark, ""), made
    texts = members(rng)
    mark = rng.choice(",;")
    for name, a, b in (
        ("backtick", "`", "`"),
        ("curly", "“", "”"),
        ("german", "„", "“"),
        ("guillemets", "«", "»"),
        ("guillemets_german", "»", "«"),
        ("swedish", "”", "”"),
        ("single_curly", "‘", "’"),
        ("thorns", "þ", "þ"),
        ("bars", "|", "|"),
        ("dollars", "$", "$"),
        ("tildes", "~", "~"),
    ):
        rows = [texts[0], *texts[1]]
        yield f"quote_{name}_every", "".join(mark.join(a + c + b for c in row) + "\n" for row in rows), texts
        lines = [mark.join(a + c + b if mark in c else c for c in row) + "\n" for row in rows]
        yield f"quote_{name}_needed", "".join(lines), texts
        lines = [mark.join(c if j in {0, 3, 4} else a + c + b for j, c in enumerate(row)) + "\n" for row in rows]
        yield f"quote_{name}_texts", "".join(lines), texts
    yield "quote_spaced", "".join(", ".join(f'"{c}"' for c in row) + "\n" for row in [texts[0], *texts[1]]), texts
    yield (
        "quote_spaced_semicolon",
        "".join(" ; ".join(f'"{c}"' for c in row) + "\n" for row in [texts[0], *texts[1]]),
        texts,
    )
    inch = (texts[0], [[*r[:5], 'size 5", blue'] for r in texts[1]])
    for name, escape in (("backslash", "\\"), ("caret", "^")):
        yield (
            f"escape_{name}_every",
            "".join(",".join('"' + c.replace('"', escape + '"') + '"' for c in r) + "\n" for r in [inch[0], *inch[1]]),
            inch,
        )
    comma = [[c.replace(mark, "\\" + mark) for c in row] for row in [texts[0], *texts[1]]]
    yield "escape_delimiter_bare", "".join(mark.join(row) + "\n" for row in comma), texts
    for name, end in (
        ("nr", "\n\r"),
        ("rrn", "\r\r\n"),
        ("vertical_tab", "\x0b"),
        ("form_feed", "\x0c"),
        ("record_separator", "\x1e"),
        ("nel", "\x85"),
        ("line_separator", "\u2028"),
        ("two", "\r\n\r\n"),
        ("spaced", "  \r\n"),
        ("tilde", "~\n"),
    ):
        yield f"end_{name}", written([made[0], *made[1]], mark, end=end), made


def frames(rng: Rng) -> Iterator[Made]:
    """Lines that stand between signs."""
    made = orders(rng)
    for name, mark, a, b in (
        ("brackets", ",", "[", "]"),
        ("brackets_spaced", ", ", "[", "]"),
        ("parentheses", ", ", "(", ")"),
        ("braces", ";", "{", "}"),
        ("angles", "|", "<", ">"),
        ("tuples", ", ", "(", "),"),
        ("lists", ", ", "[", "],"),
        ("semicolons", ";", ";", ";"),
        ("commas", ",", ",", ","),
        ("apostrophes", ",", "'", "'"),
        ("tabs", "\t", "\t", ""),
    ):
        meant = (["", *made[0]], [["", *r] for r in made[1]]) if a in {";", ",", "\t"} else made
        yield f"frame_{name}", wrapped(made, mark, a, b)[1], meant
    yield "frame_json_lists", wrapped(made, ", ", "[", "]", cell='"')[1], made
    yield "frame_sql_tuples", wrapped(made, ", ", "(", "),", cell="'")[1], made
    rows = [made[0], *made[1]]
    size = [max(len(row[j]) for row in rows) for j in range(len(made[0]))]
    cells = [[c.ljust(w) for c, w in zip(row, size, strict=True)] for row in rows]
    rule = lambda a, b, c, line="─": a + b.join(line * (w + 2) for w in size) + c + "\n"  # noqa: E731
    box = [f"│ {' │ '.join(row)} │\n" for row in cells]
    yield "box", rule("┌", "┬", "┐") + box[0] + rule("├", "┼", "┤") + "".join(box[1:]) + rule("└", "┴", "┘"), made
    org = [f"| {' | '.join(row)} |\n" for row in cells]
    yield "org", org[0] + rule("|", "+", "|", "-") + "".join(org[1:]), made
    simple = "  ".join("=" * w for w in size) + "\n"
    yield (
        "simple_rules",
        simple + "  ".join(cells[0]) + "\n" + simple + "".join("  ".join(r) + "\n" for r in cells[1:]) + simple,
        made,
    )
    yield "wiki_bars", "||" + "||".join(rows[0]) + "||\n" + "".join("|" + "|".join(r) + "|\n" for r in rows[1:]), made
    dashes = "-" * (sum(size) + 3 * len(size) + 1) + "\n"
    yield (
        "alv_list",
        f"{day(rng, 5)}     Dynamic List Display     1\n"
        + dashes
        + org[0].replace("| ", "|")
        + dashes
        + "".join(org[1:])
        + dashes,
        made,
    )


def printed(rng: Rng) -> Iterator[Made]:
    """Pages, repeated headers, totals."""
    mark = rng.choice([",", ";", "\t"])
    for name, made in (("members", members(rng, 40)), ("orders", orders(rng, 40))):
        head, rows = written([made[0]], mark), made[1]
        pages = [written(rows[at : at + 10], mark) for at in range(0, 40, 10)]
        yield f"header_each_ten_{name}", "".join(head + page for page in pages), made
        yield f"header_each_blank_{name}", "\n".join(head + page for page in pages), made
        yield f"pages_{name}", "".join(f"Page {n} of 4\n" + head + page for n, page in enumerate(pages, 1)), made
        yield f"pages_below_{name}", "".join(head + page + f"Page {n}\n" for n, page in enumerate(pages, 1)), made
        yield f"pages_feed_{name}", "\x0c".join(head + page for page in pages), made
        yield (
            f"pages_titled_{name}",
            "\n".join(f"Members of the club   p. {n}\n\n" + head + page for n, page in enumerate(pages, 1)),
            made,
        )
        yield f"joined_two_{name}", head + pages[0] + pages[1] + head + pages[2] + pages[3], made
        yield f"joined_bom_{name}", "\ufeff" + head + pages[0] + "\ufeff" + head + pages[1], (made[0], rows[:20])
        yield f"joined_upper_{name}", head + pages[0] + head.upper() + pages[1], (made[0], rows[:20])
        yield f"header_last_{name}", "".join(pages) + head, made
        small = written(rows[:4], mark) + head + written(rows[4:8], mark)
        yield f"joined_small_{name}", head + small, (made[0], rows[:8])
        body, pad = head + written(rows[:15], mark), mark * (len(made[0]) - 1)
        short = (made[0], rows[:15])
        total = ["Total", *[""] * (len(made[0]) - 2), "1234"]
        for end, line in (
            ("total", written([total], mark)),
            ("total_count", "Total: 15 records\n"),
            ("rows_affected", "(15 rows affected)\n"),
            ("end_of_report", "*** End of report ***\n"),
            ("generated", f"Generated 2024-03-01 10:00 by Till 4{pad}\n"),
            ("page", "Page 1 of 1\n"),
            ("note_long", "Note: the list is as of 1 March, without those who have left; see annex.\n"),
            ("dash_rule", "-" * 40 + "\n15 rows\n"),
            ("ctrl_z", "\x1a"),
            ("nul_tail", "\x00" * 12),
            ("eof", "<EOF>\n"),
            ("signed", f"Printed by{mark}A. Clerk\n"),
            ("stars", "* deceased\n** moved\n"),
            ("source", "Source: register, 2024\n"),
        ):
            yield f"below_{end}_{name}", body + line, short
    made = orders(rng, 20)
    made[1][7:] = [[*r[:1], *r[1:]] for r in made[1][7:]]
    other = table(
        "town|name|since|fee|code",
        rng,
        12,
        one_of(*PLACES),
        one_of(*NAMES),
        whole(1990, 2020),
        real(0, 9, ".1f"),
        one_of("x", "y"),
    )
    yield "second_close", written([made[0], *made[1], other[0], *other[1]], mark), made
    yield (
        "second_close_title",
        written([made[0], *made[1]], mark) + "Other people\n" + written([other[0], *other[1]], mark),
        made,
    )
    yield (
        "second_blank_same",
        written([made[0], *made[1][:9]], mark) + "\n" + written([made[0], *made[1][9:]], mark),
        made,
    )
    yield (
        "sections_inside",
        written([made[0], *made[1][:6]], mark) + f"North{mark * 4}\n" + written(made[1][6:], mark),
        (made[0], [*made[1][:6], ["North"], *made[1][6:]]),
    )


def tops(rng: Rng) -> Iterator[Made]:
    """What stands above a table, and headers."""
    mark = rng.choice([",", ";", "\t", "|"])
    made = orders(rng)
    body, width = written([made[0], *made[1]], mark), len(made[0])
    pad = mark * (width - 1)
    for name, above in (
        ("title_full", mark.join(["Orders of the shop", "by day", "all items", "2024", "final"]) + "\n"),
        ("quote_open", 'The so-called "shop\n'),
        ("apostrophe", "Shop's orders, Ann's list\n"),
        ("twelve", "".join(f"Line {i} of the terms of use, which apply.\n" for i in range(12))),
        ("other_delimiter", "Shop|North|7\nClerk|Ann|2\n"),
        ("blank_each", "Orders\n\nMarch\n\nfinal\n\n"),
        ("pairs_padded", f"Shop:{mark}North{pad[2:]}\nClerk:{mark}Ann{pad[2:]}\n"),
        ("centred", f"{mark * 2}ORDERS{mark * 2}\n{pad}\n"),
        ("rule", "Orders\n======\n"),
        ("dated", "2024-03-01\n"),
        ("number", "17\n"),
        ("url", "https://shop.example/export?a=1,2;b=3\n"),
        ("sep_title", f"sep={mark}\nOrders\n"),
        ("bom_blank", "\ufeff\n"),
        (
            "letterhead",
            "Shop Ltd., 1 High St, Oldtown\nTel.: 020 7946 0000; Fax: 020 7946 0001\norders@shop.example\n\n",
        ),
        ("page", f"Page: 1{mark * 3}Printed: 2024-03-01\n"),
        ("html", "<!-- exported 2024-03-01, v. 2 -->\n"),
        ("xml_like", "<orders>\n"),
    ):
        yield f"above_{name}", above + body, made
    yield "header_longer", written([[*made[0], "extra"]], mark) + written(made[1], mark), ([*made[0], "extra"], made[1])
    yield "header_without_index", written([made[0][1:]], mark) + written(made[1], mark), (["", *made[0][1:]], made[1])
    yield "header_spaces", written([[f" {c}  " for c in made[0]]], mark) + written(made[1], mark), made
    three = [["", "", "goods", "goods", "money"], ["", "", "what", "how many", "EUR"]]
    joined = [" ".join(p for p in parts if p) for parts in zip(*three, made[0], strict=True)]
    yield "header_three", written([*three, made[0], *made[1]], mark), (joined, made[1])
    yield "header_blank_below", written([made[0]], mark) + "\n" + written(made[1], mark), made
    yield "header_delimiters_below", written([made[0]], mark) + pad + "\n" + written(made[1], mark), made
    yield (
        "header_ruled",
        written([made[0]], mark) + mark.join("---" for _ in made[0]) + "\n" + written(made[1], mark),
        made,
    )
    yield "header_comment", "#" + body, (["#" + made[0][0], *made[0][1:]], made[1])
    yield "header_other_delimiter", written([made[0]], ";" if mark != ";" else ",") + written(made[1], mark), made
    numbers = (["1", "2", "3", "4"], [[format(rng.uniform(0, 9), ".2f") for _ in range(4)] for _ in range(20)])
    years = (["Town", "2019", "2020", "2021"], [[p, *[str(rng.randint(1, 999)) for _ in range(3)]] for p in PLACES])
    for name, case in (("numbers", numbers), ("years", years)):
        yield f"header_{name}", written([case[0], *case[1]], mark), case
    yield "one_cell", "name\n", (["name"], [])
    texts: Maker = one_of("text one", "other text", "more words here")
    words = table("alpha|beta|gamma", rng, 9, texts, texts, texts)
    yield "words_only", written([words[0], *words[1]], mark), words
    people = members(rng, 25)
    yield "no_header", written(people[1], mark), ([], people[1])
    one = members(rng, 1)
    yield "no_header_one_row", written(one[1], mark), ([], one[1])
    yield "nbsp_padded", "".join(mark.join(f"\xa0{c}\xa0" for c in r) + "\n" for r in [made[0], *made[1]]), made


def rows_apart(rng: Rng) -> Iterator[Made]:
    """One row of a file that is written otherwise."""
    for size in ("small", "large"):
        made = table(
            "id|name|town|at|score",
            rng,
            6 if size == "small" else 60,
            serial,
            one_of(*NAMES),
            one_of(*PLACES),
            clock,
            real(0, 99),
        )
        at = rng.randrange(1, len(made[1]))
        lines = [",".join(row) for row in [made[0], *made[1]]]
        row = made[1][at - 1]
        for name, line in (
            ("caret", "^".join(row)),
            ("tilde", "~".join(row)),
            ("comma_space", ", ".join(row)),
            ("comma_tab", ",\t".join(row)),
            ("double_colon", "::".join(row)),
            ("backticks", ",".join(f"`{c}`" for c in row)),
            ("quoted", ",".join(f'"{c}"' for c in row)),
            ("quoted_spaced", ", ".join(f'"{c}"' for c in row)),
            ("curly", ",".join(f"“{c}”" for c in row)),
            ("line_quoted", '"' + ",".join(row) + '"'),
            ("semicolon_space", "; ".join(row)),
            ("bar_spaced", " | ".join(row)),
            ("padded", " , ".join(row)),
            ("carriage_return_above", "\r" + ",".join(row)),
            ("bracket", "[" + ",".join(row) + "]"),
            ("bom_inside", "\ufeff" + ",".join(row)),
            ("trailing_spaces", ",".join(row) + "   "),
            ("indented", "   " + ",".join(row)),
        ):
            yield f"row_{name}_{size}", "\n".join([*lines[:at], line, *lines[at + 1 :]]) + "\n", made


def slips(rng: Rng) -> Iterator[Made]:
    """Yield all of them."""
    for group in (marks, frames, printed, tops, rows_apart):
        yield from group(rng)
