"""Workbooks that calamine reads: the same cells as in .xlsx, and a process that may die without harm."""

import datetime
import importlib.util
import io
import json
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from customer_import import LimitError, Limits, SourceError, UsageError, message, read
from customer_import.problems.codes import CODES
from customer_import.reading import calamine_worker
from customer_import.reading.calamine import BLANK, open_other
from customer_import.reading.source import Source
from customer_import.reading.xlsx import open_workbook
from tests.reading.other_building import ods, row, table, text, value, xlsb
from tests.reading.xlsx_building import packed, workbook
from tests.sample import PROFILE

XLS = Path(__file__).parent / "data" / "customers.xls"
LIMITS = Limits()
SMALL = ods(table("Customers", row(text("Name"), text("City")), row(text("Ann"), text("Oslo"))))

PLAIN = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=12)
DAYS = st.dates(datetime.date(1901, 1, 1))
MOMENTS = (
    st.datetimes()
    .filter(lambda moment: 1900 < moment.year < 9999)
    .map(lambda x: x.replace(microsecond=x.microsecond // 1000 * 1000))
)
CELLS = st.one_of(PLAIN, st.floats(allow_nan=False, allow_infinity=False), st.booleans(), DAYS, MOMENTS)


def as_ods(cell: object) -> str:
    """Write a cell as OpenDocument does."""
    if isinstance(cell, bool):
        return value("boolean", "boolean-value", str(cell).lower())
    if isinstance(cell, float):
        return value("float", "value", repr(cell))
    if isinstance(cell, datetime.date):
        return value("date", "date-value", cell.isoformat())
    return text(str(cell))


def as_xlsx(cell: object) -> str:
    """Write a cell as ECMA-376 does."""
    if isinstance(cell, bool):
        return f'<c t="b"><v>{int(cell)}</v></c>'
    if isinstance(cell, float):
        return f"<c><v>{cell!r}</v></c>"
    if isinstance(cell, datetime.date):
        return f'<c t="d"><v>{cell.isoformat()}</v></c>'
    return f'<c t="inlineStr"><is><t>{escape(str(cell))}</t></is></c>'


def fake(monkeypatch: pytest.MonkeyPatch, folder: Path, script: str) -> None:
    """Put a script in the place of the worker."""
    (folder / "worker.py").write_text(f"import json, os, signal, sys\n{script}\n", encoding="utf-8")
    monkeypatch.setattr(calamine_worker, "__file__", str(folder / "worker.py"))


@settings(max_examples=12, deadline=None)
@given(st.lists(CELLS.filter(lambda cell: "_x" not in str(cell)), min_size=1, max_size=60))
def test_cells_are_those_of_the_same_xlsx(cells: list[object]) -> None:
    """A text, number, truth value or date gives the same text and the same flag in .ods as in .xlsx."""
    data = ods(table("Customers", *(row(as_ods(cell)) for cell in cells)))
    theirs = open_other(Source(data, LIMITS), "ods", LIMITS)
    ours = open_workbook(io.BytesIO(workbook("".join(f"<row>{as_xlsx(cell)}</row>" for cell in cells))))
    found = [(part.rows, part.flags) for part in theirs.blocks("Customers")]
    assert found == [(part.rows, part.flags) for part in ours.records("Customers")]
    theirs.close()
    ours.close()


def test_an_old_workbook_is_read() -> None:
    """An .xls is read with its dates, truth values and numbers; its extension tells nothing."""
    with read(XLS.read_bytes()) as found:
        assert (found.dialect.format, found.dialect.sheet, found.tally.rows) == ("xls", "customers", 2)
        assert found.labels == ("Phone number", "Customer name", "Joined", "Points", "Vip", "Ratio", "Bad")
        (chunk,) = found.chunks()
    assert chunk.columns[1] == ["Ona", "Žofie"]
    assert chunk.columns[2] == ["2024-01-02", "2024-02-29 10:11:12"]
    assert chunk.columns[3:6] == [["5", "7"], ["TRUE", "FALSE"], ["0.1", "1.25"]]
    assert [set(chunk.flags[column].values()) for column in (0, 2, 4)] == [{"numeric"}, {"date"}, {"boolean"}]


def test_a_binary_workbook_is_read() -> None:
    """An .xlsb is read; rows that it leaves out count as blank."""
    with read(xlsb({1: ["Name", "Points", "Vip"], 2: ["Ann", 5.0, True], 4: ["Jan", 0.1, False]})) as found:
        assert (found.dialect.format, found.labels) == ("xlsb", ("Name", "Points", "Vip"))
        assert [(one.number, one.cells) for one in found] == [(2, ("Ann", "5", "TRUE")), (4, ("Jan", "0.1", "FALSE"))]
        assert (found.tally.rows, found.tally.blank) == (2, 1)


@pytest.mark.parametrize("first", ["mimetype", "content.xml"])
@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED], ids=["stored", "packed"])
def test_an_archive_that_was_packed_anew_is_read(first: str, method: int) -> None:
    """An OpenDocument archive is known by what it says that it is, wherever that stands and however it is packed."""
    with zipfile.ZipFile(io.BytesIO(SMALL)) as archive:
        parts: dict[str, str | bytes] = {name: archive.read(name) for name in (first, *archive.namelist())}
    with read(packed(parts, method)) as found:
        assert (found.dialect.format, found.labels, found.tally.rows) == ("ods", ("Name", "City"), 1)
    parts["mimetype"] = "application/vnd.oasis.opendocument.text"
    with pytest.raises(SourceError, match="a document without a sheet"):
        read(packed(parts, method))


