"""Which columns a file of a profile has, under labels that lead back to their fields, and how it is written."""

from __future__ import annotations

from collections.abc import Callable

import attrs

from customer_import.errors import UsageError
from customer_import.mapping import alias_table
from customer_import.mapping.own import own_columns
from customer_import.normalizing.folding import fold
from customer_import.normalizing.passwords import is_password_label
from customer_import.profile import Field, Profile


@attrs.frozen
class FileColumn:
    """A column of a file that is written.

    Args:
        field: What stands in it; None for a position that the platform leaves open.
        label: The header's text.
    """

    field: Field | None
    label: str


def columns_of(profile: Profile, wanted: Callable[[Field], bool]) -> list[FileColumn]:
    """Return the columns of a profile's fields, in its order; in its positions where files have no header.

    Raises:
        UsageError: A field has no label that a file could name it by.
    """
    fields = [field for field in profile.fields if wanted(field)]
    if profile.file.header == "no":
        by_name = {field.name: field for field in fields}
        return [FileColumn(by_name.get(name), name) for name in profile.file.positions]
    return [FileColumn(field, label_of(profile, field)) for field in fields]


def label_of(profile: Profile, field: Field) -> str:
    """Return the field's first label that mapping would lead back to it.

    Raises:
        UsageError: There is none: others claim them all, or they are refused as passwords.
    """
    aliases = alias_table(profile)
    refused = {fold(label) for label in profile.refuse}
    for label in (*field.labels, field.title, field.name):
        folded = fold(label)
        owner = aliases.get(folded, ("", ""))[0]
        if owner == field.name and folded not in refused and not is_password_label(label):
            return label
    raise UsageError(
        f"field {field.name!r} has no label that is its own, so a file could not be read back",
        code="profile.no_label",
        field=field.name,
    )


def encoding_of(profile: Profile) -> str:
    """Return the encoding that the platform's files are written in: UTF-8 with BOM, for Excel, where it is silent."""
    return profile.file.write_encoding or "utf-8-sig"


def delimiter_of(profile: Profile) -> str:
    """Return the delimiter that the platform's files are written with."""
    return profile.file.write_delimiter or (profile.file.delimiters[0] if profile.file.delimiters else ",")


def is_ours(labels: list[str]) -> set[int]:
    """Return the columns that an earlier error file added: another one writes them anew."""
    own = own_columns(labels)
    return {i for i, what in own.items() if what in ("token", "problem")}
