"""CSV ≡ XLSX: the same table gives the same outcomes as either."""

import datetime
import io
import re
from random import Random

import attrs
import xlsxwriter
from hypothesis import given

import customer_import as ci
from customer_import.testing.strategies import CsvStyle, Scenario, Sheet, csv_bytes, scenarios
from tests.laws.world import essences, examples, filled, outcomes_of


def rectangular(sheet: Sheet) -> Sheet:
    """Return the sheet with rows as long as its header: a workbook has no rows that end early."""
    width = len(sheet.labels)
    rows = (tuple([*row, *[""] * width][:width]) for row in sheet.rows)
    return attrs.evolve(sheet, rows=tuple(row for row in rows if any(cell.strip() for cell in row)))


def workbook(sheet: Sheet) -> bytes:
    """Write a sheet as text cells."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    page = book.add_worksheet()
    for y, row in enumerate((sheet.labels, *sheet.rows)):
        for x, cell in enumerate(row):
            if cell:
                page.write_string(y, x, cell)
    book.close()
    return file.getvalue()


def typed_workbook(sheet: Sheet, chance: Random) -> bytes:
    """Write a sheet as people have it in a workbook: some numbers as numbers, some days as days, a few errors."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    page = book.add_worksheet()
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    page.write_row(0, 0, sheet.labels)
    for y, row in enumerate(sheet.rows, start=1):
        for x, cell in enumerate(row):
            plain = cell.strip()
            if chance.random() < 0.03:
                page.write_formula(y, x, "=NA()", None, "#N/A")
            elif chance.random() < 0.5 and re.fullmatch(r"-?[0-9]{1,15}(\.[0-9]+)?", plain):
                page.write_number(y, x, float(plain))
            elif chance.random() < 0.5 and re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])-[0-2][1-8]", plain):
                page.write_datetime(y, x, datetime.datetime.fromisoformat(plain), day)
            elif chance.random() < 0.5 and plain in ("true", "FALSE"):
                page.write_boolean(y, x, plain == "true")
            elif cell:
                page.write_string(y, x, cell)
    book.close()
    return file.getvalue()


@examples(60)
@given(scenarios())
def test_both_formats_are_decided_alike(scenario: Scenario) -> None:
    """Kinds, values, edits, credits, verdicts and problems do not depend on the container."""
    sheet = rectangular(scenario.sheet)
    profile = scenario.profile
    store = filled(scenario)
    if not sheet.rows:
        return
    found = []
    for data in (csv_bytes(sheet, CsvStyle()), workbook(sheet)):
        with ci.read(data, profile=profile) as table:
            found.append(essences(outcomes_of(table, scenario, store)))
    assert found[0] == found[1]
