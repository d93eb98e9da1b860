"""Who sits, who watches, who may read what when (domain 4, row scoring).

A seat's grant is django-guardian's: it lives exactly as long as the seat. Points are shown to nobody but their author
until every sheet is signed; names of members stay sealed until the result is published.
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet
from guardian.shortcuts import assign_perm, remove_perm

from marketplace import clock
from marketplace.accounts.models import Membership, User
from marketplace.accounts.permissions import granted, holds, persons, require
from marketplace.accounts.queries import holders
from marketplace.accounts.rules import PROVIDER_ROLES, STAFF_ROLES, Role
from marketplace.files.models import StoredFile
from marketplace.places.models import Place
from marketplace.primitives.refusal import NotPermitted
from marketplace.primitives.ruleset import Regime, Tier
from tendering.bids.models import OpenedBid
from tendering.bids.permissions import reads_opened
from tendering.bids.queries.members import answered_by
from tendering.demands.rules.steps import State as DemandState
from tendering.evaluation.models import DefenceSlot, Panel, ResidentsVote, Seat
from tendering.evaluation.models.panel import SIT
from tendering.evaluation.rules.states import DRAWN, LIVING, VOTING, Capacity, SeatState, State
from tendering.evaluation.rules.work import Side
from tendering.tenders.models import Notice, Tender

# Offices that read sheets once all are signed, each inside its place.
OVERSIGHT = (Role.STREET, Role.DISTRICT, Role.SUPERVISION_COMMITTEE, Role.AUDITOR, Role.DISCIPLINE)
AFTER_SIGNING = frozenset({State.RANKED, State.SIGNED, State.ALL_INVALID})


class NoSeat(NotPermitted):
    """The person holds no living seat on this panel in the role acted in."""

    def __init__(self) -> None:
        super().__init__("evaluation.no_seat")


def grant(panel: Panel, user: User) -> None:
    """Give the seat's holder the grant on this one panel."""
    assign_perm(SIT, user, panel)


def revoke(panel: Panel, user: User) -> None:
    """Take it away with the seat, in the same transaction."""
    remove_perm(SIT, user, panel)


def sitting(membership: Membership | None) -> QuerySet[Panel]:
    """Panels on which this person holds a living seat in this role."""
    if membership is None:
        return Panel.objects.none()
    seats = Seat.objects.filter(
        panel=OuterRef("pk"), user=membership.user_id, role=membership.role, state__in=sorted(LIVING)
    )
    return granted(membership.user, f"evaluation.{SIT}", Panel.objects.filter(Exists(seats)))


def seat_of(membership: Membership | None, panel: Panel) -> Seat | None:
    """The person's living seat, where the role acted in is the seat's and the grant stands."""
    if membership is None:
        return None
    seats = Seat.objects.filter(panel=panel, user=membership.user_id, state__in=sorted(LIVING))
    return seats.filter(panel__in=sitting(membership).filter(pk=panel.pk)).first()


def sits_at(membership: Membership, tender: Tender) -> bool:
    """Whether a seat lets this person read the opened bids of a call."""
    return sitting(membership).filter(tender=tender).exists()


def require_seat(by: Membership, panel: Panel) -> Seat:
    """The living seat of whoever acts.

    Raises:
        RoleMissing: the membership does not hold today.
        NoSeat: no seat, or in another role.
    """
    require(by)
    seat = seat_of(by, panel)
    if seat is None:
        raise NoSeat
    return seat


def require_judge(by: Membership, panel: Panel) -> Seat:
    """A seat that votes and whose holder has declared to be free of conflicts.

    Raises:
        NotPermitted: `evaluation.observer`, or `evaluation.declaration_due`.
    """
    seat = require_seat(by, panel)
    if seat.capacity not in VOTING:
        raise NotPermitted("evaluation.observer")
    if seat.state != SeatState.DECLARED:
        raise NotPermitted("evaluation.declaration_due")
    return seat


def require_convener(by: Membership, tender: Tender) -> None:
    """The community whose call it is chairs the logistics; it gives no points by that."""
    require(by, Role.COMMUNITY, place=tender.demand.community)


