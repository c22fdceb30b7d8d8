"""A plan as one HTML page for the person who has to decide: no network, no script, readable by everybody.

Every value passes `html_parts.safe`. Colours always come with an icon and a word. The filters are radio buttons and
the style sheet alone, so that the page works under a Content-Security-Policy that allows nothing but its own style,
by hash.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from urllib.parse import quote

from customer_import.model import COUNT_OF_KIND, Finding, OutcomeKind
from customer_import.planning import Plan
from customer_import.planning.wire import KIND_LETTERS
from customer_import.rendering.gist import Gist, ProblemGroup, gist
from customer_import.rendering.html_parts import Parts, safe
from customer_import.rendering.html_rows import RowsWriter
from customer_import.rendering.style import FIELD_PLACES, PREVIEW_POLICY, PROBLEM_PLACES, STYLE
from customer_import.rendering.words import language

__all__ = ["PREVIEW_POLICY", "render_html", "render_pages"]

ROWS = 200  # shown of each kind unless asked for more
PAGE = 250  # rows in one fold
PAGE_ROWS = 1000  # of each kind on one of several pages
KINDS: tuple[OutcomeKind, ...] = ("reject", "update", "create", "remove", "skip", "unchanged")
ICONS = {"create": "+", "update": "✎", "unchanged": "=", "skip": "↷", "reject": "✕", "remove": "−"}


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
        Pieces of UTF-8 text that together are the page. A host that serves it sends `PREVIEW_POLICY` as its
        ``Content-Security-Policy``, which the page also says of itself.
    """
    return _Pages(Parts(plan, language(locale), masked=masked), title, rows).first()


def render_pages(
    plan: Plan,
    *,
    name: str = "preview",
    title: str = "",
    locale: str = "en",
    rows: int = PAGE_ROWS,
    masked: bool = False,
) -> Iterator[tuple[str, Iterator[str]]]:
    """Render a plan, however long, as pages that link to each other: all of its rows, in pages that browsers can hold.

    Args:
        plan: The plan.
        name: The pages are called ``{name}.html``, ``{name}-2.html`` and so on, and link to each other by these names.
        title: As of `render_html`, like `locale` and `masked`.
        locale: Of the words.
        rows: How many rows of each kind stand on one page.
        masked: Hide values.

    Yields:
        (file name, pieces of the page). Take the pieces of one page before the next page.
    """
    return _Pages(Parts(plan, language(locale), masked=masked), title, rows, name).all()


