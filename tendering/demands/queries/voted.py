"""What the residents voted on, and what differs from it since: returned papers are corrected, not exchanged (R20)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from marketplace.ui.text import Text
from tendering.demands.models import Demand
from tendering.demands.rules.meeting import Outcome

WORDS: Mapping[str, Text] = {
    "title": _("Title"),
    "scope_item": _("Scope item"),
    "chengdu_class": _("Chengdu class"),
    "kind": _("Kind of work"),
    "delivery_class": _("Delivery"),
    "beneficiary_groups": _("Whom it serves"),
    "households": _("Households"),
    "people": _("People"),
    "need": _("What residents need, and why"),
    "outputs": _("What will be there when it is done"),
    "flags": _("What decides the tier"),
    "budget": _("Budget"),
    "sources": _("Where the money comes from"),
}
# Another one of these is another project, which the residents have not decided on.
SUBSTANCE = frozenset({"scope_item", "chengdu_class", "kind", "beneficiary_groups"})


@dataclass(frozen=True, slots=True)
class Change:
    """What differs from what was voted on; `before` and `now` as they are kept in JSON."""

    name: str
    before: Any
    now: Any

    @property
    def is_beyond(self) -> bool:
        """Whether it needs a new resolution: another substance, or more money."""
        return self.name in SUBSTANCE or (self.name == "budget" and Decimal(self.now) > Decimal(self.before))


def as_voted(demand: Demand) -> dict[str, Any]:
    """The demand as a meeting decides on it; contributors are left out, they are people."""
    lines = demand.plan.lines.all() if demand.plan is not None else []
    plain = {name: getattr(demand, name) for name in ("title", "chengdu_class", "kind", "delivery_class")}
    plain |= {name: getattr(demand, name) for name in ("households", "people", "need", "outputs")}
    return plain | {
        "scope_item": demand.scope_item.code if demand.scope_item is not None else "",
        "beneficiary_groups": sorted(demand.beneficiary_groups),
        "flags": sorted(demand.declared),
        "budget": str(demand.budget),
        "sources": sorted([line.source, str(line.agreed)] for line in lines),
    }


def changes(demand: Demand) -> list[Change]:
    """What differs from what the last resolution was about; nothing where there is none."""
    decided = [row for row in demand.meetings.all() if row.outcome == Outcome.RESOLVED and row.voted]
    if not decided:
        return []
    voted, now = max(decided, key=lambda row: row.pk).voted, as_voted(demand)
    return [Change(name, voted[name], now[name]) for name in WORDS if voted[name] != now[name]]
