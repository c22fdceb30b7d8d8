"""Labels → fields, with evidence. A label is the file's word, a field is ours.

Never maps a column of passwords, whatever it is called (S4-08).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Protocol

import attrs

from customer_import.errors import SourceError, UsageError
from customer_import.mapping.label_map import Candidate, LabelMap
from customer_import.mapping.memory import (
    LabelMemory,
    RememberedColumn,
    RememberedValue,
    recalled_values,
    with_values,
    without_words,
)
from customer_import.mapping.own import own_columns
from customer_import.mapping.parts import derive, with_derived
from customer_import.mapping.settling import IGNORE, INFERRED, Draft, doubles, misplaced, unmapped
from customer_import.model import Chunk, Finding, Problem, Question
from customer_import.normalizing.folding import fold

if TYPE_CHECKING:
    from customer_import.profile import Profile

__all__ = [
    "IGNORE",
    "Candidate",
    "LabelMap",
    "LabelMemory",
    "Labelled",
    "Mapped",
    "RememberedColumn",
    "RememberedValue",
    "alias_table",
    "map_labels",
    "recalled_values",
    "resolve",
    "with_derived",
    "with_values",
    "without_words",
]


class Labelled(Protocol):
    """What mapping needs of a table."""

    @property
    def labels(self) -> Sequence[str]:
        """The texts of the header, empty where there is none."""
        ...

    @property
    def width(self) -> int:
        """How many columns there are."""
        ...


@attrs.frozen
class Mapped:
    """A label map with what remains to be said about it: questions that are open, remarks, what was inferred."""

    label_map: LabelMap
    questions: tuple[Question, ...] = ()
    problems: tuple[Problem, ...] = ()
    findings: tuple[Finding, ...] = ()


def map_labels(
    table: Labelled,
    profile: Profile,
    *,
    memory: LabelMemory | LabelMap | Mapping[str, str | None] | None = None,
) -> LabelMap:
    """Say which field each label feeds, how sure that is, and why.

    A table that has `chunks` is looked into as well: its first rows speak for and against what the labels say.

    Args:
        table: A table, or anything with `labels` and `width`.
        profile: Whose fields.
        memory: What people said of earlier files; or an earlier map, or label → field (None: ignore). It wins over
            aliases, by folded label; a `LabelMemory` loses where the cells cannot be those of its field.

    Raises:
        SourceError: A column that the profile needs is missing; two columns feed one field.
    """
    if isinstance(memory, LabelMemory):
        mapped = resolve(table, profile, remembered=memory)
    else:
        mapped = resolve(table, profile, memory=memory)
    for question in mapped.questions:
        if question.code.startswith("column.duplicate"):
            raise SourceError(question.text, code="column.duplicate", question=question.code)
    return mapped.label_map


def resolve(
    table: Labelled,
    profile: Profile,
    *,
    memory: LabelMap | Mapping[str, str | None] | None = None,
    remembered: LabelMemory | None = None,
    answers: Mapping[str, str] = {},
) -> Mapped:
    """Map labels, and turn what stays open into questions instead of errors.

    Args:
        table: A table, or anything with `labels` and `width`.
        profile: Whose fields.
        memory: A map that was confirmed for this file; it wins over everything.
        remembered: What people said of earlier files.
        answers: Question code → answer.

    Raises:
        SourceError: A column that the profile needs is missing.
    """
    width = max(table.width, len(table.labels))
    labels = tuple(table.labels) + ("",) * (width - len(table.labels))
    if isinstance(memory, LabelMap) and not any(memory.labels):
        fields, evidence = _given_positions(memory, width)
    elif not table.labels:
        fields, evidence = _positions(profile, width)
    else:
        fields, evidence = _by_label(labels, profile, memory)
    problems = [
        Problem("column.refused", "remark", params=(("label", labels[i]), ("column", i + 1)))
        for i, why in enumerate(evidence)
        if why == "refused"
    ]
    from customer_import.mapping.content import sample

    contents = sample(_first_rows(table), width)
    draft = Draft(labels, fields, evidence, contents, profile, answers)
    derived = derive(draft) if table.labels else ()
    labels, width = tuple(draft.labels), len(draft.labels)
    notes = _recalled(draft, remembered, confirmed=memory) if remembered else []
    questions = misplaced(draft)
    draft.candidates = _inferred(draft)
    confidence = [_confidence(field, draft.candidates.get(i, ())) for i, field in enumerate(fields)]
    questions += unmapped(draft)
    questions += doubles(draft)
    confidence = [1.0 if evidence[i] == "answer" and fields[i] else confidence[i] for i in range(width)]
    listed = tuple(draft.candidates.get(i, ()) for i in range(width)) if draft.candidates else ()
    kinds = tuple(content.kind for content in draft.contents)
    label_map = LabelMap(labels, tuple(fields), tuple(evidence), tuple(confidence), listed, kinds, derived)
    _demand(label_map, profile, open_labels=bool(questions))
    return Mapped(label_map, tuple(questions), tuple(problems), (*notes, *_findings(label_map)))


# Kinds whose cells cannot be anything else, so that cells which do not fit prove a memory wrong.
_PROVING = ("email", "phone", "date", "datetime", "decimal", "integer", "country", "currency")


def _recalled(
    draft: Draft, remembered: LabelMemory, *, confirmed: LabelMap | Mapping[str, str | None] | None
) -> list[Finding]:
    """Take what was said of such columns before, unless their cells prove it wrong; say so either way."""
    from customer_import.mapping.content import Judge

    judge, profile = Judge(draft.profile), draft.profile
    known = {field.name for field in profile.fields}
    settled = _remembered(confirmed, profile)
    found: list[Finding] = []
    for i, label in enumerate(draft.labels):
        one = remembered.column(label, draft.contents[i].kind) if fold(label) else None
        if one is None or draft.evidence[i] in ("refused", "own", "split", "combined") or fold(label) in settled:
            continue
        said = " ".join(part for part in ("remembered", one.by and f"by {one.by}", one.at and f"({one.at})") if part)
        if one.field is None:
            draft.fields[i], draft.evidence[i] = None, "remembered"
            found.append(Finding("column.remembered", i, value="ignore", note=f"left out: {said}"))
        elif one.field in known:
            field = profile.field(one.field)
            if field.kind in _PROVING and judge.fit(draft.contents[i], field) < 0:
                note = f"not {one.field!r}, although {said}: its cells do not look like it"
                found.append(Finding("column.forgotten", i, one.field, draft.contents[i].kind, note=note))
            else:
                draft.fields[i], draft.evidence[i] = one.field, "remembered"
                found.append(Finding("column.remembered", i, one.field, note=f"feeds {one.field!r}: {said}"))
    return found


def _first_rows(table: Labelled) -> Chunk | None:
    """Return the first rows of a table that has any."""
    from customer_import.mapping.content import SAMPLE

    chunks = getattr(table, "chunks", None)
    if chunks is None:
        return None
    with closing(chunks(SAMPLE)) as parts:
        first: Chunk | None = next(parts, None)
    return first


def _confidence(field: str | None, candidates: Sequence[Candidate]) -> float:
    if field is not None and not any(one.field == field for one in candidates):
        return 1.0
    return candidates[0].confidence if candidates else 0.0


def _inferred(draft: Draft) -> dict[int, tuple[Candidate, ...]]:
    """Find fields for the columns whose labels the profile does not know; use those that are sure."""
    fields, evidence = draft.fields, draft.evidence
    plain = [i for i, why in enumerate(evidence) if why == "name" and _is_one_name_of_several(draft, i)]
    unknown = [i for i in range(len(draft.labels)) if fields[i] is None and not evidence[i]]
    if not unknown and not plain:
        return {}
    from customer_import.mapping.content import Judge
    from customer_import.mapping.context import part_of_name
    from customer_import.mapping.weighing import LIKELY, SURE, weigh

    for i in plain:
        if part_of_name(i, draft.labels, draft.contents, draft.profile.locale):
            fields[i], evidence[i] = None, ""
            unknown.append(i)
    taken = {field for field in fields if field is not None}
    weighed = weigh(draft.labels, draft.contents, unknown, taken=taken, judge=Judge(draft.profile))
    for i, candidate in weighed.chosen.items():
        if candidate.confidence >= SURE:
            fields[i], evidence[i] = candidate.field, candidate.evidence.partition(",")[0]
    kept = {i: [one for one in found if one.confidence >= LIKELY] for i, found in weighed.candidates.items()}
    return {i: tuple(found) for i, found in kept.items() if found}


def _is_one_name_of_several(draft: Draft, i: int) -> bool:
    """Whether a column is called like a field for names, while others of the profile's names have no column.

    "Name" beside "First name" is a last name, unless the profile lists it among the labels of another field.
    """
    profile, field = draft.profile, draft.profile.field(draft.fields[i] or "")
    free = [other for other in profile.fields if other.kind == "name" and other.name not in draft.fields]
    return field.kind == "name" and bool(free) and field.name not in profile.key_fields


def _findings(label_map: LabelMap) -> list[Finding]:
    """Say what was inferred, and what is likely but not used."""
    found: list[Finding] = []
    for i, candidates in enumerate(label_map.candidates):
        field = label_map.fields[i]
        if not candidates or (field is None and label_map.evidence[i]):
            continue
        best = candidates[0]
        if field == best.field and label_map.evidence[i] in INFERRED:
            found.append(
                Finding(
                    "column.mapped",
                    i,
                    field,
                    best.evidence,
                    note=f"feeds {field!r}: {best.why} ({best.confidence:.0%})",
                )
            )
        elif field is None:
            note = f"not imported; may be {best.field!r}: {best.why} ({best.confidence:.0%})"
            found.append(Finding("column.likely", i, best.field, best.evidence, note=note))
    return found


def _given_positions(memory: LabelMap, width: int) -> tuple[list[str | None], list[str]]:
    fields = (list(memory.fields) + [None] * width)[:width]
    return fields, ["given" if name else "" for name in fields]


def _positions(profile: Profile, width: int) -> tuple[list[str | None], list[str]]:
    """Map a file without header: the profile's positions, if it has any."""
    names = (list(profile.file.positions) + [""] * width)[:width]
    return [name or None for name in names], ["position" if name else "" for name in names]


