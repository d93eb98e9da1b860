"""The list of everything that the district tells (公告)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.query import PageQuerySet

from cms.documents import below_sites
from cms.models import NoticePage, PageKind
from marketplace.ui import typed
from marketplace.ui.forms import FilterForm, TextField
from marketplace.ui.views import Column, Kind, ListPage


class NoticeFilters(FilterForm):
    """Words of a notice, and its kind."""

    q = TextField(label=_("Keywords"), max_length=80)
    kind = forms.ChoiceField(label=_("Kind of page"), choices=[("", _("All kinds of page")), *PageKind.choices])

    def filter(self, queryset: PageQuerySet) -> PageQuerySet:
        """Text is compared with text, as in the admin: few notices are ever written."""
        chosen = self.chosen()
        if chosen.get("kind"):
            queryset = queryset.filter(kind=chosen["kind"])
        return queryset.filter(typed.says(chosen.get("q") or "", "title", "summary", "text"))


class NoticeList(ListPage):
    """Every notice that everybody may read, the latest first."""

    title = _("Notices and guides")
    lead = _("What the district tells everybody: notices, policies, guides.")
    caption = title
    nav = "notices"
    filter_form_class = NoticeFilters
    default_sort = "-published"
    empty_title = _("No notice yet")
    empty_text = _("Notices of calls, results and contracts stand with their projects.")
    columns = (
        Column(
            name="title",
            label=_("Title"),
            kind=Kind.SAID,
            sort=("title",),
            link=lambda row: row.get_url() or "",
            sub=lambda row: row.summary,
        ),
        Column(name="get_kind_display", label=_("Kind of page")),
        Column(
            name="published",
            label=_("Published on"),
            kind=Kind.DAY,
            value=lambda row: row.first_published_at,
            sort=("first_published_at",),
            aside=True,
        ),
    )

    def get_queryset(self) -> Any:
        """What everybody may read now."""
        return below_sites(NoticePage.objects.live().public())
