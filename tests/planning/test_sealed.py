"""The plan as a file: written, opened, searched, and noticed when it was touched."""

import io
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import customer_import as ci
from tests.sample import FILE, PROFILE, TODAY, plan


def saved(of: ci.Plan) -> bytes:
    """Return a plan's bytes."""
    file = io.BytesIO()
    of.save(file)
    return file.getvalue()


def test_counts_say_how_the_rows_end() -> None:
    """The counts sum to the rows of the file."""
    made = plan(ci.MemoryStore(PROFILE))
    assert str(made.counts) == "created=2 updated=0 unchanged=0 skipped=0 rejected=2"
    assert len(made) == made.counts.rows == 4


def test_verdicts_sum_to_rows_times_columns() -> None:
    """Every cell ends as exactly one verdict, those of unmapped columns too."""
    made = plan(ci.MemoryStore(PROFILE))
    assert made.verdicts["Shoe size (column 5)"] == {"unmapped": 4}
    assert sum(sum(counts.values()) for counts in made.verdicts.values()) == 4 * 5


def test_verdicts_of_columns_with_one_label_are_counted_apart() -> None:
    """Two columns without field may share a label; their cells are not thrown together."""
    made = plan(ci.MemoryStore(PROFILE), b"E-mail,Note,Note,\na@example.org,1,2,3\n")
    assert {name: sum(counts.values()) for name, counts in made.verdicts.items()} == {
        "email": 1, "Note (column 2)": 1, "Note (column 3)": 1, "column 4": 1,
    }  # fmt: skip


def test_a_plan_is_read_by_several_threads(tmp_path: Path) -> None:
    """No reader gets the line that another one has looked up."""
    data = b"E-mail\n" + b"".join(b"c%d@example.org\n" % i for i in range(9000))
    plan(ci.MemoryStore(PROFILE), data).save(tmp_path / "plan.jsonl")
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ci.Plan.open(tmp_path / "plan.jsonl") as made, ThreadPoolExecutor(8) as threads:
            there = {offset: made._line(offset) for _, _, offset in made._index}
            offsets = [*there] * 300
            assert list(threads.map(made._line, offsets)) == [there[offset] for offset in offsets]
    finally:
        sys.setswitchinterval(interval)


def test_a_plan_saved_where_it_was_opened_stays(tmp_path: Path) -> None:
    """Saving over the file that a plan is read from does not empty it."""
    path = tmp_path / "plan.jsonl"
    plan(ci.MemoryStore(PROFILE)).save(path)
    before = path.read_bytes()
    with ci.Plan.open(path) as opened:
        opened.save(path)
    assert path.read_bytes() == before


def test_saved_plan_is_equal_to_the_plan(tmp_path: Path) -> None:
    """A plan that was saved and opened holds the same outcomes under the same seal."""
    made = plan(ci.MemoryStore(PROFILE))
    made.save(tmp_path / "plan.jsonl")
    with ci.Plan.open(tmp_path / "plan.jsonl", expect=made.seal) as opened:
        assert list(opened) == list(made)
        assert (opened.digest, opened.seal, opened.ref) == (made.digest, made.seal, made.ref)
        assert opened.explain(2) == made.explain(2)


SAVED = saved(plan(ci.MemoryStore(PROFILE), plan_id="p"))


@given(st.integers(0, len(SAVED) - 1), st.integers(1, 255))
def test_a_changed_byte_is_noticed(place: int, difference: int) -> None:
    """Law 9: whatever single byte is changed, the plan does not open."""
    changed = bytearray(SAVED)
    changed[place] ^= difference
    with pytest.raises(ci.PlanError):
        ci.Plan.open(io.BytesIO(bytes(changed)))


@given(st.binary(max_size=200))
def test_any_bytes_are_a_plan_or_a_declared_error(data: bytes) -> None:
    """What is no plan is refused as such."""
    with pytest.raises(ci.PlanError):
        ci.Plan.open(io.BytesIO(data))


@pytest.mark.parametrize("cut", [1, 100, 400])
def test_a_plan_cut_short_is_noticed(cut: int) -> None:
    """A plan that lost its end does not open."""
    with pytest.raises(ci.PlanError):
        ci.Plan.open(io.BytesIO(SAVED[:-cut]))


def test_another_seal_is_not_the_plan_that_was_shown() -> None:
    """The seal that a person confirmed must be the plan's."""
    with pytest.raises(ci.PlanError, match="expected"):
        ci.Plan.open(io.BytesIO(SAVED), expect="0" * 64)


def test_a_missing_file_is_a_plan_error(tmp_path: Path) -> None:
    """A path that cannot be opened is a declared error."""
    with pytest.raises(ci.PlanError) as caught:
        ci.Plan.open(tmp_path / "none.jsonl")
    assert caught.value.code == "plan.unreadable"


