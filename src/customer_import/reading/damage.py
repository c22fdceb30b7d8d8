"""Records whose quotes are out of order: read so that one bad quote costs one row at most.

`csv.reader` in strict mode reads every record that is in order and is the truth for it; a record at which it raises
comes here. A quote that nobody closes would swallow all that follows, so the record is first looked for on its own
line: among all ways to cut the line into as many cells as the table has columns, the one with the least damage wins.
"""

from __future__ import annotations

import bisect
from collections.abc import Sequence

import attrs

from customer_import.model import Problem
from customer_import.reading.dialect import Dialect
from customer_import.reading.limits import Limits, passed
from customer_import.reading.records import counted

MOST_LINES = 12  # of one damaged record
MOST_STEPS = 100_000  # of the search for the cells of one text; beyond, the plain reading is taken
MOST_LETTERS = 60_000  # of the cells that are tried for one text
MOST_STEPS_ALL = 3_000_000  # of a whole file
FEW_STEPS = 120  # for a text when those of the whole file are used up: one or two delimiters between quotes
STEPS_PAIR = 30  # for making a cell of what stands between two quotes
LETTERS_STEP = 16  # letters of such a cell that cost as much as a step
LONGEST = 64  # delimiters in a cell of a damaged record
COST_ENDING, COST_STRAY, COST_LITERAL, COST_BOUNDARY = 1, 2, 3, 4
NEVER = 1 << 30
# Pieces that open a quote, each with where those that may close it start and stop in the list of all that close one.
Pairs = tuple[list[tuple[int, int, int]], list[int]]
NEVER_THERE = "\ud800"


@attrs.define
class Budget:
    """How many steps the searches for the cells of damaged records may take.

    Args:
        each: For one text.
        left: For all together; when none are left, each text has a few.
    """

    each: int = MOST_STEPS
    left: int = MOST_STEPS_ALL

    def allows(self, steps: int) -> bool:
        """Tell whether there are so many steps for one text."""
        return steps <= min(self.each, max(self.left, FEW_STEPS))


@attrs.frozen
class Mended:
    """One record as far as it could be read.

    Args:
        cells: Its cells.
        lines: How many lines it took.
        problems: What is wrong with it.
        looked: How many lines were looked at.
    """

    cells: list[str] = attrs.field(repr=counted)
    lines: int
    problems: tuple[Problem, ...]
    looked: int


def mend(
    lines: Sequence[str],
    start: int,
    number: int,
    dialect: Dialect,
    *,
    width: int,
    limits: Limits,
    budget: Budget,
    most: int = MOST_LINES,
) -> Mended:
    """Read the damaged record that starts at ``lines[start]``.

    Args:
        lines: Lines with their ends.
        start: Where the record starts.
        number: Its record number.
        dialect: How it is written.
        width: How many cells a record has; 0 where that is not known.
        limits: Only the longest cell is checked here.
        budget: For the search.
        most: How many lines the record may have.

    Raises:
        LimitError: A cell is longer than the limit.
    """
    best: tuple[int, int, list[str]] | None = None
    text = ""
    looked = 1
    for count, line in enumerate(lines[start : start + most], 1):
        looked = count
        if len(text) + len(line) > limits.record:
            break
        text += line
        if count > 1 and _stands_alone(line, dialect, width, budget):
            break
        if count == 1 or _closed(text, dialect):
            found = cut_cells(text.rstrip("\r\n"), dialect, width, budget)
            if found is not None and (best is None or found[1] < best[0]):
                best = found[1], count, found[0]
        # A line may be whole by itself and yet go on: its last cell opens a quote.
        if width == 0 or (best is not None and not _opens(best[2][-1], dialect)):
            break
        if count == 1 < most and best is None and _ends(text.rstrip("\r\n"), dialect, budget):
            break
    if best is not None:
        cost, count, cells = best
        problems = (Problem("row.quote_stray", "remark", row=number),) if cost else ()
        return Mended(_checked(cells, number, limits), count, problems, looked)
    plain = _plain(lines[start].rstrip("\r\n"), dialect)
    problem = Problem("row.quote_unclosed", "reject", row=number)
    return Mended(_checked(plain, number, limits), 1, (problem,), looked)


