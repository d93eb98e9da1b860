"""What follows when Wagtail has written a page: the log, and what may be found. `cms.models.PageNotes` tells of it."""

from __future__ import annotations

from django.contrib.auth.models import Permission
from django.db import transaction
from wagtail.models import GroupPagePermission, Page

from cms.models import HomePage
from marketplace import clock
from marketplace.accounts.models import User
from marketplace.accounts.rules import Role
from marketplace.audit import services as audit
from marketplace.audit.rules.entries import Reference
from search.services import noticing

PAGE, PUBLISHED = "wagtailcore.page", "wagtail.publish"
# What curators may do with every page below the home page.
RIGHTS = ("add_page", "change_page", "publish_page")


def noted(page: Page, action: str, user: User | None) -> None:
    """Something was done with a page: write it down here, too, and let search look again at it and at all below it.

    What lies below becomes private and moves with its page.
    """
    if action == PUBLISHED:
        _date(page)
    path = Page.objects.filter(pk=page.pk).values_list("path", flat=True).get()
    below = Page.objects.filter(path__startswith=path).order_by("path").values_list("pk", flat=True)
    with transaction.atomic():
        audit.record(act="cms.page.changed", target=Page(pk=page.pk), actor=user, parameters={"action": action})
        noticing.notice([Reference(PAGE, str(key)) for key in below])


def _date(page: Page) -> None:
    """Published now by the portal's own clock: Wagtail has read the machine's, twice where it is the first time."""
    is_first = page.first_published_at == page.last_published_at
    page.last_published_at = clock.now()
    if is_first:
        page.first_published_at = page.last_published_at
    dates = {"first_published_at": page.first_published_at, "last_published_at": page.last_published_at}
    Page.objects.filter(pk=page.pk).update(**dates)


def give_rights(role: Role, group_id: int) -> None:
    """Curators write pages: their group gets its rights with its permissions, and everybody in it has them."""
    home = HomePage.objects.order_by("path").first() if role == Role.CURATOR else None
    if home is None:
        return
    wanted = Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=RIGHTS)
    rows = [GroupPagePermission(group_id=group_id, page_id=home.pk, permission=one) for one in wanted.order_by("pk")]
    GroupPagePermission.objects.bulk_create(rows, ignore_conflicts=True)
