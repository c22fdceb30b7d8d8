"""The arguments that the commands take. Nothing but argparse is loaded here."""

from __future__ import annotations

import argparse
from typing import TypeAlias

EXIT_CODES = "exit codes: 0 fine · 1 rejected rows or open questions · 2 cannot be done · 130 interrupted"
SHELLS = ("bash", "zsh", "fish")
Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command."""
    whole = argparse.ArgumentParser(
        prog="customer-import",
        description="Import customers from a spreadsheet: look at the plan first, then apply exactly that, once.",
        epilog=EXIT_CODES,
    )
    whole.add_argument("--version", action="version", version=_version())
    commands = whole.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _profiles(commands)
    _inspect(commands)
    _plan(commands)
    _apply(commands)
    _explain(commands)
    _status(commands)
    _preview(commands)
    _undo(commands)
    _verify(commands)
    _check_store(commands)
    _outbox(commands)
    _purge(commands)
    _show(commands)
    _diff(commands)
    _completion(commands)
    return whole


def _version() -> str:
    from customer_import import __version__

    return f"customer-import {__version__}"


def _command(commands: Commands, name: str, text: str, *, rows: bool = False) -> argparse.ArgumentParser:
    made = commands.add_parser(name, help=text, description=f"{text[0].upper()}{text[1:]}.", epilog=EXIT_CODES)
    formats = ("text", "json", "html", "csv") if rows else ("text", "json")
    what = "for people, one JSON document, a page, or a line a row" if rows else "for people, or one JSON document"
    made.add_argument("--format", choices=formats, default="text", help=what)
    return made


def _profiles(commands: Commands) -> None:
    command = _command(commands, "profiles", "list the built-in profiles, or show one")
    command.add_argument("name", nargs="?", metavar="NAME", help="a built-in profile, or a TOML or JSON file")
    _changes(command)


def _inspect(commands: Commands) -> None:
    command = _command(commands, "inspect", "say how a file is written and what its columns are")
    _source(command)
    command.add_argument("--profile", metavar="P", help="a built-in profile, or a TOML or JSON file")
    _changes(command)
    _inputs(command)


def _plan(commands: Commands) -> None:
    command = _command(commands, "plan", "decide every row of a file, and write nothing to the store", rows=True)
    _source(command)
    command.add_argument("--profile", metavar="P", required=True, help="a built-in profile, or a TOML or JSON file")
    _store(command)
    command.add_argument("--tenant", metavar="NAME", default="default", help="whose customers the store holds")
    command.add_argument("--out", metavar="PLAN", help="save the plan for `apply` and `explain`")
    _changes(command)
    _inputs(command)
    command.add_argument("--occasion", metavar="TEXT", help="why credits are given; one occasion never credits twice")
    command.add_argument(
        "--override", metavar="FIELD=POLICY:REASON", action="append", default=[], help="lift a field's policy this once"
    )
    command.add_argument("--actor", metavar="NAME", default="", help="who plans, for the record")
    command.add_argument("--notify", action="store_true", help="announce posted credits to the customers")
    _listed(command)
    _showing(command)


def _show(commands: Commands) -> None:
    command = _command(commands, "show", "show a saved plan again", rows=True)
    _saved(command)
    _listed(command)
    _showing(command)


def _diff(commands: Commands) -> None:
    command = _command(commands, "diff", "say how two plans of one file differ")
    command.add_argument("plan", metavar="BEFORE", help="a saved plan")
    command.add_argument("other", metavar="AFTER", help="another plan of the same file")
    _listed(command)
    _showing(command)


def _completion(commands: Commands) -> None:
    command = _command(commands, "completion", "print a script that makes a shell complete this command")
    command.add_argument("shell", choices=SHELLS, help='bash and zsh: eval "$(…)"; fish: … | source')


def _listed(command: argparse.ArgumentParser) -> None:
    command.add_argument("--changes", metavar="N", type=_count, default=10, help="how many changed cells are listed")


def _apply(commands: Commands) -> None:
    command = _command(commands, "apply", "write exactly a saved plan, once; again, to resume")
    _saved(command)
    _store(command)
    command.add_argument(
        "--acknowledge", metavar="CODE", action="append", default=[], help="a tripped guard that somebody accepts"
    )
    command.add_argument(
        "--all-or-nothing", action=argparse.BooleanOptionalAction, help="write every row or none (default: the profile)"
    )
    command.add_argument("--max-batches", metavar="N", type=_count, help="stop after so many batches")
    command.add_argument(
        "--batch-size", metavar="N", type=_count, help="rows in one transaction (default: as the store is fast)"
    )


def _explain(commands: Commands) -> None:
    command = _command(commands, "explain", "tell what happens to every cell of a row, and why")
    _saved(command)
    command.add_argument("row", metavar="ROW", type=int, help="the row's number as a spreadsheet shows it")
    _showing(command)


def _status(commands: Commands) -> None:
    command = _command(commands, "status", "say how far a plan has been applied")
    _saved(command)
    _store(command)


def _preview(commands: Commands) -> None:
    command = _command(commands, "preview", "write a plan as one HTML page")
    _saved(command)
    command.add_argument("-o", "--out", metavar="FILE", required=True, help="the page")
    command.add_argument("--title", metavar="TEXT", default="", help="its heading")
    command.add_argument("--rows", metavar="N", type=_count, default=200, help="rows of each kind; 0 for all")
    command.add_argument(
        "--pages", action="store_true", help="all rows, in pages FILE, FILE-2 … that link to each other"
    )
    _showing(command)


def _undo(commands: Commands) -> None:
    command = _command(commands, "undo", "plan to take back what a plan wrote")
    _saved(command)
    _store(command)
    command.add_argument("--out", metavar="PLAN", required=True, help="the plan that takes it back, for `apply`")
    command.add_argument("--actor", metavar="NAME", default="", help="who takes it back, for the record")


def _verify(commands: Commands) -> None:
    command = _command(commands, "verify", "check that a store's ledger and journals agree")
    _stored(command)


def _check_store(commands: Commands) -> None:
    command = _command(commands, "check-store", "name stored keys that an import would not find its customers by")
    _stored(command)


def _outbox(commands: Commands) -> None:
    command = _command(commands, "outbox", "list the messages that nobody has acknowledged")
    _stored(command)
    command.add_argument("--acknowledge", metavar="ID", type=_count, nargs="+", default=[], help="forget these first")
    command.add_argument("--limit", metavar="N", type=_count, default=1000, help="how many are listed")


def _purge(commands: Commands) -> None:
    command = _command(commands, "purge", "take the values out of a saved plan that is applied to its end")
    _saved(command)
    _store(command)
    command.add_argument("--unfinished", action="store_true", help="give up what is not applied yet")


def _stored(command: argparse.ArgumentParser) -> None:
    command.add_argument("--profile", metavar="P", required=True, help="a built-in profile, or a TOML or JSON file")
    _changes(command)
    _store(command)
    command.add_argument("--tenant", metavar="NAME", default="default", help="whose customers the store holds")


def _source(command: argparse.ArgumentParser) -> None:
    command.add_argument("file", metavar="FILE", help="a CSV file or .xlsx workbook; - reads standard input")
    command.add_argument("--sheet", metavar="NAME", help="the sheet of a workbook")


def _saved(command: argparse.ArgumentParser) -> None:
    command.add_argument("plan", metavar="PLAN", help="what `plan --out` saved")
    command.add_argument("--seal", metavar="SEAL", help="refuse the plan unless it has this seal")


def _store(command: argparse.ArgumentParser) -> None:
    command.add_argument("--store", metavar="URL", required=True, help="sqlite:///FILE (sqlite:////FILE from the root)")


def _changes(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--set",
        metavar="NAME=VALUE",
        action="append",
        default=[],
        help="change the profile: region=SE, guards.clears=9",
    )


def _inputs(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--today", metavar="DATE", help="the calendar day, YYYY-MM-DD (default: in the profile's zone)"
    )
    command.add_argument("--answer", metavar="CODE=VALUE", action="append", default=[], help="answer a question")
    command.add_argument("--no-input", action="store_true", help="ask nothing, also at a terminal")
    command.add_argument(
        "--map", metavar="LABEL=FIELD", action="append", default=[], help="which field a column feeds, or ignore"
    )
    command.add_argument(
        "--reference", metavar="NAME=VALUES", action="append", default=[], help="a list: a,b,c or a file, one a line"
    )
    command.add_argument("--feature", metavar="F", action="append", default=[], help="a feature that is switched on")


def _showing(command: argparse.ArgumentParser) -> None:
    command.add_argument("--show-values", action="store_true", help="show values in full; they are masked otherwise")
    command.add_argument("--locale", metavar="L", default="en", help="language of the messages: en, sv, cs")


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise argparse.ArgumentTypeError(f"{text!r} is no number")
    return int(text)
