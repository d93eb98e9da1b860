"""Who might sit on a panel, and what is known against it (domain 2.4)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from catalog.models import Expert
from catalog.rules.control import behind
from catalog.rules.experts import PoolState
from marketplace.accounts.models import Membership
from marketplace.accounts.queries import holders
from marketplace.accounts.rules import STAFF_ROLES, Role
from marketplace.primitives.calendar import day_of
from tendering.bids.queries.members import members_of
from tendering.bids.queries.valid import opened_bids
from tendering.demands.models import ProjectPlanner
from tendering.evaluation.models import Panel, Seat
from tendering.evaluation.queries.known import employers, facts
from tendering.evaluation.rules.avoidance import Bidder, Found, Obstacle, absences, obstacles, unsettled
from tendering.evaluation.rules.states import LIVING, VOTING, Capacity, SeatState
from tendering.tenders.models import Tender

# Of a body that the platform does not know: nobody's membership has it.
UNKNOWN = 0


def bidders(tender: Tender, beside: Sequence[Tender] = ()) -> list[Bidder]:
    """Everybody whose bid was opened, disqualified or not, each once for all lots; of a consortium every member.

    Args:
        beside: the other lots that the same people judge.
    """
    bids = [bid for one in (tender, *beside) for bid in opened_bids(one).select_related("provider__organisation")]
    found = {provider.pk: provider for providers in members_of(bids).values() for provider in providers}
    return [
        Bidder(
            organisation=provider.organisation_id,
            name=provider.organisation.name,
            responsible=behind(provider.legal_representative),
        )
        for provider in found.values()
    ]


def planners(tender: Tender, beside: Sequence[Tender] = ()) -> list[Bidder]:
    """Every body that planned the project of one of these calls."""
    rows = ProjectPlanner.objects.filter(demand__in=[one.demand_id for one in (tender, *beside)])
    return [_planner(row) for row in rows.select_related("provider").order_by("pk")]


def parties(tender: Tender, beside: Sequence[Tender] = ()) -> list[Bidder]:
    """The bidders, and whoever planned the projects: people of neither judge."""
    return [*bidders(tender, beside), *planners(tender, beside)]


def _planner(row: ProjectPlanner) -> Bidder:
    provider = row.provider
    head = provider.legal_representative if provider else ""
    organisation = provider.organisation_id if provider else UNKNOWN
    return Bidder(organisation, row.name, behind(head), planned=True)


def former(tender: Tender, beside: Sequence[Tender] = ()) -> set[int]:
    """Who voted on a panel of these calls that a remedy set aside, or left it as a member: no second time.

    Whoever was drawn and never accepted had no part in it, nor had anybody where nothing was ranked; whoever checks
    their own result has to be the same.
    """
    before = Panel.objects.set_aside().filter(tender__in=[tender, *beside], ranked_at__isnull=False)
    rows = Seat.objects.filter(panel__in=before, capacity__in=sorted(VOTING))
    rows = rows.exclude(panel__recheck__counts_for__isnull=False, state__in=sorted(LIVING))
    return set(rows.exclude(state__in=[SeatState.DECLINED, SeatState.LAPSED]).values_list("user", flat=True))


def found_against(membership: Membership, tender: Tender, on: date, beside: Sequence[Tender] = ()) -> list[Found]:
    """What the platform knows against one person's seat."""
    known = facts([membership], tender.demand.community, on, former(tender, beside))[membership.user_id]
    return obstacles(known, parties(tender, beside), on, tender.rule_set.rules.experts.assessor_days)


def found_among(seats: Sequence[Seat], tender: Tender, on: date) -> list[tuple[Seat, Found]]:
    """What the platform knows by now against people who sit, each with their seat."""
    known = facts(seats, tender.demand.community, on, former(tender))
    against, days = parties(tender), tender.rule_set.rules.experts.assessor_days
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
    beside: Sequence[Tender] = (),
    against: list[Bidder] | None = None,
    judged: set[int] | None = None,
) -> list[Membership]:
    """People who may take a seat in this capacity: those whom `screened` finds free."""
    rows, calls = _unique(_ROWS[capacity]([tender, *beside], on), without), (tender, *beside)
    free, _out = _parted(rows, calls, capacity, on, against=against, judged=judged)
    return free


