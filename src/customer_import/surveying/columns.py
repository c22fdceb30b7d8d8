"""One column of a chunk, from raw cells to canonical values, clears and faults.

The survey and the planner read columns through the same door, so that a key is the same key in both.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import attrs

from customer_import.columns import joined
from customer_import.model import Chunk, Flag, Level, Value
from customer_import.normalizing import Fault, Normalizer, Settings, normalizer
from customer_import.normalizing.by_country import ByCountry, regions_of
from customer_import.profile import Field, Profile
from customer_import.surveying.marks import is_guarded_token, is_set_aside, plain_cells

# Codes that say "I understand the cell, but this value is not among yours": governed by `Field.unknown`.
UNKNOWN_CODES = frozenset({"choice.unknown", "boolean.unknown", "country.unknown", "reference.unknown"})
_NONE: dict[int, tuple[Fault, ...]] = {}
_NOWHERE: Mapping[str, int] = {}


@attrs.define
class Cells:
    """What a column of a chunk says.

    Args:
        values: Canonical values; "" or () where blank, cleared or bad.
        faults: Index → faults whose level is final: ``reject``, ``drop`` or ``remark``.
        clears: Indices of cells that clear the stored value.
        text: The values joined by line feeds; None where that is not exact.
    """

    values: Sequence[Value]
    faults: dict[int, tuple[Fault, ...]] = attrs.field(factory=dict)
    clears: frozenset[int] = frozenset()
    text: str | None = None

    @property
    def some_blank(self) -> bool:
        """Whether a value is blank; a look at the text tells it in a tenth of the time."""
        text = self.text
        if text is None:
            return not all(self.values)
        return not text or "\n\n" in text or text[0] == "\n" or text[-1] == "\n"


class ColumnReader:
    """Reads the column of one field, chunk by chunk.

    Args:
        profile: Whose field.
        field: The field.
        settings: What the normalizers need to know.
        columns: Enabled field → column: where other fields of a row stand that say how this one is read.
    """

    def __init__(
        self, profile: Profile, field: Field, settings: Settings, columns: Mapping[str, int] = _NOWHERE
    ) -> None:
        self.field = field
        self.kind = profile.kind(field)
        self.multi = self.kind.multi
        self.normalizer: Normalizer = normalizer(field, self.kind, settings)
        self.countries = CountriesOfRows.of(profile, field, settings, columns)
        self._by_country = ByCountry(field, self.kind, settings, self.normalizer) if self.countries else None
        self._nulls = frozenset(profile.null_tokens)
        self._clear_tokens = frozenset(profile.clear_tokens)
        needed = field.required == "always"  # what every row needs cannot be left out of one
        self._drops = (field.on_bad_cell or profile.on_bad_cell) == "drop_cell" and not needed
        self._ignores = field.unknown == "ignore_cell" and not needed
        self.may_clear = (
            field.policy == "overwritable"
            and field.required != "always"
            and field.name not in profile.key_fields
            and field.name not in profile.credit_fields
        )

    def read(self, chunk: Chunk, column: int) -> Cells:
        """Normalize the chunk's column, or take over what the survey made of it."""
        if column in chunk.values:
            known = chunk.values[column]
            return Cells(known.split("\n"), text=known)
        flags = chunk.flags.get(column, {})
        faults: dict[int, tuple[Fault, ...]] = {}
        clears: set[int] = set()
        cells = self._plain(chunk, column, faults, clears)
        if self.countries and self._by_country:
            found = self._by_country.column(cells, self.countries.read(chunk), flags)
        else:
            text = chunk.texts[column] if chunk.texts and cells is chunk.columns[column] else None
            found = self.normalizer.column(cells, flags, text)
        if not found.faults and not faults:
            text = joined(found.values) if found.text is None and not self.multi else found.text  # type: ignore[arg-type] # no lists
            return Cells(found.values, _NONE, frozenset(clears), text)
        values = list(found.values)
        for i, here in found.faults.items():
            faults[i] = self._cost(values, i, cells[i], here)
        return Cells(values, faults, frozenset(clears))

    def _plain(
        self, chunk: Chunk, column: int, faults: dict[int, tuple[Fault, ...]], clears: set[int]
    ) -> Sequence[str]:
        """Return the cells that are left to normalize: marks, tokens and what is broken are blank, and noted."""
        cells: Sequence[str] = chunk.columns[column]
        flags = chunk.flags.get(column, {})
        if chunk.damaged:
            cells = _without(cells, rejected_rows(chunk))
        if flags:
            cells = self._flagged(cells, flags, faults)
        if self._nulls or self._clear_tokens:
            cells = self._tokens(cells, faults, clears)
            if not chunk.unmarked:
                tokens = self._nulls | self._clear_tokens
                cells = [cell[1:] if is_guarded_token(cell, tokens) else cell for cell in cells]
        cells, broken = (cells, ()) if chunk.unmarked else plain_cells(cells)
        if broken:
            faults.update((i, (Fault("cell.error", self._level()),)) for i in broken)
            cells = _without(cells, broken)
        if self.field.blank == "clear" and self.may_clear and "" in cells:
            short = chunk.short
            raw = chunk.columns[column]
            empty = (i for i, cell in enumerate(raw) if not cell and short.get(i, column + 1) > column)
            clears.update(i for i in empty if i not in faults)  # an uncached formula shows nothing, and says nothing
        return cells

    def _flagged(
        self, cells: Sequence[str], flags: Mapping[int, Flag], faults: dict[int, tuple[Fault, ...]]
    ) -> Sequence[str]:
        """Take out cells that the spreadsheet itself calls broken."""
        broken = [i for i, flag in flags.items() if flag in ("error", "lost digits")]
        if not broken:
            return cells
        for i in broken:
            code = "cell.error" if flags[i] == "error" else "cell.digits_lost"
            faults[i] = (Fault(code, self._level()),)
        return _without(cells, broken)

    def _tokens(self, cells: Sequence[str], faults: dict[int, tuple[Fault, ...]], clears: set[int]) -> Sequence[str]:
        """Take out the profile's words for "nothing" and "clear"."""
        tokens = self._nulls | self._clear_tokens
        trimmed = [cell.strip() for cell in cells]
        if tokens.isdisjoint(trimmed):
            return cells
        special: list[int] = []
        for i, cell in enumerate(trimmed):
            if cell not in tokens:
                continue
            special.append(i)
            if cell in self._nulls:
                continue
            if self.may_clear:
                clears.add(i)
            else:
                faults[i] = (Fault("cell.clear_refused", self._level()),)
        return _without(cells, special)

    def _level(self) -> Level:
        return "drop" if self._drops else "reject"

    def _cost(self, values: list[Value], i: int, cell: str, faults: tuple[Fault, ...]) -> tuple[Fault, ...]:
        """Turn what the normalizer says into what the field's rules make of it."""
        final: list[Fault] = []
        for fault in faults:
            level = fault.level
            if fault.code in UNKNOWN_CODES:
                if self._ignores:
                    level = "drop"
                elif self.field.unknown == "keep":
                    level = "remark"
                    values[i] = (cell.strip(),) if self.multi else cell.strip()
            elif level == "reject" and self._drops:
                level = "drop"
            final.append(fault if level == fault.level else fault._replace(level=level))
        return tuple(final)

    def fault(self, code: str, **params: object) -> Fault:
        """Make a fault of a cell of this column, at the level that the field's rules give it."""
        return Fault(code, self._level(), tuple(params.items()))

    def key_forms(self, values: Sequence[Value]) -> list[str]:
        """Return the key form of each value of a column that is no list; blank stays blank."""
        return self.normalizer.keys(values)  # type: ignore[arg-type] # not multi, so every value is text

    def item_keys(self, value: Value) -> list[str]:
        """Return the key forms of one value: one, or one for each item of a list; none where blank."""
        items = (value,) if isinstance(value, str) else value
        return [key for key in self.normalizer.keys(items) if key]


