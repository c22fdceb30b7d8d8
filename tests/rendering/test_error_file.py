"""Error files: the user's own table with what is wrong in words, which, corrected, does just what is left to do."""

import datetime
import io
from decimal import Decimal
from typing import Any

import attrs
import pytest
import xlsxwriter
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import customer_import as ci
from customer_import.surveying.marks import unguarded
from customer_import.testing.strategies import Scenario, scenarios
from tests.laws.world import filled, is_findable, planned, table_of
from tests.rendering.files import HOSTILE, csv_rows, part, sheet_xml
from tests.rendering.files import planned as plan_of

RALEON = ci.load_profile("raleon")
INCUST = ci.load_profile("incust")
FORMATS = st.sampled_from(["csv", "xlsx"])
FAULTS = st.sampled_from(["", "", "id", "who", "amount"])
ROWS = st.tuples(st.sampled_from(["1", "2", "3"]), st.integers(1, 3), FAULTS)


def error_file(plan: ci.Plan, data: bytes, **options: Any) -> bytes:
    """Write the error file of a plan that was made from these bytes."""
    file = io.BytesIO()
    with ci.read(data, profile=plan.profile) as table:
        ci.error_file(plan, table, file, **options)
    return file.getvalue()


def cells_of(data: bytes) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Read a file's labels and cells, guards off."""
    with ci.read(data) as table:
        return table.labels, [tuple(map(unguarded, row.cells)) for row in table]


def written(labels: Any, rows: Any, delimiter: str = ";") -> bytes:
    """Write what a person saves."""
    lines = [delimiter.join(f'"{cell}"' for cell in row) for row in (labels, *rows)]
    return ("\ufeff" + "\r\n".join(lines) + "\r\n").encode()


LINES = [
    ["Phone number", "Customer name", "Birthday", "Bonus points", "Bonus currency", "Our notes"],
    ["+37061234567", "Ona", "1990-01-31", "5", "EUR", "=1+1"],
    ["+37061234568", "-Jonas", "31 January", "7", "EUR", "@here"],
    ["12", "Petras", "1990-01-31", "9", "EUR", ""],
    ["+37061234569", "Rasa", "", "3", "", "x"],
]
FILE = written(LINES[0], LINES[1:])


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_an_error_file_is_the_users_own_table(form: str) -> None:
    """Same columns, order and cells, only rows that need work, then a column of problems and a token."""
    store = ci.MemoryStore(INCUST)
    with plan_of(FILE, INCUST, store) as plan:
        assert str(plan.counts) == "created=2 updated=0 unchanged=0 skipped=0 rejected=2"
        labels, rows = cells_of(error_file(plan, FILE, format=form))
    assert labels == (*LINES[0], "Problem", "import_token")
    assert [list(row[:6]) for row in rows] == LINES[2:]
    assert [row[6].split(".")[0] for row in rows] == [
        "This is no date in one of the forms YYYY-MM-DD", "There is no such telephone number",
        "The amount has no currency: it is not credited",
    ]  # fmt: skip
    assert [row[7].split("-")[0] for row in rows] == ["3", "4", "5"]


def test_bad_cells_are_marked_and_commented() -> None:
    """In a workbook a bad cell is filled and has its message as a comment; the token's column is hidden."""
    with plan_of(FILE, INCUST, ci.MemoryStore(INCUST)) as plan:
        data = error_file(plan, FILE, locale="sv")
    comments = part(data, "xl/comments1.xml")
    assert all(place in comments for place in ('ref="C2"', 'ref="A3"', 'ref="E4"'))
    assert "inget datum" in comments
    assert "FFFFC7CE" in part(data, "xl/styles.xml")
    assert 'hidden="1"' in sheet_xml(data)
    labels, _ = cells_of(data)
    assert labels[6] == "Fel i raden"


