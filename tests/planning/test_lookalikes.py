"""Keys that look the same in two scripts are a problem for a person: neither one customer nor two."""

import pytest

import customer_import as ci

PROFILE = ci.Profile(
    name="shop",
    keys=(ci.Key("code"),),
    fields=(ci.Field("code", kind="identifier", labels=("Code",)), ci.Field("city", labels=("City",))),
)
LATIN, CYRILLIC = "ABC-1", "\u0410\u0412\u0421-1"


def kinds(rows: list[dict[str, str]], stored: str) -> list[tuple[str, list[str]]]:
    """Plan rows against one stored customer; return the kinds and problem codes."""
    store = ci.MemoryStore(PROFILE)
    if stored:
        store.add({"code": stored, "city": "Oslo"})
    plan = ci.plan(ci.read(rows), PROFILE, store)
    return [(outcome.kind, [problem.code for problem in outcome.problems]) for outcome in plan.outcomes()]


@pytest.mark.parametrize(("incoming", "stored"), [(LATIN, CYRILLIC), (CYRILLIC, LATIN)])
def test_against_what_is_stored(incoming: str, stored: str) -> None:
    """The row is rejected, whichever of the two is stored, and whether or not it would change anything."""
    for city in ("Oslo", "Rome"):
        assert kinds([{"Code": incoming, "City": city}], stored) == [("reject", ["key.lookalike"])]


@pytest.mark.parametrize("code", [LATIN, CYRILLIC])
def test_the_same_letters_are_the_same_customer(code: str) -> None:
    """A code in any script finds its own customer."""
    rows = [{"Code": code, "City": "Rome"}]
    assert kinds(rows, code) == [("update", [])]
    assert kinds(rows, "") == [("create", [])]


def test_in_one_file() -> None:
    """Two rows with look-alike keys repeat each other."""
    rows = [{"Code": LATIN, "City": "Oslo"}, {"Code": CYRILLIC, "City": "Rome"}]
    assert kinds(rows, "") == [("create", []), ("reject", ["key.duplicate"])]
