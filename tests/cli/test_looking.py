"""Saved plans shown again in every format, two plans compared, and shells that complete."""

import csv
import io
import json
import shutil
import subprocess
from pathlib import Path

import pytest

from customer_import.cli.completing import _commands
from tests.cli.conftest import CUSTOMERS, PLAN, PRIVATE, Run


def test_a_saved_plan_is_shown_as_it_was(saved: Path, run: Run) -> None:
    """`show` says what `plan` said, and as JSON gives the same document."""
    said = run("show", "plan.jsonl")
    assert said.code == 0
    assert "created 2   updated 0   unchanged 0   skipped 0   rejected 2   = 4 rows" in said.out
    shown = json.loads(run("show", "plan.jsonl", "--format", "json").out)
    planned = json.loads(run(*PLAN, "--today", "2026-11-22", "--format", "json").out)
    for key in ("counts", "problems", "verdicts", "credits", "findings", "guards"):
        assert shown[key] == planned[key]


@pytest.mark.parametrize("command", [("show", "plan.jsonl"), (*PLAN, "--today", "2026-11-22")])
def test_a_line_a_row_for_other_programs(saved: Path, run: Run, command: tuple[str, ...]) -> None:
    """CSV has every row once, with its outcome and problems, masked, and nothing that could be a formula."""
    said = run(*command, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(said.out)))
    assert [(row["row"], row["outcome"], row["problems"]) for row in rows] == [
        ("2", "create", ""),
        ("3", "create", ""),
        ("4", "reject", "date.format"),
        ("5", "reject", "key.duplicate"),
    ]
    assert not [secret for secret in PRIVATE if secret in said.out]
    assert not [cell for row in rows for cell in row.values() if cell[:1] in "=+-@" and cell]


def test_a_page_on_standard_output(saved: Path, run: Run) -> None:
    """HTML is the page of `preview`, values hidden unless asked for."""
    page = run("show", "plan.jsonl", "--format", "html").out
    assert page.startswith("<!doctype html>")
    assert "Onaitė" not in page
    assert "Onaitė" in run("show", "plan.jsonl", "--format", "html", "--show-values").out
    assert run(*PLAN, "--today", "2026-11-22", "--format", "html").out.startswith("<!doctype html>")


def test_plans_of_one_file_are_compared(saved: Path, run: Run) -> None:
    """`diff` says which rows and cells end otherwise, ends with 1 where there are any, and shows no value unasked."""
    milder = ("--set", "on_bad_cell=drop_cell", "--out", "milder.jsonl")
    run(*PLAN, "--today", "2026-11-22", *milder)
    said = run("diff", "plan.jsonl", "milder.jsonl")
    assert said.code == 1
    assert "The plans differ in 1 row" in said.out
    assert "reject  →  create  1" in said.out
    assert not [secret for secret in PRIVATE if secret in said.out]
    told = json.loads(run("diff", "plan.jsonl", "milder.jsonl", "--format", "json").out)
    assert told["moved"] == [{"before": "reject", "after": "create", "rows": 1}]
    assert run("diff", "plan.jsonl", "plan.jsonl").code == 0


def test_plans_of_different_files_are_not_compared(saved: Path, run: Run) -> None:
    """Two files cannot be compared, and a damaged second plan is named."""
    (saved / "customers.csv").write_text(CUSTOMERS.replace("Ona", "Ina"), encoding="utf-8")
    run(*PLAN, "--out", "other.jsonl")
    assert run("diff", "plan.jsonl", "other.jsonl").code == 2
    (saved / "broken.jsonl").write_text("{}", encoding="utf-8")
    assert "broken.jsonl" in run("diff", "plan.jsonl", "broken.jsonl").err


@pytest.mark.skipif(not shutil.which("bash"), reason="bash is not installed")
@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["custom", ""], set(_commands())),
        (["x", "ver"], {"verify"}),
        (["x", "plan", "--over"], {"--override"}),
        (["x", "show", "--format", "h"], {"html"}),
        (["x", "completion", ""], {"bash", "zsh", "fish"}),
    ],
)
def test_bash_completes(run: Run, words: list[str], expected: set[str]) -> None:
    """Commands, options and lists of values are completed out of the parser."""
    script = run("completion", "bash").out
    typed = " ".join(f"'{word}'" for word in words)
    asked = f'{script}\nCOMP_WORDS=({typed}); COMP_CWORD={len(words) - 1}; _customer_import; echo "${{COMPREPLY[@]}}"'
    done = subprocess.run(["bash", "-c", asked], capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) == expected


def test_other_shells_know_every_command(run: Run) -> None:
    """The scripts of zsh and fish name every command; fish has the options with their help."""
    fish, zsh = run("completion", "fish").out, run("completion", "zsh").out
    for name in _commands():
        assert f"-a {name} " in fish
        assert f"{name} " in zsh
    assert "-l acknowledge" in fish
    assert "bashcompinit" in zsh
