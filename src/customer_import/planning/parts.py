"""Planning in parts: blocks of rows decided anywhere and in any order, put together into the plan of one process.

After the survey a block of rows needs nothing but what the store holds for it. So a block is decided by a `Planner`
like any other, and what the whole plan needs of it besides its line (counts, and what the guards look at) adds up.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from copy import copy
from typing import Any

import attrs

from customer_import.model import Balance, Chunk, Match, Posted, Value
from customer_import.planning.guards import Tallies, TrippedGuard
from customer_import.planning.planner import Planner
from customer_import.planning.sealed import Plan
from customer_import.planning.wire import Rows, dumps, encode_block
from customer_import.planning.writing import PlanWriter
from customer_import.ports import Matches
from customer_import.profile import Profile


@attrs.frozen
class DecidedBlock:
    """The outcomes of a block, and what the whole plan needs to know of it.

    Args:
        line: The block's line of the plan.
        kinds: Kind letter → how many outcomes.
        signatures: Signature → how many outcomes.
        tallies: What the guards count, as a line of JSON.
    """

    line: bytes = attrs.field(repr=False)
    kinds: Mapping[str, int]
    signatures: Mapping[str, int] = attrs.field(repr=False)
    tallies: bytes = attrs.field(repr=False)


class BlockPlanner(Planner):
    """A planner that decides blocks by themselves; takes the arguments of `Planner`.

    A block is 1,000 consecutive rows of the file; only the last one is shorter.
    """

    @property
    def header(self) -> dict[str, Any]:
        """The header of the plan."""
        return self._writer.header

    @property
    def profile(self) -> Profile:
        """The profile, with the overrides."""
        return self._layout.profile

    @property
    def sets(self) -> bool:
        """Whether balances are to be known."""
        return self._layout.sets

    @property
    def looked_up(self) -> list[str]:
        """The fields by which stored customers may be asked for."""
        layout = self._layout
        columns = [column for _, column in layout.keys] + layout.unique + layout.secondary
        columns += [column for column in layout.columns if column.role == "child_key"]
        return list(dict.fromkeys(column.name for column in columns))

    @property
    def not_gathered(self) -> list[str]:
        """What rows ask for besides the keys that a survey compares: keys of children, and credits."""
        return [name for name in self.looked_up if self._layout.by_name[name].role == "child_key"] + ["@credit"]

    def asking(self, names: Collection[str]) -> BlockPlanner:
        """Return a planner that knows some of the `keys`, and all `credit_keys`, and reads no other columns for it."""
        asking = copy(self)
        asking._prepared = asking._credited = None
        asking._layout = self._layout.narrowed([*names, *self._layout.told_by])
        return asking

    def stored_forms(self, matches: Matches) -> Iterator[tuple[str, list[str], list[int] | None]]:
        """Yield (field, key forms, their places) for all by which stored customers may be asked for.

        Where there are no places each customer has one form, in order; it may be blank.
        """
        layout = self._layout
        for name in self.looked_up:
            column = layout.by_name[name]
            if column.role == "child_key":
                group = layout.group_of[name]
                keys: list[tuple[int, Value]] = [
                    (place, child.key) for place, of in matches.children.items() for child in of.get(group, ())
                ]
            elif column.reader.multi:
                keys = list(enumerate(matches.column(name)))
            else:
                yield name, column.reader.key_forms(matches.column(name)), None
                continue
            forms = [(form, place) for place, key in keys for form in dict.fromkeys(column.reader.item_keys(key))]
            yield name, [form for form, _ in forms], [place for _, place in forms]

    def decided(
        self,
        chunk: Chunk,
        matches: Iterable[Match] = (),
        posted: Iterable[Posted] = (),
        balances: Iterable[Balance] | None = None,
    ) -> DecidedBlock:
        """Decide a block by itself; the arguments are those of `decide`."""
        whole, collected = self._writer, _Collected(self.header)
        self._writer, self._tallies = collected, Tallies(self.profile)
        try:
            self.decide(chunk, matches, posted, balances)
        finally:
            self._writer = whole
        rows = collected.rows
        line = encode_block(rows, self.header["columns"])
        tallies = _encoded(self._tallies, rows)
        return DecidedBlock(line, Counter(rows.kinds), Counter(rows.signatures), tallies)


class _Collected(PlanWriter):
    """Takes the rows of one block instead of writing them."""

    def __init__(self, header: Mapping[str, Any]) -> None:
        self.header = dict(header)
        self.rows = Rows()

    def add(self, rows: Rows) -> None:
        """Take decided rows."""
        self.rows = rows


_NUMBERS = ("matched", "unmatched", "mismatched", "cleared")
_COUNTERS = ("changed", "offered", "looks", "moved")


def _encoded(tallies: Tallies, rows: Rows) -> bytes:
    """Return what was counted; votes as the values themselves, since their majority depends on all of their order."""
    votes: dict[str, list[Any]] = {}
    meant = set(rows.targets.at)
    for place in sorted(rows.edits):
        for edit in rows.edits[place]:
            if edit[1] and edit[2] and place in meant:
                votes.setdefault(edit[0], []).append(edit[2])
    counted = {name: list(getattr(tallies, name).items()) for name in _COUNTERS}
    return dumps({**{name: getattr(tallies, name) for name in _NUMBERS}, **counted, "votes": votes})


def tripped(profile: Profile, tallies: Iterable[bytes]) -> tuple[TrippedGuard, ...]:
    """Return the guards that a plan trips, from the tallies of its blocks in the order of the file."""
    whole = Tallies(profile)
    for line in tallies:
        part = json.loads(line)
        for name in _NUMBERS:
            setattr(whole, name, getattr(whole, name) + part[name])
        for name in _COUNTERS:
            counter = getattr(whole, name)
            for key, count in part[name]:
                counter[tuple(key) if isinstance(key, list) else key] += count
        for field, values in part["votes"].items():
            whole.voted(field, (tuple(value) if isinstance(value, list) else value for value in values))
    return whole.tripped()


def assembled(header: Mapping[str, Any], blocks: Iterable[DecidedBlock], guards: Iterable[TrippedGuard]) -> Plan:
    """Return the sealed plan of blocks that were decided by themselves, in the order of the file."""
    writer = PlanWriter(header)
    for block in blocks:
        writer.add_block(block.line, block.kinds, block.signatures)
    return writer.finish(tuple(guards))
