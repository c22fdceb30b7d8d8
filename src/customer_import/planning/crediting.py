"""The credits of one chunk: keys made by the column, and a row's credit decided where somebody asks for it.

Most credits are plain: the ledger knows neither their key nor its neighbours, and no cell of theirs is at fault. They
stay columns up to the plan; `ChunkCredits.get` decides one row by itself, and for the plain ones comes to the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice

from customer_import.model import Posted, Problem
from customer_import.normalizing import Fault
from customer_import.planning.credits import (
    CreditCells,
    Crediting,
    crediting,
    is_zero,
    key_maker,
    neighbours,
    possible_double,
)
from customer_import.planning.layout import Column, Layout
from customer_import.planning.prepare import Prepared
from customer_import.planning.wire import Entries
from customer_import.profile import CreditRule
from customer_import.surveying.marks import CORRECTED


class ChunkCredits:
    """What the rows of a prepared chunk credit; depends on nothing but the rows, the survey and the ledger.

    Attributes:
        ordinals: Index → ordinal, where it is not 0.
        keys: Per row its credit's key, "" where it credits nobody.
    """

    def __init__(
        self,
        layout: Layout,
        prepared: Prepared,
        rule: CreditRule,
        *,
        make_key: key_maker,
        answers: Mapping[str, str],
    ) -> None:
        self._layout = layout
        self._prepared = prepared
        self._rule = rule
        self._make_key = make_key
        self._answers = answers
        self._posted: Mapping[str, Posted] = {}
        self._decided: dict[int, Crediting | None] = {}
        self._others: dict[int, list[str]] | None = None
        numbers = prepared.numbers
        found = layout.survey.ordinals.within(numbers[0], numbers[-1]) if len(numbers) else {}
        self.ordinals = {i: found[number] for i, number in enumerate(numbers) if number in found} if found else {}
        self._cells = self._columns()
        self.keys = self._made_keys()

    def _columns(self) -> CreditCells[Sequence[str]]:
        """Return the cells of all rows, a column in the place of each cell."""
        rule, prepared = self._rule, self._prepared
        customer = self._layout.by_name.get(rule.customer)
        blank = [""] * len(prepared.numbers)
        forms = blank
        if customer is not None:
            forms = prepared.key_forms.get(customer.name) or customer.reader.key_forms(prepared.values(customer.name))

        def column(name: str) -> list[str]:
            return prepared.values(name) if name in prepared.place else blank  # type: ignore[return-value] # no lists

        return CreditCells(
            forms,
            column(rule.amount),
            column(rule.unit),
            column(rule.account),
            column(rule.expires),
            column(rule.description),
            column(rule.reference),
        )

    def _row(self, i: int) -> CreditCells[str]:
        return CreditCells(*(column[i] for column in self._cells))

    def _made_keys(self) -> list[str]:
        cells, rule = self._cells, self._rule
        named = [customer if amount else "" for customer, amount in zip(cells.customer, cells.amount, strict=True)]
        if rule.sets:
            units = [unit or rule.default_unit for unit in cells.unit]
            places = zip(named, units, cells.account, strict=True)
            return [self._make_key.balance(*place) if place[0] else "" for place in places]
        ordinals = [0] * len(named)
        for i, ordinal in self.ordinals.items():
            ordinals[i] = ordinal
        if any(cells.reference):
            rows = zip(named, cells.reference, ordinals, strict=True)
            return [self._make_key(*row) if row[0] else "" for row in rows]
        return self._make_key.column(named, ordinals)

    @property
    def _neighbours(self) -> dict[int, list[str]]:
        """Index → keys under which another file may have posted the same row; a reference leaves no doubt."""
        if self._others is None:
            survey, numbers, ordinals = self._layout.survey, self._prepared.numbers, self.ordinals
            tokens = survey.label_map.own_column("token") is not None
            customers = self._cells.customer
            rows = [
                i
                for i, (key, named) in enumerate(zip(self.keys, self._cells.reference, strict=True))
                if key and not named
            ]
            others = [neighbours(numbers[i], ordinals.get(i, 0), tokens=tokens) for i in rows]
            owners = [customers[i] for i, some in zip(rows, others, strict=True) for _ in some]
            keys = iter(self._make_key.column(owners, list(chain.from_iterable(others))))
            self._others = {i: list(islice(keys, len(some))) for i, some in zip(rows, others, strict=True) if some}
        return self._others

    def asked(self) -> list[str]:
        """Return the keys to look up in the ledger."""
        keys = [key for key in self.keys if key]
        if not self._rule.sets:
            keys += [key for some in self._neighbours.values() for key in some]
        return keys

    def decide(self, posted: Iterable[Posted]) -> None:
        """Take in what the ledger holds under the keys, and mark as odd the rows whose credit is not plain."""
        self._posted = {entry.key: entry for entry in posted}
        odd = self._prepared.odd
        if self._rule.sets:
            odd.update(i for i, amount in enumerate(self._cells.amount) if amount)
            return
        for i in set(self._doubtful()):
            found = self.get(i)
            if found is not None and found.problem:
                odd.add(i)

    def _doubtful(self) -> Iterator[int]:
        """Yield the rows whose amount may come to something else than a credit, whatever its cells' faults."""
        rule, cells = self._rule, self._cells
        if not rule.allow_zero:
            text = "\n".join(["", *cells.amount])
            if any(start in text for start in ("\n0", "\n-", "\n.")):  # how a number begins that is zero
                yield from (i for i, amount in enumerate(cells.amount) if amount and is_zero(amount))
        for column in (cells.customer, () if rule.default_unit else cells.unit):
            if "" in column:
                yield from (i for i, cell in enumerate(column) if not cell)
        posted = self._posted
        if posted:
            yield from (i for i, key in enumerate(self.keys) if key in posted)
            yield from (i for i, keys in self._neighbours.items() if not posted.keys().isdisjoint(keys))

    def get(self, i: int) -> Crediting | None:
        """Decide the credit of one row; None where it has no amount."""
        if i not in self._decided:
            self._decided[i] = self._decide(i)
        return self._decided[i]

    def _decide(self, i: int) -> Crediting | None:
        if not self._cells.amount[i]:
            return None
        rule, posted = self._rule, self._posted
        if _incomplete(self._prepared.faults.get(i, ())):
            return Crediting(None, Problem("credit.incomplete", "drop", field=rule.amount))
        found = crediting(rule, self._row(i), self.keys[i], posted)
        if found.credit and posted and not rule.sets:
            found = self._doubted(i, found)
        return found

    def _doubted(self, i: int, found: Crediting) -> Crediting:
        """Take a credit back that another file may have posted, unless somebody has looked at it."""
        others = [self._posted[key] for key in self._neighbours.get(i, ()) if key in self._posted]
        if not others:
            return found
        row = self._prepared.numbers[i]
        corrected = max(0, self.ordinals.get(i, 0) - CORRECTED)
        recurrences = self._layout.survey.recurrences.get(row) or 0
        problem = possible_double(self._rule, found, others, corrected, recurrences)
        code = "credit.possible_double"
        if problem is None or self._answers.get(f"{code}.{row}", self._answers.get(code)) == "accept":
            return found
        return Crediting(None, problem)

    def plain(self) -> Entries:
        """Return the credits of all rows that are not odd."""
        odd, cells, default = self._prepared.odd, self._cells, self._rule.default_unit
        at = [i for i, key in enumerate(self.keys) if key and i not in odd]
        units = [unit or default for unit in cells.unit] if default else cells.unit
        columns = (self.keys, cells.amount, units, cells.account, cells.expires, cells.description)
        picked = [list(column) if len(at) == len(column) else [column[i] for i in at] for column in columns]
        return Entries(at, (*picked, [""] * len(at)))


def _incomplete(faults: Sequence[tuple[Column, Fault]]) -> bool:
    """Tell whether a cell that says what to credit was dropped: money is not credited by halves."""
    return any(column.role == "credit" and fault.level == "drop" for column, fault in faults)
