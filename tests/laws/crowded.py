"""Scenarios made for the codes that chance meets seldom: few people, few values, every rule switched on somewhere.

`testing.strategies` draws profiles of any shape, so that most of its rows never come to the later stations. The worlds
here are seven profiles that a person wrote down; rows, stored customers, ledger and answers are drawn.
"""

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

import attrs

from customer_import.kinds import Kind
from customer_import.model import Child, Match, Posted, Value
from customer_import.planning.credits import key_maker
from customer_import.profile import (
    ChildGroup,
    CreateCommand,
    CreditRule,
    Duplicates,
    Field,
    FileRules,
    Guards,
    Key,
    Profile,
)
from customer_import.testing.strategies import OCCASION, TENANT, Scenario, Sheet, house_rule, lower

MAILS = ("ann@x.org", "Ann@X.org", "bob@x.org", "eva@x.org", "")
# Canonical values, and what a file may have besides: other spellings, blanks, faults.
STORED: Mapping[str, Sequence[Value]] = {
    "email": ("ann@x.org", "bob@x.org", "eva@x.org", ""),
    "number": ("1", "2", "A3", "\u04103"),
    "name": ("Ann", "Bob", ""),
    "last": ("Ek", "Berg", ""),
    "level": ("low", "mid", "high", ""),
    "cards": (("C1",), ("C2", "C3"), ()),
    "code": ("k1", "k2", ""),
    "note": ("x", ""),
    "born": ("1990-01-02", ""),
    "tag": ("a", ""),
}
WRITTEN: Mapping[str, Sequence[str]] = {
    "email": (*MAILS, *MAILS[:-1], "new@x.org"),
    "number": ("1", "1", "2", "2", "9", "A3", "0", "0", ""),
    "name": ("Ann", "ANN", "Bob", "Eva"),
    "last": ("Ek", "Berg", "Ny"),
    "level": ("low", "mid", "high"),
    "cards": ("C1", "C1,C2", "C3,C4", "", ""),
    "code": ("k1", "k2", "k3", "", ""),
    "note": ("x", "x", "", "", "y"),
    "born": ("1990-01-02", "1991-05-06", "1991-05-06"),
    "tag": ("a", "b", ""),
    "points": ("5", "5", "10", "10", "0", ""),
    "unit": ("EUR", "SEK", "EUR", ""),
    "account": ("", "", "acc1"),
    "ends": ("", "", "2027-01-01"),
    "ref": ("", "", "", "r1", "r2"),
    "ship_id": ("", "s1", "s2", "s9"),
    "ship_city": ("", "Brno", "Umeå"),
    "ship_zip": ("", "100", "200"),
}
# What a cell of one row in five may hold besides: faults, unknown values, orders that are refused.
FAULTY: Mapping[str, Sequence[str]] = {
    "email": ("nobody",),
    "level": ("huge", ""),
    "code": ("<clear>",),
    "note": ("stop", "<clear>"),
    "born": ("soon", ""),
    "tag": ("zzz",),
    "points": ("-1", "2.5051", "x"),
    "unit": ("XXQ",),
    "ends": ("never",),
}
LEVELS = {"low": (), "mid": (), "high": ()}


def _field(name: str, kind: str = "text", **options: Any) -> Field:
    return Field(name, kind, labels=(name.replace("_", " ").title(),), **options)


EMAIL, NUMBER = _field("email", "email"), _field("number", "identifier")
PEOPLE = (
    _field("name", "name", identity=True, policy="fill_if_empty"),
    _field("last", "name", identity=True),
    _field("level", "choice", choices=LEVELS, policy="ratchet", order=tuple(LEVELS)),
    _field("cards", "list", separators=(",",), policy="union", unique=True),
    _field("tag", "choice", choices={"a": (), "b": ()}, unknown="ignore_cell", policy="never"),
    _field("note", blank="clear"),
)
CREDITS = (
    _field("points", "decimal"),
    _field("unit", "currency", on_bad_cell="drop_cell"),
    _field("account", "identifier"),
    _field("ends", "date", formats=("YYYY-MM-DD",), on_bad_cell="drop_cell"),
    _field("ref", "identifier"),
)
CREDIT = CreditRule("number", "points", unit="unit", account="account", expires="ends", reference="ref")
SHIP = (
    _field("ship_id", "identifier", child="ship", policy="immutable"),
    _field("ship_city", child="ship"),
    _field("ship_zip", child="ship"),
)


def _profile(fields: Sequence[Field], keys: Sequence[Key], **options: Any) -> Profile:
    return Profile(
        "crowded",
        fields,
        keys,
        file=FileRules(header="yes"),
        guards=Guards(minimum_rows=10_000),
        clear_tokens=("<clear>",),
        rules=(house_rule,),
        **options,
    )


