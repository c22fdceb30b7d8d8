"""Which column feeds which field, as a value: what was decided, how sure that is, why, and what else was possible."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import attrs

from customer_import import _display
from customer_import.mapping.own import Own, own_columns
from customer_import.mapping.parts import Derived
from customer_import.model import how_many


@attrs.frozen
class Candidate:
    """A field that a column may feed.

    Args:
        field: The field.
        confidence: From 0 to 1.
        evidence: What speaks for it: ``words`` (the label means it), ``similar`` (the label nearly says it),
            ``content`` (the cells look like it); with what speaks against it marked by ``not``.
        why: One plain sentence, without content of cells.
    """

    field: str
    confidence: float
    evidence: str
    why: str = ""


@attrs.frozen
class LabelMap:
    """Which column feeds which field.

    Args:
        labels: The file's labels; empty texts where it has none.
        fields: One field name, or None, per column: what an import uses. A field that is only likely is not here but
            among the candidates.
        evidence: Per column why: ``alias``, ``name``, ``words``, ``similar``, ``position``, ``remembered``, ``given``,
            ``answer``, ``split`` and ``combined`` (of other columns), ``refused`` (never imported), ``own`` (written
            by an export or an error file), or "" for a column without field.
        confidence: Per column from 0 to 1: of its field, or of its best candidate where it has no field.
        candidates: Per column what else was possible, the likeliest first.
        contents: Per column what its cells look like: ``email``, ``phone``, ``date``, ``number``, ``url``, ``text``, or
            "" where there are too few.
        derived: How the last columns, which the file does not have, are made of others (`Split`, `Combine`).
    """

    labels: tuple[str, ...] = attrs.field(repr=how_many)  # a file without header has customers there
    fields: tuple[str | None, ...]
    evidence: tuple[str, ...] = ()
    confidence: tuple[float, ...] = ()
    candidates: tuple[tuple[Candidate, ...], ...] = ()
    contents: tuple[str, ...] = ()
    derived: tuple[Derived, ...] = ()

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

    @property
    def likely(self) -> tuple[str | None, ...]:
        """One field name, or None, per column: the field, else the likeliest candidate."""
        if not self.candidates:
            return self.fields
        best = [candidates[0].field if candidates else None for candidates in self.candidates]
        settled = ("remembered", "answer", "refused", "own")
        return tuple(
            field if field or why in settled else other
            for field, why, other in zip(self.fields, self.evidence, best, strict=True)
        )

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

    @property
    def beside(self) -> tuple[int | None, ...]:
        """The columns that are no part of a row's content: those that an error file added, and derived ones."""
        width = len(self.labels)
        return (*self.own_columns, *range(width - len(self.derived), width))

    def to_json(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {
            "labels": list(self.labels),
            "fields": list(self.fields),
            "evidence": list(self.evidence),
            "confidence": list(self.confidence),
            "candidates": [[list(attrs.astuple(one)) for one in candidates] for candidates in self.candidates],
            "contents": list(self.contents),
            "derived": [[one.form, list(one.sources), one.part, one.parts] for one in self.derived],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> LabelMap:
        """Return the map that `to_json` wrote."""
        return cls(
            tuple(data["labels"]),
            tuple(data["fields"]),
            tuple(data.get("evidence", ())),
            tuple(data.get("confidence", ())),
            tuple(tuple(Candidate(*one) for one in candidates) for candidates in data.get("candidates", ())),
            tuple(data.get("contents", ())),
            tuple(Derived(form, tuple(of), part, parts) for form, of, part, parts in data.get("derived", ())),
        )
