"""Workbooks in the habits of many programs, composed at random: what one of them writes, none of the others does.

Habits are drawn once for a workbook; a cell is drawn for each column of a few rows, which then repeat, as in a table.
Nothing here is broken. What differs between programs: prefixes, namespaces, references that are left out, quotes, white
space, comments and instructions between elements, where texts stand and how, formulas, number formats, parts before and
behind the rows, names and targets of parts, encodings, and the archive around them.
"""

from __future__ import annotations

import random
import re
import zipfile
from xml.sax.saxutils import escape, quoteattr

import attrs

from customer_import.reading.xlsx_sheet import column_letters
from tests.reading.xlsx_building import HEADER, LINKS, MAIN, PACKAGE, STRICT, packed, styles_xml
from tests.reading.xlsx_rivals import typed

FORMATS = (
    *("General", "0", "0.00", "#,##0", "0%", "0.00E+00", "# ?/?", "@", "00000", "000\\ 00", "000-00-0000", ";;;", "#"),
    *(
        "yyyy-mm-dd",
        "d/m/yy h:mm",
        "mm:ss.0",
        "[h]:mm:ss",
        "[mm]:ss",
        "[$-405]d. mmmm yyyy;@",
        "TT.MM.JJJJ",
        "h:mm AM/PM",
    ),
    *(
        "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy",
        "yyyy&quot;年&quot;m&quot;月&quot;",
        "[DBNum1]yyyy",
        "ge.m.d",
        "mmm-yy",
        "e",
    ),
    *(
        "[$€-2] 0.00",
        "#,##0.00 &quot;Kč&quot;",
        "&quot;Day &quot;0",
        "General &quot;d&quot;",
        "\\d0",
        "_d0",
        "0 &quot;h&quot;",
    ),
    *(
        "[Red]-0;[Blue]0",
        "[&gt;=1000]0;0.0",
        "[&lt;43831]yyyy;0",
        "General;[Red]-General",
        "0;;@",
        "+0;-0",
        "s",
        "yy",
        "dd",
    ),
)
NUMBERS = (
    *(
        "0",
        "1",
        "7",
        "59",
        "60",
        "61",
        "366",
        "1234",
        "45000",
        "45000.5",
        "45000.123456",
        "2958465",
        "0.25",
        "0.999999",
    ),
    *("-1", "-0.5", "0.1", "1.10", "+5", "1E5", "1E+05", "1e-5", "1.0E-3", "00012", ".5", "5.", "-0", " 5 "),
    *("43831.333333333336", "36526.9999999", "0.1234567890123456789", "123456789012345", "12345678901234567"),
    *("9007199254740993", "100000000000000000000", "1.7976931348623157E+308", "5E-324", "1E400"),
)
TEXTS = (
    *(
        "Ann",
        "Šárka Nováková",
        "漢字",
        "😀",
        "a\nb",
        "a&b <c>",
        "007",
        "=1+1",
        "'x",
        "TRUE",
        "#N/A",
        "2026-01-02",
        "x" * 300,
    ),
    *(
        "_x000D_",
        "a_x0041_b",
        "_x005F_x000D_",
        "_xD83D__xDE00_",
        "_x41_",
        "tab\there",
        "a  b",
        "\u00a0x",
        "e\u0301",
        "]]",
    ),
)
PADDED = (" lead", "trail ", "\n", "   ")
FOREIGN = "urn:of-nobody"


@attrs.define
class Habits:
    """What a program does the same way everywhere.

    Args:
        draw: Where chance comes from.
        prefix: Of every element of the sheet, with its colon.
        namespace: Transitional or strict.
        referring: Which of rows and cells say where they are.
        quote: Around attributes.
        gap: What stands between elements.
        texts: Where texts stand.
        shared: The items of the table of shared strings.
    """

    draw: random.Random
    prefix: str = ""
    namespace: str = MAIN
    referring: str = "rows and cells"
    quote: str = '"'
    gap: str = ""
    texts: tuple[str, ...] = ("s",)
    shared: dict[str, int] = attrs.field(factory=dict)

    def chance(self, of: float) -> bool:
        """Tell whether something happens."""
        return self.draw.random() < of

    def attributes(self, **named: str) -> str:
        """Write attributes in any order; "" leaves one out."""
        written = [f" {name.rstrip('_')}={quoteattr(value)}" for name, value in named.items() if value]
        if self.chance(0.1):
            self.draw.shuffle(written)
        return "".join(written) if self.quote == '"' else "".join(written).replace('"', "'")

    def element(self, name: str, content: str | None, attributes: str = "") -> str:
        """Write an element."""
        if content is None or (not content and self.chance(0.5)):
            return f"<{self.prefix}{name}{attributes}/>"
        return f"<{self.prefix}{name}{attributes}>{content}</{self.prefix}{name}>"

    def plain(self, text: str) -> str:
        """Write text as it may stand between tags."""
        if self.chance(0.05) and self.namespace == MAIN and not set(text) & set("]_"):
            return f"<![CDATA[{text}]]>"
        if self.chance(0.05) and text:
            return f"&#{ord(text[0])};" + escape(text[1:])
        return escape(text, {"\n": "&#10;"} if self.chance(0.3) else {})

    def text(self, text: str) -> str:
        """Write what stands in a shared or inline string: plain, rich, or with reading aids."""
        space = ' xml:space="preserve"' if text != text.strip() or self.chance(0.2) else ""
        if len(text) > 1 and "_x" not in text and self.chance(0.1):
            properties = self.element("rPr", self.element("b", None))
            halves = (text[:1], text[1:])
            return "".join(
                self.element(
                    "r", properties * self.chance(0.5) + self.element("t", self.plain(half), ' xml:space="preserve"')
                )
                for half in halves
            )
        aid = self.element("rPh", self.element("t", "kana"), ' sb="0" eb="1"') if self.chance(0.05) else ""
        return self.element("t", self.plain(text), space) + aid


