"""Which encoding a text is in: byte order mark, strict UTF-8, nearly UTF-8, then what the text itself speaks for.

What decodes is not always what was meant: nearly every byte is some letter in nearly every old encoding. So each
candidate's text is judged as text: are these the letters of one language, do capitals stand where capitals stand, are
there signs inside words? chardet is asked where that leaves two candidates close.
"""

from __future__ import annotations

import codecs
import math
import warnings
from collections.abc import Mapping, Sequence
from functools import cache

import attrs

from customer_import.model import Question
from customer_import.profile import Profile
from customer_import.reading.dialect import Evidence
from customer_import.reading.facts import Facts
from customer_import.reading.hints import hinted
from customer_import.reading.letters import EASTERN, HANDICAP, UNUSUAL, WRITTEN
from customer_import.reading.likelihood import Likelihoods, stands
from customer_import.reading.source import Source
from customer_import.reading.text import SEQUENCE, UNKNOWN, codec
from customer_import.reading.unicode import UTF8, decodes, refuse, unicode_of

SAMPLES = (800, 3000)  # bytes of words with letters beyond ASCII that are judged; more only where few leave doubts
DECIDED, HOPELESS = 20.0, 60.0  # differences of log likelihoods that more words do not make good
HOLES = 12.0  # what bytes that are no text have against an encoding: they are rare where every letter is one byte
FEW = 4  # so many characters are text, where one is none
STRAY, WORSE = 2, 2  # bytes that are no UTF-8: in a file that is ASCII otherwise; to each character that is
DAMAGE = b"\xff"  # what erased memory and the end of a stream leave; nobody writes a list with this one letter
PLAIN = 3.0  # a difference above which one reading is, and no other
SPOKEN = 3.0  # what rows in UTF-8 say for their language in the other rows
CLOSE = 1.5  # a difference of log likelihoods below which two readings are both plausible


@attrs.frozen
class Meant:
    """What a text is in.

    Args:
        name: The encoding's.
        evidence: Why.
        other: The encoding of other rows, or "".
        questions: What is open where two readings are equally plausible.
    """

    name: str
    evidence: tuple[Evidence, ...]
    other: str = ""
    questions: tuple[Question, ...] = ()


def encoding_of(source: Source, facts: Facts, profile: Profile | None, answer: str = "") -> Meant:
    """Find out what a text is in.

    Raises:
        SourceError: It is in EBCDIC, or not in what its byte order mark says.
    """
    if answer:
        return Meant(codec(answer).name, (Evidence("encoding", answer, 1.0, "an answer says so"),))
    refuse(source, facts)
    found = unicode_of(source, facts)
    if found is not None and (facts.utf8 or facts.bom != UTF8):
        return Meant(found.value, (found,))
    return _mixed(source, facts, profile) or (Meant(UTF8, (found,)) if found else _legacy(source, facts, profile))


def _mixed(source: Source, facts: Facts, profile: Profile | None) -> Meant | None:
    """Find out whether some rows are in UTF-8 and others in one other encoding, as in lists that were put together.

    Both have to be plain: the cells in UTF-8 read better so than in the other one, the others read well in that alone.
    """
    if not facts.bom and not SEQUENCE.search(facts.high):
        return None
    cells = facts.high.split(b"\n")
    new = [cell for cell in cells if SEQUENCE.search(cell) and decodes(cell, UTF8)]
    known = set(new)
    old = [cell for cell in cells if cell not in known]
    if not old or not (new or facts.bom):
        return None
    hints = dict(hinted(source.head, profile.locale[:2] if profile else ""))
    unicode = Likelihoods(_spread(b"\n".join(new), SAMPLES[0]), hints)
    if new and (language := unicode.language()):
        hints[language] = hints.get(language, 0.0) + SPOKEN
    words = b"\n".join(old)
    sample = _spread(words, SAMPLES[-1])
    whole = [name for name in _allowed(profile) if decodes(sample, name)]
    nearly = [name for name in _allowed(profile) if name not in whole and _nearly(sample, name)]
    scores, words = _scored(words, whole, [*nearly, UTF8], hints)
    best, *others = scores
    rival = next((name for name in others if words.decode(name, "replace") != words.decode(best, "replace")), None)
    if best == UTF8 or (rival and scores[best] - scores[rival] < PLAIN):
        return None
    if new and unicode.of(UTF8) - unicode.of(best) < PLAIN:
        return None
    # Lines can only be told apart where ASCII is never half of another character.
    main_utf8 = facts.bom or len(new) >= len(old) or best in EASTERN
    name, other = (UTF8, best) if main_utf8 else (best, UTF8)
    most = Evidence("encoding", name, 0.95, "some rows are text in it, and make words of one language")
    few = Evidence("other_encoding", other, 0.9, "the other rows are, and do")
    return Meant(name, (most, few), other)


def _legacy(source: Source, facts: Facts, profile: Profile | None) -> Meant:
    whole, nearly = _candidates(source, facts, _allowed(profile))
    hints = hinted(source.head, profile.locale[:2] if profile else "")
    scores, words = _scored(facts.high, whole, nearly, hints)
    best, *others = scores
    text = words.decode(best, "replace")
    rivals = [name for name in others if words.decode(name, "replace") != text]
    near = [name for name in rivals if scores[best] - scores[name] < CLOSE]
    if near and best in whole:
        best = _by_chardet([best, *[name for name in near[:3] if name in whole]], words) or best
    gap = scores[best] - scores[rivals[0]] if rivals else 9.0
    confidence = round(1 / (1 + math.exp(-max(-3.0, min(gap, 9.0)))), 3)
    otherwise = f"more words that read better in {rivals[0]}" if rivals else ""
    why = "its letters make words of one language, with capitals where they belong"
    if best in nearly or (best in EASTERN and not _decodes_all(source, best)):
        why = "nearly all of the file is text in it, and reads better than in others; other rows are reported"
    same = [name for name in scores if name != best and words.decode(name, "replace") == words.decode(best, "replace")]
    if same:
        why += f"; {' and '.join(same[:3])} would give the same text"
    questions: tuple[Question, ...] = ()
    if near and len(words) > 0:
        options = (best, *[name for name in (next(iter(scores)), *near[:2]) if name != best])
        questions = (Question("encoding", "In which encoding was the file written?", options, best),)
    return Meant(best, (Evidence("encoding", best, confidence, why, otherwise=otherwise),), questions=questions)