def screened(
    tender: Tender,
    capacity: Capacity,
    on: date,
    *,
    without: Iterable[int] = (),
    beside: Sequence[Tender] = (),
) -> Screened:
    """Everybody of this capacity, each once, without substitutes: free, or kept off and why.

    Args:
        on: the day of the draw.
        without: ids of people who sit already or have left.
        beside: the other lots that the same people judge: what keeps somebody off one keeps them off all.
    """
    calls = (tender, *beside)
    free, out = _parted(_unique(_ROWS[capacity](calls, on), without), calls, capacity, on)
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
    calls: Sequence[Tender],
    capacity: Capacity,
    on: date,
    *,
    against: list[Bidder] | None = None,
    judged: set[int] | None = None,
) -> tuple[list[Membership], dict[Membership, list[Obstacle]]]:
    """Who is free, and who is kept off and why; the bidders and `former` are asked for where they are not at hand."""
    tender, *beside = calls
    known = facts(unique, tender.demand.community, on, former(tender, beside) if judged is None else judged)
    against = parties(tender, beside) if against is None else against
    rules, free, out = tender.rule_set.rules.experts, [], {}
    new = _newcomers(unique, calls, on) if capacity is Capacity.RESIDENT_REPRESENTATIVE else set()
    for row in unique:
        person = known[row.user_id]
        codes = {found.obstacle for found in obstacles(person, against, on, rules.assessor_days)}
        codes |= set(absences(person, rules.bad_marks_bar)) if capacity is Capacity.EXPERT else set()
        if capacity is Capacity.RESIDENT_REPRESENTATIVE:
            settled = replace(person, has_phone=row.user.phone_verified, is_new=row.user_id in new)
            codes |= set(unsettled(settled))
        if codes:
            out[row] = sorted(codes)
        else:
            free.append(row)
    return free, out


def _newcomers(rows: Sequence[Membership], calls: Sequence[Tender], on: date) -> set[int]:
    """Who was no residents' representative on the day before the first of these calls was announced.

    Whoever has begun another term since was one: asked for only where a term is so young.
    """
    announced = [call.announced_at for call in calls if call.announced_at is not None]
    eve = day_of(min(announced)) - timedelta(days=1) if announced else on
    young = {row.user_id for row in rows if row.from_date > eve}
    if not young:
        return set()
    held = holders(Role.RESIDENT_REPRESENTATIVE, place=calls[0].demand.community, on=eve).filter(user__in=young)
    return young - set(held.values_list("user", flat=True))


def _employers(rows: list[Membership], on: date) -> dict[str, str]:
    found = employers({row.user_id for row in rows}, on)
    return {str(row.pk): found[row.user_id] for row in rows if row.user_id in found}


def _staff(calls: Sequence[Tender], on: date) -> list[Membership]:
    return list(holders(Role.COMMUNITY, place=calls[0].demand.community, on=on))


def _representatives(calls: Sequence[Tender], on: date) -> list[Membership]:
    """Elected residents; who works for the community sits for the community or not at all."""
    rows = holders(Role.RESIDENT_REPRESENTATIVE, place=calls[0].demand.community, on=on)
    staff = holders(*sorted(STAFF_ROLES - {Role.SUPERVISION_COMMITTEE}), on=on).values("user")
    return list(rows.exclude(user__in=staff))


def _experts(calls: Sequence[Tender], on: date) -> list[Membership]:
    """Experts of the pool in one of the item's domains, for several lots in one of each item's.

    Who is suspended, away or on the staff is screened out.
    """
    pool = Expert.objects.filter(state__in=[PoolState.ACTIVE, PoolState.SUSPENDED])
    for item in {call.demand.scope_item for call in calls}:
        pool = pool.filter(specialties__in=item.domains.all() if item else [])
    rows = holders(Role.EXPERT, covering=calls[0].demand.community, on=on)
    return list(rows.filter(user__in=pool.values("user")))


_ROWS = {
    Capacity.COMMUNITY: _staff,
    Capacity.RESIDENT_REPRESENTATIVE: _representatives,
    Capacity.EXPERT: _experts,
}


def observers(tender: Tender, on: date) -> list[Membership]:
    """Who may watch without a vote, for the offices the procedure names."""
    offices = [office.value for office in tender.procedure.observers]
    return list(holders(*offices, covering=tender.demand.community, on=on)) if offices else []
