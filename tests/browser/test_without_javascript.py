"""The same work without a script: a bid's section, a list's filters, a resident's sheet (the switches: test_shell)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tendering.contracts.models import Sheet
from tests.browser.conftest import Acting, Visiting
from tests.factories import demands, satisfaction, tenders
from tests.factories.satisfaction import Judges
from tests.factories.tenders import Office

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_section_of_a_bid_is_saved_and_found_again(acting: Acting) -> None:
    tender = tenders.announced(Office.of())
    phone = acting(tenders.bidder(tenders.providers(1)[0]), javascript=False)
    page = phone.page
    page.goto(f"{phone.base}/bids/{tender.number}/start/")
    page.get_by_role("button", name="开始").click()
    page.goto(f"{phone.base}/bids/{tender.number}/price/")
    page.get_by_label("总报价").fill("28000")
    for label, value in (("项目内容", "助浴"), ("数量", "1"), ("单价", "28000")):
        page.get_by_label(label).first.fill(value)
    page.get_by_role("button", name="保存并继续").click()
    page.goto(f"{phone.base}/bids/{tender.number}/price/")
    expect(page.get_by_label("总报价")).to_have_value("28,000.00")
    expect(page.get_by_label("项目内容").first).to_have_value("助浴")


def test_a_list_is_filtered_and_the_filter_taken_away(visiting: Visiting) -> None:
    micro, ordinary = demands.published(budget="30000.00"), demands.published(budget="90000.00", tier="ordinary")
    reader = visiting(javascript=False)
    page = reader.page
    page.goto(reader.base + "/demands/")
    expect(page.locator("#results tbody tr")).to_have_count(2)
    page.get_by_label("一般").check()
    page.get_by_role("button", name="应用筛选").click()
    expect(page.locator("#results tbody tr")).to_have_count(1)
    expect(page.locator("#results")).to_contain_text(ordinary.number)
    expect(page.locator("#results")).not_to_contain_text(micro.number)
    page.get_by_role("link", name="取消此条件").click()
    expect(page.locator("#results tbody tr")).to_have_count(2)


def test_a_residents_sheet_is_answered_on_a_phone(visiting: Visiting) -> None:
    panel = satisfaction.opened(Judges.of(beneficiaries=10), 3)
    member = panel.members.select_related("panel", "user", "code").get(seat=1)
    phone = visiting(javascript=False, width=390)
    page = phone.page
    page.goto(f"{phone.base}/contracts/panel/{panel.number}/answer/")
    page.get_by_label("验证码").fill(satisfaction.code_of(member))
    page.get_by_role("button", name="继续").click()
    page.get_by_text("非常满意", exact=True).click()
    page.get_by_text("听说过", exact=True).click()
    page.get_by_role("button", name="交上我的评价").click()
    expect(page.locator("main")).to_contain_text("MY-")
    assert Sheet.objects.get().answer == "very_satisfied"