ASKED = (PEOPLE[1], attrs.evolve(PEOPLE[2], blank="reject", order=(), policy="overwritable"), *PEOPLE[3:5])
CODE = _field("code", "identifier", unique=True, policy="immutable")
WORLDS: Sequence[Profile] = (
    _profile((NUMBER, EMAIL, *PEOPLE), (Key("number"), Key("email"))),
    _profile(
        (NUMBER, EMAIL, *PEOPLE, attrs.evolve(CODE, on_taken="skip")),
        (Key("number", "update"), Key("email", "skip")),
        on_no_match="reject",
        constants={"note": "imported"},
    ),
    _profile(
        (attrs.evolve(NUMBER, policy="never"), EMAIL, *PEOPLE, CODE, _field("born", "date", required="create")),
        (Key("number"),),
        create_command=CreateCommand("number", ("0",), ("email",)),
        on_no_match="skip",
    ),
    _profile(
        (NUMBER, EMAIL, CODE, attrs.evolve(PEOPLE[0], requires="extra"), *ASKED, _field("note", "lower")),
        (Key("number"), Key("email")),
        on_match="reject",
        own_kinds=(Kind("lower", normalize=lower),),
    ),
    _profile((NUMBER, EMAIL, *CREDITS), (Key("number"), Key("email")), credit=CREDIT),
    _profile(
        (NUMBER, *CREDITS[:3]),
        (Key("number"),),
        on_bad_cell="drop_cell",
        credit=attrs.evolve(CREDIT, operation="set", expires="", reference="", default_unit="EUR", scale=2),
    ),
    _profile((EMAIL, *SHIP), (Key("email"),), children=(ChildGroup("ship", "ship_id"),)),
)


def crowded(seed: int, *, rows: int = 40) -> Scenario:
    """Draw a scenario: the seed says which world it is set in, and all that is drawn."""
    chance = Random(seed)
    repeats: Duplicates = chance.choice(("each", "each", "first", "reject_all"))
    profile = attrs.evolve(WORLDS[seed % len(WORLDS)], duplicates=repeats)
    people = tuple(_person(chance, profile, number) for number in range(chance.randint(1, 5)))
    names = [field.name for field in profile.fields]
    drawn = [_row(chance, names, people) for _ in range(chance.randint(1, rows))]
    shaped = [_shaped(chance, cells) for cells in drawn if any(cells)]
    versions = [(*cells, chance.choice(("", "1", "old"))) if len(cells) == len(names) else cells for cells in shaped]
    answers = {"create.unchecked": chance.choice(("create", "reject"))} if profile.create_command else {}
    answers |= chance.choice(({}, {"identity.mismatch.5": "accept", "credit.possible_double.7": "accept"}))
    labels = tuple(profile.field(name).labels[0] for name in names)
    sheet = Sheet((*labels, "row_version"), (*names, None), tuple(versions))
    return Scenario(profile, sheet, people, _ledger(chance, profile), chance.choice(((), ("extra",))), answers)


def _row(chance: Random, names: Sequence[str], people: Sequence[Match]) -> tuple[str, ...]:
    """Draw the cells of a row: some rows repeat much of what a stored customer has, some hold faults."""
    cells = [chance.choice(WRITTEN[name]) for name in names]
    what = chance.randrange(5)
    if what < 2:
        about = chance.choice(people).values
        stored = [about.get(name, "") for name in names]
        texts = [value if isinstance(value, str) else ",".join(value) for value in stored]
        cells = [own if own and chance.random() < 0.7 else cell for own, cell in zip(texts, cells, strict=True)]
    elif what == 2:
        cells = [chance.choice((cell, *FAULTY.get(name, ()))) for name, cell in zip(names, cells, strict=True)]
    return tuple(cells)


def _shaped(chance: Random, cells: tuple[str, ...]) -> tuple[str, ...]:
    cut = chance.choice((None, None, None, None, None, None, -1))
    return cells[:cut]


def _person(chance: Random, profile: Profile, number: int) -> Match:
    own = [field.name for field in profile.fields if field.name in STORED]
    values = {name: chance.choice(STORED[name]) for name in own}
    values = {name: value for name, value in values.items() if value}
    keys = chance.sample(("s1", "s2"), chance.randint(0, 2))
    children = {
        group.name: [Child(key, {"ship_city": chance.choice(("Brno", "Umeå")), "ship_zip": "100"}) for key in keys]
        for group in profile.children
    }
    return Match(str(number + 1), "1", values, children, chance.random() < 0.1)


def _ledger(chance: Random, profile: Profile) -> tuple[Posted, ...]:
    rule = profile.credit
    if rule is None:
        return ()
    maker = key_maker(TENANT, OCCASION)
    made: dict[str, Posted] = {}
    for _ in range(6):
        owner, unit = chance.choice(("1", "2", "a3")), chance.choice(("EUR", "SEK"))
        account = chance.choice(("", "acc1"))
        key = maker.balance(owner, unit, account) if rule.sets else maker(owner, "", chance.choice((0, 0, 1, 4)))
        made[key] = Posted(key, chance.choice(("5", "5", "10")), unit, account, "", "earlier", 2)
    return tuple(made.values())