# Who confirms that somebody who was drawn is replaced: offices apart from the buyer.
CONFIRMERS = (Role.SUPERVISION_COMMITTEE, Role.STREET)


def require_replacer(by: Membership, seat: Seat) -> None:
    """The community replaces whom it named; whom the lot named an office apart from the buyer.

    Raises:
        NotPermitted: another office, or `evaluation.confirms_own_work`: whoever works for the community too, convened
            the panel, judges on it, or wrote down the absence.
    """
    if seat.capacity not in DRAWN:
        require_convener(by, seat.panel.tender)
        return
    require(by, *CONFIRMERS, place=seat.panel.tender.demand.community)
    if not Seat.objects.filter(replaced_by(by), pk=seat.pk).exists():
        raise NotPermitted("evaluation.confirms_own_work")


def confirms(membership: Membership | None, panel: Panel) -> bool:
    """Whether this person may confirm that somebody drawn for this panel is replaced."""
    is_office = holds(membership, *CONFIRMERS, place=panel.tender.demand.community)
    return membership is not None and is_office and _confirmable(membership).filter(pk=panel.pk).exists()


def replaced_by(by: Membership) -> Q:
    """Drawn seats whose replacement this person, of an office that confirms it, did not bring about in any part."""
    return Q(panel__in=_confirmable(by)) & ~Q(attendance_by__in=persons(by))


def _confirmable(by: Membership) -> QuerySet[Panel]:
    """Panels that this person neither convened nor judges on, of a community that it does not work for."""
    people = persons(by)
    works = holders(Role.COMMUNITY).filter(user__in=people, place=OuterRef("tender__demand__community"))
    judged = judging(by).filter(panel=OuterRef("pk"))
    return Panel.objects.filter(~Exists(judged), ~Exists(works)).exclude(convened_by__in=people)


def chairs(membership: Membership | None, tender: Tender) -> bool:
    """Whether this person is of the community that chairs the logistics."""
    return holds(membership, Role.COMMUNITY, place=tender.demand.community)


DECIDERS = (Role.STREET, Role.DISTRICT)


def decider(tier: str) -> Role:
    """The office that sets a ranking aside: the district for major, else the street; never the purchaser alone."""
    return Role.DISTRICT if tier == Tier.MAJOR else Role.STREET


def require_decider(by: Membership, panel: Panel) -> None:
    """The office over the community, through somebody who neither sat on the panel nor convened it.

    Raises:
        NotPermitted: another office, or `evaluation.decides_on_themselves`.
    """
    require(by, decider(panel.tender.tier), place=panel.tender.demand.community)
    if not is_apart(by, panel):
        raise NotPermitted("evaluation.decides_on_themselves")


def decides(membership: Membership | None, panel: Panel) -> bool:
    """Whether this person may set the panel's ranking aside."""
    is_office = holds(membership, decider(panel.tender.tier), place=panel.tender.demand.community)
    return membership is not None and is_office and is_apart(membership, panel)


def is_apart(by: Membership, panel: Panel) -> bool:
    """Whether this person had no part in the panel (`apart`)."""
    return Panel.objects.filter(apart(by), pk=panel.pk).exists()


def apart(by: Membership) -> Q:
    """Panels in which this person had no part: no seat, watching included, and did not convene them."""
    people = persons(by)
    return ~Q(Exists(Seat.objects.filter(panel=OuterRef("pk"), user__in=people))) & ~Q(convened_by__in=people)


def require_presenter(by: Membership, slot: DefenceSlot) -> None:
    """The people of the bidder whose time it is."""
    require(by, *PROVIDER_ROLES, organisation=slot.bid.provider.organisation)


VOTERS = (Role.RESIDENT, Role.RESIDENT_REPRESENTATIVE)
# Who held such a seat never took part.
NEVER_SAT = (SeatState.DECLINED, SeatState.LAPSED)


def require_voter(by: Membership, vote: ResidentsVote) -> None:
    """A confirmed resident of the community, known by a proved phone, without a part in the call.

    Raises:
        RoleMissing: no resident of this community.
        NotPermitted: `evaluation.vote_phone_unproved`; `evaluation.vote_apart`: of a bidder, the panel, or an office.
    """
    community = vote.tender.demand.community
    require(by, *VOTERS, place=community)
    if not by.user.phone_verified:
        raise NotPermitted("evaluation.vote_phone_unproved")
    if ResidentsVote.objects.filter(has_part(by.user_id, community), pk=vote.pk).exists():
        raise NotPermitted("evaluation.vote_apart")


