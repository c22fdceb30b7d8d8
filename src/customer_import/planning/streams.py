"""A plan as Arrow streams: its outcomes, its problems, its cells. Column by column, without making outcomes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from customer_import.arrow import Columns, capsule
from customer_import.model import Value
from customer_import.planning.block import Block
from customer_import.planning.wire import KIND_OF_LETTER
from customer_import.policy import VERDICT_OF_LETTER

if TYPE_CHECKING:
    from customer_import.planning.sealed import Plan

OUTCOMES: dict[str, type] = {"row": int, "outcome": str, "customer": str, "found_by": str, "problems": str}
PROBLEMS: dict[str, type] = {"row": int, "outcome": str, "level": str, "code": str, "field": str, "text": str}
CELLS: dict[str, type] = {
    "row": int, "outcome": str, "column": int, "label": str, "field": str, "verdict": str, "policy": str,
    "file": str, "stored": str,
}  # fmt: skip


class Stream:
    """A table that whoever reads Arrow streams takes: ``polars.DataFrame(stream)``, ``pyarrow.table(stream)``.

    Blank is null; several values in one cell are joined by "; ". It can be read again.
    """

    def __init__(self, types: dict[str, type], batches: Callable[[], Iterable[Columns]]) -> None:
        self.columns = tuple(types)
        self._types = types
        self._batches = batches

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return capsule(self._types, self._batches(), requested_schema)

    def __repr__(self) -> str:
        return f"<Stream of {', '.join(self.columns)}>"


def outcomes_of(plan: Plan) -> Stream:
    """Return one row an outcome: how it ends, who is meant, its problems' codes, then the values by field.

    A field that is called like one of the first columns has its name behind ``value_``.
    """
    fields = plan.header["columns"]
    return Stream(outcome_types(fields), lambda: (outcome_columns(block, fields) for block in plan.blocks()))


def outcome_types(fields: Sequence[str]) -> dict[str, type]:
    """Return the columns of a table of outcomes, and what is in them."""
    return OUTCOMES | dict.fromkeys((f"value_{name}" if name in OUTCOMES else name for name in fields), str)


def outcome_columns(block: Block, fields: Sequence[str]) -> list[list[Any]]:
    """Return the outcomes of a block as columns."""
    targets = [block.targets.get(place) for place in range(len(block))]
    problems = block.sparse("problems")
    return [
        list(block.numbers),
        [KIND_OF_LETTER[letter] for letter in block.kinds],
        [target.id if target else None for target in targets],
        [target.key or None if target else None for target in targets],
        ["; ".join(item[0] for item in problems.get(place, ())) or None for place in range(len(block))],
        *([_text(value) for value in _column(block, name)] for name in fields),
    ]


def problems_of(plan: Plan) -> Stream:
    """Return one row a problem, with the text of the bad cell."""

    def batches() -> Iterator[Columns]:
        for block in plan.blocks():
            found = [
                (block.numbers[place], KIND_OF_LETTER[block.kinds[place]], level, code, field or None, text or None)
                for place, items in sorted(block.sparse("problems").items())
                for code, level, field, text, _ in items
            ]
            if found:
                yield list(zip(*found, strict=True))

    return Stream(PROBLEMS, batches)


def cells_of(plan: Plan) -> Stream:
    """Return one row a cell: its verdict, the policy that decided, what the file has and what is stored."""
    columns = list(enumerate(zip(plan.labels, plan.fields, strict=True)))
    policies = {field.name: field.policy for field in plan.profile.fields}

    def batches() -> Iterator[Columns]:
        for block in plan.blocks():
            yield list(zip(*_cells(block), strict=True))

    def _cells(block: Block) -> Iterator[tuple[Any, ...]]:
        edits, held = block.sparse("edits"), block.sparse("held")
        values = {field: _column(block, field) for _, (_, field) in columns if field is not None}
        for place, number in enumerate(block.numbers):
            kind, signature = KIND_OF_LETTER[block.kinds[place]], block.signatures[place]
            before = {item[0]: item[1] for item in edits.get(place, ())} | held.get(place, {})
            for i, (label, field) in columns:
                verdict = VERDICT_OF_LETTER[signature[i]]
                if field is None:
                    yield number, kind, i + 1, label, None, verdict, None, None, None
                    continue
                value = values[field][place]
                stored = before.get(field, value if verdict == "unchanged" else "")
                decided = policies[field] if verdict in _DECIDED else None
                yield number, kind, i + 1, label, field, verdict, decided, _text(value), _text(stored)

    return Stream(CELLS, batches)


_DECIDED = frozenset(("set", "held", "unchanged", "cleared"))


def _column(block: Block, field: str) -> Sequence[Value]:
    """Return a field's values; a block leaves out a column in which there are none."""
    return block.incoming.get(field) or [""] * len(block)


def _text(value: Value | list[str]) -> str | None:
    return (value if isinstance(value, str) else "; ".join(value)) or None
