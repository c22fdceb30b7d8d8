"""What is impossible about a profile, all of it at once, each fault with its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

import attrs

from customer_import import kinds
from customer_import.model import COUNT_OF_KIND
from customer_import.policy import POLICIES
from customer_import.profile import Field, Profile

NAME = re.compile(r"[a-z][a-z0-9_]*\Z")
FORMATS = ("csv", "xlsx", "xls", "xlsb", "ods")


def faults_of(profile: Profile) -> list[str]:
    """List what is impossible about a profile, each with its place."""
    return [fault for faults in _CHECKS for fault in faults(profile)]


def _name_faults(profile: Profile) -> Iterator[str]:
    """Names that are declared twice, or not at all."""
    names = [field.name for field in profile.fields]
    yield from (f"fields.{name}: declared twice" for name in sorted({n for n in names if names.count(n) > 1}))
    if not names:
        yield "fields: there are none"


def _each_field_faults(profile: Profile) -> Iterator[str]:
    """What is impossible about a field by itself."""
    for field in profile.fields:
        yield from (f"fields.{field.name}: {text}" for text in _field_faults(profile, field))


def _reference_faults(profile: Profile) -> Iterator[str]:
    """Names of fields and groups that are not there."""
    kind_of = {field.name: field.kind for field in profile.fields}
    groups = {group.name for group in profile.children}
    yield from (f"{place}: there is no field {name!r}" for place, name in _references(profile) if name not in kind_of)
    for field in profile.fields:
        if field.country and kind_of.get(field.country) != "country":
            yield f"fields.{field.name}.country: there is no field {field.country!r} of kind 'country'"
        if field.child and field.child not in groups:
            yield f"fields.{field.name}.child: there is no group {field.child!r} in children"


def _key_faults(profile: Profile) -> Iterator[str]:
    """Keys by which nobody is found."""
    if not profile.keys and profile.on_no_match != "create":
        yield "keys: without a key nobody can be found, so on_no_match must be 'create'"
    of_children = {field.name for field in profile.fields if field.child}
    for key in profile.key_fields:
        if key in of_children:
            yield f"keys: {key!r} belongs to a child; a customer is found by its own fields"
    if profile.create_command and profile.create_command.field not in profile.key_fields:
        yield f"create_command.field: {profile.create_command.field!r} is not a key"


def _zone_faults(profile: Profile) -> Iterator[str]:
    """Time zones that are none."""
    zones = {"zone": profile.zone, **{f"fields.{field.name}.zone": field.zone for field in profile.fields}}
    yield from (f"{place}: {_no_zone(zone)}" for place, zone in zones.items() if not _is_zone(zone))


def _format_faults(profile: Profile) -> Iterator[str]:
    """Formats of files that nobody reads."""
    for name in profile.file.formats:
        if name not in FORMATS:
            yield f"file.formats: {name!r} is not one of {', '.join(FORMATS)}"


def _credit_faults(profile: Profile) -> Iterator[str]:
    """What is impossible about a credit."""
    rule = profile.credit
    if rule is None:
        return
    if rule.operation not in ("add", "set"):
        yield f"credit.operation: {rule.operation!r} is not one of add, set"
    told = [name for name in ("reference", "expires") if rule.sets and getattr(rule, name)]
    yield from (f"credit.{name}: a balance that is set has none" for name in told)


def _parts_faults(profile: Profile) -> list[str]:
    """List what is impossible about columns that are split and combined."""
    faults: list[str] = []
    for split in profile.file.splits:
        if len(split.into) < 2 or (split.form != "list" and len(split.into) != 2):
            faults.append(
                f"file.splits.into: {split.form!r} has two parts" + (" or more" if split.form == "list" else "")
            )
    for combine in profile.file.combines:
        if len(combine.labels) < 2 or not all(combine.labels):
            faults.append("file.combines.labels: needs the labels of two columns or more")
    derived = {name for split in profile.file.splits for name in split.into} | {c.field for c in profile.file.combines}
    faults += [
        f"file: {name!r} feeds a credit, and is neither split nor combined"
        for name in sorted(derived & profile.credit_fields)
    ]
    return faults


def _showing_faults(profile: Profile) -> list[str]:
    """List what is impossible about the words and counters of a preview."""
    kinds_of_outcome = [*COUNT_OF_KIND]
    known = ("pending", *kinds_of_outcome)
    faults = [f"statuses.{name}: is not one of {', '.join(known)}" for name in profile.statuses if name not in known]
    if profile.counters:
        counted = [kind for counter in profile.counters for kind in counter.kinds]
        for kind in kinds_of_outcome:
            if counted.count(kind) != 1 and (kind != "remove" or kind in counted):
                faults.append(f"counters: {kind!r} is counted {counted.count(kind)} times; once keeps the sum")
        if all(counter.kinds for counter in profile.counters):
            faults.append("counters: none counts every row (without kinds), so that there is no sum to check")
    return faults


def _is_zone(name: str) -> bool:
    """Tell whether a name is an IANA time zone (or says nothing)."""
    if name in ("", "UTC"):
        return True
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # not found, not a name, a folder of zones
        return False
    return True


def _no_zone(name: str) -> str:
    """Say that a time zone is unknown, and where that is the machine's fault (Windows, slim containers), so."""
    hint = "" if _is_zone("Europe/London") else "; this machine has no zones: install the package tzdata"
    return f"there is no time zone {name!r}{hint}"


