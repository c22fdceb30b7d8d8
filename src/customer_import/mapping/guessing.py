"""What columns may hold whose labels do not say it: `Column1`, a blank, words that nobody knows. From their cells only.

Everything here is a guess, far from sure: it puts the likeliest field first where somebody is asked, and is never used.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

import attrs

from customer_import.mapping.content import ENOUGH, Content, Judge, cell_words
from customer_import.mapping.label_map import Candidate
from customer_import.mapping.vocabulary import Meaning
from customer_import.normalizing.folding import fold

if TYPE_CHECKING:
    from customer_import.mapping.weighing import Aim

_GUESSED = 0.6  # asked about, never used

# What spreadsheets, readers and people write where they have nothing to say; with or without a number.
_PLACEHOLDERS = frozenset(
    fold(text)
    for text in (
        *(
            "column",
            "col",
            "field",
            "unnamed",
            "unknown",
            "untitled",
            "data",
            "value",
            "header",
            "label",
            "var",
            "x",
            "f",
        ),
        *(
            "c",
            "v",
            "spalte",
            "feld",
            "unbekannt",
            "colonne",
            "champ",
            "columna",
            "campo",
            "colonna",
            "coluna",
            "kolom",
        ),
        *("veld", "kolumn", "kolonne", "felt", "fält", "sarake", "kenttä", "kolumna", "pole", "sloupec", "stĺpec"),
        *("stolpec", "stupac", "polje", "oszlop", "mező", "coloană", "câmp", "στήλη", "πεδίο", "sütun", "alan"),
        *("stulpelis", "kolonna", "veerg", "столбец", "колонка", "поле", "стовпець", "колона", "עמודה", "עמוד", "عمود"),
        *("حقل", "ستون", "कॉलम", "列", "栏", "欄", "字段", "カラム", "項目", "열", "항목", "cột", "kolom", "คอลัมน์"),
    )
)
_NUMBERED = re.compile(r"\d+$")
_MANY = 10  # values from which differing says something
_POSTCODE = re.compile(
    r"(?:\d{3} \d{2}|\d{2}-\d{3}|\d{5}-\d{3,4}|\d{4}-\d{3}|[A-Z]\d[A-Z] ?\d[A-Z]\d|\d{4} ?[A-Z]{2}|"
    r"(?:LT|LV|SE|DE|FI|EE|L|D)-\d{4,5}|[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2})\Z"
)  # those that are nothing else; a mere five digits stand beside a city
_DIGITS = re.compile(r"\d{4,6}\Z")
_STREET = re.compile(r"(?:[^\W\d]{3,}[^\d]* \d{1,4} ?[A-Za-z]?(?:[ /,-].{0,12})?|\d{1,5}[A-Za-z]?,? [^\W\d]{3,}.*)\Z")
_KEY = re.compile(r"(?=.*\d)[A-Za-z]{0,4}[-/. ]?\d{2,12}\Z")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


@attrs.frozen
class Sides:
    """The two sides that are brought together: the columns of a file, and the fields that are free.

    Args:
        contents: Column → what its cells look like.
        meanings: Column → what its label means.
        open: The columns that feed nothing yet.
        aims: What the free fields are for.
        exact: Meanings that have a field of their own, free or not.
        judge: Tells whether cells fit a field.
    """

    contents: Sequence[Content]
    meanings: Sequence[Meaning]
    open: Sequence[int]
    aims: Sequence[Aim]
    exact: frozenset[str]
    judge: Judge

    def fits(self, i: int, aim: Aim) -> float:
        """Return how the cells of a column speak for a field, or against it (`Judge.fit`)."""
        return self.judge.fit(self.contents[i], aim.field)


Guess = tuple[tuple[int, int], Candidate]  # (column, field) and why


def guesses(labels: Sequence[str], sides: Sides) -> Iterator[Guess]:
    """Yield (column, field) with what the cells suggest."""
    silent = [is_placeholder(label) for label in labels]
    meanings = [Meaning() if says_nothing else one for one, says_nothing in zip(sides.meanings, silent, strict=True)]
    sides = attrs.evolve(sides, meanings=meanings)
    yield from _reached(sides)
    dumb = sum(1 for meaning in meanings if not meaning.what) * 2 > len(meanings)
    for i in sides.open:
        if sides.contents[i].count >= ENOUGH and (silent[i] or (dumb and not meanings[i].what)):
            yield from _guessed(i, sides)


def _guessed(i: int, sides: Sides) -> Iterator[Guess]:
    """Yield the fields that the cells of one column look like."""
    what, why = _looks_like(i, sides.contents)
    for j, aim in enumerate(sides.aims):
        if aim.role not in ("", "billing") or aim.second:
            continue
        if what in aim.weights and sides.fits(i, aim) >= 0:
            yield (i, j), Candidate(aim.field.name, _GUESSED, "content", f"its cells look like {why}")
        elif not what and _accepts(i, aim, sides):
            yield (i, j), Candidate(aim.field.name, _GUESSED, "content", "its cells are all words of the field")


def is_placeholder(label: str) -> bool:
    """Whether a label says nothing: blank, or "Column 7"."""
    word = fold(label)
    return not word or _NUMBERED.sub("", word) in _PLACEHOLDERS | {""}


def _accepts(i: int, aim: Aim, sides: Sides) -> bool:
    """Whether a field has a list of its words and the cells are among them."""
    return aim.field.kind in ("country", "currency", "choice") and sides.fits(i, aim) == 1.0


def _reached(sides: Sides) -> Iterator[Guess]:
    """Suggest the one column of e-mails for an e-mail field, whatever its label says; and so for phones."""
    for shape, what in (("email", "e-mail addresses"), ("phone", "phone numbers")):
        i = _only_one(shape, sides)
        if i is None:
            continue
        meaning = sides.meanings[i]
        if meaning.role == "other" or (meaning.sure > 0.7 and meaning.known and meaning.what not in _PLAIN):
            continue  # the label says what the column is: a fax number, a login
        for j, aim in enumerate(sides.aims):
            another = meaning.what in sides.exact and meaning.what not in aim.weights  # where the phone has a column
            if aim.field.kind == shape and aim.role in ("", "billing") and not another and sides.fits(i, aim) > 0:
                why = f"its cells are {what}, whatever the label says"
                yield (i, j), Candidate(aim.field.name, _GUESSED, "content", why)


def _only_one(shape: str, sides: Sides) -> int | None:
    """Return the one open column whose cells nearly all have a shape and fit a field of that kind."""

    def is_one(i: int) -> bool:
        content = sides.contents[i]
        alike = content.share(shape) >= 0.95 and content.count >= ENOUGH
        return alike and any(aim.field.kind == shape and sides.fits(i, aim) > 0 for aim in sides.aims)

    found = [i for i in sides.open if is_one(i)]
    return found[0] if len(found) == 1 else None


_PLAIN = ("", "email", "phone", "mobile")


def _looks_like(i: int, contents: Sequence[Content]) -> tuple[str, str]:
    """Return what a column's cells look like, and that in words; the first of the table that they do."""
    content = contents[i]
    if content.kind in ("email", "url"):
        return "", ""
    return next(((what, why) for what, why, is_like in _LOOKS if is_like(i, contents)), ("", ""))


