"""What a ranking changed against the one before it, which was set aside: both stand side by side (87号令 64, 67)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from marketplace.accounts.models import Membership
from tendering.evaluation import permissions
from tendering.evaluation.models import Panel, RankingRow

Ranking = dict[UUID, RankingRow]


@dataclass(frozen=True, slots=True)
class Moved:
    """One bidder in both rankings; None where it is not ranked."""

    name: str
    before: RankingRow | None
    now: RankingRow | None

    @property
    def has_moved(self) -> bool:
        """Whether it stands at another rank."""
        return (self.before and self.before.rank) != (self.now and self.now.rank)


@dataclass(frozen=True, slots=True)
class Comparison:
    """The panel before, and every bidder of either ranking in the order of the new one."""

    panel: Panel
    moved: list[Moved]

    @property
    def has_changed(self) -> bool:
        """Whether anybody stands at another rank."""
        return any(row.has_moved for row in self.moved)


def against_before(panel: Panel, membership: Membership | None) -> Comparison | None:
    """This ranking beside the last one that was set aside; None where there is none this person may see.

    Whether the person may see this one's points is asked before.
    """
    if panel.number == 1:
        return None
    before, old, new = _rankings(panel)
    if before is None or not permissions.sees_points(membership, before, None):
        return None
    rows = [(bid, old.get(bid), new.get(bid)) for bid in [*new, *(bid for bid in old if bid not in new)]]
    return Comparison(before, [Moved(_name(was, now), was, now) for _bid, was, now in rows])


def _rankings(panel: Panel) -> tuple[Panel | None, Ranking, Ranking]:
    """The last panel that was set aside before it, with its ranking and this one's by bid, the first in rank first."""
    earlier = Panel.objects.set_aside().filter(tender=panel.tender_id, number__lt=panel.number)
    rows = RankingRow.objects.filter(Q(panel=panel) | Q(panel__in=earlier)).order_by("-panel__number", "rank")
    found: dict[int, list[RankingRow]] = {panel.pk: []}
    rows = rows.select_related("panel__tender__demand__community", "panel__recheck", "bid__provider__organisation")
    for row in rows:
        found.setdefault(row.panel_id, []).append(row)
    new, *others = found.values()
    old = others[0] if others else []
    return old[0].panel if old else None, _by_bid(old), _by_bid(new)


def _by_bid(rows: Sequence[RankingRow]) -> Ranking:
    return {row.bid_id: row for row in rows}


def _name(was: RankingRow | None, now: RankingRow | None) -> str:
    row = now or was
    assert row is not None
    return row.bid.bidder
