"""Whom an act on an opened bid tells."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from catalog.services.telling import provider_people
from marketplace.notifications.services import notify
from tendering.bids.models import Bid
from tendering.bids.queries.members import members
from tendering.tenders.models import JointCall, Tender
from tendering.tenders.services.telling import by_lots, title_of_lots


def bidder_people(bid: Bid) -> list[int]:
    """User ids of those who act today for the bidder, in a consortium for every member."""
    return sorted({pk for provider in members(bid) for pk in provider_people(provider)})


def tell_each(
    kind: str,
    told: Iterable[tuple[Tender, Iterable[int]]],
    *,
    url: Callable[[Tender], str],
    joint_url: Callable[[JointCall], str],
) -> None:
    """Tell everybody once: of their one call or, where several lots of a joint call concern them, of all together.

    Args:
        told: calls, all lots of one joint call or a single one, each with whom it concerns.
        url: where it leads from a message of one call; `joint_url`: of several.
    """
    for (first, *others), people in by_lots(told):
        if first.joint is not None and others:
            title, address = title_of_lots(first.joint, [first, *others]), joint_url(first.joint)
        else:
            title, address = first.demand.title, url(first)
        notify(kind=kind, recipients=people, url=address, parameters={"title": title})