@settings(max_examples=30)
@given(st.lists(st.tuples(HOSTILE, HOSTILE), min_size=1, max_size=4), FORMATS)
def test_no_cell_becomes_a_formula_and_none_is_lost(texts: list[tuple[str, str]], form: str) -> None:
    """Whatever stands in a file's cells stands in the error file, and a spreadsheet takes none of it for a formula."""
    rows = [["not a number", name, "1990-01-31", "", "", note] for name, note in texts]
    data = written(LINES[0], [[cell.replace('"', '""') for cell in row] for row in rows])
    with ci.read(data, profile=INCUST) as table:
        source = [row.cells for row in table]
        assume(len(source) == len(rows) and all(len(cells) == 6 for cells in source))
        plan = ci.plan(table, INCUST, ci.MemoryStore(INCUST), today=datetime.date(2026, 11, 22))
        file = io.BytesIO()
        assert ci.error_file(plan, table, file, format=form) == len(rows)  # type: ignore[arg-type] # drawn from it
    if form == "xlsx":
        assert "<f>" not in sheet_xml(file.getvalue())
    else:
        starts = tuple("=+-@\t\r\n\x00\uff1d\uff0b\uff0d\uff20")
        for cells in csv_rows(file.getvalue(), ";"):
            assert not any(cell.startswith(starts) for cell in cells)
    with ci.read(file.getvalue(), profile=INCUST) as again:
        back = [tuple(map(unguarded, row.cells)) for row in again]
    assert [[_lines(cell) for cell in cells[:6]] for cells in back] == [
        [_lines(unguarded(cell)) for cell in cells] for cells in source
    ]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_error_files_of_error_files_keep_their_cells(form: str) -> None:
    """However often a file comes back uncorrected, its cells read as they did in the first one."""
    data = written(LINES[0], [["not a number", "-Vera", "1990-01-31", "", "", "'=1+1"]])
    for _ in range(3):
        with ci.read(data, profile=INCUST) as table:
            plan = ci.plan(table, INCUST, ci.MemoryStore(INCUST), today=datetime.date(2026, 11, 22))
            (row,) = table
            assert unguarded(row.cells[1]) == "-Vera"
            assert unguarded(row.cells[5]) == "=1+1"
            file = io.BytesIO()
            ci.error_file(plan, table, file, format=form)  # type: ignore[arg-type] # drawn from it
            data = file.getvalue()


