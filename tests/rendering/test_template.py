"""Templates: what a platform's people start from, and the example row that is never imported."""

import io
import re
from typing import Any

import pytest

import customer_import as ci
from customer_import.normalizing import Settings, normalizer
from customer_import.rendering.file_words import COUNTED, KINDS, RULES
from customer_import.rendering.template import example_text, note
from tests.rendering.files import csv_rows, part, planned, sheet_xml

PROFILES = ci.profile_names()


def made(profile: ci.Profile, **options: Any) -> bytes:
    """Make a template."""
    file = io.BytesIO()
    ci.template(profile, file, **options)
    return file.getvalue()


@pytest.mark.parametrize("locale", ["en", "sv", "cs-CZ", "fi"])
@pytest.mark.parametrize("name", PROFILES)
def test_the_example_row_is_recognised_and_skipped(name: str, locale: str) -> None:
    """S0-02, S1-02: a template comes back unchanged as CSV and XLSX, and its example is no customer."""
    profile = ci.load_profile(name)
    for form in profile.file.formats:
        store = ci.MemoryStore(profile)
        with planned(made(profile, format=form, locale=locale), profile, store) as plan:
            assert str(plan.counts) == "created=0 updated=0 unchanged=0 skipped=1 rejected=0"
            assert [p.code for outcome in plan for p in outcome.problems] == ["row.example"]
            assert set(plan.fields) == {field.name for field in profile.fields}
            ci.apply(plan, store)
        assert store.customers() == []


def test_the_example_is_recognised_wherever_it_went() -> None:
    """Columns moved and rows added: the example is still skipped, and blocks no row with the same values."""
    profile = ci.load_profile("incust")
    labels, example = csv_rows(made(profile, format="csv"), ";")
    order = [3, 2, 0, 1]
    rows = [["Ona", "", "+46701740605", "name@example.org"], [example[i] for i in order]]
    text = "\n".join(";".join(row) for row in [[labels[i] for i in order], *rows])
    with planned(text.encode(), profile, ci.MemoryStore(profile)) as plan:
        assert [outcome.kind for outcome in plan] == ["create", "skip"]


def test_a_customer_may_be_called_an_example() -> None:
    """Only the template's own cell is its example: what a person wrote before the mark is data, in any column."""
    profile = ci.load_profile("incust")
    rows = ("+37061234567;Ann Example (example)", "+37061234568;Test (exempel)", "+37061234569;(příklad)")
    text = "\n".join(["Phone number;Customer name", *rows])
    with planned(text.encode(), profile, ci.MemoryStore(profile)) as plan:
        assert [outcome.kind for outcome in plan] == ["create", "create", "create"]
    other = "Phone number;Customer name\n+37061234567 (example);Ona\n"
    with planned(other.encode(), profile, ci.MemoryStore(profile)) as plan:
        assert [[p.code for p in outcome.problems] for outcome in plan] != [["row.example"]]


def test_who_writes_over_the_example_is_imported() -> None:
    """The mark goes with the cell that has it."""
    profile = ci.load_profile("incust")
    data = made(profile, format="csv").replace(b"'+46701740605 (example)", b"'+46701740606")
    with planned(data, profile, ci.MemoryStore(profile)) as plan:
        assert plan.counts.created == 1


@pytest.mark.parametrize("name", PROFILES)
def test_examples_are_what_the_fields_accept(name: str) -> None:
    """Every text of an example row reads as a value of its field."""
    profile = ci.load_profile(name)
    settings = Settings(profile.region, profile.locale, profile.zone, "2026-11-22")
    shown = 0
    for field in profile.fields:
        text = example_text(profile, field, "en", {})
        if text:
            shown += 1
            cell = normalizer(field, profile.kind(field), settings).scalar(text)
            assert cell.value, field.name
    assert shown > 1


def test_columns_are_text_where_programs_would_spoil_them() -> None:
    """S0-04: phones, ids and dates are formatted as text (format 49 of ECMA-376), amounts are not."""
    data = made(ci.load_profile("incust"))
    xml, styles = sheet_xml(data), part(data, "xl/styles.xml")
    formats = styles.partition("<cellXfs")[2].partition("</cellXfs>")[0].split("<xf ")[1:]
    as_text: list[bool] = []
    for first, last, attributes in re.findall(r'<col min="(\d+)" max="(\d+)"([^>]*)>', xml):
        style = re.search(r'style="(\d+)"', attributes)
        as_text += ['numFmtId="49"' in formats[int(style[1]) if style else 0]] * (int(last) - int(first) + 1)
    assert as_text == [True] * 7 + [False] + [True] * 3
    assert "<f>" not in xml


