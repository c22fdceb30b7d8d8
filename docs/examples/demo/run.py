"""Import customer files of five platforms into an embedded database, and show what happens to every row.

    python docs/examples/demo/run.py

For each file: the plan with its reasons, the import, the same import again (nothing changes), and the same file planned
again (nothing is left to do). Ends with exit code 1 if any count is not the one worked out by hand in cases.py.
"""

import os
import sys
import tempfile
from pathlib import Path
from typing import Any

import attrs
from cases import CASES, FILES, TODAY, Case, Counts

import customer_import as ci

COLOURS = {"create": 32, "update": 33, "skip": 36, "reject": 31}
WORDS = {"create": "new", "update": "changes", "unchanged": "same", "skip": "skipped", "reject": "rejected"}


def main() -> int:
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")  # Swedish and Czech names on a terminal that knows ASCII only
    results = []
    with tempfile.TemporaryDirectory() as folder:
        for case in CASES:
            results.append((case, *import_file(case, Path(folder) / f"{case.file}.db")))
    return show_table(results)


def import_file(case: Case, database: Path) -> tuple[Counts, int, Counts, bool]:
    """Plan, apply twice, plan again; return the counts, the credits, the counts again, and whether all is well."""
    profile = ci.load_profile(case.profile, **case.changes)
    store = ci.SQLiteStore(database, profile)
    store.add_all(case.stored)
    with ci.read(FILES / case.file, profile=profile) as table:
        dialect = table.dialect
        written = f"{dialect.encoding}, {dialect.delimiter!r}" if dialect.format == "csv" else f"sheet {dialect.sheet}"
        print(f"\n{bold(f'{profile.title} · {case.file}')} ({written})\n  {case.says}")
        show_questions(table, profile, store, case)
        plan = ci.plan(table, profile, store, today=TODAY, **case.options)
        for outcome in plan:
            show_outcome(outcome, profile)
        print(f"  plan     {plan.counts}")
        credited, once = apply_twice(plan, store, case)
        again = ci.plan(table, profile, store, today=TODAY, **case.options)
        posted = sum(len(outcome.posted) for outcome in again)
        known = f", {posted} credits recognized" if posted else ""
        print(f"  again    {again.counts}{known}")
        recognized = posted == credited and not any(outcome.credits for outcome in again)
        return attrs.asdict(plan.counts), credited, attrs.asdict(again.counts), once and recognized


def show_questions(table: ci.Table, profile: ci.Profile, store: ci.SQLiteStore, case: Case) -> None:
    """Show what a person is asked before anything is planned, and the answer of the demo."""
    try:
        ci.plan(table, profile, store, today=TODAY, **{**case.options, "answers": {}, "occasion": None})
    except ci.QuestionsOpen as asked:
        answers = {"credit.occasion": case.options.get("occasion"), **case.options.get("answers", {})}
        for question in asked.questions[:2]:
            print(f"  asked    {question.text} → {answers[question.code]}")
        if len(asked.questions) > 2:
            print(f"           … and {len(asked.questions) - 2} more questions like it")


def show_outcome(outcome: ci.Outcome, profile: ci.Profile) -> None:
    """Say in a line what happens to a row, and why."""
    told = [ci.message(problem, profile=profile) for problem in outcome.problems]
    if outcome.kind == "update":
        shown = {profile.field(e.field).shown + ("" if e.after else " (cleared)"): None for e in outcome.edits}
        told = [", ".join(shown), *told] if shown else told
    if outcome.held:
        told.append("held: " + ", ".join(profile.field(name).shown for name in outcome.held))
    told += [f"+{credit.amount} {credit.unit or f'to account {credit.account}'}" for credit in outcome.credits]
    word = f"{WORDS[outcome.kind]:<9}"
    if COLOUR and outcome.kind in COLOURS:
        word = f"\033[{COLOURS[outcome.kind]}m{word}\033[0m"
    print(f"  row {outcome.row:>2}   {word} {'; '.join(told)}".rstrip())


def apply_twice(plan: ci.Plan, store: ci.SQLiteStore, case: Case) -> tuple[int, bool]:
    """Apply a plan, and once more; return the credits posted, and whether the second time changed nothing."""
    try:
        receipt = ci.apply(plan, store)
    except ci.UsageError as refused:
        print(f"  refused  {refused}")
        return 0, case.refused and len(store.customers()) == len(case.stored)
    before = (store.customers(), store.ledger())
    ci.apply(plan, store)
    once = (store.customers(), store.ledger()) == before and receipt.complete and not receipt.stale
    posted = f", {receipt.credited} credits" if receipt.credited else ""
    changed = "nothing" if once else "SOMETHING"
    print(f"  applied  {len(receipt.results)} rows written{posted}; applied once more: {changed} changed")
    return receipt.credited, once and not case.refused


def show_table(results: list[Any]) -> int:
    """Print the counts of all files beside the expected ones; return the exit code."""
    names = ("created", "updated", "unchanged", "skipped", "rejected")
    print(f"\n{'file':<27}{''.join(f'{name:>10}' for name in names)}{'rows':>6}{'credits':>9}  as expected")
    wrong = 0
    for case, first, credited, again, well in results:
        right = well and (first, credited, again) == (case.first, case.credits, case.again)
        wrong += not right
        shown = "".join(f"{first[name]:>10}" for name in names)
        print(f"{case.file:<27}{shown}{sum(first.values()):>6}{credited:>9}  {'yes' if right else 'NO'}")
    print("\nEvery count is as expected." if not wrong else f"\n{wrong} files differ from what cases.py expects.")
    return 1 if wrong else 0


def bold(text: str) -> str:
    return f"\033[1m{text}\033[0m" if COLOUR else text


COLOUR = sys.stdout.isatty() and not os.environ.get("NO_COLOR")

if __name__ == "__main__":
    sys.exit(main())
