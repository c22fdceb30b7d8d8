"""How much speaks for each column feeding each field: the words of its label, likeness, its cells.

Everything here is said once a file. A column whose label is one of the profile's own needs none of it.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

import attrs

from customer_import.mapping.assigning import assign
from customer_import.mapping.content import Content, Judge
from customer_import.mapping.context import in_context, which_name
from customer_import.mapping.guessing import Sides, guesses
from customer_import.mapping.label_map import Candidate
from customer_import.mapping.vocabulary import Meaning, meaning_of, votes
from customer_import.mapping.words import languages
from customer_import.normalizing.folding import fold

if TYPE_CHECKING:
    from customer_import.profile import Field, Profile

SURE = 0.9  # from here on a field is used, and shown as found
LIKELY = 0.5  # from here on it is worth a question

# Meaning of the label → meanings of fields that it may feed all the same, and how well that goes.
_RELATED: dict[str, dict[str, float]] = {
    "mobile": {"phone": 0.85},
    "phone": {"mobile": 0.82},
    "street": {"address": 0.87},
    "address": {"street": 0.82},
    "member_id": {"customer_id": 0.75, "card_number": 0.7},
    "customer_id": {"member_id": 0.7, "reference": 0.5},
    "card_number": {"member_id": 0.7, "customer_id": 0.5},
    "reference": {"customer_id": 0.6},
    "tier": {"group": 0.45},
    "group": {"tier": 0.45},
    "tags": {"group": 0.45},
    "district": {"region": 0.45, "city": 0.4},
    "consent": {"newsletter": 0.6},
    "newsletter": {"consent": 0.55},
    "points": {"balance": 0.5},
    "balance": {"points": 0.5},
    "company_id": {"vat_id": 0.5},
    "title": {"gender": 0.5},
    "full_name": {"last_name": 0.5, "company": 0.4},
    "address_2": {"address": 0.4},
    "began": {"created": 0.62},
    "degree": {"title": 0.35},
}


@attrs.frozen
class Aim:
    """What a field is for, in the meanings of the vocabulary.

    Args:
        field: The field.
        weights: Meaning → how much of what the profile calls it says so.
        role: Whose value it holds (`vocabulary.ROLES`), or "".
        second: Whether it is another one of its kind.
        words: Its labels, folded, for likeness.
        heads: The words of its name and labels that say what it is for.
    """

    field: Field
    weights: Mapping[str, float]
    role: str
    second: bool
    words: tuple[str, ...]
    heads: frozenset[str] = frozenset()


@attrs.frozen
class Around:
    """What stands around a column.

    Args:
        alone: Whether no other label means the same.
        lines: How many of street, city and post code the file has.
        exact: Meanings that have a field of their own: a label that means one of them is for no related field.
    """

    alone: bool
    lines: int
    exact: frozenset[str]


@attrs.frozen(repr=False)
class Weighed:
    """What the evidence comes to.

    Args:
        chosen: Column → field, one label a field.
        candidates: Column → what is possible, the likeliest first.
        meanings: Column → what its label means.
    """

    chosen: Mapping[int, Candidate]
    candidates: Mapping[int, tuple[Candidate, ...]]
    meanings: Mapping[int, Meaning]


def weigh(
    labels: Sequence[str],
    contents: Sequence[Content],
    open_columns: Collection[int],
    *,
    taken: Collection[str],
    judge: Judge,
) -> Weighed:
    """Weigh the open columns of a file against the fields that no column feeds yet."""
    profile = judge.profile
    spoken = votes(labels, profile.locale)
    meanings = in_context([meaning_of(label, spoken) for label in labels], contents)
    every = aims_of(profile)
    aims = [aim for aim in every if aim.field.name not in taken]
    exact = frozenset(what for aim in every for what, weight in aim.weights.items() if weight >= 0.9)
    lines = {"street", "city", "postcode"} & {meaning.what for meaning in meanings}
    scored: dict[tuple[int, int], Candidate] = {}
    for i in sorted(open_columns):
        peers = sum(meaning.what == meanings[i].what for meaning in meanings)
        around = Around(peers == 1, len(lines), exact)
        for j, aim in enumerate(aims):
            candidate = _weighed(labels[i], meanings[i], contents[i], aim, judge, around=around)
            if candidate and candidate.confidence >= 0.3:
                scored[i, j] = candidate
    sides = Sides(contents, meanings, sorted(open_columns), aims, exact, judge)
    for pair, candidate in guesses(labels, sides):
        scored.setdefault(pair, candidate)
    pairs = assign({pair: candidate.confidence for pair, candidate in scored.items()})
    chosen = {i: _unrivalled(i, j, scored) for i, j in pairs.items()}
    return Weighed(chosen, {i: _listed(i, chosen, scored) for i in open_columns}, dict(enumerate(meanings)))


def _listed(
    i: int, chosen: Mapping[int, Candidate], scored: Mapping[tuple[int, int], Candidate]
) -> tuple[Candidate, ...]:
    """List what a column may feed: its own field first, and none that another column feeds."""
    gone = {candidate.field for candidate in chosen.values()}
    others = [one for (column, _), one in scored.items() if column == i and one.field not in gone]
    own = [chosen[i]] if i in chosen else []
    return (*own, *sorted(others, key=lambda one: -one.confidence))[:3]


def _unrivalled(i: int, j: int, scored: Mapping[tuple[int, int], Candidate]) -> Candidate:
    """Lower the confidence of a choice that another field, or another column, could have had as well."""
    own = scored[i, j]
    rivals = [
        one.confidence for (column, field), one in scored.items() if (column == i) != (field == j) and one is not own
    ]
    if max(rivals, default=0.0) > own.confidence - 0.04:
        return attrs.evolve(own, confidence=min(own.confidence, 0.8), why=f"{own.why}; something else fits as well")
    return own


def aims_of(profile: Profile) -> list[Aim]:
    """Say what the fields of a profile are for."""
    spoken = _spoken(profile)
    aims: list[Aim] = []
    for field in profile.fields:
        weights: dict[str, float] = {}
        named = meaning_of(field.name, spoken)
        meant = [meaning_of(label, spoken) for label in (*field.labels, field.title) if label]
        for meaning in meant:
            if meaning.what and meaning.sure > 0.5:
                weights[meaning.what] = weights.get(meaning.what, 0.0) + 1 / len(meant)
        weights = {what: min(1.0, 0.85 + weight) for what, weight in weights.items() if weight >= 0.1}
        if named.what and named.sure > 0.5:
            weights[named.what] = 1.0
        weights.pop("other", None)
        role = named.role or next((m.role for m in meant if m.role), "")
        words = tuple(dict.fromkeys(fold(text) for text in (*field.labels, field.title, field.name) if text))
        heads = frozenset(word for meaning in (named, *meant) for word in meaning.word.split())
        aims.append(Aim(field, weights, role, named.second, words, heads))
    whats = {what for aim in aims for what in aim.weights}
    return [attrs.evolve(aim, weights=_settled_name(aim.weights, whats)) for aim in aims]


def _spoken(profile: Profile) -> dict[str, float]:
    """Return the languages that the names of the fields speak; English where they leave it open.

    Labels have no vote: those of a field may be in all the languages of its host's customers.
    """
    found = votes([field.name for field in profile.fields], profile.locale)
    return {**dict.fromkeys(languages(), 0.0), **found, "en": found.get("en", 0.0) + 1.0}


def _settled_name(weights: Mapping[str, float], present: Collection[str]) -> dict[str, float]:
    """Say which name a plain "name" is: beside a first name the last one, beside a last name the first."""
    found = dict(weights)
    if "name" in found:
        weight = found.pop("name")
        if "full_name" not in found:
            found[which_name(present)] = weight
    return found


def _weighed(
    label: str, meaning: Meaning, content: Content, aim: Aim, judge: Judge, *, around: Around
) -> Candidate | None:
    """Weigh one column against one field."""
    by_words = _words_weight(meaning, aim, around)
    by_likeness = 0.0 if meaning.known else _likeness(label, aim)
    weight = max(by_words, by_likeness)
    if weight < 0.3:
        return None
    evidence = "words" if by_words >= by_likeness and meaning.sure >= 0.85 else "similar"
    if evidence == "words":
        why = f"the label means {meaning.what.replace('_', ' ')!r}"
    elif by_words >= by_likeness:
        why = f"the label may mean {meaning.what.replace('_', ' ')!r}"
    else:
        why = f"the label is {by_likeness:.0%} like one of the field's"
    fit = judge.fit(content, aim.field, meaning.what)
    if fit > 0 and meaning.sure < 0.9 and aim.field.kind in _MANY_SUCH:
        fit = 0.5  # any date looks like the date that a doubtful label may mean
    if fit < 0:
        weight, why = weight * 0.5, f"{why}, but its cells do not look like it"
        evidence += ", not content"
    elif fit > 0:
        weight += (1 - weight) * 0.5 * fit
        evidence, why = f"{evidence}, content", f"{why}, and its cells look like it"
    if meaning.second and not aim.second and aim.field.kind in ("phone", "email"):
        weight = min(weight, 0.45)
    return Candidate(aim.field.name, round(min(weight, 0.99, _most(aim, meaning, judge)), 3), evidence, why)


# Kinds of which a file has several columns, so that cells of the kind do not prove which one it is.
_MANY_SUCH = frozenset({"date", "datetime", "decimal", "integer", "phone"})


# Meanings under which the table has things that are only of one sort: a host's `iban` is no credit limit, and what it
# calls `last_order` no last visit. Only a word of the field's own makes them sure.
_LOOSE = frozenset(
    (
        *("last_visit", "orders", "total_spent", "source", "store", "bank_account", "job_title", "salesperson"),
        *("website", "status", "tags", "ticket", "payment_card", "expiry", "national_id", "company_id", "reference"),
        *("login", "discount", "consent", "age"),
    )
)


def _most(aim: Aim, meaning: Meaning, judge: Judge) -> float:
    """Return the most confidence that anything but the profile's own labels can give.

    Points and money are never added on a guess, and what a policy protects is written only where every word is clear.
    """
    field, profile = aim.field, judge.profile
    if field.name in profile.credit_fields:
        return 0.85
    if meaning.what in _LOOSE and aim.heads.isdisjoint(meaning.word.split()):
        return 0.85
    guarded = field.name in profile.key_fields or field.policy in ("immutable", "never", "ratchet")
    return 0.85 if guarded and (meaning.sure < 0.97 or meaning.what not in aim.weights) else 1.0


def _words_weight(meaning: Meaning, aim: Aim, around: Around) -> float:
    """Return how well what a label means goes with what a field is for."""
    if meaning.what in ("", "other") or meaning.role == "other":
        return 0.0
    weight = aim.weights.get(meaning.what, 0.0) or _related_weight(meaning, aim, around)
    weight *= 0.97 * meaning.sure
    if weight and meaning.role != aim.role:
        weight *= _OTHER_ROLE.get((meaning.role, aim.role), 0.4)
        if meaning.role == "shipping" and not aim.role and around.alone:
            weight = max(weight, 0.7 * meaning.sure)
    return weight if meaning.second == aim.second else weight * 0.55


def _related_weight(meaning: Meaning, aim: Aim, around: Around) -> float:
    """Return how well a label goes with a field for something related, where its own meaning has no field."""
    if meaning.what in around.exact and meaning.what not in ("address", "street"):
        return 0.0
    related = _RELATED.get(meaning.what, {})
    weight = max((aim.weights[what] * share for what, share in related.items() if what in aim.weights), default=0.0)
    if not weight or not around.alone:
        return weight
    both = {meaning.what, *aim.weights}
    if both >= {"address", "street"} and around.lines:
        return max(weight, 0.93)  # beside a city or a post code, an address is its street
    return weight + 0.03 if "phone" in both else weight


# Role of the label and of the field → what is left of the weight. A host's plain address is the one that is billed.
_OTHER_ROLE: dict[tuple[str, str], float] = {
    ("", "billing"): 0.97,
    ("billing", ""): 0.98,
    ("home", ""): 0.96,
    ("work", ""): 0.95,
    ("", "home"): 0.8,
    ("", "work"): 0.7,
    ("home", "billing"): 0.8,
    ("work", "billing"): 0.8,
    ("billing", "home"): 0.6,
    ("billing", "work"): 0.6,
    ("work", "home"): 0.3,
    ("home", "work"): 0.3,
}


def _likeness(label: str, aim: Aim) -> float:
    word = fold(label)
    if len(word) < 4:
        return 0.0
    best = 0.0
    for other in aim.words:
        if len(other) >= 4 and min(len(word), len(other)) / max(len(word), len(other)) > 0.6:
            matcher = difflib.SequenceMatcher(None, word, other, autojunk=False)
            if matcher.real_quick_ratio() > 0.74 and matcher.quick_ratio() > 0.74:
                best = max(best, matcher.ratio())
    return best * 0.88 if best >= 0.75 else 0.0
