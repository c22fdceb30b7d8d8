"""The table of shared strings: a list while it is small, packed beyond, on disk when it is large.

Packed strings are bytes, each with a NUL behind it; in memory the offset of each is known, on disk of every eighth.
Writers number strings by first use, so the cells of a few hundred rows ask for strings near each other: those are
unpacked all at once, for a third of what it costs to unpack them one by one.
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
LISTED_SIZE = 2 * MEGABYTE  # characters
PACKED = 10 * MEGABYTE
MOST = 1 << 30  # characters: offsets have 32 bits
NEAR = 4096  # bytes that are cheaper to read than to skip
SHORT = 256  # bytes of a string whose characters are not worth counting
DENSE = 8  # a stretch is unpacked as a whole if one in so many of its strings is wanted
GROUP = 8  # strings on disk for one offset; in memory each has its own
STRETCHES = 3  # that are kept
ROUND = 512  # strings unpacked beyond those asked for: the next column asks for them
LONGEST = 4096  # strings of a stretch
WIDE = LONGEST - ROUND  # strings between the first and the last one wanted; cells of a block name no more new ones


class SharedStrings:
    """A sequence of texts in bounded memory.

    Args:
        limits: How many and how much.
        listed: Strings kept as a plain list; beyond it they are packed.
        packed: Bytes of packed strings kept in memory; beyond it they are on disk, in a file without a name.

    Attributes:
        longest: Characters of the longest one, as the file has it; bytes, while it is short.
    """

    def __init__(self, limits: Limits, listed: int = LISTED, packed: int = PACKED) -> None:
        self._limits = limits
        self._listed = listed
        self._packed = packed
        self._size = 0
        self._count = 0
        self._escapes = False
        self.longest = 0
        self._plain: list[str] | None = []
        self._group = 1  # strings for one offset
        self._offsets = array("I", [0])  # where each group begins, and where the last one ends
        self._memory = io.BytesIO()
        self._data = b""  # what `_memory` holds, or nothing while it is written
        self._spilled: IO[bytes] | None = None
        self._stretches: list[tuple[int, list[str]]] = []  # first indices and strings of what was unpacked last

    def __len__(self) -> int:
        return self._count

    def extend(self, texts: Sequence[str]) -> None:
        """Add strings as the file has them; ``_xHHHH_`` is decoded on the way out, so none holds a NUL.

        Raises:
            LimitError: They are too many, or too long.
        """
        if texts:
            joined = "\0".join(texts)
            self.extend_joined(joined, joined.encode())

    def extend_joined(self, joined: str, data: bytes) -> None:
        """Add strings that are joined by NUL.

        Args:
            joined: The strings.
            data: The same in UTF-8.

        Raises:
            LimitError: They are too many, or too long.
        """
        lengths = list(map(len, data.split(b"\0")))
        longest = max(lengths)
        if longest > self.longest:
            self.longest = longest if longest <= SHORT else max(map(len, (*joined.split("\0"), " " * self.longest)))
        self._count += len(lengths)
        self._size += len(joined) + 1 - len(lengths)
        if self._count > self._limits.shared_strings:
            raise passed("shared_strings", self._limits.shared_strings)
        if self._size > min(self._limits.shared_bytes, MOST):
            raise passed("shared_bytes", self._limits.shared_bytes)
        self._escapes = self._escapes or "_x" in joined
        if self._plain is None:
            self._pack(data, lengths, self._count - len(lengths))
            return
        self._plain += joined.split("\0")
        if self._count > self._listed or self._size > LISTED_SIZE:
            data = "\0".join(self._plain).encode()
            self._plain = None
            self._pack(data, list(map(len, data.split(b"\0"))), 0)

    def _pack(self, data: bytes, lengths: list[int], first: int) -> None:
        ends = array("I", list(accumulate([length + 1 for length in lengths], initial=self._offsets.pop())))
        self._offsets.extend(ends[-first % self._group : -1 : self._group])
        self._offsets.append(ends[-1])
        target = self._spilled or self._memory
        target.write(data)
        target.write(b"\0")
        self._data = b""
        if self._spilled is None and self._offsets[-1] > self._packed:
            self._spilled = tempfile.TemporaryFile()  # noqa: SIM115 - closed with us
            self._spilled.write(self._memory.getbuffer())
            self._memory, self._group = io.BytesIO(), GROUP
            self._offsets = array("I", [*self._offsets[:-1:GROUP], self._offsets[-1]])

    def __getitem__(self, index: int, /) -> str:
        return self.many([index])[0]

    def many(self, indices: Sequence[int]) -> list[str]:
        """Return many strings at once.

        Raises:
            IndexError: There is no such string.
        """
        plain = self._plain
        texts = self._unpacked(indices) if plain is None else list(map(plain.__getitem__, indices))
        return [unescape(text) if "_x" in text else text for text in texts] if self._escapes else texts

    def _unpacked(self, indices: Sequence[int]) -> list[str]:
        """Unpack strings: the stretch that most of them stand in as a whole, the others one by one."""
        if not indices:
            return []
        low, high = min(indices), max(indices)
        if high >= self._count:
            raise IndexError
        start, texts = self._stretch(low, high, indices)
        if low >= start:
            return [texts[index - start] for index in indices]
        far = iter(self._scattered([index for index in indices if index < start]))
        return [texts[index - start] if index >= start else next(far) for index in indices]

    def _stretch(self, low: int, high: int, indices: Sequence[int]) -> tuple[int, list[str]]:
        """Return the stretch at whose end the last of these strings stand; nothing, where they are too scattered."""
        for start, texts in self._stretches:
            if start <= high < start + len(texts):
                return start, texts
        if low < high - WIDE:
            low = max(low, high - DENSE * len(indices))
            if sum(map(low.__le__, indices)) * DENSE < high - low:
                return high + 1, []
        for place, (start, texts) in enumerate(self._stretches):
            end = start + len(texts)
            if start <= low <= end:  # strings are asked for in the order of the table: go on where the last ones ended
                texts += self._slice(end, high + ROUND)
                surplus = len(texts) - LONGEST
                if surplus > 0 and start + surplus <= low:
                    del texts[:surplus]
                    start += surplus
                self._stretches[place] = start, texts
                return start, texts
        low -= low % self._group
        made = low, self._slice(low, high + ROUND)
        self._stretches = [made, *self._stretches[: STRETCHES - 1]]
        return made

    def _slice(self, start: int, stop: int) -> list[str]:
        """Unpack from the start of a group to the end of another, or to the end."""
        return self._groups(start // self._group, stop // self._group).decode()[:-1].split("\0")

    def _scattered(self, indices: Sequence[int]) -> list[str]:
        if self._spilled is None:
            data, offsets = self._whole(), self._offsets
            return b"".join([data[offsets[index] : offsets[index + 1]] for index in indices]).decode()[:-1].split("\0")
        known: dict[int, str] = {}
        for run in _runs(sorted({index // GROUP for index in indices}), self._offsets):
            known |= enumerate(self._slice(run[0] * GROUP, run[-1] * GROUP), run[0] * GROUP)
        return list(map(known.__getitem__, indices))

    def _whole(self) -> bytes:
        """Return all bytes in memory, without a copy of them."""
        self._data = self._data or self._memory.getvalue()
        return self._data

    def _groups(self, first: int, last: int) -> bytes:
        """Return the bytes of groups; there may be fewer."""
        begin, end = self._offsets[first], self._offsets[min(last + 1, len(self._offsets) - 1)]
        if self._spilled is None:
            return self._whole()[begin:end]
        self._spilled.seek(begin)
        return self._spilled.read(end - begin)

    def close(self) -> None:
        """Give back the memory and the file."""
        self._plain, self._count = [], 0
        self._memory, self._data, self._offsets, self._stretches = io.BytesIO(), b"", array("I", [0]), []
        if self._spilled is not None:
            self._spilled.close()
            self._spilled = None


def _runs(indices: list[int], offsets: array[int]) -> Iterator[list[int]]:
    """Put ascending indices of groups into runs that are worth one read."""
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
        if self._packed(text, start):
            return len(text) - start
        rest, found = 0, self._split(text, start)
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

    def _packed(self, text: str, start: int) -> bool:
        """Take a block of the plainest strings as it is, with what stands between them exchanged for a NUL."""
        begin, end = self._begin, self._end
        if "&" in text or not (text.startswith(begin, start) and text.endswith(end)):
            return False
        joined = text[start + len(begin) : -len(end)].replace(end + begin, "\0")
        if "<" in joined or "\t" in joined or "\n" in joined or "\0 " in joined or " \0" in joined:
            return False
        if joined.startswith(" ") or joined.endswith(" "):
            return False
        try:
            data = joined.encode("latin-1")
            whole = data.decode()
        except UnicodeDecodeError:
            return False
        if not whole.replace("\0", "").isprintable():
            return False
        if len(joined) > self._limits.cell and max(map(len, whole.split("\0"))) > self._limits.cell:
            return False
        self._strings.extend_joined(whole, data)
        return True

    def _split(self, text: str, start: int) -> list[tuple[str, str]] | None:
        """Cut a block at what stands between plain strings, which costs half of the pattern.

        Returns:
            For each string whether its white space counts ("" for no) and its text; None if another make than the
            pattern's occurs.
        """
        begin, end = self._begin, self._end
        if self._pattern is None or not (text.startswith(begin, start) and text.endswith(end)):
            return None
        found: list[tuple[str, str]] = []
        for item in text[start + len(begin) : -len(end)].split(end + begin):
            if "<" not in item:
                found.append(("", item))
                continue
            for keep, inner, rest in self._pattern.findall(f"{begin}{item}{end}"):
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
