"""Which encoding a text is in: byte order mark, strict UTF-8, nearly UTF-8, then what the text itself speaks for.

What decodes is not always what was meant: nearly every byte is some letter in nearly every old encoding. So each
candidate's text is judged as text: are these the letters of one language, do capitals stand where capitals stand, are
there signs inside words? chardet is asked where that leaves two candidates close.
"""

from __future__ import annotations

import codecs
import math
import re
import warnings
from collections.abc import Mapping, Sequence
from functools import cache

from customer_import.model import Question
from customer_import.profile import Profile
from customer_import.reading.dialect import Evidence
from customer_import.reading.facts import Facts
from customer_import.reading.hints import hinted
from customer_import.reading.letters import EASTERN, HANDICAP, UNUSUAL, WRITTEN
from customer_import.reading.likelihood import Likelihoods
from customer_import.reading.source import Source
from customer_import.reading.text import UNKNOWN, codec

SAMPLES = (800, 3000)  # bytes of words with letters beyond ASCII that are judged; more only where few leave doubts
DECIDED, HOPELESS = 20.0, 60.0  # differences of log likelihoods that more words do not make good
HOLES = 12.0  # what bytes that are no text have against an encoding: they are rare where every letter is one byte
UTF8 = "utf-8"
FEW = 4  # so many characters are text, where one is none
STRAY, WORSE = 2, 2  # bytes that are no UTF-8: in a file that is ASCII otherwise; to each character that is
CLOSE = 1.5  # a difference of log likelihoods below which two readings are both plausible

# Behind the first ``~{`` and before the last ``~}`` of a text in HZ (RFC 1843): pairs of characters, and ASCII.
_HZ = re.compile(rb"(?:[!-w][!-~])+(?:~\}(?:[^~]|~~)*~\{(?:[!-w][!-~])+)*")


def encoding_of(
    source: Source, facts: Facts, profile: Profile | None, answer: str = ""
) -> tuple[str, Evidence, tuple[Question, ...]]:
    """Return the encoding's name, why, and a question where two readings are equally plausible."""
    if answer:
        return codec(answer).name, Evidence("encoding", answer, 1.0, "an answer says so"), ()
    found = _unicode(source, facts)
    if found is not None:
        return found.value, found, ()
    return _legacy(source, facts, profile)


def _unicode(source: Source, facts: Facts) -> Evidence | None:
    if facts.bom:
        return Evidence("encoding", facts.bom, 1.0, "the file starts with a byte order mark")
    wide = _wide(source, facts)
    if wide:
        return Evidence("encoding", wide, 0.95, "every other byte is zero, as in text of wide characters")
    if b"\x1b$" in source.head and facts.ascii:
        for name in ("iso2022_jp", "iso2022_kr"):
            if _decodes(source.head, name):
                return Evidence("encoding", name, 0.9, "escape sequences switch to its characters")
    if b"~{" in source.head and facts.ascii and _HZ.fullmatch(source.head.partition(b"~{")[2].rpartition(b"~}")[0]):
        return Evidence("encoding", "hz", 0.9, "escape sequences switch to its characters")
    if facts.ascii:
        return Evidence("encoding", "utf-8", 1.0, "all characters are ASCII", otherwise="a character beyond ASCII")
    if facts.utf8:
        return Evidence("encoding", "utf-8", 1.0, "all of the file is valid UTF-8")
    return None


def _wide(source: Source, facts: Facts) -> str:
    """Name UTF-16 or UTF-32 without a byte order mark by where its zero bytes stand."""
    even, odd = facts.nuls
    if source.size % 2 or even + odd < source.size // 16:
        return ""
    if even + odd > source.size * 0.6 and source.size % 4 == 0:
        for name in ("utf-32-le", "utf-32-be"):
            if _decodes(source.head[: len(source.head) // 4 * 4], name):
                return name
    for name, nuls, others in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if nuls > 20 * others and _decodes(source.head[: len(source.head) // 2 * 2], name):
            return name
    return ""


def _decodes(data: bytes, name: str) -> bool:
    try:
        data.decode(name)
    except (UnicodeDecodeError, LookupError):
        return False
    return True


def _legacy(source: Source, facts: Facts, profile: Profile | None) -> tuple[str, Evidence, tuple[Question, ...]]:
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
    return best, Evidence("encoding", best, confidence, why, otherwise=otherwise), questions


def _candidates(source: Source, facts: Facts, allowed: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the encodings that read the file's bytes, and those that read nearly all of them.

    Where characters have several bytes, that is told from the words: to read all of a large file in each takes long.
    """
    words = _spread(facts.high, SAMPLES[-1])
    whole = [name for name in allowed if _decodes(words if name in EASTERN else facts.high_bytes, name)]
    nearly = [name for name in allowed if name not in whole and _nearly(words, name)]
    if _nearly_utf8(words) and _nearly_utf8(source.head):  # distinct words, and words as often as they occur
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
