"""Another method after failed calls: when, why, agreed by the office that approves the documents (domain 2.2, 3.4)."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.places.queries import district_of
from marketplace.primitives.refusal import InvalidInput, NotPermitted
from marketplace.primitives.ruleset import METHODS, Method, Tier, methods_with
from tendering.demands.models import Demand
from tendering.tenders.models import Notice, Tender
from tendering.tenders.rules.procedure import needs_agreement
from tendering.tenders.rules.states import State
from tendering.tenders.services import announcing, keys, preparing
from tendering.tenders.services.preparing import ChangeTooEarly
from tests.factories import accounts, demands, tenders
from tests.factories.tenders import Office

pytestmark = [pytest.mark.requirement("R38")]
WHY = "两次公开比选均不足三家,标准化货物改用询价。"


@pytest.fixture
def office(db: None) -> Office:
    demands.rules()
    return Office.of()


def ordinary(office: Office) -> Demand:
    return demands.published(office.community, "80000.00", tier="ordinary")


def begun(office: Office, demand: Demand, method: str, reason: str = "") -> Tender:
    demand.refresh_from_db()
    return preparing.prepare_tender(
        demand=demand,
        method=method,
        by=office.preparer,
        content=tenders.content(),
        now=clock.now(),
        change_reason=reason,
    )


def approver(tender: Tender) -> Membership:
    """Of the office that approves: street, or district."""
    office = tender.procedure.documents_approved_by.value
    community = tender.demand.community
    return accounts.membership(office, community.parent if office == "street" else district_of(community))


def announced(office: Office, tender: Tender) -> Tender:
    preparing.submit_docs(tender=tender, by=office.preparer, now=clock.now())
    keys.fill_pool(size=1, now=clock.now())
    return announcing.announce(tender=tender, by=approver(tender), deadline_at=tenders.deadline(tender))


def failed(office: Office, demand: Demand, method: str) -> Tender:
    return announcing.fail(tender=announced(office, begun(office, demand, method)), reason="响应不足三家")


def test_an_ordinary_project_changes_its_method_after_the_second_failure_with_a_reason(office: Office) -> None:
    demand = ordinary(office)
    failed(office, demand, "comparison_public")
    with pytest.raises(ChangeTooEarly):
        begun(office, demand, "inquiry", WHY)
    failed(office, demand, "comparison_public")
    with pytest.raises(InvalidInput, match="change_reason_missing"):
        begun(office, demand, "inquiry", "  ")
    tender = begun(office, demand, "inquiry", WHY)
    assert (tender.round, tender.method, tender.change_reason) == (3, "inquiry", WHY)
    preparing.submit_docs(tender=tender, by=office.preparer, now=clock.now())
    with pytest.raises(NotPermitted):
        announcing.announce(tender=tender, by=office.approver, deadline_at=tenders.deadline(tender))


def test_the_change_is_published_with_the_call_and_stands_in_its_timetable(office: Office) -> None:
    demand = ordinary(office)
    for _round in range(2):
        failed(office, demand, "comparison_public")
    tender = announced(office, begun(office, demand, "inquiry", WHY))
    notice = tender.notices.get(kind=Notice.Kind.ANNOUNCEMENT)
    assert (notice.body["changed_from"], notice.body["change_agreed_by"]) == ("comparison_public", Role.STREET)
    for address in (tender.get_absolute_url(), reverse("overview:record", args=["notice", notice.pk])):
        text = Client().get(address).content.decode()
        assert WHY in text
        assert "公开比选" in text


def test_the_same_method_needs_no_reason_and_takes_none(office: Office) -> None:
    demand = ordinary(office)
    failed(office, demand, "comparison_public")
    assert begun(office, demand, "comparison_public", WHY).change_reason == ""


def test_a_cancelled_call_binds_nobody_to_its_method(office: Office) -> None:
    demand = ordinary(office)
    tender = announced(office, begun(office, demand, "comparison_public"))
    announcing.cancel(tender=tender, by=office.preparer, reason="需求发生重大变化")
    assert begun(office, demand, "inquiry").change_reason == ""


def test_the_page_offers_another_method_only_when_it_is_open_and_asks_why(office: Office) -> None:
    demand = ordinary(office)
    client, url = accounts.signed_in(Client(), office.preparer), reverse("tenders:new", args=[demand.number])
    for _round in range(2):
        failed(office, demand, "comparison_public")
        form = client.get(url).context["form"]
        offered = {value for value, _label in form.fields["method"].choices}
        assert ("inquiry" in offered, "change_reason" in form.fields) == (bool(_round), bool(_round))
    page = client.get(url)
    sent = page.context["form"].initial | {"method": "inquiry", "ticket": page.context["ticket"]}
    first = tenders.content()
    sent |= {"period_from": first.period_from, "period_to": first.period_to}
    refused = client.post(url, {**sent, "change_reason": ""})
    assert refused.status_code == 422
    assert "说明" in refused.content.decode()
    assert client.post(url, {**sent, "change_reason": WHY}).status_code == 302
    assert Tender.objects.get(demand=demand, state=State.PREPARING).change_reason == WHY


@pytest.mark.parametrize("tier", list(Tier))
@pytest.mark.parametrize("before", list(Method))
@pytest.mark.parametrize("method", list(Method))
def test_who_has_to_agree_to_which_change(tier: Tier, before: Method, method: Method) -> None:
    """Nobody where the method stays, in micro projects, and for an agreed award, which has its resolution."""
    is_free = tier is Tier.MICRO or method is before or method in methods_with("after_failures")
    assert needs_agreement(tier, before, method) is not is_free
    assert METHODS[Method.AGREED].after_failures
