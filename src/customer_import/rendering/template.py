"""The file that a platform's people start from: labels, rules, value lists, one example (S0-02, S0-04, S1-02)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from customer_import.normalizing import Settings, normalizer
from customer_import.profile import Field, Profile
from customer_import.rendering.columns import columns_of, delimiter_of, encoding_of
from customer_import.rendering.csv_writing import Target, csv_sheet
from customer_import.rendering.export import FileFormat, chosen_format
from customer_import.rendering.file_words import KINDS, NAMES, RULES, language, said
from customer_import.rendering.values import ValueWriter
from customer_import.surveying.marks import EXAMPLE

NUMBERS = ("decimal", "integer")
_SHOWN_CHOICES = 20

# Texts for an example row, by kind; of several the first that the field accepts. +46 70 174 06 05 is one of the
# numbers that Sweden keeps free for fiction.
_EXAMPLES: Mapping[str, Sequence[str]] = {
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


def template(
    profile: Profile,
    target: Target,
    *,
    format: FileFormat | Literal[""] = "",  # noqa: A002 - the word of the field
    locale: str = "en",
    references: Mapping[str, Sequence[str]] = {},
) -> None:
    """Write an empty file of a platform, ready to be filled in.

    It has every column under the field's first label, and one example row, which an import recognises and skips. In
    XLSX all columns but those of numbers are formatted as text, so that no program spoils a phone number or an id
    (S0-04); each label has a note with what is expected, what an import may do to a stored value, and why; columns
    whose values are a list offer it.

    Args:
        profile: The platform.
        target: A path, or a binary file, which stays open.
        format: ``xlsx`` (extra ``[xlsx]``) or ``csv``; "" is XLSX where the platform takes it. CSV is the platform's
            encoding, with its delimiter.
        locale: Language of notes and example: ``en``, ``sv``, ``cs``; any other is English.
        references: The host's lists, by name: their values are offered.

    Raises:
        UsageError: The target cannot be written, or the extra is missing.
    """
    form = chosen_format(format, profile)
    columns = columns_of(profile, lambda field: True)
    labels = [column.label for column in columns]
    fields = [column.field for column in columns]
    example = [example_text(profile, field, locale, references) if field else "" for field in fields]
    example[0] = f"{example[0]} {EXAMPLE[language(locale)]}".strip()
    headed = profile.file.header != "no"
    if form == "csv":
        with csv_sheet(target, delimiter=delimiter_of(profile), encoding=encoding_of(profile)) as sheet:
            if headed:
                sheet.write(labels)
            sheet.write(example)
        return
    from customer_import.rendering.xlsx_writing import MarkedCell, xlsx_sheet

    with xlsx_sheet(target, properties={"title": profile.title or profile.name}) as workbook:
        workbook.columns([field is None or field.kind not in NUMBERS for field in fields])
        notes = [note(profile, field, locale) if field else "" for field in fields]
        if headed:
            workbook.header(labels, notes)
        for column, field in enumerate(fields):
            if field:
                workbook.values(column, offered(profile, field, references))
        workbook.write([MarkedCell(example[0], note=said(RULES, locale)["example"]), *example[1:]])


def note(profile: Profile, field: Field, locale: str = "en") -> str:
    """Return what people should know about a field: its kind, its rules, and their reason."""
    return "\n".join(_sentences(profile, field, locale))


def _sentences(profile: Profile, field: Field, locale: str) -> Iterator[str]:
    rules = said(RULES, locale)
    kind = said(KINDS, locale).get(profile.kind(field).name)
    if kind:
        words = {
            "formats": ", ".join(field.formats) or "YYYY-MM-DD",
            "choices": ", ".join(offered(profile, field, {})[:_SHOWN_CHOICES]),
            "reference": field.reference,
            "separator": (field.separators or (",",))[0],
        }
        yield kind.format_map(words)
    if field.name in profile.key_fields:
        yield rules["key"]
    elif field.unique:
        yield rules["unique"]
    if field.required == "always":
        yield rules["required"]
    elif field.required == "create":
        yield rules["create"]
    if field.name in profile.credit_fields:
        yield rules["credit"]
        return
    order = rules["ascending"] if field.order == ("ascending",) else " → ".join(field.order)
    yield rules[field.policy].replace("{order}", order)
    if field.reason:
        yield field.reason
    if field.blank == "clear":
        yield rules["clear"]


def offered(profile: Profile, field: Field, references: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the values that a field may have, in the platform's words, where they are a list."""
    if field.reference in references:
        return list(references[field.reference])
    if field.kind == "boolean":
        return ["true", "false"]
    if field.kind != "choice":
        return []
    write = ValueWriter(profile, field).text
    return [write(value) for value in field.choices]


def example_text(profile: Profile, field: Field, locale: str, references: Mapping[str, Sequence[str]]) -> str:
    """Return what the example row has for a field: a text that an import would take, or "" where none is known."""
    settings = Settings(profile.region, profile.locale, profile.zone, references=references)
    read = normalizer(field, profile.kind(field), settings).scalar
    write = ValueWriter(profile, field).text
    for value in _possible(profile, field, locale, references):
        cell = read(value)
        if cell.value and not any(fault.level == "reject" for fault in cell.faults):
            return write(cell.value)
    return ""


def _possible(profile: Profile, field: Field, locale: str, references: Mapping[str, Sequence[str]]) -> Sequence[str]:
    values = offered(profile, field, references)
    if values or field.kind in ("choice", "reference"):
        return values[:1]
    if field.kind == "name":
        return (NAMES[language(locale)],)
    if field.not_before:
        return ("2099-12-31",)
    return _EXAMPLES.get(field.item if field.kind == "list" else field.kind, ())
