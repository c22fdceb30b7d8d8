"""What a label means that is made of known words. Knows no profile and no cell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

import attrs

from customer_import.mapping.words import BRACKETS, Piece, Senses, pieces_of, vague_senses, written_out
from customer_import.normalizing.folding import fold

# Words that say whose value a column holds, by the name that the meaning has here.
ROLES = {"of_billing": "billing", "of_shipping": "shipping", "of_work": "work", "of_home": "home", "of_other": "other"}
_MODIFIERS = (*ROLES, "of_person", "+noun", "+small", "+second", "+flag", "+when", "+changes")
_DATED = frozenset({"birthday", "created", "began", "updated", "last_visit", "expiry"})

# What two meanings in one label come to. Without a line here the label has no single meaning.
_TOGETHER: dict[frozenset[str], str] = {
    frozenset(pair.split("+")): meaning
    for meaning, pairs in {
        "full_name": "first_name+last_name name+full_name first_name+full_name last_name+full_name "
        "first_name+middle_name+last_name",
        "street": "street+house_number street+house_number+address_2",
        "address_2": "street+address_2 address+address_2 address_2+district",
        "country": "country+region",
        "city": "city+district",
        "mobile": "phone+mobile",
        "newsletter": "newsletter+email newsletter+consent newsletter+sms_consent consent+email",
        "sms_consent": "sms_consent+consent",
        "group": "group+customer_id",
        "store": "store+customer_id",
        "company_id": "company+customer_id",
        "card_number": "card_number+customer_id card_number+member_id card_number+points",
        "balance": "balance+card_number",
        "vat_id": "vat_id+company vat_id+country",
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
_PARTS_OF_NAME = frozenset({"first_name", "last_name", "name", "full_name"})
_PLACES = frozenset({"city", "postcode", "region", "country"})
_CONSENTS = frozenset({"newsletter", "sms_consent", "consent"})
_BOTH = re.compile(r"1\s*[&+/-]\s*2")  # "address 1 & 2"
_LINES = frozenset(
    ("2", "3", "4", "5", "second", "additional", "extra")
)  # of an address: "street 2" goes on, "other street" is somewhere else
# "Street name", "email address": what is named counts. A "registration address" is neither of the two.
_HEADS: dict[str, frozenset[str]] = {
    "name": frozenset(
        (
            *(
                "company",
                "street",
                "city",
                "region",
                "district",
                "country",
                "group",
                "tier",
                "store",
                "other",
                "orders",
            ),
            *(
                "source",
                "currency",
                "language",
                "login",
                "tags",
                "salesperson",
                "job_title",
                "bank_account",
                "discount",
            ),
            *("ticket", "payment_card", "website", "status", "first_name", "last_name", "middle_name", "full_name"),
            *("address", "address_2", "title", "house_number", "customer_id"),
        )
    ),
    "address": frozenset(
        ("street", "house_number", "address_2", "postcode", "city", "district", "region", "country", "email", "website")
    ),
}

# Words for a number or a code: together with somebody ("guest no.") they name the customer's number.
_CODES = """
number no nr num n° nº numero numéro número nummer nro numer číslo č številka št broj br szám száma
număr номер № αριθμός αρ numarası numeris numurs מספר מס رقم 号码 编号 號碼 編號 番号 번호 số mã nomor หมายเลข
รหัส เลขที่ code kod kód codice código cod cód κωδικός код kode koodi kodas kods 코드 コード كود קוד šifra
kennung tunnus nr. id
"""
_NUMBER = frozenset(map(fold, _CODES.split()))
_MISSPELT = 0.88
_EVERYWHERE = frozenset({"en", "zxx"})  # what files of any language are full of
_CLEAR = 5.0  # labels that say which language a file speaks
_FAINT = 0.1  # of what speaks for the strongest language: below, a language is hardly spoken
_FOREIGN = 2.0  # by how much a file speaks another language than the one in which a word modifies
_VAGUE = 0.85  # asked about, unless the cells prove it


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
        whose: The word that says whose it is, where it is somebody else's.
    """

    what: str = ""
    role: str = ""
    second: bool = False
    sure: float = 0.0
    languages: frozenset[str] = frozenset()
    known: bool = False
    word: str = ""
    whose: str = ""


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


@attrs.frozen
class _Said:
    """The words of one label, sorted.

    Args:
        label: The label.
        known: The words that the table has.
        unknown: Which share of the letters stands in other words.
        flag: Whether the first word asks for yes or no.
        heads: The words that name a value.
        modifiers: What the other words say about it.
        chosen: What each head means, how sure, in which languages.
    """

    label: str
    known: Sequence[Piece]
    unknown: float
    flag: bool
    heads: Sequence[Piece]
    modifiers: Sequence[str]
    chosen: Sequence[tuple[str, float, frozenset[str]]]

    @property
    def meanings(self) -> list[str]:
        """What the heads mean, each on its own."""
        return [what for what, _, _ in self.chosen]


