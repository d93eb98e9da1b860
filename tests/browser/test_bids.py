"""Bidders' and officers' pages in a browser: phone first, both languages, and the whole way without a script."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest

from marketplace import clock
from tendering.bids.models import BidVersion, OpenedBid
from tendering.bids.services import closing, drafts, opening, submitting
from tendering.tenders.models import Tender
from tests.browser.conftest import Acting
from tests.browser.onlooker import Onlooker
from tests.factories import bids, catalog, tenders
from tests.factories.tenders import Office

pytestmark = pytest.mark.django_db(transaction=True)
SHOTS = os.environ.get("SHOTS", "")


def shoot(onlooker: Onlooker, name: str) -> None:
    """Keep a picture where SHOTS names a folder."""
    if SHOTS:
        onlooker.page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_nothing_to_stumble_over_on_a_bidders_pages(acting: Acting, language: str) -> None:
    rivals = tenders.providers(3)
    tender = bids.invited(Office.of(), rivals)
    bidder = tenders.bidder(rivals[0])
    onlooker = acting(bidder, language=language)
    here = f"/bids/{tender.number}/"
    onlooker.look_at(here)
    onlooker.look_at(here + "start/")
    bid = bids.written(bids.drafted(tender, rivals[0], bidder), bidder)
    drafts.add_file(bid=bid, by=bidder, upload=catalog.upload("方案.pdf"))
    for part in ("", "price/", "plan/", "team/", "facts/", "files/", "check/", "discard/"):
        onlooker.look_at(here + part)
        shoot(onlooker, f"bid-{part.strip('/') or 'tasks'}-{language}")
    version = submitting.submit(bid=bid, by=bidder, declared=True)
    for path in (here, here + "withdraw/", f"/bids/receipts/{version.receipt}/", "/bids/mine/"):
        onlooker.look_at(path)
        shoot(onlooker, f"bid-{path.strip('/').split('/')[1]}-{language}")
    assert onlooker.findings == {}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_nothing_to_stumble_over_at_the_opening(acting: Acting, language: str) -> None:
    office = Office.of()
    tender = tenders.announced(office)
    for provider in tenders.providers(3):
        bids.submitted(tender, provider)
    assert tender.deadline_at is not None
    officer = acting(office.approver, language=language)
    here = f"/bids/{tender.number}/"
    with clock.moved_to(tender.deadline_at + timedelta(minutes=1)):
        closing.close_due(tender=tender)
        officer.look_at(here + "opening/")
        shoot(officer, f"opening-before-{language}")
        officer.look_at(here + "opening/confirm/")
        for who in (office.approver, office.committee):
            opening.confirm_opening(tender=tender, by=who, declared=True)
        officer.look_at(here + "opening/")
        opening.open_bids(tender=tender)
        opened = OpenedBid.objects.order_by("pk")[0]
        for path in (
            here + "opening/",
            here + "record/",
            f"/bids/opened/{opened.pk}/",
            f"/bids/opened/{opened.pk}/qualify/",
        ):
            officer.look_at(path)
            shoot(officer, f"opening-{path.strip('/').replace('/', '-')}-{language}")
    assert officer.findings == {}


def test_a_bid_is_handed_in_on_a_phone_without_a_script(acting: Acting) -> None:
    tender = Tender.objects.get(pk=tenders.announced(Office.of()).pk)
    phone = acting(tenders.bidder(tenders.providers(1)[0]), javascript=False)
    page = phone.page
    page.goto(f"{phone.base}/bids/{tender.number}/")
    page.get_by_role("link", name="开始投标").click()
    page.get_by_role("button", name="开始").click()
    page.get_by_role("link", name="报价与明细").click()
    page.get_by_label("总报价").fill("28000")
    for label, value in (("项目内容", "助浴"), ("数量", "1"), ("单价", "28000")):
        page.get_by_label(label).first.fill(value)
    page.get_by_role("button", name="保存并继续").click()
    page.get_by_label("怎样实施").fill(bids.PLAN)
    page.get_by_role("button", name="保存并继续").click()
    page.get_by_label("姓名").first.fill("陈演示")
    page.get_by_label("在本项目中的职责").first.fill("负责人")
    page.get_by_role("button", name="保存并继续").click()
    page.get_by_role("link", name="返回任务清单").click()
    page.get_by_role("link", name="检查并密封").click()
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_role("button", name="密封并提交").click()
    assert BidVersion.objects.get().receipt in page.content()
