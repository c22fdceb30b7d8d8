"""The words of labels in 58 languages, and the covering of a label by them. Knows no meaning of a whole label.

`labels.toml` is the table; this file looks things up in it.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files

import attrs

from customer_import.normalizing.folding import fold

Senses = Mapping[str, frozenset[str]]  # meaning → the languages in which the words mean it

_WORD = re.compile(r"[^\W_]+(?:['’ʼ״\"](?=[^\W\d_])[^\W_]+)*", re.UNICODE)
BRACKETS = re.compile(r"[(\[{（【][^)\]}）】]*[)\]}）】]")
_NUMBERING = re.compile(r"^\s*(?:\(?\d{1,3}[.):]\)?|[A-Za-z]\))\s+(?=\D)")
_HUMP = re.compile(r"(?<=[a-zß-öø-ÿ])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")
# Signs that stand for words; folding would drop them.
_SIGNS = str.maketrans(
    {
        "#": " no ",
        "&": " and ",
        "〒": " postcode ",
        "☎": " phone ",
        "📞": " phone ",
        "📱": " mobile ",
        "✉": " email ",
        "📧": " email ",
    }
)
_SIGN = re.compile(f"[{''.join(map(chr, _SIGNS))}]")
_APART = "\ua66e"  # a letter that no label has: folding keeps it, so a whole line of the table is folded at once
_LINKS = ("s", "n", "en", "e", "es", "o", "")  # what joins the parts of a Germanic compound
_VOWELS = re.compile("[aeiouаеиоуыэюяіїєαεηιουω]")
# What an abbreviation rather means than anything else: the columns that most lists of customers have.
_COMMON = frozenset(
    (
        *("title", "first_name", "last_name", "full_name", "gender", "birthday", "email", "phone", "mobile", "address"),
        *("street", "house_number", "address_2", "postcode", "city", "country", "company", "notes", "customer_id"),
    )
)
_ASKING = "+asking"
_MOST_WORDS = 7
_LONGEST = 120  # characters of a label that are looked at


@cache
def _data() -> dict[str, dict[str, str]]:
    """Return the table as it is written."""
    return tomllib.loads(files("customer_import.mapping").joinpath("labels.toml").read_text("utf-8"))


@cache
def _index() -> tuple[Mapping[str, Senses], Mapping[str, Senses]]:
    """Return folded words → meaning → languages: of all words, and of those that may well mean something else."""
    found: dict[str, Senses] = {}
    vague: dict[str, Senses] = {}
    for language, meanings in _data().items():
        of = frozenset({language})
        for named, words in meanings.items():
            if named == _ASKING:
                continue
            meaning = named.rstrip("?")
            alone = {meaning: of}  # shared by the many words that mean nothing else
            written_out = words.translate(_SIGNS) if _SIGN.search(words) else words
            for word in fold(written_out.replace(", ", _APART)).split(_APART):
                for table in (found, vague) if meaning != named else (found,):
                    senses = table.get(word)
                    table[word] = {**senses, meaning: senses.get(meaning, of) | of} if senses else alone
    found.pop("", None)
    return found, vague


@cache
def _asking() -> frozenset[str]:
    """Return the folded words that only ask, in any language: "What is your …?"."""
    texts = (text for meanings in _data().values() for text in meanings.get(_ASKING, "").split(", "))
    return frozenset(word for text in texts for word in _words(text))


def senses_of_words() -> Mapping[str, Senses]:
    """Return folded words → meaning → languages."""
    return _index()[0]


def vague_senses(word: str) -> Senses:
    """Return what a folded word means only perhaps: meaning → languages."""
    return _index()[1].get(word, {})


@cache
def _neighbours() -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Index the longer words by how they begin and end: a word with one mistake shares either."""
    begins: dict[str, list[str]] = {}
    ends: dict[str, list[str]] = {}
    for word in senses_of_words():
        if len(word) >= 5:
            begins.setdefault(word[: len(word) // 2], []).append(word)
            ends.setdefault(word[-(len(word) // 2) :], []).append(word)
    return begins, ends


@cache
def languages() -> tuple[str, ...]:
    """Return the languages of the table."""
    return tuple(
        sorted({language for senses in senses_of_words().values() for of in senses.values() for language in of})
    )


@cache
def _phrases(language: str) -> dict[tuple[int, str], list[tuple[tuple[str, ...], str]]]:
    """Index the words of a language by their number and first letter: (folded words, meaning)."""
    found: dict[tuple[int, str], list[tuple[tuple[str, ...], str]]] = {}
    for meaning, texts in _data()[language].items():
        for text in texts.split(", ") if meaning != _ASKING else ():
            words = tuple(_words(text))
            if words:
                found.setdefault((len(words), words[0][0]), []).append((words, meaning.rstrip("?")))
    return found


@attrs.frozen(repr=False)
class Piece:
    """Some words of a label: what they may mean; nothing where they are not known."""

    text: str
    senses: Senses = attrs.field(factory=dict, hash=False)
    misspelt: bool = False


def pieces_of(label: str) -> tuple[Piece, ...]:
    """Take a label apart into known words, the fewest that cover the most of it."""
    return _pieces(label[:_LONGEST])


@lru_cache(maxsize=4096)
def _pieces(label: str) -> tuple[Piece, ...]:
    text = unicodedata.normalize("NFKC", label).translate(_SIGNS)
    whole = _known(fold(text))
    if whole:
        return (whole,)
    text = _NUMBERING.sub("", text)
    if "?" in text:  # NFKC has made one of the others
        text = " ".join(word for word in _WORD.findall(text) if fold(word) not in _asking()) or text
    found = _cover(_words(text))
    if any(not piece.senses for piece in found):
        found = _misspelt(fold(text)) or found
    bare = BRACKETS.sub(" ", text)
    if bare != text and fold(bare) and any(not piece.senses for piece in found):
        return _cover(_words(bare))  # what the brackets say is no word of labels: a format, a unit, an example
    return found


def _words(text: str) -> list[str]:
    return [fold(part) for word in _WORD.findall(text) for part in _HUMP.split(word) if fold(part)]


def _known(word: str) -> Piece | None:
    senses = senses_of_words().get(word)
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
    best: dict[int, tuple[int, tuple[Piece, ...], frozenset[str]]] = {0: (0, (), frozenset())}
    for start in range(len(word)):
        if start not in best:
            continue
        count, before, spoken = best[start]
        for end in range(start + shortest, min(len(word), start + 30) + 1):
            piece = _known(word[start:end])
            if not piece:
                continue
            of = frozenset[str]().union(*piece.senses.values())
            if before and not of & spoken and min(end - start, *map(_length, before)) < 4:
                continue  # "wonort" is no "won" of one language and "Ort" of another
            links = ("",) if spaceless or end == len(word) else _LINKS
            for link in links:
                after = end + len(link)
                if word.startswith(link, end) and (after < len(word) or not link):
                    option = (count + 1, (*before, piece), of & spoken if before else of)
                    if after not in best or option[0] < best[after][0]:
                        best[after] = option
    return best[len(word)][1] if len(word) in best else ()


def _length(piece: Piece) -> int:
    return len(piece.text)


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
    meanings = {meaning for other in found for meaning in senses_of_words()[other]}
    if len(meanings) != 1:
        return ()
    (meaning,) = meanings
    of = frozenset(language for other in found for language in senses_of_words()[other][meaning])
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


def written_out(label: str, pieces: tuple[Piece, ...], spoken: Mapping[str, float]) -> tuple[Piece, ...]:
    """Write abbreviations out, in the language that the file speaks: "Dt. nasc." as a whole, else word by word.

    What has a dot may be an abbreviation although other languages have such a word: "Doğ. Tar." is about no dog.
    """
    language = max(spoken, key=lambda language: (spoken[language], language), default="")
    dotted = "." in label
    foreign = dotted and not all(any(language in of for of in piece.senses.values()) for piece in pieces)
    if not language or spoken[language] < 1.0 or (all(piece.senses for piece in pieces) and not foreign):
        return pieces
    whole = _abbreviated(_words(label[:_LONGEST]), language, dotted=dotted)
    if whole:
        return (whole,)
    return tuple(
        piece if piece.senses else _abbreviated([piece.text], language, dotted=dotted) or piece for piece in pieces
    )


def _abbreviated(words: Sequence[str], language: str, *, dotted: bool) -> Piece | None:
    """Return what words abbreviate, if that is one meaning only, or one of those that most lists have."""
    if not words or (len(words) == 1 and len(words[0]) < (2 if dotted else 3)):
        return None
    ways: dict[int, set[str]] = {}
    for phrase, meaning in _phrases(language).get((len(words), words[0][0]), ()):
        one = [_way(short, word) for short, word in zip(words, phrase, strict=True)]
        if all(one) and (min(map(len, words)) > 1 or 1 in one):
            ways.setdefault(max(one), set()).add(meaning)
    found = ways[min(ways)] if ways else set()
    found = found if len(found) == 1 else found & _COMMON
    return Piece("".join(words), {found.pop(): frozenset({language})}, misspelt=True) if len(found) == 1 else None


def _way(short: str, word: str) -> int:
    """Return how a text stands for a word, the lower the surer; 0 if it does not.

    It is the word (1), its beginning (2), its consonants (3), or some of its letters in their order, the first among
    them (4).
    """
    if short == word:
        return 1
    if word.startswith(short):
        return 2
    if len(short) < 2 or short[0] != word[0]:
        return 0
    if short == short[0] + _VOWELS.sub("", word[1:]):
        return 3
    letters = iter(word)
    return 4 if len(short) * 3 >= len(word) and all(letter in letters for letter in short) else 0
