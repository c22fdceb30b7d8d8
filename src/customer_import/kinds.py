"""The kinds of fields and the options that each takes. Declarations only: how text becomes a value is `normalizing`."""

from __future__ import annotations

from collections.abc import Callable

import attrs

# Options of a `Field` that only some kinds understand, with the kinds that do.
OPTIONS: dict[str, tuple[str, ...]] = {
    "formats": ("date", "datetime"),
    "pivot": ("date", "datetime"),
    "not_before": ("date",),
    "zone": ("datetime",),
    "choices": ("choice",),
    "words": ("choice", "boolean", "country", "currency"),
    "vocabulary": ("choice", "boolean", "country"),
    "region": ("phone", "list"),
    "country": ("phone", "list"),
    "digits": ("phone",),
    "international": ("phone",),
    "separators": ("list",),
    "item": ("list",),
    "reference": ("reference", "country"),
    "minimum": ("decimal", "integer"),
    "maximum": ("decimal", "integer"),
    "scale": ("decimal",),
    "pattern": ("identifier", "text"),
    "max_length": ("text", "name", "identifier"),
    "fold_case": ("identifier", "text", "list"),
}


@attrs.frozen
class Kind:
    """The type of a field.

    Args:
        name: What a profile writes, e.g. ``phone``.
        version: Enters the plan's digest; raise it when `normalize` changes its answers.
        normalize: For kinds of the host's own: text → canonical text, idempotent. It gets the trimmed, non-blank
            text and raises `ValueError` (its message is the problem's text) for what it does not accept.
        key_form: For kinds of the host's own: canonical text → the text that is compared when the field is a key.
        multi: Whether values are tuples of texts.
    """

    name: str
    version: str = "1"
    normalize: Callable[[str], str] | None = attrs.field(default=None, repr=False)
    key_form: Callable[[str], str] | None = attrs.field(default=None, repr=False)
    multi: bool = False


BUILT_IN: dict[str, Kind] = {
    name: Kind(name, multi=name == "list")
    for name in (
        "text",
        "name",
        "email",
        "phone",
        "date",
        "datetime",
        "choice",
        "decimal",
        "integer",
        "currency",
        "country",
        "identifier",
        "boolean",
        "reference",
        "list",
    )
}
