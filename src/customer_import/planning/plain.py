"""Rows that are plainly new, plainly unchanged, or change plainly: decided by looking at whole columns.

They cost no object. What is not plain is marked as odd, and `rows.RowDecider`
decides it by itself; for the plain ones it would come to the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import compress
from operator import itemgetter, ne, not_
from typing import TypeVar

from customer_import.columns import JsonTexts, listed
from customer_import.model import Value
from customer_import.planning.crediting import ChunkCredits
from customer_import.planning.layout import Column, Layout
from customer_import.planning.matching import MatchIndex
from customer_import.planning.prepare import Prepared
from customer_import.planning.wire import Entries, Rows
from customer_import.policy import LETTERS, VERDICTS

T = TypeVar("T")
Targets = Sequence[int | None]  # per row, the place of its customer among the matches
Difference = tuple[Column, Sequence[tuple[int, Value, Value]]]  # its cells that differ: row, incoming, stored


class _Signatures(dict[tuple[bool, ...], str]):
    """Signatures by whether a row is new, and which cells are blank of the columns in which any is.

    Args:
        sign: Makes a signature of a row, by whether it is new, and by whether each of its cells is blank.
        blank_in: The columns in which some cells are blank.
        width: How many columns there are.
    """

    def __init__(self, sign: Callable[[bool, Sequence[bool]], str], blank_in: Sequence[int], width: int) -> None:
        super().__init__()
        self._sign = sign
        self._blank_in = blank_in
        self._width = width

    def __missing__(self, shape: tuple[bool, ...]) -> str:
        blank = [False] * self._width
        for place, is_blank in zip(self._blank_in, shape[1:], strict=True):
            blank[place] = is_blank
        signature = self[shape] = self._sign(shape[0], blank)
        return signature


class PlainRows:
    """Decides the plain rows of one chunk after the other; their credits are `ChunkCredits.plain`."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._values = [column for column in layout.columns if column.role == "value"]
        # Children, rules and list keys make every row odd; identity and exported versions every row that changes.
        self._none = bool(layout.profile.rules) or any(
            column.role in ("child", "child_key") for column in layout.columns
        )
        self._none = self._none or any(column.reader.multi for _, column in layout.keys)
        self._no_change = bool(layout.identity) or layout.version_column is not None
        self._unique = frozenset(column.name for column in layout.unique)
        self._signed_by: dict[tuple[int, ...], _Signatures] = {}
        self._relettered = _Relettered()

    def decide(
        self, rows: Rows, prepared: Prepared, index: MatchIndex, credited: ChunkCredits | None
    ) -> Mapping[int, int]:
        """Write the rows that are plainly new, unchanged, or changed; mark what is not plain as odd.

        Returns:
            Index → place of the customer, for the rows that edit one plainly.
        """
        odd, count = prepared.odd, len(prepared.numbers)
        if self._none:
            odd.update(range(count))
            rows.kinds, rows.signatures = ["C"] * count, [""] * count
            return {}
        targets = self._targets(prepared, index)
        self._mark_not_creatable(prepared, targets, index)
        rows.kinds = ["C" if place is None else "=" for place in targets]
        rows.signatures = self._signed(prepared, targets)
        if credited is not None:
            for i, key in enumerate(credited.keys):  # a row that is not odd credits what it has an amount for
                if key and targets[i] is not None:
                    rows.kinds[i] = "U"
        matched = [i for i, place in enumerate(targets) if place is not None]
        if not matched:
            return {}
        places: list[int] = [targets[i] for i in matched]  # type: ignore[misc] # matched ones have a place
        self._change(rows, self._differences(prepared, index, matched, places), odd)
        if not odd.isdisjoint(matched):
            matched = [i for i in matched if i not in odd]
            places = [targets[i] for i in matched]  # type: ignore[misc]
        if matched:
            pick = _picker(places)
            ids, versions = list(pick(index.matches.ids)), list(pick(index.matches.versions))
            rows.targets = Entries(matched, (ids, versions, [self._layout.keys[0][1].name] * len(matched)))
        return {i: targets[i] for i in rows.edits}  # type: ignore[misc]

    def _targets(self, prepared: Prepared, index: MatchIndex) -> Targets:
        """Return the stored customer of every row, and mark as odd the rows where that is not plain."""
        layout, odd = self._layout, prepared.odd
        targets: list[int | None] = [None] * len(prepared.numbers)
        locked = index.matches.locked
        for rank, (key, column) in enumerate(layout.keys):
            owners = index.of(column.name)
            forms = prepared.key_forms[column.name]
            if not rank and "" in forms:
                odd.update(i for i, form in enumerate(forms) if not form)
            if not owners.first:
                continue
            found = list(map(owners.first.get, forms))
            if not rank:
                targets = found
            elif found != targets:
                odd.update(i for i, place in enumerate(found) if place is not None and place != targets[i])
            if layout.on_match(key) != "update":
                odd.update(i for i, place in enumerate(found) if place is not None)
            if locked:
                odd.update(i for i, place in enumerate(found) if place in locked)
            if owners.several:
                odd.update(i for i, form in enumerate(forms) if form in owners.several)
            odd.update(_perhaps_lookalikes(prepared.values(column.name), found, index.matches.column(column.name)))
        if layout.profile.on_no_match != "create":
            odd.update(i for i, place in enumerate(targets) if place is None)
        return targets

    def _mark_not_creatable(self, prepared: Prepared, targets: Targets, index: MatchIndex) -> None:
        """Mark the rows that would be created but lack something, or offer a value that somebody owns."""
        layout, odd = self._layout, prepared.odd
        for field in layout.required_on_create:
            values = prepared.values(field.name) if field.name in prepared.place else [""] * len(targets)
            odd.update(i for i, place in enumerate(targets) if place is None and not values[i])
        for column in layout.unique:
            owned = index.of(column.name)
            if owned.first:
                for i, value in enumerate(prepared.values(column.name)):
                    if value and targets[i] is None and any(form in owned for form in column.reader.item_keys(value)):
                        odd.add(i)

    def _signed(self, prepared: Prepared, targets: Targets) -> list[str]:
        """Return the verdicts of the rows as if none changed anything: they depend on which cells are blank."""
        blank_in = tuple(place for place, cells in enumerate(prepared.cells) if cells.some_blank)
        signed = self._signed_by.get(blank_in)
        if signed is None:
            signed = self._signed_by[blank_in] = _Signatures(self._signature, blank_in, len(prepared.cells))
        new = [target is None for target in targets]
        blanks = (map(not_, prepared.cells[place].values) for place in blank_in)
        return list(map(signed.__getitem__, zip(new, *blanks, strict=True)))

    def _signature(self, create: bool, blank: Sequence[bool]) -> str:
        """Return the verdicts of a row, by which of the layout's columns are blank in it."""
        letters = list(self._layout.blank_letters)
        for column, is_blank in zip(self._layout.columns, blank, strict=True):
            if is_blank:
                continue
            letter = "="
            if column.role == "credit":
                letter = "$"
            elif create:
                letter = LETTERS[VERDICTS[column.field.policy]["create"]]
            letters[column.index] = letter
        return "".join(letters)

    def _differences(
        self, prepared: Prepared, index: MatchIndex, matched: Sequence[int], places: Sequence[int]
    ) -> list[Difference]:
        """Return which cells differ from what is stored and are not blank, column by column."""
        found: list[Difference] = []
        ours_of, theirs_of = _picker(matched), _picker(places)
        # Odd rows are looked at like the others: so the stored columns mostly stand in the order of the file's.
        in_order = len(places) == len(index.matches) and places == list(range(len(places)))
        for column in self._values:
            ours = ours_of(prepared.values(column.name))
            stored = index.matches.column(column.name)
            if in_order and isinstance(stored, JsonTexts) and stored.holds(ours):  # type: ignore[arg-type] # no list is
                continue
            theirs = theirs_of(listed(stored))
            if ours != theirs:
                cells = zip(matched, ours, theirs, strict=True)
                found.append((column, [cell for cell in compress(cells, map(ne, ours, theirs)) if cell[1]]))
        return found

    def _change(self, rows: Rows, differences: Sequence[Difference], odd: set[int]) -> None:
        """Give each differing cell of a plain row its verdict; a row where more than that is to be asked is odd."""
        for column, cells in differences:
            if self._no_change or column.name in self._unique:
                odd.update(i for i, _, _ in cells)
        for column, cells in differences:
            name, verdicts = column.name, VERDICTS[column.field.policy]
            for i, value, there in cells:
                if i in odd:
                    continue
                stored = tuple(there) if column.reader.multi else there
                verdict = verdicts[column.situation(value, stored)]
                rows.signatures[i] = self._relettered[rows.signatures[i], column.index, LETTERS[verdict]]
                if verdict == "set":
                    rows.kinds[i] = "U"
                    after = column.merged(value, stored) if stored else value
                    rows.edits.setdefault(i, []).append([name, stored, after])
                elif verdict == "held":
                    rows.held.setdefault(i, {})[name] = stored


class _Relettered(dict[tuple[str, int, str], str]):
    """Signatures by another one, and by the place and the letter in which they differ from it."""

    def __missing__(self, change: tuple[str, int, str]) -> str:
        signature, place, letter = change
        self[change] = changed = signature[:place] + letter + signature[place + 1 :]
        return changed


def _perhaps_lookalikes(values: Sequence[Value], found: Targets, stored: Sequence[Value]) -> list[int]:
    """Return the rows whose key is not spelled as the stored one, where either has letters that may only look alike."""
    if all(map(str.isascii, values)) and all(map(str.isascii, stored)):  # type: ignore[arg-type] # lists are not plain
        return []
    return [
        i
        for i, place in enumerate(found)
        if place is not None and values[i] != stored[place] and not f"{values[i]}{stored[place]}".isascii()
    ]


def _picker(places: Sequence[int]) -> Callable[[Sequence[T]], tuple[T, ...]]:
    """Return what takes the items at these places, at least one, out of a column."""
    if len(places) == 1:
        return lambda column: (column[places[0]],)
    return itemgetter(*places)