def _share(content: Content, is_one: Callable[[str], bool]) -> float:
    return sum(1 for value in content.values if is_one(value)) / len(content.values)


def _known(content: Content, what: str) -> float:
    """Return the share of values that a list of such words has."""
    words = cell_words(what)
    return _share(content, lambda value: fold(value) in words)


def _are_full_names(i: int, contents: Sequence[Content]) -> bool:
    words = cell_words("first_name")

    def is_one(value: str) -> bool:
        parts = value.replace(",", " ").split()
        return 2 <= len(parts) <= 4 and any(fold(part) in words for part in parts)

    return _share(contents[i], is_one) >= 0.5


def _are_companies(i: int, contents: Sequence[Content]) -> bool:
    words = cell_words("company")

    def is_one(value: str) -> bool:
        parts = value.replace(".", "").split()
        return len(parts) > 1 and fold(parts[-1]) in words

    return _share(contents[i], is_one) >= 0.4


def _are_birthdays(i: int, contents: Sequence[Content]) -> bool:
    """Whether dates are of one generation and more, most of them of people who are grown up."""
    content = contents[i]
    years = sorted(int(year) for value in content.values for year in _YEAR.findall(value)[:1])
    if content.share("date") < 0.9 or len(years) < ENOUGH:
        return False
    return years[-1] - years[0] >= 15 and years[len(years) // 2] <= 2005


def _are_cities(i: int, contents: Sequence[Content]) -> bool:
    return _known(contents[i], "city") >= 0.5


def _are_postcodes(i: int, contents: Sequence[Content]) -> bool:
    if _share(contents[i], lambda value: bool(_POSTCODE.match(value))) >= 0.9:
        return True
    beside = [j for j in (i - 1, i + 1) if 0 <= j < len(contents) and contents[j].values]
    digits = _share(contents[i], lambda value: bool(_DIGITS.match(value)))
    return digits >= 0.9 and any(_are_cities(j, contents) for j in beside)


def _are_keys(i: int, contents: Sequence[Content]) -> bool:
    """Whether a column is the first whose numbers all differ."""
    return _is_key(contents[i]) and not any(map(_is_key, contents[:i]))


def _is_key(content: Content) -> bool:
    if content.unique < 0.98 or content.count < _MANY or content.kind in ("date", "phone"):
        return False
    return _share(content, lambda value: bool(_KEY.match(value))) >= 0.95


def _are_cards(i: int, contents: Sequence[Content]) -> bool:
    content = contents[i]
    lengths = {len(value) for value in content.values}
    is_card = content.unique >= 0.98 and len(lengths) == 1 and 13 <= min(lengths) <= 19
    return is_card and all(value.isdigit() for value in content.values)


# What cells may be; the surer looks first.
_LOOKS: tuple[tuple[str, str, Callable[[int, Sequence[Content]], bool]], ...] = (
    ("title", "forms of address", lambda i, contents: _known(contents[i], "title") >= 0.8),
    ("birthday", "dates of birth", _are_birthdays),
    ("first_name", "first names", lambda i, contents: _known(contents[i], "first_name") >= 0.5),
    ("last_name", "last names", lambda i, contents: _known(contents[i], "last_name") >= 0.4),
    ("full_name", "names of people", _are_full_names),
    ("company", "names of companies", _are_companies),
    ("postcode", "post codes", _are_postcodes),
    ("city", "cities", _are_cities),
    ("street", "streets", lambda i, contents: _share(contents[i], lambda value: bool(_STREET.match(value))) >= 0.8),
    ("card_number", "numbers of cards", _are_cards),
    ("customer_id", "numbers that name a row", _are_keys),
)
