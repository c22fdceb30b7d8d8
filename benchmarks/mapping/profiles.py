"""How `map_labels` does with profiles that are unlike the benchmark's: no aliases, other languages, few or many fields.

A label that means what no field is for should feed none, or one that may take it all the same: a mobile number, where
there is but one field for phones.

    python -m benchmarks.mapping.profiles [--misses PROFILE PART]
"""

from __future__ import annotations

import argparse
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence

import attrs

import customer_import as ci
from benchmarks.mapping import accuracy

# Code of the corpus → names of fields without aliases.
_PLAIN = {
    "id": "customer_id", "fn": "first_name", "ln": "last_name", "bd": "birth_date", "sex": "gender", "em": "email",
    "ph": "phone", "co": "company", "st": "street", "zip": "postal_code", "ct": "city", "cc": "country",
    "pts": "points", "bal": "balance", "nt": "notes", "cr": "created_at",
}  # fmt: skip
_MORE = {
    "nm": "full_name", "sal": "title", "mo": "mobile", "vat": "vat_number", "hn": "house_number", "a2": "address2",
    "rg": "state", "card": "loyalty_card", "cur": "currency", "grp": "group", "nl": "newsletter", "lang": "language",
}  # fmt: skip
_SHORT = {
    "id": "cust_no", "fn": "fname", "ln": "lname", "bd": "dob", "em": "mail", "ph": "tel", "co": "company_name",
    "st": "addr1", "a2": "addr2", "zip": "zip", "ct": "town", "cc": "country_code", "nt": "remarks", "pts": "pts",
}  # fmt: skip
_CZECH = {
    "id": "cislo_zakaznika", "fn": "jmeno", "ln": "prijmeni", "bd": "datum_narozeni", "em": "email", "ph": "telefon",
    "co": "firma", "st": "ulice", "zip": "psc", "ct": "mesto", "cc": "stat", "nt": "poznamka", "pts": "body",
}  # fmt: skip
_GERMAN = {
    "id": "kundennummer", "fn": "vorname", "ln": "nachname", "bd": "geburtsdatum", "em": "email", "ph": "telefon",
    "mo": "mobil", "co": "firma", "st": "strasse", "hn": "hausnummer", "zip": "plz", "ct": "ort", "cc": "land",
    "nt": "bemerkung", "bal": "guthaben", "sal": "anrede", "nl": "newsletter",
}  # fmt: skip
_SWEDISH = {
    "id": "kundnummer", "fn": "fornamn", "ln": "efternamn", "bd": "fodelsedatum", "em": "epost", "ph": "telefon",
    "mo": "mobil", "co": "foretag", "st": "gatuadress", "zip": "postnummer", "ct": "ort", "cc": "land",
    "nt": "anteckning", "pts": "poang",
}  # fmt: skip
_KINDS = {
    "id": "identifier", "fn": "name", "ln": "name", "nm": "name", "em": "email", "ph": "phone", "mo": "phone",
    "bd": "date", "cr": "datetime", "pts": "decimal", "bal": "decimal", "cc": "country", "cur": "currency",
    "zip": "identifier", "vat": "identifier", "card": "identifier",
}  # fmt: skip
# Fields of a host's own trade, which no label of the corpora is meant for.
_CUSTOM = (
    ci.Field("shoe_size", "decimal"),
    ci.Field("last_order", "date"),
    ci.Field("vip", "boolean", vocabulary="yes_no"),
    ci.Field("discount", "decimal"),
    ci.Field("emergency_contact_phone", "phone"),
    ci.Field("billing_email", "email"),
    ci.Field("contract_no", "identifier"),
    ci.Field("external_ref", "identifier"),
    ci.Field("fax", "phone"),
    *map(ci.Field, ("favourite_colour", "allergies", "coach", "shipping_city", "utm_source", "salesperson")),
    *map(ci.Field, ("account_manager", "website", "job_title", "tags")),
)


def _field(code: str, name: str) -> ci.Field:
    if code == "sex":
        return ci.Field(name, "choice", choices={"male": (), "female": ()}, vocabulary="gender")
    if code == "nl":
        return ci.Field(name, "boolean", vocabulary="yes_no")
    return ci.Field(name, _KINDS.get(code, "text"))


