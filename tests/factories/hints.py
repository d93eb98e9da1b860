"""Hints of collusion for tests: written straight in, and walked on through the services."""

from __future__ import annotations

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.places.queries import district_of
from tendering.awards.services import hints
from tendering.bids.models import CollusionHint, HintInput
from tendering.tenders.models import Tender
from tests.factories import accounts

PHONE = "13900001234"


def found(tender: Tender, value: str = PHONE, kind: str = "phone", *, count: int = 2) -> CollusionHint:
    """A hint among the first `count` opened bids of a call."""
    row = CollusionHint.objects.create(tender=tender, kind=kind, found_at=clock.now())
    for position, bid in enumerate(tender.bids.order_by("opened__price", "pk")[:count], start=1):
        HintInput.objects.create(hint=row, bid=bid, position=position, value=value)
    return row


def officer(tender: Tender, role: Role = Role.DISTRICT) -> Membership:
    """A district officer, or an inspector, of the call's district."""
    return accounts.person("陈区级", role, district_of(tender.demand.community))


def explained(hint: CollusionHint, by: Membership | None = None) -> CollusionHint:
    """Answered by the district."""
    by = by or officer(hint.tender)
    hints.answer(hint=hint, by=by, refer=False, statement="两家共用代办人员的电话", text="共用代办机构,已更正")
    return hint


def referred(hint: CollusionHint, by: Membership | None = None) -> CollusionHint:
    """Handed to discipline inspection."""
    hints.answer(hint=hint, by=by or officer(hint.tender), refer=True, statement="", text="说明不足,移送核查")
    return hint


def decided(hint: CollusionHint, *, substantiated: bool) -> CollusionHint:
    """Referred and decided."""
    by = officer(hint.tender, Role.DISCIPLINE)
    hints.decide(hint=referred(hint), by=by, substantiated=substantiated, text="经核查作出决定")
    return hint
