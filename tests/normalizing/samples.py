"""Fields of every kind and texts that such cells hold, shared by the tests of this folder."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from customer_import.kinds import BUILT_IN
from customer_import.normalizing import Normalizer, Settings, normalizer
from customer_import.profile import Field

REFERENCES = {
    "groups": ["Gold", "Silver A", "A+", "A-", "Ångström"],
    "countries": ["Česká republika", "Slovensko", "DE"],
}


def make(kind: str, settings: dict[str, Any] | None = None, **options: Any) -> Normalizer:
    """Return the normalizer of a field of that kind."""
    return normalizer(Field("value", kind=kind, **options), BUILT_IN[kind], Settings(**(settings or {})))


# Every kind, with the options that change how a cell is read. Those named in `FIXED` are read under default settings.
FIELDS: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("text", {}, {}),
    ("text", {}, {"pattern": r"[A-Z].*", "fold_case": True}),
    ("name", {}, {}),
    ("identifier", {}, {}),
    ("identifier", {}, {"max_length": 8, "fold_case": True}),
    ("email", {}, {}),
    ("phone", {}, {}),
    ("phone", {"region": "CZ"}, {}),
    ("phone", {}, {"region": "DE"}),
    ("phone", {}, {"region": "US"}),
    ("phone", {}, {"international": True, "digits": 12}),
    ("phone", {"region": "LT"}, {"international": True}),
    ("date", {}, {}),
    ("date", {"hints": {"value": "day_first"}, "today": "2020-01-01"}, {"not_before": "today"}),
    ("date", {"hints": {"value": "month_first"}}, {"pivot": 40}),
    ("date", {}, {"formats": ("DD/MM/YYYY", "DD/MM/YY"), "pivot": 30}),
    ("date", {}, {"formats": ("DD.MM.YYYY", "YYYY-MM-DD", "TEXT")}),
    ("date", {}, {"formats": ("DD/MM/YYYY", "MM/DD/YYYY")}),
    ("datetime", {}, {}),
    (
        "datetime",
        {"zone": "Europe/Prague"},
        {"formats": ("YYYY-MM-DD HH:MM:SS", "DD.MM.YYYY HH:MM", "DD.MM.YYYY HH:MM:SS")},
    ),
    ("choice", {}, {"choices": {"gold": ("VIP", "1st"), "silver": (), "A+": (), "A-": ()}}),
    ("choice", {"locale": "cs"}, {"vocabulary": "gender"}),
    ("boolean", {}, {}),
    ("decimal", {}, {}),
    ("decimal", {"hints": {"value": "comma"}}, {"scale": 2}),
    ("decimal", {"hints": {"value": "point"}}, {"minimum": "0", "maximum": "1000"}),
    ("integer", {}, {}),
    ("integer", {"hints": {"value": "comma"}}, {"minimum": "1"}),
    ("currency", {}, {}),
    ("country", {}, {}),
    ("country", {"references": REFERENCES, "locale": "cs"}, {"reference": "countries"}),
    ("reference", {"references": REFERENCES}, {"reference": "groups"}),
    ("reference", {}, {"reference": "not passed"}),
    ("list", {}, {"item": "identifier"}),
    ("list", {"region": "CZ"}, {"item": "phone", "separators": (";", "\n")}),
    ("list", {}, {"item": "email", "fold_case": True}),
]

_WORDS = [
    *["", " ", "\u00a0", "\ufeff", "\u200b", "-", "x", "TRUE", "ano", "muž", "F", "Gold", "silver a", "A+", "a-",
    "CZ", "Deutschland"],
    *["EUR", "Kč", "$", "ann@example.org", "Ann.Smith@Example.ORG", "jan@müller.de", "a@b", "Ann <a@b.cz>",
    "a@b.cz;c@d.cz"],
    *["777 123 456", "+420777123456", "00420 777-123-456", "0301234567", "(030) 123 4567", "+49 (0)30 1234567",
    "777123456.0"],
    *["+37060000000", "37060000000", "860000000", "1-800-FLOWERS", "2025550123", "12025550123",
    "777123456/777123457", "7.33844E+12"],
    *["777123456 ext. 12", "٠٧٧٧١٢٣٤٥٦", "７７７１２３４５６", "tel:+420777123456", "+1 202 555 0123"],
    *["2024-02-29", "2023-02-29", "2024-2-9", "29.02.2024", "31/12/1999", "12/31/1999", "01/02/2003", "1.2.2003",
    "05/06/24"],
    *["20240105", "3. května 2024", "June 5, 2024", "5-Jun-24", "2024-W01-1", "10", "May", "2024", "12:30",
    "99999999999999999999", "5.III.2024", "5 tháng 3, 2024", "² May 2024", "5 มีนาคม 2567", "1403/03/13", "25.12.2567",
    "2567-03-05", "5500-01-01", "2567-03-05 10:00"],
    *["2024-01-05T10:00:00", "2024-01-05 10:00:01", "2024-01-05T23:30:00Z", "5.1.2024 10:03",
    "9999-12-31T23:59:59-12:00"],
    *["0", "-0", "00012", "12", "12.5", "12,5", "1,234", "1.234", "1,234.50", "1.234,50", "1 234,5", "(5)", "5-",
    "-0.0", "1e5"],
    *["NaN", "inf", "1_000", "0x10", "12abc", "5 %", "12 Kč", "999999999999999999", "0.1000", ".5", "5.", "+5"],
    *["'00123", '="007"', "A\u200bB", "А1B", "АБB", "a\u202eb", "a\x00b", "e\u0301", "ß", "ﬁ", "\ud800", "a  b",
    "a\nb", "1,2|3;3"],
]  # fmt: skip
_ALPHABET = st.one_of(
    st.sampled_from("0123456789.,+-/ ()@:;|'\"=_EexTZ\n\t\u00a0\u200b\u202e٣３"),
    st.characters(),
    st.sampled_from("aBčßΩяاן中e"),
)

texts = st.one_of(
    st.sampled_from(_WORDS),
    st.text(_ALPHABET, max_size=24),
    st.builds(
        "{}{}{}".format,
        st.sampled_from(["", " ", "\u00a0", "'"]),
        st.sampled_from(_WORDS),
        st.sampled_from(["", " ", "\ufeff", "0"]),
    ),
    st.integers(-(10**16), 10**16).map(str),
    st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**6), max_value=10**6).map(str),
    st.dates().map(str),
    st.dates().map(lambda day: f"{day.day:02d}.{day.month:02d}.{day.year:04d}"),
    st.dates().map(lambda day: f"{day.month}/{day.day}/{day.year}"),
    st.datetimes().map(str),
    st.emails(),
    st.from_regex(r"(\+|00|0)?[1-9][0-9]{1,3}[ ./-]?[0-9]{3}[ -]?[0-9]{3,5}(\.0)?", fullmatch=True),
)
flags = st.sampled_from(["numeric", "boolean", "date", "error", "lost digits"])