def meaning_of(label: str, spoken: Mapping[str, float]) -> Meaning:
    """Return what a label means in a file whose labels speak these languages."""
    if not pieces_of(label):
        return Meaning()
    said = _said(label, spoken)
    special = _translated(label, spoken) or _of_two_meanings(said, spoken)
    if special:
        return special
    what, sure, of = _named(said)
    second = "+second" in said.modifiers and not _BOTH.search(label)
    if second and what in ("address", "street") and any(piece.text in _LINES for piece in said.known):
        what, second = "address_2", False
    what = _turned(what, said)
    role = _role(said.modifiers)
    whose = next((piece.text for piece in said.known if "of_other" in piece.senses), "") if role == "other" else ""
    word = " ".join(piece.text for piece in said.heads or said.known)
    return Meaning(what, role, second, sure * _clear(what, said, spoken), of, not said.unknown, word, whose)


def _said(label: str, spoken: Mapping[str, float]) -> _Said:
    """Sort the words of a label."""
    pieces = written_out(label, pieces_of(label), spoken)
    known = [piece for piece in pieces if piece.senses]
    unknown = sum(len(piece.text) for piece in pieces if not piece.senses)
    flag = len(pieces) > 1 and _is_flag(pieces[0], spoken)
    heads, modifiers = _divided([piece for piece in known if not (flag and piece is pieces[0])], spoken)
    letters = sum(len(piece.text) for piece in pieces)
    return _Said(label, known, unknown / letters, flag, heads, modifiers, [_chosen(piece, spoken) for piece in heads])


def _of_two_meanings(said: _Said, spoken: Mapping[str, float]) -> Meaning | None:
    """Understand a label whose words name several values: one may stand in brackets, or it is the one or the other."""
    if len(set(said.meanings)) < 2 or _together(said.meanings) != "other":
        return None
    bare = BRACKETS.sub(" ", said.label)
    if bare != said.label and fold(bare):
        aside = meaning_of(bare, spoken)
        return attrs.evolve(aside, sure=aside.sure * 0.85)
    return _either(said.label, spoken)


def _named(said: _Said) -> tuple[str, float, frozenset[str]]:
    """Return what the words of a label name, how clearly each of them does, and in which languages."""
    if not said.chosen:
        return (*_of_modifiers(said.modifiers, said.known), frozenset())
    of = frozenset[str]().union(*(of for _, _, of in said.chosen))
    return _together(said.meanings), min(sure for _, sure, _ in said.chosen), of


def _turned(what: str, said: _Said) -> str:
    """Turn a value into what a label asks about it: whether there is one, its status, its date."""
    if not what:
        return what
    if "+changes" in said.modifiers or ("+when" in said.modifiers and what not in _DATED):
        what = _consent(said.known) or "other"
    return "other" if said.flag and what not in _CONSENTS else what  # "is a company", "has phone": yes or no


def _role(modifiers: Sequence[str]) -> str:
    """Return whose a value is; that it is for billing says more than that it is at work."""
    roles = [ROLES[modifier] for modifier in modifiers if modifier in ROLES]
    return next((role for role in roles if role not in ("work", "home")), next(iter(roles), ""))


def _clear(what: str, said: _Said, spoken: Mapping[str, float]) -> float:
    """Return how clear the words of a label are, from 0 to 1: less where some are unknown, misspelt or vague."""
    sure = 1.0
    saying = [piece for piece, meant in zip(said.heads, said.meanings, strict=True) if meant == what] or said.heads
    if saying and all(_is_vague(piece, what, spoken) for piece in saying):
        # "customer category" is a group, a mere "category" may be of anything
        kind = any("+changes" in piece.senses for piece in said.heads)  # a "skier type" is of skiers
        sure *= 0.97 if what == "group" and "of_person" in said.modifiers and not kind else _VAGUE
    if what == "company" and "/" in said.label and set(said.meanings) - {"company"}:
        sure *= 0.8  # "company/name": either
    if said.unknown:
        sure *= 0.8 - 0.4 * said.unknown
    if _is_foreign(said, spoken):
        sure *= _VAGUE
    return sure * _MISSPELT if any(piece.misspelt for piece in said.known) else sure


def _is_foreign(said: _Said, spoken: Mapping[str, float]) -> bool:
    """Whether a label names a value in no language that the file speaks: a "porte" is a door in French only."""
    strongest = max(spoken.values(), default=0.0)
    of = frozenset[str]().union(*(of for _, _, of in said.chosen))
    return bool(of) and strongest >= _CLEAR and not of & _EVERYWHERE and _most(of, spoken) < strongest * _FAINT


