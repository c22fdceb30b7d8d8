"""What the demo imports: for each file the profile, the customers who are there already, and the counts to expect.

The counts are worked out by hand from the files and the rules of the profiles; the demo fails where it counts others.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs

from customer_import import Child

FILES = Path(__file__).parent / "files"
TODAY = datetime.date(2026, 11, 22)
OCCASION = "opening balances 2026"

Counts = dict[str, int]
Customer = tuple[dict[str, Any], dict[str, Sequence[Child]]]


@attrs.frozen
class Case:
    """One file of the demo.

    Args:
        file: Its name.
        profile: The profile that reads it.
        says: What is odd about it, in a line.
        stored: Customers who are there already: values, children.
        first: Outcomes of the first plan.
        credits: Credits of the first plan.
        again: Outcomes of the second plan, after the first was applied.
        changes: Changes of the profile.
        options: Further arguments of `plan`.
        refused: The profile refuses the whole file for its rejected rows.
    """

    file: str
    profile: str
    says: str
    stored: Sequence[Customer]
    first: Counts
    credits: int
    again: Counts
    changes: Mapping[str, Any] = {}
    options: Mapping[str, Any] = {}
    refused: bool = False


def counts(created: int = 0, updated: int = 0, unchanged: int = 0, skipped: int = 0, rejected: int = 0) -> Counts:
    named = {"created": created, "updated": updated, "unchanged": unchanged, "skipped": skipped, "rejected": rejected}
    return {**named, "removed": 0}


def buyer(number: int, email: str, name: str, place: str) -> Customer:
    """A customer of the e-shop; `place` is street, city, zip code and country between bars."""
    names = ("billing_street", "billing_city", "billing_zip", "billing_country")
    person = {"guid": f"d7cc9ff4-9a15-11e3-bb01-ac162d8a245{number}", "email": email, "billing_full_name": name}
    return {**person, **dict(zip(names, place.split("|"), strict=True))}, {}


def visitor(number: int, name: str, email: str, mobile: str, rest: str) -> Customer:
    """A visitor of the theatre; `rest` is street, zip code, city and newsletter between bars."""
    first, last = name.split()
    person = {"customer_id": str(number), "first_name": first, "last_name": last, "email": email, "mobile": mobile}
    return {**person, **dict(zip(("address", "zip", "city", "newsletter"), rest.split("|"), strict=True))}, {}


JANAS_DELIVERY = Child(
    "5a1b3c00-9a15-11e3-bb01-ac162d8a0001",
    {"shipping_full_name": "Jana Nováková", "shipping_street": "Lipová 1", "shipping_city": "Žďár nad Sázavou"},
)
SHOPTET: tuple[Customer, ...] = (
    (
        buyer(1, "jana@example.org", "Jana Nováková", "Květinová 12|Brno|591 01|Česko")[0],
        {"delivery": (JANAS_DELIVERY,)},
    ),
    buyer(2, "petr@example.org", "Petr Dvořák", "Dlouhá 1|Plzeň|301 00|Česko"),
    buyer(3, "zofie@example.org", "Žofie Růžičková", "Mlýnská 2|Kolín|280 02|Česko"),
    buyer(4, "ondrej@example.org", "Ondřej Němec", "Polní 11|Znojmo|669 02|Slovensko"),
    buyer(9, "eva@example.org", "Eva Malá", "Horní 3|Opava|746 01|Česko"),
)
TIXLY: tuple[Customer, ...] = (
    visitor(1001, "Anna Åberg", "anna@example.org", "+46701740605", "Storgatan 1|111 22|Stockholm|true"),
    visitor(1002, "Björn Öström", "bjorn@example.org", "+46701740606", "Hamngatan 4|411 14|Göteborg|false"),
    visitor(1003, "Cecilia Ängström", "cecilia@example.org", "+46701740607", "Östra vägen 9|211 20|Malmö|true"),
    visitor(1004, "David Lundqvist", "david@example.org", "+46701740608", "Kungsgatan 8|111 43|Stockholm|true"),
    visitor(1005, "Elin Sjöberg", "elin@example.org", "+46701740609", "Björkallén 2|753 10|Uppsala|true"),
    visitor(1006, "Hanna Håkansson", "hanna@example.org", "+46701740610", "Ågatan 3|582 22|Linköping|false"),
)
RALEON: tuple[Customer, ...] = tuple(  # 7338441277598 … 7338441277604
    ({"shopify_id": str(7338441277598 + n)}, {}) for n in range(7)
)
EPOS: Customer = (
    {"lookup_id": "M-1001", "mobile_number": "+6591234567", "full_name": "Ong Mei", "email": "mei@example.com"},
    {},
)
INCUST: tuple[Customer, ...] = (
    ({"phone": "+37061200001", "name": "Ona Onaitė", "cards": ("1001",)}, {}),
    (
        {
            "phone": "+37061200002",
            "email": "jonas@example.org",
            "name": "Jonas Jonaitis",
            "birthday": "1985-05-05",
            "gender": "male",
            "cards": ("1002",),
        },
        {},
    ),
    ({"phone": "+37061200003", "name": "Petras", "cards": ("1003",)}, {}),
)
INCUST_COLUMNS = (
    *("phone", "email", "consent", "name", "birthday", "gender", "cards"),
    *("bonus_amount", "bonus_currency", "bonus_expires", "account"),
)

CASES = (
    Case(
        "shoptet.csv",
        "shoptet",
        "Windows-1250 with semicolons; a customer who has a guid is edited, a known e-mail without one is skipped",
        SHOPTET,
        counts(created=2, updated=2, unchanged=1, skipped=2, rejected=4),
        0,
        counts(unchanged=3, skipped=4, rejected=4),
        options={"references": {"countries": ["Česko", "Slovensko"], "pricelists": ["VIP"]}},
    ),
    Case(
        "tixly.csv",
        "tixly",
        "semicolons and Swedish letters; number 0 orders a new customer, a blank cell clears",
        TIXLY,
        counts(created=1, updated=2, unchanged=1, rejected=6),
        0,
        counts(unchanged=3, rejected=7),
        changes={"region": "SE"},
        options={"answers": {"create.unchecked": "reject"}},
    ),
    Case(
        "raleon.csv",
        "raleon",
        "points for customers who must exist; a spreadsheet has destroyed one id",
        RALEON,
        counts(updated=5, unchanged=1, rejected=4),
        5,
        counts(unchanged=6, rejected=4),
        options={"occasion": OCCASION},
    ),
    Case(
        "epos-invalid.csv",
        "epos",
        "only new customers, all or nothing: five rows are invalid, so nothing is imported",
        (EPOS,),
        counts(created=3, rejected=5),
        0,
        counts(created=3, rejected=5),
        options={"answers": {"column.unmapped.shoe_size": "ignore"}},
        refused=True,
    ),
    Case(
        "epos.csv",
        "epos",
        "the same file, corrected; importing it again is an error of every row, since this import only adds",
        (EPOS,),
        counts(created=8),
        0,
        counts(rejected=8),
        options={"answers": {"column.unmapped.shoe_size": "ignore"}},
    ),
    Case(
        "incust.xlsx",
        "incust",
        "a workbook with numeric phones and real dates; points become credits, stored names are held",
        INCUST,
        counts(created=4, updated=2, unchanged=1, rejected=5),
        3,
        counts(unchanged=7, rejected=5),
        changes={"region": "LT"},
        options={"occasion": OCCASION, "references": {"accounts": ["A-17"]}},
    ),
    Case(
        "incust-without-header.csv",
        "incust",
        "no header row: somebody says which field each column is",
        INCUST,
        counts(created=2, updated=2, rejected=4),
        2,
        counts(unchanged=4, rejected=4),
        changes={"region": "LT"},
        options={
            "occasion": OCCASION,
            "answers": {f"column.unmapped.{place}": field for place, field in enumerate(INCUST_COLUMNS, start=1)},
        },
    ),
)
