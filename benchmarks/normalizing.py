"""What normalizing clean columns costs beside reading them: each kind, a row of twelve kinds, dates, phones by country.

    python benchmarks/normalizing.py [--chunks 20] [--rounds 15] [--json FILE]

Chunks of 1,000 rows, as planning has them, of values that differ from chunk to chunk; of dates, all days of 68 years,
and nothing is known of a column before it begins. All work is done in turn, round after round, and the least seconds of
processor of each count. The floor is one `csv.reader` pass over the same rows, that of dates `date.fromisoformat` over
as many ISO dates. Only ratios count: absolute times belong to the machine.
"""

from __future__ import annotations

import argparse
import csv
import datetime
import io
import json
import random
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.workload import CITIES, FIRST, LAST, NOTES
from customer_import.columns import joined
from customer_import.kinds import BUILT_IN
from customer_import.normalizing import Normalizer, Settings, normalizer
from customer_import.normalizing.by_country import ByCountry
from customer_import.profile import Field

ROWS = 1000
ROW, TEXTS, CSV, FROM_ISO = "row of twelve kinds", "row, texts joined before", "csv.reader", "date.fromisoformat"
COUNTRIES = ("Lithuania", "SE", "Česko", "Poland", "Latvia", "EE", "Germany", "FI")
GENDERS, WORDS = ("male", "female", "Male", "FEMALE", "other", "vyras", "moteris"), ("yes", "no", "Yes", "TRUE", "0")
# Country, and how its mobile numbers are written, at home and abroad.
PHONES = {
    "LT": ("06{:07d}", "+370 6{:07d}"),
    "SE": ("070-{:07d}", "+4670{:07d}"),
    "CZ": ("777 {:06d}", "00420777{:06d}"),
    "PL": ("512 {:06d}", "+48 512{:06d}"),
    "DE": ("0151 2{:07d}", "+49 1512{:07d}"),
    "LV": ("26{:06d}", "+371 26{:06d}"),
    "EE": ("51{:06d}", "+372 51{:06d}"),
    "FI": ("040 {:07d}", "+35840{:07d}"),
}
Work = Callable[[], object]
Texts = Sequence[list[str]]


def phone(draw: random.Random, country: str) -> str:
    """Make up a mobile number, written as people at home or abroad write it."""
    spelling = draw.choice(PHONES[country])
    return spelling.format(draw.randrange(10**5, 10**6 if ":06d" in spelling else 10**7))


def day(draw: random.Random) -> datetime.date:
    """Make up a birthday."""
    return datetime.date(1940, 1, 1) + datetime.timedelta(draw.randrange(25_000))


def chunk(draw: random.Random, start: int) -> list[list[str]]:
    """Make up the columns of some rows."""
    rows = range(start, start + ROWS)
    return [
        [f"94{i:011d}" for i in rows],
        [draw.choice(FIRST) for _ in rows],
        [draw.choice(LAST) for _ in rows],
        [f"customer{i}@example.org" for i in rows],
        [f"+3706{draw.randrange(10**7):07d}" for _ in rows],
        [day(draw).isoformat() for _ in rows],
        [f"{draw.randrange(10**5) / 100:.2f}" for _ in rows],
        [draw.choice(COUNTRIES) for _ in rows],
        [draw.choice(GENDERS) for _ in rows],
        [draw.choice(WORDS) for _ in rows],
        [draw.choice(CITIES) for _ in rows],
        [draw.choice(NOTES) for _ in rows],
    ]


FIELDS = [
    ("identifier", {}), ("name", {}), ("name", {}), ("email", {}), ("phone", {}), ("date", {}), ("decimal", {}),
    ("country", {}), ("choice", {"vocabulary": "gender"}), ("boolean", {}), ("text", {}), ("text", {}),
]  # fmt: skip
DATES: dict[str, tuple[str, Mapping[str, object], str]] = {
    "2024-03-09": ("%Y-%m-%d", {}, ""),
    "09.03.2024": ("%d.%m.%Y", {}, "day_first"),
    "9.3.2024": ("%-d.%-m.%Y", {}, "day_first"),
    "09/03/2024, declared": ("%d/%m/%Y", {"formats": ("DD/MM/YYYY",)}, ""),
    "3/9/2024": ("%-m/%-d/%Y", {}, "month_first"),
    "09-03-2024": ("%d-%m-%Y", {}, "day_first"),
    "2024/03/09": ("%Y/%m/%d", {}, ""),
    "20240309": ("%Y%m%d", {}, ""),
    "09.03.24": ("%d.%m.%y", {"pivot": 30}, "day_first"),
    "3/9/24": ("%-m/%-d/%y", {"pivot": 30}, "month_first"),
    "9 March 2024": ("%-d %B %Y", {}, ""),
    "2024-03-09 00:00:00": ("%Y-%m-%d 00:00:00", {}, ""),
}


