"""The search page in a browser: suggestions by keyboard, filters that swap, and all of it without scripts."""

from __future__ import annotations

import pytest
from playwright.sync_api import Route, expect

from marketplace import clock
from marketplace.accounts.rules import Role
from search import links
from search.asked import Asked
from search.rules import Frequency
from search.services import saving
from tests.browser.conftest import Acting, Visiting
from tests.factories import accounts, catalog, demands, places, projects
from tests.search.indexing import index

pytestmark = pytest.mark.django_db(transaction=True)

ANSWERED = """() => { window.answered = new Promise((done) =>
  document.addEventListener("htmx:afterRequest", () => done(true), {once: true})); }"""


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


def test_suggestions_that_come_after_escape_are_not_shown(visiting: Visiting, things: None) -> None:
    onlooker = visiting(language="en")
    page, held = onlooker.page, list[Route]()
    page.route("**/suggest/**", lambda route: held.append(route))
    page.goto(f"{onlooker.base}/search/")
    field, options = page.get_by_role("combobox", name="Search everything"), page.get_by_role("option")
    with page.expect_request("**/suggest/**"):
        field.press_sequentially("老人")
    field.press("Escape")
    page.evaluate(ANSWERED)
    held.pop().continue_()
    page.evaluate("() => window.answered")
    expect(options).to_have_count(0)
    expect(field).to_have_value("老人")
    page.unroute("**/suggest/**")
    field.fill("食堂")
    expect(options).to_have_count(1)


def test_a_filter_swaps_results_and_counts_and_keeps_the_focus(visiting: Visiting, things: None) -> None:
    onlooker = visiting(language="en")
    page = onlooker.page
    page.goto(f"{onlooker.base}/search/?q=老人")
    page.evaluate("document.body.dataset.kept = 'yes'")
    page.locator("#f-kind-provider").check()
    expect(page.locator("#results h2")).to_have_text("1 result")
    expect(page.locator("#f-kind-provider")).to_be_focused()
    assert page.evaluate("document.body.dataset.kept") == "yes"
    expect(page.get_by_role("status").filter(has_text="1 result")).to_have_count(1)


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


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_pages_of_saved_searches_look_right(acting: Acting, things: None, language: str) -> None:
    member = accounts.membership(Role.COMMUNITY, places.community())
    asked, daily = Asked(text="老人"), Frequency.DAILY
    search = saving.save(user=member.user, asked=asked, name="老人服务", frequency=daily, now=clock.now())
    onlooker = acting(member, language=language)
    own = f"/search/saved/{search.pk}"
    for address in ("/search/saved/", "/search/saved/new/?q=食堂", f"{own}/change/", f"{own}/delete/"):
        onlooker.look_at(address)
    onlooker.look_at(links.unsubscribe_url(search.pk))
    assert onlooker.findings == {}
    onlooker.page.locator("main form button").click()
    expect(onlooker.page.locator("main form")).to_have_count(0)
    assert onlooker.violations() == []
