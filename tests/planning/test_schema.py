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


def test_a_purged_plan_obeys_the_schema_and_holds_no_values() -> None:
    """Without values it is still a plan: valid, opened and counted as before, and purging it again changes nothing."""
    store = ci.MemoryStore(PROFILE)
    ci.apply(plan(store), store)
    whole = plan(store, FILE.replace(b"Ann;Oslo", b"Annika;Bergen") + b"eve@example.org\n")
    bare = ci.purge(whole)
    for line in lines(bare):
        jsonschema.Draft202012Validator(SCHEMA).validate(line)
    text = json.dumps(lines(bare)[1:])
    assert not [word for word in ("Ann", "Bergen", "Oslo", "@") if word in text]
    assert (bare.counts, bare.verdicts, bare.digest) == (whole.counts, whole.verdicts, whole.digest)
    assert lines(ci.purge(bare)) == lines(bare)


def test_the_schema_refuses_what_is_no_line() -> None:
    """A line with a kind that does not exist is not valid."""
    block = lines(plan(ci.MemoryStore(PROFILE)))[1]
    assert not jsonschema.Draft202012Validator(SCHEMA).is_valid({**block, "kinds": "CXRR"})
