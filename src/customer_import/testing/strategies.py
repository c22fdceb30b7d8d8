"""Hypothesis strategies for property tests: profiles, sheets, stored customers, ledgers, and files made of them.

Everything is drawn from small pools, so that a file's rows collide with each other and with what is stored. The pools
hold invented people only. Examples shrink towards few fields, few rows and plain cells.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import attrs
from hypothesis import strategies as st

from customer_import.kinds import Kind
from customer_import.model import Child, Match, Posted, Problem, Record, Value
from customer_import.planning import Override
from customer_import.policy import Policy
from customer_import.profile import (
    ChildGroup,
    CreateCommand,
    CreditRule,
    Field,
    FileRules,
    Key,
    OnMatch,
    OnTaken,
    Profile,
    Rule,
)
from customer_import.surveying.marks import CORRECTED
from customer_import.testing._pools import (
    BLANKS,
    CHILD,
    CLEAR,
    CREDIT,
    CUSTOMER,
    KEYS,
    NATIONAL,
    OCCASION,
    ORDERS,
    POOLS,
    REFERENCES,
    TENANT,
    TODAY,
    UNKNOWN,
    Pool,
    canonical,
    key_forms,
)
from customer_import.testing._sheets import CsvStyle, Sheet, csv_bytes, csv_styles

__all__ = [
    "CLEAR",
    "OCCASION",
    "POOLS",
    "REFERENCES",
    "TENANT",
    "TODAY",
    "CsvStyle",
    "Scenario",
    "Sheet",
    "canonical",
    "csv_bytes",
    "csv_styles",
    "customers",
    "house_rule",
    "key_forms",
    "ledgers",
    "profiles",
    "scenarios",
    "sheets",
]
_ON_MATCH: tuple[OnMatch, ...] = ("update", "update", "update", "update", "update", "reject", "skip")

PER_ROW = ("identity.mismatch", "credit.possible_double")
_ON_TAKEN: tuple[OnTaken, ...] = ("reject", "skip")


@attrs.frozen
class Scenario:
    """All that a plan depends on; `options` are keyword arguments of `plan`."""

    profile: Profile
    sheet: Sheet
    customers: tuple[Match, ...] = ()
    ledger: tuple[Posted, ...] = ()
    features: tuple[str, ...] = ()
    answers: Mapping[str, str] = attrs.field(factory=dict)
    overrides: tuple[Override, ...] = ()

    @property
    def options(self) -> dict[str, Any]:
        """Return what `plan` takes besides table, profile, store and today."""
        occasion = OCCASION if self.profile.credit else None
        inputs = {"references": REFERENCES, "features": self.features, "answers": self.answers}
        return {"occasion": occasion, "overrides": self.overrides, **inputs}


def house_rule(record: Record) -> list[Problem]:
    """Reject the note "stop" and remark upon the note "y": a host's cross-field rule at its smallest."""
    note = record.values.get("note", "")
    if note == "stop":
        return [Problem("rule.stop", "reject", record.row, "note")]
    return [Problem("rule.heard", "remark", record.row, "note")] if note == "y" else []


