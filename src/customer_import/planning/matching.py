"""Which stored customers the rows of a chunk speak of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from customer_import.errors import UsageError
from customer_import.model import Balance, Match
from customer_import.planning.layout import Column, Layout
from customer_import.planning.prepare import Prepared
from customer_import.ports import Matches


def wanted_keys(layout: Layout, prepared: Prepared) -> dict[str, list[str]]:
    """Return what `find` must look up for a chunk: field → distinct key forms, in file order."""
    wanted: dict[str, list[str]] = {}
    for _, column in layout.keys:
        if column.reader.multi:
            wanted[column.name] = _items(column, prepared)
        else:
            wanted[column.name] = _distinct(prepared.key_forms[column.name])
    for column in layout.unique:
        if column.reader.multi:
            wanted[column.name] = _items(column, prepared)
        else:
            wanted[column.name] = _distinct(column.reader.key_forms(prepared.values(column.name)))
    for column in layout.columns:
        if column.role == "child_key":
            wanted[column.name] = _distinct(column.reader.key_forms(prepared.values(column.name)))
    for column in layout.secondary:
        forms = dict.fromkeys(wanted.get(column.name, ()))
        for i in sorted(prepared.orders):
            forms.update(dict.fromkeys(column.reader.item_keys(prepared.value(column.name, i))))
        wanted[column.name] = list(forms)
    return {name: forms for name, forms in wanted.items() if forms}


def _distinct(forms: Iterable[str]) -> list[str]:
    """Return the forms that are there, each once."""
    distinct = dict.fromkeys(forms)
    distinct.pop("", None)
    return list(distinct)


def _items(column: Column, prepared: Prepared) -> list[str]:
    """Return the distinct key forms of all items of a list column."""
    forms = (form for value in prepared.values(column.name) if value for form in column.reader.item_keys(value))
    return list(dict.fromkeys(forms))


class Owners:
    """Which customers of a chunk have which key form of one field: nearly always one.

    Attributes:
        first: Key form → place of the first customer that has it.
        several: Key form → places, where there are more than one.
    """

    __slots__ = ("first", "several")

    def __init__(self, forms: Sequence[str]) -> None:
        self.first = dict(zip(forms, range(len(forms)), strict=True))
        self.several: dict[str, list[int]] = {}
        if len(self.first) < len(forms) or "" in self.first:
            self._add(enumerate(forms))

    @classmethod
    def of_pairs(cls, pairs: Iterable[tuple[int, str]]) -> Owners:
        """Gather pairs of a customer's place and a key form, of which a customer may have any number."""
        made = cls(())
        made._add(pairs)
        return made

    def _add(self, pairs: Iterable[tuple[int, str]]) -> None:
        self.first = {}
        for place, form in pairs:
            if form and self.first.setdefault(form, place) != place:
                self.several.setdefault(form, [self.first[form]]).append(place)

    def __contains__(self, form: str) -> bool:
        return form in self.first

    def places(self, form: str) -> Sequence[int]:
        """Return the places of all customers with a key form."""
        if form in self.several:
            return self.several[form]
        return (self.first[form],) if form in self.first else ()


class MatchIndex:
    """The matches of a chunk as columns, and by field and key form.

    A store may find by a rule of its own (another collation, say): only customers whose stored value has the row's key
    form count as found.
    """

    def __init__(self, layout: Layout, matches: Iterable[Match], balances: Iterable[Balance] | None = None) -> None:
        self._made: dict[int, Match] = {}
        if not isinstance(matches, Matches) or len(set(matches.ids)) < len(matches):
            self._made = dict(enumerate({match.id: match for match in matches}.values()))
            matches = Matches.of(self._made.values())
        self.matches = matches
        looked_up = [column for _, column in layout.keys] + layout.unique + layout.secondary
        self._owners: dict[str, Owners] = {}
        for column in looked_up:
            if column.name not in self._owners:
                self._owners[column.name] = self._by_form(column)
        for column in layout.columns:
            if column.role == "child_key":
                self._owners[column.name] = self._by_child(layout.group_of[column.name], column)

        self._balances: dict[tuple[str, str, str], str] | None = None
        if balances is not None:
            self._balances = {(found.customer_id, found.unit, found.account): found.amount for found in balances}

    def balance(self, customer_id: str, unit: str, account: str) -> str:
        """Return what a customer has in a unit and account.

        Raises:
            UsageError: Nobody asked the store.
        """
        if self._balances is None:
            raise UsageError("the profile sets balances: pass balances to decide", code="credit.no_balances")
        return self._balances.get((customer_id, unit, account), "0")

    def _by_form(self, column: Column) -> Owners:
        values = self.matches.column(column.name)
        if not column.reader.multi:
            return Owners(column.reader.key_forms(values))
        pairs = ((place, form) for place, value in enumerate(values) for form in column.reader.item_keys(value))
        return Owners.of_pairs(pairs)

    def _by_child(self, group: str, column: Column) -> Owners:
        keys = ((place, child.key) for place, of in self.matches.children.items() for child in of.get(group, ()))
        return Owners.of_pairs((place, form) for place, key in keys for form in column.reader.item_keys(key))

    def match(self, place: int) -> Match:
        """Return one customer."""
        made = self._made.get(place)
        if made is None:
            made = self._made[place] = self.matches[place]
        return made

    def owners(self, field: str, form: str) -> list[Match]:
        """Return the customers whose value of a field has this key form."""
        return [self.match(place) for place in self._owners[field].places(form)]

    def of(self, field: str) -> Owners:
        """Return the whole index of one field."""
        return self._owners[field]


def ids_of(matches: Iterable[Match]) -> str:
    """Return the ids of customers, for a problem's message."""
    return ", ".join(sorted(match.id for match in matches))
