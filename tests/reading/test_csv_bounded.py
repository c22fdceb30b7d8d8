"""Detection looks at so many records and no more, says so, and still numbers what stands at the end."""

from __future__ import annotations

import pytest

from customer_import.reading import detect, read
from customer_import.reading.csv_records import Effort, RecordReader
from customer_import.reading.records import Records
from customer_import.reading.stretches import LEAST_BYTES, MOST_LOOKED

SIZE = 1 << 19
AWKWARD = {
    "rows that end early": "a,b,c\n1,2,3\n" + "1,2\n" * (SIZE // 4),
    "rows of all lengths": "a;b;c\n" + "1;2\n1;2;3;4\n" * (SIZE // 12),
    "blank lines": "a,b,c\n" + "1,2,3\n\n" * (SIZE // 7),
    "delimiters in turn": "id,mail\n" + "1;a@b.cz\n2,a@b.cz\n" * (SIZE // 18),
    "tiny tables": "a,b,c\n1,2,3\n\nName,Age\nx,2\ny,3\n\n" * (SIZE // 36),
    "quotes inside of quotes": "a,b,c\n" + '1,"a"b","c"d"\n' * (SIZE // 15),
    "quotes that stay open": "a,b\n" + '1,"2\n' * (SIZE // 6),
}


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many records were read one by one, block by block."""
    counts: list[int] = []
    before = RecordReader.records

    def counted(
        self: RecordReader, text: str, number: int, width: int, effort: Effort, *, final: bool
    ) -> tuple[Records, str]:
        found = before(self, text, number, width, effort, final=final)
        counts.append(len(found[0]))
        return found

    monkeypatch.setattr(RecordReader, "records", counted)
    return counts


@pytest.mark.parametrize("name", sorted(AWKWARD))
def test_detection_reads_so_many_records(name: str, reads: list[int]) -> None:
    """However many records stand in no order, detection reads some of them, and says how far it has looked."""
    dialect = detect(AWKWARD[name].encode())
    assert sum(reads) < 3 * max(MOST_LOOKED, SIZE // LEAST_BYTES)
    (found,) = [one for one in dialect.evidence if one.what == "trailing" and not one.rows]
    assert "past the first" in found.why


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("last", ["", "x"])
def test_records_that_are_only_counted_keep_their_numbers(end: str, last: str, reads: list[int]) -> None:
    """What stands at the end of such a file has its right number, whatever ends lines, blank ones among them."""
    body = ["id,name,paid", *["1,Ann,2", "", "2,Eva", ""] * 20_000]
    data = end.join([*body, "Source: the office" + last]).encode()
    with read(data) as table:
        assert 0 < sum(reads) < len(body) // 2
        assert [(part.first, part.why) for part in table.dialect.trailing] == [(len(body) + 1, "footnote")]
        assert (table.tally.physical, table.tally.rows) == (len(body) + 1, 40_000)


def test_repeated_headers_among_records_that_are_only_counted_are_found() -> None:
    """Pages of a printed list are told apart to the end of the file, though its rows are not looked at."""
    page = "id,name,paid\n" + "1,Ann\n2,Eva,5\n" * 50
    with read((page * 300).encode()) as table:
        assert [part.first for part in table.dialect.trailing] == list(range(102, 300 * 101, 101))
        assert table.tally.rows == 300 * 100


def test_a_second_table_goes_on_to_the_end_of_a_file_that_is_only_counted() -> None:
    """Where a second table was found before the search ended, all that follows it belongs to it."""
    first = "id,name,paid\n" + "1,Ann,5\n" * 30
    below = "".join(f"h{i},x{i}\n{i},b\n\n" for i in range(30_000))
    with read((first + "\ncode,price,what\n" + "P1,2.5,item\n" * 5 + "\n" + below).encode()) as table:
        (found,) = table.dialect.trailing
        assert (found.first, found.why, table.tally.rows) == (33, "second table", 30)
        assert found.last >= table.tally.physical - 1
