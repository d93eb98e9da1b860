"""Wagtail's admin says what we put there in the reader's language."""

from __future__ import annotations

import re

import pytest
from django.conf import settings

from tests.architecture import admin_pages, tongues
from tests.architecture.test_urls import is_page

# What Wagtail itself says on every page and has not put into Chinese, and the counter that its script fills.
WAGTAILS = re.compile(
    r"title: Wagtail$|noscript|instructions how enable JavaScript|aria-label of nav: Actions|of a: Sort|the first error"
    r"|div: None$"
)


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize("language", tongues.LANGUAGES)
def test_the_admins_pages_of_our_own_are_said_in_the_readers_language(language: str) -> None:
    """Names of what is kept are spared on English pages: Wagtail's headings and first columns print them unmarked."""
    member, client = admin_pages.officer()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    wrong, closed = {}, []
    for name, url in (admin_pages.addresses(member) | admin_pages.parts()).items():
        answer = client.get(url)
        page = re.sub(admin_pages.NAMES, "", answer.content.decode())
        lines = [line for line in tongues.amiss(page, language) if not WAGTAILS.search(line)]
        if not is_page(answer):
            closed.append(name)
        elif lines:
            wrong[name] = lines
    assert wrong == {}
    assert sorted(closed) == admin_pages.CLOSED
