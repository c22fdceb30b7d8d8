"""A plan in a browser, a plan taken back, and a store that is checked."""

import json
from pathlib import Path

from tests.cli.conftest import PRIVATE, Run

STORE = ("--store", "sqlite:///shop.db")


def test_a_plan_becomes_a_page_without_values(saved: Path, run: Run) -> None:
    """The page is written, in the language asked for, and shows no value unless asked."""
    assert run("preview", "plan.jsonl", "-o", "page.html", "--locale", "cs").code == 0
    page = (saved / "page.html").read_text(encoding="utf-8")
    assert '<html lang="cs">' in page
    assert not [secret for secret in PRIVATE if secret in page and secret not in ("female", " male")]
    assert run("preview", "plan.jsonl", "-o", "page.html", "--show-values").code == 0
    assert "Ona Onaitė" in (saved / "page.html").read_text(encoding="utf-8")


def test_a_long_plan_becomes_pages(saved: Path, run: Run) -> None:
    """With --pages every row is on a page, and the pages are named after the first."""
    told = json.loads(run("preview", "plan.jsonl", "-o", "page.html", "--pages", "--rows", "1", "--format", "json").out)
    assert told["pages"] == ["page.html", "page-2.html"]
    assert "page-2.html" in (saved / "page.html").read_text(encoding="utf-8")
    assert (saved / "page-2.html").exists()


def test_a_page_never_replaces_the_plan(saved: Path, run: Run) -> None:
    """Writing over the plan is refused, and the plan is as it was."""
    before = (saved / "plan.jsonl").read_bytes()
    assert run("preview", "plan.jsonl", "-o", "./plan.jsonl").code == 2
    assert run("undo", "plan.jsonl", *STORE, "--out", "plan.jsonl").code == 2
    assert (saved / "plan.jsonl").read_bytes() == before


def test_what_was_applied_is_taken_back(saved: Path, run: Run) -> None:
    """Undo makes a plan; applying it removes what was created; the store stays sound all the while."""
    run("apply", "plan.jsonl", *STORE)
    made = json.loads(run("undo", "plan.jsonl", *STORE, "--out", "back.jsonl", "--format", "json").out)
    assert made["counts"]["removed"] == 2
    assert run("apply", "back.jsonl", *STORE).code == 0
    again = json.loads(
        run("plan", "customers.csv", "--profile", "incust", *STORE, "--occasion", "x", "--format", "json").out
    )
    assert again["counts"]["created"] == 2
    assert run("verify", "--profile", "incust", *STORE).out.strip() == "all is well"
