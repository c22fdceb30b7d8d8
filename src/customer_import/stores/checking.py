"""Stored keys that an import would not find its customers by: found before the import, not after it made doubles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Literal

import attrs

from customer_import.model import Match
from customer_import.ports import CustomerReader
from customer_import.profile import Profile
from customer_import.stores.fields import StoredFields

CHUNK = 1000


@attrs.frozen
class KeyFault:
    """A stored key that is not as the port promises.

    Args:
        customer_id: The customer.
        field: The field.
        code: ``key.unfound``: the store does not find the customer by the value's key form, so that an import would
            create a second one; ``key.invalid``: the value does not read as what its field is; ``key.shared``: another
            customer has the same key, so that rows with it are rejected as ambiguous.
    """

    customer_id: str
    field: str
    code: Literal["key.unfound", "key.invalid", "key.shared"]


def check_keys(reader: CustomerReader, profile: Profile, customers: Iterable[Match]) -> Iterator[KeyFault]:
    """Ask a store for each of its customers by their own keys, and name those that it does not find so.

    Args:
        reader: The store.
        profile: The profile; its keys, and all that planning looks customers up by, are checked.
        customers: The customers to check, such as `store.customers()`; those that are locked are left out.
    """
    fields = StoredFields(profile)
    rest = iter(customers)
    while chunk := list(islice(rest, CHUNK)):
        there = [match for match in chunk if not match.locked]
        for name in (*fields.findable, *(group.key for group in fields.groups.values())):
            yield from _checked(reader, fields, name, there)


def _checked(reader: CustomerReader, fields: StoredFields, name: str, there: Sequence[Match]) -> Iterator[KeyFault]:
    """Check one field of some customers."""
    own: dict[str, set[str]] = {}  # customer → key forms
    for match in there:
        own[match.id], invalid = _forms(fields, name, match)
        if invalid:
            yield KeyFault(match.id, name, "key.invalid")
    wanted = sorted({form for forms in own.values() for form in forms})
    holders = _holders(fields, name, reader.find({name: wanted})) if wanted else {}
    for customer_id, forms in own.items():
        for form in sorted(forms):
            held = holders.get(form, set())
            if customer_id not in held:
                yield KeyFault(customer_id, name, "key.unfound")
            elif len(held) > 1:
                yield KeyFault(customer_id, name, "key.shared")


def _holders(fields: StoredFields, name: str, matches: Iterable[Match]) -> Mapping[str, set[str]]:
    """Return key form → the customers found who have it."""
    holders: dict[str, set[str]] = {}
    for match in matches:
        for form in _forms(fields, name, match)[0]:
            holders.setdefault(form, set()).add(match.id)
    return holders


def _forms(fields: StoredFields, name: str, match: Match) -> tuple[set[str], bool]:
    """Return the key forms of what a customer holds in a field, read as an import reads it; and whether some is bad."""
    group = fields.group_of.get(name)
    if group:
        texts: Sequence[str] = [child.key for child in match.children.get(group, ())]
    else:
        value = match.values.get(name, "")
        texts = (value,) if isinstance(value, str) else value
    reader = fields.normalizer(name)
    forms: set[str] = set()
    invalid = False
    for text in filter(None, texts):
        read = reader.scalar(text).value
        forms.update(fields.forms(name, read))
        invalid = invalid or not read
    return forms, invalid
