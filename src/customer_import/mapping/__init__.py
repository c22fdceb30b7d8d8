"""Labels → fields, with evidence. A label is the file's word, a field is ours.

Never maps a column of passwords, whatever it is called (S4-08).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

import attrs

from customer_import import _display
from customer_import.errors import SourceError, UsageError
from customer_import.mapping.own import Own, own_columns
from customer_import.model import Problem, Question, how_many
from customer_import.normalizing.folding import fold

if TYPE_CHECKING:
    from customer_import.profile import Profile

IGNORE = "ignore"


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
class LabelMap:
    """Which column feeds which field.

    Args:
        labels: The file's labels; empty texts where it has none.
        fields: One field name, or None, per column.
        evidence: Per column why: ``alias``, ``name``, ``position``, ``remembered``, ``given``, ``answer``,
            ``refused`` (never imported), ``own`` (written by an export or an error file), or "" for a column without
            field.
        confidence: Per column from 0 to 1.
    """

    labels: tuple[str, ...] = attrs.field(repr=how_many)  # a file without header has customers there
    fields: tuple[str | None, ...]
    evidence: tuple[str, ...] = ()
    confidence: tuple[float, ...] = ()

    @classmethod
    def by_position(cls, fields: Sequence[str | None]) -> LabelMap:
        """Make the map of a file without header."""
        given = tuple("given" if name else "" for name in fields)
        return cls(("",) * len(fields), tuple(fields), given, tuple(1.0 if name else 0.0 for name in fields))

    def __repr__(self) -> str:
        fed = sum(field is not None for field in self.fields)
        return f"<LabelMap: {fed} of {len(self.fields)} columns feed a field>"

    def _repr_html_(self) -> str:
        rows = zip(self.labels, (field or "–" for field in self.fields), self.evidence, strict=False)
        return _display.shown(repr(self)[1:-1], _display.table(("label", "field", "known by"), rows))

    @property
    def unmapped(self) -> tuple[str, ...]:
        """Labels of the columns that feed no field."""
        return tuple(label for label, field in zip(self.labels, self.fields, strict=True) if field is None)

    def column(self, field: str) -> int | None:
        """Return the index of the column that feeds a field."""
        return self.fields.index(field) if field in self.fields else None

    def own_column(self, what: Own) -> int | None:
        """Return the index of a column that this library wrote beside the data (docs/files.md)."""
        own = own_columns(self.labels)
        places = [i for i, why in enumerate(self.evidence) if why == "own" and own.get(i) == what]
        return places[0] if places else None

    @property
    def own_columns(self) -> tuple[int | None, ...]:
        """The columns that an error file added: that of tokens first, or None, then that of problems, or None."""
        return self.own_column("token"), self.own_column("problem")

    def to_json(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {
            "labels": list(self.labels),
            "fields": list(self.fields),
            "evidence": list(self.evidence),
            "confidence": list(self.confidence),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> LabelMap:
        """Return the map that `to_json` wrote."""
        return cls(
            tuple(data["labels"]),
            tuple(data["fields"]),
            tuple(data.get("evidence", ())),
            tuple(data.get("confidence", ())),
        )


@attrs.frozen
class Mapped:
    """A label map with what remains to be said about it: questions that are open, and remarks."""

    label_map: LabelMap
    questions: tuple[Question, ...] = ()
    problems: tuple[Problem, ...] = ()


def map_labels(
    table: Labelled,
    profile: Profile,
    *,
    memory: LabelMap | Mapping[str, str | None] | None = None,
) -> LabelMap:
    """Say which field each label feeds.

    Args:
        table: A table, or anything with `labels` and `width`.
        profile: Whose fields.
        memory: An earlier map, or label → field (None: ignore); it wins over aliases, by folded label.

    Raises:
        SourceError: A column that the profile needs is missing; two columns feed one field.
    """
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
    answers: Mapping[str, str] = {},
) -> Mapped:
    """Map labels, and turn what stays open into questions instead of errors.

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
    questions = _unmapped(labels, fields, evidence, profile, answers)
    questions += _doubles(labels, fields, evidence, answers)
    label_map = LabelMap(labels, tuple(fields), tuple(evidence), tuple(1.0 if field else 0.0 for field in fields))
    _demand(label_map, profile, open_labels=bool(questions))
    return Mapped(label_map, tuple(questions), tuple(problems))


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


def _remembered(memory: LabelMap | Mapping[str, str | None] | None, profile: Profile) -> dict[str, str | None]:
    if memory is None:
        return {}
    pairs = (
        list(zip(memory.labels, memory.fields, strict=True)) if isinstance(memory, LabelMap) else list(memory.items())
    )
    known = {field.name for field in profile.fields}
    unknown = sorted({field for _, field in pairs if field is not None} - known)
    if unknown:
        raise UsageError(
            f"the label map names {unknown[0]!r}, which is no field of profile {profile.name!r}",
            code="label_map.unknown_field",
            field=unknown[0],
        )
    return {fold(label): field for label, field in pairs if fold(label)}


def _unmapped(
    labels: Sequence[str],
    fields: list[str | None],
    evidence: list[str],
    profile: Profile,
    answers: Mapping[str, str],
) -> list[Question]:
    """Apply answers to columns without field, and ask about the rest where the profile wants that (S1-C)."""
    questions: list[Question] = []
    known = tuple(field.name for field in profile.fields)
    nothing_known = not any(labels) and not any(fields)  # no header, and nobody has said what stands where
    for i, label in enumerate(labels):
        if fields[i] is not None or evidence[i] in ("refused", "remembered", "own"):
            continue
        code = f"column.unmapped.{label or i + 1}"
        answer = answers.get(code)
        if answer in known:
            fields[i], evidence[i] = answer, "answer"
        elif answer == IGNORE:
            evidence[i] = "answer"
        elif answer is not None:
            raise UsageError(f"the answer to {code!r} is no field and not 'ignore'", code="answer.unknown")
        elif nothing_known:
            text = f"the file has no header: which field is column {i + 1}?"
            questions.append(Question(code, text, (*known, IGNORE)))
        elif profile.file.unmapped == "ask" and label.strip():
            text = f"column {i + 1} ({label!r}) needs to be remapped, or ignored"
            questions.append(Question(code, text, (*known, IGNORE)))
    return questions


def _doubles(
    labels: Sequence[str], fields: list[str | None], evidence: list[str], answers: Mapping[str, str]
) -> list[Question]:
    """Ask which of several columns feeds a field; the answer is the column's number, counted from 1."""
    questions: list[Question] = []
    for name in sorted({field for field in fields if field is not None and fields.count(field) > 1}):
        places = [i for i, field in enumerate(fields) if field == name]
        code = f"column.duplicate.{name}"
        options = tuple(str(i + 1) for i in places)
        chosen = answers.get(code)
        if chosen is not None and chosen not in options:
            raise UsageError(f"the answer to {code!r} is not one of {', '.join(options)}", code="answer.unknown")
        if chosen is None:
            text = f"columns {' and '.join(options)} all feed {name!r}: which one counts?"
            questions.append(Question(code, text, options))
        for i in places:
            if str(i + 1) != chosen and (chosen is not None or i != places[0]):
                fields[i], evidence[i] = None, "answer" if chosen else ""
    return questions


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
