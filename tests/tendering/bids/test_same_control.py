"""Bidders with one responsible person or controller: none of their bids passes the qualification check (条例 18)."""

from __future__ import annotations

import pytest
from django.test import Client

from catalog.models import Provider
from tendering.bids.models import Bid, CollusionHint, Qualification
from tendering.bids.queries.related import related
from tendering.bids.rules.states import Ground
from tendering.bids.services import qualifying, submitting
from tendering.bids.services.qualifying import SameControl
from tendering.tenders.models import Tender
from tests.factories import accounts, bids, tenders
from tests.factories import hints as factory
from tests.factories.tenders import Office

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R39")]
PRICES = ("21000.00", "24100.00", "28800.00", "29900.00")


def handed_in(tender: Tender, rivals: list[Provider]) -> list[Bid]:
    return [bids.submitted(tender, one, price).bid for one, price in zip(rivals, PRICES, strict=False)]


def passes(bid: Bid, office: Office) -> bool:
    try:
        qualifying.qualify(bid=bid, by=office.preparer, passed=True)
    except SameControl:
        return False
    return True


@pytest.mark.parametrize("way", ["responsible", "controller", "crossed", "owner"])
def test_none_of_their_bids_passes_and_everybody_elses_does(tender: Tender, office: Office, way: str) -> None:
    rivals = tenders.providers(4)
    facts = {
        "responsible": ({"legal_representative": "王演示"}, {"legal_representative": "王 演示"}),
        "controller": ({"controller": "演示控股有限公司"}, {"controller": "演示控股有限公司"}),
        "crossed": ({"controller": "王演示"}, {"legal_representative": "王演示"}),
        "owner": ({"controller": rivals[1].organisation.name}, {"controller": ""}),
    }[way]
    for one, changes in zip(rivals, facts, strict=False):
        Provider.objects.filter(pk=one.pk).update(**changes)
    rows = handed_in(tender, rivals)
    bids.opened(tender, office)
    assert list(CollusionHint.objects.values_list("kind", flat=True)) == ["control"]
    assert [passes(Bid.objects.get(pk=row.pk), office) for row in rows] == [False, False, True, True]
    for row in rows[:2]:
        row.refresh_from_db()
        assert [one.is_responsible for one in related(row)] == [True]
        reason = "负责人为同一人"
        qualifying.qualify(bid=row, by=office.preparer, passed=False, grounds=[Ground.SAME_CONTROL], reason=reason)
    assert Qualification.objects.filter(passed=False, grounds=["same_control"]).count() == 2


def test_whoever_withdrew_before_the_deadline_bars_nobody(tender: Tender, office: Office) -> None:
    rivals = tenders.providers(4)
    Provider.objects.filter(pk__in=[one.pk for one in rivals[:2]]).update(legal_representative="王演示")
    rows = handed_in(tender, rivals)
    submitting.withdraw(bid=rows[0], by=tenders.bidder(rivals[0]))
    bids.opened(tender, office)
    assert not CollusionHint.objects.exists()
    assert all(passes(Bid.objects.get(pk=row.pk), office) for row in rows[1:])


def test_what_the_roster_says_later_changes_nothing(tender: Tender, office: Office) -> None:
    rivals = tenders.providers(3)
    Provider.objects.filter(pk__in=[one.pk for one in rivals[:2]]).update(legal_representative="王演示")
    rows = handed_in(tender, rivals)
    bids.opened(tender, office)
    Provider.objects.filter(pk=rivals[0].pk).update(legal_representative="赵演示")
    assert [passes(Bid.objects.get(pk=row.pk), office) for row in rows] == [False, False, True]


def test_two_people_of_one_name_pass_once_the_district_has_answered_so(tender: Tender, office: Office) -> None:
    rivals = tenders.providers(3)
    Provider.objects.filter(pk__in=[one.pk for one in rivals[:2]]).update(legal_representative="王演示")
    rows = handed_in(tender, rivals)
    tender = bids.opened(tender, office)
    assert not passes(Bid.objects.get(pk=rows[0].pk), office)
    factory.explained(CollusionHint.objects.get())
    assert all(passes(Bid.objects.get(pk=row.pk), office) for row in rows)


def test_nothing_of_a_rival_is_told_at_the_submission(tender: Tender, office: Office) -> None:
    """The form warns everybody in the same words; sealing goes through."""
    first, second = tenders.providers(2)
    Provider.objects.filter(pk__in=[first.pk, second.pk]).update(legal_representative="王演示")
    bids.submitted(tender, first)
    by = tenders.bidder(second)
    bid = bids.written(bids.drafted(tender, second, by), by)
    client = accounts.signed_in(Client(), by)
    url = f"/bids/{tender.number}/check/"
    page = client.get(url)
    assert "第十八条" in page.content.decode()
    assert first.organisation.name not in page.content.decode()
    data = {"ticket": page.context["ticket"], "unrelated": "on", "truthful": "on"}
    assert client.post(url, data).status_code == 302
    bid.refresh_from_db()
    assert bid.state == "submitted"


def test_the_refusal_names_the_law_on_the_page(tender: Tender, office: Office) -> None:
    rivals = tenders.providers(3)
    Provider.objects.filter(pk__in=[one.pk for one in rivals[:2]]).update(legal_representative="王演示")
    rows = handed_in(tender, rivals)
    bids.opened(tender, office)
    opened = Bid.objects.get(pk=rows[0].pk).opened
    client = accounts.signed_in(Client(), office.preparer)
    url = f"/bids/opened/{opened.pk}/qualify/"
    page = client.get(url)
    assert "王演示同时是" in page.content.decode()
    response = client.post(url, {"ticket": page.context["ticket"], "passed": "yes", "reason": ""})
    assert 400 <= response.status_code < 500
    assert "《政府采购法实施条例》第十八条" in response.content.decode()
