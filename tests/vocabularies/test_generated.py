"""The shipped word lists are what the generator makes of the installed CLDR."""

from __future__ import annotations

import pytest

from tests.vocabularies.generate import TARGET, generate


def test_generated_lists_are_current() -> None:
    """Regenerating gives the same bytes; needs Babel, which is for development only."""
    babel = pytest.importorskip("babel", reason="Babel is not installed: word lists are not compared")
    if not babel.__version__.startswith("2.18"):
        pytest.skip(f"the lists were generated with Babel 2.18, here is {babel.__version__}")
    for name, text in generate().items():
        assert (TARGET / name).read_text(encoding="utf-8") == text, name
