"""The words of labels in 39 languages, and what a label that is made of them means. Knows no profile and no cell.

`labels.toml` is the table; this file looks things up in it.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files

import attrs

from customer_import.normalizing.folding import fold

Senses = Mapping[str, frozenset[str]]  # meaning → the languages in which the words mean it

# Words that say whose value a column holds, by the name that the meaning has here.
ROLES = {"of_billing": "billing", "of_shipping": "shipping", "of_work": "work", "of_home": "home", "of_other": "other"}
_MODIFIERS = (*ROLES, "of_person", "+noun", "+small", "+second", "+changes")

# What two meanings in one label come to. Without a line here the label has no single meaning.
_TOGETHER: dict[frozenset[str], str] = {
    frozenset(pair.split("+")): meaning
    for meaning, pairs in {
        "full_name": "first_name+last_name name+full_name first_name+full_name last_name+full_name "
        "first_name+middle_name+last_name",
        "street": "street+house_number",
        "address_2": "street+address_2 address+address_2",
        "mobile": "phone+mobile",
        "newsletter": "newsletter+email newsletter+consent newsletter+sms_consent consent+email",
        "sms_consent": "sms_consent+consent",
        "group": "group+customer_id",
        "store": "store+customer_id",
        "company_id": "company+customer_id",
        "card_number": "card_number+customer_id card_number+member_id card_number+points",
        "member_id": "member_id+customer_id",
        "points": "points+balance points+card_number",
        "tier": "tier+status tier+member_id tier+card_number",
        "expiry": "expiry+points expiry+card_number expiry+tier expiry+status",
        "currency": "currency+points currency+balance",
        "notes": "notes+other",
        "created": "created+source created+store",
    }.items()
    for pair in pairs.split()
}
_PLACES = frozenset({"city", "postcode", "region", "country"})
_HEADS = ("name", "address")  # "street name", "address: city": what is named counts

# Words for a number or a code: together with somebody ("guest no.") they name the customer's number.
_CODES = """
number no nr num n° nº numero numéro número nummer nro numer číslo č številka št broj br szám száma
număr номер № αριθμός αρ numarası numeris numurs מספר מס رقم 号码 编号 號碼 編號 番号 번호 số mã nomor หมายเลข
รหัส เลขที่ code kod kód codice código cod cód κωδικός код kode koodi kodas kods 코드 コード كود קוד šifra
kennung tunnus nr. id
"""
_NUMBER = frozenset(map(fold, _CODES.split()))
_WORD = re.compile(r"[^\W_]+(?:['’ʼ״\"](?=[^\W\d_])[^\W_]+)*", re.UNICODE)
_BRACKETS = re.compile(r"[(\[{（【][^)\]}）】]*[)\]}）】]")
_NUMBERING = re.compile(r"^\s*(?:\(?\d{1,3}[.):]\)?|[A-Za-z]\))\s+(?=\D)")
_HUMP = re.compile(r"(?<=[a-zß-öø-ÿ])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")
_LINKS = ("s", "n", "en", "e", "es", "o", "")  # what joins the parts of a Germanic compound
_MISSPELT = 0.88
_MOST_WORDS = 7
_LONGEST = 120  # characters of a label that are looked at


@cache
def _data() -> dict[str, dict[str, str]]:
    """Return the table as it is written."""
    return tomllib.loads(files("customer_import.mapping").joinpath("labels.toml").read_text("utf-8"))


@cache
def _senses() -> dict[str, dict[str, frozenset[str]]]:
    """Return folded words → meaning → languages."""
    found: dict[str, dict[str, set[str]]] = {}
    for language, meanings in _data().items():
        for meaning, words in meanings.items():
            for word in words.split(", "):
                found.setdefault(fold(word), {}).setdefault(meaning, set()).add(language)
    found.pop("", None)
    return {word: {meaning: frozenset(of) for meaning, of in senses.items()} for word, senses in found.items()}


@cache
def _neighbours() -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Index the longer words by how they begin and end: a word with one mistake shares either."""
    begins: dict[str, list[str]] = {}
    ends: dict[str, list[str]] = {}
    for word in _senses():
        if len(word) >= 5:
            begins.setdefault(word[: len(word) // 2], []).append(word)
            ends.setdefault(word[-(len(word) // 2) :], []).append(word)
    return begins, ends


@cache
def languages() -> tuple[str, ...]:
    """Return the languages of the table."""
    return tuple(sorted({language for senses in _senses().values() for of in senses.values() for language in of}))


@cache
def _phrases(language: str) -> dict[tuple[int, str], list[tuple[tuple[str, ...], str]]]:
    """Index the words of a language by their number and first letter: (folded words, meaning)."""
    found: dict[tuple[int, str], list[tuple[tuple[str, ...], str]]] = {}
    for meaning, texts in _data()[language].items():
        for text in texts.split(", "):
            words = tuple(_words(text))
            if words:
                found.setdefault((len(words), words[0][0]), []).append((words, meaning))
    return found


@attrs.frozen(repr=False)
class Piece:
    """Some words of a label: what they may mean; nothing where they are not known."""

    text: str
    senses: Senses = attrs.field(factory=dict, hash=False)
    misspelt: bool = False


@attrs.frozen(repr=False)
class Meaning:
    """What a label means.

    Args:
        what: A meaning of the table, "" where there is none.
        role: Whose: ``billing``, ``shipping``, ``work``, ``home``, ``other`` (somebody else's) or "".
        second: Whether it is another one of its kind.
        sure: From 0 to 1: less where words are unknown, misspelt, or mean two things.
        languages: In which languages.
        known: Whether every word of the label is known, whatever it means.
        word: The words that say it.
    """

    what: str = ""
    role: str = ""
    second: bool = False
    sure: float = 0.0
    languages: frozenset[str] = frozenset()
    known: bool = False
    word: str = ""


def pieces_of(label: str) -> tuple[Piece, ...]:
    """Take a label apart into known words, the fewest that cover the most of it."""
    return _pieces(label[:_LONGEST])


@lru_cache(maxsize=4096)
def _pieces(label: str) -> tuple[Piece, ...]:
    text = unicodedata.normalize("NFKC", label)
    whole = _known(fold(text))
    if whole:
        return (whole,)
    text = _NUMBERING.sub("", text)
    found = _cover(_words(text))
    if any(not piece.senses for piece in found):
        found = _misspelt(fold(text)) or found
    bare = _BRACKETS.sub(" ", text)
    if bare != text and fold(bare) and any(not piece.senses for piece in found):
        return _cover(_words(bare))  # what the brackets say is no word of labels: a format, a unit, an example
    return found


def _words(text: str) -> list[str]:
    return [fold(part) for word in _WORD.findall(text) for part in _HUMP.split(word) if fold(part)]


def _known(word: str) -> Piece | None:
    senses = _senses().get(word)
    return Piece(word, senses) if senses else None


def _cover(words: Sequence[str]) -> tuple[Piece, ...]:
    """Cover words by known phrases: as few unknown letters as possible, then as few pieces."""
    words = words[:24]
    best: list[tuple[int, int, tuple[Piece, ...]]] = [(0, 0, ())]
    for end in range(1, len(words) + 1):
        options = []
        for start in range(max(0, end - _MOST_WORDS), end):
            unknown, count, before = best[start]
            joined = "".join(words[start:end])
            phrase = _known(joined)
            if phrase:
                options.append((unknown, count + 1, (*before, phrase)))
            elif start == end - 1:
                parts = _compound(joined) or _misspelt(joined)
                lost = 0 if parts else len(joined)
                options.append((unknown + lost, count + max(1, len(parts)), (*before, *(parts or (Piece(joined),)))))
        best.append(min(options, key=lambda option: option[:2]))
    return best[-1][2]


def _compound(word: str) -> tuple[Piece, ...]:
    """Split one word into known words: Kundentelefonnummer, お客様番号."""
    spaceless = _is_spaceless(word)
    shortest = 1 if spaceless else 3
    if len(word) > 60 or len(word) < 2 * shortest:
        return ()
    best: dict[int, tuple[int, tuple[Piece, ...]]] = {0: (0, ())}
    for start in range(len(word)):
        if start not in best:
            continue
        count, before = best[start]
        for end in range(start + shortest, min(len(word), start + 30) + 1):
            piece = _known(word[start:end])
            if not piece:
                continue
            links = ("",) if spaceless or end == len(word) else _LINKS
            for link in links:
                after = end + len(link)
                if word.startswith(link, end) and (after < len(word) or not link):
                    option = (count + 1, (*before, piece))
                    if after not in best or option[0] < best[after][0]:
                        best[after] = option
    return best.get(len(word), (0, ()))[1]


def _is_spaceless(word: str) -> bool:
    """Whether a script writes without spaces: Chinese, Japanese, Korean, Thai."""
    return any("\u0e00" <= char <= "\u0e7f" or "\u3040" <= char <= "\u9fff" or "\uac00" <= char <= "\ud7af" or
               "\u1100" <= char <= "\u11ff" for char in word)  # fmt: skip


def _misspelt(word: str) -> tuple[Piece, ...]:
    """Find the one meaning of the words that a word is one mistake away from."""
    if len(word) < 6:
        return ()
    begins, ends = _neighbours()
    near: dict[str, None] = {}
    for length in {(len(word) + change) // 2 for change in (-1, 0, 1)}:
        near.update(dict.fromkeys(begins.get(word[:length], ())))
        near.update(dict.fromkeys(ends.get(word[-length:], ())))
    found = [other for other in near if one_mistake(word, other)]
    meanings = {meaning for other in found for meaning in _senses()[other]}
    if len(meanings) != 1:
        return ()
    (meaning,) = meanings
    of = frozenset(language for other in found for language in _senses()[other][meaning])
    return (Piece(min(found), {meaning: of}, misspelt=True),)


def one_mistake(one: str, other: str) -> bool:
    """Whether one letter was left out, added, taken for another, or two were swapped."""
    if abs(len(one) - len(other)) > 1 or one == other:
        return False
    short, long = sorted((one, other), key=len)
    at = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(short) < len(long):
        return short[at:] == long[at + 1 :]
    rest = short[at + 1 :] == long[at + 1 :]
    return rest or (short[at : at + 2] == long[at : at + 2][::-1] and short[at + 2 :] == long[at + 2 :])


def votes(labels: Sequence[str], locale: str = "") -> dict[str, float]:
    """Return how much the labels of a file speak for each language; a word of many languages says little."""
    found: dict[str, float] = {}
    for label in labels:
        for piece in pieces_of(label):
            of = {language for languages in piece.senses.values() for language in languages}
            for language in of:
                found[language] = found.get(language, 0.0) + 1 / len(of)
    if locale:
        language = locale[:2].lower()
        found[language] = found.get(language, 0.0) + 0.4
    return found


def meaning_of(label: str, spoken: Mapping[str, float]) -> Meaning:
    """Return what a label means in a file whose labels speak these languages."""
    pieces = pieces_of(label)
    if not pieces:
        return Meaning()
    if not all(piece.senses for piece in pieces):
        pieces = _written_out(label, pieces, spoken)
    known = [piece for piece in pieces if piece.senses]
    letters = sum(len(piece.text) for piece in pieces)
    unknown = sum(len(piece.text) for piece in pieces if not piece.senses)
    heads, modifiers = _divided(known)
    role = next((ROLES[m] for m in modifiers if m in ROLES and m not in ("of_work", "of_home")), "")
    role = role or next((ROLES[m] for m in modifiers if m in ROLES), "")
    second = "+second" in modifiers
    chosen = [_chosen(piece, spoken) for piece in heads]
    meanings = [what for what, _, _ in chosen]
    if len(set(meanings)) > 1 and _together(meanings) == "other":
        bare = _BRACKETS.sub(" ", label)  # two meanings: what stands in brackets may be an aside
        if bare != label and fold(bare):
            return meaning_of(bare, spoken)
    what, sure = _together(meanings), min((sure for _, sure, _ in chosen), default=1.0)
    of = frozenset[str]().union(*(of for _, _, of in chosen))
    if not what and not chosen:
        what, sure = _of_modifiers(modifiers, known)
    if "+changes" in modifiers and what:
        what = "other"
    if second and what in ("address", "street"):
        what, second = "address_2", False
    if unknown:
        sure *= 0.8 - 0.4 * unknown / letters
    if any(piece.misspelt for piece in known):
        sure *= _MISSPELT
    word = " ".join(piece.text for piece in heads) or " ".join(piece.text for piece in known)
    return Meaning(what, role, second, sure, of, not unknown, word)


def _written_out(label: str, pieces: tuple[Piece, ...], spoken: Mapping[str, float]) -> tuple[Piece, ...]:
    """Write abbreviations out, in the language that the file speaks: "Dt. nasc." as a whole, else word by word."""
    language = max(spoken, key=lambda language: (spoken[language], language), default="")
    if not language or spoken[language] < 1.0:
        return pieces
    whole = _abbreviated(_words(label[:_LONGEST]), language)
    if whole:
        return (whole,)
    return tuple(piece if piece.senses else _abbreviated([piece.text], language) or piece for piece in pieces)


def _abbreviated(words: Sequence[str], language: str) -> Piece | None:
    """Return what words abbreviate, if that is one meaning only."""
    if not words or (len(words) == 1 and len(words[0]) < 3):
        return None
    found = {
        meaning
        for phrase, meaning in _phrases(language).get((len(words), words[0][0]), ())
        if all(map(_abbreviates, words, phrase))
    }
    return Piece("".join(words), {found.pop(): frozenset({language})}, misspelt=True) if len(found) == 1 else None


def _abbreviates(short: str, word: str) -> bool:
    """Whether a text is a word, its beginning, or has some of its letters in their order, the first among them."""
    if short == word or (len(short) >= 2 and word.startswith(short)):
        return True
    if len(short) < 2 or short[0] != word[0] or len(short) * 3 < len(word):
        return False
    letters = iter(word)
    return all(letter in letters for letter in short)


def _divided(pieces: Sequence[Piece]) -> tuple[list[Piece], list[str]]:
    """Tell the words that name a value from those that only say more about it."""
    pure = [piece for piece in pieces if not _modifies(piece)]
    both = [piece for piece in pieces if _modifies(piece) and any(m not in _MODIFIERS for m in piece.senses)]
    if not pure and both:
        pure = [max(both, key=lambda piece: len(piece.text))]
    heads = [piece for piece in pieces if any(piece is other for other in pure)]
    modifiers = [_modifies(piece) for piece in pieces if not any(piece is other for other in pure)]
    return heads, modifiers


def _modifies(piece: Piece) -> str:
    return next((meaning for meaning in _MODIFIERS if meaning in piece.senses), "")


def _chosen(piece: Piece, spoken: Mapping[str, float]) -> tuple[str, float, frozenset[str]]:
    """Choose among the meanings of a word by the languages that the file speaks."""
    ranked = sorted(_ranked(piece.senses, spoken), reverse=True)
    (weight, what, of), *others = ranked
    if others and others[0][0] > weight - 0.3:
        return what, 0.8 if others[0][0] > weight - 0.05 else 0.9, of
    return what, 1.0, of


def _ranked(senses: Senses, spoken: Mapping[str, float]) -> Iterator[tuple[float, str, frozenset[str]]]:
    for meaning, of in senses.items():
        if meaning not in _MODIFIERS:
            yield max((spoken.get(language, 0.0) for language in of), default=0.0), meaning, of


def _together(meanings: Sequence[str]) -> str:
    """Return the one meaning that the words of a label have together, or ""."""
    different = frozenset(meanings)
    if len(different) > 1 and different in _TOGETHER:
        return _TOGETHER[different]
    if len(different) > 1:
        different -= set(_HEADS)
    if len(different & _PLACES) == 1 and different <= _PLACES | {"street", "address_2"}:
        different &= _PLACES  # "Address 1 - City"
    if len(different) == 1:
        return next(iter(different))
    return _TOGETHER.get(different, "other" if different else "")


def _of_modifiers(modifiers: Sequence[str], pieces: Sequence[Piece]) -> tuple[str, float]:
    """Understand labels without a head: "Customer" is a name, "Delivery address" an address, "Number" nothing."""
    kinds = set(modifiers)
    if kinds & {"of_billing", "of_shipping"}:
        return "address", 0.95
    if "of_person" in kinds and kinds <= {"of_person", "+noun", "+small"} and _NUMBER & {one.text for one in pieces}:
        return "customer_id", 0.97  # "guest no."
    if "of_person" in kinds and not kinds & {"+noun", "+changes", "of_other"}:
        return "name", 0.7
    return ("other", 1.0) if kinds else ("", 0.0)
