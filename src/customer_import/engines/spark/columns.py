"""Columns of a user's DataFrame, found by name as Spark finds them, whatever signs their names hold."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F  # noqa: N812 - what everybody calls it

from customer_import.errors import UsageError

TEXT = ("string",)
TEXTS = ("array<string>",)
TRUTH = ("boolean",)
DAY = ("string", "date")
WHOLE = ("tinyint", "smallint", "int", "bigint")
ID = (*TEXT, *WHOLE, "decimal(*,0)")  # what has one way to be written
AMOUNT = (*ID, "decimal(*,*)")
CELL = (*AMOUNT, *DAY, *TRUTH, "float", "double", "timestamp_ntz")


class Columns:
    """The columns of a DataFrame.

    Args:
        frame: The DataFrame.
        which: What errors call it.

    Attributes:
        frame: The same with columns called by their places: names may hold dots, or differ only in case.
        names: The names that they have.
    """

    def __init__(self, frame: DataFrame, which: str) -> None:
        self.names: list[str] = list(frame.columns)
        self.frame = frame.toDF(*[f"c{place}" for place in range(len(self.names))])
        self._types = [kind for _, kind in frame.dtypes]
        self._which = which

    def place(self, name: str) -> int | None:
        """Return where the column of a name is; the case of its letters counts only where two differ in nothing else.

        Raises:
            UsageError: Two columns may be meant.
        """
        exact = [place for place, own in enumerate(self.names) if own == name]
        folded = [place for place, own in enumerate(self.names) if own.casefold() == name.casefold()]
        found = exact or folded
        if len(found) > 1:
            raise UsageError(f"{self._which} has two columns {name}: drop one of them", code="spark.column_twice")
        return found[0] if found else None

    def taken(self, wanted: Mapping[str, Sequence[str]], needed: Sequence[str] = ()) -> dict[str, Column]:
        """Return the columns of some names, those that are there.

        Args:
            wanted: Name → the types that are taken.
            needed: The names that must be there.

        Raises:
            UsageError: One that is needed is missing, or one is of another type: nothing is cast silently.
        """
        places = {name: self.place(name) for name in wanted}
        missing = [name for name in needed if places.get(name) is None]
        if missing:
            raise UsageError(f"{self._which} lacks columns: {', '.join(missing)}", code="spark.columns_missing")
        there = {name: place for name, place in places.items() if place is not None}
        self.refuse_types({place: wanted[name] for name, place in there.items()})
        return {name: F.col(f"c{place}") for name, place in there.items()}

    def refuse_types(self, wanted: Mapping[int, Sequence[str]]) -> None:
        """Raise `UsageError` where a column, by its place, is of another type."""
        wrong = [
            f"{self.names[place]} ({self._types[place]}, not {' or '.join(types)})"
            for place, types in wanted.items()
            if _any_precision(self._types[place]) not in types
        ]
        if wrong:
            raise UsageError(
                f"{self._which} has columns of another type: {'; '.join(wrong)}; cast them", code="spark.column_type"
            )


def _any_precision(kind: str) -> str:
    return re.sub(r",(?!0\)).*", ",*)", re.sub(r"^decimal\(\d+", "decimal(*", kind)) if "decimal" in kind[:7] else kind
