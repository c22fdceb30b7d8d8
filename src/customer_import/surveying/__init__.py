"""One pass over the whole file: findings, duplicates, ordinals, questions.

After it every decision is local to a row: no memory, no order, any chunk size.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol

import attrs

from customer_import import _display
from customer_import.errors import UsageError
from customer_import.mapping import LabelMap, LabelMemory, without_words
from customer_import.model import Chunk, Finding, Problem, Question, Tally, how_many
from customer_import.normalizing import Settings
from customer_import.profile import Profile
from customer_import.spool import RowPairs
from customer_import.surveying.kept import KeptChunks, with_texts
from customer_import.surveying.passes import Pass, settings_of
from customer_import.surveying.walk import Walk

CHUNK_ROWS = 1000  # a plan's block
# What is surveyed and planned at a time, so that no chunk is cut in two: the texts of so many rows of a dozen columns
# stay in a processor's second-level cache while one station after the other reads them.
STEP_ROWS = CHUNK_ROWS // 2


class TableLike(Protocol):
    """What a survey asks of a table."""

    @property
    def labels(self) -> Sequence[str]:
        """The texts of the header, empty where there is none."""
        ...

    @property
    def width(self) -> int:
        """How many columns there are."""
        ...

    @property
    def digest(self) -> str:
        """SHA-256 of the file's bytes, hexadecimal."""
        ...

    @property
    def tally(self) -> Tally:
        """Where every physical record went."""
        ...

    @property
    def dialect(self) -> Any:
        """How the bytes became cells; has `to_json` and `questions`."""
        ...

    @property
    def problems(self) -> Sequence[Problem]:
        """Remarks about the file as a whole."""
        ...

    def chunks(self, size: int = ...) -> Iterator[Chunk]:
        """Yield the rows as chunks of at most `size`; can be called again."""
        ...


@attrs.frozen
class Survey:
    """All that one pass over the file finds out.

    Attributes:
        profile: The profile it was made with.
        source: Digest of the file's bytes, hexadecimal SHA-256.
        label_map: Which column feeds which field.
        dialect: How the bytes became cells, as plain data.
        tally: Where every physical record went.
        hints: Field → what was inferred for its column.
        findings: Inferences with their proving rows.
        questions: What is still open; planning refuses to guess.
        problems: Remarks about the file as a whole.
        answers: The answers that were given.
        repeats: Field → (row → first row with the same key form); ``@credit`` stands for customer and reference.
        seconds: Field → (first row → second row with the same key form).
        ordinals: Row → how many rows that credit the same customer stand before it, where not 0; in an error file, what
            its rows' tokens say.
        recurrences: Row → how many of these rows have the same amount, unit, account and expiry, where not 0.
        credit_rows: How many rows have an amount.
        references: The host's lists, as passed in.
        today: The calendar day that it was made for, ISO, or "".
    """

    profile: Profile = attrs.field(repr=lambda profile: repr(profile.name))
    source: str
    label_map: LabelMap
    dialect: Mapping[str, Any] = attrs.field(repr=False)
    tally: Tally
    hints: Mapping[str, str]
    findings: tuple[Finding, ...]
    questions: tuple[Question, ...]
    problems: tuple[Problem, ...]
    answers: Mapping[str, str] = attrs.field(repr=how_many)
    repeats: Mapping[str, RowPairs]
    seconds: Mapping[str, RowPairs]
    ordinals: RowPairs
    recurrences: RowPairs
    credit_rows: int
    references: Mapping[str, Sequence[str]] = attrs.field(repr=how_many)
    today: str = ""

    def __repr__(self) -> str:
        return (
            f"<Survey {self.profile.name}: {self.tally.rows} rows, {len(self.findings)} findings, "
            f"{len(self.questions)} questions, {sum(map(len, self.duplicates.values()))} repeated values>"
        )

    def _repr_html_(self) -> str:
        found = [(f.field or "file", f.code, f.value, f.note, ", ".join(map(str, f.rows))) for f in self.findings]
        asked = [(question.code, ", ".join(question.options)) for question in self.questions]
        parts = [self.label_map._repr_html_()]
        parts += [_display.table(("field", "finding", "value", "because", "rows"), found)] if found else []
        parts += [_display.table(("open question", "answers"), asked)] if asked else []
        return _display.shown(repr(self)[1:-1], *parts)

    @property
    def settings(self) -> Settings:
        """What the normalizers need to know."""
        return settings_of(self.profile, self.references, self.today, self.hints)

    @property
    def duplicates(self) -> dict[str, dict[int, int]]:
        """Field → {row: first row with the same value}."""
        return {field: dict(pairs) for field, pairs in self.repeats.items() if len(pairs)}

    def expect(self, table: TableLike, profile: Profile) -> None:
        """See to it that this is a survey of that table, made with that profile; a memory may have added words to it.

        Raises:
            UsageError: It is of another file, or was made with another profile: its repeats and dates are not these.
        """
        if self.source != table.digest:
            raise UsageError("the survey was made of another file; survey this one", code="survey.other_file")
        if without_words(self.profile) != without_words(profile):
            raise UsageError("the survey was made with another profile; survey again", code="survey.other_profile")

    def to_json(self) -> dict[str, Any]:
        """Return plain data for JSON (the profile and the references stay with the host)."""
        return {
            "source": self.source,
            "label_map": self.label_map.to_json(),
            "dialect": dict(self.dialect),
            "tally": attrs.asdict(self.tally),
            "hints": dict(self.hints),
            "findings": [attrs.asdict(finding) for finding in self.findings],
            "questions": [attrs.asdict(question) for question in self.questions],
            "problems": [attrs.asdict(problem) for problem in self.problems],
            "answers": dict(self.answers),
            "repeats": {field: list(pairs) for field, pairs in self.repeats.items()},
            "seconds": {field: list(pairs) for field, pairs in self.seconds.items()},
            "ordinals": list(self.ordinals),
            "recurrences": list(self.recurrences),
            "credit_rows": self.credit_rows,
            "today": self.today,
        }

    @classmethod
    def from_json(
        cls, data: Mapping[str, Any], profile: Profile, references: Mapping[str, Sequence[str]] = {}
    ) -> Survey:
        """Return the survey that `to_json` wrote."""
        return cls(
            profile=profile,
            source=data["source"],
            label_map=LabelMap.from_json(data["label_map"]),
            dialect=data["dialect"],
            tally=Tally(**data["tally"]),
            hints=data["hints"],
            findings=tuple(Finding(**{**item, "rows": tuple(item["rows"])}) for item in data["findings"]),
            questions=tuple(Question(**{**item, "options": tuple(item["options"])}) for item in data["questions"]),
            problems=tuple(
                Problem(**{**item, "params": tuple((name, value) for name, value in item["params"])})
                for item in data["problems"]
            ),
            answers=data["answers"],
            repeats={field: _pairs(pairs) for field, pairs in data["repeats"].items()},
            seconds={field: _pairs(pairs) for field, pairs in data["seconds"].items()},
            ordinals=_pairs(data["ordinals"]),
            recurrences=_pairs(data["recurrences"]),
            credit_rows=data["credit_rows"],
            references=references,
            today=data["today"],
        )


