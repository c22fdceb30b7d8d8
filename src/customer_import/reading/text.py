"""Bytes → text in blocks. A byte that the encoding does not know becomes a mark that the row is reported for.

No block is dropped, replaced or guessed: the mark is a lone surrogate, which no decoder produces from valid bytes.
"""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, AnyStr

from customer_import.errors import SourceError
from customer_import.reading.limits import passed
from customer_import.reading.source import BLOCK, Source

MARK = "\udc80"
STAND_IN = "\udc81"  # of a delimiter that has several characters; no decoder produces it either
SPACES = "  "  # a delimiter: two spaces or more
OTHER = "\udc82"  # in a line that is in the other of a file's two encodings; no decoder produces it either
BOM = "\ufeff"
LINE_BOM = re.compile(r"(?:\A|(?<=[\r\n]))\ufeff+")  # at the start of a line
UNKNOWN = "\ufffd"
RUNS = re.compile(" {2,}")
# A character of several bytes in UTF-8.
SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
MOST_BY_CHANCE = 0.4  # share of the bytes beyond ASCII of a line in an old encoding that form characters of UTF-8
_HIGH = re.compile(r"[^\x00-\x7f]")
_HIGH_BYTES = bytes(range(0x80, 0x100))
_UNREADABLE = (
    "the file cannot be read in this encoding; without a byte order mark it is utf-16-le or utf-16-be, not utf-16"
)


