"""The rows that need work, as the user's own table, with what is wrong in words; corrected, it is imported again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Literal, Protocol

import attrs

from customer_import.errors import UsageError
from customer_import.kinds import BUILT_IN
from customer_import.mapping import LabelMap
from customer_import.mapping.own import PROBLEM, TOKEN
from customer_import.model import Chunk, Outcome, OutcomeKind, Problem
from customer_import.normalizing import Normalizer, normalizer
from customer_import.planning import Plan
from customer_import.problems import message, todo
from customer_import.profile import Profile
from customer_import.rendering.columns import delimiter_of, is_ours, label_of
from customer_import.rendering.csv_writing import MarkedCell, Target, csv_sheet
from customer_import.rendering.export import FileFormat, chosen_format
from customer_import.rendering.file_words import language
from customer_import.rendering.values import in_format
from customer_import.rendering.xlsx_writing import xlsx_sheet
from customer_import.surveying import CHUNK_ROWS
from customer_import.surveying.marks import ERRORS, own_ordinal, token_of
from customer_import.surveying.passes import settings_of

# Problems of a row beside another one, which an error file does not hold.
_BESIDE_OTHERS = frozenset(
    ("key.duplicate", "value.duplicate", "possible.duplicate", "credit.duplicate", "credit.possible_double")
)


class Source(Protocol):
    """What an error file needs of the table that was planned."""

    @property
    def digest(self) -> str:
        """SHA-256 of the file's bytes, hexadecimal."""
        ...

    def chunks(self, size: int = ...) -> Iterator[Chunk]:
        """Yield the rows as chunks."""
        ...


@attrs.frozen
class _Line:
    """One row of an error file.

    Args:
        cells: As many as the table has columns.
        surplus: What the row had besides; it stands beyond the token, so that it is surplus again.
        problem: What is wrong, in words.
        token: Where the row came from.
    """

    cells: list[MarkedCell]
    surplus: list[MarkedCell]
    problem: str
    token: str


def error_file(
    plan: Plan,
    source: Source,
    target: Target,
    *,
    format: FileFormat | Literal[""] = "",  # noqa: A002 - the word of the field
    locale: str = "en",
    profile: Profile | None = None,
) -> int:
    """Write the rows that need work: those that were rejected, and those that lost a cell.

    The columns are the user's, in their order, with the cells as they were; then what is wrong and what to do, and a
    token that says where the row came from. Corrected and imported again, only these rows do anything, and credits
    that were posted are recognised by the token. Bad cells are marked in XLSX, with a comment.

    Args:
        plan: What was decided.
        source: The table that was planned, or the same file read again: a plan holds the text of bad cells only.
        target: A path, or a binary file, which stays open.
        format: ``xlsx`` (extra ``[xlsx]``) or ``csv``; "" is XLSX where the platform takes it. CSV is in UTF-8,
            with the source's delimiter.
        locale: Language of the messages: ``en``, ``sv``, ``cs``; any other is English.
        profile: The host's profile, where it has kinds of its own: a plan does not hold their functions.

    Returns:
        The number of rows.

    Raises:
        UsageError: The source is another file, the target cannot be written, or `profile` is needed.
    """
    form = chosen_format(format, plan.profile)
    if source.digest != plan.header["source"]:
        raise UsageError("the plan was made from another file", code="source.other")
    layout = _Layout(plan, source, profile or plan.profile, locale, typed=form == "xlsx")
    labels = [*layout.labels, PROBLEM[language(locale)], TOKEN]
    dialect = plan.header["dialect"]
    count = 0
    if form == "csv":
        delimiter = str(dialect.get("delimiter") or "") if dialect.get("format") == "csv" else ""
        with csv_sheet(target, delimiter=delimiter or delimiter_of(plan.profile), encoding="utf-8-sig") as sheet:
            if layout.headed:
                sheet.write(labels)
            for count, line in enumerate(layout.lines(), start=1):  # noqa: B007 - the last one is the number of rows
                sheet.write([*line.cells, line.problem, line.token, *line.surplus])
        return count
    with xlsx_sheet(target, name=str(dialect.get("sheet") or "")) as workbook:
        workbook.columns([True] * len(labels), frozenset([len(labels) - 1]))
        if layout.headed:
            workbook.header(labels)
        for count, line in enumerate(layout.lines(), start=1):  # noqa: B007
            workbook.write([*line.cells, line.problem, line.token, *line.surplus])
    return count