class _Pages:
    def __init__(self, parts: Parts, title: str, rows: int | None, name: str = "") -> None:
        self.parts = parts
        self.plan = plan = parts.plan
        self.say = parts.say
        self.title = safe(title) if title else self.say("title")
        self.rows = rows
        self.gist: Gist = gist(plan, rows)
        self.counts = {kind: getattr(plan.counts, COUNT_OF_KIND[kind]) for kind in KINDS}
        self.shown = [kind for kind in KINDS if self.counts[kind]]
        self.row_problems = self.gist.problems[:PROBLEM_PLACES]
        bad = [group.example.field for group in self.gist.problems if group.example.field]
        self.fields = list(dict.fromkeys([*self.gist.touched, *bad]))[:FIELD_PLACES]
        places = {(group.example.code, group.example.field): n for n, group in enumerate(self.row_problems)}
        self.writer = RowsWriter(self.parts, places, {field: n for n, field in enumerate(self.fields)})
        self.outcomes = {kind: plan.outcomes(kind=kind) for kind in self.shown}
        self.left = dict(self.counts)
        self.file = name
        self.pages = max([1, *(-(-count // rows) for count in self.counts.values())]) if name and rows else 1

    def first(self) -> Iterator[str]:
        """Yield the page that says it all."""
        yield self._start()
        yield f"<header><h1>{self.title}</h1>{self._sentence()}</header><main>{self._counters()}"
        yield from self._notes()
        yield self._problems()
        yield self._fields()
        yield from self._rows(1)

    def all(self) -> Iterator[tuple[str, Iterator[str]]]:
        """Yield every page with its name."""
        yield self._file(1), self.first()
        for number in range(2, self.pages + 1):
            yield self._file(number), self._further(number)

    def _further(self, number: int) -> Iterator[str]:
        """Yield a page of nothing but rows."""
        yield f"{self._start()}<header><h1>{self.title}</h1></header><main>"
        yield from self._rows(number)

    def _rows(self, number: int) -> Iterator[str]:
        """Yield the rows that come next, to the end of the page."""
        links = self._links(number)
        shown = [kind for kind in self.shown if self.left[kind]]
        yield f"{self._filters(shown)}{links}"
        for kind in shown:
            yield from self._section(kind)
        yield f"{links}</main><footer>{self._origin()}</footer></body></html>\n"

    def _file(self, number: int) -> str:
        return f"{self.file}.html" if number == 1 else f"{self.file}-{number}.html"

    def _links(self, number: int) -> str:
        """Return where the other pages are."""
        if self.pages == 1:
            return ""
        near = [n for n in (1, number - 1, number + 1, self.pages) if 1 <= n <= self.pages and n != number]
        links = [f'<a href="{quote(self._file(n))}">{n}</a>' for n in sorted(set(near))]
        return f"<p>{self.say('page_of', page=number, pages=self.pages)} {' '.join(links)}</p>"

    def _start(self) -> str:
        """Return the page up to its body: its policy, its style."""
        return (
            f'<!doctype html><html lang="{self.parts.locale}"><head><meta charset="utf-8">'
            f'<meta http-equiv="Content-Security-Policy" content="{PREVIEW_POLICY}">'
            f'<meta name="viewport" content="width=device-width, initial-scale=1">'
            f'<meta name="referrer" content="no-referrer">'
            f"<title>{self.title}</title><style>{STYLE}</style></head><body>"
        )

    # -- what it comes to --------------------------------------------------------------------------------------------

    def _sentence(self) -> str:
        counts = self.plan.counts
        said = [self.say("sentence", **{name: getattr(counts, name) for name in COUNT_OF_KIND.values()})]
        if counts.removed:
            said.append(self.say("sentence_removed", removed=counts.removed))
        if not (counts.created or counts.updated or counts.removed):
            said.append(self.say("nothing"))
        return f"<p class=lead>{' '.join(said)} <strong>{self.say('written')}</strong></p>"

    def _counters(self) -> str:
        """Tixly's boxes (S3-10), with the boxes that it lacks and the check that they sum (S3-C)."""
        boxes = [f'<li class="box uploaded"><b>{self.plan.counts.rows}</b> {self.say("uploaded")}</li>']
        parts = []
        for kind in KINDS:
            count = self.counts[kind]
            if kind == "remove" and not count:
                continue
            parts.append(str(count))
            name = self.say(COUNT_OF_KIND[kind])
            boxes.append(
                f'<li class="box {kind}"><span aria-hidden=true>{ICONS[kind]}</span> <b>{count}</b> {name}</li>'
            )
        total = self.say("sum", parts=" + ".join(parts), rows=sum(self.counts.values()))
        return f"<ul class=boxes>{''.join(boxes)}</ul><p class=sum>{total}</p>"

    def _notes(self) -> Iterator[str]:
        """Yield guards, clears, credits, findings and decisions, where there are any."""
        if self.plan.guards:
            body = ""
            for g in self.plan.guards:
                body += self.parts.problem(g.problem(self.plan.profile), tag=self.say("guard"))
                body += f"<p>{self.say('guard_code', code=g.code)}</p>"
            yield f'<section class="note guard"><h2>{self.say("guards")}</h2>{body}</section>'
        if self.gist.cleared:
            yield f'<p class="note">{self.say("cleared", count=self.gist.cleared)}</p>'
        lines = [
            self._credited(total.count, f"{total.total:f}", total.unit, total.account) for total in self.gist.credits
        ]
        if self.gist.posted:
            lines.append(self.say("posted", count=self.gist.posted))
        yield self._list("credits", lines)
        yield self._list("findings", [self._finding(finding) for finding in self.plan.findings])
        yield "".join(self.parts.problem(problem) for problem in self.plan.problems)
        yield self._list("decided", list(self._decided()))

    def _list(self, key: str, lines: Sequence[str]) -> str:
        if not lines:
            return ""
        items = "".join(f"<li>{line}</li>" for line in lines)
        return f"<section class=note><h2>{self.say(key)}</h2><ul>{items}</ul></section>"

    def _credited(self, count: int, total: str, unit: str, account: str) -> str:
        line = self.say("credited", count=count, total=total, unit=unit)
        return f"{line} {self.say('to_account', account=account)}" if account else line

    def _finding(self, finding: Finding) -> str:
        """Return what was inferred, why, and from which rows. The notes are English, so others read the phrase only."""
        known = [key for key in (f"{finding.code}={finding.value}", finding.code) if self.parts.knows(key)]
        said = self.say(known[0], value=finding.value) if known else safe(finding.note or finding.value)
        note = f": {safe(finding.note)}" if known and finding.note and self.parts.locale == "en" else ""
        proof = f" ({self.say('proof', rows=', '.join(map(str, finding.rows[:5])))})" if finding.rows else ""
        field = f"<b>{self.parts.name(finding.field)}</b>: " if finding.field else ""
        return f"{field}{said}{note}{proof}"

    def _decided(self) -> Iterator[str]:
        """Yield the answers that were given and the policies that were lifted."""
        for code, answer in self.plan.header["answers"].items():
            yield f"<code>{safe(code)}</code> {self.say('answered', answer=answer)}"
        for override in self.plan.header["overrides"]:
            policy = self.say(f"policy_{override['policy']}")
            lifted = self.say("lifted", reason=override["reason"], actor=override["actor"]).replace("{policy}", policy)
            yield f"<b>{self.parts.name(override['field'])}</b>: {lifted}"

    def _origin(self) -> str:
        """Return what the plan is, for whoever has to find it again."""
        header = self.plan.header
        profile = self.plan.profile.title or self.plan.profile.name
        said = [self.say("planned", today=header["today"], profile=profile)]
        said += [
            self.say(key, **{name: header[name]})
            for key, name in (("planned_by", "actor"), ("occasion", "occasion"))
            if header[name]
        ]
        return f"<p>{' '.join(said)}<br>{self.say('sealed', id=self.plan.id, seal=self.plan.seal)}</p>"

    def _problems(self) -> str:
        """Return one line a problem, however often it occurs."""
        if not self.gist.problems:
            return ""
        count, examples = self.say("count"), self.say("examples")
        lines = [
            f'<tr><td>{self.parts.problem(group.example)}</td><td class=number data-label="{count}">{group.count}</td>'
            f'<td data-label="{examples}">{self._examples(group)}</td></tr>'
            for group in self.gist.problems
        ]
        columns = (("what", "problem"), ("count", "count"), ("examples", "examples"))
        return f"<h2>{self.say('problems')}</h2>{self.parts.table(self.say('problems'), columns, lines)}"

    def _examples(self, group: ProblemGroup) -> str:
        """Return the first rows of a problem, as links where they are on the page."""
        shown = []
        for row in group.rows:
            kind = self.plan.outcome(row).kind
            on_page = row <= self.gist.ends[KIND_LETTERS[kind]]
            shown.append(f"<a href=#row-{row}>{row}</a>" if on_page else str(row))
        return ", ".join(shown) + (" …" if group.count > len(group.rows) else "")

    def _fields(self) -> str:
        """Return what happens to the cells of each column, as counts that sum to the rows."""
        lines = []
        for name, verdicts in self.plan.verdicts.items():
            said = ", ".join(f"{self.say(f'verdict_{verdict}')} {count}" for verdict, count in verdicts.items())
            lines.append(f"<tr><th scope=row>{self.parts.name(name)}</th><td>{said}</td></tr>")
        table = self.parts.table(self.say("fields"), (("column", "column"), ("what", "what")), lines)
        return f"<details class=fold><summary>{self.say('fields')}</summary>{table}</details>"

    # -- the rows ----------------------------------------------------------------------------------------------------

    def _filters(self, shown: Sequence[OutcomeKind]) -> str:
        """Return radio buttons that leave some rows on the page, without any script."""
        if not shown:
            return ""
        kinds = [(f"show-{kind}", self.say(COUNT_OF_KIND[kind])) for kind in shown]
        by_kind = self._radios("show", "show", kinds) if len(kinds) > 1 else ""
        problems = [(f"p{n}", self._short(group)) for n, group in enumerate(self.row_problems)]
        fields = [(f"f{n}", self.parts.name(field)) for n, field in enumerate(self.fields)]
        more = self._radios("filter_problem", "problem", problems) if problems else ""
        more += self._radios("filter_field", "field", fields) if fields else ""
        if more:
            more = f"<details class='fold filters'><summary>{self.say('more_filters')}</summary>{more}</details>"
        return by_kind + more

    def _short(self, group: ProblemGroup) -> str:
        name = f"{self.parts.name(group.example.field)}: " if group.example.field else ""
        return f"{name}<code>{safe(group.example.code)}</code> ({group.count})"

    def _radios(self, key: str, name: str, choices: Sequence[tuple[str, str]]) -> str:
        every = [(f"{name}-all", self.say("all")), *choices]
        labels = [
            f"<label><input type=radio name={name} id={id_}{'' if n else ' checked'}> {text}</label>"
            for n, (id_, text) in enumerate(every)
        ]
        return f"<fieldset><legend>{self.say(key)}</legend>{''.join(labels)}</fieldset>"

    def _section(self, kind: OutcomeKind) -> Iterator[str]:
        """Yield rows of one kind: the next ones; those after the first fold in folds."""
        name = self.say(COUNT_OF_KIND[kind])
        yield f'<section class="rows {kind}" id="{kind}"><h2><span aria-hidden=true>{ICONS[kind]}</span> {name}</h2>'
        if kind == "reject":
            yield f"<p>{self.say('reject_hint')}</p>"
        room = self.left[kind] if self.rows is None else min(self.rows, self.left[kind])
        first = True
        while room > 0 and (page := list(islice(self.outcomes[kind], min(PAGE, room)))):
            room -= len(page)
            self.left[kind] -= len(page)
            table = self.writer.table(f"{name} {page[0].row}–{page[-1].row}", page)
            if first:
                yield table
            else:
                label = self.say("page", first=page[0].row, last=page[-1].row)
                yield f"<details class=fold><summary>{label}</summary>{table}</details>"
            first = False
        if self.left[kind]:
            yield f"<p>{self.say('more', count=self.left[kind])}</p>"
        yield "</section>"
