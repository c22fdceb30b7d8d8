"""What stands on the command line, made into what the public names take."""

from __future__ import annotations

import os
import sys
from collections.abc import Collection, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import customer_import as ci
from customer_import.cli import asking
from customer_import.cli.failing import CommandError
from customer_import.normalizing.folding import fold
from customer_import.rendering.text import printable


def profile_of(arguments: Any) -> ci.Profile:
    """Load the profile with the changes of ``--set``."""
    changes = {name: _typed(text) for name, text in pairs(arguments.set, "--set").items()}
    return ci.load_profile(arguments.profile, **changes)


def file_name(arguments: Any) -> str:
    """Return what to call the file in front of people."""
    return "standard input" if arguments.file == "-" else printable(os.path.basename(arguments.file))


def table_of(arguments: Any, profile: ci.Profile | None) -> ci.Table:
    """Open the file; ask what it leaves open, as long as somebody answers.

    Raises:
        QuestionsOpen: How the file is written is open, and there is no answer that is right by default.
    """
    source: Any = sys.stdin.buffer if arguments.file == "-" else arguments.file
    while True:
        answers = pairs(arguments.answer, "--answer")
        table = ci.read(source, profile=profile, sheet=arguments.sheet, answers=answers)
        left = asking.left_open(table.dialect.questions, answers)
        if not asking.asked(left, arguments):
            break
        table.close()
    if any(not question.default for question in left):
        table.close()
        raise ci.QuestionsOpen("how the file is written is open", questions=tuple(left))
    return table


def store_of(arguments: Any, profile: ci.Profile, tenant: str, *, must_exist: bool = False) -> ci.SQLiteStore:
    """Open the store that a URL names: ``sqlite:///relative.db``, ``sqlite:////from/the/root.db``.

    Who looks after a store means one that is there: "all is well" of a path with a slip in it is no answer.
    """
    prefix = "sqlite:///"
    url: str = arguments.store
    path = url.removeprefix(prefix)
    if "://" in url and not url.startswith(prefix):
        scheme = url.partition("://")[0]
        raise CommandError(
            f"--store {scheme}://… is not opened here: the command line knows no names of your tables. Make a "
            f"SQLAlchemyStore in Python, which takes them (docs/stores.md), and plan and apply with that",
            code="store.url",
        )
    if not url.startswith(prefix) or not path:
        raise CommandError(f"--store {url!r} is no store: write sqlite:///FILE", code="store.url")
    if must_exist and not os.path.exists(path):
        raise CommandError(f"--store {url}: there is no such database", code="store.missing")
    return ci.SQLiteStore(path, profile, tenant=tenant)


def survey_options(arguments: Any, table: ci.Table, profile: ci.Profile) -> dict[str, Any]:
    """Return what `survey` and `plan` both take, the day aside; what names nothing is a slip."""
    labels = label_map(arguments.map)
    columns = {fold(label) for label in table.labels}
    _expect(
        "--map", [label for label in labels if fold(label) not in columns], "the file has no column", "argument.map"
    )
    lists = pairs(arguments.reference, "--reference", first=True)
    known = {field.reference for field in profile.fields}
    _expect("--reference", set(lists) - known, "the profile checks no list", "argument.reference")
    known = {field.requires for field in profile.fields}
    _expect("--feature", set(arguments.feature) - known, "the profile requires no feature", "argument.feature")
    return {
        "label_map": labels or None,
        "answers": pairs(arguments.answer, "--answer"),
        "references": {name: _values(text, name) for name, text in lists.items()},
        "features": tuple(arguments.feature),
    }


def _expect(option: str, unknown: Collection[str], why: str, code: str) -> None:
    for name in sorted(unknown):
        raise CommandError(f"{option}: {why} {name!r}", code=code)


def label_map(texts: Sequence[str]) -> dict[str, str | None]:
    """Return label → field; the field ``ignore``, or none, means that the column is left out."""
    return {label: None if field in ("", "ignore") else field for label, field in pairs(texts, "--map").items()}


def day(text: str | None) -> date | None:
    """Read ``--today``."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CommandError(f"--today {text!r} is no day: write YYYY-MM-DD", code="argument.today") from None


def overrides(texts: Sequence[str], actor: str, profile: ci.Profile) -> tuple[ci.Override, ...]:
    """Read ``--override field=policy:reason``."""
    from customer_import.policy import POLICIES

    made = []
    known = {field.name for field in profile.fields}
    for name, text in pairs(texts, "--override", first=True).items():
        policy, colon, reason = text.partition(":")
        if name not in known:
            raise CommandError(f"--override: the profile has no field {name!r}", code="argument.override")
        if policy not in POLICIES or not colon or not reason.strip():
            raise CommandError(
                f"--override {name}: write FIELD=POLICY:REASON, the policy one of {', '.join(POLICIES)}",
                code="argument.override",
            )
        made.append(ci.Override(name, policy, actor, reason.strip()))
    return tuple(made)


def pairs(texts: Sequence[str], option: str, *, first: bool = False) -> dict[str, str]:
    """Cut ``NAME=VALUE`` at the last equals sign, or the first: labels and question codes may hold one."""
    found: dict[str, str] = {}
    for text in texts:
        name, equals, value = text.partition("=") if first or option == "--set" else text.rpartition("=")
        if not equals or not name:
            raise CommandError(f"{option} {text!r}: write NAME=VALUE", code="argument.pair")
        found[name.strip()] = value.strip()
    return found


def _typed(text: str) -> Any:
    """Read a value as TOML would, so that ``true``, ``9`` and ``["a"]`` are what they look like; else it is text."""
    import tomllib

    try:
        value = tomllib.loads(f"value = {text}")
    except tomllib.TOMLDecodeError:
        return text
    plain = isinstance(value.get("value"), (bool, int, float, list, dict, str)) and len(value) == 1
    return value["value"] if plain else text


def _values(text: str, name: str) -> list[str]:
    """Return the values of a reference list: those of a file, one a line, or those given, between commas."""
    path = Path(text.removeprefix("@"))
    if text.startswith("@") or (text and path.is_file()):
        try:
            lines = path.read_text(encoding="utf-8-sig").splitlines()
        except UnicodeDecodeError:
            raise CommandError(f"--reference {name}: the file is not UTF-8 text", code="argument.reference") from None
        return [line.strip() for line in lines if line.strip()]
    return [value.strip() for value in text.split(",") if value.strip()]
