"""Who might sit on a panel, and what is known against it (domain 2.4)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from catalog.models import Expert
from marketplace.accounts.models import Membership
from marketplace.accounts.queries import holders
from marketplace.accounts.rules import STAFF_ROLES, Role
from marketplace.places.models import Place
from tendering.bids.models import Bid, BidState
from tendering.evaluation.rules.avoidance import Bidder, Found, Link, Person, obstacles
from tendering.evaluation.rules.states import Capacity
from tendering.tenders.models import Tender


def bidders(tender: Tender) -> list[Bidder]:
    """Everybody whose bid was opened, disqualified or not."""
    rows = Bid.objects.filter(tender=tender, state__in=[BidState.OPENED, BidState.UNOPENABLE])
    return [
        Bidder(
            organisation=bid.provider.organisation_id,
            name=bid.provider.organisation.name,
            responsible=frozenset(filter(None, [bid.provider.legal_representative.strip()])),
        )
        for bid in rows.select_related("provider__organisation").order_by("pk")
    ]


def found_against(membership: Membership, tender: Tender, on: date) -> list[Found]:
    """What the platform knows against one person's seat."""
    return _found([membership], tender, on, bidders(tender)).get(membership.user_id, [])


def _found(rows: list[Membership], tender: Tender, on: date, against: list[Bidder]) -> dict[int, list[Found]]:
    """Obstacles by person, in two queries whatever the number of people."""
    people = [row.user_id for row in rows]
    held = Membership.objects.filter(user__in=people).select_related("place")
    links: dict[int, list[Link]] = {}
    finance: set[int] = set()
    for row in held:
        if row.organisation_id is not None:
            links.setdefault(row.user_id, []).append(Link(row.organisation_id, row.to_date))
        if row.role == Role.FINANCE_OFFICER and row.is_active(on) and _covers(row, tender.demand.community):
            finance.add(row.user_id)
    employers = dict(Expert.objects.filter(user__in=people).values_list("user", "employer"))
    return {
        row.user_id: obstacles(
            Person(
                name=row.user.name,
                links=tuple(links.get(row.user_id, ())),
                employer=employers.get(row.user_id, ""),
                is_finance=row.user_id in finance,
            ),
            against,
            on,
        )
        for row in rows
    }


def _covers(row: Membership, place: Place) -> bool:
    return row.place is not None and row.place.covers(place)


def candidates(
    tender: Tender,
    capacity: Capacity,
    on: date,
    *,
    without: Iterable[int] = (),
    against: list[Bidder] | None = None,
) -> list[Membership]:
    """People who may take a seat in this capacity, each once, without substitutes and known conflicts.

    Args:
        without: ids of people who sit already or have left.
        against: the bidders, where they are at hand.
    """
    rows = _ROWS[capacity](tender, on)
    taken, unique = set(without), []
    for row in rows:
        if row.user_id not in taken and row.substitute_for_id is None:
            taken.add(row.user_id)
            unique.append(row)
    known = _found(unique, tender, on, bidders(tender) if against is None else against)
    return [row for row in unique if not known[row.user_id]]


def _staff(tender: Tender, on: date) -> list[Membership]:
    return list(holders(Role.COMMUNITY, place=tender.demand.community, on=on))


def _representatives(tender: Tender, on: date) -> list[Membership]:
    """Elected residents; who works for the community sits for the community or not at all."""
    rows = holders(Role.RESIDENT_REPRESENTATIVE, place=tender.demand.community, on=on)
    staff = holders(*sorted(STAFF_ROLES - {Role.SUPERVISION_COMMITTEE}), on=on).values("user")
    return list(rows.exclude(user__in=staff))


def _experts(tender: Tender, on: date) -> list[Membership]:
    """Experts of the pool in one of the item's domains; the purchaser's own staff never sits as an expert."""
    item = tender.demand.scope_item
    pool = Expert.objects.filter(active=True, specialties__in=item.domains.all() if item else [])
    rows = holders(Role.EXPERT, covering=tender.demand.community, on=on).filter(user__in=pool.values("user"))
    return list(rows.exclude(user__in=holders(*sorted(STAFF_ROLES), on=on).values("user")))


_ROWS = {
    Capacity.COMMUNITY: _staff,
    Capacity.RESIDENT_REPRESENTATIVE: _representatives,
    Capacity.EXPERT: _experts,
}


def observers(tender: Tender, on: date) -> list[Membership]:
    """Who may watch without a vote, for the offices the procedure names."""
    offices = [office.value for office in tender.procedure.observers]
    return list(holders(*offices, covering=tender.demand.community, on=on)) if offices else []
