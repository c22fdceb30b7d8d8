"""A plan as one HTML page for the person who has to decide: no network, no script, readable by everybody.

Every value passes `_text`; nothing else of the file reaches the page. Colours always come with an icon and a word.
The filter is a group of radio buttons and style sheets alone, so that the page works under a Content-Security-Policy
that allows nothing but its own style, by hash.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator, Sequence
from hashlib import sha256
from html import escape
from itertools import islice

from customer_import.model import COUNT_OF_KIND, Edit, Finding, Outcome, OutcomeKind, Problem, Value
from customer_import.planning import Plan
from customer_import.problems import message, todo
from customer_import.rendering.gist import Gist, gist
from customer_import.rendering.style import STYLE
from customer_import.rendering.words import language, words

ROWS = 200  # shown of each kind unless asked for more
PAGE = 250  # rows in one fold
LONG = 120  # characters of a value before it folds
KINDS: tuple[OutcomeKind, ...] = ("reject", "update", "create", "remove", "skip", "unchanged")
ICONS = {"create": "+", "update": "✎", "unchanged": "=", "skip": "↷", "reject": "✕", "remove": "−"}
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff\ufffe\uffff]"
)


def render_html(
    plan: Plan, *, title: str = "", locale: str = "en", rows: int | None = ROWS, masked: bool = False
) -> Iterator[str]:
    """Render a plan as one self-contained page, in pieces.

    Args:
        plan: The plan.
        title: The page's heading; "" takes the general one.
        locale: ``en``, ``sv`` or ``cs``; any other is English.
        rows: How many rows of each kind to show; None shows all, in folded pages.
        masked: Hide values, for people who may approve a plan but not see the customers.

    Yields:
        Pieces of UTF-8 text that together are the page.
    """
    return _Page(plan, title, locale, rows, masked).pieces()


class _Page:
    def __init__(self, plan: Plan, title: str, locale: str, rows: int | None, masked: bool) -> None:
        self.plan = plan
        self.profile = plan.profile
        self.locale = language(locale)
        self.words = words(locale)
        self.title = title or self.words["title"]
        self.rows = rows
        self.masked = masked
        self.gist: Gist = gist(plan)
        self.counts = {kind: getattr(plan.counts, COUNT_OF_KIND[kind]) for kind in KINDS}
        self.shown = [kind for kind in KINDS if self.counts[kind]]

    # -- small parts -------------------------------------------------------------------------------------------------

    def _say(self, key: str, **params: object) -> str:
        """Return one of our own phrases, with its parameters escaped."""
        text = escape(self.words[key])
        for name, value in params.items():
            text = text.replace("{" + name + "}", escape(str(value)))
        return text

    def _text(self, value: Value) -> str:
        """Return a value: isolated from the direction of the text around it, long ones folded."""
        if not value:
            return f'<span class="empty">{self._say("empty")}</span>'
        if self.masked:
            return f'<span class="empty">{self._say("hidden")}</span>'
        text = value if isinstance(value, str) else ", ".join(value)
        if len(text) > LONG:
            head, whole = _safe(text[:LONG]), _safe(text)
            return f"<details class=long><summary><bdi>{head}</bdi>…</summary><bdi>{whole}</bdi></details>"
        return f"<bdi>{_safe(text)}</bdi>"

    def _name(self, field: str) -> str:
        """Return what people call a field."""
        try:
            return _safe(self.profile.field(field).shown)
        except KeyError:
            return _safe(field)

    def _problem(self, problem: Problem) -> str:
        text = _safe(message(problem, self.locale, self.profile, masked=self.masked))
        advice = _safe(todo(problem, self.locale, self.profile, masked=self.masked))
        shown = f" <bdi>“{_safe(problem.text[:LONG])}”</bdi>" if problem.text and not self.masked else ""
        field = f"<b>{self._name(problem.field)}</b>: " if problem.field else ""
        level = self._say(problem.level)
        icon = {"reject": "✕", "drop": "⚠", "remark": "ℹ"}[problem.level]
        return (
            f'<p class="problem {problem.level}"><span aria-hidden=true>{icon}</span> <span class=tag>{level}</span> '
            f"{field}{text}{shown}{f' <i>{advice}</i>' if advice else ''}</p>"
        )

    # -- the page ----------------------------------------------------------------------------------------------------

    def pieces(self) -> Iterator[str]:
        digest = b64encode(sha256(STYLE.encode()).digest()).decode()
        policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
        yield (
            f'<!doctype html><html lang="{self.locale}"><head><meta charset="utf-8">'
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
            f'<meta name="viewport" content="width=device-width, initial-scale=1">'
            f'<meta name="referrer" content="no-referrer">'
            f"<title>{_safe(self.title)}</title><style>{STYLE}</style></head><body>"
        )
        yield f"<header><h1>{_safe(self.title)}</h1>"
        yield self._sentence()
        yield "</header><main>"
        yield self._counters()
        yield from self._notes()
        yield self._problems()
        yield self._fields()
        yield self._filter()
        for kind in self.shown:
            yield from self._section(kind)
        yield "</main></body></html>\n"

    def _sentence(self) -> str:
        counts = self.plan.counts
        said = [self._say("sentence", **{name: getattr(counts, name) for name in COUNT_OF_KIND.values()})]
        if counts.removed:
            said.append(self._say("sentence_removed", removed=counts.removed))
        if not (counts.created or counts.updated or counts.removed):
            said.append(self._say("nothing"))
        return f"<p class=lead>{' '.join(said)} <strong>{self._say('written')}</strong></p>"

    def _counters(self) -> str:
        """Tixly's boxes (S3-10), with the boxes that it lacks and the check that they sum (S3-C)."""
        boxes = [f'<li class="box uploaded"><b>{self.plan.counts.rows}</b> {self._say("uploaded")}</li>']
        parts = []
        for kind in KINDS:
            count = self.counts[kind]
            if kind == "remove" and not count:
                continue
            parts.append(str(count))
            name = self._say(COUNT_OF_KIND[kind])
            boxes.append(
                f'<li class="box {kind}"><span aria-hidden=true>{ICONS[kind]}</span> <b>{count}</b> {name}</li>'
            )
        total = self._say("sum", parts=" + ".join(parts), rows=sum(self.counts.values()))
        return f"<ul class=boxes>{''.join(boxes)}</ul><p class=sum>{total}</p>"

    def _notes(self) -> Iterator[str]:
        """Yield guards, clears, credits and findings, where there are any."""
        if self.plan.guards:
            body = "".join(self._problem(guard.problem(self.plan.profile)) for guard in self.plan.guards)
            yield f'<section class="note guard"><h2>{self._say("guards")}</h2>{body}</section>'
        if self.gist.cleared:
            yield f'<p class="note">{self._say("cleared", count=self.gist.cleared)}</p>'
        if self.gist.credits or self.gist.posted:
            lines = []
            for total in self.gist.credits:
                line = self._say("credited", count=total.count, total=f"{total.total:f}", unit=total.unit)
                account = self._say("to_account", account=total.account) if total.account else ""
                lines.append(f"<li>{line} {account}</li>")
            if self.gist.posted:
                lines.append(f"<li>{self._say('posted', count=self.gist.posted)}</li>")
            yield f"<section class=note><h2>{self._say('credits')}</h2><ul>{''.join(lines)}</ul></section>"
        findings = self.plan.findings
        if findings:
            body = "".join(self._finding(finding) for finding in findings)
            yield f"<section class=note><h2>{self._say('findings')}</h2><ul>{body}</ul></section>"

    def _finding(self, finding: Finding) -> str:
        proof = ""
        if finding.rows:
            proof = f" ({self._say('proof', rows=', '.join(map(str, finding.rows[:5])))})"
        field = f"<b>{self._name(finding.field)}</b>: " if finding.field else ""
        return f"<li>{field}{_safe(finding.note or f'{finding.code} {finding.value}')}{proof}</li>"

    def _problems(self) -> str:
        """Return one line a problem, however often it occurs."""
        if not self.gist.problems:
            return ""
        lines = []
        for group in self.gist.problems:
            rows = ", ".join(map(str, group.rows)) + (" …" if group.count > len(group.rows) else "")
            lines.append(
                f"<tr><td>{self._problem(group.example)}</td><td class=number>{group.count}</td><td>{rows}</td></tr>"
            )
        head = "".join(f"<th scope=col>{self._say(key)}</th>" for key in ("problem", "count", "examples"))
        return self._table("problems", head, "".join(lines))

    def _fields(self) -> str:
        """Return what happens to the cells of each column, as counts that sum to the rows."""
        lines = []
        for name, verdicts in self.plan.verdicts.items():
            said = ", ".join(f"{count} {self._say(f'verdict_{verdict}')}" for verdict, count in verdicts.items())
            lines.append(f"<tr><th scope=row>{self._name(name)}</th><td>{said}</td></tr>")
        head = f"<th scope=col>{self._say('column')}</th><th scope=col>{self._say('what')}</th>"
        table = self._table("fields", head, "".join(lines), heading=False)
        return f"<details class=fold><summary>{self._say('fields')}</summary>{table}</details>"

    def _table(self, key: str, head: str, body: str, *, heading: bool = True) -> str:
        title = f"<h2>{self._say(key)}</h2>" if heading else ""
        return (
            f'{title}<div class=scroll tabindex=0 role=region aria-label="{self._say(key)}"><table>'
            f"<caption class=quiet>{self._say(key)}</caption><thead><tr>{head}</tr></thead>"
            f"<tbody>{body}</tbody></table></div>"
        )

    def _filter(self) -> str:
        """Return radio buttons that leave one kind of rows on the page, without any script."""
        if len(self.shown) < 2:
            return ""
        choices = [f"<label><input type=radio name=show id=show-all checked> {self._say('all')}</label>"]
        choices += [
            f"<label><input type=radio name=show id=show-{kind}> {self._say(COUNT_OF_KIND[kind])}</label>"
            for kind in self.shown
        ]
        return f"<fieldset class=filter><legend>{self._say('show')}</legend>{''.join(choices)}</fieldset>"

    # -- the rows ----------------------------------------------------------------------------------------------------

    def _section(self, kind: OutcomeKind) -> Iterator[str]:
        """Yield the rows of one kind: the first ones, or all of them in folded pages."""
        name = self._say(COUNT_OF_KIND[kind])
        yield f'<section class="rows {kind}" id="{kind}"><h2><span aria-hidden=true>{ICONS[kind]}</span> {name}</h2>'
        outcomes = self.plan.outcomes(kind=kind)
        limit = self.counts[kind] if self.rows is None else min(self.rows, self.counts[kind])
        first = True
        left = limit
        while left > 0 and (page := list(islice(outcomes, min(PAGE, left)))):
            left -= len(page)
            table = self._rows_table(kind, name, page)
            if first:
                yield table
            else:
                label = self._say("page", first=page[0].row, last=page[-1].row)
                yield f"<details class=fold><summary>{label}</summary>{table}</details>"
            first = False
        if limit < self.counts[kind]:
            yield f"<p>{self._say('more', count=self.counts[kind] - limit)}</p>"
        yield "</section>"

    def _rows_table(self, kind: OutcomeKind, name: str, page: Sequence[Outcome]) -> str:
        body = "".join(self._row(outcome) for outcome in page)
        head = "".join(f"<th scope=col>{self._say(key)}</th>" for key in ("row", "customer", "what"))
        label = f"{name} {page[0].row}–{page[-1].row}"
        return (
            f'<div class=scroll tabindex=0 role=region aria-label="{label}"><table>'
            f"<caption class=quiet>{label}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
        )

    def _row(self, outcome: Outcome) -> str:
        cells = "".join(self._cells(outcome))
        problems = "".join(self._problem(problem) for problem in outcome.problems)
        return (
            f"<tr class={outcome.kind} id=row-{outcome.row}><th scope=row class=number>{outcome.row}</th>"
            f"<td>{self._customer(outcome)}</td><td>{problems}{cells}</td></tr>"
        )

    def _customer(self, outcome: Outcome) -> str:
        """Return by what a person recognizes the customer: the values of the keys and of the identity fields."""
        wanted = [*self.profile.key_fields, *(field.name for field in self.profile.fields if field.identity)]
        wanted += [field.name for field in self.profile.fields if field.kind == "name"]
        values = [outcome.incoming[name] for name in dict.fromkeys(wanted) if name in outcome.incoming]
        shown = "<br>".join(self._text(value) for value in values[:3])
        if outcome.target and outcome.target.key and outcome.target.key != "@id":
            shown += f"<br><span class=quiet>{self._say('found_by')}</span>".replace(
                "{field}", self._name(outcome.target.key)
            )
        return shown

    def _cells(self, outcome: Outcome) -> Iterator[str]:
        """Yield the cells that do something, then those that were held back, then the credits."""
        for edit in outcome.edits:
            yield self._edit(edit, new=outcome.kind == "create")
        for name, stored in outcome.held.items():
            yield self._held(outcome, name, stored)
        for credit in outcome.credits:
            account = f" {self._say('to_account', account=credit.account)}" if credit.account else ""
            amount = self._text(f"{credit.amount} {credit.unit}".strip())
            if credit.before:
                amount = f"{self._text(credit.before)} → {self._text(credit.after)} ({amount})"
            yield (
                f'<p class="cell credit"><span aria-hidden=true>★</span> <span class=tag>{self._say("credit")}</span> '
                f"{amount}{account} {self._text(credit.description) if credit.description else ''}</p>"
            )

    def _edit(self, edit: Edit, *, new: bool) -> str:
        name = self._name(edit.field)
        if not edit.after:
            return (
                f'<p class="cell clear"><span aria-hidden=true>⌫</span> <span class=tag>{self._say("clear")}</span> '
                f"<b>{name}</b>: <del>{self._text(edit.before)}</del></p>"
            )
        if new or not edit.before:
            return (
                f'<p class="cell new"><span aria-hidden=true>+</span> <span class=tag>{self._say("new")}</span> '
                f"<b>{name}</b>: <ins>{self._text(edit.after)}</ins></p>"
            )
        return (
            f'<p class="cell set"><span aria-hidden=true>✎</span> <span class=tag>{self._say("set")}</span> '
            f"<b>{name}</b>: <del>{self._text(edit.before)}</del> → <ins>{self._text(edit.after)}</ins></p>"
        )

    def _held(self, outcome: Outcome, name: str, stored: Value) -> str:
        field = self.profile.field(name)
        reason = f" {_safe(field.reason)}" if field.reason else ""
        return (
            f'<p class="cell held"><span aria-hidden=true>‖</span> <span class=tag>{self._say("held")}</span> '
            f"<b>{self._name(name)}</b>: {self._text(stored)} ({self._say('file')} "
            f"{self._text(outcome.incoming.get(name, ''))}; {self._say(f'policy_{field.policy}')}.{reason})</p>"
        )


def _safe(text: str) -> str:
    """Return text that is inert in HTML: escaped, and what nobody can see shown as a dot."""
    return escape(_INVISIBLE.sub("·", text))