def vote_refusal(membership: Membership | None, vote: ResidentsVote) -> NotPermitted | None:
    """Why this person may not vote; None where they may."""
    try:
        require_voter(require(membership), vote)
    except NotPermitted as refusal:
        return refusal
    return None


def votes(membership: Membership | None, vote: ResidentsVote) -> bool:
    """Whether this person may vote."""
    return vote_refusal(membership, vote) is None


def has_part(user: int, community: Place) -> Q:
    """Of a community's votes: those in which this person has a part: of a bidder, of the panel, of an office above."""
    roles = Membership.objects.active(clock.today()).filter(user=user)
    offices = roles.filter(role__in=sorted(STAFF_ROLES), place__path__in=community.lineage())
    opened = OpenedBid.objects.filter(bid__tender=OuterRef(OuterRef("tender")))
    of_bidders = roles.filter(Exists(opened.filter(answered_by(OuterRef("organisation")))), organisation__isnull=False)
    seats = Seat.objects.filter(panel__tender=OuterRef("tender"), user=user).exclude(state__in=sorted(NEVER_SAT))
    return Q(Exists(offices)) | Q(Exists(of_bidders)) | Q(Exists(seats))


def shows_bidders(membership: Membership | None, vote: ResidentsVote) -> bool:
    """Whether this person may read who bids: whoever reads the bids or may vote, all once a result is public."""
    return reads_opened(membership, vote.tender) or _is_public(vote) or votes(membership, vote)


def _is_public(vote: ResidentsVote) -> bool:
    demand = vote.tender.demand
    results = Notice.objects.filter(tender__demand=demand, kind=Notice.Kind.RESULT, published_at__gte=vote.opened_at)
    return demand.state == DemandState.WITHDRAWN or results.exists()


def side_of(by: Membership | None, panel: Panel) -> Side | None:
    """For whom this person marks experts' work: the office that held the session, an observer who watched it."""
    if by is None:
        return None
    seat = seat_of(by, panel)
    if seat is not None and seat.capacity == Capacity.OBSERVER:
        return Side.OBSERVER
    return Side.OFFICE if chairs(by, panel.tender) else None


# The buyer prints and types in; somebody outside of it, of the committee or the street, types in or compares as well.
KEEPERS = (Role.COMMUNITY, Role.SUPERVISION_COMMITTEE, Role.STREET)


def require_keeper(by: Membership, panel: Panel) -> None:
    """Who may handle sheets on paper: the two offices of the community, the street, and nobody who judges.

    Raises:
        NotPermitted: another office, or `evaluation.judges_themselves`.
    """
    require(by, *KEEPERS, place=panel.tender.demand.community)
    if _judges(by, panel):
        raise NotPermitted("evaluation.judges_themselves")


def keeps(membership: Membership | None, panel: Panel) -> bool:
    """Whether this person handles the panel's sheets on paper."""
    is_office = holds(membership, *KEEPERS, place=panel.tender.demand.community)
    return membership is not None and is_office and not _judges(membership, panel)


def are_of_the_buyer(by: Membership, other: int | None, panel: Panel) -> bool:
    """Whether the person and another one both work for the community, in whatever role they act."""
    staff = holders(Role.COMMUNITY, place=panel.tender.demand.community)
    people = set(staff.filter(user__in=[*persons(by), other]).values_list("user_id", flat=True))
    return bool(people & persons(by)) and other in people


def _judges(by: Membership, panel: Panel) -> bool:
    return judging(by).filter(panel=panel).exists()


def judging(by: Membership) -> QuerySet[Seat]:
    """Seats of this person that vote."""
    return Seat.objects.filter(capacity__in=sorted(VOTING), user__in=persons(by))


