"""How often the encoding is found of lists of places, of mixed lists and of real files, written in old encodings.

Lists hold only words that detection does not know; those of customers hold one of them, and addresses and telephone
numbers of their country. Those of `trades.toml` are as tills write them: `goods` are the figure of lists that nobody
tuned anything for. Real files are those of the folder that CUSTOMER_IMPORT_DATA names
which are UTF-8 with letters beyond ASCII, whole and in parts; `plausible` are the encodings that such characters were
written in, `any` are all that hold the text. A right answer decodes to the same text; `named` also wants the name of
the encoding, or of one that it is part of.

    python -m benchmarks.reading.transcoded [--lists 3] [--start 0] [--json FILE]
"""

from __future__ import annotations

import argparse
import codecs
import json
import random
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from benchmarks.reading.accuracy import DATA, READERS
from benchmarks.reading.places import MIXED, PLACES, SIGNS
from customer_import.reading.neighbours import known, words_of

CENTRAL, BALTIC = ("cp1250", "iso8859-2", "cp852", "mac-latin2"), ("cp1257", "iso8859-13", "cp775")
WESTERN = ("cp1252", "iso8859-1", "iso8859-15", "cp850", "mac-roman", "cp437")
CYRILLIC = ("cp1251", "koi8-r", "cp866", "iso8859-5", "mac-cyrillic", "cp855")
TURKISH, GREEK = ("cp1254", "iso8859-9", "cp857"), ("cp1253", "iso8859-7", "cp737")
HEBREW, ARABIC = ("cp1255", "iso8859-8", "cp862"), ("cp1256", "iso8859-6", "cp720")
JAPANESE, CHINESE = ("cp932", "euc_jp", "iso2022_jp"), ("gb2312", "gb18030")
WIDE = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be")
WRITTEN: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("cs", "sk", "pl", "hu", "ro", "hr", "sl", "bs"), CENTRAL),
    **dict.fromkeys(("lt", "lv"), BALTIC),
    **dict.fromkeys(("fi", "sv", "da", "no", "is", "de", "fr", "es", "ca", "eu", "gl", "pt", "it", "nl"), WESTERN),
    **dict.fromkeys(("ru", "be", "bg", "sr", "mk"), CYRILLIC),
    "et": (*BALTIC, "cp1252", "iso8859-15"),
    "sq": ("cp1252", "cp1250", "iso8859-1"),
    "tr": TURKISH,
    "mt": ("iso8859-3",),
    "eo": ("iso8859-3",),
    "cy": ("iso8859-14",),
    "vi": ("cp1258",),
    "uk": ("cp1251", "koi8-u", "mac-cyrillic", "iso8859-5", "cp1125"),
    "el": GREEK,
    "he": HEBREW,
    "ar": ARABIC,
    "fa": ("cp1256",),
    "th": ("cp874", "tis-620"),
    "ja": JAPANESE,
    "zh-cn": CHINESE,
    "zh-tw": ("big5",),
    "ko": ("euc_kr", "cp949", "johab"),
    **dict.fromkeys(MIXED, WESTERN),
    "players": CENTRAL,
}
# What tills and offices wrote besides, in `trades.toml`, which has some more languages.
TRADED: dict[str, tuple[str, ...]] = {
    **WRITTEN,
    **dict.fromkeys(("gsw", "lb", "es-mx", "pt-br", "br", "af"), WESTERN),
    **dict.fromkeys(("ga", "gd"), (*WESTERN, "iso8859-14")),
    **dict.fromkeys(("hsb", "sr-latn"), CENTRAL),
    **dict.fromkeys(("is", "fo"), (*WESTERN, "mac-iceland", "cp861")),
    **dict.fromkeys(("da", "no"), (*WESTERN, "cp865")),
    "pl": (*CENTRAL, "iso8859-13", "cp1257"),
    "ro": (*CENTRAL, "iso8859-16"),
    "lt": (*BALTIC, "iso8859-4"),
    "fr": (*WESTERN, "cp863"),
    "pt": (*WESTERN, "cp860"),
    "tr": (*TURKISH, "mac-turkish"),
    "az": ("cp1254",),
    "mn": ("cp1251", "cp866"),
    "el": (*GREEK, "cp869", "mac-greek"),
    "yi": ("cp1255", "iso8859-8"),
    "ar": (*ARABIC, "cp864"),
    "zh-cn": (*CHINESE, "hz"),
    "zh-tw": ("big5", "gb18030"),
    "ko": ("euc_kr", "cp949", "johab", "iso2022_kr"),
}
# A real file's characters were plausibly written in the first of these families that holds them all.
FAMILIES = (
    WESTERN,
    CENTRAL,
    TURKISH,
    BALTIC,
    CYRILLIC,
    GREEK,
    HEBREW,
    ARABIC,
    JAPANESE,
    CHINESE,
    ("big5",),
    ("cp949",),
)
PARTS = {  # encodings, and what they are part of
    "iso8859-1": ("cp1252",), "iso8859-9": ("cp1254",), "iso8859-15": ("cp1252",), "gb2312": ("gb18030", "gbk"),
    "euc_kr": ("cp949",), "tis-620": ("cp874",), "iso8859-7": ("cp1253",), "iso8859-8": ("cp1255",),
    "iso8859-13": ("cp1257",), "iso8859-2": ("cp1250",), "cp437": ("cp850",),
}  # fmt: skip
TRADES = Path(__file__).with_name("trades.toml")
SIZES = (1, 2, 4, 8, 50)
# Domains and dial codes of lists of customers.
HOMES: dict[str, tuple[str, str]] = {
    "cs": ("cz", "420"), "sk": ("sk", "421"), "pl": ("pl", "48"), "hu": ("hu", "36"),
    "ro": ("ro", "40"), "hr": ("hr", "385"), "sl": ("si", "386"), "bs": ("ba", "387"),
    "lt": ("lt", "370"), "lv": ("lv", "371"), "et": ("ee", "372"), "fi": ("fi", "358"),
    "sv": ("se", "46"), "da": ("dk", "45"), "no": ("no", "47"), "is": ("is", "354"),
    "de": ("de", "49"), "fr": ("fr", "33"), "es": ("es", "34"), "pt": ("pt", "351"),
    "it": ("it", "39"), "nl": ("nl", "31"), "tr": ("tr", "90"), "sq": ("al", "355"),
    "ru": ("ru", "7"), "uk": ("ua", "380"), "be": ("by", "375"), "bg": ("bg", "359"),
    "sr": ("rs", "381"), "mk": ("mk", "389"), "el": ("gr", "30"), "he": ("il", "972"),
    "ar": ("eg", "20"), "th": ("th", "66"),
}  # fmt: skip
LARGEST = 300_000  # bytes of a real file
MEANT_OTHERWISE = ("movies-condensed.csv",)  # holds words that somebody decoded wrongly (BeyoncÈ): no truth to find
Case = tuple[str, str, str, str, bytes]


