"""Operations, results and stored texts as columns, made into objects only when somebody asks for one.

They are sequences of what the port promises; whoever looks at their columns saves the objects. No rules here.
"""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import overload

import attrs

from customer_import._bases import ListLike
from customer_import.model import Outcome, Result, Status, Value

Operation = tuple[int, Outcome]


@attrs.define
class Creates:
    """Creates that set values of the customer itself, no child's, as columns.

    Args:
        indexes: Indexes in the plan, ascending.
        rows: Row numbers.
        values: Field → one value per create, "" or () where it sets none.
    """

    indexes: list[int] = attrs.field(factory=list)
    rows: list[int] = attrs.field(factory=list)
    values: dict[str, list[Value]] = attrs.field(factory=dict, repr=False)

    def __len__(self) -> int:
        return len(self.indexes)

    def cut(self, start: int, end: int) -> Creates:
        """Return those from one place to another."""
        values = {name: column[start:end] for name, column in self.values.items()}
        return Creates(self.indexes[start:end], self.rows[start:end], values)

    def extend(self, more: Creates) -> None:
        """Add others after these."""
        for name in more.values.keys() - self.values.keys():
            self.values[name] = [""] * len(self)
        for name, column in self.values.items():
            column += more.values.get(name) or [""] * len(more)
        self.indexes += more.indexes
        self.rows += more.rows


@attrs.define
class Updates:
    """Updates that edit the same fields of the customers themselves, no child's, as columns.

    Args:
        indexes: Indexes in the plan, ascending.
        rows: Row numbers.
        ids: The customers.
        versions: Their versions as planned against, none of them "".
        values: Field → one value per update; "" or () clears.
    """

    indexes: list[int] = attrs.field(factory=list)
    rows: list[int] = attrs.field(factory=list)
    ids: list[str] = attrs.field(factory=list)
    versions: list[str] = attrs.field(factory=list)
    values: dict[str, list[Value]] = attrs.field(factory=dict, repr=False)

    def __len__(self) -> int:
        return len(self.indexes)

    def cut(self, start: int, end: int) -> Updates:
        """Return those from one place to another."""
        return Updates(
            self.indexes[start:end],
            self.rows[start:end],
            self.ids[start:end],
            self.versions[start:end],
            {name: column[start:end] for name, column in self.values.items()},
        )

    def extend(self, more: Updates) -> None:
        """Add others of the same fields after these."""
        self.indexes += more.indexes
        self.rows += more.rows
        self.ids += more.ids
        self.versions += more.versions
        for name, column in self.values.items():
            column += more.values[name]


class Operations(ListLike[Operation]):
    """Some operations of a plan in order, as a sequence of (index, outcome); the plain ones as columns besides.

    Args:
        indexes: The indexes of all of them, ascending.
        creates: Creates that set values and no child's.
        rest: All that is in no columns, and what is in columns but credits: to be looked at as an outcome.
        outcomes: Makes all of them, when somebody asks for one.
        updates: Updates that edit values and no child's, planned against a version; one for each set of fields.
    """

    def __init__(
        self,
        indexes: Sequence[int],
        creates: Creates,
        rest: Sequence[Operation],
        outcomes: Callable[[], Sequence[Operation]],
        updates: Sequence[Updates] = (),
    ) -> None:
        self.indexes = indexes
        self.creates = creates
        self.updates = updates
        self.rest = rest
        self._outcomes = outcomes

    @classmethod
    def of(cls, parts: Sequence[Operations]) -> Operations:
        """Put parts behind one another."""
        if len(parts) == 1:
            return parts[0]
        creates = Creates()
        updates: dict[tuple[str, ...], Updates] = {}
        for part in parts:
            creates.extend(part.creates)
            for some in part.updates:
                fields = tuple(some.values)
                if fields not in updates:
                    updates[fields] = Updates(values={name: [] for name in fields})
                updates[fields].extend(some)
        return cls(
            [index for part in parts for index in part.indexes],
            creates,
            [operation for part in parts for operation in part.rest],
            lambda: [operation for part in parts for operation in part],
            list(updates.values()),
        )

    def cut(self, start: int, end: int) -> Operations:
        """Return those from one place to another, still as columns."""
        if start == 0 and end >= len(self):
            return self
        indexes = self.indexes[start:end]
        if not indexes:
            return Operations((), Creates(), (), lambda: ())
        first, last = indexes[0], indexes[-1]
        creates = self.creates.cut(*_span(self.creates.indexes, first, last))
        updates = [found for part in self.updates if (found := part.cut(*_span(part.indexes, first, last)))]
        places = slice(*_span([index for index, _ in self.rest], first, last))
        return Operations(indexes, creates, self.rest[places], lambda: self._all[start:end], updates)

    @cached_property
    def _all(self) -> Sequence[Operation]:
        return self._outcomes()

    def __len__(self) -> int:
        return len(self.indexes)

    def __iter__(self) -> Iterator[Operation]:
        return iter(self._all)

    @overload
    def __getitem__(self, place: int) -> Operation: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Operation]: ...
    def __getitem__(self, place: int | slice) -> Operation | Sequence[Operation]:
        return self._all[place]


