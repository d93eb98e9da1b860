"""Calendar and service domains as Wagtail viewsets that save through services."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.forms import modelform_factory
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup

from marketplace import clock
from marketplace.primitives.calendar import Override
from marketplace.rulebook import queries, services
from marketplace.rulebook.backoffice.forms import ReasonForm
from marketplace.rulebook.effects import Effect
from marketplace.rulebook.models import CalendarOverride, ServiceDomain
from marketplace.ui.admin_columns import as_code, column, in_english
from marketplace.ui.admin_forms import Saving
from marketplace.ui.admin_lists import Index


def without(viewset: ModelViewSet, name: str) -> type[forms.BaseModelForm[Any]]:
    """A form of what may be changed later: everything but one field."""
    return modelform_factory(viewset.model, fields=[field for field in viewset.form_fields if field != name])


class Previewed(Saving):
    """A day whose change is first shown with what it would move; saved again unchanged, it is made."""

    effects: list[Effect]
    seen = ""

    def day_of(self, form: Any) -> date:
        """The day that is changed."""
        day: date = form.cleaned_data["day"]
        return day

    def form_valid(self, form: Any) -> HttpResponse:
        """Show what moves, or save through the service."""
        day, is_workday = self.day_of(form), form.cleaned_data["is_workday"]
        self.effects = queries.preview_day(day, is_workday=is_workday, now=clock.now())
        self.seen = f"{day}:{is_workday}"
        if self.effects and self.request.POST.get("seen") != self.seen:
            parent: Any = super()
            shown: HttpResponse = parent.render_to_response(parent.get_context_data(form=form))
            return shown
        return super().form_valid(form)


class AddDay(Previewed, generic.CreateView):
    """Set a day of the calendar."""

    template_name = "rulebook/admin/day.html"

    def save_instance(self) -> CalendarOverride:
        """One override."""
        typed = self.form.cleaned_data
        day = Override(typed["day"], typed["is_workday"], typed["name"], typed["source"])
        return services.set_days(by=self.request.membership, days=[day])[0]


class ChangeDay(Previewed, generic.EditView):
    """Change what a day is; the day itself stays."""

    template_name = "rulebook/admin/day.html"

    def day_of(self, form: Any) -> date:
        """The day is fixed."""
        del form
        day: date = self.object.day
        return day

    def save_instance(self) -> CalendarOverride:
        """One override."""
        typed = self.form.cleaned_data
        day = Override(self.object.day, typed["is_workday"], typed["name"], typed["source"])
        return services.set_days(by=self.request.membership, days=[day])[0]


class RemoveDay(Saving, generic.DeleteView):
    """Let the official calendar decide again."""

    form_class = ReasonForm

    @property
    def effects(self) -> list[Effect]:
        """What would move; the page asks for a reason anyway, so it is shown at once."""
        return queries.preview_day(self.object.day, is_workday=None, now=clock.now())

    def form_valid(self, form: Any) -> HttpResponse:
        """Through the service."""
        self.form = form
        return super().form_valid(form)

    def delete_action(self) -> None:
        """Remove the override."""
        reason = self.form.cleaned_data["reason"]
        services.remove_day(by=self.request.membership, override=self.object, reason=reason)


class CalendarViewSet(ModelViewSet):
    """The working calendar (工作日历)."""

    model = CalendarOverride
    name = "rulebook_calendar"
    url_prefix = "rulebook/calendar"
    menu_label = _("Working calendar")
    icon = "date"
    list_display = ["day", *(column(CalendarOverride, name) for name in ("name", "is_workday", "source"))]
    search_fields = ["name", "source"]
    ordering = ["-day"]
    form_fields = ["day", "is_workday", "name", "source"]
    copy_view_enabled = False
    index_view_class = Index
    add_view_class = AddDay
    edit_view_class = ChangeDay
    delete_view_class = RemoveDay
    delete_template_name = "rulebook/admin/confirm_delete.html"

    def get_form_class(self, for_update: bool = False) -> type[forms.BaseModelForm[Any]]:
        """A day is chosen once."""
        return without(self, "day") if for_update else super().get_form_class()


class AddDomain(Saving, generic.CreateView):
    """A new service domain."""

    def save_instance(self) -> ServiceDomain:
        """One domain."""
        return services.save_domain(by=self.request.membership, **self.form.cleaned_data)


class ChangeDomain(Saving, generic.EditView):
    """Rename a domain, or switch it off; its code stays."""

    def save_instance(self) -> ServiceDomain:
        """One domain."""
        typed = self.form.cleaned_data | {"code": self.object.code}
        return services.save_domain(by=self.request.membership, domain=self.object, **typed)


class DomainViewSet(ModelViewSet):
    """Service domains (服务领域)."""

    model = ServiceDomain
    name = "rulebook_domains"
    url_prefix = "rulebook/domains"
    menu_label = _("Service domains")
    icon = "tag"
    list_display = [
        "__str__",
        column(ServiceDomain, "code", as_code),
        column(ServiceDomain, "name_zh"),
        column(ServiceDomain, "name_en", in_english),
        column(ServiceDomain, "is_active"),
    ]
    search_fields = ["code", "name_zh", "name_en"]
    ordering = ["pk"]
    form_fields = ["code", "name_zh", "name_en", "is_active"]
    copy_view_enabled = False
    index_view_class = Index
    add_view_class = AddDomain
    edit_view_class = ChangeDomain

    def get_form_class(self, for_update: bool = False) -> type[forms.BaseModelForm[Any]]:
        """A code is chosen once."""
        return without(self, "code") if for_update else super().get_form_class()


class RulebookGroup(ModelViewSetGroup):
    """Calendar and domains in one menu; the rule sets' own pages hang beside it."""

    menu_label = _("Calendar and domains")
    menu_icon = "date"
    menu_order = 320
    items = (CalendarViewSet, DomainViewSet)
