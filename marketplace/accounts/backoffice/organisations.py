"""Organisations (机构) in the admin."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.model import ModelViewSet

from marketplace.accounts import services
from marketplace.accounts.backoffice.base import AddView, ChangeView
from marketplace.accounts.models import Organisation
from marketplace.ui.admin_lists import Index


class OrganisationForm(WagtailAdminModelForm):
    """A new body."""

    class Meta:
        model = Organisation
        fields = ["name", "org_type", "uscc", "place"]

    def validate_constraints(self) -> None:
        """Left to the service, which knows why a code is wrong."""


class OrganisationChangeForm(WagtailAdminModelForm):
    """Name and seat; kind and code say which body it is."""

    class Meta:
        model = Organisation
        fields = ["name", "place"]


class AddOrganisation(AddView):
    """Enters a body."""

    page_title = _("Enter an organisation")
    success_message = _("%(object)s is entered.")

    def save_instance(self) -> Organisation:
        """One body."""
        typed = self.form.cleaned_data
        return services.create_organisation(
            by=self.by, name=typed["name"], org_type=typed["org_type"], uscc=typed["uscc"], place=typed["place"]
        )


class ChangeOrganisation(ChangeView):
    """Corrects name or seat."""

    success_message = _("%(object)s was changed.")

    def save_instance(self) -> Organisation:
        """One body."""
        typed = self.form.cleaned_data
        return services.change_organisation(
            by=self.by, organisation=self.object, name=typed["name"], place=typed["place"]
        )


class OrganisationViewSet(ModelViewSet):
    """Any body that acts, buyer or supplier."""

    model = Organisation
    name = "organisations"
    url_prefix = "organisations"
    icon = "home"
    menu_label = _("Organisations")
    menu_order = 620
    add_to_settings_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    index_view_class = Index
    ordering = ["name", "pk"]
    search_fields = ["name", "uscc"]
    search_backend_name = None
    list_filter = ["org_type"]
    list_display = [
        "name",
        Column("get_org_type_display", label=_("Kind"), sort_key="org_type"),
        Column("uscc", label=_("Unified social credit code")),
        Column("place", label=_("Seat")),
    ]
    add_view_class = AddOrganisation
    edit_view_class = ChangeOrganisation

    def get_form_class(self, for_update: bool = False) -> type[WagtailAdminModelForm]:
        """What may change."""
        return OrganisationChangeForm if for_update else OrganisationForm
