"""docs/api.md names everything that is public, and nothing that is not."""

import re
from pathlib import Path

import pytest

import customer_import

PAGE = (Path(__file__).parents[2] / "docs" / "api.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(customer_import.__all__))
def test_every_public_name_is_documented(name: str) -> None:
    """A public name stands in docs/api.md in code font: `name`, `ci.name` or `name(…)`."""
    assert re.search(rf"`(?:ci\.)?{re.escape(name)}\b", PAGE), f"docs/api.md does not mention `{name}`"


def test_no_heading_promises_a_name_that_does_not_exist() -> None:
    """A heading of docs/api.md in code font starts with a public name."""
    headings = re.findall(r"^#+ `(?:ci\.)?(\w+)", PAGE, re.MULTILINE)
    assert set(headings) <= set(customer_import.__all__)
