"""What pages that recommend cost where providers offer services, closed contracts, deliver others and are in touch."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from catalog.models import Provider
from marketplace.accounts.rules import Role
from tests.architecture.bars import DETAIL, cost
from tests.factories import accounts, catalog, demands, tenders
from tests.factories.tenders import Office
from tests.search.indexing import index
from tests.tendering.demands.test_fitting import closed

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R36")]
NEED = "辖区独居老人洗浴不便,需要上门助浴。"


class Street:
    """A community with a demand, a call, and providers that offer what they look for."""

    def __init__(self) -> None:
        self.office = Office.of()
        self.tender = tenders.announced(self.office)
        self.demand = demands.published(self.office.community, need=NEED)
        self.first = self.known()

    def known(self) -> Provider:
        """One that offers it here, has done it, and delivers something."""
        provider = catalog.listed_provider(strengths="为独居老人上门助浴", home_place=self.office.community.parent)
        item, street = self.demand.scope_item, self.office.community.parent
        assert item is not None
        assert street is not None
        for _offer in range(2):
            catalog.published_offer(provider, text="为独居老人助浴", items=[item], streets=[street])
        closed(provider, self.office.community, satisfied=19, answers=20)
        return provider

    def community(self) -> Client:
        return accounts.client_of(self.office.preparer)

    def provider(self) -> Client:
        return accounts.signed_in(Client(), catalog.administrator(self.first))

    def auditor(self) -> Client:
        return accounts.signed_in(Client(), accounts.membership(Role.AUDITOR))


# By page: who looks, and where.
PAGES: dict[str, tuple[Callable[[Street], Client], Callable[[Street], str]]] = {
    "providers": (Street.community, lambda at: f"/demands/{at.demand.number}/fitting/"),
    "whom to invite": (Street.community, lambda at: f"/demands/{at.demand.number}/invite/"),
    "whom to call": (Street.community, lambda at: f"{at.tender.get_absolute_url()}invite/"),
    "demands": (Street.provider, lambda _at: "/demands/fitting/"),
    "how evenly": (Street.auditor, lambda _at: "/workbench/fairness/"),
}


@pytest.mark.parametrize("page", PAGES)
def test_a_page_that_recommends_keeps_to_its_bar_however_much_there_is(page: str) -> None:
    at = Street()
    index()
    looker, address = PAGES[page]
    client, url = looker(at), address(at)

    def spent() -> int:
        cost(client, url)  # what a process asks once
        found = cost(client, url)
        assert found is not None
        return found

    few = spent()
    for _number in range(9):
        at.known()
    index()
    assert (spent(), few <= DETAIL) == (few, True), few
