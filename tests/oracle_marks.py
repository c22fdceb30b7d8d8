"""What the naive importer knows of columns that a profile splits or combines, of example rows and of row tokens.

`docs/mapping.md` and `docs/files.md` once more, for one row at a time; nothing is shared with `mapping` or `surveying`
but the text of a template's example.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from hashlib import blake2b

import attrs

from customer_import.mapping.parts import Derived
from customer_import.model import Problem
from customer_import.profile import Profile
from customer_import.surveying.examples import example_value
from tests.oracle_rows import SourceRow

CORRECTED = 2**52
LABELS = {"token": ("importtoken",), "problem": ("problem", "feliraden", "problemvradku")}
_JOINED = {"name": " ", "street": " ", "list": "; "}


def taken_apart(form: str, text: str, parts: int) -> tuple[list[str], str]:
    """Take one cell apart; return the parts, and the code of a remark or ""."""
    text = text.strip()
    if not text:
        return [""] * parts, ""
    if form == "list":
        items = [item.strip() for item in re.split(r"[;,|\n]|\s/\s|/(?=\s*\+)", text) if item.strip()]
        return (items + [""] * parts)[:parts], "cell.split_surplus" if len(items) > parts else ""
    return _street(text) if form == "street" else _name(text)


def _street(text: str) -> tuple[list[str], str]:
    behind = re.match(r"(.*?\D)[\s,]+(\d+(\s?[A-Za-z])?(\s?[-/]\s?\d+\s?[A-Za-z]?)*)$", text)
    before = re.match(r"(\d+[A-Za-z]?(\s(bis|ter|quater))?),?\s+([^\d\s].*)$", text)
    if behind:
        return [behind[1].strip(" ,"), behind[2]], ""
    if before:
        return [before[4].strip(" ,"), before[1]], ""
    return [text, ""], "cell.split_uncertain" if any(map(str.isdigit, text)) else ""


def _name(text: str) -> tuple[list[str], str]:
    if "," in text:
        last, first = text.split(",", 1)
        certain = bool(first.strip()) and "," not in first
        return [first.strip(), last.strip()], "" if certain else "cell.split_uncertain"
    words = text.split()
    if len(words) == 1:
        return [words[0], ""], "cell.split_uncertain"
    if len(words) == 2:
        return words, ""
    for i in range(1, len(words) - 1):
        if words[i] in ("van", "von", "de", "der", "la", "af"):
            return [" ".join(words[:i]), " ".join(words[i:])], ""
    return [" ".join(words[:-1]), words[-1]], "cell.split_uncertain"


def with_parts(row: SourceRow, derived: Sequence[Derived], width: int) -> SourceRow:
    """Return a row with the cells of derived columns behind its own, as many as the file has columns."""
    if not derived:
        return row
    cells = list(row.cells) + [""] * (width - len(row.cells))
    damaged = list(row.damaged)
    for one in derived:
        sources = [cells[i] for i in one.sources]
        if one.part < 0:
            cells.append(_JOINED[one.form].join(text.strip() for text in sources if text.strip()))
            continue
        parts, code = taken_apart(one.form, sources[0], one.parts)
        cells.append(parts[one.part])
        if code and one.part == 0:
            damaged.append(Problem(code, "remark", row.number))
    return attrs.evolve(row, cells=tuple(cells), damaged=tuple(damaged), derived=len(derived))


@attrs.define
class Marks:
    """Tells what a row's marks say.

    Args:
        labels: The file's labels.
        label_map: The field of each column, derived ones too.
        profile: The profile.
        references: The host's lists.
        digest: SHA-256 of the file.
    """

    labels: Sequence[str]
    label_map: Sequence[str | None]
    profile: Profile
    references: dict[str, Sequence[str]]
    digest: str

    def column(self, which: str) -> int | None:
        """Return the column of tokens, or that of problems beside it."""
        folded = [
            re.sub(r"\W|_", "", label).lower().replace("é", "e").replace("ř", "r").replace("á", "a")
            for label in self.labels
        ]
        found = [i for i, label in enumerate(folded) if label in LABELS[which] and self.label_map[i] is None]
        return found[0] if found and (which == "token" or self.column("token") is not None) else None

    def is_example(self, row: SourceRow) -> bool:
        """Whether the cell of the profile's first field is the one of a template."""
        field = self.profile.fields[0]
        if field.name not in self.label_map or self.label_map.index(field.name) >= min(row.present, len(row.cells)):
            return False
        cell = _unguarded(row.cells[self.label_map.index(field.name)]).strip()
        return any(
            cell == f"{example_value(self.profile, field, language, self.references)} {mark}".strip()
            for language, mark in (("en", "(example)"), ("sv", "(exempel)"), ("cs", "(příklad)"))
        )

    def token(self, row: SourceRow) -> re.Match[str] | None:
        """Return the row's token, if it has one."""
        at = self.column("token")
        text = row.cells[at].strip() if at is not None and at < len(row.cells) else ""
        return re.fullmatch(r"([1-9]\d{0,11})-(\d{1,16})-([0-9a-f]{8}|0)-([0-9a-f]{8}|0)@([0-9a-f]{12})\.row", text)

    def is_uncorrected(self, row: SourceRow) -> bool:
        """Whether the token knows the row's content, and it is still that."""
        token = self.token(row)
        if not token or token[4] == "0":
            return False
        ours = (self.column("token"), self.column("problem"))
        texts = [" ".join(_unguarded(cell).split()) for i, cell in enumerate(row.cells) if i not in ours]
        while texts and not texts[-1]:
            texts.pop()
        return token[4] == _check(token[5], "\x1f".join(texts) or "\x1f")

    def ordinal(self, row: SourceRow, customer: str, earlier: Sequence[SourceRow]) -> int:
        """Return the ordinal of a row in a file with tokens; `earlier` are the rows before it that credit somebody."""
        token = self.token(row)
        if not token or any((other := self.token(one)) and other[0] == token[0] for one in earlier):
            return int(self.digest[:7], 16) * 2**24 + row.number
        same = token[3] == _check(token[5], customer)
        return int(token[2]) if same else CORRECTED + int(token[1])


def _unguarded(text: str) -> str:
    return text[1:] if re.match("'+[=+\\-@\t\r\n\x00＝＋－＠]", text) else text


def _check(digest: str, text: str) -> str:
    return blake2b(f"{digest}:{text}".encode(), digest_size=4).hexdigest()
