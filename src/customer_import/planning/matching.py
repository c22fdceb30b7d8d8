"""Which stored customers the rows of a chunk speak of."""

from __future__ import annotations

from collections.abc import Iterable

from customer_import.errors import UsageError
from customer_import.model import Balance, Match
from customer_import.planning.layout import Column, Layout
from customer_import.planning.prepare import Prepared


def wanted_keys(layout: Layout, prepared: Prepared) -> dict[str, list[str]]:
    """Return what `find` must look up for a chunk: field → distinct key forms, in file order."""
    wanted: dict[str, list[str]] = {}
    for _, column in layout.keys:
        if column.reader.multi:
            wanted[column.name] = _items(column, prepared)
        else:
            wanted[column.name] = [form for form in dict.fromkeys(prepared.key_forms[column.name]) if form]
    for column in layout.unique:
        if column.reader.multi:
            wanted[column.name] = _items(column, prepared)
        else:
            forms = dict.fromkeys(column.reader.key_forms(prepared.values(column.name)))
            wanted[column.name] = [form for form in forms if form]
    for column in layout.columns:
        if column.role == "child_key":
            forms = dict.fromkeys(column.reader.key_forms(prepared.values(column.name)))
            wanted[column.name] = [form for form in forms if form]
    for column in layout.secondary:
        forms = dict.fromkeys(wanted.get(column.name, ()))
        for i in sorted(prepared.orders):
            forms.update(dict.fromkeys(column.reader.item_keys(prepared.value(column.name, i))))
        wanted[column.name] = list(forms)
    return {name: forms for name, forms in wanted.items() if forms}


def _items(column: Column, prepared: Prepared) -> list[str]:
    """Return the distinct key forms of all items of a list column."""
    forms = (form for value in prepared.values(column.name) if value for form in column.reader.item_keys(value))
    return list(dict.fromkeys(forms))


class MatchIndex:
    """The matches of a chunk by field and key form.

    A store may find by a rule of its own (another collation, say): only customers whose stored value has the row's key
    form count as found.
    """

    def __init__(self, layout: Layout, matches: Iterable[Match], balances: Iterable[Balance] | None = None) -> None:
        distinct = {match.id: match for match in matches}
        self.matches = list(distinct.values())
        looked_up = [column for _, column in layout.keys] + layout.unique + layout.secondary
        self._owners: dict[str, dict[str, list[Match]]] = {}
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

    def _by_form(self, column: Column) -> dict[str, list[Match]]:
        owners: dict[str, list[Match]] = {}
        name = column.name
        if column.reader.multi:
            for match in self.matches:
                for form in column.reader.item_keys(match.values.get(name, ())):
                    owners.setdefault(form, []).append(match)
            return owners
        forms = column.reader.key_forms([match.values.get(name, "") for match in self.matches])
        for form, match in zip(forms, self.matches, strict=True):
            if form:
                owners.setdefault(form, []).append(match)
        return owners

    def _by_child(self, group: str, column: Column) -> dict[str, list[Match]]:
        owners: dict[str, list[Match]] = {}
        for match in self.matches:
            for child in match.children.get(group, ()):
                for form in column.reader.item_keys(child.key):
                    owners.setdefault(form, []).append(match)
        return owners

    def owners(self, field: str, form: str) -> list[Match]:
        """Return the customers whose value of a field has this key form."""
        return self._owners[field].get(form, [])

    def of(self, field: str) -> dict[str, list[Match]]:
        """Return the whole index of one field."""
        return self._owners[field]


def ids_of(matches: Iterable[Match]) -> str:
    """Return the ids of customers, for a problem's message."""
    return ", ".join(sorted(match.id for match in matches))
