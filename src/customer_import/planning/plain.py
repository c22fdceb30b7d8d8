"""Rows that are plainly new, plainly unchanged, or change plainly: decided by looking at whole columns.

They cost no object, save one for each row that changes. What is not plain is marked as odd, and `rows.RowDecider`
decides it by itself; for the plain ones it would come to the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import compress, repeat
from operator import itemgetter, ne, not_
from typing import TypeVar

from customer_import.columns import JsonTexts
from customer_import.model import Edit, OutcomeKind, Value
from customer_import.planning.crediting import ChunkCredits
from customer_import.planning.layout import Column, Layout
from customer_import.planning.matching import MatchIndex
from customer_import.planning.prepare import Prepared
from customer_import.planning.rows import Decision
from customer_import.planning.wire import Rows
from customer_import.policy import LETTERS, VERDICTS

T = TypeVar("T")
Targets = Sequence[int | None]  # per row, the place of its customer among the matches
Difference = tuple[Column, Value, Value]  # column, incoming, stored


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

    def decide(
        self, rows: Rows, prepared: Prepared, index: MatchIndex, credited: ChunkCredits | None
    ) -> dict[int, Decision]:
        """Write the rows that are plainly new or unchanged; mark what is not plain as odd.

        Returns:
            Index → decision, for the rows that plainly change; they are not written.
        """
        odd, count = prepared.odd, len(prepared.numbers)
        if self._none:
            odd.update(range(count))
            rows.kinds, rows.signatures = ["C"] * count, [""] * count
            return {}
        targets = self._targets(prepared, index)
        self._mark_not_creatable(prepared, targets, index)
        matched = [i for i, place in enumerate(targets) if place is not None]
        places: list[int] = [targets[i] for i in matched]  # type: ignore[misc] # matched ones have a place
        rows.kinds = ["C" if place is None else "=" for place in targets]
        rows.signatures = self._signed(prepared, targets)
        if places:
            matches, key = index.matches, self._layout.keys[0][1].name
            ids, versions = _picked(matches.ids, places), _picked(matches.versions, places)
            rows.targets = dict(zip(matched, zip(ids, versions, repeat(key)), strict=True))
            for i in odd.intersection(rows.targets):
                del rows.targets[i]
        if credited is not None:
            for i, key in enumerate(credited.keys):  # a row that is not odd credits what it has an amount for
                if key and targets[i] is not None:
                    rows.kinds[i] = "U"
        differences = self._differences(prepared, index, matched, places)
        return self._changes(rows, differences, targets, odd=odd, index=index, credited=credited)

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
        blank_in = tuple(place for place, cells in enumerate(prepared.cells) if not all(cells.values))
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
    ) -> dict[int, list[Difference]]:
        """Return the cells that are not blank and differ from what is stored, by plain row, in the columns' order."""
        found: dict[int, list[Difference]] = {}
        if not matched:
            return found
        odd = prepared.odd
        # Odd rows are looked at like the others: so the stored columns mostly stand in the order of the file's.
        in_order = len(places) == len(index.matches) and places == list(range(len(places)))
        for column in self._values:
            ours = _picked(prepared.values(column.name), matched)
            stored = index.matches.column(column.name)
            if isinstance(stored, JsonTexts):
                if in_order and stored.holds(ours):  # type: ignore[arg-type] # no field of lists is stored as texts
                    continue
                stored = stored.texts
            theirs = _picked(stored, places)
            if ours == theirs:
                continue
            for k in compress(range(len(matched)), map(ne, ours, theirs)):
                if ours[k] and matched[k] not in odd:
                    found.setdefault(matched[k], []).append((column, ours[k], theirs[k]))
        return found

    def _changes(
        self,
        rows: Rows,
        differences: Mapping[int, Sequence[Difference]],
        targets: Targets,
        *,
        odd: set[int],
        index: MatchIndex,
        credited: ChunkCredits | None,
    ) -> dict[int, Decision]:
        """Give each differing cell its verdict; a row where more than that is to be asked is odd."""
        changes: dict[int, Decision] = {}
        key = self._layout.keys[0][1].name if self._layout.keys else ""
        for i, cells in differences.items():
            place = targets[i]
            if self._no_change or place is None or any(column.name in self._unique for column, _, _ in cells):
                odd.add(i)
                rows.targets.pop(i, None)
                continue
            letters = list(rows.signatures[i])
            edits: list[Edit] = []
            held: dict[str, Value] = {}
            for column, value, there in cells:
                stored = tuple(there) if column.reader.multi else there
                verdict = VERDICTS[column.field.policy][column.situation(value, stored)]
                letters[column.index] = LETTERS[verdict]
                if verdict == "set":
                    edits.append(Edit(column.name, stored, column.merged(value, stored) if stored else value))
                elif verdict == "held":
                    held[column.name] = stored
            credits_ = credited is not None and bool(credited.keys[i])
            kind: OutcomeKind = "update" if edits or credits_ else "unchanged"
            changes[i] = Decision(kind, index.match(place), key, "".join(letters), [], edits, held=held)
        return changes


def _perhaps_lookalikes(values: Sequence[Value], found: Targets, stored: Sequence[Value]) -> list[int]:
    """Return the rows whose key is not spelled as the stored one, where either has letters that may only look alike."""
    if all(map(str.isascii, values)) and all(map(str.isascii, stored)):  # type: ignore[arg-type] # lists are not plain
        return []
    return [
        i
        for i, place in enumerate(found)
        if place is not None and values[i] != stored[place] and not f"{values[i]}{stored[place]}".isascii()
    ]


def _picked(column: Sequence[T], places: Sequence[int]) -> tuple[T, ...]:
    return itemgetter(*places)(column) if len(places) > 1 else (column[places[0]],)
