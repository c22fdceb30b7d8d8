"""The commands around a plan that is there: look at it in a browser, take it back, and check the store."""

from __future__ import annotations

import os
import shlex
from typing import Any

import attrs

import customer_import as ci
from customer_import.cli import FINE, inputs
from customer_import.cli.failing import CommandError
from customer_import.cli.output import document, paper, write
from customer_import.rendering.text import plural


def preview(arguments: Any) -> int:
    """Write a plan as one HTML page."""
    if os.path.realpath(arguments.out) == os.path.realpath(arguments.plan):
        raise CommandError("--out would write over the plan: name a new file", code="argument.out")
    folder, file = os.path.split(arguments.out)
    options: dict[str, Any] = {
        "title": arguments.title,
        "locale": arguments.locale,
        "masked": not arguments.show_values,
    }
    written = []
    with ci.Plan.open(arguments.plan, expect=arguments.seal) as made:
        pages = (
            ci.render_pages(made, name=os.path.splitext(file)[0], rows=arguments.rows or 1000, **options)
            if arguments.pages
            else iter([(file, ci.render_html(made, rows=arguments.rows or None, **options))])
        )
        for name, pieces in pages:
            written.append(os.path.join(folder, name))
            with open(written[-1], "w", encoding="utf-8", newline="\n") as page:
                page.writelines(pieces)
    if arguments.format == "json":
        document("preview", FINE, file=written[0], pages=written)
    else:
        more = f", and {plural(len(written) - 1, 'more page')} beside it" if len(written) > 1 else ""
        write([f"the page is in {written[0]}{more}"])
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
