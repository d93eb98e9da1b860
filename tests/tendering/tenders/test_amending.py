"""What an amendment may change of the documents that somebody else approved (domain 3.4, 4)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from marketplace.primitives.refusal import InvalidInput
from tendering.tenders.services import announcing
from tests.factories import demands, tenders
from tests.factories.tenders import Office
from tests.refusing import refused

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R39")]


def test_who_may_answer_is_not_rewritten_by_the_buyer_alone_once_the_call_is_out(office: Office) -> None:
    """Approved by somebody else, it would be made to measure afterwards."""
    tender = tenders.announced(office)
    content = tenders.content(eligibility="只限与本社区合作满三年的机构。")
    with refused("tenders.approved_eligibility", kind=InvalidInput):
        announcing.amend(tender=tender, by=office.preparer, content=content, reason="调整条件")
    tender.refresh_from_db()
    assert (tender.content["eligibility"], tender.notices.count()) == (tenders.content().eligibility, 1)


def test_an_announced_ceiling_is_lowered_but_not_raised(office: Office) -> None:
    tender = tenders.announced(office, demands.published(office.community, "20000.00"))
    change: dict[str, Any] = {"by": office.preparer, "content": tenders.content(), "reason": "更正"}
    lower = announcing.amend(tender=tender, ceiling=Decimal("18000.00"), **change)
    with refused("tenders.approved_ceiling", kind=InvalidInput):
        announcing.amend(tender=lower, ceiling=Decimal("19000.00"), **change)
    tender.refresh_from_db()
    assert tender.ceiling == Decimal("18000.00")
