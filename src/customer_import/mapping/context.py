"""What only the neighbours of a label tell: which name a name is, whose a file is, which of two words says more.

Knows meanings and what cells look like; no profile, no field.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

import attrs

from customer_import.mapping.content import ENOUGH, Content
from customer_import.mapping.vocabulary import Meaning, meaning_of, votes
from customer_import.normalizing.folding import fold

# Labels that are a number and say of what only by where they stand.
_NUMBERS = frozenset(
    fold(text)
    for text in (
        *(
            "n",
            "number",
            "no",
            "nr",
            "num",
            "nº",
            "numero",
            "nummer",
            "número",
            "αριθμός",
            "αρ",
            "номер",
            "broj",
            "br",
            "№",
        ),
        *("číslo", "č", "numer", "szám", "număr", "číslo domu"),
    )
)

# The same for a code in front of everything else.
_CODES = frozenset(
    fold(text)
    for text in (
        *("code", "kod", "kód", "codice", "código", "cod", "číslo", "konto", "account", "код", "номер", "number"),
        *("n", "no", "nr", "nº", "nummer", "numer", "broj"),
    )
)

# Words that say less than others of the same meaning: beside "state" a county is a part of it.
_LESS = frozenset(
    fold(text)
    for text in (
        *(
            "county",
            "stamps",
            "locality",
            "uuid",
            "guid",
            "tax id",
            "date added",
            "type",
            "typ",
            "art",
            "tipo",
            "tipologia",
        ),
        *("rodzaj", "druh", "customer type", "contact type", "client type", "kundtyp", "kontaktart", "kundentyp"),
    )
)

# A label that means this may be another's beside columns that mean that: cards that pay, bar codes of tickets.
_RIVALS = {"card_number": frozenset({"payment_card", "ticket"})}
_ALL_NAMES = frozenset({"name", "full_name", "first_name", "last_name"})
_REACHED = frozenset({"email", "phone", "mobile"})


def _of_whom(meanings: Sequence[Meaning]) -> list[Meaning]:
    """Say whose the values are in a file that only speaks of somebody else: the owners of pets are the customers."""
    own = {meaning.what for meaning in meanings if meaning.role != "other" and meaning.sure > 0.5}
    if own & (_ALL_NAMES | _REACHED):
        return list(meanings)
    for whose in dict.fromkeys(meaning.whose for meaning in meanings if meaning.whose):
        whats = {meaning.what for meaning in meanings if meaning.whose == whose}
        if whats & _ALL_NAMES and whats & _REACHED:
            return [attrs.evolve(m, role="", sure=m.sure * 0.9) if m.whose == whose else m for m in meanings]
    return list(meanings)


@attrs.frozen
class _Beside:
    """What the labels of a file mean, for the one that is being settled.

    Args:
        times: Meaning → how many labels have it.
        whats: Meanings of the customer's own that are clear.
        titles: Whether a label is surely about forms of address.
    """

    times: Mapping[str, int]
    whats: frozenset[str]
    titles: bool

    @staticmethod
    def of(meanings: Sequence[Meaning]) -> _Beside:
        own = [meaning for meaning in meanings if meaning.role in ("", "billing") and meaning.sure > 0.7]
        titles = any(meaning.what == "title" and meaning.sure >= 0.9 for meaning in own)
        return _Beside(
            Counter(meaning.what for meaning in meanings), frozenset(meaning.what for meaning in own), titles
        )


def in_context(meanings: Sequence[Meaning], contents: Sequence[Content]) -> list[Meaning]:
    """Settle what only the neighbours tell: which name a name is, which number stands behind a street."""
    meanings = _of_whom(meanings)
    beside = _Beside.of(meanings)
    found: list[Meaning] = []
    for meaning, content in zip(meanings, contents, strict=True):
        meaning = _named(_doubted(meaning, beside), content, beside)
        found.append(_by_place(meaning, [one.what for one in found], beside))
    return found


def _doubted(meaning: Meaning, beside: _Beside) -> Meaning:
    """Doubt a label beside others that say it better."""
    sure = meaning.sure
    if meaning.what == "title" and beside.titles and sure < 0.9:
        return attrs.evolve(meaning, what="job_title")  # "Title" beside "Salutation"
    if meaning.word in _LESS and beside.times[meaning.what] > 1:
        sure *= 0.9
    if _RIVALS.get(meaning.what, frozenset()) & beside.times.keys():
        sure *= 0.85
    if meaning.what == "district" and not beside.times["city"] and meaning.role in ("", "billing", "home"):
        return attrs.evolve(meaning, what="city", sure=sure * 0.85)
    return attrs.evolve(meaning, sure=sure)


def _named(meaning: Meaning, content: Content, beside: _Beside) -> Meaning:
    """Say which name a name is: by the names that stand beside it, or by its cells."""
    whats, sure = beside.whats, meaning.sure
    enough = content.count >= ENOUGH
    if meaning.what == "name" and sure <= 0.7 and whats & _ALL_NAMES:
        return attrs.evolve(meaning, what="other")  # just "customer", beside a column of names
    if meaning.what == "name":
        several = enough and content.words >= 0.5
        return attrs.evolve(meaning, what="full_name" if several else which_name(whats), sure=sure * 0.98)
    if meaning.what == "first_name" and not whats & {"last_name", "full_name", "name"} and content.words >= 0.5:
        return attrs.evolve(meaning, what="full_name", sure=sure * 0.93)
    lacks_last = "first_name" in whats and not whats & {"last_name", "name"}
    if meaning.what == "full_name" and lacks_last and enough and content.words < 0.3:
        return attrs.evolve(meaning, what="last_name", sure=sure * 0.96)  # "customer's name" beside a first name
    return meaning


def _by_place(meaning: Meaning, earlier: Sequence[str], beside: _Beside) -> Meaning:
    """Settle what a column is by those in front of it, where its label says too little."""
    every, whats = beside.times, beside.whats
    before = earlier[-1] if earlier else ""
    street = "street" in every or "address" in earlier
    if meaning.word in _NUMBERS and before in ("street", "address") and "house_number" not in whats:
        return attrs.evolve(meaning, what="house_number", sure=0.93)
    if meaning.what == "address" and before == "postcode" and "city" not in every and street:
        return attrs.evolve(meaning, what="city", sure=0.8)  # "Postadress" behind the post code
    if meaning.word == "st" and before == "city" and "region" not in every:
        return attrs.evolve(meaning, what="region", sure=0.8)  # "ST" is a state there, no street
    if not earlier and meaning.word in _CODES and "customer_id" not in every:
        return attrs.evolve(meaning, what="customer_id", sure=0.7)  # a number in front is a row's, or a customer's
    return meaning


def which_name(present: Collection[str]) -> str:
    """Say which name a plain "name" is among these meanings."""
    if "last_name" in present and "first_name" not in present:
        return "first_name"
    if "first_name" in present and "last_name" not in present:
        return "last_name"
    return "full_name"


def part_of_name(i: int, labels: Sequence[str], contents: Sequence[Content], locale: str) -> bool:
    """Whether a column that is just called "name" holds a part of names: the other part has a column of its own."""
    spoken = votes(labels, locale)
    meanings = [meaning_of(label, spoken) for label in labels]
    if meanings[i].what != "name" or contents[i].words >= 0.3:
        return False
    return in_context(meanings, contents)[i].what != "full_name"
