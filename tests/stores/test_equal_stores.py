"""The store in memory and the one in SQLite answer every sequence of calls alike."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from customer_import.errors import CustomerImportError
from customer_import.model import Outcome, Value
from customer_import.ports import Batch
from customer_import.stores import MemoryStore, SQLiteStore
from customer_import.testing.contract import PROFILE, Hooks, create, credit, plan_of, remove, update

EMAILS = st.sampled_from(["a@x.org", "A@x.org", "b@x.org", "c@x.org"])
PHONES = st.sampled_from(["", "+37061234567", "+37061234568"])
CARDS = st.sets(st.sampled_from(["C1", "C2", "C3"])).map(lambda cards: tuple(sorted(cards)))
CREDITS = st.lists(
    st.builds(credit, st.integers(1, 4), st.sampled_from(["1", "-0.5", "1.00"])), max_size=2, unique_by=lambda c: c.key
)
CHANGES: st.SearchStrategy[dict[str, Value]] = st.fixed_dictionaries(
    {}, optional={"email": EMAILS, "phone": PHONES, "cards": CARDS, "city": st.sampled_from(["", "Oslo", "Rome"])}
)


@st.composite
def outcomes(draw: st.DrawFn, customers: list[Any]) -> Outcome:
    """Draw an outcome that speaks of customers as they were when the plan was made."""
    row = draw(st.integers(2, 99))
    posted = draw(CREDITS)
    if not customers or draw(st.booleans()):
        return create(row, {"email": draw(EMAILS), **draw(CHANGES)}, *posted)
    match = draw(st.sampled_from(customers))
    if draw(st.integers(0, 5)) == 0:
        return remove(row, match)
    return update(row, match, draw(CHANGES), *posted, versioned=draw(st.booleans()))


@given(st.data())
def test_memory_and_sqlite_agree(data: st.DataObject) -> None:
    """Any plans, whole or not, in any batches, over any host edits: equal results and equal state."""
    stores: list[Any] = [MemoryStore(PROFILE), SQLiteStore(":memory:", PROFILE)]
    hooks = Hooks()
    for number in range(data.draw(st.integers(1, 3))):
        known = stores[0].customers()
        rows = data.draw(st.lists(outcomes(known), min_size=1, max_size=6))
        if known and data.draw(st.booleans()):
            edited = data.draw(st.sampled_from(known)).id
            for store in stores:
                store.edit(edited, {"city": "Bergen"})
        size, whole = data.draw(st.integers(1, 6)), data.draw(st.booleans())
        answers = [_drive(store, rows, f"plan {number}", size, whole) for store in stores]
        assert answers[0] == answers[1]
        assert hooks.state(stores[0]) == hooks.state(stores[1])


def _drive(store: Any, rows: list[Outcome], name: str, size: int, whole: bool) -> list[Any]:
    plan = plan_of(store, rows, name, notify=True)
    store.journal(plan)
    answers: list[Any] = []
    for first in range(0, len(rows), size):
        part = list(enumerate(rows))[first : first + size]
        try:
            answers.append(store.commit(Batch(plan, first, first + len(part), part, whole)))
        except CustomerImportError as error:
            answers.append((error.code, error.params["next"]))
    return answers
