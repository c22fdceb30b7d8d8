"""Chunks that the survey keeps for planning."""

from hypothesis import given
from hypothesis import strategies as st

import customer_import as ci
from customer_import.surveying.kept import KeptChunks, with_texts
from tests.sample import FILE, PROFILE, TODAY

CELLS = st.text(max_size=5)
KEYS = st.text(st.characters(exclude_characters="\n"), max_size=5)
PROBLEMS = st.builds(
    ci.Problem, st.text(max_size=5), row=st.integers(0, 9), params=st.just((("count", 3), ("shown", ("a", "b"))))
)


@st.composite
def chunks(draw: st.DrawFn) -> ci.Chunk:
    """Draw a chunk with everything that one may have."""
    rows = draw(st.integers(1, 4))
    places = st.integers(0, rows - 1)
    numbers = draw(st.sampled_from([range(2, 2 + rows), list(range(1, 2 * rows + 1, 2))]))
    return ci.Chunk(
        numbers,
        draw(st.lists(st.lists(CELLS, min_size=rows, max_size=rows), max_size=3)),
        draw(st.dictionaries(st.integers(0, 2), st.dictionaries(places, st.just("error"), max_size=2), max_size=2)),
        draw(st.dictionaries(places, st.integers(0, 3), max_size=2)),
        draw(st.dictionaries(places, st.tuples(PROBLEMS), max_size=2)),
        draw(st.dictionaries(places, st.tuples(CELLS, CELLS), max_size=2)),
        draw(st.booleans()),
        values=draw(
            st.dictionaries(st.integers(0, 2), st.lists(KEYS, min_size=rows, max_size=rows).map("\n".join), max_size=2)
        ),
    )


@given(st.lists(chunks(), min_size=1, max_size=4))
def test_kept_chunks_come_back_equal(given_chunks: list[ci.Chunk]) -> None:
    """What was taken in comes back in its order, cell for cell, flags, problems and all."""
    kept = KeptChunks()
    given_chunks += list(map(with_texts, given_chunks))
    for chunk in given_chunks:
        kept.add(chunk)
    assert list(kept.again() or ()) == given_chunks


def test_values_are_kept_only_where_they_come_back() -> None:
    """Values of another reading are made anew."""
    kept, forgotten = KeptChunks(), KeptChunks()
    for some in (kept, forgotten):
        some.add(ci.Chunk(range(2), [["a", "b"], ["c", "d"]], values={0: "A\nB"}))
    forgotten.forget_values()
    assert [chunk.values for chunk in kept.again() or []] == [{0: "A\nB"}]
    assert [chunk.values for chunk in forgotten.again() or []] == [{}]


def test_nothing_is_kept_past_the_limit() -> None:
    """A file that is too large to keep is read again."""
    kept = KeptChunks(most=100)
    for _ in range(50):
        kept.add(ci.Chunk(range(1), [["cell"]]))
    assert kept.again() is None
    assert KeptChunks().again() is None


def test_the_plan_is_that_of_a_file_read_twice() -> None:
    """Whether chunks were kept or are parsed again changes nothing: guards, errors and examples are heeded once."""
    data = FILE + b"'=1+1@example.org;#N/A;(example);2;\neve@example.org;Eve (example);Rome;3\n"
    data += b"name@example.org (example);Eve;Rome;3\n"
    table = ci.read(data, profile=PROFILE)
    store = ci.MemoryStore(PROFILE)
    surveyed = ci.survey(table, PROFILE, today=TODAY.isoformat())
    kept, read_twice = (
        ci.plan(table, PROFILE, store, today=TODAY, occasion="x", survey=survey) for survey in (None, surveyed)
    )
    assert kept.digest == read_twice.digest
    assert "skip" in [outcome.kind for outcome in kept]
