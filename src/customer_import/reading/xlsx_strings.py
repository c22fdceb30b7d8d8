"""The table of shared strings: packed in memory, on disk when it is large.

Packed strings are UTF-8, each with a NUL behind it, and the place of each is known: one can be had without a look at
its neighbours, and a stretch of them for a fifth of what they would cost one by one.
"""

from __future__ import annotations

import mmap
import re
import tempfile
from array import array
from collections.abc import Iterable, Sequence
from io import FileIO
from itertools import accumulate

from customer_import.reading.limits import MEGABYTE, Limits, passed
from customer_import.reading.xlsx_blocks import Blocks, Container
from customer_import.reading.xlsx_cells import unescape
from customer_import.reading.xlsx_expat import XML_SPACE, spoken
from customer_import.reading.xlsx_pattern import DeclinedError, decoded, item_pattern, well_formed

PACKED = 12 * MEGABYTE
MOST = 1 << 31  # bytes: places have 32 bits
_CONTROLS = bytes(range(1, 0x20))


class SharedStrings:
    """A sequence of texts in bounded memory: four bytes each, once they are on disk.

    Args:
        limits: How many and how much.
        packed: Bytes of packed strings kept in memory; beyond it they are on disk, in a file without a name.

    Attributes:
        longest: Bytes of the longest one, as the file has it.
    """

    def __init__(self, limits: Limits, packed: int = PACKED) -> None:
        self._limits = limits
        self._packed = packed
        self._escapes = False
        self.longest = 0
        self._places = array("I", [0])  # where each string begins, and where the last one ends
        self._memory: mmap.mmap | None = None  # takes what is written to it, and grows without a copy
        self._spilled: FileIO | None = None

    def __len__(self) -> int:
        return len(self._places) - 1

    def extend(self, texts: Sequence[str]) -> None:
        """Add strings as the file has them; ``_xHHHH_`` is decoded on the way out, so none holds a NUL.

        Raises:
            LimitError: They are too many, or too long.
        """
        if texts:
            self.extend_read("\0".join(texts).encode().decode("latin-1").split("\0"))

    def extend_read(self, readings: Sequence[str]) -> None:
        """Add strings by their readings in Latin-1: one character for each byte.

        Raises:
            LimitError: They are too many, or too long.
        """
        sizes = [len(reading) + 1 for reading in readings]
        self.longest = max(self.longest, max(sizes) - 1)
        begin = self._places.pop()
        places = list(accumulate(sizes, initial=begin))
        if len(self._places) + len(sizes) > self._limits.shared_strings:
            raise passed("shared_strings", self._limits.shared_strings)
        if places[-1] - len(self._places) - len(sizes) > min(self._limits.shared_bytes, MOST):
            raise passed("shared_bytes", self._limits.shared_bytes)
        self._places.extend(places)
        data = "\0".join([*readings, ""]).encode("latin-1")
        self._escapes = self._escapes or b"_x" in data
        if self._spilled is None and places[-1] > self._packed:
            self._spill(begin)
        if self._spilled is not None:
            _write(data, self._spilled)
        else:
            self._memory = self._memory or mmap.mmap(-1, self._packed)
            self._memory[begin : places[-1]] = data

    def _spill(self, size: int) -> None:
        """Move what is in memory to disk."""
        self._spilled = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 - closed with us
        if self._memory is not None:
            for start in range(0, size, MEGABYTE):
                _write(self._memory[start : min(start + MEGABYTE, size)], self._spilled)
            self._memory.close()
            self._memory = None

    def many(self, indices: Sequence[int]) -> list[str]:
        """Return strings wherever they stand.

        Raises:
            IndexError: There is no such string.
        """
        if not indices:
            return []
        places, memory = self._places, self._memory
        if memory is not None:
            found = [memory[places[index] : places[index + 1]] for index in indices]
        else:
            found = [self._read(places[index], places[index + 1]) for index in indices]
        return self._said(b"".join(found))

    def size(self, indices: Sequence[int]) -> int:
        """Return how many bytes strings are together, those of their ends included.

        Raises:
            IndexError: There is no such string.
        """
        places = self._places
        return sum([places[index + 1] - places[index] for index in indices])

    def stretch(self, start: int, stop: int) -> list[str]:
        """Return strings that stand side by side; there may be fewer, but not none."""
        stop = min(stop, len(self))
        return self._said(self._read(self._places[start], self._places[stop]))

    def _read(self, start: int, stop: int) -> bytes:
        if self._memory is not None:
            return self._memory[start:stop]
        assert self._spilled is not None  # noqa: S101 - strings are here or there
        self._spilled.seek(start)
        return self._spilled.read(stop - start) or b""

    def _said(self, data: bytes) -> list[str]:
        texts = data.decode()[:-1].split("\0")
        return list(map(unescape, texts)) if self._escapes else texts

    def __getitem__(self, index: int, /) -> str:
        return self.many([index])[0]

    def close(self) -> None:
        """Give back the memory and the file."""
        self._places = array("I", [0])
        for held in (self._memory, self._spilled):
            if held is not None:
                held.close()
        self._memory = self._spilled = None