def make(kind: str, options: Mapping[str, object], hint: str = "") -> Normalizer:
    """Return a normalizer as a survey leaves it."""
    settings = Settings(region="LT", hints={"value": hint})
    return normalizer(Field("value", kind=kind, **options), BUILT_IN[kind], settings)  # type: ignore[arg-type]


def timed(action: Work) -> float:
    """Return the seconds of processor that one call takes."""
    start = time.process_time()
    action()
    return time.process_time() - start


def reading(rows: str) -> Work:
    """Read rows with `csv.reader`, and do nothing with them."""

    def read() -> None:
        for _ in csv.reader(io.StringIO(rows, newline="")):
            pass

    return read


def normalizing(normal: Normalizer, columns: Texts, texts: Sequence[str | None] | None = None) -> Work:
    """Normalize one column chunk by chunk; with `texts` its cells were joined before."""
    given = texts or [None] * len(columns)

    def normalize() -> None:
        for cells, text in zip(columns, given, strict=True):
            normal.column(cells, text=text)

    return normalize


def read_dates(options: Mapping[str, object], hint: str, columns: Texts) -> None:
    """Normalize a column of dates that nobody has seen before."""
    normalizing(make("date", options, hint), columns)()


def measures(chunks: int) -> tuple[dict[str, tuple[str, Work]], dict[str, list[str]]]:
    """Return name → (what it is compared with, the work), and those that are sums of others."""
    draw = random.Random(1)
    columns = [list(column) for column in zip(*(chunk(draw, i * ROWS) for i in range(chunks)), strict=True)]
    file = io.StringIO(newline="")
    for rows in zip(*columns, strict=True):
        csv.writer(file).writerows(zip(*rows, strict=True))
    found: dict[str, tuple[str, Work]] = {CSV: ("", reading(file.getvalue()))}
    sums: dict[str, list[str]] = {ROW: [], TEXTS: []}
    for number, ((kind, options), column) in enumerate(zip(FIELDS, columns, strict=True), 1):
        normal = make(kind, options)
        name = f"{number} {kind}"
        found[name] = (CSV, normalizing(normal, column))
        found[f"{name}, text given"] = (CSV, normalizing(normal, column, list(map(joined, column))))
        sums[ROW].append(name)
        sums[TEXTS].append(f"{name}, text given")
    days = [[day(draw) for _ in range(ROWS)] for _ in range(chunks)]
    iso = [[str(one) for one in some] for some in days]
    found[FROM_ISO] = ("", lambda: [list(map(datetime.date.fromisoformat, cells)) for cells in iso])
    for name, (spelling, more, hint) in DATES.items():
        cells = [[f"{one:{spelling}}" for one in some] for some in days]
        found[f"date {name}"] = (FROM_ISO, partial(read_dates, more, hint, cells))
    found |= phones(draw, chunks)
    return found, sums


def phones(draw: random.Random, chunks: int) -> dict[str, tuple[str, Work]]:
    """Return the work on phones of one country, and of several that the rows name."""
    one = [[phone(draw, "LT") for _ in range(ROWS)] for _ in range(chunks)]
    found = {"phones of one country": ("", normalizing(make("phone", {}), one))}
    for count in (2, 4, 8):
        countries = [[draw.choice(list(PHONES)[:count]) for _ in range(ROWS)] for _ in range(chunks)]
        cells = [[phone(draw, country) for country in some] for some in countries]
        field = Field("value", kind="phone", country="country")
        reader = ByCountry(field, BUILT_IN["phone"], Settings(region="LT"), make("phone", {}))

        def read(reader: ByCountry = reader, cells: Texts = cells, countries: Texts = countries) -> None:
            for some, named in zip(cells, countries, strict=True):
                reader.column(some, named)

        found[f"phones of {count} countries, by row"] = ("phones of one country", read)
    return found


def main() -> int:
    """Measure, print the ratios, and write them where a file is named."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--chunks", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    work, sums = measures(arguments.chunks)
    least = dict.fromkeys(work, float("inf"))
    for _ in range(arguments.rounds):
        for name, (_, action) in work.items():
            least[name] = min(least[name], timed(action))
    ratios = {name: sum(least[part] for part in parts) / least[CSV] for name, parts in sums.items()}
    ratios |= {name: least[name] / least[other] for name, (other, _) in work.items() if other}
    for name, ratio in ratios.items():
        print(f"{ratio:8.2f}  {name} / {work[name][0] if name in work else CSV}")
    if arguments.json:
        arguments.json.write_text(
            json.dumps({name: round(ratio, 2) for name, ratio in ratios.items()}, indent=1) + "\n"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