def unseen(language: str, every: Iterable[str]) -> list[str]:
    """Return the words of a list, without those whose letters beyond ASCII stand in words that detection knows."""
    seen = set(words_of(language).split()) if known(language) else set()
    telling = {place: {part for part in place.lower().split() if not part.isascii()} for place in every}
    return [place for place in every if not telling[place] or telling[place] - seen]


def cases(lists: int, start: int = 0) -> Iterator[Case]:
    """Yield the group, what it is about, the encoding, the text and its bytes."""
    for language, text in {**PLACES, **MIXED}.items():
        group = "mixed" if language in MIXED else "places"
        encodings = (*WRITTEN[language], *WIDE)
        yield from _lists(group, language, unseen(language, text.split(",")), encodings, lists=lists, start=start)
    for group, texts in tomllib.loads(TRADES.read_text("utf-8")).items():
        for language, text in texts.items():
            words = unseen(language, " ".join(text.split()).replace(", ", ",").split(","))
            yield from _lists(group, language, words, TRADED[language], lists=lists, start=start)
    for language, (domain, dial) in HOMES.items():
        telling = [word for word in unseen(language, PLACES[language].split(",")) if not word.isascii()]
        for encoding in WRITTEN[language]:
            rng = random.Random(f"{language} {encoding} {start}")
            for _ in range(lists):
                rows = [f"{i};Adam;adam{i}@post{i}.{domain};+{dial}{rng.randint(10**7, 10**8)}" for i in range(5)]
                rows.append(f"5;{rng.choice(telling)};info@post.{domain};")
                text = "\r\n".join(["id;name;email;phone", *rows, ""])
                yield from _written("customers, 6 rows", language, text, (encoding,))
    for sign in SIGNS:
        rows = [f"{i},plain words of {i} customers,{i}" for i in range(9)]
        text = "\n".join(["id,note,count", *rows, f"9,{sign},1", ""])
        yield from _written("signs, 10 rows", "en", text, ("cp1252", "iso8859-1", "mac-roman", "cp850"))
    yield from real_cases()


def _lists(
    group: str, language: str, words: Sequence[str], encodings: Iterable[str], *, lists: int, start: int
) -> Iterator[Case]:
    """Yield lists of words that an encoding has, in each size."""
    for encoding in encodings:
        held = [word for word in words if _holds(encoding, word)]
        telling = [word for word in held if not word.isascii()]
        for size in SIZES if telling else ():
            rng = random.Random(f"{group} {language} {encoding} {size} {start}")
            for _ in range(lists):
                picked = [rng.choice(held) for _ in range(size - 1)]
                picked.insert(rng.randint(0, size - 1), rng.choice(telling))
                yield from _written(f"{group}, {size} rows", language, listed(picked, rng), (encoding,))


