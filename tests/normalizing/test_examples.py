"""Each kind by example: what a cell becomes, and which fault it has."""

from __future__ import annotations

from typing import Any

import pytest

from customer_import.kinds import Kind
from customer_import.model import Flag
from customer_import.normalizing import Settings, normalizer
from customer_import.profile import Field
from tests.normalizing.samples import REFERENCES, make

CZ = {"region": "CZ"}
EPOS = {"formats": ("DD/MM/YYYY", "DD/MM/YY"), "pivot": 30}
SHOPTET = {"formats": ("YYYY-MM-DD HH:MM:SS", "DD.MM.YYYY HH:MM", "DD.MM.YYYY HH:MM:SS"), "zone": "Europe/Prague"}

# Kind, settings, options, text, value, codes of faults.
EXAMPLES: list[tuple[str, dict[str, Any], dict[str, Any], str, Any, list[str]]] = [
    ("text", {}, {}, " a\u00a0b\u200b", "a\u00a0b", []),
    ("text", {}, {}, "e\u0301", "é", []),
    ("text", {}, {}, "a\r\nb", "a\nb", []),
    ("text", {}, {}, "a\x1bb", "", ["text.control"]),
    ("text", {}, {"max_length": 3}, "abcd", "", ["text.too_long"]),
    ("name", {}, {}, "Ann \n  Smith", "Ann Smith", []),
    ("name", {}, {}, "4711", "4711", []),
    ("name", {}, {}, "JAN NOVÁK", "JAN NOVÁK", ["name.all_caps"]),
    ("name", {}, {}, "Dr. Jan Novák", "Dr. Jan Novák", ["name.honorific"]),
    ("name", {}, {}, "FRU ANNA BERG", "FRU ANNA BERG", ["name.all_caps", "name.honorific"]),
    ("name", {}, {}, "Drago Ing", "Drago Ing", []),
    ("email", {}, {}, "ann@example\u3002com", "ann@example.com", []),
    ("email", {}, {}, "ann@xn--mnchen-3ya.de", "ann@xn--mnchen-3ya.de", []),
    ("email", {}, {}, "ann@xn--a.de", "", ["email.format"]),
    ("email", {}, {}, "ann@☃.net", "", ["email.format"]),
    ("email", {}, {}, "ann@xn--99zzzzzzzzzz.de", "", ["email.format"]),
    ("email", {}, {}, "ann@" + "\u00fc" * 60 + ".de", "", ["email.too_long"]),
    ("email", {}, {}, "ann@\u0646\u0627\u0645\u0647\u200c\u0627\u06cc.com", "", ["email.format"]),
    ("email", {}, {}, "ann\u200b@example.com", "ann@example.com", []),
    ("email", {}, {}, "ann@gmial.com", "ann@gmial.com", ["email.typo"]),
    ("email", {}, {}, "ann@Hotmail.Con", "ann@hotmail.con", ["email.typo"]),
    ("email", {}, {}, "ann@email.com", "ann@email.com", []),
    ("phone", {}, {}, "+37060000000", "+37060000000", ["phone.test_number"]),
    ("phone", {}, {}, "+4915112345678", "+4915112345678", ["phone.test_number"]),
    ("phone", {}, {}, "+37061234567", "+37061234567", []),
    ("name", {}, {}, "EVA", "EVA", []),
    ("name", {}, {}, "毛泽东", "毛泽东", []),
    ("identifier", {}, {}, "00123", "00123", []),
    ("identifier", {}, {}, "'00123", "00123", []),
    ("identifier", {}, {}, '="007"', "007", []),
    ("identifier", {}, {}, "7.33844E+12", "", ["cell.digits_lost"]),
    ("identifier", {}, {}, "7,33844E+12", "", ["cell.digits_lost"]),
    ("identifier", {}, {}, "12E5", "12E5", []),
    ("identifier", {}, {}, "A\u200bB", "AB", []),
    ("identifier", {}, {}, "А1B-Аb", "", ["text.mixed_script"]),
    ("identifier", {}, {}, "a\u202eb", "", ["text.bidi"]),
    ("identifier", {}, {"pattern": "[0-9]{13}"}, "123", "", ["identifier.pattern"]),
    ("email", {}, {}, "Ann.Smith@Example.ORG", "Ann.Smith@example.org", []),
    ("email", {}, {}, "mailto:x@y.cz", "x@y.cz", []),
    ("email", {}, {}, "Ann <ann@x.org>", "ann@x.org", []),
    ("email", {}, {}, "jan@müller.DE", "jan@müller.de", []),
    ("email", {}, {}, "o'neil+shop@x-y.co.uk", "o'neil+shop@x-y.co.uk", []),
    ("email", {}, {}, "ann＠x.org", "ann@x.org", []),
    ("email", {}, {}, "a@b", "", ["email.format"]),
    ("email", {}, {}, "a..b@x.cz", "", ["email.format"]),
    ("email", {}, {}, ".a@x.cz", "", ["email.format"]),
    ("email", {}, {}, "a@-x.cz", "", ["email.format"]),
    ("email", {}, {}, "a b@x.cz", "", ["email.format"]),
    ("email", {}, {}, "a@b.cz; c@d.cz", "", ["email.several"]),
    ("email", {}, {}, "аnn@x.org", "", ["text.mixed_script"]),
    ("email", {}, {}, f"{'a' * 65}@x.org", "", ["email.too_long"]),
    ("email", {}, {}, f"{'a' * 300}@x.org", "", ["email.too_long"]),
    ("phone", CZ, {}, "777 123 456", "+420777123456", []),
    ("phone", CZ, {}, "(+420) 777-123-456", "+420777123456", []),
    ("phone", CZ, {}, "00420777123456", "+420777123456", []),
    ("phone", {}, {}, "00420777123456", "+420777123456", []),
    ("phone", {"region": "US"}, {}, "00420777123456", "+420777123456", []),
    ("phone", {"region": "AU"}, {}, "0011420777123456", "+420777123456", []),
    ("phone", {"region": "SG"}, {}, "0065 6123 4567", "+6561234567", []),
    ("phone", {"region": "SG"}, {}, "0093233277098", "", ["phone.ambiguous"]),
    ("phone", {"region": "SG"}, {}, "+93233277098", "+93233277098", []),
    ("phone", CZ, {}, "++420 777 123 456", "+420777123456", []),
    ("phone", CZ, {}, "+420 777123456 доб.: 1234567#", "+420777123456", ["phone.extension"]),
    ("phone", CZ, {}, "777123456.0", "+420777123456", []),
    ("phone", {"region": "DE"}, {}, "3012345687.0", "+493012345687", []),
    ("phone", {"region": "DE"}, {}, "3012345687.00", "", ["phone.invalid"]),
    ("phone", CZ, {}, "7.77123456E8", "", ["cell.digits_lost"]),
    ("phone", CZ, {}, "7.77E+8", "", ["cell.digits_lost"]),
    ("phone", CZ, {}, "777123456/777123457", "", ["phone.several"]),
    ("phone", CZ, {}, "777123456 nebo 777123457", "", ["phone.several"]),
    ("phone", {"region": "DE"}, {}, "030/12345687", "+493012345687", []),
    ("phone", CZ, {}, "777 123 456 ext. 12", "+420777123456", ["phone.extension"]),
    ("phone", CZ, {}, "tel:+420777123456;ext=7", "+420777123456", ["phone.extension"]),
    ("phone", {"region": "US"}, {}, "1-800-FLOWERS", "+18003569377", ["phone.letters"]),
    ("phone", CZ, {}, "+44 (0)20 7946 0958", "+442079460958", []),
    ("phone", CZ, {}, "٧٧٧١٢٣٤٥٦", "+420777123456", []),
    ("phone", CZ, {}, "７７７１２３４５６", "+420777123456", []),
    ("phone", CZ, {}, "\u202a+420\u00a0777\u2011123\u2011456\u202c", "+420777123456", []),
    ("phone", CZ, {}, "123", "", ["phone.invalid"]),
    ("phone", CZ, {}, "call me", "", ["phone.invalid"]),
    ("phone", CZ, {}, "1" * 5000, "", ["phone.invalid"]),
    ("phone", {}, {}, "777123456", "", ["phone.no_region"]),
    ("phone", {}, {"international": True}, "370 600 00001", "+37060000001", []),
    ("phone", {"region": "LT"}, {"international": True}, "8 600 00001", "+37060000001", []),
    ("phone", {"region": "LT"}, {"international": True, "digits": 12}, "37060000001", "+37060000001", ["phone.digits"]),
    ("email", {}, {}, "\u2018a@example.com\u2019", "", ["email.format"]),
    ("email", {}, {}, "ann@b.o\u00a0rg", "", ["email.format"]),
    ("date", {}, {"formats": ("TEXT",)}, "1234567890123415678901234567890123456M78901234567890", "", ["date.format"]),
    ("email", {}, {}, "o\u2019neil@col\u00b7leg.cat", "o\u2019neil@col\u00b7leg.cat", []),
    ("date", {"zone": "Europe/Prague"}, {}, "Fri, 05 Jan 2024 23:30:00 GMT", "2024-01-06", ["date.time_dropped"]),
    ("datetime", {}, {}, "Fri, 05 Jan 2024 10:00:00 +0100", "2024-01-05T09:00:00", []),
    ("date", {}, {}, "2024(e)ko urtarrilaren 5(a)", "2024-01-05", []),
    ("date", {}, {}, "28 Deireadh Fómhair 2024", "2024-10-28", []),
    ("date", {}, {}, "Meán Fómhair 1, 2024", "2024-09-01", []),
    ("date", {}, {}, "1. Jänner 2024", "2024-01-01", []),
    ("date", {}, {}, "28 juill. 2024", "2024-07-28", []),
    ("date", {}, {}, "1 มี.ค. 2024", "2024-03-01", []),
    ("date", {}, {}, "วันจันทร์ที่ 1 มกราคม ค.ศ. 2024", "2024-01-01", []),
    ("date", {}, {}, "5 May June 2024", "", ["date.format"]),
    ("country", {}, {}, "Hong Kong", "HK", []),
    ("country", {}, {}, "Trinidad and Tobago", "TT", []),
    ("country", {}, {}, "Republic of Albania", "AL", []),
    ("country", {}, {}, "The Federal Republic of Nigeria", "NG", []),
    ("country", {}, {}, "Democratic Republic of the Congo", "CD", []),
    ("country", {}, {}, "Democratic Republic of Ghana", "", ["country.unknown"]),
    ("country", {}, {}, "\U0001f1f8\U0001f1ea", "SE", []),
    ("country", {}, {}, "SK - Slovakia", "SK", []),
    ("country", {}, {}, "Sweden (SE)", "SE", []),
    ("country", {}, {}, "Suisse/Schweiz", "CH", []),
    ("country", {}, {}, "Ireland (UK)", "", ["country.unknown"]),
    ("country", {}, {}, "372", "", ["country.unknown"]),
    ("country", {"locale": "vi"}, {}, "Nga", "", ["country.unknown"]),
    ("country", {"locale": "bg"}, {}, "Конго", "", ["country.unknown"]),
    ("currency", {}, {}, "Koruna česká", "CZK", []),
    ("currency", {}, {}, "VEF", "", ["currency.unknown"]),
    ("decimal", {"hints": {"value": "comma"}}, {}, "12,30\u00a0$\u00a0US", "12.3", ["number.unit_dropped"]),
    ("date", {}, {}, "2024-02-29", "2024-02-29", []),
    ("date", {}, {}, "2023-02-29", "", ["date.impossible"]),
    ("date", {}, {}, "13/02/2024", "2024-02-13", []),
    ("date", {}, {}, "01/02/2024", "", ["date.ambiguous"]),
    ("date", {"hints": {"value": "day_first"}}, {}, "01/02/2024", "2024-02-01", []),
    ("date", {"hints": {"value": "month_first"}}, {}, "01/02/2024", "2024-01-02", []),
    ("date", {"hints": {"value": "month_first"}}, {}, "13/02/2024", "", ["date.impossible"]),
    ("date", {"hints": {"value": "day_first"}}, {}, "5. 3. 2024", "2024-03-05", []),
    ("date", {"hints": {"value": "day_first"}}, {}, "5.\u00a03.\u00a02024", "2024-03-05", []),
    ("date", {}, {}, "31.01.2024\u202fг.", "2024-01-31", []),
    ("date", {}, {}, "20240105", "2024-01-05", []),
    ("date", {}, {}, "2024/1/5", "2024-01-05", []),
    ("date", {}, {}, "2024年1月5日", "2024-01-05", []),
    ("date", {}, {}, "3. května 2024", "2024-05-03", []),
    ("date", {}, {}, "June 5, 2024", "2024-06-05", []),
    ("date", {}, {}, "5 de junio de 2024", "2024-06-05", []),
    ("date", {}, {}, "2024 m. birželio 5 d.", "2024-06-05", []),
    ("date", {}, {}, "2024. gada 5. jūnijs", "2024-06-05", []),
    ("date", {}, {}, "5 июня 2024 г.", "2024-06-05", []),
    ("date", {}, {}, "5-Jun-24", "", ["date.format"]),
    ("date", {}, {"pivot": 30}, "5-Jun-24", "2024-06-05", ["date.two_digit_year"]),
    ("date", {}, {}, "5. listopada 2024", "", ["date.ambiguous"]),
    ("date", {"locale": "hr"}, {}, "5. listopada 2024", "2024-10-05", []),
    ("date", {"locale": "pl"}, {}, "5 listopada 2024", "2024-11-05", []),
    ("date", {}, {}, "2024-01-05 00:00:00", "2024-01-05", []),
    ("date", {}, {}, "2024-01-05T10:00:00", "2024-01-05", ["date.time_dropped"]),
    *[("date", {}, {}, text, "", ["date.format"]) for text in ("10", "May", "12:30", "06/1985", "2024",
    "2024-W01-1", "Oct-92", "45000")],
    ("date", {}, {}, "9" * 20, "", ["date.format"]),
    ("date", {}, {}, "0000-01-01", "", ["date.impossible"]),
    *[("date", {}, {}, text, "2024-03-05", []) for text in ("5.III.2024", "5 III 2024", "2024. III. 5.", "05-III-2024",
    "5 tháng 3 năm 2024", "5 tháng 3, 2024", "ngày 5 tháng 3 năm 2024", "5th March 2024", "5:e mars 2024",
    "5e mars 2024", "5º de marzo de 2024", "2024年3月5日", "2024년 3월 5일")],
    *[("date", {}, {}, text, "", ["date.format"]) for text in ("III/5/2024", "5.iii.2024", "5.IIII.2024",
    "5 III 3 2024", "5 tháng 2024", "tháng 3 2024", "5 tháng tháng 3 2024", "5 tháng March 2024", "² May 2024",
    "5 tháng ³ 2024", "令和6年3月5日", "R6.3.5", "民國113年3月5日", "113/03/05")],
    ("date", {}, {}, "5 tháng 13, 2024", "", ["date.impossible"]),
    ("date", {}, {}, "5.III.24", "", ["date.format"]),
    *[("date", {}, {}, text, value, ["date.unlikely_year"]) for text, value in (("5 มีนาคม 2567", "2567-03-05"),
    ("1403/03/13", "1403-03-13"), ("5784-03-03", "5784-03-03"), ("25.12.1799", "1799-12-25"),
    ("2200-01-01", "2200-01-01"), ("9999-12-31", "9999-12-31"), ("0001-01-01", "0001-01-01"))],
    ("datetime", {}, {}, "2567-03-05 10:00", "2567-03-05T10:00:00", ["date.unlikely_year"]),
    *[("date", {}, {}, text, text, []) for text in ("1800-01-01", "1999-12-31", "2000-01-01", "2199-12-31")],
    ("date", {}, EPOS, "08/10/1992", "1992-10-08", []),
    ("date", {}, EPOS, "08/10/92", "1992-10-08", ["date.two_digit_year"]),
    ("date", {}, EPOS, "08/10/24", "2024-10-08", ["date.two_digit_year"]),
    ("date", {}, EPOS, "31/02/1992", "", ["date.impossible"]),
    ("date", {}, EPOS, "08.10.1992", "", ["date.format"]),
    ("date", {}, EPOS, "1992-10-08", "1992-10-08", []),
    ("date", {}, {"formats": ("DD/MM/YYYY", "MM/DD/YYYY")}, "01/02/2024", "", ["date.ambiguous"]),
    ("date", {}, {"formats": ("DD/MM/YYYY", "MM/DD/YYYY")}, "02/02/2024", "2024-02-02", []),
    ("date", {}, {"formats": ("TEXT",)}, "Wed, 5 Jun 2024", "2024-06-05", []),
    ("date", {}, {"formats": ("TEXT",)}, "Wed 5 Jun", "", ["date.format"]),
    ("date", {"today": "2026-11-22"}, {"not_before": "today"}, "2026-11-21", "", ["date.before_today"]),
    ("date", {"today": "2026-11-22"}, {"not_before": "today"}, "2026-11-22", "2026-11-22", []),
    ("datetime", {}, SHOPTET, "2024-01-05 10:00:01", "2024-01-05T10:00:01", []),
    ("datetime", {}, SHOPTET, "05.01.2024 10:03", "2024-01-05T10:03:00", []),
    ("datetime", {}, SHOPTET, "5.1.2024 9:03:04", "2024-01-05T09:03:04", []),
    ("datetime", {}, SHOPTET, "2024-01-05T10:00:00Z", "2024-01-05T11:00:00", []),
    ("datetime", {}, SHOPTET, "2024-07-05T10:00:00.250+00:00", "2024-07-05T12:00:00", []),
    ("datetime", {}, SHOPTET, "05.01.2024 25:03", "", ["date.impossible"]),
    ("datetime", {}, {}, "2024-01-05", "2024-01-05T00:00:00", []),
    ("datetime", {}, {}, "05.01.2024 24:00", "", ["date.impossible"]),
    ("datetime", {}, {}, "2024-01-05 24:00:00", "", ["date.impossible"]),
    ("choice", {}, {"choices": {"gold": ("VIP",), "A+": (), "A-": ()}}, "vip", "gold", []),
    ("choice", {}, {"choices": {"gold": ("VIP",), "A+": (), "A-": ()}}, "a-", "A-", []),
    ("choice", {}, {"choices": {"gold": ("VIP",), "A+": (), "A-": ()}}, "A", "", ["choice.unknown"]),
    ("choice", {}, {"choices": {"0": ("none",), "1": ("man",), "2": ("woman",)}, "vocabulary": "gender"}, "žena",
    "2", []),
    ("boolean", {}, {}, "WAHR", "true", []),
    ("boolean", {}, {}, "✗", "false", []),
    ("boolean", {}, {}, "maybe", "", ["boolean.unknown"]),
    ("decimal", {}, {}, "1 234,50", "1234.5", []),
    ("decimal", {}, {}, "1\u202f234,50 €", "1234.5", ["number.unit_dropped"]),
    ("decimal", {}, {}, "5,-", "5", []),
    ("decimal", {}, {}, "5.\u2013", "5", []),
    ("decimal", {}, {}, "-5,--", "-5", []),
    ("decimal", {}, {}, "5,50:-", "5.5", []),
    ("decimal", {}, {}, "1.000,-", "1000", []),
    ("decimal", {"hints": {"value": "point"}}, {}, "1.000:-", "1000", []),
    ("decimal", {}, {}, "CHF 1'000.–", "1000", ["number.unit_dropped"]),
    ("decimal", {}, {}, "Rs. 1,00,000/-", "100000", ["number.unit_dropped"]),
    ("decimal", {}, {}, "5,- Kč", "5", ["number.unit_dropped"]),
    ("decimal", {}, {}, "5,00-", "-5", []),
    ("decimal", {}, {}, "Fr. 5.50", "5.5", ["number.unit_dropped"]),
    ("decimal", {}, {}, "5 kr.", "5", ["number.unit_dropped"]),
    ("decimal", {}, {}, "\uffe5500", "500", ["number.unit_dropped"]),
    ("decimal", {}, {}, "500円", "500", ["number.unit_dropped"]),
    ("decimal", {}, {}, "5 CR", "", ["number.format"]),
    ("decimal", {}, {}, "EUR 12", "12", ["number.unit_dropped"]),
    ("decimal", {}, {}, "1,234", "", ["number.ambiguous"]),
    ("decimal", {}, {}, "1,234.50", "1234.5", []),
    ("decimal", {}, {}, "1.234.567", "1234567", []),
    ("decimal", {}, {}, "12,34,567.5", "1234567.5", []),
    ("decimal", {"hints": {"value": "point"}}, {}, "1,234", "1234", []),
    ("decimal", {"hints": {"value": "comma"}}, {}, "1,234", "1.234", []),
    ("decimal", {"hints": {"value": "comma"}}, {}, "12.5", "", ["number.format"]),
    ("decimal", {}, {}, "(5)", "-5", []),
    ("decimal", {}, {}, "5-", "-5", []),
    ("decimal", {}, {}, "\u22125", "-5", []),
    ("decimal", {}, {}, "-0.0", "0", []),
    *[("decimal", {}, {}, text, "", ["number.format"]) for text in ("NaN", "inf", "1_000", "0x10", "12abc", "1e5",
    "--5", "1,2,3")],
    ("decimal", {}, {}, "7.3E+5", "", ["cell.digits_lost"]),
    ("decimal", {}, {}, "9" * 18, "", ["number.range"]),
    ("decimal", {}, {"scale": 2}, "1.005", "", ["number.scale"]),
    ("decimal", {}, {"minimum": "0", "maximum": "100"}, "100.5", "", ["number.range"]),
    ("integer", {}, {}, "12.00", "12", []),
    ("integer", {}, {}, "12.5", "", ["number.scale"]),
    ("integer", {}, {}, "1.234", "1234", []),
    ("integer", {}, {}, "1,234", "1234", []),
    ("integer", {}, {}, "1.000", "", ["number.ambiguous"]),
    ("integer", {}, {}, "1,000", "", ["number.ambiguous"]),
    ("integer", {}, {}, "1,000,000", "1000000", []),
    ("decimal", {}, {"scale": 0}, "1,234", "1234", []),
    ("integer", {}, {"minimum": "1"}, "-3", "", ["number.range"]),
    ("currency", {}, {}, "eur", "EUR", []),
    ("currency", {}, {}, "Kč", "CZK", []),
    ("currency", {}, {}, "us$", "USD", []),
    *[("currency", {}, {}, text, "", ["currency.unknown"]) for text in ("$", "kr", "XXX", "ЕUR", "")[:4]],
    ("country", {}, {}, "cz", "CZ", []),
    ("country", {}, {}, "DEU", "DE", []),
    ("country", {}, {}, "Velká Británie", "GB", []),
    ("country", {"locale": "cs"}, {}, "ČR", "CZ", []),
    ("country", {"locale": "cs"}, {}, "CR", "", ["country.unknown"]),
    ("country", {}, {}, "Atlantis", "", ["country.unknown"]),
    ("country", {"references": REFERENCES}, {"reference": "countries"}, "Czechia", "Česká republika", []),
    ("country", {"references": REFERENCES}, {"reference": "countries"}, "Deutschland", "DE", []),
    ("country", {"references": REFERENCES}, {"reference": "countries"}, "Francie", "", ["country.unknown"]),
    ("reference", {"references": REFERENCES}, {"reference": "groups"}, " silver  a", "Silver A", []),
    ("reference", {"references": REFERENCES}, {"reference": "groups"}, "angstrom", "Ångström", []),
    ("reference", {"references": REFERENCES}, {"reference": "groups"}, "Bronze", "", ["reference.unknown"]),
    ("reference", {}, {"reference": "groups"}, "Bronze", "Bronze", []),
    ("reference", {"references": {"groups": []}}, {"reference": "groups"}, "Bronze", "", ["reference.unknown"]),
    ("list", {}, {"item": "identifier"}, "1, 2|1\n3;", ("1", "2", "3"), []),
    ("list", {}, {"item": "email"}, "Ann@x.org, ann@X.org", ("Ann@x.org",), []),
    ("list", {}, {"item": "email"}, "ann@x.org, bob", (), ["email.format"]),
    ("list", {}, {"item": "text", "separators": (" / ",)}, "a / b/c", ("a", "b/c"), []),
]  # fmt: skip


