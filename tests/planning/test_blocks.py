"""The line of a block: put together by its parts, and yet the JSON of its plain data."""

import json

import attrs
from hypothesis import example, given
from hypothesis import strategies as st

import customer_import as ci
from customer_import.columns import joined
from customer_import.model import Value
from customer_import.planning.block import Block, Reading
from customer_import.planning.block_writing import BlockIndex, kinds_of
from customer_import.planning.wire import Entries, Incoming, Rows, dumps, encode_block, encode_problem

CELLS = st.text(st.sampled_from('a\t\\"\n\x00\x7fž\u2028\U0001f600\ud800'), max_size=4)
COLUMNS = st.one_of(
    st.lists(CELLS, min_size=2, max_size=2),
    st.lists(st.sampled_from(["plain", "", "Žofie", "ann@example.org"]), min_size=2, max_size=2),
    st.lists(st.lists(CELLS, max_size=2).map(tuple), min_size=2, max_size=2),
)


def as_text(column: list[Value]) -> Incoming:
    """Return a column joined by line feeds, where it can be."""
    return column if isinstance(column[0], tuple) or (text := joined(column)) is None else text  # type: ignore[arg-type]


@given(COLUMNS, COLUMNS, CELLS)
@example(["\ud800", ""], ["Žofie", ""], "")
@example(["\\ud800", ""], ["Žofie", ""], "\ud800")
@example(["a\tb", "c"], ["\\t", '"'], "\\")
def test_a_line_is_the_json_of_its_data(one: list[Value], other: list[Value], problem: str) -> None:
    """Any cells: the line is in the one form that `dumps` gives its data, and says what the rows say."""
    other_text = problem[::-1]
    rows = Rows([5, 6], ["C", "!"], ["S-", "!x"], [one, other], Entries([0], (["7"], ["1"], ["one"])))
    rows.problems.add(1, encode_problem(ci.Problem("cell.bad", "reject", 6, "one", problem, (("error", other_text),))))
    line = encode_block(rows, ["one", "two"])
    data = json.loads(line)
    assert line == dumps(data)
    assert line == encode_block(attrs.evolve(rows, incoming=[as_text(one), as_text(other)]), ["one", "two"])
    assert list(data) == ["rows", "kinds", "verdicts", "incoming", "targets", "problems"]
    block = Block(data, Reading(["one", "two"], ()))
    assert [list(block.incoming[name]) for name in ("one", "two")] == [one, other]
    assert block.sparse("problems") == {1: [["cell.bad", "reject", "one", problem, {"error": other_text}]]}
    index = BlockIndex(100)
    index.add(line)
    assert (index.entries, index.outcomes, index.size) == ([(5, 0, 100)], 2, 100 + len(line))
    assert kinds_of(line) == "C!"
