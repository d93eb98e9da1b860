"""What the admin writes of a page is one act."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from wagtail.models import PageViewRestriction

from cms import models
from cms.models import NoticePage
from tests.cms.pages import curator, form, home, notice

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From now on nothing can be noted."""

    def fail(page: Any, action: str, user: Any) -> None:
        raise OSError("no room for the log")

    return lambda: monkeypatch.setattr(models, "followers", [fail])


def test_a_page_whose_note_fails_is_not_written(full: Callable[[], None]) -> None:
    client, _member = curator()
    full()
    address = reverse("wagtailadmin_pages:add", args=["cms", "noticepage", home().pk])
    with pytest.raises(OSError, match="no room"):
        client.post(address, form("关于绿化的通知", "一"))
    assert not NoticePage.objects.exists()


def test_a_page_whose_note_fails_does_not_become_private(full: Callable[[], None]) -> None:
    client, _member = curator()
    page = notice("关于绿化的通知")
    full()
    with pytest.raises(OSError, match="no room"):
        client.post(reverse("wagtailadmin_pages:set_privacy", args=[page.pk]), {"restriction_type": "login"})
    assert not PageViewRestriction.objects.exists()
