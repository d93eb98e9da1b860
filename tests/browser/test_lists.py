"""Lists and forms in a browser: what htmx swaps, what the way back shows, and the same without JavaScript."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings

from tests.browser.conftest import Open
from tests.browser.onlooker import Onlooker

pytestmark = pytest.mark.django_db(transaction=True)
LIST = "/test/places/"


@pytest.fixture(autouse=True)
def addresses(settings: Settings) -> None:
    settings.ROOT_URLCONF = "tests.ui.urls"


def at_list(onlooker: Onlooker, query: str = "") -> Page:
    onlooker.page.goto(onlooker.base + LIST + query)
    return onlooker.page


def test_sort_pages_filters_and_the_way_back_swap_the_list_only(opened: Open) -> None:
    onlooker = opened(language="en")
    page = at_list(onlooker)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.evaluate("document.body.dataset.kept = 'yes'")
    page.get_by_role("link", name="Name").click()
    expect(page.locator("th[aria-sort=ascending]")).to_contain_text("Name")
    page.get_by_role("link", name="Next").click()
    expect(page).to_have_url(f"{onlooker.base}{LIST}?sort=name_zh&page=2")
    page.get_by_label("District").check()
    expect(page.locator("#results h2")).to_have_text("1 entry")
    expect(page).to_have_url(f"{onlooker.base}{LIST}?level=district")
    assert page.evaluate("document.body.dataset.kept") == "yes"
    page.go_back()
    expect(page).to_have_url(f"{onlooker.base}{LIST}?sort=name_zh&page=2")
    expect(page.locator("#results h2")).not_to_have_text("1 entry")
    assert complaints == []


def test_the_same_without_javascript(opened: Open) -> None:
    onlooker = opened(language="en", javascript=False)
    page = at_list(onlooker)
    page.get_by_role("link", name="Name").click()
    expect(page.locator("th[aria-sort=ascending]")).to_contain_text("Name")
    page.get_by_label("District").check()
    page.get_by_role("button", name="Apply filters").click()
    expect(page.locator("#results h2")).to_have_text("1 entry")
    page.get_by_role("link", name="remove this filter").click()
    expect(page.locator("#results h2")).not_to_have_text("1 entry")


def test_on_a_phone_filters_come_as_a_sheet_and_nothing_hidden_takes_the_focus(opened: Open) -> None:
    onlooker = opened(language="en")
    onlooker.page.set_viewport_size({"width": 390, "height": 844})
    page = at_list(onlooker)
    expect(page.locator("#filters")).to_be_hidden()
    expect(page.locator("thead a").first).to_be_hidden()
    page.get_by_role("button", name="Filter").click()
    page.get_by_label("District").check()
    page.get_by_role("button", name="Apply filters").click()
    expect(page.locator("#results h2")).to_have_text("1 entry")


def test_list_and_form_look_right_in_both_languages(opened: Open) -> None:
    onlooker = opened(language="en")
    onlooker.look_at(f"{LIST}?level=community&q=社区")
    onlooker.look_at("/test/spend/")
    assert onlooker.findings == {}


def test_a_form_with_mistakes_moves_the_focus_to_their_summary(opened: Open) -> None:
    onlooker = opened(language="en")
    page = onlooker.page
    page.goto(onlooker.base + "/test/spend/")
    page.get_by_label("Amount").fill("1.234")
    page.get_by_role("button", name="Spend it").click()
    expect(page.locator(".error-summary")).to_be_focused()
    page.get_by_role("link", name="Amount").click()
    expect(page.get_by_label("Amount")).to_be_focused()
