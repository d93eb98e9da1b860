"""On paper: the content without its controls, tables whole, and where the page came from."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tendering.evaluation.services import papers
from tests.browser.conftest import Acting, Visiting
from tests.factories import demands, evaluation, projects

pytestmark = pytest.mark.django_db(transaction=True)
LOST = (Path(__file__).parent / "paper.js").read_text(encoding="utf-8")
# A4 between its margins, in pixels of 1/96 inch.
PAPER = 673


@pytest.mark.parametrize("is_large", [False, True])
def test_a_project_prints_whole_with_number_and_address(visiting: Visiting, is_large: bool) -> None:
    contract = projects.closed()
    reader = visiting(width=PAPER)
    reader.page.context.add_cookies([{"name": "elder", "value": str(int(is_large)), "url": reader.base}])
    pages = {
        contract.demand.file_url: contract.demand.number,
        contract.demand.get_absolute_url(): contract.demand.number,
        contract.get_absolute_url(): contract.number,
    }
    for path, number in pages.items():
        reader.page.goto(reader.base + path)
        reader.page.emulate_media(media="print")
        assert reader.page.evaluate(LOST) == [], path
        expect(reader.page.locator(".page-head").get_by_text(number)).to_be_visible()
        expect(reader.page.locator("footer")).to_contain_text(reader.base + path)
        expect(reader.page.locator(".print-only")).to_be_visible()
        reader.page.emulate_media(media="screen")
        expect(reader.page.locator(".print-only")).to_be_hidden()


def test_a_score_sheet_prints_with_its_codes_and_room_to_write(acting: Acting) -> None:
    """Every slip has its code, a line for each criterion and where three people sign."""
    demands.rules()
    jury = evaluation.declared()
    by = jury.contest.office.preparer
    paper = papers.print_sheets(panel=jury.panel, by=by)[0]
    clerk = acting(by)
    clerk.page.set_viewport_size({"width": PAPER, "height": 1000})
    clerk.page.goto(f"{clerk.base}/evaluation/papers/{paper.pk}/slips/")
    clerk.page.emulate_media(media="print")
    assert clerk.page.evaluate(LOST) == []
    for letter in "ABC":
        slip = clerk.page.locator("section", has_text=f"{paper.code}-{letter}")
        expect(slip.get_by_text("________").first).to_be_visible()
        expect(slip.locator(".signs > div")).to_have_count(3)


def test_a_list_prints_its_rows_without_filters_and_pages(visiting: Visiting) -> None:
    contract = projects.closed()
    reader = visiting(width=PAPER)
    reader.page.goto(reader.base + "/demands/")
    reader.page.emulate_media(media="print")
    assert reader.page.evaluate(LOST) == []
    expect(reader.page.locator("#filters")).to_be_hidden()
    expect(reader.page.get_by_text(contract.demand.number).first).to_be_visible()


def test_a_projects_file_becomes_a_document_of_a_few_pages(visiting: Visiting) -> None:
    contract = projects.closed()
    reader = visiting()
    reader.page.goto(reader.base + contract.demand.file_url)
    paper = reader.page.pdf(prefer_css_page_size=True, print_background=True)
    assert 2 <= len(re.findall(rb"/Type\s*/Page\b", paper)) <= 8
    assert re.search(rb"/MediaBox\s*\[0 0 59[45][.\d]* 84[12]", paper), "not A4"
