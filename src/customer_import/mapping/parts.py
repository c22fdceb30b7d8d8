"""One column that holds several fields, several columns that hold one: split and combined as the profile declares it.

Derived columns stand behind the file's own and are read like them. Splitting what was joined gives the parts again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

import attrs

from customer_import.model import Chunk, Problem
from customer_import.normalizing.folding import fold

if TYPE_CHECKING:
    from customer_import.mapping.settling import Draft
    from customer_import.profile import Form

WHOLE = -1


@attrs.frozen
class Derived:
    """A column that is made of others.

    Args:
        form: How (`Split.form`).
        sources: The file's columns that it is made of.
        part: Which part of the one source it is, counted from 0; -1 for several sources put together.
        parts: How many parts there are.
    """

    form: Form
    sources: tuple[int, ...]
    part: int
    parts: int


@attrs.frozen(repr=False)
class Taken:
    """A text taken apart.

    Args:
        parts: As many as were asked for; "" where there is none.
        code: The problem code of a remark, where the text does not say for certain what belongs where.
    """

    parts: tuple[str, ...]
    code: str = ""


# Words that begin a family name: "Ludwig van Beethoven". Lower case only, as people write them within a name.
_PARTICLES = frozenset(
    "af|al|av|bin|d|da|das|de|dei|del|della|den|der|di|do|dos|du|el|ibn|la|le|ten|ter|van|vom|von|zu|zum|zur".split("|")  # noqa: SIM905 - read as a line
)
_STREET_FIRST = re.compile(
    r"(?P<street>.*?\D)[\s,]+(?P<number>\d+(?:\s?[A-Za-z])?(?:\s?[-/]\s?\d+\s?[A-Za-z]?)*)\Z", re.S
)
_NUMBER_FIRST = re.compile(r"(?P<number>\d+[A-Za-z]?(?:\s(?:bis|ter|quater))?),?\s+(?P<street>[^\d\s].*)\Z", re.S)
_LIST = re.compile(r"\s*(?:[;,|\n]|\s/\s|/(?=\s*\+))\s*")
_DIGITS = re.compile(r"\d")


def taken_apart(form: Form, text: str, parts: int) -> Taken:
    """Take a text apart.

    >>> taken_apart("name", "Beethoven, Ludwig van", 2).parts
    ('Ludwig van', 'Beethoven')
    >>> taken_apart("street", "Storgatan 5 B", 2).parts
    ('Storgatan', '5 B')
    >>> taken_apart("list", "070-174 06 05; 08-123 456", 2).parts
    ('070-174 06 05', '08-123 456')
    """
    text = text.strip()
    if not text:
        return Taken(("",) * parts)
    return _FORMS[form](text, parts)


def _name(text: str, _: int) -> Taken:
    last, comma, first = text.partition(",")
    if comma:
        return Taken(
            (first.strip(), last.strip()), "" if first.strip() and "," not in first else "cell.split_uncertain"
        )
    words = text.split()
    if len(words) == 2:
        return Taken((words[0], words[1]))
    places = [i for i, word in enumerate(words) if i and word in _PARTICLES]
    if places and places[0] < len(words) - 1:
        return Taken((" ".join(words[: places[0]]), " ".join(words[places[0] :])))
    return Taken((" ".join(words[:-1]) or words[0], words[-1] if len(words) > 1 else ""), "cell.split_uncertain")


def _street(text: str, _: int) -> Taken:
    for pattern in (_STREET_FIRST, _NUMBER_FIRST):
        found = pattern.match(text)
        if found:
            return Taken((found["street"].strip(" ,"), found["number"].strip()))
    return Taken((text, ""), "cell.split_uncertain" if _DIGITS.search(text) else "")


def _list(text: str, parts: int) -> Taken:
    items = [item for item in _LIST.split(text) if item]
    found = tuple((*items, *("",) * parts)[:parts])
    return Taken(found, "cell.split_surplus" if len(items) > parts else "")


_FORMS: dict[str, Callable[[str, int], Taken]] = {"name": _name, "street": _street, "list": _list}
_JOINS = {"name": " ", "street": " ", "list": "; "}


def put_together(form: Form, parts: Sequence[str]) -> str:
    """Join parts to the text that people write."""
    return _JOINS[form].join(part.strip() for part in parts if part.strip())


def derive(draft: Draft) -> tuple[Derived, ...]:
    """Add the derived columns to a draft, where the file has the columns and no other column feeds their fields."""
    found: list[Derived] = []
    rules = draft.profile.file
    open_columns = {
        fold(label): i
        for i, label in reversed(list(enumerate(draft.labels)))
        if fold(label) and draft.fields[i] is None and not draft.evidence[i]
    }
    for split in rules.splits:
        places = [open_columns[word] for word in map(fold, split.labels) if word in open_columns]
        if places and not set(split.into).intersection(draft.fields):
            i = places[0]
            for part, name in enumerate(split.into):
                _add(draft, f"{draft.labels[i]} → {name}", name, "split")
                found.append(Derived(split.form, (i,), part, len(split.into)))
            draft.evidence[i] = "split"
    for combine in rules.combines:
        groups = [[open_columns[w] for w in map(fold, labels) if w in open_columns] for labels in combine.labels]
        sources = tuple(group[0] for group in groups if group)
        if len(sources) == len(groups) == len(set(sources)) and combine.field not in draft.fields:
            _add(draft, " + ".join(draft.labels[i] for i in sources), combine.field, "combined")
            found.append(Derived(combine.form, sources, WHOLE, len(sources)))
            for i in sources:
                draft.evidence[i] = "combined"
    return tuple(found)


def _add(draft: Draft, label: str, field: str, why: str) -> None:
    from customer_import.mapping.content import Content

    draft.labels = (*draft.labels, label)
    draft.fields.append(field)
    draft.evidence.append(why)
    draft.contents = (*draft.contents, Content())


def with_derived(chunk: Chunk, derived: Sequence[Derived]) -> Chunk:
    """Return a chunk with the derived columns behind its own, and a remark where a split is uncertain."""
    if not derived:
        return chunk
    columns = list(chunk.columns)
    damaged = dict(chunk.damaged)
    known: dict[tuple[int, ...], list[Taken]] = {}
    for one in derived:
        if one.part == WHOLE:
            rows = zip(*(chunk.columns[i] for i in one.sources), strict=True)
            columns.append([put_together(one.form, row) for row in rows])
            continue
        if one.sources not in known:
            known[one.sources] = [taken_apart(one.form, cell, one.parts) for cell in chunk.columns[one.sources[0]]]
            for i, problem in _remarks(chunk, known[one.sources], len(columns)):
                damaged[i] = (*damaged.get(i, ()), problem)
        columns.append([taken.parts[one.part] for taken in known[one.sources]])
    return attrs.evolve(chunk, columns=columns, damaged=dict(sorted(damaged.items())), texts=None)


def _remarks(chunk: Chunk, texts: Sequence[Taken], column: int) -> Iterator[tuple[int, Problem]]:
    for i, taken in enumerate(texts):
        if taken.code:
            yield i, Problem(taken.code, "remark", chunk.numbers[i], params=(("column", column + 1),))
