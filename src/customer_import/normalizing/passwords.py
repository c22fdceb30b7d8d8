"""Labels that mean a password. Passwords are never imported, not even as hashes (S4-08)."""

from __future__ import annotations

from functools import cache

from customer_import.normalizing.folding import fold


def is_password_label(label: str) -> bool:
    """Whether a label means a password, in any of more than 25 languages.

    Exact folded words, and clear compounds of them (``password_hash``, ``customerPassword``, ``Heslo (hash)``); not
    every word that holds one: ``passport`` and ``hasło reklamowe`` (a slogan) are other things.
    """
    word = fold(label[:200])
    exact, stems, additions = _words()
    if word in exact:
        return True
    for stem in stems:
        before, found, after = word.partition(stem)
        if found and _adds_up(before, additions) and _adds_up(after, additions):
            return True
    return False


def _adds_up(rest: str, additions: frozenset[str], depth: int = 4) -> bool:
    """Whether what a compound has beside the stem is made of known additions."""
    if not rest:
        return True
    return depth > 0 and any(
        rest.startswith(word) and _adds_up(rest[len(word) :], additions, depth - 1) for word in additions
    )


@cache
def _words() -> tuple[frozenset[str], tuple[str, ...], frozenset[str]]:
    from customer_import.normalizing.vocabularies import load

    lists = load("words")["password"]
    stems = {fold(text) for text in lists["stems"].split(", ")}
    exact = stems | {fold(text) for text in lists["exact"].split(", ")}
    additions = {fold(text) for text in lists["additions"].split(", ")}
    return frozenset(exact), tuple(sorted(stems, key=lambda stem: (-len(stem), stem))), frozenset(additions)