def _by_label(
    labels: Sequence[str], profile: Profile, memory: LabelMap | Mapping[str, str | None] | None
) -> tuple[list[str | None], list[str]]:
    from customer_import.normalizing.passwords import is_password_label

    aliases = alias_table(profile)
    refused = {fold(label) for label in profile.refuse}
    remembered = _remembered(memory, profile)
    own = own_columns(labels)
    fields: list[str | None] = []
    evidence: list[str] = []
    for i, label in enumerate(labels):
        folded = fold(label)
        field: str | None = None
        why = ""
        if folded and (folded in refused or is_password_label(label)):
            why = "refused"
        elif i in own and not remembered.get(folded) and folded not in aliases:
            why = "own"
        elif folded in remembered:
            field, why = remembered[folded], "remembered"
        elif folded in aliases:
            field, why = aliases[folded]
        fields.append(field)
        evidence.append(why)
    return fields, evidence


def alias_table(profile: Profile) -> dict[str, tuple[str, str]]:
    """Return folded label → (field, evidence), the first field that claims a label winning."""
    table: dict[str, tuple[str, str]] = {}
    for field in profile.fields:
        for label in field.labels:
            table.setdefault(fold(label), (field.name, "alias"))
    for field in profile.fields:
        for label in (field.name, field.title):
            table.setdefault(fold(label), (field.name, "name"))
    table.pop("", None)
    return table


