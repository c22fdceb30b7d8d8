"""One cheap pass over all bytes of a text: digest, validity as UTF-8, line ends, bytes that tell encodings apart.

An encoding has to be proven over the whole file: the only letter with an accent may stand in the last row.
"""

from __future__ import annotations

import codecs
import hashlib
import re

import attrs

from customer_import.reading.records import counted
from customer_import.reading.source import Source

# All C0 controls except tab, LF, CR; and DEL.
CONTROL_BYTES = bytes(b for b in range(32) if b not in (9, 10, 13)) + b"\x7f"
HIGH_BYTES = bytes(range(0x80, 0x100))
SAMPLE = 1 << 18
BETWEEN = re.compile(rb"[\x00-\x1f,;|\"]+")
LONGEST_WORD = 200

BOMS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: it starts with its mark
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


@attrs.define
class Facts:
    """What a pass over the bytes found.

    Args:
        bom: The encoding that a byte order mark at the start names, or "".
        ascii: Whether all bytes are below 0x80.
        utf8: Whether all of it is valid UTF-8.
        utf8_sequences: Valid multi-byte sequences in it.
        utf8_faults: Places that are not UTF-8.
        controls: Whether there are control characters (as bytes: not meaningful in UTF-16 and UTF-32).
        nuls: NUL bytes, at even and odd positions.
        lf: LF bytes.
        cr: CR bytes.
        crlf: CR LF pairs.
        high_bytes: Where it is not UTF-8: every byte above 0x7f that occurs, once.
        high: Where it is not UTF-8: distinct cells that hold bytes above 0x7f, joined by LF, from the whole file, up
            to `SAMPLE` bytes.
    """

    bom: str = ""
    ascii: bool = True
    utf8: bool = True
    utf8_sequences: int = 0
    utf8_faults: int = 0
    controls: bool = False
    nuls: tuple[int, int] = (0, 0)
    lf: int = 0
    cr: int = 0
    crlf: int = 0
    high: bytes = attrs.field(default=b"", repr=counted)
    high_bytes: bytes = attrs.field(default=b"", repr=counted)


class _Words:
    """Distinct cells with bytes above 0x7f, thinned out evenly once there are too many."""

    def __init__(self) -> None:
        self.held: dict[bytes, None] = {}
        self.size = 0
        self.stride = 1
        self.seen = 0

    def add(self, block: bytes) -> None:
        words = dict.fromkeys([word[:LONGEST_WORD] for word in BETWEEN.split(block) if not word.isascii()])
        fresh = [word for word in words if word not in self.held]
        start = -self.seen % self.stride
        self.seen += len(fresh)
        for word in fresh[start :: self.stride]:
            self.held[word] = None
            self.size += len(word) + 1
        while self.size > SAMPLE:
            self.held = dict.fromkeys(list(self.held)[::2])
            self.size = sum(map(len, self.held)) + len(self.held)
            self.stride *= 2


def facts(source: Source) -> Facts:
    """Pass over all bytes once; the digest is left with the source."""
    found = Facts(bom=next((name for mark, name in BOMS if source.head.startswith(mark)), ""))
    digest = hashlib.sha256()
    decode = codecs.getincrementaldecoder("utf-8")().decode
    before = b""
    even = odd = 0
    for block in source.blocks():
        digest.update(block)
        lf = block.count(b"\n")
        cr = block.count(b"\r")
        found.lf += lf
        if cr:
            found.cr += cr
            # As many CR as LF: pairs, without counting them (which costs three times as much).
            found.crlf += cr if cr == lf and found.cr == found.lf else block.count(b"\r\n")
        if before == b"\r" and block[:1] == b"\n" and found.crlf < found.cr:
            found.crlf += 1
        before = block[-1:]
        if len(block.translate(None, CONTROL_BYTES)) != len(block):
            found.controls = True
            even += block[::2].count(b"\0")
            odd += block[1::2].count(b"\0")
        if block.isascii() and found.ascii:
            continue
        found.ascii = False
        if found.utf8:
            try:
                decode(block)
            except UnicodeDecodeError:
                found.utf8 = False
    if found.utf8 and not found.ascii:
        try:
            decode(b"", True)
        except UnicodeDecodeError:
            found.utf8 = False
    found.nuls = (even, odd)
    source.know_digest(digest.hexdigest())
    if not found.utf8:  # only then do the bytes have to be told apart, and only then is a second pass worth it
        _gather(source, found)
    return found


def _gather(source: Source, found: Facts) -> None:
    """Collect what tells encodings apart: the cells with bytes above 0x7f, and those bytes."""
    words = _Words()
    seen: set[int] = set()
    for block in source.blocks():
        if not block.isascii():
            words.add(block)
            seen.update(block)
    found.high = b"\n".join(words.held)
    found.high_bytes = bytes(byte for byte in sorted(seen) if byte > 0x7F)
    _count_utf8(found)


# Well-formed multi-byte sequences (Unicode, table 3-7).
SEQUENCE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]"
    rb"|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}"
)


def _count_utf8(found: Facts) -> None:
    """Count how much of the non-ASCII sample is UTF-8: one stray byte does not make a file Latin."""
    rest, found.utf8_sequences = SEQUENCE.subn(b"", found.high)
    found.utf8_faults = len(rest) - len(rest.translate(None, HIGH_BYTES))
