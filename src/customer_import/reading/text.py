"""Bytes → text in blocks. A byte that the encoding does not know becomes a mark that the row is reported for.

No block is dropped, replaced or guessed: the mark is a lone surrogate, which no decoder produces from valid bytes.
"""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator
from typing import Any

from customer_import.errors import SourceError
from customer_import.reading.limits import passed
from customer_import.reading.source import BLOCK, Source

MARK = "\udc80"
MARKS = re.compile(MARK)
STAND_IN = "\udc81"  # of a delimiter that has several characters; no decoder produces it either
BOM = "\ufeff"
UNKNOWN = "\ufffd"


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
    """Yield the whole text in blocks of about `size` characters, without byte order marks at its start."""
    decoder = codec(encoding).incrementaldecoder
    if decoder is None:
        raise SourceError("this encoding cannot be read in parts", code="source.encoding")
    decode = decoder("customer_import.mark").decode
    start = True
    for block in source.blocks(size):
        text = decode(block)
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


def whole_lines(blocks: Iterator[str], longest: int) -> Iterator[str]:
    """Regroup text so that every block but the last ends with a line end (CR, LF or CRLF, never between CR and LF).

    Raises:
        LimitError: A line is longer than `longest` characters.
    """
    parts: list[str] = []
    pending = 0
    for block in blocks:
        cut = block.rfind("\n") + 1
        if not cut:
            # CR alone ends lines too; the last character may be the first half of a CRLF.
            cut = block.rfind("\r", 0, len(block) - 1) + 1
        if cut:
            parts.append(block[:cut])
            joined = "".join(parts)
            parts = [block[cut:]]
            pending = len(block) - cut
            yield joined
        else:
            parts.append(block)
            pending += len(block)
            if pending > longest:
                raise passed("record", longest)
    rest = "".join(parts)
    if rest:
        yield rest


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
