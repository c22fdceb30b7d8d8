"""Which sheet of a workbook holds the customers, and the workbook as a table's reader."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

import attrs

from customer_import.errors import SourceError, UsageError
from customer_import.model import Problem, Question
from customer_import.normalizing.folding import fold
from customer_import.profile import Profile
from customer_import.reading.csv_columns import Columns
from customer_import.reading.detection import Detected, first_records, labels_of
from customer_import.reading.dialect import Dialect, Evidence, Format
from customer_import.reading.layout import SAMPLE_ROWS, Head, as_wide, filled, head_of, known_labels
from customer_import.reading.limits import Limits
from customer_import.reading.records import Records, SheetColumns
from customer_import.reading.source import Source
from customer_import.reading.trailing import looks_plain, trailing_of
from customer_import.reading.vocabulary import COMMON

if TYPE_CHECKING:
    from customer_import.reading.xlsx import Sheet

SEARCHED = 250  # sheets with data that are looked at for the customers
CLEAR = 2.0  # a sheet is chosen without a question if its score is so many times that of the next


class Workbook(Protocol):
    """What a format of workbooks offers."""

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """The sheets of cells in the order of their tabs."""
        ...

    @property
    def remarks(self) -> tuple[Problem, ...]:
        """What is worth knowing about the workbook."""
        ...

    def blocks(self, sheet: str, width: int = 0) -> Iterator[Records | SheetColumns]:
        """Yield the rows of a sheet; the width is that of the table, once it is known."""
        ...

    def last_rows(self, sheet: str) -> list[list[str]]:
        """Return the last rows, where that costs less than reading the sheet."""
        ...

    def close(self) -> None:
        """Let go of memory and temporary files."""
        ...


@attrs.define
class SheetReader:
    """The records of one sheet."""

    workbook: Workbook = attrs.field(repr=False)
    sheet: str

    def blocks(self, *, width: int = 0, slow: int = 0) -> Iterator[Records | Columns | SheetColumns]:
        """Yield the records from the start; the second hint is for text only."""
        return self.workbook.blocks(self.sheet, width)

    def close(self) -> None:
        """Let go of the workbook's temporary files."""
        self.workbook.close()


@attrs.define
class _First:
    """The records at the top of a sheet, read already."""

    records: Records = attrs.field(repr=False)

    def blocks(self, *, width: int = 0, slow: int = 0) -> Iterator[Records | Columns | SheetColumns]:
        """Yield them; what they hold decides how they are read, no hint does."""
        yield self.records

    def close(self) -> None:
        """Nothing is open."""


def detected_workbook(
    source: Source,
    kind: Format,
    *,
    profile: Profile | None,
    dialect: Dialect | None,
    sheet: str | None,
    answers: Mapping[str, str] | None,
    limits: Limits,
) -> Detected:
    """Open a workbook and understand it."""
    workbook: Workbook
    if kind == "xlsx":
        from customer_import.reading.xlsx import open_workbook

        workbook = open_workbook(source.file, limits)
    else:
        from customer_import.reading.calamine import open_other

        workbook = open_other(source, kind, limits)
    try:
        return _understood(source, kind, workbook, profile=profile, given=dialect, sheet=sheet, answers=answers)
    except BaseException:
        workbook.close()
        raise


