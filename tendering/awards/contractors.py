"""Everybody behind an award: one provider, or each member of a consortium, who answer jointly (政府采购法 24)."""

from __future__ import annotations

from collections.abc import Sequence

from catalog.models import Provider
from marketplace.accounts.models import Membership
from tendering.awards.models import Award
from tendering.bids.models import Bid, Consent, Partner
from tendering.bids.queries.members import members_of, takes_part
from tendering.bids.queries.valid import opened_bids
from tendering.tenders.models import Tender


def contractors(award: Award) -> list[Provider]:
    """The lead first; nobody for a residents' group. Where one answers alone nothing is asked of the database."""
    return contractors_of([award])[award.pk]


def contractors_of(awards: Sequence[Award]) -> dict[int, list[Provider]]:
    """The same for several, by award, with one query where any of them has members."""
    together = members_of([award.bid for award in awards if award.others and award.bid is not None])
    found = dict[int, list[Provider]]()
    for award in awards:
        alone = [] if award.provider is None else [award.provider]
        found[award.pk] = together[award.bid.pk] if award.others and award.bid is not None else alone
    return found


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
