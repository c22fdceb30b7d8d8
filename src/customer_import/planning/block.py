"""A block of a plan as it is read: columns, whose outcomes are made only when asked for."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain
from typing import Any

import attrs

from customer_import.columns import Creates, Operation, Operations, Updates
from customer_import.model import ChildRef, Credit, Edit, Outcome, Posted, Problem, SetValues, Target, Value
from customer_import.planning.wire import KIND_OF_LETTER, LISTED, decoded, decoded_credits, decoded_problems


@attrs.frozen
class Reading:
    """What decoding needs of the header.

    Args:
        fields: Column index → field, or None.
        fillers: (field, value) that every create gets where the file has none.
    """

    fields: Sequence[str | None]
    fillers: Sequence[tuple[str, Value]]


class Block:
    """One decoded line, whose outcomes are made only when asked for."""

    def __init__(self, data: Mapping[str, Any], reading: Reading) -> None:
        self._reading = reading
        self.kinds: str = data["kinds"]
        rows = data["rows"]
        self.numbers = range(rows[0], rows[0] + len(self.kinds)) if len(rows) == 1 else rows
        self._data = data
        self._set_by: dict[str, tuple[str, ...]] = {}  # signature of a create → the fields that it sets
        self._sparse = {name: dict(data.get(name, ())) for name in LISTED}
        self._sparse["problems"] = decoded_problems(data["problems"]) if "problems" in data else {}
        self._sparse["credits"] = decoded_credits(data["credits"]) if "credits" in data else {}
        # The rows of which there is more to say than what came in, who is meant, and what is edited.
        self._beside = {place for name, part in self._sparse.items() if name != "edits" for place in part}

    def __len__(self) -> int:
        return len(self.kinds)

    @cached_property
    def signatures(self) -> list[str]:
        """The verdicts of every row."""
        return decoded(self._data["verdicts"])

    @cached_property
    def targets(self) -> dict[int, Target]:
        """Place in the block → the customer whom it means."""
        return {place: Target(*target) for place, target in self._meant.items()}

    @cached_property
    def _meant(self) -> dict[int, tuple[str, str, str]]:
        """Place in the block → id, version and key of the customer whom it means."""
        targets = self._data.get("targets")
        if not targets:
            return {}
        columns = zip(targets["id"], targets["version"], decoded(targets["key"]), strict=True)
        return dict(zip(targets["at"], columns, strict=True))

    @cached_property
    def incoming(self) -> dict[str, Sequence[Value]]:
        """Field → what came in, one value a row."""
        return {
            field: column.split("\t") if isinstance(column, str) else [_value(value) for value in column]
            for field, column in self._data["incoming"].items()
        }

    def sparse(self, name: str) -> Mapping[int, Any]:
        """Return one sparse part as data: place in the block → what `encode_…` made."""
        return self._sparse[name]

    def outcomes(self, kinds: str = "", code: str = "") -> Iterator[tuple[int, Outcome]]:
        """Yield (place in the block, outcome), only those of some kind letters and with some problem."""
        for place, letter in enumerate(self.kinds):
            if kinds and letter not in kinds:
                continue
            if code and not any(item[0] == code for item in self._sparse["problems"].get(place, ())):
                continue
            yield place, self.outcome(place)

    def operations(self, kinds: str, first: int, outcomes: Callable[[], Sequence[Operation]]) -> Operations:
        """Return the outcomes of some kinds, the plain ones among them as columns.

        Args:
            kinds: Their letters.
            first: The index of the block's first row.
            outcomes: Makes all of them, from a block that is decoded again, so that this one can go.
        """
        edited, credited = self._sparse["edits"], self._sparse["credits"]
        if not edited and not credited and "C" in kinds and self.kinds.count("C") == len(self):
            return Operations(range(first, first + len(self)), self._creates(range(len(self)), first), (), outcomes)
        places = [place for place, letter in enumerate(self.kinds) if letter in kinds]
        plain = [place for place in places if self.kinds[place] == "C" and place not in edited]
        updated = self._updated([place for place in places if self.kinds[place] == "U" and place in edited])
        as_columns = {*plain, *chain.from_iterable(updated.values())} - credited.keys()
        return Operations(
            [first + place for place in places],
            self._creates(plain, first),
            [(first + place, self.outcome(place)) for place in places if place not in as_columns],
            outcomes,
            [self._updates(fields, members, first) for fields, members in updated.items()],
        )

    def _updated(self, places: Sequence[int]) -> Mapping[tuple[str, ...], Sequence[int]]:
        """Return which fields are edited → where, of updates against a version that edit no child."""
        edited, targets = self._sparse["edits"], self._meant
        groups: dict[tuple[str, ...], list[int]] = {}
        for place in places:
            if targets[place][1]:
                fields = tuple([edit[0] if len(edit) == 3 else "" for edit in edited[place]])  # a child's has four
                groups.setdefault(fields, []).append(place)
        return {fields: members for fields, members in groups.items() if "" not in fields}

    def _updates(self, fields: Sequence[str], places: Sequence[int], first: int) -> Updates:
        """Return what updates of these fields set, as columns."""
        ids, versions, _ = zip(*map(self._meant.__getitem__, places), strict=True)
        edits = list(map(self._sparse["edits"].__getitem__, places))
        values = {name: _values([items[i][2] for items in edits]) for i, name in enumerate(fields)}
        numbers = [self.numbers[place] for place in places]
        return Updates([first + place for place in places], numbers, list(ids), list(versions), values)

    def _creates(self, places: Sequence[int], first: int) -> Creates:
        """Return what creates set, as columns: the same as `_set_values` for each of them."""
        if not places:
            return Creates()
        whole = len(places) == len(self)
        signatures = self.signatures if whole else [self.signatures[place] for place in places]
        distinct = set(signatures)
        values: dict[str, list[Value]] = {}
        for field, incoming in self.incoming.items():
            unset = self._unset(field, distinct)
            if unset == distinct:
                continue
            column = list(incoming) if whole else [incoming[place] for place in places]
            if unset:
                column = ["" if of in unset else value for value, of in zip(column, signatures, strict=True)]
            values[field] = column
        self._fill(values, places)
        numbers = list(self.numbers) if whole else [self.numbers[place] for place in places]
        return Creates([first + place for place in places], numbers, values)

    def _unset(self, field: str, signatures: Collection[str]) -> set[str]:
        """Return the signatures that do not set a field."""
        fed = [place for place, name in enumerate(self._reading.fields) if name == field]
        return {signature for signature in signatures if all(signature[place] != "S" for place in fed)}

    def _fill(self, values: dict[str, list[Value]], places: Sequence[int]) -> None:
        """Put the fillers where nothing came in."""
        for name, value in self._reading.fillers:
            if name not in self.incoming:
                values[name] = [value] * len(places)
            else:
                came = self.incoming[name]
                there = values.setdefault(name, [""] * len(places))
                values[name] = [own if came[place] else value for own, place in zip(there, places, strict=True)]

    def outcome(self, place: int) -> Outcome:
        """Make one outcome."""
        number = self.numbers[place]
        kind = KIND_OF_LETTER[self.kinds[place]]
        signature = self.signatures[place]
        incoming = {field: value for field, column in self.incoming.items() if (value := column[place])}
        sparse = self._sparse
        edits: Sequence[Edit] = ()
        if place in sparse["edits"]:
            edits = tuple(_edit(item) for item in sparse["edits"][place])
        elif kind == "create":
            edits = self._set_values(incoming, signature)
        if place not in self._beside:
            return Outcome(kind, number, self.targets.get(place), incoming, edits, signature=signature)
        problems = tuple(
            Problem(code, level, number, field, text, tuple(params.items()))
            for code, level, field, text, params in sparse["problems"].get(place, ())
        )
        return Outcome(
            kind,
            number,
            self.targets.get(place),
            incoming,
            edits,
            tuple(Credit(*item) for item in sparse["credits"].get(place, ())),
            tuple(Posted(*item) for item in sparse["posted"].get(place, ())),
            {name: _value(value) for name, value in sparse["held"].get(place, {}).items()},
            signature,
            problems,
            self._raw(place, problems),
            sparse["ordinals"].get(place, 0),
        )

    def _set_values(self, incoming: Mapping[str, Value], signature: str) -> SetValues:
        """Return what a create sets: what came in by the columns that its signature says, and the fillers."""
        fields = self._set_by.get(signature)
        if fields is None:
            pairs = zip(self._reading.fields, signature, strict=True)
            fields = tuple(field for field, letter in pairs if letter == "S" and field is not None)
            self._set_by[signature] = fields
        values = {field: incoming[field] for field in fields}
        values.update((name, value) for name, value in self._reading.fillers if name not in incoming)
        return SetValues(values)

    def _raw(self, place: int, problems: Sequence[Problem]) -> dict[int, str]:
        """Return the raw text of the bad cells, or of the whole row where its shape is bad."""
        cells = self._sparse["raw"].get(place)
        if cells is not None:
            return dict(enumerate(cells))
        fields = self._reading.fields
        return {fields.index(p.field): p.text for p in problems if p.text and p.field in fields}


def _edit(item: Sequence[Any]) -> Edit:
    field, before, after, *child = item
    return Edit(field, _value(before), _value(after), ChildRef(*child[0]) if child else None)


def _value(data: Any) -> Value:
    return tuple(data) if isinstance(data, list) else data


def _values(column: list[Any]) -> list[Value]:
    return list(map(_value, column)) if list in set(map(type, column)) else column
