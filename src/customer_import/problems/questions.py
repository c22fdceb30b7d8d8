"""Every question that a file can leave open, and the answers that nobody asks for."""

from __future__ import annotations

from collections.abc import Iterable

from customer_import.errors import UsageError

# Code → what is asked. A code that ends in a dot is followed by a label (or the column's number), a field, or a row.
QUESTIONS: dict[str, str] = {
    "encoding": "in which encoding was the file written",
    "delimiter": "which character separates the columns",
    "header": "is the first row a header",
    "trailing": "are the rows below the table customers, too",
    "sheet": "which sheet holds the customers",
    "column.unmapped.": "which field is this column, or is it to be ignored",
    "column.swapped.": "are these two columns swapped",
    "column.content.": "which field is this column, whose cells are unlike its label",
    "column.duplicate.": "which of several columns feeds this field",
    "date.order.": "does the day or the month come first in this field",
    "number.mark.": "which is the decimal mark in this field",
    "credit.occasion": "what are the credits given for",
    "create.unchecked": "are customers created who cannot be looked up",
    "identity.mismatch": "is this row that customer, although the identity differs",
    "identity.mismatch.": "the same, for one row",
    "credit.possible_double": "is a credit given that may have been given before",
    "credit.possible_double.": "the same, for one row",
}


def expect_questions(codes: Iterable[str]) -> None:
    """See to it that answers answer something: a code with a slip would be left out silently.

    Raises:
        UsageError: There is no question of such a code.
    """
    families = tuple(code for code in QUESTIONS if code.endswith("."))
    for code in codes:
        if code in families or (code not in QUESTIONS and not code.startswith(families)):
            import difflib

            near = difflib.get_close_matches(code, QUESTIONS, 1)
            meant = f", did you mean {near[0]!r}?" if near else ""
            raise UsageError(f"there is no question {code!r} to answer{meant}", code="answer.unasked")
