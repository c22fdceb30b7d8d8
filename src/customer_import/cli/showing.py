"""Plans, questions, receipts and explanations: as lines for people, as plain data for programs."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import attrs

import customer_import as ci
from customer_import.cli.summary import Change, Group, Summary
from customer_import.model import OutcomeKind, Value
from customer_import.policy import LETTERS
from customer_import.problems import message, todo
from customer_import.rendering.text import Cell, Colour, Painted, Paper, masked, plural, printable, row_numbers

COLOURS: dict[str, Colour] = {
    **dict.fromkeys(("created", "create", "set", "applied"), "green"),
    **dict.fromkeys(("updated", "update", "removed", "remove", "held", "cleared"), "yellow"),
    **dict.fromkeys(("drop", "stale", "conflict"), "yellow"),
    **dict.fromkeys(("rejected", "reject", "invalid"), "red"),
    **dict.fromkeys(("unchanged", "blank", "void", "unmapped", "remark", "left", "skipped", "skip"), "dim"),
}  # fmt: skip
OCCASION = "credit.occasion"
NAMES = {"\t": "tab", " ": "space"}  # of delimiters that a command line would lose
UNMAPPED = "column.unmapped."  # codes of questions that any field answers
# What the results of a plan say where its problems would name the owner or the entry, which results do not keep.
SINCE = {
    "key.taken": "Since the plan was made, another customer has got a key of this row. Plan the file again.",
    "value.taken": "Since the plan was made, another customer has got a unique value of this row. Plan the file again.",
    "child.taken": "Since the plan was made, another customer has got a child with that key. Plan the file again.",
    "credit.already": "Since the plan was made, this was credited. Nothing is left to do.",
    "credit.conflict": "Since the plan was made, something else was credited for this occasion. Plan the file again.",
}
PAST: dict[OutcomeKind, str] = {
    "create": "is created",
    "update": "updates",
    "unchanged": "changes nothing",
    "skip": "is skipped",
    "reject": "is rejected",
    "remove": "removes",
}


@attrs.frozen
class Words:
    """How problems and values are put into words.

    Args:
        profile: Gives the fields' titles and the platform's own messages.
        locale: Language of the messages.
        show_values: Whether values are shown in full.
    """

    profile: ci.Profile
    locale: str = "en"
    show_values: bool = False

    def value(self, value: Value) -> str:
        """Return a value, masked unless values are shown."""
        if not self.show_values:
            return masked(value)
        return printable(value if isinstance(value, str) else ", ".join(value))

    def problem(self, problem: ci.Problem) -> str:
        """Return what is wrong and what to do about it."""
        hidden = not self.show_values
        parts = [make(problem, self.locale, self.profile, masked=hidden) for make in (message, todo)]
        return " ".join(part for part in parts if part)

    def title(self, field: str) -> str:
        """Return what people call a field."""
        return next((f.shown for f in self.profile.fields if f.name == field), field)


def painted(text: str, word: str) -> Cell:
    """Return a cell in the colour of an outcome, a verdict or a level."""
    colour = COLOURS.get(word)
    return Painted(text, colour) if colour else text


def section(paper: Paper, title: str, lines: Iterator[str]) -> Iterator[str]:
    """Yield a heading and lines, or nothing at all where there are no lines."""
    for number, line in enumerate(lines):
        if number == 0:
            yield from ("", paper.heading(title))
        yield line


def count_lines(paper: Paper, counts: Mapping[str, int], rows: int) -> Iterator[str]:
    """Yield one line of counts, with the sum that proves them."""
    shown = [
        (name, count) for name, count in counts.items() if count or name not in ("removed", "stale", "conflict", "left")
    ]
    parts = [paper.paint(f"{name} {count:,}", COLOURS[name]) if count else f"{name} 0" for name, count in shown]
    yield "  " + "   ".join(parts) + f"   = {plural(rows, 'row')}"


def plan_lines(paper: Paper, plan: ci.Plan, summary: Summary, words: Words) -> Iterator[str]:
    """Yield what a plan comes to."""
    yield from count_lines(paper, attrs.asdict(plan.counts), plan.counts.rows)
    yield from section(paper, "Problems", problem_lines(paper, summary.groups, words))
    yield from section(paper, "Columns", verdict_lines(paper, plan))
    listed = len(summary.changes)
    more = f" (the first {listed} of {summary.changed:,})" if listed < summary.changed else ""
    yield from section(paper, f"Changed cells{more}", change_lines(paper, summary.changes, words))
    yield from section(paper, "Credits", credit_lines(summary, plan.header["occasion"]))
    yield from section(paper, "Findings", finding_lines(plan.findings, plan.labels))
    yield from section(paper, "Unusual", guard_lines(plan.guards))


def problem_lines(paper: Paper, groups: Sequence[Group], words: Words) -> Iterator[str]:
    """Yield a table of problems, each kind on one line: how often, where, what, and what to do."""
    rows = [
        [
            painted(group.sample.level, group.sample.level),
            f"{group.count:,}",
            row_numbers(group.rows, group.count),
            words.title(group.sample.field),
            words.problem(group.sample),
        ]
        for group in groups
    ]
    if rows:
        yield from paper.table(("level", "rows", "which", "field", "what is wrong"), rows, right=(1,))


def verdict_lines(paper: Paper, plan: ci.Plan) -> Iterator[str]:
    """Yield a table of columns by verdicts, with only the verdicts that occur."""
    verdicts = plan.verdicts
    order = [name for name in LETTERS if any(name in counts for counts in verdicts.values())]
    rows = []
    columns = zip(plan.labels, plan.fields, verdicts.values(), strict=True)
    for place, (label, field, counts) in enumerate(columns, start=1):
        rows.append(
            [label or str(place), field or "–", *(f"{counts[name]:,}" if name in counts else "" for name in order)]
        )
    if rows and order:
        yield from paper.table(
            ("column", "field", *(name.replace("_", " ") for name in order)), rows, right=range(2, 99)
        )


def change_lines(paper: Paper, changes: Sequence[Change], words: Words) -> Iterator[str]:
    """Yield a table of cells that change."""
    rows: list[list[Cell]] = [
        [
            str(change.row),
            change.customer,
            words.title(change.field) + (f" ({change.child})" if change.child else ""),
            words.value(change.before) or "–",
            "→",
            painted(words.value(change.after) or "(cleared)", "set" if change.after else "cleared"),
        ]
        for change in changes
    ]
    if rows:
        yield from paper.table(("row", "customer", "field", "stored", "", "new"), rows, right=(0, 1))


def credit_lines(summary: Summary, occasion: str) -> Iterator[str]:
    """Yield the sums of credits by unit, those to named accounts apart."""
    for (unit, account), (count, amount) in sorted(summary.credits.items()):
        place = " to named accounts" if account else ""
        together = f"{amount:,f} {printable(unit)}".strip()
        yield f"  {plural(count, 'credit')}{place}, together {together}, for {occasion!r}"
    if summary.posted:
        yield f"  {plural(summary.posted, 'credit')} posted before, not posted again"


def finding_lines(findings: Sequence[ci.Finding], labels: Sequence[str]) -> Iterator[str]:
    """Yield what was inferred, each with the rows that prove it."""
    for finding in findings:
        place = labels[finding.column] if 0 <= finding.column < len(labels) else ""
        proof = f" (rows {', '.join(map(str, finding.rows))})" if finding.rows else ""
        yield f"  {printable(place or finding.field or 'file')}: {printable(finding.note or finding.value)}{proof}"


def guard_lines(guards: Sequence[ci.TrippedGuard]) -> Iterator[str]:
    """Yield the limits that a plan passes, and how to accept them."""
    for guard in guards:
        place = f" of {guard.field}" if guard.field else ""
        place += f", which looks like {guard.other}" if guard.other else ""
        yield f"  {guard.code}{place}: {guard.count:,} of {guard.of:,} (limit {guard.limit:g})"
        yield f"    if that is meant, apply with: --acknowledge {guard.code}"


def question_lines(paper: Paper, questions: Sequence[ci.Question]) -> Iterator[str]:
    """Yield the open questions, each with the option that answers it."""
    fields: tuple[str, ...] = ()
    for question in questions:
        yield f"  {paper.paint(printable(question.code), 'yellow')}"
        yield from paper.paragraph(question.text, indent=4)
        yield f"    answer with: {answer_with(question)}"
        if question.default:
            yield f"    without an answer: {printable(named(question.default))}"
        if question.code.startswith(UNMAPPED):
            fields = question.options
    if fields:
        yield from paper.paragraph(f"FIELD is one of: {', '.join(fields)}", indent=2)


def question_data(questions: Sequence[ci.Question]) -> list[dict[str, Any]]:
    """Return the open questions for programs."""
    return [{**plain(question), "answer_with": answer_with(question)} for question in questions]


def answer_with(question: ci.Question) -> str:
    """Return the option of this command line that answers a question."""
    if question.code == OCCASION:
        return '--occasion "TEXT"'
    values = "FIELD" if question.code.startswith(UNMAPPED) else "|".join(map(named, question.options)) or "VALUE"
    if shlex.quote(values.replace("|", "")) != values.replace("|", "") or "|" in question.options:
        return " or ".join(answered_with(question, option) for option in question.options)  # marks that shells heed
    return f"--answer {shlex.quote(printable(question.code))}={printable(values)}"


def answered_with(question: ci.Question, answer: str) -> str:
    """Return the option of this command line that gives one answer, as a shell takes it."""
    if question.code == OCCASION:
        return f"--occasion {shlex.quote(printable(answer))}"
    return f"--answer {shlex.quote(printable(f'{question.code}={named(answer)}'))}"


def named(answer: str) -> str:
    """Return an answer by name, where it is a delimiter that nobody sees."""
    return NAMES.get(answer, answer)


def explanation_lines(paper: Paper, explanation: ci.Explanation, words: Words) -> Iterator[str]:
    """Yield what happens to a row, cell by cell."""
    target = explanation.target
    whom = f", customer {target.id}, found by {words.title(target.key)}" if target else ""
    yield paper.heading(f"Row {explanation.row} {PAST[explanation.kind]}{whom}")
    bad = raw_texts(explanation)
    rows: list[list[Cell]] = [
        [
            cell.label or "–",
            cell.field or "–",
            painted(cell.verdict.replace("_", " "), cell.verdict),
            words.value(cell.incoming or bad.get(cell.field or "", "")) or "–",
            words.value(cell.stored) or "–",
            " · ".join(part for part in (cell.policy, cell.reason) if part),
        ]
        for cell in explanation.cells
    ]
    yield from paper.table(("column", "field", "verdict", "file", "stored", "policy"), rows)
    problems = [[painted(problem.level, problem.level), words.problem(problem)] for problem in explanation.problems]
    yield from section(paper, "Problems", paper.table((), problems))
    for credit in explanation.credits:
        account = f" to account {words.value(credit.account)}" if credit.account else ""
        sets = f", balance {words.value(credit.before)} → {words.value(credit.after)}" if credit.before else ""
        yield f"  credit: {words.value(credit.amount)} {printable(credit.unit)}{account}{sets}"
    for posted in explanation.posted:
        yield f"  credited before: {words.value(posted.amount)} {printable(posted.unit)}, by plan {posted.plan_id}"


def raw_texts(explanation: ci.Explanation) -> dict[str, str]:
    """Return field → what stands in the file, for cells that could not be read."""
    return {problem.field: problem.text for problem in explanation.problems if problem.field and problem.text}


def receipt_lines(paper: Paper, receipt: ci.Receipt, words: Words) -> Iterator[str]:
    """Yield what applying did."""
    yield from count_lines(paper, receipt.counts, receipt.rows)
    yield f"  {plural(receipt.credited, 'credit')} posted"
    rows = [[str(result.row), painted(result.status, result.status), _why(result, words)] for result in receipt.stale]
    yield from section(paper, "Not written", paper.table(("row", "status", "why") if rows else (), rows))


def _why(result: ci.Result, words: Words) -> str:
    return SINCE.get(result.code) or words.problem(ci.Problem(result.code, row=result.row))


def plain(value: Any) -> Any:
    """Return attrs values as plain data for JSON."""
    if attrs.has(type(value)):
        return {name: plain(getattr(value, name)) for name in attrs.fields_dict(type(value))}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return value


def plan_data(made: ci.Plan, summary: Summary, words: Words, file: str | None) -> dict[str, Any]:
    """Return what a plan comes to, for programs."""
    header = made.header
    return {
        "plan": {"id": made.id, "digest": made.digest, "seal": made.seal, "file": file, "rows": len(made)},
        "profile": header["profile"]["name"],
        "source": header["source"],
        "today": header["today"],
        "occasion": header["occasion"],
        "counts": attrs.asdict(made.counts),
        "verdicts": made.verdicts,
        "problems": [_group_data(group, words) for group in summary.groups],
        "changed_cells": summary.changed,
        "changes": [
            {**attrs.asdict(change), "before": words.value(change.before), "after": words.value(change.after)}
            for change in summary.changes
        ],
        "credits": [
            {"unit": unit, "to_accounts": account, "count": count, "amount": f"{amount:f}"}
            for (unit, account), (count, amount) in sorted(summary.credits.items())
        ],
        "credits_posted_before": summary.posted,
        "findings": plain(made.findings),
        "guards": plain(made.guards),
        "questions": [],
    }


def _group_data(group: Group, words: Words) -> dict[str, Any]:
    problem = group.sample
    return {
        "level": problem.level,
        "code": problem.code,
        "field": problem.field,
        "rows": group.count,
        "first_rows": group.rows,
        "message": words.problem(problem),
    }
