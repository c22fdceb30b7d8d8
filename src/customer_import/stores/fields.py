"""What a store has to know of a profile: which fields it keeps, which it must find by, which are unique.

Fields that feed credits are never stored; fields of children are stored with the child.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

import attrs

from customer_import.model import Child, ChildRef, Edit, Outcome, SetValues, Value
from customer_import.normalizing import Normalizer, Settings, normalizer
from customer_import.profile import Profile


@attrs.frozen
class Group:
    """A group of children: its name, the field that holds the child's key, its other fields."""

    name: str
    key: str
    fields: tuple[str, ...]


class StoredFields:
    """The fields of a profile as a store sees them.

    Attributes:
        profile: The profile.
        names: The fields of the customer itself.
        lists: Those of them with several values.
        groups: Group of children → its fields.
        group_of: Field of a child → its group.
        unique: Fields of the customer itself, keys first, of which no two customers share a value.
        findable: Fields of the customer itself that planning looks customers up by.
        numbered: The key field whose value the store makes up where a row orders a new customer (number 0), or "".
    """

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        credit = profile.credit_fields
        own = [field for field in profile.fields if not field.child and field.name not in credit]
        self.names = tuple(field.name for field in own)
        self.lists = frozenset(field.name for field in own if profile.kind(field).multi)
        self.group_of = {field.name: field.child for field in profile.fields if field.child}
        self.groups = {
            group.name: Group(
                group.name,
                group.key,
                tuple(name for name, owner in self.group_of.items() if owner == group.name and name != group.key),
            )
            for group in profile.children
        }
        unique = (*profile.key_fields, *profile.unique_fields)
        self.unique = tuple(name for name in unique if name in self.names)
        wanted = {*self.unique}
        if profile.create_command:
            wanted.update(profile.create_command.secondary)
        if profile.credit:
            wanted.add(profile.credit.customer)
        self.findable = tuple(name for name in self.names if name in wanted)
        self.numbered = profile.create_command.field if profile.create_command else ""
        self._settings = Settings(region=profile.region, locale=profile.locale, zone=profile.zone)
        self._normalizers: dict[str, Normalizer] = {}

    def normalizer(self, field: str) -> Normalizer:
        """Return the normalizer that knows a field's key forms."""
        found = self._normalizers.get(field)
        if found is None:
            declared = self.profile.field(field)
            found = self._normalizers[field] = normalizer(declared, self.profile.kind(declared), self._settings)
        return found

    @cached_property
    def exact(self) -> frozenset[str]:
        """Fields whose values are their own key forms, so that an index on the value serves."""
        return frozenset(name for name in self.findable if type(self.normalizer(name)).key is Normalizer.key)

    def forms(self, field: str, value: Value) -> tuple[str, ...]:
        """Return the key forms of a value: none where it is blank, one for each item of a list."""
        items: Sequence[str] = (value,) if isinstance(value, str) else value
        items = [item for item in items if item]
        return tuple(dict.fromkeys(self.normalizer(field).keys(items))) if items else ()

    def taken(self, field: str) -> str:
        """Return the problem's code for a value of a unique field that somebody else owns."""
        return "key.taken" if field in self.profile.key_fields else "value.taken"


def own_values(edits: Iterable[Edit]) -> dict[str, Value]:
    """Collect what edits set on the customer itself; cleared fields are "" or ()."""
    if isinstance(edits, SetValues):
        return dict(edits.values)
    return {edit.field: edit.after for edit in edits if edit.child is None}


def child_edits(edits: Iterable[Edit]) -> Mapping[ChildRef, Sequence[Edit]]:
    """Collect the edits of children, by child."""
    found: dict[ChildRef, list[Edit]] = {}
    for edit in () if isinstance(edits, SetValues) else edits:
        if edit.child is not None:
            found.setdefault(edit.child, []).append(edit)
    return found


def child_values(group: Group, ref: ChildRef, edits: Iterable[Edit]) -> tuple[str, dict[str, str]]:
    """Return what edits make of one child: its key, and the values of its other fields ("" clears)."""
    values = {edit.field: str(edit.after) for edit in edits}
    key = values.pop(group.key, "") or ref.key
    return key, values


def place_of(children: Sequence[Child], ref: ChildRef, edits: Sequence[Edit], group: Group) -> int | None:
    """Return which of a customer's children edits speak of: the one with their key, in undo also the one they added.

    None where there is none. A child that is dropped must hold exactly what it was planned against.
    """
    for place, child in enumerate(children):
        if child.key != ref.key or not (ref.key or ref.drop):
            continue
        before = {edit.field: edit.before for edit in edits if edit.before and edit.field != group.key}
        if not ref.drop or before == {name: value for name, value in child.values.items() if value}:
            return place
    return None


def depends_on_version(outcome: Outcome) -> bool:
    """Tell whether an outcome writes the customer; a row that only credits does not care for its version."""
    return bool(outcome.edits) or outcome.kind == "remove"
