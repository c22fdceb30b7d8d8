"""What the cells of a column look like, from a sample, before anybody knows which field it feeds."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

import attrs

from customer_import.kinds import BUILT_IN
from customer_import.model import Chunk
from customer_import.normalizing import Normalizer, Settings, normalizer
from customer_import.normalizing.folding import fold
from customer_import.profile import Field, Profile

SAMPLE = 200  # rows
_DISTINCT = 60  # values of a column that a normalizer is asked about
ENOUGH = 3  # values that prove something

_PATTERNS: dict[str, re.Pattern[str]] = {
    "email": re.compile(r"[^\s@;,]+@[^\s@;,]+\.[^\s@;,.]{2,}\Z"),
    "url": re.compile(r"(?i)(?:https?://|www\.)\S+\Z"),
    "date": re.compile(
        r"(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\s?\d{1,2}[-/.]\s?(?:\d{4}|\d{2}))\.?"
        r"(?:[T ]\d{1,2}:\d{2}\S*(?: ?[AaPp][Mm]| ?[+-]\d{2}:?\d{2}| UTC)?)?\Z"
    ),
    "number": re.compile(r"[-+]?\d{1,3}(?:[ .,'\u00a0]?\d{3})*(?:[.,]\d+)?(?: ?[%€$£]|\s?[A-Z]{3})?\Z"),
    "phone": re.compile(r"(?=(?:\D*\d){6,15}\D*\Z)(?!\d{1,2}\.\d{1,2}\.\d{4})[+(]?[\d(][\d\s()./\-–]{4,}\Z"),
}
_MANY = 10  # values from which repetition says something
_KEYS = frozenset({"customer_id", "member_id", "card_number"})
_FEW = {
    "gender": 12,
    "language": 40,
    "currency": 40,
}  # meaning → different values that are still plausible
# Kind of a field → shapes that none of its values has.
_NEVER = {"name": ("email", "url", "date", "phone", "number"), "identifier": ("date", "url")}
_WITH_DIGITS = frozenset({"house_number", "postcode"})
_DIGIT = re.compile(r"\d")
_PLAIN = re.compile(r"\d+(?:[.,]\d+)?\Z")


@cache
def cell_words(what: str) -> frozenset[str]:
    """Return the folded words that cells of a kind are made of: ``title``, ``first_name``, ``city`` and others."""
    table = tomllib.loads(files("customer_import.mapping").joinpath("cells.toml").read_text("utf-8"))
    return frozenset(map(fold, table[what].split(", ")))


@attrs.frozen
class Content:
    """What a column's sample holds.

    Args:
        count: Values that are not blank.
        shares: Shape → share of the values that have it: ``email``, ``url``, ``date``, ``number``, ``phone``.
        values: Some of the distinct values.
        unique: Share of values that differ from all others.
        words: Share of values of several words.
    """

    count: int = 0
    shares: dict[str, float] = attrs.field(factory=dict, hash=False)
    values: tuple[str, ...] = attrs.field(default=(), repr=False)
    unique: float = 0.0
    words: float = 0.0

    @property
    def kind(self) -> str:
        """The one shape that nearly all values have, ``text`` for others, or "" where there are too few."""
        if self.count < ENOUGH:
            return ""
        return next(
            (shape for shape in ("email", "url", "date", "phone", "number") if self.share(shape) >= 0.9), "text"
        )

    def share(self, shape: str) -> float:
        """Return the share of values of a shape."""
        return self.shares.get(shape, 0.0)


def sample(chunk: Chunk | None, width: int) -> tuple[Content, ...]:
    """Look at the columns of one chunk."""
    if chunk is None:
        return (Content(),) * width
    bad = {i for i, problems in chunk.damaged.items() if any(problem.level == "reject" for problem in problems)}
    found = []
    for column in chunk.columns[:width]:
        cells = [text for i, cell in enumerate(column) if i not in bad and (text := cell.strip())]
        found.append(_content(cells))
    return (*found, *(Content(),) * (width - len(found)))


def _content(cells: Sequence[str]) -> Content:
    if not cells:
        return Content()
    distinct = dict.fromkeys(cells)
    shares = {
        shape: sum(1 for cell in cells if pattern.match(cell)) / len(cells) for shape, pattern in _PATTERNS.items()
    }
    plain = sum(1 for cell in cells if _PLAIN.match(cell) and (len(cell) < 9 or len(cell) > 15)) / len(cells)
    shares["phone"] = max(0.0, shares["phone"] - plain - shares["date"])
    words = sum(1 for cell in cells if " " in cell or "," in cell) / len(cells)
    return Content(len(cells), shares, tuple(distinct)[:_DISTINCT], len(distinct) / len(cells), words)


@attrs.define
class Judge:
    """Tells how well a column's cells fit a field, by the field's own normalizer where its shape says too little."""

    profile: Profile
    _normalizers: dict[str, Normalizer] = attrs.field(factory=dict, init=False)
    _answers: dict[tuple[str, int], float] = attrs.field(factory=dict, init=False)

    def fit(self, content: Content, field: Field, what: str = "") -> float:
        """Return how content speaks: 1 for the field, -1 against it, 0 says nothing; 0.5 it may well be.

        Args:
            content: What the cells look like.
            field: The field.
            what: What the column's label means, where the field's kind says little of its values.
        """
        if content.count < ENOUGH:
            return 0.0
        if content.count >= _MANY and (said := _as_meant(content, what)):
            return said
        kind = field.kind
        if kind not in BUILT_IN:
            return 0.0
        if kind in ("email", "date", "datetime"):
            return _against(content.share("email" if kind == "email" else "date"))
        if kind == "phone":
            return self._phones(content, field)
        if kind in ("decimal", "integer"):
            return _numbers(content)
        if kind in ("country", "currency", "boolean", "choice"):
            return self._words(content, field)
        return -1.0 if content.kind in _NEVER.get(kind, ("email", "url")) else 0.0

    def _words(self, content: Content, field: Field) -> float:
        """Return how cells speak for a field that has a list of its words."""
        accepted = self._accepted(content, field)
        if accepted >= 0.8:
            return 0.5 if field.kind == "boolean" else 1.0
        unlike = field.kind == "choice" and content.kind not in ("email", "date", "phone", "url")
        return -1.0 if accepted <= 0.1 and not unlike else 0.0

    def _phones(self, content: Content, field: Field) -> float:
        share = content.share("phone")
        if share <= 0.1:
            return -1.0 if content.share("number") < 0.5 or content.kind == "date" else 0.0
        return 1.0 if share >= 0.8 and self._accepted(content, field) >= 0.6 else 0.0

    def _accepted(self, content: Content, field: Field) -> float:
        """Return the share of distinct values that the field's normalizer takes without a word."""
        place = (field.name, id(content))
        if place not in self._answers:
            if field.name not in self._normalizers:
                settings = Settings(self.profile.region, self.profile.locale, self.profile.zone)
                self._normalizers[field.name] = normalizer(field, self.profile.kind(field), settings)
            answers = [self._normalizers[field.name].scalar(value) for value in content.values]
            taken = sum(1 for cell in answers if cell.value and all(fault.level == "remark" for fault in cell.faults))
            self._answers[place] = taken / len(answers) if answers else 0.0
        return self._answers[place]


def _as_meant(content: Content, what: str) -> float:
    """Return how the cells of a text go with what its label means: keys differ, kinds of customers repeat."""
    if what in _KEYS:
        return 0.5 if content.unique >= 0.98 else -1.0 if content.unique <= 0.1 else 0.0
    if what == "title":
        words = cell_words("title")
        known = sum(1 for value in content.values if fold(value) in words)
        return 1.0 if known >= len(content.values) * 0.6 else -1.0 if not known else 0.0
    if what in _FEW:
        return -1.0 if len(content.values) > _FEW[what] or content.unique > 0.8 else 0.0
    if what in _WITH_DIGITS:
        return -1.0 if sum(1 for value in content.values if _DIGIT.search(value)) < len(content.values) * 0.2 else 0.0
    return 0.0


def _numbers(content: Content) -> float:
    if content.kind in ("date", "email", "url"):
        return -1.0
    return 0.5 if content.share("number") >= 0.8 else -1.0 if content.share("number") <= 0.1 else 0.0


def _against(share: float) -> float:
    return 1.0 if share >= 0.8 else -1.0 if share <= 0.1 else 0.0
