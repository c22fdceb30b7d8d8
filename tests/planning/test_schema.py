"""A saved plan obeys its published JSON Schema, line by line."""

import io
import json
from pathlib import Path

import jsonschema

import customer_import as ci
from tests.sample import FILE, PROFILE, plan

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "plan.schema.json").read_text(encoding="utf-8"))


def lines(of: ci.Plan) -> list[dict[str, object]]:
    """Return a plan's lines as data."""
    file = io.BytesIO()
    of.save(file)
    return [json.loads(line) for line in file.getvalue().splitlines()]


def test_every_line_of_a_plan_obeys_the_schema() -> None:
    """Header, blocks with creates, updates, held and posted cells, problems and raw text, and footer: all are valid."""
    store = ci.MemoryStore(PROFILE)
    ci.apply(plan(store), store)
    changed = FILE.replace(b"Ann;Oslo", b"Annika;Bergen") + b"new@example.org;New;Bonn;3;1;surplus\neve@example.org\n"
    seen: set[str] = set()
    validator = jsonschema.Draft202012Validator(SCHEMA)
    for made in (plan(ci.MemoryStore(PROFILE), changed), plan(store, changed)):
        for line in lines(made):
            validator.validate(line)
            seen |= line.keys()
    assert {"targets", "edits", "credits", "posted", "held", "problems", "raw", "seal"} <= seen


def test_the_schema_refuses_what_is_no_line() -> None:
    """A line with a kind that does not exist is not valid."""
    block = lines(plan(ci.MemoryStore(PROFILE)))[1]
    assert not jsonschema.Draft202012Validator(SCHEMA).is_valid({**block, "kinds": "CXRR"})
