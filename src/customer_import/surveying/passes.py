"""What is settled before a table is walked through, so that any process can walk through any part of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import attrs

from customer_import.errors import UsageError
from customer_import.mapping import LabelMap, LabelMemory, recalled_values, resolve, with_derived, with_values
from customer_import.model import Chunk
from customer_import.normalizing import Settings
from customer_import.problems.questions import expect_answers
from customer_import.profile import Profile
from customer_import.surveying.examples import ExampleRows
from customer_import.surveying.marks import marked
from customer_import.surveying.walk import Grouping, Walk, in_memory

if TYPE_CHECKING:
    from customer_import.surveying import TableLike


def settings_of(
    profile: Profile, references: Mapping[str, Sequence[str]], today: str, hints: Mapping[str, str]
) -> Settings:
    """Gather what the normalizers of a profile need to know."""
    return Settings(
        region=profile.region,
        locale=profile.locale,
        zone=profile.zone,
        today=today,
        references=references,
        hints=hints,
    )


def expect_collections(features: Collection[str], references: Mapping[str, Sequence[str]]) -> None:
    """See to it that nobody passes a text where names or values are meant: it would be taken letter by letter.

    Raises:
        UsageError: Somebody did.
    """
    for name, given in (
        ("features", features),
        *((f"references[{name!r}]", found) for name, found in references.items()),
    ):
        if isinstance(given, str):
            raise UsageError(f"{name} is a collection of texts, not one text", code="argument.collection")


class Pass:
    """One pass over one table: which column feeds which field, and how its cells are looked at.

    The arguments are those of `survey`.

    Attributes:
        profile: The profile, with the words that `memory` knows.
        mapped: Which column feeds which field, and what that leaves open.
        recalled: Which fields have words from `memory`.
    """

    def __init__(
        self,
        table: TableLike,
        profile: Profile,
        *,
        label_map: LabelMap | Mapping[str, str | None] | None = None,
        memory: LabelMemory | None = None,
        answers: Mapping[str, str] = {},
        references: Mapping[str, Sequence[str]] = {},
        features: Sequence[str] = (),
        today: str = "",
    ) -> None:
        expect_answers(answers)
        expect_collections(features, references)
        values = memory.values if memory is not None else ()
        self.profile = with_values(profile, values)
        recalled = recalled_values(profile, self.profile, values)
        self.mapped = resolve(table, self.profile, memory=label_map, remembered=memory, answers=answers)
        fed = self.mapped.label_map.fields
        self.recalled = [attrs.evolve(one, column=fed.index(one.field)) for one in recalled if one.field in fed]
        self.answers = dict(answers)
        self.references = references
        self.features = tuple(features)
        self.today = today
        self._digest = table.digest

    @cached_property
    def _examples(self) -> ExampleRows:
        return ExampleRows(self.profile, self.mapped.label_map.fields, self.references)

    def walk(self, hints: Mapping[str, str] = {}, groups: Callable[[str], Grouping] = in_memory) -> Walk:
        """Begin a walk through the table or a part of it.

        Args:
            hints: What an earlier walk inferred.
            groups: See `Walk`.
        """
        settings = settings_of(self.profile, self.references, self.today, hints)
        return Walk(self.profile, self.mapped.label_map, settings, self.features, self._digest, groups=groups)

    def look(self, chunk: Chunk) -> Chunk:
        """Return a chunk as a walk takes it: with derived columns, and with the rows that marks set aside."""
        whole = with_derived(chunk, self.mapped.label_map.derived)
        return marked(whole, self.mapped.label_map.beside, self._examples.within(whole))
