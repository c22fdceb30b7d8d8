"""The commands that look at saved plans: show one in several formats, compare two."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from typing import Any

import attrs

import customer_import as ci
from customer_import.cli import FINE, PROBLEMS, showing
from customer_import.cli.output import document, paper, write
from customer_import.cli.summary import Summary
from customer_import.rendering.text import Paper, plural
from customer_import.surveying.marks import guarded

CSV_HEAD = ("row", "outcome", "customer", "found by", "fields", "problems", "what to do")


def show(arguments: Any) -> int:
    """Show a saved plan: what `plan` said, as a page, as JSON, or a line a row."""
    with ci.Plan.open(arguments.plan, expect=arguments.seal) as made:
        if put_out(made, arguments):
            return FINE
        words = showing.Words(made.profile, arguments.locale, arguments.show_values)
        summary = Summary.of(made, changes=arguments.changes)
        if arguments.format == "json":
            document("show", FINE, **showing.plan_data(made, summary, words, arguments.plan))
            return FINE
        on = paper()
        write([on.heading(f"Plan {made.id} of {made.header['today']}: {plural(made.counts.rows, 'row')}")])
        write(showing.plan_lines(on, made, summary, words))
    return FINE


def put_out(made: ci.Plan, arguments: Any) -> bool:
    """Write a plan to standard output as a page or as CSV, if that was asked for; tell whether it was."""
    if arguments.format == "html":
        sys.stdout.writelines(ci.render_html(made, locale=arguments.locale, masked=not arguments.show_values))
        return True
    if arguments.format == "csv":
        words = showing.Words(made.profile, arguments.locale, arguments.show_values)
        table = csv.writer(sys.stdout, lineterminator="\n")
        table.writerow(CSV_HEAD)
        table.writerows(_lines(made, words))
        return True
    return False


def _lines(made: ci.Plan, words: showing.Words) -> Iterator[list[str]]:
    """Yield a line a row, whatever becomes of it; no cell of it can become a formula."""
    for outcome in made:
        target = outcome.target
        fields = dict.fromkeys(edit.field for edit in outcome.edits)
        cells = (
            outcome.kind,
            target.id if target else "",
            words.title(target.key) if target else "",
            ", ".join(words.title(field) for field in fields),
            ", ".join(problem.code for problem in outcome.problems),
            " ".join(words.problem(problem) for problem in outcome.problems),
        )
        yield [str(outcome.row), *(guarded(" ".join(cell.split())) for cell in cells)]


def diff(arguments: Any) -> int:
    """Say how two plans of one file differ; 1 where they do."""
    with ci.Plan.open(arguments.plan) as first:
        before = arguments.plan
        arguments.plan = arguments.other  # whose name stands before what is wrong with it
        with ci.Plan.open(arguments.other) as second:
            found = ci.compare(first, second, samples=arguments.changes)
            words = showing.Words(second.profile, arguments.locale, arguments.show_values)
    code = FINE if found.same else PROBLEMS
    if arguments.format == "json":
        document("diff", code, before=before, after=arguments.other, **_data(found, words))
        return code
    on = paper()
    if found.same:
        write([on.heading("The plans decide every row alike")])
        return code
    write([on.heading(f"The plans differ in {plural(found.rows, 'row')}")])
    write(_diff_lines(on, found, words))
    return code


def _data(found: ci.Comparison, words: showing.Words) -> dict[str, Any]:
    return {
        "rows": found.rows,
        "counts_before": attrs.asdict(found.before),
        "counts_after": attrs.asdict(found.after),
        "moved": [{"before": one, "after": other, "rows": rows} for (one, other), rows in found.moved.items()],
        "cells": found.cells,
        "samples": [
            {
                **{name: getattr(cell, name) for name in ("row", "field", "before", "after")},
                "value_before": words.value(cell.value_before),
                "value_after": words.value(cell.value_after),
            }
            for cell in found.samples
        ],
    }


def _diff_lines(on: Paper, found: ci.Comparison, words: showing.Words) -> Iterator[str]:
    counts = [
        [name, f"{old:,}", f"{new:,}"]
        for name, old in attrs.asdict(found.before).items()
        if (new := getattr(found.after, name)) or old
    ]
    yield from on.table(("outcome", "before", "after"), counts, right=(1, 2))
    moved = [[one or "–", "→", other or "–", f"{rows:,}"] for (one, other), rows in found.moved.items()]
    yield from showing.section(on, "Rows that end otherwise", on.table((), moved, right=(3,)))
    cells = [[words.title(field), f"{count:,}"] for field, count in found.cells.items()]
    yield from showing.section(on, "Cells with another verdict or value", on.table((), cells, right=(1,)))
    samples = [
        [
            str(cell.row),
            words.title(cell.field),
            f"{cell.before or '–'} {words.value(cell.value_before)}".strip(),
            "→",
            f"{cell.after or '–'} {words.value(cell.value_after)}".strip(),
        ]
        for cell in found.samples
    ]
    head = ("row", "field", "before", "", "after") if samples else ()
    yield from showing.section(on, "The first of them", on.table(head, samples, right=(0,)))
