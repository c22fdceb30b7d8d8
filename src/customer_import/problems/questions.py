"""Every question that a file can leave open, and the answers that nobody asks for."""

from __future__ import annotations

import re
from collections.abc import Mapping

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
    "choice.words.": "in which language are the letters of this field",
    "date.order.": "does the day, the month or, of two digits, the year come first in this field",
    "number.mark.": "which is the decimal mark in this field",
    "credit.occasion": "what are the credits given for",
    "create.unchecked": "are customers created who cannot be looked up",
    "identity.mismatch": "is this row that customer, although the identity differs",
    "identity.mismatch.": "the same, for one row",
    "credit.possible_double": "is a credit given that may have been given before",
    "credit.possible_double.": "the same, for one row",
}

# Code → the answers that it takes, where they are the same for every file. The others are checked where they are used.
ANSWERS: dict[str, str] = {
    "header": r"yes|no|[0-9]+(?:, *[0-9]+)*",
    "trailing": "rows|skip",
    "column.swapped.": "swap|keep",
    "date.order.": "day_first|month_first|year_first",
    "number.mark.": "point|comma",
    "create.unchecked": "create|reject",
    "identity.mismatch": "accept|reject",
    "identity.mismatch.": "accept|reject",
    "credit.possible_double": "accept|reject",
    "credit.possible_double.": "accept|reject",
}


def expect_answers(answers: Mapping[str, str]) -> None:
    """See to it that answers answer something: a slip in a code or an answer would be left out silently.

    Raises:
        UsageError: There is no question of such a code, or it takes no such answer.
    """
    families = tuple(code for code in QUESTIONS if code.endswith("."))
    for code, answer in answers.items():
        asked = code if code in QUESTIONS else next((family for family in families if code.startswith(family)), "")
        if not asked or code in families:
            import difflib

            near = difflib.get_close_matches(code, QUESTIONS, 1)
            meant = f", did you mean {near[0]!r}?" if near else ""
            raise UsageError(f"there is no question {code!r} to answer{meant}", code="answer.unasked")
        if not isinstance(answer, str):
            raise UsageError(f"the answer to {code!r} must be a text", code="answer.unknown")
        if asked in ANSWERS and not re.fullmatch(ANSWERS[asked], answer):
            shown = "yes, no or record numbers" if asked == "header" else ANSWERS[asked].replace("|", ", ")
            raise UsageError(f"the answer to {code!r} is not one of {shown}", code="answer.unknown")
