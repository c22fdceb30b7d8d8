"""What a file leaves open about its columns: asked, or settled by the answers that were given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import attrs

from customer_import.errors import UsageError
from customer_import.mapping.label_map import Candidate
from customer_import.model import Question

if TYPE_CHECKING:
    from customer_import.mapping.content import Content
    from customer_import.profile import Profile

IGNORE = "ignore"
KEEP = "keep"
SWAP = "swap"
_SETTLED = ("refused", "remembered", "own", "answer", "split", "combined")
INFERRED = ("words", "similar", "content")


@attrs.define(repr=False)
class Draft:
    """A label map in the making.

    Args:
        labels: The file's labels.
        fields: One field, or None, per column.
        evidence: Why (`LabelMap.evidence`).
        contents: What the cells look like.
        profile: Whose fields.
        answers: Question code → answer.
        candidates: Column → what else is possible.
    """

    labels: Sequence[str]
    fields: list[str | None]
    evidence: list[str]
    contents: Sequence[Content]
    profile: Profile
    answers: Mapping[str, str]
    candidates: Mapping[int, tuple[Candidate, ...]] = attrs.field(factory=dict)

    def answered(self, code: str, options: Sequence[str]) -> str | None:
        """Return the answer to a question, if there is one.

        Raises:
            UsageError: It is none of the options.
        """
        answer = self.answers.get(code)
        if answer is not None and answer not in options:
            raise UsageError(f"the answer to {code!r} is not one of {', '.join(options)}", code="answer.unknown")
        return answer

    def settle(self, i: int, field: str | None) -> None:
        """Take what a person said of a column."""
        self.fields[i], self.evidence[i] = field, "answer"


_SHAPES = {"email": ("email",), "phone": ("phone",), "date": ("date", "datetime")}


def misplaced(draft: Draft) -> list[Question]:
    """Ask about columns whose cells are plainly those of another field: phones under "E-mail"."""
    odd: dict[int, str] = {}
    for i, name in enumerate(draft.fields):
        content = draft.contents[i]
        if name is None or draft.evidence[i] not in ("alias", "name", "position") or content.kind not in _SHAPES:
            continue
        kind = draft.profile.field(name).kind
        own = next((shape for shape, kinds in _SHAPES.items() if kind in kinds), "")
        if own and own != content.kind and content.share(own) < 0.05:
            odd[i] = own
    questions: list[Question] = []
    swapped: set[int] = set()
    for i, own in odd.items():
        if i in swapped:
            continue
        shape = draft.contents[i].kind
        partners = [j for j in odd if j > i and (odd[j], draft.contents[j].kind) == (shape, own)]
        if partners:
            swapped.add(partners[0])
            questions += _swapped(draft, i, partners[0])
        else:
            questions += _unlike(draft, i, shape)
    return questions


def _swapped(draft: Draft, one: int, other: int) -> list[Question]:
    here, there = (draft.labels[i] or str(i + 1) for i in (one, other))
    shape = draft.contents[one].kind
    code, options = f"column.swapped.{here}", (SWAP, KEEP)
    answer = draft.answered(code, options)
    if answer == SWAP:
        first, second = draft.fields[one], draft.fields[other]
        draft.settle(one, second)
        draft.settle(other, first)
    text = f"the cells of {here!r} and {there!r} look swapped, for those of {here!r} are like a {shape}: swap them?"
    return [Question(code, text, options)] if answer is None else []


def _unlike(draft: Draft, i: int, shape: str) -> list[Question]:
    here, profile = draft.labels[i] or str(i + 1), draft.profile
    free = [f.name for f in profile.fields if f.kind in _SHAPES[shape] and f.name not in draft.fields]
    code, options = f"column.content.{here}", (KEEP, *free, IGNORE)
    answer = draft.answered(code, options)
    if answer is None:
        text = f"the cells of {here!r} are like a {shape}, not like {draft.fields[i]!r}: what is the column?"
        return [Question(code, text, options)]
    if answer != KEEP:
        draft.settle(i, None if answer == IGNORE else answer)
    return []


def unmapped(draft: Draft) -> list[Question]:
    """Apply answers to columns without field of their own, and ask where the profile wants that (S1-C).

    A profile that ignores such columns asks only where a likely column would supply what every row needs.
    """
    questions: list[Question] = []
    fields, evidence, profile = draft.fields, draft.evidence, draft.profile
    known = tuple(field.name for field in profile.fields)
    nothing_known = not any(draft.labels) and not any(fields)  # no header, and nobody has said what stands where
    needed = _needed(profile, fields)
    for i, label in enumerate(draft.labels):
        inferred = evidence[i] in INFERRED
        if (fields[i] is not None and not inferred) or evidence[i] in _SETTLED:
            continue
        code = f"column.unmapped.{label or i + 1}"
        likely = draft.candidates[i][0] if draft.candidates.get(i) else None
        options = _options(known, likely)
        answer = draft.answers.get(code)
        if answer in known:
            draft.settle(i, answer)
        elif answer == IGNORE:
            draft.settle(i, None)
        elif answer is not None:
            raise UsageError(f"the answer to {code!r} is no field and not 'ignore'", code="answer.unknown")
        elif nothing_known:
            questions.append(Question(code, f"the file has no header: which field is column {i + 1}?", options))
        elif label.strip() and (profile.file.unmapped == "ask" or (likely and not inferred and likely.field in needed)):
            text = f"column {i + 1} ({label!r}) needs to be remapped, or ignored"
            if likely:
                text += f"; it looks like {likely.field!r}: {likely.why}"
            questions.append(Question(code, text, options))
    return questions


def _options(known: Sequence[str], likely: Candidate | None) -> tuple[str, ...]:
    """Return the answers to which field a column feeds, the likeliest first."""
    first = (likely.field,) if likely else ()
    return (*first, *(name for name in known if name not in first), IGNORE)


def _needed(profile: Profile, fields: Sequence[str | None]) -> set[str]:
    """Return the fields without which the file is refused, and that no column feeds."""
    needed = {field.name for field in profile.fields if field.required in ("always", "column")} - set(fields)
    if profile.keys and not set(profile.key_fields).intersection(fields):
        needed.update(profile.key_fields)
    return needed


def doubles(draft: Draft) -> list[Question]:
    """Ask which of several columns feeds a field; the answer is the column's number, counted from 1."""
    questions: list[Question] = []
    fields, evidence = draft.fields, draft.evidence
    for name in sorted({field for field in fields if field is not None and fields.count(field) > 1}):
        places = [i for i, field in enumerate(fields) if field == name]
        code = f"column.duplicate.{name}"
        options = tuple(str(i + 1) for i in places)
        chosen = draft.answered(code, options)
        if chosen is None:
            text = f"columns {' and '.join(options)} all feed {name!r}: which one counts?"
            questions.append(Question(code, text, options))
        for i in places:
            if str(i + 1) != chosen and (chosen is not None or i != places[0]):
                fields[i], evidence[i] = None, "answer" if chosen else ""
    return questions
