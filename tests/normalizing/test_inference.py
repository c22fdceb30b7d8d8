"""What a column proves, what it leaves open, and that no cell is ever read against the proof."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customer_import.kinds import BUILT_IN
from customer_import.normalizing import Inferred, Settings, inference
from customer_import.profile import Field
from tests.normalizing.samples import make


def _infer(
    kind: str, cells: list[str], answer: str = "", flags: dict[int, Any] | None = None, **options: Any
) -> Inferred:
    """Feed one column, rows counted from 2, in two chunks."""
    found = inference(Field("value", kind=kind, **options), BUILT_IN[kind], Settings())
    assert found is not None
    half = len(cells) // 2
    flags = flags or {}
    found.feed(range(2, 2 + half), cells[:half], {i: flag for i, flag in flags.items() if i < half})
    found.feed(
        range(2 + half, 2 + len(cells)), cells[half:], {i - half: flag for i, flag in flags.items() if i >= half}
    )
    return found.finish(answer)


@pytest.mark.parametrize(
    ("kind", "cells", "hint", "rows", "asked"),
    [
        ("date", ["01/02/2024", "13/02/2024", "02/03/2024"], "day_first", (3,), False),
        ("date", ["01/02/2024", "02/13/2024"], "month_first", (3,), False),
        ("date", ["01/02/2024", "02/03/2024"], "", (), True),
        ("date", ["13/02/2024", "02/13/2024"], "", (2, 3), True),
        ("date", ["1.2.2024", "2.3.2024"], "day_first", (2, 3), False),
        ("date", ["1.2.2024", "2.13.2024"], "month_first", (3,), False),
        ("date", ["1.2.2024", "2/3/2024"], "", (), True),
        ("date", ["1.\u00a02.\u00a02024", "2.\u00a03.\u00a02024"], "day_first", (2, 3), False),
        ("date", ["01/01/2024", "2024-01-05", "", "nonsense"], "", (), False),
        ("date", ["3. května 2024"], "", (), False),
        ("date", ["Mon 04/03/2024", "01/02/2024"], "day_first", (2,), False),
        ("date", ["01/02/2024", "Wed 04/03/2024", "on 05/06/2024"], "month_first", (3,), False),
        ("date", ["Fri 04/03/2024", "Fri 04/03/24"], "", (), True),
        ("date", ["13/02/2024", *["01/02/2024"] * 20], "day_first", (2,), False),
        ("date", ["13/02/2024", *["01/02/2024"] * 21], "", (), True),
        ("date", ["13.02.2024", *["01.02.2024"] * 99], "day_first", (2,), False),
        ("date", ["2.13.2024", *["01.02.2024"] * 99], "", (), True),
        ("date", ["13/01/24", "24/02/13"], "day_first", (2, 3), False),
        ("datetime", ["13/02/2024 10:00", "01/02/2024 11:00"], "day_first", (2,), False),
        ("decimal", ["1,234", "12,5"], "comma", (3,), False),
        ("decimal", ["1,234", "12.5"], "point", (3,), False),
        ("decimal", ["1,234", "1.234,50"], "comma", (3,), False),
        ("decimal", ["1,234", "12"], "", (), True),
        ("decimal", ["12,5", "12.5"], "", (2, 3), True),
        ("decimal", ["12", "1 200", "nonsense"], "", (), False),
        ("integer", ["1.234", "2.500"], "comma", (2, 3), False),
        ("integer", ["1,200", "1,000", "3"], "point", (2,), False),
        ("integer", ["1,000", "2,000"], "", (), True),
        ("integer", ["1,000", "250", "2,000"], "point", (2, 3, 4), False),
        ("integer", ["1.000", "0"], "comma", (2, 3), False),
        ("integer", ["1.000", "2,000", "7"], "", (), True),
        ("integer", ["1.000", "250", "1500"], "", (), True),
        ("integer", ["1.000", "250", "12.00"], "point", (4,), False),
        ("integer", ["1,234", "12,5"], "", (2, 3), True),
        ("integer", ["1.234", "1.234.567"], "comma", (2, 3), False),
    ],
)
def test_what_a_column_proves(kind: str, cells: list[str], hint: str, rows: tuple[int, ...], asked: bool) -> None:
    """The hint follows the proof, names its rows, and is a question where there is none or two."""
    found = _infer(kind, cells)
    assert found.hint == hint
    assert tuple(row for finding in found.findings for row in finding.rows) == rows
    assert bool(found.questions) is asked
    for finding in found.findings:
        assert finding.field == "value"


@pytest.mark.parametrize(
    ("cells", "hint", "rows", "options"),
    [
        (["24/01/13", "87/06/05"], "year_first", (3,), ()),
        (["24/1/1", "24/1/13"], "year_first", (2,), ()),
        (["13/01/24", "05/06/87"], "day_first", (2, 3), ()),
        (["13/01/24", "22/06/23"], "", (), ("day_first", "year_first")),
        (["01/13/24", "02/06/23"], "month_first", (2,), ()),
        (["01/02/03", "02/06/23"], "", (), ("day_first", "month_first", "year_first")),
        (["13.01.24", "22.06.23"], "day_first", (2, 3), ()),
        (["24. 1. 13.", "87. 6. 5."], "year_first", (3,), ()),
        (["24/01/13", "05/06/87", "87/06/05"], "", (2, 3, 4), ("day_first", "month_first", "year_first")),
    ],
)
def test_years_of_two_digits_may_go_first(
    cells: list[str], hint: str, rows: tuple[int, ...], options: tuple[str, ...]
) -> None:
    """Where all dates fit years first as well, neither is taken; a year that can be no day proves it."""
    found = _infer("date", cells, pivot=40)
    assert found.hint == hint
    if hint:
        assert found.findings[0].rows == rows
        normal = make("date", {"hints": {"value": hint}}, pivot=40)
        assert all(normal.column(cells).values)
    assert [question.options for question in found.questions] == ([options] if options else [])


@pytest.mark.parametrize(
    ("cells", "why"),
    [(["1,234", "5,678"], "Both fit rows 2, 3."), (["1,5", "1.5"], "It is a point by row 3, a comma by row 2.")],
)
def test_why_a_mark_is_asked_about(cells: list[str], why: str) -> None:
    """The question names the rows that fit both readings, or those that contradict each other."""
    (question,) = _infer("decimal", cells).questions
    assert question.text.endswith(why)


@pytest.mark.parametrize(
    ("kind", "code", "answer"), [("date", "date.order.value", "day_first"), ("decimal", "number.mark.value", "point")]
)
def test_answers(kind: str, code: str, answer: str) -> None:
    """A question offers its options under a code of the field's own; the answer becomes the hint."""
    cells = ["01/02/2024"] if kind == "date" else ["1,234"]
    open_found = inference(Field("value", kind=kind), BUILT_IN[kind], Settings())
    assert open_found is not None
    assert open_found.code == code
    (question,) = _infer(kind, cells).questions
    assert question.code == code
    assert answer in question.options
    assert not question.default
    answered = _infer(kind, cells, answer)
    assert (answered.hint, answered.questions) == (answer, ())
    assert answered.findings[0].value == answer


