"""The commands about plans: make one, apply it, explain a row of it, say how far it is."""

from __future__ import annotations

import os
import shlex
from collections.abc import Sequence
from typing import Any

import customer_import as ci
from customer_import.cli import FINE, PROBLEMS, asking, inputs, showing
from customer_import.cli.completing import completion
from customer_import.cli.failing import CommandError
from customer_import.cli.inspecting import inspect, profiles
from customer_import.cli.keeping import check_store, outbox, purge, verify
from customer_import.cli.looking import diff, put_out, show
from customer_import.cli.output import document, paper, write
from customer_import.cli.progress import Progress
from customer_import.cli.summary import Summary
from customer_import.cli.taking_back import preview, undo
from customer_import.rendering.text import plural, printable


def run(arguments: Any) -> int:
    """Run the command that the arguments name, and return its exit code."""
    commands = {
        "profiles": profiles,
        "inspect": inspect,
        "plan": plan,
        "apply": apply,
        "explain": explain,
        "status": status,
        "preview": preview,
        "undo": undo,
        "verify": verify,
        "check-store": check_store,
        "outbox": outbox,
        "purge": purge,
        "show": show,
        "diff": diff,
        "completion": completion,
    }
    return commands[arguments.command](arguments)


def plan(arguments: Any) -> int:
    """Decide every row of a file."""
    profile = inputs.profile_of(arguments)
    _keep_apart(arguments)
    store = inputs.store_of(arguments, profile, arguments.tenant)
    made = None
    try:
        while made is None:
            try:
                made, assumed = _planned(arguments, profile, store)
            except ci.QuestionsOpen as error:
                questions: Any = error.questions
                if not asking.asked(questions, arguments):
                    return _ask(questions, arguments)
    finally:
        store.close()
    asking.say_defaults(assumed)
    with made:
        if arguments.out:
            made.save(arguments.out)
        return _show_plan(made, arguments, assumed)


def _planned(arguments: Any, profile: ci.Profile, store: ci.SQLiteStore) -> tuple[ci.Plan, Sequence[ci.Question]]:
    """Plan; return the questions about the file as well that were answered by their default."""
    with inputs.table_of(arguments, profile) as table, Progress() as progress:
        options = inputs.survey_options(arguments, table, profile)
        made = ci.plan(
            table,
            profile,
            store,
            today=inputs.day(arguments.today),
            occasion=arguments.occasion,
            overrides=inputs.overrides(arguments.override, arguments.actor, profile),
            notify=arguments.notify,
            actor=arguments.actor,
            on_progress=progress,
            **options,
        )
        return made, asking.left_open(table.dialect.questions, options["answers"])


def _keep_apart(arguments: Any) -> None:
    """Refuse to save the plan over the customers' file, the store or the profile."""
    if not arguments.out:
        return
    out = os.path.realpath(arguments.out)
    others = (arguments.file, arguments.store.removeprefix("sqlite:///"), arguments.profile)
    if out in {os.path.realpath(other) for other in others}:
        raise CommandError("--out would write over another file of this command: name a new one", code="argument.out")


def _ask(questions: Sequence[ci.Question], arguments: Any) -> int:
    """Show the open questions, each with the option that answers it."""
    if arguments.format == "json":
        document("plan", PROBLEMS, plan=None, questions=showing.question_data(questions))
        return PROBLEMS
    on = paper()
    write([on.heading(f"{plural(len(questions), 'open question')}: nothing was planned")])
    write(showing.question_lines(on, questions))
    return PROBLEMS


def _show_plan(made: ci.Plan, arguments: Any, assumed: Sequence[ci.Question]) -> int:
    code = PROBLEMS if made.counts.rejected else FINE
    if put_out(made, arguments):
        return code
    words = showing.Words(made.profile, arguments.locale, arguments.show_values)
    summary = Summary.of(made, changes=arguments.changes)
    if arguments.format == "json":
        data = showing.plan_data(made, summary, words, arguments.out)
        document("plan", code, **data, assumed=showing.question_data(assumed))
        return code
    on = paper()
    title = made.profile.title or made.profile.name
    write([on.heading(f"{inputs.file_name(arguments)} as {printable(title)}: {plural(made.counts.rows, 'row')}")])
    write(showing.plan_lines(on, made, summary, words))
    if arguments.out:
        store = shlex.quote(arguments.store)
        write(["", f"next: customer-import apply {shlex.quote(arguments.out)} --store {store}"])
    else:
        write(["", "nothing was written; --out PLAN saves the plan, so that it can be applied"])
    return code


