"""Word lists as data. ``words.toml`` is our own, the others come from CLDR (Unicode License v3)."""

from __future__ import annotations

import json
import tomllib
from functools import cache
from typing import Any

_FIRST_SYLLABLE = "\u2e80"  # what is written with a single sign from here on is a word


@cache
def load(name: str) -> Any:
    """Load a word list beside this file: ``months``, ``weekdays``, ``countries``, ``currencies``, ``words``."""
    from importlib.resources import files

    here = files(__name__)
    if name == "words":
        return tomllib.loads(here.joinpath("words.toml").read_text(encoding="utf-8"))
    return json.loads(here.joinpath(f"{name}.json").read_text(encoding="utf-8"))


@cache
def meanings(name: str, locale: str) -> dict[str, str]:
    """Return folded word → meaning of one of the lists in ``words.toml`` (``gender``, ``yes_no``).

    A word that languages use for different things means what it means in the file's language, or nothing. So does any
    single letter of a gender: F is a man in Hungarian, which the other letters of its column tell.
    """
    from customer_import.normalizing.folding import fold

    lists = load("words")[name]
    language = locale if locale in lists else locale.replace("-", "_").split("_")[0]
    found: dict[str, dict[str, set[str]]] = {}
    for lang, words in lists.items():
        for meaning, texts in words.items():
            for text in texts.split(", "):
                found.setdefault(fold(text), {}).setdefault(meaning, set()).add(lang)
    settled: dict[str, str] = {}
    for word, senses in found.items():
        here = [meaning for meaning, languages in senses.items() if language in languages]
        senses_left = here or list(senses)
        foreign = not here and name == "gender" and len(word) == 1 and word < _FIRST_SYLLABLE
        if word and len(senses_left) == 1 and not foreign:
            settled[word] = senses_left[0]
    return settled


def settled(entry: str | dict[str, str], locale: str) -> str:
    """Return the meaning of an entry of a generated list: the only one, that of the file's language, or ""."""
    if isinstance(entry, str):
        return entry
    language = locale.replace("-", "_").split("_")[0]
    here = [meaning for meaning, languages in entry.items() if language in languages.split()]
    return here[0] if len(here) == 1 else ""