@pytest.mark.parametrize("answer", ["", "nonsense"])
def test_other_answers_do_not_count(answer: str) -> None:
    """An answer that is no option leaves the question open."""
    assert _infer("date", ["01/02/2024"], answer).questions


def test_flagged_cells_prove_nothing() -> None:
    """Numeric and date cells of a workbook are canonical: they neither prove nor need an order or a mark."""
    assert _infer("date", ["2024-02-13", "01/02/2024"], flags={0: "date"}).questions
    assert _infer("decimal", ["1.5", "1,234"], flags={0: "numeric"}).questions
    assert _infer("decimal", ["1.234"], flags={0: "numeric"}) == Inferred()


@pytest.mark.parametrize(
    ("kind", "options"),
    [("date", {"formats": ("DD/MM/YYYY",)}), ("text", {}), ("email", {}), ("choice", {"choices": {"a": ()}})],
)
def test_nothing_to_infer(kind: str, options: dict[str, Any]) -> None:
    """Pinned formats and kinds without a choice of readings need no inference."""
    assert inference(Field("value", kind=kind, **options), BUILT_IN[kind], Settings()) is None


@pytest.mark.parametrize(
    ("locale", "cells", "values"),
    [
        ("en", ["M", "F", "", "X"], ["male", "female", "", "other"]),
        ("en", ["M", "K"], ["male", "female"]),
        ("en", ["m", "ž"], ["male", "female"]),
        ("es", ["H", "M"], ["male", "female"]),
        ("en", ["H", "M", "hombre"], ["male", "female", "male"]),
        ("lt", ["V", "M"], ["male", "female"]),
        ("nl", ["V", "M"], ["female", "male"]),
        ("en", ["V", "M"], None),
        ("hu", ["M"], None),
        ("en", ["Male", "Female"], ["male", "female"]),
    ],
)
def test_letters_for_genders(locale: str, cells: list[str], values: list[str] | None) -> None:
    """Letters are read in the file's language, else in the only one that they fit, else a person is asked."""
    field, known = Field("value", kind="choice", vocabulary="gender"), Settings(locale=locale)
    letters = inference(field, BUILT_IN["choice"], known)
    assert letters is not None
    letters.feed(range(2, 2 + len(cells)), cells)
    found = letters.finish()
    if values is None:
        (question,) = found.questions
        assert (question.code, question.default) == (letters.code, "")
        assert len(question.options) > 1
        for option in question.options:
            assert letters.finish(option).hint == option.split(":")[0]
        return
    assert not found.questions
    normal = make("choice", {"locale": locale, "hints": {"value": found.hint}}, vocabulary="gender")
    assert normal.column(cells).values == values


