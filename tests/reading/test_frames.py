"""Rows that are in memory already are read as the same rows in a file would be."""

import datetime
import math
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import customer_import as ci
from customer_import.reading.frames import shown
from customer_import.reading.layout import filled

PROFILE = ci.Profile(
    name="shop",
    region="LT",
    keys=(ci.Key("phone"),),
    fields=(
        ci.Field("phone", kind="phone", labels=("Phone",)),
        ci.Field("name", kind="name", labels=("Name",)),
        ci.Field("born", kind="date", labels=("Born",)),
    ),
)


def rows_of(table: ci.Table) -> list[tuple[int, tuple[str, ...]]]:
    """Return numbers and cells."""
    return [(row.number, row.cells) for row in table]


def test_mappings() -> None:
    """Keys become labels in the order of their first use; an absent key is blank, and the tally counts every row."""
    table = ci.read([{"Phone": "+37061234567", "Name": "Ann"}, {"Name": "Bob", "Born": datetime.date(1990, 2, 1)}])
    assert table.labels == ("Phone", "Name", "Born")
    assert rows_of(table) == [(2, ("+37061234567", "Ann", " ")), (3, (" ", "Bob", "1990-02-01"))]
    assert (table.tally.rows, table.tally.header, table.dialect.format) == (2, 1, "rows")


def test_an_iterator_is_read_once_and_served_often() -> None:
    """A generator is kept, so that survey and plan see the same rows."""
    table = ci.read({"Name": name} for name in ("Ann", "Bob"))
    assert rows_of(table) == rows_of(table) == [(2, ("Ann",)), (3, ("Bob",))]


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (None, ("", None)),
        (math.nan, ("", None)),
        (True, ("TRUE", "boolean")),
        (37061234567, ("37061234567", "numeric")),
        (37061234567.0, ("37061234567", "numeric")),
        (0.1 + 0.2, ("0.3", "numeric")),
        (1e22, ("1e+22", "lost digits")),
        (math.inf, ("inf", "error")),
        (Decimal("1E+2"), ("100", "numeric")),
        (datetime.date(2020, 2, 29), ("2020-02-29", "date")),
        (datetime.datetime(2020, 2, 29), ("2020-02-29", "date")),  # noqa: DTZ001
        (datetime.datetime(2020, 2, 29, 12, 30), ("2020-02-29 12:30:00", "date")),  # noqa: DTZ001
        (" x ", (" x ", None)),
    ],
)
def test_cells(value: object, cell: tuple[str, str | None]) -> None:
    """Cells in memory say what the same cells of a workbook say."""
    assert shown(value) == cell


@given(st.lists(st.tuples(st.text(), st.text()), min_size=1))
def test_texts_are_not_touched(rows: list[tuple[str, str]]) -> None:
    """Texts arrive as they are; rows of blanks are counted, not lost."""
    table = ci.read([{"a": a, "b": b} for a, b in rows])
    found = dict(rows_of(table))
    for number, row in enumerate(rows, 2):
        assert number in found or not filled(row)
        assert found.get(number, row) == row
    assert len(found) == table.tally.rows == len(rows) - table.tally.blank


def test_another_content_is_another_source() -> None:
    """The digest depends on labels, cells and on whether a cell was a number."""
    digests = {
        ci.read(rows).digest for rows in ([{"a": "1"}], [{"b": "1"}], [{"a": "2"}], [{"a": 1}], [{"a": "1"}, {"a": ""}])
    }
    assert len(digests) == 5
    assert ci.read([{"a": "1"}]).digest in digests


@pytest.mark.parametrize("source", [[1, 2], [["a"]], [{"a": object()}], [{"a": b"x"}], object()])
def test_what_is_no_table(source: Any) -> None:
    """Anything else is refused by name."""
    with pytest.raises(ci.UsageError):
        ci.read(source)


def test_nothing_at_all() -> None:
    """No rows, or rows without cells, are an empty source."""
    empty: list[Any] = [[], [{}], iter(())]
    for source in empty:
        with pytest.raises(ci.SourceError) as caught:
            ci.read(source)
        assert caught.value.code == "source.empty"


