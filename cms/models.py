"""Pages that people write; the home page gathers what the other parts compute."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from search.language import TEXT_LIMIT
from tendering.overview.queries.home import home_figures


class HomePage(Page):
    """The portal's front (首页): its lead sentence is written, every figure is computed."""

    lead_zh = models.CharField(_("lead sentence in Chinese"), max_length=200, blank=True)
    lead_en = models.CharField(_("lead sentence in English"), max_length=300, blank=True)

    content_panels: ClassVar[list[Any]] = [*Page.content_panels, FieldPanel("lead_zh"), FieldPanel("lead_en")]
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    max_count = 1

    @property
    def lead(self) -> str:
        """The lead sentence in the reader's language."""
        english = (get_language() or "").startswith("en")
        return (self.lead_en or self.lead_zh) if english else self.lead_zh

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds the figures; they are at most a minute old."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return context | {"nav": "home", "title": self.title, "figures": home_figures(), "longest": TEXT_LIMIT}
