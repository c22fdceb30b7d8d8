"""A store that is looked after: its keys, its messages, the plans that are kept."""

import json
import sqlite3
from pathlib import Path

import customer_import as ci
from tests.cli.conftest import PRIVATE, Run

STORE = ("--store", "sqlite:///shop.db")
STORED = ("--profile", "incust", *STORE)


def test_keys_that_would_double_customers_are_named(saved: Path, run: Run) -> None:
    """A phone in another form than the key form is named by customer and field, without its value."""
    run("apply", "plan.jsonl", *STORE)
    assert run("check-store", *STORED).code == 0
    with sqlite3.connect("shop.db") as db:
        db.execute("UPDATE customers SET phone = '8 612 34567' WHERE id = 1")
    db.close()
    said = run("check-store", *STORED, "--set", "region=LT")
    assert said.code == 1
    assert "customer 1: phone" in said.out
    assert "612" not in said.out
    told = json.loads(run("check-store", *STORED, "--set", "region=LT", "--format", "json").out)
    assert told["faults"] == [{"customer_id": "1", "field": "phone", "code": "key.unfound"}]


def test_messages_are_listed_and_acknowledged(saved: Path, run: Run) -> None:
    """The outbox shows ids, topics and rows; what is acknowledged is gone."""
    run("apply", "plan.jsonl", *STORE)
    first, *others = json.loads(run("outbox", *STORED, "--format", "json").out)["messages"]
    assert (first["topic"], first["row"]) == ("created", 2)
    assert len(run("outbox", *STORED).out.splitlines()) == 1 + len(others)
    run("outbox", *STORED, "--acknowledge", first["id"])
    assert json.loads(run("outbox", *STORED, "--format", "json").out)["messages"] == others
    ids = [message["id"] for message in others]
    assert run("outbox", *STORED, "--acknowledge", *ids).out.strip() == "nothing waits"


def test_a_purged_plan_tells_no_values(saved: Path, run: Run) -> None:
    """Only a plan that is applied is purged; then it says how far it is and which verdicts it had, and no value."""
    assert run("purge", "plan.jsonl", *STORE).code == 2
    run("apply", "plan.jsonl", *STORE)
    before = json.loads(run("status", "plan.jsonl", *STORE, "--format", "json").out)
    assert run("purge", "plan.jsonl", *STORE).code == 0
    text = (saved / "plan.jsonl").read_text(encoding="utf-8")
    body = text.partition("\n")[2]  # the header holds the profile, whose words are those of everybody
    assert not [secret for secret in PRIVATE if secret in body]
    assert "Ona" not in text
    assert json.loads(run("status", "plan.jsonl", *STORE, "--format", "json").out) == before
    assert run("explain", "plan.jsonl", "2").code == 0
    assert run("purge", "plan.jsonl", *STORE).code == 0
    for command in (("apply",), ("undo", "--out", "back.jsonl")):
        said = run(command[0], "plan.jsonl", *STORE, *command[1:])
        assert (said.code, "purged" in said.err) == (2, True)
    with ci.Plan.open("plan.jsonl") as plan:
        assert plan.purged
        assert [outcome.kind for outcome in plan] == ["create", "create", "reject", "reject"]
    assert sorted(path.name for path in saved.iterdir() if path.name.startswith(".")) == []


def test_an_unfinished_plan_is_given_up(saved: Path, run: Run) -> None:
    """With --unfinished a plan that was never applied loses its values all the same, and cannot be applied."""
    assert run("purge", "plan.jsonl", *STORE, "--unfinished").code == 0
    assert run("apply", "plan.jsonl", *STORE).code == 2
