"""The small parts of a preview page: phrases, values, problems, tables. The only way for a value to reach the page.

Whatever comes from a file, a store or a host passes `safe`: nothing of it can become markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape

from customer_import.model import Problem, Value
from customer_import.planning import Plan
from customer_import.problems import message, todo
from customer_import.rendering.words import words

LONG = 120  # characters of a value before it folds
_UNSEEN = (
    r"\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff\ufff0-\uffff"
    r"\U000e0000-\U000e0fff"
)
_INVISIBLE = re.compile(f"[{_UNSEEN}]")
_NOT_PLAIN = re.compile(f"[&<>\"'{_UNSEEN}]").search
_LEVEL_ICONS = {"reject": "✕", "drop": "⚠", "remark": "ℹ"}


def safe(text: str) -> str:
    """Return text that is inert in HTML: escaped, and what nobody can see shown as a dot."""
    return escape(_INVISIBLE.sub("·", text)) if _NOT_PLAIN(text) else text


class Parts:
    """What all parts of one page share: the plan, its words and names, whether values are hidden."""

    def __init__(self, plan: Plan, locale: str, *, masked: bool) -> None:
        self.plan = plan
        self.profile = plan.profile
        self.locale = locale
        self.masked = masked
        self._words = words(locale)
        self._phrases = {key: escape(text) for key, text in self._words.items()}
        self._hidden = f'<span class="empty">{self.say("hidden")}</span>' if masked else ""
        self._names = {field.name: safe(field.shown) for field in self.profile.fields}

    def say(self, key: str, **params: object) -> str:
        """Return one of our own phrases, with its parameters made safe."""
        text = self._phrases[key]
        if not params:
            return text
        values = {name: safe(str(value)) for name, value in params.items()}
        return re.sub(r"{(\w+)}", lambda place: values.get(place[1], place[0]), text)

    def knows(self, key: str) -> bool:
        """Tell whether there is a phrase of that name."""
        return key in self._phrases

    def text(self, value: Value) -> str:
        """Return a value: isolated from the direction of the text around it, long ones folded."""
        if not value:
            return f'<span class="empty">{self.say("empty")}</span>'
        if self._hidden:
            return self._hidden
        text = value if isinstance(value, str) else ", ".join(value)
        if len(text) <= LONG and not _NOT_PLAIN(text):
            return f"<bdi>{text}</bdi>"
        if len(text) > LONG:
            head, rest = safe(text[:LONG]), safe(text)
            return f"<details class=long><summary><bdi>{head}</bdi>…</summary><bdi>{rest}</bdi></details>"
        return f"<bdi>{safe(text)}</bdi>"

    def name(self, field: str) -> str:
        """Return what people call a field."""
        return self._names.get(field) or safe(field)

    def problem(self, problem: Problem, *, tag: str = "") -> str:
        """Return what is wrong, with the bad text, and what to do about it."""
        text = safe(message(problem, self.locale, self.profile, masked=self.masked))
        advice = safe(todo(problem, self.locale, self.profile, masked=self.masked))
        shown = f" “<bdi>{safe(problem.text[:LONG])}</bdi>”" if problem.text and not self.masked else ""
        field = f"<b>{self.name(problem.field)}</b>: " if problem.field else ""
        done = f" <b>→ {self.say('todo')}:</b> {advice}" if advice else ""
        return (
            f'<div class="problem {problem.level}"><span aria-hidden=true>{_LEVEL_ICONS[problem.level]}</span> '
            f"<span class=tag>{tag or self.say(problem.level)}</span> {field}{text}{shown}{done}</div>"
        )

    def table(self, title: str, columns: Sequence[tuple[str, str]], body: Iterable[str], classes: str = "") -> str:
        """Return a table with a caption that is only heard.

        Args:
            title: The caption.
            columns: Class of each column and its heading.
            body: The rows.
            classes: Of the table.
        """
        head = "".join(f'<th scope=col class="c-{name}">{self.say(key)}</th>' for name, key in columns)
        return (
            f'<table class="{classes}"><caption>{title}</caption><thead><tr>{head}</tr></thead>'
            f"<tbody>{''.join(body)}</tbody></table>"
        )