def _references(profile: Profile) -> list[tuple[str, str]]:
    """List every place that names a field, with the name."""
    places = [("keys", key.field) for key in profile.keys]
    places += [(f"constants.{name}", name) for name in profile.constants]
    places += [(f"file.positions[{i}]", name) for i, name in enumerate(profile.file.positions) if name]
    places += [("file.splits.into", name) for split in profile.file.splits for name in split.into]
    places += [("file.combines.field", combine.field) for combine in profile.file.combines]
    places += [(f"children.{group.name}.key", group.key) for group in profile.children]
    if profile.credit:
        places.append(("credit.customer", profile.credit.customer))
        places += [("credit", name) for name in profile.credit.fields]
    if profile.create_command:
        places.append(("create_command.field", profile.create_command.field))
        places += [("create_command.secondary", name) for name in profile.create_command.secondary]
    return places


# What cannot be declared of a field whose kind is known: when, and what is said of it.
_IMPOSSIBLE: tuple[tuple[Callable[[Profile, Field], object], str], ...] = (
    (lambda _, f: f.policy not in POLICIES, "policy {f.policy!r} is not one of " + ", ".join(POLICIES)),
    (lambda _, f: f.policy == "ratchet" and not f.order, "policy 'ratchet' needs an order"),
    (lambda _, f: f.order and f.policy != "ratchet", "order is for policy 'ratchet' only"),
    (
        lambda p, f: f.policy == "union" and not p.kind(f).multi,
        "policy 'union' needs a kind with several values, such as 'list'",
    ),
    (lambda _, f: f.blank == "clear" and f.policy != "overwritable", "blank 'clear' needs policy 'overwritable'"),
    (lambda _, f: f.blank == "clear" and f.required == "always", "blank 'clear' contradicts required 'always'"),
    (
        lambda _, f: f.kind == "choice" and not f.choices and not f.vocabulary,
        "kind 'choice' needs choices or a vocabulary",
    ),
    (
        lambda _, f: f.kind == "boolean" and not f.words.keys() <= {"true", "false"},
        "words of a boolean mean 'true' or 'false'",
    ),
    (lambda _, f: f.kind == "reference" and not f.reference, "kind 'reference' needs the name of a reference list"),
)


def _field_faults(profile: Profile, field: Field) -> Iterator[str]:
    """What is impossible about one field."""
    if not NAME.match(field.name):
        yield "a name is lower case letters, digits and underscores"
    known = {*kinds.BUILT_IN, *(kind.name for kind in profile.own_kinds)}
    if field.kind not in known:
        yield f"kind {field.kind!r} is not one of {', '.join(sorted(known))}"
        return
    yield from (text.format(f=field) for holds, text in _IMPOSSIBLE if holds(profile, field))
    if field.kind in kinds.BUILT_IN:
        yield from _option_faults(field)
    try:
        re.compile(field.pattern)
    except re.error as error:
        yield f"pattern does not compile: {error}"


def _option_faults(field: Field) -> Iterator[str]:
    """Options that the field's kind does not take."""
    for option, takers in kinds.OPTIONS.items():
        unset = {} if option in ("choices", "words") else _DEFAULTS[option].default
        if field.kind not in takers and getattr(field, option) != unset:
            yield f"{option} is for kinds {', '.join(takers)}, not for {field.kind!r}"


_DEFAULTS = attrs.fields_dict(Field)

# In the order in which their faults are told.
_CHECKS: tuple[Callable[[Profile], Iterable[str]], ...] = (
    *(_name_faults, _each_field_faults, _reference_faults, _key_faults, _credit_faults),
    *(_zone_faults, _format_faults, _parts_faults, _showing_faults),
)
