"""A table as mapping sees it, for tests."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

import customer_import as ci


@attrs.frozen
class Sheet:
    """A table as mapping sees it."""

    labels: tuple[str, ...]
    columns: tuple[tuple[str, ...], ...]

    @property
    def width(self) -> int:
        """How many columns there are."""
        return len(self.columns)

    def chunks(self, size: int) -> Iterator[ci.Chunk]:
        """Yield the rows as one chunk."""
        yield ci.Chunk(range(2, 2 + len(self.columns[0])), [list(cells) for cells in self.columns])
