"""What a normalizer is: one per field, a scalar function that is the specification, a column function that is as fast.

Texts go in, canonical texts and faults come out. Pure: no clock, no I/O, no memory of earlier rows.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence, Sized
from typing import Any, NamedTuple

import attrs

from customer_import.columns import joined
from customer_import.model import Finding, Flag, Level, Question, Value
from customer_import.normalizing.characters import trim
from customer_import.profile import Field

NO_FLAGS: Mapping[int, Flag] = {}


class Fault(NamedTuple):
    """What is wrong with one cell.

    Args:
        code: A code out of `problems.CODES`.
        level: ``reject`` means that there is no value; remarks keep it.
        params: What the message needs, as pairs; never the text of the cell.
    """

    code: str
    level: Level = "reject"
    params: tuple[tuple[str, object], ...] = ()


class Cell(NamedTuple):
    """The answer to one text: canonical value ("" or () where blank or bad) and faults."""

    value: Value
    faults: tuple[Fault, ...] = ()


def _count(content: Sized) -> str:
    return f"<{len(content)}>"


@attrs.define
class Column:
    """The answers to the texts of one column of a chunk.

    Args:
        values: Canonical values, as many as cells; "" (or () for kinds with several values) where blank or bad. The
            cells themselves where nothing was to be done.
        faults: Index → faults, for cells that have any.
        text: The values joined by line feeds, where somebody has them so.
    """

    values: Sequence[Value] = attrs.field(repr=_count)
    faults: dict[int, tuple[Fault, ...]] = attrs.field(factory=dict, repr=_count)
    text: str | None = attrs.field(default=None, repr=False)


@attrs.frozen
class Settings:
    """What normalizing knows besides the field.

    Args:
        region: ISO 3166 region of national phone numbers, "" for none.
        locale: Language of the file; settles words that two languages use differently.
        zone: IANA zone of the profile.
        today: ISO date, or "" where dates are not compared with it.
        references: Name of a host's list → its values. A list that is not named is not checked.
        hints: Field → what the survey inferred: ``day_first``, ``month_first``, ``comma``, ``point``.
    """

    region: str = ""
    locale: str = "en"
    zone: str = "UTC"
    today: str = ""
    references: Mapping[str, Sequence[str]] = attrs.field(factory=dict, hash=False)
    hints: Mapping[str, str] = attrs.field(factory=dict, hash=False)


@attrs.frozen
class Inferred:
    """What a whole column tells.

    Args:
        hint: What `Settings.hints` takes, "" where nothing needs to be said.
        findings: What was inferred, with the rows that prove it.
        questions: What the evidence does not settle.
    """

    hint: str = ""
    findings: tuple[Finding, ...] = ()
    questions: tuple[Question, ...] = ()


BLANK = Cell("")


def bad(code: str, **params: object) -> Cell:
    """Make the answer to a cell that has no value."""
    return Cell("", (Fault(code, "reject", tuple(params.items())),))


def remark(code: str, **params: object) -> Fault:
    """Make a fault that keeps the value."""
    return Fault(code, "remark", tuple(params.items()))


class Normalizer(ABC):
    """Turns the cells of one field into canonical text.

    Kinds implement `_cell`; those with a faster way through a whole column implement `_quick`.

    Attributes:
        field: The field.
        multi: Whether values are tuples.
    """

    multi = False
    # Flags with which a text has another answer than without.
    _minded_flags: frozenset[str] = frozenset()
    # How many answers are kept from chunk to chunk.
    _memory = 4096

    def __init__(self, field: Field, settings: Settings) -> None:
        self.field = field
        self.settings = settings
        self.hint = settings.hints.get(field.name, "")
        self._values: dict[str, Value] = {}
        self._faults: dict[str, tuple[Fault, ...]] = {}

    def scalar(self, text: str, flag: Flag | None = None) -> Cell:
        """Return the canonical value of one cell, and what is wrong with it. This is the specification."""
        text = trim(text)
        if flag == "error":  # also where it shows nothing: a formula that no program has computed
            cell = bad("cell.error", error=text if text.startswith("#") else "")
        elif not text:
            cell = BLANK
        elif flag == "lost digits":
            cell = bad("cell.digits_lost")
        else:
            cell = self._cell(text, flag)
        return Cell((), cell.faults) if self.multi and not cell.value else cell

    @abstractmethod
    def _cell(self, text: str, flag: Flag | None) -> Cell:
        """Answer a text that is trimmed and not blank."""

    def column(
        self,
        cells: Sequence[str],
        flags: Mapping[int, Flag] = NO_FLAGS,
        text: str | None = None,
        *,
        quick: bool = True,
    ) -> Column:
        """Answer every cell of a column as `scalar` would.

        Args:
            cells: The texts.
            flags: Index → flag.
            text: The cells joined by line feeds (`columns.joined`), where somebody has them so.
            quick: Whether the faster way may be taken; getting it ready can cost more than a few cells do.
        """
        text = joined(cells) if text is None and quick else text
        found = self._quick(cells, text) if quick and text is not None else None
        if found is None:
            column = self._remembered(cells)
        elif found is cells:
            column = Column(found, text=text)
        else:
            column = self._with_rest(found, cells)
        flagged = [i for i, flag in flags.items() if flag in ("error", "lost digits") or flag in self._minded_flags]
        if flagged:
            values = list(column.values)
            for i in flagged:
                values[i], faults = self.scalar(cells[i], flags[i])
                column.faults.pop(i, None)
                if faults:
                    column.faults[i] = faults
            column = Column(values, column.faults)
        return column

    def _with_rest(self, found: Sequence[Value], cells: Sequence[str]) -> Column:
        """Answer by `scalar` what a fast path has left."""
        left = [i for i, value in enumerate(found) if not value and cells[i]] if not all(found) else []
        if not left:
            return Column(found)
        values = list(found)
        answers = self._remembered([cells[i] for i in left])
        for i, value in zip(left, answers.values, strict=True):
            values[i] = value
        return Column(values, {left[i]: faults for i, faults in answers.faults.items()})

    def _quick(self, cells: Sequence[str], text: str) -> Sequence[Value] | None:
        """Answer the cells that a fast path is sure of; "" (or ()) leaves a cell to `scalar`, None leaves all.

        Args:
            cells: The texts, none of which holds a line feed. Returned as they are where nothing is to be done.
            text: The same joined by line feeds.
        """
        return None

    def _remembered(self, cells: Sequence[str]) -> Column:
        """Answer every cell by `scalar`, each distinct text once."""
        values, faults = self._values, self._faults
        try:
            column = Column(list(map(values.__getitem__, cells)))
        except KeyError:
            new = set(cells).difference(values)
            if len(values) + len(new) > self._memory:
                values.clear()
                faults.clear()
                new = set(cells)
            self._learn(list(new))
            column = Column(list(map(values.__getitem__, cells)))
        if faults:
            column.faults = {i: faults[cell] for i, cell in enumerate(cells) if cell in faults}
        return column

    def _learn(self, texts: Sequence[str]) -> None:
        """Remember the answers to texts that are new."""
        for text in texts:
            self._values[text], found = self.scalar(text)
            if found:
                self._faults[text] = found

    def key(self, value: str) -> str:
        """Return the form by which a canonical value (of a list: one item) is compared when it is a key."""
        return value

    def spelling(self, value: str) -> str:
        """Return the key form in the letters that were typed: values of one key that differ in it look alike only."""
        return self.key(value)

    def keys(self, values: Sequence[str]) -> list[str]:
        """Return the key forms of many canonical values."""
        return list(values) if type(self).key is Normalizer.key else list(map(self.key, values))


class Inference(ABC):
    """Looks through one column, chunk by chunk, for what its cells mean together.

    Attributes:
        code: The code of the question that it may ask, and under which its answer is given.
    """

    code: str = ""

    def __init__(self, field: Field, settings: Settings) -> None:
        self.field = field
        self.settings = settings

    @property
    def proven(self) -> str:
        """What rows of this column prove beyond it: other columns of the same class may rely on it; "" for nothing."""
        return ""

    @abstractmethod
    def feed(self, numbers: Sequence[int], cells: Sequence[str], flags: Mapping[int, Flag] = NO_FLAGS) -> None:
        """Look at the cells of one chunk; `numbers` are their rows."""

    def state(self) -> dict[str, Any]:
        """Return what was seen, as plain data that another process can hand to `merge`."""
        return {name: value for name, value in vars(self).items() if name.startswith("_")}

    @abstractmethod
    def merge(self, later: Mapping[str, Any]) -> None:
        """Take in the `state` of one of this class that looked at later rows of the same column."""

    @abstractmethod
    def finish(self, answer: str = "", sibling: str = "") -> Inferred:
        """Tell what the column proves.

        Args:
            answer: What a person said, if they were asked.
            sibling: What the other columns of this class prove, where they agree.
        """
