"""How the file's columns meet the profile's fields: settled once a file, looked up for every row."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from copy import copy

import attrs

from customer_import.errors import UsageError
from customer_import.mapping.parts import Derived
from customer_import.model import Value
from customer_import.policy import Policy, Situation
from customer_import.profile import Field, Key, OnMatch, Profile
from customer_import.surveying import Survey
from customer_import.surveying.columns import ColumnReader, enabled_columns
from customer_import.surveying.examples import ExampleRows


@attrs.frozen
class Override:
    """One field's policy, lifted for one plan by somebody who answers for it.

    Args:
        field: The field.
        policy: The policy that counts in this plan.
        actor: Who lifted it.
        reason: Why.
    """

    field: str
    policy: Policy
    actor: str
    reason: str


def _items(value: Value) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else value


@attrs.define(eq=False)
class Column:
    """A column of the file that feeds a field and is not disabled.

    Args:
        index: Its place in the file.
        field: The field.
        reader: Turns its cells into values.
        role: ``value`` of the customer, ``credit``, ``child`` or ``child_key``.
        is_key: Whether customers are recognized by it.
    """

    index: int
    field: Field
    reader: ColumnReader
    role: str
    is_key: bool

    @property
    def name(self) -> str:
        """The field's name."""
        return self.field.name

    def same(self, incoming: Value, stored: Value) -> bool:
        """Tell whether a value says nothing new (deciding, section 5)."""
        if incoming == stored:
            return True
        if self.reader.multi:
            offered, there = set(self.reader.item_keys(incoming)), set(self.reader.item_keys(stored))
            return offered <= there if self.field.policy == "union" else offered == there
        return self.is_key and self.reader.item_keys(incoming) == self.reader.item_keys(stored)

    def looks_alike(self, incoming: Value, stored: Value) -> bool:
        """Tell whether values that share a key form share it only because letters of two scripts look the same."""
        normal = self.reader.normalizer
        offered, there = _items(incoming), _items(stored)
        typed = {normal.spelling(item) for item in there}
        forms = {normal.key(item) for item in there}
        return any(normal.spelling(item) not in typed and normal.key(item) in forms for item in offered)

    def situation(self, incoming: Value, stored: Value) -> Situation:
        """Judge a non-blank value against the stored one."""
        if not stored:
            return "stored_blank"
        if self.same(incoming, stored):
            return "same"
        return "forward" if self._ahead(incoming, stored) else "differs"

    def _ahead(self, incoming: Value, stored: Value) -> bool:
        order = self.field.order
        if not order:
            return False
        if order != ("ascending",):
            return incoming in order and stored in order and order.index(stored) < order.index(incoming)
        if self.field.kind in ("decimal", "integer"):
            from decimal import Decimal, InvalidOperation

            try:
                return Decimal(str(stored)) < Decimal(str(incoming))
            except InvalidOperation:  # a stored value that is no number is not behind anything
                return False
        return stored < incoming  # type: ignore[operator] # ISO dates and text

    def merged(self, incoming: Value, stored: Value) -> Value:
        """Return what to store: under `union` the stored items followed by the new ones."""
        if self.field.policy != "union" or not isinstance(incoming, tuple) or not isinstance(stored, tuple):
            return incoming
        there = set(self.reader.item_keys(stored))
        return stored + tuple(item for item in incoming if self.reader.normalizer.key(item) not in there)


