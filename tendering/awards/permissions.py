"""Who may read and who may move an award (domain 2.6, 3.4, 4)."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from catalog.models import Provider
from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import holds, persons, require
from marketplace.accounts.rules import PROVIDER_ROLES, Role, role_of
from marketplace.files.models import StoredFile
from marketplace.primitives.refusal import NotPermitted
from marketplace.primitives.ruleset import Objector, Office
from tendering.awards.models import Award, AwardLetter, Objection
from tendering.bids.models import Bid, BidState
from tendering.tenders.models import Tender
from tendering.tenders.permissions import READERS

RESIDENTS = (Role.RESIDENT, Role.RESIDENT_REPRESENTATIVE)
ANSWERERS = (Role.COMMUNITY, Role.STREET)
OVERSIGHT = (Role.STREET, Role.DISTRICT)
CONFIRMERS = (Role.COMMUNITY, Role.STREET, Role.DISTRICT)


def readable(membership: Membership | None) -> QuerySet[Award]:
    """Everybody reads an award from its publicity on; before, the offices of its place."""
    public = Q(publicised_at__isnull=False)
    if membership is None or membership.place is None or membership.role not in READERS:
        return Award.objects.filter(public)
    return Award.objects.filter(public | Q(tender__demand__community__path__startswith=membership.place.path))


def can_read(membership: Membership | None, award: Award) -> bool:
    """Whether this person may read this award."""
    return award.is_public or readable(membership).filter(pk=award.pk).exists()


def is_office(membership: Membership | None, award: Award) -> bool:
    """Whether the person sits in an office that sees the whole file: names of objectors, every letter."""
    return holds(membership, *READERS, place=award.demand.community)


def require_community(by: Membership, tender: Tender) -> None:
    """The community whose demand it is."""
    require(by, Role.COMMUNITY, place=tender.demand.community)


def require_oversight(by: Membership, award: Award) -> None:
    """Street and district annul after a complaint."""
    require(by, *OVERSIGHT, place=award.demand.community)


def objector(membership: Membership | None, award: Award) -> Provider | None:
    """The provider for which a bidder objects; None for a resident (`procedure.objectors`).

    Raises:
        NotPermitted: ``awards.not_an_objector``: neither a bidder of this call nor a resident of the community, or
            the one who is to get the award.
    """
    allowed = award.tender.procedure.objectors
    is_resident = holds(membership, *RESIDENTS, place=award.demand.community)
    if is_resident and Objector.RESIDENT in allowed:
        return None
    if membership is not None and Objector.BIDDER in allowed and holds(membership, *PROVIDER_ROLES):
        provider = _rival(membership, award)
        if provider is not None:
            return provider
    raise NotPermitted("awards.not_an_objector")


def _rival(membership: Membership, award: Award) -> Provider | None:
    """The person's provider, where its bid was opened and did not win."""
    bids = Bid.objects.filter(tender_id=award.tender_id, provider__organisation=membership.organisation)
    bid = bids.filter(state__in=[BidState.OPENED, BidState.UNOPENABLE]).select_related("provider").first()
    return None if bid is None or bid.provider_id == award.provider_id else bid.provider


def require_answerer(by: Membership, award: Award) -> None:
    """Community or street; never whoever published the award (four eyes)."""
    require(by, *ANSWERERS, place=award.demand.community)
    if award.publicised_by_id in persons(by):
        raise NotPermitted("awards.own_publication")


def office_of(by: Membership, award: Award) -> Office:
    """The office that `by` confirms for.

    Raises:
        RoleMissing: the person sits in none of the procedure's offices.
        NotPermitted: ``awards.own_publication``: whoever published the award does not confirm it.
    """
    offices = award.tender.procedure.confirmed_by
    require(by, *(role_of(office) for office in offices), place=award.demand.community)
    if award.publicised_by_id in persons(by):
        raise NotPermitted("awards.own_publication")
    return Office(by.role)


def require_winner(by: Membership, award: Award) -> None:
    """Whoever signs for the provider; a residents' group has no account, so its community writes it down."""
    if award.provider is not None:
        require(by, Role.PROVIDER_ADMIN, organisation=award.provider.organisation)
    else:
        require_community(by, award.tender)


def readable_objections(membership: Membership | None) -> QuerySet[Objection]:
    """Objections to awards this person may read."""
    return Objection.objects.filter(award__in=readable(membership).values("pk"))


def reads_objection(membership: Membership | None, objection: Objection) -> bool:
    """Who objected is known to themselves and to the offices; rivals read the answer, never the name."""
    own = membership is not None and membership.user_id == objection.filed_by_id
    return own or is_office(membership, objection.award)


def readable_letters(membership: Membership | None) -> QuerySet[AwardLetter]:
    """A letter is for its addressee and the offices of its place; a loser never reads another's."""
    if membership is None:
        return AwardLetter.objects.none()
    if membership.role in PROVIDER_ROLES:
        return AwardLetter.objects.filter(provider__organisation=membership.organisation)
    if membership.place is None or membership.role not in READERS:
        return AwardLetter.objects.none()
    return AwardLetter.objects.filter(award__tender__demand__community__path__startswith=membership.place.path)


def can_read_objection_file(membership: Membership | None, file: StoredFile) -> bool:
    """Evidence is read by the one who filed it and by the offices."""
    if membership is None:
        return False
    objection = Objection.objects.filter(files__file=file).select_related("award__tender__demand__community").first()
    if objection is None:
        return file.uploaded_by_id == membership.user_id
    return objection.filed_by_id == membership.user_id or is_office(membership, objection.award)