def _pairs_of(label_map: LabelMap) -> Iterator[tuple[str, str | None]]:
    """Yield label and field; columns that were split or combined are found again by the profile's rule."""
    why = label_map.evidence or ("",) * len(label_map.labels)
    for label, field, evidence in zip(label_map.labels, label_map.fields, why, strict=True):
        if field is not None or evidence not in ("split", "combined"):
            yield label, field


def _remembered(memory: LabelMap | Mapping[str, str | None] | None, profile: Profile) -> dict[str, str | None]:
    if memory is None:
        return {}
    pairs = list(_pairs_of(memory)) if isinstance(memory, LabelMap) else list(memory.items())
    known = {field.name for field in profile.fields}
    unknown = sorted({field for _, field in pairs if field is not None} - known)
    if unknown:
        raise UsageError(
            f"the label map names {unknown[0]!r}, which is no field of profile {profile.name!r}",
            code="label_map.unknown_field",
            field=unknown[0],
        )
    return {fold(label): field for label, field in pairs if fold(label)}


def _demand(label_map: LabelMap, profile: Profile, *, open_labels: bool) -> None:
    """Refuse a file that lacks what every row needs (S4-E)."""
    if open_labels:
        return  # an answer may still supply the column
    mapped = set(label_map.fields)
    missing = [f for f in profile.fields if f.required in ("always", "column") and f.name not in mapped]
    if missing:
        names = ", ".join(repr(field.shown) for field in missing)
        raise SourceError(
            f"the file has no column {names}, which profile {profile.name!r} needs; "
            f"add it, or say with a label map which column it is",
            code="column.missing",
            fields=tuple(field.name for field in missing),
        )
    if profile.keys and not mapped.intersection(profile.key_fields):
        names = ", ".join(repr(profile.field(name).shown) for name in profile.key_fields)
        raise SourceError(
            f"the file has no column to recognize a customer by ({names}); say with a label map which column it is",
            code="column.no_key",
            fields=profile.key_fields,
        )
