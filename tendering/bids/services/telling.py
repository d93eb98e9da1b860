"""Whom an act on an opened bid tells."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

from django.utils.translation import gettext_lazy as _

from catalog.services.telling import provider_people
from marketplace.notifications.services import notify
from tendering.bids.models import Bid
from tendering.bids.queries.members import members
from tendering.tenders.models import JointCall, Tender
from tendering.tenders.wording.reasons import written


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
    by_person = defaultdict[int, list[Tender]](list)
    for tender, people in told:
        for person in set(people):
            by_person[person].append(tender)
    groups = defaultdict[tuple[Tender, ...], list[int]](list)
    for person, lots in by_person.items():
        groups[tuple(lots)].append(person)
    for (first, *others), people in groups.items():
        if first.joint is not None and others:
            title, address = title_of_lots(first.joint, [first, *others]), joint_url(first.joint)
        else:
            title, address = first.demand.title, url(first)
        notify(kind=kind, recipients=people, url=address, parameters={"title": title})


def title_of_lots(joint: JointCall, lots: Iterable[Tender]) -> str:
    """What several lots of a joint call are called in one message."""
    numbers = ", ".join(str(lot.lot) for lot in lots)
    return written(_("%(title)s, lots %(lots)s"), title=joint.title, lots=numbers)