@st.composite
def _fields(draw: st.DrawFn, pool: Pool, *, key: bool, credit: bool) -> Field:
    """Give a field of the pools rules of its own, valid ones."""
    field = pool.field
    changes: dict[str, Any] = {}
    policies = ["overwritable", "fill_if_empty", "immutable"]
    if not credit:
        policies += ["never"] if not field.child else []
        policies += ["ratchet"] * 3 if field.name in ORDERS and not key else []
        policies += ["union"] if field.kind == "list" else []
        policy = changes["policy"] = draw(st.sampled_from(policies))
        changes["order"] = ORDERS[field.name] if policy == "ratchet" else ()
    clears = ["clear"] * 3 if changes.get("policy") == "overwritable" and not key else []
    changes["blank"] = draw(st.sampled_from([*["ignore"] * 12, *clears * 2, "reject"]))
    requirements = ["no"] * 16 + ["create"] + (["always"] if changes["blank"] == "ignore" else [])
    changes["required"] = draw(st.sampled_from(requirements))
    changes["on_bad_cell"] = draw(st.sampled_from([None, "drop_cell", "reject_row"]))
    if field.kind in UNKNOWN:
        ignored = ["ignore_cell"] if changes["required"] != "always" and changes["blank"] != "reject" else []
        changes["unknown"] = draw(st.sampled_from(["reject_row", "keep", *ignored]))
    if field.kind in ("identifier", "text", "list"):
        changes["fold_case"] = draw(st.booleans())
    if not key and not credit and not field.child:
        changes["unique"] = draw(st.sampled_from([*[False] * 5, True]))
        changes["identity"] = draw(st.booleans())
        changes["requires"] = draw(st.sampled_from(["", "", "", "extra"])) if changes["required"] == "no" else ""
        if field.kind in ("text", "name") and not changes["unique"] and not changes["requires"]:
            changes["default"] = draw(st.sampled_from(["", "", "Ann"]))
    return attrs.evolve(field, **changes)


@st.composite
def _credit_rules(draw: st.DrawFn, customer: str, names: Sequence[str]) -> CreditRule:
    parts = {"unit": "unit", "account": "account", "expires": "ends", "description": "why", "reference": "ref"}
    sets = draw(st.sampled_from([False, False, False, True]))
    told = [part for part in parts if not (sets and part in ("expires", "reference"))]  # a balance has none of these
    named: dict[str, Any] = {part: parts[part] for part in told if parts[part] in names}
    return CreditRule(
        customer,
        "points",
        default_unit=draw(st.sampled_from(["EUR", "", "BONUS"])),
        account_needs_unit=draw(st.booleans()),
        allow_negative=draw(st.booleans()),
        allow_zero=draw(st.booleans()),
        scale=draw(st.sampled_from([-1, 0, 2])),
        operation="set" if sets else "add",
        **named,
    )


@st.composite
def profiles(draw: st.DrawFn, *, crediting: bool | None = None, children: bool | None = None) -> Profile:
    """Draw a valid profile.

    Args:
        draw: Given by Hypothesis.
        crediting: Whether rows credit points; None draws.
        children: Whether customers have children; None draws.
    """
    least = draw(st.sampled_from([1, 1, 1, 1, 0]))
    drawn = draw(st.lists(st.sampled_from(KEYS), unique=True, min_size=least, max_size=3))
    keys = sorted(drawn, key=KEYS.index)
    others = draw(st.lists(st.sampled_from([p.field.name for p in CUSTOMER]), unique=True, min_size=1, max_size=5))
    others += ["home"] if "phone" in (*keys, *others) and draw(st.booleans()) else []  # numbers and their country
    names = list(dict.fromkeys([*keys, *others]))
    credited = [name for name in keys if name != "cards"]
    has_credits = bool(credited) and (draw(st.booleans()) if crediting is None else crediting)
    has_children = draw(st.sampled_from([False, False, True])) if children is None else children
    ordered = [name for name in keys if name == "number"]
    commanded = bool(ordered) and draw(st.booleans())
    extras = ["points", *draw(st.lists(st.sampled_from([p.field.name for p in CREDIT[1:]]), unique=True))]
    extras = extras if has_credits else []
    pools = [POOLS[name] for name in (*names, *extras)] + (list(CHILD) if has_children else [])
    fields = [draw(_fields(p, key=p.field.name in keys, credit=p in CREDIT)) for p in pools]
    if {"phone", "home"} <= {field.name for field in fields} and draw(st.booleans()):
        fields = [attrs.evolve(f, country="home") if f.name == "phone" else f for f in fields]
    # The value that orders a create says nothing of the customer, so that a profile keeps it from being stored.
    # What is to be done where two fields of a row are taken and disagree on what that costs is nobody's rule.
    on_taken: OnTaken = draw(st.sampled_from(_ON_TAKEN))
    fields = [attrs.evolve(field, on_taken=on_taken) for field in fields]
    fields = [attrs.evolve(f, policy="never") if commanded and f.name == "number" else f for f in fields]
    noted = [field for field in fields if field.name == "note"]
    rules: tuple[Rule, ...] = (house_rule,) if draw(st.booleans()) and noted else ()
    on_match = draw(st.sampled_from(_ON_MATCH))
    own_match = st.sampled_from([*[None] * 4, *_ON_MATCH[-3:]])
    # A create that is ordered is looked up by every other key, or else it might take a key that is somebody's.
    secondary = [name for name in (*keys, *others) if name != "number"]
    return Profile(
        "drawn",
        fields,
        [Key(name, draw(own_match)) for name in keys],
        on_match=on_match,
        on_no_match=draw(st.sampled_from([*["create"] * 4, "reject", "skip"])) if keys else "create",
        create_command=CreateCommand("number", ("0",), secondary[: len(keys)]) if commanded else None,
        duplicates=draw(st.sampled_from(["first", "each", "each", "each", "reject_all"])),
        on_bad_cell=draw(st.sampled_from(["reject_row", "drop_cell"])),
        clear_tokens=(CLEAR,),
        null_tokens=("n/a",),
        credit=draw(_credit_rules(draw(st.sampled_from(credited)), extras)) if has_credits else None,
        children=[ChildGroup("ship", "ship_id")] if has_children else [],
        constants={"note": "imported"}
        if noted and not noted[0].requires and noted[0].required != "create" and draw(st.booleans())
        else {},
        file=FileRules(header="yes"),
        rules=rules,
    )


