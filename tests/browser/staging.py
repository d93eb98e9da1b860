"""A window without a server behind it: it is shown what Django's client was answered, in the test's own transaction."""

from __future__ import annotations

import mimetypes
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from playwright.sync_api import Browser, Page, Route

# The browser trusts this host as it would trust the portal's own over TLS.
BASE = "http://localhost"


@dataclass
class Stage:
    """Pages that were asked for before the browser asks (its callbacks stand outside the test's transaction)."""

    page: Page
    answers: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, browser: Browser) -> Stage:
        """In a fresh window."""
        stage = cls(browser.new_context(viewport={"width": 1280, "height": 900}).new_page())
        stage.page.set_default_timeout(60_000)
        stage.page.route("**/*", stage.serve)
        return stage

    def serve(self, route: Route) -> None:
        """A page that was put on, or a static file as the portal would serve it."""
        path = urlsplit(route.request.url).path
        if answer := self.answers.get(path):
            route.fulfill(status=answer.status_code, headers=dict(answer.headers), body=answer.content)
        else:
            found = path.startswith(settings.STATIC_URL) and finders.find(path.removeprefix(settings.STATIC_URL))
            if found:
                route.fulfill(path=str(found), content_type=mimetypes.guess_type(str(found))[0])
            else:
                route.fulfill(status=404)

    def put_on(self, client: Client, path: str, *asked: str) -> bool:
        """Whether the client is answered a page there; the browser may ask for it now, and for what it `asked`."""
        answer = client.get(path)
        self.answers = {urlsplit(path).path: answer} | {also: client.get(also) for also in asked}
        return answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html")
