"""How the file's columns meet the profile's fields: settled once a file, looked up for every row."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from copy import copy

import attrs

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
        self.width = len(survey.label_map.fields)
        self.examples = ExampleRows(profile, survey.label_map.fields, survey.references)
        self.own_columns = survey.label_map.own_columns
        self.version_column = survey.label_map.own_column("version")
        settings = attrs.evolve(survey.settings, today=today)
        self.columns: list[Column] = []
        self.blank_letters = ["-"] * self.width  # the letters that no row changes
        self.group_of = {group.key: group.name for group in profile.children}
        places = enabled_columns(profile, survey.label_map.fields, features)
        fed = [(index, profile.field(name)) for index, name in enumerate(survey.label_map.fields) if name is not None]
        for index, field in fed:
            name = field.name
            if name not in places:
                self.blank_letters[index] = "D"
                continue
            self.blank_letters[index] = "."
            role = "value"
            if name in profile.credit_fields:
                role = "credit"
            elif name in self.group_of:
                role = "child_key"
            elif field.child:
                role = "child"
            is_key = name in profile.key_fields
            self.columns.append(Column(index, field, ColumnReader(profile, field, settings, places), role, is_key))
        self.by_name = {column.name: column for column in self.columns}
        self.keys: list[tuple[Key, Column]] = [
            (key, self.by_name[key.field]) for key in profile.keys if key.field in self.by_name
        ]
        self.unique = [c for c in self.columns if c.field.unique and not c.is_key and c.role == "value"]
        command = profile.create_command
        self.command = command if command and command.field in self.by_name else None
        secondary = self.command.secondary if self.command else ()
        self.secondary = [self.by_name[name] for name in secondary if name in self.by_name]
        self.identity = [c for c in self.columns if c.field.identity and not c.is_key and c.role == "value"]
        rule = profile.credit
        self.rule = rule if rule and rule.amount in self.by_name else None
        unit = rule.unit if rule is not None else ""
        self.unit_is_currency = bool(unit) and profile.field(unit).kind == "currency"
        # Fields that a create fills by itself, in the profile's order.
        self.fillers: list[tuple[str, str]] = []
        enabled = [field for field in profile.fields if not field.requires or field.requires in features]
        for field in enabled:
            value = field.default or profile.constants.get(field.name, "")
            if value and field.name not in profile.credit_fields and not field.child:
                self.fillers.append((field.name, value))
        filled = {name for name, _ in self.fillers}
        self.required_on_create = [f for f in enabled if f.required == "create" and f.name not in filled]

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
        KeyError: An override names no field.
        ProfileError: The policy does not fit the field.
    """
    for override in overrides:
        field = profile.field(override.field)
        order = field.order if override.policy == "ratchet" else ()
        changed = attrs.evolve(field, policy=override.policy, order=order)
        profile = attrs.evolve(profile, fields=tuple(changed if f.name == changed.name else f for f in profile.fields))
    return profile