def _ends(text: str, dialect: Dialect, budget: Budget) -> bool:
    """Tell whether a line ends outside of quotes, however many cells it has: no record goes on beyond it."""
    found = cut_cells(text, dialect, 0, budget)
    return found is not None and not found[0][-1].lstrip(" ").startswith(dialect.quote)


def _opens(cell: str, dialect: Dialect) -> bool:
    return cell.lstrip(" ").startswith(dialect.quote) and cell.count(dialect.quote) % 2 == 1


def _stands_alone(line: str, dialect: Dialect, width: int, budget: Budget) -> bool:
    """Tell whether a line is a whole record by itself, in order."""
    if width < 2 or line.count(dialect.delimiter or NEVER_THERE) < width - 1:
        return False
    found = cut_cells(line.rstrip("\r\n"), dialect, width, budget)
    return found is not None and found[1] == 0


def _checked(cells: list[str], number: int, limits: Limits) -> list[str]:
    if max(map(len, cells)) > limits.cell:
        raise passed("cell", limits.cell, row=number)
    return cells


def _closed(text: str, dialect: Dialect) -> bool:
    return text.rstrip("\r\n ").endswith(dialect.quote)


def _plain(text: str, dialect: Dialect) -> list[str]:
    """Cut at every delimiter; what is quoted properly loses its quotes, all else stays as it is."""
    return [_cell(piece, dialect)[0] for piece in pieces_of(text, dialect)]


def pieces_of(text: str, dialect: Dialect) -> list[str]:
    """Cut a line at every delimiter that is not escaped, whatever the quotes say."""
    if not dialect.delimiter:
        return [text]
    pieces = text.split(dialect.delimiter)
    if not dialect.escape or dialect.escape not in text:
        return pieces
    made: list[str] = []
    parts: list[str] = []  # joined once, so that a line of escaped delimiters costs no more than others
    for piece in pieces:
        parts.append(piece)
        if (len(piece) - len(piece.rstrip(dialect.escape))) % 2 == 0:
            made.append(dialect.delimiter.join(parts))
            parts = []
    if parts:
        made.append(dialect.delimiter.join(parts))
    return made


def cut_cells(text: str, dialect: Dialect, width: int, budget: Budget) -> tuple[list[str], int] | None:
    """Cut a line into exactly `width` cells (any number where 0) with the least damage.

    Args:
        text: The line.
        dialect: How it is written.
        width: How many cells.
        budget: What the search costs is taken from it.

    Returns:
        The cells and the damage, or None where no cut gives that many cells, or the budget does not allow the search.
    """
    pieces = pieces_of(text, dialect)
    count = len(pieces)
    if width and count < width:
        return None
    budget.left -= count  # a look at each piece, whether a search follows or not
    if width and count == width:  # no delimiter is content: each piece is a cell
        quote, simple = dialect.quote, not dialect.escape and not dialect.skip_space
        cost = 0
        for index, piece in enumerate(pieces):
            if not simple or quote in piece:
                pieces[index], damage = _cell(piece, dialect)
                cost += damage
        return pieces, cost
    surplus = count - width if width else count
    pairs = _pairs(pieces, dialect.quote, min(LONGEST, surplus))
    number = sum(stop - start for _, start, stop in pairs[0])
    if (width and not number) or not budget.allows(_most_steps(count, width, number)):
        return None
    merges = _merges(pieces, pairs, dialect, budget)
    steps = 0
    # best[spare]: the cheapest way to cut pieces[at:], spending `spare` surplus pieces inside quotes
    best: list[dict[int, tuple[int, int, str]]] = [{} for _ in range(count + 1)]
    best[count] = {0: (0, count, "")}
    for at in range(count - 1, -1, -1):
        single, damage = _cell(pieces[at], dialect)
        options = best[at]
        least = surplus - max(0, at - 1) if width else 0  # what stands before cannot hold more
        for end, cell, cost in ((at + 1, single, damage), *merges.get(at, ())):
            steps += len(best[end])
            for spare, (rest, _, _) in best[end].items():
                spent = spare + (end - at - 1)
                if least <= spent <= surplus and rest + cost < options.get(spent, (NEVER,))[0]:
                    options[spent] = (rest + cost, end, cell)
        if not width:
            spent = min(options, key=lambda spare: (options[spare][0], spare))
            best[at] = {spent: options[spent]}
    budget.left -= steps
    wanted = surplus if width else next(iter(best[0]))
    if wanted not in best[0]:
        return None
    return _walk(best, wanted), best[0][wanted][0]