def test_letters_of_the_profile_are_not_asked_about() -> None:
    """What the profile's own choices say of a letter stands."""
    field = Field("value", kind="choice", vocabulary="gender", choices={"male": ("V",), "female": ("M",)})
    letters = inference(field, BUILT_IN["choice"], Settings())
    assert letters is not None
    letters.feed([2, 3], ["V", "M"])
    assert letters.finish() == Inferred()


@given(days=st.lists(st.dates(), min_size=1, max_size=12), day_first=st.booleans(), mark=st.sampled_from("/-."))
def test_day_and_month_are_never_swapped(days: list[Any], day_first: bool, mark: str) -> None:
    """However a column is written, the inferred order reads every date as it was meant, or asks."""
    order = (
        "{0.day:02d}{1}{0.month:02d}{1}{0.year:04d}"
        if day_first or mark == "."
        else "{0.month:02d}{1}{0.day:02d}{1}{0.year:04d}"
    )
    cells = [order.format(day, mark) for day in days]
    found = _infer("date", cells)
    normal = make("date", {"hints": {"value": found.hint}})
    if not found.questions:
        assert normal.column(cells).values == [day.isoformat() for day in days]


@given(
    numbers=st.lists(st.decimals(-(10**7), 10**7, places=3, allow_nan=False), min_size=1, max_size=12),
    comma=st.booleans(),
    grouped=st.booleans(),
)
def test_decimal_marks_are_never_confused(numbers: list[Any], comma: bool, grouped: bool) -> None:
    """However a column is written, the inferred mark reads every number as it was meant, or asks."""
    cells = [f"{number:,.3f}" if grouped else f"{number:.3f}" for number in numbers]
    if comma:
        cells = [cell.translate(str.maketrans(".,", ",.")) for cell in cells]
    found = _infer("decimal", cells)
    if not found.questions:
        values = make("decimal", {"hints": {"value": found.hint}}).column(cells).values
        assert values == [make("decimal").scalar(f"{number:f}", "numeric").value for number in numbers]


