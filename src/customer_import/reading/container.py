"""What a file is, by its content, never by its name. What is not a table gets an error that says what to do."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from customer_import.errors import SourceError

if TYPE_CHECKING:
    from customer_import.reading.dialect import Format
    from customer_import.reading.source import Source

SAVE_AS = "open it in a spreadsheet program and save it as .xlsx or as CSV"

# First bytes → what it is and what to do about it. Behind letters there must be bytes that are no text.
SIGNATURES: tuple[tuple[bytes, str, str], ...] = (
    (b"\x1f\x8b", "gzip", "unpack it first"),
    (b"BZh", "bzip2", "unpack it first"),
    (b"\xfd7zXZ\x00", "xz", "unpack it first"),
    (b"\x28\xb5\x2f\xfd", "zstandard", "unpack it first"),
    (b"7z\xbc\xaf\x27\x1c", "7-zip", "unpack it first"),
    (b"Rar!\x1a\x07", "rar", "unpack it first"),
    (b"%PDF-", "PDF", "ask for the table itself: a PDF is a picture of it"),
    (b"{\\rtf", "RTF", SAVE_AS),
    (b"\x89PNG", "PNG image", "ask for the table itself"),
    (b"\xff\xd8\xff", "JPEG image", "ask for the table itself"),
    (b"BM", "BMP image", "ask for the table itself"),
    (b"II*\0", "TIFF image", "ask for the table itself"),
    (b"MM\0*", "TIFF image", "ask for the table itself"),
    (b"RIFF", "picture or sound (RIFF)", "ask for the table itself"),
    (b"GIF8", "GIF image", "ask for the table itself"),
    (b"PAR1", "Parquet", "export it as CSV"),
    (b"SQLite format 3\x00", "SQLite database", "export the table as CSV"),
    (b"\0\1\0\0Standard ", "Access database", "export the table as CSV"),
    (b"ARROW1", "Arrow file", "export it as CSV"),
    (b"\x7fELF", "program", "choose the file that holds the customers"),
    (b"MZ", "program", "choose the file that holds the customers"),
)
# What text begins with → likewise.
TEXTS: tuple[tuple[re.Pattern[bytes], str, str], ...] = (
    (re.compile(rb"\s*<(?:!doctype\s+html|html|head|body|table|meta)\b", re.I), "HTML page", SAVE_AS),
    (re.compile(rb"\s*<\?xml\b|\s*<(?:Workbook|office:|workbook)\b"), "XML document", SAVE_AS),
    (re.compile(rb"MIME-Version: *1\.0\s*?\n", re.I), "web archive (MHTML)", SAVE_AS),
    (re.compile(rb"BEGIN:VCARD\s*?\n", re.I), "file of contacts (vCard)", "export the contacts as CSV"),
    (re.compile(rb'\s*+\[?\s*+\{\s*+"[^"\n]{0,200}"\s*+:'), "JSON document", "export the table as CSV"),
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BIFF = re.compile(rb"\x09[\x00\x02\x04\x08]\x04\x00|\x09\x08\x10\x00\x00\x06")
ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
TELLING = ("xl/", "xl/workbook.bin", "workbook.xml", "_rels/", "[content_types].xml", "word/document.xml")
LAST = 1 << 17  # bytes at the end, where the list of contents stands
MANY_CONTROLS = 8  # kinds of control characters; text that uses some as delimiters knows a few
END = b"PK\x05\x06"
TAR = slice(257, 262)  # where an archive of POSIX says "ustar"
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f]")
_VOWEL = re.compile(r"[aeio]|HTML|RTF|SQL|XML|xz", re.I)


def container(source: Source) -> Format:
    """Return ``csv``, ``xlsx``, ``xls``, ``xlsb`` or ``ods``.

    Raises:
        SourceError: It is something else; the message names it and says what to do.
    """
    head = source.head
    for signature, name, advice in SIGNATURES:
        if head.startswith(signature) and (not signature.isalpha() or _binary(head)):
            raise _wrong(name, advice)
    if head.startswith(OLE):
        return _ole(source)
    if BIFF.match(head):  # from before 1993, without a container: nothing we know of reads it
        raise _wrong("very old Excel workbook (.xls)", SAVE_AS, "xls")
    if head.startswith(ZIP) or (ZIP[0] in head and END in source.last(LAST)):  # with something before it
        return _zip(source)
    if head[TAR] == b"ustar":
        raise _wrong("tar archive", "unpack it first")
    text = _text_head(head)
    for pattern, name, advice in TEXTS:
        if pattern.match(text) and not _is_cell(text):
            raise _wrong(name, advice)
    return "csv"


def _is_cell(text: bytes) -> bool:
    """Tell whether a text begins with a JSON object that is a cell: other cells follow it on its line."""
    line = text.lstrip().partition(b"\n")[0].decode("utf-8", "replace")
    try:
        _, end = json.JSONDecoder().raw_decode(line)
    except (ValueError, RecursionError):
        return False
    return line.startswith("{") and bool(line[end:].strip())


def refuse_binary(sample: str) -> None:
    """Refuse what no encoding makes text: of random bytes a tenth are control characters, of nearly all kinds.

    Raises:
        SourceError: It is no text.
    """
    found = _CONTROLS.findall(sample)
    if len(found) * 20 > len(sample) and len(set(found)) >= MANY_CONTROLS:
        raise _wrong("binary file", "choose the file that holds the customers")


def named(name: str) -> str:
    """Return a name with its article."""
    return f"{'an' if _VOWEL.match(name) else 'a'} {name}"


def _wrong(name: str, advice: str, format: str = "") -> SourceError:  # noqa: A002 - the dialect's word
    message = f"this is {named(name)}, neither CSV nor an .xlsx workbook; {advice}"
    return SourceError(message, code="source.format", format=format or name)


def _binary(head: bytes) -> bool:
    """Tell whether letters are a signature: text does not hold so many control bytes."""
    sample = head[:512]
    return sum(byte < 9 or 13 < byte < 32 for byte in sample) * 20 > len(sample)


def _text_head(head: bytes) -> bytes:
    """Return the start as ASCII where that is possible, whatever the Unicode form."""
    for mark, codec in ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if head.startswith(mark):
            return head[len(mark) : 1024].decode(codec, "ignore").encode("ascii", "ignore")
    return head[:1024]


def _ole(source: Source) -> Format:
    """Tell an encrypted workbook from an old one by the names in its directory (MS-CFB: UTF-16)."""
    start = b"".join(block for _, block in zip(range(8), source.blocks(), strict=False))
    if "EncryptedPackage".encode("utf-16-le") in start:
        message = "the workbook is protected by a password; save it without one"
        raise SourceError(message, code="source.encrypted")
    return "xls"


def _zip(source: Source) -> Format:
    """Tell workbooks from other archives by the names of their parts."""
    head = source.head
    if head[30:38] == b"mimetype" and b"opendocument.spreadsheet" in head[38:138]:
        return "ods"
    names, kind = _contents(source)
    if "xl/workbook.bin" in names and "xl/workbook.xml" not in names:
        return "xlsb"
    if b"opendocument.spreadsheet" in kind:  # packed, or not the first part, which OpenDocument forbids and writers do
        return "ods"
    if any(name.startswith("xl/") or name == "workbook.xml" for name in names):
        return "xlsx"
    if b"opendocument." in kind or not names.isdisjoint(("word/document.xml", "ppt/presentation.xml")):
        raise _wrong("document without a sheet", "put the table into a spreadsheet, or save it as CSV")
    if any(name.startswith("_rels/") or name == "[content_types].xml" for name in names):
        return "xlsx"
    raise _wrong("zip archive", "unpack it first")


def _contents(source: Source) -> tuple[set[str], bytes]:
    """Return the names of the parts of an archive, and what it says that it is (OpenDocument 1.2, part 3, 3.3).

    Of a damaged archive they are those of `TELLING` that stand in its bytes, where parts inside of parts may have them.
    """
    from customer_import.reading.limits import Limits
    from customer_import.reading.xlsx_package import Package

    try:
        package = Package(source.file, Limits())
        both = "mimetype" in package and "content.xml" in package
        return set(package.entries), next(package.chunks("mimetype"), b"")[:256] if both else b""
    except SourceError:
        found = (source.head + source.last(LAST)).lower()
        if b"pk\x01\x02" not in found and END.lower() not in found:
            return {"xl/"}, b""  # cut off: the workbook reader says precisely what is broken
        return {name for name in TELLING if name.encode() in found}, b""
