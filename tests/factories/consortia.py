"""Calls that admit consortia and bids of several, through the services."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile

from catalog.models import Provider
from marketplace.accounts.models import Membership
from tendering.bids.models import Bid, BidVersion, Partner
from tendering.bids.rules.consortium import Party
from tendering.bids.services import consents, consortia, submitting
from tendering.tenders.models import Tender
from tests.factories import bids, tenders
from tests.factories.tenders import Office

WORK = "负责上门服务与家属沟通"


def call(office: Office, *, most: int = 3, method: str = "inquiry") -> Tender:
    """A running call that admits so many together."""
    tender = tenders.announced(office, method=method)
    tender.content["consortium"] = str(most)
    tender.save(update_fields=["content"])
    return tender


def agreement() -> SimpleUploadedFile:
    """What the members sign."""
    return SimpleUploadedFile("联合体协议.txt", "各方共同承担全部责任。".encode())


def parties(lead: Provider, others: Sequence[Provider], *, work: str = WORK) -> list[Party]:
    """Equal shares in percent, the rest of the division with the lead."""
    share = (Decimal(100) / (len(others) + 1)).quantize(Decimal("0.01"))
    found = [Party(lead.pk, str(lead), 100 - share * len(others), "service", "统筹与质量管理")]
    return [*found, *(Party(one.pk, str(one), share, "service", work) for one in others)]


def proposed(
    tender: Tender, lead: Provider, others: Sequence[Provider], by: Membership | None = None, *, price: str = "28000.00"
) -> Bid:
    """A whole draft whose members are asked."""
    by = by or tenders.bidder(lead)
    bid = bids.written(bids.drafted(tender, lead, by), by, price)
    consortia.propose(bid=bid, by=by, parties=parties(lead, others), agreement=agreement())
    return bid


def asked(bid: Bid, provider: Provider) -> Partner:
    """What this provider was asked."""
    return Partner.objects.get(bid=bid, provider=provider)


def agreed(
    tender: Tender, lead: Provider, others: Sequence[Provider], by: Membership | None = None, *, price: str = "28000.00"
) -> Bid:
    """The same with everybody's consent."""
    bid = proposed(tender, lead, others, by, price=price)
    for provider in others:
        consents.answer(partner=asked(bid, provider), by=tenders.bidder(provider), accept=True)
    return bid


def submitted(
    tender: Tender, lead: Provider, others: Sequence[Provider], by: Membership | None = None, *, price: str = "28000.00"
) -> BidVersion:
    """A sealed bid of several."""
    by = by or tenders.bidder(lead)
    return submitting.submit(bid=agreed(tender, lead, others, by, price=price), by=by, declared=True)
