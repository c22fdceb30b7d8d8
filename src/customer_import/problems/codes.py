"""Every code a problem can have, with its usual level, the English message and what to do about it.

A code is here once, or twice where it says another thing at another level (``code:level``). `sv.toml` and `cs.toml`
translate texts, never codes. In braces stand ``field``, ``row``, ``text`` (the cell) and the problem's own parameters.
Errors of programmers (wrong arguments, broken stores) are not here: they are exceptions in English.
"""

from __future__ import annotations

from typing import NamedTuple

from customer_import.model import Level


class Template(NamedTuple):
    """One code's message.

    Args:
        level: The level it usually has; a problem's own level counts.
        text: What is wrong.
        todo: What to do about it; "" where there is nothing to do.
    """

    level: Level
    text: str
    todo: str = ""


# Files can be damaged in more ways than there are words for: such a code has its family's message.
FAMILY = {"source": "source.corrupt", "limit": "source.too_large"}

CODES: dict[str, Template] = {
    # The shape of a row
    "row.extra_cells": Template(
        "reject",
        "The row has {cells} cells, but the table has {columns} columns: its cells may have shifted.",
        "Look for a delimiter inside a cell and put that cell in quotes.",
    ),
    "row.extra_blank": Template(
        "remark",
        "The row has {cells} cells, the last ones blank, and the table {columns} columns; nothing shows whether its "
        "cells have shifted.",
        "Compare it with the rows beside it.",
    ),
    "row.short": Template("remark", "The row ends after {cells} cells; the others say nothing."),
    "row.nul": Template(
        "reject", "The row holds a NUL character.", "Save the file again from the program it came from."
    ),
    "row.control": Template("reject", "The row holds a control character.", "Delete it, or save the file again."),
    "row.quote_unclosed": Template("reject", "A quote opens in this row and is never closed.", "Close or delete it."),
    "row.quote_stray": Template("remark", "A quote stands in the middle of a cell; it was read as it is."),
    "row.quote_other": Template(
        "remark", "The row stands between quotes of another kind than its table; it was read with those."
    ),
    "row.framed": Template("remark", "The row stands between quotes as a whole; it was read without them."),
    "row.delimiter": Template(
        "remark", "The row is written with another delimiter than its table; it was read with that one."
    ),
    "row.delimiter_unclear": Template(
        "reject",
        "The row seems to be written with another delimiter than its table, but its cells do not prove it.",
        "Write the row with the delimiter of the others.",
    ),
    "row.unaligned": Template(
        "reject",
        "The columns are aligned with spaces, and this row has another number of cells: which one is blank cannot be "
        "told.",
        "Save the list with another delimiter, such as a semicolon.",
    ),
    "row.encoding": Template(
        "reject", "The row holds bytes that are no text in the file's encoding.", "Save the file as UTF-8."
    ),
    "row.encoding_other": Template(
        "remark", "The row is written in the encoding {encoding}, other rows are not; it was read in that one."
    ),
    "row.example": Template(
        "remark", "This is the example row of the template; it is never imported.", "Write a customer over it."
    ),
    "row.uncorrected": Template(
        "reject", "The row came back as it was, with the same problem.", "Correct it, or delete it."
    ),
    # The file
    "source.empty": Template("reject", "The file is empty.", "Choose the file that holds the customers."),
    "source.missing": Template("reject", "There is no such file.", "Check its name and folder."),
    "source.directory": Template("reject", "This is a folder, not a file.", "Choose a file in it."),
    "source.unreadable": Template("reject", "The file cannot be read.", "Check that it exists and may be opened."),
    "source.changed": Template("reject", "The file changed while it was read.", "Upload it again."),
    "source.format": Template("reject", "This kind of file is not accepted here.", "Save the table as one that is."),
    "source.encrypted": Template("reject", "The workbook is protected by a password.", "Save it without one."),
    "source.corrupt": Template("reject", "The file is damaged.", "Save it again from the program it came from."),
    "source.encoding": Template("reject", "The file's encoding cannot be read.", "Save the file as UTF-8."),
    "source.sheet_missing": Template("reject", "The workbook has no such sheet.", "Name one of its sheets."),
    "source.no_sheets": Template(
        "reject", "The workbook has no sheet with cells.", "Choose the file with the customers."
    ),
    "source.truncated": Template("reject", "The file ends too early.", "Upload it again."),
    "source.too_large": Template("reject", "The file is larger than is accepted here.", "Split it."),
    "source.macros": Template("remark", "The workbook holds macros. They were not run."),
    "source.external_links": Template(
        "remark", "The workbook refers to {count} other files. They were not opened: cells show what was saved last."
    ),
    "source.hidden_rows": Template("remark", "{count} rows of the sheet {sheet} are hidden. They were read as well."),
    "source.hidden_columns": Template(
        "remark", "{count} columns of the sheet {sheet} are hidden. They were read as well."
    ),
    "source.merged": Template(
        "remark", "The sheet {sheet} has {count} merged ranges. Only the first cell of each holds a value."
    ),
    "source.rows_unordered": Template("remark", "The rows of the sheet {sheet} are not stored in order."),
    "source.errors_blank": Template(
        "remark",
        "In this kind of workbook, errors such as #REF! cannot be told from blank cells. No blank cell clears a value.",
        "If its formulas may fail, save it as .xlsx.",
    ),
    # Columns
    "column.unmapped": Template(
        "reject", "The column {label} belongs to no field.", "Say which field it feeds, or that it is to be ignored."
    ),
    "column.duplicate": Template(
        "reject", "Two columns feed the same field.", "Say which one counts, or delete the other."
    ),
    "column.missing": Template("reject", "A column is missing: {fields}.", "Add it, with its label, and try again."),
    "column.no_key": Template(
        "reject", "No column says which customer a row is about.", "Add the column of one of: {fields}."
    ),
    "column.refused": Template("remark", "The column {label} is never imported: passwords do not belong in a file."),
    # Cells in general
    "cell.error": Template(
        "reject", "The cell shows a spreadsheet error {error}.", "Mend the formula, or type the value."
    ),
    "cell.digits_lost": Template(
        "reject",
        "The spreadsheet has cut off digits of this number; what is left cannot be trusted.",
        "Format the column as text and export it again from where it came from.",
    ),
    "cell.clear_refused": Template("reject", "{field} cannot be cleared by an import."),
    "cell.split_uncertain": Template(
        "remark",
        "It is uncertain how the text that column {column} is split from falls into parts.",
        "Check the parts.",
    ),
    "cell.split_surplus": Template(
        "remark",
        "A cell holds more items than fields are fed from it, from column {column} on.",
        "Check what was left out.",
    ),
    "cell.blank": Template("reject", "{field} must not be blank.", "Fill it in."),
    "field.required": Template("reject", "{field} is required.", "Fill it in."),
    "text.too_long": Template(
        "reject", "The text has {length} characters; at most {limit} are accepted.", "Shorten it."
    ),
    "text.control": Template("reject", "The text holds the control character {character}.", "Type the cell again."),
    "text.bidi": Template("reject", "The text holds invisible characters that turn its direction.", "Type it again."),
    "text.mixed_script": Template(
        "reject", "The text mixes letters of several scripts that look alike.", "Type it again with one keyboard."
    ),
    "name.honorific": Template("remark", "The name begins with a title; it was kept as it is."),
    "name.all_caps": Template("remark", "The name is in capitals only; it was kept as it is."),
    "identifier.pattern": Template(
        "reject", "{field} has not the expected form.", "Check it for slips and lost zeros."
    ),
    "kind.invalid": Template("reject", "The value is not accepted: {message}."),
    # E-mail and telephone
    "email.format": Template("reject", "This is no e-mail address.", "Write it as name@example.org."),
    "email.too_long": Template("reject", "An e-mail address has at most {limit} characters.", "Check it."),
    "email.several": Template("reject", "The cell holds several e-mail addresses.", "Keep one of them."),
    "email.typo": Template("remark", "Was {meant} meant? The address was kept as it is."),
    "phone.invalid": Template("reject", "There is no such telephone number.", "Check it, with its country code."),
    "phone.no_region": Template(
        "reject", "The number has no country code, and no country is set.", "Write it as +46 70 … , or set the region."
    ),
    "phone.ambiguous": Template(
        "reject",
        "The telephone number begins with 00 and can be of two countries.",
        "Write it with + and its country code.",
    ),
    "phone.several": Template("reject", "The cell holds several telephone numbers.", "Keep one of them."),
    "phone.test_number": Template("remark", "The number looks made up; it was kept as it is."),
    "phone.extension": Template("remark", "The extension was left out."),
    "phone.digits": Template("remark", "The number has {found} digits; {expected} are expected. It was kept."),
    "phone.letters": Template("remark", "Letters in the number were read as the digits on their keys."),
    # Dates
    "date.format": Template("reject", "This is no date in one of the forms {formats}.", "Write it in that form."),
    "date.impossible": Template("reject", "There is no such day.", "Check day and month."),
    "date.weekday": Template("reject", "The date does not fall on that weekday.", "Check both."),
    "date.ambiguous": Template(
        "reject", "Day and month cannot be told apart.", "Write the date as YYYY-MM-DD, or say which comes first."
    ),
    "date.number": Template("reject", "The cell holds a number, not a date.", "Format the column as a date."),
    "date.before_today": Template("reject", "{field} must be on or after {today}.", "Check the year."),
    "date.two_digit_year": Template(
        "remark", "The year has two digits only: up to {pivot} it was read as 20xx, above as 19xx."
    ),
    "date.two_digit_year:reject": Template("reject", "The year has two digits only.", "Write all four."),
    "date.unlikely_year": Template(
        "remark",
        "The year is before 1800 or after 2199.",
        "Check whether the date is of another calendar (Buddhist, Persian, Hebrew), or stands for no date.",
    ),
    "date.time_dropped": Template("remark", "The time of day was left out."),
    # Numbers
    "number.format": Template("reject", "This is no number.", "Write digits only, with one decimal mark."),
    "number.ambiguous": Template(
        "reject", "The number reads in two ways, with decimals or with thousands.", "Say what the decimal mark is."
    ),
    "number.range": Template("reject", "The number is outside {minimum} … {maximum}.", "Check it."),
    "number.scale": Template("reject", "The number has more than {scale} decimals.", "Round it."),
    "number.unit_dropped": Template("remark", "The unit behind the number was left out."),
    # Words out of a list
    "choice.unknown": Template("reject", "{text} is not one of the values of {field}.", "Take one of: {choices}."),
    "boolean.unknown": Template("reject", "{text} is neither yes nor no.", "Write TRUE or FALSE."),
    "country.unknown": Template("reject", "{text} is not an accepted country.", "Write its name or two-letter code."),
    "reference.unknown": Template("reject", "{text} is not in the list {reference}.", "Take a name from that list."),
    "currency.unknown": Template("reject", "{text} is no currency.", "Write its three-letter code, such as EUR."),
    "list.too_many": Template("reject", "The cell holds {found} items; at most {limit} are accepted.", "Split it."),
    # Duplicates, matching
    "key.duplicate": Template("reject", "{field} stands in row {other} already.", "Keep one of the two rows."),
    "value.duplicate": Template("reject", "{field} stands in row {other} already and must be unique.", "Correct one."),
    "possible.duplicate": Template(
        "reject",
        "The row orders a new customer, but one with the same {field} is there already.",
        "Use that customer's number, or change the row.",
    ),
    "key.missing": Template("reject", "Nothing in the row says which customer it is about.", "Fill in {field}."),
    "key.lookalike": Template(
        "reject",
        "This looks like the {field} of customer {owner}, but has other letters, dashes or apostrophes.",
        "Type it again as it is stored, or correct the customer.",
    ),
    "key.taken": Template("reject", "{field} belongs to a customer who exists already ({owner}).", "Remove the row."),
    "key.exists": Template("remark", "The row was skipped: a customer with this {field} exists ({owner})."),
    "key.ambiguous": Template("reject", "Several customers have this {field}: {owner}.", "Merge them first."),
    "key.conflict": Template(
        "reject", "The row speaks of two customers: {field} belongs to {owner}, another key to {other}.", "Correct one."
    ),
    "value.taken": Template("reject", "{field} belongs to another customer already ({owner}).", "Check whose it is."),
    "value.taken:remark": Template("remark", "The row was skipped: {field} belongs to another customer ({owner})."),
    "customer.not_found": Template("reject", "There is no customer with this {field}.", "Check it."),
    "customer.not_found:remark": Template("remark", "The row was skipped: there is no customer with this {field}."),
    "customer.locked": Template("reject", "This customer was deleted or erased and is not written any more."),
    "create.unchecked": Template(
        "reject",
        "The row orders a new customer, but holds nothing to find an existing one by.",
        "Add an e-mail or phone.",
    ),
    "identity.mismatch": Template(
        "reject", "The key belongs to a person with other data ({fields}).", "Check the key, or accept the change."
    ),
    "child.unknown": Template("reject", "The customer has none with this {field}.", "Check it, or leave it blank."),
    "child.taken": Template("reject", "Another customer has this {field}.", "Check it, or leave it blank."),
    # Credits
    "credit.negative": Template("reject", "A credit below zero is not allowed.", "Check the sign."),
    "credit.scale": Template("reject", "The amount has more decimals than its currency.", "Round it."),
    "credit.zero": Template("remark", "The amount is zero: nothing is credited."),
    "credit.no_unit": Template("drop", "The amount has no currency: it is not credited.", "Fill in {field}."),
    "credit.incomplete": Template("drop", "What to credit is said by a bad cell: nothing is credited.", "Correct it."),
    "credit.duplicate": Template("reject", "Row {other} credits the same customer by the same reference.", "Keep one."),
    "credit.no_customer": Template("reject", "The credit has no customer.", "Fill in {field}."),
    "credit.already": Template("remark", "Credited already by plan {plan} ({posted_at}): not credited again."),
    "credit.conflict": Template(
        "reject",
        "For this occasion {posted} was credited already by plan {plan} ({posted_at}).",
        "Decide who is right; a correction is a credit with an occasion of its own.",
    ),
    "credit.possible_double": Template(
        "reject",
        "This may be what plan {plan} ({posted_at}) credited for this occasion from another version of the file.",
        "Look at the customer's entries; if it is another credit, accept it.",
    ),
    "balance.same": Template("remark", "The customer has that balance already: nothing is posted."),
    "balance.moved": Template(
        "drop",
        "For this occasion plan {plan} ({posted_at}) set the balance already, and it is {balance} now: not set again.",
        "Decide who is right; setting it again needs an occasion of its own.",
    ),
    # Between the plan and its writing
    "balance.changed": Template(
        "reject", "The customer's balance changed after the plan was made.", "Plan the row again."
    ),
    "customer.changed": Template(
        "reject",
        "The customer was changed after the plan or the file was made.",
        "Take the present data and try again.",
    ),
    "customer.gone": Template("reject", "The customer was there when the plan was made, and is gone.", "Plan again."),
    "customer.in_use": Template("reject", "The customer has a balance or history and cannot be removed."),
    "credit.amount": Template("reject", "The ledger cannot hold an amount of that size.", "Check the amount."),
    "store.refused": Template("reject", "A rule of the database refused the row.", "Ask whoever runs the database."),
    "undo.changed": Template("remark", "{field} was changed after the import and stays as it is."),
    "undo.touched": Template("remark", "The customer was changed after the import and stays."),
    "undo.gone": Template("remark", "The customer is gone: there is nothing to take back."),
    "plan.expired": Template("reject", "The plan is older than it may be.", "Plan the file again."),
    "plan.other_store": Template("reject", "The plan was made for another store.", "Plan the file for this one."),
    "plan.other_tenant": Template("reject", "The plan was made for another tenant.", "Plan the file for this one."),
    "plan.other_digest": Template("reject", "The plan's id is registered with other content.", "Plan the file again."),
    "plan.stale_rows": Template("reject", "Rows changed since the plan, and it is all or nothing.", "Plan again."),
    "plan.id_taken": Template("reject", "Another plan is registered under this id.", "Plan the file again."),
    # After the writing
    "import.done": Template("remark", "Done: {count} customers were imported."),
    # Guards on the finished plan
    "guard.changed_share": Template(
        "reject", "{count} of {total} customers change in {field}.", "Look, then acknowledge."
    ),
    "guard.same_value": Template(
        "reject", "{count} of {total} changes of {field} have one and the same value.", "Look, then acknowledge."
    ),
    "guard.clears": Template("reject", "{count} stored values are cleared.", "Look, then acknowledge."),
    "guard.unmatched": Template("reject", "{count} of {total} rows find no customer.", "Check the key column."),
    "guard.mismatch": Template("reject", "{count} of {total} rows belong to other persons.", "Check the key column."),
    "guard.shifted": Template(
        "reject", "{count} of {total} values of {field} look like {other}.", "Check which column feeds which field."
    ),
}
