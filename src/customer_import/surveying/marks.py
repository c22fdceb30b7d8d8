"""Marks that this library puts into the files it writes, taken off or heeded when such a file comes back.

A guard keeps a cell from being a formula, an example row is no customer, a token says where a row came from.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from hashlib import blake2b

import attrs

from customer_import.model import Chunk, Problem
from customer_import.spool import Occurrences, RowPairs

# What makes a spreadsheet take a cell for a formula (ASVS 1.2.10; OWASP, CSV injection), in full width as well.
_STARTS = r"[=+\-@\t\r\n\x00\uff1d\uff0b\uff0d\uff20]"
_FORMULA = re.compile(rf"'*{_STARTS}")
_GUARDED = re.compile(rf"'+{_STARTS}")

# What a spreadsheet shows where a formula failed. A text file holds nothing else of the failure.
ERRORS = frozenset(
    ("#N/A", "#VALUE!", "#REF!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!")
)

# Where a row came from, in the shape of an address: so no reader of tables takes it for a label, and its row for a
# second header.
_TOKEN = re.compile(
    r"(?P<row>[1-9][0-9]{0,11})-(?P<ordinal>[0-9]{1,16})-(?P<customer>[0-9a-f]{8}|0)-(?P<content>[0-9a-f]{8}|0)"
    r"@(?P<source>[0-9a-f]{12})\.row\Z"
)


def guarded(text: str, *, native: bool = False) -> str:
    """Return a cell's text as it is written: no program takes it for a formula.

    Args:
        text: The text.
        native: The format itself keeps texts from being formulas (XLSX); then only a text that begins like a guarded
            one is guarded, so that reading takes off what writing put on.

    >>> guarded("-Ann"), guarded("Ann"), guarded("'-Ann"), guarded("-Ann", native=True)
    ("'-Ann", 'Ann', "''-Ann", '-Ann')
    """
    return f"'{text}" if (_GUARDED if native else _FORMULA).match(text) else text


def still_guarded(text: str) -> str:
    """Return a cell of somebody's file as it is written again: it reads as it did, and is no formula.

    >>> still_guarded("-Ann"), still_guarded("'-Ann"), still_guarded("Ann")
    ("'-Ann", "'-Ann", 'Ann')
    """
    return text if _GUARDED.match(text) else guarded(text)


def unguarded(text: str) -> str:
    """Take one guard off."""
    return text[1:] if _GUARDED.match(text) else text


def is_guarded_token(text: str, tokens: Collection[str]) -> bool:
    """Tell whether a cell is one of the profile's words for "nothing" or "clear", guarded so that it is a value.

    >>> is_guarded_token("'n/a", {"n/a"}), is_guarded_token("n/a", {"n/a"}), is_guarded_token("'-", {"-"})
    (True, False, False)
    """
    return text[:1] == "'" and text.strip().lstrip("'") in tokens and not _GUARDED.match(text)


def plain_cells(cells: Sequence[str]) -> tuple[Sequence[str], Sequence[int]]:
    """Take the guards off a column; return it with the places of cells that show a spreadsheet's error.

    One look at the joined column settles nearly all of them: 8 ns a cell.
    """
    text = "\n".join(cells)
    if "\n'" in text or text[:1] == "'":
        cells = [unguarded(cell) if cell[:1] == "'" else cell for cell in cells]
    if "#" not in text:
        return cells, []
    return cells, [i for i, cell in enumerate(cells) if cell[:1] == "#" and cell in ERRORS]


def marked(chunk: Chunk, own: Sequence[int | None], examples: Sequence[int]) -> Chunk:
    """Return the chunk with the rows that are set aside by a mark: examples, and what came back as it was.

    Args:
        chunk: Any chunk of the file.
        own: The columns of ours: first that of tokens, or None, then others that belong to no row's content.
        examples: The places of example rows.
    """
    if chunk.unmarked:
        return chunk
    has_tokens = bool(own) and own[0] is not None
    if not examples and not has_tokens and _without_marks(chunk):
        return attrs.evolve(chunk, unmarked=True)
    found = {i: Problem("row.example", "remark", chunk.numbers[i]) for i in examples}
    if own and own[0] is not None:
        found.update(
            (i, Problem("row.uncorrected", "reject", chunk.numbers[i])) for i in _uncorrected(chunk, own[0], own)
        )
    if not found:
        return chunk
    damaged = {**chunk.damaged, **{i: (*chunk.damaged.get(i, ()), problem) for i, problem in found.items()}}
    return attrs.evolve(chunk, damaged=dict(sorted(damaged.items())))


def _without_marks(chunk: Chunk) -> bool:
    """Tell by one look at all cells whether none can be an example, guarded, or an error: so are most chunks.

    Single characters are looked for first: they are found at hardly any cost.
    """
    return not any(
        "(" in text or "#" in text or ("'" in text and ("\n'" in text or text[:1] == "'"))
        for text in chunk.texts or map("\n".join, chunk.columns)
    )


def _uncorrected(chunk: Chunk, column: int, own: Collection[int | None]) -> list[int]:
    """Return the rows whose token knows their content, and whose content is still that."""
    found: list[int] = []
    for i, text in enumerate(chunk.columns[column]):
        match = _TOKEN.match(text.strip())
        if match and match["content"] != "0":
            cells = chunk.raw.get(i) or [cells[i] for cells in chunk.columns]
            kept = [cell for place, cell in enumerate(cells) if place not in own]
            if match["content"] == content_check(match["source"], kept):
                found.append(i)
    return found


def is_set_aside(problem: Problem) -> bool:
    """Tell whether a problem of a row's shape keeps all its cells from being read."""
    return problem.level == "reject" or problem.code == "row.example"


