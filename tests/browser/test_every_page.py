"""Every address that answers a page, with something on it: nothing to stumble over in either language or width.

What it says to every other role is read without a browser (`architecture/test_urls.py`).
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser

from catalog.services.applications import start_application
from marketplace import clock
from marketplace.accounts.rules import Role
from tests.architecture import admin_pages
from tests.architecture.test_queries import pages
from tests.architecture.test_urls import NO_PAGES, WANTING, Owner, new_member
from tests.architecture.tongues import LANGUAGES
from tests.browser.onlooker import WIDTHS, Onlooker
from tests.browser.staging import BASE, Stage
from tests.factories import accounts, catalog, demands, joint
from tests.factories.joint import StreetOffice

# What is a piece of a page, which the test of that page looks at.
PIECES = {"search:suggest": "test_search.py"}
# Of these pages of the admin everything is Wagtail's own.
WAGTAILS = ("history", "usage", "_results")


@pytest.fixture
def stage(chromium: Browser) -> Iterator[Stage]:
    stage = Stage.of(chromium)
    yield stage
    stage.page.context.close()


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize("role", pages())
def test_nothing_to_stumble_over_on_any_page(stage: Stage, role: Role) -> None:
    """Looked at by the first role that may; no address is left out (`test_queries.test_every_page_is_looked_at`).

    Axe looks at each in both languages and in both widths, one width to a language; pages take turns.
    """
    owner = Owner(new_member(role))
    client = accounts.signed_in(Client(), owner.member)
    onlooker = Onlooker(stage.page, BASE)
    unseen = []
    for number, row in enumerate(pages()[role]):
        if row.name in NO_PAGES or row.name in PIECES:
            continue
        path = owner.address(row)
        for turn, language in enumerate(LANGUAGES, number):
            client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
            if stage.put_on(client, path):
                onlooker.look_at(path, axe_at=[WIDTHS[turn % 2]])
            else:
                unseen.append(row.name)
    assert set(unseen) <= WANTING.keys()
    assert onlooker.findings == {}, onlooker.findings


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_to_stumble_over_on_pages_that_want_something(stage: Stage, language: str) -> None:
    demands.rules()
    applicant, office = catalog.applicant(), StreetOffice.of()
    start_application(provider=catalog.provider_of(applicant), by=applicant, now=clock.now())
    chosen = "&".join(f"demand={project.number}" for project in joint.projects(office, "31000.00", "24500.00"))
    wanted = {
        "catalog:own": (applicant, ""),
        "catalog:own_check": (applicant, ""),
        "tenders:joint_documents": (office.preparer, f"?{chosen}"),
    }
    assert wanted.keys() == WANTING.keys()
    onlooker = Onlooker(stage.page, BASE)
    for name, (member, query) in wanted.items():
        client = accounts.signed_in(Client(), member)
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        assert stage.put_on(client, reverse(name) + query), name
        onlooker.look_at(reverse(name) + query)
    assert onlooker.findings == {}, onlooker.findings


@pytest.mark.once
@pytest.mark.django_db
def test_axe_finds_nothing_in_what_we_put_into_the_admin(stage: Stage) -> None:
    """Pages of our own modules, in both languages; what leads away would leave its message on the next."""
    tools = [reverse("wagtailadmin_sprite"), reverse("wagtailadmin_javascript_catalog")]
    member, client = admin_pages.officer()
    onlooker, found = Onlooker(stage.page, BASE), {}
    for number, (name, path) in enumerate(admin_pages.addresses(member).items()):
        if name.endswith(WAGTAILS) or name in admin_pages.CLOSED:
            continue
        for turn, language in enumerate(LANGUAGES, number):
            client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
            assert stage.put_on(client, path, *tools), name
            stage.page.goto(BASE + path, wait_until="load")
            stage.page.set_viewport_size({"width": WIDTHS[turn % 2], "height": 900})
            if lines := onlooker.violations():
                found[f"{name} {language}"] = lines
    assert found == {}