def _span(indexes: Sequence[int], first: int, last: int) -> tuple[int, int]:
    """Return where indexes from a first to a last one lie."""
    return bisect_left(indexes, first), bisect_right(indexes, last)


@attrs.define(eq=False, repr=False)
class Results(ListLike[Result]):
    """Results as columns, in the order of their indexes; the arguments are those of `Result`, one of each a row."""

    indexes: Sequence[int]
    rows: Sequence[int]
    statuses: Sequence[Status]
    ids: Sequence[str]
    versions: Sequence[str]
    codes: Sequence[str]

    @property
    def columns(self) -> tuple[Sequence[object], ...]:
        """All six."""
        return self.indexes, self.rows, self.statuses, self.ids, self.versions, self.codes

    def __len__(self) -> int:
        return len(self.indexes)

    def __iter__(self) -> Iterator[Result]:
        return map(Result, self.indexes, self.rows, self.statuses, self.ids, self.versions, self.codes)

    @overload
    def __getitem__(self, place: int) -> Result: ...
    @overload
    def __getitem__(self, place: slice) -> list[Result]: ...
    def __getitem__(self, place: int | slice) -> Result | list[Result]:
        if isinstance(place, slice):
            return list(self)[place]
        return Result(
            *(self.indexes[place], self.rows[place], self.statuses[place]),
            *(self.ids[place], self.versions[place], self.codes[place]),
        )


def columns_of(results: Sequence[Result]) -> Results:
    """Return results as columns, in the order of their indexes, one for each index."""
    if isinstance(results, Results):
        return results
    by_index = {result.index: result for result in results}
    ordered = [by_index[index] for index in sorted(by_index)]
    return Results(
        [result.index for result in ordered],
        [result.row for result in ordered],
        [result.status for result in ordered],
        [result.customer_id for result in ordered],
        [result.version for result in ordered],
        [result.code for result in ordered],
    )


def joined(column: Sequence[str]) -> str | None:
    """Return texts joined by line feeds; None where one holds a line feed, or there are none."""
    text = "\n".join(column)
    return text if text.count("\n") == len(column) - 1 else None


def json_array(texts: Sequence[str]) -> str:
    """Return texts as a JSON array, put together by a join where none of them needs an escape."""
    between = '","'.join(texts)
    # Controls and lone surrogates are not printable.
    if texts and between.isprintable() and "\\" not in between and between.count('"') == 2 * (len(texts) - 1):
        return f'["{between}"]'
    return json.dumps(texts)


class JsonTexts(ListLike[str]):
    """A column of texts as the JSON array that a database made of it, taken apart when somebody looks into it.

    Args:
        array: The array, without spaces between its items, as SQLite writes it.
        count: How many texts it holds.
    """

    __slots__ = ("_array", "_count", "_taken")

    def __init__(self, array: str, count: int) -> None:
        self._array = array
        self._count = count
        self._taken: Sequence[str] | None = None

    def holds(self, texts: Sequence[str]) -> bool:
        """Tell whether these are the texts by a look at the whole array; where that is not enough, the answer is no.

        If they are, they are taken over, and the array need not be taken apart any more.
        """
        between = '","'.join(texts)
        # Without escapes, and with no quotes but those of the array itself, one text has one reading.
        same = (
            f'["{between}"]' == self._array
            and len(texts) == self._count
            and between.count('"') == 2 * (self._count - 1)
            and "\\" not in between
        )
        if same:
            self._taken = texts
        return same

    @property
    def texts(self) -> Sequence[str]:
        """The texts one by one."""
        if self._taken is None:
            self._taken = json.loads(self._array)
        return self._taken

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[str]:
        return iter(self.texts)

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[str]: ...
    def __getitem__(self, place: int | slice) -> str | Sequence[str]:
        return self.texts[place]


def listed(column: Sequence[Value]) -> Sequence[Value]:
    """Return a column in which looking at single places is cheap."""
    return column.texts if isinstance(column, JsonTexts) else column