def can_read_scan(membership: Membership | None, file: StoredFile) -> bool:
    """A scan shows points and a name: for whoever keeps the papers, and after the ranking for panel and offices."""
    paper = getattr(file, "paper_sheet", None)
    if paper is None or membership is None:
        return False
    panel = paper.sheet.seat.panel
    if keeps(membership, panel):
        return True
    return panel.state in AFTER_SIGNING and sees_names(membership, panel)


# Whoever may hold a seat, and the office that keeps the record.
SEATED = (Role.COMMUNITY, Role.RESIDENT_REPRESENTATIVE, Role.EXPERT)


def reads_talks(membership: Membership | None, panel: Panel) -> bool:
    """Records of talks are for the panel and its clerk; a bidder reads its own, rivals never do."""
    return seat_of(membership, panel) is not None or chairs(membership, panel.tender)


def is_published(panel: Panel) -> bool:
    """Whether what this panel found stands in public: from the publicity of an award on that rests on it.

    Without a query of a panel read `with_publication`.
    """
    read: bool | None = getattr(panel, "stands_in_public", None)
    return Panel.objects.filter(_published(), pk=panel.pk).exists() if read is None else read


def with_publication(rows: QuerySet[Panel]) -> QuerySet[Panel]:
    """Panels with what `is_published` says of them, in the same query."""
    return rows.annotate(stands_in_public=_published())


def _published() -> Q:
    """A result of the project was published since the panel was convened; one before it is another panel's.

    So a ranking that was set aside, or whose call came to nothing, becomes public with the result of whoever judges
    after it, in this call or the next: earlier, its prices would tell the rivals of that one. With a project that is
    given up nobody is left to be told too much.
    """
    results = Notice.objects.filter(
        tender__demand=OuterRef("tender__demand"),
        kind=Notice.Kind.RESULT,
        published_at__gte=OuterRef("convened_at"),
    )
    return Q(Exists(results)) | Q(tender__demand__state=DemandState.WITHDRAWN)


def readable(membership: Membership | None) -> QuerySet[Panel]:
    """Evaluations whose page this person may open; what it shows is `sees_points`' to say."""
    condition = _published()
    if membership is not None:
        condition |= from_inside(membership)
    return Panel.objects.filter(condition)


def from_inside(membership: Membership) -> Q:
    """Evaluations in which this person sits or which its office watches: their page is open before the result is."""
    condition = Q(pk__in=sitting(membership).values("pk"))
    if membership.place is not None and membership.role in (*OVERSIGHT, Role.COMMUNITY):
        condition |= Q(tender__demand__community__path__startswith=membership.place.path)
    return condition


def can_read(membership: Membership | None, panel: Panel) -> bool:
    """Whether this person may open the evaluation's page."""
    return readable(membership).filter(pk=panel.pk).exists()


def sees_points(membership: Membership | None, panel: Panel, seat: Seat | None) -> bool:
    """Whether points of all members may be shown to this person now, who may hold this living seat.

    The panel and the offices that watch it from the ranking on, the community once the report is signed (it proposes
    the award), everybody once the result is published.
    """
    if panel.state not in AFTER_SIGNING:
        return False
    offices = (*OVERSIGHT, Role.COMMUNITY) if panel.state == State.SIGNED else OVERSIGHT
    return seat is not None or holds(membership, *offices, place=panel.tender.demand.community) or is_published(panel)


def sees_names(membership: Membership | None, panel: Panel) -> bool:
    """Members' names: those who chair and watch; everybody else reads numbers (names stay sealed, domain 2.4)."""
    return holds(membership, *OVERSIGHT, Role.COMMUNITY, place=panel.tender.demand.community)


def sees_names_in_report(membership: Membership | None, panel: Panel) -> bool:
    """Who judged, by name, beside the report: the offices, and everybody once a result under the statute is public.

    Decree 87 art. 69 has the members' names published with the result; under local rules they stay inside the offices.
    """
    if sees_names(membership, panel):
        return True
    return panel.tender.procedure.regime is Regime.STATUTORY and is_published(panel)


CAPACITY_ROLES = {
    Capacity.COMMUNITY: Role.COMMUNITY,
    Capacity.RESIDENT_REPRESENTATIVE: Role.RESIDENT_REPRESENTATIVE,
    Capacity.EXPERT: Role.EXPERT,
}
