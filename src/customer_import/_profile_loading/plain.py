"""Declarations → JSON-able values. Without cattrs: a plan records its profile, and need not load it for that."""

from __future__ import annotations

import functools
from collections.abc import Hashable, Mapping
from typing import Any, cast

import attrs

from customer_import import kinds


def plain(value: Any) -> Any:
    """Turn a declaration into JSON-able values, leaving out options that have their default.

    What is left out stays out when a later version adds an option, so digests of old profiles hold.
    """
    if isinstance(value, kinds.Kind):
        return {"name": value.name, "version": value.version, "multi": value.multi}
    if attrs.has(type(value)):
        usual = _defaults(cast(Hashable, type(value)))
        names = [attribute.name for attribute in attrs.fields(type(value))]
        return {name: plain(getattr(value, name)) for name in names if getattr(value, name) != usual.get(name, _NEVER)}
    if isinstance(value, Mapping):
        return {name: plain(entry) for name, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(entry) for entry in value]
    if callable(value):  # a rule: its name, never its address
        named = value if hasattr(value, "__qualname__") else type(value)
        return f"{named.__module__}.{named.__qualname__}"
    return value


_NEVER = object()  # equal to no option, for those without a default


@functools.cache
def _defaults(type_: Hashable) -> dict[str, object]:
    """Return the default of every attribute that has one."""
    found: dict[str, object] = {}
    for attribute in attrs.fields(cast(type, type_)):
        default: Any = attribute.default
        if default is not attrs.NOTHING:
            # an attrs Factory is a wrapper around the function that makes a fresh default
            found[attribute.name] = default.factory() if hasattr(default, "factory") else default
    return found