class _Layout:
    """How the rows of the source become those of the error file."""

    def __init__(self, plan: Plan, source: Source, profile: Profile, locale: str, *, typed: bool) -> None:
        self._plan = plan
        self._source = source
        self._locale = locale
        self._typed = typed
        self._profile = profile
        self.headed = self._profile.file.header != "no"
        self._fields = plan.fields
        self._derived = LabelMap.from_json(plan.header["label_map"]).derived
        own_width = len(plan.labels) - len(self._derived)
        names = [label or self._named(i) for i, label in enumerate(plan.labels[:own_width])]
        ours = is_ours(names)  # an error file of an error file has these columns once
        self._kept = [i for i in range(len(names)) if i not in ours]
        self.labels = [names[i] for i in self._kept]
        self._customer = self._customer_reader()

    def _sources(self, column: int) -> tuple[int, ...]:
        """Return the file's columns that a column is made of: itself, or those that it was split or combined from."""
        place = column - (len(self._fields) - len(self._derived))
        return self._derived[place].sources if place >= 0 else (column,)

    def _named(self, column: int) -> str:
        """Name a column of a file without header by its field."""
        field = self._fields[column]
        return label_of(self._profile, self._profile.field(field)) if field and not any(self._plan.labels) else ""

    def _customer_reader(self) -> Normalizer | None:
        rule = self._profile.credit
        if rule is None or rule.amount not in self._fields or rule.customer not in self._fields:
            return None
        field = self._profile.field(rule.customer)
        kind = self._profile.kind(field)
        if kind.normalize is None and kind.name not in BUILT_IN:
            raise UsageError(
                f"{field.name!r} is of the host's kind {kind.name!r}: pass profile=…, which has its functions",
                code="profile.own_kind",
                field=field.name,
            )
        return normalizer(field, kind, settings_of(self._profile, {}, "", self._plan.header["hints"]))

    def lines(self) -> Iterator[_Line]:
        """Yield the rows that need work, each with its cells out of the source."""
        kinds: tuple[OutcomeKind, ...] = ("create", "update", "unchanged", "reject")
        wanted = (outcome for outcome in self._plan.outcomes(kind=kinds) if self._needs_work(outcome))
        outcome = next(wanted, None)
        for chunk in self._source.chunks(CHUNK_ROWS):
            if outcome is None:
                return
            for place, number in enumerate(chunk.numbers):
                if outcome is not None and outcome.row == number:
                    yield self._line(outcome, chunk, place)
                    outcome = next(wanted, None)
        if outcome is not None:
            raise UsageError("the source does not hold the plan's rows", code="source.other")

    def _needs_work(self, outcome: Outcome) -> bool:
        """Tell whether a person should look at a row: it was rejected, or a cell or credit of it was left out."""
        if outcome.kind == "reject":
            return True
        if not any(problem.level == "drop" for problem in outcome.problems):
            return False
        # Whoever was created and cannot be found again would be created again.
        return outcome.kind != "create" or self._is_findable(outcome)

    def _is_findable(self, outcome: Outcome) -> bool:
        command = self._profile.create_command
        keys = {name: outcome.incoming.get(name, "") for name in self._profile.key_fields}
        if command and keys.get(command.field) in command.values:
            return False
        return any(keys.values())

    def _line(self, outcome: Outcome, chunk: Chunk, place: int) -> _Line:
        problems = [problem for problem in outcome.problems if problem.level != "remark"]
        by_column: dict[int, list[Problem]] = {}
        for problem in problems:
            if problem.field in self._fields:
                for column in self._sources(self._fields.index(problem.field)):
                    by_column.setdefault(column, []).append(problem)
        raw = chunk.raw.get(place)
        width = len(chunk.columns)
        cells = []
        for column in [*self._kept, *range(width, len(raw or ()))]:
            text = (raw[column] if column < len(raw) else "") if raw else chunk.columns[column][place]
            here = by_column.get(column, ())
            cell = MarkedCell(text, None, bool(here), self._said(here))
            if not raw:
                cell = self._as_it_was(cell, chunk, column, place)
            cells.append(cell)
        table, surplus = cells[: len(self._kept)], cells[len(self._kept) :]
        return _Line(table, surplus, self._said(problems), self._token(outcome, chunk, place, cells))

    def _as_it_was(self, cell: MarkedCell, chunk: Chunk, column: int, place: int) -> MarkedCell:
        """Return a cell that means the same where it is read again: its type in a workbook, else its text."""
        flag = chunk.flags.get(column, {}).get(place)
        text = cell.text
        if flag == "error" and text not in ERRORS:
            return attrs.evolve(cell, text="#N/A")  # it would pass for a value, or for a blank
        if self._typed:
            return attrs.evolve(cell, flag=flag)
        if flag == "date":
            name = self._fields[column]
            formats = self._profile.field(name).formats if name else ()
            text = (in_format(text, formats[0]) if formats else "") or text
        if flag == "lost digits" and text.lstrip("-").isdigit():
            text = format(float(text), ".14E")  # of digits alone nobody could say that some are lost
        return attrs.evolve(cell, text=text)

    def _said(self, problems: Iterable[Problem]) -> str:
        """Say what is wrong and what to do about it, each thing once."""
        parts: dict[str, None] = {}
        for problem in problems:
            what, do = (say(problem, self._locale, self._profile) for say in (message, todo))
            parts[f"{what} {do}".strip()] = None
        return "\n".join(parts)

    def _token(self, outcome: Outcome, chunk: Chunk, place: int, cells: Collection[MarkedCell]) -> str:
        digest, rule, reader = self._source.digest, self._profile.credit, self._customer
        shapeless = _has_no_shape(outcome.problems)
        customer = ""
        if rule and reader and not shapeless and chunk.columns[self._fields.index(rule.amount)][place].strip():
            value = outcome.incoming.get(rule.customer, "")
            customer = reader.key(value) if value and isinstance(value, str) else ""
        ordinal = outcome.ordinal if customer else own_ordinal(digest, outcome.row)
        again = shapeless or any(problem.code in _BESIDE_OTHERS for problem in outcome.problems)
        content = [cell.text for cell in cells] if again else None
        return token_of(digest, outcome.row, ordinal, customer=customer, content=content)


def _has_no_shape(problems: Sequence[Problem]) -> bool:
    """Tell whether a row was rejected for its shape, so that no cell of it was read."""
    return any(problem.code.startswith("row.") and problem.level == "reject" for problem in problems)
