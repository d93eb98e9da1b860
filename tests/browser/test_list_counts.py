"""Words typed into a list change the numbers in its lists to choose from: at once with a script, and without one."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from marketplace import clock
from tests.browser.conftest import Visiting
from tests.factories import awards, catalog, demands, places, tenders
from tests.search.indexing import index

pytestmark = pytest.mark.django_db(transaction=True)


def says(page: Page, option: str, text: str) -> None:
    expect(page.locator(f"option#count-{option}")).to_have_text(text)


@pytest.mark.parametrize("javascript", [True, False])
def test_words_change_the_numbers_of_lists_to_choose_from(visiting: Visiting, javascript: bool) -> None:
    demands.rules()
    street = places.street()
    for strengths in ("擅长楼道治理", "擅长助老"):
        catalog.listed_provider(strengths=strengths, home_place=street)
    office = tenders.Office.of()
    awards.publicised(awards.ranked(office), office)
    index()
    year, band = clock.today().year, "amount-0-20000"
    reader = visiting(javascript=javascript)
    page = reader.page
    page.goto(f"{reader.base}/roster/")
    says(page, f"street-{street.code}", f"{street} (2)")
    page.locator("main input[name=q]:visible").fill("楼道")
    page.keyboard.press("Enter")
    says(page, f"street-{street.code}", f"{street} (1)")
    page.goto(f"{reader.base}/results/")
    says(page, f"year-{year}", f"{year} (1)")
    says(page, band, "2万元以下 (1)")
    page.get_by_label("关键词").fill("没有这样的项目")
    page.keyboard.press("Enter")
    says(page, f"year-{year}", f"{year} (0)")
    says(page, band, "2万元以下 (0)")
    page.locator("#results").get_by_role("link", name="去掉").click()
    says(page, band, "2万元以下 (1)")
