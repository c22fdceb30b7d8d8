"""How often `map_labels` finds the field of a label, beside exact match, difflib and rapidfuzz.

`dev*.txt` are what the words were tuned on; `heldout.txt` and `heldout2.txt` were held out, and `unseen.txt` was not
tuned on. The values under the labels are generated; all rows are measured without values as well.

    python -m benchmarks.mapping.accuracy [--write]
"""

from __future__ import annotations

import argparse
import difflib
import itertools
import json
import random
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import attrs

import customer_import as ci
from customer_import.mapping.words import senses_of_words
from customer_import.normalizing.folding import fold

HERE = Path(__file__).parent
RESULTS = HERE.parent / "results" / "mapping_accuracy.json"
PARTS = ("dev", *(f"dev{number}" for number in range(2, 14)), "heldout", "heldout2", "unseen")
ROWS = 25

FIELDS = {
    "id": ci.Field("customer_number", "identifier", ("Customer number",)),
    "fn": ci.Field("first_name", "name", ("First name",)),
    "ln": ci.Field("last_name", "name", ("Last name",)),
    "nm": ci.Field("name", "name", ("Full name",)),
    "sal": ci.Field("salutation", "text", ("Salutation",)),
    "sex": ci.Field("gender", "choice", ("Gender",), choices={"male": (), "female": ()}, vocabulary="gender"),
    "bd": ci.Field("birth_date", "date", ("Date of birth",)),
    "em": ci.Field("email", "email", ("E-mail",)),
    "ph": ci.Field("phone", "phone", ("Phone",)),
    "mo": ci.Field("mobile", "phone", ("Mobile phone",)),
    "co": ci.Field("company", "text", ("Company",)),
    "vat": ci.Field("vat_id", "identifier", ("VAT ID",)),
    "st": ci.Field("street", "text", ("Street",)),
    "hn": ci.Field("house_number", "text", ("House number",)),
    "a2": ci.Field("address_2", "text", ("Address line 2",)),
    "zip": ci.Field("postcode", "identifier", ("Postcode",)),
    "ct": ci.Field("city", "text", ("City",)),
    "rg": ci.Field("region", "text", ("Region",)),
    "cc": ci.Field("country", "country", ("Country",)),
    "card": ci.Field("card_number", "identifier", ("Card number",)),
    "pts": ci.Field("points", "decimal", ("Points",)),
    "bal": ci.Field("balance", "decimal", ("Balance",)),
    "cur": ci.Field("currency", "currency", ("Currency",)),
    "grp": ci.Field("customer_group", "text", ("Customer group",)),
    "nl": ci.Field("newsletter", "boolean", ("Newsletter",), vocabulary="yes_no"),
    "nt": ci.Field("notes", "text", ("Notes",)),
    "lang": ci.Field("language", "text", ("Language",)),
    "cr": ci.Field("created_at", "datetime", ("Created",)),
}
PROFILE = ci.Profile("benchmark", FIELDS.values())
# Columns that are meant for no field, by what their cells hold.
OTHERS = ("-", "-d", "-n", "-m", "-y", "-p", "-e", "-u", "-w", "-t", "-i")
NAMES = {code: field.name for code, field in FIELDS.items()} | dict.fromkeys(OTHERS)


@attrs.frozen
class Header:
    """One header row with the field that each label is meant for, whether that counts, and generated values."""

    product: str
    language: str
    labels: tuple[str, ...]
    meant: tuple[str | None, ...]
    counts: tuple[bool, ...]
    columns: tuple[tuple[str, ...], ...] = ()

    @property
    def width(self) -> int:
        return len(self.labels)

    def chunks(self, size: int) -> Iterator[ci.Chunk]:
        if self.columns:
            yield ci.Chunk(range(2, 2 + ROWS), [list(column) for column in self.columns])


def headers(part: str, *, values: bool) -> list[Header]:
    """Read a part of the corpus."""
    found = []
    for line in (HERE / f"{part}.txt").read_text("utf-8").splitlines():
        if line.startswith("#") or not line.strip():
            continue
        product, language, rest = (text.strip() for text in line.split("|", 2))
        pairs = [pair.rpartition("=") for pair in rest.split("; ")]
        cells = [code.strip().rstrip("}").partition("{") for _, _, code in pairs]
        counts = tuple(not code.endswith("?") for code, _, _ in cells)
        cells = [(code.rstrip("?"), mark, given) for code, mark, given in cells]
        draw = random.Random(zlib.crc32(line.encode()))
        columns = tuple(_column(code, given, draw) for code, _, given in cells) if values else ()
        meant = tuple(NAMES[code] for code, _, _ in cells)
        found.append(Header(product, language, tuple(pair[0] for pair in pairs), meant, counts, columns))
    return found


