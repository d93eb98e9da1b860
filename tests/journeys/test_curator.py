"""Who keeps the portal's pages (内容管理): a notice written, scheduled, taken down; nothing else is theirs."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from wagtail.test.utils.form_data import rich_text

from marketplace.audit.models import Entry
from marketplace.celery import app
from tests.cms.pages import curator
from tests.journeys.person import Person

pytestmark = [pytest.mark.django_db, pytest.mark.once]
TITLE, TEXT = "关于老旧院落绿化的通知", "各社区请于九月前申报。"


def pages(who: Person) -> Person:
    """The list of pages in the back office, from the workbench."""
    return who.opens().follows("Pages and notices")


def presses(who: Person, address: str) -> Person:
    """A button of the back office that bears a picture instead of words."""
    links = (str(tag["href"]) for tag in who.page.soup.find_all("a") if tag.get("href"))
    return who.opens_link(next(url for url in links if address in url))


def reads(who: Person) -> Person:
    """The notices, as everybody finds them."""
    return who.opens("Home").follows("Notices and guides")


def beat() -> None:
    """What beat calls for these pages."""
    app.loader.import_default_modules()
    for entry in app.conf.beat_schedule.values():
        if entry["task"].startswith("cms."):
            app.tasks[entry["task"]]()


def test_a_notice_is_scheduled_shown_and_taken_down() -> None:
    """Nobody reads it before its day; then everybody does, until its curator takes it down; all of it is on record."""
    _client, member = curator()
    writer, visitor = Person(member), Person()
    day = timezone.localtime() + timedelta(days=1)
    presses(pages(writer), "add_subpage")
    writer.fills(title=TITLE, slug="green", text=rich_text(f"<p>{TEXT}</p>"), go_live_at=f"{day:%Y-%m-%d %H:%M}")
    writer.sends("Publish")
    beat()
    reads(visitor).sees_nothing_of(TITLE)
    with time_machine.travel(day + timedelta(minutes=5)):
        beat()
        reads(visitor).follows(TITLE).sees(TEXT)
        pages(writer).follows(TITLE)
        presses(writer, "/unpublish/").fills().sends()
        reads(visitor).sees_nothing_of(TITLE)
    acts = {json.loads(entry.body)["parameters"]["action"] for entry in Entry.objects.filter(act="cms.page.changed")}
    assert acts >= {"wagtail.publish.schedule", "wagtail.publish.scheduled", "wagtail.unpublish"}
    assert writer.client.get("/audit/").status_code == 403
