"""What stands below a table is found in files of any size, and every record is accounted for."""

from __future__ import annotations

import pytest

from customer_import.reading import read
from customer_import.reading.detection import SMALL

HEAD = "id,name,city,joined\n"
ROW = "{},Ann,Lund,2024-01-{:02d}\n"
OTHER = "".join(f"P{i},{i}.5,item\n" for i in range(40))
EQUAL = "".join(f"P{i},{i}.5,item,x\n" for i in range(40))


def rows(count: int, gap: int = 0) -> str:
    """Write so many rows, with a blank line after every `gap` of them."""
    return "".join(ROW.format(i, i % 28 + 1) + ("\n" if gap and i % gap == gap - 1 else "") for i in range(count))


BELOW = {
    "a second table after a blank line": ("\ncode,price,what\n" + OTHER, "second table", 41),
    "a second table as wide as the first": ("\ncode,price,what,more\n" + EQUAL, "second table", 41),
    "a titled second table": ("\nItems\ncode,price,what\n" + OTHER, "second table", 42),
    "totals": ("Total,40000,,\n", "totals", 1),
    "a footnote": ("\nSource: the office\n", "footnote", 1),
    "a footnote, padded": ("Source: the office,,,\n", "footnote", 1),
}


@pytest.mark.parametrize(("count", "gap"), [(300, 0), (300, 1), (300, 7), (42_000, 0), (42_000, 7)])
@pytest.mark.parametrize("name", sorted(BELOW))
def test_what_stands_below_is_found_at_any_size(name: str, count: int, gap: int) -> None:
    """A second table, totals and footnotes are trailing whether the file is small or large, with blank lines or not."""
    text, why, size = BELOW[name]
    data = (HEAD + rows(count, gap) + text).encode()
    assert count < 1000 or len(data) > SMALL
    with read(data) as table:
        assert [part.why for part in table.dialect.trailing] == [why]
        tally = table.tally
        assert (tally.header, tally.rows, tally.trailing) == (1, count, size)
        assert tally.header + tally.preamble + tally.blank + tally.rows + tally.trailing == data.count(b"\n")


def test_a_title_below_a_table_of_two_columns_belongs_to_the_table_below_it() -> None:
    """In a table of two columns a row of one cell may lack the other; between a blank row and labels it is a title."""
    body = "".join(f"Lund {i},2024-01-{i + 10}\n" for i in range(9))
    text = "town,joined\n" + body + "\nAnother table\nID,name\n" + "".join(f"{i}00,Ann\n" for i in range(9))
    with read(text.encode()) as table:
        assert (table.tally.rows, table.tally.trailing) == (9, 11)


def test_a_second_table_in_the_middle_of_a_large_file_is_found() -> None:
    """A second table is found though more rows stand below it than the end of a file shows."""
    data = (HEAD + rows(42_000) + "\ncode,price,what,more\n" + EQUAL * 300).encode()
    with read(data) as table:
        assert (table.tally.rows, table.tally.trailing, table.tally.blank) == (42_000, 12_001, 1)


def test_repeated_headers_in_a_large_list_are_no_customers() -> None:
    """A printed list repeats its header on every page, however many there are."""
    with read((HEAD + (rows(40) + HEAD) * 1200 + rows(10)).encode()) as table:
        assert (table.tally.rows, table.tally.trailing) == (48_010, 1200)


def test_the_end_of_a_file_of_many_stretches_is_looked_at() -> None:
    """Past thousands of stretches only repeated headers and the end can tell: all of both are still found."""
    body = "".join(f"{i},Ann,Lund,5\n\n" for i in range(6_000)) + "id,name,city,amount\n1,Ann,Lund,5\n"
    text = "id,name,city,amount\n" + body * 3 + "\nTotal,,,90000\n"
    with read(text.encode()) as table:
        last = table.tally.physical
        found = [(part.first, part.last, part.why) for part in table.dialect.trailing]
        assert found == [
            *[(1 + 12_002 * (place + 1) - 1, 1 + 12_002 * (place + 1) - 1, "repeated header") for place in range(3)],
            (last, last, "totals"),
        ]
        assert (table.tally.rows, table.tally.trailing) == (18_003, 4)


LISTED = [[f"{i}", "Ann Ek", "Lund", f"2024-01-{i + 1:02d}"] for i in range(12)]
LABELS = "id,name,city,joined\n"


def listed(start: int = 0, stop: int = 12) -> str:
    """Write some of the rows."""
    return "".join(",".join(row) + "\n" for row in LISTED[start:stop])


@pytest.mark.parametrize(
    "below",
    [
        "Note: as of 1 March, without those who have left\n",
        "Printed by,A. Clerk\n",
        "_________\nResults of the census.\n© The office, 2024\n",
        "\nLatest update:\n20240319 08:00\n\nContact:\nA. Person\n+46 10-479 50 00\nperson@stat.example\n",
        "\nFootnotes:\n1,Estimated\n2,Of age\n\nHow to cite: The office, table 17\n",
        "=====,=====,=====,=====\n",
    ],
)
def test_notes_below_are_no_customers(below: str) -> None:
    """Notes at the end are trailing, without a blank line too, and with commas in them."""
    with read((LABELS + listed() + below).encode()) as table:
        assert [list(row.cells) for row in table] == LISTED
        assert {part.why for part in table.dialect.trailing} == {"footnote"}


@pytest.mark.parametrize(
    "below", ["\nUnsubscribed:\nann@example.org\neva@example.org\n", "\n14\n", "13,Eva\n14,Jan\n", "Page,Ann,Ek\n"]
)
def test_customers_below_stay(below: str) -> None:
    """Rows that end early, and values such as the first column holds, are never taken for notes."""
    mails = "".join(f"{name}@example.org,Ann,Lund,2024-01-02\n" for name in "abcdefgh")
    body = mails if "@" in below else listed()
    with read((LABELS.replace("id", "mail") + body + below).encode()) as table:
        last = below.splitlines()[-1].split(",")
        assert [list(row.cells)[: len(last)] for row in table][-1] == last


def test_totals_of_several_rows() -> None:
    """Each of the rows that add up the others is one of the totals."""
    text = "name,clicks,cost\nAnn,1,2.5\nEva,2,3.5\nJan,2,3.5\nTotal: Account,5,9.5\nTotal: all,5,9.5\n"
    with read(text.encode()) as table:
        assert (table.tally.rows, [part.why for part in table.dialect.trailing]) == (3, ["totals"])


@pytest.mark.parametrize("between", ["", "\n", "\ufeff", "\f", "Page {}\n", "\nMembers   p. {}\n\n"])
@pytest.mark.parametrize("spelled", [str, str.upper])
def test_headers_that_are_repeated(between: str, spelled: type[str]) -> None:
    """A header on every page is no customer, nor what begins the page; it may be in capitals or follow a page feed."""
    pages = [between.format(page) + spelled(LABELS) + listed(page * 4, page * 4 + 4) for page in range(1, 3)]
    with read((LABELS + listed(0, 4) + "".join(pages)).encode()) as table:
        assert [list(row.cells) for row in table] == LISTED
        assert {part.why for part in table.dialect.trailing} == {"repeated header"}
