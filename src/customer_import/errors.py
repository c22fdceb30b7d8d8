"""Every exception that leaves the library, split by who is at fault: you, the file, your store, or time.

What is wrong with a *row* is never an exception but a `Problem`. No message holds a cell's content or a stored value.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from customer_import.model import Question


class CustomerImportError(Exception):
    """The base of all declared errors.

    Args:
        message: What is wrong and what to do about it, free of personal data.
        code: A stable dotted name such as ``source.empty``.
        params: Facts for programs: row numbers, limits, names of fields. Never cell content.
    """

    code: str
    params: Mapping[str, object]

    def __init__(self, message: str, *, code: str, **params: object) -> None:
        super().__init__(message)
        self.code = code
        self.params = MappingProxyType(params)

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild, (type(self), str(self), self.code, dict(self.params)))


def _rebuild(cls: type[CustomerImportError], message: str, code: str, params: dict[str, object]) -> CustomerImportError:
    return cls(message, code=code, **params)


class UsageError(CustomerImportError):
    """You called something in a way that cannot work."""


class ProfileError(UsageError):
    """A profile declares something impossible; the message says what and where."""


class QuestionsOpen(UsageError):
    """The evidence leaves questions open that only a person or the host can answer.

    Attributes:
        questions: The `Question` values, each with its options and how to answer it.
    """

    def __init__(self, message: str, *, code: str = "questions.open", questions: Sequence[Question] = ()) -> None:
        super().__init__(message, code=code, questions=tuple(questions))
        self.questions = tuple(questions)

    @classmethod
    def before(cls, what: str, questions: Sequence[Question]) -> Self:
        """Name the questions that must be answered before something, each with its text and options."""
        texts = "; ".join(
            f"{question.code}: {question.text}" + (f" ({' | '.join(question.options)})" if question.options else "")
            for question in questions[:5]
        )
        count = f"{len(questions)} question{'s' if len(questions) > 1 else ''} must be answered"
        return cls(f"{count} before {what} (answers={{code: answer}}): {texts}", questions=questions)


class GuardTripped(UsageError):
    """A guard of the profile tripped and was not acknowledged."""


class SourceError(CustomerImportError):
    """The file as a whole cannot be read; nothing of it was processed."""


class LimitError(SourceError):
    """The file passes one of the `Limits`; the message names it."""


class PlanError(UsageError):
    """A saved plan is damaged, of another version, or not the expected one."""


class StoreError(CustomerImportError):
    """The host's store broke a promise of the port or is out of order."""


class BatchMoved(StoreError):
    """`Store.commit` found the journal elsewhere: another worker moved it. Nothing was written."""

    def __init__(self, message: str = "the journal has moved on", *, code: str = "batch.moved", next: int = -1) -> None:  # noqa: A002 - the journal's word
        super().__init__(message, code=code, next=next)
        self.next = next


class StalePlan(CustomerImportError):
    """Time passed: the plan is expired, or it was made for another store, tenant or state."""