def test_digest_leaves_out_the_id_and_nothing_else() -> None:
    """The same inputs give the same digest under another id; another occasion gives another."""
    store = ci.MemoryStore(PROFILE)
    first, second = plan(store, plan_id="a"), plan(store, plan_id="b")
    assert first.digest == second.digest
    assert first.seal != second.seal
    assert plan(store, plan_id="a", occasion="other").digest != first.digest


def test_outcomes_can_be_picked_by_kind_and_by_problem() -> None:
    """Outcomes stream by kind, by problem code and from an index on."""
    made = plan(ci.MemoryStore(PROFILE))
    assert [outcome.row for outcome in made.outcomes(kind="reject")] == [4, 5]
    assert [outcome.row for outcome in made.outcomes(code="key.duplicate")] == [5]
    assert [outcome.row for outcome in made.outcomes(kind={"create"}, start=1)] == [3]


def test_rows_are_found_in_any_block() -> None:
    """`outcome` and `explain` find rows of a plan of several blocks, and refuse rows that it does not have."""
    lines = [f"c{i}@example.org;N{i};;;" for i in range(2500)]
    made = plan(ci.MemoryStore(PROFILE), ("E-mail;Name;City;Points;Shoe size\n" + "\n".join(lines)).encode())
    for row in (2, 1001, 1002, 2501):
        assert made.outcome(row).incoming["email"] == f"c{row - 2}@example.org"
    for row in (0, 1, 2502):
        with pytest.raises(KeyError):
            made.outcome(row)


def test_explain_tells_why_a_cell_did_not_change() -> None:
    """A held cell names its policy, the profile's reason, and both values."""
    store = ci.MemoryStore(PROFILE)
    ci.apply(plan(store), store)
    changed = FILE.replace(b";Ann;", b";Annika;")
    cell = plan(store, changed).explain(2).cells[1]
    assert (cell.verdict, cell.policy, cell.reason) == ("held", "fill_if_empty", "theirs to change")
    assert (cell.incoming, cell.stored) == ("Annika", "Ann")


def test_repr_shows_no_personal_data() -> None:
    """No repr of a plan, an outcome or an explanation quotes the file."""
    made = plan(ci.MemoryStore(PROFILE))
    shown = repr(made) + repr(list(made)) + repr(made.explain(4)) + repr(made.explain(2))
    for secret in ("ann@", "Ann", "Oslo", "not an address"):
        assert secret not in shown


def test_open_questions_stop_the_plan() -> None:
    """Credits without an occasion are a question, which the exception holds (S2-B)."""
    with pytest.raises(ci.QuestionsOpen) as caught:
        plan(ci.MemoryStore(PROFILE), occasion=None)
    assert [question.code for question in caught.value.questions] == ["credit.occasion"]


def test_planner_and_facade_make_the_same_plan() -> None:
    """A host that drives the planner itself, with chunks of its own size, gets the same plan byte for byte."""
    store = ci.MemoryStore(PROFILE)
    table = ci.read(FILE, profile=PROFILE)
    survey = ci.survey(table, PROFILE, today=TODAY.isoformat())
    planner = ci.Planner(
        survey, today=TODAY, plan_id="p", store_id=store.store_id, tenant=store.tenant, occasion="opening balances"
    )
    for chunk in table.chunks(3):
        planner.decide(chunk, store.find(planner.keys(chunk)), store.credits(planner.credit_keys(chunk)))
    assert saved(planner.finish()) == saved(plan(store, plan_id="p"))


def test_a_survey_made_without_a_day_is_planned_for_the_planners_day() -> None:
    """S1-16: an expiry before today is refused, also where the survey was made before anybody named the day."""
    profile = ci.Profile("p", [ci.Field("id"), ci.Field("end", kind="date", not_before="today")], keys=["id"])
    table = ci.read(b"id,end\n1,2026-11-21\n2,2026-11-22\n", profile=profile)
    planner = ci.Planner(ci.survey(table, profile), today=TODAY, plan_id="p")
    for chunk in table.chunks():
        planner.decide(chunk)
    assert [outcome.kind for outcome in planner.finish()] == ["reject", "create"]


def test_a_store_that_throws_is_a_store_error_without_its_words() -> None:
    """What a host's store raises is translated, and its text, which may quote a customer, is dropped."""

    class Broken(ci.MemoryStore):
        def find(self, keys: Mapping[str, Sequence[str]]) -> list[ci.Match]:
            raise RuntimeError("DETAIL: Key (email)=(ann@example.org) already exists")

    with pytest.raises(ci.StoreError) as caught:
        plan(Broken(PROFILE))
    assert "ann@" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
