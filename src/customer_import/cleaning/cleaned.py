"""`clean`: survey a table, normalize it chunk by chunk, name what is wrong; nothing is decided and nothing is stored.

The cells are read by the same columns that planning reads, so a clean list is what an import would see.
"""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import attrs

from customer_import._bases import Closing
from customer_import.arrow import capsule
from customer_import.errors import QuestionsOpen
from customer_import.mapping import LabelMap, with_derived
from customer_import.model import Chunk, Finding, Problem, Tally, Value, how_many
from customer_import.planning.layout import Layout
from customer_import.planning.prepare import Prepared
from customer_import.problems import message
from customer_import.profile import Profile
from customer_import.reading import Limits, Table, read
from customer_import.reading.source import Readable
from customer_import.reading.table import Frames
from customer_import.surveying import CHUNK_ROWS, Survey, survey
from customer_import.surveying.marks import marked

ROW, PROBLEMS = "row", "problems"  # the first and the last column
_NOT_ASKED = ("credit.occasion", "create.unchecked")  # questions of imports, not of lists
_SHOWN = 10  # rows of a notebook's display


@attrs.frozen
class Cleaned(Closing):
    """A normalized table. Rows are read anew at each pass, so memory stays flat; close it to let go of the file.

    Columns are ``row`` (the number in the file), one per column of the file (the field's name, or the label of a
    column that feeds no field, whose texts stay as they are) and ``problems`` (codes and fields, blank where all is
    well). Values are canonical text: E.164 numbers, ISO dates, plain decimals, ISO codes.

    Attributes:
        table: The table that is cleaned.
        survey: What one pass over it found out.
        columns: The names of the columns, in order.
        findings: Inferences with their proving rows.
        counts: Problem code → how many.
        rows_with_problems: How many rows have a problem that is more than a remark.
    """

    table: Table
    survey: Survey
    columns: tuple[str, ...]
    findings: tuple[Finding, ...] = attrs.field(repr=how_many)
    counts: Mapping[str, int] = attrs.field(repr=how_many)
    rows_with_problems: int
    _layout: Layout = attrs.field(repr=False)

    @property
    def tally(self) -> Tally:
        """Where every physical record of the file went."""
        return self.table.tally

    def __len__(self) -> int:
        return self.tally.rows

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """Yield rows as mappings from column to value; lists of values are tuples."""
        for columns in self.batches():
            for values in zip(*columns, strict=True):
                yield dict(zip(self.columns, values, strict=True))

    def batches(self) -> Iterator[list[Sequence[Any]]]:
        """Yield some rows at a time as columns, in the order of `columns`."""
        kept = _kept(self._layout)
        for prepared, chunk, problems in _passed(self.table, self._layout):
            values: list[Sequence[Any]] = list(chunk.columns)
            for column, cells in zip(self._layout.columns, prepared.cells, strict=True):
                values[column.index] = cells.values
            codes = ["; ".join(map(_short, problems.get(i, ()))) for i in range(len(chunk))]
            yield [chunk.numbers, *(values[i] for i in kept), codes]

    def problems(self) -> Iterator[Problem]:
        """Yield every problem, in the order of the rows; those of the file as a whole come first."""
        yield from self.survey.problems
        for _, _, problems in _passed(self.table, self._layout):
            for i in sorted(problems):
                yield from problems[i]

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """Stream the table to who asks for Arrow: ``polars.DataFrame(cleaned)``, ``pyarrow.table(cleaned)``.

        Blank is null; several values in one cell are joined by "; ".

        Raises:
            UsageError: No Arrow library is installed.
        """
        types: dict[str, type] = dict.fromkeys(self.columns, str) | {ROW: int}
        batches = ([column[0], *map(_texts, column[1:])] for column in self.batches())
        return capsule(types, batches, requested_schema)

    def close(self) -> None:
        """Let go of the file."""
        self.table.close()

    def __repr__(self) -> str:
        return f"Cleaned(rows={len(self)}, columns={len(self.columns)}, rows_with_problems={self.rows_with_problems})"

    def _repr_html_(self) -> str:
        """Show counts, findings and the first rows in a notebook, escaped."""
        facts = [f"{len(self):,} rows, {self.rows_with_problems:,} with problems"]
        facts += [f"{finding.field}: {finding.note or finding.value}" for finding in self.findings]
        facts += [f"{count:,} × {code}" for code, count in sorted(self.counts.items(), key=lambda item: -item[1])]
        first = next(self.batches(), None)
        rows = zip(*(column[:_SHOWN] for column in first), strict=True) if first else ()
        head = "".join(f"<th>{html.escape(name)}</th>" for name in self.columns)
        body = "".join(
            "<tr>" + "".join(f"<td><bdi>{html.escape(str(_text(cell) or ''))}</bdi></td>" for cell in row) + "</tr>"
            for row in rows
        )
        notes = "".join(f"<li>{html.escape(fact)}</li>" for fact in facts)
        return f"<div><ul>{notes}</ul><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"

    def explain(self, locale: str = "en") -> str:
        """Say in words what is wrong, each kind of problem once, with its count and first row."""
        seen: dict[tuple[str, str], tuple[Problem, int]] = {}
        for problem in self.problems():
            first, count = seen.get((problem.code, problem.field), (problem, 0))
            seen[problem.code, problem.field] = first, count + 1
        lines = sorted(seen.values(), key=lambda item: -item[1])
        return "\n".join(
            f"{count:,} × row {first.row}: {message(first, locale, self.survey.profile, masked=True)}"
            for first, count in lines
        )


