"""Seeded customer files of twelve columns and the store that they meet: the workload of every benchmark.

Half of the keys are stored, and a tenth of those rows carry a change. Nothing here is a real person.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from pathlib import Path

import customer_import as ci

LABELS = (
    "Phone", "Email", "Name", "Birthday", "Gender", "City", "Postcode", "Consent", "Card", "Joined", "Country", "Note",
)  # fmt: skip
POINT_LABELS = ("Points", "Currency", "Expires")
FIRST = ("Ona", "Jonas", "Žydrūnė", "Anna", "Åsa", "Jiří", "Šárka", "Zoë", "Łukasz", "Mary-Jane", "Đorđe", "Ilze")
LAST = ("Kazlauskienė", "Petraitis", "Öberg", "Novák", "Dvořáková", "O'Neil", "Smith", "Nowak", "Bērziņš", "Popović")
CITIES = ("Vilnius", "Kaunas", "Klaipėda", "Malmö", "Göteborg", "Praha", "Brno", "Singapore", "Rīga", "Gdańsk")
GENDERS = ("male", "female", "Male", "FEMALE", "other", "vyras", "moteris")
NOTES = ("", "", "", "regular", "calls before noon", "prefers e-mail")


def profile(*, points: bool = False) -> ci.Profile:
    """Return the profile of the workload: phone is the key, as in inCust."""
    fields = [
        ci.Field("phone", kind="phone", labels="Phone", required="always", policy="immutable"),
        ci.Field("email", kind="email", labels="Email", policy="fill_if_empty"),
        ci.Field("name", kind="name", labels="Name", policy="fill_if_empty"),
        ci.Field("birthday", kind="date", labels="Birthday", formats="YYYY-MM-DD", policy="fill_if_empty"),
        ci.Field("gender", kind="choice", labels="Gender", vocabulary="gender",
                 choices={"male": (), "female": (), "other": ()}, policy="fill_if_empty"),
        ci.Field("city", labels="City"),
        ci.Field("postcode", kind="identifier", labels="Postcode"),
        ci.Field("consent", labels="Consent", policy="fill_if_empty"),
        ci.Field("card", kind="identifier", labels="Card"),
        ci.Field("joined", kind="date", labels="Joined", formats="DD.MM.YYYY"),
        ci.Field("country", labels="Country"),
        ci.Field("note", labels="Note"),
    ]  # fmt: skip
    credit = None
    if points:
        fields += [
            ci.Field("points", kind="decimal", labels="Points"),
            ci.Field("currency", kind="currency", labels="Currency"),
            ci.Field("expires", kind="date", labels="Expires", formats="YYYY-MM-DD"),
        ]
        credit = ci.CreditRule("phone", "points", unit="currency", expires="expires")
    return ci.Profile("workload", fields, ["phone"], region="LT", credit=credit)


def phone(number: int) -> str:
    """Return the E.164 form of a customer's phone: valid Lithuanian mobile numbers, one per number."""
    return f"+3706{number:07d}"


def rows(count: int, *, dirty: float = 0.0, points: bool = False, seed: int = 1) -> Iterator[list[str]]:
    """Yield `count` rows; a share of `dirty` cells is bad."""
    rng = random.Random(seed)
    extra = random.Random(seed + 1)  # so that dirt and points change nothing else
    for i in range(count):
        spelled = phone(i)
        style = rng.random()
        if style < 0.2:
            spelled = f"8 6{i // 100000:02d} {i % 100000:05d}"
        elif style < 0.4:
            spelled = spelled[1:]
        first, last = rng.choice(FIRST), rng.choice(LAST)
        row = [
            spelled,
            f"customer{i}@example.org",
            f"{first} {last}",
            f"{rng.randrange(1940, 2008)}-{rng.randrange(1, 13):02d}-{rng.randrange(1, 29):02d}",
            rng.choice(GENDERS),
            rng.choice(CITIES),
            f"{rng.randrange(1000, 99999):05d}",
            f"2020-0{rng.randrange(1, 10)}-11, Contract {i}, Shop {rng.randrange(20)}, Street {rng.randrange(99)}",
            f"94{i:011d}",
            f"{rng.randrange(1, 29):02d}.{rng.randrange(1, 13):02d}.{rng.randrange(2010, 2026)}",
            rng.choice(("LT", "SE", "CZ", "PL")),
            rng.choice(NOTES),
        ]
        if points:
            row += [str(extra.randrange(1, 500)), "EUR", "2027-12-31"]
        if dirty:
            for column in (0, 1, 3, 9):
                if extra.random() < dirty * 3:
                    row[column] = "??" + row[column][:5]
        yield row


def stored(count: int, *, points: bool = False, seed: int = 1) -> Iterator[list[str]]:
    """Yield the rows of the customers that are stored before: every second one, a tenth of them with another city."""
    for i, row in enumerate(rows(count, points=points, seed=seed)):
        if i % 2 == 0:
            kept = row[: len(LABELS)]
            if i % 20 == 0:
                kept[5] = "Elsewhere"
            yield kept


def write(path: Path, lines: Iterator[list[str]], *, points: bool = False) -> Path:
    """Write a comma-separated UTF-8 file."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(LABELS + (POINT_LABELS if points else ()))
        writer.writerows(lines)
    return path
