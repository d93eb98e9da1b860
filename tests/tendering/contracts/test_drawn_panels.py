"""A residents' panel that was drawn is not drawn again until it suits (R49, domain 2.4)."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import RoleMissing
from tendering.contracts.models import SatisfactionPanel
from tendering.contracts.services.satisfaction import measuring, panels
from tests.factories import accounts, satisfaction
from tests.factories.satisfaction import Judges
from tests.refusing import refused

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R49")]


@pytest.fixture
def judges(db: None) -> Judges:
    return Judges.of()


def begun(judges: Judges) -> SatisfactionPanel:
    return panels.create_panel(contract=judges.contract, by=judges.community, now=clock.now())


def drawn(judges: Judges, count: int = 14) -> SatisfactionPanel:
    """A panel whose lot was drawn among thirty."""
    panel = begun(judges)
    satisfaction.residents(judges.contract.demand.community, 30)
    panels.draw_members(panel=panel, by=judges.community, count=count, now=clock.now())
    panel.refresh_from_db()
    return panel


def people(panel: SatisfactionPanel) -> set[int | None]:
    return set(panel.members.filter(was_drawn=True).values_list("user", flat=True))


def test_the_community_does_not_give_up_a_panel_that_was_drawn(judges: Judges) -> None:
    panel = drawn(judges)
    with pytest.raises(RoleMissing):
        measuring.discard_panel(panel=panel, by=judges.community, reason="重来")
    with refused("contracts.satisfaction.no_reason"):
        measuring.discard_panel(panel=panel, by=judges.committee, reason=" ")
    assert measuring.discard_panel(panel=panel, by=judges.committee, reason="抽取范围有误").state == "void"


def test_whom_the_community_only_named_it_gives_up_itself(judges: Judges) -> None:
    panel = satisfaction.panel_of(judges)
    with pytest.raises(RoleMissing):
        measuring.discard_panel(panel=panel, by=judges.committee, reason="重来")
    assert measuring.discard_panel(panel=panel, by=judges.community, reason="重新提名").state == "void"
    assert people(begun(judges)) == set()


def test_the_next_panel_takes_over_who_was_drawn_and_still_can(judges: Judges) -> None:
    panel = drawn(judges)
    before, gone = people(panel), panel.members.filter(was_drawn=True).order_by("seat")[0].user_id
    measuring.discard_panel(panel=panel, by=judges.committee, reason="抽取范围有误")
    Membership.objects.filter(user=gone).update(to_date=clock.today())
    again = begun(judges)
    assert people(again) == before - {gone}
    with refused("contracts.satisfaction.drawn_stays"):
        panels.unseat(member=again.members.order_by("seat")[0], by=judges.community)
    with pytest.raises(RoleMissing):
        measuring.discard_panel(panel=again, by=judges.community, reason="再来")


def test_who_was_drawn_and_went_to_the_contractor_is_taken_off(judges: Judges) -> None:
    panel = drawn(judges, 15)
    gone, stays = panel.members.select_related("user").order_by("seat")[:2]
    assert gone.user is not None
    accounts.joined(judges.provider, gone.user)
    address = reverse("contracts:satisfaction_unseat", args=[gone.pk])
    page = accounts.signed_in(Client(), judges.community).get(panel.get_absolute_url()).content.decode()
    assert address in page
    assert reverse("contracts:satisfaction_unseat", args=[stays.pk]) not in page
    panels.unseat(member=gone, by=judges.community)
    with refused("contracts.satisfaction.drawn_stays"):
        panels.unseat(member=stays, by=judges.community)
    assert people(panel) == set(panel.members.values_list("user", flat=True))


def test_pages_offer_it_to_the_committee_only(judges: Judges) -> None:
    panel = drawn(judges)
    address = reverse("contracts:satisfaction_discard", args=[panel.number])
    for by, status in ((judges.community, 403), (judges.committee, 200)):
        client = accounts.signed_in(Client(), by)
        assert client.get(address).status_code == status
        assert (address in client.get(panel.get_absolute_url()).content.decode()) == (status == 200)
