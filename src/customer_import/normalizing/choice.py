"""Values out of a list: choices, yes and no, a host's own references.

Words are compared exactly first and folded (case, accents, punctuation) second: ``A+`` and ``A-`` are two.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from customer_import.model import Flag
from customer_import.normalizing.base import Cell, Normalizer, Settings, bad
from customer_import.normalizing.characters import CONTROL, trim, visible
from customer_import.normalizing.folding import fold
from customer_import.normalizing.text import fold_case
from customer_import.profile import Field

_LONGEST = 1000
_SHOWN = 12

# Signs that fold to nothing.
_SIGNS = {
    "✓": "yes",
    "✔": "yes",
    "✔️": "yes",
    "☑": "yes",
    "☒": "yes",
    "✅": "yes",
    "✗": "no",
    "✘": "no",
    "❌": "no",
    "☐": "no",
}


class Words:
    """A closed list of values with the words that mean them."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Take (word, value) pairs; of equal words the first counts, of words that only fold equally none does."""
        self._exact: dict[str, str] = {}
        folded: dict[str, set[str]] = {}
        for word, value in pairs:
            self._exact.setdefault(word, value)
            self._exact.setdefault(fold_case(trim(word)), value)
            folded.setdefault(fold(word), set()).add(value)
        self._folded = {word: values.pop() for word, values in folded.items() if word and len(values) == 1}

    def find(self, text: str) -> str | None:
        """Return the value that a text means, or None."""
        value = self._exact.get(text)
        if value is None:
            value = self._exact.get(fold_case(text))
        return self._folded.get(fold(text)) if value is None else value


class ChoiceNormalizer(Normalizer):
    """One of the field's choices, found by its words, by its name, or by the words of a shipped vocabulary."""

    def __init__(self, field: Field, settings: Settings) -> None:
        super().__init__(field, settings)
        choices = field.choices
        known = vocabulary(field.vocabulary, self.hint or settings.locale)
        if not choices and known:
            choices = dict.fromkeys(dict.fromkeys(known.values()), ())
        self._choices = tuple(choices)
        own = [(name, name) for name in choices] + [(word, name) for name, words in choices.items() for word in words]
        self._words = Words(own)
        self._more = more_words(field)
        self._known = {word: name for word, name in _extended(choices, known).items() if self._words.find(word) is None}

    def _cell(self, text: str, flag: Flag | None) -> Cell:
        if len(text) > _LONGEST:
            return bad("choice.unknown", choices=_listed(self._choices))
        text = visible(text)
        value = self._words.find(text)
        if value is None:
            value = self._known.get(fold(text))
        if value is None and (more := self._more.find(text)) in self._choices:
            value = more
        return bad("choice.unknown", choices=_listed(self._choices)) if value is None else Cell(value)


class BooleanNormalizer(Normalizer):
    """``true`` or ``false``, from the words for yes and no in many languages, 1 and 0, ticks and crosses."""

    def __init__(self, field: Field, settings: Settings) -> None:
        super().__init__(field, settings)
        self._known = vocabulary("yes_no", settings.locale)
        self._more = more_words(field)

    def _cell(self, text: str, flag: Flag | None) -> Cell:
        if len(text) > _LONGEST:
            return bad("boolean.unknown")
        meaning = _SIGNS.get(text) or self._known.get(fold(visible(text)))
        value = ("true" if meaning == "yes" else "false") if meaning else self._more.find(visible(text))
        return Cell(value) if value else bad("boolean.unknown")


class ReferenceNormalizer(Normalizer):
    """A value of one of the host's lists, in the host's own spelling. A list that was not passed is not checked."""

    def __init__(self, field: Field, settings: Settings) -> None:
        super().__init__(field, settings)
        values = settings.references.get(field.reference)
        self._words = None if values is None else Words((value, value) for value in values)

    def _cell(self, text: str, flag: Flag | None) -> Cell:
        if len(text) > _LONGEST:
            return bad("reference.unknown", reference=self.field.reference)
        if self._words is None:
            return unchecked(text)
        value = self._words.find(visible(text))
        return bad("reference.unknown", reference=self.field.reference) if value is None else Cell(value)


def more_words(field: Field) -> Words:
    """Return the words that count where nothing else knows a text (`Field.words`)."""
    return Words((word, value) for value, words in field.words.items() for word in words)


def unchecked(text: str) -> Cell:
    """Accept a text whose list is not known, unless it holds what no list does."""
    text = visible(text)
    if control := CONTROL.search(text):
        return bad("text.control", character=f"U+{ord(control[0]):04X}")
    return Cell(text)


def vocabulary(name: str, locale: str) -> Mapping[str, str]:
    """Return folded word → meaning of a shipped vocabulary; empty for ""."""
    from customer_import.normalizing.vocabularies import load, meanings, settled

    if name == "country":
        names = {word: settled(entry, locale) for word, entry in load("countries")["names"].items()}
        return {word: code for word, code in names.items() if code}
    return meanings(name, locale) if name else {}


def _extended(choices: Mapping[str, Sequence[str]], known: Mapping[str, str]) -> dict[str, str]:
    """Return the vocabulary's words for those choices that one of its meanings stands behind."""
    choice_of: dict[str, str] = {}
    for name, words in choices.items():
        for word in (name, *words):
            meaning = known.get(fold(word)) or (fold(word) if fold(word) in known.values() else "")
            if meaning:
                choice_of.setdefault(meaning, name)
    return {word: choice_of[meaning] for word, meaning in known.items() if meaning in choice_of}


def _listed(choices: Sequence[str]) -> str:
    shown = ", ".join(choices[:_SHOWN])
    return f"{shown}, …" if len(choices) > _SHOWN else shown
