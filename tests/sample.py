"""A small profile and its file, shared by tests that need some plan rather than a particular one."""

import datetime

import customer_import as ci

TODAY = datetime.date(2026, 11, 22)

PROFILE = ci.Profile(
    "sample",
    fields=[
        ci.Field("email", kind="email", labels=["E-mail"], required="always", policy="immutable", reason="log-in"),
        ci.Field("name", kind="name", labels=["Name"], policy="fill_if_empty", reason="theirs to change"),
        ci.Field("city", labels=["City"]),
        ci.Field("points", kind="decimal", labels=["Points"]),
    ],
    keys=["email"],
    credit=ci.CreditRule("email", "points", default_unit="points"),
)

FILE = (
    b"E-mail;Name;City;Points;Shoe size\n"
    b"ann@example.org;Ann;Oslo;5;38\n"
    b"bob@example.org;Bob;;;44\n"
    b"not an address;Eve;Rome;7;\n"
    b"ann@example.org;Anna;Paris;1;\n"
)


def plan(store: ci.CustomerReader, data: bytes = FILE, **options: object) -> ci.Plan:
    """Plan a file for the sample profile."""
    table = ci.read(data, profile=PROFILE)
    return ci.plan(table, PROFILE, store, **{"today": TODAY, "occasion": "opening balances", **options})  # type: ignore[arg-type] # options of plan
