"""Mapping stays as accurate as the committed figures say (`benchmarks/mapping/accuracy.py`)."""

import json

import pytest

from benchmarks.mapping import accuracy

COMMITTED = json.loads(accuracy.RESULTS.read_text("utf-8"))


@pytest.mark.parametrize("part", accuracy.PARTS)
def test_accuracy_does_not_fall(part: str) -> None:
    """Top-1 is at least what is committed, what is wrong and not asked about at most."""
    measured = accuracy.measure(accuracy.ours, accuracy.headers(part, values=True))
    committed = COMMITTED[part]["customer-import"]
    assert measured["top_1"] >= committed["top_1"]
    assert measured["wrong_confident"] <= committed["wrong_confident"]
    assert measured["wrong_confident"] <= 0.005
