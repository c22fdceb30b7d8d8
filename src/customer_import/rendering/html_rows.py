"""The rows of a preview page: whom each is about, what happens to its cells, what is held back and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from customer_import.model import Edit, Outcome, SetValues, Value
from customer_import.rendering.html_parts import Parts

COLUMNS = (("row", "row"), ("who", "customer"), ("what", "what"))


class RowsWriter:
    """Writes outcomes as rows of a table.

    Args:
        parts: What the page's parts share.
        problem_places: (code, field) → place among the filters, for problems that have one.
        field_places: Field → place among the filters, for fields that have one.
    """

    def __init__(
        self, parts: Parts, problem_places: Mapping[tuple[str, str], int], field_places: Mapping[str, int]
    ) -> None:
        self._parts = parts
        self._problem_places = problem_places
        self._field_places = field_places
        profile = parts.profile
        identity = [field.name for field in profile.fields if field.identity]
        names = [field.name for field in profile.fields if field.kind == "name"]
        self._who = tuple(dict.fromkeys([*profile.key_fields, *identity, *names]))
        self._labels = {key: parts.say(key) for key in ("row", "customer", "what")}
        # Of a customer who is new all cells are: the heading says so once.
        bare = "<div class=new><span aria-hidden=true>+</span> "
        self._of_new = {field.name: f"{bare}<b>{parts.name(field.name)}</b>: " for field in profile.fields}

    def table(self, title: str, page: Sequence[Outcome]) -> str:
        """Return some outcomes as a table."""
        return self._parts.table(title, COLUMNS, map(self._row, page))

    def _row(self, outcome: Outcome) -> str:
        cells = "".join(self._cells(outcome))
        problems = "".join(self._parts.problem(problem) for problem in outcome.problems)
        label = self._labels
        return (
            f'<tr class="{outcome.kind}{self._places(outcome)}" id=row-{outcome.row}>'
            f'<th scope=row class=number data-label="{label["row"]}">{outcome.row}</th>'
            f'<td data-label="{label["customer"]}">{self._customer(outcome)}</td><td>{problems}{cells}</td></tr>'
        )

    def _places(self, outcome: Outcome) -> str:
        """Return the classes by which the filters find a row."""
        if not outcome.problems and outcome.kind != "update":
            return ""
        problems = {self._problem_places.get((problem.code, problem.field)) for problem in outcome.problems}
        fields = {problem.field for problem in outcome.problems} | set(outcome.held)
        if outcome.kind == "update":
            fields.update(edit.field for edit in outcome.edits)
        places = {self._field_places.get(field) for field in fields}
        found = [f" p{place}" for place in problems if place is not None]
        found += [f" f{place}" for place in places if place is not None]
        return "".join(sorted(found))

    def _customer(self, outcome: Outcome) -> str:
        """Return by what a person recognizes the customer: the values of the keys and of the identity fields."""
        text = self._parts.text
        values = [outcome.incoming[name] for name in self._who if name in outcome.incoming]
        shown = "<br>".join(text(value) for value in values[:3])
        if outcome.target and outcome.target.key and outcome.target.key != "@id":
            found_by = self._parts.say("found_by").replace("{field}", self._parts.name(outcome.target.key))
            shown += f"<br><span class=quiet>{found_by}</span>"
        return shown

    def _cells(self, outcome: Outcome) -> Iterator[str]:
        """Yield the cells that do something, then those that were held back, then the credits."""
        say, text = self._parts.say, self._parts.text
        if isinstance(outcome.edits, SetValues):
            of_new = self._of_new
            for field, value in outcome.edits.values.items():
                yield f"{of_new[field]}{text(value)}</div>"
        else:
            yield from map(self._edit, outcome.edits)
        for name, stored in outcome.held.items():
            yield self._held(outcome, name, stored)
        for credit in outcome.credits:
            account = f" {say('to_account', account=credit.account)}" if credit.account else ""
            amount = text(f"{credit.amount} {credit.unit}".strip())
            if credit.before:
                amount = f"{text(credit.before)} → {text(credit.after)} ({amount})"
            yield (
                f'<div class="cell credit"><span aria-hidden=true>★</span> <span class=tag>{say("credit")}</span> '
                f"{amount}{account} {text(credit.description) if credit.description else ''}</div>"
            )

    def _edit(self, edit: Edit) -> str:
        say, text = self._parts.say, self._parts.text
        if edit.after and not edit.before:
            return (
                f'<div class="cell new"><span aria-hidden=true>+</span> <span class=tag>{say("new")}</span> '
                f"<b>{self._parts.name(edit.field)}</b>{self._child(edit)}: <ins>{text(edit.after)}</ins></div>"
            )
        name = f"<b>{self._parts.name(edit.field)}</b>{self._child(edit)}: "
        if not edit.after:
            return (
                f'<div class="cell clear"><span aria-hidden=true>⌫</span> <span class=tag>{say("clear")}</span> '
                f"{name}<del>{text(edit.before)}</del></div>"
            )
        return (
            f'<div class="cell set"><span aria-hidden=true>✎</span> <span class=tag>{say("set")}</span> '
            f"{name}<del>{text(edit.before)}</del> → <ins>{text(edit.after)}</ins></div>"
        )

    def _child(self, edit: Edit) -> str:
        """Return to which child of the customer an edit belongs."""
        child = edit.child
        if child is None:
            return ""
        what = self._parts.say("child_new") if child.new else self._parts.say("child_drop") if child.drop else ""
        which = self._parts.text(child.key) if child.key else what
        return f" ({self._parts.name(child.group)}{' ' if which else ''}{which})"

    def _held(self, outcome: Outcome, name: str, stored: Value) -> str:
        say, text = self._parts.say, self._parts.text
        field = self._parts.profile.field(name)
        reason = f" {self._parts.name(field.reason)}" if field.reason else ""
        return (
            f'<div class="cell held"><span aria-hidden=true>‖</span> <span class=tag>{say("held")}</span> '
            f"<b>{self._parts.name(name)}</b>: <ins>{text(stored)}</ins>. "
            f"{say('file')} {text(outcome.incoming.get(name, ''))}. "
            f"<b>{say('why')}:</b> {say(f'policy_{field.policy}')}.{reason}</div>"
        )
