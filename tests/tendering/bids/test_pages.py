"""The bidder's and the officers' pages over HTTP."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation

from catalog.models import Provider
from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from tendering.bids import draft_box
from tendering.bids.models import Bid, BidDraft, BidState, BidVersion, OpenedBid, Qualification
from tendering.bids.queries.duties import duties
from tendering.bids.services import closing, opening, qualifying
from tendering.tenders.models import Tender
from tendering.tenders.models.tender import TenderState
from tests.factories import accounts, bids, catalog, tenders
from tests.factories.tenders import Office

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R39")]
PRICE = {
    "total": "28,000.00",
    "row_count": "3",
    "description_0": "上门助浴",
    "quantity_0": "100",
    "unit_0": "人次",
    "unit_price_0": "250.00",
    "description_1": "耗材",
    "quantity_1": "1",
    "unit_price_1": "3000.00",
}
TEAM = {"row_count": "2", "name_0": "陈演示", "duty_0": "负责人", "qualification_0": "社工师"}


@pytest.fixture
def bidder() -> Membership:
    return tenders.bidder(tenders.providers(1)[0])


@pytest.fixture
def page(client: Client, bidder: Membership) -> Client:
    return accounts.signed_in(client, bidder)


def url(tender: Tender, part: str = "") -> str:
    return f"/bids/{tender.number}/{part}"


def post(client: Client, address: str, version: int | None = None, **data: object) -> str:
    """The address the page led to; fails where it came back."""
    sent = data if version is None else data | {"version": version}
    response = client.post(address, sent)
    assert response.status_code == 302, response.content.decode()[:4000]
    return str(response.headers["Location"])


def test_from_the_call_to_the_receipt(page: Client, tender: Tender, bidder: Membership) -> None:
    assert url(tender) in page.get(tender.get_absolute_url()).content.decode()
    assert "开始投标" in page.get(url(tender)).content.decode()
    assert post(page, url(tender, "start/")) == url(tender)
    assert post(page, url(tender, "price/"), 1, **PRICE) == url(tender, "plan/")
    assert post(page, url(tender, "plan/"), 2, plan=bids.PLAN) == url(tender, "team/")
    assert post(page, url(tender, "team/"), 3, **TEAM) == url(tender, "files/")
    assert post(page, url(tender, "files/"), upload=catalog.upload("方案.pdf")) == url(tender, "files/")
    assert "已完成 3 项，共 3 项" in page.get(url(tender)).content.decode()
    check = page.get(url(tender, "check/")).content.decode()
    assert "¥28,000.00" in check
    receipt = post(page, url(tender, "check/"), unrelated="on", truthful="on")
    shown = page.get(receipt).content.decode()
    version = BidVersion.objects.get()
    assert version.receipt in shown
    assert version.commitment[:4] in shown
    assert "已密封提交" in shown
    assert "28,000" not in shown
    assert version.receipt in page.get("/bids/mine/").content.decode() or page.get("/bids/mine/").status_code == 200


def test_pages_of_a_draft_lead_to_the_receipt_once_it_is_sealed(
    page: Client, tender: Tender, bidder: Membership
) -> None:
    """The browser's way back from the receipt, and a form sent a second time."""
    provider = Provider.objects.get(organisation=bidder.organisation_id)
    bids.submitted(tender, provider, by=bidder)
    receipt = BidVersion.objects.get().receipt
    for part in ("check/", "price/", "team/", "files/"):
        for send in (page.get, page.post):
            response = send(url(tender, part))
            assert (response.status_code, response.headers["Location"]) == (302, f"/bids/receipts/{receipt}/"), part
    assert f"投标文件已密封提交，回执号{receipt}" in page.get(f"/bids/receipts/{receipt}/").content.decode()
    post(page, url(tender, "start/"))
    assert not stands(page, url(tender, "check/")), "a fresh draft is written as the first was"


def stands(client: Client, address: str) -> str:
    """What an act's page says instead of its form; empty where it has its form."""
    main = client.get(address).content.decode().partition("<main")[2]
    assert ("此处目前没有要办的事" in main) != ('name="ticket"' in main)
    return "" if 'name="ticket"' in main else main


