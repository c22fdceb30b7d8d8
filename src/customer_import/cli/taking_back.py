"""The commands around a plan that is there: look at it in a browser, take it back, and check the store."""

from __future__ import annotations

import os
import shlex
from typing import Any

import attrs

import customer_import as ci
from customer_import.cli import FINE, PROBLEMS, inputs
from customer_import.cli.failing import CommandError
from customer_import.cli.output import document, paper, write


def preview(arguments: Any) -> int:
    """Write a plan as one HTML page."""
    if os.path.realpath(arguments.out) == os.path.realpath(arguments.plan):
        raise CommandError("--out would write over the plan: name a new file", code="argument.out")
    with ci.Plan.open(arguments.plan, expect=arguments.seal) as made:
        pieces = ci.render_html(
            made,
            title=arguments.title,
            locale=arguments.locale,
            rows=arguments.rows or None,
            masked=not arguments.show_values,
        )
        with open(arguments.out, "w", encoding="utf-8", newline="\n") as file:
            file.writelines(pieces)
    if arguments.format == "json":
        document("preview", FINE, file=arguments.out)
    else:
        write([f"the page is in {arguments.out}"])
    return FINE


def undo(arguments: Any) -> int:
    """Plan to take back what a plan wrote; nothing is written to the store."""
    if os.path.realpath(arguments.out) == os.path.realpath(arguments.plan):
        raise CommandError("--out would write over the plan: name a new file", code="argument.out")
    with ci.Plan.open(arguments.plan, expect=arguments.seal) as made:
        store = inputs.store_of(arguments, made.profile, made.ref.tenant)
        try:
            receipt = ci.Receipt.of(made, store.journal(made.ref))
            back = ci.undo(made, receipt, store, actor=arguments.actor)
        finally:
            store.close()
    with back:
        back.save(arguments.out)
        if arguments.format == "json":
            document("undo", FINE, plan=back.id, seal=back.seal, file=arguments.out, counts=attrs.asdict(back.counts))
            return FINE
        next_ = f"customer-import apply {shlex.quote(arguments.out)} --store {shlex.quote(arguments.store)}"
        write([paper().heading(f"Taking back {back.counts}"), f"next: {next_}"])
    return FINE


def verify(arguments: Any) -> int:
    """Check what must hold of a store on any day: ledger, journals and keys agree."""
    profile = inputs.profile_of(arguments)
    store = inputs.store_of(arguments, profile, arguments.tenant)
    try:
        faults = store.verify()
    finally:
        store.close()
    code = PROBLEMS if faults else FINE
    if arguments.format == "json":
        document("verify", code, faults=faults)
    else:
        write([f"{name}: {count}" for name, count in faults.items()] or ["all is well"])
    return code