def _pairs(data: Iterable[Sequence[int]]) -> RowPairs:
    return RowPairs((row, value) for row, value in data)


def survey(
    table: TableLike,
    profile: Profile,
    *,
    label_map: LabelMap | Mapping[str, str | None] | None = None,
    memory: LabelMemory | None = None,
    answers: Mapping[str, str] = {},
    references: Mapping[str, Sequence[str]] = {},
    features: Sequence[str] = (),
    today: str = "",
    keep: KeptChunks | None = None,
    on_progress: Callable[[str, int], None] | None = None,
) -> Survey:
    """Read the file once and find out what the rows alone cannot tell.

    Args:
        table: What `read` returned.
        profile: Whose fields and rules.
        label_map: A map that was confirmed or remembered; it wins over aliases.
        memory: What people said of earlier files, about columns and values; its words become `Field.words`.
        answers: Question code → answer.
        references: Name of a reference list → its values.
        features: What the host has switched on; other fields that need a feature are disabled.
        today: The calendar day, ISO.
        keep: Takes in the chunks, for whoever wants them again.
        on_progress: Called with ("survey", rows so far) after every chunk.

    Raises:
        SourceError: The file lacks a column that every row needs.
    """
    given = Pass(
        table,
        profile,
        label_map=label_map,
        memory=memory,
        answers=answers,
        references=references,
        features=features,
        today=today,
    )
    walk = given.walk()
    rows = 0
    for chunk in map(with_texts, table.chunks(STEP_ROWS)):
        looked_at = given.look(chunk)
        values = walk.feed(looked_at)
        if keep is not None:
            keep.add(attrs.evolve(chunk, unmarked=looked_at.unmarked, values=values))
        rows += len(chunk)
        if on_progress:
            on_progress("survey", rows)
    hints, findings, questions = walk.inferred(answers)
    if walk.reads(hints):  # keys read before it was known how: once more, now that it is
        walk = given.walk(hints)
        if keep is not None:
            keep.forget_values()
        for chunk in table.chunks(STEP_ROWS):
            walk.feed(given.look(chunk))
    return concluded(given, table, walk, (hints, findings, questions))


def concluded(
    given: Pass,
    table: TableLike,
    walk: Walk,
    inferred: tuple[dict[str, str], list[Finding], list[Question]],
    tally: Tally | None = None,
) -> Survey:
    """Return the survey that a pass comes to.

    Args:
        given: What was settled before it.
        table: What it went through.
        walk: Has seen all rows, with the hints.
        inferred: Hints, findings and questions, of the walk that inferred them.
        tally: That of the table; None where the table itself was gone through.
    """
    hints, findings, asked = inferred
    mapped = given.mapped
    questions = [*_of(table.dialect, "questions"), *mapped.questions, *asked, *walk.questions()]
    repeats, seconds = walk.repeated()
    return Survey(
        profile=given.profile,
        source=table.digest,
        label_map=mapped.label_map,
        dialect=table.dialect.to_json() if hasattr(table.dialect, "to_json") else {},
        tally=tally or table.tally,
        hints=hints,
        findings=(*mapped.findings, *given.recalled, *findings),
        questions=tuple(q for q in questions if not _settled(q, given.answers)),
        problems=(*table.problems, *mapped.problems),
        answers=given.answers,
        repeats=repeats,
        seconds=seconds,
        ordinals=walk.ordinals(),
        recurrences=walk.recurrences(),
        credit_rows=walk.credit_rows,
        references=given.references,
        today=given.today,
    )


def _of(thing: object, name: str) -> Sequence[Question]:
    found: Sequence[Question] = getattr(thing, name, ())
    return found


def _settled(question: Question, answers: Mapping[str, str]) -> bool:
    """Tell whether a question has an answer that fits."""
    answer = answers.get(question.code)
    if answer is None:
        return bool(question.default)
    if question.options and answer not in question.options:
        raise UsageError(
            f"the answer to {question.code!r} is not one of {', '.join(question.options)}", code="answer.unknown"
        )
    return True