class Layout:
    """The columns of one file under one profile, with everything that does not change from row to row."""

    def __init__(
        self, survey: Survey, today: str, features: Collection[str] = (), overrides: Sequence[Override] = ()
    ) -> None:
        self.profile = profile = overridden(survey.profile, overrides)
        self.survey = survey
        fields = survey.label_map.fields
        self.width = len(fields)
        self.examples = ExampleRows(profile, fields, survey.references)
        self.own_columns = survey.label_map.own_columns
        self.version_column = survey.label_map.own_column("version")
        self.group_of = {group.key: group.name for group in profile.children}
        self.columns = list(self._fed(enabled_columns(profile, fields, features), today))
        self.blank_letters = list(self._letters())
        self.by_name = by_name = {column.name: column for column in self.columns}
        self.keys: list[tuple[Key, Column]] = [(k, by_name[k.field]) for k in profile.keys if k.field in by_name]
        own = [column for column in self.columns if column.role == "value" and not column.is_key]
        self.unique = [column for column in own if column.field.unique]
        self.identity = [column for column in own if column.field.identity]
        command, rule = profile.create_command, profile.credit
        self.command = command if command and command.field in by_name else None
        secondary = self.command.secondary if self.command else ()
        self.secondary = [by_name[name] for name in secondary if name in by_name]
        self.rule = rule if rule and rule.amount in by_name else None
        unit = rule.unit if rule is not None else ""
        self.unit_is_currency = bool(unit) and profile.field(unit).kind == "currency"
        enabled = [field for field in profile.fields if not field.requires or field.requires in features]
        self.fillers = self._filling(enabled)
        filled = {name for name, _ in self.fillers}
        self.required_on_create = [f for f in enabled if f.required == "create" and f.name not in filled]

    def _fed(self, places: Mapping[str, int], today: str) -> Iterator[Column]:
        """Yield the columns that feed a field which is not disabled."""
        profile, settings = self.profile, attrs.evolve(self.survey.settings, today=today)
        for index, name in enumerate(self.survey.label_map.fields):
            if name is not None and name in places:
                field = profile.field(name)
                reader = ColumnReader(profile, field, settings, places)
                yield Column(index, field, reader, self._role(field), name in profile.key_fields)

    def _role(self, field: Field) -> str:
        if field.name in self.profile.credit_fields:
            return "credit"
        if field.name in self.group_of:
            return "child_key"
        return "child" if field.child else "value"

    def _letters(self) -> Iterator[str]:
        """Yield each column's letter where no row has anything in it: unmapped, disabled, or blank."""
        fed = {column.index for column in self.columns}
        for index, name in enumerate(self.survey.label_map.fields):
            yield "-" if name is None else "." if index in fed else "D"

    def _filling(self, enabled: Sequence[Field]) -> list[tuple[str, str]]:
        """Return what a create fills by itself, in the profile's order."""
        values = ((field, field.default or self.profile.constants.get(field.name, "")) for field in enabled)
        mine = ((f.name, value) for f, value in values if f.name not in self.profile.credit_fields and not f.child)
        return [(name, value) for name, value in mine if value]

    @property
    def sets(self) -> bool:
        """Whether credits set balances."""
        return self.rule is not None and self.rule.sets

    @property
    def told_by(self) -> list[str]:
        """The fields that say whether a row orders a create, and what it credits."""
        credit = (self.rule.customer, *self.profile.credit_fields) if self.rule else ()
        return [*([self.command.field] if self.command else ()), *credit]

    def narrowed(self, names: Collection[str]) -> Layout:
        """Return the layout with the columns of some fields only."""
        narrow = copy(self)
        narrow.columns = [column for column in self.columns if column.name in names]
        narrow.keys = [(key, column) for key, column in self.keys if column.name in names]
        narrow.unique = [column for column in self.unique if column.name in names]
        narrow.secondary = [column for column in self.secondary if column.name in names]
        return narrow

    @property
    def beside(self) -> tuple[int | None, ...]:
        """The columns that are no part of a row's content."""
        return self.survey.label_map.beside

    @property
    def derived(self) -> tuple[Derived, ...]:
        """The columns that are made of others."""
        return self.survey.label_map.derived

    def on_match(self, key: Key) -> OnMatch:
        """Return what a hit of a key means."""
        return key.on_match or self.profile.on_match

    def filler(self, name: str, value: str) -> Value:
        """Return a default or constant in the shape of its field."""
        return (value,) if self.profile.kind(self.profile.field(name)).multi else value


def overridden(profile: Profile, overrides: Sequence[Override]) -> Profile:
    """Return the profile with some policies lifted.

    Raises:
        UsageError: An override names no field.
        ProfileError: The policy does not fit the field.
    """
    for override in overrides:
        if all(field.name != override.field for field in profile.fields):
            message = f"the override names {override.field!r}, which is no field of profile {profile.name!r}"
            raise UsageError(message, code="override.unknown_field")
        field = profile.field(override.field)
        order = field.order if override.policy == "ratchet" else ()
        changed = attrs.evolve(field, policy=override.policy, order=order)
        profile = attrs.evolve(profile, fields=tuple(changed if f.name == changed.name else f for f in profile.fields))
    return profile
