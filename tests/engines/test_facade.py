"""A user of `customer_import.plan` finds the same words in `engines.spark.plan`."""

import inspect
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import customer_import as ci
from customer_import.engines import spark as engine
from customer_import.engines.spark.facade import WIDEST
from customer_import.errors import UsageError

ROOT = Path(__file__).parents[2]


def test_keywords_are_those_of_one_process() -> None:
    """Every keyword of `plan` but the one for progress is there, with the same default."""
    alone, made = inspect.signature(ci.plan).parameters, inspect.signature(engine.plan).parameters
    for name, parameter in alone.items():
        if parameter.kind is parameter.KEYWORD_ONLY and name != "on_progress":
            assert made[name].default == parameter.default, name
    only_here = {name for name, one in made.items() if one.kind is one.KEYWORD_ONLY} - alone.keys()
    assert only_here == {"store_id", "tenant", "row", "ledger", "balances", "partitions", "staging"}


def test_every_code_is_described() -> None:
    """The codes of errors that only Spark raises stand in a table of docs/scale.md, and no others."""
    sources = (ROOT / "src/customer_import/engines/spark").glob("*.py")
    raised = {code for path in sources for code in re.findall(r'"(spark\.[a-z]+_[a-z_]+)"', path.read_text("utf-8"))}
    described = re.findall(r"^\| `(spark\.[a-z_]+)` \|", (ROOT / "docs/scale.md").read_text("utf-8"), re.MULTILINE)
    assert sorted(raised) == described


def test_a_file_that_is_too_wide_is_refused() -> None:
    """Blocks of a thousand rows would be shorter than the plan's; nothing is started before."""
    current: Any = SimpleNamespace(sparkSession=None)
    header = b"no" + b"".join(b";c%d" % number for number in range(WIDEST))
    with pytest.raises(UsageError) as caught:
        engine.plan(
            ci.read(header + b"\n1\n"),
            current,
            ci.Profile("club", [ci.Field("no", "identifier")], ["no"]),
            store_id="s",
        )
    assert caught.value.code == "spark.too_wide"


def test_a_plan_without_a_store_is_refused() -> None:
    """A plan is applied only to the store that it names, so it has to name one; nothing is started before."""
    current: Any = None
    with pytest.raises(UsageError) as caught:
        engine.plan(ci.read(b"no\n1\n"), current, ci.Profile("club", [ci.Field("no", "identifier")], ["no"]))
    assert caught.value.code == "spark.no_store"
