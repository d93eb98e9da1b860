"""Pages that people write; the home page gathers what the other parts compute.

What is found of a page, in the admin and in the portal, are its `search_fields`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page, PageLogEntry, PageLogEntryManager
from wagtail.search import index

from marketplace import clock
from marketplace.ui.components import Crumb
from marketplace.ui.drawing.values import said
from search.language import TEXT_LIMIT
from tendering.overview.queries.home import home_figures

# So many notices stand on the front page.
LATEST = 3
# Called with a page, what was done with it and by whom, whenever Wagtail notes it.
followers: list[Callable[[Page, str, Any], None]] = []


class PageNotes(PageLogEntryManager):
    """Where Wagtail writes down whatever is done with a page and with who may read it."""

    def log_action(self, instance: Page, action: str, **more: Any) -> Any:
        """Writes it down, and lets everybody know who follows."""
        entry = super().log_action(instance, action, **more)
        for follower in followers:
            follower(instance, action, more.get("user"))
        return entry


class PageNote(PageLogEntry):
    """Wagtail's own record of a page (页面记录), told to whoever follows it (`wagtail_hooks`)."""

    objects = PageNotes()

    class Meta:
        proxy = True
        ordering: ClassVar[list[str]] = ["-timestamp", "-id"]
        verbose_name = _("note of a page")
        verbose_name_plural = _("notes of pages")


class HomePage(Page):
    """The portal's front (首页): its lead sentence is written, every figure is computed."""

    lead_zh = models.CharField(_("lead sentence in Chinese"), max_length=200, blank=True)
    lead_en = models.CharField(_("lead sentence in English"), max_length=300, blank=True)

    content_panels: ClassVar[list[Any]] = [*Page.content_panels, FieldPanel("lead_zh"), FieldPanel("lead_en")]
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    max_count = 1

    class Meta:
        verbose_name = _("front page")
        verbose_name_plural = _("front pages")

    @property
    def lead(self) -> str:
        """The lead sentence in the reader's language."""
        english = (get_language() or "").startswith("en")
        return (self.lead_en or self.lead_zh) if english else self.lead_zh

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds the figures; they are at most a minute old."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        shown = {"figures": home_figures(clock.now()), "notices": self._notices(), "longest": TEXT_LIMIT}
        return context | {"nav": "home", "title": self.title} | shown

    def _notices(self) -> list[NoticePage]:
        """The latest that everybody may read."""
        found = NoticePage.objects.live().public().descendant_of(self)
        return list(found.order_by("-first_published_at", "-pk")[:LATEST])


class PageKind(models.TextChoices):
    """What a page is to whoever reads it (栏目)."""

    NOTICE = "notice", _("Notice")
    RULES = "rules", _("Rules and policies")
    MANUAL = "manual", _("Manual and guides")
    NEWS = "news", _("News")


class NoticePage(Page):
    """What the district tells everybody (公告): a notice, a policy, a guide, as its kind says."""

    kind = models.CharField(_("kind of page"), max_length=10, choices=PageKind.choices, default=PageKind.NOTICE)
    summary = models.CharField(_("in one sentence"), max_length=200, blank=True)
    text = RichTextField(_("text"), features=["h2", "h3", "bold", "ol", "ul", "link", "hr"])

    content_panels: ClassVar[list[Any]] = [*Page.content_panels, *map(FieldPanel, ("kind", "summary", "text"))]
    search_fields: ClassVar[list[Any]] = [
        *Page.search_fields,
        index.SearchField("summary"),
        index.SearchField("text"),
    ]
    parent_page_types: ClassVar[list[str]] = ["cms.HomePage", "cms.NoticePage"]

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """What the shell shows."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        above = Crumb(_("Notices and guides"), reverse("cms:notices"))
        crumbs = [Crumb(_("Home"), "/"), above, Crumb(said(self.title))]
        return context | {"title": self.title, "lead": self.summary, "nav": "notices", "crumbs": crumbs}
