"""Splitting found across calls is shown on the page of each, to those who watch over it (条例 28)."""

from __future__ import annotations

import pytest
from django.test import Client

from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.places.queries import district_of
from tendering.tenders.models import Tender
from tests.factories import accounts, demands, tenders
from tests.factories.tenders import Office

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R38")]
WORDS = "可能化整为零"


def page(tender: Tender, member: Membership | None) -> str:
    client = accounts.signed_in(Client(), member) if member else Client()
    return client.get(tender.get_absolute_url()).content.decode()


def test_calls_that_pass_a_limit_together_say_so_to_those_who_answer_and_decide() -> None:
    office = Office.of()
    first = tenders.announced(office, demands.published(office.community, "30000.00", title="楼道照明一期"))
    street, district = office.community.parent, district_of(office.community)
    watchers = [office.preparer, accounts.membership(Role.STREET, street)]
    watchers += [accounts.membership(role, district) for role in (Role.DISTRICT, Role.DISCIPLINE)]
    assert not any(WORDS in page(first, who) for who in watchers)
    second = demands.published(office.community, "30000.00", title="楼道照明二期")
    for who in watchers:
        text = page(first, who)
        assert WORDS in text
        assert second.number in text
        assert "60,000.00" in text
    assert not any(WORDS in page(first, who) for who in (None, tenders.bidder(tenders.providers(1)[0])))
    Tender.objects.filter(pk=first.pk).update(state="concluded")
    assert WORDS not in page(first, watchers[0])


def test_another_item_or_another_community_is_no_splitting() -> None:
    office = Office.of()
    first = tenders.announced(office, demands.published(office.community, "30000.00"))
    demands.published(office.community, "30000.00", code="B1")
    demands.published(None, "30000.00")
    assert WORDS not in page(first, accounts.membership(Role.DISTRICT, district_of(office.community)))
