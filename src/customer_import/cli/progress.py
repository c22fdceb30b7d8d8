"""A line about long work, on stderr, only where somebody watches it."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from types import TracebackType

QUIET = 0.6  # seconds: shorter work says nothing
EVERY = 0.2  # seconds between two lines
WORDS = {"survey": "reading", "plan": "deciding", "apply": "writing"}


class Progress:
    """Calls of ``on_progress`` become one line with rate and, where the end is known, the time left.

    Args:
        total: How many rows there are, or 0; after a survey it is known.
        clock: Seconds that only go forward.
    """

    def __init__(self, total: int = 0, clock: Callable[[], float] = time.monotonic) -> None:
        self._total = total
        self._clock = clock
        self._shown = sys.stderr.isatty()
        self._stage = ""
        self._began = self._said = clock()
        self._first = 0
        self._start = self._began
        self._written = False

    def __call__(self, stage: str, rows: int) -> None:
        """Take note of how far the work is."""
        now = self._clock()
        if stage != self._stage:
            self._stage, self._began, self._first = stage, now, rows
        if stage == "survey":
            self._total = max(self._total, rows)
        if not self._shown or now - self._start < QUIET or now - self._said < EVERY:
            return
        self._said = now
        self._written = True
        sys.stderr.write(f"\r\x1b[K{self.line(stage, rows, now)}")
        sys.stderr.flush()

    def line(self, stage: str, rows: int, now: float) -> str:
        """Return the line as it is to be shown."""
        parts = [f"{WORDS.get(stage, stage)}: {rows:,} rows"]
        known = stage != "survey" and self._total >= rows > 0
        if known:
            parts[0] = f"{WORDS.get(stage, stage)}: {rows:,} of {self._total:,} rows"
        passed = now - self._began
        if passed > 0 and rows > self._first:
            rate = (rows - self._first) / passed
            parts.append(f"{rate:,.0f}/s")
            if known:
                parts.append(f"{(self._total - rows) / rate:.0f} s left")
        return " · ".join(parts)

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._written:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
