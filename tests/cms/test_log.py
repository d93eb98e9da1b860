"""What is written in the parts of the admin that Wagtail brings stands in the portal's log, or nobody may write it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from cms.models import NoticePage
from marketplace.accounts.rules import ADMIN_ROLES, Role
from marketplace.audit.models import Entry
from tests import url_table
from tests.architecture.badness import tables
from tests.cms.pages import curator, form, home, notice

pytestmark = pytest.mark.django_db
Act = Callable[[Client, NoticePage], tuple[str, dict[str, str]]]

ACTS: dict[str, Act] = {
    "draft": lambda _c, page: (_of("edit", page), form("改名", "一")),
    "publish": lambda _c, page: (_of("edit", page), form("改名", "一") | {"action-publish": "1"}),
    "unpublish": lambda _c, page: (_of("unpublish", page), {}),
    "delete": lambda _c, page: (_of("delete", page), {}),
    "copy": lambda _c, page: (
        _of("copy", page),
        {"new_title": "抄本", "new_slug": "copy", "new_parent_page": str(home().pk)},
    ),
    "move": lambda _c, page: (reverse("wagtailadmin_pages:move_confirm", args=[page.pk, notice("上级").pk]), {}),
    "privacy": lambda _c, page: (_of("set_privacy", page), {"restriction_type": "login"}),
}


def _of(name: str, page: NoticePage) -> str:
    return reverse(f"wagtailadmin_pages:{name}", args=[page.pk])


@pytest.mark.parametrize("act", ACTS)
def test_what_is_done_with_a_page_leaves_an_entry(act: str) -> None:
    client, _member = curator()
    url, typed = ACTS[act](client, notice("关于绿化的通知"))
    before = Entry.objects.filter(act="cms.page.changed").count()
    with tables.undone() as left:
        assert client.post(url, typed).status_code in (200, 302)
        entries = Entry.objects.filter(act="cms.page.changed").count()
    assert "audit_entry" in left.tables
    assert entries > before


# Parts of the admin that Wagtail brings and nobody here may write in; where one is opened, its acts must be logged.
SHUT = ("wagtaildocs", "wagtailimages", "wagtailadmin_collections", "wagtailsites", "wagtailredirects")
SHUT_TOO = ("wagtailusers_groups", "wagtailadmin_workflows")


@pytest.mark.parametrize("role", sorted(ADMIN_ROLES))
def test_nobody_writes_where_wagtail_logs_nothing(role: str) -> None:
    client, _member = curator(Role(role))
    names = [
        a for a in url_table.addresses() if a.name.startswith((*SHUT, *SHUT_TOO)) and hasattr(a.view, "view_class")
    ]
    wrong = {}
    for address in names:
        url = reverse(address.name, kwargs=dict.fromkeys(address.parameters, 1))
        with tables.undone() as left:
            status = client.post(url, {"name": "x", "title": "x"}).status_code
        if status not in (302, 403, 404, 405) or left.tables:
            wrong[address.name] = f"{status}, wrote {left.tables}"
    assert len(names) > 20
    assert wrong == {}
