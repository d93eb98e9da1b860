"""Who might sit on a panel, and what is known against it (domain 2.4)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from catalog.models import Expert
from catalog.rules.experts import PoolState
from marketplace.accounts.models import Membership
from marketplace.accounts.queries import holders
from marketplace.accounts.rules import STAFF_ROLES, Role
from tendering.bids.queries.members import members_of
from tendering.bids.queries.valid import opened_bids
from tendering.evaluation.models import Panel, Seat
from tendering.evaluation.queries.known import employers, facts
from tendering.evaluation.rules.avoidance import Bidder, Found, Obstacle, absences, obstacles
from tendering.evaluation.rules.states import LIVING, VOTING, Capacity, SeatState
from tendering.tenders.models import Tender


def bidders(tender: Tender) -> list[Bidder]:
    """Everybody whose bid was opened, disqualified or not; of a consortium every member."""
    answering = members_of(list(opened_bids(tender).select_related("provider__organisation")))
    return [
        Bidder(
            organisation=provider.organisation_id,
            name=provider.organisation.name,
            responsible=frozenset(filter(None, [provider.legal_representative.strip()])),
        )
        for providers in answering.values()
        for provider in providers
    ]


def former(tender: Tender) -> set[int]:
    """Who voted on a panel of this call that a remedy set aside, or left it as a member: they judge it no second time.

    Whoever was drawn and never accepted had no part in it.
    """
    rows = Seat.objects.filter(panel__in=Panel.objects.set_aside().filter(tender=tender), capacity__in=sorted(VOTING))
    return set(rows.exclude(state__in=[SeatState.DECLINED, SeatState.LAPSED]).values_list("user", flat=True))


def found_against(membership: Membership, tender: Tender, on: date) -> list[Found]:
    """What the platform knows against one person's seat."""
    known = facts([membership], tender.demand.community, on, former(tender))[membership.user_id]
    return obstacles(known, bidders(tender), on, tender.rule_set.rules.experts.assessor_days)


def found_among(seats: Sequence[Seat], tender: Tender, on: date) -> list[tuple[Seat, Found]]:
    """What the platform knows by now against people who sit, each with their seat."""
    known = facts(seats, tender.demand.community, on, former(tender))
    against, days = bidders(tender), tender.rule_set.rules.experts.assessor_days
    return [(seat, found) for seat in seats for found in obstacles(known[seat.user_id], against, on, days)]


def barred(panel: Panel, on: date) -> list[Seat]:
    """Members who have not signed the report and will not: their role has ended, or something is known against them."""
    rows = panel.seats.filter(state__in=sorted(LIVING), capacity__in=sorted(VOTING), signature__isnull=True)
    seats = list(rows.annotate(may_act=Exists(in_role(on))).select_related("user").order_by("pk"))
    related = {seat.pk for seat, _found in found_among(seats, panel.tender, on)} if seats else set()
    return [seat for seat in seats if seat.pk in related or not getattr(seat, "may_act", False)]


def in_role(on: date) -> QuerySet[Membership]:
    """Of a seat: the roles in which its holder acts on it."""
    return holders(on=on).filter(user=OuterRef("user"), role=OuterRef("role"))


@dataclass(frozen=True, slots=True)
class Screened:
    """Everybody who might take a seat in a capacity: who is free, who is not and why, employers by key."""

    free: list[Membership]
    out: dict[Membership, list[Obstacle]]
    groups: dict[str, str]


def candidates(
    tender: Tender,
    capacity: Capacity,
    on: date,
    *,
    without: Iterable[int] = (),
    against: list[Bidder] | None = None,
    judged: set[int] | None = None,
) -> list[Membership]:
    """People who may take a seat in this capacity: those whom `screened` finds free."""
    rows = _unique(_ROWS[capacity](tender, on), without)
    free, _out = _parted(rows, tender, capacity, on, against=against, judged=judged)
    return free


def screened(
    tender: Tender,
    capacity: Capacity,
    on: date,
    *,
    without: Iterable[int] = (),
) -> Screened:
    """Everybody of this capacity, each once, without substitutes: free, or kept off and why.

    Args:
        on: the day of the draw.
        without: ids of people who sit already or have left.
    """
    free, out = _parted(_unique(_ROWS[capacity](tender, on), without), tender, capacity, on)
    return Screened(free, out, _employers(free, on))


def _unique(rows: list[Membership], without: Iterable[int]) -> list[Membership]:
    taken, unique = set(without), []
    for row in rows:
        if row.user_id not in taken and row.substitute_for_id is None:
            taken.add(row.user_id)
            unique.append(row)
    return unique


def _parted(
    unique: list[Membership],
    tender: Tender,
    capacity: Capacity,
    on: date,
    *,
    against: list[Bidder] | None = None,
    judged: set[int] | None = None,
) -> tuple[list[Membership], dict[Membership, list[Obstacle]]]:
    """Who is free, and who is kept off and why; the bidders and `former` are asked for where they are not at hand."""
    known = facts(unique, tender.demand.community, on, former(tender) if judged is None else judged)
    against = bidders(tender) if against is None else against
    rules, free, out = tender.rule_set.rules.experts, [], {}
    for row in unique:
        person = known[row.user_id]
        codes = {found.obstacle for found in obstacles(person, against, on, rules.assessor_days)}
        codes |= set(absences(person, rules.bad_marks_bar)) if capacity is Capacity.EXPERT else set()
        if codes:
            out[row] = sorted(codes)
        else:
            free.append(row)
    return free, out


def _employers(rows: list[Membership], on: date) -> dict[str, str]:
    found = employers({row.user_id for row in rows}, on)
    return {str(row.pk): found[row.user_id] for row in rows if row.user_id in found}


def _staff(tender: Tender, on: date) -> list[Membership]:
    return list(holders(Role.COMMUNITY, place=tender.demand.community, on=on))


def _representatives(tender: Tender, on: date) -> list[Membership]:
    """Elected residents; who works for the community sits for the community or not at all."""
    rows = holders(Role.RESIDENT_REPRESENTATIVE, place=tender.demand.community, on=on)
    staff = holders(*sorted(STAFF_ROLES - {Role.SUPERVISION_COMMITTEE}), on=on).values("user")
    return list(rows.exclude(user__in=staff))


def _experts(tender: Tender, on: date) -> list[Membership]:
    """Experts of the pool in one of the item's domains; who is suspended, away or on the staff is screened out."""
    item = tender.demand.scope_item
    pool = Expert.objects.filter(
        state__in=[PoolState.ACTIVE, PoolState.SUSPENDED], specialties__in=item.domains.all() if item else []
    )
    return list(holders(Role.EXPERT, covering=tender.demand.community, on=on).filter(user__in=pool.values("user")))


_ROWS = {
    Capacity.COMMUNITY: _staff,
    Capacity.RESIDENT_REPRESENTATIVE: _representatives,
    Capacity.EXPERT: _experts,
}


def observers(tender: Tender, on: date) -> list[Membership]:
    """Who may watch without a vote, for the offices the procedure names."""
    offices = [office.value for office in tender.procedure.observers]
    return list(holders(*offices, covering=tender.demand.community, on=on)) if offices else []