@pytest.mark.parametrize("example", EXAMPLES)
def test_scalar(example: tuple[str, dict[str, Any], dict[str, Any], str, Any, list[str]]) -> None:
    """Each example gives its value and its faults, alone and as a column."""
    kind, known, options, text, value, codes = example
    normal = make(kind, known, **options)
    cell = normal.scalar(text)
    assert (cell.value, [fault.code for fault in cell.faults]) == (value, codes)
    column = normal.column([text, "", text])
    assert column.values == [value, () if normal.multi else "", value]
    assert column.faults == ({0: cell.faults, 2: cell.faults} if codes else {})


@pytest.mark.parametrize(
    ("kind", "text", "flag", "value", "codes"),
    [
        ("decimal", "1.234", "numeric", "1.234", []),
        ("integer", "1.234", "numeric", "", ["number.scale"]),
        ("date", "2024-01-02", "date", "2024-01-02", []),
        ("date", "2024-01-02T00:00:00", "date", "2024-01-02", []),
        ("date", "45000", "numeric", "", ["date.number"]),
        ("date", "20240105", "numeric", "", ["date.number"]),
        ("phone", "37060000000.0", "numeric", "", ["phone.no_region"]),
        ("phone", "2024-01-02", "date", "", ["phone.invalid"]),
        ("identifier", "7338441277598", "numeric", "7338441277598", []),
        ("identifier", "12.0", "numeric", "12", []),
        ("identifier", "12.0", None, "12.0", []),
        ("boolean", "TRUE", "boolean", "true", []),
        ("text", "#N/A", "error", "", ["cell.error"]),
        ("email", "#REF!", "error", "", ["cell.error"]),
        ("identifier", "12345678901234500", "lost digits", "", ["cell.digits_lost"]),
    ],
)
def test_flagged_cells(kind: str, text: str, flag: Flag | None, value: str, codes: list[str]) -> None:
    """Cells that were no text in a workbook are canonical already, or are known to be damaged."""
    normal = make(kind)
    cell = normal.scalar(text, flag)
    assert (cell.value, [fault.code for fault in cell.faults]) == (value, codes)
    column = normal.column([text], {0: flag} if flag else {})
    assert (column.values[0], column.faults.get(0, ())) == cell