def _cell(habits: Habits, reference: str) -> str:
    """Draw a cell."""
    draw, style = habits.draw, str(habits.draw.randrange(len(FORMATS) + 1)) if habits.chance(0.5) else ""
    formula = ""
    if habits.chance(0.15):
        made = draw.choice(("", ' t="shared" si="0"', ' t="array" ref="A1:B2"', ' t="dataTable" ref="A1" r1="B1"'))
        formula = habits.element("f", draw.choice(("", "A1&amp;1", "SUM(B1:B2)")), made)
    kind, content = "", ""
    match draw.choice(("text", "text", "number", "number", "number", "boolean", "error", "date", "blank")):
        case "number":
            kind = draw.choice(("", "", "n"))
            content = formula + habits.element("v", draw.choice(NUMBERS))
        case "boolean":
            kind, content = "b", formula + habits.element("v", draw.choice("01"))
        case "error":
            kind, content = "e", formula + habits.element("v", draw.choice(("#N/A", "#REF!", "#DIV/0!", "#NAME?")))
        case "date":
            kind = "d"
            content = habits.element(
                "v", draw.choice(("2026-02-03", "2026-02-03T04:05:06", "04:05:06", "2026-02-03T00:00:00Z"))
            )
        case "blank":
            content = draw.choice(("", formula, habits.element("v", ""), habits.element("v", None)))
        case _:
            text = draw.choice(TEXTS if habits.chance(0.9) else PADDED)
            kind = "str" if formula else draw.choice(habits.texts)
            if kind == "s":
                content = habits.element("v", str(habits.shared.setdefault(habits.text(text), len(habits.shared))))
            elif kind == "str":
                content = formula + habits.element("v", habits.plain(text))
            else:
                content = habits.element("is", habits.text(text))
    if content and habits.chance(0.0005):
        inside = f'<z:v xmlns:z="{FOREIGN}">9</z:v>'
        content += habits.element("extLst", habits.element("ext", inside, ' uri="{0}"'))
    named = habits.attributes(r=reference, s=style, t=kind, cm="1" if habits.chance(0.02) else "")
    return habits.element("c", content or None, named)


def _rows(habits: Habits) -> str:
    """Draw a few rows, and repeat them."""
    draw = habits.draw
    width, makes, count = draw.randint(1, 9), draw.randint(1, 4), draw.choice((1, 5, 30, 150, 400))
    cells = "cells" in habits.referring
    columns = sorted(draw.sample(range(40), width)) if cells and habits.chance(0.2) else list(range(width))
    if cells and habits.chance(0.1):
        draw.shuffle(columns)
    made = [[_cell(habits, f"{column_letters(column)}@" if cells else "") for column in columns] for _ in range(makes)]
    rows: list[str] = []
    number = draw.choice((1, 1, 1, 4))
    skip = 0.05 if "rows" in habits.referring else 0.0
    for index in range(count):
        spans = f"1:{width}" if index % 3 and habits.chance(0.3) else ""
        named = habits.attributes(
            r=str(number) if "rows" in habits.referring else "",
            spans=spans,
            hidden="1" if habits.chance(0.02) else "",
            ht="15" if habits.chance(0.1) else "",
        )
        content = habits.gap + habits.gap.join(draw.choice(made) if habits.chance(0.1) else made[index % makes])
        rows.append(habits.element("row", content.replace("@", str(number)), named))
        number += 1 + (draw.randint(1, 9) if habits.chance(skip) else 0)
    return habits.gap.join(rows)


