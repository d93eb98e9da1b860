"""Who answers a call together (联合体): for those who have to ask every member, not the lead alone.

Where one answers alone nothing is asked of the database: an opened bid knows by `others` whether it has members.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet

from catalog.models import Provider
from marketplace.accounts.models import Membership, Organisation
from tendering.bids.models import Bid, Consent, Partner
from tendering.tenders.models import Tender
from tendering.tenders.queries.consortia import admitted


def partners(bid: Bid) -> QuerySet[Partner]:
    """The members beside the lead, whatever they have said."""
    return Partner.objects.filter(bid=bid).select_related("provider__organisation").order_by("position")


def stands_in(provider: Provider, tender: Tender) -> QuerySet[Partner]:
    """Where this body has consented to be a member: told to that body alone."""
    return Partner.objects.filter(tender=tender, provider=provider, state=Consent.CONSENTED)


def answered_by(organisation: OuterRef) -> Q:
    """Opened bids that this body leads or is a consenting member of, inside a query."""
    leads = Q(bid__provider__organisation=organisation)
    return leads | Q(bid__partners__provider__organisation=organisation, bid__partners__state=Consent.CONSENTED)


def beside(tender: Tender, bid: Bid) -> list[Provider]:
    """The consenting members of a sealed bid; no query where the call admits no consortia."""
    if not admitted(tender):
        return []
    return [row.provider for row in partners(bid).filter(state=Consent.CONSENTED)]


def members(bid: Bid) -> list[Provider]:
    """Everybody who answers with an opened bid, the lead first."""
    return members_of([bid])[bid.pk]


def members_of(bids: Sequence[Bid]) -> dict[UUID, list[Provider]]:
    """The same for several, with one query where any of them has members."""
    found = {bid.pk: [bid.provider] for bid in bids}
    # The answer of a round has the members of the bid for the call itself.
    joint = {(bid.tender_id, bid.provider_id): bid.pk for bid in bids if bid.others}
    if joint:
        rows = Partner.objects.filter(tender__in={tender for tender, _lead in joint}, state=Consent.CONSENTED)
        for row in rows.select_related("bid", "provider__organisation").order_by("bid", "position"):
            if key := joint.get((row.tender_id, row.bid.provider_id)):
                found[key].append(row.provider)
    return found


def takes_part(organisation: Organisation | int | None) -> Q:
    """Of bids: those an organisation leads or has consented to."""
    consented = Partner.objects.filter(provider__organisation=organisation, state=Consent.CONSENTED)
    return Q(provider__organisation=organisation) | Q(pk__in=consented.values("bid"))


def asked(membership: Membership | None, tender: Tender) -> list[Partner]:
    """The consortia of a call that this person's organisation was asked to join; no query where it admits none."""
    if not admitted(tender) or membership is None or membership.organisation_id is None:
        return []
    rows = Partner.objects.filter(tender=tender, provider__organisation=membership.organisation_id)
    return list(rows.select_related("bid__provider__organisation").order_by("asked_at", "pk"))