def test_places_are_those_of_the_sheet() -> None:
    """Rows and columns that are blank at the start count: a cell is where the sheet shows it."""
    data = ods(table("S", row(repeated=2), row(*["<table:table-cell/>"] * 2, text("x"), text("y"))))
    book = open_other(Source(data, LIMITS), "ods", LIMITS)
    assert [(part.numbers, part.rows) for part in book.blocks("S")] == [([3], [[" ", " ", "x", "y"]])]
    book.close()


def test_a_blank_cell_clears_nothing() -> None:
    """Calamine cannot tell an error such as #REF! from a blank cell, so neither is empty: both are white space."""
    cells = (text("Ann"), "<table:table-cell/>", text("1"))
    data = ods(table("S", row(text("Name"), text("City"), text("Points")), row(*cells), row(text("Jan"))))
    with read(data, answers={"trailing": "rows"}) as found:
        (chunk,) = found.chunks()
    assert chunk.columns == [["Ann", "Jan"], [BLANK[0]] * 2, ["1", BLANK[0]]]
    assert not chunk.short
    assert [message(problem) for problem in found.problems] == [CODES["source.errors_blank"].text]


def test_a_time_of_day_is_one() -> None:
    """A time in OpenDocument, which calamine hands on as a duration of XML Schema, is shown as in .xlsx."""
    data = ods(table("S", row(value("time", "time-value", "PT25H01M02.6S"), text("a"))))
    book = open_other(Source(data, LIMITS), "ods", LIMITS)
    assert [(part.rows, part.flags) for part in book.blocks("S")] == [([["25:01:02.600", "a"]], {0: {0: "date"}})]
    book.close()


def test_sheets_are_chosen_by_the_same_evidence() -> None:
    """Hidden sheets are not offered, but read when they are asked for; the one that looks like customers is read."""
    people = table("People", row(text("E-mail"), text("Name")), row(text("a@example.org"), text("Ann")))
    notes = table("Notes", row(text("made in"), text("May")), row(text("by"), text("me")))
    hidden = table("Old", row(text("E-mail"), text("Name")), row(text("b@example.org"), text("Jan")), style="hidden")
    data = ods(notes, people, hidden)
    with read(data) as found:
        assert (found.dialect.sheet, found.dialect.sheets) == ("People", ("Notes", "People"))
    with read(data, sheet="Old") as found:
        assert [one.cells for one in found] == [("b@example.org", "Jan")]
    with pytest.raises(UsageError):
        read(data, sheet="None")


def test_a_dialect_is_taken_as_it_is() -> None:
    """What was detected goes through JSON and reads the same rows again, as often as they are asked for."""
    with read(SMALL) as found:
        dialect = type(found.dialect).from_json(json.loads(json.dumps(found.dialect.to_json())))
        rows = [one.cells for one in found]
        assert rows == [one.cells for one in found] == [("Ann", "Oslo")]
        digest = found.digest
    with read(io.BytesIO(SMALL), dialect=dialect) as again:
        assert ([one.cells for one in again], again.digest) == (rows, digest)


def test_a_profile_says_whether_it_takes_them() -> None:
    """Who accepts .xlsx does not accept .ods by that."""
    with pytest.raises(SourceError, match="save it as that"):
        read(SMALL, profile=PROFILE)
    wider = attrs.evolve(PROFILE, file=attrs.evolve(PROFILE.file, formats=("csv", "ods")))
    with read(SMALL, profile=wider) as found:
        assert found.tally.rows == 1


def test_without_the_extra_the_error_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The error names the format and the command that installs what reads it."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(SourceError, match=r"\.ods.*pip install 'customer-import\[calamine\]'") as caught:
        read(SMALL)
    assert (caught.value.code, caught.value.params["format"]) == ("source.format", "ods")


