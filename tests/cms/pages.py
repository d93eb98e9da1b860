"""Pages for tests, written as a curator writes them."""

from __future__ import annotations

from django.test import Client
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text

from cms.models import HomePage, NoticePage, PageKind
from marketplace.accounts import services
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from tests.factories import accounts


def curator(role: Role = Role.CURATOR) -> tuple[Client, Membership]:
    """In the admin, with what follows from the role."""
    member = accounts.membership(role)
    services.sync_access(member.user)
    return accounts.signed_in(Client(), member), member


def home() -> HomePage:
    found: HomePage = HomePage.objects.get()
    return found


def notice(
    title: str,
    text: str = "",
    *,
    below: HomePage | NoticePage | None = None,
    live: bool = True,
    kind: PageKind = PageKind.NOTICE,
) -> NoticePage:
    """Written by the portal itself, and published unless it is a draft."""
    made = NoticePage(title=title, text=f"<p>{text}</p>", kind=kind, live=False)
    page: NoticePage = (below or home()).add_child(instance=made)
    revision = page.save_revision()
    if live:
        revision.publish()
    page.refresh_from_db()
    return page


def form(title: str, text: str, **more: str) -> dict[str, str]:
    """What the editor sends."""
    fields = {"title": title, "slug": "notice-1", "summary": "", "text": rich_text(f"<p>{text}</p>")}
    data: dict[str, str] = nested_form_data(fields | {"kind": "notice", "comments": inline_formset([])})
    return data | more
