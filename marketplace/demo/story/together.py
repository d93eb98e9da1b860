"""Two providers answer a call together (联合体): the lead names a member, which consents or is still asked."""

from __future__ import annotations

from decimal import Decimal

from catalog.models import Provider
from marketplace.demo.papers import paper
from marketplace.demo.story import market
from tendering.bids.models import Partner
from tendering.bids.rules.consortium import Party
from tendering.bids.services import consents, consortia
from tendering.tenders.models import Tender

# Of a row's `story`: a bid of two is sealed, or the demo account's provider is asked to join one.
TOGETHER, ASKED = "together", "asked"
MOST = "2"
SHARES = (Decimal("65.00"), Decimal("35.00"))


def propose(tender: Tender, lead: Provider, member: Provider) -> None:
    """The lead says who does what, with the agreement."""
    said = market.words()["consortium"]
    parties = [
        Party(one.pk, one.organisation.name, share, tender.kind, said[part])
        for one, share, part in zip((lead, member), SHARES, ("lead", "member"), strict=True)
    ]
    bid, by = tender.bids.get(provider=lead), market.writer(lead)
    consortia.propose(bid=bid, by=by, parties=parties, agreement=paper("联合体协议（演示）"))


def consent(tender: Tender, member: Provider) -> None:
    """The member consents."""
    partner = Partner.objects.select_related("provider__organisation").get(tender=tender, provider=member)
    consents.answer(partner=partner, by=market.signer(member), accept=True)
