"""The commands that look after a store, and after what is kept of an import once it is done."""

from __future__ import annotations

import os
import tempfile
from typing import Any

import attrs

import customer_import as ci
from customer_import.cli import FINE, PROBLEMS, inputs
from customer_import.cli.failing import CommandError
from customer_import.cli.output import document, paper, write
from customer_import.rendering.text import plural, printable


def verify(arguments: Any) -> int:
    """Check what must hold of a store on any day: ledger, journals and keys agree."""
    profile = inputs.profile_of(arguments)
    store = inputs.store_of(arguments, profile, arguments.tenant, must_exist=True)
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


def check_store(arguments: Any) -> int:
    """Name the stored keys by which an import would not find its customers."""
    from customer_import.stores import check_keys

    profile = inputs.profile_of(arguments)
    store = inputs.store_of(arguments, profile, arguments.tenant, must_exist=True)
    try:
        customers = store.customers()
        faults = list(check_keys(store, profile, customers))
    finally:
        store.close()
    code = PROBLEMS if faults else FINE
    if arguments.format == "json":
        document("check-store", code, customers=len(customers), faults=[attrs.asdict(fault) for fault in faults])
        return code
    if not faults:
        write([f"{plural(len(customers), 'customer')}: every key is in key form"])
        return code
    write([paper().heading(f"{plural(len(faults), 'key')} of {plural(len(customers), 'customer')} must be mended")])
    write(f"customer {printable(fault.customer_id)}: {fault.field}: {_MEANING[fault.code]}" for fault in faults)
    return code


_MEANING = {
    "key.unfound": "not found by its key form (key.unfound)",
    "key.invalid": "reads as nothing that its field can hold (key.invalid)",
    "key.shared": "another customer has it too (key.shared)",
}


def outbox(arguments: Any) -> int:
    """List messages that nobody has acknowledged, or acknowledge some."""
    profile = inputs.profile_of(arguments)
    store = inputs.store_of(arguments, profile, arguments.tenant, must_exist=True)
    try:
        if arguments.acknowledge:
            store.acknowledge(arguments.acknowledge)
        messages = store.outbox(arguments.limit)
    finally:
        store.close()
    if arguments.format == "json":
        document("outbox", FINE, messages=[attrs.asdict(message) for message in messages])
    else:
        lines = [f"{m.id}  {m.topic}  customer {m.customer_id}  plan {m.plan_id}, row {m.row}" for m in messages]
        write(map(printable, lines or ["nothing waits"]))
    return FINE


def purge(arguments: Any) -> int:
    """Take the values out of a saved plan that is applied to its end."""
    with ci.Plan.open(arguments.plan, expect=arguments.seal) as made:
        store = inputs.store_of(arguments, made.profile, made.ref.tenant)
        try:
            settled = store.journal(made.ref).next
        finally:
            store.close()
        if settled < made.counts.rows and not arguments.unfinished:
            raise CommandError(
                "the plan is not applied to its end: apply it first, or give it up with --unfinished",
                code="plan.unfinished",
            )
        with ci.purge(made) as bare:
            seal = bare.seal
            _replace(arguments.plan, bare)
    if arguments.format == "json":
        document("purge", FINE, file=arguments.plan, seal=seal)
    else:
        write([f"{printable(arguments.plan)} holds no values any more; it can be looked at, and no more"])
    return FINE


def _replace(path: str, plan: ci.Plan) -> None:
    """Write a plan over a file, whole or not at all."""
    folder = os.path.dirname(os.path.abspath(path))
    with tempfile.NamedTemporaryFile("wb", dir=folder, prefix=".purge-", delete=False) as file:
        try:
            plan.save(file)
            file.flush()
            os.fsync(file.fileno())
        except BaseException:
            os.unlink(file.name)
            raise
    os.replace(file.name, path)
