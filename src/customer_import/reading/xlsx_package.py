"""The archive around a workbook: every claim that it makes about itself is checked before or while it is used.

`zipfile` is not used: up to Python 3.11.7 it opens overlapping entries (CVE-2024-0450), keeps the last of two entries
of one name, and holds a whole central directory in memory before anyone may count it. Nothing is ever written to
disk.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator
from typing import BinaryIO

import attrs

from customer_import.errors import SourceError
from customer_import.reading.limits import MEGABYTE, Limits, passed

CHUNK = 1 << 17
FIRST = 1 << 14  # bytes of the first chunk of a part: who wants its first rows need not pay for more
GRACE = MEGABYTE  # the ratio says nothing about small parts
END, END64, LOCATOR, CENTRAL, LOCAL = b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07", b"PK\x01\x02", b"PK\x03\x04"
STORED, DEFLATED = 0, 8


@attrs.define
class Entry:
    """One part of the archive, as its central directory describes it.

    Args:
        name: Its name with forward slashes, without a leading one, as the archive spells it.
        raw: The bytes of its name.
        method: How it is packed.
        flags: General purpose bits (APPNOTE 4.4.4).
        crc: CRC-32 of its content.
        packed: Bytes in the archive.
        size: Bytes once it is unpacked: an upper bound that is enforced, never a permission.
        header: Where its local header begins.
        start: Where its bytes begin.
    """

    name: str
    raw: bytes
    method: int
    flags: int
    crc: int
    packed: int
    size: int
    header: int
    start: int = 0


def broken(what: str, **params: object) -> SourceError:
    """Return the error for an archive that is damaged."""
    return SourceError(f"the workbook is damaged: {what}; save it again", code="source.zip_broken", **params)


class Package:
    """The parts of a workbook.

    Args:
        stream: Seekable; its position belongs to nobody, so several parts may be read side by side.
        limits: What it may cost.

    Raises:
        SourceError: The archive is cut off, damaged, encrypted or made to deceive.
        LimitError: It has too many bytes or entries.
    """

    def __init__(self, stream: BinaryIO, limits: Limits) -> None:
        self._stream = stream
        self._limits = limits
        self._inflated: dict[str, int] = {}
        try:
            self._size = stream.seek(0, io.SEEK_END)
        except (OSError, ValueError):
            raise SourceError("the file cannot be read", code="source.unreadable") from None
        if self._size > limits.xlsx_bytes:
            raise passed("xlsx_bytes", limits.xlsx_bytes)
        self.entries: dict[str, Entry] = {}
        entries, directory = self._directory()
        self._place(entries, directory)
        for entry in entries:
            key = entry.name.lower()
            if key in self.entries:
                message = (
                    "the workbook holds two parts of one name, so programs disagree about its content; save it again"
                )
                raise SourceError(message, code="source.zip_duplicate")
            self.entries[key] = entry

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name.lower() in self.entries

    def _at(self, position: int, count: int) -> bytes:
        """Read exactly `count` bytes, whatever short reads the stream makes."""
        try:
            self._stream.seek(position)
            data = self._stream.read(count)
            while len(data) < count:
                more = self._stream.read(count - len(data))
                if not more:
                    raise broken("it is cut off")
                data += more
        except (OSError, ValueError):
            raise SourceError("the file cannot be read any more", code="source.unreadable") from None
        return data

    def _directory(self) -> tuple[list[Entry], int]:
        """Read the central directory: its entries and where it begins."""
        tail_start = max(0, self._size - (1 << 16) - 22)
        tail = self._at(tail_start, self._size - tail_start)
        place = tail.rfind(END, 0, max(0, len(tail) - 18))  # 22 bytes at least
        if place < 0:
            message = "the workbook is cut off or is no .xlsx file; upload it again"
            raise SourceError(message, code="source.truncated")
        disk, first_disk, _, count, length, offset, _ = struct.unpack("<4H2LH", tail[place + 4 : place + 22])
        end = tail_start + place
        locator = self._at(end - 20, 20) if end >= 20 else b""
        if locator[:4] == LOCATOR:  # also where nothing overflows: Apache POI's streaming writer always has one
            narrow = count, length, offset
            end, disk, first_disk, count, length, offset = self._end64(locator, end)
            wide = zip(narrow, (0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF), (count, length, offset), strict=True)
            if any(said not in (overflow, meant) for said, overflow, meant in wide):
                raise broken("its list of contents is described in two ways")
        if disk or first_disk:
            raise broken("it is one part of a split archive")
        if count > self._limits.entries:
            raise passed("entries", self._limits.entries)
        begin = end - length
        if begin < offset:
            raise broken("its list of contents is not where it should be")
        if length > self._limits.entries * 1024 + CHUNK:
            raise broken("its list of contents is too long")
        return self._entries(self._at(begin, length), count, begin - offset), begin

    def _end64(self, locator: bytes, end: int) -> tuple[int, int, int, int, int, int]:
        """Read the ZIP64 end record; some writers always write one."""
        offset = struct.unpack("<L", locator[8:12])[0] if len(locator) < 16 else struct.unpack("<Q", locator[8:16])[0]
        place = offset
        if place + 56 > end or self._at(place, 4) != END64:
            place = end - 20 - 56  # bytes were put before the archive
            if place < 0 or self._at(place, 4) != END64:
                raise broken("its list of contents is missing")
        record = self._at(place, 56)
        disk, first_disk, _, count, length, start = struct.unpack("<2L4Q", record[16:56])
        return place, disk, first_disk, count, length, start

    def _entries(self, directory: bytes, count: int, shift: int) -> list[Entry]:
        entries: list[Entry] = []
        place = 0
        for _ in range(count):
            head = directory[place : place + 46]
            if len(head) < 46 or head[:4] != CENTRAL:
                raise broken("its list of contents is incomplete")
            flags, method, _, _, crc, packed, size, name, extra, comment, _, _, _, header = struct.unpack(
                "<4H3L5H2L", head[8:46]
            )
            raw = directory[place + 46 : place + 46 + name]
            extras = directory[place + 46 + name : place + 46 + name + extra]
            place += 46 + name + extra + comment
            if place > len(directory):
                raise broken("its list of contents is incomplete")
            size, packed, header = _wide(extras, size, packed, header)
            entries.append(Entry(_name(raw, flags), raw, method, flags, crc, packed, size, header + shift))
        if place != len(directory):
            raise broken("its list of contents does not add up")
        return entries

    def _place(self, entries: list[Entry], directory: int) -> None:
        """Find where each part begins, and refuse parts that share bytes (an "overlap bomb")."""
        end = 0
        for entry in sorted(entries, key=lambda entry: entry.header):
            if entry.header < end:
                message = "parts of the workbook overlap, as only a harmful file's do"
                raise SourceError(message, code="source.zip_overlap")
            if entry.header + 30 > directory:
                raise broken("a part is not where it should be")
            head = self._at(entry.header, 30)
            name, extra = struct.unpack("<2H", head[26:30])
            if head[:4] != LOCAL or name != len(entry.raw) or self._at(entry.header + 30, name) != entry.raw:
                raise broken("a part and its entry in the list of contents do not agree")
            entry.start = entry.header + 30 + name + extra
            end = entry.start + entry.packed
            if end > directory:
                if entry.start > directory:
                    raise broken("a part is not where it should be")
                message = "parts of the workbook overlap, as only a harmful file's do"
                raise SourceError(message, code="source.zip_overlap")

    def chunks(self, name: str, size: int = CHUNK, *, checked: bool = True) -> Iterator[bytes]:
        """Yield the content of a part, a little at first.

        Args:
            name: Its name in any case.
            size: About how many bytes to yield at a time; never more than twice that.
            checked: The checksum is computed; a pass that only looks ahead of one that reads can do without.

        Raises:
            SourceError: It is damaged, encrypted, or larger than declared; the error comes before the last chunk.
            LimitError: The parts read so far inflate too much.
        """
        entry = self.entries[name.lower()]
        if entry.flags & 0x41:
            raise SourceError("the workbook is protected by a password; save it without one", code="source.encrypted")
        if entry.method not in (STORED, DEFLATED):
            raise broken("it is packed in a way that workbooks are not", method=entry.method)
        self._account(entry, entry.size, entry.packed)  # refuses early; the count below decides
        total = crc = 0
        for data, consumed in self._unpacked(entry, size):
            total += len(data)
            if total > entry.size:
                raise broken("a part is larger than it says")
            self._account(entry, total, consumed)
            crc = zlib.crc32(data, crc) if checked else entry.crc
            yield data
        if total != entry.size:
            raise broken("a part is shorter than it says")
        if crc != entry.crc:
            raise SourceError("the workbook is damaged: a checksum is wrong; upload it again", code="source.checksum")

    def _account(self, entry: Entry, total: int, packed: int) -> None:
        limits = self._limits
        if total > GRACE and total > limits.ratio * max(1, packed):
            raise passed("ratio", limits.ratio)
        if total > self._inflated.get(entry.name, 0):  # a part may be read again; it counts once
            self._inflated[entry.name] = total
            if sum(self._inflated.values()) > limits.decompressed:
                raise passed("decompressed", limits.decompressed)

    def _unpacked(self, entry: Entry, size: int) -> Iterator[tuple[bytes, int]]:
        """Yield unpacked data with the number of packed bytes spent so far."""
        position, left = entry.start, entry.packed
        unpack = zlib.decompressobj(-15) if entry.method == DEFLATED else None
        most, size = size, min(size, FIRST)
        while left:
            packed = self._at(position, min(size, left))
            position += len(packed)
            left -= len(packed)
            if unpack is None:
                yield packed, position - entry.start
                size = min(2 * size, most)
                continue
            while packed:
                try:
                    data = unpack.decompress(packed, size)
                except zlib.error:
                    raise broken("a part cannot be unpacked") from None
                packed = unpack.unconsumed_tail
                if data:
                    yield data, position - entry.start - len(packed)
                    size = min(2 * size, most)
                if unpack.eof:  # bytes behind the end are nobody's; size and checksum tell whether one is missing
                    return
        if unpack is not None and not unpack.eof:
            data = unpack.flush()
            if data:
                yield data, entry.packed
            if not unpack.eof:
                raise broken("a part is cut off")


def _wide(extras: bytes, size: int, packed: int, header: int) -> tuple[int, int, int]:
    """Fill in the fields that overflowed from the ZIP64 extra field (APPNOTE 4.5.3)."""
    values = [size, packed, header]
    if 0xFFFFFFFF not in values:
        return size, packed, header
    place = 0
    while place + 4 <= len(extras):
        kind, length = struct.unpack("<2H", extras[place : place + 4])
        if kind == 1:
            wide = extras[place + 4 : place + 4 + length]
            for index, value in enumerate(values):
                if value == 0xFFFFFFFF:
                    if len(wide) < 8:
                        raise broken("its list of contents is incomplete")
                    values[index] = struct.unpack("<Q", wide[:8])[0]
                    wide = wide[8:]
            break
        place += 4 + length
    return values[0], values[1], values[2]


def _name(raw: bytes, flags: int) -> str:
    """Decode a part's name; some writers use backslashes, some a leading slash."""
    try:
        name = raw.decode("utf-8" if flags & 0x800 else "cp437")
    except UnicodeDecodeError:
        raise broken("the name of a part cannot be read") from None
    if "\x00" in name:
        raise broken("the name of a part cannot be read")
    return name.replace("\\", "/").lstrip("/")
