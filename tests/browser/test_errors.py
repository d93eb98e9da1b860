"""Error pages in a browser: both languages, both widths, what happened and what to do, nothing to stumble over."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect
from pytest_django import Settings

from tests.browser.conftest import Visiting

pytestmark = pytest.mark.django_db(transaction=True)
# Each is raised by a view; the last is the error nobody foresaw, in both languages on one page that asks nothing.
PAGES = {
    "/test/raises/forbidden/": 403,
    "/nothing/here/": 404,
    "/test/raises/refused/": 409,
    "/test/raises/invalid/": 422,
    "/test/raises/nul/": 400,
    "/test/raises/broken/": 500,
}


@pytest.fixture(autouse=True)
def addresses(settings: Settings) -> None:
    settings.ROOT_URLCONF = "tests.ui.urls"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_error_pages_say_what_happened_and_lead_on(visiting: Visiting, language: str) -> None:
    reader = visiting(language=language)
    for path, status in PAGES.items():
        reader.look_at(path, status=status)
        expect(reader.page.locator("h1")).to_be_visible()
        expect(reader.page.get_by_text(str(status)).first).to_be_visible()
        expect(reader.page.locator("main a[href='/']").first).to_be_visible()
        assert "secret detail" not in reader.page.content()
    assert reader.findings == {}


def test_a_refusal_names_its_rule_on_the_page(visiting: Visiting) -> None:
    reader = visiting()
    reader.page.goto(reader.base + "/test/raises/refused/")
    expect(reader.page.locator("main .rule")).to_be_visible()


def test_during_maintenance_the_operators_message_stands_on_every_page(visiting: Visiting, settings: Settings) -> None:
    file = Path(settings.MAINTENANCE_FILE)
    file.write_text("今晚 22:00 恢复", encoding="utf-8")
    try:
        reader = visiting()
        reader.look_at("/demands/", status=503)
        expect(reader.page.get_by_text("今晚 22:00 恢复")).to_be_visible()
        assert reader.findings == {}
    finally:
        file.unlink()
