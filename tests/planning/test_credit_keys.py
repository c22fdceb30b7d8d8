"""Keys of credits made by the column, beside `credit_key`, which is their specification."""

from hypothesis import example, given
from hypothesis import strategies as st

from customer_import.planning.credits import credit_key, key_maker

CUSTOMERS = st.lists(st.tuples(st.text(max_size=5), st.sampled_from([0, 0, 0, 1, 10, (1 << 52) + 7])), max_size=6)


@given(CUSTOMERS, st.text(max_size=3), st.text(max_size=3))
@example([("a\nb", 0), ("", 0)], "t", "o")
@example([("Å", 1)], "t", "o")
@example([("a", 1), ("", 0), ("b", 0)], "t", "o")
def test_a_column_of_keys_is_one_key_a_row(rows: list[tuple[str, int]], tenant: str, occasion: str) -> None:
    """Who credits nobody has no key; line ends, letters beyond ASCII and ordinals change nothing."""
    keys = key_maker(tenant, occasion).column([customer for customer, _ in rows], [ordinal for _, ordinal in rows])
    assert keys == [
        credit_key(tenant, occasion, customer, "", ordinal) if customer else "" for customer, ordinal in rows
    ]
