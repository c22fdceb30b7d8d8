"""Locality once more, for columns that are split and combined, example rows, and error files that come back."""

from __future__ import annotations

import csv
import io

import attrs
from hypothesis import given
from hypothesis import strategies as st

import customer_import as ci
from customer_import.reading import Dialect
from customer_import.surveying.examples import example_value
from customer_import.testing.strategies import REFERENCES, Scenario, Sheet, scenarios
from tests.laws.world import agree, examples, filled, foretold, outcomes_of, planned, table_of

PARTS = ci.Profile(
    "parts",
    [
        ci.Field("email", "email", ["E-mail"]),
        ci.Field("first_name", "name", unique=True),
        ci.Field("last_name", "name", policy="fill_if_empty"),
        ci.Field("street", "text", blank="clear"),
        ci.Field("number", "identifier"),
        ci.Field("phone", "phone"),
        ci.Field("phone_2", "phone", on_bad_cell="drop_cell"),
        ci.Field("place", "text"),
    ],
    keys=["email", "phone"],
    region="SE",
    null_tokens=("n/a",),
    file=ci.FileRules(
        header="yes",
        splits=[
            ci.Split(["Full"], ["first_name", "last_name"], "name"),
            ci.Split(["Way"], ["street", "number"], "street"),
            ci.Split(["Calls"], ["phone", "phone_2"], "list"),
        ],
        combines=[ci.Combine([["Code"], ["Town"]], "place", "street")],
    ),
)
NAMES = (
    "Ann Alder",
    "Alder, Ann",
    "Ludwig van Beethoven",
    "Ann",
    "Ann Bo Alder",
    "a, b, c",
    "",
    " ",
    "n/a",
    "Ann  Alder",
)
WAYS = ("Storgatan 5 B", "5 bis rue Haute", "Storgatan", "5 6", "12-14", "", "Box 5/7 a", "n/a", "Ring, 7")
CALLS = (
    "070-174 06 05",
    "070-174 06 05; 070-174 06 06",
    "0701740605,0701740606,0701740607",
    "12",
    "",
    "070-174 06 05 / 9",
)
ROWS = st.tuples(
    st.sampled_from(["ann@example.org", "bo@example.org", "nobody", ""]),
    st.sampled_from(NAMES),
    st.sampled_from(WAYS),
    st.sampled_from(CALLS),
    st.sampled_from(["100", "", " 200 "]),
    st.sampled_from(["Lund", "", "n/a"]),
)
LABELS = ("E-mail", "Full", "Way", "Calls", "Code", "Town")


@examples(40)
@given(st.lists(ROWS, max_size=6), st.permutations(range(6)), st.integers(3, 6), st.lists(ROWS, max_size=3))
def test_parts_are_columns_like_all_others(
    rows: list[tuple[str, ...]], order: list[int], width: int, known: list[tuple[str, ...]]
) -> None:
    """What is split and combined is decided as by the naive importer, who takes one cell apart after the other."""
    labels = tuple(LABELS[i] for i in order)[:width]
    cells = tuple(kept for row in rows if any(map(str.strip, kept := tuple(row[i] for i in order)[:width])))
    if not {"E-mail", "Calls"} & set(labels):
        return  # nothing to find customers by
    scenario = Scenario(PARTS, Sheet(labels, (), cells))
    store = filled(scenario)
    for email, name, *_ in known:
        store.add(
            {"email": email, "last_name": name.strip(), "place": "100"} if "@" in email else {"street": "Storgatan"}
        )
    table = table_of(scenario)
    agree(outcomes_of(table, scenario, store), foretold(table, scenario, store))


@examples(40)
@given(scenarios(wide=True), st.data())
def test_example_rows_are_skipped(scenario: Scenario, data: st.DataObject) -> None:
    """A row that has a template's first cell is skipped; one that has nearly that cell is a row like any other."""
    sheet, first = scenario.sheet, scenario.profile.fields[0]
    if first.name not in sheet.fields or not sheet.rows:
        return
    at = sheet.fields.index(first.name)
    value = str(example_value(scenario.profile, first, "sv", REFERENCES) or "")
    marks = st.sampled_from([f"{value} (exempel)", f" {value} (exempel) ", f"{value}x (exempel)", f"{value} exempel"])
    changed = data.draw(st.lists(st.integers(0, len(sheet.rows) - 1), unique=True, min_size=1))
    rows = [
        (*row[:at], data.draw(marks), *row[at + 1 :]) if i in changed and at < len(row) else row
        for i, row in enumerate(sheet.rows)
    ]
    scenario = attrs.evolve(scenario, sheet=attrs.evolve(sheet, rows=tuple(rows)))
    table, store = table_of(scenario), filled(scenario)
    agree(outcomes_of(table, scenario, store), foretold(table, scenario, store))


@examples(40)
@given(scenarios(wide=True), st.booleans(), st.data())
def test_error_files_come_back(scenario: Scenario, applied: bool, data: st.DataObject) -> None:
    """Rows with tokens, corrected, copied, deleted or left alone, are decided as the naive importer decides them."""
    table, store = table_of(scenario), filled(scenario)
    with planned(table, scenario, store) as plan:
        if applied and not plan.guards:
            ci.apply(plan, store)
        target = io.BytesIO()
        ci.error_file(plan, table, target, format="csv", profile=scenario.profile)
    head, *rows = csv.reader(io.StringIO(target.getvalue().decode("utf-8-sig")), delimiter=table.dialect.delimiter)
    again = []
    for row in rows:
        texts = sorted({other[i] for other in rows for i in range(len(head) - 1)})
        for _ in range(data.draw(st.sampled_from([1, 1, 1, 0, 2]))):
            kept = list(row)
            for place in data.draw(st.lists(st.integers(0, len(head) - 2), max_size=2)):
                kept[place] = data.draw(st.sampled_from(texts))
            again.append(kept)
    written = io.StringIO()
    csv.writer(written, quoting=csv.QUOTE_ALL).writerows([head, *again])
    dialect = Dialect(encoding="utf-8", delimiter=",", header_rows=(1,))
    back = ci.read(written.getvalue().encode(), profile=scenario.profile, dialect=dialect)
    agree(outcomes_of(back, scenario, store), foretold(back, scenario, store))
