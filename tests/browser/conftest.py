"""A real browser on a live server with the demonstration's data."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, sync_playwright
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from marketplace.accounts.models import Membership
from tests import demonstration as demo
from tests import services
from tests.browser.onlooker import Onlooker
from tests.factories import accounts
from tests.seeds import Seed

# Playwright's loop runs in this thread, and Django would take its synchronous calls for asynchronous ones.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]

Open = Callable[..., Onlooker]
Acting = Callable[..., Onlooker]
Visiting = Callable[..., Onlooker]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=services.chromium(), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def demonstration(demo_seed: Seed, transactional_db: None, settings: Settings) -> None:
    """The demonstration's data, copied for every test, and its clock."""
    settings.CLOCK_OFFSET_FILE = demo.clock_file()["CLOCK_OFFSET_FILE"]
    demo_seed.restore()


@pytest.fixture
def opened(chromium: Browser, live_server: LiveServer, demonstration: None) -> Iterator[Open]:
    """`opened(language="en", role="community")`: a fresh browser window, signed in where a role is named."""
    contexts: list[BrowserContext] = []

    def open_window(*, language: str = "zh-hans", role: str = "", javascript: bool = True) -> Onlooker:
        context = chromium.new_context(java_script_enabled=javascript, viewport={"width": 1280, "height": 900})
        context.set_default_timeout(15_000)
        contexts.append(context)
        cookies = {django_settings.LANGUAGE_COOKIE_NAME: language} | (_session_of(role) if role else {})
        context.add_cookies([{"name": key, "value": value, "url": live_server.url} for key, value in cookies.items()])
        return Onlooker(context.new_page(), live_server.url)

    yield open_window
    for context in contexts:
        context.close()


def _session_of(role: str) -> dict[str, str]:
    client = Client()
    member = Membership.objects.select_related("user").filter(role=role).order_by("pk")[0]
    client.force_login(member.user, backend="marketplace.accounts.backends.Backend")
    return {django_settings.SESSION_COOKIE_NAME: client.cookies[django_settings.SESSION_COOKIE_NAME].value}


@pytest.fixture
def acting(chromium: Browser, live_server: LiveServer) -> Iterator[Acting]:
    """`acting(member, language="en")`: a phone signed in as this person."""
    contexts: list[BrowserContext] = []

    def open_phone(member: Membership, *, language: str = "zh-hans", javascript: bool = True) -> Onlooker:
        client = accounts.signed_in(Client(), member)
        context = chromium.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=javascript)
        contexts.append(context)
        cookies = {django_settings.LANGUAGE_COOKIE_NAME: language}
        cookies[django_settings.SESSION_COOKIE_NAME] = client.cookies[django_settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": key, "value": value, "url": live_server.url} for key, value in cookies.items()])
        return Onlooker(context.new_page(), live_server.url)

    yield open_phone
    for context in contexts:
        context.close()


@pytest.fixture
def visiting(chromium: Browser, live_server: LiveServer) -> Iterator[Visiting]:
    """`visiting(language="en", width=390)`: the window of somebody who has not signed in."""
    contexts: list[BrowserContext] = []

    def open_window(*, language: str = "zh-hans", javascript: bool = True, width: int = 1280) -> Onlooker:
        context = chromium.new_context(viewport={"width": width, "height": 900}, java_script_enabled=javascript)
        context.set_default_timeout(15_000)
        contexts.append(context)
        chosen = django_settings.LANGUAGE_COOKIE_NAME
        context.add_cookies([{"name": chosen, "value": language, "url": live_server.url}])
        return Onlooker(context.new_page(), live_server.url)

    yield open_window
    for context in contexts:
        context.close()