def _write(data: bytes, target: FileIO) -> None:
    """Write all of it, as a file without a buffer need not."""
    while data:
        data = data[target.write(data) :]


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
            self.strings.extend(["".join(self._whole)])

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
        self._begin = self._end = ""  # what stands around the plainest string

    def begin(self, text: str, prefix: str, prefixes: set[str]) -> bool:
        """Look at a new block."""
        if self._pattern is None:
            self._pattern = item_pattern(prefix)
            self._begin, self._end = f"<{prefix}si><{prefix}t>", f"</{prefix}t></{prefix}si>"
        return well_formed(text)

    def take(self, text: str, start: int) -> int:
        """Read strings from `start` on."""
        if self._pattern is None:
            return -1
        begin, end = self._begin, self._end
        found: list[tuple[str, str]] | None = None
        rest = 0
        if text.startswith(begin, start) and text.endswith(end):
            pieces = text[start + len(begin) : -len(end)].split(end + begin)  # half of what the pattern costs
            if self._plain(pieces):
                self._strings.extend_read(pieces)
                return len(text) - start
            found = self._marked(pieces, self._pattern)
        if found is None:
            items = self._pattern.findall(text, start)
            rest = len(items[-1][2])
            found = [item[:2] for item in (items[:-1] if rest else items)]
        try:
            texts = decoded([item for _, item in found], True, self._limits.cell)
        except DeclinedError:
            return -1
        if any(map(str.__ne__, texts, map(str.strip, texts))):
            texts = [item if keep else item.strip(XML_SPACE) for (keep, _), item in zip(found, texts, strict=True)]
        self._strings.extend(texts)
        return len(text) - start - rest

    def _plain(self, pieces: Sequence[str]) -> bool:
        """Tell whether pieces are the plainest of strings, which say what they are read as."""
        joined = "\0".join(["", *pieces, ""])
        if "<" in joined or "&" in joined or "\0 " in joined or " \0" in joined:
            return False
        data = joined.encode("latin-1")
        try:
            data.decode()
        except UnicodeDecodeError:
            return False
        if len(data.translate(None, _CONTROLS)) != len(data) or len(data) > self._limits.cell:
            return False
        return data.count(b"\0") == len(pieces) + 1

    def _marked(self, pieces: Sequence[str], pattern: re.Pattern[str]) -> list[tuple[str, str]] | None:
        """Say for each piece of a block whether its white space counts ("" for no), and its text.

        Returns:
            None if another make of string than the pattern's occurs.
        """
        found: list[tuple[str, str]] = []
        for piece in pieces:
            if "<" not in piece:
                found.append(("", piece))
                continue
            for keep, inner, rest in pattern.findall(f"{self._begin}{piece}{self._end}"):
                if rest:
                    return None
                found.append((keep, inner))
        return found


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
