"""Ordinals and recurrences of credits: counted where customers repeat, and the same as counted for all rows."""

import io
from collections import Counter

from hypothesis import example, given
from hypothesis import strategies as st

import customer_import as ci
from customer_import.spool import Occurrences
from customer_import.surveying.kept import with_texts
from customer_import.surveying.passes import Pass

FIELDS = [ci.Field("no", "identifier"), ci.Field("points", "decimal"), ci.Field("unit"), ci.Field("name")]
PROFILE = ci.Profile(
    "club", FIELDS, ["no"], credit=ci.CreditRule("no", "points", unit="unit"), duplicates="each", null_tokens=["n/a"]
)
ROWS = st.lists(
    st.tuples(st.sampled_from(["1", "2", "3", ""]), st.sampled_from(["5", " 5", "7", "", "n/a", "x"]),
              st.sampled_from(["p", "p ", "q"])),
    max_size=12,
)  # fmt: skip


@given(rows=ROWS, size=st.integers(1, 5))
@example([("1", "5", "p"), ("2", "5", "p"), ("1", "", "p"), ("1", "5", "p"), ("1", "5", "q")], 2)
def test_counts_are_those_of_all_rows(rows: list[tuple[str, str, str]], size: int) -> None:
    """However the table is cut: as many earlier rows with an amount, and as many that credit the same."""
    text = "".join(f"{no},{points},{unit},x\n" for no, points, unit in [("no", "points", "unit"), *rows])
    with ci.read(io.BytesIO(text.encode()), profile=PROFILE, dialect=ci.Dialect(header_rows=(1,))) as table:
        given_ = Pass(table, PROFILE)
        few, all_ = given_.walk(), given_.walk(groups=lambda _: Occurrences())
        for chunk in table.chunks(size):
            looked_at = given_.look(chunk)
            few.feed(with_texts(looked_at))
            all_.feed(looked_at)
    assert few.repeated() == all_.repeated()
    ordinals, recurrences = dict(few.ordinals()), dict(few.recurrences())
    assert (ordinals, recurrences) == (dict(all_.ordinals()), dict(all_.recurrences()))
    assert few.credit_rows == all_.credit_rows
    customers: Counter[str] = Counter()
    contents: Counter[tuple[str, str, str]] = Counter()
    for number, (no, points, unit) in enumerate(rows, 2):
        amount = points.strip()
        if not no or amount in ("", "n/a"):
            continue
        assert ordinals.get(number, 0) == customers[no]
        assert recurrences.get(number, 0) == contents[no, amount, unit.strip()]
        customers[no] += 1
        contents[no, amount, unit.strip()] += 1
