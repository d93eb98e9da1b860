"""A splitting is opened again while its call goes out (PostgreSQL: real locks)."""

from __future__ import annotations

import pytest
from django.db import connection

from marketplace import clock
from marketplace.accounts.rules import Role
from marketplace.places.queries import district_of
from tendering.tenders.rules.states import State
from tendering.tenders.services import announcing, keys, preparing, splitting
from tendering.tenders.services.splitting import SplittingUndecided
from tests.concurrency.racing import stuck
from tests.factories import accounts, demands, tenders
from tests.factories.tenders import Office

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def test_a_splitting_opened_again_and_an_announcement_at_the_same_instant() -> None:
    """It is open again, not committed yet: whoever announces waits for it and is refused."""
    demands.rules()
    office = Office.of()
    district = accounts.membership(Role.DISTRICT, district_of(office.community))
    tender = tenders.prepared(office, demands.published(office.community, "30000.00"))
    demands.published(office.community, "28000.00")
    preparing.submit_docs(tender=tender, by=office.preparer, now=clock.now())
    splitting.answer(tender=tender, by=office.preparer, text="两个项目的服务对象、时间和地点都不相同,须分别实施。")
    splitting.decide(tender=tender, by=district, accept=True, text="需求各自独立。")
    keys.fill_pool(size=1, now=clock.now())

    def announce() -> None:
        with pytest.raises(SplittingUndecided):
            announcing.announce(tender=tender, by=office.approver, deadline_at=tenders.deadline(tender))

    connection.set_autocommit(False)
    try:
        splitting.reopen(tender=tender, by=district, text="请补充场地说明。")
        with stuck(announce):
            connection.commit()
    finally:
        connection.set_autocommit(True)
    tender.refresh_from_db()
    assert tender.state == State.DOC_REVIEW
