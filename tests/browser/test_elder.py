"""Large text (长者模式): switched on once it stays on, everything grows with it, and a thumb hits what it means."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visiting
from tests.factories import projects

pytestmark = pytest.mark.django_db(transaction=True)
TARGETS = (Path(__file__).parent / "targets.js").read_text(encoding="utf-8")
THUMB = 44
PHONE = 390


def size_of_text(page: Page) -> float:
    """Of the first paragraph, in pixels."""
    return float(page.locator("main p").first.evaluate("(text) => parseFloat(getComputedStyle(text).fontSize)"))


@pytest.mark.parametrize("javascript", [True, False])
def test_it_is_switched_on_by_its_button_stays_on_and_goes_off(visiting: Visiting, javascript: bool) -> None:
    phone = visiting(width=PHONE, javascript=javascript)
    page = phone.page
    page.goto(phone.base + "/privacy/")
    standard = size_of_text(page)
    page.get_by_role("button", name="长者模式").click()
    expect(page.locator("html.elder")).to_be_attached()
    assert page.url == phone.base + "/privacy/"
    assert size_of_text(page) >= 1.2 * standard
    for path in ("/contact/", "/accounts/login/", "/demands/"):
        page.goto(phone.base + path)
        expect(page.locator("html.elder")).to_be_attached()
    page.goto(phone.base + "/privacy/")
    page.get_by_role("button", name="标准模式").click()
    expect(page.locator("html.elder")).not_to_be_attached()
    assert size_of_text(page) == standard


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_on_a_phone_nothing_is_cut_off_and_every_target_takes_a_thumb(visiting: Visiting, language: str) -> None:
    contract = projects.closed()
    phone = visiting(language=language, width=PHONE)
    phone.page.context.add_cookies([{"name": "elder", "value": "1", "url": phone.base}])
    found = {}
    for path in (
        "/demands/",
        contract.demand.get_absolute_url(),
        contract.demand.file_url,
        contract.get_absolute_url(),
        "/funds/",
        "/accounts/login/",
    ):
        phone.page.goto(phone.base + path)
        seen = phone.page.evaluate(TARGETS, THUMB)
        width = phone.page.evaluate("document.documentElement.scrollWidth")
        if seen or width > PHONE:
            found[path] = [f"{width} wide", *seen]
    assert found == {}
