"""A provider's workbench brings the demands that fit best, with their reasons and the way to ask for them."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from marketplace.accounts.rules import Role
from tests.browser.conftest import Acting
from tests.factories import accounts, catalog, demands
from tests.search.indexing import index

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("javascript", [True, False])
def test_fitting_demands_stand_on_the_workbench_with_their_reasons(acting: Acting, javascript: bool) -> None:
    """Without a script its heading leads to all of them."""
    for number in range(4):
        demands.published(title=f"独居老人助浴第{number}期")
    provider = catalog.listed_provider(strengths="为独居老人上门助浴")
    index()
    member = accounts.membership(Role.PROVIDER_ADMIN, provider.organisation)
    phone = acting(member, javascript=javascript)
    page = phone.page
    page.goto(f"{phone.base}/workbench/")
    asking = page.locator("#fitting").get_by_role("link", name="表示意向")
    if javascript:
        expect(asking).to_have_count(3)
        expect(page.locator("#fitting")).to_contain_text("双方都提到")
    else:
        expect(asking).to_have_count(0)
        page.locator("#fitting").get_by_role("link", name="查看适配的需求").click()
        asking = page.get_by_role("link", name="表示意向")
        expect(asking).to_have_count(4)
    asking.first.click()
    expect(page.locator("form textarea[name=message]")).to_be_visible()