def _mark(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return MARK, error.end


codecs.register_error("customer_import.mark", _mark)


def codec(encoding: str) -> codecs.CodecInfo:
    """Look up a text encoding.

    Raises:
        SourceError: There is no such text encoding in this Python.
    """
    try:
        found = codecs.lookup(encoding)
        if not getattr(found, "_is_text_encoding", True):
            raise LookupError(encoding)
    except (LookupError, ValueError, TypeError):
        message = "there is no such text encoding; use a name such as utf-8 or cp1250"
        raise SourceError(message, code="source.encoding") from None
    return found


def texts(source: Source, encoding: str, size: int = BLOCK) -> Iterator[str]:
    """Yield the whole text in blocks of about `size` characters, without byte order marks at its start.

    Raises:
        SourceError: There is no such encoding, or it cannot be that of this file.
    """
    decoder = codec(encoding).incrementaldecoder
    if decoder is None:
        raise SourceError("this encoding cannot be read in parts", code="source.encoding")
    decode = decoder("customer_import.mark").decode
    start = True
    for block in source.blocks(size):
        try:
            text = decode(block)
        except UnicodeError:  # what the mark cannot stand for: UTF-16 and UTF-32 that do not say their order, IDNA
            raise SourceError(_UNREADABLE, code="source.encoding") from None
        if start and text:
            text = text.lstrip(BOM)
            start = not text
        if text:
            yield text
    try:
        rest = decode(b"", True)
    except UnicodeError:  # stateful decoders may raise themselves for a cut sequence
        rest = MARK
    if rest:
        yield rest


def decoded(raw: bytes, encoding: str, other: str = "") -> str:
    """Decode whole lines, with marks in place of bytes that are no text.

    Args:
        raw: The lines.
        encoding: What they are in.
        other: What some of them are in, or "". Such a line gets a mark of its own, behind a character that shows it.
    """
    decode = codec(encoding).decode
    plain = codec(encoding).name in ("utf-8", "utf-8-sig")
    if not other or (not plain and not SEQUENCE.search(raw)):
        return decode(raw, "customer_import.mark")[0]
    if plain:
        try:
            return decode(raw)[0]
        except UnicodeDecodeError:
            pass
    return "".join(_line(line, encoding, other, plain=plain) for line in raw.splitlines(keepends=True))


def _line(line: bytes, encoding: str, other: str, *, plain: bool) -> str:
    """Decode a line that is in one of two encodings, of which the one that is `plain` is UTF-8."""
    if line.isascii():
        return line.decode("ascii")
    old = other if plain else encoding
    sequences = b"".join(SEQUENCE.findall(line))
    high = len(line) - len(line.translate(None, _HIGH_BYTES))
    if len(sequences) == high:
        text, same = line.decode("utf-8", "customer_import.mark"), plain
    elif len(sequences) < high * MOST_BY_CHANCE:
        text, same = codec(old).decode(line, "customer_import.mark")[0], not plain
    else:  # some of each: nothing shows what the rest means
        return line.decode("utf-8", "customer_import.mark")
    return text if same else _HIGH.sub(lambda found: found[0] + OTHER, text, count=1)


def whole_lines(blocks: Iterator[AnyStr], longest: int, length: Callable[[AnyStr], int] = len) -> Iterator[AnyStr]:
    """Regroup text so that every block but the last ends with a line end (CR, LF or CRLF, never between CR and LF).

    Args:
        blocks: Text, or bytes of an encoding that keeps ASCII.
        longest: How many characters a line may have.
        length: Counts characters.

    Raises:
        LimitError: A line is longer.
    """
    parts: list[AnyStr] = []
    pending = 0
    for block in blocks:
        cut = _last_end(block)
        if cut:
            parts.append(block[:cut])
            joined = block[:0].join(parts)
            parts = [block[cut:]]
            pending = length(parts[0])
            yield joined
        else:
            parts.append(block)
            pending += length(block)
            if pending > longest:
                raise passed("record", longest)
    rest = parts[0][:0].join(parts) if parts else None
    if rest:
        yield rest


def _last_end(block: AnyStr) -> int:
    """Return where the last line of a block ends; 0 where none does."""
    # CR alone ends lines too; the last character may be the first half of a CRLF.
    if isinstance(block, bytes):
        return (block.rfind(b"\n") + 1) or block.rfind(b"\r", 0, len(block) - 1) + 1
    return (block.rfind("\n") + 1) or block.rfind("\r", 0, len(block) - 1) + 1


def line_blocks(source: Source, encoding: str, size: int, longest: int, other: str = "") -> Iterator[tuple[str, bytes]]:
    """Yield the whole text in blocks that end with a line end, as `whole_lines` does, each with bytes of it.

    The bytes are in an encoding that keeps ASCII: the file's own where it does.

    Raises:
        LimitError: A line is longer than `longest` characters.
    """
    if not keeps_ascii(encoding):
        for text in whole_lines(texts(source, encoding, size), longest):
            yield text, _encoded(text)
        return
    encoding = "utf-8" if codec(encoding).name == "utf-8-sig" else encoding
    decode = codec(encoding).decode
    start = True
    for raw in whole_lines(source.blocks(size), longest, lambda part: len(decode(part, "ignore")[0])):
        text = decoded(raw, encoding, other)
        if start:
            text = text.lstrip(BOM)
            start = not text
        if text:
            yield text, raw


def _encoded(text: str) -> bytes:
    """Encode a text so that ASCII stays as it is: in Latin-1, where it can be, it is a copy of what Python holds."""
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")


@cache
def keeps_ascii(encoding: str) -> bool:
    """Tell whether ASCII characters are their own bytes, and these bytes never stand for anything else.

    So it is in UTF-8, and where every byte is a character.
    """
    name = codec(encoding).name
    if name in ("utf-8", "utf-8-sig"):
        return True
    try:
        decode = codecs.getincrementaldecoder(name)("replace").decode
        alone = [decode(bytes([byte])) for byte in range(256)]
    except (LookupError, UnicodeError):
        return False
    return alone[:128] == list(map(chr, range(128))) and all(len(text) == 1 for text in alone[128:])


def lines_of(text: str) -> list[str]:
    """Split at CR, LF and CRLF only, keeping the ends. `str.splitlines` would cut at eight other characters."""
    return io.StringIO(text, newline="").readlines()


def lines_from(lines: list[str], start: int) -> Iterator[str]:
    """Iterate over a list from an index on, at the speed of a list and without copying it.

    A new iterator each time: one that has reached the end stays there.
    """
    feed: Any = iter(lines)
    feed.__setstate__(start)
    made: Iterator[str] = feed
    return made


def stood_in(text: str, delimiter: str) -> str:
    """Put the stand-in for a delimiter that has several characters."""
    return RUNS.sub(STAND_IN, text) if delimiter == SPACES else text.replace(delimiter, STAND_IN)
