"""Which language the letters of a column are: M and V are man and woman in Dutch, woman and man in Lithuanian."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from customer_import.model import Finding, Flag, Question
from customer_import.normalizing.base import NO_FLAGS, Inference, Inferred, Settings
from customer_import.normalizing.characters import trim
from customer_import.normalizing.folding import fold
from customer_import.profile import Field

_MOST_WORDS = 64
_LONGEST = 40


class GenderLetters(Inference):
    """Finds the language in which all single letters of a column mean different genders.

    The file's own language goes first and needs no finding. Languages that agree are proof enough; where they do not,
    a person is asked.
    """

    def __init__(self, field: Field, settings: Settings) -> None:
        super().__init__(field, settings)
        self.code = f"choice.words.{field.name}"
        self._rows: dict[str, int] = {}

    def feed(self, numbers: Sequence[int], cells: Sequence[str], flags: Mapping[int, Flag] = NO_FLAGS) -> None:
        """Note the distinct words of one chunk; a column of very many words is not one of letters."""
        if len(self._rows) > _MOST_WORDS:
            return
        for text in dict.fromkeys(cells):
            if len(text) <= _LONGEST and (word := fold(trim(text))) and word not in self._rows:
                self._rows[word] = numbers[cells.index(text)]

    def merge(self, later: Mapping[str, Any]) -> None:
        """Take in the words of later rows; more of them than a column of letters has change nothing."""
        self._rows = {**later["_rows"], **self._rows}

    def finish(self, answer: str = "", sibling: str = "") -> Inferred:
        """Tell the language whose letters these are, or ask."""
        if len(self._rows) > _MOST_WORDS:
            return Inferred()
        lists = _letters()
        own = {fold(word) for name, words in self.field.choices.items() for word in (name, *words)}
        letters = {word for word in self._rows if any(word in senses for senses in lists.values())} - own
        language = self.settings.locale.replace("-", "_").split("_")[0]
        if not letters or _reading(lists.get(language, {}), letters):
            return Inferred()
        readings: dict[str, str] = {}
        for name, senses in lists.items():
            if reading := _reading(senses, letters):
                readings.setdefault(reading, name)
        options = tuple(f"{name}: {reading}" for reading, name in readings.items())
        if answer in options or len(options) == 1:
            return self._inferred((answer or options[0]).partition(":")[0], letters)
        text = f"What do the letters of {self.field.shown} mean?"
        return Inferred(questions=(Question(self.code, text, options),) if options else ())

    def _inferred(self, language: str, letters: set[str]) -> Inferred:
        rows = tuple(sorted(self._rows[word] for word in letters))
        note = "together these letters mean different things in this language only"
        return Inferred(
            language, (Finding("choice.words", field=self.field.name, value=language, rows=rows, note=note),)
        )


def _letters() -> dict[str, dict[str, set[str]]]:
    """Return language → letter → what it means there."""
    from customer_import.normalizing.vocabularies import load

    found: dict[str, dict[str, set[str]]] = {}
    for language, words in load("words")["gender"].items():
        senses = found.setdefault(language, {})
        for meaning, texts in words.items():
            for word in map(fold, texts.split(", ")):
                if len(word) == 1:
                    senses.setdefault(word, set()).add(meaning)
    return found


def _reading(senses: Mapping[str, set[str]], letters: set[str]) -> str:
    """Return what the letters mean in one language, as text; "" where one has none, or two, or shares another's."""
    meant = {letter: senses.get(letter, set()) for letter in sorted(letters)}
    if any(len(meanings) != 1 for meanings in meant.values()):
        return ""
    pairs = [(letter, next(iter(meanings))) for letter, meanings in meant.items()]
    if len({meaning for _, meaning in pairs}) < len(pairs):
        return ""
    return ", ".join(f"{letter.upper()} = {meaning}" for letter, meaning in pairs)
