"""The plan: what was decided, sealed, re-readable, applied as it stands or refused.

A plan is a file from its first row on: header, blocks, footer (see `wire`). It holds everything that explain, undo,
replan and the error file need, so that neither the source nor the store is asked again.
"""

from __future__ import annotations

import gc
import json
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property, partial
from hashlib import sha256
from io import BufferedReader
from os import PathLike, fstat, stat
from os.path import samestat
from threading import Lock
from typing import IO, TYPE_CHECKING, Any

from customer_import._bases import Closing
from customer_import.columns import Operation, Operations
from customer_import.errors import PlanError
from customer_import.kinds import Kind
from customer_import.model import COUNT_OF_KIND, Counts, Finding, Outcome, OutcomeKind, Problem, Question
from customer_import.planning.block import Block, Reading
from customer_import.planning.block_writing import BlockIndex, kinds_of
from customer_import.planning.guards import TrippedGuard
from customer_import.planning.wire import FORMAT, FORMAT_VERSION, KIND_LETTERS, KIND_OF_LETTER, dumps
from customer_import.policy import VERDICT_OF_LETTER
from customer_import.ports import PlanRef
from customer_import.profile import Profile, load_profile

if TYPE_CHECKING:
    from customer_import.planning.explain import Explanation
    from customer_import.planning.streams import Stream


def seal_of(header: bytes, footer: Mapping[str, Any]) -> str:
    """Return the seal: it covers the header's bytes, the blocks through their hash, and the rest of the footer."""
    return sha256(header + dumps({name: value for name, value in footer.items() if name != "seal"})).hexdigest()


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep the garbage collector from looking through the many lists of a block while they are being made.

    None of them is in a cycle, and looking costs as much as making them. It runs again before anybody else does.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


