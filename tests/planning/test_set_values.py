"""The edits of a plain create are equal to the tuple that they stand for, whoever looks at them."""

import pickle

from hypothesis import given
from hypothesis import strategies as st

from customer_import.model import Edit, Outcome, SetValues

VALUES = st.dictionaries(st.text(min_size=1), st.text(min_size=1) | st.lists(st.text(), min_size=1).map(tuple))


@given(VALUES, VALUES)
def test_they_are_the_edits_that_they_stand_for(values: dict, others: dict) -> None:
    """Length, items, order, equality and hash are those of the tuple; so are an outcome's that holds them."""
    edits = tuple(Edit(field, () if isinstance(value, tuple) else "", value) for field, value in values.items())
    lazy = SetValues(values)
    assert (tuple(lazy), len(lazy), list(reversed(lazy))) == (edits, len(edits), list(reversed(edits)))
    assert lazy == edits == lazy
    assert lazy[:1] == edits[:1]
    assert hash(lazy) == hash(edits)
    assert (
        Outcome("create", 2, edits=lazy)
        == Outcome("create", 2, edits=edits)
        == pickle.loads(pickle.dumps(Outcome("create", 2, edits=lazy)))
    )
    assert (lazy == SetValues(others)) == (list(values.items()) == list(others.items()))


def test_they_show_no_content() -> None:
    """Neither their repr nor that of their outcome shows a value."""
    lazy = SetValues({"name": "Ann"})
    assert (repr(lazy), "Ann" in repr(Outcome("create", 2, edits=lazy))) == ("<1>", False)
