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

ASCII_BYTES = bytes(range(0x80))
BLOCK = 1 << 16  # bytes: what is decoded from them stays in a processor's cache
WHOLE = 1 << 16  # bytes from the start of which every line with a high byte counts
PART = 1 << 9  # bytes of each later block; where they are ASCII, up to `LINES` of its lines, evenly spread
LINES = 8
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
        cut: What an end in the middle of a character leaves of it, where all before it is valid UTF-8.
        nuls: NUL bytes, at even and odd positions, where no byte order mark says what they are.
        ends: The line ends that occur: LF, CR, CR LF.
        high_bytes: Where it is not UTF-8: every byte above 0x7f that occurs, once.
        high: Where it is not UTF-8: distinct cells that hold bytes above 0x7f, joined by LF, from the whole file, up
            to `SAMPLE` bytes; past its first 64 KB not of every line.
    """

    bom: str = ""
    ascii: bool = True
    utf8: bool = True
    cut: bytes = b""
    nuls: tuple[int, int] = (0, 0)
    ends: frozenset[bytes] = frozenset()
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
        words = dict.fromkeys(
            [word if len(word) <= LONGEST_WORD else _cut(word) for word in BETWEEN.split(block) if not word.isascii()]
        )
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


def _cut(word: bytes) -> bytes:
    """Shorten a cell at a space: a character of several bytes stays whole."""
    return word[:LONGEST_WORD].rpartition(b" ")[0] or word[:LONGEST_WORD]


def facts(source: Source) -> Facts:
    """Pass over all bytes once; the digest is left with the source."""
    found = Facts(bom=next((name for mark, name in BOMS if source.head.startswith(mark)), ""))
    wide = found.bom not in ("", "utf-8")
    digest = hashlib.sha256()
    ends = _Ends()
    even = odd = 0
    open_sequence = b""
    for block in source.blocks(BLOCK):
        digest.update(block)
        if b"\0" in block:
            if not wide:
                even += block[::2].count(b"\0")
                odd += block[1::2].count(b"\0")
            ends.add(block.translate(None, b"\0"))
        else:
            ends.add(block)
        if block.isascii() and not open_sequence:
            continue
        found.ascii = False
        if found.utf8 and not wide:
            try:
                open_sequence += block
                open_sequence = open_sequence[codecs.utf_8_decode(open_sequence, "strict", False)[1] :]
            except UnicodeDecodeError:
                found.utf8 = False
                open_sequence = b""
    found.cut = open_sequence
    found.utf8 = found.utf8 and not open_sequence
    found.nuls = (even, odd)
    found.ends = ends.found()
    source.know_digest(digest.hexdigest())
    if not found.utf8:  # only then do the bytes have to be told apart, and only then is a second pass worth it
        _gather(source, found)
    return found


class _Ends:
    """The line ends in a file, looked for in its blocks."""

    def __init__(self) -> None:
        self._found: set[bytes] = set()
        self._half = b""  # CR at the end of a block may be the first half of CR LF

    def add(self, block: bytes) -> None:
        """Take in a block."""
        if b"\r" not in block and not self._half:
            if b"\n" not in self._found and b"\n" in block:
                self._found.add(b"\n")
            return
        block = self._half + block
        self._half = b"\r" if block.endswith(b"\r") else b""
        if self._half:
            block = block[:-1]
        cr, lf = block.count(b"\r"), block.count(b"\n")
        # As many of both, and the first ones are a pair: all are, without counting pairs, which costs three times more.
        alike = cr == lf and block.find(b"\r") + 1 == block.find(b"\n")
        pairs = cr if alike else block.count(b"\r\n")
        self._found |= {end for end, count in ((b"\r\n", pairs), (b"\n", lf - pairs), (b"\r", cr - pairs)) if count}

    def found(self) -> frozenset[bytes]:
        """Return the line ends of all blocks."""
        return frozenset(self._found | {self._half} - {b""})


def _gather(source: Source, found: Facts) -> None:
    """Collect what tells encodings apart: the cells with bytes above 0x7f, and those bytes."""
    words = _Words()
    seen = b""
    place = 0
    for block in source.blocks(BLOCK):
        place += len(block)
        if block.isascii():
            continue
        fresh = bytes(set(block.translate(None, ASCII_BYTES + seen)))
        seen += fresh
        words.add(block if place <= WHOLE else _thinned(block, fresh))
    found.high = b"\n".join(words.held)
    found.high_bytes = bytes(sorted(seen))


def _thinned(block: bytes, fresh: bytes) -> bytes:
    """Return some lines with bytes above 0x7f, and those with bytes that have not occurred before."""
    some = [block[block.find(b"\n") + 1 : PART]]
    if some[0].isascii() or fresh:
        lines = block.split(b"\n")
        if some[0].isascii():
            some = [line for line in lines if not line.isascii()]
            some = some[:: len(some) // LINES + 1]
        some += [line for line in lines if len(line.translate(None, fresh)) < len(line)]
    return b"\n".join(some)