class Plan(Closing):
    """What was decided for every row of a file.

    Iterating gives the outcomes in file order. Close it, or use it as a context manager, to give its file back early.
    """

    def __init__(self, file: IO[bytes], *, expect: str | None = None, owned: bool = False) -> None:
        self._owned = owned  # whether the file is closed with the plan
        self._file = file
        self._index: list[tuple[int, int, int]]  # first row, first outcome, offset
        self._crediting: set[int]  # offsets of blocks with credits
        self.header: dict[str, Any]
        self.footer: dict[str, Any]
        try:
            self._load()
            sound = True
        except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError):
            sound = False
        if not sound:  # raised here, so that not even __context__ leads to the text that is no JSON
            raise PlanError("this is no plan, or a damaged one; make the plan again", code="plan.damaged")
        if expect is not None and expect != self.seal:
            raise PlanError("this is not the plan that was expected: its seal differs", code="plan.unexpected")

    # -- opening and saving ------------------------------------------------------------------------------------------

    @classmethod
    def just_written(cls, file: IO[bytes], header: dict[str, Any], footer: dict[str, Any], index: BlockIndex) -> Plan:
        """Return the plan in a private file that its writer knows by heart: no line of it is read again."""
        plan = cls.__new__(cls)
        plan._owned, plan._file, plan.header, plan.footer = True, file, header, footer
        plan._settle(index)
        return plan

    @classmethod
    def open(cls, source: str | PathLike[str] | IO[bytes], *, expect: str | None = None) -> Plan:
        """Open a saved plan and check its seal.

        Args:
            source: A path, or a binary file that can seek.
            expect: The seal that it must have, as noted when it was shown.

        Raises:
            PlanError: It is damaged, of another version, or not the expected one.
        """
        if not isinstance(source, (str, PathLike)):
            return cls(source, expect=expect)
        try:
            file = open(source, "rb")  # noqa: SIM115 - the plan owns it
        except OSError as error:
            raise PlanError(f"the plan cannot be opened: {error.strerror}", code="plan.unreadable") from None
        try:
            return cls(file, expect=expect, owned=True)
        except BaseException:
            file.close()
            raise

    def save(self, target: str | PathLike[str] | IO[bytes]) -> None:
        """Write the plan to a path or a binary file; where it was opened from it stands already."""
        from shutil import copyfileobj

        if isinstance(target, (str, PathLike)) and self._is_at(target):
            return
        if isinstance(target, (str, PathLike)):
            with open(target, "wb") as file:
                self.save(file)
            return
        with self._turn:
            self._file.seek(0)
            copyfileobj(self._file, target)

    def _is_at(self, path: str | PathLike[str]) -> bool:
        """Tell whether a path is the file that the plan is read from: opened to be written, it would be emptied."""
        try:
            return isinstance(self._file, BufferedReader) and samestat(stat(path), fstat(self._file.fileno()))
        except OSError:  # nothing is there
            return False

    def close(self) -> None:
        """Close the plan's file, unless it was passed in open."""
        if self._owned:
            self._file.close()

    def __del__(self) -> None:
        self.close()

    def _load(self) -> None:
        file = self._file
        file.seek(0)
        first = file.readline()
        self.header = json.loads(first)
        if self.header["format"] != FORMAT:
            raise ValueError
        if self.header["version"] != FORMAT_VERSION:
            raise PlanError(
                f"the plan is of version {self.header['version']!r}, this library reads {FORMAT_VERSION}",
                code="plan.version",
            )
        blocks = sha256()
        index = BlockIndex(len(first))
        last = b""
        for line in file:
            if last:
                blocks.update(last)
                index.add(last)
            last = line
        self.footer = json.loads(last)
        sealed = (
            dumps(self.header) == first
            and dumps(self.footer) == last
            and self.footer["blocks"] == blocks.hexdigest()
            and self.footer["seal"] == seal_of(first, self.footer)
            and index.outcomes == sum(self.footer["kinds"].values())
        )
        if not sealed:
            raise PlanError("the plan's seal is broken: it was changed after it was made", code="plan.seal")
        self._settle(index)

    def _settle(self, index: BlockIndex) -> None:
        """Note what is looked up often in header, footer and index."""
        self._turn = Lock()  # a position and the line there belong together
        self._index, self._crediting = index.entries, index.crediting
        self._profile: Profile | None = None
        self.counts = Counts(**{COUNT_OF_KIND[KIND_OF_LETTER[letter]]: n for letter, n in self.footer["kinds"].items()})
        self._reading = Reading(
            self.header["label_map"]["fields"],
            [(name, tuple(value) if isinstance(value, list) else value) for name, value in self.header["fillers"]],
        )

    # -- what it is --------------------------------------------------------------------------------------------------

    @property
    def id(self) -> str:
        """The plan's id."""
        return str(self.header["id"])

    @property
    def digest(self) -> str:
        """SHA-256 of the content without the id: same bytes, profile, stored data and inputs give the same digest.

        A purged plan has the digest of the plan that it was.
        """
        return str(self.header.get("purged", self.footer)["digest"])

    @property
    def purged(self) -> bool:
        """Whether its values were removed (`purge`); such a plan can be looked at, and no more."""
        return "purged" in self.header

    @property
    def seal(self) -> str:
        """SHA-256 that covers every byte of the plan."""
        return str(self.footer["seal"])

    @property
    def store_id(self) -> str:
        """The store that it was made against."""
        return str(self.header["store_id"])

    @property
    def expires(self) -> str:
        """ISO timestamp after which it is refused, or ""."""
        return str(self.header["expires"])

    @property
    def labels(self) -> tuple[str, ...]:
        """The file's labels."""
        return tuple(self.header["label_map"]["labels"])

    @property
    def fields(self) -> tuple[str | None, ...]:
        """Per column the field that it feeds, or None."""
        return tuple(self.header["label_map"]["fields"])

    @property
    def profile(self) -> Profile:
        """The profile as declared, with overrides; rules and kinds written in Python are not part of it."""
        if self._profile is None:
            declared = {name: value for name, value in self.header["profile"].items() if name != "rules"}
            own = [Kind(**kind) for kind in declared.pop("own_kinds", ())]
            self._profile = load_profile(declared, own_kinds=own)
        return self._profile

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was inferred from the file, with its proving rows."""
        return tuple(Finding(**{**item, "rows": tuple(item["rows"])}) for item in self.header["findings"])

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Remarks about the file as a whole."""
        return tuple(
            Problem(**{**item, "params": tuple((name, value) for name, value in item["params"])})
            for item in self.header["problems"]
        )

    @property
    def questions(self) -> tuple[Question, ...]:
        """Open questions: none, or there would be no plan."""
        return ()

    @property
    def guards(self) -> tuple[TrippedGuard, ...]:
        """The limits that it passes."""
        return tuple(TrippedGuard(**item) for item in self.footer["guards"])

    @property
    def ref(self) -> PlanRef:
        """What a journal remembers of it."""
        header = self.header
        return PlanRef(
            id=self.id,
            digest=self.digest,
            store_id=self.store_id,
            tenant=header["tenant"],
            rows=self.counts.rows,
            notify=header["notify"],
            profile=header["profile"]["name"],
            occasion=header["occasion"],
        )

    @property
    def verdicts(self) -> dict[str, dict[str, int]]:
        """Per column (its field; its label and number where it feeds none) how many cells ended with each verdict."""
        columns = enumerate(zip(self.fields, self.labels, strict=True), 1)
        names = [field or (f"{label} (column {i})" if label else f"column {i}") for i, (field, label) in columns]
        found: list[Counter[str]] = [Counter() for _ in names]
        for signature, count in self.footer["signatures"].items():
            for column, letter in enumerate(signature):
                found[column][VERDICT_OF_LETTER[letter]] += count
        return {name: dict(counter) for name, counter in zip(names, found, strict=True)}

    def __len__(self) -> int:
        return self.counts.rows

    def __repr__(self) -> str:
        sound = hasattr(self, "counts")
        return f"<Plan {self.header['profile']['name']} {self.counts}>" if sound else "<Plan, damaged>"

    def _repr_html_(self) -> str:
        from customer_import.planning.display import plan_html

        return plan_html(self)

    # -- as tables ---------------------------------------------------------------------------------------------------

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """Stream the outcomes to who asks for Arrow: ``polars.DataFrame(plan)``, ``pyarrow.table(plan)``."""
        from customer_import.planning.streams import outcomes_of

        return outcomes_of(self).__arrow_c_stream__(requested_schema)

    @property
    def problem_table(self) -> Stream:
        """One row a problem, as an Arrow stream: row, outcome, level, code, field, text."""
        from customer_import.planning.streams import problems_of

        return problems_of(self)

    @property
    def cell_table(self) -> Stream:
        """One row a cell, as an Arrow stream: row, outcome, column, label, field, verdict, policy, file, stored."""
        from customer_import.planning.streams import cells_of

        return cells_of(self)

    # -- reading the outcomes ----------------------------------------------------------------------------------------

    def __iter__(self) -> Iterator[Outcome]:
        return self.outcomes()

    def outcomes(
        self, *, kind: OutcomeKind | Collection[OutcomeKind] = (), code: str = "", start: int = 0
    ) -> Iterator[Outcome]:
        """Stream the outcomes in file order.

        Args:
            kind: Only of this kind, or these kinds.
            code: Only with a problem of this code.
            start: Only from this outcome on, counted from 0.
        """
        for _, outcome in self.numbered(kind=kind, code=code, start=start):
            yield outcome

    def numbered(
        self, *, kind: OutcomeKind | Collection[OutcomeKind] = (), code: str = "", start: int = 0
    ) -> Iterator[tuple[int, Outcome]]:
        """Stream (index of the outcome in the plan, outcome), like `outcomes`."""
        wanted = (kind,) if isinstance(kind, str) else kind
        letters = "".join(KIND_LETTERS[name] for name in wanted)
        for number, (_, first, offset) in enumerate(self._index):
            after = self._index[number + 1][1] if number + 1 < len(self._index) else self.counts.rows
            if after <= start:
                continue
            for place, outcome in self._block(offset).outcomes(letters, code):
                if first + place >= start:
                    yield first + place, outcome

    def operations(self, kinds: Collection[OutcomeKind], start: int = 0) -> Iterator[Operations]:
        """Yield the outcomes of some kinds from an index on, as much as lies together in the plan at a time.

        The same as `numbered`, with the creates as columns.
        """
        letters = "".join(KIND_LETTERS[name] for name in kinds)
        for number, (_, first, offset) in enumerate(self._index):
            after = self._index[number + 1][1] if number + 1 < len(self._index) else self.counts.rows
            if after > start:
                with _uncollected():
                    line = self._line(offset)
                    outcomes = partial(self._outcomes_in, line, letters, first)
                    found = self._block_in(line).operations(letters, first, outcomes)
                yield found.cut(bisect_left(found.indexes, start), len(found)) if first < start else found

    def _outcomes_in(self, line: bytes, letters: str, first: int) -> Sequence[Operation]:
        """Return (index, outcome) of some kinds out of one block's line."""
        return [(first + place, outcome) for place, outcome in self._block_in(line).outcomes(letters)]

    def blocks(self) -> Iterator[Block]:
        """Yield the plan's blocks, for whoever wants a part of every row without making outcomes."""
        for _, _, offset in self._index:
            yield self._block(offset)

    def tallies(self) -> Iterator[tuple[str, Mapping[int, int]]]:
        """Yield per block the letters of its rows' kinds, and how many credits each place has; values are not read."""
        for _, _, offset in self._index:
            if offset in self._crediting:
                block = self._block(offset)
                yield block.kinds, {place: len(found) for place, found in block.sparse("credits").items()}
            else:
                yield kinds_of(self._line(offset)), {}

    @cached_property
    def credits(self) -> int:
        """How many credits it posts."""
        return sum(len(found) for at in self._crediting for found in self._block(at).sparse("credits").values())

    def _block(self, offset: int) -> Block:
        return self._block_in(self._line(offset))

    def _block_in(self, line: bytes) -> Block:
        return Block(json.loads(line), self._reading)

    def _line(self, offset: int) -> bytes:
        with self._turn:
            self._file.seek(offset)
            return self._file.readline()

    def outcome(self, row: int) -> Outcome:
        """Return the outcome of a row.

        Args:
            row: The row's number as a spreadsheet shows it.

        Raises:
            KeyError: The plan has no such row.
        """
        place = bisect_right(self._index, row, key=lambda entry: entry[0]) - 1
        if place >= 0:
            block = self._block(self._index[place][2])
            if row in block.numbers:
                return block.outcome(block.numbers.index(row))
        raise KeyError(row)

    def explain(self, row: int) -> Explanation:
        """Tell what happened to every cell of a row, and why.

        Raises:
            KeyError: The plan has no such row.
        """
        from customer_import.planning.explain import explain

        return explain(self.outcome(row), self.labels, self.fields, self.profile)
