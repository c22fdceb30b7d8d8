"""UPgates: bracketed labels, matched by e-mail, a blank cell deletes."""

import pytest

from customer_import.stores import MemoryStore
from tests.profiles.support import built_in, cell, fields_of, imported

UPGATES = built_in("upgates")


def test_bracketed_labels() -> None:
    """Labels in square brackets feed their fields."""
    labels = (
        "[CUSTOMER_YN]",
        "[COMPANY_YN]",
        "[DEGREE]",
        "[FIRSTNAME]",
        "[SURNAME]",
        "[NICKNAME]",
        "[CODE]",
        "[EMAIL]",
    )
    assert fields_of(UPGATES, *labels) == tuple(label.strip("[]").lower() for label in labels)


def test_customers_are_matched_by_email() -> None:
    """The e-mail is the key and the only compulsory column."""
    assert UPGATES.key_fields == ("email",)
    assert [field.name for field in UPGATES.fields if field.required == "always"] == ["email"]


def test_blank_cells_delete() -> None:
    """The opposite of Shoptet: what may be written over is cleared by an empty cell."""
    clearing = {field.name for field in UPGATES.fields if field.blank == "clear"}
    assert {"firstname", "surname", "phone", "street", "company"} <= clearing
    assert not any(field.blank == "clear" for field in built_in("shoptet").fields)


@pytest.mark.parametrize(
    ("text", "value"), [("1", "true"), ("ano", "true"), ("no", "false"), ("0", "false"), ("FALSE", "false")]
)
def test_switches(text: str, value: str) -> None:
    """Columns that end in _YN take 0, 1, ano, ne, yes, no, true, false; without a word, it is a contact."""
    assert cell(UPGATES, "customer_yn", text).value == value
    assert UPGATES.field("customer_yn").default == "false"


def test_an_emptied_cell_deletes() -> None:
    """An emptied cell deletes; one that holds a space, or a column that is missing, does not."""
    store = MemoryStore(UPGATES)
    store.add({"email": "a@example.cz", "firstname": "Ada", "phone": "+420601123456"})
    for cell_text, verdict in (("", "cleared"), (" ", "blank")):
        plan = imported(UPGATES, store, f"[EMAIL];[FIRSTNAME];[PHONE]\na@example.cz;Ada;{cell_text}\n")
        assert plan.verdicts["phone"] == {verdict: 1}
    assert imported(UPGATES, store, "[EMAIL];[FIRSTNAME]\na@example.cz;Ada\n").counts.unchanged == 1