def content_check(digest: str, cells: Iterable[str]) -> str:
    """Return what tells whether a row's cells are still the same, however a program spaces or guards them."""
    texts = [" ".join(unguarded(cell).split()) for cell in cells]
    return _check(digest, "\x1f".join(texts).rstrip("\x1f") or "\x1f")


def token_of(digest: str, row: int, ordinal: int, *, customer: str = "", content: Iterable[str] | None = None) -> str:
    """Write the token of a row.

    Args:
        digest: Digest of the file that the row came from.
        row: Its number there.
        ordinal: The ordinal of its credit there; counts only for the same customer.
        customer: Key form of the customer for whom the ordinal was counted, or "" if it was not.
        content: The row's cells, where it is to be rejected again as long as they are the same: nothing in the row
            itself would tell what was wrong with it.
    """
    check = "0" if content is None else content_check(digest[:12], content)
    return f"{row}-{ordinal}-{_check(digest[:12], customer)}-{check}@{digest[:12]}.row"


def _check(digest: str, customer: str) -> str:
    """Return what tells whether the customer is still the same, and is no use without the row."""
    data = f"{digest}:{customer}".encode("utf-8", "surrogatepass")
    return blake2b(data, digest_size=4).hexdigest() if customer else "0"


def own_ordinal(digest: str, row: int) -> int:
    """Return an ordinal that belongs to one row of one file and to no counting: below 2^53, for readers of JSON."""
    return (int(digest[:7], 16) << 24) + row


# Ordinals from here on are those of rows whose customer was corrected in an error file: this, and the row's number in
# the file that the error file was made of. No counting and no `own_ordinal` reaches it.
CORRECTED = 1 << 52


class TokenOrdinals:
    """Ordinals in a file whose rows carry tokens (deciding, section 9)."""

    def __init__(self, digest: str) -> None:
        self._digest = digest
        self._rows: list[tuple[int, int]] = []
        self._tokens = Occurrences()

    def add(self, numbers: Sequence[int], tokens: Sequence[str], customers: Sequence[str]) -> None:
        """Take in rows with their tokens and key forms of credited customers, "" where nothing is credited."""
        known: list[str] = []
        for number, text, customer in zip(numbers, tokens, customers, strict=True):
            match = _TOKEN.match(text.strip()) if customer else None
            known.append(match[0] if match else "")
            if match:
                same = match["customer"] == _check(match["source"], customer)
                self._rows.append((number, int(match["ordinal"]) if same else CORRECTED + int(match["row"])))
            elif customer:
                self._rows.append((number, own_ordinal(self._digest, number)))
        self._tokens.add(numbers, known)

    def finish(self) -> RowPairs:
        """Return row → ordinal; a row that repeats another's token was copied, and counts by itself."""
        copies, _, _ = self._tokens.finish()
        copied = dict(copies)
        return RowPairs(
            (row, own_ordinal(self._digest, row) if row in copied else ordinal) for row, ordinal in self._rows
        )
