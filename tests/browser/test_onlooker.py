"""The onlooker sees what it is there to see."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.onlooker import Onlooker

STYLE = """<style>body { color: #111; background: #fff } .pale { color: #bbb } .dark { background: #222 }
  tr:nth-child(4) { background: #333 } @media (max-width: 600px) { .narrow { color: #ccc } .wide { display: none } }
  @media (min-width: 601px) { .phone { display: none } }</style>"""
ROWS = "".join(f"<tr><td>row {number}</td><td>text</td></tr>" for number in range(3))


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context()
    yield context.new_page()
    context.close()


def found(page: Page, body: str, width: int = 1280) -> list[str]:
    page.set_viewport_size({"width": width, "height": 900})
    page.set_content(f'<!doctype html><html lang="en"><title>t</title>{STYLE}<main><h1>Title</h1>{body}</main></html>')
    return [line for line in Onlooker(page, "http://localhost").violations() if "color-contrast" in line]


@pytest.mark.parametrize(
    "body",
    [
        '<p>well</p><p>well</p><p class="pale">pale</p>',
        f"<table>{ROWS}<tr><td>dark ground of its own</td></tr></table>",
        '<p>well</p><div class="dark"><p>dark on dark</p></div>',
        '<p>well</p><p style="color: #ccc">pale by itself</p>',
        '<label>well <input value="pale" class="pale"></label>',
    ],
)
def test_one_text_without_contrast_among_many_is_found(page: Page, body: str) -> None:
    assert found(page, body)


def test_what_is_pale_at_one_width_only_is_found_there(page: Page) -> None:
    bodies = ['<p>well</p><p class="narrow">pale on a phone</p>', '<p>well</p><p class="phone pale">shown there</p>']
    for body in bodies:
        assert not found(page, body)
        assert found(page, body, width=390)


def test_a_page_with_contrast_is_left_alone(page: Page) -> None:
    assert found(page, f"<p>well</p><table>{ROWS}</table>") == []
    assert found(page, "") == []
