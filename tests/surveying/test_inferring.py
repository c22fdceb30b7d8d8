"""What columns prove together, and that keys are read as they prove it."""

import pytest

import customer_import as ci


def profile() -> ci.Profile:
    """Return a profile with a phone as key and two dates."""
    return ci.Profile(
        name="shop",
        keys=(ci.Key("phone"),),
        fields=(
            ci.Field("phone", kind="phone", labels=("Phone",)),
            ci.Field("born", kind="date", labels=("Born",)),
            ci.Field("joined", kind="date", labels=("Joined",)),
        ),
    )


def rows(*cells: tuple[str, str, str]) -> list[dict[str, str]]:
    """Return rows in memory."""
    return [dict(zip(("Phone", "Born", "Joined"), row, strict=True)) for row in cells]


PHONES = ["+37061234561", "+37061234562", "+37061234563"]


def test_repeats_are_found_under_the_inferred_country() -> None:
    """A national spelling repeats an international one only once the country is known: keys are read with it."""
    table = ci.read(rows(*((phone, "", "") for phone in [*PHONES, "8 612 34563"])))
    found = ci.survey(table, profile())
    assert found.hints == {"phone": "LT"}
    assert found.duplicates == {"phone": {5: 4}}
    plan = ci.plan(table, profile(), ci.MemoryStore(profile()))
    assert [(o.kind, [p.code for p in o.problems]) for o in plan.outcomes()][3] == ("reject", ["key.duplicate"])


def test_dates_of_one_file_are_written_alike() -> None:
    """A column that proves its order decides for one that does not, as a finding; two that disagree decide nothing."""
    table = ci.read(rows((PHONES[0], "01/02/1990", "06/26/2024")))
    found = ci.survey(table, profile())
    assert found.hints == {"born": "month_first", "joined": "month_first"}
    assert {finding.field: finding.rows for finding in found.findings} == {"born": (2,), "joined": (2,)}
    assert not found.questions


@pytest.mark.parametrize("joined", ["02/01/2024", "26.6.2024", "2024-06-26", ""])
def test_what_proves_nothing_leaves_the_question(joined: str) -> None:
    """Without a number above twelve between slashes somewhere, or dots in the column itself, the order is asked.

    Dotted dates are written day first even where others are not.
    """
    found = ci.survey(ci.read(rows((PHONES[0], "01/02/1990", joined))), profile())
    expected = {"date.order.born"} | ({"date.order.joined"} if joined == "02/01/2024" else set())
    assert {question.code for question in found.questions} == expected