def _sheet(habits: Habits) -> str:
    """Draw a worksheet part."""
    draw, rows = habits.draw, _rows(habits)
    before = [
        habits.element("sheetPr", habits.element("tabColor", None, ' rgb="FFFF0000"')),
        habits.element("dimension", None, f' ref="{draw.choice(("A1", "A1:B2", "A1:XFD1048576", "C9:D10"))}"'),
        habits.element("sheetViews", habits.element("sheetView", None, ' workbookViewId="0"')),
        habits.element("cols", habits.element("col", None, ' min="1" max="2" width="9" hidden="1"')),
    ]
    behind = [
        habits.element("autoFilter", None, ' ref="A1:B2"'),
        habits.element("mergeCells", habits.element("mergeCell", None, ' ref="A1:B1"'), ' count="1"'),
        habits.element("pageMargins", None, ' left="1" right="1" top="1" bottom="1" header="1" footer="1"'),
        habits.element("extLst", habits.element("ext", f'<z:row xmlns:z="{FOREIGN}"><z:c/></z:row>', ' uri="{1}"')),
    ]
    content = habits.gap.join(
        (
            *(part for part in before if habits.chance(0.4)),
            habits.element("sheetData", rows),
            *(part for part in behind if habits.chance(0.3)),
        )
    )
    name = f":{habits.prefix[:-1]}" if habits.prefix else ""
    more = f' xmlns:r="{LINKS}"' if habits.chance(0.5) else ""
    return habits.element("worksheet", content, f' xmlns{name}="{habits.namespace}"{more}')


def _encoded(habits: Habits, xml: str) -> bytes:
    """Write a part in the program's encoding."""
    header = habits.draw.choice(
        (HEADER, HEADER.replace("\n", "\r\n"), HEADER.replace(' standalone="yes"', "").lower(), "")
    )
    return (header + xml).encode("utf-8-sig" if habits.chance(0.1) else "utf-8")


def compose(draw: random.Random) -> bytes:
    """Compose a workbook with one sheet, "Customers"."""
    gaps = ("", "", "", "\n", "\r\n  ", "<!-- </row> <c r='A1'> -->", "<?go on?>")
    habits = Habits(draw)
    if habits.chance(0.3):
        habits.prefix = draw.choice(("x:", "ss:"))
    if habits.chance(0.05):
        habits.namespace = STRICT
    habits.referring = draw.choice(("rows and cells", "rows and cells", "rows", "cells", ""))
    habits.quote, habits.gap = draw.choice('"""\''), draw.choice(gaps)
    habits.texts = draw.choice((("s",), ("s",), ("inlineStr",), ("str",), ("s", "inlineStr", "str")))
    sheet = _sheet(habits)
    items = "".join(habits.element("si", item) for item in habits.shared)
    name = f":{habits.prefix[:-1]}" if habits.prefix else ""
    strings = habits.element("sst", items, f' xmlns{name}="{habits.namespace}"')
    folder, base = draw.choice((("worksheets/", ""), ("/xl/worksheets/", "/xl/")))
    folder = "../xl/worksheets/" if habits.chance(0.05) else folder
    link = f'<Relationship Id="r{{}}" Type="{LINKS}/{{}}" Target="{{}}"/>'
    links = (
        link.format(1, "worksheet", f"{folder}sheet1.xml")
        + link.format(2, "sharedStrings", f"{base}sharedStrings.xml") * bool(habits.shared)
        + link.format(3, "styles", f"{base}styles.xml")
    )
    since = f'<workbookPr date1904="{draw.choice("01")}"/>' if habits.chance(0.3) else ""
    book = (
        f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}">{since}<sheets><sheet name="Customers" sheetId="1" r:id="r1"/>'
        "</sheets></workbook>"
    )
    relations = f'<Relationships xmlns="{PACKAGE}/relationships">{{}}</Relationships>'
    content = {
        "_rels/.rels": _encoded(habits, relations.format(link.format(1, "officeDocument", "xl/workbook.xml"))),
        "xl/workbook.xml": _encoded(habits, book),
        "xl/_rels/workbook.xml.rels": _encoded(habits, relations.format(links)),
        "xl/worksheets/sheet1.xml": _encoded(habits, sheet),
        "xl/styles.xml": re.sub(r"^<\?.*\?>\s", "", styles_xml(*FORMATS)).encode(),
        **({"xl/sharedStrings.xml": _encoded(habits, strings)} if habits.shared else {}),
    }
    return typed(packed(content, zipfile.ZIP_STORED if habits.chance(0.2) else zipfile.ZIP_DEFLATED))