def test_own_kinds() -> None:
    """A host's kind is asked with the trimmed text; what it raises as ValueError is a fault with its message."""

    def normalize(text: str) -> str:
        if not text.startswith("K"):
            raise ValueError("loyalty numbers begin with K")
        return text.upper()

    kind = Kind("loyalty", normalize=normalize, key_form=str.lower)
    normal = normalizer(Field("card"), kind, Settings())
    assert normal.scalar(" Kab ") == ("KAB", ())
    assert normal.scalar("") == ("", ())
    assert normal.key("KAB") == "kab"
    assert normal.column(["x", "Ka"]).faults[0][0].params == (("message", "loyalty numbers begin with K"),)


def test_own_kinds_with_several_values() -> None:
    """A host's kind that declares several values gives tuples."""
    normal = normalizer(Field("card"), Kind("cards", normalize=str.upper, multi=True), Settings())
    assert normal.multi
    assert normal.column(["a", ""]).values == [("A",), ()]


def test_nothing_of_a_cell_is_printed() -> None:
    """The repr of a column shows how much there is, never what."""
    column = make("email").column(["ann@example.org", "nobody"])
    assert "ann" not in repr(column)
    assert "<2>" in repr(column)


def test_slips_are_found_once_common_domains_are_known() -> None:
    """However many addresses a column has had, each is answered as by itself: slips, and longer or shorter domains."""
    normal = make("email", {})
    first = [f"ann{i}@{domain}" for i in range(80) for domain in ("example.org", "gmail.com")]
    later = [
        "a@gmial.com",
        "b@example.org.gmial.com",
        "c@gmail.com.org",
        "d@mail.com",
        "",
        "e@example.org",
        "no address",
    ]
    for cells in (first, later, later[:3]):
        column = normal.column(cells)
        answers = [normal.scalar(cell) for cell in cells]
        assert list(column.values) == [answer.value for answer in answers]
        assert column.faults == {i: answer.faults for i, answer in enumerate(answers) if answer.faults}
    assert [fault.code for fault in column.faults[0]] == ["email.typo"]
