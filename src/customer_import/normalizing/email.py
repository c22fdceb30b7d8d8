"""E-mail addresses: RFC 5321 and 5322 as people really have them, and internationalized ones (RFC 6531).

No display names, comments, quoted local parts or address literals: no customer has them, and mail systems refuse them.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
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

# Full stops of other scripts, which IDNA takes for one; joiners that stand between letters and make another name.
_STOPS = re.compile("[\u3002\uff61](?=[^@]*$)")
_JOINER = re.compile("(?<=[^\\W\\d_a-zA-Z])[\u200c\u200d](?=[^\\W\\d_a-zA-Z])")

# A whole column at once: the addresses that need nothing but a lower-case domain. Nothing in 64 characters is too long.
_PLAIN_ADDRESS = r"[A-Za-z0-9_+-]++(?:\.[A-Za-z0-9_+-]++)*+@(?:[A-Za-z0-9]++(?:-++[A-Za-z0-9]++)*+\.)++[A-Za-z]{2,63}"
_LONGEST_PLAIN = 64
_PLAIN = re.compile(rf"\n(?:({_PLAIN_ADDRESS})$|.*$)", re.MULTILINE)
_ALL_PLAIN = re.compile(rf"(?:\n(?:{_PLAIN_ADDRESS}$|$))*+", re.MULTILINE)
_DOMAIN = re.compile(r"@(.*)")
_COMMON, _ENOUGH = 16, 100  # so many domains are looked for by name, once there are so many addresses


class EmailNormalizer(Normalizer):
    """``Ann.Smith@Example.ORG`` → ``Ann.Smith@example.org``: the local part keeps its case, the domain does not."""

    _domain = _DOMAIN  # finds the domains that may be slips: all, or all but some that are common and are none

    def _cell(self, text: str, flag: Flag | None) -> Cell:
        if len(text) > _LONGEST_CELL:
            return bad("email.too_long", limit=_LONGEST)
        raw, text = text, visible(text)
        if not text:
            return Cell("")
        if text[:7].lower() == "mailto:":
            text = text[7:].strip()
        if named := _NAMED.match(text):
            text = named[1]
        if _SEVERAL.search(text):
            return bad("email.several")
        if _JOINER.search(raw):
            return bad("email.format")
        text = unicodedata.normalize("NFC", _STOPS.sub(".", text))
        match = _ADDRESS.match(text)
        if match is None:
            return bad("email.format")
        local, domain = match[1], _lower(match[2])
        # A compatibility form may be of what no domain has: a blank that does not break.
        if not text.isascii() and not _ADDRESS.match(f"{local}@{domain}"):
            return bad("email.format")
        return _checked(local, domain)

    def _quick(self, cells: Sequence[str], text: str) -> Sequence[str] | None:
        if max(map(len, cells)) > _LONGEST_PLAIN:
            return None
        found, text = cells, f"\n{text}"
        lower = text == text.lower()  # a tenth of the cost of `islower`
        if not (lower and _ALL_PLAIN.fullmatch(text)):
            found = _PLAIN.findall(text)
            if not lower:
                found = [value if value.islower() else _domain_lowered(value) for value in found]
            text = "\n".join(found)
        if "--" in text:
            found = ["" if "xn--" in value.lower() else value for value in found]
        if slips := self._slips(text):
            return ["" if value.rpartition("@")[2] in slips else value for value in found]
        return found

    def _slips(self, text: str) -> set[str]:
        """Return the domains that look like a slip for another one."""
        domains = self._domain.findall(text)
        if self._domain is _DOMAIN and len(domains) >= _ENOUGH:
            common = [re.escape(domain) for domain, _ in Counter(domains).most_common(_COMMON) if not meant(domain)]
            self._domain = re.compile(rf"@(?!(?:{'|'.join(common)})$)(.*)", re.MULTILINE) if common else _DOMAIN
        return {domain for domain in set(domains) if meant(domain)}

    def key(self, value: str) -> str:
        """Return the address in NFKC and folded case, local part included: nobody is two people for a capital.

        Nor for letters of another script that look the same (see `spelling`), nor for the ASCII form of a domain.
        """
        return latin_twin(self.spelling(value))

    def spelling(self, value: str) -> str:
        """Return the key form in the letters that were typed."""
        if "xn--" in value:
            local, at, domain = value.rpartition("@")
            value = f"{local}{at}{_unicode(domain) or domain}"
        return fold_case(value)

    def keys(self, values: Sequence[str]) -> list[str]:
        """Return the key forms of many addresses; of plain ASCII, all at once."""
        plain = all(map(str.isascii, values)) and "xn--" not in "\n".join(values)
        return list(map(str.lower, values)) if plain else super().keys(values)


def _unicode(domain: str) -> str | None:
    """Return a domain with the labels in Unicode that it has in ASCII (RFC 5890: A-labels), None where one is none."""
    labels = domain.split(".")
    for i, label in enumerate(labels):
        if label.startswith("xn--"):
            try:
                labels[i] = label[4:].encode("ascii").decode("punycode")
            except UnicodeError:
                return None
            if labels[i].isascii() or not labels[i].isprintable():
                return None
    return ".".join(labels)


def _domain_lowered(value: str) -> str:
    local, at, domain = value.partition("@")
    return f"{local}{at}{domain.lower()}"


def _lower(domain: str) -> str:
    # IDNA maps compatibility forms such as full-width letters before it compares.
    return domain.lower() if domain.isascii() else unicodedata.normalize("NFKC", domain.lower())


def _checked(local: str, domain: str) -> Cell:
    value = f"{local}@{domain}"
    if "xn--" in domain:
        shown = _unicode(domain)
        if shown is None:
            return bad("email.format")
        if mixes_scripts(shown):
            return bad("text.mixed_script")
    if not domain.isascii() and any(len(label.encode("punycode")) > 59 for label in domain.split(".")):
        return bad("email.too_long", limit=_LONGEST)
    if len(local.encode("utf-8", "replace")) > 64 or len(value.encode("utf-8", "replace")) > _LONGEST:
        return bad("email.too_long", limit=_LONGEST)
    if not value.isascii():
        if any(unicodedata.category(char)[0] in "CZ" for char in value):
            return bad("email.format")
        # RFC 5892 allows no symbol, and no punctuation but the hyphen and a point in Catalan words.
        if any(unicodedata.category(char)[0] in "PS" for char in domain if char not in "-.\u00b7"):
            return bad("email.format")
        if mixes_scripts(value):
            return bad("text.mixed_script")
    if provider := meant(domain):
        return Cell(value, (remark("email.typo", meant=provider),))
    return Cell(value)
