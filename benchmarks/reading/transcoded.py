"""How often the encoding is found of lists of places and of mixed lists, in every old encoding that holds them.

The companion of `encodings`, with more languages, more encodings and lists that no one language explains. A right
answer decodes to the same text; `named` also wants the name of the encoding, or of one that it is part of.

    python -m benchmarks.reading.transcoded [--lists 3] [--start 0] [--json FILE]
"""

from __future__ import annotations

import argparse
import codecs
import json
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from benchmarks.reading.accuracy import READERS
from benchmarks.reading.places import MIXED, PLACES

CENTRAL, BALTIC = ("cp1250", "iso8859-2", "cp852", "mac-latin2"), ("cp1257", "iso8859-13", "cp775")
WESTERN = ("cp1252", "iso8859-1", "iso8859-15", "cp850", "mac-roman", "cp437")
CYRILLIC = ("cp1251", "koi8-r", "cp866", "iso8859-5", "mac-cyrillic", "cp855")
WIDE = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be")
WRITTEN: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("cs", "sk", "pl", "hu", "ro", "hr", "sl", "bs"), CENTRAL),
    **dict.fromkeys(("lt", "lv", "et"), BALTIC),
    **dict.fromkeys(("fi", "sv", "da", "no", "is", "de", "fr", "es", "ca", "eu", "gl", "pt", "it", "nl"), WESTERN),
    **dict.fromkeys(("ru", "be", "bg", "sr", "mk"), CYRILLIC),
    "et": (*BALTIC, "cp1252", "iso8859-15"),
    "sq": ("cp1252", "cp1250", "iso8859-1"),
    "tr": ("cp1254", "iso8859-9", "cp857"),
    "mt": ("iso8859-3",),
    "cy": ("iso8859-14",),
    "vi": ("cp1258",),
    "uk": ("cp1251", "koi8-u", "mac-cyrillic", "iso8859-5", "cp1125"),
    "el": ("cp1253", "iso8859-7", "cp737"),
    "he": ("cp1255", "iso8859-8", "cp862"),
    "ar": ("cp1256", "iso8859-6", "cp720"),
    "fa": ("cp1256",),
    "th": ("cp874", "tis-620"),
    "ja": ("cp932", "euc_jp", "iso2022_jp"),
    "zh-cn": ("gb2312", "gb18030"),
    "zh-tw": ("big5",),
    "ko": ("euc_kr", "cp949", "johab"),
    **dict.fromkeys(MIXED, WESTERN),
    "players": CENTRAL,
}
PARTS = {  # encodings, and what they are part of
    "iso8859-1": ("cp1252",), "iso8859-9": ("cp1254",), "iso8859-15": ("cp1252",), "gb2312": ("gb18030", "gbk"),
    "euc_kr": ("cp949",), "tis-620": ("cp874",), "iso8859-7": ("cp1253",), "iso8859-8": ("cp1255",),
    "iso8859-13": ("cp1257",), "iso8859-2": ("cp1250",), "cp437": ("cp850",),
}  # fmt: skip
SIZES = (1, 2, 4, 8, 50)
Case = tuple[str, int, str, str, bytes]


def cases(lists: int, start: int = 0) -> Iterator[Case]:
    """Yield the language, number of rows, encoding, text and bytes."""
    for language, joined in {**PLACES, **MIXED}.items():
        words = joined.split(",")
        telling = [word for word in words if not word.isascii()]
        for encoding in (*WRITTEN[language], *WIDE):
            for size in SIZES:
                rng = random.Random(f"{language} {encoding} {size} {start}")
                for _ in range(lists):
                    picked = [rng.choice(words) for _ in range(size - 1)]
                    picked.insert(rng.randint(0, size - 1), rng.choice(telling))
                    text = listed(picked, rng)
                    try:
                        yield language, size, encoding, text, text.encode(encoding)
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
        for language, size, encoding, text, data in every:
            try:
                answer = READERS[name](data)
            except Exception:  # noqa: BLE001 - a rival may raise anything
                answer = ""
            same, named = right(data, text, encoding, answer)
            group = "mixed" if language in MIXED else "places"
            for key in (f"{group}, all", f"{group}, {size} rows", encoding, f"language {language}"):
                hits[key] += same
                total[key] += 1
            hits[f"{group}, named"] += named
            total[f"{group}, named"] += 1
            if options.wrong and not same:
                print(size, language, encoding, answer, sorted({w for w in text.split() if not w.isascii()})[:6])
        results[name] = {key: round(hits[key] / total[key], 4) for key in sorted(total)}
    for key in results[next(iter(results))]:
        print(f"{key:24}", *(f"{results[name][key]:8.3f}" for name in results))
    if options.json:
        options.json.write_text(json.dumps(results, indent=1) + "\n")


if __name__ == "__main__":
    main()