def _lines(text: str) -> str:
    """Return a text as XML keeps it, where line ends are line feeds."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def model(truth: list[tuple[str, int]]) -> dict[str, Decimal]:
    """Add up what a file credits to whom."""
    totals: dict[str, Decimal] = {}
    for customer, amount in truth:
        totals[customer] = totals.get(customer, Decimal(0)) + amount
    return totals


@settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(ROWS, min_size=1, max_size=8), FORMATS, st.booleans())
def test_a_corrected_error_file_credits_what_was_left(rows: Any, form: str, twice: bool) -> None:
    """Bad ids, unknown ids and bad amounts, corrected: balances are those of a file that was right from the start."""
    profile = attrs.evolve(RALEON, file=attrs.evolve(RALEON.file, formats=("csv", "xlsx")))
    store = ci.MemoryStore(profile)
    ids = {name: store.add({"shopify_id": name}) for name in ("1", "2", "3")}
    truth = [(customer, amount) for customer, amount, _ in rows]
    spoiled = [
        ({"id": "?", "who": "99"}.get(fault, customer), "many" if fault == "amount" else str(amount), "why")
        for customer, amount, fault in rows
    ]
    data = written(["shopify_id", "points_to_add", "description"], spoiled, ",")
    with plan_of(data, profile, store) as plan:
        ci.apply(plan, store)
        first = error_file(plan, data, format=form)
        assert plan.counts.rejected == sum(fault != "" for _, _, fault in rows)
    labels, lines = cells_of(first)
    fixed = []
    for line in lines:
        customer, amount = truth[int(line[4].split("-")[0]) - 2]
        fixed.append([customer, str(amount), *line[2:]])
    again = written(labels, fixed, ",")
    for _ in range(1 + twice):
        if fixed:
            with plan_of(again, profile, store) as plan:
                ci.apply(plan, store)
    with plan_of(data, profile, store) as plan:  # the first file again: all of it is known
        assert not any(outcome.credits for outcome in plan)
    balances = {name: store.balance(own, "points") for name, own in ids.items()}
    assert {name: amount for name, amount in balances.items() if amount} == model(truth)


def test_copied_and_added_rows_are_credits_of_their_own() -> None:
    """A row copied in the spreadsheet, token and all, and one typed below are two more credits, each once."""
    store = ci.MemoryStore(RALEON)
    own = store.add({"shopify_id": "1"})
    data = written(["shopify_id", "points_to_add", "description"], [["1", "5", "a"], ["1", "x", "b"]], ",")
    with plan_of(data, RALEON, store) as plan:
        ci.apply(plan, store)
        labels, (line,) = cells_of(error_file(plan, data))
    fixed = ["1", "7", *line[2:]]
    again = written(labels, [fixed, fixed, ["1", "7", "c", "", ""]], ",")
    for _ in range(2):
        with plan_of(again, RALEON, store) as plan:
            ci.apply(plan, store)
    assert store.balance(own, "points") == 5 + 3 * 7


STORED = {
    *("customer.not_found", "customer.locked", "key.taken", "key.conflict", "key.ambiguous", "key.missing"),
    *("value.taken", "possible.duplicate", "identity.mismatch", "field.required", "child.unknown", "child.taken"),
}


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(scenarios(ambiguous=False), FORMATS)
def test_an_error_file_that_nobody_corrected_does_nothing(scenario: Scenario, form: str) -> None:
    """Imported as it is, an error file writes nothing and credits nothing, and says again what is wrong."""
    store = filled(scenario)
    table = table_of(scenario)
    with planned(table, scenario, store) as plan:
        ci.apply(plan, store, acknowledge={guard.code for guard in plan.guards})
        file = io.BytesIO()
        ci.error_file(plan, table, file, format=form)  # type: ignore[arg-type] # drawn from it
        before = {outcome.row: outcome for outcome in plan}
    # A row that was at odds with what was stored may be right since the first import; others say the same again.
    with ci.read(file.getvalue(), profile=scenario.profile) as again:
        rows = [int(row.cells[again.labels.index("import_token")].split("-")[0]) for row in again]
        with planned(again, scenario, store, plan_id="again") as plan:
            for outcome, number in zip(plan, rows, strict=True):
                codes = {problem.code for problem in before[number].problems if problem.level != "remark"}
                assert codes
                # What was created without a key that is stored cannot be found again, in this file or any other.
                if not codes & STORED and is_findable(scenario.profile, before[number]):
                    assert not outcome.credits
                    # Several rows of one customer may set one cell, and the last wins: one of them alone sets it again.
                    if scenario.profile.duplicates != "each":
                        assert not outcome.edits
                        assert outcome.kind in ("unchanged", "skip", "reject")


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_damage_that_a_row_does_not_show_is_not_forgotten(form: str) -> None:
    """Surplus cells stay surplus, and bytes that were no text or a repeated key are refused until something changes."""
    good = b"+37061234567;Ona;1990-01-31\n"
    data = b"Phone number;Customer name;Birthday\n" + good
    data += b"+37061234568;Jo;nas;1990-01-31\n+37061234567;Ona Two;1990-01-31\n"
    store = ci.MemoryStore(INCUST)
    with plan_of(data, INCUST, store) as plan:
        ci.apply(plan, store)
        assert [[p.code for p in outcome.problems] for outcome in plan] == [[], ["row.extra_cells"], ["key.duplicate"]]
        again = error_file(plan, data, format=form)
    with plan_of(again, INCUST, store) as plan:
        codes = [{p.code for p in outcome.problems} for outcome in plan]
        assert plan.counts.rejected == 2
        assert codes[0] >= {"row.extra_cells"}
        assert codes[1] == {"row.uncorrected"}
        third = error_file(plan, again, format=form)
    labels, rows = cells_of(third)
    assert labels == ("Phone number", "Customer name", "Birthday", "Problem", "import_token")
    fixed = [["+37061234568", "Jonas", "1990-01-31", *rows[0][3:5]], ["+37061234569", *rows[1][1:]]]
    with plan_of(written(labels, fixed), INCUST, store) as plan:
        assert plan.counts.created == 2


def workbook() -> bytes:
    """Make a workbook with numbers, dates, truth values and errors, as people have them."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file)
    sheet = book.add_worksheet("Kunder")
    day = book.add_format({"num_format": "dd.mm.yyyy"})
    for column, label in enumerate(
        ["Phone number", "Customer name", "Birthday", "Plastic cards", "Member since", "VIP"]
    ):
        sheet.write_string(0, column, label)
    for row, (phone, name, cards) in enumerate(
        [(37061234567.0, "Ona", 123), (12.0, "Rasa", 7338441277598123456.0)], start=1
    ):
        sheet.write_number(row, 0, phone)
        sheet.write_string(row, 1, name)
        sheet.write_datetime(row, 2, datetime.datetime(1990, 1, 31), day)  # noqa: DTZ001 - a cell has no zone
        sheet.write_number(row, 3, cards)
        sheet.write_datetime(row, 4, datetime.datetime(2020, 1, 31, 14, 5), day)  # noqa: DTZ001
        sheet.write_boolean(row, 5, True)
    sheet.write_string(3, 0, "+37061234568")
    sheet.write_formula(3, 1, "=NA()", None, "#N/A")
    book.close()
    return file.getvalue()


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_cells_of_a_workbook_keep_their_meaning(form: str) -> None:
    """S0-04: numeric phones are read or reported, and every cell is the same again in the error file."""
    data = workbook()
    with plan_of(data, INCUST, ci.MemoryStore(INCUST)) as plan:
        codes = [[p.code for p in outcome.problems] for outcome in plan]
        assert codes == [[], ["phone.invalid", "cell.digits_lost"], ["cell.error"]]
        again = error_file(plan, data, format=form)
    with ci.read(again, profile=INCUST) as table:
        assert table.dialect.sheet == ("Kunder" if form == "xlsx" else "")
    with plan_of(again, INCUST, ci.MemoryStore(INCUST)) as plan:
        outcomes = list(plan)
    assert [[p.code for p in outcome.problems] for outcome in outcomes] == codes[1:]
    assert outcomes[0].incoming["birthday"] == "1990-01-31"


