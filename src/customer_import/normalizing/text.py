"""Text, names of people, identifiers: what is kept as it was typed, as far as that is safe."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from customer_import.model import Flag
from customer_import.normalizing.base import Cell, Fault, Normalizer, Settings, bad, remark
from customer_import.normalizing.characters import (
    BIDI,
    CONTROL,
    SCIENTIFIC,
    latin_twin,
    mixes_scripts,
    trim,
    unprotected,
    visible,
)
from customer_import.profile import Field

_LINE_ENDS = re.compile("\r\n?|[\x85\u2028\u2029]")
_SPACING = re.compile(r"\s+")
_HAS_BIDI = re.compile(f"[{BIDI}]")

# What stands before a name on an envelope: with its full stop, or a whole word that is hardly anybody's name. The line
# feed in front lets the expression skip from name to name, and the look at the first letter skips most names.
_STOPPED = r"(?:mr|mrs|ms|dr|prof|ing|mgr|bc|judr|mudr|phdr|rndr|ir|drs|dhr|mevr|hr|fr|sr|sra|srta|dott|avv)\."
_WORDS = (
    r"(?=[mhfps])"
    r"(?:mister|madam|madame|monsieur|mademoiselle|herr|frau|fru|fröken|paní|señor|señora|signor|signora)"
)
_TITLE = re.compile(rf"\n(?:{_STOPPED}|{_WORDS}) ", re.IGNORECASE)
_TITLE_WORD = re.compile(rf"\n{_WORDS} ", re.IGNORECASE)

_VISIBLE = b"\n" + bytes(range(0x20, 0x7F))

# Characters that look blank and yet are printable.
_UNSEEN = "\u034f\u115f\u1160\u3164\uffa0\u2800"

# A spreadsheet's cell holds no more; names and identifiers beyond these are another column's content.
_LIMITS = {"text": 32_767, "name": 300, "identifier": 200}


def _nfc(text: str) -> str:
    # Composing can bring a space to an edge only in theory; the fixed point is worth the second trim.
    return text if text.isascii() else trim(unicodedata.normalize("NFC", text))


class TextNormalizer(Normalizer):
    """Text as it stands: NFC, edges trimmed, line ends as line feeds. Control characters are a fault."""

    def __init__(self, field: Field, settings: Settings) -> None:
        super().__init__(field, settings)
        self._limit = field.max_length or _LIMITS.get(field.kind, _LIMITS["text"])
        self._pattern = re.compile(field.pattern) if field.pattern else None

    def _cell(self, text: str, flag: Flag | None) -> Cell:
        if len(text) > self._limit:
            return bad("text.too_long", limit=self._limit, length=len(text))
        text = _LINE_ENDS.sub("\n", _nfc(text))
        return self._checked(text)

    def _checked(self, text: str, *faults: Fault) -> Cell:
        if control := CONTROL.search(text):
            return bad("text.control", character=f"U+{ord(control[0]):04X}")
        if len(text) > self._limit:
            return bad("text.too_long", limit=self._limit, length=len(text))
        if self._pattern and not self._pattern.fullmatch(text):
            return bad("identifier.pattern", pattern=self.field.pattern)
        return Cell(text, faults)

    def _quick(self, cells: Sequence[str], text: str) -> Sequence[str] | None:
        """Return the cells as they are where a look at the joined column proves that nothing is to be done."""
        if self._pattern or not _is_printable(text):
            return None
        if len(text) > self._limit and max(map(len, cells)) > self._limit:
            return None
        if not text.isascii() and not unicodedata.is_normalized("NFC", text):
            return None
        # A single character is found at hardly any cost, two cost as much as a look at all.
        if " " in text and ("\n " in text or " \n" in text or text[:1] == " " or text[-1:] == " "):
            cells = list(map(str.strip, cells))
            text = "\n".join(cells)
        return cells if self._is_clean(text) else None

    def _is_clean(self, text: str) -> bool:
        """Whether a printable column needs nothing more; `text` is its cells joined by line feeds."""
        return text.isascii() or not any(char in text for char in _UNSEEN)

    def key(self, value: str) -> str:
        """Return the value, case-folded where the field says so, in Latin letters if it looks Latin."""
        return latin_twin(self.spelling(value))

    def spelling(self, value: str) -> str:
        """Return the key form in the letters that were typed."""
        return fold_case(value) if self.field.fold_case else value

    def keys(self, values: Sequence[str]) -> list[str]:
        """Return the key forms of many canonical values; of plain ASCII, all at once."""
        if all(map(str.isascii, values)):
            return list(map(str.lower, values)) if self.field.fold_case else list(values)
        return super().keys(values)


class NameNormalizer(TextNormalizer):
    """A name: NFC and single spaces. No name is wrong for its letters, nor for its digits (S0-08)."""

    def _cell(self, text: str, flag: Flag | None) -> Cell:
        if len(text) > self._limit:
            return bad("text.too_long", limit=self._limit, length=len(text))
        text = _nfc(_SPACING.sub(" ", text))
        remarks = [remark("name.all_caps")] if _in_capitals(text) else []
        if _TITLE.match(f"\n{text}"):
            remarks.append(remark("name.honorific"))
        return self._checked(text, *remarks)

    def _quick(self, cells: Sequence[str], text: str) -> Sequence[str] | None:
        found = super()._quick(cells, text)
        if found is None:
            return None
        if found is not cells:
            text = "\n".join(found)
        if any(map(str.isupper, found)):
            found = ["" if _in_capitals(name) else name for name in found]
        if ("." in text and ". " in text) or _TITLE_WORD.search(f"\n{text}"):
            found = ["" if _TITLE.match(f"\n{name}") else name for name in found]
        return found

    def _is_clean(self, text: str) -> bool:
        return "  " not in text and super()._is_clean(text)


class IdentifierNormalizer(TextNormalizer):
    """An identifier: exact, leading zeros kept; invisible characters and the apostrophe of spreadsheets go."""

    _minded_flags = frozenset({"numeric"})

    def _is_clean(self, text: str) -> bool:
        if not text.isascii() or (" " in text and "  " in text) or "'" in text or "`" in text or "=" in text:
            return False
        # What a spreadsheet makes of a long number has a plus or a decimal mark.
        return "+" not in text and "." not in text and "," not in text

    def _cell(self, text: str, flag: Flag | None) -> Cell:
        if len(text) > 4 * self._limit:
            return bad("text.too_long", limit=self._limit, length=len(text))
        if _HAS_BIDI.search(text):
            return bad("text.bidi")
        text = _SPACING.sub(" ", unprotected(_nfc(visible(text))))
        if not text:
            return Cell("")
        if SCIENTIFIC.match(text):
            return bad("cell.digits_lost")
        if flag == "numeric" and text.endswith(".0"):
            text = text[:-2]
        if mixes_scripts(text):
            return bad("text.mixed_script")
        return self._checked(text)


def _is_printable(text: str) -> bool:
    """Tell what `str.isprintable` does of all lines of a text, of ASCII text in a sixth of its time.

    Printable is no control, format or unassigned character, no surrogate, and no space but the plain one.
    """
    return not text.encode().translate(None, _VISIBLE) if text.isascii() else text.replace("\n", " ").isprintable()


def _in_capitals(text: str) -> bool:
    """Whether a full name is in capitals only. One word, or initials, may well be written so."""
    return text.isupper() and len(text) > 6 and " " in text


def fold_case(text: str) -> str:
    """Fold case for comparison: NFKC, case folded, NFKC again; a fixed point. Golden vectors are in the tests."""
    if text.isascii():
        return text.lower()
    for _ in range(4):
        folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
        if folded == text:
            break
        text = folded
    return text
