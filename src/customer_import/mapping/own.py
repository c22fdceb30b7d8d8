"""The columns that this library itself writes beside a customer's data, and finds again when the file comes back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from customer_import.normalizing.folding import fold

Own = Literal["token", "version", "problem"]

TOKEN = "import_token"  # noqa: S105 - a label; where a row of an error file came from
VERSION = "row_version"  # the customer's version when it was exported

# The label of an error file's column of messages, by language.
PROBLEM = {"en": "Problem", "sv": "Fel i raden", "cs": "Problém v řádku"}

_ALWAYS: dict[str, Own] = {fold(TOKEN): "token", fold(VERSION): "version"}
_PROBLEMS = frozenset(fold(label) for label in PROBLEM.values())


def own_columns(labels: Sequence[str]) -> dict[int, Own]:
    """Return the columns of ours by their labels: column index → which.

    A column "Problem" is ours only beside a token: on its own it is the file's.
    """
    folded = [fold(label) for label in labels]
    found: dict[int, Own] = {i: _ALWAYS[label] for i, label in enumerate(folded) if label in _ALWAYS}
    if "token" in found.values():
        found.update((i, "problem") for i, label in enumerate(folded) if label in _PROBLEMS)
    return found