def clean(
    source: Readable | Frames | Table,
    profile: Profile,
    *,
    answers: Mapping[str, str] = {},
    label_map: LabelMap | Mapping[str, str | None] | None = None,
    references: Mapping[str, Sequence[str]] = {},
    features: Collection[str] = (),
    today: date | None = None,
    sheet: str | None = None,
    limits: Limits = Limits(),  # noqa: B008 - a frozen value
) -> Cleaned:
    """Normalize a list under a profile's fields, without a store and without policies.

    Args:
        source: What `read` takes, or a table.
        profile: Which fields there are, and of what kinds.
        answers: Question code → answer.
        label_map: Which label feeds which field, where aliases do not say it.
        references: Name of a reference list → its values.
        features: What the host has switched on; columns of other fields that need a feature stay as they are.
        today: The calendar day, for fields that may not lie before it.
        sheet: The sheet to read.
        limits: What is refused.

    Returns:
        The clean list. Repeated keys are named as problems, not removed.

    Raises:
        QuestionsOpen: The file leaves open how cells are to be read.
        SourceError: The file cannot be read, or lacks a column that the profile needs.
    """
    table = source if isinstance(source, Table) else read(
        source, profile=profile, sheet=sheet, answers=answers, limits=limits
    )  # fmt: skip
    try:
        day = today.isoformat() if today else ""
        found = survey(
            table,
            profile,
            label_map=label_map,
            answers=answers,
            references=references,
            features=tuple(features),
            today=day,
        )
        asked = tuple(question for question in found.questions if question.code not in _NOT_ASKED)
        if asked:
            raise QuestionsOpen.before("the list can be cleaned", asked)
        layout = Layout(found, day, features)
        counts: Counter[str] = Counter(problem.code for problem in found.problems)
        bad = 0
        for _, _, problems in _passed(table, layout):
            for here in problems.values():
                counts.update(problem.code for problem in here)
                bad += any(problem.level != "remark" for problem in here)
    except BaseException:
        if table is not source:
            table.close()
        raise
    names = _names(table, layout)
    return Cleaned(table, found, names, found.findings, dict(counts), bad, layout)


def _passed(table: Table, layout: Layout) -> Iterator[tuple[Prepared, Chunk, dict[int, list[Problem]]]]:
    """Yield each chunk normalized, with the problems of its rows by index."""
    for raw in table.chunks(CHUNK_ROWS):
        whole = with_derived(raw, layout.derived)
        chunk = marked(whole, layout.beside, layout.examples.within(whole))
        prepared = Prepared(layout, chunk)
        problems = {i: found for i in sorted(prepared.odd) if (found := prepared.problems(i))}
        for name, rows in prepared.repeats.items():
            if name == "@credit":
                continue
            code = "key.duplicate" if layout.by_name[name].is_key else "value.duplicate"
            for i, other in rows.items():
                repeat = Problem(code, "remark", chunk.numbers[i], name, params=(("other", other),))
                problems.setdefault(i, []).append(repeat)
        yield prepared, chunk, problems


def _kept(layout: Layout) -> list[int]:
    """Return the columns of the file without those that an error file added (row tokens, problem texts)."""
    own = layout.own_columns
    return [i for i in range(layout.width) if i not in own]


def _names(table: Table, layout: Layout) -> tuple[str, ...]:
    """Name the columns: each once, fields before labels that happen to be called the same."""
    fields = {column.index: column.name for column in layout.columns}
    taken = {ROW, PROBLEMS, *fields.values()}
    names: list[str] = []
    for i in _kept(layout):
        name = fields.get(i, "")
        if not name:
            label = " ".join((table.labels[i] if i < len(table.labels) else "").split()) or f"column {i + 1}"
            name, count = label, 1
            while name in taken:
                count += 1
                name = f"{label} {count}"
            taken.add(name)
        names.append(name)
    return (ROW, *names, PROBLEMS)


def _short(problem: Problem) -> str:
    return f"{problem.code} ({problem.field})" if problem.field else problem.code


def _text(value: Value | int | None) -> str | int | None:
    return "; ".join(value) or None if isinstance(value, tuple) else value or None


def _texts(column: Sequence[Any]) -> list[Any]:
    return list(map(_text, column))