@pytest.mark.parametrize(
    "data",
    [
        XLS.read_bytes()[:3000],
        XLS.read_bytes()[:600] + bytes(4000),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(range(256)) * 40,
        SMALL[:-60],
        xlsb({1: ["Name"]})[:-80],
    ],
    ids=["cut", "emptied", "garbage", "zip cut", "xlsb cut"],
)
def test_damage_is_declared(data: bytes) -> None:
    """Bytes that only begin like a workbook are refused by name, with advice."""
    with pytest.raises(SourceError, match=r"\.xlsx"):
        read(data)


def encrypted_xls() -> bytes:
    """Return an old workbook whose second record says that all others are encrypted."""
    data = bytearray(XLS.read_bytes())
    start = data.index(b"\x09\x08\x10\x00\x00\x06\x05\x00") + 20
    data[start : start + 10] = b"\x2f\x00\x06\x00\x00\x00\x01\x02\x03\x04"
    return bytes(data)


@pytest.mark.parametrize(
    "data",
    [ods(table("S", row(text("a"))), manifest="<manifest:encryption-data/>"), encrypted_xls()],
    ids=["ods", "xls"],
)
def test_a_password_is_named(data: bytes) -> None:
    """An encrypted workbook is told apart from a damaged one."""
    with pytest.raises(SourceError) as caught:
        read(data)
    assert caught.value.code == "source.encrypted"


def test_memory_is_bounded() -> None:
    """A file of one kilobyte that asks for gigabytes costs the worker its life, and nobody else."""
    data = ods(table("S", row(text("a" * 1000) * 50, repeated=1_000_000)))
    with pytest.raises(LimitError) as caught:
        read(data, limits=Limits(worker_bytes=256 * 1024 * 1024))
    assert caught.value.params["limit"] == "worker_bytes"


@pytest.mark.parametrize(
    ("limits", "name"),
    [
        (Limits(rows=1), "rows"),
        (Limits(columns=1), "columns"),
        (Limits(cell=3), "cell"),
        (Limits(xlsx_bytes=100), "xlsx_bytes"),
        (Limits(decompressed=30), "decompressed"),
    ],
)
def test_limits_hold(limits: Limits, name: str) -> None:
    """Passing a limit is an error that names it."""
    with pytest.raises(LimitError) as caught, read(SMALL, limits=limits) as found:
        list(found)
    assert caught.value.params["limit"] == name


@pytest.mark.parametrize(
    ("script", "code"),
    [
        ("os.kill(os.getpid(), signal.SIGSEGV)", "source.format"),
        ("os.kill(os.getpid(), signal.SIGKILL)", "limit.worker_bytes"),
        ("os.kill(os.getpid(), signal.SIGXCPU)", "limit.worker_seconds"),
        ("signal.pause()", "limit.worker_seconds"),
        ("sys.exit(1)", "source.format"),
        ("print('[[')", "source.no_sheets"),
        ("print('{}')", "source.format"),
        ("print(json.dumps({'sheet': 'S', 'state': 'Visible'})); print('[[')", "source.format"),
        ("print(json.dumps({'sheet': 'S', 'state': 'Visible'})); print('[[\"1\", {\"a\": 1}]]')", "source.format"),
        ("print(json.dumps({'sheet': 'S', 'state': 'Visible'})); print('[3]')", "source.format"),
        ("print(json.dumps({'sheet': 'S', 'state': 'Visible'})); print('[' * 100_000)", "source.format"),
        ("print(json.dumps({'sheet': 'S', 'state': 'Visible'})); print('[[\"1\", [1, 2]]]')", "source.format"),
    ],
)
def test_a_worker_that_misbehaves_is_a_declared_error(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, script: str, code: str
) -> None:
    """Whatever the worker does, dies of, or writes, the answer is a declared error."""
    fake(monkeypatch, tmp_path, script)
    with pytest.raises(SourceError) as caught:
        read(SMALL, limits=Limits(worker_seconds=1) if "pause" in script else LIMITS)
    assert caught.value.code == code


def test_the_worker_learns_nothing_of_the_host(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Neither the environment nor the name of the file reaches the process that meets it."""
    fake(
        monkeypatch, tmp_path, "print(json.dumps({'sheet': repr((sorted(os.environ), sys.argv)), 'state': 'Visible'}))"
    )
    monkeypatch.setenv("DATABASE_PASSWORD", "x")
    (tmp_path / "secret.ods").write_bytes(SMALL)
    source = Source(tmp_path / "secret.ods", LIMITS)
    book = open_other(source, "ods", LIMITS)
    (sheet,) = book.sheets
    assert "PASSWORD" not in sheet.name
    assert "secret" not in sheet.name
    book.close()
    source.close()
