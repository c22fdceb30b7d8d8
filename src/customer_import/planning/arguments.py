"""What a caller says of a plan besides file, profile and store: the same for every façade."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import attrs

from customer_import.mapping import LabelMap, LabelMemory
from customer_import.planning.layout import Override
from customer_import.profile import Profile
from customer_import.surveying.passes import expect_collections


@attrs.define(kw_only=True)
class PlanArguments:
    """The arguments of `customer_import.plan`, as they are described there.

    The one place above the core that may read a calendar and make an id, and only where the caller gave none.
    """

    profile: Profile
    today: date | None
    plan_id: str | None
    occasion: str | None
    label_map: LabelMap | Mapping[str, str | None] | None
    memory: LabelMemory | None
    references: Mapping[str, Sequence[str]]
    features: Collection[str]
    answers: Mapping[str, str]
    overrides: Sequence[Override]
    notify: bool
    actor: str | None
    expires: datetime | None

    def __attrs_post_init__(self) -> None:
        expect_collections(self.features, self.references)
        self.today = self.today or _today(self.profile)
        self.plan_id = self.plan_id or _random_id()

    @property
    def of_survey(self) -> dict[str, Any]:
        """The arguments of `survey`."""
        return {
            "label_map": self.label_map,
            "memory": self.memory,
            "answers": self.answers,
            "references": self.references,
            "features": tuple(self.features),
            "today": self.today.isoformat() if self.today else "",
        }

    @property
    def of_planner(self) -> dict[str, Any]:
        """The arguments of `Planner`, but for the store's."""
        return {
            "today": self.today,
            "plan_id": self.plan_id,
            "occasion": self.occasion,
            "answers": dict(self.answers),
            "features": tuple(self.features),
            "overrides": tuple(self.overrides),
            "notify": self.notify,
            "actor": self.actor or "",
            "expires": self.expires.isoformat() if self.expires else "",
        }


def _today(profile: Profile) -> date:
    from zoneinfo import ZoneInfo

    return datetime.now(ZoneInfo(profile.zone)).date()


def _random_id() -> str:
    from os import urandom  # uuid would load platform and its expressions for as many bits

    return urandom(16).hex()