def test_an_act_that_is_over_shows_where_the_bid_or_the_call_stands(
    page: Client, tender: Tender, bidder: Membership
) -> None:
    assert not stands(page, url(tender, "start/"))
    post(page, url(tender, "start/"))
    assert str(BidState.DRAFT.label) in stands(page, url(tender, "withdraw/"))
    bids.written(Bid.objects.get(), bidder)
    for part in ("discard/", "check/", "price/"):
        assert not stands(page, url(tender, part)), part
    assert tender.deadline_at is not None
    with clock.moved_to(tender.deadline_at + timedelta(seconds=1)):
        for part in ("start/", "check/", "price/"):
            assert "截止时间已过" in stands(page, url(tender, part)), part
        assert not stands(page, url(tender, "discard/")), "a draft may be destroyed at any time"


def test_an_opening_or_a_check_that_is_over_shows_what_was_decided(tender: Tender, office: Office) -> None:
    clerk = accounts.signed_in(Client(), office.preparer)
    confirm = url(tender, "opening/confirm/")
    assert str(TenderState.ANNOUNCED.label) in stands(clerk, confirm)
    for provider in tenders.providers(3):
        bids.submitted(tender, provider)
    bids.closed(tender)
    assert not stands(clerk, confirm)
    opening.confirm_opening(tender=tender, by=office.preparer, declared=True)
    assert "您的单位已确认" in stands(clerk, confirm)
    opening.confirm_opening(tender=tender, by=office.committee, declared=True)
    opening.open_bids(tender=tender)
    assert str(TenderState.OPENED.label) in stands(clerk, confirm)
    found = OpenedBid.objects.order_by("pk")[0]
    check = f"/bids/opened/{found.pk}/qualify/"
    assert not stands(clerk, check)
    qualifying.qualify(bid=found.bid, by=office.preparer, passed=True)
    assert "资格审查通过" in stands(clerk, check)


def test_a_quote_that_does_not_add_up_comes_back_with_its_rule_and_can_wait(page: Client, tender: Tender) -> None:
    post(page, url(tender, "start/"))
    wrong = PRICE | {"total": "27,000.00", "version": 1}
    response = page.post(url(tender, "price/"), wrong)
    assert response.status_code == 422
    assert "明细之和为 ¥28,000.00" in response.content.decode()
    assert post(page, url(tender, "price/"), 1, **(PRICE | {"total": "27,000.00", "later": "1"})) == url(tender)
    assert post(page, url(tender, "price/"), 2, **(PRICE | {"more": "1"})) == url(tender, "price/") + "?more=1"
    assert "description_4" in page.get(url(tender, "price/") + "?more=1").content.decode()
    assert draft_box.read(BidDraft.objects.get()).total == Decimal("28000.00")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("total", "1e5"),
        ("total", "-1"),
        ("total", "28000.001"),
        ("quantity_0", "0"),
        ("quantity_0", "NaN"),
        ("unit_price_0", ""),
        ("unit_price_0", "999999999999999999"),
        ("description_0", "长" * 201),
        ("row_count", "9999"),
    ],
)
def test_bad_prices_are_named_and_not_written(page: Client, tender: Tender, field: str, value: str) -> None:
    post(page, url(tender, "start/"))
    assert page.post(url(tender, "price/"), PRICE | {"version": 1, field: value}).status_code == 422
    assert draft_box.read(BidDraft.objects.get()).lines == ()


def test_a_stale_page_does_not_overwrite(page: Client, tender: Tender) -> None:
    post(page, url(tender, "start/"))
    post(page, url(tender, "plan/"), 1, plan="一")
    assert page.post(url(tender, "plan/"), {"plan": "二", "version": 1}).status_code == 409
    assert draft_box.read(BidDraft.objects.get()).plan == "一"


