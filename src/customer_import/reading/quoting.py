"""Which ways of quoting a text has signs of, for one delimiter: the candidates that are scored."""

from __future__ import annotations

import re
from collections.abc import Sequence

import attrs

from customer_import.reading.dialect import Dialect
from customer_import.reading.framing import LIKE, PAIRS, enclosed
from customer_import.reading.marks import PRIOR, explained, long_marks

SELDOM_QUOTES = "'~`"  # beside the usual ones
QUOTES = '"' + SELDOM_QUOTES
NEARLY_ALL = 0.9


def options_of(lines: Sequence[str], plain: Dialect) -> list[Dialect]:
    """Return the dialects with this delimiter that are worth a look, the plain one first."""
    text, mark = "".join(lines), plain.delimiter
    options = [plain]
    if mark == " " and "  " in text:
        # Columns that are aligned: a run of spaces is one border, and around a line they are none.
        options.append(attrs.evolve(plain, skip_space=True, frame=plain.frame or " "))
    elif mark not in " \t" and text.count(mark + " ") >= 0.5 * text.count(mark) > 1:
        options.append(attrs.evolve(plain, skip_space=True))
    others = [
        quote for quote in SELDOM_QUOTES
        if quote in text and quote not in mark and _border(text, mark, quote) and not _one_row(lines, mark, quote)
    ]  # fmt: skip
    others += [quote for quote in LIKE if quote in text and _stand_quoted(lines, mark, quote)]
    options += [attrs.evolve(option, quote=quote) for quote in others for option in options]
    for option in list(options):
        if f"\\{option.quote}" in text or f"\\{mark}" in text:
            doubled = option.quote * 2 in text.replace("\\" + option.quote, "")
            options.append(attrs.evolve(option, escape="\\", doubled=doubled))
    return options


def quoting_pairs(lines: Sequence[str], mark: str) -> list[str]:
    """Return the pairs of quotes, each by its first sign, that a program put around cells."""
    text = "".join(lines)
    return [quote for quote in PAIRS if quote in text and _stand_quoted(lines, mark, quote)]


def _one_row(lines: Sequence[str], mark: str, quote: str) -> bool:
    """Tell whether cells begin with a quote in one row alone, which another program wrote, and with ``"`` in others."""
    found = [line for line in lines if line.startswith(quote) or mark + quote in line]
    return len(found) == 1 and any(mark + '"' in line for line in lines)


def _border(text: str, mark: str, quote: str) -> int:
    """Count the quotes that cells stand between; 0 unless as many cells begin with one as end with one."""
    border = re.escape(mark)
    opens = len(re.findall(rf"(?:\A|[\r\n]|{border}) ?{quote}(?!{border}|\s*[\r\n])", text))
    closes = len(re.findall(rf"(?<!{border}){quote}(?={border}|\s*[\r\n]|\s*\Z)", text))
    return opens + closes if min(opens, closes) > 0 and abs(opens - closes) * 10 <= opens else 0


def marks_of(lines: list[str]) -> list[str]:
    """Name the delimiters that are looked at: where quotes nearly always stand at some of them, only these."""
    text = "".join(lines)
    for quote in SELDOM_QUOTES:
        count = text.count(quote)
        if count:
            marks = marks_of([line.replace(quote, "") for line in lines])
            between = [
                mark for mark in marks
                if _border(text, mark, quote) >= NEARLY_ALL * count and not _first_ends(text, mark, quote)
            ]  # fmt: skip
            if between:
                return between
    longer = long_marks(lines)
    return [*(mark for mark in PRIOR if mark in text and not explained(mark, longer, text)), *longer]


def _first_ends(text: str, mark: str, quote: str) -> bool:
    """Tell whether first cells end with a quote that they do not begin with: it is part of the delimiter."""
    halves = re.findall(rf"(?:\A|[\r\n])(?!{quote})[^\r\n{quote}]+{quote}(?={re.escape(mark)})", text)
    return len(halves) * 2 > len(re.findall(r"[^\r\n]+", text))


def _stand_quoted(lines: Sequence[str], mark: str, opening: str) -> bool:
    """Tell whether a program put these quotes around cells: where they are needed, or around the labels as well."""
    cells = enclosed(mark, opening)
    found = [cell for _, cell in cells.findall("".join(lines))]
    if found and all(mark in cell for cell in found):
        return True
    total = sum(line.count(mark) + 1 for line in lines) - sum(cell.count(mark) for cell in found)
    return len(found) * 3 >= total and bool(cells.search(lines[0]))