def _most_steps(count: int, width: int, pairs: int) -> int:
    """Return how many steps a search can take: each piece and each pair of quotes, for each surplus that is possible.

    It takes fewer where only some of these can be reached.
    """
    return (count + pairs) * (min(count - width + 1, width) if width else 1) + STEPS_PAIR * pairs


def _walk(best: list[dict[int, tuple[int, int, str]]], spare: int) -> list[str]:
    cells: list[str] = []
    at = 0
    while at < len(best) - 1:
        _, end, cell = best[at][spare]
        cells.append(cell)
        spare -= end - at - 1
        at = end
    return cells


def _pairs(pieces: list[str], quote: str, longest: int) -> Pairs:
    """Find which pieces open a quote, and which ones, at most so many further on, may close it."""
    if not quote:
        return [], []
    closing = [i for i, piece in enumerate(pieces) if piece.rstrip(" ").endswith(quote)]
    if not closing:
        return [], []
    right = bisect.bisect_right
    opening = [i for i, piece in enumerate(pieces) if piece.lstrip(" ").startswith(quote)]
    return [(i, right(closing, i), right(closing, i + longest)) for i in opening], closing


def _merges(pieces: list[str], pairs: Pairs, dialect: Dialect, budget: Budget) -> dict[int, list[tuple[int, str, int]]]:
    """List for each piece that opens a quote the cells that start there and hold delimiters."""
    found: dict[int, list[tuple[int, str, int]]] = {}
    spans, closing = pairs
    letters = tried = 0
    for first, start, stop in spans:
        for last in closing[start:stop]:
            if letters > MOST_LETTERS:
                break
            text = dialect.delimiter.join(pieces[first : last + 1])
            letters += len(text)
            tried += 1
            cell, cost = _cell(text, dialect)
            if cost < COST_LITERAL:
                found.setdefault(first, []).append((last + 1, cell, cost + COST_BOUNDARY * _boundaries(text, dialect)))
    budget.left -= STEPS_PAIR * tried + letters // LETTERS_STEP
    return found


def _boundaries(text: str, dialect: Dialect) -> int:
    """Count places inside a cell that look like the border between two quoted cells."""
    quote, delimiter = dialect.quote, dialect.delimiter
    inner = text[1:-1].replace(quote * 2, "") if dialect.doubled else text[1:-1]
    return inner.count(quote + delimiter) + inner.count(delimiter + quote)


def _cell(piece: str, dialect: Dialect) -> tuple[str, int]:
    """Read the text of one cell; the damage is 0 where it is written as it should be."""
    quote = dialect.quote
    if dialect.skip_space:
        piece = piece.lstrip(" ")
    if not quote or quote not in piece:
        return _unescaped(piece, dialect), 0
    bare = piece.strip(" ")
    if not bare.startswith(quote):
        # Inches (``18"``) are plain text; but beside a damaged quote, this one may be what closes it.
        return piece, COST_ENDING if bare.endswith(quote) else 0
    if len(bare) < 2 or not bare.endswith(quote):
        return piece, COST_LITERAL
    inner = bare[1:-1]
    if dialect.doubled:
        without = inner.replace(quote * 2, "")
        stray = quote in without
    else:
        stray = quote in inner.replace(dialect.escape + quote, "") if dialect.escape else quote in inner
    if stray:
        return _unescaped(inner.replace(quote * 2, quote) if dialect.doubled else inner, dialect), COST_STRAY
    return _unescaped(inner.replace(quote * 2, quote) if dialect.doubled else inner, dialect), 0


def _unescaped(text: str, dialect: Dialect) -> str:
    escape = dialect.escape
    if not escape or escape not in text:
        return text
    made: list[str] = []
    parts = iter(text.split(escape))
    made.append(next(parts))
    for part in parts:
        if part:
            made.append(part)
        else:  # a doubled escape is one, and what follows it is plain
            made.append(escape + next(parts, ""))
    return "".join(made)