def test_a_bad_file_comes_back_and_a_good_one_is_removed(page: Client, tender: Tender) -> None:
    post(page, url(tender, "start/"))
    bad = SimpleUploadedFile("方案.pdf", b"MZ", "application/pdf")
    assert page.post(url(tender, "files/"), {"upload": bad}).status_code == 422
    post(page, url(tender, "files/"), upload=catalog.upload("方案.pdf"))
    key = draft_box.read(BidDraft.objects.get()).files[0].key
    assert "方案.pdf" in page.get(url(tender, "files/")).content.decode()
    assert post(page, url(tender, f"files/{key}/remove/")) == url(tender, "files/")
    assert draft_box.read(BidDraft.objects.get()).files == ()


def test_facts_are_asked_for_where_a_formula_reads_them(client: Client, office: Office) -> None:
    rivals = tenders.providers(3)
    tender = bids.invited(office, rivals)
    page = accounts.signed_in(client, tenders.bidder(rivals[0]))
    post(page, url(tender, "start/"))
    assert "近三年类似项目合同数量" in page.get(url(tender, "facts/")).content.decode()
    assert page.post(url(tender, "facts/"), {"version": 1}).status_code == 422
    assert post(page, url(tender, "facts/"), 1, similar_contracts_last_3_years="4") == url(tender, "files/")
    assert draft_box.read(BidDraft.objects.get()).facts == {"similar_contracts_last_3_years": 4}


def test_replaced_withdrawn_and_given_up(page: Client, tender: Tender, bidder: Membership) -> None:
    provider = Provider.objects.get(organisation=bidder.organisation)
    bids.submitted(tender, provider, by=bidder)
    begin = page.get(url(tender, "start/")).content.decode()
    assert "替换已密封的投标" in begin
    assert "已密封的内容谁也打不开" in begin
    post(page, url(tender, "start/"))
    assert "重新密封后才会替换" in page.get(url(tender)).content.decode()
    post(page, url(tender, "discard/"))
    post(page, url(tender, "withdraw/"))
    assert Bid.objects.get().state == BidState.WITHDRAWN


def test_who_has_written_everything_is_led_on_to_the_check(page: Client, tender: Tender, bidder: Membership) -> None:
    """Files are optional: what is asked for counts, and the page of files does not end the road."""
    bid = bids.drafted(tender, Provider.objects.get(organisation=bidder.organisation), bidder)
    check = f'href="{url(tender, "check/")}"'
    assert "已完成 0 项，共 3 项" in page.get(url(tender)).content.decode()
    assert check not in page.get(url(tender, "files/")).content.decode()
    bids.written(bid, bidder)
    assert "已完成 3 项，共 3 项" in page.get(url(tender)).content.decode()
    assert check in page.get(url(tender, "files/")).content.decode()


def test_who_only_drafts_does_not_seal(client: Client, tender: Tender) -> None:
    provider = tenders.providers(1)[0]
    writer = accounts.membership(Role.PROVIDER_BIDDER, provider.organisation)
    page = accounts.signed_in(client, writer)
    post(page, url(tender, "start/"))
    assert "由贵机构的签署人检查并密封" in page.get(url(tender)).content.decode()
    assert page.get(url(tender, "check/")).status_code == 403


def test_a_rival_sees_neither_bid_nor_receipt(client: Client, tender: Tender) -> None:
    version = bids.submitted(tender, tenders.providers(1)[0])
    page = accounts.signed_in(client, tenders.bidder(tenders.providers(1)[0]))
    assert page.get(f"/bids/receipts/{version.receipt}/").status_code == 404
    assert version.receipt not in page.get(url(tender)).content.decode()


def test_answers_are_kept_by_no_cache(page: Client, tender: Tender) -> None:
    post(page, url(tender, "start/"))
    assert "no-store" in page.get(url(tender, "price/")).headers["Cache-Control"]


