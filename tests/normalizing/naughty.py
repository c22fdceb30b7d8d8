"""Texts that people, programs and adversaries leave in cells; each comes back from a kind, or is refused by name."""

from __future__ import annotations

_NOTHING = [
    "null", "NULL", "None", "nil", "undefined", "NaN", "nan", "inf", "-inf", "Infinity", "#N/A", "N/A", "n/a",
    "-", "--", "—", ".", "..", "?", "???", "x", "xxx", "TBD", "(blank)", "(none)", "true", "false", "0", "-0",
    "00", "+", "+0", "0.0", "0,0", "''", '""', "[]", "{}", "()", "<>", "\\N", "\\0", "#", "@", "@@",
]  # fmt: skip
_NUMBERS = [
    "1e5", "1E400", "-1e-400", "1.7976931348623157e308", "0x1F", "0b11", "0o17", "1_000", "1,00,000", "1.2.3",
    "1,2,3", "1.,2", "1 2", "1\u00a02", "1\u202f234", "\u0661\u0662\u0663", "१२३", "１２３", "½", "¼ kg", "²",
    "①", "Ⅻ", "IV", "五", "١٬٢٣٤٫٥", "9" * 15, "9" * 16, "9" * 400, "0." + "0" * 400 + "1", "-", "--5", "+-5",
    "5-5", "(5", "5)", "((5))", "5%%", "$", "$$5", "€ 5 €", "5,-", "5.-,", "1e", "e1", "1e+", ".5.", ",,",
    "1.234,5.6", "7.33844E+12", "3,5E+05", "0123456789012345678901234567890",
]  # fmt: skip
_DATES = [
    "0000-00-00", "2024-02-30", "2023-02-29", "1900-02-29", "10000-01-01", "-0001-01-01", "99/99/9999", "1/1/1",
    "01/02/03", "2024-W01-1", "2024-366", "20240229T", "2024-02-29T24:00", "2024-02-29T23:59:60Z", "24:00",
    "2024-02-29T10:00+99:99", "31 September 2024", "Februar", "Monday", "today", "now", "1 de", "٢٠٢٤-٠٢-٢٩",
    "２０２４-０２-２９", "令和6年2月3日", "2567-02-03", "3.II.2024", "12/31/1899 00:00:00",
    "0001-01-01T00:00:00", "9999-12-31T23:59:59", "45325", "1706918400000",
]  # fmt: skip
_PHONES = [
    "+", "++46701740605", "+46+70", "0046", "+000000000000", "+999999999999999", "112", "911", "0" * 15,
    "1234567890" * 5, "+1 (800) FLOWERS", "1-800-CALL-NOW", "tel:+46701740605;ext=5",
    "+46 70 174 06 05 x99999999", "070-174 06 05 / 070-174 06 06", "+٤٦٧٠١٧٤٠٦٠٥", "＋４６７０１７４０６０５",
    "+46\u200b701740605", "+46(0)701740605", "(+46)701740605", "+46-(0)-70", "callto:", "phone", "ask him",
    "701740605.0", "4.6701740605E+10", "+46701740605\n", "+46\u2011701740605", "p:070", "00 00 00 00",
]  # fmt: skip
_EMAILS = [
    "@", "a@", "@b", "a@b", "a@b.", "a@.b", "a@b..c", "a..b@c.de", ".a@b.cd", "a.@b.cd", "a@b@c.de", "a b@c.de",
    "a@b c.de", "<a@b.cd>", "A <a@b.cd>", "A <a@b.cd", "a@b.cd>", '"a b"@c.de', "a@[127.0.0.1]", "a@127.0.0.1",
    "a@-b.cd", "a@b-.cd", "a@b.c-d", "a@b_c.de", "a@b.123", "a@xn--", "a@xn--.de", "a@xn--a.de",
    "a@xn--99999999.de", "a@" + "b" * 64 + ".de", "a" * 65 + "@b.cd", "a@" + "b." * 130 + "cd", "a@é.fr",
    "é@b.fr", "а@b.cd", "a@exаmple.org", "a@b。cd", "a＠b.cd", "a@b.cd;c@d.ef", "a@b.cd, c@d.ef", "mailto:",
    "mailto:a@b.cd?subject=x", "a@b.cd\u200b", "a\u00ad@b.cd", "a@💩.la", "💩@b.cd", "a@b.c\u0301d",
    "a\u202e@b.cd", "a@b.cd\x00", "a(c)@b.cd", "a\\@b.cd",
]  # fmt: skip
_NAMES = [
    "O'Brien", "O’Brien", "D'Arcy-Smith", "van der Berg", "Null", "True", "Test", "Jr.", "III", "X", "Ng",
    "5cent", "Björk Guðmundsdóttir", "Đặng Thị Hồng", "\u0044\u0323\u0302", "Ζωή", "Ольга", "עמית", "محمد",
    "ทดสอบ", "山田", "이순신", "नमस्ते", "Zoë\u200d", "A\u030a", "\u212b", "ﬁnn", "İstanbul", "ıspanak", "ß",
    "ẞ", "Ǆ", "Ω", "\u2126", "🤷🏽\u200d♀️", "👨\u200d👩\u200d👧", "\U0001f1f8\U0001f1ea", "a" * 400, "\u0301",
    "a" + "\u0301" * 50, "MR. BOB SMITH", "<b>Bob</b>", "Robert'); DROP TABLE customers;--", "${jndi:ldap://x}",
    "{{7*7}}", "%s%n", "../../etc/passwd", "C:\\con\\aux", "&amp;", "&#x27;", "\\u0041", "a,b", "a;b", "a|b",
    "a\tb", 'a"b', "a\nb", "a\r\nb", "a\u2028b", "a\x85b",
]  # fmt: skip
_SHEETS = [
    "=1+1", "=cmd|' /C calc'!A0", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "'=1+1", "''00123", '="00123"', '=""',
    "＝1+1", "#REF!", "#DIV/0!", "#NAME?", "######", "'", "`", "\u2019007", "00123", "1-2", "MARCH1", "SEPT2",
    "2-MAR", "1/2", "TRUE", "FALSE", "1.0", "12345678901234567", "1E5", "5E3", "12E5",
]  # fmt: skip
_UNSEEN = [
    "\u200b", "\u200c\u200d", "\ufeff", "\u00ad", "\u2060", "\u180e", "\u3164", "\u2800", "\u034f",
    "\u115f\u1160", "\u200e", "\u202e", "\u2066\u2069", "A\u200bB", "A\u202eB", "A\ufeff", "\u00a0A\u00a0",
    "\u3000A\u3000", "A\u00a0B", "A\u2028", "A\x00B", "A\x07", "A\x1b[31m", "A\x7f", "A\x80", "\ud800",
    "A\udfff", "\ufdd0", "\uffff", "\U0010ffff", "\U000e0041", "A\ufe0f", "АВС-12", "ABС-12", "ΑΒΕ",
    "ＡＢＣ－１２", "A\u2010B", "A\u2212B", "l1I|", "O0О",
]  # fmt: skip
_PLACES = [
    "UK", "U.K.", "England", "Deutschland", "D", "CR", "SR", "Česko", "Kosovo", "XK", "EU", "ZZ", "AQ", "USSR",
    "SU", "España", "中国", "香港", "Türkiye", "Côte d’Ivoire", "DR Congo", "Korea", "🇸🇪", "kr", "$", "€",
    "£", "¥", "元", "USD", "usd", "XXX", "BTC", "DEM", "SEK ", "euro", "Kč", "Fr.",
]  # fmt: skip
_WORDS = [
    "yes", "YES!", "y", "n", "ja", "nej", "ano", "ne", "да", "нет", "はい", "نعم", "1", "2", "on", "off", "✓",
    "✗", "☐", "X", "m", "f", "M/F", "muž", "Frau", "她", "divers", "unknown", "Mr", "0/1",
]  # fmt: skip

NAUGHTY: list[str] = list(
    dict.fromkeys([*_NOTHING, *_NUMBERS, *_DATES, *_PHONES, *_EMAILS, *_NAMES, *_SHEETS, *_UNSEEN, *_PLACES, *_WORDS])
)
