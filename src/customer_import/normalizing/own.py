"""Kinds that the host declares in Python: its function is the specification, what it raises is a fault."""

from __future__ import annotations

from customer_import.kinds import Kind
from customer_import.model import Flag
from customer_import.normalizing.base import Cell, Normalizer, Settings, bad
from customer_import.profile import Field


class OwnNormalizer(Normalizer):
    """Asks the host's function. `ValueError` is its word for a text that it does not accept."""

    def __init__(self, field: Field, kind: Kind, settings: Settings) -> None:
        super().__init__(field, settings)
        if kind.normalize is None:
            raise TypeError(f"kind {kind.name!r} has no normalize function")
        self._normalize = kind.normalize
        self._key_form = kind.key_form
        self.multi = kind.multi

    def _cell(self, text: str, flag: Flag | None) -> Cell:
        try:
            value = self._normalize(text)
        except ValueError as error:
            return bad("kind.invalid", message=str(error))
        return Cell((value,) if value else ()) if self.multi else Cell(value)

    def key(self, value: str) -> str:
        """Return the key form that the host declares; without one the value itself."""
        return self._key_form(value) if self._key_form else value
