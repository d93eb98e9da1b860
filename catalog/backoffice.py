"""The roster in Wagtail's admin: the district curates verified facts and approved domains, through services."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup

from catalog.models import Provider, RosterEntry
from catalog.rules.profile import CURATED
from catalog.services import curation, profile
from marketplace import clock
from marketplace.accounts.acting import Acting
from marketplace.rulebook.queries import service_domains
from marketplace.ui.admin_columns import column
from marketplace.ui.admin_forms import Saving
from marketplace.ui.admin_lists import Index
from marketplace.ui.forms import DateField, ModelForm, ReasonField, SeveralField

FACTS = [
    "grade",
    "grade_assessed_on",
    "grade_expires_on",
    "grade_authority",
    "certificate_number",
    "certificate_level",
    "certificate_expires_on",
    "annual_report_year",
    "last_violation_date",
    "abnormal_list",
    "serious_list",
]
DAYS = ("grade_assessed_on", "grade_expires_on", "certificate_expires_on", "last_violation_date")


class ServiceForm(ModelForm):
    """Borrows fields from a model; the service checks and saves, so the row is never touched here."""

    reason = ReasonField()

    def _post_clean(self) -> None:
        """Leave the instance as it is."""


class FactsForm(ServiceForm):
    """Verified facts and the two public lists."""

    annual_report_year = forms.IntegerField(
        label=_("Last annual report filed for"), min_value=1990, max_value=2199, required=False
    )

    class Meta:
        model = Provider
        fields = FACTS
        field_classes = dict.fromkeys(DAYS, DateField)


class DomainsForm(ServiceForm):
    """Approved service domains."""

    class Meta:
        model = RosterEntry
        fields = ("domains",)
        field_classes = {"domains": SeveralField}
        widgets = {"domains": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["domains"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = service_domains()


class CurateFacts(Acting, Saving, generic.EditView):
    """Correct verified facts; the entry follows at once."""

    def save_instance(self) -> Provider:
        """One provider."""
        typed = dict(self.form.cleaned_data)
        reason = typed.pop("reason")
        return profile.curate(provider=self.object, by=self.membership, changes=typed, reason=reason, now=clock.now())


class CurateDomains(Acting, Saving, generic.EditView):
    """Set the domains in which a provider may bid."""

    def save_instance(self) -> RosterEntry:
        """One entry."""
        typed = self.form.cleaned_data
        return curation.approve_domains(
            entry=self.object, by=self.membership, domains=list(typed["domains"]), reason=typed["reason"]
        )


class ProviderViewSet(ModelViewSet):
    """Providers (服务机构): facts the district keeps. They register themselves; nobody adds or deletes one here."""

    model = Provider
    name = "catalog_providers"
    url_prefix = "catalog/providers"
    menu_label = _("Verified facts")
    icon = "group"
    list_display = [
        "__str__",
        Column("uscc", label=_("Credit code"), accessor="organisation.uscc"),
        Column("list", label=_("Roster list"), accessor="get_roster_list_display"),
        Column("grade", label=_("Assessment grade"), accessor="get_grade_display"),
        column(Provider, "abnormal_list"),
        column(Provider, "serious_list"),
        "credit",
    ]
    list_filter = ["roster_list", "grade", "abnormal_list", "serious_list"]
    search_fields = ["organisation__name", "organisation__uscc"]
    ordering = ["organisation__name", "pk"]
    form_fields = sorted(CURATED)
    copy_view_enabled = False
    index_view_class = Index
    edit_view_class = CurateFacts

    def get_form_class(self, for_update: bool = False) -> type[ModelForm]:
        """The facts with a reason."""
        del for_update
        return FactsForm


class EntryViewSet(ModelViewSet):
    """Entries of the roster (名录条目): the approved domains. Suspending and removing have pages of their own."""

    model = RosterEntry
    name = "catalog_entries"
    url_prefix = "catalog/entries"
    menu_label = _("Approved domains")
    icon = "tag"
    list_display = ["__str__", Column("state", label=_("State"), accessor="get_state_display"), "valid_until"]
    list_filter = ["state"]
    search_fields = ["provider__organisation__name"]
    ordering = ["provider__organisation__name", "pk"]
    form_fields = ["domains"]
    copy_view_enabled = False
    index_view_class = Index
    edit_view_class = CurateDomains

    def get_form_class(self, for_update: bool = False) -> type[ModelForm]:
        """The domains with a reason."""
        del for_update
        return DomainsForm


class RosterGroup(ModelViewSetGroup):
    """Both in one menu."""

    menu_label = _("Provider roster")
    menu_icon = "group"
    menu_order = 330
    items = (ProviderViewSet, EntryViewSet)
