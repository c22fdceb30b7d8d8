"""The battery of phones, short."""

from tests.battery import phones


def test_numbers_are_what_phonenumbers_says() -> None:
    """No number of any region has another answer."""
    tally = phones.run(5_000, seed=7)
    assert tally.different == []
    assert tally.valid > 1_000
