"""How values show themselves in a notebook: small HTML tables of counts and names. Never a value of a cell.

Notebooks are kept and passed on, so what they show by themselves is free of personal data; everything is escaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

BAR = 120  # pixels of the longest bar


def shown(title: str, *parts: str) -> str:
    """Return a titled block of HTML."""
    return f"<div><p><strong>{escape(title)}</strong></p>{''.join(parts)}</div>"


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table; texts are escaped, `Bar` cells are drawn."""
    top = "".join(f"<th scope=col>{escape(name)}</th>" for name in head)
    body = "".join(f"<tr>{''.join(f'<td>{_cell(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"


class Bar:
    """A count, drawn beside its number as a share of a whole."""

    def __init__(self, count: int, of: int) -> None:
        self.count = count
        self.of = of

    def svg(self) -> str:
        """Return the drawing; the number beside it says the same in words."""
        width = round(BAR * self.count / self.of) if self.of else 0
        return (
            f'<svg width={BAR} height=10 role=img aria-label="{self.count} of {self.of}">'
            f'<rect width={BAR} height=10 fill="none" stroke="currentColor"/>'
            f'<rect width={width} height=10 fill="currentColor"/></svg> {self.count}'
        )


def escape(text: str) -> str:
    """Escape text for HTML."""
    import html  # half a megabyte that nobody else needs

    return html.escape(text)


def _cell(cell: object) -> str:
    return cell.svg() if isinstance(cell, Bar) else escape(str(cell))