def test_officers_confirm_look_and_qualify(client: Client, tender: Tender, office: Office) -> None:
    rows = [bids.submitted(tender, provider, "28000.00") for provider in tenders.providers(3)]
    officer, committee = (accounts.signed_in(Client(), who) for who in (office.approver, office.committee))
    assert tender.deadline_at is not None
    with clock.moved_to(tender.deadline_at + timedelta(minutes=1)):
        closing.close_due(tender=tender)
        before = officer.get(url(tender, "opening/")).content.decode()
        assert "确认开标" in before
        assert all(row.commitment[:12] not in before for row in rows)
        for page in (officer, committee):
            assert post(page, url(tender, "opening/confirm/"), unrelated="on") == url(tender, "opening/")
        assert "正在开标" in officer.get(url(tender, "opening/")).content.decode()
        bids.deliver_all()
        after = officer.get(url(tender, "opening/")).content.decode()
        assert after.count("¥28,000.00") == 3
        for found in OpenedBid.objects.all():
            assert bids.PLAN in officer.get(f"/bids/opened/{found.pk}/").content.decode()
            qualify = f"/bids/opened/{found.pk}/qualify/"
            assert officer.post(qualify, {"passed": "no"}).status_code == 422
            post(officer, qualify, passed="yes")
        record = client.get(url(tender, "record/")).content.decode()
        assert all(row.commitment[:4] in record for row in rows)
        assert "28,000" not in record
        assert all(row.bid.provider.organisation.name not in record for row in rows)
        assert "开标记录" in client.get(tender.get_absolute_url()).content.decode()
    assert Qualification.objects.filter(passed=True).count() == 3


def test_the_record_is_not_there_before_the_opening(client: Client, tender: Tender) -> None:
    assert client.get(url(tender, "record/")).status_code == 404


def test_the_own_opened_bid_is_read_and_a_rivals_is_not(client: Client) -> None:
    found = bids.contest(3)
    page = accounts.signed_in(client, found.bidders[0])
    own, other = (OpenedBid.objects.get(bid=bid) for bid in found.bids[:2])
    assert "与承诺一致" in page.get(url(found.tender)).content.decode()
    assert page.get(f"/bids/opened/{own.pk}/").status_code == 200
    assert page.get(f"/bids/opened/{other.pk}/").status_code == 404


def kinds(who: Membership) -> list[str]:
    return [duty.kind for duty in duties(who, clock.now())]


def test_duties_of_bidders_and_officers(office: Office) -> None:
    rivals = tenders.providers(3)
    tender = bids.invited(office, rivals)
    people = [tenders.bidder(provider) for provider in rivals]
    assert kinds(people[0]) == ["bids.begin"]
    bids.drafted(tender, rivals[0], people[0])
    assert kinds(people[0]) == ["bids.finish"]
    assert kinds(people[1]) == ["bids.begin"]
    for provider, by in zip(rivals, people, strict=True):
        bids.submitted(tender, provider, by=by)
    assert kinds(people[0]) == []
    assert kinds(office.approver) == []
    bids.closed(tender)
    assert kinds(office.approver) == kinds(office.committee) == ["bids.open"]
    opening.confirm_opening(tender=tender, by=office.approver, declared=True)
    assert (kinds(office.approver), kinds(office.committee)) == ([], ["bids.open"])
    opening.confirm_opening(tender=tender, by=office.committee, declared=True)
    bids.deliver_all()
    assert (kinds(office.preparer), kinds(office.committee)) == (["bids.qualify"], [])


def test_a_call_leads_to_a_bid_only_whoever_may_bid_and_names_the_domain_that_is_missing(
    client: Client, tender: Tender
) -> None:
    item = tender.demand.scope_item
    assert item is not None
    page = accounts.signed_in(client, tenders.bidder(catalog.listed_provider(domains=["sport"])))
    shown = page.get(tender.get_absolute_url())
    assert url(tender) not in shown.content.decode()
    assert all(str(domain) in shown.context["hindrances"][0].text for domain in item.domains.all())


def test_a_call_leads_back_to_the_bid_that_was_begun(page: Client, tender: Tender) -> None:
    def leads() -> str:
        first, _url = page.get(tender.get_absolute_url()).context["main_actions"][0]
        with translation.override("en"):
            return str(first)

    assert leads() == "Answer this call"
    page.post(url(tender, "start/"))
    assert leads() == "Our bid"
