"""The pass itself, fed with one chunk after the other: what it remembers of rows that it has seen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol

import attrs

from customer_import.mapping import LabelMap
from customer_import.model import Chunk, Finding, Question, Value
from customer_import.normalizing import Inference, Settings, inference
from customer_import.normalizing.phone_region import PhoneRegion
from customer_import.profile import CreditRule, Profile
from customer_import.spool import Occurrences, RowPairs
from customer_import.surveying.columns import Cells, ColumnReader, CountriesOfRows, enabled_columns, rejected_rows
from customer_import.surveying.credit_rows import CreditRows
from customer_import.surveying.marks import TokenOrdinals


class Grouping(Protocol):
    """Rows by key: `Occurrences`, or what stands for them where rows and results are in different processes."""

    def add(self, numbers: Sequence[int], keys: Sequence[str]) -> None:
        """Take in rows in ascending order; a blank key belongs to no group."""
        ...

    def finish(self) -> tuple[RowPairs, RowPairs, RowPairs]:
        """Return repeats, seconds and ordinals."""
        ...


def in_memory(name: str) -> Grouping:
    """Group rows here."""
    return Occurrences()


class Walk:
    """The pass itself: what it remembers of rows that it has seen.

    Args:
        profile: Whose fields.
        label_map: Which column feeds which of them.
        settings: What the normalizers need to know.
        features: What the host has switched on.
        digest: Digest of the file.
        groups: Makes what groups rows, by its name: a field, ``@credits`` by customer, ``@references`` by customer and
            reference, ``@contents`` by customer and what is credited. Where rows are grouped here, and those of the
            credited customers are grouped anyway, `CreditRows` stands for ``@credits`` and ``@contents``.
    """

    def __init__(
        self,
        profile: Profile,
        label_map: LabelMap,
        settings: Settings,
        features: Sequence[str],
        digest: str,
        *,
        groups: Callable[[str], Grouping] = in_memory,
    ) -> None:
        self.profile = profile
        self.credit_rows = 0
        self._columns = enabled_columns(profile, label_map.fields, features)
        command = profile.create_command
        self._command = command if command and command.field in self._columns else None
        wanted = [*profile.key_fields, *profile.unique_fields, *(self._command.secondary if self._command else ())]
        tracked = [name for name in dict.fromkeys(wanted) if name in self._columns]
        self._readers = {name: ColumnReader(profile, profile.field(name), settings, self._columns) for name in tracked}
        self._groups = {name: groups(name) for name in tracked}
        self._credits: Grouping | None = None
        self._credit_rows: CreditRows | None = None
        self._counted: tuple[RowPairs, RowPairs] = (RowPairs(), RowPairs())  # ordinals, recurrences; by `repeated`
        self._apart: tuple[str, ...] = ()  # what tells the credits of one customer apart, besides their order
        self._references = groups("@references")  # two rows of one customer and reference are one credit
        self._contents = groups("@contents")
        self._token_column = label_map.own_column("token")
        self._token_ordinals = TokenOrdinals(digest)
        rule = profile.credit
        if rule and rule.amount in self._columns:
            self._credits = groups("@credits")
            self._apart = (rule.unit, rule.account) if rule.sets else (rule.reference,)
            customer = self._readers.get(rule.customer)
            if groups is in_memory and self._token_column is None and customer is not None and not customer.multi:
                self._credit_rows = CreditRows()
            for name in (rule.customer, *self._apart):
                if name in self._columns and name not in self._readers:
                    self._readers[name] = ColumnReader(profile, profile.field(name), settings, self._columns)
        self._inferences: dict[str, Inference] = {}
        for name in self._columns:
            field = profile.field(name)
            found = inference(field, profile.kind(field), settings)
            if found is not None:
                self._inferences[name] = found
        countries = {
            name: CountriesOfRows.of(profile, profile.field(name), settings, self._columns) for name in self._inferences
        }
        self._countries = {name: reader for name, reader in countries.items() if reader is not None}
        self._unchecked: list[int] = []

    def feed(self, chunk: Chunk) -> dict[int, str]:
        """Take in one chunk.

        Returns:
            Column → canonical values joined by line feeds, of the columns that were read and have nothing but values
            and blanks.
        """
        numbers = chunk.numbers
        rejected = rejected_rows(chunk) if chunk.damaged else []
        for name, infer in self._inferences.items():
            column = self._columns[name]
            if name in self._countries and isinstance(infer, PhoneRegion):
                infer.countries = self._countries[name].read(chunk)
            infer.feed(numbers, _blanked(chunk.columns[column], rejected), chunk.flags.get(column, {}))
        cells = {name: reader.read(chunk, self._columns[name]) for name, reader in self._readers.items()}
        plain: dict[int, str] = {}
        for name, found in cells.items():
            if found.text is not None and not found.clears:  # a column with faults has no text
                plain[self._columns[name]] = found.text
        if self._command:
            self._feed_command(chunk, cells)
        for name, group in self._groups.items():
            self._feed_group(group, self._readers[name], numbers, cells[name])
        if self._credits is not None:
            self._feed_credits(chunk, rejected, cells)
        return plain

    def _feed_group(self, group: Grouping, reader: ColumnReader, numbers: Sequence[int], cells: Cells) -> None:
        if reader.multi:
            pairs = [(n, key) for n, value in zip(numbers, cells.values, strict=True) if value
                     for key in reader.item_keys(value)]  # fmt: skip
            group.add([n for n, _ in pairs], [key for _, key in pairs])
        else:
            group.add(numbers, reader.key_forms(cells.values))

    def _feed_command(self, chunk: Chunk, cells: dict[str, Cells]) -> None:
        """Take key values that order a create out of the keys, and note orders that nothing can check."""
        command = self._command
        assert command is not None  # noqa: S101 - for the type checker; the caller asked
        values = cells[command.field].values = list(cells[command.field].values)
        orders = [i for i, value in enumerate(values) if value in command.values]
        others = [name for name in self.profile.key_fields if name != command.field]
        checkable = [cells[name].values for name in (*command.secondary, *others) if name in cells]
        self._unchecked += [chunk.numbers[i] for i in orders if not any(column[i] for column in checkable)]
        for i in orders:
            values[i] = ""

    def _feed_credits(self, chunk: Chunk, rejected: Sequence[int], cells: dict[str, Cells]) -> None:
        """Count the rows of each credited customer (design, section 6: ordinals)."""
        rule = self.profile.credit
        assert rule is not None and self._credits is not None  # noqa: S101, PT018
        nulls = frozenset(self.profile.null_tokens)
        amounts = [cell.strip() for cell in _blanked(chunk.columns[self._columns[rule.amount]], rejected)]
        if not nulls.isdisjoint(amounts):
            amounts = ["" if amount in nulls else amount for amount in amounts]
        self.credit_rows += len(amounts) - amounts.count("")
        if rule.customer not in cells:
            return
        if self._credit_rows is not None:
            names = (rule.unit, rule.account, rule.expires)
            places = [self._columns[name] for name in names if name in self._columns]
            others = [chunk.texts[place] if chunk.texts else chunk.columns[place] for place in places]
            self._credit_rows.add(chunk.numbers, amounts, others)
            if not (rule.sets or rule.reference in cells):
                return
        keys = self._readers[rule.customer].key_forms(cells[rule.customer].values)
        customers = [key if amount else "" for key, amount in zip(keys, amounts, strict=True)]
        if rule.sets or rule.reference in cells:
            blank = [rule.default_unit if rule.sets else ""] * len(customers)
            parts = [cells[name].values if name in cells else blank for name in self._apart]
            self._references.add(chunk.numbers, _named(customers, parts, rule))
        if self._credit_rows is not None:
            return
        if self._token_column is None:
            self._credits.add(chunk.numbers, customers)
            self._contents.add(chunk.numbers, self._content(chunk, customers, rule))
        else:
            self._token_ordinals.add(chunk.numbers, chunk.columns[self._token_column], customers)

    def _content(self, chunk: Chunk, customers: Sequence[str], rule: CreditRule) -> list[str]:
        """Return what tells equal credits of one customer: the cells that say how much of what, and where."""
        names = (rule.amount, rule.unit, rule.account, rule.expires)
        columns = [chunk.columns[self._columns[name]] for name in names if name in self._columns]
        rows = zip(customers, *columns, strict=True)
        return ["\0".join([customer, *map(str.strip, cells)]) if customer else "" for customer, *cells in rows]

    def recurrences(self) -> RowPairs:
        """Close the contents: row → how many earlier rows credit the same customer with the same."""
        return self._counted[1] if self._credit_rows is not None else self._contents.finish()[2]

    def state(self) -> dict[str, Any]:
        """Return what was seen besides the groups, as plain data that another process can hand to `merge`."""
        inferences = {name: infer.state() for name, infer in self._inferences.items()}
        return {"credit_rows": self.credit_rows, "unchecked": self._unchecked, "inferences": inferences}

    def merge(self, later: Mapping[str, Any]) -> None:
        """Take in the `state` of a walk through later rows."""
        self.credit_rows += later["credit_rows"]
        self._unchecked += later["unchecked"]
        for name, infer in self._inferences.items():
            infer.merge(later["inferences"][name])

    def inferred(self, answers: Mapping[str, str]) -> tuple[dict[str, str], list[Finding], list[Question]]:
        """Close the inferences: field → hint, findings, questions."""
        hints: dict[str, str] = {}
        findings: list[Finding] = []
        questions: list[Question] = []
        proven: dict[type[Inference], set[str]] = {}
        for infer in self._inferences.values():
            proven.setdefault(type(infer), set()).add(infer.proven)
        for name, infer in self._inferences.items():
            agreed = proven[type(infer)] - {""}
            found = infer.finish(sibling=min(agreed) if len(agreed) == 1 else "")
            asked = next((question.code for question in found.questions if question.code in answers), "")
            if asked:
                found = infer.finish(answers[asked])
            if found.hint:
                hints[name] = found.hint
            findings += [attrs.evolve(finding, column=self._columns[name]) for finding in found.findings]
            questions += found.questions
        return hints, findings, questions

    def reads(self, names: Iterable[str]) -> bool:
        """Tell whether rows were compared by one of these fields."""
        return any(name in self._readers for name in names)

    def questions(self) -> list[Question]:
        """Ask what the rows leave open."""
        questions: list[Question] = []
        if self._unchecked:
            shown = ", ".join(map(str, self._unchecked[:10])) + (" …" if len(self._unchecked) > 10 else "")
            questions.append(
                Question(
                    "create.unchecked",
                    f"{len(self._unchecked)} rows order a new customer but hold nothing by which an existing one could "
                    f"be recognized (rows {shown}): create them all the same, or reject them?",
                    ("create", "reject"),
                )
            )
        if self.credit_rows:
            questions.append(
                Question(
                    "credit.occasion",
                    f"{self.credit_rows} rows give credits: what is the occasion? "
                    f"The same occasion never credits anyone twice.",
                )
            )
        return questions

    def repeated(self) -> tuple[dict[str, RowPairs], dict[str, RowPairs]]:
        """Close the groups: per field, row → first row, and first row → second row. To be called first."""
        repeats: dict[str, RowPairs] = {}
        seconds: dict[str, RowPairs] = {}
        for name, group in self._groups.items():
            repeats[name], seconds[name], _ = group.finish()
        rule = self.profile.credit
        if rule and (rule.reference in self._columns or (rule.sets and self._credits is not None)):
            repeats["@credit"], seconds["@credit"], _ = self._references.finish()
        if rule and self._credit_rows is not None:
            self._counted = self._credit_rows.finish(repeats[rule.customer], seconds[rule.customer])
        return repeats, seconds

    def ordinals(self) -> RowPairs:
        """Close the credits: row → ordinal."""
        if self._token_column is not None:
            return self._token_ordinals.finish()
        if self._credit_rows is not None:
            return self._counted[0]
        return self._credits.finish()[2] if self._credits is not None else RowPairs()


def _named(customers: Sequence[str], parts: Sequence[Sequence[Value]], rule: CreditRule) -> list[str]:
    """Name what only one row may do: to credit a customer by a reference, or to set one of a customer's balances."""
    named: list[str] = []
    for customer, *rest in zip(customers, *parts, strict=True):
        if rule.sets:
            rest[0] = rest[0] or rule.default_unit
        named.append("\0".join([customer, *map(str, rest)]) if customer and (rule.sets or rest[0]) else "")
    return named


def _blanked(cells: list[str], places: Sequence[int]) -> list[str]:
    if not places:
        return cells
    kept = list(cells)
    for i in places:
        kept[i] = ""
    return kept
