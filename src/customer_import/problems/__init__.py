"""Every problem code and its message: codes and parameters inside, prose at the edge, in English, Swedish and Czech."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from importlib import resources
from typing import TYPE_CHECKING

from customer_import.errors import CustomerImportError
from customer_import.model import Problem
from customer_import.problems.codes import CODES, FAMILY, Template

if TYPE_CHECKING:
    from customer_import.profile import Profile

__all__ = ["CODES", "LOCALES", "Template", "catalogue", "message", "todo"]

LOCALES = ("en", "sv", "cs")
MASK = "•••"
NOTHING = "…"  # stands where a problem has no such parameter

_PLACE = re.compile(r"\{([a-z_]+)\}")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]+")
_LONGEST = 200
# Parameters that repeat what a cell or a stored field holds.
_CONTENT = frozenset({"text", "value", "stored", "posted", "balance", "message", "item", "before", "after"})


def message(
    problem: Problem | CustomerImportError, locale: str = "en", profile: Profile | None = None, *, masked: bool = False
) -> str:
    """Say what is wrong, in words.

    A platform's own wording comes first: the profile's message for ``code:field``, then for ``code``. Then the
    catalogue of the locale, of its language (``cs-CZ`` → ``cs``), and English.

    Args:
        problem: A problem, or an error about the file or the plan; codes that nobody declared are shown as they are.
        locale: ``en``, ``sv``, ``cs``, or any other for English.
        profile: Gives the fields' titles and the platform's wording.
        masked: Hide what comes from cells and stored values, for logs and screens that others see.

    Returns:
        One line of plain text. It may hold cell content, so an HTML page escapes it.
    """
    problem = _problem(problem)
    own = profile.messages if profile else {}
    text = own.get(f"{problem.code}:{problem.field}") or own.get(problem.code)
    return _filled(text or _template(problem, locale).text, problem, profile, masked)


def todo(
    problem: Problem | CustomerImportError, locale: str = "en", profile: Profile | None = None, *, masked: bool = False
) -> str:
    """Say what to do about a problem, in words, or "" where there is nothing to do. Arguments as for `message`."""
    problem = _problem(problem)
    return _filled(_template(problem, locale).todo, problem, profile, masked)


@functools.cache
def catalogue(locale: str) -> Mapping[str, Template]:
    """Return every code's template in a language; English where there is no such catalogue.

    Raises:
        KeyError: A shipped catalogue lacks a code. A test keeps them complete.
    """
    language = re.split(r"[-_]", locale.lower(), maxsplit=1)[0]
    if language == "en" or language not in LOCALES:
        return CODES
    import tomllib  # only hosts that speak the language pay for it

    file = resources.files("customer_import.problems").joinpath(f"{language}.toml")
    words = tomllib.loads(file.read_text(encoding="utf-8"))
    return {code: Template(template.level, *words[code]) for code, template in CODES.items()}


def _problem(found: Problem | CustomerImportError) -> Problem:
    if isinstance(found, Problem):
        return found
    return Problem(found.code, params=tuple(found.params.items()))


def _template(problem: Problem, locale: str) -> Template:
    """Find the words: for the code at this level, for the code, for its family; else the code itself."""
    words = catalogue(locale)
    for key in (f"{problem.code}:{problem.level}", problem.code, FAMILY.get(problem.code.split(".")[0], "")):
        if key in words:
            return words[key]
    return Template("remark", problem.code)


def _filled(text: str, problem: Problem, profile: Profile | None, masked: bool) -> str:
    """Put parameters into a template, once: a brace inside a parameter is a brace."""
    values: dict[str, object] = {"field": _title(problem.field, profile), "row": problem.row, "text": problem.text}
    values.update(problem.params)

    def shown(place: re.Match[str]) -> str:
        name = place[1]
        if masked and name in _CONTENT:
            return MASK
        return _shown(values.get(name))

    return _PLACE.sub(shown, text).replace(f" ({NOTHING})", "")


def _title(name: str, profile: Profile | None) -> str:
    if profile is not None:
        for field in profile.fields:
            if field.name == name:
                return field.shown
    return name


def _shown(value: object) -> str:
    """Show a parameter on one line. Only plain values are asked for their text; nothing is looked up inside them."""
    if isinstance(value, (list, tuple)):
        return ", ".join(_shown(item) for item in value) or NOTHING
    if not isinstance(value, (str, int, float)):
        return NOTHING
    text = _UNPRINTABLE.sub(" ", str(value)).strip()
    return (text[: _LONGEST - 1] + "…" if len(text) > _LONGEST else text) or NOTHING
