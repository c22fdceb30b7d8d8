"""What people said about a tenant's files, as a value that the host keeps: columns and words of values.

A column is remembered by its label and by what its cells look like, so neither the order nor the number of columns
matters. Who said it, and when, is given by the caller: there is no clock here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import attrs

from customer_import.errors import UsageError
from customer_import.kinds import OPTIONS
from customer_import.mapping.label_map import LabelMap
from customer_import.model import Finding, how_many
from customer_import.normalizing.folding import fold

if TYPE_CHECKING:
    from customer_import.profile import Field, Profile

_SAID = ("answer", "given", "remembered", "words", "similar")  # evidence that is worth remembering once it is confirmed


@attrs.frozen(repr=False)
class RememberedColumn:
    """What a column was.

    Args:
        label: Its label, folded.
        content: What its cells looked like (`LabelMap.contents`).
        field: The field that it fed, or None where it was left out.
        by: Who said so.
        at: When, as the caller writes it.
    """

    label: str
    content: str
    field: str | None
    by: str = ""
    at: str = ""


@attrs.frozen(repr=False)
class RememberedValue:
    """What a text meant in a field.

    Args:
        field: The field, of kind ``choice``, ``boolean``, ``country`` or ``currency``.
        text: The text, as it was written.
        value: The canonical value that it means.
        by: Who said so.
        at: When, as the caller writes it.
    """

    field: str
    text: str
    value: str
    by: str = ""
    at: str = ""


@attrs.frozen
class LabelMemory:
    """What was said about columns and values; `learn` and `learn_value` return another one.

    Args:
        columns: Columns, at most one for a label and a content.
        values: Words of values, at most one for a field and a text.
    """

    columns: tuple[RememberedColumn, ...] = attrs.field(default=(), repr=how_many)
    values: tuple[RememberedValue, ...] = attrs.field(default=(), repr=how_many)

    def learn(self, label_map: LabelMap, *, by: str = "", at: str = "") -> LabelMemory:
        """Remember what the columns of a confirmed map are; later words win over earlier ones.

        Labels that the profile lists need no memory. A column without field is remembered as left out where somebody
        said so.
        """
        contents = label_map.contents or ("",) * len(label_map.labels)
        columns = {(one.label, one.content): one for one in self.columns}
        rows = zip(label_map.labels, contents, label_map.fields, label_map.evidence, strict=True)
        for label, content, field, why in rows:
            if fold(label) and why in _SAID and (field is not None or why in ("answer", "remembered")):
                columns[fold(label), content] = RememberedColumn(fold(label), content, field, by, at)
        return attrs.evolve(self, columns=tuple(columns[key] for key in sorted(columns)))

    def learn_value(self, field: str, text: str, value: str, *, by: str = "", at: str = "") -> LabelMemory:
        """Remember what a text means in a field of choices, booleans, countries or currencies.

        Raises:
            UsageError: The text is blank.
        """
        if not fold(text):
            raise UsageError("a blank text means nothing that could be remembered", code="memory.blank", field=field)
        values = {(one.field, fold(one.text)): one for one in self.values}
        values[field, fold(text)] = RememberedValue(field, text.strip(), value, by, at)
        return attrs.evolve(self, values=tuple(values[key] for key in sorted(values)))

    def column(self, label: str, content: str) -> RememberedColumn | None:
        """Return what is remembered of a column: with that content, else with a content that nobody could tell.

        A file with too few rows to tell is taken for the one that is remembered, if there is only one.
        """
        known = {one.content: one for one in self.columns if one.label == fold(label)}
        if content in known:
            return known[content]
        if not content and len(known) == 1:
            return next(iter(known.values()))
        return known.get("")

    def to_json(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {
            "columns": [attrs.asdict(one) for one in self.columns],
            "values": [attrs.asdict(v) for v in self.values],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> LabelMemory:
        """Return the memory that `to_json` wrote."""
        return cls(
            tuple(RememberedColumn(**one) for one in data.get("columns", ())),
            tuple(RememberedValue(**one) for one in data.get("values", ())),
        )


def with_values(profile: Profile, values: Iterable[RememberedValue]) -> Profile:
    """Return the profile with remembered words in its fields (`Field.words`), where they mean nothing else there.

    Whatever else knows a word wins: the profile's choices, a vocabulary, what the column proves. A value or a field
    that the profile no longer has changes nothing.
    """
    words: dict[str, list[RememberedValue]] = {}
    for one in values:
        words.setdefault(one.field, []).append(one)
    if not words:
        return profile
    fields = [_with_words(profile, field, words.get(field.name, ())) for field in profile.fields]
    return profile if tuple(fields) == profile.fields else attrs.evolve(profile, fields=fields)


def without_words(profile: Profile) -> Profile:
    """Return the profile without the words of its fields, remembered ones among them."""
    return attrs.evolve(profile, fields=[attrs.evolve(field, words={}) for field in profile.fields])


def _with_words(profile: Profile, field: Field, remembered: Sequence[RememberedValue]) -> Field:
    from customer_import.normalizing import Settings, normalizer

    if field.kind not in OPTIONS["words"] or not remembered:
        return field
    words = dict(field.words)
    known = normalizer(field, profile.kind(field), Settings(profile.region, profile.locale, profile.zone))
    for one in remembered:
        if known.scalar(one.value).value == one.value and not known.scalar(one.text).value:
            words[one.value] = (*words.get(one.value, ()), one.text)
    return attrs.evolve(field, words=words)


def recalled_values(profile: Profile, extended: Profile, values: Iterable[RememberedValue]) -> list[Finding]:
    """Say which fields have words that were remembered, how many, and who said so when."""
    found: list[Finding] = []
    for before, after in zip(profile.fields, extended.fields, strict=True):
        new = {word for words in after.words.values() for word in words} - {
            word for words in before.words.values() for word in words
        }
        said = [one for one in values if one.field == after.name and one.text in new]
        if said:
            by = dict.fromkeys(" ".join(filter(None, (one.by, one.at and f"({one.at})"))) for one in said)
            note = f"words known from before: {len(said)}" + (f", by {', '.join(filter(None, by))}" if any(by) else "")
            found.append(Finding("value.remembered", field=after.name, note=note))
    return found
