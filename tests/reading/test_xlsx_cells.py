"""What single cells say: numbers as a sheet shows them, dates of both systems, leading zeros, escapes."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from customer_import.reading.limits import Limits
from customer_import.reading.xlsx_cells import Cells, iso, number, unescape
from customer_import.reading.xlsx_sheet import column_index, column_letters
from customer_import.reading.xlsx_strings import SharedStrings
from customer_import.reading.xlsx_styles import DATE, DURATION, PLAIN, Calendar, date, moment, number_format, zeros


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("37060000000", ("37060000000", "numeric")),
        ("3.706E10", ("37060000000", "numeric")),
        ("37060000000.0", ("37060000000", "numeric")),
        ("0.30000000000000004", ("0.3", "numeric")),
        ("901.4299999999999", ("901.43", "numeric")),
        ("4.2733542752586099E-7", ("0.000000427335427525861", "numeric")),
        ("123456789012345", ("123456789012345", "numeric")),
        ("-0", ("0", "numeric")),
        ("007", ("7", "numeric")),
        ("1234567890123456", ("1234567890123456", "lost digits")),
        ("1.23456789012345E+18", ("1.23456789012345E+18", "lost digits")),
        ("1E999", ("1E999", "error")),
        ("NaN", ("NaN", "error")),
        ("1_000", ("1_000", "error")),
        ("٥", ("٥", "error")),
        ("1" * 5000, ("1" * 5000, "error")),
    ],
)
def test_numbers_are_shown_as_plain_decimals(raw: str, shown: tuple[str, str]) -> None:
    """No exponent, no idle zero, no binary noise; what 15 digits do not hold is flagged, what is no number too."""
    assert number(raw) == shown


@given(st.floats(allow_nan=False, allow_infinity=False))
@example(999999999999999.4)
@example(5e-324)
def test_a_number_keeps_fifteen_digits(value: float) -> None:
    """The text is plain, and equals the number to 15 significant digits."""
    text, flag = number(repr(value))
    if abs(value) >= 999_999_999_999_999.5:
        assert (text, flag) == (repr(value), "lost digits")
        return
    assert flag == "numeric"
    assert "e" not in text.lower()
    assert float(text) == float(format(value, ".15g"))
    assert number(text) == (text, "numeric")


@pytest.mark.parametrize(
    ("serial", "since_1904", "shown"),
    [
        (1, False, "1900-01-01"),
        (59, False, "1900-02-28"),
        (60, False, "1900-02-28"),
        (61, False, "1900-03-01"),
        (44197, False, "2021-01-01"),
        (44197.5, False, "2021-01-01 12:00:00"),
        (44197.9999999, False, "2021-01-01 23:59:59.991"),
        (44197.999999999, False, "2021-01-02"),
        (44197.43090805556, False, "2021-01-01 10:20:30.456"),
        (0.5, False, "12:00:00"),
        (0.999999, False, "23:59:59.914"),
        (0.9999999999, True, "23:59:59.999"),
        (2958465, False, "9999-12-31"),
        (2958466, False, None),
        (-1, False, None),
        (0, True, "00:00:00"),
        (1, True, "1904-01-02"),
        (42735, True, "2021-01-01"),
    ],
)
def test_serial_numbers_are_dates(serial: float, since_1904: bool, shown: str | None) -> None:
    """Both date systems, the day that never was, the ends of the calendar, and rounding into the next day."""
    assert moment(serial, since_1904) == shown


@given(st.datetimes(datetime.datetime(1900, 3, 1), datetime.datetime(9999, 12, 30)))  # noqa: DTZ001 - sheets have no zones
def test_dates_come_back(value: datetime.datetime) -> None:
    """A date with a time of day, stored as a serial number, is shown to the millisecond."""
    value = value.replace(microsecond=value.microsecond // 1000 * 1000)
    passed = value - datetime.datetime(1899, 12, 30)  # noqa: DTZ001
    shown = value.isoformat(" ", "milliseconds").removesuffix(".000").removesuffix(" 00:00:00")
    assert moment(passed / datetime.timedelta(days=1), False) == shown


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("General", "plain"),
        ("0.00", "plain"),
        ('#,##0\\ "Kč"', "plain"),
        ("[Red]0;[Blue]-0", "plain"),
        ("0.0E+00", "plain"),
        ('"days"0', "plain"),
        ("@", "plain"),
        ("[$€-407]#,##0.00", "plain"),
        ("d.m.yyyy", "date"),
        ("[$-409]h:mm AM/PM;@", "date"),
        ('yyyy"年"m"月"', "date"),
        ("[h]:mm:ss", "duration"),
        ("[mm]", "duration"),
        ("00000", "zeros"),
        ("00000\\-0000", "zeros"),
        ("0", "plain"),
        ("000.00", "plain"),
        ("0;yyyy", "plain"),
        ('"' * 999, "plain"),
        ("Standard", "plain"),
        ("0 days", "plain"),
        ("Estándar", "plain"),
        ("yyyyMMddTHHmmss", "date"),
        ("TT.MM.JJJJ", "date"),
        ("Short Date", "date"),
        ("a" * 999 + "d", "plain"),
    ],
)
def test_number_formats_are_told_apart(code: str, kind: str) -> None:
    """Dates are told by their tokens, not by letters in quotes, brackets, words or other sections."""
    assert number_format(code).kind == kind


@pytest.mark.parametrize(
    ("digits", "code", "shown"),
    [
        ("1234", "00000", "01234"),
        ("123456", "00000", "123456"),
        ("12345678", "00000\\-0000", "012345678"),
        ("5551234567", "\\(000\\)\\ 000\\-0000", "5551234567"),
        ("-7", "000", "-007"),
        ("123", '"+"0000', "+0123"),
        ("-123", '"+"000', "-123"),
    ],
)
def test_leading_zeros_are_shown(digits: str, code: str, shown: str) -> None:
    """A number under a format of zeros reads as the sheet shows it."""
    assert zeros(digits, number_format(code).picture) == shown


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("2021-01-01", ("2021-01-01", "date")),
        ("2021-01-01T10:10:10", ("2021-01-01 10:10:10", "date")),
        ("2021-01-01T00:00:00.000Z", ("2021-01-01", "date")),
        ("10:10:10", ("10:10:10", "date")),
        ("2021-02-30", ("2021-02-30", "error")),
        ("2021-01-01T10:10", ("2021-01-01 10:10:00", "date")),
        ("2021-01-01T10:10:10.25", ("2021-01-01 10:10:10.250", "date")),
        ("10:10:10.123456", ("10:10:10.123", "date")),
        ("2021-01-01T24:00:00", ("2021-01-01T24:00:00", "error")),
        ("99:10:10", ("99:10:10", "error")),
        ("yesterday", ("yesterday", "error")),
    ],
)
def test_iso_dates_are_read(raw: str, shown: tuple[str, str]) -> None:
    """Cells of type ``d`` hold ISO 8601, or are flagged."""
    assert iso(raw) == shown


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("a_x000D_b", "a\rb"),
        ("_x005F_x0041_", "_x0041_"),
        ("_xD83D__xDE00_", "😀"),
        ("_xD83D_", "_xD83D_"),
        ("_x41_", "_x41_"),
    ],
)
def test_escapes_are_decoded(raw: str, shown: str) -> None:
    """``_xHHHH_`` is a character; a lone surrogate is none and stays as written."""
    assert unescape(raw) == shown


def test_every_type_of_cell() -> None:
    """Types, missing values, formulas without a value, and broken references are told apart."""
    strings = SharedStrings(Limits())
    strings.extend(["Ann"])
    cells = Cells(strings, [PLAIN, DATE, DURATION, number_format("000"), number_format("000\\-0000")], False)
    assert cells.cell("s", 0, "0") == ("Ann", None)
    assert cells.cell("s", 0, "1") == ("1", "error")
    assert cells.cell("b", 0, "1") == ("TRUE", "boolean")
    assert cells.cell("b", 0, "2") == ("2", "error")
    assert cells.cell("e", 0, "#N/A") == ("#N/A", "error")
    assert cells.cell("e", 0, None) == ("#ERROR!", "error")
    assert cells.cell("", 0, None, formula=True) == ("", "error")
    assert cells.cell("str", 0, "", formula=True) == ("", None)
    assert cells.cell("str", 0, None, formula=True) == ("", "error")
    assert cells.cell("", 1, "60") == ("1900-02-28", "error")
    assert cells.cell("", 1, "-5") == ("-5", "error")
    assert cells.cell("", 2, "1.5") == ("36:00:00", "date")
    assert cells.cell("", 2, "-0.25") == ("-06:00:00", "date")
    assert cells.cell("", 2, "1e9") == ("1000000000", "error")
    assert cells.cell("", 3, "7") == ("007", "numeric")
    assert cells.cell("", 4, "7") == ("0000007", "numeric")
    assert cells.cell("", 3, "7.5") == ("7.5", "numeric")
    assert cells.cell("", 99, "7") == ("7", "numeric")
    assert cells.cell("inlineStr", 0, "5") == ("5", None)
    assert cells.cell("what", 0, "5") == ("5", "error")


@given(st.integers(0, 16383))
def test_columns_have_names(index: int) -> None:
    """The name of a column leads back to it."""
    assert column_index(column_letters(index)) == index


@given(st.lists(st.lists(st.integers(61, 2_957_003), min_size=1, max_size=9), max_size=9), st.booleans())
@example([[61], [73_050], [73_051], [62, 61]], False)
def test_many_days_are_shown_like_one(columns: list[list[int]], since_1904: bool) -> None:
    """A calendar that remembers shows every day as it is shown by itself."""
    calendar = Calendar(since_1904)
    for days in columns:
        assert calendar.dates(days) == [date(day, since_1904) for day in days]