class CountriesOfRows:
    """What a field of countries says in each row of a chunk, for the telephone numbers beside it (`Field.country`)."""

    def __init__(self, profile: Profile, field: Field, settings: Settings, column: int) -> None:
        self._reader = ColumnReader(profile, field, settings)
        self._locale = profile.locale
        self._column = column

    @classmethod
    def of(
        cls, profile: Profile, field: Field, settings: Settings, columns: Mapping[str, int]
    ) -> CountriesOfRows | None:
        """Return the reader for a field whose rows say their country, if the file does."""
        if not field.country or field.country not in columns:
            return None
        return cls(profile, profile.field(field.country), settings, columns[field.country])

    def read(self, chunk: Chunk) -> list[str]:
        """Return one ISO code for each row, "" where it says none."""
        return regions_of(self._reader.read(chunk, self._column).values, self._locale)


def enabled_columns(profile: Profile, fields: Sequence[str | None], features: Collection[str]) -> dict[str, int]:
    """Return field → column, for the fields that the host has switched on."""
    named = ((profile.field(name), column) for column, name in enumerate(fields) if name is not None)
    return {field.name: column for field, column in named if not field.requires or field.requires in features}


def rejected_rows(chunk: Chunk) -> list[int]:
    """Return the indices of the rows whose cells say nothing: they may have shifted, or are a template's example."""
    return [i for i, problems in chunk.damaged.items() if any(map(is_set_aside, problems))]


def _without(cells: Sequence[str], places: Sequence[int]) -> list[str]:
    """Return the cells with some of them blank."""
    kept = list(cells)
    for i in places:
        kept[i] = ""
    return kept