_FIRST = ("Ann", "Bo", "Cleo", "Dag", "Eva", "Finn", "Gry", "Hal", "Ida", "Jon", "Kai", "Lea", "Max", "Nora", "Ole")
_LAST = ("Alder", "Birch", "Cedar", "Dale", "Elm", "Fern", "Grove", "Hazel", "Ivy", "Juniper", "Kelp", "Larch", "Moss")


def _column(code: str, given: str, draw: random.Random) -> tuple[str, ...]:
    """Generate the cells of a column: as its code says, or of the patterns that the row gives ("06 ## ## ##|")."""
    if not given:
        return tuple(_value(code, draw) for _ in range(ROWS))
    patterns = given.split("|")
    digits = iter(lambda: str(draw.randrange(10)), "")
    return tuple("".join(next(digits) if c == "#" else c for c in draw.choice(patterns)) for _ in range(ROWS))


def _value(code: str, draw: random.Random) -> str:
    """Generate a plausible value; nobody's data."""
    first, last, number = draw.choice(_FIRST), draw.choice(_LAST), draw.randrange(1, 10000)
    made: Mapping[str, Callable[[], str]] = {
        "id": lambda: str(10000 + number),
        "fn": lambda: first,
        "ln": lambda: last,
        "nm": lambda: f"{first} {last}",
        "sex": lambda: draw.choice("mf"),
        "bd": lambda: f"{draw.randrange(1940, 2010)}-{draw.randrange(1, 13):02}-{draw.randrange(1, 29):02}",
        "em": f"{first}.{last}{number}@example.org".lower,
        "ph": lambda: f"+4620{draw.randrange(1000000, 9999999)}",
        "mo": lambda: f"+4670{draw.randrange(1000000, 9999999)}",
        "co": lambda: f"{last} Ltd",
        "st": lambda: f"{last} street {draw.randrange(1, 99)}",
        "hn": lambda: str(draw.randrange(1, 99)),
        "a2": lambda: draw.choice(("", "", "flat 2", "2nd floor")),
        "zip": lambda: f"{draw.randrange(10000, 99999)}",
        "cc": lambda: draw.choice(("SE", "DE", "FR")),
        "cur": lambda: draw.choice(("EUR", "SEK")),
        "card": lambda: f"9{draw.randrange(10**11, 10**12)}",
        "pts": lambda: str(draw.randrange(0, 900)),
        "bal": lambda: f"{draw.randrange(0, 90)}.{draw.randrange(0, 100):02}",
        "nl": lambda: draw.choice(("1", "0")),
        "cr": lambda: f"2024-{draw.randrange(1, 13):02}-{draw.randrange(1, 29):02}",
        "lang": lambda: draw.choice(("en", "sv")),
        "vat": lambda: f"XX{draw.randrange(10**8, 10**9)}",
        "sal": lambda: draw.choice(("Mr", "Mrs", "Ms")),
        "grp": lambda: draw.choice(("retail", "trade", "staff")),
        "ct": lambda: f"{last}ton",
        "rg": lambda: draw.choice(("North", "South", "West")),
        "nt": lambda: draw.choice(("", "", f"asked for {last.lower()}", "rings at noon")),
        "-": lambda: draw.choice(("", f"x{number % 7}")),
        "-d": lambda: f"{draw.randrange(2015, 2026)}-{draw.randrange(1, 13):02}-{draw.randrange(1, 29):02}",
        "-n": lambda: str(number % 90),
        "-m": lambda: f"{number % 900}.{draw.randrange(0, 100):02}",
        "-y": lambda: draw.choice(("yes", "no")),
        "-p": lambda: draw.choice(("", f"+4620{draw.randrange(1000000, 9999999)}")),
        "-e": lambda: draw.choice(("", f"{last}{number}@example.net".lower())),
        "-u": lambda: draw.choice(("", f"https://{last.lower()}.example")),
        "-w": lambda: draw.choice(("standard", "plus", "gold")),
        "-t": lambda: draw.choice(("", f"{last} {first}")),
        "-i": lambda: f"{draw.randrange(10**7, 10**9)}",
    }
    return made.get(code, lambda: f"{last.lower()} {number % 9}")()