def test_limits_hold() -> None:
    """Too many rows, or columns, or characters, end in a declared error."""
    with pytest.raises(ci.LimitError):
        ci.read([{"a": "x"}] * 11, limits=ci.Limits(rows=10))
    with pytest.raises(ci.LimitError):
        ci.read([{"a": "x", "b": "y"}], limits=ci.Limits(columns=1))
    with pytest.raises(ci.LimitError):
        ci.read([{"a": "xxxx"}], limits=ci.Limits(cell=3))


def test_numbers_for_phones_are_named() -> None:
    """A phone column of numbers has lost its zeros: the survey says so, with rows, and still reads them."""
    table = ci.read([{"Phone": 37061234567.0, "Name": "Ann"}, {"Phone": "861234568", "Name": "Bob"}])
    (finding,) = ci.survey(table, PROFILE).findings
    assert (finding.code, finding.field, finding.rows) == ("column.numbers", "phone", (2,))


def test_a_plan_of_mappings_is_the_plan_of_the_file() -> None:
    """The same cells give the same outcomes, whether they came in a file or in memory."""
    text = "Phone,Name,Born\n+37061234567,Ann,1990-02-01\nbad,Bob,\n"
    store = ci.MemoryStore(PROFILE)
    today = datetime.date(2026, 1, 1)
    rows = [dict(zip(("Phone", "Name", "Born"), line.split(","), strict=True)) for line in text.splitlines()[1:]]
    with ci.read(text.encode()) as file:
        plans = [ci.plan(table, PROFILE, store, today=today) for table in (file, ci.read(rows))]
    assert list(plans[0].outcomes()) == list(plans[1].outcomes())
    assert plans[0].counts == plans[1].counts


class FakePandas:
    """What pandas offers of a data frame: NaN for missing cells, floats for whole numbers."""

    columns = ("Phone", 7)

    def itertuples(self, index: bool, name: None) -> Any:
        """Yield rows."""
        assert (index, name) == (False, None)
        return iter([(37061234567.0, "Ann"), (math.nan, "Bob")])


def test_data_frames() -> None:
    """Labels may be numbers; missing cells are blank."""
    table = ci.read(FakePandas())
    assert table.labels == ("Phone", "7")
    assert rows_of(table) == [(2, ("37061234567", "Ann")), (3, ("", "Bob"))]
    (chunk,) = table.chunks()
    assert chunk.flags == {0: {0: "numeric"}}


@pytest.mark.parametrize("library", ["pandas", "polars", "pyarrow", "arro3.core"])
def test_real_data_frames(library: str) -> None:
    """The frames of each library that is installed are read alike."""
    module = pytest.importorskip(library)
    columns = {"Phone": ["+37061234567", None], "Points": [1.5, 2.0]}
    if library == "arro3.core":
        frame = module.Table.from_arrow(pytest.importorskip("polars").DataFrame(columns))
    else:
        frame = module.table(columns) if library == "pyarrow" else module.DataFrame(columns)
    table = ci.read(frame)
    assert table.labels == ("Phone", "Points")
    assert rows_of(table) == [(2, ("+37061234567", "1.5")), (3, ("", "2"))]


def test_a_signalling_nan_is_a_missing_value() -> None:
    """Comparing it is an error, which does not reach who reads."""
    assert shown(Decimal("sNaN")) == shown(Decimal("NaN")) == shown(None)


@pytest.mark.parametrize("cell", [10**5000, -(10**5000), b"Ann", ["Ann"]], ids=["long", "below", "bytes", "list"])
def test_what_no_cell_can_be_is_refused(cell: object) -> None:
    """Numbers that Python does not write out, bytes and lists are the caller's mistake, said with their type."""
    with pytest.raises(ci.UsageError) as caught:
        ci.read([{"Name": cell}])
    assert (caught.value.code, caught.value.params["kind"]) == ("source.cell", type(cell).__name__)


def test_a_stream_of_single_values_is_no_table() -> None:
    """A column without a name is refused, whatever the Arrow library says of it."""
    polars = pytest.importorskip("polars")
    with pytest.raises(ci.UsageError) as caught:
        ci.read(polars.Series("Name", ["Ann"]))
    assert caught.value.code == "source.rows"
