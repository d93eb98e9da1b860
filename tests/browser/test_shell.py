"""The shell's own switches, without JavaScript too."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.browser.onlooker import WIDTHS

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "/privacy/"


@pytest.mark.parametrize("javascript", [True, False])
def test_the_language_is_switched_and_kept(opened: Open, javascript: bool) -> None:
    onlooker = opened(javascript=javascript)
    page = onlooker.page
    page.goto(onlooker.base + PAGE)
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert page.url == onlooker.base + PAGE
    page.goto(onlooker.base + "/contact/")
    expect(page.locator("html")).to_have_attribute("lang", "en")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_large_text_breaks_no_page(opened: Open, language: str) -> None:
    onlooker = opened(language=language)
    onlooker.page.context.add_cookies([{"name": "elder", "value": "1", "url": onlooker.base}])
    onlooker.look_at(PAGE)
    expect(onlooker.page.locator("html.elder")).to_be_attached()
    onlooker.look_at("/ui/components/")
    assert onlooker.findings == {}


def test_the_first_tab_stop_leads_past_the_masthead(opened: Open) -> None:
    onlooker = opened()
    onlooker.page.goto(onlooker.base + PAGE)
    onlooker.page.keyboard.press("Tab")
    target = onlooker.page.evaluate("document.activeElement.getAttribute('href')")
    assert target.startswith("#")
    expect(onlooker.page.locator(target)).to_be_attached()


def test_a_page_that_is_not_there_says_so(opened: Open) -> None:
    onlooker = opened()
    onlooker.look_at("/nothing/here/", status=404)
    assert onlooker.findings == {}
    expect(onlooker.page.locator("h1")).to_be_visible()


@pytest.mark.parametrize("width", WIDTHS)
def test_print_shows_the_content_without_the_masthead(opened: Open, width: int) -> None:
    onlooker = opened()
    onlooker.page.set_viewport_size({"width": width, "height": 900})
    onlooker.page.goto(onlooker.base + PAGE)
    onlooker.page.emulate_media(media="print")
    expect(onlooker.page.locator("h1")).to_be_visible()
    expect(onlooker.page.get_by_role("navigation").first).to_be_hidden()
