"""How often dialects and encodings of files that nobody here wrote are found, ours beside rivals.

The files are read in place from the folder that CUSTOMER_IMPORT_DATA names (default ``../shared/data``).

    python -m benchmarks.reading.accuracy [--json results.json]
"""

from __future__ import annotations

import argparse
import ast
import csv
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

DATA = Path(os.environ.get("CUSTOMER_IMPORT_DATA", "../shared/data"))
MARKS = {
    "comma": ",", "semicolon": ";", "tab": "\t", "vslash": "|", "space": " ", "doublequote": '"', "singlequote": "'"
}  # fmt: skip
CODECS = {
    "x-mac-ce": "mac-latin2", "mac-centraleurope": "mac-latin2", "windows-1252 (latin1)": "cp1252",
    "x-mac-cyrillic": "mac-cyrillic", "uhc": "cp949",
}  # fmt: skip
Answer = tuple[str, str]


def dialect_cases() -> Iterator[tuple[Path, str, str]]:
    """Yield files with their annotated delimiter and quote."""
    for line in (DATA / "csv/w3c-dialects.txt").read_text("utf-8").splitlines()[2:]:
        name, _, delimiter, quote, *_ = line.split("|")
        yield DATA / "csv/w3c" / name, MARKS.get(delimiter, delimiter), MARKS.get(quote, quote)
    for line in (DATA / "csv/hard-dialects.txt").read_text("utf-8").splitlines()[1:]:
        name, _, rest = line.split("|", 2)
        end = rest.index("'", 1) + 1
        quote = rest[end + 1 :].rsplit("|", 1)[0]
        yield DATA / "csv/hard" / name, ast.literal_eval(rest[:end]), ast.literal_eval(quote)


def our_dialect(data: bytes) -> Answer:
    """Detect with this library."""
    from customer_import.reading import detect

    found = detect(data)
    return found.delimiter, found.quote


def sniffer(data: bytes) -> Answer:
    """Detect with `csv.Sniffer`."""
    found = csv.Sniffer().sniff(data.decode("utf-8", "replace")[:50_000])
    return found.delimiter, found.quotechar or ""


def clevercsv(data: bytes) -> Answer:
    """Detect with CleverCSV."""
    import clevercsv as clever

    found = clever.Sniffer().sniff(data.decode("utf-8", "replace")[:50_000])
    return found.delimiter, found.quotechar


def same_dialect(data: bytes, wanted: Answer, got: Answer) -> bool:
    """Compare; a mark that is not in the file decides nothing."""
    pairs = zip(wanted, got, strict=True)
    return all(a == b or not any(mark and mark.encode() in data for mark in (a, b)) for a, b in pairs)


def encoding_cases() -> Iterator[tuple[bytes, str]]:
    """Yield texts with what they say, for every text whose annotated encoding Python knows."""
    for path in sorted((DATA / "encodings").glob("*/*/*")):
        name = path.name.removesuffix(".txt") if "uchardet" in path.parts else path.parent.name
        name = CODECS.get(name.lower(), name.lower())
        wide = {"utf-16.le": "utf-16", "utf-16.be": "utf-16", "utf-32.le": "utf-32", "utf-32.be": "utf-32"}
        data = path.read_bytes()
        try:
            yield data, data.decode(wide.get(name, name)).lstrip("\ufeff")
        except (LookupError, UnicodeDecodeError):
            continue


def our_encoding(data: bytes) -> str:
    """Detect with this library."""
    from customer_import.reading import detect

    return detect(data).encoding


def chardet(data: bytes) -> str:
    """Detect with chardet as it comes."""
    import chardet as rival

    return str(rival.detect(data)["encoding"] or "ascii")


def charset_normalizer(data: bytes) -> str:
    """Detect with charset-normalizer as it comes."""
    from charset_normalizer import from_bytes

    best = from_bytes(data).best()
    return best.encoding if best else "ascii"


READERS: dict[str, Callable[[bytes], str]] = {
    "customer-import": our_encoding, "chardet": chardet, "charset-normalizer": charset_normalizer
}  # fmt: skip
"""Who names the encoding of some bytes."""


def share(hits: list[bool]) -> float:
    """Return the share of hits, and how many cases there were, as one number for the table."""
    return round(sum(hits) / max(1, len(hits)), 4)


def dialects(reader: Callable[[bytes], Answer]) -> list[bool]:
    """Try a reader on every annotated file."""
    hits = []
    for path, *wanted in dialect_cases():
        if path.exists():
            data = path.read_bytes()
            try:
                hits.append(same_dialect(data, (wanted[0], wanted[1]), reader(data)))
            except Exception:  # noqa: BLE001 - a rival may raise anything
                hits.append(False)
    return hits


def encodings(reader: Callable[[bytes], str]) -> list[bool]:
    """Try a reader on every text."""
    hits = []
    for data, text in encoding_cases():
        try:
            hits.append(data.decode(reader(data)).lstrip("\ufeff") == text)
        except Exception:  # noqa: BLE001 - a rival may raise anything
            hits.append(False)
    return hits


def main() -> None:
    """Print shares of right answers."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    results: dict[str, dict[str, float]] = {"dialect": {}, "encoding": {}}
    for name, finder in (("customer-import", our_dialect), ("csv.Sniffer", sniffer), ("CleverCSV", clevercsv)):
        results["dialect"][name] = share(dialects(finder))
    for name, namer in READERS.items():
        results["encoding"][name] = share(encodings(namer))
    print(json.dumps(results, indent=1))
    if options.json:
        options.json.write_text(json.dumps(results, indent=1) + "\n")


if __name__ == "__main__":
    main()
