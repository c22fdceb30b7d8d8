"""The table of shared strings: a list while it is small, packed beyond, on disk when it is large.

A packed string costs its bytes and four more; unpacking costs 0.2 µs. On disk neighbours are read together: writers
number strings by first use, so the cells of a column ask for strings near each other.
"""

from __future__ import annotations

import io
import re
import tempfile
from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import IO

from customer_import.reading.limits import MEGABYTE, Limits, passed
from customer_import.reading.xlsx_blocks import Blocks, Container
from customer_import.reading.xlsx_cells import unescape
from customer_import.reading.xlsx_expat import XML_SPACE, spoken
from customer_import.reading.xlsx_pattern import DeclinedError, decoded, item_pattern, well_formed

LISTED = 20_000  # strings
LISTED_SIZE = 4 * MEGABYTE  # characters
PACKED = 10 * MEGABYTE
MOST = 1 << 30  # characters: offsets have 32 bits
NEAR = 4096  # bytes that are cheaper to read than to skip


class SharedStrings:
    """A sequence of texts in bounded memory.

    Args:
        limits: How many and how much.
        listed: Strings kept as a plain list; beyond it they are packed.
        packed: Bytes of packed strings kept in memory; beyond it they are on disk, in a file without a name.

    Attributes:
        longest: Characters of the longest one.
    """

    def __init__(self, limits: Limits, listed: int = LISTED, packed: int = PACKED) -> None:
        self._limits = limits
        self._listed = listed
        self._packed = packed
        self._size = 0
        self._count = 0
        self.longest = 0
        self._plain: list[str] | None = []
        self._offsets = array("I", [0])
        self._memory = io.BytesIO()
        self._spilled: IO[bytes] | None = None
        self._text = ""  # its bytes read as Latin-1, once it is asked for: slices of text cost a third of decoding

    def __len__(self) -> int:
        return self._count

    def extend(self, texts: list[str]) -> None:
        """Add strings.

        Raises:
            LimitError: They are too many, or too long.
        """
        if not texts:
            return
        lengths = list(map(len, texts))
        self._count += len(texts)
        self._size += sum(lengths)
        self.longest = max(self.longest, max(lengths))  # noqa: PLW3301 - thousands of arguments otherwise
        if self._count > self._limits.shared_strings:
            raise passed("shared_strings", self._limits.shared_strings)
        if self._size > min(self._limits.shared_bytes, MOST):
            raise passed("shared_bytes", self._limits.shared_bytes)
        if self._plain is not None:
            self._plain += texts
            if self._count <= self._listed and self._size <= LISTED_SIZE:
                return
            texts, self._plain = self._plain, None
            lengths = list(map(len, texts))
        self._pack(texts, lengths)

    def _pack(self, texts: list[str], lengths: list[int]) -> None:
        joined = "".join(texts)
        if not joined.isascii():
            lengths = [
                size if text.isascii() else len(text.encode()) for text, size in zip(texts, lengths, strict=True)
            ]
        offsets = accumulate(lengths, initial=self._offsets.pop())
        self._offsets.extend(offsets)
        if self._spilled is not None:
            self._spilled.write(joined.encode())
            return
        self._memory.write(joined.encode())
        if self._offsets[-1] > self._packed:
            self._spilled = tempfile.TemporaryFile()  # noqa: SIM115 - closed with us
            self._spilled.write(self._text.encode("latin-1"))
            self._spilled.write(self._memory.getbuffer())
            self._memory, self._text = io.BytesIO(), ""

    def __getitem__(self, index: int, /) -> str:
        return self.many([index])[0]

    def many(self, indices: list[int]) -> list[str]:
        """Return many strings at once.

        Raises:
            IndexError: There is no such string.
        """
        if self._plain is not None:
            return list(map(self._plain.__getitem__, indices))
        if max(indices, default=0) >= self._count:
            raise IndexError
        offsets = self._offsets
        if self._spilled is None:
            data = self._text
            if len(self._memory.getbuffer()):
                data = self._text = data + str(self._memory.getbuffer(), "latin-1")
                self._memory = io.BytesIO()
            return _decoded([data[offsets[index] : offsets[index + 1]] for index in indices])
        known: dict[int, str] = {}
        for run in _runs(sorted(set(indices)), offsets):
            begin = offsets[run[0]]
            self._spilled.seek(begin)
            read = self._spilled.read(offsets[run[-1] + 1] - begin)
            for index in run:
                known[index] = read[offsets[index] - begin : offsets[index + 1] - begin].decode()
        return list(map(known.__getitem__, indices))

    def close(self) -> None:
        """Give back the memory and the file."""
        self._plain, self._count = [], 0
        self._memory, self._text, self._offsets = io.BytesIO(), "", array("I", [0])
        if self._spilled is not None:
            self._spilled.close()
            self._spilled = None


