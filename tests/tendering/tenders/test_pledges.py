"""No call goes out on money that was only promised by word (R8; domain 3.6)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from tendering.demands.models import Demand
from tendering.funds import services
from tendering.funds.models import FundingLine, Source
from tendering.tenders.models import Tender
from tendering.tenders.rules.states import State
from tendering.tenders.services import keys
from tendering.tenders.services.announcing import PledgeUnbacked, announce
from tendering.tenders.services.preparing import submit_docs
from tests.factories import accounts, demands, files, funds, tenders
from tests.factories.tenders import Office

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R8")]


@pytest.fixture
def office() -> Office:
    return Office.of()


@pytest.fixture
def worker(office: Office) -> Membership:
    return accounts.membership(Role.COMMUNITY, office.community)


@pytest.fixture
def tender(office: Office) -> Tender:
    """The corridor: 11,000 of the factory and 10,000 of the fund, its documents handed in."""
    demand = demands.published(office.community, "21000.00")
    account = funds.account(office.community, "20000.00", year=demand.fiscal_year)
    lines = [funds.draft("11000.00", Source.SPONSOR), funds.draft("10000.00", account=account)]
    plan = funds.plan(lines=lines, place=office.community)
    services.commit_plan(plan=plan, by=None)
    Demand.objects.filter(pk=demand.pk).update(plan=plan)
    demand.refresh_from_db()
    tender = tenders.prepared(office, demand)
    submit_docs(tender=tender, by=office.preparer, now=clock.now())
    keys.fill_pool(size=1, now=clock.now())
    return tender


def sponsor(tender: Tender) -> FundingLine:
    """The factory's line."""
    assert tender.demand.plan is not None
    return funds.line(tender.demand.plan, Source.SPONSOR)


def test_a_bare_promise_holds_the_call_back(tender: Tender, office: Office) -> None:
    """The refusal names the contributor and what is missing; nothing was announced."""
    with pytest.raises(PledgeUnbacked) as refused:
        announce(tender=tender, by=office.approver, deadline_at=tenders.deadline(tender))
    assert refused.value.parameters == {"contributor": "车辆厂", "missing": Decimal("11000.00")}
    tender.refresh_from_db()
    assert tender.state == State.DOC_REVIEW


def test_a_signed_letter_is_enough(tender: Tender, office: Office, worker: Membership) -> None:
    services.record_pledge(line=sponsor(tender), letter=files.upload(), by=worker)
    announced = announce(tender=tender, by=office.approver, deadline_at=tenders.deadline(tender))
    assert announced.state == State.ANNOUNCED


def test_so_is_the_money_itself_but_not_a_part_of_it(tender: Tender, office: Office, worker: Membership) -> None:
    services.receive_contribution(line=sponsor(tender), amount=Decimal("10999.99"), by=worker)
    with pytest.raises(PledgeUnbacked):
        announce(tender=tender, by=office.approver, deadline_at=tenders.deadline(tender))
    services.receive_contribution(line=sponsor(tender), amount=Decimal("0.01"), by=worker)
    announced = announce(tender=tender, by=office.approver, deadline_at=tenders.deadline(tender))
    assert announced.state == State.ANNOUNCED