@st.composite
def sheets(
    draw: st.DrawFn, profile: Profile, *, max_rows: int = 8, people: Sequence[Match] = (), broken: bool = True
) -> Sheet:
    """Draw a sheet for a profile: messy cells, blanks, repeated rows, columns in any order, some of no field.

    Args:
        draw: Given by Hypothesis.
        profile: A profile out of `profiles`.
        max_rows: Most data rows.
        people: Stored customers that some of the rows speak of.
        broken: Whether rows may be shorter or longer than the header.
    """
    needed = [f.name for f in profile.fields if f.required == "always" or f.name in profile.key_fields]
    rest = [f.name for f in profile.fields if f.name not in needed]
    left_out = draw(st.lists(st.sampled_from(rest), unique=True, max_size=2)) if rest and needed else []
    columns: list[str | None] = [*needed, *(name for name in rest if name not in left_out)]
    columns += [None] if draw(st.booleans()) else []
    columns = draw(st.permutations(columns)) if draw(st.booleans()) else columns
    labels = tuple("Remarks of ours" if name is None else profile.field(name).labels[0] for name in columns)
    whole = st.tuples(*[_cells(profile, name) for name in columns])
    row = st.one_of(whole, *[_about(whole, profile, columns, match) for match in people])
    # A row that ends early, and one that is too long, among eight whole ones.
    shapes = st.sampled_from([0] * 8 + ([-1, 1] if broken else []))
    shaped = st.tuples(row, shapes).map(
        lambda drawn: (*drawn[0], "surplus") if drawn[1] > 0 else drawn[0][: drawn[1] or None]
    )
    drawn = draw(st.lists(shaped, max_size=max_rows))
    return Sheet(labels, tuple(columns), tuple(cells for cells in drawn if any(cell.strip() for cell in cells)))


def _cells(profile: Profile, name: str | None) -> st.SearchStrategy[str]:
    if name is None:
        return st.sampled_from(["", "seen"])
    pool = POOLS[name]
    command = profile.create_command
    orders = command.values * 4 if command and command.field == name else ()
    field = profile.field(name)
    refuses = field.policy != "overwritable" or name in (*profile.key_fields, *profile.credit_fields)
    asked = field.required == "always" or field.blank == "reject"
    good = (*pool.good, *(NATIONAL if field.country else ())) * (20 if asked else 6)
    clears = () if refuses or asked else (CLEAR,) * 2
    # Few cells may be bad, or else hardly a row with many columns would go on.
    bad = pool.bad * (12 if field.unknown == "ignore_cell" else 1)  # these cost no row
    return st.sampled_from([*good * 4, *orders * 4, *BLANKS * 4, *clears * 4, *bad, CLEAR])