def apply(arguments: Any) -> int:
    """Write exactly a saved plan."""
    with ci.Plan.open(arguments.plan, expect=arguments.seal) as made:
        store = inputs.store_of(arguments, made.profile, made.ref.tenant)
        try:
            with Progress(made.counts.rows) as progress:
                receipt = ci.apply(
                    made,
                    store,
                    acknowledge=arguments.acknowledge,
                    all_or_nothing=arguments.all_or_nothing,
                    batch_size=arguments.batch_size,
                    max_batches=arguments.max_batches,
                    on_progress=progress,
                )
        finally:
            store.close()
        return _show_receipt(receipt, made, arguments)


def status(arguments: Any) -> int:
    """Say how far a plan has been applied: what `apply` would say, without going on."""
    with ci.Plan.open(arguments.plan, expect=arguments.seal) as made:
        store = inputs.store_of(arguments, made.profile, made.ref.tenant)
        try:
            receipt = ci.Receipt.of(made, store.journal(made.ref))
        finally:
            store.close()
        return _show_receipt(receipt, made, arguments)


def _show_receipt(receipt: ci.Receipt, made: ci.Plan, arguments: Any) -> int:
    missed = receipt.counts["rejected"] or receipt.stale
    code = PROBLEMS if missed else FINE
    if arguments.format == "json":
        document(
            arguments.command,
            code,
            plan=receipt.plan_id,
            rows=receipt.rows,
            next=receipt.next,
            complete=receipt.complete,
            counts=receipt.counts,
            credits_posted=receipt.credited,
            not_written=[{"row": r.row, "status": r.status, "code": r.code} for r in receipt.stale],
        )
        return code
    on = paper()
    left = plural(receipt.counts["left"], "row")
    state = "is applied" if receipt.complete else f"is not finished: {left} to write, run apply to go on"
    write([on.heading(f"Plan {receipt.plan_id} {state}")])
    write(showing.receipt_lines(on, receipt, showing.Words(made.profile)))
    return code


def explain(arguments: Any) -> int:
    """Tell what happens to every cell of a row, and why."""
    with ci.Plan.open(arguments.plan, expect=arguments.seal) as made:
        words = showing.Words(made.profile, arguments.locale, arguments.show_values)
        try:
            told = made.explain(arguments.row)
        except KeyError:
            raise CommandError(f"the plan has no row {arguments.row}", code="plan.no_row") from None
    if arguments.format == "json":
        document("explain", FINE, **_explanation_data(told, words))
    else:
        write(showing.explanation_lines(paper(), told, words))
    return FINE


def _explanation_data(told: ci.Explanation, words: showing.Words) -> dict[str, Any]:
    bad = showing.raw_texts(told)
    return {
        "row": told.row,
        "outcome": told.kind,
        "customer": told.target.id if told.target else None,
        "found_by": told.target.key if told.target else None,
        "cells": [
            {
                "column": cell.label,
                "field": cell.field,
                "verdict": cell.verdict,
                "policy": str(cell.policy),
                "reason": cell.reason,
                "file": words.value(cell.incoming or bad.get(cell.field or "", "")),
                "stored": words.value(cell.stored),
            }
            for cell in told.cells
        ],
        "problems": [
            {"level": p.level, "code": p.code, "field": p.field, "message": words.problem(p)} for p in told.problems
        ],
        "credits": [
            {
                "amount": words.value(c.amount),
                "unit": c.unit,
                "account": words.value(c.account),
                **({"balance": [words.value(c.before), words.value(c.after)]} if c.before else {}),
            }
            for c in told.credits
        ],
        "credits_posted_before": [
            {"amount": words.value(p.amount), "unit": p.unit, "plan": p.plan_id, "row": p.row} for p in told.posted
        ],
    }
