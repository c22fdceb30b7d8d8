"""The row that a template starts with: what stands in it, and how it is recognised when the file comes back.

Its first cell is an example of the profile's first field and a mark. Only exactly that cell makes a row an example: a
customer may be called anything.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from customer_import.model import Chunk, Value
from customer_import.normalizing import Cell, Settings, normalizer
from customer_import.profile import Field, Profile
from customer_import.surveying.marks import unguarded

# By language: the mark behind the first cell, and a name.
EXAMPLE = {"en": "(example)", "sv": "(exempel)", "cs": "(příklad)"}
NAMES = {"en": "Ann Example", "sv": "Anna Exempel", "cs": "Jana Příkladová"}

# Texts by kind; of several the first that the field accepts. +46 70 174 06 05 is one of the numbers that Sweden keeps
# free for fiction.
_TEXTS: Mapping[str, Sequence[str]] = {
    "email": ("name@example.org",),
    "phone": ("+46701740605",),
    "date": ("1990-01-31",),
    "datetime": ("2026-01-31T14:30:00",),
    "decimal": ("12.5", "10", "1", "0"),
    "integer": ("10", "1", "0"),
    "currency": ("EUR",),
    "country": ("SE",),
    "identifier": ("0012345", "12345", "A-0012345"),
    "boolean": ("true",),
    "list": ("A1", "0012345"),
}


def example_value(profile: Profile, field: Field, language: str, references: Mapping[str, Sequence[str]] = {}) -> Value:
    """Return the canonical value of a field in the example row, or "" where none is known."""
    read = _reader(profile, field, references)
    for text in _texts(field, language, references):
        cell = read(text)
        if cell.value and not any(fault.level == "reject" for fault in cell.faults):
            return cell.value
    return ""


class ExampleRows:
    """Recognises the example row of a profile's template.

    Args:
        profile: The profile.
        fields: The field of each column of the file, or None.
        references: The host's lists.
    """

    def __init__(self, profile: Profile, fields: Sequence[str | None], references: Mapping[str, Sequence[str]]) -> None:
        first = profile.fields[0].name if profile.file.header != "no" else profile.file.positions[0]
        self._column = fields.index(first) if first in fields else None
        field = profile.field(first) if first else profile.fields[0]
        self._read = _reader(profile, field, references)
        self._values = {mark: example_value(profile, field, name, references) for name, mark in EXAMPLE.items()}

    def within(self, chunk: Chunk) -> list[int]:
        """Return the places of example rows in a chunk."""
        if self._column is None or chunk.unmarked:
            return []
        cells = chunk.columns[self._column]
        text = chunk.texts[self._column] if chunk.texts else "\n".join(cells)
        if "(" not in text or not any(mark in text for mark in EXAMPLE.values()):
            return []
        return [i for i, cell in enumerate(cells) if self._is_example(unguarded(cell).strip())]

    def _is_example(self, cell: str) -> bool:
        for mark, value in self._values.items():
            if cell.endswith(mark):
                text = cell.removesuffix(mark).strip()
                return (self._read(text).value if text else "") == value
        return False


def _texts(field: Field, language: str, references: Mapping[str, Sequence[str]]) -> Sequence[str]:
    if field.reference in references or field.kind == "reference":
        return tuple(references.get(field.reference, ())[:1])
    if field.kind == "choice":
        return tuple(field.choices)[:1]
    if field.kind == "name":
        return (NAMES[language],)
    if field.not_before:
        return ("2099-12-31",)
    return _TEXTS.get(field.item if field.kind == "list" else field.kind, ())


def _reader(profile: Profile, field: Field, references: Mapping[str, Sequence[str]]) -> Callable[[str], Cell]:
    settings = Settings(profile.region, profile.locale, profile.zone, references=references)
    return normalizer(field, profile.kind(field), settings).scalar
