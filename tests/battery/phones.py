"""Compare telephone numbers of all regions with what `phonenumbers` says of each of them.

    python -m tests.battery.phones --n 1000000 [--seed 1]

Numbers are the metadata's examples of every type with digits changed, left out and added, in international and national
spellings, written in all the ways that people have: blanks, dots, dashes and slashes of many kinds, parentheses, (0),
digits of other scripts, invisible characters, labels in front, extensions behind. However it is written, a number is
exactly `phonenumbers`' E.164 form of its plain digits where that is valid, and nothing where it is not.

Two are refused: a number that its own E.164 form does not lead back to, since it could never be found again; and one
with 00 in front that is valid both as it is dialled from that region, where one dials abroad by 00 and another digit,
and with + for 00. One thing is read besides: 00 for +, also where one does not dial so. (Nothing ends in ".0" here:
that is a number out of a float column.)
"""

import argparse
import random
import sys
from collections.abc import Callable, Iterator

import attrs
import phonenumbers
from phonenumbers import PhoneNumberFormat

from tests.normalizing.samples import make

REGIONS = sorted(phonenumbers.SUPPORTED_REGIONS)
BATCH = 500


@attrs.define
class Tally:
    """What was compared.

    Args:
        numbers: All of them.
        valid: Those that are numbers.
        refused: Valid ones that their E.164 form does not lead back to.
        ambiguous: Those of two countries.
        different: Region and text of those with another answer.
    """

    numbers: int = 0
    valid: int = 0
    refused: int = 0
    ambiguous: int = 0
    different: list[tuple[str, str]] = attrs.field(factory=list)


def told(text: str, region: str | None) -> str:
    """Return what `phonenumbers` makes of a text: E.164 or ""."""
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return ""
    return phonenumbers.format_number(number, PhoneNumberFormat.E164) if phonenumbers.is_valid_number(number) else ""


def examples(region: str) -> list[str]:
    """Return the national significant numbers that the metadata has as examples."""
    found = [phonenumbers.example_number_for_type(region, kind) for kind in range(11)]
    return [phonenumbers.national_significant_number(number) for number in found if number is not None]


def grouped(draw: random.Random, text: str, marks: str) -> str:
    """Put marks between groups of two to four digits."""
    groups, at = [], 1 if text.startswith("+") else 0
    while at < len(text):
        width = draw.choice((2, 3, 3, 4))
        groups.append(text[at : at + width])
        at += width
    if groups[1:] and "." in marks and not groups[-1].strip("0"):  # a fraction of zeros
        groups[-2:] = [groups[-2] + groups[-1]]
    found = "+" * text.startswith("+") + groups[0]
    return found + "".join(draw.choice(marks) + group for group in groups[1:])


def in_parentheses(draw: random.Random, text: str) -> str:
    """Put some digits in parentheses, which are not a zero alone."""
    start = draw.randrange(2, 5) if text.startswith("+") else 0
    end = start + draw.randrange(2, 5)
    return f"{text[:start]} ({text[start:end]}) {text[end:]}".strip()


def within(draw: random.Random, text: str) -> str:
    """Put an invisible character somewhere."""
    at = draw.randrange(len(text) + 1)
    return text[:at] + draw.choice(UNSEEN) + text[at:]


UNSEEN = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f\u202a\u202c\u2066\u2069"
SCRIPTS = ["٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "०१२३४५६७८९", "０１２３４５６７８９"]
LABELS = ["tel:", "Tel. ", "T: ", "mob: ", "Mobile: ", "phone: ", "Fax: ", "'"]
EXTENSIONS = [" ext. 12", " x1234", " Ext 5", " #34", ";ext=7", " klapka 12", " доб. 12", " int. 4", " poste 1234567"]
Write = Callable[[random.Random, str], str]
WAYS: list[Write] = [
    lambda draw, text: text,
    lambda draw, text: grouped(draw, text, " "),
    lambda draw, text: grouped(draw, text, "."),
    lambda draw, text: grouped(draw, text, "-"),
    lambda draw, text: grouped(draw, text, "\u00a0\u2009\u202f\u3000"),
    lambda draw, text: grouped(draw, text, "\u2010\u2011\u2012\u2013\u2212"),
    lambda draw, text: grouped(draw, text, " -"),
    lambda draw, text: text[:4] + draw.choice(("/", " / ", ") ")).replace(")", "/") + text[4:],
    in_parentheses,
    lambda draw, text: grouped(draw, text.translate(str.maketrans("0123456789", draw.choice(SCRIPTS))), " "),
    lambda draw, text: within(draw, within(draw, text)),
    lambda draw, text: draw.choice(LABELS) + text,
    lambda draw, text: text.replace("+", draw.choice(("++", "+ ", "＋"))),
    lambda draw, text: text + draw.choice(EXTENSIONS),
]


def spelled(draw: random.Random, region: str, digits: str) -> tuple[str, str]:
    """Spell a national significant number as people do, abroad or at home: plainly, and as it is written."""
    code = phonenumbers.country_code_for_region(region)
    metadata = phonenumbers.PhoneMetadata.metadata_for_region(region, None)
    prefix = draw.choice((f"+{code}", f"00{code}", f"{code}", "", "0", (metadata and metadata.national_prefix) or ""))
    plain = f"{prefix}{digits}"
    if prefix.startswith(("+", "00")) and draw.random() < 0.2:
        return plain, f"{prefix}{draw.choice(('', ' '))}({draw.choice(('0', ' 0 '))}){digits}"
    return plain, draw.choice(WAYS)(draw, plain)


def numbers(draw: random.Random, region: str, count: int) -> Iterator[tuple[str, str]]:
    """Yield numbers that are examples or near them, plain and as they are written."""
    known = examples(region)
    for _ in range(count):
        digits = draw.choice(known)
        for _ in range(draw.choice((0, 1, 1, 2, 4))):
            at = draw.randrange(len(digits))
            digits = digits[:at] + draw.choice("0123456789") + digits[at + 1 :]
        if draw.random() < 0.1:
            digits = draw.choice((digits[:-1] or digits, digits + draw.choice("0123456789")))
        yield spelled(draw, region, digits)


def run(n: int, seed: int) -> Tally:
    """Compare `n` numbers, the regions in turn."""
    draw, tally = random.Random(seed), Tally()
    while tally.numbers < n:
        for region in REGIONS:
            texts = list(numbers(draw, region, min(BATCH, n - tally.numbers)))
            if not texts:
                break
            values = make("phone", {"region": region}).column([written for _, written in texts]).values
            for (plain, written), value in zip(texts, values, strict=True):
                answer, other = told(plain, region), told(f"+{plain[2:]}", None) if plain.startswith("00") else ""
                tally.numbers += 1
                tally.valid += bool(answer or other)
                if value == (answer or other) and (not other or value == other):
                    continue
                if not value and answer and other and answer != other:
                    tally.ambiguous += 1
                elif not value and told(answer or other, None) != (answer or other):
                    tally.refused += 1
                else:
                    tally.different.append((region, written))
    return tally


def main() -> int:
    """Run the battery and say what was compared."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--n", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    tally = run(arguments.n, arguments.seed)
    print(
        f"{tally.numbers:,} numbers of {len(REGIONS)} regions, {tally.valid:,} valid, {tally.refused:,} refused "
        f"because their E.164 form is read otherwise, {tally.ambiguous:,} because they are of two countries, "
        f"{len(tally.different):,} differences"
    )
    for region, text in tally.different[:20]:
        print(f"  {region}: {text!a}")
    return bool(tally.different)


if __name__ == "__main__":
    sys.exit(main())
