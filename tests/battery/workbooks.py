"""Compare workbooks of many makes with what openpyxl and calamine read, and change parts at random until they break.

    python -m tests.battery.workbooks --n 500 --mutants 5000 [--seed 1]

Where both others give one value, so does a cell of ours, but for what `tests.reading.xlsx_rivals.accepted` names. A
part that was changed is read by pattern and by the parser alone, which agree; a workbook with a part that was changed
gives a table that lost no record, or a declared error.
"""

import argparse
import io
import random
import re
import sys
import zipfile
from collections.abc import Iterator

import attrs

import customer_import as ci
from customer_import.reading.limits import Limits
from customer_import.reading.xlsx_blocks import Blocks
from customer_import.reading.xlsx_strings import FastStrings, SharedStrings, StringsParser
from tests.battery.workbook_makes import compose
from tests.reading.test_xlsx_fast import Never, chunked, read
from tests.reading.xlsx_building import packed
from tests.reading.xlsx_rivals import contradictions

SHEET, STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
TOKENS = (
    *(
        b"<",
        b">",
        b"&",
        b"&amp;",
        b'"',
        b"'",
        b"/>",
        b"]]>",
        b"\r\n",
        b"\0",
        b"\xff",
        b"\xc3",
        b"-1",
        b"e",
        b'xmlns="u"',
    ),
    *(b"</c>", b"</row>", b"<c ", b"<v>", b"</v>", b"<v/>", b"<f>", b"</f>", b' t="s"', b' t="inlineStr"', b"&#0;"),
    *(
        b"<is><t>x</t></is>",
        b"<!-- x -->",
        b"<![CDATA[x]]>",
        b' xml:space="preserve"',
        b' s="9999"',
        b'r="A1"',
        b"1048577",
    ),
    *(b"99999999999999999999", b"_x000D_", b"&#x1F600;", b"<si><t>q</t></si>", b"</t></si><si><t>", b"<!DOCTYPE a>"),
)
_TOKEN = re.compile(rb'<[^<>]*>|"[^"]*"')


@attrs.define
class Tally:
    """What was compared.

    Args:
        books: Composed workbooks.
        compared: Those that both others open.
        cells: Cells that they agree on.
        mutants: Changed parts.
        tables: Those that were read all the same.
        different: The seed of a workbook with the places that differ, or of a mutant with what it did.
    """

    books: int = 0
    compared: int = 0
    cells: int = 0
    mutants: int = 0
    tables: int = 0
    different: list[tuple[int, str]] = attrs.field(factory=list)


def compare(n: int, seed: int, tally: Tally) -> None:
    """Compose workbooks and compare them."""
    for number in range(seed, seed + n):
        tally.books += 1
        try:
            cells, wrong = contradictions(compose(random.Random(number)))
        except ci.SourceError as error:
            tally.different.append((number, error.code))
        except KeyboardInterrupt:
            raise
        except BaseException:  # noqa: BLE001 - what others refuse is their affair, and Rust may panic
            continue
        else:
            tally.compared += 1
            tally.cells += cells
            if wrong:
                tally.different.append((number, f"cells {wrong[:3]}"))


def changed(draw: random.Random, data: bytes) -> bytes:
    """Change bytes, or tags and attributes."""
    made = bytearray(data)
    for _ in range(draw.choice((1, 1, 1, 2, 4))):
        at = draw.randrange(len(made) or 1)
        match draw.randrange(6):
            case 0:
                made[at : at + 1] = bytes([draw.randrange(256)])
            case 1:
                del made[at : at + draw.choice((1, 1, 5, 40))]
            case 2:
                made[at:at] = draw.choice(TOKENS)
            case 3:
                other = draw.randrange(len(made) or 1)
                made[at:at] = made[other : other + draw.choice((1, 8, 60))]
            case way:
                tokens = [match.span() for match in _TOKEN.finditer(bytes(made[:20_000]))] or [(0, 0)]
                (start, stop), (first, last) = draw.choice(tokens), draw.choice(tokens)
                made[start:stop] = made[first:last] if way == 4 else b""
    return bytes(made)


def strings(data: bytes, size: int, fast: bool) -> object:
    """Read a table of shared strings; return the strings, or the code of the refusal."""
    limits = Limits()
    found = SharedStrings(limits)
    try:
        reader = FastStrings(found, limits) if fast else Never()
        for _ in Blocks(StringsParser("strings.xml", limits, found), reader).run(chunked(data, size)):
            pass
        return [found[index] for index in range(len(found))]
    except ci.SourceError as error:
        return error.code
    finally:
        found.close()


def whole(data: bytes) -> bool:
    """Read a workbook in both ways; tell whether it is a table, and see that it lost no record."""
    try:
        with ci.read(data) as table:
            rows = sum(1 for _ in table)
            chunked_rows = sum(len(chunk) for chunk in table.chunks())
            if not rows == chunked_rows == table.tally.rows:
                raise AssertionError
    except ci.SourceError:
        return False
    return True


def originals(draw: random.Random) -> Iterator[dict[str, bytes]]:
    """Yield the parts of workbooks, each of them some times."""
    while True:
        with zipfile.ZipFile(io.BytesIO(compose(draw))) as archive:
            content = {name: archive.read(name) for name in archive.namelist()}
        if len(content[SHEET]) < 60_000:
            yield from [content] * 20


def mutate(n: int, seed: int, tally: Tally) -> None:
    """Change parts and read them in two ways."""
    draw = random.Random(seed)
    for number, content in zip(range(n), originals(draw), strict=False):
        name = draw.choice((SHEET, SHEET, SHEET, STRINGS, *content))
        if name not in content:
            name = SHEET
        data, size = changed(draw, content[name]), draw.choice((97, 300, 2000))
        tally.mutants += 1
        if name in (SHEET, STRINGS) and draw.random() < 0.9:
            if name == SHEET:
                first, second = read(data, size, True)[0], read(data, len(data) or 1, False)[0]
            else:
                first, second = strings(data, size, True), strings(data, len(data) or 1, False)
            refused = isinstance(first, str) and isinstance(
                second, str
            )  # for one reason or another, whichever is first
            tally.tables += not refused
            if first != second and not refused:
                tally.different.append((number, f"{name} by pattern and by the parser"))
            continue
        try:
            tally.tables += whole(packed({**content, name: data}))
        except Exception as error:  # noqa: BLE001 - this is what is looked for
            tally.different.append((number, f"{name}: {type(error).__name__}"))


def run(n: int, mutants: int, seed: int) -> Tally:
    """Do both."""
    tally = Tally()
    compare(n, seed, tally)
    mutate(mutants, seed, tally)
    return tally


def main() -> int:
    """Run the battery and say what was compared."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--n", type=int, default=200)
    parser.add_argument("--mutants", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    tally = run(arguments.n, arguments.mutants, arguments.seed)
    print(
        f"{tally.books:,} workbooks, {tally.compared:,} opened by both others, {tally.cells:,} cells agreed on; "
        f"{tally.mutants:,} changed parts, {tally.tables:,} read; {len(tally.different):,} differences"
    )
    for seed, what in tally.different[:20]:
        print(f"  {seed}: {what}")
    return bool(tally.different)


if __name__ == "__main__":
    sys.exit(main())