def _decoded(texts: list[str]) -> list[str]:
    """Turn Latin-1 readings of UTF-8 into what they say, in one go where no text holds the separator."""
    joined = "".join(texts)
    if joined.isascii():
        return texts
    if "\x00" in joined:
        return [text.encode("latin-1").decode() for text in texts]
    return "\x00".join(texts).encode("latin-1").decode().split("\x00")


def _runs(indices: list[int], offsets: array[int]) -> Iterator[list[int]]:
    """Group ascending indices into runs that are worth one read."""
    run: list[int] = []
    for index in indices:
        if run and offsets[index] - offsets[run[-1]] > NEAR:
            yield run
            run = []
        run.append(index)
    if run:
        yield run


class StringsParser(Container):
    """Reads the table with expat: plain and rich text, without the reading aids (``rPh``)."""

    roots = frozenset({"sst"})
    container = "sst"
    item = "si"

    def __init__(self, part: str, limits: Limits, strings: SharedStrings) -> None:
        super().__init__(part, limits)
        self.strings = strings
        self._whole: list[str] = []
        self._pieces: list[str] | None = None
        self._attributes: dict[str, str] = {}
        self._size = 0
        self._item = False
        self._aid = 0

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        """Take the start of an element."""
        if name == "si":
            self._whole, self._size, self._item = [], 0, True
        elif name == "t":
            if self._item and not self._aid:
                self._pieces, self._attributes = [], attributes
        elif name == "rPh":
            self._aid += 1

    def closed(self, name: str) -> None:
        """Take the end of an element."""
        if name == "t":
            if self._pieces is not None:
                self._whole.append(spoken("".join(self._pieces), self._attributes))
                self._pieces = None
        elif name == "rPh":
            self._aid -= 1
        elif name == "si":
            self._item = False
            self.strings.extend([unescape("".join(self._whole))])

    def text(self, data: str) -> None:
        """Take text, and count it before it is kept."""
        if self._pieces is not None:
            self._size += len(data)
            if self._size > self.limits.cell:
                raise passed("cell", self.limits.cell)
            self._pieces.append(data)

    @property
    def inside(self) -> bool:
        """Only the table itself is open."""
        return self.depth == 1


class FastStrings:
    """Reads plain strings by pattern; rich ones are for the parser."""

    def __init__(self, strings: SharedStrings, limits: Limits) -> None:
        self._strings = strings
        self._limits = limits
        self._pattern: re.Pattern[str] | None = None

    def begin(self, text: str, prefix: str, prefixes: set[str]) -> bool:
        """Look at a new block."""
        if self._pattern is None:
            self._pattern = item_pattern(prefix)
        return well_formed(text)

    def take(self, text: str, start: int) -> int:
        """Read strings from `start` on."""
        if self._pattern is None:
            return -1
        found = self._pattern.findall(text, start)
        rest = len(found[-1][2])
        if rest:
            found.pop()
        kept: Sequence[str] = [item[0] for item in found]
        try:
            texts = decoded([item[1] for item in found], True, self._limits.cell)
        except DeclinedError:
            return -1
        shown = [item if keep else item.strip(XML_SPACE) for keep, item in zip(kept, texts, strict=True)]
        if "_x" in "".join(shown):
            shown = [unescape(item) for item in shown]
        self._strings.extend(shown)
        return len(text) - start - rest


def read_strings(chunks: Iterable[bytes], part: str, limits: Limits) -> SharedStrings:
    """Read the table.

    Raises:
        SourceError: It is damaged.
        LimitError: It is too large.
    """
    strings = SharedStrings(limits)
    for _ in Blocks(StringsParser(part, limits, strings), FastStrings(strings, limits)).run(chunks):
        pass
    return strings
