"""A body registers itself."""

from __future__ import annotations

from typing import Any

from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from marketplace.accounts import forms, services
from marketplace.accounts.middleware import SESSION_KEY
from marketplace.accounts.models import OrganisationType
from marketplace.accounts.views.area import AccountPage
from marketplace.places import queries as places
from marketplace.ui.views import ActView

KINDS = [
    kind
    for kind in OrganisationType
    if kind
    not in {
        OrganisationType.RESIDENTS_COMMITTEE,
        OrganisationType.GOVERNMENT_OFFICE,
        OrganisationType.COMMUNITY_GROUP,
    }
]


class RegisterOrganisation(AccountPage, ActView):
    """Enters a body and makes oneself its administrator."""

    title = _("Register an organisation")
    lead = _("You become its administrator. Then apply for the roster: only listed organisations bid.")
    form_class = forms.OrganisationForm
    submit_label = _("Register")
    success_message = _("The organisation is registered.")
    success_url = reverse_lazy("accounts:roles")
    cancel_url = reverse_lazy("accounts:profile")

    def get_form_options(self) -> dict[str, Any]:
        """Kinds that register themselves; streets as seats."""
        return {"kinds": KINDS, "streets": places.streets()}

    def act(self, form: Any) -> None:
        """Register, and act for it from now on."""
        _organisation, first = services.register_organisation(user=self.person, **form.cleaned_data)
        self.request.session[SESSION_KEY] = first.pk