def _is_vague(piece: Piece, what: str, spoken: Mapping[str, float]) -> bool:
    """Whether a word may well mean something else, in the language that the file speaks most."""
    vague = vague_senses(piece.text).get(what, frozenset())
    clear = piece.senses.get(what, frozenset()) - vague
    return bool(vague) and _most(vague, spoken) >= _most(clear, spoken)


def _translated(label: str, spoken: Mapping[str, float]) -> Meaning | None:
    """Understand a label that is written in two languages: "Poznámka / Note" means what both halves mean."""
    if label.count(" / ") != 1:
        return None
    one, other = (meaning_of(part, spoken) for part in label.split(" / "))
    same = one.what == other.what != "" and one.role == other.role and one.second == other.second
    if not same or one.languages & other.languages or not (one.known and other.known):
        return None
    return attrs.evolve(max(one, other, key=lambda meaning: meaning.sure), languages=one.languages | other.languages)


def _either(label: str, spoken: Mapping[str, float]) -> Meaning | None:
    """Understand "company/last name": one column for people and companies, which is asked about as the person's."""
    named = [meaning_of(part, spoken) for part in label.split("/")] if label.count("/") == 1 else []
    person = next((meaning for meaning in named if meaning.what in _PARTS_OF_NAME and meaning.known), None)
    return attrs.evolve(person, sure=person.sure * 0.7) if person is not None else None


def _divided(pieces: Sequence[Piece], spoken: Mapping[str, float]) -> tuple[list[Piece], list[str]]:
    """Tell the words that name a value from those that only say more about it."""
    pure = [piece for piece in pieces if not _modifies(piece, spoken)]
    both = [piece for piece in pieces if _modifies(piece, spoken) and any(m not in _MODIFIERS for m in piece.senses)]
    if not pure and both:
        pure = [max(both, key=lambda piece: len(piece.text))]
    heads = [piece for piece in pieces if any(piece is other for other in pure)]
    modifiers = [_modifies(piece, spoken) for piece in pieces if not any(piece is other for other in pure)]
    return heads, modifiers


def _modifies(piece: Piece, spoken: Mapping[str, float]) -> str:
    """Return what a word says more about, in the language that the file speaks most; the first of `_MODIFIERS` else."""
    senses = [meaning for meaning in _MODIFIERS if meaning in piece.senses]
    found = max(senses, key=lambda meaning: _most(piece.senses[meaning], spoken), default="")
    named = max((weight for weight, _, _ in _ranked(piece.senses, spoken)), default=0.0)
    if found.startswith("of_") and named > _most(piece.senses[found], spoken) + _FOREIGN:
        return ""  # a "host" is a guest in Czech only
    return found


def _consent(pieces: Sequence[Piece]) -> str:
    """Return what is agreed to, where that is all that a label says: "marketing consent", "newsletter opt in"."""
    said = [piece for piece in pieces if not (piece.senses.keys() & {"+small", "of_person", "email", "status"})]
    if (len(said) > 1 or len(said) < len(pieces)) and said and all(piece.senses.keys() & _CONSENTS for piece in said):
        return next(
            (what for what in ("sms_consent", "newsletter") if any(what in one.senses for one in said)), "consent"
        )
    return ""


def _is_flag(piece: Piece, spoken: Mapping[str, float]) -> bool:
    """Whether a word asks for yes or no, in a file that rather speaks its language: "is" is no Turkish "work" then."""
    flags = piece.senses.get("+flag", frozenset[str]())
    others = frozenset[str]().union(
        *(of for what, of in piece.senses.items() if what not in _MODIFIERS or what in ROLES)
    )
    return bool(flags) and _most(flags, spoken) >= _most(others, spoken)


def _most(of: frozenset[str], spoken: Mapping[str, float]) -> float:
    return max((spoken.get(language, 0.0) for language in of), default=0.0)


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
            yield _most(of, spoken), meaning, of


def _together(meanings: Sequence[str]) -> str:
    """Return the one meaning that the words of a label have together, or ""."""
    different = frozenset(meanings)
    if len(different) > 1 and different in _TOGETHER:
        return _TOGETHER[different]
    if len(different) > 1 and meanings[0] == "address":
        different -= {"address"}  # "addresses.phone", "Address 1 - City"
    for head, named in _HEADS.items():
        if head in different and different - {head} <= named | {*_HEADS} and len(different) > 1:
            different -= {head}
    if len(different & _PLACES) == 1 and different <= _PLACES | {"street", "address_2", "email", "customer_id"}:
        different &= _PLACES  # "Address 1 - City", "mail city", "country id"
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
    if "of_person" in kinds and not kinds & {"+noun", "+changes", "+when", "of_other"}:
        return "name", 0.7
    return ("other", 1.0) if kinds else ("", 0.0)
