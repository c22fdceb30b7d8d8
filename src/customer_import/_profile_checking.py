"""What is impossible about a profile, all of it at once, each fault with its place."""

from __future__ import annotations

import re

import attrs

from customer_import import kinds
from customer_import.model import COUNT_OF_KIND
from customer_import.policy import POLICIES
from customer_import.profile import CreditRule, Field, Profile

NAME = re.compile(r"[a-z][a-z0-9_]*\Z")
FORMATS = ("csv", "xlsx", "xls", "xlsb", "ods")


def faults_of(profile: Profile) -> list[str]:
    """List what is impossible about a profile, each with its place."""
    faults: list[str] = []
    names = [field.name for field in profile.fields]
    faults += [f"fields.{name}: declared twice" for name in sorted({n for n in names if names.count(n) > 1})]
    if not profile.fields:
        faults.append("fields: there are none")
    known = set(names)
    for field in profile.fields:
        faults += [f"fields.{field.name}: {text}" for text in _field_faults(profile, field)]
    for place, name in _references(profile):
        if name not in known:
            faults.append(f"{place}: there is no field {name!r}")
    if not profile.keys and profile.on_no_match != "create":
        faults.append("keys: without a key nobody can be found, so on_no_match must be 'create'")
    groups = {group.name for group in profile.children}
    for field in profile.fields:
        if field.country and (field.country not in known or profile.field(field.country).kind != "country"):
            faults.append(f"fields.{field.name}.country: there is no field {field.country!r} of kind 'country'")
        if field.child and field.child not in groups:
            faults.append(f"fields.{field.name}.child: there is no group {field.child!r} in children")
    for key in profile.key_fields:
        if key in known and profile.field(key).child:
            faults.append(f"keys: {key!r} belongs to a child; a customer is found by its own fields")
    if profile.credit:
        faults += [f"credit.{text}" for text in _credit_faults(profile.credit)]
    if profile.create_command and profile.create_command.field not in profile.key_fields:
        faults.append(f"create_command.field: {profile.create_command.field!r} is not a key")
    zones = {"zone": profile.zone, **{f"fields.{field.name}.zone": field.zone for field in profile.fields}}
    faults += [f"{place}: {_no_zone(zone)}" for place, zone in zones.items() if not _is_zone(zone)]
    for name in profile.file.formats:
        if name not in FORMATS:
            faults.append(f"file.formats: {name!r} is not one of {', '.join(FORMATS)}")
    return faults + _parts_faults(profile) + _showing_faults(profile)


def _credit_faults(rule: CreditRule) -> list[str]:
    """List what is impossible about a credit."""
    if rule.operation not in ("add", "set"):
        return [f"operation: {rule.operation!r} is not one of add, set"]
    told = [name for name in ("reference", "expires") if rule.sets and getattr(rule, name)]
    return [f"{name}: a balance that is set has none" for name in told]


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


def _field_faults(profile: Profile, field: Field) -> list[str]:
    """List what is impossible about one field."""
    faults: list[str] = []
    if not NAME.match(field.name):
        faults.append("a name is lower case letters, digits and underscores")
    own = {kind.name for kind in profile.own_kinds}
    if field.kind not in kinds.BUILT_IN and field.kind not in own:
        return [*faults, f"kind {field.kind!r} is not one of {', '.join(sorted({*kinds.BUILT_IN, *own}))}"]
    if field.policy not in POLICIES:
        faults.append(f"policy {field.policy!r} is not one of {', '.join(POLICIES)}")
    if field.policy == "ratchet" and not field.order:
        faults.append("policy 'ratchet' needs an order")
    if field.order and field.policy != "ratchet":
        faults.append("order is for policy 'ratchet' only")
    if field.policy == "union" and not profile.kind(field).multi:
        faults.append("policy 'union' needs a kind with several values, such as 'list'")
    if field.blank == "clear" and field.policy != "overwritable":
        faults.append("blank 'clear' needs policy 'overwritable'")
    if field.blank == "clear" and field.required == "always":
        faults.append("blank 'clear' contradicts required 'always'")
    if field.kind == "choice" and not field.choices and not field.vocabulary:
        faults.append("kind 'choice' needs choices or a vocabulary")
    if field.kind == "boolean" and not field.words.keys() <= {"true", "false"}:
        faults.append("words of a boolean mean 'true' or 'false'")
    if field.kind == "reference" and not field.reference:
        faults.append("kind 'reference' needs the name of a reference list")
    defaults = attrs.fields_dict(Field)
    for option, takers in kinds.OPTIONS.items():
        default = defaults[option].default
        unset = {} if option in ("choices", "words") else default
        if field.kind in kinds.BUILT_IN and field.kind not in takers and getattr(field, option) != unset:
            faults.append(f"{option} is for kinds {', '.join(takers)}, not for {field.kind!r}")
    try:
        re.compile(field.pattern)
    except re.error as error:
        faults.append(f"pattern does not compile: {error}")
    return faults
