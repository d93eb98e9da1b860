"""Whoever regroups the lots of a joint call says what becomes of the limit of lots for one bidder; nothing drops it."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from django.urls import reverse

from marketplace import clock
from marketplace.audit.models import Entry
from marketplace.primitives.refusal import InvalidInput
from tendering.demands.models import Demand
from tendering.tenders.models import JointCall, Notice, Tender
from tendering.tenders.queries.joint import limits_before
from tendering.tenders.rules.joint import JointState
from tendering.tenders.services import announcing
from tendering.tenders.services.joining import join, take_out
from tests.factories import accounts, demands, joint, tenders
from tests.factories.joint import StreetOffice
from tests.factories.tenders import Office

pytestmark = pytest.mark.django_db
BUDGETS = ("9700.00", "8900.00", "7600.00")


@pytest.fixture
def office() -> StreetOffice:
    demands.rules()
    return StreetOffice.of()


def limited(office: StreetOffice, limit: int = 2) -> JointCall:
    """Three lots in preparation."""
    return joint.prepared(office, joint.projects(office, *BUDGETS), limit=limit)


def story(act: str) -> list[dict[str, str]]:
    rows = Entry.objects.filter(act=act).order_by("pk")
    return [json.loads(row.body)["parameters"] for row in rows]


def test_a_limit_that_the_lots_left_cannot_keep_is_asked_for_and_never_dropped(office: StreetOffice) -> None:
    call = limited(office)
    lot = joint.lots_of(call)[2]
    with pytest.raises(InvalidInput, match="joint_limit"):
        take_out(tender=lot, by=office.preparer, reason="单独实施", now=clock.now(), awards_per_bidder=2)
    call.refresh_from_db()
    assert (call.awards_per_bidder, call.lots.count()) == (2, 3)
    take_out(tender=lot, by=office.preparer, reason="单独实施", now=clock.now(), awards_per_bidder=1)
    call.refresh_from_db()
    assert call.awards_per_bidder == 1
    assert story("tenders.joint.limit") == [{"before": "2", "after": "1"}]


def test_a_limit_that_stays_is_no_change_and_one_that_ends_is_told(office: StreetOffice) -> None:
    call = limited(office, limit=1)
    take_out(tender=joint.lots_of(call)[2], by=office.preparer, reason="单独实施", now=clock.now(), awards_per_bidder=1)
    assert story("tenders.joint.limit") == []
    more = joint.projects(office, "6300.00")[0]
    join(joint=call, demand=more, by=office.preparer, now=clock.now(), awards_per_bidder=None)
    call.refresh_from_db()
    assert call.awards_per_bidder is None
    assert story("tenders.joint.limit") == [{"before": "1", "after": ""}]
    another = joint.projects(office, "5200.00")[0]
    with pytest.raises(InvalidInput, match="joint_limit"):
        join(joint=call, demand=another, by=office.preparer, now=clock.now(), awards_per_bidder=4)


def test_the_limit_ends_with_a_joint_call_that_is_dissolved(office: StreetOffice) -> None:
    call = joint.prepared(office, joint.projects(office, *BUDGETS[:2]), limit=1)
    lot = joint.lots_of(call)[1]
    take_out(tender=lot, by=office.preparer, reason="单独实施", now=clock.now(), awards_per_bidder=None)
    call.refresh_from_db()
    assert (call.state, call.awards_per_bidder) == (JointState.DISSOLVED, None)
    assert story("tenders.joint.limit") == [{"before": "1", "after": ""}]


def test_the_forms_ask_for_the_limit_with_the_present_one_in_them(office: StreetOffice) -> None:
    call = limited(office)
    client = accounts.signed_in(Client(), office.preparer)
    url = reverse("tenders:joint_take_out", args=[call.number])
    page = client.get(url)
    assert page.context["form"]["awards_per_bidder"].value() == 2
    sent = {"lot": "3", "reason": "单独实施", "awards_per_bidder": "2", "ticket": page.context["ticket"]}
    refused = client.post(url, sent)
    assert refused.status_code == 422
    assert "1 至 1" in refused.content.decode()
    assert client.post(url, sent | {"awards_per_bidder": "1"}).status_code == 302
    call.refresh_from_db()
    assert call.awards_per_bidder == 1
    assert "awards_per_bidder" not in client.get(url).context["form"].fields
    shown = client.get(reverse("tenders:joint_join", args=[call.number])).context["form"]
    assert shown["awards_per_bidder"].value() == 1


def failed_lot(office: StreetOffice) -> Tender:
    """A lot of an announced joint call with a limit of one came to nothing."""
    lots = joint.announced(office, joint.projects(office, *BUDGETS), limit=1)
    announcing.fail(tender=lots[0], reason="不足三家")
    return Tender.objects.select_related("demand__community").get(pk=lots[0].pk)


def test_a_lot_that_is_let_by_itself_afterwards_tells_that_the_limit_has_ended(office: StreetOffice) -> None:
    lot = failed_lot(office)
    own = Office.of(lot.demand.community)
    client = accounts.signed_in(Client(), own.preparer)
    shown = client.get(reverse("tenders:new", args=[lot.demand.number])).content.decode()
    assert lot.joint is not None
    assert lot.joint.number in shown
    assert "不适用于本次采购" in shown
    demand = Demand.objects.get(pk=lot.demand_id)
    running = tenders.announced(own, demand)
    told = {"call": lot.joint.number, "lot": "1", "limit": "1"}
    assert story("tenders.tender.limit") == [told | {"after": ""}]
    notice = Notice.objects.get(tender=running, kind=Notice.Kind.ANNOUNCEMENT)
    assert notice.body["limit_before"] == told
    record = Client().get(reverse("overview:record", args=["notice", notice.pk])).content.decode()
    assert lot.joint.number in record


def test_a_lot_that_is_let_in_another_joint_call_keeps_the_limit_unless_it_is_set_anew(office: StreetOffice) -> None:
    lot = failed_lot(office)
    more = joint.projects(office, "6300.00")[0]
    demand = Demand.objects.get(pk=lot.demand_id)
    assert [one["project"] for one in limits_before([demand, more])] == [demand.number]
    client = accounts.signed_in(Client(), office.preparer)
    url = f"{reverse('tenders:joint_documents')}?demand={demand.number}&demand={more.number}"
    page = client.get(url)
    assert page.context["form"]["awards_per_bidder"].value() == 1
    assert lot.joint is not None
    assert lot.joint.number in page.content.decode()
    joint.prepared(office, [demand, more], limit=1)
    assert story("tenders.tender.limit")[0]["after"] == "1"
