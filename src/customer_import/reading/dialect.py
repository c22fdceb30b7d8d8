"""How bytes become cells: the findings of `detect`, each with its evidence, as one value that goes through JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import attrs

from customer_import import _display
from customer_import.errors import UsageError
from customer_import.model import Question
from customer_import.reading.records import counted

Format = Literal["csv", "xlsx", "xls", "xlsb", "ods", "rows"]
LineEnd = Literal["\n", "\r\n", "\r", "mixed", ""]


@attrs.frozen
class Evidence:
    """Why one thing about a dialect is believed.

    Args:
        what: The attribute of `Dialect` it speaks of.
        value: What was found, as text.
        confidence: From 0 to 1.
        why: One plain sentence without content of the file.
        rows: Numbers of records that prove it.
        otherwise: What would have changed the answer.
    """

    what: str
    value: str
    confidence: float = 1.0
    why: str = ""
    rows: tuple[int, ...] = ()
    otherwise: str = ""


@attrs.frozen
class Trailing:
    """Records below the table that are no rows of it.

    Args:
        first: The first record's number.
        last: The last record's number; blank records in between belong to it, but are tallied as blank.
        why: ``totals``, ``footnote`` or ``second table``.
    """

    first: int
    last: int
    why: str


@attrs.frozen
class Dialect:
    """How bytes become cells. Change a part with ``attrs.evolve(dialect, delimiter=";")`` and pass it to `read`.

    Args:
        format: ``csv``, ``xlsx``, ``xls``, ``xlsb``, ``ods``, or ``rows`` for what was in memory already.
        encoding: A codec's name, e.g. ``utf-8``, ``cp1250``; "" for workbooks.
        other_encoding: What the rows are in that are not in `encoding`, or "": one of the two is UTF-8.
        bom: Whether the text starts with a byte order mark, which is not part of the first cell.
        delimiter: What separates cells.
        quote: The quote character, or "" where quotes mean nothing; of a pair such as “ ” the first.
        escape: The escape character, or "".
        doubled: Whether a quote inside quotes is written twice.
        skip_space: Whether spaces after a delimiter belong to it (``a, b, "c"``).
        frame: What stands around each line: a quote where a list was written twice, a bracket (the opening one) where a
            program listed its rows, ``|`` or ``│`` where it was drawn, a space where columns are aligned with them; or
            "".
        line_end: What ends records; ``mixed`` where several do. Reading accepts all of them in any case.
        header_rows: Record numbers of the header; empty where there is none.
        preamble_rows: Record numbers of titles, notes and ``sep=`` lines above the table, blank ones left out.
        trailing: What stands below the table.
        sheet: The sheet that is read, or "".
        sheets: Names of all visible sheets.
        evidence: Why all this is believed.
        questions: What the evidence does not settle.
    """

    format: Format = "csv"
    encoding: str = "utf-8"
    other_encoding: str = ""
    bom: bool = False
    delimiter: str = ","
    quote: str = '"'
    escape: str = ""
    doubled: bool = True
    skip_space: bool = False
    frame: str = ""
    line_end: LineEnd = "\n"
    header_rows: tuple[int, ...] = ()
    preamble_rows: tuple[int, ...] = ()
    trailing: tuple[Trailing, ...] = ()
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = attrs.field(default=(), repr=counted, eq=False)
    questions: tuple[Question, ...] = attrs.field(default=(), repr=counted, eq=False)

    def _repr_html_(self) -> str:
        rows = [
            (
                e.what,
                repr(e.value) if e.what in ("delimiter", "quote", "escape") else e.value,
                f"{e.confidence:.0%}",
                e.why,
            )
            for e in self.evidence
        ]
        return _display.shown(f"Dialect: {self.format}", _display.table(("what", "found", "sure", "because"), rows))

    @property
    def header_row(self) -> int | None:
        """The first header row's number, or None."""
        return self.header_rows[0] if self.header_rows else None

    def to_json(self) -> dict[str, Any]:
        """Return plain dicts, lists and scalars for `json.dumps`."""
        plain: dict[str, Any] = attrs.asdict(self, value_serializer=lambda _, __, v: list(v) if type(v) is tuple else v)
        return plain

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Dialect:
        """Rebuild the value that `to_json` wrote.

        Raises:
            UsageError: The data are not a dialect's.
        """
        parts: dict[str, Any] = dict(data)
        made: dict[str, type] = {"trailing": Trailing, "evidence": Evidence, "questions": Question}
        try:
            for name, kind in made.items():
                parts[name] = tuple(kind(**_tuples(part)) for part in parts.get(name, ()))
            return cls(**_tuples(parts))
        except (TypeError, ValueError):
            raise UsageError("these data are not a dialect as Dialect.to_json wrote it", code="dialect.json") from None


def _tuples(parts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(part) if isinstance(part, list) else part for name, part in parts.items()}