Mapper = Callable[[Header], tuple[Sequence[str | None], Sequence[str | None]]]


def ours(header: Header) -> tuple[Sequence[str | None], Sequence[str | None]]:
    found = ci.map_labels(header, PROFILE)
    return found.likely, found.fields


def _table(words: bool) -> dict[str, str]:
    """Return folded text → field: the profile's labels, with or without this library's words for them."""
    known = {fold(text): f.name for f in PROFILE.fields for text in (*f.labels, f.name)}
    if words:
        meant = {"customer_id": "customer_number", "full_name": "name", "title": "salutation", "birthday": "birth_date",
                 "group": "customer_group", "created": "created_at", "address": "street"}  # fmt: skip
        names = {field.name for field in PROFILE.fields}
        for word, senses in senses_of_words().items():
            fields = {meant.get(meaning, meaning) for meaning in senses} & names
            if len(fields) == 1:
                known.setdefault(word, fields.pop())
    return known


def exact(words: bool) -> Mapper:
    known = _table(words)

    def mapper(header: Header) -> tuple[Sequence[str | None], Sequence[str | None]]:
        found = [known.get(fold(label)) for label in header.labels]
        return found, found

    return mapper


def near(words: bool, ratio: Callable[[str, str], float], least: float) -> Mapper:
    """Take the likest text from a threshold on, as importers with fuzzy matching do."""
    known = _table(words)

    def mapper(header: Header) -> tuple[Sequence[str | None], Sequence[str | None]]:
        found: list[str | None] = []
        for label in header.labels:
            word = fold(label)
            best = max(known, key=lambda other: ratio(word, other)) if word else ""
            found.append(known[best] if word and ratio(word, best) >= least else None)
        return found, found

    return mapper


def _difflib(one: str, other: str) -> float:
    matcher = difflib.SequenceMatcher(None, one, other, autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() > 0.5 else 0.0


def mappers() -> dict[str, Mapper]:
    found = {"exact": exact(False), "difflib": near(False, _difflib, 0.75), "exact, our words": exact(True)}
    try:
        from rapidfuzz import fuzz
    except ImportError:
        return found
    found["rapidfuzz"] = near(False, lambda a, b: fuzz.ratio(a, b) / 100, 0.75)
    found["rapidfuzz, our words"] = near(True, lambda a, b: fuzz.ratio(a, b) / 100, 0.75)
    return found


def measure(mapper: Mapper, corpus: Sequence[Header]) -> dict[str, float]:
    """Return top-1 accuracy over all labels, and the share that is wrong and was not asked about."""
    labels = right = wrong = asked = 0
    for header in corpus:
        best, used = mapper(header)
        for meant, guess, field in itertools.compress(zip(header.meant, best, used, strict=True), header.counts):
            labels += 1
            right += guess == meant
            wrong += field is not None and field != meant
            asked += guess is not None and field is None
    shares = {"top_1": right / labels, "wrong_confident": wrong / labels, "asked": asked / labels}
    return {"rows": len(corpus), "labels": labels, **{name: round(share, 4) for name, share in shares.items()}}


def misses(corpus: Sequence[Header]) -> Iterator[str]:
    for header in corpus:
        best, used = ours(header)
        rows = zip(header.labels, header.meant, best, used, header.counts, strict=True)
        for label, meant, guess, field, counts in rows:
            if guess != meant and counts:
                sure = "WRONG" if field else "miss"
                yield f"{sure:5} {header.product:28} {label!r:40} meant {meant}, found {guess}"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--write", action="store_true", help="write the results beside the others")
    options.add_argument("--misses", metavar="PART", help="list what was missed in a part")
    arguments = options.parse_args()
    if arguments.misses:
        print("\n".join(misses(headers(arguments.misses, values=True))))
        return
    found: dict[str, dict[str, object]] = {}
    for part in PARTS:
        found[part] = {
            "customer-import": measure(ours, headers(part, values=True)),
            "customer-import, labels only": measure(ours, headers(part, values=False)),
        }
        for name, mapper in mappers().items():
            found[part][name] = measure(mapper, headers(part, values=True))
    print(json.dumps(found, indent=2))
    if arguments.write:
        RESULTS.write_text(json.dumps(found, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
