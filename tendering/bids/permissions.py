"""Who may read and move a bid (domain 4, rows bids before and after opening).

Before the opening nobody but the bidder's own people learns that a bid exists, or how many there are.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Q, QuerySet

from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import holds, require
from marketplace.accounts.queries import holders
from marketplace.accounts.rules import PROVIDER_ROLES, Role, role_of
from marketplace.primitives.ruleset import Office
from tendering.bids.models import Bid, CollusionHint, Consent, OpenedBid, Opening, Partner, RoundOpening
from tendering.bids.rules.states import SHOWN
from tendering.tenders.models import Tender

READERS = (
    Role.COMMUNITY,
    Role.SUPERVISION_COMMITTEE,
    Role.STREET,
    Role.DISTRICT,
    Role.AUDITOR,
    Role.DISCIPLINE,
)
# Nobody else learns of a hint before the award is made (integrity, red flags).
HINT_READERS = (Role.DISTRICT, Role.DISCIPLINE)
SeatReader = Callable[[Membership, Tender], bool]
_seat_readers: list[SeatReader] = []


def register_seat_reader(may_read: SeatReader) -> None:
    """Let a later stage say who else reads the opened bids of a tender (panel seats); call it in `ready()`."""
    if may_read not in _seat_readers:
        _seat_readers.append(may_read)


def reads_hints(membership: Membership | None, hint: CollusionHint) -> bool:
    """Whether the person reads a hint's story: district and discipline of the place."""
    return holds(membership, *HINT_READERS, place=hint.tender.demand.community)


def require_hint_answerer(by: Membership, tender: Tender) -> None:
    """The district answers what was noticed about the bids."""
    require(by, Role.DISTRICT, place=tender.demand.community)


def require_hint_judge(by: Membership, tender: Tender) -> None:
    """Discipline inspection decides what the district has referred."""
    require(by, Role.DISCIPLINE, place=tender.demand.community)


def may_answer_hints(membership: Membership | None, tender: Tender) -> bool:
    """`require_hint_answerer` as a question."""
    return holds(membership, Role.DISTRICT, place=tender.demand.community)


def may_decide_hints(membership: Membership | None, tender: Tender) -> bool:
    """`require_hint_judge` as a question."""
    return holds(membership, Role.DISCIPLINE, place=tender.demand.community)


def own(membership: Membership | None) -> QuerySet[Bid]:
    """The bids of the person's own organisation, answers of rounds included; nobody else's, whatever the role."""
    if not holds(membership, *PROVIDER_ROLES) or membership is None or membership.organisation_id is None:
        return Bid.every.none()
    return Bid.every.filter(provider__organisation=membership.organisation_id)


def asked(membership: Membership | None) -> QuerySet[Partner]:
    """What the person's own organisation was asked to join, or has joined, as a member of a consortium."""
    if not holds(membership, *PROVIDER_ROLES) or membership is None or membership.organisation_id is None:
        return Partner.objects.none()
    return Partner.objects.filter(provider__organisation=membership.organisation_id)


def opened(membership: Membership | None) -> QuerySet[OpenedBid]:
    """Opened bids of tenders in the person's place, and those the person's organisation leads or stands in."""
    if membership is None:
        return OpenedBid.objects.none()
    if membership.role in PROVIDER_ROLES:
        joined = asked(membership).filter(state=Consent.CONSENTED)
        return OpenedBid.objects.filter(Q(bid__in=own(membership)) | Q(bid__in=joined.values("bid")))
    if membership.place is None or not holds(membership, *READERS):
        return OpenedBid.objects.none()
    return OpenedBid.objects.filter(bid__tender__demand__community__path__startswith=membership.place.path)


def reads_opened(membership: Membership | None, tender: Tender) -> bool:
    """Whether the person reads all opened bids of this tender: offices, oversight, and panel seats."""
    if membership is None:
        return False
    if holds(membership, *READERS, place=tender.demand.community):
        return True
    return any(may_read(membership, tender) for may_read in _seat_readers)


def can_read(membership: Membership | None, bid: Bid) -> bool:
    """Whether the person may read this bid's story: its own people always, others once it is opened."""
    if holds(membership, *PROVIDER_ROLES) and membership is not None:
        leads = membership.organisation_id == bid.provider.organisation_id
        return leads or asked(membership).filter(bid=bid, state=Consent.CONSENTED).exists()
    return bid.state in SHOWN and reads_opened(membership, bid.tender)


def hidden() -> QuerySet[Bid]:
    """Bids nobody but the bidder may know of."""
    return Bid.every.exclude(state__in=sorted(SHOWN))


def require_bidder(by: Membership, bid: Bid) -> None:
    """Anybody who writes bids for the provider."""
    require(by, *PROVIDER_ROLES, organisation=bid.provider.organisation)


def require_signer(by: Membership, bid: Bid) -> None:
    """Whoever signs for the provider, with a second factor (domain 4: provider_admin signs, provider_bidder drafts)."""
    require(by, Role.PROVIDER_ADMIN, organisation=bid.provider.organisation)


def require_partner(by: Membership, partner: Partner) -> None:
    """Whoever signs for a member of a consortium."""
    require(by, Role.PROVIDER_ADMIN, organisation=partner.provider.organisation)


def opening_roles(tender: Tender) -> list[Role]:
    """Of the offices that open the bids together, the first time and after each round."""
    return [role_of(office) for office in tender.procedure.opening_members]


def openers(tender: Tender) -> list[int]:
    """Ids of the officers who may open."""
    return list(holders(*opening_roles(tender), covering=tender.demand.community).values_list("user_id", flat=True))


def opening_office(by: Membership | None, tender: Tender) -> Office | None:
    """The office of the opening committee this person stands for, if any."""
    return next(
        (
            office
            for office in tender.procedure.opening_members
            if holds(by, role_of(office), place=tender.demand.community)
        ),
        None,
    )


def require_opener(by: Membership, tender: Tender) -> Office:
    """One of the offices of the tender's opening committee."""
    require(by, *opening_roles(tender), place=tender.demand.community)
    office = opening_office(by, tender)
    assert office is not None  # `require` has let nobody else pass
    return office


def qualifying_roles(tender: Tender) -> list[Role]:
    """Of the offices that check who qualifies: the community, above micro another with it (domain 3.4)."""
    return [role_of(office) for office in tender.procedure.qualified_by]


def require_qualifier(by: Membership, tender: Tender) -> Office:
    """The office that qualifies for which this officer acts."""
    require(by, *qualifying_roles(tender), place=tender.demand.community)
    office = qualifying_office(by, tender)
    assert office is not None  # `require` has let nobody else pass
    return office


def qualifying_office(by: Membership | None, tender: Tender) -> Office | None:
    """The same as a question; None for everybody else."""
    offices = tender.procedure.qualified_by
    return next((one for one in offices if holds(by, role_of(one), place=tender.demand.community)), None)


def reads_opening(membership: Membership | None, opening: Opening | RoundOpening) -> bool:
    """Whether the person may read the opening's story: offices and oversight of the place."""
    return holds(membership, *READERS, place=opening.tender.demand.community)
