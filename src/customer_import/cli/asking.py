"""Open questions: asked where somebody sits at the terminal, else answered by their default, which is said.

Questions go to standard error, so that output can be piped. What is answered becomes ``--answer`` of the same command.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

import customer_import as ci
from customer_import.cli import showing
from customer_import.rendering.text import printable

FEW = 9  # options that get a number
TRIES = 3


def left_open(questions: Sequence[ci.Question], answers: dict[str, str]) -> list[ci.Question]:
    """Return the questions that no argument answers."""
    return [question for question in questions if question.code not in answers]


def somebody_there(arguments: Any) -> bool:
    """Tell whether somebody can be asked: at a terminal, with the file elsewhere, and nothing said against it."""
    if arguments.no_input or arguments.format != "text" or arguments.file == "-":
        return False
    return sys.stdin.isatty() and sys.stderr.isatty()


def asked(questions: Sequence[ci.Question], arguments: Any) -> bool:
    """Ask, and add what is said to the arguments; tell whether every question has an answer now."""
    if not questions or not somebody_there(arguments):
        return False
    given = []
    for question in questions:
        answer = _asked(question)
        if not answer:
            return False
        option = showing.answered_with(question, answer)
        if question.code == showing.OCCASION:
            arguments.occasion = answer
        else:
            arguments.answer.append(f"{question.code}={showing.named(answer)}")
        given.append(option)
    _say(f"the same without questions: {' '.join(given)}")
    return True


def say_defaults(questions: Sequence[ci.Question]) -> None:
    """Say which answers are taken because nobody gave one."""
    for question in questions:
        taken, others = showing.named(question.default), [o for o in question.options if o != question.default]
        options = " or ".join(showing.answered_with(question, other) for other in others)
        _say(f"note: {question.text} Taken: {taken}{f'; otherwise {options}' if options else ''}")


def _asked(question: ci.Question) -> str:
    """Ask one question; "" where there is no answer."""
    options = [showing.named(option) for option in question.options]
    default = showing.named(question.default)
    print(f"\n{printable(question.text)}", file=sys.stderr)
    if len(options) > FEW:
        print(f"  one of: {', '.join(map(printable, options))}", file=sys.stderr)
    else:
        for number, option in enumerate(options, 1):
            print(f"  {number}  {printable(option)}", file=sys.stderr)
    for _ in range(TRIES):
        print(f"answer{f' [{printable(default)}]' if default else ''}: ", end="", file=sys.stderr, flush=True)
        line = sys.stdin.readline()
        said = line.strip() or default
        if not line or not said:
            return question.default
        if not options or said in options:
            return said
        if len(options) <= FEW and said.isascii() and said.isdigit() and 0 < int(said) <= len(options):
            return options[int(said) - 1]
        print("that is none of the options", file=sys.stderr)
    return ""


def _say(text: str) -> None:
    print(f"customer-import: {printable(text)}", file=sys.stderr)
