"""Everybody behind an award: one provider, or each member of a consortium, who answer jointly (政府采购法 24)."""

from __future__ import annotations

from catalog.models import Provider
from marketplace.accounts.models import Membership
from tendering.awards.models import Award
from tendering.bids.models import Bid, Consent, Partner
from tendering.bids.queries.members import members, takes_part
from tendering.bids.queries.valid import opened_bids
from tendering.tenders.models import Tender


def contractors(award: Award) -> list[Provider]:
    """The lead first; nobody for a residents' group. Where one answers alone nothing is asked of the database."""
    if award.provider is None:
        return []
    if not award.others or award.bid is None:
        return [award.provider]
    return members(award.bid)


def joint_bids(provider_id: int) -> list[object]:
    """Keys of the bids that a provider stands in as a member beside the lead."""
    rows = Partner.objects.filter(provider=provider_id, state=Consent.CONSENTED)
    return list(rows.values_list("bid_id", flat=True))


def opened_bid(by: Membership, tender: Tender) -> Bid | None:
    """What the person's organisation answered, alone, as the lead of several, or as a member (政府采购法 24)."""
    return opened_bids(tender).filter(takes_part(by.organisation_id)).select_related("provider").first()


def speaks_for(by: Membership, bid: Bid) -> Provider:
    """The one of those behind the bid for which the person acts."""
    if bid.provider.organisation_id == by.organisation_id:
        return bid.provider
    return Provider.objects.get(organisation=by.organisation_id)
