"""Regular expressions over XML that is beyond doubt. What they do not match is for the parser, never an error here.

They run over bytes read as Latin-1, so that positions are byte offsets and blocks need no decoding; texts are decoded
once they are columns. Every repeat is possessive or ends at a character that its set excludes, and a cell is left out
only where it does not follow: nothing is ever tried twice, so the time is linear.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

import attrs

_TEXT = "[^<]*+"  # `decoded` looks at what is in it: that costs half of a set in the pattern
_SKIPPED = r"[\t\n\x20-;=-\x7f]*+"  # nobody looks at it, so it is harmless by itself
_EDGES = re.compile(r"(?:\A|<)[ \t\n]|[ \t\n](?:<|\Z)")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_NAME = r"[A-Za-z_][A-Za-z0-9_.-]*"
_ATTRIBUTE = re.compile(rf' +(?:({_NAME}):)?({_NAME})="([^"<&\x00-\x1f\x7f-\xff]*)"')
_ENTITY = re.compile(r"&(?:(lt|gt|amp|quot|apos)|#(\d{1,7})|#x([0-9a-fA-F]{1,6}));", re.ASCII)
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}
_NOT_CHARACTERS = ("\xef\xbf\xbe", "\xef\xbf\xbf")  # U+FFFE and U+FFFF in UTF-8


class DeclinedError(Exception):
    """A block holds something that only the parser may judge."""


class SpacedError(Exception):
    """There is white space around inline text, and nobody looked whether it counts."""


@attrs.frozen
class Column:
    """What all cells of a column have been like so far.

    Args:
        attributes: Their attributes besides ``r``, as written; None where they differ.
        inline: Their text stands in ``is``, not in ``v``.
    """

    attributes: str | None = None
    inline: bool = False

    @property
    def groups(self) -> int:
        """How many groups the column has in the pattern: its text; or attributes, value and inline text."""
        return 3 if self.attributes is None else 1


def row_pattern(
    columns: Sequence[Column], letters: Sequence[str], prefix: str, *, spaced: bool, formulas: bool
) -> re.Pattern[str]:
    """Return the pattern of a row.

    Its groups: number, attributes; the groups of each column; what is left of the block. Inline text that is `spaced`
    comes with the end of its tag, which says what white space around it is worth; else it stands in a bare tag.
    """
    formula = (
        rf'<{prefix}f(?: t="(?:shared|array)")?(?: ref="[A-Z0-9:]*+")?(?: si="\d*+")?'
        rf"(?:/>|>{_SKIPPED}</{prefix}f>)(?=<{prefix}v>[^<])"
    )
    value = rf"<{prefix}v>({_TEXT})</{prefix}v>"
    if formulas:
        value = rf"(?:(?!<{prefix}f)|{formula}){value}"
    inside = rf'((?: xml:space="preserve")?>{_TEXT})' if spaced else f">({_TEXT})"
    inline = rf"<{prefix}is><{prefix}t{inside}</{prefix}t></{prefix}is>"
    end = f"</{prefix}c>"
    blank = r'(?: s="\d{1,9}+")?/>'
    cells: list[str] = []
    for column, name in zip(columns, letters, strict=True):
        opening = rf'<{prefix}c r="{name}\1"'
        if column.attributes is None:
            cells.append(rf"(?:{opening}([^>/]*+)(?:/>|>(?:{value}{end}|{end}|{inline}{end}))|(?!{opening}))")
        else:  # the usual makes first: each alternative costs
            content = f"{re.escape(column.attributes)}>{inline if column.inline else value}{end}"
            cells.append(rf"(?:{opening}{content}|(?!{opening})|{opening}{blank})")
    row = rf'<{prefix}row r="([1-9]\d{{0,6}})"([^>/]*+)(?:/>|>{"".join(cells)}</{prefix}row>)[ \t\n]*+'
    return re.compile(rf"{row}|([\s\S]+)", re.ASCII)


def item_pattern(prefix: str) -> re.Pattern[str]:
    """Return the pattern of a plain shared string: whether white space counts, text; what is left of the block."""
    item = rf'<{prefix}si><{prefix}t( xml:space="preserve")?>({_TEXT})</{prefix}t></{prefix}si>[ \t\n]*+'
    return re.compile(rf"{item}|([\s\S]+)", re.ASCII)


def well_formed(text: str) -> bool:
    """Tell whether text between tags is what XML allows, as far as the patterns and `decoded` do not see to it."""
    if "\r" in text or ("]" in text and "]]>" in text):  # one character is found ten times faster than three
        return False
    if "\xef" in text and any(mark in text for mark in _NOT_CHARACTERS):
        return False
    if "&" not in text:
        return True
    found = _ENTITY.findall(text)
    return text.count("&") == len(found) and all(name or _legal(_code(ten, sixteen)) for name, ten, sixteen in found)


def decoded(texts: Sequence[str], entities: bool, longest: int, *, bare: bool = False) -> Sequence[str]:
    """Turn a column of Latin-1 readings into what it says.

    Args:
        texts: The readings; they hold no tag.
        entities: There may be references.
        longest: The most characters of a text.
        bare: White space around a text does not count, so there should be none.

    Raises:
        DeclinedError: It is not UTF-8, holds a character that XML forbids, or passes a limit.
        SpacedError: It is `bare`, and there is some.
    """
    joined = "<".join(texts)  # a mark that is printable and in none of them
    if not joined.isascii():
        try:
            joined = joined.encode("latin-1").decode()
        except UnicodeDecodeError:
            raise DeclinedError from None
        texts = joined.split("<")
    if not joined.isprintable():
        if _CONTROLS.search(joined):
            raise DeclinedError
        if bare and _EDGES.search(joined):
            raise SpacedError
    elif bare and ("< " in joined or " <" in joined or joined.startswith(" ") or joined.endswith(" ")):
        raise SpacedError
    if len(joined) > longest and max(map(len, texts)) > longest:
        raise DeclinedError
    if entities and "&" in joined:
        texts = [_ENTITY.sub(_character, text) if "&" in text else text for text in texts]
    return texts


def _code(ten: str, sixteen: str) -> int:
    return int(ten) if ten else int(sixteen, 16)


def _legal(code: int) -> bool:
    """Tell whether XML 1.0 allows a character (section 2.2)."""
    return code in (9, 10, 13) or 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code < 0x110000


def _character(match: re.Match[str]) -> str:
    return _NAMED[match[1]] if match[1] else chr(_code(match[2], match[3]))


def attributes(text: str, prefixes: Collection[str], most: int) -> dict[str, str]:
    """Take attributes apart.

    Raises:
        DeclinedError: They are not plain, not distinct, or declare a namespace.
    """
    found: dict[str, str] = {}
    place = 0
    for match in _ATTRIBUTE.finditer(text):
        prefix, name, value = match.groups()
        if match.start() != place or name in found or name in ("r", "xmlns") or prefix == "xmlns":
            raise DeclinedError
        if prefix and prefix not in prefixes:
            raise DeclinedError
        key = f"{prefix}:{name}" if prefix else name
        if key in found:
            raise DeclinedError
        found[key] = value
        place = match.end()
    if text[place:].strip(" ") or len(found) >= most:
        raise DeclinedError
    return found