def _written(group: str, about: str, text: str, encodings: tuple[str, ...]) -> Iterator[Case]:
    for encoding in encodings:
        try:
            yield group, about, encoding, text, text.encode(encoding)
        except UnicodeEncodeError:
            continue


def listed(picked: list[str], rng: random.Random) -> str:
    """Write a list in one of four ways."""
    style = rng.randrange(4)
    end = rng.choice(["\n", "\r\n"])
    if style == 0:
        rows = ["id;name;count", *(f"{i};{word};{rng.randint(1, 999)}" for i, word in enumerate(picked, 1))]
    elif style == 1:
        rows = ["name,lat,lon", *(f'"{word}",{rng.uniform(0, 60):.4f},{rng.uniform(0, 60):.4f}' for word in picked)]
    elif style == 2:
        rows = ["CODE\tPLACE\tTYPE", *(f"{rng.randint(100, 999)}\t{word.upper()}\tA" for word in picked)]
    else:
        rows = [f"{word},{rng.choice(['open', 'closed', ''])},{rng.randint(1, 99)}.5" for word in picked]
    return end.join(rows) + end


def real_cases() -> Iterator[Case]:
    """Yield the real files that hold letters beyond ASCII, whole and parts of 3, 12 and 50 lines."""
    every = tuple(dict.fromkeys(name for family in FAMILIES for name in family))
    for path in sorted([*DATA.glob("csv/*/*"), *DATA.glob("csv/spectrum/*/*"), *DATA.glob("xlsx/values/*/*")]):
        if not path.is_file() or path.suffix == ".json" or path.name in MEANT_OTHERWISE:
            continue
        try:
            whole = path.read_bytes()[:LARGEST].decode("utf-8-sig")
        except UnicodeDecodeError:
            continue
        lines = whole.splitlines(keepends=True)
        telling = [at for at, line in enumerate(lines) if not line.isascii()]
        if not telling:
            continue
        rng = random.Random(path.name)
        texts = [whole]
        for size in (3, 12, 50):
            at = max(0, rng.choice(telling) - rng.randrange(size))
            texts.append("".join([lines[0]] * (at > 0) + lines[at : at + size]))
        for text in dict.fromkeys(texts):
            plausible = next((family for family in FAMILIES if _holds(family[0], text)), ())
            yield from _written("real, plausible", path.name, text, (*plausible, *WIDE))
            yield from _written("real, any", path.name, text, every)


def _holds(encoding: str, text: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def right(data: bytes, text: str, encoding: str, answer: str) -> tuple[bool, bool]:
    """Tell whether an answer decodes to the text, and whether it names the encoding."""
    try:
        same = data.decode(answer).lstrip("\ufeff") == text
        name = codecs.lookup(answer).name
    except (LookupError, UnicodeError):
        return False, False
    names = {codecs.lookup(one).name for one in (encoding, *PARTS.get(encoding, ()))}
    return same, same and (name in names or encoding in WIDE)


def main() -> None:
    """Print shares of right answers by number of rows and by encoding."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lists", type=int, default=3)
    parser.add_argument("--start", type=int, default=0)
    parser.add_argument("--only", default="customer-import,chardet,charset-normalizer")
    parser.add_argument("--wrong", action="store_true", help="print what is answered wrongly")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    results: dict[str, dict[str, float]] = {}
    every = list(cases(options.lists, options.start))
    for name in options.only.split(","):
        hits: Counter[str] = Counter()
        total: Counter[str] = Counter()
        for group, about, encoding, text, data in every:
            try:
                answer = READERS[name](data)
            except Exception:  # noqa: BLE001 - a rival may raise anything
                answer = ""
            same, named = right(data, text, encoding, answer)
            kind = group.partition(",")[0] if group.endswith("rows") else group
            keys = {group, f"{kind}, all", f"encoding {encoding}", f"about {about}"}
            hits.update(dict.fromkeys(keys, same))
            total.update(keys)
            hits[f"{kind}, named"] += named
            total[f"{kind}, named"] += 1
            if options.wrong and not same:
                print(group, "|", about, encoding, answer, sorted({w for w in text.split() if not w.isascii()})[:6])
        results[name] = {key: round(hits[key] / total[key], 4) for key in sorted(total)}
    for key in results[next(iter(results))]:
        print(f"{key:40}", *(f"{results[name][key]:8.3f}" for name in results))
    if options.json:
        options.json.write_text(json.dumps(results, indent=1) + "\n")


if __name__ == "__main__":
    main()
