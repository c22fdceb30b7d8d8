"""Questions at a terminal, and without one."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import customer_import as ci
from customer_import.cli import main, showing
from tests.cli.conftest import CUSTOMERS, PLAN, Run

DAY = ("--today", "2026-11-22")
NAMELESS = "Ona;Vilnius\nJonas;Kaunas\nRasa;Alytus\nPetras;Trakai\n"
FIELDS = '[[fields]]\nname = "name"\n[[fields]]\nname = "town"\n'
Terminal = Callable[..., str]


def all_of(descriptor: int) -> str:
    """Read what a pseudo-terminal has shown."""
    os.set_blocking(descriptor, False)
    made = b""
    with contextlib.suppress(OSError):  # nothing more to read, or nobody at the other end
        while True:
            made += os.read(descriptor, 4096)
    return made.decode()


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[Terminal]:
    """Return a function that runs a command at a pseudo-terminal where these lines are typed; it returns its errors."""
    opened: list[int] = []

    def run(*arguments: str, typed: str) -> str:
        ours, theirs = os.openpty()
        opened.extend((ours, theirs))
        os.write(ours, typed.encode())
        with (
            open(os.dup(theirs), encoding="utf-8") as stdin,
            open(os.dup(theirs), "w", encoding="utf-8") as stderr,
            monkeypatch.context() as patched,
        ):
            patched.setattr(sys, "stdin", stdin)
            patched.setattr(sys, "stderr", stderr)
            code = main(arguments)
            stderr.flush()
        return f"{all_of(ours)}\nexit {code}"

    yield run
    for descriptor in opened:
        os.close(descriptor)


def test_a_terminal_is_asked_until_there_is_a_plan(folder: Path) -> None:
    """At a terminal `plan` asks what is open, plans, and says how to get the same without questions."""
    ours, theirs = os.openpty()
    os.write(ours, b"opening\n")
    command = [sys.executable, "-m", "customer_import", *PLAN[:-2], *DAY, "--out", "plan.jsonl"]
    done = subprocess.run(command, stdin=theirs, stderr=theirs, stdout=subprocess.PIPE, check=False)
    os.close(theirs)
    told = all_of(ours)
    os.close(ours)
    assert (done.returncode, "what is the occasion?" in told) == (1, True)
    assert "the same without questions: --occasion opening" in told
    with ci.Plan.open("plan.jsonl") as plan:
        assert plan.counts.created == 2


def test_questions_about_the_file_are_asked_first(folder: Path, terminal: Terminal, run: Run) -> None:
    """The header is asked for with its default; a number or a word answers; what is no option is asked again."""
    (folder / "customers.csv").write_text(NAMELESS, encoding="utf-8")
    told = terminal("inspect", "customers.csv", typed="perhaps\n2\n")
    assert "  1  yes\r\n  2  no\r\nanswer [yes]: that is none of the options" in told
    assert "the same without questions: --answer header=no" in told
    assert told.endswith("exit 0")
    assert json.loads(run("inspect", "customers.csv", "--answer", "header=no", "--format", "json").out)["tally"][
        "rows"
    ] == 4  # fmt: skip


def test_enter_takes_the_default(folder: Path, terminal: Terminal) -> None:
    """An empty line is the default, and it is written down as an answer."""
    (folder / "customers.csv").write_text(NAMELESS, encoding="utf-8")
    assert "the same without questions: --answer header=yes" in terminal("inspect", "customers.csv", typed="\n")


@pytest.mark.parametrize(("more", "typed"), [((), "\x04"), (("--no-input",), "opening\n")])
def test_who_does_not_answer_gets_the_list(
    folder: Path, terminal: Terminal, capsys: pytest.CaptureFixture[str], more: tuple[str, ...], typed: str
) -> None:
    """Without an answer nothing is planned, and the open questions are listed with the options that answer them."""
    assert terminal(*PLAN[:-2], *DAY, *more, typed=typed).endswith("exit 1")
    said = capsys.readouterr().out
    assert "nothing was planned" in said
    assert 'answer with: --occasion "TEXT"' in said


def test_without_a_terminal_a_default_is_taken_and_said(folder: Path, run: Run) -> None:
    """Nobody to ask: the default answer is taken, and said with the option that gives the other one."""
    (folder / "customers.csv").write_text(NAMELESS, encoding="utf-8")
    (folder / "p.toml").write_text(f'name = "p"\nkeys = ["name"]\n{FIELDS}', encoding="utf-8")
    options = (
        "plan",
        "customers.csv",
        "--profile",
        "p.toml",
        "--store",
        "sqlite:///shop.db",
        "--map",
        "Ona=name",
        "--map",
        "Vilnius=town",
    )
    said = run(*options, *DAY)
    assert said.code == 0
    assert "note: Is row 1 a header" in said.err
    assert "Taken: yes; otherwise --answer header=no" in said.err
    answered = run(*options, *DAY, "--answer", "header=yes")
    assert (answered.out.splitlines()[1:], answered.err) == (said.out.splitlines()[1:], "")
    assumed = json.loads(run(*options, *DAY, "--format", "json").out)["assumed"]
    assert [(one["code"], one["default"]) for one in assumed] == [("header", "yes")]


def test_a_file_without_questions_says_nothing(folder: Path, run: Run) -> None:
    """What the file settles by itself is neither asked nor said."""
    (folder / "customers.csv").write_text(CUSTOMERS, encoding="utf-8")
    assert run(*PLAN, *DAY).err == ""


def test_delimiters_are_named_as_a_shell_takes_them() -> None:
    """Marks that a shell heeds stand in quotes, and those that nobody sees have names."""
    question = ci.Question("delimiter", "Which one?", (";", "\t"), ";")
    assert showing.answer_with(question) == "--answer 'delimiter=;' or --answer delimiter=tab"
