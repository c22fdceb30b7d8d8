"""One pass over the whole file: findings, duplicates, ordinals, questions.

After it every decision is local to a row: no memory, no order, any chunk size.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol

import attrs

from customer_import.errors import UsageError
from customer_import.mapping import LabelMap, resolve
from customer_import.model import Chunk, Finding, Problem, Question, Tally, how_many
from customer_import.normalizing import Inference, Settings, inference
from customer_import.profile import Profile
from customer_import.spool import Occurrences, RowPairs
from customer_import.surveying.columns import Cells, ColumnReader, rejected_rows
from customer_import.surveying.marks import TokenOrdinals, marked

CHUNK_ROWS = 1000  # a plan's block, so that the façade never cuts a chunk in two


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
        repeats: Field → (row → first row with the same key form).
        seconds: Field → (first row → second row with the same key form).
        ordinals: Row → how many rows that credit the same customer stand before it, where not 0; in an error file, what
            its rows' tokens say.
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
    credit_rows: int
    references: Mapping[str, Sequence[str]] = attrs.field(repr=how_many)
    today: str = ""

    @property
    def settings(self) -> Settings:
        """What the normalizers need to know."""
        return settings_of(self.profile, self.references, self.today, self.hints)

    @property
    def duplicates(self) -> dict[str, dict[int, int]]:
        """Field → {row: first row with the same value}."""
        return {field: dict(pairs) for field, pairs in self.repeats.items() if len(pairs)}

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
            credit_rows=data["credit_rows"],
            references=references,
            today=data["today"],
        )


def _pairs(data: Iterable[Sequence[int]]) -> RowPairs:
    return RowPairs((row, value) for row, value in data)


def settings_of(
    profile: Profile, references: Mapping[str, Sequence[str]], today: str, hints: Mapping[str, str]
) -> Settings:
    """Gather what the normalizers of a profile need to know."""
    return Settings(
        region=profile.region,
        locale=profile.locale,
        zone=profile.zone,
        today=today,
        references=references,
        hints=hints,
    )


def survey(
    table: TableLike,
    profile: Profile,
    *,
    label_map: LabelMap | Mapping[str, str | None] | None = None,
    answers: Mapping[str, str] = {},
    references: Mapping[str, Sequence[str]] = {},
    features: Sequence[str] = (),
    today: str = "",
    on_progress: Callable[[str, int], None] | None = None,
) -> Survey:
    """Read the file once and find out what the rows alone cannot tell.

    Args:
        table: What `read` returned.
        profile: Whose fields and rules.
        label_map: A map that was confirmed or remembered; it wins over aliases.
        answers: Question code → answer.
        references: Name of a reference list → its values.
        features: What the host has switched on; other fields that need a feature are disabled.
        today: The calendar day, ISO.
        on_progress: Called with ("survey", rows so far) after every chunk.

    Raises:
        SourceError: The file lacks a column that every row needs.
    """
    mapped = resolve(table, profile, memory=label_map, answers=answers)
    settings = settings_of(profile, references, today, {})
    walk = _Walk(profile, mapped.label_map, settings, features, table.digest)
    own = mapped.label_map.own_columns
    rows = 0
    for chunk in table.chunks(CHUNK_ROWS):
        walk.feed(marked(chunk, own))
        rows += len(chunk)
        if on_progress:
            on_progress("survey", rows)
    hints, findings, questions = walk.inferred(answers)
    questions = [*_of(table.dialect, "questions"), *mapped.questions, *questions, *walk.questions()]
    open_questions = tuple(q for q in questions if not _settled(q, answers))
    repeats, seconds = walk.repeated()
    return Survey(
        profile=profile,
        source=table.digest,
        label_map=mapped.label_map,
        dialect=table.dialect.to_json() if hasattr(table.dialect, "to_json") else {},
        tally=table.tally,
        hints=hints,
        findings=tuple(findings),
        questions=open_questions,
        problems=(*table.problems, *mapped.problems),
        answers=dict(answers),
        repeats=repeats,
        seconds=seconds,
        ordinals=walk.ordinals(),
        credit_rows=walk.credit_rows,
        references=references,
        today=today,
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


class _Walk:
    """The pass itself: what it remembers of rows that it has seen."""

    def __init__(
        self, profile: Profile, label_map: LabelMap, settings: Settings, features: Sequence[str], digest: str
    ) -> None:
        self.profile = profile
        self.credit_rows = 0
        self._columns = {
            name: column
            for column, name in enumerate(label_map.fields)
            if name is not None and (not profile.field(name).requires or profile.field(name).requires in features)
        }
        command = profile.create_command
        self._command = command if command and command.field in self._columns else None
        wanted = [*profile.key_fields, *profile.unique_fields, *(self._command.secondary if self._command else ())]
        tracked = [name for name in dict.fromkeys(wanted) if name in self._columns]
        self._readers = {name: ColumnReader(profile, profile.field(name), settings) for name in tracked}
        self._groups = {name: Occurrences() for name in tracked}
        self._credits: Occurrences | None = None
        self._token_column = label_map.own_column("token")
        self._token_ordinals = TokenOrdinals(digest)
        rule = profile.credit
        if rule and rule.amount in self._columns:
            self._credits = Occurrences()
            if rule.customer in self._columns and rule.customer not in self._readers:
                self._readers[rule.customer] = ColumnReader(profile, profile.field(rule.customer), settings)
        self._inferences: dict[str, Inference] = {}
        for name in self._columns:
            field = profile.field(name)
            found = inference(field, profile.kind(field), settings)
            if found is not None:
                self._inferences[name] = found
        self._unchecked: list[int] = []

    def feed(self, chunk: Chunk) -> None:
        """Take in one chunk."""
        numbers = chunk.numbers
        rejected = rejected_rows(chunk) if chunk.damaged else []
        for name, infer in self._inferences.items():
            column = self._columns[name]
            infer.feed(numbers, _blanked(chunk.columns[column], rejected), chunk.flags.get(column, {}))
        cells = {name: reader.read(chunk, self._columns[name]) for name, reader in self._readers.items()}
        if self._command:
            self._feed_command(chunk, cells)
        for name, group in self._groups.items():
            self._feed_group(group, self._readers[name], numbers, cells[name])
        if self._credits is not None:
            self._feed_credits(chunk, rejected, cells)

    def _feed_group(self, group: Occurrences, reader: ColumnReader, numbers: Sequence[int], cells: Cells) -> None:
        if reader.multi:
            pairs = [(n, key) for n, value in zip(numbers, cells.values, strict=True) if value
                     for key in reader.item_keys(value)]  # fmt: skip
            group.add([n for n, _ in pairs], [key for _, key in pairs])
        else:
            group.add(numbers, reader.key_forms(cells.values))

    def _feed_command(self, chunk: Chunk, cells: dict[str, Cells]) -> None:
        """Take key values that order a create out of the keys, and note orders that nothing can check."""
        command = self._command
        assert command is not None  # noqa: S101 - for the type checker; the caller asked
        values = cells[command.field].values
        orders = [i for i, value in enumerate(values) if value in command.values]
        checkable = [cells[name].values for name in command.secondary if name in cells]
        self._unchecked += [chunk.numbers[i] for i in orders if not any(column[i] for column in checkable)]
        for i in orders:
            values[i] = ""

    def _feed_credits(self, chunk: Chunk, rejected: Sequence[int], cells: dict[str, Cells]) -> None:
        """Count the rows of each credited customer (design, section 6: ordinals)."""
        rule = self.profile.credit
        assert rule is not None and self._credits is not None  # noqa: S101, PT018
        nulls = self.profile.null_tokens
        amounts = [cell.strip() for cell in _blanked(chunk.columns[self._columns[rule.amount]], rejected)]
        with_amount = [bool(amount) and amount not in nulls for amount in amounts]
        self.credit_rows += sum(with_amount)
        if rule.customer not in cells:
            return
        keys = self._readers[rule.customer].key_forms(cells[rule.customer].values)
        customers = [key if has else "" for key, has in zip(keys, with_amount, strict=True)]
        if self._token_column is None:
            self._credits.add(chunk.numbers, customers)
        else:
            self._token_ordinals.add(chunk.numbers, chunk.columns[self._token_column], customers)

    def inferred(self, answers: Mapping[str, str]) -> tuple[dict[str, str], list[Finding], list[Question]]:
        """Close the inferences: field → hint, findings, questions."""
        hints: dict[str, str] = {}
        findings: list[Finding] = []
        questions: list[Question] = []
        for name, infer in self._inferences.items():
            found = infer.finish()
            for question in found.questions:
                if question.code in answers:
                    found = infer.finish(answers[question.code])
                    break
            if found.hint:
                hints[name] = found.hint
            findings += [attrs.evolve(finding, column=self._columns[name]) for finding in found.findings]
            questions += found.questions
        return hints, findings, questions

    def questions(self) -> list[Question]:
        """Ask what the rows leave open."""
        questions: list[Question] = []
        if self._unchecked:
            shown = ", ".join(map(str, self._unchecked[:10])) + (" …" if len(self._unchecked) > 10 else "")
            questions.append(
                Question(
                    "create.unchecked",
                    f"{len(self._unchecked)} rows order a new customer but hold nothing by which an existing one could "
                    f"be recognized (rows {shown}): create them all the same, or reject them?",
                    ("create", "reject"),
                )
            )
        if self.credit_rows:
            questions.append(
                Question(
                    "credit.occasion",
                    f"{self.credit_rows} rows give credits: what is the occasion? "
                    f"The same occasion never credits anyone twice.",
                )
            )
        return questions

    def repeated(self) -> tuple[dict[str, RowPairs], dict[str, RowPairs]]:
        """Close the groups: per field, row → first row, and first row → second row."""
        repeats: dict[str, RowPairs] = {}
        seconds: dict[str, RowPairs] = {}
        for name, group in self._groups.items():
            repeats[name], seconds[name], _ = group.finish()
        return repeats, seconds

    def ordinals(self) -> RowPairs:
        """Close the credits: row → ordinal."""
        if self._token_column is not None:
            return self._token_ordinals.finish()
        return self._credits.finish()[2] if self._credits is not None else RowPairs()


def _blanked(cells: list[str], places: Sequence[int]) -> list[str]:
    if not places:
        return cells
    kept = list(cells)
    for i in places:
        kept[i] = ""
    return kept
