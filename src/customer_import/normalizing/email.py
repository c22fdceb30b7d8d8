"""E-mail addresses: RFC 5321 and 5322 as people really have them, and internationalized ones (RFC 6531).

No display names, comments, quoted local parts or address literals: no customer has them, and mail systems refuse them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from customer_import.model import Flag
from customer_import.normalizing.base import Cell, Normalizer, bad, remark
from customer_import.normalizing.characters import latin_twin, mixes_scripts, visible
from customer_import.normalizing.email_typos import meant
from customer_import.normalizing.text import fold_case

# RFC 5321: 64 octets of local part, 254 of address; 253 and 63 of domain and label.
_LONGEST = 254
_LONGEST_CELL = 320

# Everything beyond ASCII is allowed, so what is not is named: a class up to U+10FFFF takes 5 ms to compile.
_ATOM = r'[^\x00-\x20"(),.:;<>@\[\\\]\x7f]'  # RFC 5322 atext
_LETTER, _ALNUM, _INNER = r"[^\x00-@\[-`{-\x7f]", r"[^\x00-/:-@\[-`{-\x7f]", r"[^\x00-,./:-@\[-`{-\x7f]"
_LABEL = rf"{_ALNUM}(?:{_INNER}{{0,61}}{_ALNUM})?"
_TOP = rf"(?:{_LETTER}{{2,63}}|xn--[A-Za-z0-9-]{{1,59}})"
_ADDRESS = re.compile(rf"({_ATOM}+(?:\.{_ATOM}+)*)@((?:{_LABEL}\.)+{_TOP})\Z")
_NAMED = re.compile(r"[^<>]*<([^<>\s]+)>\Z")
_SEVERAL = re.compile(r"@[^@]*[\s,;/|][^@]*@")

# A whole column at once: the addresses that need nothing but a lower-case domain. Nothing in 64 characters is too long.
_PLAIN = re.compile(
    r"^([A-Za-z0-9_+-]++(?:\.[A-Za-z0-9_+-]++)*+@(?:[A-Za-z0-9]++(?:-++[A-Za-z0-9]++)*+\.)++[A-Za-z]{2,63})$|^.*$",
    re.MULTILINE,
)
_LONGEST_PLAIN = 64


class EmailNormalizer(Normalizer):
    """``Ann.Smith@Example.ORG`` → ``Ann.Smith@example.org``: the local part keeps its case, the domain does not."""

    def _cell(self, text: str, flag: Flag | None) -> Cell:
        if len(text) > _LONGEST_CELL:
            return bad("email.too_long", limit=_LONGEST)
        text = visible(text)
        if not text:
            return Cell("")
        if text[:7].lower() == "mailto:":
            text = text[7:].strip()
        if named := _NAMED.match(text):
            text = named[1]
        if _SEVERAL.search(text):
            return bad("email.several")
        text = unicodedata.normalize("NFC", text)
        match = _ADDRESS.match(text)
        if match is None:
            return bad("email.format")
        local, domain = match.groups()
        return _checked(local, _lower(domain))

    def _quick(self, cells: Sequence[str]) -> Sequence[str] | None:
        text = "\n".join(cells)
        if text.count("\n") != len(cells) - 1 or max(map(len, cells), default=0) > _LONGEST_PLAIN:
            return None
        found: list[str] = _PLAIN.findall(text)
        if not text.islower():
            found = [value if value.islower() else _domain_lowered(value) for value in found]
        domains = [value.rpartition("@")[2] for value in found]
        if slips := {domain for domain in set(domains) if meant(domain)}:
            return ["" if domain in slips else value for domain, value in zip(domains, found, strict=True)]
        return found

    def key(self, value: str) -> str:
        """Return the address in NFKC and folded case, local part included: nobody is two people for a capital.

        Nor for letters of another script that look the same; see `spelling`.
        """
        return latin_twin(fold_case(value))

    def spelling(self, value: str) -> str:
        """Return the key form in the letters that were typed."""
        return fold_case(value)


def _domain_lowered(value: str) -> str:
    local, at, domain = value.partition("@")
    return f"{local}{at}{domain.lower()}"


def _lower(domain: str) -> str:
    # IDNA maps compatibility forms (full-width letters, ideographic full stops) before it compares.
    return domain.lower() if domain.isascii() else unicodedata.normalize("NFKC", domain.replace("\u3002", ".").lower())


def _checked(local: str, domain: str) -> Cell:
    value = f"{local}@{domain}"
    if len(local.encode("utf-8", "replace")) > 64 or len(value.encode("utf-8", "replace")) > _LONGEST:
        return bad("email.too_long", limit=_LONGEST)
    if not value.isascii():
        if any(unicodedata.category(char)[0] in "CZ" for char in value) or not _ADDRESS.match(value):
            return bad("email.format")
        if mixes_scripts(value):
            return bad("text.mixed_script")
    if provider := meant(domain):
        return Cell(value, (remark("email.typo", meant=provider),))
    return Cell(value)
