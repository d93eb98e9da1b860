"""What differs from what the residents voted on: returned papers are corrected, not exchanged (R20)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

# What a meeting decides on, in the order in which it is shown.
VOTED = (
    "title",
    "scope_item",
    "chengdu_class",
    "kind",
    "delivery_class",
    "beneficiary_groups",
    "households",
    "people",
    "need",
    "outputs",
    "flags",
    "budget",
    "sources",
)
# Another one of these is another project, which the residents have not decided on.
SUBSTANCE = frozenset({"scope_item", "chengdu_class", "kind", "beneficiary_groups"})


@dataclass(frozen=True, slots=True)
class Change:
    """What differs from what was voted on; `before` and `now` as they are kept in JSON, sums of yuan as text."""

    name: str
    before: Any
    now: Any

    @property
    def is_beyond(self) -> bool:
        """Whether it needs a new resolution: another substance, or more money."""
        return self.name in SUBSTANCE or (self.name == "budget" and Decimal(self.now) > Decimal(self.before))


def differences(voted: Mapping[str, Any], now: Mapping[str, Any]) -> list[Change]:
    """Every difference between the demand as it was voted on and as it is."""
    return [Change(name, voted[name], now[name]) for name in VOTED if voted[name] != now[name]]