REGION = [
    (["+37061234567"] * 3 + ["8 612 34568"], "LT"),
    (["+37061234567"] * 2 + ["8 612 34568"], ""),  # too few
    (["+37061234567"] * 3 + ["+420777123456", "8 612 34568"], ""),  # two countries
    (["+37061234567"] * 3 + ["777 123 456"], ""),  # valid elsewhere
    (["+37061234567"] * 3, ""),  # nothing depends on it
    (["8 612 34568"] * 9, ""),
]


@pytest.mark.parametrize(("cells", "region"), REGION)
def test_the_country_of_national_numbers(cells: list[str], region: str) -> None:
    """International numbers prove the country of national ones, or nothing is assumed."""
    found = _infer("phone", cells)
    assert found.hint == region
    assert [(finding.value, finding.rows) for finding in found.findings] == ([(region, (2, 3, 4))] if region else [])


def test_a_named_country_is_not_inferred() -> None:
    """What the profile says is not asked of the column."""
    assert _infer("phone", ["+37061234567"] * 3 + ["8 612 34568"], region="PL") == Inferred()


@given(st.permutations(["+37061234567"] * 3 + ["8 612 34568", "", "?"]), st.integers(0, 6))
def test_chunks_do_not_matter_to_the_country(cells: list[str], cut: int) -> None:
    """The same cells prove the same in any chunks."""
    found = inference(Field("value", kind="phone"), BUILT_IN["phone"], Settings())
    assert found is not None
    found.feed(range(2, 2 + cut), cells[:cut])
    found.feed(range(2 + cut, 8), cells[cut:])
    assert found.finish().hint == "LT"


def test_another_column_of_dates_decides() -> None:
    """What a sibling proves counts where the column itself says nothing; it never outweighs the column's own rows."""
    field = Field("value", kind="date")
    for cells, sibling, hint in (
        (["01/02/2024"], "month_first", "month_first"),
        (["13/02/2024"], "month_first", "day_first"),
        (["13/02/2024", "02/13/2024"], "month_first", ""),
        (["1.2.2024"], "month_first", "day_first"),
    ):
        found = inference(field, BUILT_IN["date"], Settings())
        assert found is not None
        found.feed(range(2, 2 + len(cells)), cells)
        assert found.finish(sibling=sibling).hint == hint


@pytest.mark.parametrize(
    ("cells", "language", "values"),
    [
        (["F", "N"], "hu", ["male", "female"]),
        (["F", "M"], "", ["female", "male"]),
        (["K", "M"], "da", ["female", "male"]),
        (["F", "K"], "", ["female", ""]),
    ],
)
def test_letters_of_genders_are_of_one_language(cells: list[str], language: str, values: list[str]) -> None:
    """F and N are man and woman in Hungarian; letters that no language has together are not taken from two."""
    found = _infer("choice", cells, vocabulary="gender")
    assert found.hint == language
    assert make("choice", {"hints": {"value": language}}, vocabulary="gender").column(cells).values == values


@given(
    days=st.lists(st.dates(), min_size=1, max_size=80),
    order=st.sampled_from(["day_first", "month_first", "year_first"]),
    short=st.booleans(),
    mark=st.sampled_from("/-"),
    slips=st.lists(st.tuples(st.integers(1, 31), st.integers(1, 31), st.integers(0, 99)), max_size=3),
)
def test_no_slip_turns_dates_around(
    days: list[Any], order: str, short: bool, mark: str, slips: list[tuple[int, int, int]]
) -> None:
    """Dates of one order, and slips among them fewer than one in twenty, are never read in another order unasked."""
    short = short or order == "year_first"
    forms = {"day_first": "{d}{x}{m}{x}{y}", "month_first": "{m}{x}{d}{x}{y}", "year_first": "{y}{x}{m}{x}{d}"}
    years = [f"{day.year % 100:02d}" if short else f"{day.year:04d}" for day in days]
    cells = [forms[order].format(d=day.day, m=day.month, y=year, x=mark) for day, year in zip(days, years, strict=True)]
    odd = [f"{a}{mark}{b}{mark}{c if short else 1900 + c:02d}" for a, b, c in slips[: len(cells) // 40]]
    found = _infer("date", cells + odd, pivot=40)
    assert found.hint in ("", order)