def test_files_without_header_get_one() -> None:
    """Where the file had no header the fields name the columns, so that the corrected file is understood."""
    data = b"+37061234567;Ona;1990-01-31\nnone;Rasa;1990-01-31\n+37061234568;Jonas;x\n"
    store = ci.MemoryStore(INCUST)
    label_map = ci.LabelMap.by_position(["phone", "name", "birthday"])
    with plan_of(data, INCUST, store, label_map=label_map) as plan:
        again = error_file(plan, data, format="csv")
    labels, _ = cells_of(again)
    assert labels == ("Phone number", "Customer name", "Birthday", "Problem", "import_token")
    with plan_of(again.replace(b"none", b"+37061234569"), INCUST, store) as plan:
        assert plan.counts.created == 1


def test_every_profile_ignores_the_columns_of_an_error_file() -> None:
    """EPOS asks about every unknown column, but not about these."""
    profile = ci.load_profile("epos")
    data = written(["full_name", "mobile_number", "lookup_id"], [["Tan", "+6581234567", ""]], ",")
    store = ci.MemoryStore(profile)
    with plan_of(data, profile, store) as plan:
        again = error_file(plan, data, locale="cs")
    labels, (row,) = cells_of(again)
    with plan_of(written(labels, [[*row[:2], "7", *row[3:]]], ","), profile, store) as plan:
        assert str(plan.counts).startswith("created=1 updated=0 unchanged=0 skipped=0 rejected=0")
    alone = written(["full_name", "mobile_number", "lookup_id", "Problem"], [["Tan", "+6581234567", "7", "x"]], ",")
    with pytest.raises(ci.QuestionsOpen):
        plan_of(alone, profile, store)


def test_another_file_is_refused() -> None:
    """The cells come from the source, so it must be the one that was planned."""
    with plan_of(FILE, INCUST, ci.MemoryStore(INCUST)) as plan:
        with pytest.raises(ci.UsageError) as caught:
            error_file(plan, FILE + b"x")
        assert caught.value.code == "source.other"


def test_equal_content_gives_equal_bytes() -> None:
    """An error file has no clock in it."""
    with plan_of(FILE, INCUST, ci.MemoryStore(INCUST)) as plan:
        assert error_file(plan, FILE) == error_file(plan, FILE)


def test_a_row_that_lost_a_cell_is_credited_once() -> None:
    """A row whose bad cell was dropped has its credit; corrected, it gets the cell and no second credit."""
    member = ci.Kind("member", normalize=str.upper, key_form=str.lower)
    fields = [
        ci.Field("no", kind="member", labels=["No"]),
        ci.Field("born", kind="date", labels=["Born"]),
        ci.Field("points", kind="integer", labels=["Points"]),
    ]
    rule = ci.CreditRule("no", "points", default_unit="points")
    profile = ci.Profile(
        "club", fields, ["no"], own_kinds=[member], credit=rule, on_bad_cell="drop_cell", duplicates="each"
    )
    store = ci.MemoryStore(profile)
    data = b"No;Born;Points\nm1;1990-01-31;5\nm1;31st of Jan;7\n"
    with plan_of(b"No;Born\nm1;\n", profile, store) as plan:
        ci.apply(plan, store)
    with plan_of(data, profile, store) as plan:
        ci.apply(plan, store)
        with pytest.raises(ci.UsageError) as caught:
            error_file(plan, data)
        assert caught.value.code == "profile.own_kind"
        again = error_file(plan, data, profile=profile, format="csv")
    with plan_of(again.replace(b"31st of Jan", b"1990-02-28"), profile, store) as plan:
        (outcome,) = plan
        assert [problem.code for problem in outcome.problems] == ["credit.already"]
        ci.apply(plan, store)
    (match,) = store.customers()
    assert match.values["born"] == "1990-02-28"
    assert store.balance(match.id, "points") == 12


def test_no_row_of_an_error_file_is_taken_for_a_second_header() -> None:
    """Cells that a guard makes look like labels stand beside a token, which does not."""
    rows = [["+37061234560", "-Ona", "-5", "EUR"], ["12", "Ona", "5", "?"], ["12", "=x", "5", "EUR"]]
    data = written(["Phone number", "Customer name", "Bonus points", "Bonus currency"], rows)
    with plan_of(data, INCUST, ci.MemoryStore(INCUST)) as plan:
        again = error_file(plan, data, format="csv")
    with ci.read(again, profile=INCUST) as table:
        assert (table.dialect.header_rows, table.tally.rows) == ((1,), 3)
