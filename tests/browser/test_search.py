"""The search page in a browser: suggestions by keyboard, filters that swap, and all of it without scripts."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visiting
from tests.factories import catalog, demands, places, projects
from tests.search.indexing import index

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def things() -> None:
    here = places.community("金科苑社区")
    projects.called(demands.published(here, title="老旧院落整治"))
    demands.published(here, title="社区老人食堂")
    demands.published(here, title="老人助浴")
    catalog.listed_provider("锦江老人服务中心")
    index()


@pytest.mark.parametrize(("language", "width"), [("zh-hans", 390), ("en", 1280)])
def test_pages_of_the_search_look_right(visiting: Visiting, things: None, language: str, width: int) -> None:
    onlooker = visiting(language=language, width=width)
    for address in ("/search/", "/search/?q=老人&tier=micro", "/search/?q=食堂&kind=provider", '/search/?q="😀'):
        onlooker.look_at(address)
    assert onlooker.findings == {}


def test_suggestions_are_chosen_by_keyboard(visiting: Visiting, things: None) -> None:
    onlooker = visiting(language="en")
    page = onlooker.page
    page.goto(f"{onlooker.base}/search/")
    field = page.get_by_role("combobox", name="Search everything")
    field.press_sequentially("老人")
    options = page.get_by_role("option")
    expect(options).to_have_count(3)
    expect(options.first).to_contain_text("老人助浴")
    expect(field).to_have_attribute("aria-expanded", "true")
    assert onlooker.violations() == []
    field.press("Escape")
    expect(options).to_have_count(0)
    field.press_sequentially("食")
    expect(options).to_have_count(1)
    field.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    field.press("Enter")
    expect(page.locator("#results h2")).to_have_text("1 result")
    expect(page.locator("#q")).to_have_value("社区老人食堂")


def test_a_filter_swaps_results_and_counts_and_keeps_the_focus(visiting: Visiting, things: None) -> None:
    onlooker = visiting(language="en")
    page = onlooker.page
    page.goto(f"{onlooker.base}/search/?q=老人")
    page.evaluate("document.body.dataset.kept = 'yes'")
    page.locator("#f-kind-provider").check()
    expect(page.locator("#results h2")).to_have_text("1 result")
    expect(page.locator("#f-kind-provider")).to_be_focused()
    assert page.evaluate("document.body.dataset.kept") == "yes"


def test_the_same_without_javascript(visiting: Visiting, things: None) -> None:
    onlooker = visiting(language="en", javascript=False, width=390)
    page = onlooker.page
    page.goto(f"{onlooker.base}/search/")
    page.get_by_label("Search everything").fill("老人")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("button", name="Filter").click()
    page.locator("#f-kind-provider").check()
    page.get_by_role("button", name="Apply filters").click()
    expect(page.locator("#results h2")).to_have_text("1 result")
    page.get_by_role("link", name="remove this filter").click()
    expect(page.locator("#results h2")).not_to_have_text("1 result")
