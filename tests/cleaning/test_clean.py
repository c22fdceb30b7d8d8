"""A clean list is what an import would see, with every problem named and nothing lost."""

import builtins
from typing import Any

import pytest
from hypothesis import given

import customer_import as ci
from customer_import.testing.strategies import Scenario, scenarios
from tests.laws.world import DAY, examples, filled, planned, table_of

PROFILE = ci.Profile(
    name="list",
    region="LT",
    keys=(ci.Key("phone"),),
    fields=(
        ci.Field("phone", kind="phone", labels=("Phone",)),
        ci.Field("email", kind="email", labels=("E-mail",)),
        ci.Field("born", kind="date", labels=("Born",)),
        ci.Field("cards", kind="list", labels=("Cards",), separators=(",",)),
    ),
)
LIST = """Phone;E-mail;Born;Cards;Note;import_token
8 612 34567;Ann@Example.ORG;26.6.1990;C1, C2;  as it is ;
+37061234567;bob@example.org;1.2.1991;;<b>;
12;not an address;;;;
"""


def test_columns_and_values() -> None:
    """Fields are normalized, other columns stay as they are, problems stand beside, the library's own columns go."""
    with ci.clean(LIST.encode(), PROFILE) as cleaned:
        rows = list(cleaned)
    assert cleaned.columns == ("row", "phone", "email", "born", "cards", "Note", "problems")
    assert rows[0] == {
        "row": 2, "phone": "+37061234567", "email": "Ann@example.org", "born": "1990-06-26", "cards": ("C1", "C2"),
        "Note": "  as it is ", "problems": "",
    }  # fmt: skip
    assert rows[1]["problems"] == "key.duplicate (phone)"
    assert rows[2]["phone"] == rows[2]["email"] == ""
    assert rows[2]["problems"] == "phone.invalid (phone); email.format (email)"


def test_problems_and_counts() -> None:
    """Every problem has its row and raw text; the counts are those of the problems."""
    with ci.clean(LIST.encode(), PROFILE) as cleaned:
        found = list(cleaned.problems())
        assert [(p.code, p.row, p.text) for p in found if p.level == "reject"] == [
            ("phone.invalid", 4, "12"), ("email.format", 4, "not an address")
        ]  # fmt: skip
        assert cleaned.counts == {code: sum(p.code == code for p in found) for code in {p.code for p in found}}
        assert (len(cleaned), cleaned.rows_with_problems) == (3, 1)
        assert "row 4" in cleaned.explain()
        assert "not an address" not in cleaned.explain()


def test_open_questions_are_asked() -> None:
    """Dates that could be either are not guessed."""
    rows = [{"Phone": "+37061234567", "Born": "1/2/1990"}]
    with pytest.raises(ci.QuestionsOpen) as caught:
        ci.clean(rows, PROFILE)
    (question,) = caught.value.questions
    assert f"{question.code}: {question.text} ({' | '.join(question.options)})" in str(caught.value)
    cleaned = ci.clean(rows, PROFILE, answers={question.code: "day_first"})
    assert [row["born"] for row in cleaned] == ["1990-02-01"]


def test_credits_need_no_occasion() -> None:
    """A list with points is cleaned without the question what they are given for."""
    profile = ci.load_profile("raleon")
    labels = [field.labels[0] for field in profile.fields if field.labels]
    cleaned = ci.clean([dict.fromkeys(labels, "") | {labels[0]: "ann@example.org"}], profile)
    assert len(cleaned) == 1


def test_labels_are_names_once() -> None:
    """Labels that are the same, blank, or called like a field or one of our columns get names of their own."""
    text = "Phone,phone2,Note,Note,,row\n+37061234567,a,b,c,d,e\n"
    with ci.clean(text.encode(), PROFILE, label_map={"Phone": "phone"}) as cleaned:
        assert cleaned.columns == ("row", "phone", "phone2", "Note", "Note 2", "column 5", "row 2", "problems")
        assert list(next(iter(cleaned)).values())[1:-1] == ["+37061234567", "a", "b", "c", "d", "e"]


def test_showing_it_is_safe() -> None:
    """The short form holds no content; the notebook's form is escaped, and isolates each cell's direction."""
    with ci.clean(LIST.encode(), PROFILE) as cleaned:
        assert "example" not in repr(cleaned)
        shown = cleaned._repr_html_()
    assert "&lt;b&gt;" in shown
    assert "<b>" not in shown
    assert "<bdi>+37061234567</bdi>" in shown


def test_of_nothing() -> None:
    """A table without rows is clean."""
    cleaned = ci.clean(b"Phone,E-mail\n", PROFILE)
    assert (list(cleaned), len(cleaned), cleaned.counts) == ([], 0, {})
    assert "0 rows" in cleaned._repr_html_()
    cleaned.close()


def test_a_table_stays_open() -> None:
    """Who opened a table closes it, also where cleaning it fails."""
    with ci.read(LIST.encode(), profile=PROFILE) as table:
        ci.clean(table, PROFILE)
        assert len(list(table)) == 3


@pytest.mark.parametrize("library", ["polars", "pandas", "pyarrow"])
def test_data_frames_take_it(library: str) -> None:
    """The stream arrives in each library: row numbers as numbers, blank as null, everything else as text."""
    module = pytest.importorskip(library)
    with ci.clean(LIST.encode(), PROFILE) as cleaned:
        if library == "polars":
            frame = module.DataFrame(cleaned).to_dicts()
        elif library == "pyarrow":
            frame = module.table(cleaned).to_pylist()
        else:
            frame = pytest.importorskip("pyarrow").table(cleaned).to_pandas().to_dict("records")
    assert frame[0]["row"] == 2
    assert frame[0]["cards"] == "C1; C2"
    assert frame[2]["email"] is None or frame[2]["email"] != frame[2]["email"]


def test_without_an_arrow_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """The error names the extra."""
    real = builtins.__import__

    def refusing(name: str, *rest: Any) -> Any:
        if name.partition(".")[0] in ("pyarrow", "arro3"):
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", refusing)
    with ci.clean(LIST.encode(), PROFILE) as cleaned, pytest.raises(ci.UsageError, match=r"customer-import\[arrow\]"):
        cleaned.__arrow_c_stream__()


@examples(60)
@given(scenarios())
def test_cells_are_those_of_a_plan(scenario: Scenario) -> None:
    """Whatever a plan takes in for a row is what the clean list says there; every row is in both."""
    with table_of(scenario) as table:
        options = {**scenario.options, "today": DAY}
        for name in ("occasion", "overrides"):
            options.pop(name, None)
        try:
            cleaned = ci.clean(table, scenario.profile, **options)
        except (ci.QuestionsOpen, ci.SourceError):
            return
        rows = {row["row"]: row for row in cleaned}
        assert len(rows) == table.tally.rows
        try:
            plan = planned(table, scenario, filled(scenario))
        except ci.QuestionsOpen:  # of imports only
            return
        for outcome in plan.outcomes():
            for name, value in outcome.incoming.items():
                assert rows[outcome.row].get(name, value) == value