def _candidates(source: Source, facts: Facts, allowed: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the encodings that read the file's bytes, and those that read nearly all of them.

    Where characters have several bytes, that is told from the words: to read all of a large file in each takes long.
    """
    words = _spread(facts.high, SAMPLES[-1])
    whole = [name for name in allowed if decodes(words if name in EASTERN else facts.high_bytes, name)]
    nearly = [name for name in allowed if name not in whole and _nearly(words, name)]
    if _nearly_utf8(words) and _nearly_utf8(source.head):  # distinct words, and words as often as they occur
        if allowed == _everything():  # few bytes prove nothing where they make no word, unless a profile expects them
            damage = facts.high_bytes == DAMAGE
            stand = [n for n in (*whole, *nearly) if not damage and stands(words.decode(n, "replace"))]
            whole, nearly = ([n for n in names if n in stand] for names in (whole, nearly))
        nearly.append(UTF8)
    if not whole and not nearly:
        return _candidates(source, facts, _everything()) if allowed != _everything() else ([], [UTF8])
    return whole, nearly


def _scored(
    high: bytes, whole: Sequence[str], nearly: Sequence[str], hints: Mapping[str, float]
) -> tuple[dict[str, float], bytes]:
    """Return the log likelihoods of encodings, the best first, and the words that they are of."""
    names = [*whole, *nearly]
    for size in SAMPLES:
        words = _spread(high, size)
        likelihoods = Likelihoods(words, hints)
        found = {name: likelihoods.of(name) - (HOLES if name in nearly and name != UTF8 else 0.0) for name in names}
        names = sorted(found, key=lambda name: -found[name])
        best = found[names[0]]
        names = [name for name in names if best - found[name] < HOPELESS]
        text = words.decode(names[0], "replace")
        rival = next((name for name in names if words.decode(name, "replace") != text), None)
        if len(high) <= size or rival is None or best - found[rival] > DECIDED:
            break
    return {name: found[name] for name in names}, words


@cache
def _everything() -> tuple[str, ...]:
    names = dict.fromkeys(name for group in WRITTEN.values() for name in group)
    order = sorted((*names, *EASTERN), key=lambda name: HANDICAP.get(name, UNUSUAL))
    return tuple(name for name in order if _known(name))


def _known(name: str) -> bool:
    try:
        codecs.lookup(name)
    except LookupError:
        return False
    return True


def _allowed(profile: Profile | None) -> Sequence[str]:
    if profile and profile.file.encodings:
        names = [codec(name).name for name in profile.file.encodings]
        return [name for name in names if not name.startswith("utf")] or _everything()
    return _everything()


def _decodes_all(source: Source, name: str) -> bool:
    """Tell whether an encoding whose characters have several bytes decodes the whole file."""
    decoder = codecs.getincrementaldecoder(name)()
    try:
        for block in source.blocks():
            decoder.decode(block)
        decoder.decode(b"", True)
    except UnicodeDecodeError:
        return False
    return True


def _nearly(words: bytes, name: str) -> bool:
    """Tell whether few characters beyond ASCII are none in an encoding: a stray byte costs its row, not the others."""
    text = words.decode(name, "replace")
    faults = text.count(UNKNOWN)
    return faults * FEW <= sum(char > "\x7f" for char in text) - faults


def _nearly_utf8(data: bytes) -> bool:
    """Tell whether bytes may be UTF-8 with faults: other encodings hardly ever form a sequence of it."""
    text = data.decode("utf-8", "replace")
    faults = text.count(UNKNOWN)
    return faults <= max(STRAY, WORSE * (sum(char > "\x7f" for char in text) - faults))


def _spread(high: bytes, size: int) -> bytes:
    """Thin the words out evenly: what stands late in the file counts as much as what stands early.

    A word counts once: ``Kč`` behind a hundred prices is no more evidence than behind one.
    """
    lines = high.split(b"\n")
    step = len(high) // size + 1
    seen: set[bytes] = set()
    kept: list[bytes] = []
    for line in lines[::step]:
        fresh = [word for word in line.split() if word.isascii() or word not in seen]
        if any(not word.isascii() for word in fresh):
            kept.append(b" ".join(fresh))
        seen.update(fresh)
    return b"\n".join(kept)


def _by_chardet(names: Sequence[str], words: bytes) -> str:
    """Ask chardet to choose among few candidates; "" where it has no answer."""
    import chardet

    known = [name for name in names if _chardet_knows(name)]
    if len(known) < 2:
        return ""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns that its fallback is not in our list
        answer = chardet.detect(words, include_encodings=known, prefer_superset=False)["encoding"]
    try:
        found = codecs.lookup(answer).name if answer else ""
    except LookupError:
        return ""
    return next((name for name in known if codecs.lookup(name).name == found), "")


@cache
def _chardet_knows(name: str) -> bool:
    import chardet

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            chardet.detect(b"", include_encodings=[name])
        except ValueError:
            return False
    return True
