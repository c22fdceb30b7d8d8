"""Dates in numbers, many of one form at once put in the order of ISO 8601; what is not proven is left to `scalar`.

A form is a mark and whether the year goes first. In which order day and month of it stand is found out by asking the
scalar function about one date of each form, so that no list of formats is understood twice.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence

from customer_import.normalizing.date_formats import LIKELY, Parts

Form = tuple[str, bool]
Orders = Mapping[Form, str]

_from_iso = dt.date.fromisoformat
_SAMPLES = {"DMY": "5{0}6{0}1987", "MDY": "6{0}5{0}1987", "YMD": "1987{0}6{0}5"}
_READ = {"1987-06-05"}
_YEAR = rf"(?:{'|'.join(sorted(LIKELY))})\d\d"
_SHAPE = re.compile(rf"\d{{1,2}}([./-])\d{{1,2}}\1{_YEAR}\Z|{_YEAR}([./-])\d{{1,2}}\2\d{{1,2}}\Z", re.ASCII)

_LINE = len("2024-01-05\n")
_ISO_PLACES = {"Y": (0, 1, 2, 3), "M": (5, 6), "D": (8, 9)}
_COLUMN = 5  # characters that each part of a date is given, the longest is a year
_WIDE = 3 * _COLUMN + 1
_TABS = {mark: bytes.maketrans(mark.encode(), b"\t") for mark in ".-/"}

# Second digit of a likely year → its first.
_FIRSTS = bytes.maketrans(b"0123456789", b"22------11")


def orders(readings: Callable[[str], Sequence[Parts]], time: str = "") -> Orders:
    """Return the order of every form of which there is one reading, behind which a time may stand."""
    return {
        (mark, order[0] == "Y"): order
        for mark in _TABS
        for order, sample in _SAMPLES.items()
        if {parts.date() for parts in readings(sample.format(mark) + time)} == _READ
    }


def dates(text: str, known: Orders) -> list[str] | None:
    """Return the ISO dates that all lines of a text are, where they are of one form; else None."""
    form = _form(text[:_LINE])
    if form not in known or not text.isascii():
        return None
    data, order = text.encode(), known[form]
    count = data.count(b"\n") + 1
    if _is_even(data, _LINE, count) and data[2::_LINE] == data[5::_LINE] == form[0].encode() * count:
        return _iso(data, _LINE, count, [place for place in range(10) if place not in (2, 5)], order)
    if b" " in data or b"\t" in data:
        return None
    # With tabs around its parts, and read from its end, a text is aligned by `expandtabs`, numbers to the right.
    data = b"\t" + data.translate(_TABS[form[0]]).replace(b"\n", b"\n\t")
    data = data[::-1].expandtabs(_COLUMN)[::-1]
    if not _is_even(data, _WIDE, count):
        return None
    places: list[int] = []
    blank = b" " * count
    for end, part in zip((_COLUMN, 2 * _COLUMN, 3 * _COLUMN), order, strict=True):
        start = end - len(_ISO_PLACES[part])
        places += range(start, end)
        if data[start - 1 :: _WIDE] != blank:  # longer than a day or a year is
            return None
    return _iso(data, _WIDE, count, places, order)


def are_iso(cells: Sequence[str], text: str) -> bool:
    """Tell whether all cells, which `text` is joined of, are ISO dates of likely years."""
    data, count = text.encode(), len(cells)
    return _is_even(data, _LINE, count) and data[4::_LINE] == data[7::_LINE] == b"-" * count and _exist(data, cells)


def in_order(texts: Sequence[str], known: Orders) -> dict[str, str]:
    """Return text → ISO date of those of which this is certain, at a fraction of the cost of reading one by one."""
    forms: dict[Form, list[str]] = {}
    for text in texts:
        if match := _SHAPE.match(text):
            forms.setdefault((match[1] or match[2], not match[1]), []).append(text)
    return {
        text: iso
        for some in forms.values()
        if (found := dates("\n".join(some), known))
        for text, iso in zip(some, found, strict=True)
    }


def _form(text: str) -> Form:
    """Return the form of the date that a text begins with."""
    mark = next((char for char in text[:_COLUMN] if not char.isdigit()), "")
    return mark, text.find(mark) == len("2024")


def _is_even(data: bytes, step: int, count: int) -> bool:
    """Whether all lines are equally long: as many line feeds as there are, each behind so many characters."""
    return len(data) == step * count - 1 and data[step - 1 :: step] == b"\n" * (count - 1)


def _iso(data: bytes, step: int, count: int, places: Sequence[int], order: str) -> list[str] | None:
    """Put the digits at some places of each line where ISO 8601 has them: one digit of all dates at a time."""
    turned = bytearray((b"0000-00-00\n" * count)[:-1])
    for place, source in zip((place for part in order for place in _ISO_PLACES[part]), places, strict=True):
        turned[place::_LINE] = data[source::step]
    if step == _WIDE:
        turned = turned.replace(b" ", b"0")
    found = turned.decode().split("\n")
    return found if _exist(turned, found) else None


def _exist(data: bytes | bytearray, texts: Sequence[str]) -> bool:
    """Whether ISO dates exist, in likely years."""
    if data[1::_LINE].translate(_FIRSTS) != data[::_LINE]:
        return False
    try:
        list(map(_from_iso, texts))
    except ValueError:
        return False
    return True