def test_labels_have_notes_and_lists() -> None:
    """S0-02, S0-19: a label's note says kind, rule and reason; values out of a list are offered, the host's too."""
    profile = ci.load_profile("incust")
    data = made(profile, references={"accounts": ["A1", "A2"]})
    comments, xml = part(data, "xl/comments1.xml"), sheet_xml(data)
    assert "Only where" not in comments
    assert "never changed later" in comments
    assert "used to log in" in comments
    assert '<dataValidation type="list"' in xml
    assert '"male,female,other"' in xml.replace("&quot;", '"')
    assert '"A1,A2"' in xml.replace("&quot;", '"')
    swedish = note(profile, profile.field("name"), "sv")
    assert swedish.startswith("Ett namn.\nSkrivs bara där inget är sparat.")
    tixly = ci.load_profile("tixly")
    assert "0, 1, 2" in note(tixly, tixly.field("gender"))
    assert note(tixly, tixly.field("city"), "cs").endswith("Prázdná buňka smaže uloženou hodnotu.")


def test_order_and_uniqueness_are_told() -> None:
    """A ratchet's note has its order, a unique field says so."""
    fields = [
        ci.Field("no", kind="identifier", labels=["No"]),
        ci.Field("level", kind="choice", choices={"low": (), "high": ()}, policy="ratchet", order=("low", "high")),
        ci.Field("score", kind="decimal", policy="ratchet", order=("ascending",)),
        ci.Field("card", kind="identifier", unique=True, required="create"),
    ]
    profile = ci.Profile("club", fields=fields, keys=["no"])
    notes = [note(profile, field) for field in profile.fields]
    assert "Customers are found by it." in notes[0]
    assert "low → high" in notes[1]
    assert "only upwards" in notes[2]
    assert "No two customers" in notes[3]
    assert "Required for new customers." in notes[3]


def test_the_format_is_one_that_the_platform_takes() -> None:
    """XLSX where the platform takes it, else CSV in its own dialect; equal profiles give equal bytes."""
    assert made(ci.load_profile("incust")).startswith(b"PK")
    tixly = made(ci.load_profile("tixly"))
    assert tixly.startswith('\ufeff"CustomerID";'.encode())
    assert made(ci.load_profile("incust")) == made(ci.load_profile("incust"))
    with pytest.raises(ci.UsageError):
        made(ci.load_profile("incust"), format="pdf")


def test_without_the_extra_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """XLSX needs an extra; CSV does not."""
    monkeypatch.setitem(__import__("sys").modules, "xlsxwriter", None)
    with pytest.raises(ci.UsageError, match=r"customer-import\[xlsx\]") as caught:
        made(ci.load_profile("incust"))
    assert caught.value.code == "extra.missing"
    assert made(ci.load_profile("incust"), format="csv")


def test_a_field_that_no_label_leads_to_is_refused() -> None:
    """Two fields that claim the same words would be read back as one."""
    fields = [ci.Field("mail", kind="email", labels=["E-mail", "no"]), ci.Field("no", kind="identifier")]
    with pytest.raises(ci.UsageError) as caught:
        made(ci.Profile("club", fields=fields, keys=["mail"]), format="csv")
    assert caught.value.params["field"] == "no"


@pytest.mark.parametrize("words", [COUNTED, KINDS, RULES])
def test_words_are_complete(words: Any) -> None:
    """Every language has the same words, with the same places."""
    for language in ("sv", "cs"):
        assert list(words[language]) == list(words["en"])
        for key, text in words["en"].items():
            assert {part for part in text.split() if "{" in part} == set() or all(
                place in words[language][key] for place in _places(text)
            )
    assert set(KINDS["en"]) == set(ci.kinds.BUILT_IN)


def _places(text: str) -> list[str]:
    """Return the places in braces."""
    return ["{" + piece.partition("}")[0] + "}" for piece in text.split("{")[1:]]
