"""XML under guard: expat with every way to exhaust it closed, and errors that say where.

A document type is refused (OPC, ECMA-376 part 2, forbids it), so there are no entities to expand and nothing to
fetch. Expat before 2.6, which Python 3.11 bundles, is quadratic in the length of one token (CVE-2023-52425), so
tokens are capped here; it also keeps every distinct name for ever, so those are counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from xml.parsers import expat

from customer_import.errors import SourceError
from customer_import.reading.limits import Limits, passed

SLICE = 1 << 16
NAMES = 20_000  # distinct names; SpreadsheetML with all its extensions knows some thousand
XML_SPACE = " \t\n\r"
_SPACE = "http://www.w3.org/XML/1998/namespace|space"
_ENCODING = re.compile(r"utf-8|utf-16|us-ascii|(?:iso-8859-|windows-125)\d{1,2}", re.I)
_DECLARED = re.compile(rb"""\A(?:\xef\xbb\xbf)?<\?xml[^>]{0,100}?\sencoding\s*=\s*["']([^"']{1,40})["']""")


class Guarded:
    """A parser for one part. Rooms override `opened`, `closed` and `text`.

    Elements in the namespace of the root are known by their local name, others as ``""``: the transitional and the
    strict namespace, a prefix, or none at all make no difference.

    Attributes:
        depth: How many elements are open.
        prefixes: Namespace prefixes declared so far.
        fed: Bytes fed so far.
    """

    roots: frozenset[str] = frozenset()

    def __init__(self, part: str, limits: Limits) -> None:
        self.part = part
        self.limits = limits
        self.depth = 0
        self.fed = 0
        self.encoding = ""
        self.prefixes: set[str] = {"xml"}
        self._skew = 0  # where a fed byte stands in the part, minus its index for expat
        self._names: dict[str, str] = {}
        self._intern: dict[str, str] = {}
        self._parser: expat.XMLParserType | None = None

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        """Take the start of an element; `depth` already counts it."""

    def closed(self, name: str) -> None:
        """Take the end of an element; `depth` still counts it."""

    def text(self, data: str) -> None:
        """Take text."""

    def _create(self, data: bytes) -> expat.XMLParserType:
        declared = _DECLARED.match(data)
        encoding = "utf-8" if declared and declared[1].lower() == b"utf8" else None
        parser = expat.ParserCreate(encoding, "|", intern=self._intern)
        parser.buffer_text = True
        if hasattr(parser, "SetReparseDeferralEnabled"):
            parser.SetReparseDeferralEnabled(False)  # tokens are capped here; deferral would hide what is pending
        parser.XmlDeclHandler = self._declaration
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartNamespaceDeclHandler = self._namespace
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self.text
        return parser

    def _declaration(self, version: str, encoding: str | None, standalone: int) -> None:
        self.encoding = (encoding or "").lower()
        if encoding and self.encoding != "utf8" and not _ENCODING.fullmatch(encoding):
            message = "the workbook is written in an encoding that workbooks do not use; save it again"
            raise SourceError(message, code="source.xml_encoding", part=self.part)

    def _doctype(self, *_: object) -> None:
        message = "the workbook holds a document type declaration, as only a harmful file does"
        raise SourceError(message, code="source.xml_dtd", part=self.part)

    def _namespace(self, prefix: str | None, uri: str | None) -> None:
        self.prefixes.add(prefix or "")

    def _start(self, full: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        name = self._names.get(full)
        if name is None:
            name = self._learn(full)
        if len(attributes) > self.limits.attributes:
            raise passed("attributes", self.limits.attributes, part=self.part)
        if self.depth > self.limits.xml_depth:
            raise passed("xml_depth", self.limits.xml_depth, part=self.part)
        self.opened(name, attributes)

    def _learn(self, full: str) -> str:
        uri, _, local = full.rpartition("|")
        if not self._names:
            if local not in self.roots:
                message = "a part of the workbook is not what it should be; save it again"
                raise SourceError(message, code="source.xml_root", part=self.part)
            self._root = uri
        name = self._names[full] = local if uri == self._root else ""
        return name

    def _end(self, full: str) -> None:
        self.closed(self._names[full])
        self.depth -= 1

    @property
    def pending(self) -> int:
        """Bytes behind the last token that the parser could finish."""
        parser = self._parser
        return self.fed - max(0, parser.CurrentByteIndex) if parser is not None else 0

    def feed(self, data: bytes, position: int | None = None, *, final: bool = False) -> None:
        """Parse more bytes.

        Args:
            data: The bytes.
            position: Where they stand in the part, if not right behind those fed before.
            final: Nothing follows.

        Raises:
            SourceError: They are not well-formed XML, or not what this part should hold.
            LimitError: They pass a limit.
        """
        if self._parser is None:
            self._parser = self._create(data)
        if position is not None:
            self._skew = position - self.fed
        for start in range(0, len(data), SLICE):
            piece = data[start : start + SLICE]
            self.fed += len(piece)
            self._parse(piece, False)
            if self.pending > self.limits.token:
                raise passed("token", self.limits.token, part=self.part)
            if len(self._intern) > NAMES:
                message = "the workbook uses more different names than any real one; save it again"
                raise SourceError(message, code="source.xml_names", part=self.part)
        if final:
            self._parse(b"", True)

    def _parse(self, piece: bytes, final: bool) -> None:
        parser = self._parser
        assert parser is not None  # noqa: S101 - `feed` creates it
        try:
            parser.Parse(piece, final)
        except expat.ExpatError as error:
            place = max(0, parser.ErrorByteIndex + self._skew)  # -1 where there is nothing at all
            reason = expat.errors.messages.get(error.code, "it is not well-formed")
            message = f"the workbook is damaged: {self.part} is not well-formed XML at byte {place:,}; save it again"
            raise SourceError(message, code="source.xml_broken", part=self.part, offset=place, reason=reason) from None
        except (LookupError, UnicodeError):
            message = "the workbook is written in an encoding that workbooks do not use; save it again"
            raise SourceError(message, code="source.xml_encoding", part=self.part) from None

    def run(self, chunks: Iterable[bytes]) -> None:
        """Parse a whole part."""
        for chunk in chunks:
            self.feed(chunk)
        self.feed(b"", final=True)


def local(attributes: dict[str, str], name: str) -> str:
    """Return an attribute by its local name, whatever its namespace, or ""."""
    if name in attributes:
        return attributes[name]
    ending = "|" + name
    for full, value in attributes.items():
        if full.endswith(ending):
            return value
    return ""


def spoken(text: str, attributes: dict[str, str]) -> str:
    """Return the text of a ``t``: without ``xml:space="preserve"`` programs drop the white space around it."""
    return text if attributes.get(_SPACE) == "preserve" else text.strip(XML_SPACE)


def true(text: str) -> bool:
    """Read an XML Schema boolean (``1``, ``true``; some writers say ``on`` or ``True``)."""
    return text.strip().lower() in ("1", "true", "on", "t")
