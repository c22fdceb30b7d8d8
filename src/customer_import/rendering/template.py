"""The file that a platform's people start from: labels, rules, value lists, one example (S0-02, S0-04, S1-02)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from customer_import.profile import Field, Profile
from customer_import.rendering.columns import columns_of, delimiter_of, encoding_of
from customer_import.rendering.csv_writing import Target, csv_sheet
from customer_import.rendering.export import FileFormat, chosen_format
from customer_import.rendering.file_words import KINDS, RULES, language, said
from customer_import.rendering.values import ValueWriter
from customer_import.surveying.examples import EXAMPLE, example_value

NUMBERS = ("decimal", "integer")
_SHOWN_CHOICES = 20


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
    from customer_import.rendering.csv_writing import MarkedCell
    from customer_import.rendering.xlsx_writing import xlsx_sheet

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
    value = example_value(profile, field, language(locale), references)
    return ValueWriter(profile, field).text(value) if value else ""
