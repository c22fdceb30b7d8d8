"""Tables of many shapes, made from a seed: what the benchmarks of reading write into files and expect back.

Labels and values are in several languages; widths, lengths, kinds of columns and blanks vary. Nothing here comes from
anybody's file.
"""

from __future__ import annotations

import random
from collections.abc import Callable

Rows = list[list[str]]

FIRST = ["Ann", "Jan", "Eva", "Åsa", "José", "Łukasz", "Jürgen", "Māris", "Šárka", "Nuno", "Chloé", "Rūta"]
LAST = ["Novák", "Smith", "Öberg", "O'Neil", "García López", "Müller", "Kazlauskienė", "van den Berg", "Ó Sé", "Nowak"]
CITIES = ["Praha 1", "Lund", "Vilnius", "New York", "São Paulo", "Łódź", "København", "Saint-Étienne", "Bath", "Köln"]
PROSE = [
    "delivered to the neighbour, ask first",
    'a table of 18" by 12"',
    "see notes; page 4",
    "paid - not sent",
    'the "small" one, blue',
    "two lines\nof text",
    "100% cotton (washable)",
    "plain remark",
    "Lorem ipsum dolor sit amet, consectetur adipiscing elit",
]
Maker = Callable[[random.Random, int], str]
COLUMNS: tuple[tuple[tuple[str, ...], Maker], ...] = (
    (("ID", "Number", "Nr.", "Kundnr", "row_id"), lambda r, i: str(100 + i)),
    (("Code", "SKU", "Kod", "station"), lambda r, i: f"{r.choice('ABC')}-{1000 + i}"),
    (("First name", "Jméno", "Vorname", "given"), lambda r, i: r.choice(FIRST)),
    (("Surname", "Příjmení", "Efternamn", "Apellido"), lambda r, i: r.choice(LAST)),
    (("E-mail", "Mail address", "e-post"), lambda r, i: f"p{i}@example.org"),
    (("Phone", "Telefon", "Teléfono"), lambda r, i: f"+420 777 {i:03d} {r.randint(100, 999)}"),
    (("City", "Ort", "Municipality", "Obec"), lambda r, i: r.choice(CITIES)),
    (("Joined", "Date", "Datum"), lambda r, i: f"{2000 + i % 25}-{i % 12 + 1:02d}-{i % 28 + 1:02d}"),
    (("Date of visit", "Besuch am"), lambda r, i: f"{i % 28 + 1:02d}/{i % 12 + 1:02d}/2023"),
    (("Time", "Uhrzeit"), lambda r, i: f"{r.randint(0, 23):02d}:{r.randint(0, 59):02d}"),
    (("Points", "Count", "Antal"), lambda r, i: str(r.randint(0, 9999))),
    (("Price", "Amount", "Belopp"), lambda r, i: f"{r.randint(0, 9999)}.{r.randint(0, 99):02d}"),
    (("Total value", "Umsatz"), lambda r, i: f"{r.randint(1, 9)},{r.randint(0, 999):03d}.{r.randint(0, 99):02d}"),
    (("Latitude", "lat"), lambda r, i: f"{r.uniform(-90, 90):.5f}"),
    (("Active", "VIP", "flag"), lambda r, i: r.choice(["yes", "no"])),
    (("Page", "Link", "URL"), lambda r, i: f"https://shop.example/p/{i}?a=1&b=2"),
    (("Remarks", "Description", "Poznámka", "Anmerkung"), lambda r, i: r.choice(PROSE)),
    (("Category", "Typ", "Gruppe"), lambda r, i: r.choice(["Furniture", "Light", "Textile", "Garden tools"])),
    (("Share", "Pct"), lambda r, i: f"{r.uniform(0, 100):.1f}%"),
    (("Empty", "Reserved"), lambda r, i: "" if r.random() < 0.9 else "x"),
)


def table(seed: int, *, width: int = 0, length: int = 0, blanks: float = 0.08, plain: bool = False) -> Rows:
    """Make a table: labels, then rows.

    Args:
        seed: Equal seeds give equal tables.
        width: Columns; 0 draws from 2 to 14.
        length: Rows below the labels; 0 draws from 5 to 90.
        blanks: Share of blank cells, the first column aside.
        plain: Leave out columns of prose, which hold quotes, delimiters and line breaks.
    """
    rng = random.Random(seed)
    pool = [column for column in COLUMNS if not (plain and column[0][0] in ("Remarks", "Total value", "Empty"))]
    columns = rng.sample(pool, k=min(len(pool), width or rng.randint(2, 14)))
    count = length or rng.randint(5, 90)
    rows = [[rng.choice(labels) for labels, _ in columns]]
    for index in range(count):
        row = [make(rng, index) for _, make in columns]
        rows.append([cell if j == 0 or rng.random() >= blanks else "" for j, cell in enumerate(row)])
        rows[-1][0] = rows[-1][0] or "x"
    return rows
