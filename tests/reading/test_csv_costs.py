"""What damage costs: a search has so many steps, all searches of a file together have, and then each row has a few."""

from __future__ import annotations

import io
import random

import pytest

from customer_import.reading import Dialect, damage, read, scoring
from customer_import.reading.csv_records import Effort, RecordReader
from customer_import.reading.damage import FEW_STEPS, MOST_STEPS, STEPS_PAIR, Budget, cut_cells
from customer_import.reading.limits import Limits

WIDTH = 10
MENDABLE = '1,2,3,4,5,6,7,8,9,"a "b", c"'


def hostile(rows: int, seed: int = 1) -> list[str]:
    """Lines with a stray quote in every cell, and a few cells too many."""
    draw = random.Random(seed)
    sides = ('"abc', 'abc"')
    return [",".join(draw.choice(sides) for _ in range(WIDTH + draw.randint(1, 4))) + "\n" for _ in range(rows)]


@pytest.fixture
def tried(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many pieces were read as a cell, all in all."""
    counts = [0]
    before = damage._cell

    def counted(piece: str, dialect: Dialect) -> tuple[str, int]:
        counts[0] += 1
        return before(piece, dialect)

    monkeypatch.setattr(damage, "_cell", counted)
    return counts


def spent(rows: int, left: int, tried: list[int]) -> tuple[int, int]:
    """Read damaged rows with a budget; return the steps taken from it and the cells that were tried."""
    effort = Effort(budget=Budget(left=left))
    before = tried[0]
    records, rest = RecordReader(Dialect(), Limits()).records("".join(hostile(rows)), 1, WIDTH, effort, final=True)
    assert (len(records) > 0, rest) == (True, "")
    return left - effort.budget.left, tried[0] - before


def test_damaged_rows_use_the_budget_of_their_file_and_then_a_few_steps_each(tried: list[int]) -> None:
    """Twice as many rows try no more than a few cells more, each, once the steps of the file are taken."""
    left = 50_000
    some, more = spent(1_000, left, tried), spent(2_000, left, tried)
    for rows, (steps, cells) in ((1_000, some), (2_000, more)):
        assert left - MOST_STEPS < steps <= left + MOST_STEPS + rows * FEW_STEPS
        assert cells <= left + 3 * rows * (WIDTH + 4)
    assert more[1] - some[1] <= 3 * 1_000 * (WIDTH + 4)


def test_what_the_search_for_cells_takes_is_linear_before_the_budget_is_used_up(tried: list[int]) -> None:
    """Twice as many rows take twice as many steps, give or take those of one search."""
    (one, _), (two, _) = spent(40, 1 << 40, tried), spent(80, 1 << 40, tried)
    assert 0 < two < 2.5 * one + MOST_STEPS


@pytest.mark.parametrize("width", [0, 1, 3, 10, 40])
def test_steps_are_what_a_search_does(width: int, tried: list[int]) -> None:
    """No more cells are tried than steps were taken for, and a search that is not allowed tries none."""
    for line in [*hostile(30), *(line * 4 for line in hostile(30, 2))]:
        text, budget = line.replace("\n", ","), Budget(1 << 40, 1 << 40)
        before = tried[0]
        cut_cells(text, Dialect(), width, budget)
        assert tried[0] - before <= text.count(",") + 1 + ((1 << 40) - budget.left) // STEPS_PAIR
        before = tried[0]
        if width != text.count(",") + 1:
            assert cut_cells(text, Dialect(), width, Budget(each=1)) is None
            assert tried[0] == before


def test_rows_behind_the_budget_cost_themselves_alone() -> None:
    """Simple damage is mended there all the same, and rows in order are read as ever."""
    effort = Effort(budget=Budget(left=0))
    text = "".join([*hostile(20), "1,2,3,4,5,6,7,8,9,0\n", MENDABLE + "\n", "1,2,3,4,5,6,7,8,9,x\n"])
    records, _ = RecordReader(Dialect(), Limits()).records(text, 1, WIDTH, effort, final=True)
    assert [row[-1] for row in records.rows[-3:]] == ["0", 'a "b", c', "x"]
    assert len(records) == 23
    codes = [problem.code for index in range(20) for problem in records.problems.get(index, ())]
    assert codes.count("row.quote_unclosed") > 10


class Slow(io.BytesIO):
    """A source that gives few bytes at a time."""

    def read(self, size: int | None = -1, /) -> bytes:
        """Return fewer bytes than were asked for."""
        return super().read(min(size, 777) if size and size > 0 else size)


def test_where_the_budget_ends_depends_on_the_file_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chunks of any size, rows, and sources that give few bytes at a time have the same rows mended."""
    monkeypatch.setattr(Budget.__init__, "__defaults__", (MOST_STEPS, 30_000))
    data = "".join(["id,b,c,d,e,f,g,h,i,j\n", *hostile(1_500)]).encode()
    found = []
    for source, size in ((data, 7), (data, 5_000), (Slow(data), 1_000)):
        with read(source) as table:
            chunks = list(table.chunks(size))
            told = {c.numbers[i]: [p.code for p in problems] for c in chunks for i, problems in c.damaged.items()}
            found.append((table.tally, told, [row for c in chunks for row in zip(*c.columns, strict=True)]))
    assert found[0] == found[1] == found[2]
    codes = {code for codes in found[0][1].values() for code in codes}
    assert {"row.quote_stray", "row.quote_unclosed"} <= codes


def test_a_candidate_for_the_delimiter_has_a_budget_too(tried: list[int]) -> None:
    """Reading the sample under it tries so many cells at most, however many lines need a search."""
    scoring.rows_of([line.strip() * 4 + "\n" for line in hostile(400)], Dialect())
    assert tried[0] <= 2 * scoring.MOST_STEPS_ALL // STEPS_PAIR + 2 * 400 * 4 * (WIDTH + 4)