def _about(
    rows: st.SearchStrategy[tuple[str, ...]], profile: Profile, columns: Sequence[str | None], match: Match
) -> st.SearchStrategy[tuple[str, ...]]:
    """Let rows speak of a stored customer: its keys stand in their columns, the rest is as it was drawn."""
    stored = {name: match.values.get(name, "") for name in profile.key_fields}
    texts = {name: value if isinstance(value, str) else ",".join(value) for name, value in stored.items()}

    def replaced(cells: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(texts.get(name or "", cell) for name, cell in zip(columns, cells, strict=True))

    return rows.map(replaced)


@st.composite
def customers(draw: st.DrawFn, profile: Profile, *, max_size: int = 4, ambiguous: bool = True) -> tuple[Match, ...]:
    """Draw stored customers, with canonical values out of the pools that sheets are drawn from.

    Args:
        draw: Given by Hypothesis.
        profile: A profile out of `profiles`.
        max_size: Most customers.
        ambiguous: Whether customers may share the value of a key or unique field, or the key of a child (a store with
            unique keys has none of these).
    """
    strategies = {
        field.name: st.sampled_from([_blank(profile, field), *canonical(profile, field)])
        for field in profile.fields
        if not field.child and field.name not in profile.credit_fields
    }
    made: list[Match] = []
    taken: set[tuple[str, str]] = set()
    for _ in range(draw(st.integers(0, max_size))):
        values = {name: value for name, strategy in strategies.items() if (value := draw(strategy))}
        children = {group.name: draw(_children(profile, group)) for group in profile.children}
        held = {(name, form) for name in _single(profile) for form in key_forms(profile, name, values.get(name, ""))}
        for group in profile.children:
            held.update(
                (group.key, form) for child in children[group.name] for form in key_forms(profile, group.key, child.key)
            )
        if not ambiguous and held & taken:
            continue
        taken |= held
        locked = draw(st.sampled_from([False] * 5 + [True]))
        made.append(Match(str(len(made) + 1), "1", values, children, locked))
    return tuple(made)


@st.composite
def _children(draw: st.DrawFn, profile: Profile, group: ChildGroup) -> tuple[Child, ...]:
    made = []
    for key in draw(st.lists(st.sampled_from(canonical(profile, profile.field(group.key))), unique=True)):
        members = [field for field in profile.fields if field.child == group.name and field.name != group.key]
        values = {field.name: draw(st.sampled_from(["", *canonical(profile, field)])) for field in members}
        made.append(Child(str(key), {name: str(value) for name, value in values.items() if value}))
    return tuple(made)


@st.composite
def ledgers(draw: st.DrawFn, profile: Profile, *, max_size: int = 3) -> tuple[Posted, ...]:
    """Draw credits that were posted before, under keys that a sheet of the profile may come to: equal and other."""
    from customer_import.planning.credits import credit_key, key_maker

    rule = profile.credit
    if rule is None:
        return ()
    owners = [
        form
        for value in canonical(profile, profile.field(rule.customer))
        for form in key_forms(profile, rule.customer, value)
    ]
    made: dict[str, Posted] = {}
    for _ in range(draw(st.integers(0, max_size))):
        reference = draw(st.sampled_from(["", "r1"])) if rule.reference else ""
        owner, ordinal = draw(st.sampled_from(owners)), draw(st.sampled_from([0, 0, 1, 1, CORRECTED + 3]))
        unit = rule.default_unit or draw(st.sampled_from(["EUR", "SEK"]))
        amount = draw(st.sampled_from(["5", "10"]))
        account = draw(st.sampled_from(["", "acc1"])) if rule.account else ""
        key = credit_key(TENANT, OCCASION, owner, reference, ordinal)
        if rule.sets and ordinal:  # else it is an entry of another occasion
            key = key_maker(TENANT, OCCASION).balance(owner, unit, account)
        expires = draw(st.sampled_from(["", "2027-01-01"])) if rule.expires else ""
        made[key] = Posted(key, amount, unit, account, expires, "earlier", 2)
    return tuple(made.values())


def lower(text: str) -> str:
    """Normalize for a host's own kind at its smallest, which does not know "y"."""
    if text == "y":
        raise ValueError("there is no y")
    return text.lower()


def _with_own_kind(profile: Profile) -> Profile:
    """Give notes a kind of the host's own."""
    fields = [attrs.evolve(f, kind="lower", fold_case=False) if f.name == "note" else f for f in profile.fields]
    return attrs.evolve(profile, fields=fields, own_kinds=[Kind("lower", normalize=lower, key_form=str.casefold)])


@st.composite
def _overrides(draw: st.DrawFn, profile: Profile) -> tuple[Override, ...]:
    """Draw policies that are lifted for one plan."""
    free = [
        field.name
        for field in profile.fields
        if field.name not in (*profile.key_fields, *profile.credit_fields)
        and not (field.child or field.blank == "clear" or field.policy == "never")
    ]
    names = draw(st.lists(st.sampled_from(free), unique=True, max_size=2)) if free else []
    policies: st.SearchStrategy[Policy] = st.sampled_from(["overwritable", "fill_if_empty", "immutable"])
    return tuple(Override(name, draw(policies), "somebody", "asked for") for name in names)


@st.composite
def scenarios(
    draw: st.DrawFn,
    *,
    ambiguous: bool = True,
    broken: bool = True,
    posted: bool = True,
    max_rows: int = 8,
    wide: bool = False,
) -> Scenario:
    """Draw a profile, a sheet for it, stored customers, a ledger and answers: all that a plan depends on.

    Args:
        draw: Given by Hypothesis.
        ambiguous: Whether customers may share keys.
        broken: Whether rows may be shorter or longer than the header.
        posted: Whether the ledger may have entries.
        max_rows: Most data rows.
        wide: Whether there may be overrides, answers for single rows, a kind of the host's own, versions in the file.
    """
    profile = draw(profiles())
    if wide and draw(st.booleans()):
        profile = _with_own_kind(profile)
    answers = {}
    if profile.create_command:
        answers["create.unchecked"] = draw(st.sampled_from(["create", "reject"]))
    if draw(st.booleans()):
        answers["identity.mismatch"] = "accept"
    if profile.credit and draw(st.sampled_from([False, False, False, True])):
        answers["credit.possible_double"] = "accept"
    if wide:
        rows = draw(st.lists(st.integers(2, 6), unique=True, max_size=2))
        answers.update({f"{code}.{row}": "accept" for code in PER_ROW for row in rows})
    people = draw(customers(profile, ambiguous=ambiguous and draw(st.sampled_from([False, False, True]))))
    sheet = draw(sheets(profile, max_rows=max_rows, people=people, broken=broken))
    return Scenario(
        profile,
        draw(_versioned(sheet)) if wide and draw(st.booleans()) else sheet,
        people,
        draw(ledgers(profile)) if posted else (),
        draw(st.sampled_from([(), ("extra",)])),
        answers,
        draw(_overrides(profile)) if wide else (),
    )


@st.composite
def _versioned(draw: st.DrawFn, sheet: Sheet) -> Sheet:
    """Put the customers' versions into a sheet, as an export has them: some are old."""
    cells = draw(
        st.lists(st.sampled_from(["1", "1 ", "2", "", "7"]), min_size=len(sheet.rows), max_size=len(sheet.rows))
    )
    width = len(sheet.labels)
    rows = [(*row, cell) if len(row) == width else row for row, cell in zip(sheet.rows, cells, strict=True)]
    return Sheet((*sheet.labels, "row_version"), (*sheet.fields, None), tuple(rows))


def _blank(profile: Profile, field: Field) -> Value:
    return () if profile.kind(field).multi else ""


def _single(profile: Profile) -> tuple[str, ...]:
    return (*profile.key_fields, *profile.unique_fields)