# Code without a field of its own → codes whose field may take it: a mobile phone is a phone.
_INSTEAD = {"mo": ("ph",), "ph": ("mo",), "nm": ("ln",), "fn": ("nm",), "ln": ("nm",), "card": ("id",)}


@attrs.frozen
class Host:
    """A profile, and the field that each code of the corpora is meant for."""

    profile: ci.Profile
    names: Mapping[str, str]
    own: frozenset[str]

    @staticmethod
    def of(name: str, names: Mapping[str, str], more: Sequence[ci.Field] = ()) -> Host:
        fields = [*(_field(code, named) for code, named in names.items()), *more]
        return Host(ci.Profile(name, fields), names, frozenset(field.name for field in more))

    def may_take(self, code: str) -> frozenset[str | None]:
        """Return the fields that are right for a code: its own, or none and those that may take it instead."""
        if code in self.names:
            return frozenset({self.names[code]})
        if code not in accuracy.FIELDS:
            return frozenset(
                {None, *self.own}
            )  # what the corpora mean for no field, a host's own field may well be for
        return frozenset({None, *(self.names[other] for other in _INSTEAD.get(code, ()) if other in self.names)})


HOSTS = {
    "plain": Host.of("plain", _PLAIN),
    "full": Host.of("full", _PLAIN | _MORE),
    "custom": Host.of("custom", _PLAIN | _MORE, _CUSTOM),
    "short": Host.of("short", _SHORT),
    "czech": Host.of("czech", _CZECH),
    "german": Host.of("german", _GERMAN),
    "swedish": Host.of("swedish", _SWEDISH),
    "name, email, phone": Host.of("few", {"nm": "name", "em": "email", "ph": "phone"}),
    "email": Host.of("one", {"em": "email"}),
    "company list": Host.of(
        "companies", {"co": "company", "em": "email", "ph": "phone", "vat": "vat_id", "ct": "city"}
    ),
}


def codes(part: str) -> Iterator[list[str]]:
    """Yield the codes of the header rows of a part."""
    for line in (accuracy.HERE / f"{part}.txt").read_text("utf-8").splitlines():
        if line.startswith("#") or not line.strip():
            continue
        pairs = [pair.rpartition("=") for pair in line.split("|", 2)[2].strip().split("; ")]
        yield [code.strip().partition("{")[0].rstrip("?") for _, _, code in pairs]


@attrs.frozen
class Judged:
    """One label: where it stands, what is right for it, what is likeliest, and what is used."""

    product: str
    label: str
    right: frozenset[str | None]
    likely: str | None
    used: str | None


def judged(host: Host, part: str, *, values: bool) -> Iterator[Judged]:
    """Yield every label of a part of the corpora."""
    for header, meant in zip(accuracy.headers(part, values=values), codes(part), strict=True):
        found = ci.map_labels(header, host.profile)
        every = zip(header.labels, meant, found.likely, found.fields, strict=True)
        for label, code, likely, used in itertools.compress(every, header.counts):
            yield Judged(header.product, label, host.may_take(code), likely, used)


def measure(host: Host, parts: Iterable[str], *, values: bool) -> tuple[int, float, float]:
    """Return how many labels there are, which share of them is right, and which feeds a wrong field."""
    every = [one for part in parts for one in judged(host, part, values=values)]
    right = sum(one.likely in one.right for one in every)
    wrong = sum(one.used is not None and one.used not in one.right for one in every)
    return len(every), right / len(every), wrong / len(every)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--misses", nargs=2, metavar=("PROFILE", "PART"), help="list what was missed")
    arguments = options.parse_args()
    if arguments.misses:
        host, part = arguments.misses
        for one in judged(HOSTS[host], part, values=False):
            if one.likely not in one.right:
                print("WRONG" if one.used else "miss ", one.product, repr(one.label), "found", one.likely)
        return
    print(f"{'profile':20} {'labels':>7} {'top-1':>7} {'wrong':>7}   labels only: {'top-1':>7} {'wrong':>7}")
    for name, host in HOSTS.items():
        labels, right, wrong = measure(host, accuracy.PARTS, values=True)
        _, bare, bare_wrong = measure(host, accuracy.PARTS, values=False)
        print(f"{name:20} {labels:7} {right:7.2%} {wrong:7.2%}                {bare:7.2%} {bare_wrong:7.2%}")


if __name__ == "__main__":
    main()