def _understood(
    source: Source,
    kind: Format,
    workbook: Workbook,
    *,
    profile: Profile | None,
    given: Dialect | None,
    sheet: str | None,
    answers: Mapping[str, str] | None,
) -> Detected:
    visible = tuple(one.name for one in workbook.sheets if one.state == "visible")
    questions: tuple[Question, ...] = ()
    wanted = sheet or (given.sheet if given else "") or (answers or {}).get("sheet", "")
    if wanted:
        name, why = _named(workbook, wanted), Evidence("sheet", wanted, 1.0, "it was asked for")
    else:
        name, why, questions = _chosen(workbook, visible, profile)
    reader = SheetReader(workbook, name)
    records = first_records(reader)
    if not wanted and not any(map(filled, records.rows)):
        raise _nothing()
    if given is not None:
        head = as_wide(records, Head(given.header_rows, given.preamble_rows, 0))
        dialect = attrs.evolve(given, sheet=name)
        labels = labels_of(reader, dialect, head.width)
        return Detected(source, reader, dialect, labels, head.width, workbook.remarks)
    head = as_wide(records, head_of(records, profile=profile, answers=answers))
    # An answer says what to do: with ``skip`` all rows are searched, with ``rows`` none.
    last = [] if "trailing" in (answers or {}) else _padded(workbook.last_rows(name), records, head)
    plain = bool(last) and looks_plain(last, head.width)
    below, open_below, found = ((), (), ()) if plain else trailing_of(reader, head, answers)
    dialect = Dialect(
        format=kind,
        encoding="",
        delimiter="",
        quote="",
        doubled=False,
        line_end="",
        header_rows=head.header_rows,
        preamble_rows=head.preamble_rows,
        trailing=below,
        sheet=name,
        sheets=visible,
        evidence=(why, *head.evidence, *found),
        questions=(*questions, *head.questions, *open_below),
    )
    labels = labels_of(_First(records), dialect, head.width)
    return Detected(source, reader, dialect, labels, head.width, workbook.remarks)


def _padded(rows: Sequence[list[str]], records: Records, head: Head) -> list[list[str]]:
    """Fill up rows that end early as those at the top of the table do; shorter ones may be another table's."""
    above = max((*head.header_rows, *head.preamble_rows), default=0)
    top = [row for number, row in zip(records.numbers, records.rows, strict=True) if number > above]
    shortest = min((len(row) for row in top if filled(row) > 2), default=head.width)
    return [row + [""] * (head.width - len(row)) if len(row) >= shortest else row for row in rows]


def _nothing() -> SourceError:
    return SourceError("the workbook holds no data; choose the file that holds the customers", code="source.empty")


def _named(workbook: Workbook, wanted: str) -> str:
    for one in workbook.sheets:
        if one.name == wanted:
            return wanted
    raise UsageError("the workbook has no sheet of that name", code="sheet.unknown", sheets=len(workbook.sheets))


def _chosen(
    workbook: Workbook, visible: Sequence[str], profile: Profile | None
) -> tuple[str, Evidence, tuple[Question, ...]]:
    """Choose by evidence: labels that the profile knows, labels of customer lists, more rows."""
    known = known_labels(profile)
    scores: dict[str, float] = {}
    names: dict[str, str] = {}  # of several sheets that show one part, the first
    for one in workbook.sheets:
        if not visible or one.state == "visible":
            names.setdefault(one.part or one.name, one.name)
    if len(names) == 1:
        (name,) = names.values()
        return name, Evidence("sheet", name, 1.0, "it is the only visible sheet with data"), ()
    left = list(names.values())
    while left and len(scores) < SEARCHED:
        name = left.pop(0)
        records = first_records(SheetReader(workbook, name), 100)
        if any(filled(row) for row in records.rows):
            scores[name] = _sheet_score(records, head_of(records, profile=profile), known)
    if not scores:
        raise _nothing()
    ranked = sorted(scores, key=lambda name: -scores[name])
    best = ranked[0]
    if len(ranked) == 1 and not left:
        return best, Evidence("sheet", best, 1.0, "it is the only visible sheet with data"), ()
    clear = not left and scores[best] >= CLEAR * scores[ranked[1]]
    why = Evidence("sheet", best, 0.9 if clear else 0.5, "its labels and rows look most like a customer list")
    question = Question("sheet", "Several sheets hold data. Which one holds the customers?", (*scores, *left), best)
    return best, why, () if clear else (question,)


def _sheet_score(records: Records, head: Head, known: frozenset[str]) -> float:
    labels = [
        fold(cell)
        for number, row in zip(records.numbers, records.rows, strict=True)
        if number in head.header_rows
        for cell in row
    ]
    ours = sum(label in known for label in labels)
    common = sum(label in COMMON for label in labels)
    rows = sum(1 for row in records.rows if filled(row) > 1)
    return 1 + 10 * ours + 2 * common + min(rows, SAMPLE_ROWS) / 50 + head.width / 20
