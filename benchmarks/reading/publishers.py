"""How well files are read that statistics offices, portals, registers, banks, shops and old programs publish.

The fifth family beside `pollution`, `portals`, `mixtures` and `exports`, written before anybody looked at what
detection does with it; what it gave before anything was mended for it stands in `results/csv.md`. What files go
through on their way (joined, printed, framed, cut) is in `slips`, and counts as part of this family.

    python -m benchmarks.reading.publishers [--seeds 3] [--start 0] [--only customer-import,CleverCSV] [--json FILE]
"""

from __future__ import annotations

import random
from collections.abc import Iterator

from benchmarks.reading.exports import (
    Made,
    Rng,
    clock,
    day,
    one_of,
    plain,
    real,
    table,
    whole,
    written,
)
from benchmarks.reading.offices import FIRMS, SHIRES, cyclic, euro, full, offices, weather, worldwide
from benchmarks.reading.pollution import Case, scoreboard
from benchmarks.reading.registers import registers
from benchmarks.reading.slips import slips


def programs(rng: Rng) -> Iterator[Made]:
    """Banks, advertisers, address books, shops."""
    bank = table(
        "Buchungstag|Wertstellung|Auftraggeber|Verwendungszweck|Betrag (EUR)",
        rng,
        14,
        lambda r, i: f"{i % 28 + 1:02d}.03.2024",
        lambda r, i: f"{i % 28 + 1:02d}.03.2024",
        one_of("Stadtwerke", 'Cafe "Sonne"'),
        one_of("Abschlag; März", "DANKE"),
        lambda r, i: f"-{euro(r, i)}",
    )
    head = (
        '"Kontonummer:";"DE02120300000000202051 / Girokonto";\n\n"Von:";"01.01.2024";\n"Bis:";"31.03.2024";\n'
        '"Kontostand vom 31.03.2024:";"1.234,56 EUR";\n\n'
    )
    yield "bank_pairs", head + full(bank, ";", every=True, end=";\n"), bank
    yield "bank_pairs_close", head.replace("\n\n", "\n") + full(bank, ";", every=True, end=";\n"), bank
    pay = table(
        "Date|Time|TimeZone|Name|Gross|Fee|Net",
        rng,
        12,
        lambda r, i: f"{i % 28 + 1}/3/2024",
        clock,
        one_of("CET"),
        one_of("Ann Roe", "Shop, the"),
        *[lambda r, i: f"{r.randint(1, 99)},{r.randint(0, 99):02d}"] * 3,
    )
    yield "pay_all_quoted", "\ufeff" + full(pay, every=True), pay
    pages = table(
        "Page|Pageviews|Avg. Time on Page|Bounce Rate|Page Value",
        rng,
        10,
        lambda r, i: f"/shop/item-{i}?a=1",
        lambda r, i: f"{r.randint(1, 9)},{r.randint(100, 999)}",
        clock,
        lambda r, i: f"{r.uniform(0, 99):.2f}%",
        one_of("$0.00"),
    )
    rule = "# " + "-" * 40
    days = table("Day Index|Pageviews", rng, 15, lambda r, i: f"{i + 1}/3/24", whole(0, 99))
    yield (
        "analytics",
        f"{rule}\n# All Web Site Data\n# Pages\n# 20240301-20240331\n{rule}\n\n" + full(pages) + "\n" + full(days),
        pages,
    )
    ads = table(
        "Campaign|State|Clicks|Impr.|Cost",
        rng,
        9,
        lambda r, i: f"Brand, {i}",
        one_of("Enabled", "Paused"),
        whole(0, 999),
        lambda r, i: f"{r.randint(1, 9)},{r.randint(100, 999)}",
        real(0, 99, ".2f"),
    )
    total = written(
        [["Total: Campaigns", " --", "411", "31,200", "88.10"], ["Total: Account", " --", "411", "31,200", "88.10"]]
    )
    yield "ads_totals", 'Campaign report\n"March 1, 2024 - March 31, 2024"\n' + full(ads) + total, ads
    links = table(
        "First Name|Last Name|URL|Email Address|Company|Position|Connected On",
        rng,
        20,
        one_of("Ann", "Jan"),
        one_of("Roe", "Nový, MBA"),
        lambda r, i: f"https://l.example/in/p{i}",
        one_of(""),
        one_of(*FIRMS),
        one_of("CEO", "Head of R&D"),
        lambda r, i: f"{i % 28 + 1:02d} Mar 2024",
    )
    yield (
        "connections_notes",
        'Notes:\n"When exporting your data, you may notice that some of the addresses are missing. '
        'You will only see those, who ""allow"" it. See https://h.example/a/1"\n\n' + full(links),
        links,
    )
    fields = [
        "First Name",
        "Middle Name",
        "Last Name",
        "Title",
        "E-mail Address",
        "Home Phone",
        *[f"Other {x}" for x in ("Street", "City", "Postal Code")],
        *[f"User {j}" for j in range(1, 30)],
    ]
    book = [
        [rng.choice(["Ann", "Bo"]), "", "Roe", "", f"a{i}@m.example", "+46 8 123", *[""] * (len(fields) - 6)]
        for i in range(9)
    ]
    yield plain("address_book", (fields, book))
    many = table(
        "Name|Given Name|Labels|E-mail 1 - Value|Phone 1 - Value",
        rng,
        15,
        one_of("Ann Roe", ""),
        one_of("Ann"),
        one_of("* myContacts", "Club ::: * myContacts"),
        lambda r, i: f"a{i}@m.example ::: b{i}@m.example",
        one_of("+46 70 123", ""),
    )
    yield plain("contacts_triple", many)
    chimp = table(
        "Email Address|First Name|MEMBER_RATING|OPTIN_IP|LATITUDE|NOTES|TAGS",
        rng,
        15,
        lambda r, i: f"a{i}@m.example",
        one_of("Ann", ""),
        whole(1, 5),
        lambda r, i: f"10.0.0.{i}",
        one_of("", "59.3"),
        one_of("", "called, twice"),
        one_of("", '"vip"', '"vip","new 2024"'),
    )
    yield plain("newsletter_tags", chimp)
    shop = table(
        "Customer ID|First Name|Email|Accepts Email Marketing|Default Address Phone|Total Spent|Tags",
        rng,
        15,
        lambda r, i: f"'{6500000000 + i}",
        one_of("Ann", "Bo"),
        lambda r, i: f"a{i}@m.example",
        one_of("yes", "no"),
        one_of("'+46701234567", ""),
        real(0, 999, ".2f"),
        one_of("", "vip, sthlm"),
    )
    yield plain("shop_apostrophes", shop)
    guard = table("code|zip|name", rng, 15, lambda r, i: f'="{i:05d}"', one_of('="01234"'), one_of("Ann", "Roe, Bo"))
    yield "formula_guards", ",".join(guard[0]) + "\n" + "".join(f'{a},{b},"{c}"\n' for a, b, c in guard[1]), guard
    yield "formula_guards_tabs", written([guard[0], *guard[1]], "\t", ""), guard
    wiki = table(
        "item|itemLabel|coord",
        rng,
        15,
        lambda r, i: f"http://www.data.example/entity/Q{i * 7}",
        cyclic(SHIRES),
        one_of("Point(14.4 50.1)"),
    )
    yield plain("query_service", wiki)
    dump = table(
        "_id|name|address.city|tags[0]|visits",
        rng,
        15,
        lambda r, i: f"ObjectId({i:024x})",
        one_of("Ann", "Bo"),
        cyclic(SHIRES),
        one_of("", "a"),
        whole(0, 9),
    )
    yield plain("document_store", dump)
    ecb = table(
        "Date|USD|JPY|BGN|CYP", rng, 20, day, real(1, 2, ".4f"), real(100, 170, ".2f"), one_of("1.9558"), one_of("N/A")
    )
    yield "rates_trailing", full(ecb, end=",\n"), ecb


def cases_of(seed: int) -> Iterator[Case]:
    """Yield all files of one seed."""
    rng = random.Random(f"publishers {seed}")
    for group in (worldwide, offices, weather, registers, programs, slips):
        for name, text, meant in group(rng):
            yield name, text.encode(), meant


if __name__ == "__main__":
    scoreboard(cases_of, str(__doc__))
