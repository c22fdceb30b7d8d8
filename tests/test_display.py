"""What values show of themselves: short, escaped, and free of what cells and stores hold."""

from html.parser import HTMLParser

import pytest

import customer_import as ci
from tests.sample import PROFILE, plan

HOSTILE = "<script>alert(1)</script>"
SECRET = ("ann@example.org", "Annika", "Bergen", "Oslo", "Gustava", "not an address")
FILE = (
    f"E-mail;Name;City;Points;{HOSTILE}\n"
    "ann@example.org;Ann;Oslo;5;38\nbob@example.org;Gustava;;;44\nnot an address;Eve;Rome;7;\n"
).encode()


class Elements(HTMLParser):
    """Collects the names of elements, which must nest."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        """Note an element."""
        self.names.add(tag)
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close the element that was opened last."""
        if tag in self.open:
            while self.open.pop() != tag:
                pass


def values() -> dict[str, object]:
    """Return one of each class, out of one import."""
    store = ci.MemoryStore(PROFILE)
    store.add({"email": "ann@example.org", "name": "Annika", "city": "Bergen"})
    table = ci.read(FILE, profile=PROFILE)
    survey = ci.survey(table, PROFILE)
    made = plan(store, FILE)
    receipt = ci.apply(made, store)
    found = (table, table.dialect, survey, survey.label_map, made, receipt)
    return {type(value).__name__: value for value in found}


@pytest.mark.parametrize("name", ["Table", "Dialect", "Survey", "LabelMap", "Plan", "Receipt"])
def test_values_show_themselves_without_personal_data(name: str) -> None:
    """The repr is short, the HTML is of our elements only, and neither holds a value of file or store."""
    value = values()[name]
    shown = value._repr_html_()  # type: ignore[attr-defined] # the protocol of notebooks
    assert len(repr(value)) < 300
    assert not [secret for secret in SECRET if secret in repr(value) or secret in shown]
    found = Elements()
    found.feed(shown)
    assert found.names <= {"div", "p", "strong", "table", "thead", "tbody", "tr", "th", "td", "svg", "rect"}
    assert "table" in found.names
    assert HOSTILE not in shown


def test_a_plan_shows_its_counts() -> None:
    """A plan's HTML has every outcome, problem and verdict with its count, drawn and in words."""
    shown = values()["Plan"]._repr_html_()  # type: ignore[attr-defined] # the protocol of notebooks
    assert "Plan of 3 rows with the profile sample" in shown
    assert 'aria-label="1 of 3"' in shown
    assert "<td>email.format</td>" in shown
