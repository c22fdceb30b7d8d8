"""Compare telephone numbers of all regions with what `phonenumbers` says of each of them.

    python -m tests.battery.phones --n 1000000 [--seed 1]

Numbers are the metadata's examples of every type with digits changed, left out and added, in international and national
spellings. A column gives exactly `phonenumbers`' E.164 form where the number is valid, and nothing where it is not; a
number that its own E.164 form does not lead back to is refused, since it could never be found again. One thing is read
besides: 00 for +, also where one does not dial so. (Nothing ends in ".0" here: that is a number out of a float column.)
"""

import argparse
import random
import sys
from collections.abc import Iterator

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
        different: Region and text of those with another answer.
    """

    numbers: int = 0
    valid: int = 0
    refused: int = 0
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


def spelled(draw: random.Random, region: str, digits: str) -> str:
    """Spell a national significant number as people do, abroad or at home."""
    code = phonenumbers.country_code_for_region(region)
    cut = draw.randrange(1, len(digits)) if len(digits) > 1 else 1
    mark = draw.choice(" -/" if digits[cut:].strip("0") == "" else " -/.")
    spaced = mark.join((digits[:cut], digits[cut:])) if draw.random() < 0.4 else digits
    prefix = draw.choice((f"+{code}", f"+{code} ", f"00{code}", f"{code}", "", "0", ""))
    return f"{prefix}{spaced}"


def numbers(draw: random.Random, region: str, count: int) -> Iterator[str]:
    """Yield spellings of numbers that are examples or near them."""
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
            values = make("phone", {"region": region}).column(texts).values
            for text, value in zip(texts, values, strict=True):
                answer = told(text, region) or (told(f"+{text[2:]}", None) if text.startswith("00") else "")
                tally.numbers += 1
                tally.valid += bool(answer)
                if value == answer:
                    continue
                if not value and told(answer, None) != answer:
                    tally.refused += 1
                else:
                    tally.different.append((region, text))
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
        f"because their E.164 form is read otherwise, {len(tally.different):,} differences"
    )
    for region, text in tally.different[:20]:
        print(f"  {region}: {text}")
    return bool(tally.different)


if __name__ == "__main__":
    sys.exit(main())
