"""Texts that say themselves what they are in: byte order marks, UTF-8, UTF-16 and UTF-32, escapes that are ASCII.

And those that are refused: EBCDIC, which no list is read from, and a byte order mark that the text belies.
"""

from __future__ import annotations

import re

from customer_import.errors import SourceError
from customer_import.reading.dialect import Evidence
from customer_import.reading.facts import ASCII_BYTES, Facts
from customer_import.reading.source import Source

UTF8 = "utf-8"
# Behind the first ``~{`` and before the last ``~}`` of a text in HZ (RFC 1843): pairs of characters, and ASCII.
_HZ = re.compile(rb"(?:[!-w][!-~])+(?:~\}(?:[^~]|~~)*~\{(?:[!-w][!-~])+)*")


# Text in UTF-7 (RFC 2152): a plus sign starts characters in Base64, or is followed by a minus sign.
_UTF7 = re.compile(rb"\+(?:-|[A-Za-z0-9+/]{3,}-?)?")
_ABROAD = re.compile("[\u00a0-\u05ff\u1e00-\u1eff\u2010-\u2044\u20ac]")
# Letters, digits, space, and what ends and parts cells in EBCDIC; none of it is a line end or comma of ASCII.
_EBCDIC = bytes(
    byte
    for low, high in ((0x81, 0x89), (0x91, 0x99), (0xA2, 0xA9), (0xC1, 0xC9), (0xD1, 0xD9), (0xE2, 0xE9), (0xF0, 0xF9))
    for byte in range(low, high + 1)
) + bytes((0x05, 0x0D, 0x15, 0x25, 0x40, 0x4B, 0x5E, 0x60, 0x6B, 0x7A, 0x7C, 0x7D, 0x7F))
LEAST = 16  # bytes that show what no encoding of ours is


def refuse(source: Source, facts: Facts) -> None:
    """Refuse what is in no encoding that lists are read in.

    Raises:
        SourceError: It is in EBCDIC, or not in what its byte order mark says.
    """
    head = source.head
    text = head[4:]
    wide = facts.bom not in ("", UTF8)
    wrong = wide and len(text) >= LEAST and b"\0" not in text and _mostly_ascii(text)
    if wrong:
        message = f"the byte order mark says {facts.bom}, but the text is in another encoding; save the file as UTF-8"
        raise SourceError(message, code="source.encoding")
    strange = not facts.ascii and not facts.utf8 and b"\n" not in head and len(head) >= LEAST
    if strange and len(head.translate(None, _EBCDIC)) * 10 <= len(head):
        message = "the file is in EBCDIC, the encoding of mainframes; have it converted to UTF-8"
        raise SourceError(message, code="source.encoding")


def _mostly_ascii(data: bytes) -> bool:
    return len(data.translate(None, ASCII_BYTES)) * 4 < len(data)


def unicode_of(source: Source, facts: Facts) -> Evidence | None:
    """Return the encoding that a text shows by itself, or None."""
    if facts.bom:
        return Evidence("encoding", facts.bom, 1.0, "the file starts with a byte order mark")
    wide = _wide(source, facts)
    if wide:
        return Evidence("encoding", wide, 0.95, "every other byte is zero, as in text of wide characters")
    if b"\x1b$" in source.head and facts.ascii:
        for name in ("iso2022_jp", "iso2022_kr"):
            if decodes(source.head, name):
                return Evidence("encoding", name, 0.9, "escape sequences switch to its characters")
    if b"~{" in source.head and facts.ascii and _HZ.fullmatch(source.head.partition(b"~{")[2].rpartition(b"~}")[0]):
        return Evidence("encoding", "hz", 0.9, "escape sequences switch to its characters")
    if b"+" in source.head and facts.ascii and _is_utf7(source.head):
        return Evidence("encoding", "utf-7", 0.9, "plus signs switch to its characters")
    if facts.ascii:
        return Evidence("encoding", "utf-8", 1.0, "all characters are ASCII", otherwise="a character beyond ASCII")
    if facts.utf8:
        return Evidence("encoding", "utf-8", 1.0, "all of the file is valid UTF-8")
    if facts.cut and _is_cut(source, facts):
        return Evidence("encoding", "utf-8", 0.95, "the file is valid UTF-8, and ends in the middle of a character")
    return None


def _is_utf7(head: bytes) -> bool:
    """Tell whether every plus sign of a text stands as in UTF-7, and switches to letters at least once."""
    parts = _UTF7.findall(head)
    letters = ""
    for part in parts:
        if part != b"+-":
            try:
                letters += part.decode("utf-7")
            except UnicodeDecodeError:
                return False
    return bool(letters) and not _ABROAD.sub("", letters) and any(map(str.isalpha, letters))


def _is_cut(source: Source, facts: Facts) -> bool:
    """Tell whether what a file ends with is half a character of UTF-8, not a letter of another encoding.

    In those, the bytes that start two of UTF-8 are capitals and signs, which do not stand behind a small letter.
    """
    if len(facts.cut) > 1 or any(byte < 0xC0 for byte in facts.high_bytes):
        return True
    return facts.cut < b"\xe0" and source.last(2)[:1].islower()


def _wide(source: Source, facts: Facts) -> str:
    """Name UTF-16 or UTF-32 without a byte order mark by where its zero bytes stand, even if its end is cut."""
    even, odd = facts.nuls
    if even + odd < max(1, source.size // 16):
        return ""
    if even + odd > source.size * 0.6:
        for name in ("utf-32-le", "utf-32-be"):
            if _has_lines(source.head[: len(source.head) // 4 * 4], name):
                return name
    for name, nuls, others in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if (
            nuls > 20 * (others - 1)
            and nuls > 3 * others
            and _has_lines(source.head[: len(source.head) // 2 * 2], name)
        ):
            return name
    return ""


def _has_lines(data: bytes, name: str) -> bool:
    """Tell whether bytes are a text of wide characters, in which what looks like line ends is line ends."""
    try:
        text = data.decode(name)
    except UnicodeDecodeError:
        return False
    ends = data.count(b"\n") + data.count(b"\r")
    if not ends:
        return data.count(b"\0") * 4 > len(data)
    return (text.count("\n") + text.count("\r")) * 2 >= ends


def decodes(data: bytes, name: str) -> bool:
    """Tell whether bytes are a text in an encoding."""
    try:
        data.decode(name)
    except (UnicodeDecodeError, LookupError):
        return False
    return True
