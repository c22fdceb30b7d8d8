"""What several classes do alike: close at the end of a `with` block, and be a sequence in the way of a list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self, TypeVar

T_co = TypeVar("T_co", covariant=True)


class Closing:
    """Closed at the end of a `with` block."""

    __slots__ = ()

    def close(self) -> None:
        """Let go of what is held."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class ListLike(Sequence[T_co]):
    """Equal to every sequence of the same items, and shown by how many they are."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment] # as a list

    def __repr__(self) -> str:
        return f"{type(self).__name__}(<{len(self)}>)"
