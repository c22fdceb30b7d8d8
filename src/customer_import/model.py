"""The values that flow through the library: rows in, outcomes out. No behaviour beyond what a value knows of itself.

Frozen for the type checker, cheap at run time (an `attrs.define` with a hash costs a fifth of `attrs.frozen`).
Nothing here prints personal data: a repr shows positions, codes and counts, never content.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Sized
from typing import TYPE_CHECKING, Literal, TypeAlias, overload

import attrs

if TYPE_CHECKING:
    from attrs import frozen as value_class
else:

    def value_class(cls: type) -> type:
        """Make a slotted value class that hashes but does not pay for frozen attribute setting."""
        return attrs.define(cls, unsafe_hash=True)


Value: TypeAlias = str | tuple[str, ...]
Level = Literal["reject", "drop", "remark"]
Flag = Literal["numeric", "boolean", "date", "error", "lost digits"]
OutcomeKind = Literal["create", "update", "unchanged", "skip", "reject", "remove"]
Status = Literal["applied", "stale", "conflict", "done"]


def how_many(content: Sized) -> str:
    """Show only how much there is: for reprs without personal data."""
    return f"<{len(content)}>"


def _hidden(content: object) -> str:
    """Show that there is content, and how much, but not what."""
    return f"<{len(content)}>" if isinstance(content, (str, dict, Sequence)) else "<…>"


@value_class
class Row:
    """One record as the file has it.

    Args:
        number: The record's number as a spreadsheet shows it, counted from 1 with header, preamble and blank rows.
        cells: Raw texts, exactly as many as the row has in the file.
    """

    number: int
    cells: tuple[str, ...] = attrs.field(repr=_hidden)


@value_class
class Problem:
    """Something wrong, or worth a remark, at one place.

    Args:
        code: A stable dotted name out of `problems.CODES`.
        level: ``reject`` costs the row, ``drop`` the cell or the credit, ``remark`` nothing.
        row: The row's number, 0 for the file as a whole.
        field: The field, or "" for the row as a whole.
        text: The raw text of the cell where that helps to mend it.
        params: What the message needs besides, as pairs.
    """

    code: str
    level: Level = "reject"
    row: int = 0
    field: str = ""
    text: str = attrs.field(default="", repr=_hidden)
    params: tuple[tuple[str, object], ...] = attrs.field(default=(), repr=_hidden)


@attrs.define
class Chunk:
    """Some thousand consecutive data rows as columns.

    Args:
        numbers: Row numbers, ascending.
        columns: One list of cell texts per column of the table, each as long as `numbers`; a row that ends early is
            padded with "".
        flags: Column index → {index in the chunk → flag}, for cells that were not plain text in an XLSX file.
            ``numeric`` cells read as plain decimals (``37060000000``), ``date`` cells as ISO dates or datetimes,
            ``boolean`` as TRUE / FALSE, ``error`` as the error's name (``#N/A``), ``lost digits`` as the file has it.
        short: Index → number of cells that the row really has (CSV only): the others are *absent*, not blank.
        damaged: Index → problems of the row's shape (``row.extra_cells``, ``row.quote_unclosed``, ``row.nul`` …).
        raw: Index → the row's own cells, for the rows whose shape is damaged.
        unmarked: Whether somebody looked and no cell has a mark of ours, a guard, or the error of a spreadsheet.
        texts: The columns once more, the cells of each joined by line feeds; None where nobody joined them, or a cell
            holds a line feed.
        values: Column index → canonical values, joined by line feeds, of columns that the survey has read and found
            nothing wrong in.
    """

    numbers: Sequence[int]
    columns: list[list[str]] = attrs.field(repr=_hidden)
    flags: dict[int, dict[int, Flag]] = attrs.field(factory=dict, repr=_hidden)
    short: dict[int, int] = attrs.field(factory=dict, repr=_hidden)
    damaged: dict[int, tuple[Problem, ...]] = attrs.field(factory=dict, repr=_hidden)
    raw: dict[int, tuple[str, ...]] = attrs.field(factory=dict, repr=_hidden)
    unmarked: bool = False
    texts: list[str] | None = attrs.field(default=None, repr=_hidden)
    values: dict[int, str] = attrs.field(factory=dict, repr=_hidden)

    def __len__(self) -> int:
        return len(self.numbers)


@value_class
class Record:
    """A row after normalization, as rules of the host see it: canonical values of the mapped fields, blank as ""."""

    row: int
    values: Mapping[str, Value] = attrs.field(repr=_hidden, hash=False)


@value_class
class Child:
    """A stored child of a customer: a delivery address, a log-in account.

    Args:
        key: Its value of the group's key field.
        values: Its other fields, canonical.
    """

    key: str
    values: Mapping[str, str] = attrs.field(repr=_hidden, hash=False)


@value_class
class Match:
    """A stored customer that the store found.

    Args:
        id: The store's id of the customer.
        version: Changes on every write, the host's own writes included; "" where the store has none.
        values: Field → canonical value; fields that are blank may be left out.
        children: Group → the customer's children in that group.
        locked: Deleted or erased: never written, never created anew.
    """

    id: str
    version: str = ""
    values: Mapping[str, Value] = attrs.field(factory=dict, repr=_hidden, hash=False)
    children: Mapping[str, Sequence[Child]] = attrs.field(factory=dict, repr=_hidden, hash=False)
    locked: bool = False


@value_class
class Target:
    """The stored customer that an outcome speaks of: id, version as planned against, key field that found it."""

    id: str
    version: str = ""
    key: str = ""


@value_class
class ChildRef:
    """Which child an edit writes.

    Args:
        group: Its group.
        key: Its key, or "" for a child that has none yet.
        new: The child is added.
        drop: The child is removed, if it still holds the `before` of its edits (undo plans only).
    """

    group: str
    key: str = ""
    new: bool = False
    drop: bool = False


@value_class
class Edit:
    """One cell that changes.

    Args:
        field: The field.
        before: The stored value as planned against; "" or () where blank.
        after: The value to store; "" or () clears.
        child: The child it belongs to, or None for the customer itself.
    """

    field: str
    before: Value = attrs.field(repr=_hidden)
    after: Value = attrs.field(repr=_hidden)
    child: ChildRef | None = None


class SetValues(Sequence[Edit]):
    """The edits of a plain create, kept as the values that they set, and made into `Edit` only when asked for.

    Equal to the tuple of those edits. A store that looks at `values` saves an object for every cell.

    Args:
        values: Field → canonical value, none of them blank, none of them a child's.
    """

    __slots__ = ("values",)

    def __init__(self, values: Mapping[str, Value]) -> None:
        self.values = values

    def __iter__(self) -> Iterator[Edit]:
        for field, value in self.values.items():
            yield Edit(field, value[:0], value)  # of nothing, in its shape

    def __len__(self) -> int:
        return len(self.values)

    @overload
    def __getitem__(self, place: int) -> Edit: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Edit, ...]: ...
    def __getitem__(self, place: int | slice) -> Edit | tuple[Edit, ...]:
        return tuple(self)[place]

    def __eq__(self, other: object) -> bool:
        if isinstance(other, SetValues):
            return list(self.values.items()) == list(other.values.items())
        return tuple(self) == other

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return how_many(self)


@value_class
class Credit:
    """Points or money to add to a customer's ledger.

    Args:
        key: 32 hex digits: digest of (tenant, occasion, credited customer's key form, reference or ordinal).
        amount: Plain decimal text, e.g. ``120`` or ``-3.50``.
        unit: ISO 4217 code, or the profile's name of its points.
        account: The named account that is credited instead of the bonus account, or "".
        expires: ISO date, or "" for never.
        description: Text that the customer sees in their history.
        before: The balance that the amount was counted from, where a balance is set; "" where the amount is added.
    """

    key: str
    amount: str = attrs.field(repr=_hidden)
    unit: str = ""
    account: str = attrs.field(default="", repr=_hidden)
    expires: str = attrs.field(default="", repr=_hidden)
    description: str = attrs.field(default="", repr=_hidden)
    before: str = attrs.field(default="", repr=_hidden)

    @property
    def after(self) -> str:
        """The balance that is set, or ""."""
        from decimal import Context, Decimal

        return format(Context(prec=100).add(Decimal(self.before), Decimal(self.amount)), "f") if self.before else ""


@value_class
class Balance:
    """What a customer's ledger comes to in one unit and account, as the store reports it."""

    customer_id: str
    amount: str = attrs.field(repr=_hidden)
    unit: str = ""
    account: str = ""


@value_class
class Posted:
    """A credit that the ledger holds already, as the store reports it; equal by its content, whenever it was posted."""

    key: str
    amount: str = attrs.field(repr=_hidden)
    unit: str = ""
    account: str = attrs.field(default="", repr=_hidden)
    expires: str = attrs.field(default="", repr=_hidden)
    plan_id: str = ""
    row: int = 0
    posted_at: str = attrs.field(default="", eq=False)


@value_class
class Outcome:
    """What is decided for one row. Exactly one per row, in file order.

    Args:
        kind: ``create``, ``update``, ``unchanged``, ``skip``, ``reject`` (and ``remove``, in undo plans only).
        row: The row's number.
        target: The stored customer, or None.
        incoming: Field → canonical value for every mapped field; blank fields are left out.
        edits: The cells that change, in the order of the file's columns; for a create, every value that is set.
        credits: The credits to post.
        posted: Credits of this row that were posted before, as the ledger has them.
        held: Field → stored value, for cells whose offered value was held back by a policy.
        signature: One verdict letter per column of the file (see `policy.LETTERS`).
        problems: All that is wrong with the row or worth a remark.
        raw: Column index → raw text of bad cells; all cells where the row's shape is bad.
        ordinal: How many rows that credit the same customer stand before it in the file.
    """

    kind: OutcomeKind
    row: int
    target: Target | None = None
    incoming: Mapping[str, Value] = attrs.field(factory=dict, repr=_hidden, hash=False)
    edits: Sequence[Edit] = attrs.field(default=(), repr=_hidden)
    credits: tuple[Credit, ...] = ()
    posted: tuple[Posted, ...] = ()
    held: Mapping[str, Value] = attrs.field(factory=dict, repr=_hidden, hash=False)
    signature: str = ""
    problems: tuple[Problem, ...] = ()
    raw: Mapping[int, str] = attrs.field(factory=dict, repr=_hidden, hash=False)
    ordinal: int = 0


@value_class
class Result:
    """What applying did to one outcome.

    Args:
        index: The outcome's index in the plan, from 0.
        row: Its row number.
        status: ``applied``; ``stale`` (the customer changed or vanished since the plan); ``conflict`` (a unique key
            or a credit key is taken with other content); ``done`` for outcomes that need no write.
        customer_id: The customer written, or "".
        version: The customer's version after the write, or "".
        code: The problem's code where the status is stale or conflict.
    """

    index: int
    row: int
    status: Status
    customer_id: str = ""
    version: str = ""
    code: str = ""


@attrs.define
class Counts:
    """How many rows end how; the sum equals the table's rows."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    skipped: int = 0
    rejected: int = 0
    removed: int = 0

    @property
    def rows(self) -> int:
        """All rows."""
        return self.created + self.updated + self.unchanged + self.skipped + self.rejected + self.removed

    def __str__(self) -> str:
        shown = [f"{name}={count}" for name, count in attrs.asdict(self).items() if count or name != "removed"]
        return " ".join(shown)


COUNT_OF_KIND: dict[OutcomeKind, str] = {
    "create": "created",
    "update": "updated",
    "unchanged": "unchanged",
    "skip": "skipped",
    "reject": "rejected",
    "remove": "removed",
}


@value_class
class Finding:
    """Something inferred from the file, with its proof.

    Args:
        code: e.g. ``date.order``.
        column: Column index, or -1 for the file.
        field: The field, or "".
        value: What was inferred, e.g. ``day_first``.
        rows: Row numbers that prove it.
        note: One plain sentence without personal data.
    """

    code: str
    column: int = -1
    field: str = ""
    value: str = ""
    rows: tuple[int, ...] = ()
    note: str = ""


@value_class
class Question:
    """Something that the evidence does not settle.

    Args:
        code: The key under which an answer is passed: ``answers={code: option}``.
        text: The question in plain words.
        options: The answers that are accepted; empty for free text.
        default: The answer to take if nobody answers, or "" where someone must.
    """

    code: str
    text: str
    options: tuple[str, ...] = ()
    default: str = ""


@attrs.define
class Tally:
    """Where every physical record of the file went; the parts sum to `physical`."""

    header: int = 0
    preamble: int = 0
    blank: int = 0
    trailing: int = 0
    rows: int = 0

    @property
    def physical(self) -> int:
        """All records that the file holds."""
        return self.header + self.preamble + self.blank + self.trailing + self.rows
